"""Which kinds of problem some words name, by the cues of codebook/problem_cues.csv; every label can say why.

A cue is words, `|` between alternatives, with `…` for some characters of the same clause.
It `gives` its category or `blocks` it: a block takes away the cues of its category and of no more than its
weight that share characters with it. Of the cues that are left only those of the greatest weight label:
3 for a topic that decides by itself (interpretation, requests, secrecy, rules), 2 for what is wrong (late, thin,
uneven), 1 for what is only named (a column, a website, the public). Below 3 a clause has the category that most
of its words name, and one that nearly as many do. In a list of things that all fall short every cue counts
(`contents, forms and procedures all …`).
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gcir import codebook
from gcir.codebook import CodebookError
from gcir.problems_wording import wording

_FILE = "problem_cues"
_COLUMNS = ("phrase", "category", "topic", "polarity", "weight", "example")
_CATEGORY_COLUMNS = ("category", "label_zh", "label_en", "definition", "examples_zh")
_WEIGHTS = ("1", "2", "3")
_TELLS, _DECIDES = 2, 3
_NEARLY = 0.6
_CLAUSE_ENDS = re.compile("[,;。、]")
_KEY, _LONG_KEY = 2, 3
_WIDEST = 16
_REACH = _WIDEST + 12
_HOW_TO = "write plain words, two characters or more at the beginning, '|' for or, '…' for a gap"
_PLAIN_WORDS = re.compile(r"[^\s\\.^$*+?{}\[\]()]+")


class Label(NamedTuple):
    """A category, the words that name it and the cue that found them; `topic` is its part of the category."""

    category: str
    words: str
    cue: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Cue:
    """One alternative of a line: `opening` is looked for first, then `second` not far behind it, if there is a
    gap; `pattern` is the whole of it. Nine in ten gaps lead to nothing, which plain words tell faster."""

    opening: str
    second: str
    pattern: re.Pattern[str] | None
    phrase: str
    category: str
    topic: str
    blocks: bool
    weight: int


class _Opening(NamedTuple):
    """The first words of some cues: the cues that are no more than these, and those that go on behind a gap."""

    words: str
    length: int
    whole: tuple[_Cue, ...]
    gaps: tuple[tuple[str, _Cue, re.Pattern[str]], ...]


_Place = tuple[_Cue, int, int]
"""A cue and where it stands in the words; a plain tuple, as they are made in great numbers."""


@functools.cache
def categories() -> tuple[str, ...]:
    """The ids of codebook/problem_categories.csv in their order."""
    return tuple(row["category"] for row in codebook.read("problem_categories", _CATEGORY_COLUMNS, "category"))


@functools.cache
def _cues() -> tuple[dict[str, tuple[_Opening, ...]], frozenset[str]]:
    """The openings of the cues by their first three characters, with those that are only the first two of these,
    in the order of the file; those of two also by themselves. And the first two characters of any of them.

    Raises CodebookError with file, line and remedy.
    """
    rows = codebook.read(_FILE, _COLUMNS)
    codebook.require(_FILE, "category", (row["category"] for row in rows), categories(), "problem_categories.csv")
    stands: dict[tuple[str, bool], tuple[str, int]] = {}
    cues: dict[str, list[_Cue]] = {}
    for line, row in enumerate(rows, 2):
        for cue in _line_cues(line, row):
            category, before = stands.setdefault((cue.phrase, cue.blocks), (cue.category, line))
            if not cue.blocks and category != cue.category:
                raise CodebookError(
                    f"{_FILE}.csv, line {line}: cue {cue.phrase!r} gives {category!r} already on line {before}; keep one of them"
                )
            cues.setdefault(cue.opening, []).append(cue)
    groups: dict[str, list[_Opening]] = {}
    for words, found in cues.items():
        whole = tuple(cue for cue in found if not cue.pattern)
        gaps = tuple((cue.second, cue, cue.pattern) for cue in found if cue.pattern)
        groups.setdefault(words[:_LONG_KEY], []).append(_Opening(words, len(words), whole, gaps))
    index = {key: tuple(groups.get(key[:_KEY], []) + found if len(key) > _KEY else found) for key, found in groups.items()}
    return index, frozenset(key[:_KEY] for key in index)


def _line_cues(line: int, row: dict[str, str]) -> list[_Cue]:
    if row["polarity"] not in ("gives", "blocks"):
        raise CodebookError(f"{_FILE}.csv, line {line}: polarity {row['polarity']!r} is not known; write 'gives' or 'blocks'")
    if row["weight"] not in _WEIGHTS:
        raise CodebookError(f"{_FILE}.csv, line {line}: weight {row['weight']!r} is not known; write 1, 2 or 3")
    if not row["category"]:
        raise CodebookError(f"{_FILE}.csv, line {line}: column 'category' is empty; give an id of problem_categories.csv")
    blocks = row["polarity"] == "blocks"
    # A block must not reach over to the next item of a list; what is given may.
    stops, widest = (",。;:、", 12) if blocks else (",。;:", _WIDEST)
    gap = rf"[^{stops}\n]{{0,{widest}}}?"
    cues = []
    for phrase in row["phrase"].split("|"):
        pieces = phrase.split("…")
        if len(pieces[0]) < _KEY or not all(_PLAIN_WORDS.fullmatch(piece) for piece in pieces):
            raise CodebookError(f"{_FILE}.csv, line {line}: bad pattern {phrase!r}; {_HOW_TO}")
        pattern = re.compile(gap.join(f"({re.escape(piece)})" for piece in pieces)) if len(pieces) > 1 else None
        second = pieces[1] if pattern else ""
        rest = (phrase, row["category"], row["topic"], blocks, int(row["weight"]))
        cues.append(_Cue(pieces[0], second, pattern, *rest))
    return cues


def labels(words: str) -> tuple[Label, ...]:
    """The categories that the words of one deficit name, each with its cue; none if no cue is found."""
    found, blocks = _places(words)
    if blocks and found:
        blocks = [block for block in blocks if not (block[0].pattern and wording().joined_within.search(words, *block[1:]))]
        found = [place for place in found if not _is_blocked(place, blocks)]
    if len(found) > 1 and not _is_list(words):
        every = found
        weights = [cue.weight for cue, _, _ in found]
        weight = max(weights)
        if min(weights) < weight:
            found = [place for place in found if place[0].weight == weight]
        if weight < _DECIDES and len(found) > 1:
            found = _most_named(words, found)
        found += _beside(words, found, [place for place in every if place[0].weight >= min(weight, _TELLS)])
    return tuple(dict.fromkeys([Label(cue.category, words[at:end], cue.phrase, cue.topic) for cue, at, end in found]))


def _is_blocked(place: _Place, blocks: list[_Place]) -> bool:
    """Does a block of its category lie on the words that a cue found?"""
    cue, at, end = place
    for by, start, stop in blocks:
        if start < end and at < stop and by.category == cue.category and by.weight >= cue.weight:
            return True
    return False


def _most_named(words: str, places: list[_Place]) -> list[_Place]:
    """Of each clause the cues of the category that most of its words name, and of one that nearly as many do."""
    if len({cue.category for cue, _, _ in places}) == 1:
        return places
    said: dict[tuple[int, str], set[int]] = {}
    for place in places:
        clause = len(_CLAUSE_ENDS.findall(words, 0, place[2]))
        said.setdefault((clause, place[0].category), set()).update(_own_characters(words, place))
    most: dict[int, int] = {}
    for (clause, _), where in said.items():
        most[clause] = max(len(where), most.get(clause, 0))
    kept = {name for (clause, name), where in said.items() if len(where) >= _NEARLY * most[clause]}
    return [place for place in places if place[0].category in kept]


def _own_characters(words: str, place: _Place) -> Iterable[int]:
    """Where the words of a cue stand, without what its gap lets pass."""
    cue, at, end = place
    if cue.pattern and (match := cue.pattern.match(words, at)):
        return [i for group in range(1, len(match.groups()) + 1) for i in range(*match.span(group))]
    return range(at, end)


def _beside(words: str, decided: list[_Place], every: list[_Place]) -> list[_Place]:
    """Cues that stand in one enumeration with those that decide: `the amount, quality and timeliness of …`."""
    if not wording().joined_between.search(words) or len({cue.category for cue, _, _ in every}) == 1:
        return []
    named = list(decided)
    more: list[_Place] = []
    for place in sorted((place for place in every if place not in decided), key=lambda place: place[1]):
        if any(_are_joined(words, place, other) for other in named):
            more.append(place)
            named.append(place)
    return more


def _are_joined(words: str, one: _Place, other: _Place) -> bool:
    """Is there no more than an `and` or a list comma between what two cues name?"""
    first, second = sorted((one, other), key=lambda place: place[1])
    end = first[1] + len(first[0].opening)
    return second[1] > end and wording().joined_between.fullmatch(words, end, second[1]) is not None


def _places(words: str) -> tuple[list[_Place], list[_Place]]:
    """The cues found in the words that give, and those that block, and where."""
    index, openings = _cues()
    found: list[_Place] = []
    blocks: list[_Place] = []
    for at in range(len(words) - 1):
        if words[at : at + _KEY] not in openings:
            continue
        key = words[at : at + _LONG_KEY]
        for opening, length, whole, gaps in index.get(key) or index.get(key[:_KEY], ()):
            if length > _LONG_KEY and not words.startswith(opening, at):
                continue
            behind = at + length
            for cue in whole:
                (blocks if cue.blocks else found).append((cue, at, behind))
            if not gaps:
                continue
            near = words[behind : behind + _REACH]
            for second, cue, pattern in gaps:
                if second in near and (match := pattern.match(words, at)):
                    (blocks if cue.blocks else found).append((cue, at, match.end()))
    return found, blocks


def _is_list(words: str) -> bool:
    """Do the words name several things that all fall short: `in contents, forms and procedures`?"""
    return wording().several.search(words) is not None and ("、" in words or wording().conjunction.search(words) is not None)
