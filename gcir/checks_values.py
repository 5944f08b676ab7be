"""What a report states, looked up by indicator and dimensions, with prose and tables apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from gcir.checks_rules import DIMENSIONS, Key, Rule, Sum
from gcir.model import Figure, Finding

if TYPE_CHECKING:
    from gcir.reports import Report

TABLE, PROSE, EXACT = "table", "prose", "exact"
_KEY = attrgetter("indicator", *DIMENSIONS)
_INFINITE = float("inf")


class Stated:
    """The figures of one report by source and place; `unread` are numbers under labels that nobody knows."""

    __slots__ = ("_by_source", "_named", "unread")

    def __init__(self, figures: Iterable[Figure]):
        self._by_source: dict[str, dict[Key, list[Figure]]] = {TABLE: {}, PROSE: {}}
        self.unread: list[Figure] = []
        for figure in figures:
            if figure.indicator:
                self._by_source[figure.source].setdefault(_KEY(figure), []).append(figure)
            elif figure.value is not None:
                self.unread.append(figure)
        self._named = {source: {key[0] for key in places} for source, places in self._by_source.items()}

    def lacks(self, source: str, terms: Sum) -> bool:
        """Whether a sum has no value in any place: an indicator that must be there is nowhere in the source."""
        named = self._named[source]
        return any(term.indicator not in named and not term.optional for term in terms)

    def places(self, source: str) -> dict[Key, list[Figure]]:
        """All that one source states, by place."""
        return self._by_source[source]

    def one(self, source: str, key: Key) -> Figure | None:
        """The number that a source states in a place; None if there is none, or two that differ."""
        found = self._by_source[source].get(key)
        if found is None:
            return None
        if len(found) == 1:
            return found[0] if found[0].value is not None else None
        numbers = [f for f in found if f.value is not None]
        exact = [f for f in numbers if f.precision == EXACT] or numbers
        return exact[0] if len({f.value for f in exact}) == 1 else None

    def blank(self, source: str, key: Key) -> Figure | None:
        """The cell of a place if it is printed and left blank."""
        found = self._by_source[source].get(key, ())
        return found[0] if found and all(f.stated_as == "blank" for f in found) else None

    def parts(self, source: str, indicator: str, dimension: str) -> Iterator[tuple[str, list[Figure]]]:
        """(code, statements) of the parts of an indicator along one dimension, the others at their total."""
        at = 1 + DIMENSIONS.index(dimension)
        for key, found in self._by_source[source].items():
            if key[0] == indicator and key[at] and not any(code for i, code in enumerate(key[1:], 1) if i != at):
                yield key[at], found


class Case(NamedTuple):
    """One rule before one report: what the report states, and what was found before."""

    rule: Rule
    report: Report
    stated: Stated
    earlier: Sequence[Finding] = ()


def bounds(figure: Figure) -> tuple[float, float] | None:
    """The least and the greatest value that a statement allows; None if it is only about right."""
    value = figure.value
    if value is None or figure.precision not in (EXACT, "at_least", "at_most"):
        return None
    low = value if figure.precision != "at_most" else -_INFINITE
    return low, value if figure.precision != "at_least" else _INFINITE


class Total:
    """The value of a sum as bounds, with the figures that make it up."""

    __slots__ = ("figures", "high", "low")

    def __init__(self, figures: list[Figure]):
        self.figures = figures
        low = high = 0.0
        for figure in figures:
            if figure.precision == EXACT and figure.value is not None:
                low += figure.value
                high += figure.value
            else:
                least, most = bounds(figure) or (-_INFINITE, _INFINITE)
                low += least
                high += most
        self.low, self.high = low, high

    @property
    def is_exact(self) -> bool:
        """Whether every part is an exact number."""
        return self.low == self.high

    @property
    def value(self) -> float:
        """The sum of the numbers as printed."""
        return sum(f.value or 0 for f in self.figures)


def total(stated: Stated, source: str, terms: Sum, dimension: str = "", code: str = "") -> Total | None:
    """A sum of terms; None if a term that must be there has no number."""
    figures = []
    for term in terms:
        key = term.key(dimension, code)
        figure = stated.one(source, key)
        if figure is not None:
            figures.append(figure)
        elif not term.optional or key in stated.places(source):
            return None
    return Total(figures)
