"""Tables of a PDF as rows of cells, and one table again where pages cut it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gcir.blocks import Rows
from gcir.pdf_lattice import Lattice
from gcir.pdf_lines import Line, cell_text
from gcir.spans import RawCell

_SIDE, _EDGE, _FULL = 6.0, 4.0, 0.9
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")


@dataclass(frozen=True, slots=True)
class Box:
    """A cell at its place on the grid; `full` says that its words reach down to its lower edge."""

    text: str
    row: int
    col: int
    rowspan: int
    colspan: int
    full: bool


@dataclass(slots=True)
class Grid:
    """A table on a page, or over several once joined: column edges, number of rows, cells."""

    xs: list[float]
    height: int
    boxes: list[Box]
    bottom: float = 0.0

    def row(self, number: int) -> list[tuple[int, int, str]]:
        """What begins in a row, to compare rows with."""
        return [(b.col, b.colspan, b.text) for b in self.boxes if b.row == number]


def grid_of(lattice: Lattice) -> Grid:
    """The words of a drawn table."""
    boxes = []
    for r in lattice.regions:
        width = lattice.xs[r.col + r.colspan] - lattice.xs[r.col]
        lowest = max(r.glyphs, key=lambda g: g.bottom, default=None)
        room = lattice.ys[r.row + r.rowspan] - lowest.bottom if lowest else _FULL * 99
        full = lowest is not None and room < _FULL * (lowest.bottom - lowest.top)
        boxes.append(Box(cell_text(r.glyphs, width), r.row, r.col, r.rowspan, r.colspan, full))
    return Grid(lattice.xs, len(lattice.ys) - 1, boxes, lattice.bottom)


def take_in(grid: Grid, lines: Sequence[Line]) -> bool:
    """Add words that ran out of the last row at the foot of a page; False if they are no such words."""
    taken: dict[int, str] = {}
    foot = grid.bottom
    for line in lines:
        under = [
            i
            for i, b in enumerate(grid.boxes)
            if b.row + b.rowspan == grid.height
            and b.text
            and grid.xs[b.col] - _EDGE <= line.left
            and line.right <= grid.xs[b.col + b.colspan] + _EDGE
        ]
        if len(grid.xs) < 3 or not under or line.top - foot > line.size:
            return False
        taken[under[0]] = taken.get(under[0], "") + line.text
        foot = line.bottom
    for i, words in taken.items():
        grid.boxes[i] = replace(grid.boxes[i], text=grid.boxes[i].text + words, full=True)
    return True


def rows_of(grid: Grid) -> Rows:
    """Cells row by row, for the writer."""
    rows: Rows = [[] for _ in range(grid.height)]
    for box in sorted(grid.boxes, key=lambda b: (b.row, b.col)):
        rows[box.row].append(RawCell(box.text, box.rowspan, box.colspan))
    return rows


def joined(upper: Grid, lower: Grid) -> Grid | None:
    """One table from the parts above and below a page break; None if their columns do not agree."""
    xs = _common_edges(upper.xs, lower.xs)
    if xs is None:
        return None
    upper, lower = _on(upper, xs), _on(lower, xs)
    lower = _without_head(upper, lower)
    if not lower.height:
        return upper
    boxes = list(upper.boxes)
    cut_row = _is_cut_row(upper, lower)
    shift = upper.height - cut_row
    for box in lower.boxes:
        above = _above(boxes, box, upper.height) if box.row == 0 else None
        if above is not None and (cut_row or _is_rest(boxes[above], box)):
            old = boxes[above]
            boxes[above] = replace(old, text=old.text + box.text, rowspan=old.rowspan + box.rowspan - cut_row, full=box.full)
        else:
            boxes.append(replace(box, row=box.row + shift))
    return Grid(xs, upper.height + lower.height - cut_row, boxes)


def _common_edges(a: list[float], b: list[float]) -> list[float] | None:
    if abs(a[0] - b[0]) > _SIDE or abs(a[-1] - b[-1]) > _SIDE:
        return None
    few, many = sorted((a, b), key=len)
    fits = all(any(abs(x - y) <= _EDGE for y in many) for x in few[1:-1])
    return many if fits else None


def _on(grid: Grid, xs: list[float]) -> Grid:
    """The same table on the finer column edges."""
    if len(grid.xs) == len(xs):
        return Grid(xs, grid.height, grid.boxes)
    at = [min(range(len(xs)), key=lambda k, x=x: abs(xs[k] - x)) for x in grid.xs]  # type: ignore[misc]
    boxes = [replace(b, col=at[b.col], colspan=at[b.col + b.colspan] - at[b.col]) for b in grid.boxes]
    return Grid(xs, grid.height, boxes)


def _without_head(upper: Grid, lower: Grid) -> Grid:
    """The lower part without the head rows that the page break repeated."""
    count = 0
    while count < min(upper.height, lower.height) and upper.row(count) == lower.row(count):
        count += 1
    while count and any(b.row < count < b.row + b.rowspan for b in lower.boxes):
        count -= 1
    if not any(b.text for b in lower.boxes if b.row < count):
        return lower
    boxes = [replace(b, row=b.row - count) for b in lower.boxes if b.row >= count]
    return Grid(lower.xs, lower.height - count, boxes)


def _above(boxes: list[Box], box: Box, height: int) -> int | None:
    """The cell over the page break, if it is as wide."""
    for i, b in enumerate(boxes):
        if b.row + b.rowspan == height and (b.col, b.colspan) == (box.col, box.colspan):
            return i
    return None


def _is_rest(above: Box, box: Box) -> bool:
    """A merged cell goes on below the break without words, or with the rest of its words."""
    if not box.text:
        return above.rowspan + box.rowspan > 2 and bool(above.text)
    return above.rowspan + box.rowspan > 2 and above.full and not _NUMBERED.match(box.text)


def _is_cut_row(upper: Grid, lower: Grid) -> bool:
    """Whether the break went through a row: below it stand a few words and otherwise only empty cells."""
    first = [b for b in lower.boxes if b.row == 0]
    single = [b for b in first if b.rowspan == 1]
    words = [b for b in single if b.text]
    if not words or 2 * len(words) > len(single) or any(b.text for b in first if b.rowspan > 1):
        return False
    above = {(b.col, b.colspan) for b in upper.boxes if b.row + b.rowspan == upper.height and b.text}
    return all((b.col, b.colspan) in above and not _NUMBERED.match(b.text) for b in words)
