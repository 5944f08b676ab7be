"""Puts a report together: layout, sections, tables and prose in the order of its dialect."""

from __future__ import annotations

import random

from . import prose_other, prose_requests
from .forms import Filler, cases_table, proactive_2019, proactive_2021, requests_table
from .forms_local import local_tables, national_2014
from .model import Draft
from .numbers import STYLES
from .places import agency
from .prose_problems import problems
from .prose_volume import volume
from .state import State, world

HAN = "一二三四五六七八九"
LAYOUTS = (("prose", 32), ("national_2021", 26), ("national_2019", 14), ("national_2014", 18), ("local_2008", 10))
YEARS = {
    "prose": (2008, 2020),
    "national_2021": (2021, 2025),
    "national_2019": (2019, 2020),
    "national_2014": (2014, 2018),
    "local_2008": (2008, 2013),
}
#: districts whose name alone does not tell where they are
AMBIGUOUS = ("城关区", "铁东区", "向阳区", "河东区")


def make(seed: str, layout: str = "") -> Draft:
    """One report from its seed."""
    rng = random.Random(seed)
    layout = layout or rng.choices([n for n, _ in LAYOUTS], [w for _, w in LAYOUTS])[0]
    who = agency(rng)
    year = rng.randint(*YEARS[layout])
    draft = Draft(rng, who, year, layout, rng.choice(STYLES))
    state = world(rng, who.level, year)
    title(draft)
    if layout in ("national_2019", "national_2021"):
        modern(draft, state)
    else:
        early(draft, state)
    ending(draft)
    return draft


def title(draft: Draft) -> None:
    """The title in one of its forms; a page may carry a date under it."""
    a, y = draft.agency, draft.year
    name = a.name if draft.chance(0.8) or a.level in ("province", "central") else (a.prefecture or a.province) + a.name
    if a.county in AMBIGUOUS:
        name = (a.prefecture or a.province) + a.name
    if a.level == "prefecture" and a.prefecture:
        name = a.name
    bare = draft.chance(0.08) and a.kind != "central_department" and a.county not in AMBIGUOUS
    if bare:  # the title names the agency in short, or not at all; the opening and the signature name it fully
        name = draft.pick(("", a.short, a.short))
        draft.tags.append("short_title")
    draft.title = draft.expand(draft.word("title")).replace("%A", name).replace("关于", "关于" if name else "").lstrip("()")
    draft.put("title", draft.title)
    if draft.chance(0.3):
        draft.published = f"{y + 1}-{draft.rng.randint(1, 3):02d}-{draft.rng.randint(1, 28):02d}"
        draft.put(
            "meta",
            draft.pick("发布日期:|发布时间:|时间:|信息发布时间:") + draft.published + draft.pick("|    点击数:123|  来源:本站"),
        )


def heading(draft: Draft, order: int, text: str) -> None:
    """A numbered heading."""
    draft.put("heading", f"{HAN[order]}、{draft.expand(draft.word(text))}")


def last_heading(draft: Draft) -> str:
    """The heading put last."""
    return next((b.text for b in reversed(draft.blocks) if b.kind == "heading"), "")


def modern(draft: Draft, state: State) -> None:
    """The six parts of 2019 and later, three of them tables."""
    fill = Filler(draft)
    draft.put("para", prose_other.preamble(draft))
    heading(draft, 0, "official overview")
    overview_modern(draft, state)
    heading(draft, 1, "official proactive")
    draft.blocks.append((proactive_2019 if draft.layout == "national_2019" else proactive_2021)(draft, state, fill))
    heading(draft, 2, "official requests")
    draft.blocks.append(requests_table(draft, state, fill))
    heading(draft, 3, "official review")
    draft.blocks.append(cases_table(state, fill))
    heading(draft, 4, "official problems")
    for text in problems(draft):
        draft.put("para", text)
    heading(draft, 5, "official other")
    others(draft)


def others(draft: Draft) -> None:
    """The last part: mostly nothing, sometimes fees, sometimes promises."""
    if draft.chance(0.3):
        draft.put("para", prose_requests.none(draft, draft.word("fees since"), "fees_charged"))
    else:
        draft.put("para", draft.word("nothing"))


def overview_modern(draft: Draft, state: State) -> None:
    """Five subheads or a few paragraphs, with figures among them."""
    parts = [
        ("主动公开", [*prose_other.overview(draft, 2), *([volume(draft, state)] if draft.chance(0.7) else [])]),
        (
            "依申请公开",
            [
                *([prose_requests.received(draft, state)] if draft.chance(0.7) else []),
                *([prose_requests.handled(draft, state)] if draft.chance(0.4) else []),
            ],
        ),
        ("政府信息管理", [prose_other.trap(draft)] if draft.chance(0.5) else prose_other.overview(draft, 1)),
        (
            "平台建设",
            prose_other.minors(draft, state, 1, ("website_visits", "website_page_views", "policy_interpretations", "responses")),
        ),
        (
            "监督保障",
            prose_other.minors(
                draft,
                state,
                draft.rng.randint(0, 2),
                ("meetings", "training_sessions", "trainees", "staff_full_time", "staff_part_time"),
            ),
        ),
    ]
    manner = draft.pick("sub|sub|run|list")
    for order, (name, texts) in enumerate(parts):
        body = "".join(texts) or draft.expand("{不断加强|持续做好}" + name + "工作。")
        if manner == "sub":
            mark = f"({HAN[order]})"
            draft.put("subheading", mark + name + draft.pick("情况||。"))
            draft.put("para", body)
        elif manner == "list":
            draft.put("para", f"({HAN[order]}){name}{draft.pick('情况。|。|:')}{body}")
        else:
            draft.put("para", body)


def early(draft: Draft, state: State) -> None:
    """Reports before 2019: prose sections, then a table in some layouts."""
    if draft.chance(0.85) or "short_title" in draft.tags:
        draft.put("para", prose_other.preamble(draft))
    sections = [
        ("overview", lambda: overview_early(draft, state)),
        ("proactive", lambda: proactive_early(draft, state)),
        ("requests", lambda: requests_early(draft, state)),
        ("fees", lambda: [fees_early(draft, state)]),
        ("review", lambda: [prose_requests.review(draft, state)]),
        ("problems", lambda: problems(draft)),
    ]
    if draft.chance(0.15):
        sections.pop(3)
    bare = draft.chance(0.08)
    for order, (name, body) in enumerate(sections):
        if not bare:
            heading(draft, order, f"heading {name}")
        for text in by_heading(draft, name, state) if not bare and draft.chance(0.12) else body():
            draft.put("para", text)
    fill = Filler(draft)
    if draft.layout == "national_2014":
        draft.put(
            "heading",
            draft.pick("附件:|附表|附:|七、附表")
            + draft.pick("政府信息公开情况统计表|")
            + ("" if draft.chance(0.5) else f"({draft.year}年度)"),
        )
        draft.blocks.append(national_2014(draft, state, fill))
    elif draft.layout == "local_2008":
        if draft.chance(0.5):
            draft.put("heading", f"{draft.year}年政府信息公开情况统计表")
        draft.blocks += local_tables(draft, state, fill)


def by_heading(draft: Draft, name: str, state: State) -> list[str]:
    """Nothing but 无 below the heading says nought, where nought is true."""
    nothing = {
        "requests": (state.requests == 0, ("requests_received",)),
        "fees": (not (state.requests and state.other["fees_charged"]), ("fees_charged",)),
        "review": (not any(sum(c.values()) for c in state.cases.values()), ("reconsideration_cases", "litigation_cases")),
    }
    true, indicators = nothing.get(name, (False, ()))
    if name == "fees" and "减免" in last_heading(draft):
        indicators = ("fees_charged", "fees_waived")
    if not true:
        return (
            {"overview": overview_early, "proactive": proactive_early, "requests": requests_early}[name](draft, state)
            if name in ("overview", "proactive", "requests")
            else (
                problems(draft)
                if name == "problems"
                else [fees_early(draft, state)]
                if name == "fees"
                else [prose_requests.review(draft, state)]
            )
        )
    draft.tags.append("zero_by_heading")
    return [prose_requests.none(draft, draft.word("under heading"), *indicators)]


def fees_early(draft: Draft, state: State) -> str:
    """The paragraph on fees."""
    return prose_requests.fees(draft, state)


def overview_early(draft: Draft, state: State) -> list[str]:
    """Officialese, with traps and small figures strewn in."""
    out = prose_other.overview(draft, draft.rng.randint(1, 5))
    out += prose_other.minors(draft, state, draft.rng.choice((0, 1, 2, 3)))
    if draft.chance(0.5):
        out.append(prose_other.trap(draft))
    draft.rng.shuffle(out)
    return out if draft.chance(0.5) else ["".join(out)]


def proactive_early(draft: Draft, state: State) -> list[str]:
    """The volume paragraph first or last."""
    out = [volume(draft, state), *prose_other.overview(draft, draft.rng.randint(0, 2))]
    if draft.chance(0.3):
        out.append(prose_other.trap(draft))
    if draft.chance(0.3):
        out.reverse()
    return out if draft.chance(0.5) else ["".join(out)]


def requests_early(draft: Draft, state: State) -> list[str]:
    """Requests, and what came of them."""
    out = [prose_requests.received(draft, state)]
    if draft.chance(0.6):
        out.append(prose_requests.handled(draft, state))
    return [t for t in (out if draft.chance(0.3) else ["".join(out)]) if t]


def ending(draft: Draft) -> None:
    """Signature and date."""
    if draft.chance(0.5) or "short_title" in draft.tags:
        y, m, d = draft.year + 1, draft.rng.randint(1, 3), draft.rng.randint(1, 28)
        draft.signed = f"{y}-{m:02d}-{d:02d}"
        draft.put("right", draft.agency.name)
        draft.put("right", f"{y}年{m}月{d}日")
