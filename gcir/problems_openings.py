"""Where a report without a section for problems begins to state them."""

from itertools import pairwise

from gcir.model import Section
from gcir.problems_deficits import is_place, parts
from gcir.problems_passages import Mode, Passage, is_drawn, is_label, passages
from gcir.problems_sentences import Sentence, clean, sentences
from gcir.problems_wording import wording

_LONGEST_TOPIC = 8
_NOT_PLAIN = {"fact", "burden"}
"""Wording that elsewhere than among problems often says nothing of the kind: `risks`, `much work`."""
_TOPIC_STOPS = ("。", ":", "\n")
_NOT_PROSE = {"statistics_table", "problems", "plans"}


def opening(flat: str, sections: tuple[Section, ...]) -> tuple[int, int] | None:
    """The stretch that begins with the first words that announce problems, else with an item `On x: y is wrong`."""
    read = [section for section in sections if section.type not in _NOT_PROSE]
    for section in read:
        if found := wording().problem_within.search(flat, section.body, section.end):
            begin = max(section.body, *(flat.rfind(stop, section.body, found.start()) + 1 for stop in "。\n"))
            return begin, section.end
    for number, section in enumerate(read):
        if (topic := _topic(flat, section)) is not None:
            end = section.end
            for later in read[number + 1 :]:
                end = later.end if later.start == end else end
            return topic, end
    return None


def _is_short(passage: Passage) -> bool:
    """Is the passage one short clause with a stop of its own?"""
    start, end = passage.clauses[0]
    return len(passage.clauses) == 1 and end - start <= _LONGEST_TOPIC and passage.sentence.stop in (":", "。")


def _may_hold(text: str, cut: tuple[Sentence, ...]) -> bool:
    """Whether the words that end some list item may be a topic alone, and the sentence behind it state something wrong."""
    for item, said in pairwise(sentence for sentence in cut if not is_drawn(text, sentence)):
        if item.mark and not said.mark and item.stop in _TOPIC_STOPS:
            start, end = item.clauses[-1]
            if (end - start <= _LONGEST_TOPIC or is_place(text, start, end)) and parts(text, *said.clauses[0]):
                return True
    return False


def _topic(flat: str, section: Section) -> int | None:
    """Where a list item stands that is a topic alone, before a sentence that says what is wrong there."""
    view = clean(flat, section.start, section.end)
    cut = sentences(view.text)
    if not _may_hold(view.text, cut):  # nearly always so, and told in a tenth of the time
        return None
    found = list(passages(view.text, cut, Mode.PROBLEM))
    for label, said in pairwise(found):
        if not label.sentence.mark or said.sentence.mark or not (is_label(view.text, label) or _is_short(label)):
            continue
        stated = parts(view.text, *said.clauses[0])
        if any(part.kinds - _NOT_PLAIN for part in stated) and not any(part.announces for part in stated):
            start = label.clauses[0][0]
            return view.at[1 + max(view.text.rfind(stop, 0, start) for stop in "。;\n")]
    return None
