"""Running text to sentences, and to which year the words of a sentence speak."""

import functools
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from gcir import codebook, hints
from gcir.flat import View, squeeze
from gcir.model import Section, Table
from gcir.numbers import unit_classes

_COUNTED = ("item", "event", "person", "money", "thing")
UNITS = sorted((re.escape(u) for u, kind in unit_classes().items() if kind in _COUNTED), key=len, reverse=True)
"""The units in which reports count, longest first, as patterns."""

# A line break is typesetting, not an end, where a number or a comma is cut by it.
_UNIT_AHEAD = re.compile(f"%|{'|'.join(UNITS)}")
_COUNT_AHEAD = re.compile(rf"\d[\d.,]*\n*(?:{_UNIT_AHEAD.pattern})")
_STATES = re.compile(rf"\d[余多]?(?:{_UNIT_AHEAD.pattern})[。;]?$|。$")
_BREAK = re.compile(r"\n\n*")
_GOES_ON, _GOES_BEFORE, _ENDS = ",、(“", ",;。%)、”", "。;:!?"
_SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]?")
_LONG_LINE = 30
_LONGEST_SENTENCE = 1_500
_MARKS_BACK = 12
_LIST_MARK = ("、", ".")
_COMMA = re.compile(r"[,;]")
_QUOTED = re.compile(r"《[^》]{0,60}》")
_YEAR_IN = re.compile(r"((?:19|20)\d{2})")


class Passage(NamedTuple):
    """The running text of one section, tables left out, with soft line breaks taken out."""

    section: Section
    view: View


def passages(flat: str, sections: tuple[Section, ...], tables: tuple[Table, ...]) -> Iterator[Passage]:
    """The running text of each section."""
    for section in sections:
        start = _begin(flat, section)
        pieces = []
        for table in tables:
            if start <= table.start < section.end:
                pieces.append((start, table.start))
                start = min(max(start, table.end), section.end)
        pieces.append((start, section.end))
        for a, b in pieces:
            if b - a > 1:
                yield Passage(section, _join(squeeze(flat, a, b)))


def _begin(flat: str, section: Section) -> int:
    """Where the running text of a section begins: behind its heading, or with it where that states something itself."""
    return section.start if _STATES.search(flat[section.start : section.body].rstrip()) else section.body


def _join(view: View) -> View:
    if "\n" not in view.text:
        return view
    cuts = list(_soft_breaks(view.text))
    if not cuts:
        return view
    at: array[int] = array("l")
    parts, last = [], 0
    for a, b in cuts:
        parts.append(view.text[last:a])
        at.extend(view.at[last:a])
        last = b
    parts.append(view.text[last:])
    at.extend(view.at[last:])
    return View("".join(parts), at)


def _soft_breaks(text: str) -> Iterator[tuple[int, int]]:
    """Line breaks that are typesetting and no end: where they cut a number or stand beside a comma, or where a long
    line breaks off within a word that goes on in the next."""
    line = 0
    for m in _BREAK.finditer(text):
        start, end = m.span()
        if _is_soft(text, start, end) or (start - line >= _LONG_LINE and _is_wrapped(text, start, end)):
            yield start, end
        line = end


def _is_soft(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before and before in _GOES_ON) or (after and after in _GOES_BEFORE):
        return True
    if before and before not in _ENDS and _COUNT_AHEAD.match(text, end):
        return True
    return (before.isdecimal() or before == ".") and _UNIT_AHEAD.match(text, end) is not None


def _is_wrapped(text: str, start: int, end: int) -> bool:
    inside = text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
    return inside and end - start == 1 and text[end + 1 : end + 2] not in _LIST_MARK


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a passage begin and end; endless ones are cut at a comma."""
    for m in _SENTENCE.finditer(text):
        start, end = m.span()
        while end - start > _LONGEST_SENTENCE:
            cut = max(text.rfind(mark, start, start + _LONGEST_SENTENCE) for mark in ",;") + 1 or start + _LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


class Mark(NamedTuple):
    """A time expression: where it stands and what it says of the numbers behind it."""

    start: int
    end: int
    kind: str


_start = attrgetter("start")


@functools.cache
def _words() -> re.Pattern[str]:
    rows = codebook.read("time_words", ("kind", "pattern", "note"))
    by_kind: dict[str, list[str]] = {}
    for n, r in enumerate(rows, 2):
        by_kind.setdefault(r["kind"], []).append(codebook.expand("time_words", n, r["pattern"]).pattern)
    # Changes and running totals first: their words contain those for single years.
    kinds = sorted(by_kind, key=("change", "until", "running", "this_year", "other_year").index)
    return hints.guarded("|".join(f"(?P<{k}>{'|'.join(by_kind[k])})" for k in kinds))


@functools.cache
def _year_named() -> re.Pattern[str]:
    return hints.guarded(codebook.phrase("year_named").pattern)


def time_marks(words: str, year: int | None) -> list[Mark]:
    """The time expressions of a sentence in order; titles in 《》 do not speak of time."""
    plain = _QUOTED.sub(lambda m: "《" * len(m[0]), words) if "《" in words else words
    marks = []
    for m in _words().finditer(plain):
        kind = str(m.lastgroup)
        inside = _YEAR_IN.search(m[0])
        if kind == "until":
            other = inside and year is not None and int(inside[1]) != year
            kind = "running" if other or codebook.phrase("new_among").search(plain, m.end()) else "this_year"
        elif kind == "running" and inside and int(inside[1]) == year and codebook.phrase("since").match(m[0]):
            kind = "this_year"
        marks.append(Mark(m.start(), m.end(), kind))
    for m in _year_named().finditer(plain):
        if not any(k.start <= m.start() < k.end for k in marks):
            until = codebook.phrase("until_end").search(plain, max(0, m.start() - 3), m.start())
            if not (until and (year is None or int(m[1]) == year)):
                marks.append(Mark(m.start(), m.end(), "this_year" if year is None or int(m[1]) == year else "other_year"))
    return sorted(marks)


def time_of(marks: list[Mark], words: str, position: int) -> str:
    """What the time expressions before a position say of it: this_year, other_year, running or change."""
    if not marks:
        return "this_year"
    before = bisect_left(marks, position, key=_start)
    for mark in reversed(marks[max(0, before - _MARKS_BACK) : before]):
        between = words[mark.end : position]
        if between.count(")") > between.count("("):
            continue  # said in brackets that are closed
        # "Last year" in a clause speaks of that clause; with a comma behind it, of what follows.
        brief = mark.kind == "change" or (mark.kind == "other_year" and not words[mark.start].isdigit())
        brief = brief or (mark.kind == "running" and codebook.phrase("stock").match(words, mark.start) is not None)
        if brief and _COMMA.search(between, 1):
            continue
        return mark.kind
    return "this_year"
