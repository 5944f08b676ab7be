"""Weave highlights into a text: nested where they nest, split where they cross, never markup from the text."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from gcir.model import Cell, Table

_NUMERIC = re.compile(r"[-+]?[\d,]*\.?\d+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to highlight, with the anchor `id` where they begin. No words (start == end): the anchor only.

    `ref` is the id of the row that the words support; it makes a small link behind them, named `label`.
    """

    start: int
    end: int
    id: str
    kind: str
    title: str = ""
    ref: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that is shown on its own: a heading, a paragraph, or a cell."""

    start: int
    end: int


def home_of(mark: Mark, pieces: Sequence[Piece]) -> int:
    """Which piece gets the mark's anchor: the first that reaches past the mark's start, else the last."""
    start = mark.start if mark.start < mark.end else mark.start - 1  # a place alone may be the end of an empty cell
    return min(bisect_right(pieces, start, key=lambda p: p.end), len(pieces) - 1)


def assign(marks: Sequence[Mark], pieces: Sequence[Piece]) -> tuple[tuple[tuple[Mark, bool], ...], ...]:
    """For each piece the marks that it shows; True where the piece carries the mark's anchor."""
    held: list[list[tuple[Mark, bool]]] = [[] for _ in pieces]
    if not pieces:
        return ()
    for mark in marks:
        first = home_of(mark, pieces)
        held[first].append((mark, True))
        for i in range(first + 1, len(pieces)):
            if pieces[i].start >= mark.end:
                break
            held[i].append((mark, False))
    return tuple(tuple(marks) for marks in held)


def weave(text: str, piece: Piece, marks: Sequence[tuple[Mark, bool]]) -> str:
    """The HTML of one piece: every character escaped, every mark opened and closed within it."""
    inside = [(m, first, max(m.start, piece.start), min(m.end, piece.end)) for m, first in marks]
    out = [f'<span id="{escape(m.id)}"></span>' for m, first, start, end in inside if first and end <= start]
    live = sorted((x for x in inside if x[2] < x[3]), key=lambda x: (x[2], -x[3]))
    stack: list[tuple[Mark, bool, int, int]] = []
    at, coming = piece.start, 0
    for point in sorted({p for _, _, start, end in live for p in (start, end)}):
        out.append(escape(text[at:point]))
        at = point
        out.extend(_close(stack, point))
        while coming < len(live) and live[coming][2] == point:
            stack.append(live[coming])
            out.append(_opening(live[coming][0], live[coming][1]))
            coming += 1
    out.append(escape(text[at : piece.end]))
    return "".join(out)


def _close(stack: list[tuple[Mark, bool, int, int]], point: int) -> Iterator[str]:
    """Close what ends here; what merely crosses it is closed and opened again without its anchor."""
    deepest = next((i for i, x in enumerate(stack) if x[3] <= point), None)
    if deepest is None:
        return
    closed = stack[deepest:]
    del stack[deepest:]
    yield "</mark>" * len(closed)
    for mark, _, _, end in closed:
        if end <= point and mark.end <= point and mark.ref:
            shown = f'data-n="{escape(mark.label)}" aria-label="{escape(mark.title)}"'
            yield f'<a class="gcir-ref" href="#{escape(mark.ref)}" {shown}></a>'
    for x in closed:
        if x[3] > point:
            stack.append(x)
            yield _opening(x[0], False)


def _opening(mark: Mark, first: bool) -> str:
    anchor = f' id="{escape(mark.id)}"' if first else ""
    title = f' title="{escape(mark.title)}"' if mark.title else ""
    return f'<mark class="gcir-{escape(mark.kind)}"{anchor}{title}>'


def cells_of_row(row: Sequence[Cell], values: Sequence[float | None]) -> tuple[Cell, ...] | None:
    """The cells that print these values, both in printed order; None unless every value is found.

    Read from the right, where the numbers are, so that a number inside a label is not taken for one.
    """
    found: list[Cell] = []
    left = list(row)
    for value in reversed(values):
        while left and not _prints(left[-1], value):
            left.pop()
        if not left:
            return None
        found.append(left.pop())
    return tuple(reversed(found))


def _prints(cell: Cell, value: float | None) -> bool:
    words = cell.text.strip()
    if value is None:
        return not any(c.isdigit() for c in words)
    return bool(_NUMERIC.fullmatch(words)) and float(words.replace(",", "")) == value


def rows(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """The cells of a table, row by row as printed."""
    grid: dict[int, list[Cell]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(cell)
    return tuple(tuple(sorted(grid[r], key=lambda c: c.col)) for r in sorted(grid))
