"""Lines broken for a terminal that shows Chinese characters two columns wide, each under the start of its words."""

import re
import unicodedata
from collections.abc import Iterator

_STYLE = re.compile(r"\x1b\[[\d;]*m")
# A style, Latin words and numbers whole, or one character.
_UNIT = re.compile(r"\x1b\[[\d;]*m|[^\W\u2e80-\uffff]+(?:[-./'][^\W\u2e80-\uffff]+)*|.", re.DOTALL)
_CLINGS_LEFT = frozenset(("Pe", "Pf", "Po"))  # never at the start of a line
_CLINGS_RIGHT = frozenset(("Ps", "Pi"))  # never at its end
_FEWEST = 20  # columns of words beside the margin, below which breaking makes nothing easier to read


def width(words: str) -> int:
    """How many columns of a terminal words take."""
    shown = _STYLE.sub("", words)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


def padded(words: str, columns: int) -> str:
    """Words with spaces behind them up to a column."""
    return words + " " * max(0, columns - width(words))


def lines(line: str, columns: int, hang: int = 2) -> Iterator[str]:
    """A line in pieces of at most so many columns; the later ones stand further in. 0 columns: as it is."""
    margin = len(line) - len(line.lstrip(" "))
    if not columns or columns < margin + hang + _FEWEST or width(line) <= columns:
        yield line
        return
    piece, left = " " * margin, columns - margin
    for chunk in _chunks(line[margin:]):
        size = width(chunk.rstrip(" "))
        if size > left and piece.strip(" "):
            yield piece.rstrip(" ")
            piece, left = " " * (margin + hang), columns - margin - hang
            chunk = chunk.lstrip(" ")
        piece += chunk
        left -= width(chunk)
    yield piece.rstrip(" ")


def _chunks(words: str) -> Iterator[str]:
    """The stretches between which a line may be broken, each with the spaces behind it."""
    chunk = ""
    for unit in _UNIT.findall(words):
        if chunk and not _holds(chunk, unit):
            yield chunk
            chunk = ""
        chunk += unit
    if chunk:
        yield chunk


def _holds(chunk: str, unit: str) -> bool:
    """Whether no line may end between a stretch and what follows it."""
    bare = _STYLE.sub("", chunk)
    if unit.isspace() or unit.startswith("\x1b") or not bare:
        return True
    if bare[-1].isspace():
        return False
    return unicodedata.category(unit[0]) in _CLINGS_LEFT or unicodedata.category(bare[-1]) in _CLINGS_RIGHT
