"""Files into tables, as little anew as can be: what was read before lies in a store beside the tables.

    out/.store/lock                 who builds here
    out/.store/files.parquet        how each file looked, and its content's fingerprint
    out/.store/VERSION/*.parquet    what was read, some hundreds of files a part; VERSION is that of parser and codebook
    out/.store/new/                 the tables while they are written
    out/.store/tables.json          what the tables in `out` were made from

A run that is killed loses the batch it was reading. Nothing in `out` is replaced before all tables are complete, and a
build is only noted as done after the last of them stands; until then the next run sees to it that all of them are.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import functools
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import intake, ledger, manifest, packing, versions
from gcir.intake import InputError, Outcome, Source
from gcir.ledger import Seen
from gcir.packing import Entry, Packed

if TYPE_CHECKING:
    from gcir.assembly import Item
    from gcir.parts import Place, Shelf

STORE = ".store"
_PACKAGE = Path(__file__).parent
_ROOTS = {"reading": ("packing", "read_batch"), "building": ("building", "build")}
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))

Say = Callable[[str], None]
Watch = Callable[[Iterator[Any], int], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class How:
    """How to build: with how many processes, or on which cluster; whether to read everything again, and to wait."""

    workers: int | None = None
    scheduler: str = ""
    fresh: bool = False
    wait: bool = True


@dataclass(slots=True)
class Counts:
    """What became of the files since the last build."""

    new: int = 0
    changed: int = 0
    again: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """What stands in the folder now. `is_new` tells whether any table was written."""

    rows: dict[str, int]
    reasons: dict[str, int]
    counts: Counts
    is_new: bool


def build(paths: Iterable[Path | str], out: Path, how: How, say: Say, watch: Watch | None = None) -> Built:
    """Read what is new or has changed, and write the tables if anything has."""
    paths = list(paths)
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file: name a folder for the tables")
    files = intake.sources(paths, leave_out=out)
    try:
        folder = out / STORE
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(out, how.wait, say) as waited:
            return _Build(intake.sources(paths, leave_out=out) if waited else files, out, how, say, watch).run()
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise InputError(
            f"The disk has no room for the tables of {out}: they are as they were; make room and build again"
        ) from error


@contextlib.contextmanager
def _alone(out: Path, wait: bool, say: Say) -> Iterator[bool]:
    """Nobody else builds into this folder meanwhile. Whether that took waiting; a killed build holds nothing up."""
    from filelock import FileLock, Timeout

    lock = FileLock(out / STORE / "lock")
    try:
        lock.acquire(blocking=False)
        waited = False
    except Timeout:
        if not wait:
            raise InputError(f"Another build is writing to {out}: wait until it has ended, or name another folder") from None
        say(f"Another build is writing to {out}: waiting until it has ended (--no-wait gives up instead)")
        lock.acquire()
        waited = True
    try:
        yield waited
    finally:
        lock.release()


@dataclass(slots=True)
class _Build:
    """One build, under way."""

    files: Sequence[Source]
    out: Path
    how: How
    say: Say
    watch: Watch | None
    seen: dict[str, Seen] = field(default_factory=dict)
    failed: dict[str, tuple[str, str]] = field(default_factory=dict)  # what is not kept
    counts: Counts = field(default_factory=Counts)
    read: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        return self.out / STORE

    def run(self) -> Built:
        """Everything, in order."""
        shutil.rmtree(self.folder / "new", ignore_errors=True)
        reading, building = _versions(self.folder)
        before = ledger.load(self.folder)
        if self.how.fresh:
            shutil.rmtree(self.folder / reading, ignore_errors=True)
        self._look(before)
        left = None if self.how.fresh else ledger.tables(self.out, self.folder)
        if left and len(self.seen) + len(self.failed) == len(self.files) and left.made_from == self._made_from(building):
            self.counts.unchanged = len(self.files)
            return Built(left.rows, left.reasons, self.counts, is_new=False)
        shelf, places = self._shelf(reading)
        self._read(shelf, places)
        self._count(before)
        ledger.save(self.folder, self.seen)
        made_from = self._made_from(building)
        if left and left.made_from == made_from:
            return Built(left.rows, left.reasons, self.counts, is_new=False)
        return self._write(shelf, places, made_from)

    def _made_from(self, building: str) -> str:
        """A fingerprint of all that the tables depend on."""
        total = hashlib.sha256(building.encode())
        for source in self.files:
            seen = self.seen.get(source.file)
            total.update(repr((source.file, seen.key if seen else self.failed.get(source.file))).encode())
        return total.hexdigest()

    def _look(self, before: Mapping[str, Seen]) -> None:
        """Which files are as they were, by how they look; what is no report by its name is not looked at."""
        stated = _Stated()
        for source in self.files:
            if refused := intake.refusal(source):
                self.failed[source.file] = refused
                continue
            seen = before.get(source.file)
            if seen and seen.holds(packing.state(source.path)):
                key = packing.key(seen.sha256, source.path, stated.of(source.path))
                self.seen[source.file] = seen._replace(key=key)

    def _shelf(self, reading: str) -> tuple[Shelf, dict[str, Place]]:
        """The parts that this parser and this codebook made, and where in them the row of each key stands."""
        from gcir.parts import Shelf

        for other in self.folder.iterdir():
            if other.is_dir() and other.name != reading:
                shutil.rmtree(other, ignore_errors=True)
        shelf = Shelf(self.folder / reading)
        places, damaged = shelf.index()
        for part in damaged:
            self.say(f"{shelf.folder / part} is damaged: what it held is read again")
        return shelf, places

    def _read(self, shelf: Shelf, places: dict[str, Place]) -> None:
        """Find in the store what can be found, by content, and read the rest."""
        stated, wanted = _Stated(), []
        for source in self.files:
            seen = self.seen.get(source.file)
            if places and seen is None and source.file not in self.failed:
                seen = self._hashed(source, stated)
            if source.file not in self.failed and (seen is None or seen.key not in places):
                self.seen.pop(source.file, None)
                wanted.append(source)
        entries = self._entries(wanted, shelf, places)
        for entry in self.watch(entries, len(wanted)) if self.watch and wanted else entries:
            if entry.key and entry.state:
                self.seen[entry.file] = Seen(entry.state, entry.at, entry.sha256, entry.key)
            else:
                self.failed[entry.file] = entry.failure or ("unexpected_error", "")
        self.read = frozenset(source.file for source in wanted)

    def _hashed(self, source: Source, stated: _Stated) -> Seen | None:
        """A file as it is now; None if it cannot be opened, which reading it will explain."""
        at, now = time.time_ns(), packing.state(source.path)
        sha256 = packing.digest(source.path)
        if now is None or not sha256:
            return None
        seen = Seen(now, at, sha256, packing.key(sha256, source.path, stated.of(source.path)))
        self.seen[source.file] = seen
        return seen

    def _entries(self, wanted: Sequence[Source], shelf: Shelf, places: dict[str, Place]) -> Iterator[Entry]:
        """Read files in batches, and put away what came of each batch at once."""
        for found in self._packed(wanted):
            for item in found:
                if isinstance(item, Outcome):
                    yield Entry(item.file, failure=item.failure)
                    continue
                if item.part:
                    from gcir.parts import Place

                    part = shelf.add(item.part)
                    keys = [entry.key for entry in item.entries if entry.key]
                    places.update((key, Place(part, row)) for row, key in enumerate(keys))
                yield from item.entries

    def _packed(self, wanted: Sequence[Source]) -> Iterator[list[Packed | Outcome]]:
        work = intake.batches(wanted, self.how.workers)
        if self.how.scheduler:
            from gcir import cluster

            return cluster.run(self.how.scheduler, work, packing.read_batch)
        return intake.in_batches(work, self.how.workers, packing.read_batch)

    def _count(self, before: Mapping[str, Seen]) -> None:
        for source in self.files:
            if (seen := self.seen.get(source.file)) is None:
                continue
            if (old := before.get(source.file)) is None:
                self.counts.new += 1
            elif old.key != seen.key:
                self.counts.changed += 1
            elif source.file in self.read:
                self.counts.again += 1
            else:
                self.counts.unchanged += 1
        self.counts.removed = len(before.keys() - {source.file for source in self.files})

    def _write(self, shelf: Shelf, places: dict[str, Place], made_from: str) -> Built:
        """Write all tables beside the old ones, then put them in their place."""
        from gcir import assembly

        if assembly.is_loose(keys := [seen.key for seen in self.seen.values()], places):
            assembly.pack_anew(keys, places, shelf)
        new = self.folder / "new"
        new.mkdir()
        try:
            rows, reasons = assembly.assemble(self._items(places), shelf, new)
            is_new = _put(new, self.out)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        ledger.save_tables(self.folder, ledger.Tables(made_from, rows, reasons, ledger.look(self.out)))
        shelf.keep({places[seen.key].part for seen in self.seen.values()})
        return Built(rows, reasons, self.counts, is_new)

    def _items(self, places: Mapping[str, Place]) -> list[Item]:
        from gcir.assembly import Item

        def item(file: str) -> Item:
            seen = self.seen.get(file)
            return Item(file, places[seen.key]) if seen else Item(file, None, self.failed[file])

        return [item(source.file) for source in self.files]


def _put(new: Path, out: Path) -> bool:
    """Move the new tables to where they belong, except those that are the same as before. Whether any was moved."""
    moved = False
    for name in ledger.table_names():
        target = out / name
        if target.is_file() and filecmp.cmp(new / name, target, shallow=False):
            continue
        os.replace(new / name, target)
        moved = True
    return moved


class _Stated:
    """What manifests state of files; folders that none reaches are looked at once."""

    def __init__(self) -> None:
        self._reached: dict[Path, bool] = {}

    def of(self, path: Path) -> manifest.Stated | None:
        folder = path.parent
        if folder not in self._reached:
            self._reached[folder] = manifest.reaches(folder)
        return manifest.of(path) if self._reached[folder] else None


def _versions(folder: Path) -> tuple[str, str]:
    """What the rows of a report depend on, and what the tables do, besides the files."""
    package = versions.package(_PACKAGE)
    found = ledger.used(folder, package, lambda: _found(package))
    reading, building = (versions.of(_PACKAGE, versions.Used(**found[name])) for name in _ROOTS)
    return f"{reading.parser[:12]}-{reading.codebook[:12]}", f"{building.parser}-{building.codebook}"


@functools.cache
def _found(_package: str) -> dict[str, dict[str, Any]]:
    return {name: asdict(versions.used(_PACKAGE, [root])) for name, root in _ROOTS.items()}
