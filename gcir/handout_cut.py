"""Cut a handout's lists to what its two pages hold, and say what was left out and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gcir import language
from gcir.handout_content import Limits
from gcir.handout_parts import Content, told
from gcir.messages import say

FIRST, SECOND = 1, 2
_FEWEST = 12  # figures that go before a second row of charts
_SIZES = (10.0, 9.5, 9.0, 8.6, 8.3)  # points of the text: as large as all of it fits, or the smallest and cut
_STEPS = (1.0, 0.8, 0.65, 0.5, 0.4, 0.32, 0.25, 0.2, 0.15, 0.11, 0.08, 0.05)
Fits = Callable[[Content, int], bool]  # whether a page of the content fits on one sheet


def fitted(whole: Content, fits: Fits) -> Content:
    """As much of the content as two pages hold."""
    with language.speaking(whole["lang"]):
        for size in _SIZES[:-1]:
            uncut = cut(whole | {"size": size}, Limits())
            if fits(uncut, FIRST) and fits(uncut, SECOND):
                return uncut
        whole = whole | {"size": _SIZES[-1]}
        return _second_page(whole, _first_page(whole, fits), fits)


def _first_page(whole: Content, fits: Fits) -> Limits:
    """All figures if they fit; else the more charts, the fewer figures, but never fewer than a dozen for a chart."""
    n = len(whole["figures"]["rows"])
    limits = Limits()
    for charts in (4, 2, 0):
        if charts > 2 and len(whole["charts"]) <= 2:
            continue
        best = _most(n, lambda k, c=charts: fits(cut(whole, replace(Limits(), figures=k, charts=c)), FIRST))  # type: ignore[misc]
        limits = replace(Limits(), figures=best, charts=charts)
        if best >= min(n, _FEWEST):
            break
    return limits


def _most(n: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to n for which something fits; 0 if nothing does."""
    if fits(n):
        return n
    low, high = 0, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _second_page(whole: Content, limits: Limits, fits: Fits) -> Content:
    """The longest lists and texts that fit, all shortened alike."""
    found = cut(whole, limits)
    for step in _STEPS:
        found = cut(whole, _shortened(limits, step))
        if fits(found, SECOND):
            return found
    return found


def _shortened(limits: Limits, step: float) -> Limits:
    return replace(
        limits, problems=_at_least(3, 24 * step), measures=_at_least(2, 16 * step), findings=_at_least(3, 20 * step),
        names=_at_least(2, 48 * step), sources=_at_least(2, 14 * step), words=_at_least(44, 240 * min(1, step * 1.3)),
    )  # fmt: skip


def _at_least(least: int, wanted: float) -> int:
    return max(least, round(wanted))


def cut(whole: Content, limits: Limits) -> Content:
    """The content with every list cut to its limit."""
    report_id = whole["sources"]["report_id"]
    figures, problems, states = whole["figures"], whole["problems"], whole["states"]
    shown = {row["n"]: row for row in figures["rows"][: limits.figures]}
    rows = [row | {"words": _short(row["words"], limits.quote)} for n in figures["printed"] if (row := shown.get(n))]
    measures = problems["measures"]
    return whole | {
        "figures": figures
        | {"rows": _with_parents(rows), "more": _more(len(figures["rows"]), limits.figures, "figures", report_id)},
        "charts": whole["charts"][: limits.charts],
        "problems": problems
        | {
            "rows": [_problem(row, limits) for row in problems["rows"][: limits.problems]],
            "more": _more(len(problems["rows"]), limits.problems, "problems", report_id),
            "measures": measures
            | {
                "rows": [{"text": _short(row["text"], limits.words)} for row in measures["rows"][: limits.measures]],
                "more": _more(len(measures["rows"]), limits.measures, "measures", report_id),
            },
        },
        "findings": _listed(whole["findings"], limits.findings, limits, "findings", report_id),
        "states": states | {"groups": [_names(group, limits.names) for group in states["groups"]]},
        "sources": _listed(whole["sources"], limits.sources, limits, "reports", report_id),
    }


def _with_parents(rows: list[Content]) -> list[Content]:
    """Parts stand below a row that names their whole, even where the report states no number for it."""
    found: list[Content] = []
    above = ""
    for row in rows:
        if row["part"] and above != row["of"]:
            found.append(
                row
                | {"name": row["of"], "part": False, "value": "–", "words": "", "also": "", "none": told(say("handout_no_total"))}
            )
        found.append(row)
        above = row["of"]
    return found


def _problem(row: Content, limits: Limits) -> Content:
    shown = [_short(text, limits.words) for text in row["measures"][:2]]
    more = told(say("handout_more_remedies", n=len(row["measures"]) - 2)) if len(row["measures"]) > 2 else ""
    return row | {"text": _short(row["text"], limits.words), "measures": shown, "more": more}


def _listed(part: Content, most: int, limits: Limits, table: str, report_id: str) -> Content:
    rows = [row | ({"text": _short(row["text"], limits.words)} if "text" in row else {}) for row in part["rows"][:most]]
    return part | {"rows": rows, "more": _more(len(part["rows"]), most, table, report_id)}


def _names(group: Content, most: int) -> Content:
    left = len(group["rows"]) - most
    more = told(say("handout_more_names", n=left)) if left > 0 else ""
    return group | {"rows": group["rows"][:most], "more": more}


def _more(n: int, shown: int, table: str, report_id: str) -> str:
    """That there is more, and where it stands; empty where nothing was left out."""
    return told(say("handout_more", n=n - shown, table=table, report_id=report_id)) if n > shown else ""


def _short(text: Any, most: int) -> str:
    return f"{text[: most - 1].rstrip()}…" if len(text) > most else str(text)
