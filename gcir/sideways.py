"""A list of indicators that lies on its side: the labels are heads, and one row holds all the numbers."""

from gcir import headers, labels
from gcir.cells import is_number, read_value
from gcir.grids import Row
from gcir.model import Cell
from gcir.table_state import TableState

_MOST_ROWS, _FEWEST_HEADS, _KNOWN = 8, 3, 0.6
Pairs = list[tuple[list[str], Cell, str]]


def read(state: TableState, rows: list[Row]) -> bool:
    """Read a table whose labels stand above its numbers; False if it is none."""
    rows = [row for row in rows if sum(bool(c.text) for c in row.own) > 1] if len(rows) <= _MOST_ROWS else []
    first = next((i for i, row in enumerate(rows) if any(is_number(c.text) for c in row.own)), 0)
    heads = rows[:first]
    if not heads or not _are_labels(heads[-1 - (len(heads) > 1 and _are_units(heads[-1]))]):
        return False
    if any(headers.header_table(row) for row in heads):
        return False
    units = heads.pop() if len(heads) > 1 and _are_units(heads[-1]) else None
    chosen = _of_year(state, rows[first:])
    pairs = _pairs(state, heads, units, chosen) if chosen else None
    if chosen is None or pairs is None:
        state.unaligned(rows[first], f"{len(rows) - first} rows of numbers under {len(heads)} rows of labels")
        state.matched += 1
        return True
    for chain, cell, unit in pairs:
        for label in chain:
            state.push(label)
        entry = state.choose(chain[-1], labels.row_entries("statistics", chain[-1]))
        state.emit(chosen, chain[-1], "", cell, entry, "", unit)
    return True


def _are_labels(row: Row) -> bool:
    """Whether most cells of a row are labels of a list."""
    filled = [c.text for c in row.own if c.text]
    known = sum(bool(labels.row_entries("statistics", words)) for words in filled)
    return known >= max(_FEWEST_HEADS, _KNOWN * len(filled)) and not any(read_value(words) for words in filled)


def _are_units(row: Row) -> bool:
    return sum(labels.is_unit(c.text) for c in row.own) > 1


def _of_year(state: TableState, rows: list[Row]) -> Row | None:
    """The one row of numbers, or the one that begins with the year of the report."""
    if len(rows) > 1:
        rows = [row for row in rows if state.year is not None and row.own[0].text.startswith(str(state.year))]
    return rows[0] if len(rows) == 1 else None


def _pairs(state: TableState, heads: list[Row], units: Row | None, row: Row) -> Pairs | None:
    """Each number with the labels above it and the unit printed between; None if their places are not certain."""
    if not state.spans_known and (len(heads) > 1 or len(heads[0].own) != len(row.own)):
        return None
    if not state.spans_known and units and len(units.own) != len(row.own):
        return None
    found: Pairs = []
    for order, cell in enumerate(row.own):
        place = cell.col if state.spans_known else order
        above = [_at(state, head, place) for head in heads]
        chain = list(dict.fromkeys(words for words in above if words))
        unit = _at(state, units, place).strip("() ") if units else ""
        known = chain and labels.row_entries("statistics", chain[-1])
        if not chain or (not known and (not is_number(cell.text) or cell.text == str(state.year))):
            continue
        if cell.colspan > 1 or read_value(cell.text) is None:
            return None
        found.append((chain, cell, unit if labels.is_unit(unit) else ""))
    return found


def _at(state: TableState, row: Row, place: int) -> str:
    """The words that a row has in one place."""
    if state.spans_known:
        return row.cover[place].text if place in row.cover else ""
    return row.own[place].text
