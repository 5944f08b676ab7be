"""Typographic habits of a whole report, applied to its blocks and to the truth alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .model import Block, Draft
from .traditional import traditional

WIDE = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"}


def widen(text: str) -> str:
    """Full-width punctuation between Chinese words; numbers, addresses and codes keep theirs."""

    def one(m: re.Match[str]) -> str:
        before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
        both = before.isascii() and after.isascii() and before.strip() and after.strip()
        return m[0] if both else WIDE[m[0]]

    return re.sub(r"[,;:()]", one, text)


def habits(draft: Draft) -> Callable[[str], str]:
    """The report's way with punctuation and characters."""
    steps: list[Callable[[str], str]] = []
    if draft.chance(0.55):
        steps.append(widen)
        draft.tags.append("wide")
    if draft.chance(0.03):
        steps.append(traditional)
        draft.tags.append("traditional")

    def run(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return run


def finish(draft: Draft) -> list[Block]:
    """Blocks as they are printed; the truth's words are changed in the same way."""
    run = habits(draft)
    for figure in draft.figures:
        figure.evidence = run(figure.evidence)
        figure.row_label, figure.column_label = run(figure.row_label), run(figure.column_label)
    for problem in draft.problems:
        problem.text = run(problem.text)
    draft.title = run(draft.title)
    blocks = []
    for block in draft.blocks:
        rows = [[replace(c, text=run(c.text)) for c in row] for row in block.rows]
        blocks.append(Block(block.kind, run(block.text), rows))
    return blocks
