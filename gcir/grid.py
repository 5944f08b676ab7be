"""Tables that came as text: rows of cells between pipes, drawn lines or tabs.

Such a table has lost its spans. What is left is the order of the cells in a row, so cells keep their
place in the row and empty cells stay. Every cell is a slice of the text.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from gcir.limits import DEFAULT, Limits
from gcir.model import Cell, Table, UnreadableFile

_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
_PIPE = re.compile(r"(?<!\\)[|│┃｜]")
_TAB = re.compile(r"\t")
_ANY = re.compile(r"[|│┃｜\t]")
_RULE = re.compile(r"[\s|│┃:+\-=_—─━┄┈┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═┏┳┓┣╋┫┗┻┛]+")
_DRAWN = re.compile(r"-{2,}|:-|-:|[─━═┌├└╔╠╚┏┣┗+]")
_NUMERIC = re.compile(r"[-+]?[\d,.，．%％]+\s*[^\W\d]{0,2}")
_NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．，,]")
_SENTENCE = re.compile(r"[。；;！!？?：:]$")
_CLAUSE_END = re.compile(r"[。；：:;\s]")
_LABEL_LENGTH = 40
_PROSE_LENGTH = 120
_TEXT, _PIPES, _TABS, _RULES = range(4)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that is not blank, with the blank lines above it counted in `gap`."""

    start: int
    end: int
    kind: int
    gap: int
    words: str

    def pieces(self) -> list[str]:
        return [p.strip() for p in _splitter(self.kind).split(self.words)]

    def has_number(self) -> bool:
        return any(_NUMERIC.fullmatch(p) for p in self.pieces())

    def opens(self) -> bool:
        return _PIPE.match(self.words) is not None

    def closes(self) -> bool:
        return _PIPE.match(self.words, len(self.words) - 1) is not None


def _splitter(kind: int) -> re.Pattern[str]:
    return _TAB if kind == _TABS else _PIPE


def find_pipe_tables(text: str, limits: Limits = DEFAULT) -> tuple[Table, ...]:
    """The tables that stand in `text` as lines with pipes, drawn lines or tabs, in order."""
    if not _ANY.search(text):
        return ()
    tables = []
    for run in _runs(_lines(text)):
        for part in _parts(run):
            if table := _table(text, part, limits):
                tables.append(table)
    return tuple(tables)


def _lines(text: str) -> list[_Line]:
    lines = []
    end = 0
    for match in _LINE.finditer(text):
        gap = text.count("\n", end, match.start()) - 1 if end else 0
        lead = len(match[0]) - len(match[0].lstrip(" \xa0\u3000"))
        words = match[0][lead:].rstrip(" \xa0\u3000")
        start = match.start() + lead
        lines.append(_Line(start, start + len(words), _kind(words), max(gap, 0), words))
        end = match.end()
    return lines


def _kind(words: str) -> int:
    if not _ANY.search(words):
        return _RULES if _DRAWN.match(words) and _RULE.fullmatch(words) else _TEXT
    if _PIPE.search(words):
        if _RULE.fullmatch(words) and _DRAWN.search(words):
            return _RULES
        pieces = [p.strip() for p in _PIPE.split(words)]
        filled = [p for p in pieces if p]
        return _TEXT if len(filled) == 1 and _is_prose(filled[0]) else _PIPES
    filled = [p for p in words.split("\t") if p.strip()]
    return _TABS if len(filled) > 1 and not any(_is_prose(p) for p in filled) else _TEXT


def _is_prose(words: str) -> bool:
    return len(words) > _PROSE_LENGTH and "。" in words


def _runs(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that stand together as rows; words between two rows stay only where they belong to a row."""
    runs: list[list[_Line]] = []
    run: list[_Line] = []
    held: list[_Line] = []
    for line in lines:
        if line.kind == _TEXT:
            if run and len(held) < 2 and _may_be_row_text(line):
                held.append(line)
            elif run:
                runs.append(run)
                run, held = [], []
            continue
        same = run and (line.kind == _TABS) == (run[-1].kind == _TABS)
        if same and (not held or (line.gap == 0 and line.kind != _RULES and line.has_number())):
            run += [*held, line]
        else:
            if run:
                runs.append(run)
            run = [line]
        held = []
    return [*runs, run] if run else runs


def _may_be_row_text(line: _Line) -> bool:
    return line.gap == 0 and len(line.words) <= _LABEL_LENGTH and not _SENTENCE.search(line.words)


def _parts(run: list[_Line]) -> list[list[_Line]]:
    """Cut a run where a new table begins: at an unusual gap before a row of labels, or at a Markdown head."""
    gaps = sorted(line.gap for line in run[1:])
    usual = gaps[len(gaps) // 2] if gaps else 0
    cuts = set()
    for i, (line, following) in enumerate(zip(run, [*run[1:], None], strict=True)):
        if i == 0:
            continue
        if line.gap > usual and not line.has_number():
            cuts.add(i)
        markdown = following is not None and following.kind == _RULES and "|" in following.words
        if markdown and not any(r.kind == _RULES for r in run[:i]) and any(r.kind == _PIPES for r in run[:i]) and line.gap:
            cuts.add(i)
    edges = [0, *sorted(cuts), len(run)]
    return [run[a:b] for a, b in pairwise(edges)]


def _table(text: str, lines: list[_Line], limits: Limits) -> Table | None:
    rows = [line for line in lines if line.kind != _RULES]
    if not rows or not _is_table(rows):
        return None
    pattern = _splitter(rows[0].kind)
    spans = _logical_rows(rows)
    opened = 5 * sum(pattern is _PIPE and _PIPE.match(text, start) is not None for start, _ in spans) >= 4 * len(spans)
    cells: list[Cell] = []
    for number, (start, end) in enumerate(spans):
        if not cells:
            start = _after_prose(text, start, end, pattern)
        if len(cells) + text.count("|", start, end) > limits.table_cells + 2:
            raise UnreadableFile("table_too_large", f"a table with more than {limits.table_cells} cells")
        cells += _cells(text, start, end, pattern, number, opened)
    return Table(tuple(cells), cells[0].start if not opened else rows[0].start, rows[-1].end, spans_known=False)


def _is_table(rows: list[_Line]) -> bool:
    if rows[0].kind == _TABS:
        wide = sum(line.words.count("\t") > 1 for line in rows)
        return wide > 1
    if len(rows) > 1:
        return True
    only = rows[0]
    return only.opens() or only.closes() or (len(only.pieces()) > 2 and only.has_number())


def _logical_rows(rows: list[_Line]) -> list[tuple[int, int]]:
    """Start and end of each row, with the lines joined over which the words of a cell were wrapped."""
    counts = sorted(len(_PIPE.findall(line.words)) for line in rows if line.kind == _PIPES and line.closes())
    full = counts[len(counts) // 2] if 2 * len(counts) > len(rows) else 0
    spans: list[tuple[int, int]] = []
    pending: list[_Line] = []
    for line in rows:
        if pending and not _continues(pending, line, full):
            spans.append((pending[0].start, pending[-1].end))
            pending = []
        pending.append(line)
    spans.append((pending[0].start, pending[-1].end))
    return spans


def _continues(pending: list[_Line], line: _Line, full: int) -> bool:
    """Whether `line` goes on with the row that `pending` began: its last cell was broken inside its words."""
    last = pending[-1]
    if not full or line.gap or last.kind == _TABS or line.kind == _TABS:
        return False
    if last.kind == _PIPES and last.closes():
        return False
    words = last.pieces()[-1]
    if not words or _NUMERIC.fullmatch(words) or line.opens():
        return False
    if last.kind == _TEXT and len(pending) == 1 and _NUMBERED.match(words) and _NUMBERED.match(line.words):
        return False
    return sum(len(_PIPE.findall(p.words)) for p in [*pending, line]) <= full


def _after_prose(text: str, start: int, end: int, pattern: re.Pattern[str]) -> int:
    """Where the first cell begins when a line of prose runs straight into a table."""
    border = pattern.search(text, start, end)
    stop = border.start() if border else end
    if not _is_prose(text[start:stop]):
        return start
    words_end = start + len(text[start:stop].rstrip())
    marks = [m.end() for m in _CLAUSE_END.finditer(text, start, words_end)]
    return marks[-1] if marks else start


def _cells(text: str, start: int, end: int, pattern: re.Pattern[str], row: int, opened: bool) -> list[Cell]:
    pieces = pattern.split(text[start:end])
    at = start
    if opened and len(pieces) > 1 and not pieces[0]:
        at += 1
        del pieces[0]
    if pattern is _PIPE and not pieces[-1] and len(pieces) > 1:
        pieces.pop()
    trim = " \t\r\n\xa0\u3000*" if opened else None
    cells: list[Cell] = []
    for col, piece in enumerate(pieces):
        words = piece.strip(trim)
        first = at + piece.index(words) if words else at
        cells.append(Cell(words, first, first + len(words), row, col))
        at += len(piece) + 1
    return cells
