"""What a list of problems says beyond the wording of deficits: items and clauses that state one in plain facts."""

from dataclasses import replace

from gcir.problems_cues import labels
from gcir.problems_deficits import announcement, hits, is_place, strip
from gcir.problems_joining import Problem
from gcir.problems_passages import Passage
from gcir.problems_wording import wording

_SHORTEST = 6
_LONGEST_ADDITION = 40


def plain_item(text: str, passage: Passage) -> Problem | None:
    """The whole of a list item as a problem, where it names nothing that is done, denied or only announced.

    Counts only in a list whose other items say in words that something is wrong.
    """
    words, sentence = wording(), passage.sentence
    start, end = passage.clauses[0][0], passage.clauses[-1][1]
    if passage.clauses[0] != sentence.clauses[0] or sentence.stop == ":" or end - start < _SHORTEST:
        return None
    if words.measure_begin.match(text, start, end) or words.remedy_start.match(text, start, end):
        return None
    if any(denied.search(text, start, end) for denied in (words.negation_before, words.negation_dealt)):
        return None
    if announcement(text, start, end):
        return None
    if len(passage.clauses) == 1 and is_place(text, start, end):
        return None
    start, end = strip(text, start, end, end)
    return Problem(start, end, labels(text[start:end])) if end - start >= _SHORTEST else None


def completed(text: str, passage: Passage, found: list[Problem]) -> list[Problem]:
    """The problems of a list item, with the clauses beside them that say in plain facts what they mean."""
    if not found or any(problem.general for problem in found):
        return found
    words, clauses = wording(), passage.clauses
    first, last = found[0], found[-1]
    before = [clause for clause in clauses if clause[1] <= first.start]
    after = [clause for clause in clauses if clause[0] >= last.end]
    if len(before) == 1 and _is_plain(text, before) and not words.contrast.match(text, before[0][1] + 1):
        found[0] = first = replace(first, start=before[0][0])
    if after and _is_plain(text, after):
        found[-1] = replace(found[-1], end=after[-1][1])
    # What the deficit itself leaves open, the facts beside it may name.
    return [
        problem if problem.labels else replace(problem, labels=labels(text[problem.start : problem.end])) for problem in found
    ]


def _is_plain(text: str, clauses: list[tuple[int, int]]) -> bool:
    """Do clauses state facts: no place, no reason, nothing granted, denied or planned?"""
    words = wording()
    start, end = clauses[0][0], clauses[-1][1]
    if end - start > _LONGEST_ADDITION or any(hits(text, *clause) or is_place(text, *clause) for clause in clauses):
        return False
    openings = [
        words.cause_before,
        words.cause_after,
        words.cause_result,
        words.place_start,
        words.measure_begin,
    ]
    if any(opening.match(text, *clause) for opening in openings for clause in clauses):
        return False
    refused = (words.concession, words.negation_before, words.negation_dealt, words.negation_after, words.announce_list)
    return not any(pattern.search(text, start, end) for pattern in refused)
