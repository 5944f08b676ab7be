"""Counts of what was right, wanted and given, and the scores made of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Right, wanted and given."""

    hit: int = 0
    wanted: int = 0
    given: int = 0

    def add(self, other: Tally) -> None:
        """Count another's with these."""
        self.hit, self.wanted, self.given = self.hit + other.hit, self.wanted + other.wanted, self.given + other.given

    @property
    def precision(self) -> float:
        """Share of what was given that is right."""
        return self.hit / self.given if self.given else float(not self.wanted)

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found."""
        return self.hit / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.wanted + self.given
        return 2 * self.hit / both if both else 1.0


@dataclass(slots=True)
class Outcome:
    """Scores and every disagreement."""

    scores: dict[str, float] = field(default_factory=dict)
    groups: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    differences: list[tuple[str, str, str, str, str]] = field(default_factory=list)  # kind, file, words, wanted, got
