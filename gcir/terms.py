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
def _patterns(dimension: str) -> tuple[str, ...]:
    """The words of each value of a dimension, as a group named after it, in the order of the file."""
    rows = codebook.read(FILES[dimension], _COLUMNS, "id")
    return tuple(f"(?P<{r['id']}>{codebook.expand(FILES[dimension], n, r['pattern']).pattern})" for n, r in enumerate(rows, 2))


@functools.cache
def _sieve(dimension: str) -> hints.Sieve:
    return hints.Sieve([hints.needed(re.compile(p)) for p in _patterns(dimension)])


@functools.lru_cache(maxsize=500)
def _pattern(dimension: str, places: tuple[int, ...]) -> re.Pattern[str]:
    """One pattern for those values of a dimension that some words may name; few words may name more than two."""
    return hints.guarded("|".join(_patterns(dimension)[place] for place in places))


def find(dimension: str, words: str) -> list[Term]:
    """The terms of a dimension in order of appearance."""
    places = _sieve(dimension).places(words)
    if not places:
        return []
    matches = _pattern(dimension, tuple(places)).finditer(words)
    return [Term(str(m.lastgroup), m.start(), m.end()) for m in matches if m.lastgroup]


def leading(dimension: str, words: str) -> str:
    """The value whose term some words begin with; empty if they begin with none."""
    found = find(dimension, words)
    return found[0].id if found and not found[0].start else ""


def last(dimension: str, words: str) -> str:
    """The value that the last term names; empty if there is none."""
    found = find(dimension, words)
    return found[-1].id if found else ""
