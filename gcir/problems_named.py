"""What remedies tell of problems: those that they name, and which of the stated ones they answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gcir.flat import View
from gcir.problems_cues import labels
from gcir.problems_joining import Problem
from gcir.problems_measures import Measure
from gcir.problems_statements import problems_in
from gcir.problems_wording import wording

_SAME_WORDS = 0.4


@dataclass(slots=True)
class Read:
    """What one section gave, in offsets of its cleaned text `view`; problems with their list item."""

    view: View
    problems: list[tuple[Problem, int]] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)  # of passages on problems
    measures: list[Measure] = field(default_factory=list)


def add_named(read: list[Read]) -> None:
    """Add the problems that only the opening of a remedy names: `As staff changes often, we will …`."""
    stated = {name for part in read for problem, _ in part.problems for name in problem.categories}
    for part in read:
        text = part.view.text
        for measure in part.measures:
            if measure.answers is None or _best(part, measure.answers) is not None:
                continue
            for problem in problems_in(text, (_after_opener(text, measure.answers),)):
                if not problem.general and problem.categories - stated:
                    part.problems.append((problem, measure.item))
                    stated |= problem.categories


def add_dealt(read: list[Read]) -> None:
    """Add what remedies name as wrong, in a report that states it nowhere else: `to mend that …, we have …`."""
    for part in read:
        text = part.view.text
        told = [(max(text.rfind(stop, 0, start) for stop in "。;\n") + 1, end, 0) for start, end in part.clauses]
        for measure in part.measures:
            begin = measure.answers[0] if measure.answers else max(text.rfind(stop, 0, measure.start) for stop in "。;\n") + 1
            told.append((begin, measure.end, measure.item))
        for begin, end, item in told:
            for dealt in wording().remedy_dealt.finditer(text, begin, end):
                words = dealt.span("what")
                stated = problems_in(text, (words,)) or [Problem(*words, labels(dealt["what"]))]
                known = [problem for problem, _ in part.problems]
                part.problems += [(problem, item) for problem in stated if problem.labels and problem not in known]


def _after_opener(text: str, clause: tuple[int, int]) -> tuple[int, int]:
    opener = wording().remedy_start.match(text, *clause)
    return (opener.end(), clause[1]) if opener and opener.end() < clause[1] else clause


def _best(part: Read, words: tuple[int, int]) -> int | None:
    """The place in `part.problems` of the problem that these words say again, if they do."""
    text = part.view.text
    start, end = _after_opener(text, words)
    pairs = {text[i : i + 2] for i in range(start, end - 1)}
    said = [text[problem.start : problem.end] for problem, _ in part.problems]
    shares = [(sum([pair in words for pair in pairs]) / max(len(pairs), 1), -place) for place, words in enumerate(said)]
    share, place = max(shares, default=(0.0, 0))
    return -place if share >= _SAME_WORDS else None


def answered_by(part: Read) -> Callable[[Measure], int | None]:
    """Which problem of `part.problems` a measure answers. List items tie the two only in a report that
    puts remedies into the items of its problems, so not where a remedy follows the last item alone."""
    first_of_item: dict[int, int] = {}
    for place, (_, item) in enumerate(part.problems):
        first_of_item.setdefault(item, place)
    mixed = {measure.item for measure in part.measures} & set(first_of_item) - {0}
    ties = len(mixed) > 1 or bool(mixed and max(mixed) < max(first_of_item))

    def answered(measure: Measure) -> int | None:
        if measure.answers is not None and (place := _best(part, measure.answers)) is not None:
            return place
        return first_of_item.get(measure.item) if ties and measure.item else None

    return answered
