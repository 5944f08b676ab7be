"""Tell the passages of a closing section apart: what is wrong, what will be done, what an earlier year left."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from gcir.problems_deficits import hits, is_place, parts
from gcir.problems_sentences import Sentence
from gcir.problems_wording import wording

_LONGEST_TITLE = 12


class Mode(Enum):
    """What a passage is about; PAST are an earlier year's problems and what became of them."""

    PROBLEM = "problem"
    REMEDY = "remedy"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Passage:
    """Clauses of one sentence in one mode. `item` counts the list items, so that a remedy that
    stands in the same item as a problem can be told."""

    mode: Mode
    clauses: tuple[tuple[int, int], ...]
    sentence: Sentence
    item: int


def passages(text: str, sentences: tuple[Sentence, ...], mode: Mode) -> Iterator[Passage]:
    """The passages of a section's sentences, in order, beginning in `mode`."""
    reader = _Reader(text, mode)
    for number, sentence in enumerate(sentences):
        reader.following = sentences[number + 1] if number + 1 < len(sentences) else None
        if not is_drawn(text, sentence):
            yield from reader.read(sentence)


def is_drawn(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a row of a table that the text draws."""
    return "|" in text[sentence.clauses[0][0] : sentence.clauses[-1][1]]


def is_label(text: str, passage: Passage) -> bool:
    """Is the passage only a label that says what the next words are about?"""
    alone = len(passage.clauses) == 1 and passage.sentence.stop != "" and passage.sentence.stop in "。:\n"
    clause = passage.clauses[0]
    return alone and is_place(text, *clause) and not hits(text, *clause)


class _Reader:
    """Holds the mode, and for each kind of list mark the mode that its list began in."""

    __slots__ = ("any_problem", "following", "item", "lists", "mode", "text")

    def __init__(self, text: str, mode: Mode):
        self.text = text
        self.mode = mode
        self.item = 0
        self.any_problem = False
        self.following: Sentence | None = None
        self.lists: dict[str, Mode] = {}

    def read(self, sentence: Sentence) -> Iterator[Passage]:
        """The passages of one sentence: more than one where it turns from problem to remedy."""
        begins = self._take_mark(sentence)
        run: list[tuple[int, int]] = []
        for index, clause in enumerate(sentence.clauses):
            turned = self._turn(sentence, index)
            if turned and turned is not self.mode:
                if run:
                    yield Passage(self.mode, tuple(run), sentence, self.item)
                    run = []
                self.mode = turned
            if index == 0 and begins and self.mode is not Mode.PAST:
                self.lists[sentence.mark] = self.mode
            run.append(clause)
        if self.mode is Mode.PROBLEM and not self.any_problem:
            self.any_problem = any(hits(self.text, *clause) for clause in run)
        yield Passage(self.mode, tuple(run), sentence, self.item)

    def _take_mark(self, sentence: Sentence) -> bool:
        """A mark that goes on with a list takes up the mode that the list began in; is a list begun?"""
        if not sentence.mark:
            return False
        self.item += 1
        if sentence.first or sentence.mark not in self.lists:
            self.lists[sentence.mark] = self.mode
            return True
        self.mode = self.lists[sentence.mark]
        return False

    def _turn(self, sentence: Sentence, index: int) -> Mode | None:
        """The mode that a clause announces, if any."""
        words, text = wording(), self.text
        start, end = sentence.clauses[index]
        for pattern in (words.contrast, words.strip_lead):
            if opening := pattern.match(text, start, end):
                start = opening.end()
        if words.past_start.match(text, start, end):
            return Mode.PAST
        if words.remedy_future.match(text, start, end):
            return Mode.REMEDY
        if self.mode is Mode.PAST:
            opens = words.past_end.search(text, start, end) or words.problem_within.search(text, start, end)
            return Mode.PROBLEM if opens else None
        if self.mode is Mode.PROBLEM:
            return Mode.REMEDY if self._opens_remedy(sentence, index, start, end) else None
        return Mode.PROBLEM if self._opens_problems(sentence, index, start, end) else None

    def _opens_remedy(self, sentence: Sentence, index: int, start: int, end: int) -> bool:
        words, text = wording(), self.text
        if words.remedy_start.match(text, start, end):
            following = sentence.clauses[index + 1 : index + 2]
            if not hits(text, start, end) or words.strip_tail.search(text, start, end):
                return True
            return bool(following) and not hits(text, *following[0])
        if words.remedy_mends.match(text, start, end) and words.remedy_dealt.search(text, start, end):
            return True
        if (agency := words.remedy_within.search(text, start, end)) and not hits(text, start, agency.end()):
            return True
        fresh = index == 0 and self.any_problem and (sentence.first or sentence.opens_line)
        return fresh and self._is_measure(sentence)

    def _is_measure(self, sentence: Sentence) -> bool:
        """Does the sentence begin with what to do, and say nothing that is wrong?"""
        start, end = sentence.clauses[0]
        if not wording().measure_begin.match(self.text, start) or wording().place_topic.search(self.text, start, end):
            return False
        return not any(parts(self.text, *clause) for clause in sentence.clauses) and not self._is_title_of_problem(sentence)

    def _is_title_of_problem(self, sentence: Sentence) -> bool:
        """Is the sentence a short title in its line, whose next words say what is wrong there?"""
        start, end = sentence.clauses[0]
        following = self.following
        if (
            following is None
            or following.mark
            or following.opens_line
            or len(sentence.clauses) > 1
            or end - start > _LONGEST_TITLE
        ):
            return False
        return sentence.stop in (":", "。") and bool(parts(self.text, *following.clauses[0]))

    def _opens_problems(self, sentence: Sentence, index: int, start: int, end: int) -> bool:
        words, text = wording(), self.text
        if words.remedy_start.match(text, start, end) or words.remedy_mends.match(text, start, end):
            return False
        if words.negation_dealt.search(text, start, end):
            return False
        if words.problem_start.match(text, start, end) or words.problem_within.search(text, start, end):
            return True
        turns = words.contrast.match(text, sentence.clauses[index][0], end) is not None
        fresh = turns or (index == 0 and (bool(sentence.mark) or sentence.opens_line))
        if not fresh or words.measure_begin.match(text, start, end):
            return False
        stated = parts(text, start, end)
        return bool(stated) and not any(part.announces or part.bare for part in stated)
