"""The lines of a text whose cells are set apart by spaces, with the places that cells take in a font of fixed width."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gcir.bare_heads import DASH, LABEL, LONGEST, NUMBER, Piece, is_known, kind_of, may_be_cell
from gcir.pipe_lines import WORDS, Line, is_prose

_SET = re.compile(r"[ \u3000\xa0](?:[ \u3000\xa0][-\d\u2014/]|(?<=\u3000)\d)")
_CELL = re.compile(r"(?:(?![ \u3000\xa0]{2}|(?<=\d)\u3000|\u3000[-\d\u2014/])[^\t\r\n])+")
_FEWEST, _WIDE_GAP = 2, 3
_TRIM = " \u3000\xa0"


class Printed(NamedTuple):
    """One line with the cells in it."""

    pieces: list[Piece]
    gap: int

    def kinds(self) -> str:
        return "".join(p.kind for p in self.pieces)

    def has_value(self) -> bool:
        return any(p.kind in (NUMBER, DASH) for p in self.pieces)


def may_hold(text: str) -> bool:
    """Whether some numbers of a text stand behind wide gaps."""
    return len(list(islice(_SET.finditer(text), _FEWEST))) == _FEWEST


def size(words: str) -> int:
    """How many places words take in a font of fixed width."""
    return len(words) if words.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def stretches(text: str, lines: Sequence[Line]) -> Iterator[list[Printed]]:
    """Lines that stand together and of which some hold labels and numbers."""
    stretch: list[Printed] = []
    for line in [*lines, None]:
        printed = _printed(text, line) if line and line.kind == WORDS and line.gap <= _WIDE_GAP else None
        if printed:
            stretch.append(printed)
            continue
        if any(len(p.pieces) > 1 and p.has_value() for p in stretch):
            yield stretch
        stretch = []


def _printed(text: str, line: Line) -> Printed | None:
    """The cells of a line; None if it is prose."""
    if is_prose(line.words):
        return None
    if "  " not in line.words and "\u3000" not in line.words:
        whole = Piece(line.start, line.end, line.words, kind_of(line.words) if len(line.words) <= LONGEST else LABEL)
        return Printed([whole], line.gap) if may_be_cell(line.words) else None
    begin = text.rfind("\n", 0, line.start) + 1
    place, at = size(text[begin : line.start]), line.start
    pieces = []
    for found in _CELL.finditer(text, line.start, line.end):
        words = found[0].strip(_TRIM)
        if not words:
            continue
        start = found.start() + found[0].index(words)
        place += size(text[at:start])
        pieces.append(Piece(start, start + len(words), words, kind_of(words), place=place))
        place, at = place + size(words), start + len(words)
    return Printed(joined(text, pieces), line.gap) if pieces and all(may_be_cell(p.words) for p in pieces) else None


def joined(text: str, pieces: list[Piece]) -> list[Piece]:
    """The cells of a line, with those joined that are one label with a wide gap inside."""
    whole: list[Piece] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if last and last.kind != NUMBER and piece.kind == LABEL and not (is_known(last.words) and is_known(piece.words)):
            words = text[last.start : piece.end]
            if is_known(words):
                whole[-1] = last._replace(end=piece.end, words=words, kind=LABEL)
                continue
        whole.append(piece)
    return whole
