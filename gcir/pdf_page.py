"""What stands on a PDF page: characters with their boxes, and ruling lines. Coordinates run right and down."""

import ctypes
import math
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from gcir.limits import Clock, Limits
from gcir.model import UnreadableFile

_STREAM = re.compile(rb"stream\r?\n")
_THIN = 3.0
_SHORT = 4.0


class Glyph(NamedTuple):
    """One printed character and its box."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


class Stroke(NamedTuple):
    """A straight ruling line: at `at` across, from `first` to `last` along."""

    at: float
    first: float
    last: float


@dataclass(slots=True)
class Sheet:
    """One page: its size, characters, level and upright lines, and whether a picture covers much of it."""

    width: float
    height: float
    glyphs: list[Glyph]
    level: list[Stroke]
    upright: list[Stroke]
    pictured: bool


def check_streams(data: bytes, limits: Limits) -> None:
    """Refuse a file whose compressed parts unpack to more than the limits, before anything else unpacks them."""
    total = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 400) : match.start()]
        head = head[head.rfind(b"obj") :]
        if b"FlateDecode" not in head or b"/Image" in head:
            continue
        unpacker = zlib.decompressobj()
        is_font = b"/Length1" in head or b"Type0C" in head or b"Type1C" in head or b"OpenType" in head
        most = limits.part_bytes if is_font else limits.pdf_stream_bytes
        try:
            size = len(unpacker.decompress(data[match.end() : match.end() + most], most + 1))
        except zlib.error:
            continue
        total += size
        if size > most or total > limits.unpacked_bytes or head.count(b"FlateDecode") > 1:
            raise UnreadableFile("unpacks_too_large", f"a part unpacks to more than {most} bytes")


def read_sheet(page: Any, limits: Limits, clock: Clock) -> Sheet:
    """Everything that the later steps need from one page."""
    import pypdfium2.raw as c

    if c.FPDFPage_CountObjects(page) > limits.pdf_page_objects:
        raise UnreadableFile("too_large", f"a page of more than {limits.pdf_page_objects} objects")
    text = page.get_textpage()
    try:
        count = c.FPDFText_CountChars(text)
        if count > limits.pdf_page_objects:
            raise UnreadableFile("too_large", f"a page of {count} characters")
        turn = _turn(text, count, page.get_rotation() // 90, c)
        box = page.get_cropbox()
        place = _placer(turn, box)
        glyphs = _glyphs(text, count, place, c, clock)
    finally:
        text.close()
    level, upright, pictured = _drawings(page, place, box, c, clock)
    width, height = box[2] - box[0], box[3] - box[1]
    if turn % 2:
        width, height = height, width
    return Sheet(width, height, glyphs, level, upright, pictured)


def _placer(turn: int, box: tuple[float, float, float, float]) -> Callable[[float, float], tuple[float, float]]:
    """How a point of the file becomes a point of the page as read, x to the right and y down."""
    left, bottom, right, top = box
    if turn == 1:
        return lambda x, y: (y - bottom, x - left)
    if turn == 2:
        return lambda x, y: (right - x, y - bottom)
    if turn == 3:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _turn(text: Any, count: int, stated: int, c: Any) -> int:
    """Quarter turns after which the words run to the right; where they run all ways, what the page states."""
    turns = [round(c.FPDFText_GetCharAngle(text, i) / (math.pi / 2)) % 4 for i in range(0, count, max(1, count // 60))]
    common = max(set(turns), key=turns.count, default=stated)
    return (4 - common) % 4 if 5 * turns.count(common) > 4 * len(turns) else stated


def _glyphs(text: Any, count: int, place: Any, c: Any, clock: Clock) -> list[Glyph]:
    box = c.FS_RECTF()
    glyphs = []
    for i in range(count):
        if not i % 5000:
            clock.check()
        code = c.FPDFText_GetUnicode(text, i)
        if code <= 32 or code in (0xA0, 0x3000, 0xFFFE) or not c.FPDFText_GetLooseCharBox(text, i, box):
            continue
        x0, y0 = place(box.left, box.top)
        x1, y1 = place(box.right, box.bottom)
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        glyphs.append(Glyph(char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return glyphs


def _drawings(page: Any, place: Any, box: Any, c: Any, clock: Clock) -> tuple[list[Stroke], list[Stroke], bool]:
    level: list[Stroke] = []
    upright: list[Stroke] = []
    covered = 0.0
    whole = (box[2] - box[0]) * (box[3] - box[1])
    for drawn in page.get_objects(filter=(c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE), max_depth=4):
        clock.check()
        if drawn.type == c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = drawn.get_bounds()
            covered += abs((right - left) * (top - bottom))
            continue
        for (x0, y0), (x1, y1) in _edges(drawn, c):
            (x0, y0), (x1, y1) = place(x0, y0), place(x1, y1)
            if abs(y1 - y0) <= _THIN < abs(x1 - x0) and abs(x1 - x0) > _SHORT:
                level.append(Stroke((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x1 - x0) <= _THIN < abs(y1 - y0) and abs(y1 - y0) > _SHORT:
                upright.append(Stroke((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return level, upright, covered > 0.2 * whole


def _edges(path: Any, c: Any) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight lines that a path draws; a thin filled box is one line, a wide one is a background."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(path.raw, fill, stroke)
    if not stroke.value:
        left, bottom, right, top = path.get_bounds()
        if right - left <= _THIN:
            middle = (left + right) / 2
            return [((middle, bottom), (middle, top))]
        if top - bottom <= _THIN:
            middle = (bottom + top) / 2
            return [((left, middle), (right, middle))]
        return []
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = path.get_matrix()
    edges = []
    first = last = (0.0, 0.0)
    for i in range(min(c.FPDFPath_CountSegments(path.raw), 3000)):
        segment = c.FPDFPath_GetPathSegment(path.raw, i)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            edges.append((last, point))
        if c.FPDFPathSegment_GetClose(segment):
            edges.append((point, first))
        last = point
    return edges
