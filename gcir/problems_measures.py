"""Cut a remedy out of its sentence: without the opener in front and without sentences that only announce a list."""

from dataclasses import dataclass

from gcir.problems_sentences import Sentence
from gcir.problems_wording import wording

_LONGEST_HEADING = 20
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """A remedy in a cleaned text. `answers` are the words in front that name what it answers;
    `heading` is the stop behind a short title, whose next sentence says the same at length."""

    start: int
    end: int
    item: int
    answers: tuple[int, int] | None = None
    heading: str = ""


def measure_in(
    text: str, clauses: tuple[tuple[int, int], ...], sentence: Sentence, item: int, before_list: bool = False
) -> Measure | None:
    """The remedy that clauses of a sentence state, if they state one; `before_list` says that a list follows."""
    words = wording()
    end = clauses[-1][1]
    answers = None
    rest = list(clauses)
    while len(rest) > 1 and (opener := words.measure_strip.match(text, rest[0][0])) and opener.end() >= rest[0][1]:
        if words.remedy_start.match(text, *rest[0]):
            answers = rest[0]
        rest.pop(0)
    start = rest[0][0]
    while opener := words.measure_strip.match(text, start, rest[0][1]):
        if opener.end() >= rest[0][1] or opener.end() == start:
            break
        start = opener.end()
    if end - start < _SHORTEST:
        return None
    if sentence.stop == "" and before_list:
        return None
    if (before_list or sentence.stop == ":") and words.measure_lead.search(text, start, end):
        return None
    if words.remedy_start.match(text, start, end) and end - start <= _LONGEST_HEADING:
        return None
    is_line = sentence.stop == "\n" and not sentence.mark and len(rest) == 1
    if is_line and not words.measure_begin.match(text, start, end):
        return None  # a signature, a date, a link of the page
    is_short = bool(sentence.mark) and end - start <= _LONGEST_HEADING
    heading = sentence.stop if is_short and sentence.stop in ("。", ":", "\n") else ""
    return Measure(start, end, item, answers, heading)
