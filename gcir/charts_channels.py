"""Charts of the channels through which agencies publish: each report's own mix, and what can be compared across reports."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from gcir import charts_clouds, compare
from gcir import saying_channels as saying
from gcir.charts_corpus import stacked
from gcir.charts_frame import (
    MANY,
    PAPER,
    UPWARD,
    Key,
    bare,
    both,
    chart,
    count_axis,
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
from gcir.charts_volumes import precision_keys
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, name, number, say, share_words
from gcir.style import house
from gcir.style.house import ACCENT, BAND, GREY, INK, TEXT

MOST_REPORTS = 12
_TITLE_SHARE = 0.66  # of a panel's width: its title begins behind the names of the channels
_SHADES = ["#c2410c", "#52606d", "#e9a17f", "#9aa5b1", "#7a2a08", "#d3d9df", "#f3d3c3", "#1f2933"]
_SIGNS = {"at_least": "≥", "at_most": "≤", "about": "≈"}


@chart
def channels_of_reports(rows: pd.DataFrame) -> Axes:
    """One small panel per parsed report: what it counts per channel, beside its own total, all on its own scale."""
    told = saying.channels_of_reports(rows)
    parsed = rows[rows["origin"] == "parsed"]
    if parsed.empty:
        return nothing(told.title)
    ids = list(dict.fromkeys(parsed.sort_values(["year", "agency"])["report_id"]))[:MOST_REPORTS]
    columns = 1 if house.is_narrow() else min(3, len(ids))
    lines = math.ceil(len(ids) / columns)
    sizes = [max(2, int((parsed["report_id"] == i).sum())) for i in ids]
    tallest = [max(sizes[at : at + columns]) for at in range(0, len(sizes), columns)]
    fig, axes = new(sum(0.95 + 0.36 * n for n in tallest), lines, columns, height_ratios=[0.95 + 0.36 * n for n in tallest])
    for place, (ax, report_id) in enumerate(zip(axes, ids, strict=False)):
        _one_report(ax, parsed[parsed["report_id"] == report_id], tallest[place // columns], (house.width() - 0.4) / columns)
    for ax in axes[len(ids) :]:
        ax.set_axis_off()
    drawn = parsed[parsed["report_id"].isin(ids)]
    note = say("note_channels_of_reports", shown=len(ids), n=parsed["report_id"].nunique())
    return finish(fig, told, note=note, source=source_line(drawn))


def _one_report(ax: Axes, rows: pd.DataFrame, height: int, inches: float) -> None:
    """Bars of one report; the total, where it states one, as a line across them."""
    rows = rows.sort_values("value", ascending=False, kind="stable")
    first = next(each(rows))
    relation = both(name("relation", first.relation), "\n")
    head = "\n".join(house.wrap(f"{first.agency} {first.year}", inches * _TITLE_SHARE, 8.5))
    ax.set_title(f"{head}\n{relation}", size=8.5, linespacing=1.25)
    ax.barh(range(len(rows)), rows["value"], color=ACCENT, height=0.6)
    for y, row in enumerate(each(rows)):
        words = f"{_SIGNS.get(row.precision, '')}{number(row.value)}"
        if row.share == row.share:
            words += f" ({share_words(row.share)})"
        ax.annotate(words, (row.value, y), (3, 0), textcoords="offset points", va="center", size=8.5, bbox=PAPER)
    labels = [both(part, "\n") for part in map(saying.part_name, each(rows))]
    ax.set_yticks(range(len(rows)), labels, size=8)
    ax.set_ylim(height - 0.5, -0.7)
    largest = max(rows["value"].max(), first.total if first.total == first.total else 0, 1)
    ax.set_xlim(0, largest * 1.42)
    ax.set_xticks([])
    bare(ax, "bottom")
    if first.total == first.total:
        ax.axvline(first.total, color=INK, lw=1.2, ls=(0, (3, 2)))
        words = f"{both(say('total'))} {number(first.total)}"
        ax.annotate(
            words, (first.total, 0), (2, 1), xycoords=("data", "axes fraction"), textcoords="offset points", size=7.5, color=TEXT
        )


@chart
def stated_channels(rows: pd.DataFrame) -> Axes:
    """How many of the reports that number any channel number each one, with a 95 % interval."""
    told = saying.stated_channels(rows)
    if rows.empty:
        return nothing(told.title)
    reports = rows["report_id"].nunique()
    counts = rows.groupby("channel")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    fig, (ax,) = new(row_height(len(counts), 0.42, 0.5))
    for y, (_, k) in enumerate(counts.items()):
        share, low, high = compare.rate(int(k), reports)
        if math.isnan(share):
            ax.barh(y, k, color=ACCENT, height=0.4)
            ax.annotate(f"{k}", (k, y), (4, 0), textcoords="offset points", va="center", size=8.5)
            continue
        ax.plot([low, high], [y, y], color=GREY, lw=4, alpha=0.45, solid_capstyle="butt")
        ax.scatter(share, y, s=44, color=ACCENT, zorder=3)
        words = f"{share_words(share)} ({k:,} / {reports:,})"
        ax.annotate(words, (max(high, share), y), (5, 0), textcoords="offset points", va="center", size=8.5)
    label_rows(ax, [name("channel", c) for c in counts.index])
    has_rates = reports >= compare.SMALLEST
    ax.set_xlim(0, 1.15 if has_rates else float(counts.max()) * 1.2)
    ax.set_xticks([0, 0.5, 1] if has_rates else [], ["0%", "50%", "100%"] if has_rates else [])
    ax.grid(axis="x")
    return finish(fig, told, note=say("note_stated_channels", n=reports), source=source_line(rows))


@chart
def relations(rows: pd.DataFrame) -> Axes:
    """How the channels of each report stand to its total."""
    told = saying.relations(rows)
    if rows.empty:
        return nothing(told.title)
    reports = rows.drop_duplicates("report_id")
    counts = reports.groupby(["relation", "origin"]).size().unstack(fill_value=0).reindex(codes("relation"), fill_value=0)
    fig, (ax,) = new(row_height(len(counts), 0.42, 0.5))
    stacked(ax, counts)
    label_rows(ax, [name("relation", r) for r in counts.index])
    return finish(fig, told, note=say("note_relations"), source=source_line(reports), keys=origin_keys(reports))


@chart
def mix(rows: pd.DataFrame, most: int = 15) -> Axes:
    """Shares of channels in the reports where they add up to the total: a bar per report, or points per channel where many."""
    told = saying.mix(rows)
    whole = rows[rows["share"].notna() & (rows["n_parts"] > 1)]
    if whole.empty:
        return nothing(told.title)
    ids = list(dict.fromkeys(whole.sort_values(["year", "agency"])["report_id"]))
    if len(ids) > most:
        return _mix_of_many(whole, told)
    order = whole.groupby("channel")["value"].size().sort_values(ascending=False, kind="stable").index
    shades = {c: _SHADES[i % len(_SHADES)] for i, c in enumerate(order)}
    fig, (ax,) = new(row_height(len(ids), 0.46, 0.56))
    left = dict.fromkeys(ids, 0.0)
    for row in each(whole.sort_values("channel", key=lambda s: s.map({c: i for i, c in enumerate(order)}), kind="stable")):
        y = ids.index(row.report_id)
        ax.barh(y, row.share, left=left[row.report_id], color=shades[row.channel], height=0.4 if house.is_narrow() else 0.62)
        if row.share >= 0.08:
            dark = shades[row.channel] in ("#c2410c", "#52606d", "#7a2a08", "#1f2933")
            place = (left[row.report_id] + row.share / 2, y)
            ax.annotate(f"{row.share:.0%}", place, size=8, ha="center", va="center_baseline", color="white" if dark else INK)
        left[row.report_id] += row.share
    first = whole.drop_duplicates("report_id").set_index("report_id").loc[ids]
    label_rows(
        ax, [Sentence(*[f"{r.agency} {r.year}"] * 2) for r in each(first)], [f"n = {number(r.total)}" for r in each(first)]
    )
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    keys = [Key("s", shades[c], name("channel", c)) for c in order]
    return finish(fig, told, note=say("note_mix"), source=source_line(whole), keys=keys)


def _mix_of_many(whole: pd.DataFrame, told: Told) -> Axes:
    """The share of each channel in each report as a point, none as zero, with the median share."""
    wide = whole.pivot_table(index="report_id", columns="channel", values="share", aggfunc="sum", fill_value=0.0)
    order = wide.mean().sort_values(ascending=False, kind="stable").index
    fig, (ax,) = new(row_height(len(order), 0.5, 0.62))
    middle = 0.12 if house.is_narrow() else 0.0
    _shares_of_many(ax, [wide[channel].sort_values().to_numpy() for channel in order], middle)
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False}
    for y, channel in enumerate(order):
        shares = wide[channel]
        ax.plot([shares.median()] * 2, [y + middle - 0.3, y + middle + 0.3], color=INK, lw=2.2, solid_capstyle="butt")
        ax.annotate(share_words(shares.median()), (1, y + middle), (6, 0), va="center", weight="bold", **place)
    counts = (wide[order] > 0).sum()
    label_rows(ax, [name("channel", c) for c in order], [f"{k:,} / {len(wide):,}" for k in counts])
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.grid(axis="x")
    return finish(fig, told, note=say("note_mix_of_many"), source=source_line(whole))


def _shares_of_many(ax: Axes, groups: Sequence[np.ndarray], middle: float) -> None:
    """The shares of each row as points, the first row accented; as shapes where there are very many."""
    colours = [ACCENT, *(GREY for _ in groups[1:])]
    x = np.concatenate(groups)
    y = np.concatenate([row + middle + spread(len(group)) * 0.22 for row, group in enumerate(groups)])
    many = len(groups[0]) > MANY
    if len(x) > charts_clouds.SWARM:
        left = charts_clouds.cloud(ax, x, y, colours, scale=charts_clouds.shares())
        x, y = x[left], y[left]
    look: dict[str, Any] = {"s": 6 if many else 18, "alpha": 0.25 if many else 0.7, "linewidth": 0, "rasterized": many}
    ax.scatter(x, y, c=[colours[int(row)] for row in np.round(y)], clip_on=False, **look)


@chart
def over_years_by_channel(rows: pd.DataFrame, channels: tuple[str, ...] = ("wechat", "weibo")) -> Axes:
    """Items per report over the years, one panel per channel on the same axes; the number of reports of each year at the foot."""
    told = saying.over_years_by_channel(rows, channels)
    here = rows[rows["channel"].isin(channels) & (rows["content"] == "") & rows["year"].notna()]
    if here.empty:
        return nothing(told.title)
    narrow = house.is_narrow()
    fig, axes = new(
        5.6 if narrow else 3.3, len(channels) if narrow else 1, 1 if narrow else len(channels), sharex=True, sharey=True
    )
    first, last = int(here["year"].min()), int(here["year"].max())
    for ax, channel in zip(axes, channels, strict=True):
        group = here[here["channel"] == channel].sort_values(["year", "value"])
        ax.set_title(f"{both(name('channel', channel))}  n = {group['report_id'].nunique():,}", size=9.5)
        offsets = spread(len(group)) * 0.25
        band = spread(len(group), 0.5698402909980532) * 0.38
        points(ax, group, group["year"].to_numpy(dtype=float) + offsets, group["value"].where(group["value"] != 0, band), UPWARD)
        counts = group.groupby("year").size()
        for year, count in counts.items() if counts.max() < 100 else ():
            ax.text(float(str(year)), -1.05, f"{count}", size=8, color=TEXT, ha="center", va="bottom")
        ax.axhspan(-0.5, 0.5, color=BAND, zorder=0)
        count_axis(ax, "y", here["value"].max())
        ax.set_xlim(first - 0.8, last + 0.8)
        ax.set_xticks(range(first, last + 1, max(1, math.ceil((last - first + 1) / 7))))
        ax.grid(axis="y")
    keys = [*origin_keys(here), *precision_keys(here, UPWARD)]
    return finish(fig, told, note=say("note_over_years_by_channel"), source=source_line(here), keys=keys)
