"""How far an indicator may be compared between the official forms, and what each change of form means for it."""

import functools
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from gcir import codebook, labels

_BREAKS = ("year", "before", "after", "comparability", "label_zh", "label_en", "note_zh", "note_en")
_COLUMNS = ("indicator", "before", "after", "comparability", "why_zh", "why_en")
_WORST_LAST = ("same", "similar", "not_comparable")
_ASKED, _NOT_ASKED = "asked", "not_asked"


class Verdict(NamedTuple):
    """What may be said of one indicator's numbers before and after: in two forms, or around a change of form."""

    indicator: str
    before: str
    after: str
    comparability: str
    why_zh: str
    why_en: str


def _breaks() -> tuple[dict[str, str], ...]:
    return codebook.read("breaks", _BREAKS, "year")


@functools.cache
def forms() -> tuple[str, ...]:
    """The layouts of the official forms in the order in which they followed each other."""
    rows = _breaks()
    for number, (one, other) in enumerate(itertools.pairwise(rows), start=3):
        if one["after"] != other["before"]:
            raise codebook.CodebookError(f"breaks.csv, line {number}: before must be {one['after']!r}, where the last line ended")
    return (rows[0]["before"], *(row["after"] for row in rows))


@functools.cache
def _asking() -> dict[str, tuple[str, ...]]:
    codebook.require("layouts", "layout", (e.layout for e in labels.entries()), forms(), "breaks.csv")
    rows = {(e.indicator, e.layout) for e in labels.entries()}
    return {i: tuple(form for form in forms() if (i, form) in rows) for i in {i for i, _ in rows if i}}


def layouts(indicator: str) -> tuple[str, ...]:
    """The official forms that ask for an indicator, oldest first."""
    return _asking().get(indicator, ())


@functools.cache
def _verdicts() -> dict[tuple[str, str, str], Verdict]:
    """The rows of comparability.csv by indicator and the two sides that they compare."""
    rows = codebook.read("comparability", _COLUMNS)
    codebook.require("comparability", "comparability", (r["comparability"] for r in rows), _WORST_LAST, "labels.csv")
    known = {r["id"] for r in codebook.indicators()}
    codebook.require("comparability", "indicator", (r["indicator"] for r in rows), known, "indicators.csv")
    found: dict[tuple[str, str, str], Verdict] = {}
    for number, row in enumerate(rows, start=2):
        verdict = Verdict(**row)
        if problem := _problem(verdict, found):
            raise codebook.CodebookError(f"comparability.csv, line {number}: {problem}")
        found[verdict[:3]] = verdict
    for sides in ((_ASKED, _NOT_ASKED), (_NOT_ASKED, _ASKED), (_NOT_ASKED, _NOT_ASKED)):
        if ("", *sides) not in found:
            raise codebook.CodebookError(f"comparability.csv: no row without an indicator from {sides[0]} to {sides[1]}; add it")
    return found


def _problem(verdict: Verdict, found: dict[tuple[str, str, str], Verdict]) -> str:
    """What is wrong with a row; empty if nothing is."""
    indicator, before, after = verdict[:3]
    if verdict[:3] in found:
        return f"{indicator} from {before} to {after} stands already; keep one of them"
    sides = layouts(indicator) if indicator else (_ASKED, _NOT_ASKED)
    for side in (before, after):
        if side not in sides:
            return f"{side!r} does not have {indicator}; it is in {', '.join(sides) or 'no form'}"
    if indicator and sides.index(before) >= sides.index(after):
        return f"{before} does not come before {after}; exchange them"
    return ""


def steps(indicator: str) -> tuple[Verdict, ...]:
    """The verdicts from each form that asks for an indicator to the next one that does."""
    return tuple(_step(indicator, *pair) for pair in itertools.pairwise(layouts(indicator)))


def _step(indicator: str, before: str, after: str) -> Verdict:
    if found := _verdicts().get((indicator, before, after)):
        return found
    general = next(row for row in _breaks() if row["after"] == after)
    return Verdict(indicator, before, after, general["comparability"], general["note_zh"], general["note_en"])


def pairs(indicator: str) -> Iterator[Verdict]:
    """The verdict for every two forms that ask for an indicator.

    Where comparability.csv does not name two forms, they compare as the worst step between them does.
    """
    asking, between = layouts(indicator), steps(indicator)
    for first, last in itertools.combinations(range(len(asking)), 2):
        key = (indicator, asking[first], asking[last])
        worst = max(between[first:last], key=lambda v: _WORST_LAST.index(v.comparability))
        yield _verdicts().get(key) or Verdict(*key, *worst[3:])


@functools.cache
def changes(indicator: str = "") -> tuple[dict[str, str], ...]:
    """The years in which the official form changed, with what each change means for an indicator, or in general."""
    return tuple(_change(row, indicator) for row in _breaks())


def _change(row: dict[str, str], indicator: str) -> dict[str, str]:
    if not indicator:
        return dict(row)
    asking = layouts(indicator)
    earlier = [form for form in asking if forms().index(form) < forms().index(row["after"])]
    before = row["before"]
    if row["after"] in asking and earlier:
        before = earlier[-1]
        found = _step(indicator, before, row["after"])
    else:
        sides = [_ASKED if form in asking else _NOT_ASKED for form in (before, row["after"])]
        found = _verdicts()["", sides[0], sides[1]]
    verdict = {"before": before, "comparability": found.comparability, "note_zh": found.why_zh, "note_en": found.why_en}
    return row | verdict


def told(indicator: str) -> list[dict[str, str]]:
    """The changes of form that concern an indicator: those from or to a form that asks for it."""
    asking = layouts(indicator)
    return [change for change in changes(indicator) if change["before"] in asking or change["after"] in asking]


def form_of(layout: str, year: int | None) -> str:
    """The official form that a report used; for one without its tables that of its year; empty where neither is known."""
    if layout in forms() or year is None:
        return layout if layout in forms() else ""
    return forms()[sum(year >= int(row["year"]) for row in _breaks())]


@functools.cache
def between(indicator: str, one: str, other: str) -> Verdict:
    """What may be said of an indicator's numbers in two official forms, in whichever order: the worst change between them."""
    before, after = sorted((one, other), key=forms().index)
    if before == after:
        return Verdict(indicator, before, after, "", "", "")
    if found := next((v for v in pairs(indicator) if v[:3] == (indicator, before, after)), None):
        return found
    crossed = changes(indicator)[forms().index(before) : forms().index(after)]
    worst = max(crossed, key=lambda change: _WORST_LAST.index(change["comparability"]))
    return Verdict(indicator, before, after, worst["comparability"], worst["note_zh"], worst["note_en"])


def year_of(one: str, other: str) -> int | None:
    """The year of the last change of form between two official forms."""
    first, last = sorted(map(forms().index, (one, other)))
    return int(_breaks()[last - 1]["year"]) if first != last else None
