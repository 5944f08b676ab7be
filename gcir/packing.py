"""Read a batch of files and pack what came of it: a Parquet part with a row per file, its tables as lists in that row.

A row is kept under a key: a fingerprint of all that reading depends on besides the program, so that the same bytes,
called by the same kind of name and with the same said of them in a manifest, need not be read twice.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import intake, manifest, schemas

if TYPE_CHECKING:
    import pyarrow as pa

    from gcir.intake import Outcome, Source

LISTS = ("sections", "figures", "problems", "measures", "findings")
REPORT = tuple(name for name in schemas.names("reports") if name not in ("report_id", "file"))
# Reasons that lie outside the file, so that the same file may well be read the next time.
PASSING = frozenset(("not_found", "too_much_memory", "too_slow", "antiword_missing"))
_TIMES = 3
_RECENT = 2_000_000_000  # nanoseconds within which a file may have changed without a new time stamp

State = tuple[int, int, int, int]
"""Size, time of change of the content and of the entry, and inode of a file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a part, as it was found at a time (nanoseconds).

    `sha256` and `key` are empty if nothing is to be kept of it; `failure` is only given then.
    """

    file: str
    sha256: str = ""
    key: str = ""
    state: State | None = None
    at: int = 0
    failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """What a batch gave: an entry per file, and a part with a row for each that has a key, in order."""

    entries: tuple[Entry, ...]
    part: bytes = b""


def state(path: Path | str) -> State | None:
    """What tells cheaply whether a file may have changed; None if nothing can be known of it."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def is_settled(found: State, at: int) -> bool:
    """Whether a file that is so now, and was read at this time (nanoseconds), cannot hold anything else since."""
    return max(found[1], found[2]) < at - _RECENT


def digest(path: Path | str) -> str:
    """The SHA-256 of a file; empty if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def key(sha256: str, file: Path | str, stated: manifest.Stated | None) -> str:
    """What a row is kept under: the content, the ending of the name, and what a manifest states of the file."""
    parts = (sha256, os.path.splitext(file)[1].lower(), repr(stated) if stated else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def read_batch(batch: Sequence[Source]) -> list[Packed]:
    """Read some files and pack them: a list of one, so that results of batches may be joined."""
    read = [found for some in intake.groups(batch) for found in _read(some)]
    kept = [(entry.key, outcome) for entry, outcome in read if entry.key]
    return [Packed(tuple(entry for entry, _ in read), encode(table(kept)) if kept else b"")]


def _read(sources: Sequence[Source]) -> list[tuple[Entry, Outcome]]:
    """Read some files, each as often as it takes to know which content was read."""
    done: dict[int, tuple[Entry | None, Outcome]] = {}
    for _ in range(_TIMES):
        rest = [n for n in range(len(sources)) if n not in done or not done[n][0]]
        looks = [(time.time_ns(), state(sources[n].path), digest(sources[n].path)) for n in rest]
        for n, look, outcome in zip(rest, looks, intake.read_together([sources[n] for n in rest]), strict=True):
            done[n] = _entry(sources[n], outcome, *look), outcome
    why = ("unexpected_error", "the file changes while it is read: build again when it is complete")
    return [(entry or Entry(sources[n].file, failure=why), outcome) for n, (entry, outcome) in sorted(done.items())]


def _entry(source: Source, outcome: Outcome, at: int, before: State | None, sha256: str) -> Entry | None:
    """A file as it was found before it was read; None if it has changed since."""
    after = state(source.path)
    settled = after is not None and is_settled(after, time.time_ns())
    if before != after or not (settled or digest(source.path) == sha256):
        return None
    if not sha256 or (outcome.failure and outcome.failure[0] in PASSING):
        return Entry(source.file, failure=outcome.failure or ("not_found", "it cannot be opened any more"))
    return Entry(source.file, sha256, key(sha256, source.path, manifest.of(source.path)), after, at)


def table(kept: Sequence[tuple[str, Outcome]]) -> pa.Table:
    """Outcomes as a table with a row each."""
    import pyarrow as pa

    from gcir import arrow

    fields: dict[str, pa.Array] = {"key": pa.array([k for k, _ in kept], pa.string())}
    outcomes = [outcome for _, outcome in kept]
    at = schemas.names("reports").index("file") - 1
    known = [(*o.report[:at], *o.report[at + 1 :]) if not o.failure else (None,) * len(REPORT) for o in outcomes]
    fields["report_id"] = pa.array([o.report_id for o in outcomes], pa.string())
    fields["report"] = _structs(known, [arrow.field("reports", name) for name in REPORT])
    for name in LISTS:
        columns = [arrow.field(name, column) for column in schemas.names(name)[1:]]
        rows = [o.rows.get(name, []) for o in outcomes]
        offsets = pa.array([0, *_sums(len(some) for some in rows)], pa.int32())
        fields[name] = pa.ListArray.from_arrays(offsets, _structs([row for some in rows for row in some], columns))
    fields["text"] = _texts([o.text for o in outcomes])
    columns = [arrow.field("failures", name) for name in ("reason", "detail")]
    fields["failure"] = _structs([o.failure or (None, None) for o in outcomes], columns)
    return pa.table(fields)


def _texts(texts: Sequence[str]) -> pa.Array:
    """Texts as they are; a character that is none and has no bytes becomes a question mark, so that places stay."""
    import pyarrow as pa

    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.string())


def _structs(rows: Sequence[tuple[Any, ...]], fields: Sequence[pa.Field]) -> pa.StructArray:
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else ((),) * len(fields)
    return pa.StructArray.from_arrays([pa.array(c, f.type) for c, f in zip(columns, fields, strict=True)], fields=list(fields))


def _sums(numbers: Iterable[int]) -> Iterator[int]:
    total = 0
    for number in numbers:
        total += number
        yield total


def encode(rows: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data
