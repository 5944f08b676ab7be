"""What every chart shares: its head and foot, its axes, its rows and its alternative text."""

import functools
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from gcir import charts_clouds, language
from gcir.charts_head import MARGIN as MARGIN
from gcir.charts_head import Key as Key
from gcir.charts_head import both as both
from gcir.charts_head import flow, leading, title_lines, write, write_keys
from gcir.messages import Sentence, Told, name, number, say
from gcir.style import house
from gcir.style.house import ACCENT, GREY, TEXT

MANY, CROWD = 400, 1500  # points in a chart; with more they are drawn small and flat, and smaller still
ORIGIN_COLOURS = {"parsed": ACCENT, "transcribed": GREY}
UPWARD = {"exact": "o", "at_least": "^", "at_most": "v", "about": "D"}
PAPER: dict[str, Any] = {"fc": "white", "pad": 0.8, "lw": 0}  # behind a number that a line may cross
RIGHTWARD = {"exact": "o", "at_least": ">", "at_most": "<", "about": "D"}


@dataclass
class About:
    """What a finished figure says beside its picture."""

    told: Told
    source: Sentence
    redraw: Callable[[], Axes] | None = None


P = ParamSpec("P")
_about: weakref.WeakKeyDictionary[Figure, About] = weakref.WeakKeyDictionary()


def chart(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw in the house style, and remember how to draw the same chart for a phone."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with house.style():
            ax = draw(*map(_drawable, args), **{key: _drawable(value) for key, value in kwargs.items()})
        about(ax).redraw = functools.partial(drawn, *args, **kwargs)
        return ax

    return drawn


def _drawable(rows: Any) -> Any:
    """A table whose agencies have names that the fonts can draw; anything else as it is."""
    if not isinstance(rows, pd.DataFrame) or "agency" not in rows:
        return rows
    names = {name: house.drawable(name) for name in rows["agency"].unique() if isinstance(name, str)}
    changed = {name: drawn for name, drawn in names.items() if name != drawn}
    return rows.assign(agency=rows["agency"].replace(changed)) if changed else rows


def about(ax: Axes) -> About:
    """What a finished chart says and where its numbers come from."""
    return _about[figure_of(ax)]


def figure_of(ax: Axes) -> Figure:
    """The figure that a chart stands on."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def new(height: float, rows: int = 1, cols: int = 1, **settings: Any) -> tuple[Figure, list[Axes]]:
    """A figure of the canvas's width whose plotting area is `height` inches high."""
    fig, axes = plt.subplots(rows, cols, figsize=(house.width(), height), layout="constrained", squeeze=False, **settings)
    return fig, list(axes.flat)


def nothing(reason: Sentence) -> Axes:
    """A chart of nothing: the reason in words in place of an empty frame."""
    fig, (ax,) = new(0.3)
    ax.set_axis_off()
    return finish(fig, Told(reason, reason, reason), note=Sentence("", ""), source=Sentence("", ""))


def finish(fig: Figure, told: Told, *, note: Sentence, source: Sentence, keys: Sequence[Key] = ()) -> Axes:
    """Set the head (finding, what is drawn, key) and the foot (source) around the plotting area."""
    inches = house.width() - 2 * MARGIN
    note += say("note_cloud", n=charts_clouds.SWARM) if charts_clouds.on(fig) else Sentence("", "")
    large, middle = (12, 10.5) if house.is_narrow() else (13, 11)
    titles = enumerate(map(house.drawable, language.parts(told.title)))
    head = [
        *[line for i, words in titles for line in title_lines(words, (large, middle)[i], i == 0)],
        *[(line, 9, TEXT, "normal") for words in language.parts(note) for line in house.wrap(words, inches, 9)],
    ]
    key_lines = flow(keys, inches)
    foot = [(line, 8, TEXT, "normal") for words in language.parts(source) for line in house.wrap(words, inches, 8)]
    plot = float(fig.get_size_inches()[1])
    top = MARGIN + sum(leading(size) for _, size, _, _ in head) + leading(9.5) * len(key_lines) + 0.06
    bottom = MARGIN + sum(leading(size) for _, size, _, _ in foot)
    height = top + plot + bottom
    fig.set_size_inches(house.width(), height)
    engine: Any = fig.get_layout_engine()
    engine.set(rect=(0, bottom / height, 1, plot / height))
    y = write(fig, head, height - MARGIN, height)
    write_keys(fig, key_lines, y, height)
    write(fig, foot, bottom, height)
    _about[fig] = About(told, source)
    return fig.axes[0]


def source_line(rows: pd.DataFrame) -> Sentence:
    """How many reports stand behind a chart and where their figures come from."""
    reports = rows.drop_duplicates("report_id")["origin"].value_counts()
    parsed, transcribed = int(reports.get("parsed", 0)), int(reports.get("transcribed", 0))
    key = "source_parsed" if not transcribed else "source_transcribed" if not parsed else "source_both"
    return say(key, n=parsed + transcribed, parsed=parsed, transcribed=transcribed)


def source_of_pairs(rows: pd.DataFrame) -> Sentence:
    """The same where each row holds two reports, the one of the earlier year as previous_report_id and previous_origin."""
    before = rows[["previous_report_id", "previous_origin"]].set_axis(["report_id", "origin"], axis=1)
    return source_line(pd.concat([rows[["report_id", "origin"]], before]))


def origin_keys(rows: pd.DataFrame) -> list[Key]:
    """Key entries for the origins that occur."""
    return [Key("o", colour, name("origin", o)) for o, colour in ORIGIN_COLOURS.items() if (rows["origin"] == o).any()]


def count_axis(ax: Axes, axis: str, largest: float) -> None:
    """Make axis "x" or "y" logarithmic with a place for zero: a band of its own below one."""
    power = max(1, int(np.ceil(np.log10(max(largest, 1)))))
    getattr(ax, f"set_{axis}scale")("symlog", linthresh=1, linscale=0.6)
    which = ax.xaxis if axis == "x" else ax.yaxis
    which.set_ticks([0.0, *(10.0**p for p in range(power + 1))])
    which.set_minor_locator(NullLocator())
    which.set_major_formatter(FuncFormatter(lambda v, _: short(v)))
    getattr(ax, f"set_{axis}lim")(-0.7 if axis == "x" else -1.1, 10.0**power * 1.6)


def short(value: float) -> str:
    """A tick label: 1,000 stays, 10,000 becomes 10k and a million 1M, or both are counted in ten thousands in Chinese."""
    if value >= 10_000 and language.chosen() == "zh":
        return say("ten_thousands", n=f"{value / 10_000:g}").zh
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    return f"{value / 1000:g}k" if value >= 10_000 else number(value)


def spread(count: int, step: float = 0.7548776662466927) -> np.ndarray:
    """Offsets between −1 and 1 that keep neighbours apart; the same every time. Another step gives a second direction."""
    if count > MANY:  # even steps would draw stripes
        return np.random.default_rng(int(step * 1e6)).uniform(-1, 1, count)
    return np.asarray(np.arange(1, count + 1) * step % 1 * 2 - 1)


def axis_words(indicator: str) -> str:
    """What a logarithmic axis counts."""
    return both(say("axis", name=name("indicator", indicator)), "\n" if house.is_narrow() else " ")


def bare(ax: Axes, *sides: str) -> None:
    """Take away the axis lines on these sides; those that are gone stay away."""
    import seaborn as sns

    sns.despine(ax=ax, **{side: side in sides or not spine.get_visible() for side, spine in ax.spines.items()})


def points(ax: Axes, group: pd.DataFrame, x: Any, y: Any, shapes: dict[str, str]) -> None:
    """Points in the colour of their origin and the shape of their precision; small and flat where there are many.

    Where there are very many a shape per row takes their place (`charts_clouds`): rows lie along the axis of the words.
    """
    import seaborn as sns

    many, crowd = len(group) > MANY, len(group) > CROWD
    size, fill = (6, 0.25) if crowd else (13, 0.45) if many else (26, 1)
    x, y, shape = np.asarray(x, dtype=float), np.asarray(y, dtype=float), group["precision"].to_numpy(dtype=object)
    for origin, colour in reversed(ORIGIN_COLOURS.items()):
        here = np.array(group["origin"] == origin)
        if here.sum() > charts_clouds.SWARM:
            upright = shapes is UPWARD
            values, places = (y[here], x[here]) if upright else (x[here], y[here])
            here[here] = charts_clouds.cloud(ax, values, places, colour, upright=upright)
        if not here.any():
            continue
        sns.scatterplot(
            x=x[here], y=y[here], style=shape[here], style_order=list(shapes), markers=shapes, color=colour, legend=False, ax=ax,
            s=size, linewidth=0.9, alpha=fill if many or origin == "parsed" else 0.75, rasterized=many,
            zorder=3 if origin == "parsed" else 2,
        )  # fmt: skip
        ax.collections[-1].set_facecolor(["white" if p != "exact" else colour for p in shape[here]])
        ax.collections[-1].set_edgecolor(colour)


def label_rows(ax: Axes, labels: Sequence[Sentence], notes: Sequence[str] = (), first: float = 0, step: float = 1) -> None:
    """Name horizontal rows from the top: left of the axis, or above each row on a phone. Rows stand `step` apart."""
    extra = [f"  {n}" for n in notes] or [""] * len(labels)
    rows = [first + step * i for i in range(len(labels))]
    ax.set_ylim(rows[-1] + step * 0.5, first - step * (0.62 if house.is_narrow() else 0.5))
    if not house.is_narrow():
        lines = [_noted(language.parts(x, first="zh"), e) for x, e in zip(labels, extra, strict=True)]
        ax.set_yticks(rows, lines, linespacing=1.15)
        return
    ax.set_yticks([])
    bare(ax, "left")
    names = [house.wrap(both(x) + e, house.width() - 3 * MARGIN, 8.5) for x, e in zip(labels, extra, strict=True)]
    _make_room(ax, max(map(len, names)), step)
    for row, lines in zip(rows, names, strict=True):
        place: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "bottom", "ha": "left", "linespacing": 1.1}
        ax.text(0, row - step * 0.28, "\n".join(lines), size=8.5, in_layout=False, **place)


def _make_room(ax: Axes, lines: int, step: float) -> None:
    """Make the rows of a chart higher where the longest of the names above them takes several lines."""
    if lines > 1:
        figure, (low, high) = figure_of(ax), ax.get_ylim()
        more = 1 + 0.3 * (lines - 1)
        figure.set_size_inches(house.width(), figure.get_size_inches()[1] * more)
        ax.set_ylim(low, high - step * 0.2 * (lines - 1))


def _noted(lines: Sequence[str], note: str) -> str:
    """A label with its note behind the first line."""
    return "\n".join([f"{''.join(lines[:1])}{note}", *lines[1:]])


def row_height(rows: int, wide: float = 0.42, narrow: float = 0.5) -> float:
    """Height of a plotting area of horizontal rows."""
    return 0.55 + rows * (narrow if house.is_narrow() else wide)
