"""Reads the wordings that the reports are written with: `words/*.txt`, in sections, one pattern to a line."""

from __future__ import annotations

import functools
from pathlib import Path

HERE = Path(__file__).parent / "words"


def parted(options: str) -> list[str]:
    """Split at the bars that stand outside of braces."""
    out, depth = [""], 0
    for c in options:
        depth += (c == "{") - (c == "}")
        if c == "|" and depth == 0:
            out.append("")
        else:
            out[-1] += c
    return out


@functools.cache
def sections() -> dict[str, tuple[str, ...]]:
    """All sections of all files, with the alternatives of each."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("*.txt")):
        if path.name.startswith("form_"):
            continue
        name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("[") and line.endswith("]"):
                name = line[1:-1]
            elif line.strip():
                found.setdefault(name, []).extend(parted(line))
    return {name: tuple(items) for name, items in found.items()}


def under(prefix: str) -> list[str]:
    """The second words of the sections whose first word this is."""
    return [name.split(" ", 1)[1] for name in sections() if name.startswith(prefix + " ")]


@functools.cache
def form(name: str) -> tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]:
    """Label, unit, indicator and dimensions of each row of a form."""
    out = []
    for row in (HERE / f"form_{name}.txt").read_text(encoding="utf-8").splitlines():
        label, unit, indicator, *rest = row.split("|")
        out.append((label, unit, indicator, tuple((r.split("=")[0], r.split("=")[1]) for r in rest)))
    return tuple(out)
