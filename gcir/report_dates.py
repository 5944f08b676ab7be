"""Which year a report is about, and the days it names: published, signed, period."""

import re
from collections import Counter

from gcir.dates import Period, parse_dates, parse_periods, year_number
from gcir.identity import pattern, patterns
from gcir.model import Document
from gcir.titles import Title, body_start

_HEAD = 4000
_BODY = 2500
_SHORTEST_MONTHS = 3
_LONGEST_MONTHS = 13
_PAGE_HEAD = 1500
_LABEL_GAP = re.compile(r"[:\s|]{0,8}")
_TIME = re.compile(r"[ T]*\d{1,2}:\d{2}(?::\d{2})?")
_EARLY_MONTHS = 6
# A line that ends inside a day. The look behind stands after the line break: a search for one character is the fastest.
_IN_DAY = re.compile(r"\n(?<=[\d\u5e74\u6708\u81f3]\n)(?=\d{1,4}[\u5e74\u6708\u65e5]|[\u5e74\u6708\u65e5\u81f3])")


def published(flat: str, document: Document, title: Title | None) -> str:
    """The page's date of publication: labelled in the text, else the container's, else bare beside the title."""
    for label in ("published", "published_plain"):
        if found := _labelled(flat, label):
            return found
    if document.published:
        days = parse_dates(document.published)
        return days[0].iso if days else ""
    return _labelled(flat, "published_late") or _bare(flat, title)


def _labelled(flat: str, label: str) -> str:
    for m in pattern(label).finditer(flat, 0, len(flat) if label == "published" else _PAGE_HEAD):
        gap = _LABEL_GAP.match(flat, m.end())
        at = gap.end() if gap else m.end()
        days = parse_dates(flat, at, at + 24)
        if not days or days[0].start != at:
            continue
        is_marked = ":" in flat[m.end() : at] or "|" in flat[m.end() : at]
        if label == "published" or (is_marked and flat[at : days[0].end].isascii()):
            return days[0].iso
    return ""


def _bare(flat: str, title: Title | None) -> str:
    """A day in digits that stands on a line of its own in the page's head, or has a time of day."""
    end = title.end + 120 if title else 200
    for day in parse_dates(flat, 0, min(end, len(flat))):
        is_digits = flat[day.start : day.end].isascii()
        line_end = flat.find("\n", day.end)
        rest = flat[day.end : line_end if line_end >= 0 else len(flat)]
        before = flat[flat.rfind("\n", 0, day.start) + 1 : day.start].strip()
        if is_digits and not before and (not rest.strip() or _TIME.match(rest)):
            return day.iso
    return ""


def period(squeezed: str, year: int | None) -> Period | None:
    """The statistics period: that of the year, else one that the head of the report calls so."""
    stale = None
    head = _IN_DAY.sub("", squeezed[:_HEAD])
    stated = parse_periods(head)
    start = body_start(head) if stated else 0
    for found in stated:
        months = (int(found.last[:4]) - int(found.first[:4])) * 12 + int(found.last[5:7]) - int(found.first[5:7])
        if months < _SHORTEST_MONTHS or not (found.is_named or found.start < start):
            continue
        if year is None or str(year) in (found.first[:4], found.last[:4]):
            return found
        if stale is None and found.is_named and found.start < start and months <= _LONGEST_MONTHS:
            stale = found
    return stale


def report_year(squeezed: str, title: Title | None, fallback: Title | None, signed: str) -> int | None:
    """The year that the report is about; None rather than a guess."""
    for known in (title, fallback):
        if known and known.year:
            return known.year
    stated = period(squeezed, None)
    if stated:
        return int(stated.first[:4]) if stated.first[:4] == stated.last[:4] else int(stated.last[:4])
    for name in ("year_report", "year_table", "year_first"):
        for wording in patterns(name):
            if m := wording.search(squeezed, 0, len(squeezed) if name == "year_table" else _BODY):
                return _first_year(m)
    return _frequent_year(squeezed, signed)


def _first_year(m: re.Match[str]) -> int | None:
    return next((year_number(v) for v in m.groups() if v), None)


def _frequent_year(squeezed: str, signed: str) -> int | None:
    """The only year named, or the one named most by far, if a signature agrees; else the year before an early signature."""
    counts = Counter(year_number(m["a"] or m["b"]) for m in pattern("body_year").finditer(squeezed))
    counts.pop(None, None)
    signed_year, month = (int(signed[:4]), int(signed[5:7])) if signed else (None, 0)
    ranked = counts.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        year = ranked[0][0]
        if year is not None and (signed_year is None or 0 <= signed_year - year <= 1):
            return year
    if signed_year and month <= _EARLY_MONTHS:
        return signed_year - 1
    return None
