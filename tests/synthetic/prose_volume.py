"""Sentences on what was disclosed: totals, channels, kinds of content, shares, and the numbers beside them that do not count."""

from __future__ import annotations

from .model import Draft, Figure
from .say import fig, say
from .state import State
from .wordings import under

UNITS = ("条", "条", "条", "条", "条", "件", "篇", "项", "份")


def total(draft: Draft, state: State, unit: str) -> str:
    """The total, sometimes with last year's or all years' number beside it."""
    traps = {
        "a": max(1, int(state.total * draft.rng.uniform(0.4, 1.6))),
        "b": draft.rng.randint(2, 60),
        "c": state.total * draft.rng.randint(2, 6) + 11,
    }
    truth = fig("proactive_disclosed", state.total)
    if draft.chance(0.05):
        return say(draft, draft.word("last first").replace("#", unit), t=truth, **traps)
    text = say(draft, draft.word("total").replace("{U}", unit), t=truth)
    if draft.chance(0.25):
        text = text.rstrip("。") + say(draft, draft.word("tails").replace("#", unit), keep=True, **traps)
    return text


def channel_list(draft: Draft, state: State, unit: str) -> str:
    """The channels in one sentence, in one of several builds."""
    parts = [(c, n) for c, n in state.channels.items() if n or draft.chance(0.5)]
    draft.rng.shuffle(parts)
    manner = draft.rng.random()
    if manner < 0.15 and len(parts) > 1:
        return respectively(draft, parts, unit)
    if manner < 0.35:
        return "".join(single(draft, c, n, unit, head=draft.chance(0.3)) + "。" for c, n in parts)
    one = draft.word("single")
    mark = draft.pick(",|,|;|、")
    shares = draft.chance(0.2)
    said = []
    for c, n in parts:
        text = single(draft, c, n, unit, pattern=one if draft.chance(0.8) else "")
        said.append(text + (share(draft, c, n, state.total) if shares else ""))
    lead = draft.word("leads")
    mark = "," if mark == "、" and (shares or lead.endswith("如下:")) else mark
    return lead + mark.join(said) + "。"


def single(draft: Draft, channel: str, count: int, unit: str, pattern: str = "", head: bool = False) -> str:
    """One channel and its count."""
    name = draft.word(f"channel {channel}")
    text = (pattern or draft.word("single")).replace("{C}", name).replace("{U}", unit)
    for wrong, right in (
        ("通过召开", "通过"),
        ("在召开", "在"),
        ("在新闻发布会", "通过新闻发布会"),
        ("由召开", "由"),
        ("经召开", "经"),
        ("以召开", "以"),
    ):
        text = text.replace(wrong, right)
    return say(draft, ("^" if head else "") + text, n=fig("proactive_disclosed", count, channel=channel))


def share(draft: Draft, channel: str, count: int, whole: int) -> str:
    """The channel's share, as printed behind its count."""
    value = round(100 * count / whole, draft.rng.choice((0, 1, 1, 2)))
    text = say(draft, draft.word("shares"), keep=True, s=fig("proactive_share", float(value), channel=channel))
    return text + ")" if text.startswith("(") else text


def respectively(draft: Draft, parts: list[tuple[str, int]], unit: str) -> str:
    """网站、微信分别公开…: names first, numbers after."""
    names = "、".join(draft.word(f"channel {c}").replace("召开", "") for c, _ in parts)
    slots: dict[str, Figure | float] = {f"n{i}": fig("proactive_disclosed", n, channel=c) for i, (c, n) in enumerate(parts)}
    numbers = "、".join(f"<{key}! {unit}>" for key in slots)
    return say(draft, draft.word("respectively").replace("&", names).replace("$", numbers), **slots)


def content_list(draft: Draft, state: State, unit: str, after_total: bool) -> str:
    """The kinds of content in one sentence; 其中 alone would mean the channel named just before."""
    lead = draft.word("leads content total" if after_total and draft.chance(0.5) else "leads content")
    verb = draft.pick("|||信息|政府信息")
    said = []
    for kind, count in state.contents.items():
        name = draft.word(f"content {kind}")
        tail = "" if name.endswith(("信息", "公开", "动态")) else verb
        said.append(say(draft, f"{name}{tail}<n {unit}>", n=fig("proactive_disclosed", count, content=kind)))
    return lead + draft.pick("、|,|,|;").join(said) + "。"


def bracket(draft: Draft, state: State, unit: str) -> str:
    """The total with its parts in brackets behind it."""
    slots: dict[str, Figure | float] = {"t": fig("proactive_disclosed", state.total)}
    parts = []
    for i, (c, n) in enumerate(state.channels.items()):
        slots[f"n{i}"] = fig("proactive_disclosed", n, channel=c)
        parts.append(f"{draft.word(f'channel {c}').replace('召开', '')}<n{i}! {unit}>")
    pattern = draft.word("bracket").replace("{{其中|}&}", "{其中|}&").replace("#", unit)
    return say(draft, pattern.replace("&", draft.pick("、|,").join(parts)), **slots)


def pairs(draft: Draft) -> str:
    """Channel and kind of content named together, without a total."""
    name = draft.pick(under("pair"))
    (a, b), (c, d) = (part.split() for part in name.replace("none", "-").split(","))
    return say(
        draft,
        draft.word(f"pair {name}"),
        a=fig("proactive_disclosed", draft.rng.randint(5, 400), channel=a, content=b),
        b=fig("proactive_disclosed", draft.rng.randint(1, 60), channel=c, content=d.strip("-")),
    )


def reach(draft: Draft, state: State, unit: str) -> str:
    """The total within the sentence on the website."""
    return say(
        draft,
        draft.word("reach").replace("#", unit),
        t=fig("proactive_disclosed", state.total),
        w=fig("proactive_disclosed", state.channels["website"], channel="website"),
    )


def volume(draft: Draft, state: State) -> str:
    """A paragraph of statistics: total first, or channels first, or in brackets."""
    unit = draft.rng.choice(UNITS)
    manner = draft.rng.random()
    if manner < 0.05:
        return pairs(draft)
    if manner < 0.15:
        return bracket(draft, state, unit)
    if manner < 0.19:
        return reach(draft, state, unit)
    parts = [total(draft, state, unit)]
    if draft.chance(0.75):
        parts.append(channel_list(draft, state, unit))
    if draft.chance(0.35):
        parts.append(content_list(draft, state, unit, len(parts) == 1))
    if draft.chance(0.08) and len(parts) > 1:
        parts.reverse()
    return "".join(parts)
