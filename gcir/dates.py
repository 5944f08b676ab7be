"""Days and periods as Chinese agencies write them, as ISO dates.

Patterns stand in codebook/date_patterns.csv. A day counts only if the calendar has it; run-together
digits such as a document number are never read as a day.
"""

import datetime
import functools
import re
from typing import NamedTuple

from gcir import codebook

_NUMERALS = "〇一二三四五六七八九"
_VALUES = {c: str(i) for i, c in enumerate(_NUMERALS)} | dict.fromkeys("零oOОοΟ○◯", "0") | {str(i): str(i) for i in range(10)}
_PARTS = {
    "digit": r"[0-9〇零oOОοΟ一二三四五六七八九]",
    "month": r"1 ?[0-2]|0 ?[1-9]|[1-9]|十 ?[一二]?|一[〇零一二]|[元正一二三四五六七八九]",
    "day": r"[0-3] ?\d|[1-9]|[一二三]? ?[十卄廿卅] ?[一二三四五六七八九]?|[一二三][〇零一二三四五六七八九]|[一二三四五六七八九]",
}
_LONGEST_YEAR = 9
_NEAR = 40  # how far from a period the words that call it one may stand


class Day(NamedTuple):
    """One day of the text: its ISO date, and where it is written."""

    iso: str
    start: int
    end: int


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """All patterns of one id of codebook/date_patterns.csv as one expression."""
    rows = codebook.read("date_patterns", ("id", "pattern", "note"))
    found = [r["pattern"].format(**_PARTS) for r in rows if r["id"] == name]
    return re.compile("|".join(f"(?:{p})" for p in found))


@functools.cache
def _each(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one id one by one, in the order of the file."""
    rows = codebook.read("date_patterns", ("id", "pattern", "note"))
    return tuple(re.compile(r["pattern"].format(**_PARTS)) for r in rows if r["id"] == name)


def year_number(text: str) -> int | None:
    """A year written in four digits or numerals, spaces allowed: 2 014, 二〇一四."""
    digits = "".join(_VALUES.get(c, "") for c in text)
    return int(digits) if len(digits) == 4 and digits[0] in "12" else None


def small_number(text: str) -> int:
    """A month or a day: 12, 1 2, 十二, 二十, 廿三, 三〇. 0 where it is none."""
    text = text.replace(" ", "")
    if text in ("元", "正"):
        return 1
    if text.isascii():
        return int(text or 0)
    text = text.replace("廿", "二十").replace("卄", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * int(_VALUES.get(tens, "1")) + int(_VALUES.get(ones, "0"))
    return int("".join(_VALUES.get(c, "0") for c in text))


def iso(year: int | None, month: int, day: int) -> str:
    """The ISO date, or nothing if the calendar has no such day."""
    try:
        return datetime.date(year or 0, month, day).isoformat()
    except ValueError:
        return ""


def parse_dates(flat: str, start: int = 0, end: int | None = None) -> tuple[Day, ...]:
    """Every full day in flat[start:end], in order of place.

    Days of one form are looked for from the first words on that all of them hold: those are found much faster.
    """
    end = len(flat) if end is None else end
    found = []
    for day, sign in zip(_each("day"), _each("day_sign"), strict=True):
        sight = sign.search(flat, start, end)
        for m in day.finditer(flat, max(start, sight.start() - _LONGEST_YEAR), end) if sight else ():
            if value := iso(year_number(m["y"]), small_number(m["m"]), small_number(m["d"])):
                found.append(Day(value, m.start(), m.end()))
    return tuple(sorted(found, key=lambda d: d.start))


class Period(NamedTuple):
    """A stretch of days, and whether words near it call it the report's period."""

    first: str
    last: str
    is_named: bool
    start: int


def parse_periods(squeezed: str) -> tuple[Period, ...]:
    """Stretches of days in a text without spaces: 自2022年1月1日起至12月31日止."""
    found = []
    for day in parse_dates(squeezed):
        joint = pattern("joint").match(squeezed, day.end)
        if not joint:
            continue
        later = _later_day(squeezed, joint.end(), day.iso)
        if later:
            around = squeezed[max(0, day.start - _NEAR) : later.end + 8]
            found.append(Period(day.iso, later.iso, bool(pattern("period_cue").search(around)), day.start))
    return tuple(found)


def _later_day(text: str, at: int, first: str) -> Day | None:
    """The day that ends a period, its year taken from the first day where it has none."""
    for day in _each("day"):
        m = day.match(text, at)
        if m and (value := iso(year_number(m["y"]), small_number(m["m"]), small_number(m["d"]))):
            return Day(value, m.start(), m.end())
    m = pattern("later_day").match(text, at)
    if not m:
        return None
    year = year_number(m["y"] or "") or int(first[:4])
    value = iso(year, small_number(m["m"]), small_number(m["d"]))
    return Day(value, m.start(), m.end()) if value else None
