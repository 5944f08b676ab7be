"""The lines of a text, told apart: words, cells between pipes, cells between tabs, drawn rules."""

import re
from typing import NamedTuple

PIPE = re.compile(r"(?<!\\)[|│┃｜]")
TAB = re.compile(r"\t")
MARKS = re.compile(r"[|│┃｜\t]")
NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．，,]")
NUMERIC = re.compile(r"[-+]?[\d,.，．%％]+\s*[^\W\d]{0,2}")
_PIPES = ("|", "│", "┃", "｜")
_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[\s|│┃:+\-=_—─━┄┈┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═┏┳┓┣╋┫┗┻┛]+")
_DRAWN = re.compile(r"-{2,}|:-|-:|[─━═┌├└╔╠╚┏┣┗+]")
_SENTENCE = re.compile(r"[。；;！!？?：:]$")
_LABEL_LENGTH, _PROSE_LENGTH = 40, 120
WORDS, PIPES, TABS, RULES = range(4)


class Line(NamedTuple):
    """One line that is not blank, with the blank lines above it counted in `gap`."""

    start: int
    end: int
    kind: int
    gap: int
    words: str

    def pieces(self) -> list[str]:
        return [*map(str.strip, cut(self.words, self.kind))]

    def is_cell(self) -> bool:
        """Whether the line holds one cell with a pipe behind it, or nothing but pipes."""
        if self.kind != PIPES or not self.closes() or self.opens_filled():
            return False
        return sum(map(bool, self.pieces())) <= 1

    def opens_filled(self) -> bool:
        return self.opens() and set(self.words) != {"|"}

    def borders(self) -> int:
        """How many pipes the line holds."""
        return len(PIPE.findall(self.words)) if "\\" in self.words else sum(map(self.words.count, _PIPES))

    def has_number(self) -> bool:
        return any(NUMERIC.fullmatch(p) for p in self.pieces())

    def stacked(self) -> bool:
        """Whether the line is one cell behind its border."""
        return self.kind == PIPES and self.opens() and self.borders() == 1

    def opens(self) -> bool:
        return self.words.startswith(_PIPES)

    def closes(self) -> bool:
        return self.words.endswith(_PIPES) and self.words[-2:-1] != "\\"


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
    lines = []
    end = 0
    for match in _LINE.finditer(text):
        printed = match[0]
        if printed.isspace():
            continue
        gap = text.count("\n", end, match.start()) - 1 if end else 0
        trimmed = printed.lstrip(" \xa0\u3000")
        words = trimmed.rstrip(" \xa0\u3000")
        start = match.start() + len(printed) - len(trimmed)
        lines.append(Line(start, start + len(words), _kind(words), max(gap, 0), words))
        end = match.end()
    return lines


def _kind(words: str) -> int:
    if not MARKS.search(words):
        return RULES if _DRAWN.match(words) and _RULE.fullmatch(words) else WORDS
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
