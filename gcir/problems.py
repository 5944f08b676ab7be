"""Read what a report says is wrong and what is to be done: problems with categories and causes, and measures.

The sections of type problems and plans are read sentence by sentence. Where no section speaks of
problems, the first words of the report that announce some open the reading. Phrases are in
codebook/problem_phrases.csv, cues for the categories in codebook/problem_cues.csv.
"""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from gcir.flat import View, flatten
from gcir.model import Section, Statement
from gcir.problems_cues import Label, categories, labels
from gcir.problems_deficits import announcement
from gcir.problems_joining import Place, Problem
from gcir.problems_lists import completed, plain_item
from gcir.problems_measures import measure_in
from gcir.problems_named import Read, add_dealt, add_named, answered_by
from gcir.problems_openings import opening
from gcir.problems_passages import Mode, Passage, is_label, passages
from gcir.problems_sentences import clean, sentences
from gcir.problems_statements import problems_in, reason_begin, with_reason
from gcir.problems_wording import wording

_GENERAL = "other"
_PROBLEMS = "problems"
_CLOSING = {_PROBLEMS: Mode.PROBLEM, "plans": Mode.REMEDY}


class _Topic(NamedTuple):
    """A topic label such as `On statistics.`, its list item and its place among the passages."""

    start: int
    end: int
    item: int
    number: int


def categorise(words: str, *, is_problem: bool = False) -> tuple[str, ...]:
    """The categories that the words of a problem name, in the order of the codebook; none if nothing is wrong.

    Words of which it is known that they state one problem (`is_problem`) need no wording that says so.
    """
    if not is_problem:
        return _ids(_stated(words))
    text = clean(flat := flatten(words), 0, len(flat)).text
    return _ids([Problem(0, len(text), labels(text))])


def explain(words: str) -> dict[str, tuple[Label, ...]]:
    """For each category of `categorise(words)` the labels that gave it: the words found and their cue."""
    stated = _stated(words)
    given = [label for problem in stated for label in problem.labels if label.cue]
    return {name: tuple(label for label in given if label.category == name) for name in _ids(stated)}


def _stated(words: str) -> list[Problem]:
    flat = flatten(words)
    text = clean(flat, 0, len(flat)).text
    return [problem for sentence in sentences(text) for problem in problems_in(text, sentence.clauses, listed=True)]


def _ids(problems: list[Problem]) -> tuple[str, ...]:
    named = {name for problem in problems for name in problem.categories}
    if problems and not named:
        named = {_GENERAL}
    return tuple(name for name in categories() if name in named)


def read_statements(text: str, flat: str, sections: tuple[Section, ...]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The problems and the measures that a report states, each in order of appearance.

    `text[start:end]` is the statement's text. A measure's `problem_order` is set where the report
    itself ties it to a problem: inside one list item, or by naming the problem.
    """
    read = [_read(flat, _first(section), section.end, _CLOSING[section.type]) for section in sections if section.type in _CLOSING]
    if not any(section.type == _PROBLEMS for section in sections) and not any(part.problems for part in read):
        read = [_read(flat, *found, Mode.PROBLEM), *read] if (found := opening(flat, sections)) else read
    if not any(part.problems for part in read):
        add_dealt(read)
    add_named(read)
    specific = any(not problem.general for part in read for problem, _ in part.problems)
    for part in read:
        kept = [found for found in part.problems if not (specific and found[0].general)]
        part.problems = sorted(kept, key=lambda found: found[0].start)
    if not specific:
        _keep_one(read)
    return _statements(text, read)


def _first(section: Section) -> int:
    """Where the words of a section begin; a heading inside a section may itself state a problem."""
    return section.body if section.depth <= 1 else section.start


def _keep_one(read: list[Read]) -> None:
    """Where a report only says in general that something is wrong, that counts once."""
    seen = False
    for part in read:
        part.problems = [] if seen else part.problems[:1]
        seen = seen or bool(part.problems)


def _read(flat: str, start: int, end: int, mode: Mode) -> Read:
    """Read one stretch of the text, beginning in `mode`."""
    view = clean(flat, start, end)
    read = Read(view)
    found = list(passages(view.text, sentences(view.text), mode))
    topic: _Topic | None = None
    worded: Counter[str] = Counter()
    plain: list[tuple[Problem, int, str]] = []
    for number, passage in enumerate(found):
        if is_label(view.text, passage):
            topic = _Topic(*passage.clauses[0], passage.item, number)
        elif passage.mode is Mode.PROBLEM:
            before, mark = len(read.problems), passage.sentence.mark
            read.clauses.append((passage.clauses[0][0], passage.clauses[-1][1]))
            following = found[number + 1] if number + 1 < len(found) else None
            _add_problems(read, passage, following, topic if topic and topic.item == passage.item else None, number)
            worded[mark] += len(read.problems) > before
            if mark and len(read.problems) == before and (item := plain_item(view.text, passage)):
                plain.append((item, passage.item, mark))
        elif passage.mode is Mode.REMEDY:
            _add_measure(read, passage, found[number + 1] if number + 1 < len(found) else None)
    listed = Counter(mark for _, _, mark in plain)
    read.problems += [(problem, item) for problem, item, mark in plain if worded[mark] >= listed[mark]]
    return read


def _add_problems(read: Read, passage: Passage, following: Passage | None, topic: _Topic | None, number: int) -> None:
    text, clauses = read.view.text, passage.clauses
    reason = reason_begin(text, *clauses[0])
    if reason is not None and read.problems:
        last, item = read.problems[-1]
        read.problems[-1] = (with_reason(text, last, reason, clauses[0][1]), item)
        return
    listed = bool(passage.sentence.mark) or any(not problem.general for problem, _ in read.problems)
    leans_on = topic.start if topic and topic.number == number - 1 else None
    before_list = following is not None and following.sentence.first and following.mode is Mode.PROBLEM
    leads = (passage.sentence.stop == ":" or before_list) and clauses[-1] == passage.sentence.clauses[-1]
    stated = problems_in(text, clauses, leans_on, listed, leads, _place(text, passage, leans_on is not None))
    begins_before = bool(stated) and stated[0].start < clauses[0][0]
    is_item = passage.item > 0 or leans_on is not None
    for problem in completed(text, passage, stated) if is_item and not begins_before else stated:
        if topic and not problem.labels and not problem.general:
            problem = replace(problem, labels=labels(text[topic.start : topic.end]))
        read.problems.append((problem, passage.item))


def _place(text: str, passage: Passage, on_topic: bool) -> Place:
    if passage.item or on_topic:
        return Place.ITEM
    series = any(announcement(text, *clause) or wording().enumerated.search(text, *clause) for clause in passage.clauses)
    return Place.SERIES if series else Place.PROSE


def _add_measure(read: Read, passage: Passage, following: Passage | None) -> None:
    before_list = following is not None and following.sentence.first
    measure = measure_in(read.view.text, passage.clauses, passage.sentence, passage.item, before_list)
    if measure is None:
        return
    last = read.measures[-1] if read.measures else None
    explained = last is not None and last.heading and last.item == measure.item and not passage.sentence.mark
    if last and explained and passage.sentence.opens_line:
        read.measures[-1] = measure  # a title on a line of its own is said again by the words below it
    elif last and explained:
        read.measures[-1] = replace(measure, start=last.start)
    else:
        read.measures.append(measure)


def _statements(text: str, read: list[Read]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    problems: list[Statement] = []
    measures: list[Statement] = []
    for part in read:
        before = len(problems)
        for problem, _ in part.problems:
            cause = text[slice(*part.view.span(*problem.cause))] if problem.cause else ""
            problems.append(_statement(text, part.view, (problem.start, problem.end), len(problems) + 1, _ids([problem]), cause))
        answered = answered_by(part)
        for measure in part.measures:
            place = answered(measure)
            order = 0 if place is None else before + place + 1
            measures.append(_statement(text, part.view, (measure.start, measure.end), len(measures) + 1, problem_order=order))
    return tuple(problems), tuple(measures)


def _statement(
    text: str,
    view: View,
    span: tuple[int, int],
    order: int,
    names: tuple[str, ...] = (),
    cause: str = "",
    problem_order: int = 0,
) -> Statement:
    start, end = view.span(*span)
    return Statement(order, text[start:end], names, cause, start, end, problem_order)
