"""Which files must be read, and what came of them: by how they look, by their content, and by reading them at last."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import intake, manifest, packing
from gcir.intake import Outcome, Source
from gcir.ledger import Seen
from gcir.packing import Entry, Packed

if TYPE_CHECKING:
    from gcir.parts import Place, Shelf

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


@dataclass(slots=True)
class Gathering:
    """The files of a build, while it is found out what is known of each."""

    files: Sequence[Source]
    folder: Path
    how: How
    say: Say
    watch: Watch | None
    seen: dict[str, Seen] = field(default_factory=dict)
    failed: dict[str, tuple[str, str]] = field(default_factory=dict)  # what is not kept
    read: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Whether something is known of every file."""
        return len(self.seen) + len(self.failed) == len(self.files)

    def look(self, before: Mapping[str, Seen]) -> None:
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

    def shelf(self, reading: str) -> tuple[Shelf, dict[str, Place]]:
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

    def read_rest(self, shelf: Shelf, places: dict[str, Place]) -> None:
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

            return cluster.run(self.how.scheduler, work, packing.read_batch, self.say)
        return intake.in_batches(work, self.how.workers, packing.read_batch)

    def count(self, before: Mapping[str, Seen]) -> Counts:
        """What became of the files since the notes of `before`."""
        counts = Counts()
        for source in self.files:
            if (seen := self.seen.get(source.file)) is None:
                continue
            if (old := before.get(source.file)) is None:
                counts.new += 1
            elif old.key != seen.key:
                counts.changed += 1
            elif source.file in self.read:
                counts.again += 1
            else:
                counts.unchanged += 1
        counts.removed = len(before.keys() - {source.file for source in self.files})
        return counts


class _Stated:
    """What manifests state of files; folders that none reaches are looked at once."""

    def __init__(self) -> None:
        self._reached: dict[Path, bool] = {}

    def of(self, path: Path) -> manifest.Stated | None:
        folder = path.parent
        if folder not in self._reached:
            self._reached[folder] = manifest.reaches(folder)
        return manifest.of(path) if self._reached[folder] else None
