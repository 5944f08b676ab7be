"""Files into tables, as little anew as can be: what was read before lies in a store beside the tables.

    out/.store/lock                 who builds here
    out/.store/files.json           how each file looked, and its content's fingerprint
    out/.store/VERSION/*.parquet    what was read, some hundreds of files a part; VERSION is that of parser and codebook
    out/.store/new/                 the tables while they are written
    out/.store/tables.json          what the tables in `out` were made from

A run that is killed loses the batch it was reading. Nothing in `out` is replaced before all tables are complete, and a
build is only noted as done after the last of them stands; until then the next run sees to it that all of them are.
Where the power fails, the same holds: tables are on the disk before they replace others, and are in their place before
the note is written. Parts and notes need no such care: one that is damaged is noticed, and what it held is read again.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import functools
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import intake, ledger, versions
from gcir.gathering import Counts, Gathering, How, Say, Watch
from gcir.intake import InputError

if TYPE_CHECKING:
    from gcir.assembly import Item
    from gcir.parts import Place, Shelf

__all__ = ["DUCKDB", "STORE", "Built", "Counts", "How", "Say", "Watch", "build"]

STORE, DUCKDB = ".store", "gcir.duckdb"
_PACKAGE = Path(__file__).parent
_ROOTS = {"reading": ("packing", "read_batch"), "building": ("building", "build")}
_MANY = 5_000  # files from which on writing takes so long that it is said
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Built:
    """What stands in the folder now; `repeated` reports are there twice. `is_new` tells whether any table was written."""

    rows: dict[str, int]
    reasons: dict[str, int]
    repeated: int
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
            files = intake.sources(paths, leave_out=out) if waited else files
            return _Build(Gathering(files, folder, how, say, watch), out).run()
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

    files: Gathering
    out: Path

    @property
    def folder(self) -> Path:
        return self.out / STORE

    def run(self) -> Built:
        """Everything, in order."""
        shutil.rmtree(self.folder / "new", ignore_errors=True)
        files, fresh = self.files, self.files.how.fresh
        reading, all_versions = _versions(self.folder)
        before = ledger.load(self.folder)
        if fresh:
            shutil.rmtree(self.folder / reading, ignore_errors=True)
        files.look(before)
        left = None if fresh else ledger.tables(self.out, self.folder)
        if left and files.is_complete and left.made_from == self._made_from(all_versions):
            return Built(left.rows, left.reasons, left.repeated, Counts(unchanged=len(files.seen)), is_new=False)
        shelf, places = files.shelf(reading)
        files.read_rest(shelf, places)
        counts = files.count(before)
        ledger.save(self.folder, files.seen)
        made_from = self._made_from(all_versions)
        if left and left.made_from == made_from:
            return Built(left.rows, left.reasons, left.repeated, counts, is_new=False)
        return self._write(shelf, places, made_from, counts)

    def _made_from(self, all_versions: str) -> str:
        """A fingerprint of all that the tables depend on."""
        total = hashlib.sha256(all_versions.encode())
        for source in self.files.files:
            seen = self.files.seen.get(source.file)
            total.update(repr((source.file, seen.key if seen else self.files.failed.get(source.file))).encode())
        return total.hexdigest()

    def _write(self, shelf: Shelf, places: dict[str, Place], made_from: str, counts: Counts) -> Built:
        """Write all tables beside the old ones, then put them in their place."""
        from gcir import assembly

        if len(self.files.files) >= _MANY:
            self.files.say(f"Writing the tables of {len(self.files.files):,} files")
        if assembly.is_loose(keys := [seen.key for seen in self.files.seen.values()], places):
            assembly.pack_anew(keys, places, shelf)
        new = self.folder / "new"
        new.mkdir()
        try:
            rows, reasons, repeated = assembly.assemble(self._items(places), shelf, new)
            is_new = _put(new, self.out)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        ledger.save_tables(self.folder, ledger.Tables(made_from, rows, reasons, repeated, ledger.look(self.out)))
        shelf.keep({places[seen.key].part for seen in self.files.seen.values()})
        return Built(rows, reasons, repeated, counts, is_new)

    def _items(self, places: Mapping[str, Place]) -> list[Item]:
        from gcir.assembly import Item

        def item(file: str) -> Item:
            seen = self.files.seen.get(file)
            return Item(file, places[seen.key]) if seen else Item(file, None, self.files.failed[file])

        return [item(source.file) for source in self.files.files]


def _put(new: Path, out: Path) -> bool:
    """Move the new tables to where they belong, except those that are the same as before. Whether any was moved."""
    moved = [name for name in ledger.table_names() if not _is_same(new / name, out / name)]
    for name in moved:
        _to_disk(new / name)
    for name in moved:
        os.replace(new / name, out / name)
    if moved:
        with contextlib.suppress(OSError):  # not every system lets a folder be opened
            _to_disk(out)
    return bool(moved)


def _is_same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a power cut."""
    place = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _versions(folder: Path) -> tuple[str, str]:
    """What the rows of a report depend on, and what the tables do, besides the files."""
    package = versions.package(_PACKAGE)
    found = ledger.used(folder, package, lambda: _found(package))
    reading, building = (versions.of(_PACKAGE, versions.Used(**found[name])) for name in _ROOTS)
    return f"{reading.parser[:12]}-{reading.codebook[:12]}", f"{reading} {building}"


@functools.cache
def _found(_package: str) -> dict[str, dict[str, Any]]:
    return {name: asdict(versions.used(_PACKAGE, [root])) for name, root in _ROOTS.items()}
