"""Charts of how much of a report also stands in others."""

import pandas as pd
from matplotlib.axes import Axes

from gcir import compare
from gcir import saying_reuse as saying
from gcir.charts_frame import Key, bare, chart, finish, label_rows, new, nothing, row_height, source_line
from gcir.compare import each
from gcir.messages import name, say
from gcir.reuse import Found
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK

COLOURS = {"agencies": ACCENT, "own_years": INK, "boilerplate": GREY}


@chart
def sections(found: Found, reports: pd.DataFrame) -> Axes:
    """Per type of section: which share of its characters stands in other years, in other agencies' reports, or is boilerplate."""
    told = saying.sections(found)
    table = saying.by_section(found)
    if table.empty or not table[list(saying.PARTS)].to_numpy().any():
        return nothing(told.title)
    fig, (ax,) = new(row_height(len(table), 0.38, 0.5))
    for y, row in enumerate(each(table)):
        left = 0.0
        for part, colour in COLOURS.items():
            width = getattr(row, part)
            alpha = 0.45 if part == "boilerplate" else 1
            ax.barh(y, width, left=left, color=colour, alpha=alpha, height=0.34 if house.is_narrow() else 0.52)
            left += width
        ax.annotate(f"{row.share:.0%}", (left, y), (4, 0), textcoords="offset points", va="center", size=8.5)
    notes = [f"n = {r.reports}" for r in each(table)]
    label_rows(ax, [saying.section_name(r.type) for r in each(table)], notes)
    ax.set_xlim(0, 1.12)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.grid(axis="x")
    bare(ax, "bottom")
    keys = [Key("s", colour, name("reuse", part)) for part, colour in COLOURS.items()]
    return finish(fig, told, note=say("note_reuse"), source=source_line(reports), keys=keys)


@chart
def particular(table: pd.DataFrame, reports: pd.DataFrame) -> Axes:
    """Per type of section the share of its sentences that name a number, a document or something quoted."""
    told = saying.particular(table)
    rows = saying.particular_by_section(table)
    if rows.empty:
        return nothing(told.title)
    fig, (ax,) = new(row_height(len(rows), 0.38, 0.5))
    for y, row in enumerate(each(rows)):
        words = f"{row.particular:,.0f} / {row.sentences:,.0f}"
        if row.share == row.share:  # enough sentences for a rate
            ax.plot([row.low, row.high], [y, y], color=GREY, lw=4, alpha=0.45, solid_capstyle="butt")
            ax.scatter(row.share, y, s=40, color=ACCENT, zorder=3)
            words = f"{row.share:.0%} ({words})"
        at = row.high if row.share == row.share else 0
        ax.annotate(words, (at, y), (5, 0), textcoords="offset points", va="center", size=8.5)
    label_rows(ax, [saying.section_name(r.type) for r in each(rows)], [f"n = {r.reports}" for r in each(rows)])
    ax.set_xlim(0, 1.5 if house.is_narrow() else 1.3)
    ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.grid(axis="x")
    bare(ax, "bottom")
    return finish(fig, told, note=say("note_particular", least=compare.SMALLEST), source=source_line(reports))
