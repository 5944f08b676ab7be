"""Forms whose cells ran together into one line, with nothing but a space between them.

Only a row with as many values behind its label as the head has columns is certain: an empty cell leaves no trace here.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice

from gcir.bare_cells import headed
from gcir.bare_heads import LABEL, NUMBER, Piece, is_known, kind_of, may_be_cell
from gcir.bare_lines import joined
from gcir.model import Finding, Table
from gcir.pipe_lines import WORDS, Line, lines_of

_WORD = re.compile(r"[^ \t\r\n\u3000\xa0]+")
_BETWEEN = re.compile(r"(?<=[ \t\u3000\xa0])\d[\d,.]{0,15}(?=[ \t\u3000\xa0\r\n]|\Z)")
_FEWEST_NUMBERS, _FEWEST_LABELS, _SHORTEST = 3, 4, 24


def may_hold(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether some numbers of a text stand between spaces."""
    return len(list(islice(_BETWEEN.finditer(text, start, end), _FEWEST_NUMBERS))) == _FEWEST_NUMBERS


def find(text: str, lines: Sequence[Line]) -> Iterator[Table]:
    """The tables that ran together into one of some lines."""
    for line in lines:
        if pieces := _pieces(text, line):
            yield from headed(pieces)


def _pieces(text: str, line: Line) -> list[Piece]:
    """The words of a line that may be a form: labels that the forms know, and numbers. None of any other line."""
    if line.kind != WORDS or len(line.words) < _SHORTEST or not may_hold(text, line.start, line.end):
        return []
    cells = _WORD.finditer(text, line.start, line.end)
    found = [Piece(m.start(), m.end(), m[0], kind_of(m[0])) for m in cells]
    if not all(may_be_cell(p.words) for p in found) or sum(p.kind == NUMBER for p in found) < _FEWEST_NUMBERS:
        return []
    found = joined(text, found)
    known = {p.words for p in found if p.kind == LABEL and is_known(p.words)}
    return found if len(known) >= _FEWEST_LABELS else []


def lost(text: str, tables: Sequence[Table]) -> Iterator[Finding]:
    """Lines that are a form and of which no table was made."""
    if not may_hold(text):
        return
    rest = iter([*tables, None])
    table = next(rest)
    for line in lines_of(text):
        while table and line.start >= table.end:
            table = next(rest)
        if (table is None or line.end <= table.start) and _pieces(text, line):
            rule, words = "table_lost", "a table that ran together into one line"
            yield Finding(rule, "warning", detail=words, start=line.start, end=line.end)
