"""The lines of a text, told apart: words, cells between pipes, cells between tabs, drawn rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PIPE = re.compile(r"(?<!\\)[|│┃｜]")
TAB = re.compile(r"\t")
MARKS = re.compile(r"[|│┃｜\t]")
NUMERIC = re.compile(r"[-+]?[\d,.，．%％]+\s*[^\W\d]{0,2}")
_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
_RULE = re.compile(r"[\s|│┃:+\-=_—─━┄┈┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═┏┳┓┣╋┫┗┻┛]+")
_DRAWN = re.compile(r"-{2,}|:-|-:|[─━═┌├└╔╠╚┏┣┗+]")
_SENTENCE = re.compile(r"[。；;！!？?：:]$")
_LABEL_LENGTH, _PROSE_LENGTH = 40, 120
WORDS, PIPES, TABS, RULES = range(4)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, with the blank lines above it counted in `gap`."""

    start: int
    end: int
    kind: int
    gap: int
    words: str

    def pieces(self) -> list[str]:
        return [p.strip() for p in splitter(self.kind).split(self.words)]

    def has_number(self) -> bool:
        return any(NUMERIC.fullmatch(p) for p in self.pieces())

    def stacked(self) -> bool:
        """Whether the line is one cell behind its border."""
        return self.kind == PIPES and self.opens() and len(PIPE.findall(self.words)) == 1

    def opens(self) -> bool:
        return PIPE.match(self.words) is not None

    def closes(self) -> bool:
        return PIPE.match(self.words, len(self.words) - 1) is not None


def splitter(kind: int) -> re.Pattern[str]:
    return TAB if kind == TABS else PIPE


def lines_of(text: str) -> list[Line]:
    lines = []
    end = 0
    for match in _LINE.finditer(text):
        gap = text.count("\n", end, match.start()) - 1 if end else 0
        lead = len(match[0]) - len(match[0].lstrip(" \xa0\u3000"))
        words = match[0][lead:].rstrip(" \xa0\u3000")
        start = match.start() + lead
        lines.append(Line(start, start + len(words), _kind(words), max(gap, 0), words))
        end = match.end()
    return lines


def _kind(words: str) -> int:
    if not MARKS.search(words):
        return RULES if _DRAWN.match(words) and _RULE.fullmatch(words) else WORDS
    if PIPE.search(words):
        if _RULE.fullmatch(words) and _DRAWN.search(words):
            return RULES
        pieces = [p.strip() for p in PIPE.split(words)]
        filled = [p for p in pieces if p]
        return WORDS if len(filled) == 1 and is_prose(filled[0]) else PIPES
    filled = [p for p in words.split("\t") if p.strip()]
    return TABS if len(filled) > 1 and not any(is_prose(p) for p in filled) else WORDS


def is_prose(words: str) -> bool:
    return len(words) > _PROSE_LENGTH and "。" in words


def may_be_row_text(line: Line) -> bool:
    return line.gap == 0 and len(line.words) <= _LABEL_LENGTH and not _SENTENCE.search(line.words)


def stacks(lines: list[Line]) -> Iterator[tuple[list[Line], list[tuple[int, int]]]]:
    """Cut out the tables that stand one cell to a line, with the rows of each; what is between has no rows.

    There a cell but the first of its row begins with a pipe, and a pipe alone ends the row.
    """
    begin = i = 0
    while i < len(lines):
        rows, after = _stack(lines, i) if lines[i].kind == WORDS and i + 1 < len(lines) and lines[i + 1].stacked() else ([], i)
        if len(rows) < 2:
            i += 1
            continue
        yield lines[begin:i], []
        yield lines[i:after], rows
        begin = i = after
    yield lines[begin:], []


def _stack(lines: list[Line], first: int) -> tuple[list[tuple[int, int]], int]:
    """The rows of a table that stands one cell to a line, and the line behind it."""
    rows: list[tuple[int, int]] = []
    start = last = first
    for i in range(first + 1, len(lines)):
        line, before = lines[i], lines[i - 1]
        if line.gap or not (line.stacked() or may_be_row_text(line)):
            break
        if line.kind == WORDS and before.stacked() and len(before.words) == 1:
            rows.append((lines[start].start, before.end))
            start = i
        if line.stacked():
            last = i
    if len(lines[last].words) == 1 and last > start:
        rows.append((lines[start].start, lines[last].end))
    return (rows, last + 1) if last - first >= 2 * len(rows) else ([], first)
