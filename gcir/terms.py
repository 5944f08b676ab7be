"""Words for the dimensions of a figure: channel, content, route, applicant."""

import functools
import re
from typing import NamedTuple

from gcir import codebook, hints

FILES = {"channel": "channels", "content": "contents", "route": "routes", "applicant": "applicants"}
_COLUMNS = ("id", "label_zh", "label_en", "pattern")


class Term(NamedTuple):
    """A word for a value of a dimension, and where it stands."""

    id: str
    start: int
    end: int


@functools.cache
def ids(dimension: str) -> tuple[str, ...]:
    """The values that a dimension may take."""
    return tuple(r["id"] for r in codebook.read(FILES[dimension], _COLUMNS, "id"))


@functools.cache
def _patterns(dimension: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The values of a dimension with the words that name them, in the order of the file."""
    rows = codebook.read(FILES[dimension], _COLUMNS, "id")
    expanded = ((r["id"], codebook.expand(FILES[dimension], n, r["pattern"])) for n, r in enumerate(rows, 2))
    return tuple((name, hints.guarded(pattern.pattern)) for name, pattern in expanded)


@functools.cache
def _sieve(dimension: str) -> hints.Sieve:
    return hints.Sieve([hints.needed(pattern) for _, pattern in _patterns(dimension)])


def find(dimension: str, words: str) -> list[Term]:
    """The terms of a dimension in order of appearance; of those that begin in one place the first of the file counts.

    The few values that some words may name are looked for one by one: each choice of them in a pattern of its own would
    have to be compiled, which takes longer than reading a report.
    """
    places = _sieve(dimension).places(words)
    if not places:
        return []
    values = _patterns(dimension)
    if len(places) == 1:
        name, pattern = values[places[0]]
        return [Term(name, *m.span()) for m in pattern.finditer(words)]
    ahead = [(m, place) for place in places if (m := values[place][1].search(words))]
    found: list[Term] = []
    while ahead:
        first, place = min(ahead, key=_start)
        found.append(Term(values[place][0], *first.span()))
        ahead = [(m, p) for was, p in ahead if (m := _from(was, values[p][1], words, first.end()))]
    return found


def _start(found: tuple[re.Match[str], int]) -> tuple[int, int]:
    return found[0].start(), found[1]


def _from(found: re.Match[str], pattern: re.Pattern[str], words: str, start: int) -> re.Match[str] | None:
    """The first match of a pattern that does not begin before `start`: the one that was found, or the next."""
    return found if found.start() >= start else pattern.search(words, start)


def leading(dimension: str, words: str) -> str:
    """The value whose term some words begin with; empty if they begin with none."""
    found = find(dimension, words)
    return found[0].id if found and not found[0].start else ""


def last(dimension: str, words: str) -> str:
    """The value that the last term names; empty if there is none."""
    found = find(dimension, words)
    return found[-1].id if found else ""
