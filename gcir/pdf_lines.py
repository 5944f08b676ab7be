"""Characters to lines, lines to paragraphs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gcir.pdf_page import Glyph
from gcir.spans import CELL_BREAK, tidy_cell

_WORD_GAP, _WIDE_GAP = 0.2, 0.9
_SMALL = 0.75
_INDENT, _RAGGED = 1.2, 1.6
_HEAD = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、．])")
_ENDS = re.compile(r"[。！？!?；;：:]$")


@dataclass(slots=True)
class Line:
    """One printed line with its box; `size` is the height of its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    glyphs: Sequence[Glyph] = ()


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Printed lines from top to bottom."""
    rows: list[list[Glyph]] = []
    middle = reach = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        centre = (glyph.top + glyph.bottom) / 2
        height = glyph.bottom - glyph.top
        if rows and centre - middle < max(reach, height) / 2:
            rows[-1].append(glyph)
            if height > reach:
                middle, reach = centre, height
        else:
            rows.append([glyph])
            middle, reach = centre, height
    return [line_of(sorted(row, key=lambda g: g.left)) for row in rows]


def line_of(row: list[Glyph]) -> Line:
    """One line from its characters, left to right."""
    size = sorted(g.bottom - g.top for g in row)[len(row) // 2]
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in row:
        if before is not None:
            if glyph.char == before.char and glyph.left - before.left < 0.3 * (glyph.right - glyph.left):
                continue
            is_mark = glyph.bottom - glyph.top < _SMALL * size and glyph.char.isdigit() and before.char.isdigit()
            if is_mark and before.bottom - before.top > _SMALL * size:
                continue
            gap = glyph.left - before.right
            latin = glyph.char.isascii() and before.char.isascii()
            if gap > (_WORD_GAP if latin else _WIDE_GAP) * size:
                parts.append(" ")
        parts.append(glyph.char)
        before = glyph
    box = (row[0].left, max(g.right for g in row), min(g.top for g in row), max(g.bottom for g in row))
    return Line("".join(parts), *box, size, row)


def cell_text(glyphs: Sequence[Glyph], width: float) -> str:
    """The words of a cell on one line; a line that fills the cell runs on into the next."""
    lines = lines_of(glyphs)
    parts = [line.text for line in lines[:1]]
    for line, following in pairwise(lines):
        full = line.right - line.left > width - 2.5 * line.size
        latin = line.text[-1:].isascii() and following.text[:1].isascii()
        if latin and not (full and line.text[-1].isdigit() and following.text[0].isdigit()):
            parts.append(CELL_BREAK)
        parts.append(following.text)
    return tidy_cell("".join(parts))


@dataclass(frozen=True, slots=True)
class Margins:
    """The text block of a document: its edges, the usual step from line to line, and whether paragraphs are indented."""

    left: float
    right: float
    step: float
    indented: bool


def margins(lines: Sequence[Line]) -> Margins:
    """Measure the text block over all lines that stand outside tables."""
    if not lines:
        return Margins(0, 0, 0, False)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top > a.top)
    begins = sum(_INDENT < (line.left - left) / max(line.size, 1.0) < 3 for line in lines)
    return Margins(left, right, steps[len(steps) // 2] if steps else 0.0, 8 * begins >= len(lines))


def continues(line: Line, following: Line, block: Margins, same_page: bool) -> bool:
    """Whether `following` goes on with the paragraph of `line`, which was only wrapped."""
    size = max(line.size, 1.0)
    if abs(following.size - line.size) > 0.2 * size:
        return False
    if same_page and following.top - line.top > 1.4 * max(block.step, size):
        return False
    if line.right < block.right - _RAGGED * size or following.left > block.left + _INDENT * size:
        return False
    if not _ENDS.search(line.text):
        return True
    return block.indented and not _HEAD.match(following.text) and _ENDS.search(following.text) is not None


def joint(before: str, after: str) -> str:
    """A space between two words in letters; nothing between characters or inside a number."""
    return " " if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalnum() else ""
