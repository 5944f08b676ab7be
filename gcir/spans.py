"""From cells with spans to one linear text: every cell becomes a slice of it, at its place on the grid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from gcir.grid import find_pipe_tables
from gcir.limits import Limits
from gcir.model import Cell, Table, UnreadableFile

CELL_BREAK = "\ue000"
# Characters that nothing is seen of: hyphens that may come, joiners, marks of direction and of variants, tags, controls.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f"
)
INVISIBLE = re.compile(f"[{_UNSEEN}]")
_INVISIBLE = re.compile(f"[{_UNSEEN}\u2028\u2029\x1c-\x1f]")
_SOFT_BREAK = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])[ \\t\\r]*\\n\\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_DIGITS_BROKEN = re.compile(rf"(\d) *{CELL_BREAK}[ {CELL_BREAK}]*(?=\d)")


class RawCell(NamedTuple):
    """A cell as its container gives it: words and spans, its place on the grid not yet known."""

    text: str
    rowspan: int = 1
    colspan: int = 1


def tidy(text: str) -> str:
    """Words on one line: layout whitespace becomes one space, a source line break between characters none."""
    if text.isalnum():
        return text
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    if CELL_BREAK in text:
        text = text.replace(CELL_BREAK, " ")
    if "\n" in text:
        text = _SOFT_BREAK.sub("", text)
    return " ".join(text.split())


def tidy_cell(text: str) -> str:
    """Like `tidy`; lines of a cell are joined, but two numbers on two lines never become one."""
    if CELL_BREAK in text:
        text = _DIGITS_BROKEN.sub(r"\1 / ", text)
    return tidy(text)


class TextWriter:
    """Collects lines and tables, and knows the offset of every cell in the text they make."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._checked = 0
        self.tables: list[Table] = []

    def line(self, words: str) -> None:
        """Add one paragraph."""
        self._parts.append(words)
        self._length += len(words) + 1
        if self._length > self._limits.text_chars:
            raise UnreadableFile("too_large", f"more than {self._limits.text_chars} characters of text")

    def table(self, rows: Sequence[Sequence[RawCell]], spans_known: bool = True) -> None:
        """Add a table, one line per row, each cell once where it begins."""
        self.drawn_tables()
        start = self._length
        cells: list[Cell] = []
        for row, placed in enumerate(place(rows, self._limits)):
            line = " | ".join(cell.text for _, cell, _ in placed)
            at = self._length
            for col, cell, rowspan in placed:
                end = at + len(cell.text)
                cells.append(Cell(cell.text, at, end, row, col, rowspan, cell.colspan))
                at = end + 3
            if placed:
                self.line(line)
        self._checked = len(self._parts)
        if cells:
            self.tables.append(Table(tuple(cells), start, self._length - 1, spans_known))

    def drawn_tables(self) -> None:
        """Add the tables that the latest lines draw with pipes."""
        text = "\n".join(self._parts[self._checked :])
        shift = self._length - len(text) - 1
        for table in find_pipe_tables(text, self._limits):
            cells = tuple(c._replace(start=c.start + shift, end=c.end + shift) for c in table.cells)
            self.tables.append(replace(table, cells=cells, start=table.start + shift, end=table.end + shift))
        self._checked = len(self._parts)

    def text(self) -> str:
        """Everything so far, one line per paragraph or row."""
        return "\n".join(self._parts)


def place(rows: Sequence[Sequence[RawCell]], limits: Limits) -> Iterable[list[tuple[int, RawCell, int]]]:
    """Per row its cells with their column and the rows they really reach over, as a browser lays them out."""
    height = len(rows)
    free_from: list[int] = []
    count = 0
    for number, row in enumerate(rows):
        placed = []
        col = 0
        for cell in row:
            while col < len(free_from) and free_from[col] > number:
                col += 1
            end = col + cell.colspan
            rowspan = 1 if cell.rowspan == 1 else max(1, min(cell.rowspan or height, height - number))
            placed.append((col, cell, rowspan))
            if rowspan > 1:
                free_from += [0] * (end - len(free_from))
                for i in range(col, end):
                    free_from[i] = max(free_from[i], number + rowspan)
            col = end
        count += len(placed)
        if count > limits.table_cells or len(free_from) > limits.table_cells:
            raise UnreadableFile("table_too_large", f"a table with more than {limits.table_cells} cells")
        yield placed
