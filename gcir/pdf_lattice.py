"""Ruling lines to tables: where lines cross there is a grid, and where an edge is missing cells are merged."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gcir.limits import Limits
from gcir.model import UnreadableFile
from gcir.pdf_page import Glyph, Stroke

_NEAR, _LEAST = 3.0, 5.0
_COVERED = 0.6
_MOST_PAIRS = 4_000_000


@dataclass(slots=True)
class Region:
    """One cell of a drawn grid and the characters in it."""

    row: int
    col: int
    rowspan: int
    colspan: int
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Lattice:
    """A drawn table: the positions of its column and row edges, and its cells in reading order."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def holds(self, glyph: Glyph) -> bool:
        """Whether the middle of a character lies inside the table."""
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]


def lattices(level: Sequence[Stroke], upright: Sequence[Stroke], limits: Limits) -> list[Lattice]:
    """The tables that the lines of a page draw, from top to bottom."""
    level, upright = joined(level), joined(upright)
    if len(level) * len(upright) > _MOST_PAIRS:
        raise UnreadableFile("table_too_large", "a page with too many lines")
    found = []
    for across, down in _groups(level, upright):
        xs = _positions([*(s.at for s in down), min(s.first for s in across), max(s.last for s in across)])
        ys = _positions([*(s.at for s in across), min(s.first for s in down), max(s.last for s in down)])
        if len(xs) < 3 and len(ys) < 3:
            continue
        if len(xs) * len(ys) > limits.table_cells:
            raise UnreadableFile("table_too_large", f"a table with more than {limits.table_cells} cells")
        regions = _regions(xs, ys, across, down)
        if len(regions) > 1:
            found.append(Lattice(xs, ys, regions))
    return sorted(found, key=lambda t: t.top)


def joined(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Pieces of one line made one: lines are often drawn cell by cell, and twice."""
    lines: list[Stroke] = []
    bundle: list[Stroke] = []
    for stroke in sorted(strokes):
        if bundle and stroke.at - bundle[0].at > _NEAR / 2:
            lines += _merged(bundle)
            bundle = []
        bundle.append(stroke)
    return lines + _merged(bundle)


def _merged(bundle: list[Stroke]) -> list[Stroke]:
    merged: list[Stroke] = []
    for stroke in sorted(bundle, key=lambda s: s.first):
        if merged and stroke.first <= merged[-1].last + _NEAR:
            merged[-1] = Stroke(merged[-1].at, merged[-1].first, max(merged[-1].last, stroke.last))
        else:
            merged.append(stroke)
    return merged


def _groups(level: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Lines that touch belong to one table."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, down in enumerate(upright, len(level)):
        for i, across in enumerate(level):
            meets = across.first - _NEAR <= down.at <= across.last + _NEAR
            if meets and down.first - _NEAR <= across.at <= down.last + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = defaultdict(lambda: ([], []))
    for i, across in enumerate(level):
        groups[root(i)][0].append(across)
    for j, down in enumerate(upright, len(level)):
        groups[root(j)][1].append(down)
    return [(across, down) for across, down in groups.values() if len(across) > 1 and down]


def _positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _LEAST:
            positions.append(value)
    return positions


def _barriers(strokes: list[Stroke], at: list[float], along: list[float]) -> list[list[bool]]:
    """For every edge position, which steps along it are drawn."""
    drawn = [[False] * (len(along) - 1) for _ in at]
    for stroke in strokes:
        i = min(range(len(at)), key=lambda k: abs(at[k] - stroke.at))
        for j in range(len(along) - 1):
            overlap = min(stroke.last, along[j + 1]) - max(stroke.first, along[j])
            if overlap >= _COVERED * (along[j + 1] - along[j]):
                drawn[i][j] = True
    return drawn


def _regions(xs: list[float], ys: list[float], across: list[Stroke], down: list[Stroke]) -> list[Region]:
    """The cells: unit boxes joined wherever no line parts them, as rectangles."""
    below = _barriers(across, ys, xs)
    beside = _barriers(down, xs, ys)
    rows, cols = len(ys) - 1, len(xs) - 1
    taken = [[False] * cols for _ in range(rows)]
    regions = []
    for r in range(rows):
        for c in range(cols):
            if taken[r][c]:
                continue
            width = 1
            while c + width < cols and not beside[c + width][r] and not taken[r][c + width]:
                width += 1
            height = 1
            while r + height < rows and _joins(below, beside, taken, r + height, c, width):
                height += 1
            for i in range(r, r + height):
                taken[i][c : c + width] = [True] * width
            regions.append(Region(r, c, height, width))
    return regions


def _joins(below: list[list[bool]], beside: list[list[bool]], taken: list[list[bool]], r: int, c: int, width: int) -> bool:
    """Whether the boxes of row r under a region belong to it."""
    if any(below[r][c : c + width]) or any(taken[r][c : c + width]):
        return False
    return not any(beside[k][r] for k in range(c + 1, c + width))


def fill(lattice: Lattice, glyphs: Iterable[Glyph]) -> None:
    """Put characters into the cells that their middles lie in."""
    owner = {
        (i, j): region
        for region in lattice.regions
        for i in range(region.row, region.row + region.rowspan)
        for j in range(region.col, region.col + region.colspan)
    }
    last_row, last_col = len(lattice.ys) - 2, len(lattice.xs) - 2
    for glyph in glyphs:
        i = bisect_right(lattice.ys, (glyph.top + glyph.bottom) / 2) - 1
        j = bisect_right(lattice.xs, (glyph.left + glyph.right) / 2) - 1
        owner[min(max(i, 0), last_row), min(max(j, 0), last_col)].glyphs.append(glyph)
