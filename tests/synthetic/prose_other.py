"""Sentences on interpretation, staff, meetings, visits and documents; openings; and numbers that are nobody's figure."""

from __future__ import annotations

from .model import Draft
from .say import fig, none, say
from .state import State
from .wordings import sections, under

STREETS = ("人民路", "建设路", "中心大街", "府前街", "解放南路", "政府大院")


def minors(draft: Draft, state: State, many: int, only: tuple[str, ...] = ()) -> list[str]:
    """Sentences on some of the smaller subjects."""
    pool = [m for m in under("minor") if not only or m in only]
    out = []
    for indicator in draft.rng.sample(pool, min(many, len(pool))):
        value = state.other[indicator]
        if indicator == "complaints" and not value and draft.chance(0.7):
            out.append(none(draft, draft.word("no complaints"), "complaints"))
        elif value or draft.chance(0.3):
            out.append(say(draft, draft.word(f"minor {indicator}"), n=fig(indicator, value)))
    return out


def trap(draft: Draft) -> str:
    """One sentence with numbers that must not become figures."""
    return say(draft, draft.word("traps"), a=draft.rng.randint(2, 19), b=draft.rng.randint(20, 900))


def overview(draft: Draft, many: int) -> list[str]:
    """Officialese without figures."""
    topics = "、".join(draft.rng.sample(draft.agency.topics, min(2, len(draft.agency.topics))))
    pool = sections()["overview"]
    return [draft.expand(p.replace("{T}", topics)) for p in draft.rng.sample(pool, min(many, len(pool)))]


def preamble(draft: Draft) -> str:
    """The opening: law, contents, period, where to find it, whom to ask."""
    rng, y = draft.rng, draft.year
    text = draft.word("law") + draft.word("law agency")
    if draft.chance(0.5):
        text += draft.word("law parts").replace("%D个", "6个")
    if draft.chance(0.6):
        draft.period = (f"{y}-01-01", f"{y}-12-31")
        text += draft.word("law period")
    if draft.chance(0.5):
        text += draft.word("law contact").replace("%S", rng.choice(STREETS)).replace("%C", str(rng.randint(100000, 850000)))
        text = text.replace("%T", f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}")
    text = (
        text.replace("%A", draft.agency.name).replace("%D", str(rng.randint(2, 300))).replace("%L", "711" if y >= 2019 else "492")
    )
    return draft.expand(text)
