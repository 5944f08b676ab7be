"""Official tables whose values are merged in pairs, with the heads over them gone and perhaps all totals blank."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from make_documents import C, T
from make_layout_spoilt import heads, is_number

_TOTALS = {7: (6,), 15: (4, 9, 14)}  # which of so many values of a row are totals


def without_totals(table: T) -> T:
    def row(cells: tuple[C, ...]) -> tuple[C, ...]:
        values = [i for i, c in enumerate(cells) if is_number(c.text)]
        gone = {values[n] for n in _TOTALS.get(len(values), ())}
        return tuple(replace(c, text="") if i in gone else c for i, c in enumerate(cells))

    return T(tuple(map(row, table.rows)))


def places(table: T) -> list[list[int]]:
    """The column of the grid in which each cell begins."""
    taken: set[tuple[int, int]] = set()
    found: list[list[int]] = []
    for r, row in enumerate(table.rows):
        cols: list[int] = []
        for cell in row:
            col = next(j for j in range(99) if (r, j) not in taken)
            taken |= {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
            cols.append(col)
        found.append(cols)
    return found


def _value_columns(table: T, cols: list[list[int]]) -> list[int]:
    count = Counter(
        cols[r][i] for r in range(heads(table), len(table.rows)) for i, c in enumerate(table.rows[r]) if is_number(c.text)
    )
    return sorted(col for col, n in count.items() if 2 * n >= max(count.values()))


def merged(table: T, dice: Random, share: float, gone: tuple[bool, bool], is_cut: bool) -> T:
    """Two columns of values merged in a share of the rows; the heads over them blank, or cut out so that others move up."""
    cols = places(table)
    columns = _value_columns(table, cols)
    if len(columns) < 3:
        return table
    at = dice.randrange(len(columns) - 1)
    first, second = columns[at : at + 2]
    lost = {col for col, is_gone in zip((first, second), gone, strict=True) if is_gone}
    depth = heads(table)

    def cells(r: int, row: tuple[C, ...]) -> Iterator[C]:
        pairs = r >= depth and first in cols[r] and second in cols[r] and dice.random() < share
        for cell, col in zip(row, cols[r], strict=True):
            if pairs and col in (first, second):
                if col == first:
                    yield C(cell.text, 1, 2)
            elif r < depth and col in lost and cell.colspan == 1 and cell.text:
                if not is_cut:
                    yield replace(cell, text="")
            else:
                yield cell

    return T(tuple(tuple(cells(r, row)) for r, row in enumerate(table.rows)))
