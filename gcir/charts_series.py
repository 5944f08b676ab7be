"""Charts of change within agencies: from each of their years to the next, and the few with a series as small multiples."""

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from gcir import compare, saying_volumes
from gcir import saying_series as saying
from gcir.charts_frame import (
    PAPER,
    Key,
    bare,
    chart,
    count_axis,
    figure_of,
    finish,
    label_rows,
    new,
    nothing,
    row_height,
    short,
    source_line,
    source_of_pairs,
)
from gcir.charts_ratios import ratio_rows
from gcir.compare import each
from gcir.messages import Sentence, codes, name, number, say
from gcir.style import house
from gcir.style.house import ACCENT, BAND, GREY, INK, PALE, TEXT

MOST_PAIRS = 20  # with more changes than this, points by kind of agency take the place of one row each
MOST_PANELS = 12
_NEVER = "not_comparable"


@chart
def change(changes: pd.DataFrame, indicator: str) -> Axes:
    """Each agency from one of its years to the next: a row each where they are few, otherwise ratios by kind of agency."""
    told = saying.change(changes, indicator)
    if changes.empty or (len(changes) > MOST_PAIRS and saying.usable(changes).empty):
        return nothing(told.title)
    return (_arrows if len(changes) <= MOST_PAIRS else _ratios)(changes, told, indicator)


def _arrows(changes: pd.DataFrame, told: Any, indicator: str) -> Axes:
    """One row per change: from the earlier number to the later one, the later one accented where it is higher."""
    ordered = changes.assign(barred=changes["comparability"] == _NEVER, by=changes["ratio"].fillna(np.inf))
    ordered = ordered.sort_values(["barred", "by", "agency", "year"], ascending=[True, False, True, True], kind="stable")
    fig, (ax,) = new(row_height(len(ordered), 0.3, 0.5))
    down = 0.12 if house.is_narrow() else 0.0
    for y, row in enumerate(each(ordered)):
        colour = GREY if row.barred or row.difference <= 0 else ACCENT
        line: Any = (0, (2, 2)) if row.barred else "-"
        ax.plot([row.previous, row.value], [y + down] * 2, color=colour, lw=1.6, ls=line, zorder=2)
        ax.scatter(row.previous, y + down, s=22, facecolor="white", edgecolor=colour, linewidth=1.2, zorder=3)
        ax.scatter(row.value, y + down, s=30, color=colour, zorder=3)
        words = f"{number(row.previous)} → {number(row.value)}"
        place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False}
        ax.annotate(words, (1, y + down), (5, 0), va="center", size=8.5, color=TEXT if row.barred else INK, **place)
    labels = [f"{r.agency} {r.previous_year}–{r.year}" for r in each(ordered)]
    label_rows(ax, [Sentence(words, words) for words in labels])
    count_axis(ax, "x", max(ordered["value"].max(), ordered["previous"].max()))
    ax.axvspan(-0.5, 0.5, color=BAND, zorder=0)
    ax.grid(axis="x")
    keys = [Key("o", ACCENT, say("key_rise")), Key("o", GREY, say("key_no_rise"))]
    note = say("note_change_arrows") + saying_volumes.breaks_note(indicator, *_span(changes))
    return finish(fig, told, note=note, source=source_of_pairs(changes), keys=keys)


def _span(changes: pd.DataFrame) -> tuple[int, int]:
    return int(changes["previous_year"].min()), int(changes["year"].max())


def _ratios(changes: pd.DataFrame, told: Any, indicator: str) -> Axes:
    """The ratio of later to earlier as a point, by kind of agency, with the median of each kind."""
    kept = saying.usable(changes)
    kinds = [k for k in codes("agency_kind") if (kept["agency_kind"] == k).any()]
    groups = [kept[kept["agency_kind"] == k] for k in kinds]
    notes = [f"↑ {int((g['difference'] > 0).sum()):,} / {len(g):,}" for g in groups]
    ax = ratio_rows([g["times"] for g in groups], [name("agency_kind", k) for k in kinds], notes)
    keys = [Key("o", ACCENT, say("key_rise")), Key("o", GREY, say("key_no_rise")), Key("|", INK, say("key_median"))]
    note = say("note_change_ratios") + saying_volumes.breaks_note(indicator, *_span(changes))
    return finish(figure_of(ax), told, note=note, source=source_of_pairs(kept), keys=keys)


@chart
def series(rows: pd.DataFrame, indicator: str) -> Axes:
    """The agencies with the longest series, a panel each on the same axes; lines stop where the form changed its meaning."""
    told = saying.series(rows, indicator)
    kept = saying.long_enough(rows)
    if kept.empty:
        return nothing(told.title)
    order = kept.drop_duplicates("chain_id").sort_values(["n", "agency"], ascending=[False, True], kind="stable")
    chains = list(order["chain_id"][:MOST_PANELS])
    columns = min(len(chains), 2 if house.is_narrow() else 4)
    lines = math.ceil(len(chains) / columns)
    fig, axes = new(lines * 1.75 + 0.2, lines, columns, sharex=True, sharey=True)
    shown = kept[kept["chain_id"].isin(chains)]
    first, last = int(shown["year"].min()), int(shown["year"].max())
    inches = (house.width() - 0.8) / columns
    for ax, chain in zip(axes, chains, strict=False):
        _panel(ax, shown[shown["chain_id"] == chain].sort_values("year"), indicator, inches)
        count_axis(ax, "y", shown["value"].max())
        ax.set_ylim(-0.7 if (shown["value"] == 0).any() else 0.7, ax.get_ylim()[1])
        ax.set_xlim(first - 0.7, last + 0.7)
        step = max(1, math.ceil((last - first + 1) / (2 if house.is_narrow() else 3)))
        ax.set_xticks(range(first, last + 1, step))
        ax.tick_params(labelsize=8)
        ax.grid(axis="y")
    for ax in axes[len(chains) :]:
        ax.set_axis_off()
    note = say("note_series", shown=len(chains), n=order["chain_id"].nunique(), least=saying.LEAST_YEARS)
    note += saying_volumes.breaks_note(indicator, first, last)
    return finish(fig, told, note=note, source=source_line(shown))


def _panel(ax: Axes, group: pd.DataFrame, indicator: str, inches: float) -> None:
    """One agency: its years joined where they can be compared, the first and the last named, and the changes of the form."""
    rows = list(each(group))
    lines = house.wrap(rows[-1].agency, inches, 8.5)
    ax.set_title("\n".join(lines[:2]), size=8.5, loc="left", linespacing=1.15)
    hard = [int(b["year"]) for b in compare.breaks(indicator) if b["comparability"] == _NEVER]
    for one, other in itertools.pairwise(rows):
        if not any(one.year < year <= other.year for year in hard):
            ax.plot([one.year, other.year], [one.value, other.value], color=ACCENT, lw=1.6, zorder=2)
    faces = [ACCENT if r.precision == "exact" else "white" for r in rows]
    ax.scatter([r.year for r in rows], [r.value for r in rows], s=20, c=faces, edgecolors=ACCENT, linewidths=1, zorder=3)
    for r, neighbour in ((rows[0], rows[1]), (rows[-1], rows[-2])):
        gap, side = (-5, "top") if neighbour.value > r.value else (5, "bottom")
        look: dict[str, Any] = {"size": 8, "ha": "center", "va": side, "zorder": 4, "bbox": PAPER}
        ax.annotate(short(r.value), (r.year, r.value), (0, gap), textcoords="offset points", **look)
    for change in compare.breaks(indicator):
        year, is_hard = int(change["year"]), change["comparability"] == _NEVER
        if change["comparability"] != "same":
            ax.axvline(year - 0.5, color=INK if is_hard else PALE, lw=1.0, ls="-" if is_hard else (0, (4, 3)), zorder=0)
    bare(ax)
