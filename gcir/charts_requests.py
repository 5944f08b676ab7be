"""Charts of requests and disputes: how many there were, and how they ended, each rate with its cases."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from gcir import charts_clouds, compare, requests
from gcir import saying_requests as saying
from gcir.charts_frame import (
    MANY,
    RIGHTWARD,
    Key,
    bare,
    both,
    chart,
    figure_of,
    finish,
    label_rows,
    new,
    nothing,
    origin_keys,
    row_height,
    source_line,
    spread,
)
from gcir.charts_volumes import precision_keys, strips
from gcir.compare import each
from gcir.messages import name, number, say, share_words
from gcir.style import house
from gcir.style.house import ACCENT, INK, PALE, TEXT

_BAR = 0.15  # how far the bar of all cases stands above the middle of its row, and the points of the reports below it
_REACHES = (0.25, 0.5, 1.0)


@chart
def levels(rows: pd.DataFrame) -> Axes:
    """Every report as a point, one row per number: requests received and carried over, reconsideration and lawsuits."""
    told = saying.levels(rows)
    if rows.empty:
        return nothing(told.title)
    found = [i for i in requests.LEVELS if (rows["indicator"] == i).any()]
    ax = strips(rows, "indicator", found, [name("indicator", i) for i in found], both(say("axis_cases"), _break()))
    keys = [*origin_keys(rows), Key("|", INK, say("key_median")), *precision_keys(rows, RIGHTWARD)]
    return finish(figure_of(ax), told, note=say("note_levels"), source=source_line(rows), keys=keys)


def _break() -> str:
    return "\n" if house.is_narrow() else " "


@chart
def rates(table: pd.DataFrame, scheme: str) -> Axes:
    """The parts of a scheme as bars: k of n cases, with each report's own share and their median; cases where they are few."""
    told = saying.rates(table, scheme)
    found = requests.rates(table, scheme)
    found = found[found["n"] > 0]
    if found.empty:
        return nothing(told.title)
    fig, (ax,) = new(row_height(len(found), 0.48, 0.64))
    chosen = requests.focus(found, scheme)
    notes = [f"{number(r.k)} / {number(r.n)}" for r in each(found)]
    label_rows(ax, [saying.part_name(scheme, p) for p in found["part"]], notes)
    few = found["n"].max() < compare.SMALLEST
    colours = [ACCENT if p == chosen else PALE for p in found["part"]]
    own = requests.own_shares(table[table["part"].isin(found["part"])])
    keys = []
    if few:
        _counts(ax, found, colours)
    else:
        _shares(ax, found, colours, own)
    if len(own):
        _own(ax, own, found)
        keys = [Key("s", ACCENT, say("key_cases")), Key("o", TEXT, say("key_report_share")), Key("|", INK, say("key_median"))]
    note = say("note_rates_few", least=compare.SMALLEST) if few else say("note_rates" if len(own) else "note_rates_bars")
    if found["n"].nunique() > 1:
        note += say("note_rates_apart")
    note += saying.basis(table, scheme)
    return finish(fig, told, note=note, source=source_line(table[table["fits"]]), keys=keys)


def _middle() -> float:
    """How far the middle of bar and points stands below that of the row: on a phone the name of the row is above them."""
    return 0.1 if house.is_narrow() else 0.0


def _counts(ax: Axes, found: pd.DataFrame, colours: list[str]) -> None:
    """Bars of cases where they are too few for a share."""
    for y, row in enumerate(each(found)):
        ax.barh(y + _middle(), row.k, height=0.3, color=colours[y])
        ax.annotate(number(row.k), (row.k, y + _middle()), (4, 0), textcoords="offset points", va="center", size=8.5)
    ax.set_xlim(0, max(compare.SMALLEST, found["k"].max() * 1.2))
    ax.set_xticks([])
    bare(ax, "bottom")


def _shares(ax: Axes, found: pd.DataFrame, colours: list[str], own: pd.DataFrame) -> None:
    """Bars of shares with the share in a column at the right; a dash where there are fewer than five cases."""
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False}
    up = _BAR if len(own) else 0.0
    for y, row in enumerate(each(found)):
        if not math.isnan(row.share):
            ax.barh(y + _middle() - up, row.share, height=0.24, color=colours[y], zorder=2)
        words = "–" if math.isnan(row.share) else _percent(row.share)
        ax.annotate(words, (1, y + _middle() - up), (5, 0), va="center", weight="bold", size=9.5, **place)
    reach = next(x for x in _REACHES if x >= max(found["share"].max(), own["value"].max() if len(own) else 0))
    ax.set_xlim(0, reach)
    ax.set_xticks([0, reach / 2, reach], [_percent(x) for x in (0, reach / 2, reach)])
    ax.grid(axis="x")


def _percent(share: float) -> str:
    """A share of cases or a tick of their axis."""
    return f"{share:.1%}" if share == _REACHES[0] / 2 else share_words(share)


def _own(ax: Axes, own: pd.DataFrame, found: pd.DataFrame) -> None:
    """The share of each report with five cases or more as a point below the bar, and the median of them."""
    order = {p: i for i, p in enumerate(found["part"])}
    own = own.assign(row=own["part"].map(order)).sort_values(["row", "value"])
    offsets = np.concatenate([_middle() + _BAR + spread(len(g)) * 0.1 for _, g in own.groupby("row")])
    many = len(own) > MANY
    x, y = own["value"].to_numpy(dtype=float), own["row"].to_numpy(dtype=float) + offsets
    if len(own) > charts_clouds.SWARM:
        left = charts_clouds.cloud(ax, x, y, TEXT, scale=charts_clouds.shares())
        x, y = x[left], y[left]
    ax.scatter(
        x, y, s=5 if many else 16, color=TEXT, alpha=0.25 if many else 0.75, linewidth=0,
        rasterized=many, zorder=3, clip_on=False,
    )  # fmt: skip
    for y, row in enumerate(each(found)):
        low, high = y + _middle() + 0.01, y + _middle() + 2 * _BAR + 0.01
        if not math.isnan(row.median):
            ax.plot([row.median] * 2, [low, high], color=INK, lw=2.2, zorder=4, solid_capstyle="butt")
        if not math.isnan(row.low):
            ax.plot([row.low, row.high], [high] * 2, color=INK, lw=1, zorder=4)
