"""Shapes in place of very many points: the wider the shape, the more reports have that number."""

import weakref
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SWARM = 5_000  # points of one colour in a chart; more of them are drawn as shapes
_FEWEST = 50  # points of one row that make a shape
_WIDER = 1.15  # the widest shape, against the band of points that it stands for
_STEP = 0.2  # decades that one stretch of numbers takes
_RATIO_STEP = 0.1  # decades that one stretch of ratios takes
_EQUAL = 0.97  # ratios from here to one stand together
_ZERO = 0.5  # zeros stand in a band from here below nought to here above it
_drawn: weakref.WeakSet[Figure] = weakref.WeakSet()


class Scale(NamedTuple):
    """The edges of the stretches into which an axis is cut, and how long each is drawn.

    Where very many reports have the same number, its stretch `cut` is drawn no wider than the widest of the others.
    """

    edges: np.ndarray
    sizes: np.ndarray
    cut: int | None = None


def on(figure: Figure) -> bool:
    """Whether a figure holds shapes in place of points."""
    return figure in _drawn


def cloud(
    ax: Axes,
    values: np.ndarray,
    places: np.ndarray,
    colour: str | Sequence[str],
    *,
    upright: bool = False,
    scale: Scale | None = None,
    above: tuple[float, str] | None = None,
) -> np.ndarray:
    """A shape per row for the values there, on the axis of counts with its zero or on another `scale`.

    `places` are the rows, spread a little: as wide as they are spread is the shape. All have one colour or each row its own,
    and another from the edge `above`. What is left for points is true in the answer: rows of few values.
    """
    rows = np.round(places)
    left = np.zeros(len(values), dtype=bool)
    scale = scale or _counts(float(values.max(initial=1)))
    edges = scale.edges
    found = {}
    for row in np.unique(rows):
        here = rows == row
        if here.sum() < _FEWEST:
            left |= here
        else:
            low, high = float(places[here].min()), float(places[here].max())
            found[row] = (low + high) / 2, (high - low) / 2, np.histogram(values[here], edges)[0] / scale.sizes / here.sum()
    most = _widest([density for *_, density in found.values()], scale.cut)
    for row, (middle, reach, density) in found.items():
        own = colour if isinstance(colour, str) else colour[int(row)]
        wide = np.sqrt(np.minimum(density / most, 1))  # roots: the long tail is seen beside the peak
        turn = int(np.searchsorted(edges, above[0])) if above else len(wide)
        for part, shade in ((slice(None, turn), own), (slice(turn, None), above[1] if above else own)):
            if len(wide[part]):
                _fill(ax, edges[part.start or 0 :][: len(wide[part]) + 1], middle, wide[part] * reach * _WIDER, shade, upright)
    figure = ax.get_figure(root=True)
    if found and isinstance(figure, Figure):
        _drawn.add(figure)
    return left


def _widest(densities: Sequence[np.ndarray], cut: int | None) -> float:
    """The density that is drawn as wide as can be."""
    others = densities if cut is None else [np.delete(density, cut) for density in densities]
    highest = max((float(density.max()) for density in others), default=0.0)
    return highest or max((float(density.max()) for density in densities), default=1.0)


def _fill(ax: Axes, edges: np.ndarray, middle: float, wide: np.ndarray, colour: str, upright: bool) -> None:
    along, half = np.repeat(edges, 2)[1:-1], np.repeat(wide, 2)
    fill: Any = ax.fill_betweenx if upright else ax.fill_between
    fill(along, middle - half, middle + half, color=colour, alpha=0.55, linewidth=0, zorder=2)


def _counts(largest: float) -> Scale:
    """A logarithmic axis with zero."""
    tens = 10 ** np.arange(0, np.ceil(np.log10(max(largest, 1)) / _STEP + 1.5) * _STEP, _STEP)
    return Scale(np.r_[-_ZERO, _ZERO, 0.95, tens[1:]], np.r_[0.67, 0.3, np.full(len(tens) - 1, _STEP)] / _STEP)


def shares() -> Scale:
    """From 0 to 1."""
    edges = np.linspace(0, 1.0, 41)
    edges[-1] += 1e-9
    return Scale(edges, np.ones(40), cut=0)


def ratios(reach: float) -> Scale:
    """A logarithmic axis around one, which is the last of what is not above it and ends a short stretch of its own."""
    steps = round(float(np.log10(reach)) / _RATIO_STEP)
    edges = np.geomspace(1 / reach, reach, 2 * steps + 1)
    edges[[0, -1]] *= 1 - 1e-9, 1 + 1e-9
    edges[steps] = np.nextafter(1.0, 2.0)
    edges = np.insert(edges, steps, _EQUAL)
    return Scale(edges, np.diff(np.log10(edges)) / _RATIO_STEP, cut=steps)
