"""Tables that came as text with their columns set apart by spaces, as a print or a text editor leaves them.

A row that has as many values as its head has columns is certain. In any other row each value must stand below one
column alone, by the places that characters take in a font of fixed width.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gcir import headers
from gcir.bare_cells import PATTERNS, Rows, made
from gcir.bare_heads import (
    DASH,
    LABEL,
    NUMBER,
    UNIT,
    Head,
    Piece,
    as_row,
    blank,
    is_credible,
    is_leaf,
    is_row_label,
    list_head,
    value_columns,
)
from gcir.bare_lines import Printed, size, stretches
from gcir.model import Table
from gcir.pipe_lines import Line

_FEWEST = 2
_ITEM = re.compile(f"{LABEL}{UNIT}?[{NUMBER}{DASH}]+")


class _Range(NamedTuple):
    """The places that the cells of one column take."""

    start: int
    end: int


def find(text: str, lines: Sequence[Line]) -> Iterator[Table]:
    """The tables among lines that stand together."""
    for stretch in stretches(text, lines):
        yield from _tables(text, stretch)


def _tables(text: str, lines: list[Printed]) -> Iterator[Table]:
    heads = list(_heads(lines))
    if found := _unheaded(lines[: heads[0].first if heads else len(lines)]):
        yield found
    rows: Rows = []
    last: Head | None = None
    ended = -1
    for n, head in enumerate(heads):
        body = _body(head, lines[head.after : heads[n + 1].first if n + 1 < len(heads) else len(lines)])
        goes_on = rows and last and [r.words for r in last.rows[0]] == [r.words for r in head.rows[0]] and ended == head.first
        if rows and not goes_on:
            yield made(rows)
            rows = []
        if body:
            rows += [(row, True) for row in head.rows]
            rows += _list_rows(head, body) if head.kind == "statistics" else _form_rows(text, head, body)
            last, ended = head, head.after + len(body)
    if rows:
        yield made(rows)


def _heads(lines: list[Printed]) -> Iterator[Head]:
    """The heads in a stretch, over one or more lines each."""
    i = 0
    while i < len(lines):
        kind, rows, after, at = "", [], i, i
        while at < len(lines):
            found = "" if lines[at].has_value() else headers.header_table(as_row(lines[at].pieces), kind)
            if found and (not kind or (found == kind != "statistics")):
                kind, after = found, at + 1
                rows.append(lines[at].pieces)
            elif not kind or len(lines[at].pieces) > 1 or is_row_label(lines[at].pieces[0].words) or at > after:
                break
            at += 1
        if kind == "statistics":
            if head := list_head(rows[0], 0, len(rows[0])):
                yield head._replace(first=i, after=after)
        elif kind:
            yield Head(kind, i, after, rows, (), value_columns(kind, rows))
        i = max(after, i + 1)


def _body(head: Head, lines: list[Printed]) -> list[Printed]:
    """The rows below a head, without the lines behind the last of them."""
    last, has_no_units = -1, "unit" not in head.roles
    for i, line in enumerate(lines):
        if head.kind == "reconsideration_litigation":
            if LABEL not in line.kinds() and line.has_value():
                return lines[: i + 1]
        elif UNIT in line.kinds() or any(is_row_label(p.words) for p in line.pieces) or (has_no_units and line.has_value()):
            last = i
    return lines[: last + 1]


def _form_rows(text: str, head: Head, body: list[Printed]) -> Rows:
    """Rows of a form with fixed columns: labels, then values."""
    parted = [_parted(line.pieces) for line in body]
    ranges = _ranges(head, [values for _, values in parted])
    head = head if is_credible(head, [len(values) for _, values in parted]) else head._replace(values=0)
    rows: Rows = []
    wrapped: Piece | None = None
    for names, values in parted:
        if wrapped and len(names) == 1 and values:
            whole = text[wrapped.start : names[0].end]
            if is_row_label(whole) and not is_row_label(names[0].words):
                rows.pop()
                names = [names[0]._replace(start=wrapped.start, words=whole)]
        wrapped = names[0] if len(names) == 1 and not values and not is_row_label(names[0].words) else None
        if not values:
            is_row = names and is_row_label(names[-1].words)
            rows.append(([*names, *[blank(names[-1])] * head.values] if is_row else names, True))
        elif len(values) == head.values > 0:
            rows.append(([*names, *values], True))
        else:
            placed = _placed(ranges, names, values) if head.values else None
            rows.append(([*names, *(placed or values)], placed is not None))
    return rows


def _parted(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Labels, and the values behind them."""
    last = max((i for i, p in enumerate(pieces) if p.kind in (LABEL, UNIT)), default=-1)
    return pieces[: last + 1], pieces[last + 1 :]


def _ranges(head: Head, rows: list[list[Piece]]) -> list[_Range]:
    """The places of the value columns, by the head and the rows that are full; empty if columns overlap."""
    leaves = sorted((p for row in head.rows for p in row if is_leaf(p.words)), key=lambda p: p.place)
    full = [row for row in rows if len(row) == head.values]
    for chosen in ([leaves, *full], full, [leaves]):
        columns = [row for row in chosen if len(row) == head.values]
        found = _spread(columns)
        if found:
            return found
    return []


def _spread(rows: list[list[Piece]]) -> list[_Range]:
    ranges = [_Range(min(p.place for p in col), max(p.place + size(p.words) for p in col)) for col in zip(*rows, strict=True)]
    return ranges if all(a.end <= b.start for a, b in pairwise(ranges)) else []


def _placed(ranges: list[_Range], names: list[Piece], values: list[Piece]) -> list[Piece] | None:
    """The values in their columns with blanks between; None if one of them stands below no column or below two."""
    last = names[-1] if names else None
    if not ranges or len(values) > len(ranges) or (last and last.place + size(last.words) >= ranges[0].start):
        return None
    under: list[int] = []
    for value in values:
        end = value.place + size(value.words)
        below = [n for n, r in enumerate(ranges) if value.place < r.end and r.start < end]
        if len(below) != 1 or (under and below[0] <= under[-1]):
            return None
        under.append(below[0])
    cells: list[Piece] = []
    before = last or values[0]._replace(end=values[0].start)
    for n in range(len(ranges)):
        before = values[under.index(n)] if n in under else blank(before)
        cells.append(before)
    return cells


def _list_rows(head: Head, body: list[Printed]) -> Rows:
    """Rows of a list: as many cells as its head has columns, or cells that stand below them."""
    columns = "".join(PATTERNS["again" if n and role == "label" else role] for n, role in enumerate(head.roles))
    whole = re.compile(columns + "?" * (head.roles[-1] == "remark"))
    ranges = _spread([head.rows[0][1:], *(line.pieces[1:] for line in body if _is_even(head, line, whole))])
    ranges = ranges or _spread([head.rows[0][1:]])
    rows: Rows = []
    for line in body:
        pieces = line.pieces
        if whole.fullmatch(line.kinds()) or (len(pieces) == 1 and not line.has_value()):
            rows.append((pieces, True))
        elif line.kinds() == LABEL + UNIT and head.roles == ("label", "unit", "value"):
            rows.append(([*pieces, blank(pieces[-1])], True))
        else:
            placed = _placed(ranges, pieces[:1], pieces[1:]) if pieces[0].kind == LABEL == PATTERNS[head.roles[0]] else None
            rows.append(([pieces[0], *placed] if placed else pieces, placed is not None or not line.has_value()))
    return rows


def _is_even(head: Head, line: Printed, whole: re.Pattern[str]) -> bool:
    """Whether a full row is not pushed to the right by a long label."""
    first = line.pieces[0]
    is_full = len(line.pieces) == len(head.roles) and whole.fullmatch(line.kinds())
    return bool(is_full) and first.place + size(first.words) < head.rows[0][1].place


def _unheaded(lines: list[Printed]) -> Table | None:
    """A list without a head that is understood, if labels that the forms know stand before single numbers."""
    known = [i for i, line in enumerate(lines) if _ITEM.fullmatch(line.kinds()) and is_row_label(line.pieces[0].words)]
    if len(known) <= _FEWEST or 2 * len(known) < known[-1] - known[0] + 1:
        return None
    first = known[0]
    if first and len(lines[first - 1].pieces) > 1:
        first -= 1
    return made([(line.pieces, True) for line in lines[first : known[-1] + 1]])
