"""The parts of a store on disk: Parquet files named by a checksum of their bytes, so that damage is noticed."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

_HELD = 8  # parts that are kept in memory, unpacked


class Place(NamedTuple):
    """Where a row stands: in which part, and which row of it."""

    part: str
    row: int


class DamagedPart(Exception):  # noqa: N818 - reads as what happened
    """A part is not what was written."""


class Shelf:
    """The parts in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._held: OrderedDict[tuple[str, tuple[str, ...]], pa.Table] = OrderedDict()

    def names(self) -> list[str]:
        """The parts that are there. What was left half-written goes."""
        for path in self.folder.glob(".*"):
            path.unlink(missing_ok=True)
        return sorted(path.name for path in self.folder.glob("*.parquet"))

    def add(self, data: bytes) -> str:
        """Write a part in one step, and return its name."""
        name = f"{hashlib.sha256(data).hexdigest()[:32]}.parquet"
        beside = self.folder / f".{name}"
        try:
            beside.write_bytes(data)
            os.replace(beside, self.folder / name)
        finally:
            beside.unlink(missing_ok=True)
        return name

    def read(self, part: str, columns: Sequence[str] = ()) -> pa.Table:
        """A part, or some columns of it. Raises DamagedPart."""
        wanted = (part, tuple(columns))
        if wanted not in self._held:
            try:
                data = (self.folder / part).read_bytes()
                if hashlib.sha256(data).hexdigest()[:32] != part.partition(".")[0]:
                    raise DamagedPart(part)
                self._held[wanted] = pq.ParquetFile(pa.BufferReader(data)).read(columns=list(columns) or None)
            except (OSError, pa.ArrowException) as error:
                raise DamagedPart(part) from error
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(wanted)
        return self._held[wanted]

    def rows(self, places: Sequence[Place], columns: Sequence[str] = ()) -> pa.Table:
        """The rows at these places, in their order; there is at least one."""
        order: dict[str, list[int]] = {}
        for n, place in enumerate(places):
            order.setdefault(place.part, []).append(n)
        taken = [self._taken(part, [places[n].row for n in numbers], columns) for part, numbers in order.items()]
        if len(taken) == 1:
            return taken[0]
        back = [0] * len(places)
        for at, n in enumerate(n for numbers in order.values() for n in numbers):
            back[n] = at
        return pa.concat_tables(taken).combine_chunks().take(pa.array(back))

    def _taken(self, part: str, rows: list[int], columns: Sequence[str]) -> pa.Table:
        table = self.read(part, columns)
        if rows == list(range(rows[0], rows[0] + len(rows))):
            return table.slice(rows[0], len(rows))
        return table.combine_chunks().take(pa.array(rows))

    def index(self) -> tuple[dict[str, Place], list[str]]:
        """Where the row of each key stands, and the parts that are damaged; these are removed."""
        places: dict[str, Place] = {}
        damaged = []
        for part in self.names():
            try:
                keys = self.read(part, ["key"])["key"].to_pylist()
            except DamagedPart:
                damaged.append(part)
                (self.folder / part).unlink(missing_ok=True)
            else:
                places.update((key, Place(part, row)) for row, key in enumerate(keys))
        return places, damaged

    def keep(self, parts: Collection[str]) -> None:
        """Remove all parts but these."""
        for name in self.names():
            if name not in parts:
                (self.folder / name).unlink(missing_ok=True)
