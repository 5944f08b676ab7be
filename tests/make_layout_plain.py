"""Tables in plain text without any ruling: a cell per line, columns set with spaces, merged cells printed again."""

import unicodedata
from collections.abc import Callable
from html import escape

from make_documents import P, Report, T, grid


def _lines(report: Report, table: Callable[[T], list[str]], apart: str = "\n") -> str:
    parts = [report.title]
    for part in report.parts:
        parts += [part.text] if isinstance(part, P) else ["\n".join(table(part))]
    return apart.join(parts) + "\n"


def each(report: Report) -> str:
    """Every cell on a line of its own; an empty cell is an empty line."""
    return _lines(report, lambda t: [c.text for row in t.rows for c in row])


def apart(report: Report) -> str:
    """Every cell a paragraph of its own, with a blank line behind it."""
    return _lines(report, lambda t: ["\n".join(c.text + "\n" for row in t.rows for c in row)], "\n\n")


def paragraphs(report: Report) -> str:
    """A page whose tables have lost their tags: every cell with words is a paragraph."""
    words = [c.text for p in report.parts for c in ([p] if isinstance(p, P) else [c for row in p.rows for c in row]) if c.text]
    body = "".join(f"<p>{escape(w)}</p>\n" for w in words)
    return f"<html><head><title>{report.title}</title></head><body><h1>{report.title}</h1>{body}</body></html>"


def size(words: str) -> int:
    """How many places words take where an ideograph takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _widths(table: T) -> list[int]:
    full, own = grid(table), _own(table)
    widths = [
        max([size(text) for r, (text, span) in own.items() if r[1] == col and span == 1] or [6]) for col in range(len(full[0]))
    ]
    for (_, col), (text, span) in own.items():
        lack = size(text) - sum(widths[col : col + span]) - 3 * (span - 1)
        widths[col] += max(0, lack)
    return widths


def _own(table: T) -> dict[tuple[int, int], tuple[str, int]]:
    """Where each cell begins, its words and how many columns it takes."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for r, row in enumerate(table.rows):
        col = 0
        for cell in row:
            while (r, col) in taken:
                col += 1
            taken |= {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
            found[r, col] = (cell.text, cell.colspan)
    return found


def _set(table: T, space: str = " ") -> list[str]:
    """Columns set with spaces: labels to the left, numbers to the right, heads over several columns in their middle."""
    widths, own = _widths(table), _own(table)
    made = []
    for r in range(len(table.rows)):
        line, at = "", 0
        for col, width in enumerate(widths):
            text, span = own.get((r, col), ("", 1))
            room = sum(widths[col : col + span]) + 3 * (span - 1)
            free = room - size(text)
            before = free if text[:1].isdigit() and len(text) < 9 else free // 2 if span > 1 else 0
            if text:
                line += " " * (at + before - size(line)) + text
            at += width + 3
        made.append(_wide(line) if space != " " else line)
    return made


def _wide(line: str) -> str:
    """Each two spaces as one full-width space, as an input method leaves them."""
    return line.replace("  ", "\u3000")


def spaces(report: Report) -> str:
    return _lines(report, _set)


def wide_spaces(report: Report) -> str:
    return _lines(report, lambda t: _set(t, "\u3000"))


def full_grid(report: Report) -> str:
    """All places of the grid between pipes, merged cells printed again in each."""
    return _lines(report, lambda t: [f"| {' | '.join(row)} |" for row in grid(t)])


PLAIN: dict[str, tuple[str, Callable[[Report], str]]] = {
    "each": (".txt", each),
    "apart": (".txt", apart),
    "paras": (".html", paragraphs),
    "spaces": (".txt", spaces),
    "widespaces": (".txt", wide_spaces),
    "fullgrid": (".txt", full_grid),
}
