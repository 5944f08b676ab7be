"""DOCX, XLSX and PDF prints of a report."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

from .model import Block
from .textforms import grid

MOMENT = datetime(2000, 1, 1)


def docx_file(blocks: list[Block]) -> bytes:
    """A word processor file with merged cells; written as XML, which is much faster than an editor's model."""
    return _zip_docx("".join(_docx_table(b) if b.kind == "table" else _docx_text(b) for b in blocks))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _docx_text(block: Block) -> str:
    style = {"title": "Title", "heading": "Heading1", "subheading": "Heading2"}.get(block.kind, "")
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    half = len(block.text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{_escape(part)}</w:t></w:r>' for part in (block.text[:half], block.text[half:]) if part
    )
    return f"<w:p>{mark}{runs}</w:p>"


def _docx_table(block: Block) -> str:
    """Cells that span rows continue below as empty cells with a merge mark."""
    width = sum(c.colspan for c in block.rows[0])
    open_below: dict[int, tuple[int, int]] = {}
    rows = []
    for row in block.rows:
        cells, x, rest = "", 0, list(row)
        while x < width:
            if x in open_below and open_below[x][0] > 0:
                left, span = open_below[x]
                open_below[x] = (left - 1, span)
                cells += f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
                x += span
                continue
            if not rest:
                break
            cell = rest.pop(0)
            merge = ""
            if cell.rowspan > 1:
                open_below[x] = (cell.rowspan - 1, cell.colspan)
                merge = '<w:vMerge w:val="restart"/>'
            look = f'<w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>'
            cells += f'<w:tc>{look}<w:p><w:r><w:t xml:space="preserve">{_escape(cell.text)}</w:t></w:r></w:p></w:tc>'
            x += cell.colspan
        rows.append(f"<w:tr>{cells}</w:tr>")
    columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


@functools.cache
def _template() -> list[tuple[str, bytes]]:
    """The parts of an empty document, made once by the library."""
    from docx import Document

    buffer = io.BytesIO()
    Document().save(buffer)
    with zipfile.ZipFile(buffer) as z:
        return [(n, z.read(n)) for n in z.namelist()]


def _zip_docx(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in _template():
            if name == "word/document.xml":
                text = data.decode("utf-8")
                start = text.index("<w:body>") + len("<w:body>")
                data = (text[:start] + body + "</w:body></w:document>").encode("utf-8")
            z.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def xlsx_file(blocks: list[Block]) -> bytes:
    """A workbook: text line by line, tables with merged cells, numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度报告"
    at = 1
    for block in blocks:
        if block.kind != "table":
            sheet.cell(at, 1, block.text)
            at += 1
            continue
        width = sum(c.colspan for c in block.rows[0])
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(block.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                text = cell.text.strip()
                sheet.cell(at + y, x + 1, int(text) if text.isascii() and text.isdigit() else cell.text)
                taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
                if cell.rowspan > 1 or cell.colspan > 1:
                    last = min(x + cell.colspan, width)
                    sheet.merge_cells(start_row=at + y, start_column=x + 1, end_row=at + y + cell.rowspan - 1, end_column=last)
                x += cell.colspan
        at += len(block.rows) + 1
    book.properties.created = book.properties.modified = MOMENT
    buffer = io.BytesIO()
    book.save(buffer)
    return _dated(buffer)


def _dated(buffer: io.BytesIO) -> bytes:
    """The same archive with one date for all its parts, so that the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":  # the library writes the moment of saving into it
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, MOMENT.timetuple()[:6]), data)
    return out.getvalue()


def pdf_file(blocks: list[Block], fonts: Path) -> bytes:
    """A printed page with ruled tables."""
    import typst

    def quote(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = ["#set document(date: none)", '#set page(paper: "a4", margin: 2cm)', '#set text(size: 9pt, lang: "zh")']
    for block in blocks:
        if block.kind == "table":
            width = len(grid(block.rows)[0])
            cells = ", ".join(
                f"table.cell(colspan: {c.colspan}, rowspan: {c.rowspan})[#{quote(c.text)}]" for row in block.rows for c in row
            )
            size = "6pt" if width > 6 else "8pt"
            out.append(f"#text(size: {size})[#table(columns: ({'1fr, ' * width}), inset: 2pt, {cells})]")
        else:
            weight = "bold" if block.kind in ("title", "heading") else "regular"
            out.append(f'#par[#text(weight: "{weight}", {quote(block.text)})]')
    return typst.compile("\n".join(out).encode("utf-8"), font_paths=[str(fonts)])  # type: ignore[no-any-return]
