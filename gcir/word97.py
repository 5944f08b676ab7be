"""The binary format of Word since Word 97: characters in pieces, and what their paragraphs are."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gcir.model import UnreadableFile
from gcir.ole import OldOffice

_MAGIC, _WORD_97 = 0xA5EC, 0xC1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CCP_TEXT, _FC_CHPX, _FC_PAPX, _FC_CLX = 0x4C, 0xFA, 0x102, 0x1A2
_IN_TABLE, _ROW_END, _HUGE, _HUGE_OLD, _TABLE_SHAPE, _TABS = 0x2416, 0x2417, 0x6646, 0x6645, 0xD608, 0xC615
_DELETED, _HIDDEN = 0x0800, 0x083C
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_MOST_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class RowShape:
    """The column edges of a table row in twentieths of a point, and the merge marks of its cells."""

    edges: tuple[int, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a paragraph is: part of a table, the end of a table row, and the row's shape."""

    in_table: bool = False
    row_end: bool = False
    shape: RowShape | None = None


class Word97:
    """One document: its characters with their places in the file, and their properties."""

    def __init__(self, data: bytes):
        files = OldOffice(data)
        self._main = main = files.stream("WordDocument")
        if len(main) < 0x200 or struct.unpack_from("<H", main)[0] != _MAGIC:
            raise UnreadableFile("damaged", "no Word document in the file")
        self.version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
        if flags & _ENCRYPTED:
            raise UnreadableFile("encrypted", "the Word file opens only with a password")
        self._table = files.stream("1Table" if flags & _TABLE_1 else "0Table")
        self._data = files.stream("Data")

    @property
    def is_older(self) -> bool:
        """Whether Word 6 or 95 wrote the file, in a format of its own."""
        return bool(self.version < _WORD_97)

    def _part(self, at: int) -> bytes:
        offset, size = struct.unpack_from("<II", self._main, at)
        return self._table[offset : offset + size]

    def characters(self) -> Iterator[tuple[str, int]]:
        """Stretches of the main text with the place in the file of their first character and of what follows.

        A stretch ends with a paragraph or cell mark; its place is that of the mark.
        """
        left: int = min(struct.unpack_from("<I", self._main, _CCP_TEXT)[0], _MOST_CHARS)
        for start, count, wide in self._pieces():
            count = min(count, left)
            if not count:
                continue
            left -= count
            raw = self._main[start : start + count * wide]
            text = raw.decode("utf-16-le", "replace") if wide == 2 else raw.decode("cp1252", "replace")
            yield from self._visible(text, start, wide)

    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        clx = self._part(_FC_CLX)
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if at + 5 > len(clx) or clx[at] != 2:
            raise UnreadableFile("damaged", "the Word file has no table of pieces")
        plc = clx[at + 5 :]
        count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
        if count < 0 or len(plc) < 4 + 12 * count:
            raise UnreadableFile("damaged", "the table of pieces is cut off")
        places = struct.unpack_from(f"<{count + 1}I", plc)
        for i in range(count):
            where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * i + 2)[0]
            length = max(0, places[i + 1] - places[i])
            if where & 0x40000000:
                yield (where & 0x3FFFFFFF) // 2, length, 1
            else:
                yield where, length, 2

    def _visible(self, text: str, start: int, wide: int) -> Iterator[tuple[str, int]]:
        """Cut a piece at its marks and leave out what is hidden or deleted."""
        begin = 0
        for i, char in enumerate(text):
            if char in "\r\x07\x0c":
                yield self._shown(text, begin, i + 1, start, wide), start + i * wide
                begin = i + 1
        if begin < len(text):
            yield self._shown(text, begin, len(text), start, wide), start + (len(text) - 1) * wide

    def _shown(self, text: str, begin: int, end: int, start: int, wide: int) -> str:
        if not self._unseen:
            return text[begin:end]
        kept = (i for i in range(begin, end) if text[i] in "\r\x07\x0c" or not self._is_unseen(start + i * wide))
        return "".join(text[i] for i in kept)

    def _is_unseen(self, place: int) -> bool:
        i = bisect_right(self._unseen, (place, 1 << 40)) - 1
        return i >= 0 and place < self._unseen[i][1]

    @cached_property
    def _unseen(self) -> list[tuple[int, int]]:
        """Stretches of the file whose characters are hidden or were deleted with changes tracked."""
        found = []
        for page in self._pages(_FC_CHPX):
            count = page[511]
            places = struct.unpack_from(f"<{count + 1}I", page) if 4 * (count + 1) + count < 511 else ()
            for i in range(len(places) - 1):
                at = 2 * page[4 * (count + 1) + i]
                properties = page[at + 1 : at + 1 + page[at]] if at else b""
                if any(code in (_DELETED, _HIDDEN) and operand[:1] == b"\x01" for code, operand in modifiers(properties)):
                    found.append((places[i], places[i + 1]))
        return sorted(found)

    def _pages(self, at: int) -> Iterator[bytes]:
        plc = self._part(at)
        count = max(0, (len(plc) - 4) // 8)
        numbers = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()
        for number in dict.fromkeys(n & 0x3FFFFF for n in numbers):
            page = self._main[512 * number : 512 * number + 512]
            if len(page) == 512:
                yield page

    @cached_property
    def _paragraphs(self) -> tuple[list[int], list[Kind]]:
        starts, kinds = [], []
        for page in self._pages(_FC_PAPX):
            count = page[511]
            if 4 * (count + 1) + 13 * count > 511:
                continue
            places = struct.unpack_from(f"<{count + 1}I", page)
            for i in range(count):
                starts.append(places[i])
                kinds.append(self._kind(page, 2 * page[4 * (count + 1) + 13 * i]))
        order = sorted(range(len(starts)), key=starts.__getitem__)
        return [starts[i] for i in order], [kinds[i] for i in order]

    def kind(self, place: int) -> Kind:
        """What the paragraph is that holds this place of the file."""
        starts, kinds = self._paragraphs
        i = bisect_right(starts, place) - 1
        return kinds[i] if i >= 0 else Kind()

    def _kind(self, page: bytes, at: int) -> Kind:
        if not at:
            return Kind()
        size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
        first = at + 1 if page[at] else at + 2
        properties = page[first + 2 : first + size]
        in_table = row_end = False
        shape = None
        for code, operand in self._all_modifiers(properties):
            if code == _IN_TABLE:
                in_table = operand[:1] == b"\x01"
            elif code == _ROW_END:
                row_end = operand[:1] == b"\x01"
            elif code == _TABLE_SHAPE:
                shape = _shape(operand)
        return Kind(in_table, row_end, shape)

    def _all_modifiers(self, properties: bytes) -> Iterator[tuple[int, bytes]]:
        for code, operand in modifiers(properties):
            if code in (_HUGE, _HUGE_OLD):
                at = struct.unpack("<I", operand)[0]
                if at + 2 <= len(self._data):
                    size = struct.unpack_from("<H", self._data, at)[0]
                    yield from modifiers(self._data[at + 2 : at + 2 + size])
            else:
                yield code, operand


def modifiers(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """The property changes in a list of them: code and operand."""
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        at += 2
        size = _SIZES[code >> 13]
        if code == _TABLE_SHAPE and at + 2 <= len(properties):
            size = struct.unpack_from("<H", properties, at)[0] - 1
            at += 2
        elif not size:
            size = properties[at]
            at += 1
            if code == _TABS and size == 255:
                return
        operand = properties[at : at + max(0, size)]
        if len(operand) < size:
            return
        yield code, operand
        at += max(0, size)


def _shape(operand: bytes) -> RowShape | None:
    count = operand[0] if operand else 0
    if len(operand) < 1 + 2 * (count + 1):
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    rest = operand[1 + 2 * (count + 1) :]
    marks = [struct.unpack_from("<H", rest, 20 * i)[0] if len(rest) >= 20 * i + 2 else 0 for i in range(count)]
    return RowShape(edges, tuple(marks))
