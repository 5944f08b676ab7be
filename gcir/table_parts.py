"""Before a table is read: which year it is headed with, and lists that stand side by side."""

import functools
import re
from dataclasses import replace

from gcir import codebook, labels
from gcir.cells import is_number, year_head
from gcir.flat import flatten
from gcir.grids import by_row
from gcir.model import Cell, Table

_HEADED = re.compile(r"((?:19|20)\d{2}) ?年(?! ?\d{1,2} ?月)")  # a day is when the form was filled in
_LONGEST_TITLE = 60
_FEWEST_ROWS = 2


def year_of(text: str, table: Table) -> int | None:
    """The one year that the title in or right above a table names; None if none or several are named."""
    titles = _lines_above(text, table.start)
    for _, row in by_row(table):
        words = [c.text for c in row if c.text]
        if len(words) != 1 or is_number(words[0]):
            break
        titles.append(words[0])
    found = {int(y) for t in map(flatten, titles) if _is_title(t) for y in _HEADED.findall(t)}
    return found.pop() if len(found) == 1 else None


def _lines_above(text: str, start: int) -> list[str]:
    """The last two lines before a table that are short enough to be its title and what stands under it."""
    lines = [line.strip() for line in text[max(0, start - 300) : start].split("\n") if line.strip()]
    return [line for line in lines[-2:] if len(line) <= _LONGEST_TITLE]


def _is_title(words: str) -> bool:
    return len(words) <= _LONGEST_TITLE and codebook.phrase("table_title").search(words) is not None


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
