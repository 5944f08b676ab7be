"""Turns a pattern of words and true values into a sentence and its figures."""

from __future__ import annotations

import re
from dataclasses import replace

from .model import Draft, Figure
from .numbers import quantity

SLOT = re.compile(r"<(\w+)(!?) ?([^<>]*)>")


def fig(indicator: str, value: float, **dims: str) -> Figure:
    """A figure to be stated."""
    return Figure(indicator, value, **dims)  # type: ignore[arg-type]


def say(draft: Draft, pattern: str, keep: bool = False, **slots: Figure | float) -> str:
    """Print the pattern; a slot that holds a Figure becomes truth, a bare number is a trap.

    `<name unit>` prints a number with its unit, `<name! unit>` never rounds it. `keep` keeps a comma at the head.
    """
    text = draft.expand(pattern, keep)
    found: list[tuple[int, Figure]] = []
    out, at = "", 0
    for match in SLOT.finditer(text):
        out += text[at : match.start()]
        slot = slots[match[1]]
        value = slot.value if isinstance(slot, Figure) else slot
        assert value is not None
        words, stated, precision = quantity(value, match[3], draft.numbers, draft.rng, exact=bool(match[2]))
        if isinstance(slot, Figure):
            found.append((len(out), replace(slot, value=stated, precision=precision, unit=match[3])))
        out += words
        at = match.end()
    out += text[at:]
    for position, figure in found:
        figure.evidence = clause(out, position)
        draft.figures.append(figure)
    return out


def none(draft: Draft, pattern: str, *indicators: str, evidence: str = "", optional: str = "", **dims: str) -> str:
    """A sentence that says in words that there was none."""
    text = draft.expand(pattern)
    for indicator in indicators:
        draft.figures.append(
            Figure(
                indicator,
                0,
                precision="exact",
                stated_as="words",
                evidence=evidence or text.strip("。;, "),
                optional=optional,
                **dims,
            )
        )  # type: ignore[arg-type]
    return text


def clause(text: str, position: int) -> str:
    """The sentence part around a position: between full stops, semicolons and commas."""
    start = max((text.rfind(mark, 0, position) for mark in "。;,、("), default=-1) + 1
    ends = [e for e in (text.find(mark, position) for mark in "。;,") if e >= 0]
    return text[start : min(ends, default=len(text))].strip()
