"""Heads of tables that stand in a text without any ruling: which words are a head, and how many values follow each label."""

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gcir import headers, labels
from gcir.cells import read_value, year_head
from gcir.grids import Row
from gcir.model import Cell

LABEL, UNIT, NUMBER, DASH, BLANK = "LUNDB"
LONGEST, _WIDEST = 60, 24
_MOST_WIDER, _FARTHEST = 10, 40
_SENTENCE = re.compile(r"[。；;！!？?，,]$")
_LISTED = ("label", "unit", "value", "other_year", "code", "remark")
_LEAVES = ("applicant", "outcome", "measure", "joined")
_HEADS = (*_LEAVES, "group", "remedy")
_OF_NUMBERS = ("value", "other_year", "code")
_GROUP, _OUTER = "group", ("", "natural_person")


class Piece(NamedTuple):
    """Words that may be a cell: where they stand, of what kind they are, blank lines above and below, place in the line."""

    start: int
    end: int
    words: str
    kind: str
    gap: int = 0
    below: int = 0
    place: int = 0


def blank(before: Piece) -> Piece:
    """An empty cell behind another cell."""
    return Piece(before.end, before.end, "", BLANK)


class Head(NamedTuple):
    """The head of a table: its kind, its rows, where it begins and ends among the pieces, and the roles of a list's columns.

    `values` is the number of value columns; 0 if it is not certain.
    """

    kind: str
    first: int
    after: int
    rows: list[list[Piece]]
    roles: tuple[str, ...]
    values: int


@functools.lru_cache(maxsize=20_000)
def kind_of(words: str) -> str:
    """Whether words are a label, a unit, a number or a sign for no number."""
    if not words:
        return BLANK
    if labels.is_unit(words):
        return UNIT
    value = read_value(words)
    return LABEL if value is None else DASH if value.number is None else NUMBER


def may_be_cell(words: str) -> bool:
    return len(words) <= LONGEST and not _SENTENCE.search(words)


@functools.lru_cache(maxsize=20_000)
def is_row_label(words: str) -> bool:
    """Whether words are the label of a row in some form."""
    return any(labels.row_entries(table, words) for table in ("statistics", "requests", "proactive"))


@functools.lru_cache(maxsize=20_000)
def _roles(words: str) -> frozenset[tuple[str, str]]:
    return frozenset((m.table, m.role) for m in labels.column_meanings(words))


def list_role(words: str) -> str:
    """What a column of a list holds, by its head; empty if the words head no such column."""
    if year_head(words):
        return "value"
    return next((role for role in _LISTED if ("statistics", role) in _roles(words)), "")


def is_leaf(words: str) -> bool:
    """Whether words head a column of values in the forms with fixed columns."""
    return any(role in _LEAVES for _, role in _roles(words))


@functools.lru_cache(maxsize=20_000)
def is_known(words: str) -> bool:
    """Whether words stand in the forms, as the label of a row or of a column."""
    return is_row_label(words) or bool(_roles(words)) or labels.is_parent(words)


def is_credible(head: Head, counts: Sequence[int]) -> bool:
    """Whether rows with these numbers of values fit a head: where many have more values, one of its columns was not seen."""
    return _MOST_WIDER * sum(n > head.values for n in counts) <= sum(n > 0 for n in counts)


def as_row(pieces: Sequence[Piece], number: int = 0) -> Row:
    return Row(tuple(Cell(p.words, p.start, p.end, number, col) for col, p in enumerate(pieces)), (), {})


def find_head(pieces: Sequence[Piece], first: int, after: int) -> Head | None:
    """The head among the labels `first` to `after`: of a list, or of a form with fixed columns."""
    first = max(first, after - _FARTHEST)
    return list_head(pieces, first, after) or _of_form(pieces, first, after)


def list_head(pieces: Sequence[Piece], first: int, after: int) -> Head | None:
    """The head of a list among the labels `first` to `after`."""
    start = first
    while start < after:
        end = _list_end(pieces, start, after)
        run = pieces[start:end]
        if len(run) > 1 and headers.header_table(as_row(run)) == "statistics":
            roles = tuple(list_role(p.words) or "unknown" for p in run)
            if "label" in roles:
                return Head("statistics", start, end, [list(run)], roles, sum(role in _OF_NUMBERS for role in roles))
        start = max(end, start + 1)
    return None


def _list_end(pieces: Sequence[Piece], start: int, after: int) -> int:
    """Where the heads of a list that begin at `start` end; unknown ones may stand among them."""
    end = start
    for i in range(start, min(after, start + _WIDEST)):
        if list_role(pieces[i].words):
            end = i + 1
        elif i == start or is_row_label(pieces[i].words):
            break
    return end


def _of_form(pieces: Sequence[Piece], first: int, after: int) -> Head | None:
    marks = [i for i in range(first, after) if any(role in _HEADS for _, role in _roles(pieces[i].words))]
    while marks:
        rows = split_rows(pieces[marks[0] : marks[-1] + 1])
        kind = head_kind(rows)
        if kind and kind != "statistics" and not any(_is_numbered(p.words) for row in rows for p in row):
            start = marks[0]
            while start > first and _leads(pieces[start - 1].words):
                start -= 1
                rows[0].insert(0, pieces[start])
            return Head(kind, start, marks[-1] + 1, rows, (), value_columns(kind, rows))
        marks.pop()
    return None


def _is_numbered(words: str) -> bool:
    """Whether a label has a mark of numbering, as rows have and heads have not."""
    return len(labels.bare(words)) < len("".join(words.split()))


def _leads(words: str) -> bool:
    """Whether words may stand before the heads of columns in a form."""
    return labels.is_parent(words) or ("proactive", "label") in _roles(words)


def head_kind(rows: list[list[Piece]]) -> str:
    """The table that rows of heads announce together; empty if one of them is no head."""
    kind = ""
    for row in rows:
        kind = headers.header_table(as_row(row), kind)
        if not kind:
            return ""
    return kind


def value_columns(kind: str, rows: list[list[Piece]]) -> int:
    slots = headers.slots(kind, [as_row(row, n) for n, row in enumerate(rows)], False, None)
    return len(headers.merged(slots))


def split_rows(heads: Sequence[Piece]) -> list[list[Piece]]:
    """The heads of applicants in the rows in which the form prints them: a group stands above its members."""
    kinds = [_applicant(p.words) for p in heads]
    first = next((i for i, kind in enumerate(kinds) if kind in _OUTER), None)
    if first is None or "natural_person" not in kinds:
        return [[*heads]]
    group = next((i for i in range(first, len(heads)) if kinds[i] == _GROUP), None)
    inner = next((i for i in range(group + 1, len(heads)) if kinds[i] not in _OUTER), len(heads)) if group is not None else first
    edges = sorted({0, first, *([inner] if group is not None and inner > group + 1 else []), len(heads)})
    return [[*heads[a:b]] for a, b in pairwise(edges)]


@functools.lru_cache(maxsize=4_000)
def _applicant(words: str) -> str | None:
    """The applicants that a head stands for; None if it is no head of applicants."""
    found = (m for m in labels.column_meanings(words) if m.table == "requests")
    return next((_GROUP if m.role == "group" else m.value for m in found), None)
