"""Rows of ratios on a logarithmic axis around one: how many times one number another is."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from gcir import charts_clouds, compare
from gcir.charts_frame import CROWD, MANY, label_rows, new, row_height, spread
from gcir.compare import each
from gcir.messages import Sentence
from gcir.style import house
from gcir.style.house import ACCENT, GREY, INK

_TICKS = (0.5, 2.0)  # left out on a phone


def percent(ratio: float) -> str:
    """A ratio as people say a change: +12 %, -30 %, or ×4 where it more than doubles."""
    if ratio == np.inf:
        return "∞"
    if abs(ratio - 1) < 0.005:
        return "±0%"
    return f"×{ratio:.3g}" if ratio >= 2 else f"{ratio - 1:+.0%}".replace("-", "\u2212")


def ratio_rows(groups: Sequence[pd.Series], labels: Sequence[Sentence], notes: Sequence[str], reach: float = 100.0) -> Axes:
    """One row of points per group, accented above one, with the median and its interval; what lies beyond stands at the edge."""
    _, (ax,) = new(row_height(len(groups), 0.56, 0.68))
    middle = 0.13 if house.is_narrow() else 0.0
    _spread_out(ax, [np.clip(np.sort(g.to_numpy(dtype=float)), 1 / reach, reach) for g in groups], middle, reach)
    for y, group in enumerate(groups):
        ax.plot([1, 1], [y + middle - 0.32, y + middle + 0.32], color=INK, lw=0.8, zorder=1)  # clear of the name above the row
        _median(ax, y + middle, group, reach)
    label_rows(ax, labels, notes)
    ticks = [1 / reach, *(t for t in (0.1, 0.5, 1.0, 2.0, 10.0) if 1 / reach < t < reach), reach]
    edges = {ticks[0]: f"≤ ×{ticks[0]:g}", ticks[-1]: f"≥ ×{ticks[-1]:g}"}
    ax.set_xscale("log")
    ax.set_xlim(ticks[0] * 0.8, ticks[-1] * 1.25)
    ax.set_xticks([t for t in ticks if not house.is_narrow() or t not in _TICKS])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: edges.get(v, f"×{v:g}")))
    ax.grid(axis="x")
    return ax


def _spread_out(ax: Axes, groups: Sequence[np.ndarray], middle: float, reach: float) -> None:
    """The ratios of each row as points, or as a shape where there are very many of them."""
    x = np.concatenate(groups)
    y = np.concatenate([row + middle + spread(len(group)) * 0.2 for row, group in enumerate(groups)])
    many, crowd = len(x) > MANY, len(x) > CROWD
    if len(x) > charts_clouds.SWARM:
        left = charts_clouds.cloud(ax, x, y, GREY, scale=charts_clouds.ratios(reach), above=(1.0, ACCENT))
        x, y = x[left], y[left]
    ax.scatter(
        x, y, s=6 if many else 20, linewidth=0, alpha=0.25 if crowd else 0.4 if many else 0.75,
        c=np.where(x > 1, ACCENT, GREY), rasterized=many, zorder=2,
    )  # fmt: skip


def _median(ax: Axes, y: float, group: pd.Series, reach: float) -> None:
    """The median of a row with its interval, and in a column at the right; a dash where n is below five."""
    with np.errstate(invalid="ignore"):  # between two endless ratios nothing lies
        row = next(each(compare.summarise(pd.DataFrame({"value": group, "one": 1}), "one")))
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False}
    known = row.median == row.median
    ax.annotate(percent(row.median) if known else "–", (1, y), (5, 0), va="center", weight="bold", **place)
    middle, *interval = np.clip([row.median, row.low, row.high], 1 / reach, reach)
    if known:
        ax.plot([middle] * 2, [y - 0.28, y + 0.28], color=INK, lw=2.2, zorder=4, solid_capstyle="butt")
    if row.low == row.low:
        ax.plot(interval, [y + 0.28] * 2, color=INK, lw=1, zorder=4)
