"""Fetch a list of reports politely: hosts side by side, each asked one thing at a time, and kept as each comes in."""

from __future__ import annotations

import csv
import heapq
import queue
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from gcir import fetch_list
from gcir.fetch_hosts import Hosts, Pace
from gcir.fetch_list import Wanted
from gcir.fetch_notes import Folder, Note
from gcir.fetch_one import Failure, Fetcher, Page
from gcir.fetch_web import Bounds, Refusal, Stopped, Web
from gcir.intake import InputError

FAILURES = "fetch-failures.csv"
FETCHED, UNCHANGED, REFUSED, FAILED = "fetched", "unchanged", "refused", "failed"
DOUBTFUL = "doubtful"
_LOCK = ".fetch.lock"
_ABOUT = "annual reports on government information disclosure"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one address: fetched, unchanged, refused or failed, and why; or why what is there is doubtful."""

    wanted: Wanted
    kind: str
    reason: str = ""
    page: Page | None = None


@dataclass(slots=True)
class Summary:
    """What came of a list.

    `doubtful` are there, and may be messages of a site; `left`: not asked for, because the user ended the run.
    """

    into: Path
    list_file: Path
    counts: Counter[str] = field(default_factory=Counter)
    missing: list[Result] = field(default_factory=list)
    doubtful: list[Result] = field(default_factory=list)
    left: int = 0

    @property
    def exit_code(self) -> int:
        """0 if everything is there, 1 if something is not, 130 if the user ended the run."""
        return 130 if self.left else int(bool(self.missing))

    def lines(self) -> Iterator[str]:
        """The counts, the reasons, and what to do next."""
        counted = ", ".join(f"{self.counts[kind]:,} {kind}" for kind in (FETCHED, UNCHANGED, REFUSED, FAILED))
        yield f"{counted}: in {self.into}"
        told = [*((r.kind, r.reason) for r in self.missing), *((DOUBTFUL, r.reason) for r in self.doubtful)]
        for (kind, reason), n in Counter(told).most_common(10):
            yield f"  {kind}: {n:,} × {reason}"
        if self.doubtful:
            yield "What is doubtful is kept: look at it, and remove what is no report from the folder and the list"
        if told:
            yield f"Each with its reason in {self.list_file.parent / FAILURES}"
        if self.left:
            yield f"Stopped: {self.left:,} left; run the same command again to go on"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fetch. `contact` tells the sites whom to write to."""

    contact: str = ""
    again: bool = False
    hosts: int = 8
    pace: Pace = field(default_factory=Pace)
    bounds: Bounds = field(default_factory=Bounds)

    def agent(self) -> str:
        """How gcir names itself to the sites."""
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise InputError(f"--contact {self.contact!r}: write an address of plain letters, such as a mail address")
        return f"gcir/{metadata.version('gcir')} ({f'{_ABOUT}; {self.contact}' if self.contact else _ABOUT})"


def settings(
    contact: str = "", delay: float = 2.0, hosts: int = 8, tries: int = 4, most_mb: float = 50.0, seconds: float = 300.0,
    again: bool = False,
) -> Settings:  # fmt: skip
    """Settings as they are given on the command line."""
    bounds = Bounds(most_bytes=int(most_mb * 1_000_000), seconds=seconds)
    return Settings(contact, again, hosts, Pace(delay=delay, tries=tries), bounds)


Watch = Callable[[Iterator[Result], int], Iterable[Result]]


def run(list_file: Path, into: Path, asked: Settings, watch: Watch | None = None) -> Summary:
    """Fetch what the list names and is not there yet. Raises InputError before anything is fetched if the list is wrong."""
    wanted = fetch_list.read(list_file)
    agent = asked.agent()
    if into.exists() and not into.is_dir():
        raise InputError(f"{into} is a file: name a folder for the reports")
    into.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(into / _LOCK, timeout=0):
            return _run(wanted, Folder(into), Summary(into, list_file), asked, agent, watch)
    except Timeout:
        raise InputError(f"Another gcir fetch works on {into}: wait until it ends, or name another folder") from None


def _run(wanted: Sequence[Wanted], folder: Folder, summary: Summary, asked: Settings, agent: str, watch: Watch | None) -> Summary:
    stop = threading.Event()
    with closing(folder), closing(Web(agent, asked.bounds, stop)) as web:
        fetcher = Fetcher(web, Hosts(replace(asked.pace, sleep=_stopping(asked.pace.sleep, stop))))
        results = _results(wanted, folder, fetcher, asked, stop)
        seen = 0
        try:
            for result in watch(results, len(wanted)) if watch else results:
                summary.counts[result.kind] += 1
                seen += 1
                if result.kind in (REFUSED, FAILED):
                    summary.missing.append(result)
                elif result.reason:
                    summary.doubtful.append(result)
        except KeyboardInterrupt:
            stop.set()
            summary.left = len(wanted) - seen
    for found in (summary.missing, summary.doubtful):
        found.sort(key=lambda result: result.wanted.line)
    _write_failures(summary)
    return summary


def _stopping(sleep: Callable[[float], object] | None, stop: threading.Event) -> Callable[[float], None]:
    """A sleep that ends when the user ends the run."""

    def pause(seconds: float) -> None:
        (sleep or stop.wait)(seconds)
        if stop.is_set():
            raise Stopped

    return pause


def _results(
    wanted: Sequence[Wanted], folder: Folder, fetcher: Fetcher, asked: Settings, stop: threading.Event
) -> Iterator[Result]:
    """What came of each address, in the order in which they are done; documents are kept as they come."""
    pending: list[tuple[Wanted, Note | None]] = []
    for item in wanted:
        note = folder.before(item.url) if asked.again else None
        if folder.file(item.url) and not note:  # there already, or changed by hand: left as it is
            yield Result(item, UNCHANGED, folder.doubt(item.url))
        else:
            pending.append((item, note))
    line = _Line(pending, fetcher.hosts)
    done: queue.Queue[Result] = queue.Queue(maxsize=2 * asked.hosts)
    threads = [threading.Thread(target=_work, args=(line, fetcher, done, stop), daemon=True) for _ in range(asked.hosts)]
    for thread in threads[: len(pending)]:
        thread.start()
    for _ in pending:
        yield _kept(_next(done), folder)


def _next(done: queue.Queue[Result]) -> Result:
    while True:
        with suppress(queue.Empty):
            return done.get(timeout=0.5)  # a wait without end could not be interrupted everywhere


def _kept(result: Result, folder: Folder) -> Result:
    if result.page is None:
        return result
    kind = FETCHED if folder.keep(result.wanted, result.page) else UNCHANGED
    return replace(result, kind=kind, reason=result.page.doubt, page=None)


class _Line:
    """The addresses that wait, by host: whoever asks gets one of the host that may be asked soonest."""

    def __init__(self, asked: Iterable[tuple[Wanted, Note | None]], hosts: Hosts) -> None:
        self._hosts = hosts
        self._waiting: dict[str, deque[tuple[Wanted, Note | None]]] = {}
        for item in asked:
            self._waiting.setdefault(httpx.URL(item[0].url).host, deque()).append(item)
        self._free = [(0.0, name) for name in self._waiting]
        self._left = len(self._free)
        self._changed = threading.Condition()

    def take(self) -> tuple[str, Wanted, Note | None] | None:
        """The next address; None if there is none any more. Its host is nobody else's until `back`."""
        with self._changed:
            while self._left and not self._free:
                self._changed.wait()
            if not self._left:
                return None
            _, name = heapq.heappop(self._free)
            return name, *self._waiting[name].popleft()

    def back(self, name: str) -> None:
        """A host may be asked for its next address."""
        with self._changed:
            if self._waiting[name]:
                heapq.heappush(self._free, (self._hosts[name].ready_at, name))
            else:
                self._left -= 1
            self._changed.notify_all()


def _work(line: _Line, fetcher: Fetcher, done: queue.Queue[Result], stop: threading.Event) -> None:
    while not stop.is_set() and (item := line.take()):
        name, wanted, note = item
        try:
            done.put(_one(fetcher, wanted, note))
        except Stopped:
            return
        finally:
            line.back(name)


def _one(fetcher: Fetcher, wanted: Wanted, note: Note | None) -> Result:
    try:
        page = fetcher.fetch(wanted.url, note.etag if note else "", note.modified if note else "")
    except Refusal as refusal:
        return Result(wanted, REFUSED, str(refusal))
    except Failure as failure:
        return Result(wanted, FAILED, str(failure))
    except Stopped:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Result(wanted, FAILED, f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})")
    return Result(wanted, UNCHANGED, note.doubt if note else "") if page is None else Result(wanted, FETCHED, page=page)


def _write_failures(summary: Summary) -> None:
    """What is missing, beside the list; a table of an earlier run is renewed even if nothing is missing now."""
    path = summary.list_file.parent / FAILURES
    if not summary.missing and not summary.doubtful and not path.exists():
        return
    from gcir.csv_text import safe  # reasons may be in a server's words

    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("line", "url", "outcome", "reason"))
        found = [*((r, r.kind) for r in summary.missing), *((r, DOUBTFUL) for r in summary.doubtful)]
        writer.writerows((r.wanted.line, r.wanted.url, kind, safe(r.reason)) for r, kind in found)
