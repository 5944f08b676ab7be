"""Words for the dimensions of a figure: channel, content, route, applicant."""

import functools
import re
from typing import NamedTuple

from gcir import codebook

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
def _pattern(dimension: str) -> re.Pattern[str]:
    """All words of a dimension in one pattern, a group for each value, in the order of the file."""
    rows = codebook.read(FILES[dimension], _COLUMNS, "id")
    parts = [f"(?P<{r['id']}>{codebook.expand(FILES[dimension], n, r['pattern']).pattern})" for n, r in enumerate(rows, 2)]
    return re.compile("|".join(parts))


def find(dimension: str, words: str) -> list[Term]:
    """The terms of a dimension in order of appearance."""
    return [Term(str(m.lastgroup), m.start(), m.end()) for m in _pattern(dimension).finditer(words) if m.lastgroup]


def leading(dimension: str, words: str) -> str:
    """The value whose term some words begin with; empty if they begin with none."""
    found = find(dimension, words)
    return found[0].id if found and not found[0].start else ""


def last(dimension: str, words: str) -> str:
    """The value that the last term names; empty if there is none."""
    found = find(dimension, words)
    return found[-1].id if found else ""
