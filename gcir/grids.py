"""Rows of a printed table: what stands in a row, and which merged cells of earlier rows cover it."""

from collections import Counter
from typing import NamedTuple

from gcir.model import Cell, Table


class Row(NamedTuple):
    """One printed row.

    `own` are the cells that begin in it; `above` are merged cells from earlier rows that reach into it;
    `cover` maps each column of the grid to the cell that stands there (empty if spans are unknown).
    """

    own: tuple[Cell, ...]
    above: tuple[Cell, ...]
    cover: dict[int, Cell]

    @property
    def start(self) -> int:
        """Where the row's own words begin in the text."""
        return self.own[0].start

    @property
    def end(self) -> int:
        """Where the row's last filled cell ends in the text."""
        return max(c.end for c in self.own)


def rows(table: Table, spans_known: bool) -> list[Row]:
    """The rows of a table in printed order; rows without cells of their own are left out."""
    by_row: dict[int, list[Cell]] = {}
    for cell in table.cells:
        by_row.setdefault(cell.row, []).append(cell)
    if not spans_known:
        return [Row(tuple(cells), (), {}) for _, cells in sorted(by_row.items())]
    active: list[Cell] = []
    found = []
    for number, cells in sorted(by_row.items()):
        active = [c for c in active if c.row + c.rowspan > number]
        cover = {col: c for c in (*active, *cells) for col in range(c.col, c.col + c.colspan)}
        own = tuple(sorted(cells, key=lambda c: c.col))
        found.append(Row(own, tuple(sorted(active, key=lambda c: c.col)), cover))
        active += [c for c in cells if c.rowspan > 1]
    return found


def has_spans(table: Table) -> bool:
    """Whether the table's spans can be relied on: rows of unequal length without any span have lost theirs."""
    if not table.spans_known or any(c.rowspan > 1 or c.colspan > 1 for c in table.cells):
        return table.spans_known
    widths = Counter(c.row for c in table.cells)
    return len(set(widths.values())) == 1


def is_empty(table: Table) -> bool:
    """Whether only empty cells are left of a table."""
    return not any(c.text.strip(" |-") for c in table.cells)
