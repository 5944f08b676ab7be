"""The batches of a build on a Dask cluster (extra gcir[cluster]): the same outcomes in the same order as on one machine.

Workers read the files themselves: they need the folders of the reports under the same paths, and the same gcir.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from gcir import versions
from gcir.intake import InputError, Outcome, Source

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
Read = Callable[[Sequence[Source]], list[T]]
"""Reads a batch. It is sent to the workers by name: a function of a module, or functools.partial of one."""
Say = Callable[[str], None]

CONNECT_SECONDS = 5.0
NO_WORKER_SECONDS = 30.0  # a scheduler answers at once, workers may still be starting
_LOOK_SECONDS = 2.0  # between two looks whether anybody is still there
_PER_WORKER = 3  # batches in flight: one read, one waiting, one on its way back
_WHY = "the process that read it ended: memory ran out, or a library failed"
_ONE_AT_A_TIME = threading.Lock()  # PDFium must not be entered by two threads, and threads would gain nothing


class ClusterError(InputError):
    """The cluster cannot do the work as it is set up; the message says what to change."""


class _Answer(NamedTuple, Generic[T]):
    """What a worker sends back: what was read, and the files that it cannot see."""

    found: list[T]
    unseen: list[Path]
    worker: str


def _silently(_words: str) -> None:
    """For callers that have nobody to tell."""


def run(address: str, batches: Sequence[Sequence[Source]], read: Read[T], say: Say = _silently) -> Iterator[list[T | Outcome]]:
    """What `read` makes of each batch on the cluster of the scheduler at `address`, in the order of the batches.

    `say` is told when there is nothing to do but wait. Only a few batches per worker are in flight, whatever their
    number. Work of a worker that dies is done again by another; a file that ends every process that reads it becomes a
    failure, and its batch mates are read.
    """
    if not batches:
        return
    with closing(_client(address)) as client:
        with _connected(address):
            _wait_for_workers(client, address, say)
            _check_workers(client, next((source for batch in batches for source in batch), None))
        yield from _in_order(client, batches, read, say)


def _in_order(client: Client, batches: Sequence[Sequence[Source]], read: Read[T], say: Say) -> Iterator[list[T | Outcome]]:
    waiting, flying = deque(batches), deque[tuple[Sequence[Source], "Future[_Answer[T]]"]]()
    try:
        while waiting or flying:
            room = max(2, _PER_WORKER * _workers(client)) - len(flying)
            for batch in [waiting.popleft() for _ in range(min(room, len(waiting)))]:
                flying.append((batch, _submit(client, read, batch)))
            batch, future = flying[0]
            found: list[T | Outcome] | None = _found(client, future, say)
            if found is None:
                # Whoever was on the same worker is blamed too: let the others end, and read these alone.
                _settle(client, [other for _, other in flying], say)
                found = [item for source in batch for item in _alone(client, read, source, say)]
            flying.popleft()
            yield found
    finally:
        for _, future in flying:
            future.cancel()  # type: ignore[no-untyped-call]


def _submit(client: Client, read: Read[T], batch: Sequence[Source]) -> Future[_Answer[T]]:
    return client.submit(_work, read, version(), batch, pure=False)


def _found(client: Client, future: Future[_Answer[T]], say: Say) -> list[T | Outcome] | None:
    """What a batch gave; None if it, or one beside it, ended its worker again and again."""
    from distributed import KilledWorker

    _settle(client, [future], say)
    try:
        answer: _Answer[T] = future.result()
    except KilledWorker:
        return None
    except CancelledError as error:
        raise _lost(_address(client), error) from error
    # A file that is gone for everybody is a failure of that file; one that is here and not there is a wrong set-up.
    for path in answer.unseen:
        if path.is_file():
            raise ClusterError(_unseen(answer.worker, path))
    return [*answer.found]


def _alone(client: Client, read: Read[T], source: Source, say: Say) -> list[T | Outcome]:
    """What one file gave while nothing else was read; a failure if it ends the process."""
    found = _found(client, _submit(client, read, [source]), say)
    return [Outcome(source.file, failure=("unexpected_error", _WHY))] if found is None else found


def _settle(client: Client, futures: list[Future[_Answer[T]]], say: Say) -> None:
    """Wait until these are done, as long as there is anybody to do them."""
    from distributed import wait

    last_seen, is_told = time.monotonic(), False
    while True:
        try:
            with client.as_current():
                wait(futures, timeout=_LOOK_SECONDS)  # type: ignore[no-untyped-call]
        except TimeoutError:
            if _workers(client):
                last_seen, is_told = time.monotonic(), False
            elif not is_told:
                say(f"No worker is left at {_address(client)}: {_waiting(_address(client))}")
                is_told = True
            elif time.monotonic() - last_seen > NO_WORKER_SECONDS:
                raise ClusterError(f"No worker is left at {_address(client)}: start some again") from None
        else:
            return


def _workers(client: Client) -> int:
    with _connected(_address(client)):
        return len(client.nthreads())  # type: ignore[no-untyped-call]


def _address(client: Client) -> str:
    return str(client.scheduler_info()["address"])


@contextmanager
def _connected(address: str) -> Iterator[None]:
    try:
        yield
    except (OSError, CancelledError) as error:
        raise _lost(address, error) from error


def _lost(address: str, error: BaseException) -> ClusterError:
    return ClusterError(f"The connection to {address} was lost ({_words(error)}): look after its scheduler, then run this again")


def _work(read: Read[T], expected: str, batch: Sequence[Source]) -> _Answer[T]:
    """On the worker: read a batch, if this is the gcir that was meant."""
    here = _name()
    if version() != expected:
        raise ClusterError(_differs(here))
    unseen = [source.path for source in batch if not source.path.is_file()]
    with _ONE_AT_A_TIME:
        return _Answer(read(batch), unseen, here)


def _name() -> str:
    from distributed import get_worker

    return str(get_worker().address)


@functools.cache
def version() -> str:
    """A fingerprint of the code, the codebook and the libraries that read here."""
    folder = Path(__file__).parent
    found = versions.of(folder, versions.used(folder, [("packing", "read_batch")]))
    return f"{found.parser}-{found.codebook}"


def _waiting(address: str) -> str:
    return f"waiting {NO_WORKER_SECONDS:g} seconds for one; start it with `dask worker {address}`"


def _wait_for_workers(client: Client, address: str, say: Say) -> None:
    """Raise ClusterError if no worker comes in time."""
    if not _workers(client):
        say(f"{address} has no workers so far: {_waiting(address)}")
    try:
        client.wait_for_workers(1, timeout=NO_WORKER_SECONDS)
    except TimeoutError:
        raise ClusterError(f"{address} has no workers: start some with `dask worker {address}`") from None


def _check_workers(client: Client, first: Source | None) -> None:
    """Raise ClusterError unless all workers have this gcir and see the first file as it is here."""
    for worker, found in client.run(_state, first and first.path, on_error="return").items():
        if isinstance(found, Exception) or found[0] != version():
            raise ClusterError(_differs(worker))
        if first and found[1] != (here := _digest(first.path)) and here:
            raise ClusterError(_unseen(worker, first.path))


def _state(path: Path | None) -> tuple[str, str]:
    return version(), _digest(path) if path else ""


def _digest(path: Path) -> str:
    """A fingerprint of a file's first bytes; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(1_000_000)).hexdigest()
    except OSError:
        return ""


def _differs(worker: str) -> str:
    return (
        f"The worker at {worker} has another gcir or codebook than this machine, or other libraries: install the same "
        "versions there and here"
    )


def _unseen(worker: str, path: Path) -> str:
    return (
        f"The worker at {worker} cannot see {path} as it is here: workers read the files themselves, so keep the "
        "reports in a folder that all machines share under the same path"
    )


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("For a cluster install gcir[cluster]: pip install 'gcir[cluster]'") from None
    _silence()
    try:
        with warnings.catch_warnings(action="ignore"):  # of other versions of libraries; what matters is compared below
            client: Client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            return client
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        told = f"No Dask scheduler answers at {address} ({_words(error)}): start one with `dask scheduler`, or correct it"
        raise ClusterError(told) from None


def _words(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _silence() -> None:
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
