"""Which value of a row belongs to which column of its header; no answer where that is not certain."""

from gcir.cells import read_value
from gcir.grids import Row
from gcir.headers import Slot
from gcir.model import Cell

Pairs = list[tuple[Slot, Cell]]


def align(slots: list[Slot], row: Row, cells: list[Cell], spans_known: bool, header_width: int) -> Pairs | None:
    """The value cell of each slot, or None.

    `cells` are the row's cells behind its labels, `header_width` is how wide the header is (see `width`).
    """
    if not slots:
        return None
    pairs = None
    if not spans_known:
        pairs = _by_index(slots, row, header_width)
    elif _is_as_wide(slots, row):
        pairs = _by_place(slots, cells, header_width)
        return _without_repetitions(pairs) if pairs else None
    if pairs is None and all(c.colspan == 1 for c in cells) and not (spans_known and _lacks_heads(slots, header_width)):
        pairs = _by_order(slots, cells, spans_known)
    if pairs is None and spans_known:
        pairs = _by_place(slots, cells, header_width)
    return _without_repetitions(pairs) if pairs else None


def _is_as_wide(slots: list[Slot], row: Row) -> bool:
    """Whether a row ends where the columns do: then its cells stand below their heads."""
    return max(s.end or 0 for s in slots) == max(c.col + c.colspan for c in (*row.own, *row.above))


def _lacks_heads(slots: list[Slot], header_width: int) -> bool:
    """Whether columns without a known head stand among the slots or behind them."""
    first = min(s.col or 0 for s in slots)
    return sum((s.end or 0) - (s.col or 0) for s in slots) < header_width - first


def _by_index(slots: list[Slot], row: Row, header_width: int) -> Pairs | None:
    """A row as wide as its header: each value stands below its label."""
    places = [s.place for s in slots]
    if len(row.own) != header_width or None in places:
        return None
    pairs = [(s, row.own[s.place]) for s in slots if s.place is not None]
    return pairs if all(read_value(c.text) is not None for _, c in pairs) else None


def _by_order(slots: list[Slot], cells: list[Cell], whole: bool) -> Pairs | None:
    """As many values as columns, with nothing but empty cells behind them; none at all on a grid that is `whole`."""
    n = len(slots)
    if n <= len(cells) <= (n if whole else len(cells)) and not any(c.text for c in cells[n:]):
        return list(zip(slots, cells[:n], strict=True))
    return None


def _by_place(slots: list[Slot], cells: list[Cell], header_width: int) -> Pairs | None:
    """Each slot's columns of the grid hold one cell, which reaches into no other slot; none stands outside the header."""
    pairs: Pairs = []
    if any(c.col >= header_width for c in cells):
        return None  # a head is lost, nobody knows which
    for slot in slots:
        start, end = slot.col or 0, slot.end or 0
        below = [c for c in cells if c.col < end and start < c.col + c.colspan]
        if len(below) != 1 or _reaches_out(below[0], start, end):
            return None
        pairs.append((slot, below[0]))
    taken, first = [id(c) for _, c in pairs], slots[0].col or 0  # an empty cell behind the first may be that of a lost head
    return (
        pairs if len(set(taken)) == len(taken) and not any(id(c) not in taken for c in cells if c.text or c.col > first) else None
    )


def _reaches_out(cell: Cell, start: int, end: int) -> bool:
    """Whether a merged cell stands below more than the columns of one head: it may belong to one whose head is gone."""
    return cell.colspan > 1 and (cell.col < start or cell.col + cell.colspan > end)


def _without_repetitions(pairs: Pairs) -> Pairs | None:
    """One pair for a merged column that a text repeats; None if its repetitions differ."""
    kept: Pairs = []
    for slot, cell in pairs:
        if kept and (slot.column, slot.remedy) == (kept[-1][0].column, kept[-1][0].remedy):
            if cell.text != kept[-1][1].text:
                return None
        else:
            kept.append((slot, cell))
    return kept
