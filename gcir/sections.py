"""Cut the flat text into sections by its headings; in order they give back the whole text."""

import functools
import re
from typing import NamedTuple

from gcir import codebook
from gcir.list_marks import MARK, Mark, marks
from gcir.model import Section, Table
from gcir.numbers import unit_classes
from gcir.problems_wording import wording

_LONGEST_HEADING = 45
_LONGEST_TITLE_LINE = 60
_SHORTEST_LINE = 4
_LONGEST_ANNOUNCEMENT = 120
_LOWEST = 3  # the level of marks such as 1. and 2.
_LINE = re.compile(r"[^\n]+")
_MARKUP = " #*_"  # with a space, what text with marks of its own writes around the words of a heading
# Sections in which the official layouts place their tables; elsewhere a table starts a part of its own.
_HOLDS_TABLES = {"preamble", "overview", "proactive_disclosure", "requests", "review_litigation", "fees", "statistics_table"}
_CLOSING = {"problems", "plans"}
_ABOVE_ITEMS = 1.5  # a sentence that announces problems holds the items below it, whatever their marks
# What a third-level item must announce to count as a section: the parts that the official layouts know.
_NAMED = {"proactive_disclosure", "requests", "fees", "review_litigation", "interpretation"}

_HEADING_END = re.compile(r"[。:!?\n]|[ ]{1,}")
_ITEM_END = re.compile(r"[。:;\n]")
_SENTENCE = re.compile(r"[。;!?]|[:].")
_CLAUSE = re.compile(r"[。,;]")
_DIGITS = re.compile(r"\d|%")
_COUNTED = ("item", "event", "person", "money", "share")
_FIGURE = re.compile(rf"\d ?(?:{'|'.join(re.escape(u) for u, kind in unit_classes().items() if kind in _COUNTED)})")


class _Head(NamedTuple):
    start: int
    end: int
    depth: int
    number: int
    type: str
    own_line: bool


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    name = "section_headings"
    rows = codebook.read(name, ("type", "pattern", "overrides", "note"))
    return tuple((r["type"], codebook.pattern(name, n, r["pattern"]), r["overrides"]) for n, r in enumerate(rows, 2))


@functools.lru_cache(maxsize=4_000)
def heading_type(words: str) -> str:
    """The section type that a heading's words announce; empty when they announce none.

    Kept, since many reports have the same headings and every check of them asks again.
    """
    words = words.replace(" ", "")
    found = ""
    for name, pattern, overrides in _patterns():
        if pattern.search(words):
            if overrides and found == overrides:
                return name
            found = found or name
    return found


def split(flat: str, tables: tuple[Table, ...] = ()) -> tuple[Section, ...]:
    """The sections of a text. Offsets cover the text without gap or overlap."""
    heads = sorted([*_numbered(flat, tables), *_unnumbered(flat, tables), *_announcing(flat, tables)])
    heads = _drop_overlaps(heads)
    typed = _typed(heads)
    sections: list[Section] = []
    starts = [head.start for head, _ in typed]
    first = starts[0] if starts else len(flat)
    _append(sections, flat, 0, first, 0, "preamble", (0, 0), tables)
    for (head, kind), end in zip(typed, [*starts[1:], len(flat)][: len(typed)], strict=True):
        _append(sections, flat, head.start, end, head.depth, kind, (head.start, head.end), tables)
    return tuple(sections)


def _typed(heads: list[_Head]) -> list[tuple[_Head, str]]:
    """Headings with their types. What stands inside problems or plans stays there and is no section of
    its own, unless it turns from problems to plans."""
    typed: list[tuple[_Head, str]] = []
    parents: list[tuple[float, str]] = []
    for head in heads:
        while parents and parents[-1][0] >= head.depth:
            parents.pop()
        above = parents[-1][1] if parents else ""
        kind = head.type or above or "overview"
        if above in _CLOSING and (kind not in _CLOSING or kind == above or head.depth > 2):
            continue
        parents.append((head.depth if head.number or head.depth == 1 else _ABOVE_ITEMS, kind))
        typed.append((head, kind))
    return typed


def _append(
    sections: list[Section],
    flat: str,
    start: int,
    end: int,
    depth: int,
    kind: str,
    heading: tuple[int, int],
    tables: tuple[Table, ...],
) -> None:
    """Add one section, and a part of its own for a table that this kind of section does not hold."""
    if start >= end:
        return
    words = flat[heading[0] : heading[1]].strip()
    cut = next((t.start for t in tables if max(start, heading[1]) <= t.start < end), None) if kind not in _HOLDS_TABLES else None
    stop = end if cut is None else cut
    if stop > start:
        sections.append(Section(len(sections) + 1, depth, kind, words, start, stop, heading[1] if words else start))
    if cut is not None:
        sections.append(Section(len(sections) + 1, 1, "statistics_table", "", cut, end, cut))


def _in_table(position: int, tables: tuple[Table, ...]) -> bool:
    # A loop, since asked of every line: without the generator it takes a third of the time.
    for table in tables:  # noqa: SIM110
        if table.start <= position < table.end:
            return True
    return False


def _numbered(flat: str, tables: tuple[Table, ...]) -> list[_Head]:
    heads: list[_Head] = []
    last = 0
    for mark in marks(flat):
        # In mid-line only a mark with a point or a bracket is one; a bare numeral there is a word.
        if not (mark.at_line_start or mark.is_pointed()) or _in_table(mark.start, tables):
            continue
        head = _heading_at(flat, mark)
        if head is None or not (_plausible(head, flat, last) or _follows(head, heads)):
            continue
        if head.depth == 1:
            last = head.number
        heads.append(head)
    return heads


def _heading_at(flat: str, mark: Mark) -> _Head | None:
    """The heading behind a list mark: the rest of a short line, or the words up to the first stop."""
    depth = mark.depth
    line_end = flat.find("\n", mark.end)
    line_end = len(flat) if line_end < 0 else line_end
    words = flat[mark.end : line_end].rstrip().rstrip(_MARKUP)
    own_line = mark.at_line_start and len(words) <= _LONGEST_HEADING and not _SENTENCE.search(words.rstrip("。;!?: "))
    if own_line:
        end = mark.end + len(words)
    else:
        pattern = _ITEM_END if depth == 3 else _HEADING_END
        stop = pattern.search(flat, min(mark.end + 2, line_end), min(line_end, mark.end + _LONGEST_HEADING))
        if stop is None or stop[0] == ";":
            return None
        end = stop.start() if stop[0].isspace() else stop.end()
    if not own_line or _FIGURE.search(words):
        end = _before_figures(flat, mark.end, end)
    title = flat[mark.end : end]
    return _Head(mark.start, end, depth, mark.number(), heading_type(title), own_line)


def _before_figures(flat: str, start: int, end: int) -> int:
    """Where a heading ends that runs on into a sentence with figures: before the first number."""
    digit = _DIGITS.search(flat, start + 4, end)
    return digit.start() if digit else end


def _plausible(head: _Head, flat: str, last: int) -> bool:
    """Headings carry no figures; in mid-line they must count on from the last one or say what they are."""
    title = flat[head.start : head.end]
    if head.depth == 1:
        in_sequence = head.number == last + 1 or (head.number == 1 and not last)
        return head.own_line or in_sequence or (bool(head.type) and not last)
    if head.depth == 2:
        return len(title) <= _LONGEST_HEADING
    return head.type in _NAMED and len(_DIGITS.findall(title)) <= 6


def _follows(head: _Head, heads: list[_Head]) -> bool:
    """A third-level item that counts on from one that was kept: it ends that one's words."""
    return head.depth == 3 and bool(heads) and heads[-1].depth == 3 and head.number == heads[-1].number + 1


def _unnumbered(flat: str, tables: tuple[Table, ...]) -> list[_Head]:
    """Lines without a number that are a heading all the same: the title of a table, or bare heading words."""
    heads: list[_Head] = []
    for line in _LINE.finditer(flat):
        printed = line[0].strip(_MARKUP)
        if not _SHORTEST_LINE <= len(printed) <= _LONGEST_TITLE_LINE or "|" in printed:
            continue
        words = printed.replace(" ", "")
        start = line.start() + line[0].find(printed)
        if MARK.match(words) or _in_table(start, tables):
            continue
        end = start + len(printed)
        if start and heading_type(words) == "statistics_table" and not _CLAUSE.search(words):
            heads.append(_Head(start, end, 1, 0, "statistics_table", True))
        elif _bare_heading().fullmatch(words):
            heads.append(_Head(start, end, 1, 0, heading_type(words), True))
    return heads


def _announcing(flat: str, tables: tuple[Table, ...]) -> list[_Head]:
    """Sentences that say that problems exist and end with a colon, before a list of them: `What falls short: 1. …`."""
    heads: list[_Head] = []
    for found in wording().announce_opening.finditer(flat):
        end = found.end()
        listed = flat.startswith("\n", end) or wording().mark_anywhere.match(flat, end) or wording().mark_clause.match(flat, end)
        if not (listed or MARK.match(flat, end)) or _in_table(end, tables):
            continue
        start = 1 + max(flat.rfind(stop, 0, found.start()) for stop in "。;\n")
        start += len(flat[start:end]) - len(flat[start:end].lstrip(_MARKUP))
        mark = MARK.match(flat, start)
        is_heading = mark is not None and mark.lastindex != _LOWEST
        if not is_heading and end - start <= _LONGEST_ANNOUNCEMENT and not wording().remedy_start.match(flat, start):
            heads.append(_Head(start, end, 2, 0, "problems", True))
    return heads


@functools.cache
def _bare_heading() -> re.Pattern[str]:
    rows = codebook.read("bare_headings", ("pattern", "note"))
    return re.compile("|".join(codebook.pattern("bare_headings", line, r["pattern"]).pattern for line, r in enumerate(rows, 2)))


def _drop_overlaps(heads: list[_Head]) -> list[_Head]:
    kept: list[_Head] = []
    for head in heads:
        if not kept or head.start >= kept[-1].end:
            kept.append(head)
    return kept
