"""Printed tables to figures: by row label, parent labels and column label, never by position alone."""

import functools
from collections import Counter

from gcir import bare_runs, headers, labels, list_rows, sideways, table_parts, table_years
from gcir.alignment import Pairs, align
from gcir.cells import read_value
from gcir.grids import Row, has_spans, is_empty, rows
from gcir.model import Cell, Finding, Table
from gcir.table_state import Reading, TableState, layouts

_FEWEST_HEADS = 5
_OF_PLACES = ("requests", "proactive")


def read_tables(text: str, tables: tuple[Table, ...], year: int | None) -> Reading:
    """The figures of all tables of a report; `year` tells a column of this year from one of another."""
    out = Reading()
    for table, heading in table_years.with_headings(text, tables, year):
        if is_empty(table):
            words = "a table of which only empty cells remain"
            out.findings.append(Finding("table_lost", "warning", detail=words, start=table.start, end=table.end))
            continue
        if heading.of == table_years.OTHER:
            out.findings.append(_of_other_year(table, heading))
            continue
        for part in table_parts.side_by_side(table_parts.plain(table)):
            _read_table(text, part, year, out)
    out.findings += bare_runs.lost(text, tables)
    return out


def _of_other_year(table: Table, heading: table_years.Heading) -> Finding:
    rule, words = "table_of_other_year", f"what heads this table speaks of other years: {heading.words}"
    if heading.named:
        rule, words = "table_of_other_year", f"this table is headed {heading.named}"
    return Finding(rule, "info", found=str(heading.named or ""), detail=words, start=table.start, end=table.end)


def _read_table(text: str, table: Table, year: int | None, out: Reading) -> None:
    state = TableState(text, table, has_spans(table), year, out)
    printed = rows(table, state.spans_known)
    if not sideways.read(state, printed):
        for row in printed:
            _read_row(state, row)
    if state.matched or state.kind:
        # Under a header that the forms know, rows of an unknown label count too; a list of unknown labels may be anything.
        out.figures += state.figures if state.matched or state.kind != "statistics" else []
        out.findings += state.findings
    elif any(f.value is not None for f in state.figures):
        words = "no label of this table is known"
        out.findings.append(Finding("table_unknown", "info", detail=words, start=table.start, end=table.end))


def _read_row(state: TableState, row: Row) -> None:
    kind = headers.header_table(row, state.kind if state.heading else "")
    if kind:
        if kind != state.kind or not state.heading:
            repeated = kind == state.kind and [c.text for c in row.own] == [c.text for c in state.header[0].own]
            state.header, state.path = [], state.path if repeated else []
        state.kind, state.heading = kind, True
        state.place([])
        state.header.append(row)
        return
    texts = [c.text for c in row.own if c.text]
    if not texts or (labels.is_column_letter(texts[0]) and all(labels.is_column_letter(t) or t.isdecimal() for t in texts)):
        return
    if state.heading:
        state.heading = False
        state.place(headers.slots(state.kind, state.header, state.spans_known, state.year))
        state.aside = headers.aside(state.slots, state.header) if state.spans_known and state.kind in _OF_PLACES else frozenset()
    if row.own[0].row in state.table.doubtful:
        _doubtful_row(state, row)
        return
    if _heads_and_values(state, row):
        return
    if state.kind in _OF_PLACES:
        _labelled_row(state, row)
    elif state.kind == "reconsideration_litigation" and all(read_value(c.text) is not None for c in row.own):
        _remedy_row(state, row)
    else:
        list_rows.read(state, row)


def _doubtful_row(state: TableState, row: Row) -> None:
    """A row of which the reader of the container knows that its values may stand in other columns."""
    filled = [c for c in row.own if c.text]
    names = [c for c in filled if read_value(c.text) is None and not labels.is_unit(c.text)]
    for name in names:
        state.push(name.text)
    state.unaligned(row, f"{len(filled) - len(names)} cells for {len(state.slots)} columns")


def _heads_and_values(state: TableState, row: Row) -> bool:
    """A table of remedies flattened to one row: all its heads, then all its values."""
    if len(row.own) < 2 * _FEWEST_HEADS:
        return False
    heads = [c for c in row.own if c.text and read_value(c.text) is None]
    rest = [c for c in row.own if heads and c.start > heads[-1].start]
    if len(heads) < _FEWEST_HEADS or len(rest) < _FEWEST_HEADS:
        return False
    slots = headers.remedies(heads)
    pairs = align(slots, row, rest, False, -1) if slots else None
    if pairs is None:
        return False
    _emit_remedies(state, row, pairs)
    return True


def _split(row: Row) -> tuple[list[Cell], list[Cell]]:
    """The label cells of a row and the cells behind them."""
    first = next((i for i, c in enumerate(row.own) if c.text and read_value(c.text) is not None), len(row.own))
    last = max((i for i, c in enumerate(row.own[:first]) if c.text), default=-1)
    return [c for c in row.own[: last + 1] if c.text], list(row.own[last + 1 :])


def _labelled_row(state: TableState, row: Row) -> None:
    """A row of the requests table or of the proactive tables: labels, then one value per column."""
    if state.aside:
        row = row._replace(own=tuple(c for c in row.own if c.col not in state.aside))
    names, cells = _split(row)
    if not names:
        if any(c.text for c in cells):
            state.unaligned(row, "no label is left of this row")
        return
    label, parents = _label(state.kind, names[-1].text)
    for words in (*(c.text for c in row.above), *(c.text for c in names[:-1]), *parents, label):
        state.push(words)
    found = labels.row_entries(state.kind, label)
    if not cells or (not any(c.text for c in cells) and not found):
        state.group = ()
        return
    pairs = align(state.slots, row, cells, state.spans_known, headers.width(state.header, state.spans_known))
    if pairs is None:
        if any(c.text for c in cells):
            state.unaligned(row, f"{len(cells)} cells for {len(state.slots)} columns")
        return
    entry = state.choose(label, found) if state.kind == "requests" else None
    for slot, cell in pairs:
        if state.kind == "requests":
            state.emit(row, label, slot.label, cell, entry, slot.column.value)
            continue
        entry = state.choose(label, _cell_entries(state.kind, label, slot.column.value))
        state.emit(row, label, slot.label, cell, entry, "")


@functools.lru_cache(maxsize=4_000)
def _cell_entries(table: str, label: str, column: str) -> tuple[labels.Entry, ...]:
    """Those entries of a row label that stand in one column of the layout."""
    key = labels.keys(column)
    return tuple(e for e in labels.row_entries(table, label) if labels.keys(e.column) == key)


def _label(table: str, words: str) -> tuple[str, list[str]]:
    """A row label and the parents that it writes before itself (5. not processed - 4. excessive requests)."""
    parts = labels.split_path(words)
    if len(parts) > 1 and not labels.row_entries(table, words) and labels.row_entries(table, parts[-1]):
        return parts[-1], parts[:-1]
    return words, []


def _remedy_row(state: TableState, row: Row) -> None:
    """The row of values under the outcomes of reconsideration and litigation."""
    pairs = align(state.slots, row, list(row.own), state.spans_known, headers.width(state.header, state.spans_known))
    if pairs is None:
        state.unaligned(row, f"{len(row.own)} cells for {len(state.slots)} columns")
    else:
        _emit_remedies(state, row, pairs)


def _emit_remedies(state: TableState, row: Row, pairs: Pairs) -> None:
    for slot, cell in pairs:
        entry = labels.remedy_entry(slot.remedy, slot.column.value)
        state.matched += entry is not None
        state.emit(row, "", slot.label, cell, entry, "")
    state.vote(layouts("reconsideration_litigation"))


def layout(votes: Counter[str]) -> str:
    """The layout that most rows speak for; of equals the one named first in layouts.csv; empty without votes."""
    order = layouts()
    return min(votes, key=lambda name: (-votes[name], order.index(name)), default="")
