"""Writes a report as PDF: wrapped paragraphs, ruled tables that pages cut, running heads and page numbers."""

import ctypes
import functools
import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as c
from fontTools.ttLib import TTFont
from make_documents import C, P, Report, T

FONT = Path(__file__).parents[1] / "gcir" / "style" / "fonts" / "GCIRSansSC-Regular.otf"
WIDTH, HEIGHT, MARGIN, SIZE, STEP = 595.0, 842.0, 72.0, 10.5, 17.0


@functools.cache
def font_data() -> bytes:
    return FONT.read_bytes()


@functools.cache
def advances() -> dict[str, float]:
    font = TTFont(io.BytesIO(font_data()))
    return {chr(code): font["hmtx"][name][0] / font["head"].unitsPerEm for code, name in font.getBestCmap().items()}


def width_of(text: str, size: float = SIZE) -> float:
    return sum(advances().get(char, 1.0) for char in text) * size


def wrap(text: str, width: float, size: float = SIZE, indent: float = 0.0) -> list[str]:
    """Lines that fit; numbers and Latin words are not cut unless they are wider than the line."""
    units: list[str] = []
    for char in text:
        if units and char.isascii() and char.isalnum() and units[-1][-1].isascii() and units[-1][-1].isalnum():
            units[-1] += char
        else:
            units.append(char)
    lines, line = [], ""
    for unit in units:
        room = width - (indent if not lines else 0)
        if line and width_of(line + unit, size) > room:
            lines.append(line)
            line = ""
        line += unit
    return [*lines, line]


@dataclass
class Style:
    """How the file is drawn: `ruling` is strokes, fills, boxes or none; `head` repeats the first rows on each page.

    A negative `head` repeats as many as the first row's highest cell.
    `fit` makes columns as wide as their words ask for, `middle` sets words in the middle of their cells.
    """

    ruling: str = "strokes"
    fit: bool = False
    middle: bool = False
    pad: float = 4.0
    head: int = 0
    indent: bool = True
    running: str = ""
    turned: bool = False
    bottom: float = MARGIN


class Maker:
    def __init__(self, style: Style):
        self.style = style
        self.pdf = pdfium.PdfDocument.new()
        self.buffer = (ctypes.c_ubyte * len(font_data())).from_buffer_copy(font_data())
        self.font = c.FPDFText_LoadFont(self.pdf.raw, self.buffer, len(font_data()), c.FPDF_FONT_TRUETYPE, True)
        self.width, self.height = (HEIGHT, WIDTH) if style.turned else (WIDTH, HEIGHT)
        self.pages: list[object] = []
        self.new_page()

    def new_page(self) -> None:
        self.page = self.pdf.new_page(WIDTH, HEIGHT)
        if self.style.turned:
            self.page.set_rotation(90)
        self.pages.append(self.page)
        self.y = MARGIN
        if self.style.running:
            self.text(self.style.running, self.width / 2 - 60, 40, 9)
            self.text(f"— {len(self.pages)} —", self.width / 2 - 15, self.height - 50, 9)

    def at(self, x: float, y: float) -> tuple[float, float, float, float, float, float]:
        """The matrix that puts text at x to the right and y down of the page as it is seen."""
        return (0, 1, -1, 0, y, x) if self.style.turned else (1, 0, 0, 1, x, HEIGHT - y)

    def text(self, words: str, x: float, y: float, size: float = SIZE) -> None:
        drawn = c.FPDFPageObj_CreateTextObj(self.pdf.raw, self.font, ctypes.c_float(size))
        coded = (words + "\0").encode("utf-16-le")
        c.FPDFText_SetText(drawn, (ctypes.c_ushort * (len(coded) // 2)).from_buffer_copy(coded))
        c.FPDFPageObj_Transform(drawn, *self.at(x, y + 0.88 * size))
        c.FPDFPage_InsertObject(self.page.raw, drawn)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        a, b = self.at(x0, y0)[4:], self.at(x1, y1)[4:]
        if self.style.ruling == "fills":
            left, bottom = min(a[0], b[0]) - 0.25, min(a[1], b[1]) - 0.25
            path = c.FPDFPageObj_CreateNewRect(left, bottom, abs(a[0] - b[0]) + 0.5, abs(a[1] - b[1]) + 0.5)
            c.FPDFPath_SetDrawMode(path, c.FPDF_FILLMODE_WINDING, False)
        else:
            path = c.FPDFPageObj_CreateNewPath(*a)
            c.FPDFPath_LineTo(path, *b)
            c.FPDFPath_SetDrawMode(path, 0, True)
        c.FPDFPage_InsertObject(self.page.raw, path)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.style.ruling == "none":
            return
        if self.style.ruling == "boxes":
            a, b = self.at(x0, y0)[4:], self.at(x1, y1)[4:]
            size = (abs(a[0] - b[0]), abs(a[1] - b[1]))
            path = c.FPDFPageObj_CreateNewRect(min(a[0], b[0]), min(a[1], b[1]), *size)
            c.FPDFPath_SetDrawMode(path, 0, True)
            c.FPDFPage_InsertObject(self.page.raw, path)
            return
        for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.line(*edge)

    def room(self, height: float) -> bool:
        return self.y + height <= self.height - self.style.bottom

    def paragraph(self, part: P) -> None:
        size = SIZE + 3 * (part.level == 1)
        indent = 2 * size if self.style.indent and part.level == 0 else 0.0
        lines = [part.text] if part.level == 1 else wrap(part.text, self.width - 2 * MARGIN, size, indent)
        for i, line in enumerate(lines):
            if not self.room(STEP):
                self.new_page()
            x = self.width / 2 - width_of(line, size) / 2 if part.level == 1 else MARGIN + (indent if i == 0 else 0)
            self.text(line, x, self.y, size)
            self.y += STEP
        self.y += 0 if self.style.indent else STEP

    def table(self, table: T) -> None:
        rows = placed(table)
        self.head = max(c.rowspan for c in table.rows[0]) if self.style.head < 0 else self.style.head
        count = max(col + cell.colspan for row in rows for col, cell in row)
        edges = [MARGIN + (self.width - 2 * MARGIN) * i / count for i in range(count + 1)]
        if self.style.fit:
            edges = self.fitted(rows, count)
        heights = [self.row_height(row, edges) for row in rows]
        begin = 0
        self.written: dict[tuple[int, int], int] = {}
        while begin < len(rows):
            head = list(range(self.head)) if begin else []
            end, used = begin, sum(heights[i] for i in head)
            while end < len(rows) and self.room(used + heights[end]):
                used += heights[end]
                end += 1
            if end == begin:
                self.new_page()
                continue
            self.draw_rows(rows, [*head, *range(begin, end)], heights, edges)
            begin = end
            if begin < len(rows):
                self.new_page()

    def row_height(self, row: list[tuple[int, C]], edges: list[float]) -> float:
        lines = [
            len(wrap(cell.text, edges[col + cell.colspan] - edges[col] - 4)) for col, cell in row if cell.rowspan == 1
        ]
        return 14.0 * max([*lines, 1]) + self.style.pad

    def fitted(self, rows: list[list[tuple[int, C]]], count: int) -> list[float]:
        """Column edges by the longest words of each column, long ones to be wrapped."""
        asked = [24.0] * count
        for row in rows:
            for col, cell in row:
                if cell.colspan == 1:
                    asked[col] = max(asked[col], min(width_of(cell.text), 12 * SIZE) + 10)
        whole = self.width - 2 * MARGIN
        wide = [w > 6 * SIZE for w in asked]
        if sum(asked) > whole and any(wide):  # only columns of words give way
            narrow = sum(w for w, is_wide in zip(asked, wide, strict=True) if not is_wide)
            share = max(0.3, (whole - narrow) / (sum(asked) - narrow))
            asked = [w * share if is_wide else w for w, is_wide in zip(asked, wide, strict=True)]
        spread = whole / sum(asked)
        edges = [MARGIN]
        for w in asked:
            edges.append(edges[-1] + w * spread)
        return edges

    def draw_rows(self, rows: list[list[tuple[int, C]]], numbers: list[int], heights: list[float], edges: list[float]) -> None:
        tops = {}
        for n in numbers:
            tops[n] = self.y
            self.y += heights[n]
        for first, row in enumerate(rows):
            for col, cell in row:
                shown = [n for n in range(first, first + cell.rowspan) if n in tops]
                if not shown:
                    continue
                top, bottom = tops[shown[0]], tops[shown[-1]] + heights[shown[-1]]
                self.box(edges[col], top, edges[col + cell.colspan], bottom)
                lines = wrap(cell.text, edges[col + cell.colspan] - edges[col] - 4)
                if first >= self.head:
                    lines = lines[self.written.get((first, col), 0) :]
                fitting = lines[: int((bottom - top) / 14)]
                self.written[first, col] = self.written.get((first, col), 0) + len(fitting)
                room_x = edges[col + cell.colspan] - edges[col] - 4
                down = (bottom - top - self.style.pad - 14 * len(fitting)) / 2 if self.style.middle else 0.0
                for i, line in enumerate(fitting):
                    right = (room_x - width_of(line)) / 2 if self.style.middle else 0.0
                    self.text(line, edges[col] + 2 + right, top + 2 + down + 14 * i)

    def bytes(self) -> bytes:
        for page in self.pages:
            c.FPDFPage_GenerateContent(page.raw)
        buffer = io.BytesIO()
        self.pdf.save(buffer)
        self.pdf.close()
        return buffer.getvalue()


def placed(table: T) -> list[list[tuple[int, C]]]:
    """Rows of cells with their columns."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for r, row in enumerate(table.rows):
        out = []
        for cell in row:
            col = next(j for j in range(1000) if (r, j) not in taken)
            taken |= {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
            out.append((col, cell))
        rows.append(out)
    return rows


def to_pdf(report: Report, style: Style | None = None) -> bytes:
    maker = Maker(style or Style())
    maker.paragraph(P(report.title, 1))
    for part in report.parts:
        if isinstance(part, T):
            maker.table(part)
            maker.y += 8
        else:
            maker.paragraph(part)
    return maker.bytes()


def empty_pages(count: int) -> bytes:
    """A file of blank pages."""
    pdf = pdfium.PdfDocument.new()
    for _ in range(count):
        pdf.new_page(WIDTH, HEIGHT).close()
    buffer = io.BytesIO()
    pdf.save(buffer)
    pdf.close()
    return buffer.getvalue()
