"""Tables without ruling lines: columns by where words stand, rows by the lines that hold values.

Only what is certain is put into a place: a value stands in the column that its numbers make, a label in the row
whose value line lies within the label's own lines. What a row means is left to the reading of tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from gcir.bare_heads import is_known
from gcir.blocks import Rows
from gcir.cells import read_value
from gcir.labels import column_meanings, is_unit
from gcir.pdf_lines import Line
from gcir.pdf_runs import Printed
from gcir.pipe_lines import NUMBERED, opened
from gcir.spans import RawCell, tidy_cell

CLOSE = 1.3  # the widest step between lines of one cell, in character sizes
_OFTEN = 0.3
_TWO = " / "  # two words in the place of one value are no value
_LEVEL = 0.8  # heads over several columns that stand so near are in one row


@dataclass(slots=True)
class _Column:
    """A band of the page in which the words of a column stand."""

    left: float
    right: float
    of_values: bool
    joint: str = " "  # between two words in one place

    def meets(self, word: Line) -> bool:
        return word.left < self.right and self.left < word.right


@dataclass(slots=True)
class _Cell:
    """Lines of words that belong together."""

    lines: list[Line]
    column: int
    row: int = -1

    @property
    def text(self) -> str:
        return tidy_cell("".join(line.text for line in self.lines))

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return self.lines[-1].bottom


def heads_above(above: list[Printed], body: list[Printed]) -> int:
    """How many of the lines above the first values are heads: all but the beginning of the first row's label."""
    count = max((i for i, line in enumerate(above, 1) if len(line.words) > 1), default=0)
    values = [w for w in body[0].words if read_value(w.text) is not None]
    for line in above[count:]:
        beside = values and line.words[0].left < values[0].left and NUMBERED.match(line.source.text)
        if beside or not values:
            break
        if body[0].source.top - line.source.top < CLOSE * line.source.size and not _under(line, above[count - 1 : count]):
            break
        count += 1
    return count


def _under(line: Printed, above: list[Printed]) -> bool:
    """Whether a line goes on with a head of the line above."""
    return any(w.left < line.words[0].right and line.words[0].left < w.right for p in above for w in p.words)


def columns_of(body: list[Printed], head: list[Printed]) -> list[_Column]:
    """Bands of numbers first, then of the words beside them, then of heads over nothing."""
    rows = [line for line in body if line.is_row]
    columns: list[_Column] = []
    for word in sorted((w for line in rows for w in line.words if read_value(w.text) is not None), key=lambda w: w.left):
        if columns and columns[-1].meets(word):
            columns[-1].right = max(columns[-1].right, word.right)
        else:
            columns.append(_Column(word.left, word.right, True))
    texts = [w for line in rows for w in line.words if read_value(w.text) is None]
    for column in columns:
        filled = [n for line in rows if (n := sum(map(column.meets, line.words)))]
        crowded = column.of_values and sum(n > 1 for n in filled) > _OFTEN * len(filled)
        column.joint = _TWO if crowded else " "
        # Where more words than numbers stand, the numbers are parts of remarks.
        column.of_values = sum(map(column.meets, texts)) < sum(filled) / 2
    for word in sorted(texts, key=lambda w: w.right - w.left):
        met = [c for c in columns if c.meets(word)]
        if not met:
            columns.append(_Column(word.left, word.right, False))
        elif len(met) == 1 and not met[0].of_values:
            met[0].left, met[0].right = min(met[0].left, word.left), max(met[0].right, word.right)
    for line in head:
        for word in line.words:
            if not any(c.meets(word) for c in columns):
                columns.append(_Column(word.left, word.right, True))
    return sorted(columns, key=lambda c: c.left)


def head_cells(lines: list[Printed], columns: list[_Column]) -> list[_Cell]:
    """The cells of the head, their lines put together."""
    cells: list[_Cell] = []
    for line in lines:
        for word in line.words:
            met = [i for i, c in enumerate(columns) if c.meets(word)]
            beside = [c for c in cells if [c.column] == met and c.lines[-1].top == word.top and columns[c.column].of_values]
            if beside:
                beside[0].lines.append(word)
                continue
            over = [c for c in cells if c.lines[-1].left < word.right and word.left < c.lines[-1].right]
            under = [w for w in line.words if over and w.left < over[-1].lines[-1].right and over[-1].lines[-1].left < w.right]
            if len(over) and len(under) == 1 and _is_one(over[-1], word):
                over[-1].lines.append(word)
            else:
                cells.append(_Cell([word], met[0] if met else -1))
    return cells


def _is_one(cell: _Cell, word: Line) -> bool:
    """Whether a word goes on with a head above it."""
    if word.top - cell.lines[-1].top > CLOSE * word.size:
        return False
    if column_meanings(cell.text + word.text):
        return True
    return not column_meanings(cell.text) and not column_meanings(word.text)


def _leaf(cells: list[_Cell], columns: list[_Column], at: int) -> _Cell | None:
    """The lowest head over a column that stands over no column before it."""
    over = [c for c in cells if any(columns[at].meets(line) for line in c.lines)]
    lowest = max(over, key=lambda c: c.bottom, default=None)
    return lowest if lowest is not None and lowest.column == at else None


def _area(cells: list[_Cell], columns: list[_Column]) -> int:
    """How many columns at the left hold labels under one head: up to the next column with values or a head of its own."""
    if not columns or columns[0].of_values:
        return 0
    ends = (i for i in range(1, len(columns)) if columns[i].of_values or _leaf(cells, columns, i) is not None)
    return next(ends, len(columns))


def _head_rows(cells: list[_Cell], columns: list[_Column], labels: int, area: int) -> Rows:
    """The heads over each column in one row, under the heads over several of them."""
    leaves = [_leaf(cells, columns, i) for i in range(len(columns))]
    taken = {id(leaf) for leaf in leaves if leaf is not None}
    width = labels + len(columns) - area
    over: list[list[_Cell]] = []
    for cell in sorted((c for c in cells if id(c) not in taken), key=lambda c: c.top):
        if labels or not over or cell.top - over[-1][0].top > _LEVEL * cell.lines[0].size:
            over.append([])
        over[-1].append(cell)
    span = width if labels else 1
    rows = [[RawCell(c.text, 1, span) for c in sorted(row, key=lambda c: c.lines[0].left)] for row in over]
    names = [leaf.text if leaf else "" for leaf in leaves]
    own = [RawCell(names[0], 1, labels)] if labels else []
    own += [RawCell(name) for name in names[area:]]
    return [*rows, own] if any(names) else rows


def rows_of(body: list[Printed], columns: list[_Column], heads: list[_Cell]) -> Rows:
    """Values by their column, labels by the line of values that lies within their lines."""
    lines = [line for line in body if line.is_row]
    cells = _labels(body, lines, columns)
    for cell in cells:
        within = [i for i, line in enumerate(lines) if cell.top <= (line.source.top + line.source.bottom) / 2 <= cell.bottom]
        middle = (cell.top + cell.bottom) / 2
        cell.row = min(within, key=lambda i: abs(lines[i].source.top - middle), default=-1) if cell.row < 0 else cell.row
    area = _area(heads, columns)
    own = [sorted((c for c in cells if c.row == i), key=lambda c: c.lines[0].left) for i in range(len(lines))]
    labels = max((sum(c.column < area for c in row) for row in own), default=0) if area else 0
    labels = max(labels, min(area, 1))
    placed = [(line.source.top, _row(line, row, columns, area, labels)) for line, row in zip(lines, own, strict=True)]
    width = labels + len(columns) - area
    placed += [(cell.top, [RawCell(cell.text, 1, width)]) for cell in cells if cell.row < 0]
    return _head_rows(heads, columns, labels, area) + [row for _, row in sorted(placed, key=lambda p: p[0])]


def _row(line: Printed, own: list[_Cell], columns: list[_Column], area: int, labels: int) -> list[RawCell]:
    """The labels of a row, the last of them over what is left of their columns, then one cell for each other column."""
    names = [c.text for c in own if c.column < area] or [""] * bool(labels)
    if len(names) > 1 and is_known("".join(names)) and not is_known(names[-1]):
        names = ["".join(names)]  # one label, printed with a wide space
    row = [RawCell(name, 1, labels - len(names) + 1 if i == len(names) else 1) for i, name in enumerate(names, 1)]
    for i in range(area, len(columns)):
        words = [w.text for w in line.words if read_value(w.text) is not None and columns[i].meets(w)]
        words += [c.text for c in own if c.column == i]
        row.append(RawCell(columns[i].joint.join(words)))
    return row


def _labels(body: list[Printed], rows: list[Printed], columns: list[_Column]) -> list[_Cell]:
    """The words that are no values, with the lines over which a cell was wrapped put together."""
    limit = _step(body)
    cells: list[_Cell] = []
    for line in body:
        at = next((i for i, row in enumerate(rows) if row is line), -1)
        for word in (w for w in line.words if read_value(w.text) is None):
            met = [i for i, c in enumerate(columns) if c.meets(word)]
            cell = next((c for c in reversed(cells) if _wrapped(c, word, at, limit)), None)
            if cell is None:
                cells.append(_Cell([word], met[0] if met else 0, at))
            else:
                cell.lines.append(word)
                cell.row = max(cell.row, at)
    return cells


def _wrapped(cell: _Cell, word: Line, row: int, limit: float) -> bool:
    """Whether a word goes on with a cell above it."""
    last = cell.lines[-1]
    if not 0 < word.top - last.top < limit or word.left >= last.right or last.left >= word.right:
        return False
    if (row >= 0 and cell.row >= 0) or NUMBERED.match(word.text) or is_unit(word.text):
        return False
    whole = cell.text + word.text
    return is_known(whole) or opened(whole) > 0 or not (is_known(word.text) or is_known(cell.text))


def _step(body: list[Printed]) -> float:
    """The step from line to line that still lies inside a cell."""
    inner = [b.source.top - a.words[0].top for a, b in pairwise(body) if not (a.is_row and b.is_row)]
    outer = sorted(b.source.top - a.source.top for a, b in pairwise(body) if a.is_row and b.is_row)
    size = body[0].source.size
    least = min((s for s in inner if s > size / 2), default=size)
    usual = outer[len(outer) // 2] if outer else 1.25 * least
    return (least + usual) / 2 if least < 0.9 * usual else 1.15 * max(least, usual)
