"""What a build remembers between two runs: how each file looked, and what the tables were made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gcir import packing, schemas, stamps
from gcir.packing import State

FILES = "files.json"
_COLUMNS = ("file", "size", "changed", "moved", "inode", "at", "sha256", "key")
_TABLES = "tables.json"
_USED = "used.json"


class Seen(NamedTuple):
    """A file as it was when it was read: its state, the time, and its content."""

    state: State
    at: int
    sha256: str
    key: str

    def holds(self, now: State | None) -> bool:
        """Whether a file that looks like this now must have the same content."""
        return now == self.state and packing.is_settled(self.state, self.at)


def load(folder: Path) -> dict[str, Seen]:
    """What was noted of each file; nothing if there are no notes that can be read."""
    try:
        found = json.loads((folder / FILES).read_text(encoding="utf-8"))
        rows = zip(*(found[name] for name in _COLUMNS), strict=True)
        return {file: Seen((size, changed, moved, inode), *rest) for file, size, changed, moved, inode, *rest in rows}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def save(folder: Path, seen: Mapping[str, Seen]) -> None:
    """Keep the notes for the next run, column by column: read in a moment, and without the libraries for tables."""
    columns = zip(*((file, *s.state, s.at, s.sha256, s.key) for file, s in seen.items()), strict=True)
    found = dict(zip(_COLUMNS, columns, strict=True)) if seen else dict.fromkeys(_COLUMNS, ())
    stamps.write(folder / FILES, json.dumps(found, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that stand in a folder: what they were made from, what is in them, and how their files look."""

    made_from: str
    rows: dict[str, int]
    reasons: dict[str, int]
    repeated: int
    files: dict[str, list[int]]


def tables(out: Path, folder: Path) -> Tables | None:
    """What was noted of the tables in `out`; None if they are not as they were left."""
    try:
        found = Tables(**json.loads((folder / _TABLES).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.files == look(out) and set(found.rows) == set(schemas.STORED) else None


def save_tables(folder: Path, found: Tables) -> None:
    """Note what the tables were made from, once they stand."""
    stamps.write(folder / _TABLES, json.dumps({name: getattr(found, name) for name in Tables.__slots__}))


def look(out: Path) -> dict[str, list[int]]:
    """How the files of the tables look; what is missing is left out."""
    found = {name: packing.state(out / name) for name in table_names()}
    return {name: [now[0], now[1]] for name, now in found.items() if now}


def table_names() -> list[str]:
    """The files of the tables. reports.parquet comes last: once it is new, everything is."""
    return [name for table in reversed(tuple(schemas.STORED)) for name in schemas.files(table)]


def used(folder: Path, package: str, find: Any) -> dict[str, Any]:
    """What `find` finds in this package, remembered, for it takes a second."""
    notes = stamps.load(folder / _USED)
    if package not in notes:
        notes = {package: find()}
        stamps.save(folder / _USED, notes)
    return notes[package]
