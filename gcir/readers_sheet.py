"""Workbooks: each visible sheet as lines over its tables."""

import io
import re
import struct
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from gcir.archive import Archive
from gcir.blocks import Block, Rows, write_blocks
from gcir.limits import Limits
from gcir.model import Document, UnreadableFile
from gcir.ole import OldOffice
from gcir.spans import RawCell, tidy

_CELL = re.compile(rb'<(?:\w{1,9}:)?c\s[^<>]{0,80}?\br="([A-Z]{1,3})(\d{1,7})"[^<>/]{0,80}>')
_CELL_RECORDS = frozenset((0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E))
_PANIC = "PanicException"  # what the library raises where it gives up is no Exception, and has no name to import
_PARTS = ("xl/", "[Content_Types].xml", "_rels/")


def read_sheet(data: bytes, name: str, container: str, limits: Limits) -> Document:
    """A document from the bytes of an .xlsx or .xls file."""
    from python_calamine import CalamineError, CalamineWorkbook

    if container == "xlsx":
        archive = Archive(data, limits)
        for part in archive.names:
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                _check_size(_places_in_xml(archive.read(part)), limits)
        data = Archive(data, limits).repacked(_PARTS)
    else:
        files = OldOffice(data)
        _check_size(_places_in_records(files.stream("Workbook") or files.stream("Book")), limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        blocks: list[Block] = []
        for number, meta in enumerate(workbook.sheets_metadata):
            if str(meta.visible).endswith("Visible"):
                blocks += _sheet(workbook.get_sheet_by_index(number), limits)
    except (CalamineError, OSError, ValueError) as error:
        reason = "encrypted" if "password" in str(error).lower() else "damaged"
        raise UnreadableFile(reason, f"not a readable workbook: {error}"[:200]) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise UnreadableFile("damaged", f"not a readable workbook: {error}"[:200]) from error
    if not blocks:
        raise UnreadableFile("no_text", "a workbook without content")
    writer = write_blocks(blocks, limits)
    return Document(name, writer.text(), tuple(writer.tables), container)


def _places_in_xml(part: bytes) -> Iterator[tuple[int, int]]:
    """Row and column of every filled cell of a sheet."""
    for match in _CELL.finditer(part):
        col = 0
        for letter in match[1]:
            col = 26 * col + letter - 64
        yield int(match[2]), col


def _places_in_records(stream: bytes) -> Iterator[tuple[int, int]]:
    """The same from the records of an old workbook, all sheets taken together."""
    at = 0
    while at + 8 <= len(stream):
        kind, size, row, col = struct.unpack_from("<HHHH", stream, at)
        if kind in _CELL_RECORDS:
            yield row + 1, col + 1
        at += 4 + size


def _check_size(places: Iterator[tuple[int, int]], limits: Limits) -> None:
    """Refuse a sheet whose corners are so far apart that its grid would fill the memory."""
    rows = cols = 0
    for row, col in places:
        rows, cols = max(rows, row), max(cols, col)
        if rows * cols > limits.sheet_cells:
            raise UnreadableFile("table_too_large", f"a sheet of {rows} by {cols} cells")


def _sheet(sheet: Any, limits: Limits) -> list[Block]:
    values: list[list[object]] = sheet.to_python(skip_empty_area=False)
    merged = {
        first: (max(1, min(last[0] + 1, len(values)) - first[0]), max(1, min(last[1] - first[1] + 1, limits.span)))
        for first, last in sheet.merged_cell_ranges or ()
    }
    if sum(height * width for height, width in merged.values()) > limits.sheet_cells:
        raise UnreadableFile("table_too_large", f"merged cells that cover more than {limits.sheet_cells} cells")
    covered = {
        (r, c)
        for (top, left), (height, width) in merged.items()
        for r in range(top, min(top + height, len(values)))
        for c in range(left, left + width)
        if (r, c) != (top, left)
    }
    words = [[_printed(v) for v in row] for row in values]
    blocks: list[Block] = []
    for first, last in _stretches(words):
        blocks += _stretch(words, first, last, not blocks, merged, covered)
    return blocks


def _printed(value: object) -> str:
    """A value as the sheet shows it: whole numbers without a point."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value))


def _stretches(words: list[list[str]]) -> list[tuple[int, int]]:
    """Rows between empty rows."""
    found = []
    start = None
    for i, row in enumerate([*words, []]):
        if any(row):
            start = i if start is None else start
        elif start is not None:
            found.append((start, i))
            start = None
    return found


def _stretch(
    words: list[list[str]],
    first: int,
    last: int,
    opens: bool,
    merged: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
) -> list[Block]:
    """Rows without a gap: a table, with single words above and below it as lines.

    A word merged over the width of the table belongs to it, but for the title that opens the sheet.
    """
    lines = [next(filter(None, words[i]), "") for i in range(first, last)]
    filled = [sum(map(bool, words[i])) for i in range(first, last)]
    if sum(n > 1 for n in filled) < 2:
        return [Block(" ".join(filter(None, words[i]))) for i in range(first, last)]
    wide = [n > 1 or any(merged.get((first + i, c), (1, 1))[1] > 1 for c in range(len(words[0]))) for i, n in enumerate(filled)]
    top = next(i for i, w in enumerate(wide) if w and (filled[i] > 1 or i or not opens)) + first
    bottom = max(i for i, w in enumerate(wide) if w) + first
    used = [c for r in range(top, bottom + 1) for c, w in enumerate(words[r]) if w]
    left = min(used)
    right = max([*used, *(c + merged[r, c][1] - 1 for r in range(top, bottom + 1) for c in used if (r, c) in merged)])
    rows: Rows = []
    for r in range(top, bottom + 1):
        row = []
        for c in range(left, right + 1):
            if (r, c) not in covered:
                height, width = merged.get((r, c), (1, 1))
                text = words[r][c] if c < len(words[r]) else ""
                row.append(RawCell(text, min(height, bottom + 1 - r), min(width, right + 1 - c)))
        rows.append(row)
    above = [Block(line) for line in lines[: top - first] if line]
    below = [Block(line) for line in lines[bottom + 1 - first :] if line]
    return [*above, Block(rows=rows), *below]
