"""Charts of channels over the years, within agencies, and of how far channels overlap."""

import itertools
import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from gcir import media
from gcir import saying_media as saying
from gcir.charts_frame import (
    Key,
    bare,
    both,
    chart,
    figure_of,
    finish,
    label_rows,
    new,
    nothing,
    row_height,
    source_line,
    source_of_pairs,
)
from gcir.charts_ratios import ratio_rows
from gcir.compare import each
from gcir.messages import name, say
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK, TEXT

_MANY_CHANNELS = 4  # so many and more share a row


@chart
def rise(parts: pd.DataFrame, channels: tuple[str, ...] = ("wechat", "weibo")) -> Axes:
    """The share of the reports of each year that number a channel, with its interval; only cases where a year has few."""
    told = saying.rise(parts, channels)
    rows = parts[parts["year"].notna()]
    found = media.by_period(rows, channels, "year")
    if found["share"].isna().all():
        return nothing(told.title)
    first, last = int(found["year"].min()), int(found["year"].max())
    narrow = house.is_narrow()
    lines, columns = (len(channels), 1) if narrow else (1, len(channels))
    fig, axes = new(5.4 if narrow else 3.0, lines, columns, sharex=True, sharey=True)
    for ax, channel in zip(axes, channels, strict=True):
        own = found[found["channel"] == channel]
        ax.set_title(both(name("channel", channel)), size=9.5)
        _years(ax, own)
        ax.set_xlim(first - 0.8, last + 0.8)
        ax.set_ylim(-0.17, 1.02)
        ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        ax.set_xticks(range(first, last + 1, max(1, math.ceil((last - first + 1) / 6))))
        ax.grid(axis="y")
    return finish(fig, told, note=say("note_rise"), source=source_line(rows))


def _years(ax: Axes, own: pd.DataFrame) -> None:
    """The share of each year with its interval, joined where years follow each other; the cases at the foot."""
    known = own[own["share"].notna()]
    for one, other in itertools.pairwise(each(known)):
        if other.year - one.year == 1:
            ax.plot([one.year, other.year], [one.share, other.share], color=ACCENT, lw=1.4, zorder=2)
    ax.vlines(known["year"], known["low"], known["high"], color=GREY, lw=3.5, alpha=0.45, zorder=1)
    ax.scatter(known["year"], known["share"], s=26, color=ACCENT, zorder=3)
    few = own["n"].max() < 100
    for year in each(own) if few else ():
        look: dict[str, Any] = {"size": 6.5, "color": TEXT, "ha": "center", "va": "bottom", "linespacing": 1.0}
        ax.text(year.year, -0.16, f"{year.k}\n{year.n}", **look)


@chart
def turnover(pairs: pd.DataFrame) -> Axes:
    """Per channel, how many agencies began to number it from one of their years to the next, and how many stopped."""
    told = saying.turnover(pairs)
    if pairs.empty:
        return nothing(told.title)
    counts = pairs.groupby(["channel", "change"]).size().unstack(fill_value=0).reindex(columns=list(media.STATES), fill_value=0)
    order = (counts["gained"] + counts["lost"]).sort_values(ascending=False, kind="stable").index
    counts = counts.loc[order]
    fig, (ax,) = new(row_height(len(counts), 0.42, 0.5))
    tall = 0.3 if house.is_narrow() else 0.56
    ax.barh(range(len(counts)), counts["gained"], color=ACCENT, height=tall)
    ax.barh(range(len(counts)), -counts["lost"], color=GREY, height=tall)
    for y, row in enumerate(each(counts)):
        look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": 8.5}
        if row.gained:
            ax.annotate(f"+{row.gained:,}", (row.gained, y), (4, 0), **look)
        if row.lost:
            ax.annotate(f"\u2212{row.lost:,}", (-row.lost, y), (-4, 0), ha="right", **look)
        ax.plot([0, 0], [y - 0.3, y + 0.3] if house.is_narrow() else [y - 0.5, y + 0.5], color=INK, lw=1)
    kept = both(name("channel_change", "kept"))
    label_rows(ax, [name("channel", c) for c in counts.index], [f"{kept} {k:,}" for k in counts["kept"]])
    reach = max(counts["gained"].max(), counts["lost"].max(), 1) * 1.2
    ax.set_xlim(-reach, reach)
    ax.set_xticks([])
    bare(ax, "bottom")
    keys = [Key("s", ACCENT, name("channel_change", "gained")), Key("s", GREY, name("channel_change", "lost"))]
    return finish(fig, told, note=say("note_turnover"), source=source_of_pairs(pairs), keys=keys)


@chart
def overlap(rows: pd.DataFrame) -> Axes:
    """How many times the report's own total its channels add up to, by the number of channels that it counts."""
    told = saying.overlap(rows)
    if rows.empty:
        return nothing(told.title)
    sizes = rows["n_parts"].clip(upper=_MANY_CHANNELS)
    found = sorted(set(sizes))
    groups = [rows.loc[sizes == n, "ratio"] for n in found]
    labels = [say("channels_or_more" if n == _MANY_CHANNELS else "channels_counted", n=n) for n in found]
    ax = ratio_rows(groups, labels, [f"n = {len(g):,}" for g in groups], reach=10.0)
    keys = [Key("o", ACCENT, say("key_above_total")), Key("o", GREY, say("key_not_above_total"))]
    keys.append(Key("|", INK, say("key_median")))
    return finish(figure_of(ax), told, note=say("note_overlap"), source=source_line(rows), keys=keys)
