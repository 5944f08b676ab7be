"""The codebook of wordings: how a number in a clause says what it counts.

A pattern of prose_frames.csv or not_figures.csv is a regular expression over a clause in which the
number and its unit stand as #, with the shorthands of `codebook.expand`.
"""

import functools
import re
from typing import NamedTuple

from gcir import codebook

class Frame(NamedTuple):
    """One wording: the indicator that it states, and when it applies."""

    indicator: str
    pattern: re.Pattern[str]
    classes: tuple[str, ...]
    topic: str
    unless: re.Pattern[str] | None
    any_year: bool
    line: int


class Exclusion(NamedTuple):
    """A wording whose number is no figure, and why."""

    pattern: re.Pattern[str]
    publish_only: bool
    reason: str


@functools.cache
def frames() -> tuple[Frame, ...]:
    """All wordings of prose_frames.csv in order; the first that applies decides."""
    name = "prose_frames"
    rows = codebook.read(name, ("indicator", "pattern", "classes", "topic", "unless", "time", "example"))
    known = {r["id"] for r in codebook.read("indicators", ("id", "label_zh", "label_en", "unit", "group"), "id")}
    codebook.require(name, "indicator", (r["indicator"] for r in rows), known, "indicators.csv")
    return tuple(
        Frame(
            r["indicator"], codebook.expand(name, n, r["pattern"]), tuple(r["classes"].split("|")), r["topic"],
            codebook.expand(name, n, r["unless"]) if r["unless"] else None, r["time"] == "any", n,
        )
        for n, r in enumerate(rows, 2)
    )  # fmt: skip


@functools.cache
def exclusions() -> tuple[Exclusion, ...]:
    """All wordings of not_figures.csv."""
    rows = codebook.read("not_figures", ("pattern", "scope", "reason"))
    return tuple(
        Exclusion(codebook.expand("not_figures", n, r["pattern"]), r["scope"] == "publish", r["reason"]) for n, r in enumerate(rows, 2)
    )


def candidates(window: str) -> tuple[Frame, ...]:
    """The frames worth trying on a window."""
    return frames()


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


def excluded(window: str, publish: bool) -> str:
    """Why the number of a window is no figure; empty if nothing speaks against it."""
    return next((e.reason for e in exclusions() if (publish or not e.publish_only) and e.pattern.search(window)), "")


@functools.cache
def groups() -> dict[str, str]:
    """Indicator → group of indicators.csv."""
    rows = codebook.read("indicators", ("id", "label_zh", "label_en", "unit", "group"), "id")
    return {r["id"]: r["group"] for r in rows}


@functools.cache
def units() -> dict[str, str]:
    """Indicator → the unit in which it is counted when the report prints none."""
    return {r["id"]: r["unit"] for r in codebook.read("indicators", ("id", "label_zh", "label_en", "unit", "group"), "id")}
