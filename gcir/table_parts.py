"""Before a table is read: lists that stand side by side."""

import functools
from dataclasses import replace

from gcir import labels
from gcir.cells import year_head
from gcir.grids import by_row
from gcir.model import Cell, Table

_FEWEST_ROWS = 2


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
