"""Which year the words over a table name: its title, a row over its header, its corner cell, or a line right above it."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gcir import codebook, headers, labels
from gcir.cells import is_number, read_value, year_head
from gcir.flat import flatten
from gcir.grids import Row, by_row
from gcir.model import Cell, Table

_YEAR = re.compile(r"((?:19|20)\d{2}) ?年(?! ?\d{1,2} ?月)")  # a day is when the form was filled in
_SPACE = re.compile(r"\s+")
_IN_BRACKETS = re.compile(r"[(\[【<]([^()\[\]【】<>]{1,30})[)\]】>][:.]?$")
_LONGEST_TITLE, _BEFORE, _LINES = 60, 300, 2
_SAME_LABELS, _FEWEST_LABELS = 0.7, 4
NONE, THIS, OTHER, PERHAPS = range(4)  # PERHAPS: of another year if a second table has the same rows


class Heading(NamedTuple):
    """What is said of a table's year, in which words, and which year if it is named."""

    of: int = NONE
    words: str = ""
    named: int | None = None


_UNSAID = Heading()


def with_headings(text: str, tables: Sequence[Table], year: int | None) -> Iterator[tuple[Table, Heading]]:
    """The tables, cut where a row over a new header names another year, each with what is said of its year."""
    found: list[tuple[Table, Heading]] = []
    last = 0
    for table in tables:
        above = [_said(words, year) for words in _lines_above(text, last, table.start)]
        for n, part in enumerate(_cut(table, above, year)):
            found.append((part, _heading([] if n else above, part, year)))
        last = max(last, table.end)
    if all(heading.of in (NONE, THIS) for _, heading in found):
        return iter(found)
    return _decided(found)


def _decided(found: Sequence[tuple[Table, Heading]]) -> Iterator[tuple[Table, Heading]]:
    """Words that may have been written from the year of publication count where a second table has the same rows.

    A table without any such words goes with the one before it if another table has its rows.
    """
    rows = [_labels(table) for table, _ in found]
    is_own = [heading.of in (NONE, THIS) for _, heading in found]
    mode = _UNSAID
    for n, (table, heading) in enumerate(found):
        if heading.of == PERHAPS or (heading.of == NONE and mode.of == OTHER):
            twice = any(is_own[i] and _are_alike(rows[n], rows[i]) for i in range(len(found)) if i != n)
            said = heading if heading.of == PERHAPS else mode
            heading = said._replace(of=OTHER) if twice else heading._replace(of=NONE)
            is_own[n] = not twice
        mode = mode if heading.of == NONE else heading
        yield table, heading


def _labels(table: Table) -> frozenset[str]:
    return frozenset(_SPACE.sub("", c.text) for c in table.cells if c.text and read_value(c.text) is None)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two tables have the same rows, or one of them ran together with others and holds all of the other one's."""
    both = len(one & other)
    return both >= _SAME_LABELS * len(one | other) > 0 or both == min(len(one), len(other)) >= _FEWEST_LABELS


def _lines_above(text: str, last: int, start: int) -> list[str]:
    """The last two lines between a table and the one before it that are short enough to be titles."""
    lines = [line.strip() for line in text[max(last, start - _BEFORE) : start].split("\n") if line.strip()]
    return [line for line in lines[-_LINES:] if len(line) <= _LONGEST_TITLE]


def _lone(cells: Sequence[str]) -> str:
    """The words that are all a row says."""
    words = dict.fromkeys(text for text in cells if text)
    return next(iter(words)) if len(words) == 1 and not is_number(next(iter(words))) else ""


def _heading(above: list[Heading], table: Table, year: int | None) -> Heading:
    """What the words nearest to the header of a table say."""
    said = [*above]
    for _, row in by_row(table):
        said += _over(row, year)
        if any(_names_years(c.text) for c in row[1:]):
            return _doubted(_nearest(said))
        if not _lone([c.text for c in row]):
            break
    return _nearest(said)


def _over(row: list[Cell], year: int | None) -> list[Heading]:
    """What a row says of the year of those below it: alone, in the corner of a header, or in lines that ran into that corner."""
    if not _may_say(next((c.text for c in row if c.text), "")):
        return []
    if alone := _lone([c.text for c in row]):
        return [_said(alone, year)]
    if any(is_number(c.text) or labels.is_unit(c.text) for c in row):
        return []
    *lines, corner = row[0].text.split("\n")
    said = _said(corner, year, corner=True)
    return [*(_said(words, year) for words in lines), *([said] if said.of == OTHER else [])]


@functools.lru_cache(maxsize=4_000)
def _may_say(words: str) -> bool:
    """Whether the first words of a row speak of years at all, so that most rows need no second look."""
    lines = words.split("\n")
    return (
        any(_said(line, None).of or _YEAR.search(flatten(line)) for line in lines) or _said(lines[-1], None, corner=True).of > 0
    )


def _nearest(said: Sequence[Heading]) -> Heading:
    """What the nearest words say; where they give no number, a farther one counts against them, and numbers may differ."""
    telling = [h for h in reversed(said) if h.of != NONE]
    numbers = [h for h in telling if h.named]
    if not telling or (telling[0].of == THIS and not telling[0].named and numbers):
        return numbers[0] if telling else _UNSAID
    differ = telling[0].of == OTHER and telling[0].named and any(h.of == THIS for h in numbers)
    return telling[0]._replace(of=PERHAPS) if differ else telling[0]


def _doubted(heading: Heading) -> Heading:
    """What is said over columns that say themselves which year they are of."""
    return heading._replace(of=PERHAPS) if heading.of == OTHER and not heading.named else heading


@functools.lru_cache(maxsize=4_000)
def _names_years(head: str) -> bool:
    """Whether the head of a column says of which year the column is."""
    if year_head(head) is not None:
        return True
    own = {m.table for m in labels.column_meanings(head)}
    words = _SPACE.sub("", flatten(head))
    return own == {"statistics"} and any(codebook.phrase(name).match(words) for name in ("table_other_year", "table_this_year"))


@functools.lru_cache(maxsize=4_000)
def _said(words: str, year: int | None, corner: bool = False) -> Heading:
    """What one line says of the year of the table below it."""
    plain = flatten(words)
    bare = codebook.phrase("table_year_aside").sub("", _SPACE.sub("", plain))
    if not bare or len(words) > _LONGEST_TITLE or codebook.phrase("table_filled_in").search(bare):
        return _UNSAID
    is_title = codebook.phrase("table_title").search(bare) is not None
    named = {int(y) for y in _YEAR.findall(plain)}
    if named and is_title and not corner:
        if year is None or len(named) > 1:
            return _UNSAID
        return Heading(THIS if year in named else OTHER, words, named.pop())
    if named or codebook.phrase("table_this_year").search(bare):
        return Heading(THIS, words)
    return Heading(_of_other(bare, is_title, corner), words)


def _of_other(words: str, is_title: bool, corner: bool) -> int:
    """Whether words that name no year speak of another one."""
    bracket = _IN_BRACKETS.search(words)
    other = codebook.phrase("table_other_year")
    if not other.search(words) or codebook.phrase("table_sentence").search(words):
        return NONE
    if codebook.phrase("table_bare_year").fullmatch(words) or (bracket and other.search(bracket[1])):
        return OTHER
    return PERHAPS if is_title and not corner else NONE


def _cut(table: Table, above: list[Heading], year: int | None) -> list[Table]:
    """A table cut before each header below its first values over which a year is named, if one of them is another year."""
    found = by_row(table)
    said = [_nearest(_over(row, year)) for _, row in found]
    if not found or not any(heading.of > THIS for heading in (*above, *said)):
        return [table]
    first = next((n for n, (_, row) in enumerate(found) if any(is_number(c.text) for c in row)), len(found))
    starts = [n for n in range(first, len(found)) if said[n].of and _is_header([row for _, row in found[n:]])]
    edges = [found[n][0] for n in (0, *starts)]
    return [_between(table, edge, after) for edge, after in zip(edges, [*edges[1:], found[-1][0] + 1], strict=True)]


def _is_header(below: list[list[Cell]]) -> bool:
    """Whether the first of some rows with more than one thing to say is a header."""
    row = next((row for row in below if not _lone([c.text for c in row]) and any(c.text for c in row)), [])
    return headers.header_table(Row(tuple(row), (), {})) != ""


def _between(table: Table, first: int, after: int) -> Table:
    cells = tuple(c for c in table.cells if first <= c.row < after)
    return replace(table, cells=cells, start=cells[0].start, end=max(c.end for c in cells))
