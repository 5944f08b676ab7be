"""The lines of a text, told apart: words, cells between pipes, cells between tabs, drawn rules."""

import re
from typing import NamedTuple

PIPE = re.compile(r"(?<!\\)[|│┃｜]")
TAB = re.compile(r"\t")
MARKS = re.compile(r"[|│┃｜\t]")
NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．，,]")
NUMERIC = re.compile(r"[-+]?[\d,.，．%％]+\s*[^\W\d]{0,2}")
_PIPES = ("|", "│", "┃", "｜")
_MARKS = (*_PIPES, "\t")
_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[\s|│┃:+\-=_—─━┄┈┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═┏┳┓┣╋┫┗┻┛]+")
_DRAWN = re.compile(r"-{2,}|:-|-:|[─━═┌├└╔╠╚┏┣┗+]")
_DRAWING = frozenset("-:─━═┌├└╔╠╚┏┣┗+")
_SPACES = " \xa0\u3000"
_SENTENCE = re.compile(r"[。；;！!？?：:]$")
_LABEL_LENGTH, _PROSE_LENGTH = 40, 120
WORDS, PIPES, TABS, RULES = range(4)


class Line(NamedTuple):
    """One line that is not blank, with the blank lines above it counted in `gap`.

    `borders` is how many pipes it holds; `opens` and `closes` say whether it begins and ends with one.
    """

    start: int
    end: int
    kind: int
    gap: int
    words: str
    borders: int = 0
    opens: bool = False
    closes: bool = False

    def pieces(self) -> list[str]:
        return [*map(str.strip, cut(self.words, self.kind))]

    def is_cell(self) -> bool:
        """Whether the line holds one cell with a pipe behind it, or nothing but pipes."""
        if self.kind != PIPES or not self.closes or (self.opens and self.words.strip("|")):
            return False
        return sum(map(bool, self.pieces())) <= 1

    def has_number(self) -> bool:
        return any(NUMERIC.fullmatch(p) for p in self.pieces())

    def stacked(self) -> bool:
        """Whether the line is one cell behind its border."""
        return self.borders == 1 and self.kind == PIPES and self.opens


def splitter(kind: int) -> re.Pattern[str]:
    return TAB if kind == TABS else PIPE


def cut(words: str, kind: int) -> list[str]:
    """The pieces between tabs or pipes. Where all pipes are plain, as nearly always, no pattern is needed."""
    if kind == TABS:
        return words.split("\t")
    if "\\" in words or "│" in words or "┃" in words or "｜" in words:
        return PIPE.split(words)
    return words.split("|")


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines = []
    marks = [mark for mark in _MARKS if mark in text]
    above = 0
    for match in _LINE.finditer(text):
        printed = match[0]
        words = printed.strip(_SPACES)
        if not words or words.isspace():
            continue
        start, end = match.span()
        gap = text.count("\n", above, start) - 1 if above and start - above > 1 else 0
        if len(words) < len(printed):
            start += len(printed) - len(printed.lstrip(_SPACES))
        marked = any(map(words.__contains__, marks))
        kind = _kind(words) if marked else RULES if words[0] in _DRAWING and _is_rule(words) else WORDS
        pipes = _pipes(words) if marked else (0, False, False)
        lines.append(Line(start, start + len(words), kind, gap, words, *pipes))
        above = end
    return lines


def _pipes(words: str) -> tuple[int, bool, bool]:
    """How many pipes some words hold, and whether they begin and end with one."""
    escaped = "\\" in words
    count = len(PIPE.findall(words)) if escaped else sum(map(words.count, _PIPES))
    return count, words[0] in _PIPES, words[-1] in _PIPES and words[-2:-1] != "\\"


def _is_rule(words: str) -> bool:
    return _DRAWN.match(words) is not None and _RULE.fullmatch(words) is not None


def _kind(words: str) -> int:
    """What a line with pipes or tabs is."""
    if PIPE.search(words):
        if _RULE.fullmatch(words) and _DRAWN.search(words) and len(words.strip(" |")) > 2:  # two dashes alone are a cell
            return RULES
        if not is_prose(words):  # then no piece of it is
            return PIPES
        filled = [p for p in map(str.strip, cut(words, PIPES)) if p]
        return WORDS if len(filled) == 1 and is_prose(filled[0]) else PIPES
    filled = [p for p in cut(words, TABS) if p.strip()]
    return TABS if len(filled) > 1 and not any(is_prose(p) for p in filled) else WORDS


def is_prose(words: str) -> bool:
    return len(words) > _PROSE_LENGTH and "。" in words


def may_be_row_text(line: Line, apart: bool = False) -> bool:
    """Whether a line of words may belong to the row above or below it; `apart` if lines may be blank above it."""
    return (apart or line.gap == 0) and len(line.words) <= _LABEL_LENGTH and not _SENTENCE.search(line.words)


def opened(words: str) -> int:
    """How many brackets are open at the end of some words."""
    return words.count("（") + words.count("(") - words.count("）") - words.count(")")
