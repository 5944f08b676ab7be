"""Rows of a printed table: what stands in a row, and which merged cells of earlier rows cover it."""

from itertools import groupby
from operator import attrgetter
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


_ROW = attrgetter("row")


def by_row(table: Table) -> list[tuple[int, list[Cell]]]:
    """The cells of a table row by row, with the number of the row."""
    found: dict[int, list[Cell]] = {}
    for number, cells in groupby(table.cells, _ROW):
        found.setdefault(number, []).extend(cells)
    return sorted(found.items())


def rows(table: Table, spans_known: bool) -> list[Row]:
    """The rows of a table in printed order; rows without cells of their own are left out."""
    if not spans_known:
        return [Row(tuple(cells), (), {}) for _, cells in by_row(table)]
    active: list[Cell] = []
    found = []
    for number, cells in by_row(table):
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
    return len({len(cells) for _, cells in by_row(table)}) == 1


def is_empty(table: Table) -> bool:
    """Whether only empty cells are left of a table."""
    return not any(c.text.strip(" |-") for c in table.cells)
