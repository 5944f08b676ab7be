"""Tables written a stretch at a time: Parquet for work, CSV beside it for people, the same bytes however it was cut.

The texts of reports are Parquet alone, in row groups so small that one text can be had without reading many.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gcir import arrow, csv_text, schemas

BUILD = b"gcir.build"
"""Under this name every Parquet file of a build holds what its tables have in common and those of no other build have."""
_GROUP = 65_536  # rows of a row group
_TEXTS = 250  # of texts, some megabytes
# No text is like another: a dictionary of them, or the first and the last of a group, would only take room.
_OF_TEXTS: Mapping[str, Any] = {"compression": "zstd", "use_dictionary": False, "write_statistics": ["report_id"]}


def mark(path: Path) -> str:
    """The mark of the build that wrote a Parquet file; empty if it has none, or cannot be read."""
    try:
        held = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException):
        return ""
    return str(held.get(BUILD, b"").decode())


class TableFile:
    """One table on its way to the disk."""

    def __init__(self, table: str, folder: Path) -> None:
        self.rows = 0
        is_text = table == schemas.TEXTS
        how = _OF_TEXTS if is_text else {"compression": "zstd"}
        self._group = _TEXTS if is_text else _GROUP
        self._parquet = pq.ParquetWriter(folder / f"{table}.parquet", arrow.schema(table), **how)
        self._csv = None if is_text else (folder / f"{table}.csv").open("wb")
        self._total = hashlib.sha256()
        self._waiting: list[pa.Table] = []
        self._write(memoryview(csv_text.header(schemas.names(table))))

    def add(self, rows: pa.Table) -> None:
        """Write more rows."""
        self.rows += rows.num_rows
        if self._csv:
            self._write(csv_text.text(rows))
        else:
            self._count(rows)
        self._waiting.append(rows)
        if sum(part.num_rows for part in self._waiting) >= self._group:
            found = pa.concat_tables(self._waiting)
            whole = found.num_rows // self._group * self._group
            for start in range(0, whole, self._group):
                self._parquet.write_table(found.slice(start, self._group).combine_chunks())
            self._waiting = [found.slice(whole)]

    def _write(self, data: memoryview) -> None:
        self._total.update(data)
        if self._csv:
            self._csv.write(data)

    def _count(self, rows: pa.Table) -> None:
        """Bring the fingerprint forward by cells that nobody needs as CSV."""
        for cell in chain.from_iterable(zip(*rows.columns, strict=True)):
            data = cell.as_buffer() or b""
            self._total.update(b"%d:" % len(data))
            self._total.update(data)

    def finish(self) -> bytes:
        """Write what is left; a fingerprint of all rows."""
        if any(part.num_rows for part in self._waiting):
            self._parquet.write_table(pa.concat_tables(self._waiting).combine_chunks())
        self._waiting = []
        if self._csv:
            self._csv.close()
        return self._total.digest()

    def close(self, build: str = "") -> None:
        """Close the files, with the mark of the build; without one they are given up."""
        if build:
            self._parquet.add_key_value_metadata({BUILD.decode(): build})
            self._parquet.close()
            return
        with contextlib.suppress(OSError, pa.ArrowException):
            self._parquet.close()
        with contextlib.suppress(OSError):
            if self._csv:
                self._csv.close()


@contextlib.contextmanager
def written(folder: Path, tables: Iterable[str] = schemas.STORED) -> Iterator[Mapping[str, TableFile]]:
    """Files for tables in a folder; they are complete when this ends without an error."""
    files: dict[str, TableFile] = {}
    try:
        for table in tables:
            files[table] = TableFile(table, folder)
        yield files
        build = hashlib.sha256(b"".join(file.finish() for file in files.values())).hexdigest()
        for file in files.values():
            file.close(build)
        files = {}
    finally:
        for file in files.values():
            file.close()
