"""Which header a table row is, and which column of the layout each of its cells stands for."""

from collections import Counter
from itertools import groupby
from typing import NamedTuple

from gcir.cells import is_number, year_head
from gcir.grids import Row
from gcir.labels import Column, column_meanings
from gcir.model import Cell

_BESIDE = ("code", "other_year", "remark")
_ALL_LEAVES = 6  # a row with this many applicants prints the whole header; fewer stand in two rows


class Slot(NamedTuple):
    """One value column: where its header cell stands, its label and its meaning.

    `col` to `end` are columns of the grid (None if spans are unknown); `place` is its number in the last
    header row, where that row prints the whole header.
    """

    label: str
    column: Column
    remedy: str = ""
    col: int | None = None
    end: int | None = None
    place: int | None = None


def header_table(row: Row, above: str = "") -> str:
    """The table whose header a row belongs to; empty if it is not a header.

    `above` is the table whose header the row before belongs to.
    """
    texts = [c.text for c in row.own if c.text]
    for text in texts:  # a loop, since asked of every row
        if is_number(text):
            return ""
    roles = [(m.table, m.role) for text in texts for m in column_meanings(text)]
    if not roles and above != _REMEDIES:  # a year alone heads no values
        return ""
    count = Counter(roles)
    if count["proactive", "measure"]:
        return "proactive"
    named, outcomes = count[_REMEDIES, "remedy"], count[_REMEDIES, "outcome"]
    if above == _REMEDIES and named == len(texts):
        return above
    over_outcomes = named >= 2 and len(row.own) > 1 and outcomes != 1  # with one outcome it is a row of a list
    of_remedies = count[_REMEDIES, "joined"] >= 2 or outcomes >= 2 or over_outcomes
    applicants = count["requests", "applicant"]
    if of_remedies and applicants <= outcomes:
        return _REMEDIES
    if applicants >= 2 or count["requests", "group"]:
        return "requests"
    return "statistics" if _is_list_head(row, {role: n for (table, role), n in count.items() if table == "statistics"}) else ""


def _is_list_head(row: Row, roles: dict[str, int]) -> bool:
    """Whether a row heads a list of indicators: a column of values, or a year beside labels or units."""
    if not roles:
        return False
    years = sum(year_head(c.text) is not None for c in row.own)
    values = roles.get("value", 0)
    of_values = values or (years and (roles.get("label") or roles.get("unit")))
    beside = sum(roles.get(r, 0) for r in ("other_year", "label", "unit", "code", "remark"))
    return bool(of_values) and values + years + beside >= 2


_REMEDIES = "reconsideration_litigation"


def slots(table: str, header: list[Row], spans_known: bool, year: int | None) -> list[Slot]:
    """The value columns that header rows announce, in the order of the values below; empty if not certain."""
    if table == "statistics":
        return _statistics(header[-1], spans_known, year)
    return _from_grid(table, header) if spans_known else _from_sequence(table, header)


def width(header: list[Row], spans_known: bool) -> int:
    """How many columns of the grid a header fills; without spans, how many cells its last row has. -1 if there is none."""
    if not header or not spans_known:
        return len(header[-1].own) if header else -1
    return max(col for row in header for col in row.cover) + 1


def aside(slots: list[Slot], header: list[Row]) -> frozenset[int]:
    """Columns that somebody put beside those of a form: serial numbers, shares, other years, remarks."""
    taken = {col for s in slots for col in range(s.col or 0, s.end or 0)}
    beside = (c for row in header for c in row.own if any(m.role in _BESIDE for m in column_meanings(c.text)))
    return frozenset(col for c in beside for col in range(c.col, c.col + c.colspan) if col not in taken)


def _meaning(cell: Cell, table: str, roles: tuple[str, ...]) -> Column | None:
    return next((m for m in column_meanings(cell.text) if m.table == table and m.role in roles), None)


def _from_grid(table: str, header: list[Row]) -> list[Slot]:
    """A slot for each header cell that has no header cell below it, from the cells above it."""
    found: list[Slot] = []
    leaves: list[Cell] = []
    for col in sorted({c for row in header for c in row.cover}):
        chain = list(dict.fromkeys(row.cover[col] for row in header if col in row.cover))
        slot = _slot(table, chain)
        if slot and leaves and leaves[-1] is chain[-1]:
            found[-1] = found[-1]._replace(end=col + 1)
        elif slot:
            found.append(slot._replace(col=col, end=col + 1))
            leaves.append(chain[-1])
    return found if _are_whole(found) else []


def _are_whole(slots: list[Slot]) -> bool:
    """Whether no head comes twice and all remedies have the same outcomes: else heads moved, as one of them is gone."""
    blocks: dict[str, list[str]] = {}
    for slot in merged(slots):
        if slot.column.role in ("applicant", "outcome"):
            blocks.setdefault(slot.remedy, []).append(slot.column.value)
    return all(len(set(b)) == len(b) for b in blocks.values()) and len(set(map(frozenset, blocks.values()))) <= 1


def _slot(table: str, chain: list[Cell]) -> Slot | None:
    """What a column means from the header cells above it, deepest first."""
    leaf: tuple[Column, str] | None = None
    for cell in reversed(chain):
        if leaf is None:
            meaning = _meaning(cell, table, ("applicant", "outcome", "measure", "joined"))
            leaf = (meaning, cell.text) if meaning else None
            if meaning and meaning.role == "joined":
                return _unjoined(cell.text, meaning)
        elif cell.text:
            remedy = _meaning(cell, table, ("remedy",))
            if remedy:
                return Slot(leaf[1], leaf[0], remedy.value)
            if table == "reconsideration_litigation":
                return None  # an unknown head between the outcome and its remedy
    return Slot(leaf[1], leaf[0]) if leaf and table != "reconsideration_litigation" else None


def _unjoined(label: str, meaning: Column) -> Slot:
    remedy, outcome = meaning.value.split("/")
    return Slot(label, Column(meaning.table, "outcome", outcome), remedy)


def _from_sequence(table: str, header: list[Row]) -> list[Slot]:
    """Header cells in reading order, for tables that have lost their spans."""
    if table == "reconsideration_litigation":
        return remedies([c for row in header for c in row.own]) or _repeated(table, header)
    if table == "proactive":
        return _indexed(header[-1], table, ("measure",))
    return _applicants(header)


def _repeated(table: str, header: list[Row]) -> list[Slot]:
    """Slots of a header that prints merged cells again in every place of the grid; empty if it does not."""
    columns = [list({c.text: c for c in cells}.values()) for cells in zip(*(row.own for row in header), strict=False)]
    if len({len(row.own) for row in header}) > 1 or not all(c.text for row in header for c in row.own):
        return []
    found = [_slot(table, chain) for chain in columns]
    return [slot._replace(place=n) for n, slot in enumerate(found) if slot] if all(found) else []


def _indexed(row: Row, table: str, roles: tuple[str, ...]) -> list[Slot]:
    found = ((i, c.text, _meaning(c, table, roles)) for i, c in enumerate(row.own))
    return [Slot(text, meaning, place=i) for i, text, meaning in found if meaning]


def _applicants(header: list[Row]) -> list[Slot]:
    """The kinds of legal persons stand in a row of their own, under their group in the row above."""
    by_row = [(row, leaves) for row in header if (leaves := _indexed(row, "requests", ("applicant",)))]
    if not by_row:
        return []
    leaves = by_row[-1][1]
    if len(leaves) < _ALL_LEAVES:
        if len(by_row) < 2:
            return []
        row, outer = by_row[-2]
        group = next((i for i, c in enumerate(row.own) if _meaning(c, "requests", ("group",))), None)
        if group is None:
            return []
        before = [s for s in outer if s.place is not None and s.place < group]
        after = [s for s in outer if s.place is not None and s.place > group]
        same_width = len(row.own) == len(by_row[-1][0].own)
        leaves = [s if same_width else s._replace(place=None) for s in (*before, *leaves, *after)]
    distinct = [s.column.value for s in merged(leaves)]
    return leaves if len(set(distinct)) == len(distinct) and "" in distinct else []


def merged(slots: list[Slot]) -> list[Slot]:
    """Slots without the repetitions that a merged header cell leaves in a text."""
    return [next(group) for _, group in groupby(slots, key=lambda s: (s.column, s.remedy))]


def remedies(cells: list[Cell]) -> list[Slot]:
    """Outcome columns in blocks, each block under its remedy; a block ends where an outcome comes again."""
    table = "reconsideration_litigation"
    joined = [_unjoined(c.text, m) for c in cells if (m := _meaning(c, table, ("joined",)))]
    if joined:
        return joined
    blocks: list[list[Slot]] = [[]]
    names: list[str] = []
    for cell in cells:
        remedy, outcome = _meaning(cell, table, ("remedy",)), _meaning(cell, table, ("outcome",))
        if remedy and remedy.value not in names:
            names.append(remedy.value)
        elif outcome:
            if any(s.column == outcome for s in blocks[-1]):
                blocks.append([])
            blocks[-1].append(Slot(cell.text, outcome))
    blocks = [b for b in blocks if b]
    split = [name for name in names if name.startswith("litigation_")]
    if split:  # they stand where the head over both stands
        names = [n for name in names if name not in split for n in (split if name == "litigation" else [name])] or split
    if len(blocks) != len(names):
        return []
    return [slot._replace(remedy=name) for name, block in zip(names, blocks, strict=True) for slot in block]


def _statistics(row: Row, spans_known: bool, year: int | None) -> list[Slot]:
    """All columns of a list of indicators; only the best column of this year's values keeps its role."""
    found = []
    for order, cell in enumerate(row.own):
        column = _meaning(cell, "statistics", ("value", "other_year", "label", "unit", "code", "remark"))
        if named := year_head(cell.text):
            column = Column("statistics", "value" if named == year else "other_year", "5")
        place = cell.col if spans_known else order
        column = column or Column("statistics", "unknown", "")
        found.append(Slot(cell.text, column, col=place, end=place + 1, place=order))
    return found
