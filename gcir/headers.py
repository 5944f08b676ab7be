"""Which header a table row is, and which column of the layout each of its cells stands for."""

import re
from typing import NamedTuple

from gcir.cells import is_number
from gcir.grids import Row
from gcir.labels import Column, column_meanings
from gcir.model import Cell

_YEAR = re.compile(r"((?:19|20)\d{2})\D{0,4}")
_ALL_LEAVES = 6  # a row with this many applicants prints the whole header; fewer stand in two rows


class Slot(NamedTuple):
    """One value column: its position in the grid (None if spans are unknown), its label and its meaning."""

    col: int | None
    label: str
    column: Column
    remedy: str = ""


def header_table(row: Row) -> str:
    """The table whose header a row belongs to; empty if it is not a header."""
    if any(is_number(c.text) for c in row.own):
        return ""
    found = [m for c in row.own if c.text for m in column_meanings(c.text)]
    count = {name: {r: sum(m.table == name and m.role == r for m in found) for r in _ROLES} for name in _TABLES}
    requests, remedy, proactive, statistics = (count[t] for t in _TABLES)
    if proactive["measure"]:
        return "proactive"
    of_remedies = remedy["outcome"] >= 2 or (remedy["remedy"] >= 2 and len(row.own) > 1)
    if of_remedies and requests["applicant"] <= remedy["outcome"]:
        return "reconsideration_litigation"
    if requests["applicant"] >= 2 or requests["group"]:
        return "requests"
    years = sum(bool(_YEAR.fullmatch(c.text.replace(" ", ""))) for c in row.own)
    values = statistics["value"] + statistics["other_year"] + years
    of_values = statistics["value"] or (years and statistics["label"] + statistics["unit"])
    if of_values and values + sum(statistics[r] for r in ("label", "unit", "code", "remark")) >= 2:
        return "statistics"
    return ""


_TABLES = ("requests", "reconsideration_litigation", "proactive", "statistics")
_ROLES = ("applicant", "group", "outcome", "remedy", "measure", "value", "other_year", "label", "unit", "code", "remark")


def slots(table: str, header: list[Row], spans_known: bool, year: int | None) -> list[Slot]:
    """The value columns that header rows announce, in the order of the values below; empty if not certain."""
    if table == "statistics":
        return _statistics(header[-1], spans_known, year)
    return _from_grid(table, header) if spans_known else _from_sequence(table, header)


def _meaning(cell: Cell, table: str, roles: tuple[str, ...]) -> Column | None:
    return next((m for m in column_meanings(cell.text) if m.table == table and m.role in roles), None)


def _from_grid(table: str, header: list[Row]) -> list[Slot]:
    found = []
    for col in sorted({c for row in header for c in row.cover}):
        chain = list(dict.fromkeys(row.cover[col] for row in header if col in row.cover))
        slot = _slot(table, col, chain)
        if slot:
            found.append(slot)
    return found


def _slot(table: str, col: int | None, chain: list[Cell]) -> Slot | None:
    """What a column means from the header cells above it, deepest first."""
    leaf = remedy = None
    for cell in reversed(chain):
        leaf = leaf or ((m, cell.text) if (m := _meaning(cell, table, ("applicant", "outcome", "measure"))) else None)
        remedy = remedy or _meaning(cell, table, ("remedy",))
    if leaf is None or (table == "reconsideration_litigation" and remedy is None):
        return None
    return Slot(col, leaf[1], leaf[0], remedy.value if remedy else "")


def _from_sequence(table: str, header: list[Row]) -> list[Slot]:
    """Header cells in reading order, for tables that have lost their spans."""
    if table == "reconsideration_litigation":
        return _remedies([c for row in header for c in row.own])
    if table == "proactive":
        leaves = [(m, c) for c in header[-1].own if (m := _meaning(c, table, ("measure",)))]
        return [Slot(None, c.text, m) for m, c in leaves]
    return _applicants(header)


def _applicants(header: list[Row]) -> list[Slot]:
    by_row = [[(m, c.text) for c in row.own if (m := _meaning(c, "requests", ("applicant",)))] for row in header]
    by_row = [leaves for leaves in by_row if leaves]
    if not by_row:
        return []
    leaves = by_row[-1]
    if len(leaves) < _ALL_LEAVES and len(by_row) > 1:
        # The kinds of legal persons stand in a row of their own, under the group between first and last.
        outer = by_row[-2]
        last = [x for x in outer if not x[0].value]
        leaves = [x for x in outer if x[0].value] + leaves + last
    values = [m.value for m, _ in leaves]
    if len(set(values)) != len(values) or values[-1:] != [""]:
        return []
    return [Slot(None, text, m) for m, text in leaves]


def _remedies(cells: list[Cell]) -> list[Slot]:
    """Outcome columns in blocks, each block under its remedy; a block ends with its total."""
    blocks: list[list[Slot]] = [[]]
    remedies: list[str] = []
    for cell in cells:
        remedy = _meaning(cell, "reconsideration_litigation", ("remedy",))
        outcome = _meaning(cell, "reconsideration_litigation", ("outcome",))
        if remedy and remedy.value not in remedies:
            remedies.append(remedy.value)
        elif outcome:
            blocks[-1].append(Slot(None, cell.text, outcome))
            if outcome.value == "cases":
                blocks.append([])
    blocks = [b for b in blocks if b]
    split = [r for r in remedies if r.startswith("litigation_")]
    if split:
        remedies = [r for r in remedies if r != "litigation"]
    if len(blocks) != len(remedies):
        return []
    return [slot._replace(remedy=r) for r, block in zip(remedies, blocks, strict=True) for slot in block]


def _statistics(row: Row, spans_known: bool, year: int | None) -> list[Slot]:
    """All columns of a list of indicators; only the best column of this year's values keeps its role."""
    found = []
    for order, cell in enumerate(row.own):
        column = _meaning(cell, "statistics", ("value", "other_year", "label", "unit", "code", "remark"))
        years = _YEAR.fullmatch(cell.text.replace(" ", ""))
        if years:
            column = Column("statistics", "value" if int(years[1]) == year else "other_year", "5")
        found.append(Slot(cell.col if spans_known else order, cell.text, column or Column("statistics", "unknown", "")))
    return found
