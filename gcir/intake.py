"""From paths to what was read: find the files, read each one, in parallel where there are many.

One bad file never stops the others: it comes back as a failure with a reason.
"""

import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gcir import documents, kinds, manifest, schemas
from gcir.model import UnreadableFile

if TYPE_CHECKING:
    from gcir import reports
    from gcir.reports import Report

T = TypeVar("T")
PARALLEL_FROM = 200  # below this many files, starting processes costs more than it saves
BATCH = 100
_TOGETHER, _LARGE = 25, 500_000  # files that are read stage by stage together, and bytes of one that is read alone
_SMALLEST = 10  # files in a batch; fewer would cost more to hand over than to read
_NOT_REPORTS = frozenset({manifest.NAME, "thumbs.db", "desktop.ini"})
_PARTS = ("sections", "figures", "problems", "measures", "findings")


class InputError(ValueError):
    """What was asked for cannot be read at all; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what it is called in the tables. `named`: the user gave this very path."""

    path: Path
    file: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: rows without their report_id and the text that they quote, or a failure (reason, detail)."""

    file: str
    report_id: str = ""
    report: tuple[Any, ...] = ()
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    failure: tuple[str, str] | None = None
    text: str = ""


def sources(paths: Iterable[Path | str], leave_out: Path | None = None) -> tuple[Source, ...]:
    """The files that the paths name or hold, each once, in an order that does not depend on how they were listed.

    `leave_out` is a folder that is not entered. Hidden files are left alone. A manifest that is wrong raises ManifestError.
    """
    found: dict[Path, tuple[Path, bool]] = {}
    for path in sorted(Path(os.path.abspath(p)) for p in paths):
        if path.is_dir():
            for inner in _walk(path, leave_out):
                found.setdefault(inner, (path, False))
        elif path.is_file():
            found[path] = (found.get(path, (path.parent,))[0], True)
        else:
            raise InputError(f"{path}: there is no such file or folder; check the path")
    if not found:
        raise InputError(f"{', '.join(map(str, paths))} holds no files to read: put reports there, or name others")
    manifest.check(found)
    return tuple(sorted(_named(found), key=lambda source: source.file))


def _named(found: dict[Path, tuple[Path, bool]]) -> Iterator[Source]:
    """Call each file by its path below the input folder, with more of the path where two would be called the same."""
    short = {path: _shown(path.relative_to(base)) for path, (base, _) in found.items()}
    longer = {path: _shown(path.relative_to(base.parent)) for path, (base, _) in found.items()}
    times, longer_times = Counter(short.values()), Counter(longer.values())
    for path, (_, named) in found.items():
        if times[short[path]] == 1:
            yield Source(path, short[path], named)
        else:
            yield Source(path, longer[path] if longer_times[longer[path]] == 1 else _shown(path), named)


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    skipped = leave_out and Path(os.path.abspath(leave_out))
    for place, folders, files in os.walk(folder):
        stems = {name.rpartition(".")[0] for name in files}
        folders[:] = sorted(f for f in folders if not _apart(f, stems) and Path(place, f) != skipped)
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith((".", "~$")) and name.lower() not in _NOT_REPORTS and path.is_file():
                yield path


def _apart(folder: str, stems: set[str]) -> bool:
    """Hidden folders, and those in which a browser keeps the pictures and scripts of a page saved beside them."""
    return folder.startswith(".") or folder.removesuffix("_files").removesuffix(".files") in stems - {folder}


def _shown(path: Path) -> str:
    """The path with forward slashes, and as valid text even where the file system holds other bytes."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


Made = Callable[[str, "Report"], Outcome]
"""What turns a report into what is kept of it."""


def read_one(source: Source, made: Made | None = None) -> Outcome:
    """Read one file and keep of it what `made` makes; whatever goes wrong becomes a failure."""
    return read_together([source], made)[0]


def read_together(sources: Sequence[Source], made: Made | None = None) -> list[Outcome]:
    """What `read_one` says of each file, every stage for all of them before the next one begins."""
    from gcir import reports  # late: a build that finds nothing new reads nothing

    done: dict[int, Outcome] = {}
    going: dict[int, reports.Reading] = {}
    for place, source in enumerate(sources):
        if refused := refusal(source):
            done[place] = Outcome(source.file, failure=refused)
        else:
            going[place] = reports.reading(source.path)
    while going:
        for place, reading in [*going.items()]:
            if found := _further(sources[place], reading, made or outcome):
                done[place] = found
                del going[place]
    return [done[place] for place in range(len(sources))]


def _further(source: Source, reading: "reports.Reading", made: Made) -> Outcome | None:
    """What came of a file, if that shows in the next stage of its reading."""
    try:
        try:
            next(reading)
        except StopIteration as done:
            return made(source.file, done.value)
        return None
    except UnreadableFile as error:
        return Outcome(source.file, failure=kinds.explained(source.path, error.reason, error.detail))
    except MemoryError:
        return Outcome(source.file, failure=("too_much_memory", "memory ran out while it was read"))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno}); please report this"
        return Outcome(source.file, failure=("unexpected_error", detail))


def refusal(source: Source) -> tuple[str, str] | None:
    """Why a file is not even opened: its ending promises no report, and nobody asked for this very file."""
    suffix = source.path.suffix.lower()
    is_other = suffix and suffix not in documents.SUFFIXES and not source.named
    return ("unknown_type", f"{suffix} files are not read") if is_other else None


_GET = {table: attrgetter(*schemas.names(table)[1:]) for table in _PARTS}


def outcome(file: str, report: "Report") -> Outcome:
    """The rows of a report, without their report_id."""
    document = report.document
    known = asdict(report.agency) | asdict(report.dates)
    known |= {"file": file, "url": document.url, "sha256": document.sha256, "layout": report.layout}
    known |= {"n_chars": len(document.text), "origin": "parsed"}
    rows = {table: [_GET[table](item) for item in getattr(report, table)] for table in _PARTS}
    # 0 says that no problem is answered; in the tables that is an empty cell.
    rows["measures"] = [(*row[:-1], row[-1] or None) for row in rows["measures"]]
    return Outcome(file, report.report_id, tuple(known[name] for name in schemas.names("reports")[1:]), rows, text=document.text)


def read_all(files: Sequence[Source], workers: int | None = None, made: Made | None = None) -> Iterator[Outcome]:
    """Read the files and hand out what came of each, in their order."""
    for outcomes in in_batches(batches(files, workers), workers, partial(_read_batch, made)):
        yield from outcomes


def batches(files: Sequence[Source], workers: int | None = None) -> list[Sequence[Source]]:
    """The files in batches, small enough that every process gets many and that a build that is stopped loses little."""
    size = max(_SMALLEST, min(BATCH, -(-len(files) // ((workers or processors()) * 16))))
    return [files[i : i + size] for i in range(0, len(files), size)]


def in_batches(
    work: Sequence[Sequence[Source]], workers: int | None, read: Callable[[Sequence[Source]], list[T]]
) -> Iterator[list[T | Outcome]]:
    """What `read` makes of each batch, in order, in several processes where that pays.

    `read` gives a list, or for each file one; the lists are joined where a batch has to be read file by file, because one
    of them ended its process: that one becomes an outcome with a failure.
    """
    workers = workers or processors()
    if workers == 1 or sum(map(len, work)) < PARALLEL_FROM:
        for batch in work:
            yield [*read(batch)]
        return
    import gcir.reports  # noqa: F401 - processes that are forked from this one have it then

    done = 0
    while done < len(work):
        try:
            with ProcessPoolExecutor(workers, initializer=_leave_interrupts_to_the_parent) as pool:
                for found in pool.map(read, work[done:]):
                    done += 1
                    yield [*found]
        except BrokenProcessPool:
            yield [item for source in work[done] for item in _read_apart(read, source)]
            done += 1


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_batch(made: Made | None, batch: Sequence[Source]) -> list[Outcome]:
    return [outcome for some in groups(batch) for outcome in read_together(some, made)]


def groups(batch: Sequence[Source]) -> Iterator[list[Source]]:
    """The files of a batch, so many at a time as may be held in memory together; a large one alone."""
    some: list[Source] = []
    for source in batch:
        is_large = _size(source.path) > _LARGE
        if some and (is_large or len(some) == _TOGETHER or _size(some[0].path) > _LARGE):
            yield some
            some = []
        some.append(source)
    if some:
        yield some


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _read_apart(read: Callable[[Sequence[Source]], list[T]], source: Source) -> list[T | Outcome]:
    """Read a file in a process of its own, which it may take down."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return [*pool.submit(read, [source]).result()]
    except BrokenProcessPool:
        why = "the process that read it ended: memory ran out, or a library failed"
        return [Outcome(source.file, failure=("unexpected_error", why))]
