"""Charts of one agency: its numbers over the years, its place among peers, its channels, its requests, its problems.

Each is drawn twice: large, with the finding as its title, for the notebook; and as a small panel for a handout.
"""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from gcir import agency_peers, agency_view, compare, language
from gcir import saying_agency as saying
from gcir.agency_peers import Position
from gcir.agency_view import View
from gcir.charts_frame import MARGIN, PAPER, UPWARD, bare, both, chart, count_axis, finish, new, nothing, source_line, spread
from gcir.compare import each
from gcir.messages import Sentence, Told, name, number, say
from gcir.saying import NONE
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK, PALE, TEXT

PANEL = 3.42  # inches: half the width of a handout's page
_SIGNS = {"at_least": "≥", "at_most": "≤", "about": "≈"}
_MOST_BARS = 8


class Panel(NamedTuple):
    """A small chart for a handout: what it shows, in words and as a picture."""

    told: Told
    svg: str
    note: Sentence = NONE


class Bar(NamedTuple):
    """One bar: what it counts, how many, and what stands behind the number."""

    label: Sentence
    value: float
    words: str


def value_words(row: Any) -> str:
    """A number with the sign of its precision."""
    return f"{_SIGNS.get(row.precision, '')}{number(row.value)}"


def series_of(view: View, indicator: str = "") -> tuple[pd.DataFrame, str]:
    """The numbers of an indicator over the years, and which indicator; without one the one that most years state."""
    chosen = indicator or agency_view.longest_series(view)
    return agency_view.series(view, chosen), chosen


@chart
def series(view: View, indicator: str = "") -> Axes:
    """A number of the agency over the years, interrupted where the form changed its meaning."""
    rows, chosen = series_of(view, indicator)
    told = saying.series(rows, chosen)
    if rows["year"].nunique() < 2:
        return nothing(told.title if view.report is not None else view.trouble)
    fig, (ax,) = new(2.6)
    _draw_series(ax, rows, chosen)
    return finish(fig, told, note=say("note_agency_series", indicator=name("indicator", chosen)), source=source_line(rows))


def _draw_series(ax: Axes, rows: pd.DataFrame, indicator: str) -> None:
    years, first, last = rows["year"].astype(int), int(rows["year"].min()), int(rows["year"].max())
    hard = [int(b["year"]) for b in compare.breaks(indicator) if b["comparability"] == "not_comparable"]
    top = float(max(rows["value"].max(), 1))
    points = list(each(rows.assign(year=years).drop_duplicates("year", keep="last")))
    for one, other in itertools.pairwise(points):
        if not any(one.year < year <= other.year for year in hard):
            style: Any = "-" if other.year == one.year + 1 else (0, (2, 2))
            ax.plot([one.year, other.year], [one.value, other.value], color=ACCENT, lw=1.4, ls=style, zorder=2)
    for i, row in enumerate(each(rows)):
        shape, face = UPWARD.get(row.precision, "o"), ACCENT if row.precision == "exact" else "white"
        ax.scatter(years.iloc[i], row.value, s=26, marker=shape, facecolor=face, edgecolor=ACCENT, zorder=3, clip_on=False)
        ax.annotate(
            value_words(row), (years.iloc[i], row.value), (0, 5), textcoords="offset points", size=8, ha="center", va="bottom",
            bbox=PAPER | {"pad": 0.3}, zorder=4, annotation_clip=False,
        )  # fmt: skip
    changed = _draw_changes(ax, first, last)
    ax.set_ylim(0, top * (1.6 if changed else 1.22))
    ax.set_xlim(first - 0.5, last + 0.5)
    step = max(1, -(-(last - first + 1) // 10))
    ax.set_xticks(range(first, last + 1, step))
    ax.set_yticks([0])
    ax.tick_params(labelsize=8)
    bare(ax, "left")


def _draw_changes(ax: Axes, first: int, last: int) -> bool:
    """A line where the official form changed, with its name above; whether there is any."""
    changed = False
    for change in compare.breaks():
        year = int(change["year"])
        if first < year <= last:
            ax.axvline(year - 0.5, color=GREY, lw=0.8, ls=(0, (4, 3)), zorder=0)
            words = both(Sentence(change["label_zh"], change["label_en"]), "\n")
            place: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
            ax.annotate(words, (year - 0.5, 1), (2, 0), size=7, color=TEXT, va="top", **place)
            changed = True
    return changed


@chart
def positions(found: Sequence[Position], view: View) -> Axes:
    """Where the agency's numbers stand among those of its peers: a point per agency."""
    told = saying.positions(found, view)
    if not found:
        return nothing(told.title if view.report is not None else view.trouble)
    inches = house.width() - 2 * MARGIN
    heads = [
        [line for words in language.parts(saying.position_title(one)) for line in house.wrap(words, inches, 8.5)] for one in found
    ]
    fig, axes = new(0.8 * len(found) + 0.15 * sum(map(len, heads)) + 0.2, len(found), 1, sharex=True)
    largest = max(float(f.rows["value"].max()) for f in found)
    for ax, one, head in zip(axes, found, heads, strict=True):
        _draw_position(ax, one, largest, house.WIDE)
        ax.set_title("\n".join(head), size=8.5, color=TEXT)
    every = pd.concat([f.rows for f in found])
    return finish(fig, told, note=say("note_agency_position") + agency_peers.who(view), source=source_line(every))


def _draw_position(ax: Axes, found: Position, largest: float, wide: float) -> None:
    others = found.rows[~found.rows["is_own"]]
    few = others[["value"]].sort_values("value")["value"].to_numpy(dtype=float)
    band = spread(len(few), 0.5698402909980532) * 0.38  # zeros spread over a band, so that they can be counted
    ax.scatter(np.where(few == 0, band, few), spread(len(few)) * 0.32, s=14, color=GREY, alpha=0.7, lw=0, zorder=2)
    ax.plot([found.median] * 2, [-0.5, 0.5], color=INK, lw=1.4, zorder=1)
    ax.scatter(found.value, 0, s=52, color=ACCENT, zorder=4, edgecolor="white", lw=0.8)
    median_words = both(say("agency_median", median=found.median))
    ax.annotate(median_words, (found.median, -0.6), size=7.5, color=TEXT, ha="center", va="top", annotation_clip=False)
    ax.annotate(number(found.value), (found.value, 0.62), size=9, weight="bold", color=ACCENT, ha="center", va="bottom", zorder=5)
    count_axis(ax, "x", largest)
    ax.set_ylim(-1.05, 1.3)
    ax.set_yticks([])
    ax.tick_params(labelsize=8 if wide > PANEL else 7.5)
    bare(ax, "left")


@chart
def channels(view: View) -> Axes:
    """What the report counts per channel, beside its total."""
    told, bars, total = saying.channels(view)
    return _bars_chart(told, [Bar(*b) for b in bars], total, view)


@chart
def requests(view: View) -> Axes:
    """How the requests ended that the report counts."""
    told, bars, total = saying.outcomes(view)
    return _bars_chart(told, [Bar(*b) for b in bars], total, view)


def _bars_chart(told: Told, bars: Sequence[Bar], total: float | None, view: View) -> Axes:
    if not bars:
        return nothing(told.title if view.report is not None else view.trouble)
    fig, (ax,) = new(0.4 + 0.34 * len(bars[:_MOST_BARS]))
    _draw_bars(ax, bars, total, house.width() / (2.6 if house.is_narrow() else 3))
    return finish(
        fig, told, note=say("note_agency_bars", year=str(view.year)) + _left_out(bars), source=source_line(view.alone.reports)
    )


def _draw_bars(ax: Axes, bars: Sequence[Bar], total: float | None, inches: float) -> None:
    """Horizontal bars, the largest first; the total, if stated, as a line across."""
    shown = bars[:_MOST_BARS]
    ax.barh(range(len(shown)), [b.value for b in shown], color=ACCENT, height=0.56)
    largest = max([b.value for b in shown] + [total or 0, 1])
    for y, bar in enumerate(shown):
        ax.annotate(bar.words, (bar.value, y), (3, 0), textcoords="offset points", va="center", size=8, bbox=PAPER | {"pad": 0.3})
    ax.set_yticks(range(len(shown)), ["\n".join(house.wrap(both(b.label), inches, 8)) for b in shown], size=8, linespacing=1.1)
    ax.set_xticks([])
    ax.set_xlim(0, largest * 1.25)
    ax.set_ylim(len(shown) - 0.4, -0.75 if total is not None else -0.5)
    bare(ax, "bottom")
    if total is not None:
        ax.axvline(total, color=INK, lw=1, ls=(0, (3, 2)), zorder=0)
        words = f"{both(say('total'))} {number(total)}"
        right = total > 0.6 * largest
        place: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        side: Any = {"xytext": (-3, 0), "ha": "right"} if right else {"xytext": (3, 0), "ha": "left"}
        ax.annotate(words, (total, 1), va="top", size=7.5, color=TEXT, **place, **side)


@chart
def persistence(view: View) -> Axes:
    """Which kinds of problem the agency names in which year: a square per year that names it."""
    rows = agency_view.persistence(view)
    told = saying.persistence(rows)
    if rows.empty:
        return nothing(told.title if view.report is not None else view.trouble)
    kinds, years = saying.kinds_by_persistence(rows), sorted({int(y) for y in rows["year"]})
    fig, (ax,) = new(0.5 + 0.36 * len(kinds))
    at = {year: x for x, year in enumerate(years)}
    for y, kind in enumerate(kinds):
        ax.plot([-0.4, len(years) - 0.6], [y, y], color=PALE, lw=0.8, zorder=0)
        named = sorted(at[int(v)] for v in rows.loc[rows["category"] == kind, "year"])
        ax.scatter(named, np.full(len(named), y), marker="s", s=90, color=ACCENT, zorder=2)
    inches = house.width() / (2.6 if house.is_narrow() else 3)
    labels = ["\n".join(house.wrap(both(name("category", k)), inches, 8)) for k in kinds]
    ax.set_yticks(range(len(kinds)), labels, size=8, linespacing=1.1)
    ax.set_xticks(range(len(years)), [str(y) for y in years])
    ax.xaxis.tick_top()
    ax.set_xlim(-0.6, max(len(years), 5) - 0.4)
    ax.set_ylim(len(kinds) - 0.5, -0.6)
    bare(ax, "left", "bottom", "top")
    return finish(fig, told, note=say("note_agency_persistence"), source=source_line(rows))


def _left_out(bars: Sequence[Any]) -> Sentence:
    """That only the largest are drawn, where there are more."""
    return say("agency_bars_more", shown=_MOST_BARS, n=len(bars)) if len(bars) > _MOST_BARS else NONE


def panels(view: View) -> list[Panel]:
    """The small charts that the agency's reports have numbers for, the most telling first, in the language in force."""
    found = []
    rows, indicator = series_of(view)
    if rows["year"].nunique() > 1:
        told = saying.series(rows, indicator)
        found.append(Panel(told, _svg(functools.partial(_draw_series, rows=rows, indicator=indicator), 1.55)))
    for told, bars, total in (saying.channels(view), saying.outcomes(view)):
        if bars:
            draw = functools.partial(_draw_bars, bars=[Bar(*b) for b in bars], total=total, inches=1.25)
            found.append(Panel(told, _svg(draw, 0.3 + 0.25 * min(len(bars), _MOST_BARS)), _left_out(bars)))
    places = agency_peers.several(view, agency_view.key_indicators())
    if places and (one := next((p for p in places if p.value > 0), None)):
        largest = float(one.rows["value"].max())
        draw = functools.partial(_draw_position, found=one, largest=largest, wide=PANEL)
        found.append(Panel(saying.positions([one], view), _svg(draw, 1.1)))
    return found


def _svg(draw: Callable[[Axes], None], height: float) -> str:
    """A small chart as SVG, letters drawn; the same bytes every time."""
    with house.style(), house.canvas(PANEL), house.strict_glyphs():
        fig, (ax,) = new(height)
        draw(ax)
        file = io.StringIO()
        fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(fig)
    return file.getvalue()
