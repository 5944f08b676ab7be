"""Charts of what the checks say: contradictions by kind and by group, missing parts, and days after the deadline."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, NullLocator

from gcir import compare, language
from gcir import saying_quality as saying
from gcir.charts_frame import (
    MANY,
    MARGIN,
    Key,
    bare,
    both,
    chart,
    finish,
    label_rows,
    new,
    nothing,
    row_height,
    source_line,
    spread,
)
from gcir.compare import each
from gcir.messages import codes, name, number, say, share_words
from gcir.style import house
from gcir.style.house import ACCENT, BAND, GREY, INK, PALE, TEXT

MATRIX_REPORTS = 12  # with more reports than this, shares take the place of the matrix
MOST_SQUARES = 40  # reports behind a row; with more, a bar of shares takes the place of squares
SEVERITY_COLOURS = {"error": ACCENT, "warning": "#f0a884", "info": "#f8d9c8", "": "#eff2f5"}
_SOUND, _FAILS = "sound", "fails"
PART_COLOURS = {"missing": ACCENT, "unsure": "#c3ccd5", "there": "#eff2f5"}
DELAY_COLOURS = {"in_time": GREY, "unsure": ACCENT, "late": ACCENT}
_IN_TIME = 0.5  # between the last day in time and the first day late
_FAR = 60  # days; the names of later points stand before them
_DAYS = [-3650, -365, -30, 0, 30, 365, 3650]


@chart
def contradictions(table: pd.DataFrame) -> Axes:
    """How reports contradict themselves: report by report where they are few, otherwise the share of those that can."""
    told = saying.contradictions(table)
    if table.empty:
        return nothing(told.title)
    counts = saying.rule_counts(table)
    is_matrix = table["report_id"].nunique() <= (5 if house.is_narrow() else MATRIX_REPORTS)
    fig, (ax,) = new(row_height(len(counts), 0.44, 0.56))
    labels = [saying.rule_name(rule) for rule in counts["rule"]]
    label_rows(ax, labels)
    if is_matrix:
        beside = 0.0 if house.is_narrow() else max(house.text_width(w, 9.5) for x in labels for w in language.parts(x))
        _matrix(ax, table, list(counts["rule"]), house.width() - 2 * MARGIN - beside)
        keys = [_severity_key(s) for s in SEVERITY_COLOURS if (table["severity"] == s).any()]
        note = say("note_contradictions_matrix")
    else:
        _shares(ax, [*zip(counts["k"], counts["n"], strict=True)])
        keys, note = [], say("note_contradictions_rates", least=compare.SMALLEST)
    return finish(fig, told, note=note, source=source_line(table), keys=keys)


def _severity_key(severity: str) -> Key:
    words = name("severity", severity) if severity else name("contradiction_state", _SOUND)
    return Key("s", SEVERITY_COLOURS[severity] if severity else PALE, words)


def _matrix(ax: Axes, table: pd.DataFrame, rules: list[str], inches: float) -> None:
    """A cell where a rule can be asked of a report, coloured by what it found; the columns share so many inches."""
    reports = table.drop_duplicates("report_id").sort_values(["year", "agency"])
    column = {report_id: i for i, report_id in enumerate(reports["report_id"])}
    low, tall = (-0.22, 0.5) if house.is_narrow() else (-0.42, 0.84)
    for cell in each(table):
        x, y = column[cell.report_id], rules.index(cell.rule)
        ax.add_patch(Rectangle((x - 0.47, y + low), 0.94, tall, facecolor=SEVERITY_COLOURS[cell.severity], linewidth=0))
        if cell.n:
            colour = "white" if cell.severity == "error" else INK
            ax.text(x, y + low + tall / 2, number(cell.n), size=8.5, ha="center", va="center_baseline", color=colour)
    ax.set_xlim(-0.5, len(column) - 0.5)
    ax.xaxis.tick_top()
    lines = ["\n".join(house.wrap(f"{r.agency} {_year(r.year)}", 0.92 * inches / len(column), 7.5)) for r in each(reports)]
    ax.set_xticks(range(len(column)), lines, size=7.5)
    ax.tick_params(length=0)
    bare(ax, "bottom", "left")


def _year(year: Any) -> str:
    return "" if pd.isna(year) else f"{year:.0f}"


def _shares(ax: Axes, counts: list[tuple[int, int]]) -> None:
    """k of n in rows: a share with its interval, or a square per case where they are too few for a share."""
    has_rates = any(n >= compare.SMALLEST for _, n in counts)
    size = 0.045 if has_rates else 1.0
    for y, (k, n) in enumerate(counts):
        share, low, high = compare.rate(k, n)
        if n < compare.SMALLEST:
            _squares(ax, y, [ACCENT] * k + ["white"] * (n - k), size)
            end, words = n * size, f"{k} / {n}"
        else:
            ax.plot([low, high], [y, y], color=GREY, lw=4, alpha=0.45, solid_capstyle="butt")
            ax.scatter(share, y, s=40, color=ACCENT, zorder=3)
            end, words = high, f"{share_words(share)} ({k:,} / {n:,})"
        ax.annotate(words, (end, y), (5, 0), textcoords="offset points", va="center", size=8.5)
    room = 1.7 if house.is_narrow() else 1.25
    ax.set_xlim(0, room if has_rates else (10 if house.is_narrow() else 16))
    ax.set_xticks([0, 0.5, 1] if has_rates else [], ["0%", "50%", "100%"] if has_rates else [])
    if has_rates:
        ax.grid(axis="x")
    bare(ax, "bottom")


def _squares(ax: Axes, y: int, colours: list[str], size: float) -> None:
    """A square per case; white ones are outlined."""
    tall = 0.3 if house.is_narrow() else 0.5
    for i, colour in enumerate(colours):
        edge = GREY if colour == "white" else colour
        place = ((i + 0.07) * size, y - tall / 2)
        ax.add_patch(Rectangle(place, 0.86 * size, tall, facecolor=colour, edgecolor=edge, linewidth=0.8))


@chart
def contradicting(reports: pd.DataFrame, column: str) -> Axes:
    """How many reports of each layout, kind or year contradict themselves at all."""
    told = saying.by(reports, column)
    if reports.empty:
        return nothing(told.title)
    counts = saying.group_counts(reports, column)
    if column != "year":
        counts = counts.set_index(column).reindex([c for c in codes(column) if c in set(counts[column])]).reset_index()
    if column == "year":
        fig, (ax,) = new(row_height(len(counts), 0.3, 0.3))
        ax.set_ylim(len(counts) - 0.5, -0.5)
        ax.set_yticks(range(len(counts)), [_year(value) or both(saying.group_name(column, value)) for value in counts[column]])
    else:
        fig, (ax,) = new(row_height(len(counts), 0.44, 0.5))
        label_rows(ax, [saying.group_name(column, value) for value in counts[column]])
    _shares(ax, [(int(r.k), int(r.n)) for r in each(counts)])
    keys = [
        Key("s", ACCENT, name("contradiction_state", _FAILS)),
        Key("s", GREY, name("contradiction_state", _SOUND), filled=False),
    ]
    is_small = counts["n"] < compare.SMALLEST
    note = say("note_by_group_squares" if is_small.all() else "note_by_group", least=compare.SMALLEST)
    return finish(fig, told, note=note, source=source_line(reports), keys=keys if is_small.any() else [])


@chart
def contents(table: pd.DataFrame) -> Axes:
    """Of the reports that must have a section or table, how many do."""
    told = saying.contents(table)
    if table.empty:
        return nothing(told.title)
    counts = saying.part_counts(table)
    fig, (ax,) = new(row_height(len(counts), 0.44, 0.5))
    label_rows(ax, [saying.part_name(r) for r in each(counts)])
    few = counts["n"].max() <= MOST_SQUARES
    for y, row in enumerate(each(counts)):
        numbers = {state: int(getattr(row, state)) for state in PART_COLOURS}
        if few:
            _squares(ax, y, [PART_COLOURS[s] for s, k in numbers.items() for _ in range(k)], 1.0)
        else:
            _bar(ax, y, numbers, row.n)
        words = f"{row.missing:,} / {row.n:,}"
        ax.annotate(
            words, (row.n if few else 1, y), (5, 0), textcoords="offset points", va="center", size=8.5, annotation_clip=False
        )
    ax.set_xlim(0, max(counts["n"].max() + 3, 12) if few else 1.15)
    ax.set_xticks([] if few else [0, 0.5, 1], [] if few else ["0%", "50%", "100%"])
    bare(ax, "bottom")
    keys = [Key("s", PALE if s == "there" else c, name("content_state", s)) for s, c in PART_COLOURS.items() if counts[s].any()]
    note = say("note_contents_squares" if few else "note_contents_shares")
    return finish(fig, told, note=note, source=source_line(table), keys=keys)


def _bar(ax: Axes, y: int, numbers: dict[str, int], n: int) -> None:
    left = 0.0
    for state, k in numbers.items():
        ax.barh(y, k / n, left=left, height=0.34 if house.is_narrow() else 0.6, color=PART_COLOURS[state])
        left += k / n


@chart
def delays(rows: pd.DataFrame, reports: int) -> Axes:
    """How many days after its deadline each report came, by deadline."""
    told = saying.delays(rows, reports)
    if rows.empty:
        return nothing(told.title)
    groups = [group for _, group in rows.sort_values("days").groupby(["first_year", "value", "last_year"], sort=True)]
    fig, (ax,) = new(row_height(len(groups), 0.8, 0.9))
    notes = [f"n = {len(group):,}" for group in groups]
    label_rows(ax, [saying.deadline_name(next(each(group))) for group in groups], notes)
    ax.axvspan(-1e5, 0, color=BAND, zorder=0)
    ax.set_xscale("symlog", linthresh=30, linscale=0.7)
    reach = [t for t in _DAYS if min(rows["days"].min(), 0) * 1.2 <= t <= max(rows["days"].max(), 30) * 1.2]
    ax.set_xticks(reach)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:+,.0f}".replace("-", "\u2212") if v else "0"))
    ax.set_xlim(min(rows["days"].min() * 1.6, -45), max(rows["days"].max() * 2.2, 45))
    many = len(rows) > MANY
    for y, group in enumerate(groups):
        (_ridge if many else _points)(ax, y, group)
    ax.set_xlabel(both(say("quality_delay_axis"), "\n"), linespacing=1.3)
    ax.grid(axis="x")
    shown = [s for s in codes("delay_state") if (rows["state"] == s).any()]
    keys = [Key("o", DELAY_COLOURS[s], name("delay_state", s), s != "unsure") for s in shown]
    note = say("note_delays_many" if many else "note_delays")
    return finish(fig, told, note=note, source=source_line(rows), keys=keys)


def _points(ax: Axes, y: int, group: pd.DataFrame) -> None:
    """The reports of one deadline: named where they are few and the page is wide, with their median where they are not."""
    is_named = not house.is_narrow() and len(group) < compare.SMALLEST
    offsets = np.linspace(-0.3, 0.3, len(group) + 2)[1:-1] if is_named else spread(len(group)) * 0.22
    colours = [DELAY_COLOURS[s] for s in group["state"]]
    faces = ["white" if s == "unsure" else DELAY_COLOURS[s] for s in group["state"]]
    ax.scatter(group["days"], y + offsets, s=30, c=faces, edgecolors=colours, linewidths=0.9, zorder=3)
    _median(ax, group, y + 0.34, 0.68)
    for r, offset in zip(each(group), offsets, strict=True):
        if is_named:
            side, gap = ("right", -6) if r.days > _FAR else ("left", 6)
            look: dict[str, Any] = {"size": 7.5, "color": TEXT, "va": "center", "ha": side}
            ax.annotate(f"{r.agency} {_year(r.year)}", (r.days, y + offset), (gap, 0), textcoords="offset points", **look)


def _ridge(ax: Axes, y: int, group: pd.DataFrame) -> None:
    """The reports of one deadline as heights over the days, drawn to the scale of their own row."""
    scale = ax.xaxis.get_transform()
    low, high = (float(scale.transform([edge])[0]) for edge in ax.get_xlim())
    edges = scale.inverted().transform(np.linspace(low, high, 90))
    edges[np.argmin(np.abs(edges - _IN_TIME))] = _IN_TIME  # no bin holds both the last day and the day after
    counts, _ = np.histogram(group["days"], edges)
    heights = counts / np.diff(scale.transform(edges))
    base, tall = (y + 0.42, 0.56) if house.is_narrow() else (y + 0.34, 0.7)
    tops = base - tall * np.append(heights, heights[-1]) / max(heights.max(), 1e-9)
    for colour, here in ((GREY, edges <= _IN_TIME), (ACCENT, edges >= _IN_TIME)):
        ax.fill_between(edges, base, tops, where=here, step="post", color=colour, lw=0, zorder=3)
    _median(ax, group, base, tall)


def _median(ax: Axes, group: pd.DataFrame, base: float, tall: float) -> None:
    if len(group) >= compare.SMALLEST:
        ax.plot([group["days"].median()] * 2, [base, base - tall], color=INK, lw=2.2, zorder=4, solid_capstyle="butt")
