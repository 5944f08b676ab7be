"""Lists of names answered by lists of numbers (website and wechat: 545 and 378 items respectively)."""

import re
from typing import NamedTuple

from gcir import codebook, terms
from gcir.numbers import Quantity

_LIST_GAP = re.compile(r"[、,和与及]{1,2}$")
_STOP = re.compile(r"[。;:,!?\n]")
_SPLIT = re.compile(r"[、和与及]")
_VERB = 2
"""Characters of the verb that a shared noun follows."""


class Label(NamedTuple):
    """The words that one number of the list answers (empty if that cannot be told), and the list's unit.

    `full` are these words with the noun that the list has at its end for all of them.
    """

    name: str
    full: str
    start: int
    unit: str
    unit_class: str


def lists(words: str, start: int, numbers: list[Quantity]) -> dict[int, Label]:
    """Index of a number → its label, for all numbers of lists that a word such as 'respectively' announces."""
    found: dict[int, Label] = {}
    if len(numbers) < 2:
        return found
    for m in codebook.phrase("respectively").finditer(words, start, numbers[-1].start):
        run = _run(words, m.end(), numbers)
        if len(run) < 2:
            continue
        left_from = max((s.end() for s in _STOP.finditer(words, start, m.start())), default=start)
        last = numbers[run[-1]]
        names = _names(words[left_from : m.start()], m[0], len(run))
        for k, i in enumerate(run):
            name = names[k] if names else ""
            full = f"{name}{names[-1][_VERB:]}" if k + 1 < len(names) else name
            found[i] = Label(name, full, left_from, last.unit, last.unit_class)
    return found


def _run(words: str, position: int, numbers: list[Quantity]) -> list[int]:
    """The numbers that follow each other behind a position, separated by list marks alone."""
    run: list[int] = []
    for i, q in enumerate(numbers):
        if q.start < position:
            continue
        gap = words[position : q.start]
        if (not run and len(gap) <= 4 and not _STOP.search(gap)) or (run and _LIST_GAP.match(gap)):
            run.append(i)
            position = q.end
        else:
            break
    return run


def _names(left: str, word: str, n: int) -> list[str]:
    """A clause for each of n numbers, made from the words before the list."""
    items = _SPLIT.split(left)[-n:]
    tail = codebook.phrase("respective_word").sub("", word, count=1)
    for dimension in ("channel", "route", "applicant"):
        found = terms.find(dimension, left)
        if len(found) == n and len({t.id for t in found}) == n:
            before, after = left[: found[0].start], left[found[-1].end :]
            return [f"{before}{left[t.start : t.end]}{after}{tail}" for t in found]
        apart = [terms.find(dimension, item) for item in items]
        if len(items) == n and all(len({t.id for t in found}) == 1 for found in apart):
            before, after = items[0][: apart[0][0].start], items[-1][apart[-1][-1].end :]
            named = [item[found[0].start : found[-1].end] for item, found in zip(items, apart, strict=True)]
            return [f"{before}{name}{after}{tail}" for name in named]
    return items if len(items) == n else []


def with_unit(q: Quantity, label: Label) -> Quantity:
    """A number of a list that prints its unit once, at the end."""
    return q._replace(unit=label.unit, unit_class=label.unit_class)
