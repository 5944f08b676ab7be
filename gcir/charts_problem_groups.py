"""Charts of stated problems by group, and of whether they come back."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from gcir import compare, stated
from gcir import saying_problem_groups as saying
from gcir.charts_frame import MARGIN, bare, chart, finish, label_rows, new, nothing, row_height, source_line
from gcir.compare import each
from gcir.messages import name, say, share_words
from gcir.problem_groups import MOST, shares
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK

_NARROW = 3  # groups that fit on a phone
_DARK = 0.6  # above this share a cell's words are white
_SHADES = LinearSegmentedColormap.from_list("shares", ["#ffffff", ACCENT])


@chart
def by_group(rows: pd.DataFrame, by: str) -> Axes:
    """Which kinds of problem the reports of each group name: a cell is a share, or the cases where the group is too small."""
    table = shares(rows, by, _NARROW if house.is_narrow() else MOST)
    told = saying.by_group(shares(rows, by), by)
    if table.empty:
        return nothing(told.title)
    groups, categories = list(dict.fromkeys(table["group"])), list(dict.fromkeys(table["category"]))
    fig, (ax,) = new(row_height(len(categories), 0.38, 0.5) + 0.35)
    _cells(ax, table, groups, categories)
    _heads(ax, table, groups, by)
    bare(ax)
    left = rows[rows[by].fillna("") != ""][by].nunique() - len(groups)
    note = say("note_problem_groups", least=compare.SMALLEST)
    if left:
        note += say("note_problem_groups_left", left=left)
    return finish(fig, told, note=note, source=source_line(rows[rows[by].isin(groups)]))


def _cells(ax: Axes, table: pd.DataFrame, groups: list[str], categories: list[str]) -> None:
    """A cell per group and category; on a phone each row leaves room for its name above it."""
    import seaborn as sns

    step = 2 if house.is_narrow() else 1
    shades = np.full((len(categories) * step, len(groups)), np.nan)
    words = np.full(shades.shape, "", dtype=object)
    for cell in each(table):
        place = categories.index(cell.category) * step + step - 1, groups.index(cell.group)
        is_rate = cell.share == cell.share
        shades[place] = cell.share if is_rate else 0.0
        words[place] = share_words(cell.share) if is_rate else f"{cell.k} / {cell.n}"
    sns.heatmap(
        shades, annot=words, fmt="", annot_kws={"size": 8.5}, cmap=_SHADES, vmin=0, vmax=1, cbar=False, linewidths=2,
        linecolor="white", yticklabels=False, xticklabels=False, ax=ax,
    )  # fmt: skip
    for text in ax.texts:
        y, x = int(text.get_position()[1]), int(text.get_position()[0])
        text.set_color("white" if shades[y, x] > _DARK else INK if _is_named(words[y, x]) else GREY)
    label_rows(ax, [name("category", c) for c in categories], first=step - 0.5, step=step)


def _is_named(words: str) -> bool:
    """Whether any report of the group names the category."""
    return words != share_words(0.0) and not words.startswith("0 /")


def _heads(ax: Axes, table: pd.DataFrame, groups: list[str], by: str) -> None:
    sizes = dict(zip(table["group"], table["n"], strict=True))
    wide = (house.width() - (2 * MARGIN if house.is_narrow() else 3.0)) / len(groups)
    lines = [saying.group_lines(by, g, sizes[g]) for g in groups]
    ax.xaxis.tick_top()
    ax.set_xticks([i + 0.5 for i in range(len(groups))])
    ax.set_xticklabels(["\n".join(w for line in its for w in house.wrap(line, wide * 0.94, 7.5)) for its in lines], size=7.5)
    ax.tick_params(axis="x", length=0)


@chart
def coming_back(years: pd.DataFrame, reports: pd.DataFrame) -> Axes:
    """Of the problems that a report names, how many the report of the next year names again, with and without a remedy.

    `years` as from `stated.persistence`.
    """
    table = stated.coming_back(years)
    told = saying.coming_back(table)
    if table.empty:
        return nothing(told.title)
    fig, (ax,) = new(row_height(len(table), 0.42, 0.56))
    for y, row in enumerate(each(table)):
        words = f"{row.again:,} / {row.n:,}"
        if row.n >= compare.SMALLEST:
            ax.plot([row.low, row.high], [y, y], color=GREY, lw=4, alpha=0.45, solid_capstyle="butt")
            ax.scatter(row.share, y, s=40, color=ACCENT, zorder=3)
            ax.annotate(
                f"{share_words(row.share)} ({words})", (row.high, y), (5, 0), textcoords="offset points", va="center", size=8.5
            )
        else:
            ax.annotate(words, (0, y), (2, 0), textcoords="offset points", va="center", size=8.5)
    label_rows(ax, [saying.remedied(row.promised) for row in each(table)])
    ax.set_xlim(0, 1.45 if house.is_narrow() else 1.2)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.grid(axis="x")
    bare(ax, "bottom")
    behind = reports[reports["report_id"].isin({*years["report_id"], *years["next_id"]})]
    return finish(fig, told, note=say("note_coming_back", least=compare.SMALLEST), source=source_line(behind))
