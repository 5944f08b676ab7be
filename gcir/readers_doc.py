"""Old Word files: read here when Word 97 or later wrote them, through antiword when they are older still."""

import re
import shutil
import struct
import subprocess
from dataclasses import dataclass

from gcir.blocks import Block, Rows, write_blocks
from gcir.limits import Clock, Limits
from gcir.model import Document, UnreadableFile
from gcir.readers_text import decode, read_text
from gcir.spans import CELL_BREAK, RawCell, tidy, tidy_cell
from gcir.word97 import RowShape, Word97

_PROGRAM = "antiword"
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|[\x14\x15]")
_NO_WORDS = re.compile("[\x01-\x08\x1f]")
_MERGED, _DOWN, _DOWN_FIRST = 0x02, 0x20, 0x40
_SAME_EDGE = 40


@dataclass(slots=True)
class _Row:
    cells: list[str]
    shape: RowShape | None


def read_doc(data: bytes, name: str, limits: Limits) -> Document:
    """A document from the bytes of a .doc file."""
    try:
        word = Word97(data)
        if word.is_older:
            return _through_antiword(data, name, limits)
        blocks = _blocks(word, limits)
    except (struct.error, IndexError) as error:
        raise UnreadableFile("damaged", f"the Word file is cut off: {error}") from error
    if not blocks:
        raise UnreadableFile("no_text", "a Word file without text")
    writer = write_blocks(blocks, limits)
    return Document(name, writer.text(), tuple(writer.tables), "doc")


def _blocks(word: Word97, limits: Limits) -> list[Block]:
    """Paragraphs and tables in order: cell marks end cells, and a paragraph of its own ends each row."""
    clock = Clock(limits.seconds)
    blocks: list[Block] = []
    rows: list[_Row] = []
    cells: list[str] = []
    words = ""
    for stretch, place in word.characters():
        clock.check()
        words += stretch
        if words[-1:] not in ("\r", "\x07", "\x0c"):
            continue
        kind = word.kind(place)
        if kind.row_end:
            rows.append(_Row(cells, kind.shape))
            cells = []
        elif words.endswith("\x07"):
            cells.append(words[:-1])
        elif kind.in_table:
            words = words[:-1] + CELL_BREAK
            continue
        else:
            blocks += _table(rows, cells, limits)
            rows, cells = [], []
            blocks += [Block(line) for line in map(tidy, _plain(words).split("\n")) if line]
        words = ""
    blocks += _table(rows, cells, limits)
    return blocks + [Block(line) for line in map(tidy, _plain(words).split("\n")) if line]


def _plain(words: str) -> str:
    """Words without field codes and anchors."""
    while (shorter := _FIELD.sub("", words)) != words:
        words = shorter
    return _NO_WORDS.sub("", words).replace("\x1e", "-").replace("\x0b", "\n").replace("\x0c", "\n")


def _table(rows: list[_Row], loose: list[str], limits: Limits) -> list[Block]:
    """The rows of a table as one block; a table of one column only arranges its paragraphs."""
    if loose:
        rows = [*rows, _Row(loose, None)]
    if max((len(row.cells) for row in rows), default=0) < 2:
        lines = (tidy(line) for row in rows for cell in row.cells for line in re.split(f"\n|{CELL_BREAK}", _plain(cell)))
        return [Block(line) for line in lines if line]
    edges = _edges(rows)
    grid: Rows = []
    merging: dict[int, tuple[int, int]] = {}
    for row in rows:
        grid.append([])
        marks = row.shape.marks if row.shape else ()
        for i, cell in enumerate(row.cells):
            first, last = _columns(row, i, edges)
            mark = marks[i] if i < len(marks) else 0
            text = tidy_cell(_plain(cell).replace("\n", CELL_BREAK))
            if mark & _MERGED and grid[-1]:
                before = grid[-1][-1]
                grid[-1][-1] = RawCell(before.text + text, before.rowspan, min(before.colspan + last - first, limits.span))
            elif mark & _DOWN and not mark & _DOWN_FIRST and first in merging:
                r, c = merging[first]
                above = grid[r][c]
                grid[r][c] = RawCell(above.text + text, len(grid) - r, above.colspan)
            else:
                merging.pop(first, None)
                if mark & _DOWN_FIRST:
                    merging[first] = (len(grid) - 1, len(grid[-1]))
                grid[-1].append(RawCell(text, 1, min(last - first, limits.span)))
    return [Block(rows=grid)]


def _edges(rows: list[_Row]) -> list[int]:
    """The column edges of all rows, those that differ by a hair taken as one."""
    edges: list[int] = []
    for edge in sorted({e for row in rows if row.shape for e in row.shape.edges}):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _columns(row: _Row, i: int, edges: list[int]) -> tuple[int, int]:
    """The first column of a cell and the one behind its last."""
    if row.shape is None or i + 1 >= len(row.shape.edges):
        return i, i + 1
    first, last = (min(range(len(edges)), key=lambda k, e=e: abs(edges[k] - e)) for e in row.shape.edges[i : i + 2])  # type: ignore[misc]
    return first, max(last, first + 1)


def _through_antiword(data: bytes, name: str, limits: Limits) -> Document:
    program = shutil.which(_PROGRAM)
    if not program:
        raise UnreadableFile("antiword_missing", "Word 6 or 95: install antiword, or save the file as .docx")
    try:
        run = subprocess.run(
            [program, "-m", "UTF-8", "-w", "0", "-"], input=data, capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("too_slow", f"antiword took longer than {limits.seconds:g} seconds") from error
    message = run.stderr.decode("utf-8", "replace").strip()
    if "ncrypted" in message:
        raise UnreadableFile("encrypted", "the Word file is encrypted")
    if run.returncode or not run.stdout.strip():
        raise UnreadableFile("damaged", f"antiword: {message}"[:200])
    return read_text(decode(run.stdout), name, "doc", limits)
