"""Tables that came as text: rows of cells between pipes, drawn lines or tabs.

Such a table has lost its spans. What is left is the order of the cells in a row, so cells keep their
place in the row and empty cells stay. Every cell is a slice of the text.
"""

import re
from itertools import pairwise
from operator import attrgetter

from gcir import bare_cells, bare_columns, bare_lines, bare_runs
from gcir.limits import DEFAULT, Limits
from gcir.model import Cell, Table, UnreadableFile
from gcir.pipe_lines import (
    MARKS,
    NUMBERED,
    NUMERIC,
    PIPE,
    PIPES,
    RULES,
    TAB,
    TABS,
    WORDS,
    Line,
    cut,
    is_prose,
    lines_of,
    may_be_row_text,
    splitter,
)
from gcir.pipe_rows import blocks

_FEWEST_PAIRS = 3
_START = attrgetter("start")
_CLAUSE_END = re.compile(r"[。；：:;\s]")


def find_pipe_tables(text: str, limits: Limits = DEFAULT) -> tuple[Table, ...]:
    """The tables that stand in `text` as lines with pipes, drawn lines or tabs, in order."""
    ruled, stacked, spaced = MARKS.search(text), bare_cells.may_hold(text), bare_lines.may_hold(text)
    run = bare_runs.may_hold(text)
    if not ruled and not stacked and not spaced and not run:
        return ()
    printed = lines_of(text)
    tables = _ruled(text, printed, limits) if ruled else []
    if spaced:
        tables = sorted([*tables, *bare_columns.find(text, _outside(printed, tables))], key=_START)
    if stacked:
        tables = sorted([*tables, *bare_cells.find(_outside(printed, tables))], key=_START)
    if run:
        tables = sorted([*tables, *bare_runs.find(text, _outside(printed, tables))], key=_START)
    if any(len(t.cells) > limits.table_cells for t in tables):
        raise UnreadableFile("table_too_large", f"a table with more than {limits.table_cells} cells")
    return tuple(tables)


def _outside(lines: list[Line], tables: list[Table]) -> list[Line]:
    """The lines that no table has; where one stands between, a line is as good as prose."""
    kept: list[Line] = []
    rest = iter([*tables, None])
    table = next(rest)
    for line in lines:
        while table and line.start >= table.end:
            table = next(rest)
        inside = table is not None and line.end > table.start
        kept.append(line._replace(kind=RULES) if inside else line)
    return kept


def _ruled(text: str, printed: list[Line], limits: Limits) -> list[Table]:
    """Tables whose lines hold pipes, drawn lines or tabs."""
    tables = []
    for lines, rows in blocks(printed):
        if rows:
            tables.append(_filled(text, rows, PIPE, _are_opened(text, rows), limits))
            continue
        for run in _runs(lines):
            for part in _parts(run):
                if table := _table(text, part, limits):
                    tables.append(table)
    return tables


def _runs(lines: list[Line]) -> list[list[Line]]:
    """Lines that stand together as rows; words between two rows stay only where they belong to a row."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    held: list[Line] = []
    for line in lines:
        if line.kind == WORDS and not held and run and _is_sparse(line, run[-1]):
            line = line._replace(kind=TABS)
        if line.kind == WORDS:
            if run and len(held) < 2 and may_be_row_text(line):
                held.append(line)
            elif run:
                runs.append(run)
                run, held = [], []
            continue
        same = run and (line.kind == TABS) == (run[-1].kind == TABS)
        if same and (not held or (line.gap == 0 and line.kind != RULES and line.has_number())):
            run += [*held, line]
        else:
            if run:
                runs.append(run)
            run = [line]
        held = []
    return [*runs, run] if run else runs


def _is_sparse(line: Line, above: Line) -> bool:
    """Whether a line with one filled cell has as many tabs as the row above it."""
    tabs = line.words.count("\t")
    return above.kind == TABS and tabs > 0 and not line.gap and tabs == above.words.count("\t") and not is_prose(line.words)


def _parts(run: list[Line]) -> list[list[Line]]:
    """Cut a run where a new table begins: at an unusual gap before a row of labels, or at a Markdown head."""
    gaps = sorted(line.gap for line in run[1:])
    usual = gaps[len(gaps) // 2] if gaps else 0
    cuts = set()
    for i, (line, following) in enumerate(zip(run, [*run[1:], None], strict=True)):
        if i == 0:
            continue
        if line.gap > usual and not line.has_number():
            cuts.add(i)
        markdown = following is not None and following.kind == RULES and "|" in following.words
        if markdown and not any(r.kind == RULES for r in run[:i]) and any(r.kind == PIPES for r in run[:i]) and line.gap:
            cuts.add(i)
    edges = [0, *sorted(cuts), len(run)]
    return [run[a:b] for a, b in pairwise(edges)]


def _table(text: str, lines: list[Line], limits: Limits) -> Table | None:
    rows = [line for line in lines if line.kind != RULES]
    if not rows or not _is_table(rows):
        return None
    pattern = splitter(rows[0].kind)
    spans = _logical_rows(rows)
    return _filled(text, spans, pattern, pattern is PIPE and _are_opened(text, spans), limits)


def _are_opened(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether rows begin with a pipe before their first cell."""
    opened = [text.count("|", *span) for span in spans if PIPE.match(text, span[0])]
    others = [text.count("|", *span) for span in spans if not PIPE.match(text, span[0])]
    if 5 * len(opened) < 4 * len(spans):
        return False
    # Rows with as many pipes and none before them: what looks like one before the others parts off an empty cell.
    return not others or max(others) < max(opened)


def _filled(text: str, spans: list[tuple[int, int]], pattern: re.Pattern[str], opened: bool, limits: Limits) -> Table:
    cells: list[Cell] = []
    for number, (start, end) in enumerate(spans):
        if not cells:
            start = _after_prose(text, start, end, pattern)
        if len(cells) + text.count("|", start, end) + text.count("\t", start, end) > limits.table_cells + 2:
            raise UnreadableFile("table_too_large", f"a table with more than {limits.table_cells} cells")
        cells += _cells(text, start, end, pattern, number, opened)
    return Table(tuple(cells), cells[0].start if not opened else spans[0][0], spans[-1][1], spans_known=False)


def _is_table(rows: list[Line]) -> bool:
    if rows[0].kind == TABS:
        wide = sum(line.words.count("\t") > 1 for line in rows)
        return wide > 1 or len(rows) >= _FEWEST_PAIRS
    if len(rows) > 1:
        return True
    only = rows[0]
    return only.opens or only.closes or (len(only.pieces()) > 2 and only.has_number())


def _logical_rows(rows: list[Line]) -> list[tuple[int, int]]:
    """Start and end of each row, with the lines joined over which the words of a cell were wrapped."""
    counts = sorted(line.borders for line in rows if line.kind == PIPES and line.closes)
    full = counts[len(counts) // 2] if 2 * len(counts) > len(rows) else 0
    spans: list[tuple[int, int]] = []
    pending: list[Line] = []
    for line in rows:
        if pending and not _continues(pending, line, full):
            spans.append((pending[0].start, pending[-1].end))
            pending = []
        pending.append(line)
    spans.append((pending[0].start, pending[-1].end))
    return spans


def _continues(pending: list[Line], line: Line, full: int) -> bool:
    """Whether `line` goes on with the row that `pending` began: its last cell was broken inside its words."""
    last = pending[-1]
    if not full or line.gap or last.kind == TABS or line.kind == TABS:
        return False
    if last.kind == PIPES and last.closes:
        return False
    words = last.pieces()[-1]
    if not words or line.opens:
        return False
    if NUMERIC.fullmatch(words):  # a number is broken only where the rest of it is all that the row lacks
        return line.borders == 1 and NUMERIC.fullmatch(line.pieces()[0]) is not None and _borders([*pending, line]) == full
    if last.kind == WORDS and len(pending) == 1 and NUMBERED.match(words) and NUMBERED.match(line.words):
        return False
    return _borders([*pending, line]) <= full


def _borders(lines: list[Line]) -> int:
    return sum(line.borders for line in lines)


def _after_prose(text: str, start: int, end: int, pattern: re.Pattern[str]) -> int:
    """Where the first cell begins when a line of prose runs straight into a table."""
    border = pattern.search(text, start, end)
    stop = border.start() if border else end
    if not is_prose(text[start:stop]):
        return start
    words_end = start + len(text[start:stop].rstrip())
    marks = [m.end() for m in _CLAUSE_END.finditer(text, start, words_end)]
    return marks[-1] if marks else start


def _cells(text: str, start: int, end: int, pattern: re.Pattern[str], row: int, opened: bool) -> list[Cell]:
    pieces = cut(text[start:end], TABS if pattern is TAB else PIPES)
    at = start
    if opened and len(pieces) > 1 and not pieces[0]:
        at += 1
        del pieces[0]
    if pattern is PIPE and not pieces[-1] and len(pieces) > 1:
        pieces.pop()
    trim = " \t\r\n\xa0\u3000*" if opened else None
    cells: list[Cell] = []
    for col, piece in enumerate(pieces):
        words = piece.strip(trim)
        size = len(words)
        first = at + piece.index(words) if 0 < size < len(piece) else at
        cells.append(Cell(words, first, first + size, row, col))
        at += len(piece) + 1
    return cells
