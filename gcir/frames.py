"""The codebook of wordings: how a number in a clause says what it counts.

A pattern of prose_frames.csv or not_figures.csv is a regular expression over a clause in which the
number and its unit stand as #, with the shorthands of `codebook.expand`.
"""

import functools
import re
from typing import NamedTuple

from gcir import codebook, hints

_SCOPES = ("all", "publish", "unlisted")


class Frame(NamedTuple):
    """One wording: the indicator that it states, and when it applies."""

    indicator: str
    pattern: re.Pattern[str]
    classes: tuple[str, ...]
    topic: str
    unless: re.Pattern[str] | None
    any_year: bool
    line: int
    words: tuple[str, ...]


class Exclusion(NamedTuple):
    """A wording whose number is no figure, and why."""

    pattern: re.Pattern[str]
    scope: str
    reason: str
    words: tuple[str, ...]


@functools.cache
def frames() -> tuple[Frame, ...]:
    """All wordings of prose_frames.csv in order; the first that applies decides."""
    name = "prose_frames"
    rows = codebook.read(name, ("indicator", "pattern", "classes", "topic", "unless", "time", "example"))
    known = {r["id"] for r in codebook.indicators()}
    codebook.require(name, "indicator", (r["indicator"] for r in rows), known, "indicators.csv")
    found = []
    for n, r in enumerate(rows, 2):
        pattern = codebook.expand(name, n, r["pattern"])
        unless = codebook.expand(name, n, r["unless"]) if r["unless"] else None
        words = hints.needed(pattern)
        classes = tuple(r["classes"].split("|"))
        found.append(Frame(r["indicator"], pattern, classes, r["topic"], unless, r["time"] == "any", n, words))
    return tuple(found)


@functools.cache
def exclusions() -> tuple[Exclusion, ...]:
    """All wordings of not_figures.csv."""
    found = []
    rows = codebook.read("not_figures", ("pattern", "scope", "reason"))
    codebook.require("not_figures", "scope", (r["scope"] for r in rows), _SCOPES, ", ".join(_SCOPES))
    for n, r in enumerate(rows, 2):
        pattern = codebook.expand("not_figures", n, r["pattern"])
        found.append(Exclusion(pattern, r["scope"], r["reason"], hints.needed(pattern)))
    return tuple(found)


@functools.cache
def _of_class(kind: str) -> tuple[Frame, ...]:
    """The frames for numbers of a class; things are counted like items, but are never published."""
    as_item = "item" if kind == "thing" else kind
    return tuple(f for f in frames() if (kind if f.indicator == "proactive_disclosed" else as_item) in f.classes)


@functools.cache
def _sieve(kind: str) -> hints.Sieve:
    return hints.Sieve([f.words for f in _of_class(kind)])


def candidates(window: str, kind: str) -> list[Frame]:
    """The frames worth trying on a clause whose number has a unit of this class, in the codebook's order."""
    ordered = _of_class(kind)
    return [ordered[place] for place in _sieve(kind).places(window)]


def stands_in(indicator: str, window: str) -> str:
    """What a clause says in place of 'received': requests accepted, or handled; empty if it says received itself."""
    if indicator not in ("requests_received", "requests_closed") or codebook.phrase("received").search(window):
        return ""
    if indicator == "requests_closed":
        return indicator if codebook.phrase("handled").search(window) else ""
    return "requests_accepted" if codebook.phrase("accepted").search(window) else ""


def other_subject(window: str) -> bool:
    """Whether a clause speaks of something that is not items published: interpretations, requests, remedies."""
    return codebook.phrase("other_subject").search(window) is not None


def receives(window: str) -> bool:
    """Whether a clause has its own verb of receiving."""
    return codebook.phrase("receive_verb").search(window) is not None


def names(indicator: str, window: str) -> bool:
    """Whether a clause names the subject of an indicator."""
    return codebook.phrase(f"names_{indicator}").search(window) is not None


@functools.cache
def _exclusion_sieve() -> hints.Sieve:
    return hints.Sieve([e.words for e in exclusions()])


@functools.lru_cache(maxsize=64)
def _exclusions_of(window: str) -> tuple[Exclusion, ...]:
    """The exclusions worth trying on a clause; kept for as long as one number asks for one scope after another."""
    return tuple(exclusions()[place] for place in _exclusion_sieve().places(window))


def excluded(window: str, publish: bool, listed: bool = False) -> str:
    """Why the number of a clause is no figure; empty if nothing speaks against it.

    `publish` asks for numbers of items published, `listed` for those that a list puts under a total.
    """
    scopes = _SCOPES[:2] if listed else _SCOPES if publish else _SCOPES[:1]
    for e in _exclusions_of(window):
        if e.scope in scopes and e.pattern.search(window):
            return e.reason
    return ""


@functools.cache
def groups() -> dict[str, str]:
    """Indicator → group of indicators.csv."""
    rows = codebook.indicators()
    return {r["id"]: r["group"] for r in rows}


@functools.cache
def units() -> dict[str, str]:
    """Indicator → the unit in which it is counted when the report prints none."""
    return {r["id"]: r["unit"] for r in codebook.indicators()}
