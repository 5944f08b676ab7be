"""Plain-text and Markdown prints of a report, with tables in the shapes that extraction leaves behind."""

from __future__ import annotations

import random
import unicodedata

from .model import Block, Cell

TEXT_MANNERS = ("pipes", "pipes", "pipes", "pipes", "grid", "tabs", "tabs", "aligned", "cells")


def grid(rows: list[list[Cell]]) -> list[list[tuple[str, bool]]]:
    """Every position of the table with its text and whether it is the cell's own first position."""
    width = sum(c.colspan for c in rows[0])
    full: list[list[tuple[str, bool] | None]] = [[None] * width for _ in rows]
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x < width and full[y][x] is not None:
                x += 1
            for dy in range(cell.rowspan):
                for dx in range(cell.colspan):
                    if y + dy < len(full) and x + dx < width:
                        full[y + dy][x + dx] = (cell.text, dx == 0 and dy == 0)
            x += cell.colspan
    return [[c or ("", True) for c in row] for row in full]


def wide(text: str) -> int:
    """Columns that a text takes in a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table_lines(block: Block, manner: str) -> list[str]:
    """The table in one plain-text shape."""
    rows = block.rows
    if manner == "pipes":  # only the cells themselves: merged ones leave no trace on later lines
        most = sum(c.colspan for c in rows[0])
        return [" | ".join(c.text for c in row) + " |" + "|" * max(0, (most - len(row)) // 3) for row in rows]
    if manner == "cells":
        return [c.text for row in rows for c in row]
    full = grid(rows)
    own = [[t if first else "" for t, first in row] for row in full]
    if manner == "tabs":
        return ["\t".join(r) for r in own]
    if manner == "grid":
        return ["| " + " | ".join(t for t, _ in row) + " |" for row in full]
    sizes = [max(wide(r[x]) for r in own) for x in range(len(own[0]))]
    sizes = [min(s, 40) for s in sizes]
    return ["  ".join(t + " " * max(0, s - wide(t)) for t, s in zip(r, sizes, strict=True)).rstrip() for r in own]


def text_file(blocks: list[Block], rng: random.Random, manner: str = "") -> tuple[str, str]:
    """The whole report as text; returns the manner of its tables too."""
    manner = manner or rng.choice(TEXT_MANNERS)
    indent, gap = rng.choice(("", "", "  ", "\u3000\u3000")), rng.choice(("\n", "\n", "\n\n"))
    run = rng.random() < 0.05 and not any(b.kind == "table" for b in blocks)
    chrome = rng.random() < 0.25
    out = ["登录 注册", ""] if chrome else []
    for block in blocks:
        if block.kind == "table":
            out.append("\n".join(table_lines(block, manner)))
        elif block.kind in ("para", "right"):
            out.append(indent + block.text)
        else:
            out.append(block.text)
    if chrome:
        out.append("扫一扫在手机打开当前页")
    return (" " if run else gap).join(out), manner


def markdown_file(blocks: list[Block]) -> str:
    """Markdown with headings and pipe tables."""
    out = []
    for block in blocks:
        if block.kind == "table":
            full = [[t.strip() if first else "" for t, first in row] for row in grid(block.rows)]
            lines = ["| " + " | ".join(row) + " |" for row in full]
            out.append("\n".join([lines[0], "|" + " --- |" * len(full[0]), *lines[1:]]))
        else:
            out.append({"title": "# ", "heading": "## ", "subheading": "### "}.get(block.kind, "") + block.text)
    return "\n\n".join(out) + "\n"
