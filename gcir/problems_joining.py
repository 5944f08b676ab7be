"""When two deficits of one sentence are one problem: a second predicate, an example, more words on the same matter.

In an item of a list the clauses on one matter are one problem. A series, as behind `such as`, gives each clause with
a subject of its own a problem of its own; and so do all to clauses of another category, prose to those on another
part of the same category, and items to those on another part that say that it `has to get better`.
"""

from dataclasses import dataclass
from enum import Enum

from gcir.problems_cues import Label
from gcir.problems_deficits import Part, is_short
from gcir.problems_wording import wording

_MODAL = {"modal"}
_PREDICATES = {"quality", "fact"}
_CIRCUMSTANCES = {"fact", "lack", "burden"}
_GENERAL = "other"
_SHORTEST_OWN = 4


class Place(Enum):
    """Where a sentence stands: in an item of a list, in running prose, or in a series behind `such as`."""

    ITEM = "item"
    PROSE = "prose"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Problem:
    """A stated problem in a cleaned text. `general` ones name nothing in particular."""

    start: int
    end: int
    labels: tuple[Label, ...] = ()
    cause: tuple[int, int] | None = None
    general: bool = False
    kinds: frozenset[str] = frozenset()

    @property
    def categories(self) -> frozenset[str]:
        return frozenset([label.category for label in self.labels])

    @property
    def topics(self) -> frozenset[tuple[str, str]]:
        return frozenset([(label.category, label.topic) for label in self.labels])


def is_more(text: str, last: Problem, part: Part, problem: Problem, clause: int, place: Place, whole: bool) -> bool:
    """Is a deficit, whose clause begins at `clause`, more of the problem before it?

    `whole` says that the deficit is the only one of its clause.
    """
    if last.general:
        return False
    if is_second_predicate(part, problem) or (whole and wording().example.match(text, clause)):
        return True
    if whole and is_short(part) and wording().attribute.match(text, part.start):
        return True
    if place is Place.SERIES:
        return False
    if _is_of_the_same(text, last, part, problem):
        return True
    return _explains(text, last, part, problem, clause, whole, place)


def is_second_predicate(part: Part, problem: Problem) -> bool:
    """A short predicate without a subject of its own; one that states a fact with a name to it stands alone."""
    named = bool(problem.labels) and "fact" in part.kinds and part.end - part.start >= _SHORTEST_OWN
    return part.bare and is_short(part) and part.kinds <= _PREDICATES and not named


def _is_of_the_same(text: str, last: Problem, part: Part, problem: Problem) -> bool:
    """On the same topic: what is said of the same people, or a further circumstance."""
    if not problem.labels or problem.categories != last.categories or not problem.topics & last.topics:
        return False
    words = wording()
    same_people = words.actor.match(text, last.start, last.end) and not words.scope.match(text, part.start, part.end)
    named_topic = any(topic for _, topic in problem.topics & last.topics)
    circumstances = named_topic and last.kinds <= _CIRCUMSTANCES and part.kinds <= _CIRCUMSTANCES
    return part.bare or circumstances or bool(same_people)


def _explains(text: str, last: Problem, part: Part, problem: Problem, clause: int, whole: bool, place: Place) -> bool:
    """Does a clause say no more than the one before: nothing that a category names, or nothing of another category?"""
    if not last.labels:
        return False
    if not problem.labels:
        other = wording().announce_general.search(text, part.start, part.end) or wording().actor.match(text, part.start)
        return whole and other is None
    if not whole:
        return problem.categories == last.categories
    compares = wording().place_start.match(text, clause) and not wording().scope.match(text, clause)
    on_other_part = not problem.topics <= last.topics and not compares and not part.bare
    if on_other_part and (place is Place.PROSE or part.kinds <= _MODAL):
        return False
    return problem.categories <= last.categories | {_GENERAL}
