"""Politeness: one request at a time for each host, with a pause after each, and what its robots.txt allows."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gcir.fetch_robots import Rules

GIVE_UP_AFTER = 3  # addresses in a row for which nobody took the connection


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait, and what waits; tests put in a clock of their own."""

    delay: float = 2.0
    tries: int = 4
    longest: float = 120.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] | None = None  # None: as long as nobody ends the run
    chance: Callable[[], float] = random.random

    def backoff(self, tries: int) -> float:
        """How long to wait after this many tries that went wrong."""
        return min(self.longest, max(self.delay, 0.5) * 2.0**tries * (1 + self.chance() / 2))


@dataclass(slots=True)
class Host:
    """One server: when it may be asked again, and what is known of it."""

    name: str
    pace: Pace
    ready_at: float = 0.0
    delay: float = 0.0
    silent: int = 0
    given_up: str = ""
    rules: dict[str, Rules | Exception] = field(default_factory=dict)
    reading: threading.Lock = field(default_factory=threading.Lock)
    _busy: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The right to send one request: waits until the pause after the last one is over."""
        with self._busy:
            while (pause := self.ready_at - self.pace.clock()) > 0:
                (self.pace.sleep or time.sleep)(pause)
            try:
                yield
            finally:
                delay = max(self.pace.delay, self.delay) * (1 + self.pace.chance() / 2)
                self.wait(delay)

    def wait(self, seconds: float) -> None:
        """Let nobody ask before this time is over."""
        self.ready_at = max(self.ready_at, self.pace.clock() + seconds)

    def answered(self, reason: str = "", is_silence: bool = False) -> None:
        """Note how an address ended; a host at which nobody answers again and again is given up."""
        self.silent = self.silent + 1 if is_silence else 0
        if self.silent >= GIVE_UP_AFTER:
            self.given_up = f"{reason}; given up after {self.silent} addresses of {self.name}"


class Hosts:
    """All hosts by name."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._known: dict[str, Host] = {}
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> Host:
        with self._lock:
            return self._known.setdefault(name, Host(name, self.pace))
