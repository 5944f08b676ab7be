"""Rows of a list of indicators: a label, its unit, its value; by the header's columns where there is one."""

import functools

from gcir import labels
from gcir.cells import BLANK, is_number, read_value
from gcir.grids import Row
from gcir.model import Cell
from gcir.table_state import TableState, layouts

_ASIDE = ("remark", "other_year", "code")
_OF_NUMBERS = ("value", "other_year", "code")
_OTHER = labels.Column("", "", "")


def read(state: TableState, row: Row) -> None:
    """A row of a list of indicators: label, unit, value; perhaps several side by side."""
    for cell in row.above:
        state.push(cell.text)
    if state.kind == "statistics" and (_by_header(state, row) or _has_stray_code(state, row)):
        return
    names: list[Cell] = []
    unit: Cell | None = None
    numbers: list[Cell] = []
    for cell in row.own:
        value = read_value(cell.text)
        if cell.text and labels.is_unit(cell.text):
            unit, numbers = cell, []  # a number before the unit is a code
        elif cell.text and value is None:
            if unit is not None or numbers:
                _one_item(state, row, names, unit, numbers)
                names, unit, numbers = [], None, []
            names.append(cell)
        elif names and value is not None and (cell.text or unit is not None):
            numbers.append(cell)
    _one_item(state, row, names, unit, numbers)


def _has_stray_code(state: TableState, row: Row) -> bool:
    """Whether a row of a coded list prints a number that may be its code; then no value is read from it."""
    if not any(s.column.role == "code" for s in state.slots) or not any(is_number(c.text) for c in row.own):
        return False
    labelled = [c for c in row.own if c.text and read_value(c.text) is None and not labels.is_unit(c.text)]
    for cell in labelled:
        state.push(cell.text)
    if labelled and not labels.heads_rows(labelled[-1].text):
        state.unaligned(row, f"a code or a value behind {labelled[-1].text}")
    return True


def _one_item(state: TableState, row: Row, names: list[Cell], unit: Cell | None, numbers: list[Cell]) -> None:
    """A label with its value; of several numbers nobody can say which one is meant."""
    if sum(is_number(c.text) for c in numbers) > 1:
        state.unaligned(row, f"several numbers behind {names[-1].text}" if names else "several numbers")
        return
    if names and any(is_number(c.text) for c in numbers) and _is_of_another_year(state):
        state.unaligned(row, f"a number in no column of values behind {names[-1].text}")
        return
    value = next((c for c in numbers if is_number(c.text)), numbers[0] if numbers else None)
    _list_item(state, row, names, unit, value)


def _is_of_another_year(state: TableState) -> bool:
    """Whether the one number of a row that does not fit its header may be that of another year."""
    return state.kind == "statistics" and any(s.column.role == "other_year" for s in state.slots)


def _by_header(state: TableState, row: Row) -> bool:
    """Read a row by the roles of its header's columns; False if the row does not fit the header."""
    roles, value_cols, unit_col = state.columns, state.value_cols, state.unit_col
    if len(value_cols) != 1:
        return False
    at = row.cover if state.spans_known else _in_columns(row, roles, unit_col)
    if at is None or value_cols[0] not in at:
        return False
    cell, unit = at[value_cols[0]], at.get(unit_col) if unit_col is not None else None
    role_of = {id(c): roles.get(col, _OTHER).role for col, c in at.items()}
    others = [c for c in row.own if c is not cell and c is not unit]
    names = [c for c in others if c.text and read_value(c.text) is None and not labels.is_unit(c.text)]
    names = [c for c in names if role_of.get(id(c), "") not in _ASIDE]
    if not names or (read_value(cell.text) is None and not labels.row_entries("statistics", names[-1].text)):
        return False
    if is_number(cell.text) and _may_be_another(state, at, value_cols[0]):
        state.unaligned(row, f"several numbers behind {names[-1].text}")
        return True
    if not cell.text and any(is_number(c.text) and role_of.get(id(c), "") not in (*_ASIDE, "value") for c in others):
        state.unaligned(row, f"a number in no column of values behind {names[-1].text}")
        return True
    _list_item(state, row, names, unit if unit is not None and labels.is_unit(unit.text) else None, cell)
    return True


def _may_be_another(state: TableState, at: dict[int, Cell], value_col: int) -> bool:
    """Whether a number reaches into another column of numbers, or shares its row with one in a column without a head."""
    cell = at[value_col]
    merged = [col for col, c in at.items() if c is cell and col != value_col]
    return any(col in state.headless or state.columns.get(col, _OTHER).role in _OF_NUMBERS for col in merged) or any(
        (col in state.headless or col not in state.columns) and is_number(c.text) for col, c in at.items() if c is not cell
    )


def _in_columns(row: Row, roles: dict[int, labels.Column], unit_col: int | None) -> dict[int, Cell] | None:
    """Column → cell of a row that may have lost cells which merged cells above it covered; None if not certain."""
    shift = 0
    if unit_col is not None:
        at_unit = next((i for i, c in enumerate(row.own) if labels.is_unit(c.text)), None)
        if at_unit is not None:
            shift = at_unit - unit_col  # its unit tells by how many cells the row was shortened at the left
        elif any(is_number(c.text) for c in row.own):
            return _without_unit(row, roles, unit_col)
    else:
        of_numbers = [col for col, c in roles.items() if c.role in _OF_NUMBERS]
        printed = [i for i, c in enumerate(row.own) if is_number(c.text)]
        if len(of_numbers) == len(printed) == 1:
            shift = min(0, printed[0] - of_numbers[0])
    if any(c.text for i, c in enumerate(row.own) if i - shift not in roles):
        return None
    return {i - shift: c for i, c in enumerate(row.own)}


def _without_unit(row: Row, roles: dict[int, labels.Column], unit_col: int) -> dict[int, Cell] | None:
    """A row whose unit, merged with the one above, is lost: its numbers must fill the columns of numbers exactly."""
    printed = [i for i, c in enumerate(row.own) if is_number(c.text)]
    if len(printed) == 1 and printed[0] < unit_col and roles.get(printed[0], _OTHER).role == "code":
        return dict(enumerate(row.own))  # its code alone: unit and values are blank
    of_numbers = [col for col, c in roles.items() if c.role in ("value", "other_year")]
    for at in ({i + (i >= unit_col): c for i, c in enumerate(row.own)}, dict(enumerate(row.own))):
        if [col for col, c in at.items() if is_number(c.text) and roles.get(col, _OTHER).role != "code"] == of_numbers:
            return at
    return None


@functools.lru_cache(maxsize=4_000)
def _outcome(label: str) -> str:
    """The outcome of a remedy that a label names; empty if it names none."""
    return next((m.value for m in labels.column_meanings(label) if m.role == "outcome"), "")


def _list_item(state: TableState, row: Row, names: list[Cell], unit: Cell | None, value: Cell | None) -> None:
    for cell in names:
        state.push(cell.text)
    if not names:
        return
    label = names[-1].text
    number = value is not None and read_value(value.text)
    if labels.heads_rows(label) and not (number and number.number is not None):
        return
    outcome = _outcome(label)
    entry = state.remedy_of(outcome) if outcome else None
    if entry is None:
        entry = state.choose(label, labels.row_entries("statistics", label) or labels.row_entries("requests", label))
    else:
        state.matched += 1
        state.vote(layouts("reconsideration_litigation"))
    if entry is None and unit is None and not (value is not None and value.text and number != BLANK):
        return
    if value is None:
        behind = [c for c in row.own if c.start >= (unit or names[-1]).end and not c.text]
        if behind:
            value = behind[0] if unit else behind[-1]
        elif entry and (unit or state.slots):  # the row breaks off before its value
            last = unit or names[-1]
            value = Cell("", last.end, last.end, last.row, last.col + 1)
        else:
            return
    state.emit(row, label, "", value, entry, "", unit.text.strip("() ") if unit else "")
