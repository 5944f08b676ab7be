"""Printed tables to figures: by row label, parent labels and column label, never by position alone."""

from collections import Counter

from gcir import headers, labels
from gcir.cells import read_value
from gcir.grids import Row, is_empty, rows
from gcir.model import Cell, Finding, Table
from gcir.table_state import Reading, TableState


def read_tables(text: str, tables: tuple[Table, ...], year: int | None) -> Reading:
    """The figures of all tables of a report; `year` tells a column of this year from one of another."""
    out = Reading()
    for table in tables:
        if is_empty(table):
            words = "a table of which only empty cells remain"
            out.findings.append(Finding("table_lost", "warning", detail=words, start=table.start, end=table.end))
            continue
        state = TableState(text, table, year, out)
        for row in rows(table):
            _read_row(state, row)
        if state.matched:
            out.figures += state.figures
            out.findings += state.findings
        elif any(f.value is not None for f in state.figures):
            words = "no label of this table is known"
            out.findings.append(Finding("table_unknown", "info", detail=words, start=table.start, end=table.end))
    return out


def _read_row(state: TableState, row: Row) -> None:
    kind = headers.header_table(row)
    if kind:
        if kind != state.kind or not state.header:
            state.header, state.path = [], []
        state.kind, state.slots = kind, []
        state.header.append(row)
        return
    if state.header and not state.slots:
        state.slots = headers.slots(state.kind, state.header, state.table.spans_known, state.year)
    texts = [c for c in row.own if c.text]
    if not texts:
        return
    if state.kind in ("requests", "proactive"):
        _labelled_row(state, row)
    elif state.kind == "reconsideration_litigation" and all(read_value(c.text) is not None for c in row.own):
        _remedy_row(state, row)
    else:
        _list_row(state, row)


def _split(row: Row) -> tuple[list[Cell], list[Cell]]:
    """The label cells of a row and the cells behind them."""
    first = next((i for i, c in enumerate(row.own) if c.text and read_value(c.text) is not None), len(row.own))
    last = max((i for i, c in enumerate(row.own[:first]) if c.text), default=-1)
    return [c for c in row.own[: last + 1] if c.text], list(row.own[last + 1 :])


def _values(state: TableState, row: Row, cells: list[Cell]) -> list[tuple[headers.Slot, Cell]] | None:
    """The value cell of each column; None if the row cannot be aligned with certainty."""
    n = len(state.slots)
    if len(cells) >= n and not any(c.text for c in cells[n:]) and all(c.colspan == 1 for c in cells[:n]):
        return list(zip(state.slots, cells[:n], strict=True))
    if state.kind == "proactive" and not any(c.colspan > 1 for c in cells) and len(cells) < n and not state.table.spans_known:
        return list(zip(state.slots, cells, strict=False))
    placed = [(s, row.cover[s.col]) for s in state.slots if s.col is not None and s.col in row.cover]
    first = cells[0].col if cells else 0
    if len(placed) == n and all(c in row.own and c.colspan == 1 for _, c in placed) and placed[0][1].col == first:
        return placed
    return None


def _labelled_row(state: TableState, row: Row) -> None:
    """A row of the requests table or of the proactive tables: labels, then one value per column."""
    names, cells = _split(row)
    if not names:
        if any(c.text for c in cells):
            state.unaligned(row, "no label is left of this row")
        return
    for cell in (*row.above, *names):
        state.push(cell.text)
    if not cells or (not any(c.text for c in cells) and not labels.row_entries(state.kind, names[-1].text)):
        state.group = ()
        return
    values = _values(state, row, cells) if state.slots else None
    if values is None:
        if any(c.text for c in cells):
            state.unaligned(row, f"{len(cells)} cells for {len(state.slots)} columns")
        return
    label = names[-1].text
    found = labels.row_entries(state.kind, label)
    if state.kind == "requests":
        entry = state.choose(label, found)
        for slot, cell in values:
            state.emit(row, label, slot.label, cell, entry, slot.column.value)
    else:
        for slot, cell in values:
            key = labels.keys(slot.column.value)
            entry = state.choose(label, tuple(e for e in found if labels.keys(e.column) == key))
            state.emit(row, label, slot.label, cell, entry, "")


def _remedy_row(state: TableState, row: Row) -> None:
    """The row of values under the outcomes of reconsideration and litigation."""
    values = _values(state, row, list(row.own)) if state.slots else None
    if values is None:
        state.unaligned(row, f"{len(row.own)} cells for {len(state.slots)} columns")
        return
    known = {e.indicator: e for e in labels.entries() if e.table == state.kind}
    known |= {e.indicator: e for e in labels.entries() if e.indicator.startswith("litigation_") and e.indicator not in known}
    for slot, cell in values:
        entry = known.get(f"{slot.remedy}_{slot.column.value}")
        if entry:
            state.matched += 1
        state.emit(row, "", slot.label, cell, entry, "")
    state.vote([e for e in labels.entries() if e.table == state.kind])


def _list_row(state: TableState, row: Row) -> None:
    """A row of a list of indicators: label, unit, value; perhaps several side by side."""
    for cell in row.above:
        state.push(cell.text)
    if state.kind == "statistics" and len(row.own) >= len(state.slots) and _by_header(state, row):
        return
    names: list[Cell] = []
    unit: Cell | None = None
    code: Cell | None = None
    for cell in row.own:
        value = read_value(cell.text)
        if cell.text and labels.is_unit(cell.text):
            unit, code = cell, None
        elif cell.text and value is None:
            if unit is not None or code is not None:
                _list_item(state, row, names, unit, code)
                names, unit, code = [], None, None
            names.append(cell)
        elif names and value is not None and (cell.text or unit is not None) and code is None:
            code = cell
    _list_item(state, row, names, unit, code)


def _by_header(state: TableState, row: Row) -> bool:
    """Read a row by the roles of its header's columns; False if the row does not fit the header."""
    if any(c.text for c in row.own[len(state.slots) :]):
        return False
    by_col = row.cover if state.table.spans_known else dict(enumerate(row.own))
    role = {s.col: s.column for s in state.slots if s.col is not None}
    value_cols = [c for c, column in role.items() if column.role == "value"]
    if len({role[c].value for c in value_cols}) > 1:
        best = max(role[c].value for c in value_cols)
        value_cols = [c for c in value_cols if role[c].value == best]
    if len(value_cols) != 1 or value_cols[0] not in by_col:
        return False
    cell = by_col[value_cols[0]]
    units = [by_col[c] for c, column in role.items() if column.role == "unit" and c in by_col]
    skip = {id(cell), *(id(u) for u in units)}  # even where words stand in them
    plain = [c for c in row.own if c.text and id(c) not in skip and read_value(c.text) is None and not labels.is_unit(c.text)]
    names = [c for c in plain if role.get(c.col if state.table.spans_known else row.own.index(c), _OTHER).role not in _ASIDE]
    if not names or (read_value(cell.text) is None and not labels.row_entries("statistics", names[-1].text)):
        return False
    _list_item(state, row, names, units[0] if units and units[0].text else None, cell)
    return True


_ASIDE = ("remark", "other_year", "code")
_OTHER = labels.Column("", "", "")


def _list_item(state: TableState, row: Row, names: list[Cell], unit: Cell | None, value: Cell | None) -> None:
    for cell in names:
        state.push(cell.text)
    if not names:
        return
    label = names[-1].text
    entry = state.choose(label, labels.row_entries("statistics", label) or labels.row_entries("requests", label))
    if value is None and entry is None and unit is None:
        return
    if value is None:
        behind = [c for c in row.own if c.start >= (unit or names[-1]).end and not c.text]
        if behind:
            value = behind[0] if unit else behind[-1]
        elif unit and entry:  # label and unit are printed, and nothing behind them
            value = Cell("", unit.end, unit.end, unit.row, unit.col + 1)
        else:
            return
    if entry is None and unit is None and not value.text:
        return
    state.emit(row, label, "", value, entry, "", unit.text.strip("() ") if unit else "")


def layout(votes: Counter[str]) -> str:
    """The layout that most rows speak for; of equals the one named first in layouts.csv; empty without votes."""
    order = list(dict.fromkeys(e.layout for e in labels.entries()))
    return min(votes, key=lambda name: (-votes[name], order.index(name)), default="")
