"""Figures of one sentence as they are found, with the words that state them."""

from dataclasses import dataclass, field

from gcir import frames
from gcir.clauses import Passage
from gcir.context import Context
from gcir.model import Figure
from gcir.numbers import Quantity

_BETWEEN = "、,;:。)\n"  # what parts a statement from the one before it is no word of it


@dataclass(slots=True)
class Placing:
    """The figures found so far in a sentence of a passage.

    `lone` collects figures that say 'accepted' or 'handled': the count of requests received where the
    report gives no other.
    """

    text: str
    passage: Passage
    context: Context
    lone: set[Figure]
    found: list[Figure] = field(default_factory=list)

    def add(self, q: Quantity, indicator: str, start: int, end: int, **dimensions: str) -> None:
        """Add a number; start and end are where the words that state it stand in the passage."""
        words = self.passage.view.text
        while start < q.start and words[start] in _BETWEEN:
            start += 1
        a, b = self.passage.view.span(start, max(end, q.end))
        get = dimensions.get
        self.found.append(
            Figure(indicator, get("channel", ""), get("content", ""), get("route", ""), get("applicant", ""), tidy(q.value),
                   q.unit or frames.units()[indicator], q.precision, "digits", "prose", "", "", self.text[a:b], a, b)
        )  # fmt: skip


def tidy(value: float) -> float:
    """A whole number as such, any other to four places."""
    return int(value) if float(value).is_integer() else round(value, 4)
