"""Sentences on requests, fees, reconsideration and litigation, with zeros in words, under headings and in digits."""

from __future__ import annotations

from .model import Draft, Figure
from .say import fig, none, say
from .state import CASES, OUTCOMES, State
from .wordings import under

REFUSED = tuple(o for o in OUTCOMES if o.startswith("requests_refused"))


def received(draft: Draft, state: State) -> str:
    """How many requests, how they came and who sent them."""
    n = state.requests
    if n == 0:
        return (
            none(draft, draft.word("no requests"), "requests_received")
            if draft.chance(0.6)
            else say(draft, draft.word("received"), n=fig("requests_received", 0))
        )
    text = say(draft, draft.word("received"), n=fig("requests_received", n))
    if draft.chance(0.35):
        text += listing(draft, "route", state.routes)
    if draft.chance(0.25):
        text += listing(draft, "applicant", state.received)
    return text


def listing(draft: Draft, dimension: str, counts: dict[str, int]) -> str:
    """Counts along one dimension."""
    parts = [(k, n) for k, n in counts.items() if n or draft.chance(0.2)]
    drop = draft.pick("|提出|提交") if dimension == "applicant" and draft.chance(0.3) else ""
    said = []
    for k, n in parts:
        name = draft.word(f"{dimension} {k}")
        said.append(
            say(draft, f"{name}{'' if name.endswith('申请') else drop}<n! 件>", n=fig("requests_received", n, **{dimension: k}))
        )
    return draft.word(f"lead {dimension}") + draft.pick(",|、|,|;").join(said) + "。"


def handled(draft: Draft, state: State) -> str:
    """What came of the requests."""
    if not state.requests:
        return ""
    text = ""
    if sum(state.carried_in.values()) and draft.chance(0.5):
        text += say(draft, draft.word("carried in"), n=fig("requests_carried_in", sum(state.carried_in.values())))
    if draft.chance(0.5):
        text += say(draft, draft.word("answered"), n=fig("requests_answered", state.closed))
    elif draft.chance(0.4):
        text += say(draft, draft.word("closed"), n=fig("requests_closed", state.closed))
    if draft.chance(0.6):
        text += outcomes(draft, state)
    out = sum(state.carried_out.values())
    if out and draft.chance(0.6):
        text += say(draft, draft.word("carried out"), n=fig("requests_carried_out", out))
    return text or draft.expand(draft.word("handled"))


def outcomes(draft: Draft, state: State) -> str:
    """How the requests ended, in one list."""
    parts = [(o, state.outcome(o)) for o in under("outcome") if state.outcome(o)]
    tail = draft.pick("的|||")
    said = [say(draft, f"{draft.word(f'outcome {o}')}{tail}<n! 件>", n=fig(o, n)) for o, n in parts]
    refused = sum(state.outcome(o) for o in REFUSED)
    told = any(o in REFUSED for o, _ in parts)
    if refused and not told and draft.chance(0.7):
        said.append(say(draft, draft.word("refused part"), n=fig("requests_refused", refused)))
    return draft.word("lead outcome") + draft.pick(",|,|、|;").join(said) + "。" if said else ""


def fees(draft: Draft, state: State) -> str:
    """Fees charged or not."""
    charged = state.other["fees_charged"] if state.requests else 0
    if charged:
        text = say(draft, draft.word("fees"), n=fig("fees_charged", charged))
        if state.other["fees_waived"] and draft.chance(0.5):
            text += say(draft, draft.word("waived"), n=fig("fees_waived", state.other["fees_waived"]))
        return text
    if draft.chance(0.15):
        return none(draft, draft.word("fees and waived"), "fees_charged", "fees_waived")
    if draft.chance(0.2):
        return say(draft, draft.word("fees digits nought"), n=fig("fees_charged", 0))
    return none(draft, draft.word("fees none"), "fees_charged")


def review(draft: Draft, state: State) -> str:
    """Reconsideration and litigation."""
    r = sum(state.cases["reconsideration"].values())
    lit = sum(state.cases["litigation_direct"].values()) + sum(state.cases["litigation_after_reconsideration"].values())
    if r == 0 and lit == 0:
        if draft.chance(0.25):
            return both_nought(draft)
        if draft.chance(0.75):
            return none(draft, draft.word("no cases"), "reconsideration_cases", "litigation_cases")
    text = say(draft, draft.word("cases"), r=fig("reconsideration_cases", r), l=fig("litigation_cases", lit))
    counts = state.cases["reconsideration"]
    if r and draft.chance(0.5):
        said = [
            say(draft, f"{draft.word(f'case {k}')}<n! 件>", n=fig(f"reconsideration_{k}", counts[k])) for k in CASES if counts[k]
        ]
        text += draft.word("lead cases") + ",".join(said) + "。"
    if lit and draft.chance(0.4):
        ended = {k: state.cases["litigation_direct"][k] + state.cases["litigation_after_reconsideration"][k] for k in CASES[:3]}
        said = [say(draft, f"{draft.word(f'case {k}')}<n! 件>", n=fig(f"litigation_{k}", n)) for k, n in ended.items() if n]
        text += draft.word("lead litigation") + ",".join(said) + "。" if said else ""
    return text


def both_nought(draft: Draft) -> str:
    """Both counts said to be nought at once, in digits or in words."""
    text = draft.expand(draft.word("cases nought"))
    kind = "words" if "零" in text else "digits"
    for name in ("reconsideration_cases", "litigation_cases"):
        draft.figures.append(Figure(name, 0, stated_as=kind, evidence=text.strip("。")))
    return text
