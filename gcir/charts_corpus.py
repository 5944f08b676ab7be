"""Charts of what a corpus holds: reports by year, kind, place and layout, and what they leave open."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from gcir import coverage, saying
from gcir.charts_frame import (
    MARGIN,
    ORIGIN_COLOURS,
    Key,
    bare,
    both,
    chart,
    finish,
    label_rows,
    new,
    nothing,
    origin_keys,
    row_height,
    short,
    source_line,
)
from gcir.compare import each
from gcir.messages import Sentence, codes, name, number, say
from gcir.style import house
from gcir.style.house import ACCENT, GREY

MATRIX_REPORTS = 12  # with more reports than this, shares take the place of the matrix
MATRIX_ROWS = 18
STATE_COLOURS = {
    "reported": ACCENT,
    "zero_digits": "#f0a884",
    "zero_words": "#f8d9c8",
    "blank": "#ffffff",
    "lost": "#c3ccd5",
    "absent": "#eff2f5",
}
_HATCHED, _OUTLINED = "lost", "blank"


@chart
def reports_by_year(reports: pd.DataFrame) -> Axes:
    """Reports per year of reporting, parsed ones on top of transcribed ones; years without a report stay empty."""
    known = reports[reports["year"].notna()]
    if known.empty:
        return nothing(say("nothing_known", what=say("column_year")))
    counts = known.groupby(["year", "origin"]).size().unstack(fill_value=0)
    first, last = int(counts.index.min()), int(counts.index.max())
    counts = counts.reindex(range(first, last + 1), fill_value=0)
    fig, (ax,) = new(2.7)
    base = pd.Series(0, index=counts.index)
    for origin in reversed(ORIGIN_COLOURS):
        if origin in counts:
            ax.bar(counts.index, counts[origin], bottom=base, color=ORIGIN_COLOURS[origin], width=0.78)
            base = base + counts[origin]
    for year, total in base.items():
        ax.annotate(short(total), (float(str(year)), total), (0, 2), textcoords="offset points", ha="center", va="bottom", size=8)
    ax.set_xlim(first - 0.7, last + 0.7)
    step = max(1, math.ceil((last - first + 1) / (6 if house.is_narrow() else 20)))
    ax.set_xticks(range(first, last + 1, step))
    ax.set_yticks([])
    bare(ax, "left")
    told = saying.reports_by(reports, "year")
    return finish(fig, told, note=say("note_by_year"), source=source_line(reports), keys=origin_keys(reports))


@chart
def reports_by(reports: pd.DataFrame, column: str, most: int = 30) -> Axes:
    """Reports per kind, level or place as horizontal bars, the largest first; what is not stated has its own row."""
    told = saying.reports_by(reports, column)
    stated = reports.assign(**{column: reports[column].fillna("")})
    if not (stated[column] != "").any():
        return nothing(told.title)
    counts = stated.groupby([column, "origin"]).size().unstack(fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    counts = pd.concat([counts.drop(index="", errors="ignore").head(most), counts[counts.index == ""]])
    labels = [name(column, i) if i else name("agency_kind", "") for i in counts.index]
    fig, (ax,) = new(row_height(len(counts), 0.4 if column != "province" else 0.24, 0.46))
    if column == "province":  # many and short: on one line
        labels = [Sentence(line, line) for line in map(both, labels)]
    stacked(ax, counts)
    label_rows(ax, labels)
    return finish(fig, told, note=say("note_bars"), source=source_line(reports), keys=origin_keys(reports))


def stacked(ax: Axes, counts: pd.DataFrame) -> None:
    """Horizontal bars of reports, parsed before transcribed, with their sum at the end."""
    left = pd.Series(0, index=counts.index)
    for origin, colour in ORIGIN_COLOURS.items():
        if origin in counts:
            ax.barh(range(len(counts)), counts[origin], left=left, color=colour, height=0.34 if house.is_narrow() else 0.62)
            left = left + counts[origin]
    for row, total in enumerate(left):
        ax.annotate(f"{total:,.0f}", (total, row), (3, 0), textcoords="offset points", va="center", size=8.5)
    ax.set_xlim(0, max(left.max(), 1) * 1.08)
    ax.set_xticks([])
    bare(ax, "bottom")


@chart
def layouts_by_year(reports: pd.DataFrame) -> Axes:
    """How many reports of each year keep which layout: a circle with its count where they meet."""
    known = reports[(reports["layout"] != "") & reports["layout"].notna() & reports["year"].notna()]
    told = saying.layouts(reports)
    if known.empty:
        return nothing(told.title)
    found = [c for c in codes("layout") if (known["layout"] == c).any()]
    found += sorted(set(known["layout"]) - set(found))
    first, last = int(known["year"].min()), int(known["year"].max())
    fig, (ax,) = new(row_height(len(found), 0.55, 0.68))
    counts = known.groupby(["layout", "year"]).size().rename("n").reset_index()
    largest = counts["n"].max()
    for cell in each(counts):
        size = (90 + 700 * cell.n / largest if largest > 1 else 190) * (0.6 if house.is_narrow() else 1)
        place = (cell.year, found.index(cell.layout))
        ax.scatter(*place, s=size, color=ACCENT, zorder=3)
        ax.annotate(short(cell.n), place, color="white", size=8.5, weight="bold", ha="center", va="center_baseline", zorder=4)
    label_rows(ax, [name("layout", c) for c in found])
    ax.set_xlim(first - 0.7, last + 0.7)
    step = max(1, math.ceil((last - first + 1) / (6 if house.is_narrow() else 20)))
    ax.set_xticks(range(first, last + 1, step))
    ax.grid(axis="y")
    return finish(fig, told, note=say("note_layouts"), source=source_line(known))


@chart
def states(table: pd.DataFrame, reports: pd.DataFrame) -> Axes:
    """What each report says about each indicator: number, zero in digits or words, blank, lost or not mentioned."""
    told = saying.states(table)
    if table.empty:
        return nothing(told.title)
    every = coverage.state_counts(table)
    counts = every.head(MATRIX_ROWS)
    behind = reports[reports["origin"] == coverage.COUNTED]
    fig, (ax,) = new(row_height(len(counts), 0.38, 0.5))
    is_matrix = len(behind) <= (5 if house.is_narrow() else MATRIX_REPORTS)
    if is_matrix:
        _matrix(ax, table, counts, behind.sort_values(["year", "agency"]))
    else:
        _shares(ax, counts)
        label_rows(ax, [name("indicator", i) for i in counts["indicator"]])
    bare(ax, "bottom", "left")
    shown = [s for s in STATE_COLOURS if counts[s].any()]
    keys = [Key("s", GREY if s == _OUTLINED else STATE_COLOURS[s], name("state", s), s != _OUTLINED) for s in shown]
    left_out = len(every) - len(counts)
    note = say("note_states_matrix" if is_matrix else "note_states_shares")
    if left_out:
        note += say("note_states_more", rows=len(counts), more=left_out)
    return finish(fig, told, note=note, source=source_line(behind), keys=keys)


def _matrix(ax: Axes, table: pd.DataFrame, counts: pd.DataFrame, reports: pd.DataFrame) -> None:
    """A coloured cell with its number where a report and an indicator meet; on a phone each row has one for its name above it."""
    import seaborn as sns
    from matplotlib.colors import ListedColormap

    step = 2 if house.is_narrow() else 1
    column = {r: i for i, r in enumerate(reports["report_id"])}
    row = {x: i * step + step - 1 for i, x in enumerate(counts["indicator"])}
    shades, words = np.full((len(row) * step, len(column)), np.nan), np.full((len(row) * step, len(column)), "", dtype=object)
    for cell in each(table[table["indicator"].isin(row)]):
        place = row[cell.indicator], column[cell.report_id]
        shades[place], words[place] = list(STATE_COLOURS).index(cell.state), _cell_words(cell)
        if cell.state in (_HATCHED, _OUTLINED):
            ax.add_patch(Rectangle((place[1] + 0.03, place[0] + 0.07), 0.94, 0.86, zorder=2, **_look(cell.state)))
    sns.heatmap(
        shades, annot=words, fmt="", annot_kws={"size": 8.5, "zorder": 3}, cmap=ListedColormap(list(STATE_COLOURS.values())),
        vmin=-0.5, vmax=len(STATE_COLOURS) - 0.5, cbar=False, linewidths=3, linecolor="white", yticklabels=False, ax=ax,
    )  # fmt: skip
    label_rows(ax, [name("indicator", i) for i in counts["indicator"]], first=step - 0.5, step=step)
    ax.xaxis.tick_top()
    wide = (house.width() - (2 * MARGIN if house.is_narrow() else 3.0)) / len(column)
    lines = ["\n".join(house.wrap(f"{r.agency} {r.year:.0f}", wide * 0.94, 7.5)) for r in each(reports)]
    ax.set_xticks([i + 0.5 for i in range(len(column))], lines, size=7.5)
    ax.tick_params(axis="x", length=0)


def _cell_words(cell: Any) -> str:
    """The number of a cell as it is printed, with a sign where it is not exact and brackets where it is but a part."""
    if cell.state not in ("reported", "zero_digits"):
        return ""
    words = {"at_least": "≥", "at_most": "≤", "about": "≈"}.get(str(cell.precision), "") + number(cell.value)
    return f"({words})" if cell.is_part else words


def _look(state: str) -> dict[str, Any]:
    """Fill of a state: a blank is an outlined box, a lost table is hatched, so that colour alone decides nothing."""
    look: dict[str, Any] = {"facecolor": STATE_COLOURS[state], "linewidth": 0, "edgecolor": GREY}
    if state == _OUTLINED:
        return {**look, "linewidth": 0.9}
    return {**look, "hatch": "////", "edgecolor": "white"} if state == _HATCHED else look


def _shares(ax: Axes, counts: pd.DataFrame) -> None:
    left = pd.Series(0.0, index=counts.index)
    for state in STATE_COLOURS:
        share = counts[state] / counts["n"]
        ax.barh(range(len(counts)), share, left=left, height=0.4 if house.is_narrow() else 0.7, **_look(state))
        left = left + share
    for y, stated in enumerate(counts["stated"]):
        ax.annotate(f"{stated:,}", (1, y), (4, 0), textcoords="offset points", size=8, va="center", annotation_clip=False)
    ax.set_xlim(0, 1.001)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])


@chart
def stating(counts: pd.DataFrame, reports: pd.DataFrame, most: int = 18) -> Axes:
    """How many reports state each indicator, in total or in part, the widest stated first."""
    told = saying.stating(counts, len(reports))
    if counts.empty:
        return nothing(told.title)
    wide = counts.pivot_table(index="indicator", columns="origin", values="reports", fill_value=0)
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False, kind="stable").index].head(most)
    fig, (ax,) = new(row_height(len(wide), 0.38, 0.46))
    stacked(ax, wide)
    label_rows(ax, [name("indicator", i) for i in wide.index])
    note, indicators = say("note_stating"), counts["indicator"].nunique()
    if indicators > len(wide):
        note += say("note_stating_more", rows=len(wide), indicators=indicators)
    return finish(fig, told, note=note, source=source_line(reports), keys=origin_keys(reports))
