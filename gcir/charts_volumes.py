"""Charts of one number per report: its spread by kind of agency, and over the years."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from gcir import compare
from gcir import saying_volumes as saying
from gcir.charts_frame import (
    MARGIN,
    RIGHTWARD,
    UPWARD,
    Key,
    axis_words,
    both,
    chart,
    count_axis,
    figure_of,
    finish,
    label_rows,
    new,
    nothing,
    origin_keys,
    points,
    row_height,
    source_line,
    spread,
)
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, name, number, say
from gcir.saying import lower
from gcir.style import house
from gcir.style.house import ACCENT, BAND, GREY, INK, TEXT

# Of a row of points: its middle, how far points spread from there, and how far the bar of the median reaches. On a phone
# the row's name stands above them.
_BAND_WIDE, _BAND_NARROW = (0.0, 0.22, 0.3), (0.13, 0.19, 0.27)
NAMED_POINTS = 6  # with more parsed reports than this, points go without names


@chart
def by_kind(rows: pd.DataFrame, indicator: str) -> Axes:
    """Every report as a point, by kind of agency, with the median where five or more state the number."""
    if rows.empty:
        return nothing(saying.no_values(indicator))
    told = saying.by(rows, indicator, "agency_kind")
    return _by(rows, indicator, "agency_kind", _in_order(rows, "agency_kind"), told, say("note_by_kind"))


@chart
def by_layout(rows: pd.DataFrame, indicator: str) -> Axes:
    """Every report as a point, by the layout that it keeps; what the forms count differently is not compared."""
    if rows.empty:
        return nothing(saying.no_values(indicator))
    told = saying.by_layout(rows, indicator)
    known = rows[rows["layout"] != ""]
    if known.empty:
        return nothing(told.title)
    return _by(known, indicator, "layout", _in_order(known, "layout"), told, say("note_by_kind"))


@chart
def by_region(rows: pd.DataFrame, indicator: str, most: int = 8) -> Axes:
    """Every report of the kind of agency that states the number most often as a point, by province."""
    if rows.empty:
        return nothing(saying.no_values(indicator))
    rows, kind = saying.alike(rows)
    told = saying.by_region(rows, indicator, kind)
    if not (rows["province"] != "").any():
        return nothing(told.title)
    counts = rows.loc[rows["province"] != "", "province"].value_counts().sort_index(kind="stable")
    groups = list(counts.sort_values(ascending=False, kind="stable").index[:most])
    shown = rows[rows["province"].isin(groups)]
    note = say("note_by_region", kind=lower(name("agency_kind", kind)), shown=len(shown), n=len(rows))
    return _by(shown, indicator, "province", groups, told, note)


def _in_order(rows: pd.DataFrame, column: str) -> list[str]:
    """The groups that occur, in the order of the codebook."""
    groups = [k for k in codes(column) if (rows[column] == k).any()]
    return groups + sorted(set(rows[column]) - set(groups))


def _by(rows: pd.DataFrame, indicator: str, column: str, groups: list[str], told: Told, note: Sentence) -> Axes:
    """Points in rows, one row per group."""
    labels = [name(column, g) for g in groups]
    ax = strips(rows, column, groups, labels, axis_words(indicator))
    _name_parsed(ax, rows, column, groups)
    keys = [*origin_keys(rows), Key("|", INK, say("key_median")), *precision_keys(rows, RIGHTWARD)]
    return finish(figure_of(ax), told, note=note, source=source_line(rows), keys=keys)


def strips(rows: pd.DataFrame, column: str, groups: list[str], labels: list[Sentence], axis: str) -> Axes:
    """One row of points per group on a logarithmic axis with zero, the median of each and its number at the right."""
    summary = compare.summarise(rows, column).set_index(column).loc[groups]
    medians = summary[["median", "low", "high"]].to_numpy(dtype=float)
    _, (ax,) = new(row_height(len(groups), 0.56, 0.68))
    rows = rows.assign(row=rows[column].map({k: i for i, k in enumerate(groups)})).sort_values(["row", "value"])
    middle, wide, tall = _BAND_NARROW if house.is_narrow() else _BAND_WIDE
    offsets = np.concatenate([middle + spread(len(g)) * wide for _, g in rows.groupby("row")])
    band = spread(len(rows), 0.5698402909980532) * 0.38  # zeros spread over a band, so that they can be counted
    points(ax, rows, rows["value"].where(rows["value"] != 0, band), rows["row"].to_numpy(dtype=float) + offsets, RIGHTWARD)
    ax.axvspan(-0.5, 0.5, color=BAND, zorder=0)
    for row in range(len(groups)):
        _median_tick(ax, row + middle, tall, *medians[row])
    label_rows(ax, labels, [_n_of(x, n) for x, n in zip(labels, summary["n"], strict=True)])
    count_axis(ax, "x", rows["value"].max())
    ax.set_ylim(len(groups) - 0.3, ax.get_ylim()[1])
    ax.grid(axis="x")
    head: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "size": 8, "color": TEXT}
    ax.annotate(both(say("column_median"), "\n"), (1, 1), (5, 2), **head)
    ax.set_xlabel(axis, linespacing=1.3)
    return ax


def _n_of(label: Sentence, n: int) -> str:
    """How many reports stand behind a row; the number alone where a phone has no room for more."""
    whole = f"n = {n:,}"
    room = house.width() - 3 * MARGIN
    return whole if not house.is_narrow() or house.text_width(f"{both(label)}  {whole}", 8.5) <= room else f"{n:,}"


def _median_tick(ax: Axes, row: float, tall: float, median: float, low: float, high: float) -> None:
    """The median as a bar with its interval, and its number in a column at the right; a dash where n is below five."""
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
    ax.annotate(number(median), (1, row), (5, 0), weight="bold", va="center", **place)
    if math.isnan(median):
        return
    ax.plot([median] * 2, [row - tall, row + tall], color=INK, lw=2.2, zorder=4, solid_capstyle="butt")
    if not math.isnan(low):
        ax.plot([low, high], [row + tall] * 2, color=INK, lw=1, zorder=4)


def precision_keys(rows: pd.DataFrame, shapes: dict[str, str]) -> list[Key]:
    found = [p for p in shapes if p != "exact" and (rows["precision"] == p).any()]
    return [Key(shapes[p], TEXT, name("precision", p), filled=False) for p in found]


def _name_parsed(ax: Axes, rows: pd.DataFrame, column: str, groups: list[str]) -> None:
    """Write the agency beside each parsed point where there are few and the page is wide."""
    parsed = rows[rows["origin"] == "parsed"]
    if len(parsed) > NAMED_POINTS or house.is_narrow():
        return
    if parsed.empty:
        return
    _make_room(ax, int(parsed[column].value_counts().max()), len(groups))
    for key, group in parsed.groupby(column):
        for step, (_, r) in enumerate(group.sort_values("value").iterrows()):
            ax.annotate(
                f"{r['agency']} {r['year']}", (r["value"], groups.index(str(key)) + 0.31), (0, -8 * step - 1), va="top",
                textcoords="offset points", size=7.5, color=ACCENT, ha="left",
            )  # fmt: skip


def _make_room(ax: Axes, names: int, groups: int) -> None:
    """Make rows high enough for so many names below their points, the last row too."""
    fig, line = figure_of(ax), 8 / 72
    more = line * max(0, names - 1)
    fig.set_size_inches(house.width(), fig.get_size_inches()[1] + more * groups)
    ax.set_ylim(groups - 1 + max(0.7, 0.31 + (names + 1.2) * line / (0.5 + more)), ax.get_ylim()[1])


@chart
def over_years(rows: pd.DataFrame, indicator: str) -> Axes:
    """Every report as a point over its year, the median of each period, and the years in which the form changed."""
    rows = rows[rows["year"].notna()]
    if rows.empty:
        return nothing(saying.no_values(indicator))
    first, last = int(rows["year"].min()), int(rows["year"].max())
    fig, (ax,) = new(3.9)
    rows = rows.sort_values(["year", "value"])
    offsets = np.concatenate([spread(len(g)) * 0.3 for _, g in rows.groupby("year")])
    band = spread(len(rows), 0.5698402909980532) * 0.38
    points(ax, rows, rows["year"].to_numpy(dtype=float) + offsets, rows["value"].where(rows["value"] != 0, band), UPWARD)
    ax.axhspan(-0.5, 0.5, color=BAND, zorder=0)
    count_axis(ax, "y", rows["value"].max())
    ax.set_xlim(first - 0.8, last + 0.8)
    step = max(1, math.ceil((last - first + 1) / (6 if house.is_narrow() else 20)))
    ax.set_xticks(range(first, last + 1, step))
    ax.grid(axis="y")
    ax.set_title(axis_words(indicator), size=8.5, color=TEXT, linespacing=1.3)
    summary = compare.summarise(rows.assign(period=compare.periods(rows["year"])), "period")
    _draw_periods(ax, summary, first, last)
    _draw_breaks(ax, indicator, first, last)
    told = saying.over_years(rows, indicator)
    keys = [*origin_keys(rows), Key("_", INK, say("key_period_median")), *precision_keys(rows, UPWARD)]
    note = say("note_over_years") + saying.breaks_note(indicator, first, last)
    return finish(fig, told, note=note, source=source_line(rows), keys=keys)


def _draw_periods(ax: Axes, summary: pd.DataFrame, first: int, last: int) -> None:
    """The median of each period as a bar over its years with the interval behind it; n at the foot."""
    for period in each(summary):
        start, end = (int(x) if x else edge for x, edge in zip(str(period.period).split("-"), (first, last), strict=True))
        left, right = max(start, first) - 0.5, min(end, last) + 0.5
        ax.text((left + right) / 2, -1.05, f"n = {period.n:,}", size=8, color=TEXT, ha="center", va="bottom")
        if math.isnan(period.median):
            continue
        if not math.isnan(period.low):
            ax.fill_between([left + 0.08, right - 0.08], period.low, period.high, color=INK, alpha=0.09, lw=0, zorder=1)
        ax.plot([left + 0.08, right - 0.08], [period.median] * 2, color=INK, lw=2.4, zorder=4, solid_capstyle="butt")
        ax.annotate(
            number(period.median), (right - 0.1, period.median), (0, 2), textcoords="offset points", size=9,
            weight="bold", ha="right", va="bottom", zorder=6, bbox={"fc": "white", "alpha": 0.75, "pad": 0.6, "lw": 0},
        )  # fmt: skip


def _draw_breaks(ax: Axes, indicator: str, first: int, last: int) -> None:
    """A line where the official form changed; heavier where numbers are not comparable across it."""
    for change in compare.breaks(indicator):
        year = int(change["year"])
        if not first < year <= last:
            continue
        hard = change["comparability"] == "not_comparable"
        ax.axvline(year - 0.5, color=INK if hard else GREY, lw=1.4 if hard else 0.8, ls="-" if hard else (0, (4, 3)), zorder=0)
        words = Sentence(change["label_zh"], change["label_en"])
        text = f"{year}" if house.is_narrow() else both(words, "\n")
        ax.annotate(
            text, (year - 0.5, 1), (3, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
            size=7.5, color=TEXT, va="top", ha="left", bbox={"fc": BAND, "alpha": 0.8, "pad": 0.8, "lw": 0}, zorder=6,
        )  # fmt: skip
