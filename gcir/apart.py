"""Read a file in a process of its own, which may take too long, fill the memory or break down: this one goes on.

What reads PDF files and workbooks cannot be interrupted from Python, and a small file can ask it, or what reads old Word
files, for years of work or end the process that it runs in. One process serves all files that this one reads, one after
another; it ends with this one, or when a file costs more than the limits allow.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

from gcir.limits import Limits
from gcir.model import Document, UnreadableFile

_START = "import sys; sys.path[:] = sys.argv[1:]; from gcir import apart; apart.serve()"
_READY = b"+"
_LENGTH = struct.Struct("<Q")
_ENDED = 5  # seconds after which a process ends by itself, if the one it serves has not ended it
# How programs end that are refused memory, on POSIX: by giving up, or by the system's hand.
_OUT_OF_MEMORY = tuple(-getattr(signal, name) for name in ("SIGABRT", "SIGKILL", "SIGTRAP", "SIGILL") if hasattr(signal, name))

Answer = Document | tuple[str, str] | str
"""A document, or why there is none: a reason and its detail, or what went wrong in the program."""


def here(kind: str, data: bytes, name: str, limits: Limits) -> Document:
    """Read a file of one of these kinds (pdf, xlsx, xls, doc) in this very process."""
    if kind == "pdf":
        from gcir.readers_pdf import read_pdf

        return read_pdf(data, name, limits)
    if kind == "doc":
        from gcir.readers_doc import read_doc

        return read_doc(data, name, limits)
    from gcir.readers_sheet import read_sheet

    return read_sheet(data, name, kind, limits)


def read(kind: str, data: bytes, name: str, limits: Limits) -> Document:
    """The same in a process of its own. Raises UnreadableFile, also where that process was ended or broke down."""
    if not sys.executable:  # Python within another program cannot be started again
        return here(kind, data, name, limits)
    with _lock:
        if not _readers or not _readers[0].is_mine():
            _readers[:] = [_Reader()]
        try:
            answer = _readers[0].ask((kind, data, name, limits))
        except BaseException:
            _end()
            raise
    if isinstance(answer, tuple):
        raise UnreadableFile(*answer)
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer


class _Reader:
    """A process that reads."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._is_late = False
        asked = [sys.executable, "-c", _START, *sys.path]
        self._process = subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._back = self._process.stdin, self._process.stdout
        if self._back.read(1) != _READY:
            raise RuntimeError(f"the process that reads such files did not start (it ended with {self._process.wait()})")

    def is_mine(self) -> bool:
        """Whether it was started by this process, not by one that this was forked from, and still runs."""
        return self._owner == os.getpid() and self._process.poll() is None

    def ask(self, question: tuple[str, bytes, str, Limits]) -> Answer:
        """What it makes of a file, within its time."""
        limits = question[-1]
        timer = threading.Timer(limits.seconds, self._stop)
        timer.daemon = True
        timer.start()
        try:
            _send(self._to, pickle.dumps(question))
            found: Answer = pickle.loads(_receive(self._back))
            return found
        except (EOFError, BrokenPipeError) as error:
            raise self._why(limits) from error
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self._is_late = True
        self._process.kill()

    def _why(self, limits: Limits) -> UnreadableFile:
        """Why there is no answer."""
        ended = self._process.wait()
        if self._is_late:
            return UnreadableFile("too_slow", f"reading took longer than {limits.seconds:g} seconds")
        if ended in _OUT_OF_MEMORY:
            return UnreadableFile("too_much_memory", f"reading needs more than {limits.reader_bytes} bytes")
        return UnreadableFile("damaged", f"the program that reads such files broke down ({ended})")

    def end(self) -> None:
        """End it, and leave nothing of it behind."""
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        for end in (self._to, self._back):
            with suppress(OSError):
                end.close()


_lock = threading.Lock()
_readers: list[_Reader] = []


@atexit.register
def _end() -> None:
    while _readers:
        _readers.pop().end()


def _forget() -> None:
    """In a process that was just forked: another's reader is none of its own, nor is a lock that a thread there holds."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _send(to: IO[bytes], data: bytes) -> None:
    to.write(_LENGTH.pack(len(data)))
    to.write(data)
    to.flush()


def _receive(source: IO[bytes]) -> bytes:
    """One message. Raises EOFError where it ends before its time."""
    head = source.read(_LENGTH.size)
    data = source.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not data:
        raise EOFError
    return data


def serve() -> None:
    """Read what is asked for on standard input, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    back.write(_READY)
    back.flush()
    with suppress(EOFError, BrokenPipeError):
        while True:
            _send(back, pickle.dumps(_answer(*pickle.loads(_receive(sys.stdin.buffer)))))


def _answer(kind: str, data: bytes, name: str, limits: Limits) -> Answer:
    try:
        with _Bounds(limits):
            return here(kind, data, name, limits)
    except UnreadableFile as error:
        return error.reason, error.detail
    except MemoryError:
        return "too_much_memory", f"reading needs more than {limits.reader_bytes} bytes"
    except Exception as error:
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({os.path.basename(place.filename)}, line {place.lineno})"


class _Bounds:
    """Memory that this process may take, and a time after which it ends, whatever it is at; on POSIX alone."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __enter__(self) -> None:
        if hasattr(signal, "alarm"):
            signal.alarm(int(self._limits.seconds) + _ENDED)
        with suppress(ImportError, ValueError, OSError):
            import resource

            _, most = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (self._limits.reader_bytes, most))

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "alarm"):
            signal.alarm(0)
