"""Before a table is read: columns that it does not need, and lists that stand side by side."""

import functools
from dataclasses import replace

from gcir import labels
from gcir.cells import year_head
from gcir.grids import by_row
from gcir.model import Cell, Table

_FEWEST_ROWS = 2


def plain(table: Table) -> Table:
    """A table whose grid has no more columns than it needs: none in which no cell begins or ends, and none at its edges
    in which every row has an empty cell. Which cell stands below which stays as it was."""
    if not table.spans_known:
        return table
    filled = [c for c in table.cells if c.text]
    first, after = min((c.col for c in filled), default=0), max((c.col + c.colspan for c in filled), default=0)
    if any(c.col >= after for c in table.cells) and not _is_empty_in_each_row(table, after):
        after = max(c.col + c.colspan for c in table.cells)
    cells = [c for c in table.cells if first < c.col + c.colspan and c.col < after]
    edges = {max(first, x) for c in cells for x in (c.col, c.col + c.colspan)}
    places = {col: n for n, col in enumerate(sorted(edges))}
    if len(cells) == len(table.cells) and len(places) == max(places, default=-1) + 1:
        return table
    spans = ((c, places[max(first, c.col)], places[c.col + c.colspan]) for c in cells)
    return replace(table, cells=tuple(c._replace(col=start, colspan=end - start) for c, start, end in spans))


def _is_empty_in_each_row(table: Table, col: int) -> bool:
    """Whether all rows reach this column: where a header does not, the column may be that of a head that is gone."""
    reached = {row for c in table.cells if c.col <= col < c.col + c.colspan for row in range(c.row, c.row + c.rowspan)}
    return all(row in reached or len(cells) == 1 for row, cells in by_row(table))


def side_by_side(table: Table) -> list[Table]:
    """The lists that stand beside each other in one table, left to right; the table itself if it is one list."""
    begins = next((found for _, row in by_row(table) if (found := _begins(row))), None)
    if begins is None:
        return [table]
    parts = []
    for first, after in zip(begins, [*begins[1:], None], strict=True):
        cells = [c for c in table.cells if c.col >= first and (after is None or c.col < after)]
        parts.append(replace(table, cells=tuple(c._replace(col=c.col - first) for c in cells)))
    return parts if all(len(by_row(p)) >= _FEWEST_ROWS for p in parts) else [table]


def _begins(row: list[Cell]) -> list[int]:
    """The columns in which a header row begins a list of indicators anew, behind the values of another."""
    found: list[int] = []
    complete = True
    for cell in row:
        if not cell.text:
            continue
        is_label, is_value = _roles(cell.text)
        if is_label and complete:
            found.append(cell.col)
            complete = False
        complete = complete or is_value
    return found if len(found) > 1 else []


@functools.lru_cache(maxsize=4_000)
def _roles(label: str) -> tuple[bool, bool]:
    """Whether a cell may head the labels of a list of indicators, and whether it may head the values."""
    roles = {m.role for m in labels.column_meanings(label) if m.table == "statistics"}
    return "label" in roles, "value" in roles or year_head(label) is not None
