"""Charts of what agencies say is wrong: how many reports name what, and which words set those statements apart."""

import math

import pandas as pd
from matplotlib.axes import Axes

from gcir import compare, text
from gcir import saying_problems as saying
from gcir.charts_frame import (
    ORIGIN_COLOURS,
    PAPER,
    bare,
    both,
    chart,
    finish,
    label_rows,
    new,
    nothing,
    origin_keys,
    row_height,
    source_line,
)
from gcir.compare import each
from gcir.messages import Sentence, name, say, share_words
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK, TEXT

MOST_SQUARES = 40  # reports; with more, a share with its interval takes the place of the squares
_SEEN = 0.01  # of an axis: what is nearer to its zero cannot be told from it


@chart
def categories(rows: pd.DataFrame) -> Axes:
    """How many of the reports that state any problem name each category: a square per report, or a share where they are many."""
    told = saying.categories(rows)
    if rows.empty:
        return nothing(told.title)
    reports = rows["report_id"].nunique()
    counts = rows.groupby(["category", "origin"])["report_id"].nunique().unstack(fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    fig, (ax,) = new(row_height(len(counts), 0.4, 0.5))
    draw = _squares if reports <= MOST_SQUARES else _rates
    draw(ax, counts, reports)
    label_rows(ax, [name("category", c) for c in counts.index])
    bare(ax, "bottom")
    note = say("note_categories_squares" if reports <= MOST_SQUARES else "note_categories_rates", n=reports)
    return finish(fig, told, note=note, source=source_line(rows), keys=origin_keys(rows) if reports <= MOST_SQUARES else [])


def _squares(ax: Axes, counts: pd.DataFrame, reports: int) -> None:
    for y, (_, row) in enumerate(counts.iterrows()):
        x = 0
        for origin, colour in ORIGIN_COLOURS.items():
            k = int(row.get(origin, 0))
            ax.barh([y] * k, [0.86] * k, left=[x + i for i in range(k)], color=colour, height=0.34 if house.is_narrow() else 0.56)
            x += k
        ax.annotate(f"{x} / {reports}", (x, y), (3, 0), textcoords="offset points", va="center", size=8.5)
    ax.set_xlim(0, max(14 if house.is_narrow() else 24, counts.sum(axis=1).max() + 3))
    ax.set_xticks([])


def _rates(ax: Axes, counts: pd.DataFrame, reports: int) -> None:
    for y, k in enumerate(counts.sum(axis=1)):
        share, low, high = compare.rate(int(k), reports)
        ax.plot([low, high], [y, y], color=GREY, lw=4, alpha=0.45, solid_capstyle="butt")
        ax.scatter(share, y, s=40, color=ACCENT, zorder=3)
        words = f"{share_words(share)} ({k:,.0f} / {reports:,})"
        ax.annotate(words, (high, y), (5, 0), textcoords="offset points", va="center", size=8.5)
    ax.set_xlim(0, 1.2)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.grid(axis="x")


@chart
def keyness(table: pd.DataFrame, reports: pd.DataFrame, most: int = 20) -> Axes:
    """The words that set statements of problems apart from the rest of the reports: how strongly, and in how many reports."""
    told = saying.keyness(table)
    shown = text.telling(table).head(most)
    if shown.empty:
        return nothing(told.title)
    fig, (ax,) = new(row_height(len(shown), 0.3, 0.44))
    if shown["g2"].max() * _SEEN < text.CERTAIN:
        ax.axvline(text.CERTAIN, color=INK, lw=0.8, ls=(0, (3, 2)), zorder=0)
        at, by = (text.CERTAIN, 0), ("data", "axes fraction")
        ax.annotate("p < 0.0001", at, (3, 3), xycoords=by, textcoords="offset points", size=7.5)
    for y, row in enumerate(each(shown)):
        ax.plot([0, row.g2], [y, y], color=GREY, lw=1.6, zorder=1)
        ax.scatter(row.g2, y, s=40, facecolor=ACCENT if row.certain else "white", edgecolor=ACCENT, linewidth=1.2, zorder=3)
        words = f"{row.target} : {row.reference}   {row.log_ratio:+.1f}"
        ax.annotate(words, (row.g2, y), (8, 0), textcoords="offset points", va="center", size=8, color=TEXT, bbox=PAPER)
    label_rows(ax, [Sentence(r.word, r.word) for r in each(shown)], [f"{r.reports} / {len(reports)}" for r in each(shown)])
    ax.set_xlim(0, shown["g2"].max() * 1.18)
    ax.set_xlabel(f"G² ({both(say('log_likelihood'))})")
    ticks = [t for t in ax.get_xticks() if 0 <= t <= math.ceil(shown["g2"].max())]
    ax.set_xticks(ticks)
    return finish(fig, told, note=say("note_keyness"), source=source_line(reports))
