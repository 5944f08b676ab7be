"""The numbers that stand before headings and list items: 一、 (二) 3. and their like, and where they stand."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from gcir.numbers import NUMERALS, chinese_value

_N = f"[{NUMERALS}]"
MARK = re.compile(
    rf"((?:\u7b2c{_N}{{1,3}}(?:\u90e8\u5206|\u7ae0)[ 、:]*|{_N}{{1,3}} ?[、.,] ?|{_N}{{1,2}} +(?=\S{{2}})))"
    rf"|(\( ?{_N}{{1,3}} ?\) ?[、.]?|[\u3220-\u3229])"
    r"|((?<!\d)\d{1,2} ?(?:[、]|\.(?!\d)) ?|[\u2488-\u249b])"
)
"""A mark; there is a group for each of the three levels."""

# Text with marks of its own writes `## ` or `**` before the words of a heading.
# The look behind stands after the first character: a pattern that begins with a class is searched for twice as fast.
_MARKED = re.compile(
    r"[\n 。;!?:#*](?<![\n 。;!?:#*][\n 。;!?:#*])[\n 。;!?:#*]*"
    rf"(?=[\u7b2c(\d{NUMERALS}\u3220-\u3229\u2488-\u249b])(?={MARK.pattern})"
)
_POINTED = re.compile(r"[、.,)(\u3220-\u3229\u2488-\u249b]")
_NOT_DIGIT = re.compile(r"\D")
_NOT_NUMERAL = re.compile(rf"[^{NUMERALS}]")


class Mark(NamedTuple):
    """A mark as printed, with its level (1 to 3) and whether it stands first in its line."""

    start: int
    end: int
    words: str
    depth: int
    at_line_start: bool

    def number(self) -> int:
        """The number that the mark prints; 0 if it has none of its own."""
        return _number(self.words)

    def is_pointed(self) -> bool:
        """Whether it has a point or a bracket: in mid-line a bare numeral is a word."""
        return _POINTED.search(self.words) is not None


def marks(flat: str) -> Iterator[Mark]:
    """The list marks at the beginning of the text, of a line or of a sentence."""
    if first := MARK.match(flat):
        yield _mark(first, True)
    for m in _MARKED.finditer(flat):
        yield _mark(m, "\n" in m[0] or m.start() == 0)


@functools.lru_cache(maxsize=1_000)
def _number(words: str) -> int:
    digits = _NOT_DIGIT.sub("", words)
    if digits:
        return int(digits)
    numeral = _NOT_NUMERAL.sub("", words)
    return int(chinese_value(numeral) or 0) if numeral else 0


def _mark(m: re.Match[str], at_line_start: bool) -> Mark:
    depth = m.lastindex or 1
    return Mark(*m.span(depth), m[depth], depth, at_line_start)
