"""The container of old Office files: a small file system of sectors and streams."""

import struct

from gcir.model import UnreadableFile

_HEADER = 512
_END = 0xFFFFFFFA


class OldOffice:
    """The named streams of one file."""

    def __init__(self, data: bytes):
        if len(data) < 2 * _HEADER:
            raise UnreadableFile("damaged", "the file ends before its content")
        self._data = data
        self._size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
        first_directory, _, self._cutoff, first_mini = struct.unpack_from("<IIII", data, 48)
        self._fat = self._read_fat()
        directory = self._chain(first_directory)
        self._entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            self._entries.setdefault(name, struct.unpack_from("<II", directory, at + 116))
        root = next(iter(self._entries.values()), (_END, 0))
        self._mini = self._chain(root[0])[: root[1]]
        table = self._chain(first_mini)
        self._mini_fat = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _read_fat(self) -> tuple[int, ...]:
        places = list(struct.unpack_from("<109I", self._data, 76))
        following, count = struct.unpack_from("<II", self._data, 68)
        entries = self._size // 4 - 1
        seen: set[int] = set()
        for _ in range(min(count, len(self._data) // self._size)):
            block = self._sector(following)
            if len(block) < self._size or following in seen:
                break
            seen.add(following)
            *more, following = struct.unpack(f"<{entries + 1}I", block)
            places += more
        table = b"".join(self._sector(place) for place in dict.fromkeys(places) if place < _END)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, sector: int) -> bytes:
        parts = []
        for _ in range(min(len(self._fat), len(self._data) // self._size)):  # in a circle no further than all there is
            if sector >= len(self._fat):
                break
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def stream(self, name: str) -> bytes:
        """The bytes of one stream; empty if there is none of that name."""
        sector, size = self._entries.get(name, (_END, 0))
        if size >= self._cutoff:
            return self._chain(sector)[:size]
        parts = []
        for _ in range(min(len(self._mini_fat), -(-size // 64))):
            if sector >= len(self._mini_fat):
                break
            parts.append(self._mini[sector * 64 : sector * 64 + 64])
            sector = self._mini_fat[sector]
        return b"".join(parts)[:size]
