"""Rows of a table in text that stand over several lines: cells on lines of their own, words broken inside a cell.

Lines are put together until each row has the same number of pipes; only where that comes out even is a table read so.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from gcir import labels
from gcir.bare_heads import is_known
from gcir.cells import BLANK, read_value
from gcir.pipe_lines import NUMBERED, NUMERIC, PIPES, WORDS, Line, is_prose, may_be_row_text, opened

_FEWEST_PIPES, _FEWEST_HEADS = 6, 5
_WIDEST = 40
_PURE, _COVERED, _FEWEST_ROWS = 0.9, 0.9, 4
_TRIES = 12
_FIRST, _COMMON, _EVEN, _FEW = 4, 3, 0.6, 0.1
_LABEL, _NUMBER, _BLANK = "lnb"


class _Row(NamedTuple):
    """The lines from `first` up to `after` that make one row."""

    first: int
    after: int


def blocks(lines: list[Line]) -> Iterator[tuple[list[Line], list[tuple[int, int]]]]:
    """Cut out the tables whose rows stand over several lines, with their rows; what is between has no rows."""
    begin = i = 0
    while i < len(lines):
        after, stop = _region(lines, i)
        at, tries = i, 0
        while at < after and tries < _TRIES:
            rows = _stack(lines, at) or _joined(lines, at, after)
            if rows:
                yield lines[begin : rows[0].first], []
                begin = rows[-1].after
                yield lines[rows[0].first : begin], [(lines[r.first].start, lines[r.after - 1].end) for r in rows]
            at = begin if rows else next((j for j in range(at + 1, after) if lines[j].kind == WORDS), after)
            tries += 1
        i = max(after if after > i else stop, begin, i + 1)
    yield lines[begin:], []


def _region(lines: list[Line], first: int) -> tuple[int, int]:
    """The end of the lines that stand together from `first`, if some of them are parts of rows, else `first`; and how far
    was looked: where none is a part of a row from `first` on, none is from a later line on."""
    after, last, parts = first, first, False
    while after < len(lines) and (after == first or not lines[after].gap):
        line = lines[after]
        if line.kind == PIPES:
            parts = parts or last < after or not line.closes or line.stacked() or line.is_cell()
            last = after + 1
        elif not _is_part(lines, after, after == first):
            break
        after += 1
    return last if parts else first, after


def _is_part(lines: list[Line], i: int, apart: bool = False) -> bool:
    """Whether a line of words may belong to a row: a short one, or the first cell of cells on lines of their own."""
    line = lines[i]
    if line.kind != WORDS:
        return False
    stacked = (apart or not line.gap) and i + 1 < len(lines) and lines[i + 1].stacked() and not is_prose(line.words)
    return stacked or may_be_row_text(line, apart)


def _stack(lines: list[Line], first: int) -> list[_Row]:
    """Rows in which each cell but the first begins with a pipe, and a pipe alone ends the row."""
    if lines[first].kind != WORDS or first + 1 >= len(lines) or not lines[first + 1].stacked():
        return []
    rows: list[_Row] = []
    start = last = first
    for i in range(first + 1, len(lines)):
        line, before = lines[i], lines[i - 1]
        if line.gap or not (line.stacked() or _is_part(lines, i)):
            break
        if line.kind == WORDS and before.stacked() and len(before.words) == 1:
            rows.append(_Row(start, i))
            start = i
        elif before.kind == WORDS and start < i - 1 and lines[start + 1].kind == WORDS:
            begin = _begin(lines, start, i - 1, True)
            if rows and begin > start:
                break  # a heading, and a new table under it
            start = begin
        if line.stacked():
            last = i
    if len(lines[last].words) == 1 and last > start:
        rows.append(_Row(start, last + 1))
    return rows if len(rows) > 1 and last - first >= 2 * len(rows) else []


def _joined(lines: list[Line], first: int, after: int) -> list[_Row]:
    """Rows with the same number of pipes each; empty if the lines do not come out so, or each is a row of its own."""
    some = lines[first:after]
    if any(line.stacked() and len(line.words) > 1 for line in some):
        return []
    if 2 * sum(line.is_cell() for line in some) > after - first and sum(map(_has_several, some)) <= _FEW * len(some):
        return _stream(lines, first, after)
    counts = _widths(some)
    best, most = [], 0
    for width in dict.fromkeys([*counts[:_FIRST], *(n for n, _ in Counter(counts).most_common(_COMMON))]):
        rows = _cut(lines, first, after, width, False)
        full = sum(_borders(lines, row) == width for row in rows)
        enough = len(rows) > 1 and full >= min(_EVEN * len(rows), len(rows) - 1)
        if full > most and enough and any(r.after - r.first > 1 for r in rows):
            best, most = rows, full
    return best


def _has_several(line: Line) -> bool:
    """Whether a line holds more than one filled cell."""
    return line.kind == PIPES and sum(map(bool, line.pieces())) > 1


def _widths(lines: list[Line]) -> list[int]:
    """How many pipes stand between one line that ends with a pipe and the next."""
    counts, count = [], 0
    for line in lines:
        count += line.borders if line.kind == PIPES else 0
        if line.kind == PIPES and line.closes:
            counts.append(count)
            count = 0
    return counts


def _borders(lines: list[Line], row: _Row) -> int:
    return sum(line.borders for line in lines[row.first : row.after] if line.kind == PIPES)


def _cut(lines: list[Line], first: int, after: int, width: int, cells: bool) -> list[_Row]:
    """Rows of `width` pipes from `first` on, as far as they come out even.

    Where lines do not hold single cells, a row ends with any line that ends with a pipe.
    """
    rows: list[_Row] = []
    start, count = first, 0
    for i in range(first, after):
        if (line := lines[i]).kind == WORDS:
            continue
        if not count and start < i:
            begin = _begin(lines, start, i, bool(rows) and (line.has_number() or not line.closes))
            if rows and begin > start and not line.has_number():
                return rows  # a heading, and a new table under it
            start = begin
        count += line.borders
        if count > width or (not line.closes and (count == width or not _is_broken(line))):
            return rows
        if count == width or (line.closes and not cells):
            rows.append(_Row(start, i + 1))
            start, count = i + 1, 0
    if count and lines[after - 1].closes:
        rows.append(_Row(start, after))
    return rows


def _is_broken(line: Line) -> bool:
    """Whether a line ends inside the words of a cell."""
    words = line.pieces()[-1]
    return bool(words) and not NUMERIC.fullmatch(words)


def _begin(lines: list[Line], start: int, first: int, inside: bool) -> int:
    """The first of the lines of words above a row that are the beginning of its first cell.

    Where no label is known, `inside` says that they are more likely words of the row than a heading.
    """
    cell = lines[first].pieces()[0]
    words = [line.words for line in lines[start:first]]
    if NUMBERED.fullmatch(words[-1]):
        return first - 1
    for i in range(len(words)):
        if is_known("".join(words[i:]) + cell):
            return start + i
    for i in range(len(words) - 1, -1, -1):
        if opened("".join(words[i:])) > 0:
            return start + i
    if not inside or is_known(cell) or (NUMBERED.match(words[-1]) and NUMBERED.match(cell)):
        return first
    return start


def _stream(lines: list[Line], first: int, after: int) -> list[_Row]:
    """Rows of a table in which each cell ends with a pipe on a line of its own; their width shows in what stands where."""
    total = sum(line.borders for line in lines[first:after])
    if total < _FEWEST_PIPES:
        return []
    found: list[tuple[int, int, list[_Row]]] = []
    for width in (*range(2, min(_WIDEST, total - 1) + 1), total):
        rows = _cut(lines, first, after, width, True)
        if not rows or (rows[-1].after < after and lines[rows[-1].after].kind != WORDS):
            continue
        kinds = [_kinds(lines[r.first : r.after]) for r in rows]
        is_even = len(kinds[-1]) == width
        if not is_even:
            del rows[-1], kinds[-1]
        ordered = _are_ordered(kinds)
        if ordered or _purity(kinds) >= _PURE:
            found.append((2 * ordered + is_even, width * len(rows), rows))
    best = max((order for order, _, _ in found), default=0)
    most = max((covered for order, covered, _ in found if order == best), default=0)
    return next((rows for order, covered, rows in found if order == best and covered >= _COVERED * most), [])


def _kinds(row: list[Line]) -> str:
    """The cells of a row: labels, numbers, blanks; a unit is none of these and counts as blank."""
    cells = [cell for line in row if line.kind == PIPES for cell in line.pieces()[:-1]]
    return "".join(map(_kind, cells))


def _kind(cell: str) -> str:
    value = BLANK if labels.is_unit(cell) else read_value(cell)
    return _LABEL if value is None else _NUMBER if value.number is not None else _BLANK


def _are_ordered(rows: list[str]) -> bool:
    """Whether cells make sense as rows: numbers stand behind labels."""
    if len(rows) < 2:
        return bool(rows) and _is_flat(rows[0])
    return all(_in_order(row, above) for above, row in pairwise(["", *rows]))


def _is_flat(row: str) -> bool:
    heads, values = row.rstrip(_BLANK).count(_LABEL), row.count(_NUMBER)
    return min(heads, values) >= _FEWEST_HEADS and _LABEL not in row[row.find(_NUMBER) :]


def _in_order(row: str, above: str) -> bool:
    """Labels stand before numbers; a row without labels stands under a row of labels alone."""
    if _LABEL not in row:
        return set(above) == {_LABEL}
    return row[0] == _LABEL and (_NUMBER not in row or _LABEL not in row[row.find(_NUMBER) :])


def _purity(rows: list[str]) -> float:
    """The share of cells below the heads that are of the kind of most in their column."""
    columns = [[kind for kind in column if kind != _BLANK] for column in zip(*rows[1:], strict=True)]
    filled = sum(map(len, columns))
    if len(rows) < _FEWEST_ROWS or any(row[0] == _BLANK for row in rows) or not filled:
        return 0.0
    return sum(max(c.count(_LABEL), c.count(_NUMBER)) for c in columns) / filled
