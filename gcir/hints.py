"""What a pattern cannot match without: cheap tests before an expensive search.

`needed` gives words of which one stands in every match; `guarded` is the pattern with a first look at the one
character that a match begins with, which spares trying a hundred wordings at every place of a text.
"""

import re
from collections.abc import Sequence
from typing import Any

try:  # the standard library's own reading of a pattern; without it every pattern is simply searched
    from re import _constants as _codes  # type: ignore[attr-defined]
    from re import _parser as _grammar  # type: ignore[attr-defined]
except ImportError:
    _codes = _grammar = None

_NUMBER = "#"
"""Stands in every clause that is searched, so that it tells nothing."""

_MOST = 40
_MOST_OF_CLASS = 10


def needed(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which at least one stands in every match of the pattern; empty if no such words are known."""
    if _grammar is None:
        return ()
    found = _of_sequence(_grammar.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(found)) if found and len(found) <= _MOST else ()


class Sieve:
    """Many patterns by the words that they need: which of them are worth trying on a text, in their order."""

    __slots__ = ("_always", "_first", "_starts")

    def __init__(self, needs: Sequence[tuple[str, ...]]):
        self._always = frozenset(place for place, words in enumerate(needs) if not words)
        served: dict[str, set[int]] = {}
        for place, words in enumerate(needs):
            for word in words:
                served.setdefault(word, set()).add(place)
        starts: dict[str, list[tuple[str, frozenset[int]]]] = {}
        for word, places in served.items():
            starts.setdefault(word[0], []).append((word, frozenset(places)))
        self._starts = {start: tuple(words) for start, words in starts.items()}
        self._first = frozenset(starts)

    def places(self, text: str) -> list[int]:
        """The places of the patterns that may match."""
        wanted = set(self._always)
        for start in self._first.intersection(text):
            for word, places in self._starts[start]:
                if word in text:
                    wanted |= places
        return sorted(wanted)


def guarded(source: str) -> re.Pattern[str]:
    """A pattern compiled with a first look at the characters that its matches may begin with.

    It is left as it stands where such characters are not known, and where the search has that first look already.
    """
    if _grammar is None:
        return re.compile(source)
    parsed = _grammar.parse(source)
    openings, may_be_empty = _openings(parsed)
    if openings is None or may_be_empty or _is_quick(parsed):
        return re.compile(source)
    return re.compile(f"(?=[{''.join(sorted(openings))}])(?:{source})")


def _is_quick(items: Any) -> bool:
    """Whether the search finds out by itself what a match begins with."""
    code, value = items[0]
    if code == _codes.SUBPATTERN:
        return _is_quick(value[3])
    if code == _codes.BRANCH:
        return all(branch[0][0] == _codes.LITERAL for branch in value[1])
    return code in (_codes.LITERAL, _codes.IN, _codes.AT)


def _openings(items: Any) -> tuple[set[str] | None, bool]:
    """What matches may begin with, as pieces of a character class (None if unknown); whether one may be empty."""
    found: set[str] = set()
    for code, value in items:
        if code == _codes.ASSERT and value[0] > 0:  # a look ahead says as much as what it looks at
            here, may_be_empty = _openings(value[1])
            if here is not None and not may_be_empty:
                return found | here, False
        if code in (_codes.ASSERT, _codes.ASSERT_NOT, _codes.AT):
            continue
        here, may_be_empty = _openings_of_part(code, value)
        if here is None:
            return None, False
        found |= here
        if not may_be_empty:
            return found, False
    return found, True


def _openings_of_part(code: Any, value: Any) -> tuple[set[str] | None, bool]:
    if code == _codes.LITERAL:
        return {re.escape(chr(value))}, False
    if code == _codes.IN:
        return _of_class(value), False
    if code == _codes.SUBPATTERN and not value[1] and not value[2]:
        return _openings(value[3])
    if code == _codes.BRANCH:
        branches = [_openings(branch) for branch in value[1]]
        known = [pieces for pieces, _ in branches if pieces is not None]
        together = set().union(*known) if len(known) == len(branches) else None
        return together, any(may_be_empty for _, may_be_empty in branches)
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT):
        pieces, may_be_empty = _openings(value[2])
        return pieces, may_be_empty or value[0] == 0
    return None, False


def _of_class(items: Any) -> set[str] | None:
    """The pieces of a character class; None for one that says what it does not hold."""
    pieces = set()
    for code, value in items:
        if code == _codes.LITERAL:
            pieces.add(re.escape(chr(value)))
        elif code == _codes.RANGE:
            pieces.add(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif code == _codes.CATEGORY and value == _codes.CATEGORY_DIGIT:
            pieces.add(r"\d")
        else:
            return None
    return pieces


def _of_sequence(items: Any) -> set[str] | None:
    """The best choice among the parts of a sequence: the longest words, then the fewest."""
    choices: list[set[str]] = []
    run = ""
    for code, value in [*items, (None, None)]:
        if code is not None and code == _codes.LITERAL and value < 0xE000:
            run += chr(value)
            continue
        if run:
            choices.append({run})
            run = ""
        found = _of_part(code, value)
        if found:
            choices.append(found)
    usable = [c for c in choices if c and c != {_NUMBER}]
    return min(usable, key=lambda c: (-min(map(len, c)), len(c)), default=None)


def _of_part(code: Any, value: Any) -> set[str] | None:
    if code is None:
        return None
    if code == _codes.SUBPATTERN:
        return _of_sequence(value[3])
    if code == _codes.BRANCH:
        return _of_branches(value[1])
    if code == _codes.IN:
        return _of_short_class(value)
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return None


def _of_short_class(items: Any) -> set[str] | None:
    """The characters of a class that names few; alternatives of one character each are read as such a class."""
    if len(items) > _MOST_OF_CLASS or any(code != _codes.LITERAL or chr(value) == _NUMBER for code, value in items):
        return None
    return {chr(value) for _, value in items}


def _of_branches(branches: Any) -> set[str] | None:
    together: set[str] = set()
    for branch in branches:
        found = _of_sequence(branch)
        if not found:
            return None
        together |= found
    return together
