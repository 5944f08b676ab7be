"""The lines of a text, told apart: words, cells between pipes, cells between tabs, drawn rules."""

import re
from collections.abc import Iterator
from typing import NamedTuple

PIPE = re.compile(r"(?<!\\)[|│┃｜]")
TAB = re.compile(r"\t")
MARKS = re.compile(r"[|│┃｜\t]")
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
        if _RULE.fullmatch(words) and _DRAWN.search(words):
            return RULES
        if not is_prose(words):  # then no piece of it is
            return PIPES
        filled = [p for p in map(str.strip, cut(words, PIPES)) if p]
        return WORDS if len(filled) == 1 and is_prose(filled[0]) else PIPES
    filled = [p for p in cut(words, TABS) if p.strip()]
    return TABS if len(filled) > 1 and not any(is_prose(p) for p in filled) else WORDS


def is_prose(words: str) -> bool:
    return len(words) > _PROSE_LENGTH and "。" in words


def may_be_row_text(line: Line) -> bool:
    return line.gap == 0 and len(line.words) <= _LABEL_LENGTH and not _SENTENCE.search(line.words)


def stacks(lines: list[Line]) -> Iterator[tuple[list[Line], list[tuple[int, int]]]]:
    """Cut out the tables that stand one cell to a line, with the rows of each; what is between has no rows.

    There a cell but the first of its row begins with a pipe, and a pipe alone ends the row; or each cell
    ends with a pipe, and every row has the same number of them.
    """
    begin = i = 0
    while i < len(lines):
        rows, after = _stack(lines, i) if lines[i].kind == WORDS and i + 1 < len(lines) and lines[i + 1].stacked() else ([], i)
        if len(rows) < 2 and lines[i].is_cell():
            rows, after = _stream(lines, i)
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


_FEWEST_CELLS = 8
_WIDEST = 20
_PURE = 0.9


def _stream(lines: list[Line], first: int) -> tuple[list[tuple[int, int]], int]:
    """The rows of a table in which each cell ends with a pipe, and the line behind it."""
    after = first
    while after < len(lines) and lines[after].is_cell() and (after == first or not lines[after].gap):
        after += 1
    run = lines[first:after]
    if len(run) < _FEWEST_CELLS or sum(len(line.words) > 1 for line in run) < len(run) // 3:
        return [], first
    best, rows = 0.0, []
    for width in range(2, _WIDEST):
        cut = _cut(run, width)
        purity = _purity(run, width) if len(cut) > 1 else 0.0
        if purity > best + 0.001:
            best, rows = purity, cut
    if best < _PURE:
        return [], first
    return rows, next(i for i in range(first, after) if lines[i].end == rows[-1][1]) + 1


def _cut(run: list[Line], width: int) -> list[tuple[int, int]]:
    """Rows of `width` pipes each, up to the last full one; empty if a line reaches over the end of a row."""
    rows: list[tuple[int, int]] = []
    count, start = 0, run[0].start
    for i, line in enumerate(run):
        count += line.words.count("|")
        if count > width:
            return []
        if count == width:
            rows.append((start, line.end))
            count, start = 0, run[i + 1].start if i + 1 < len(run) else line.end
    return rows


def _purity(run: list[Line], width: int) -> float:
    """The share of cells below the heads that are of the kind of most in their column: numbers or words."""
    cells = [p for line in run for p in line.pieces()[:-1]][width:]
    if len(cells) < 2 * width:
        return 0.0
    pure = 0
    for column in range(width):
        filled = [NUMERIC.fullmatch(c) is not None for c in cells[column::width] if c]
        pure += max(sum(filled), len(filled) - sum(filled))
    return pure / max(1, sum(bool(c) for c in cells))
