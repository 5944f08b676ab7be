"""The head and the foot of a chart: lines of text and the line that says what its marks mean."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gcir import language
from gcir.messages import Sentence
from gcir.style import house
from gcir.style.house import INK, TEXT

MARGIN = 0.12  # inches
_FULL_STOP = "\u3002"


class Key(NamedTuple):
    """One entry of the line under the title that says what a mark means."""

    marker: str
    colour: str
    text: Sentence
    filled: bool = True


def both(words: Sentence, sep: str = " ") -> str:
    """A label for a chart in the language in force: Chinese before English where that is both."""
    return language.shown(words, sep, first="zh")


def title_lines(words: str, size: float, bold: bool) -> list[tuple[str, float, str, str]]:
    """The lines of a title in one language; the first language is bold."""
    lines = house.wrap(words.rstrip("." + _FULL_STOP), house.width() - 2 * MARGIN, size, bold=bold)
    return [(line, size, INK, "bold" if bold else "normal") for line in lines]


def leading(size: float) -> float:
    return size * 1.42 / 72


def write(fig: Figure, lines: Sequence[tuple[str, float, str, str]], y: float, height: float) -> float:
    for text, size, colour, weight in lines:
        y -= leading(size)
        place = (MARGIN / house.width(), (y + 0.3 * size / 72) / height)
        fig.text(*place, text, size=size, color=colour, weight=weight, va="baseline", ha="left")
    return y


def flow(keys: Sequence[Key], inches: float) -> list[list[tuple[float, Key]]]:
    """Key entries in lines, each with its distance from the left."""
    lines: list[list[tuple[float, Key]]] = []
    x = inches
    for key in keys:
        wide = 0.42 + house.text_width(both(key.text), 9)
        if not lines or x + wide > inches:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key))
        x += wide
    return lines


def write_keys(fig: Figure, lines: list[list[tuple[float, Key]]], y: float, height: float) -> None:
    for line in lines:
        y -= leading(9.5)
        for x, key in line:
            left, base = (MARGIN + x) / house.width(), (y + 0.05) / height
            face = key.colour if key.filled else "none"
            mark = Line2D([left + 0.06 / house.width()], [base + 0.045 / height], marker=key.marker, color=key.colour, ls="none")
            mark.set(markersize=6.5, markerfacecolor=face, markeredgecolor=key.colour, transform=fig.transFigure)
            fig.add_artist(mark)
            fig.text(left + 0.2 / house.width(), base, both(key.text), size=9, color=TEXT, va="baseline")
