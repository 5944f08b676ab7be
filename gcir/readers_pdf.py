"""PDF files with a text layer: paragraphs, and tables by the lines that draw them, also over page breaks."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from gcir.blocks import Block, write_blocks
from gcir.limits import Clock, Limits
from gcir.model import Document, UnreadableFile
from gcir.pdf_grid import Grid, grid_of, joined, rows_of, take_in
from gcir.pdf_lattice import fill, lattices
from gcir.pdf_lines import Line, continues, joint, lines_of, margins
from gcir.pdf_page import Glyph, Sheet, check_streams, read_sheet
from gcir.pdf_runs import Run, joined_runs, with_runs
from gcir.pdf_tables import blocks_of

_NUMBER_LINE = re.compile(r"[\W_]*\d{1,3}[\W_]*")
_DIGITS = re.compile(r"\d+")
_ZONE = 0.1
_FEW, _UNMAPPED = 20, 0.3


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    parts: list[Line | Grid | Run] = field(default_factory=list)
    pictured: bool = False


def read_pdf(data: bytes, name: str, limits: Limits) -> Document:
    """A document from the bytes of a PDF file."""
    clock = Clock(limits.seconds)
    check_streams(data, limits)
    pages = _pages(data, limits, clock)
    glyphs = sum(_length(part) for page in pages for part in page.parts)
    if glyphs < _FEW:
        raise UnreadableFile("no_text", f"{len(pages)} pages without a text layer")
    _drop_running_lines(pages)
    for page, following in pairwise(pages):
        _take_in_overflow(page, following)
    for page in pages:
        page.parts = with_runs(page.parts)
    blocks = _blocks(pages)
    unmapped = sum(b.text.count("\ufffd") for b in blocks)
    if unmapped > _UNMAPPED * glyphs:
        raise UnreadableFile("no_text", "the fonts do not say which characters they draw")
    writer = write_blocks(blocks, limits)
    notes = tuple(("table_missing", f"page {p.number} is an image without text") for p in pages if p.pictured and not p.parts)
    return Document(name, writer.text(), tuple(writer.tables), "pdf", notes=notes)


def _length(part: Line | Grid | Run) -> int:
    """How many characters a part of a page holds."""
    if isinstance(part, Line):
        return len(part.text)
    return sum(len(box.text) for box in part.boxes) if isinstance(part, Grid) else 0


def _pages(data: bytes, limits: Limits, clock: Clock) -> list[_Page]:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = "encrypted" if "password" in str(error).lower() else "damaged"
        raise UnreadableFile(reason, str(error)) from error
    try:
        if len(pdf) > limits.pdf_pages:
            raise UnreadableFile("too_many_pages", f"{len(pdf)} pages; the limit is {limits.pdf_pages}")
        return [_page(pdf, i, limits, clock) for i in range(len(pdf))]
    except pdfium.PdfiumError as error:
        raise UnreadableFile("damaged", str(error)) from error
    finally:
        pdf.close()


def _page(pdf: Any, index: int, limits: Limits, clock: Clock) -> _Page:
    clock.check()
    page = pdf[index]
    try:
        sheet = read_sheet(page, limits, clock)
    finally:
        page.close()
    return _arranged(sheet, index + 1, limits)


def _arranged(sheet: Sheet, number: int, limits: Limits) -> _Page:
    """Lines and tables of a page from top to bottom."""
    tables = lattices(sheet.level, sheet.upright, limits)
    outside: list[Glyph] = []
    inside: list[list[Glyph]] = [[] for _ in tables]
    for glyph in sheet.glyphs:
        home = next((i for i, table in enumerate(tables) if table.holds(glyph)), None)
        (outside if home is None else inside[home]).append(glyph)
    placed: list[tuple[float, Line | Grid]] = [(line.top, line) for line in lines_of(outside)]
    for table, glyphs in zip(tables, inside, strict=True):
        fill(table, glyphs)
        if glyphs:
            placed.append((table.top, grid_of(table)))
    placed.sort(key=lambda p: p[0])
    return _Page(number, sheet.height, [part for _, part in placed], sheet.pictured)


def _drop_running_lines(pages: list[_Page]) -> None:
    """Take out page numbers, and lines that the margins of several pages repeat."""
    repeated = Counter(_DIGITS.sub("#", line.text) for page in pages for line in _marginal(page))
    for page in pages:
        gone = [
            line
            for line in _marginal(page)
            if _NUMBER_LINE.fullmatch(line.text) or repeated[_DIGITS.sub("#", line.text)] > max(1, len(pages) // 3)
        ]
        page.parts = [part for part in page.parts if not any(part is line for line in gone)]


def _take_in_overflow(page: _Page, following: _Page) -> None:
    """Words under a table that goes on over the page belong to its last row."""
    last = max((i for i, part in enumerate(page.parts) if isinstance(part, Grid)), default=-1)
    table, lines = page.parts[last] if last >= 0 else None, [part for part in page.parts[last + 1 :] if isinstance(part, Line)]
    goes_on = following.parts and isinstance(following.parts[0], Grid)
    if isinstance(table, Grid) and lines and goes_on and take_in(table, lines):
        del page.parts[last + 1 :]


def _marginal(page: _Page) -> list[Line]:
    """The outermost lines of a page that stand in its upper or lower margin."""
    lines = [part for part in page.parts if isinstance(part, Line)]
    return [line for line in lines if line.bottom < _ZONE * page.height or line.top > (1 - _ZONE) * page.height]


def _blocks(pages: list[_Page]) -> list[Block]:
    """Paragraphs and tables of all pages, joined over page breaks."""
    block = margins([part for page in pages for part in page.parts if isinstance(part, Line)])
    blocks: list[Block] = []
    before: Line | Grid | Run | None = None
    words = ""
    for page in pages:
        for i, part in enumerate(page.parts):
            if isinstance(part, Line):
                if isinstance(before, Line) and continues(before, part, block, i > 0):
                    words += joint(words, part.text) + part.text
                else:
                    _finish(blocks, before, words)
                    words = part.text
                before = part
                continue
            whole = _joined(before, part) if i == 0 else None
            if whole is None:
                _finish(blocks, before, words)
            before = whole or part
    _finish(blocks, before, words)
    return blocks


def _joined(before: Line | Grid | Run | None, part: Line | Grid | Run) -> Grid | Run | None:
    """One table from what stands before and behind a page break; None if it is not one."""
    if isinstance(before, Grid) and isinstance(part, Grid):
        return joined(before, part)
    return joined_runs(before, part) if isinstance(before, Run) and isinstance(part, Run) else None


def _finish(blocks: list[Block], part: Line | Grid | Run | None, words: str) -> None:
    if isinstance(part, Run):
        blocks += blocks_of(part)
    elif isinstance(part, Grid):
        blocks.append(Block(rows=rows_of(part)))
    elif part is not None:
        blocks.append(Block(words.strip()))
