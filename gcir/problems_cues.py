"""Which kinds of problem some words name, by the cues of codebook/problem_cues.csv; every label can say why.

A cue is words, `|` between alternatives, with `…` for some characters of the same clause.
It `gives` its category or `blocks` it. Weight 2 labels by itself; weight 1 labels only what nothing
stronger labels, or the things of a list (`contents, forms and procedures all …`). A block takes away
cues up to its own weight.
"""

import functools
import re
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from gcir import codebook
from gcir.codebook import CodebookError
from gcir.problems_wording import wording

_FILE = "problem_cues"
_COLUMNS = ("phrase", "category", "topic", "polarity", "weight", "example")
_CATEGORY_COLUMNS = ("category", "label_zh", "label_en", "definition", "examples_zh")
_STRONG = 2
_KEY, _LONG_KEY = 2, 3
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
    reach: int
    pattern: re.Pattern[str] | None
    phrase: str
    category: str
    topic: str
    blocks: bool
    weight: int

    def end_of_gap(self, words: str, at: int) -> int | None:
        """Where the cue ends whose opening stands at this place of the words, if its other words follow."""
        behind = at + len(self.opening)
        if self.pattern is None or words.find(self.second, behind, behind + self.reach) < 0:
            return None
        match = self.pattern.match(words, at)
        return match.end() if match else None


@functools.cache
def categories() -> tuple[str, ...]:
    """The ids of codebook/problem_categories.csv in their order."""
    return tuple(row["category"] for row in codebook.read("problem_categories", _CATEGORY_COLUMNS, "category"))


@functools.cache
def _cues() -> tuple[dict[str, tuple[_Cue, ...]], frozenset[str]]:
    """The cues by their first three characters, with those that are only the first two of these, in the order of
    the file; those of two also by themselves. And the first two characters of any of them.

    Raises CodebookError with file, line and remedy.
    """
    rows = codebook.read(_FILE, _COLUMNS)
    codebook.require(_FILE, "category", (row["category"] for row in rows), categories(), "problem_categories.csv")
    stands: dict[tuple[str, bool], tuple[str, int]] = {}
    groups: dict[str, list[tuple[tuple[int, int], _Cue]]] = {}
    for line, row in enumerate(rows, 2):
        for place, cue in enumerate(_line_cues(line, row)):
            category, before = stands.setdefault((cue.phrase, cue.blocks), (cue.category, line))
            if not cue.blocks and category != cue.category:
                raise CodebookError(
                    f"{_FILE}.csv, line {line}: cue {cue.phrase!r} gives {category!r} already on line {before}; keep one of them"
                )
            groups.setdefault(cue.opening[:_LONG_KEY], []).append(((line, place), cue))
    index = {}
    for key, found in groups.items():
        short = groups.get(key[:_KEY], []) if len(key) > _KEY else []
        index[key] = tuple(cue for _, cue in sorted([*short, *found], key=itemgetter(0)))
    return index, frozenset(key[:_KEY] for key in index)


def _line_cues(line: int, row: dict[str, str]) -> list[_Cue]:
    if row["polarity"] not in ("gives", "blocks"):
        raise CodebookError(f"{_FILE}.csv, line {line}: polarity {row['polarity']!r} is not known; write 'gives' or 'blocks'")
    if row["weight"] not in ("1", "2"):
        raise CodebookError(f"{_FILE}.csv, line {line}: weight {row['weight']!r} is not known; write 1 or 2")
    if not row["category"]:
        raise CodebookError(f"{_FILE}.csv, line {line}: column 'category' is empty; give an id of problem_categories.csv")
    blocks = row["polarity"] == "blocks"
    # A block must not reach over to the next item of a list; what is given may.
    stops, widest = (",。;:、", 12) if blocks else (",。;:", 16)
    gap = rf"[^{stops}\n]{{0,{widest}}}?"
    cues = []
    for phrase in row["phrase"].split("|"):
        pieces = phrase.split("…")
        if len(pieces[0]) < _KEY or not all(_PLAIN_WORDS.fullmatch(piece) for piece in pieces):
            raise CodebookError(f"{_FILE}.csv, line {line}: bad pattern {phrase!r}; {_HOW_TO}")
        pattern = re.compile(gap.join(re.escape(piece) for piece in pieces)) if len(pieces) > 1 else None
        second = pieces[1] if pattern else ""
        rest = (phrase, row["category"], row["topic"], blocks, int(row["weight"]))
        cues.append(_Cue(pieces[0], second, widest + len(second), pattern, *rest))
    return cues


def labels(words: str) -> tuple[Label, ...]:
    """The categories that the words of one deficit name, each with its cue; none if no cue is found."""
    index, openings = _cues()
    several = wording().several.search(words) is not None
    given: dict[bool, list[tuple[int, int, Label]]] = {True: [], False: []}
    blocked: list[tuple[int, int, str, int]] = []
    for at in range(len(words) - 1):
        if words[at : at + _KEY] not in openings:
            continue
        key = words[at : at + _LONG_KEY]
        for cue in index.get(key) or index.get(key[:_KEY], ()):
            if not words.startswith(cue.opening, at):
                continue
            end = cue.end_of_gap(words, at) if cue.pattern else at + len(cue.opening)
            if end is None:
                continue
            if cue.blocks:
                blocked.append((at, end, cue.category, cue.weight))
            else:
                found = Label(cue.category, words[at:end], cue.phrase, cue.topic)
                given[cue.weight >= _STRONG].append((at, end, found))
    strong = [label for start, end, label in given[True] if not _is_blocked(start, end, label.category, _STRONG, blocked)]
    if several or not strong:
        strong += [label for start, end, label in given[False] if not _is_blocked(start, end, label.category, 1, blocked)]
    return tuple(dict.fromkeys(strong))


def _is_blocked(start: int, end: int, category: str, weight: int, blocks: list[tuple[int, int, str, int]]) -> bool:
    """Does a block of the category and of this weight or more share characters with what a cue found?"""
    return any(a < end and start < b and name == category and strength >= weight for a, b, name, strength in blocks)
