"""Which words a pattern cannot match without: a cheap test before an expensive search."""

import re
from typing import Any

try:  # the standard library's own reading of a pattern; without it every pattern is simply searched
    from re import _constants as _codes  # type: ignore[attr-defined]
    from re import _parser as _grammar  # type: ignore[attr-defined]
except ImportError:
    _codes = _grammar = None

_MOST = 40


def needed(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which at least one stands in every match of the pattern; empty if no such words are known."""
    if _grammar is None:
        return ()
    found = _of_sequence(_grammar.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(found)) if found and len(found) <= _MOST else ()


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
    usable = [c for c in choices if c and c != {"#"}]
    return min(usable, key=lambda c: (-min(map(len, c)), len(c)), default=None)


def _of_part(code: Any, value: Any) -> set[str] | None:
    if code is None:
        return None
    if code == _codes.SUBPATTERN:
        return _of_sequence(value[3])
    if code == _codes.BRANCH:
        return _of_branches(value[1])
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return None


def _of_branches(branches: Any) -> set[str] | None:
    together: set[str] = set()
    for branch in branches:
        found = _of_sequence(branch)
        if not found:
            return None
        together |= found
    return together
