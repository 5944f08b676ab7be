"""Shapes in place of very many points: the wider the shape, the more reports have that number."""

import weakref
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SWARM = 5_000  # points of one colour in a chart; more of them are drawn as shapes
_FEWEST = 50  # points of one row that make a shape
_WIDER = 1.15  # the widest shape, against the band of points that it stands for
_STEP = 0.2  # decades that one stretch of numbers takes
_ZERO = 0.5  # zeros stand in a band from here below nought to here above it
_drawn: weakref.WeakSet[Figure] = weakref.WeakSet()


def on(figure: Figure) -> bool:
    """Whether a figure holds shapes in place of points."""
    return figure in _drawn


def cloud(
    ax: Axes, values: np.ndarray, places: np.ndarray, colour: str, *, upright: bool = False, shares: bool = False
) -> np.ndarray:
    """A shape per row for the values there, on the axis of counts with its zero or, with `shares`, from 0 to 1.

    `places` are the rows, spread a little: as wide as they are spread is the shape. What is left for points is true in
    the answer: rows of few values.
    """
    rows = np.round(places)
    left = np.zeros(len(values), dtype=bool)
    edges, sizes = _shares() if shares else _counts(float(values.max(initial=1)))
    found = {}
    for row in np.unique(rows):
        here = rows == row
        if here.sum() < _FEWEST:
            left |= here
        else:
            low, high = float(places[here].min()), float(places[here].max())
            found[row] = (low + high) / 2, (high - low) / 2, np.histogram(values[here], edges)[0] / sizes / here.sum()
    most = max((density.max() for *_, density in found.values()), default=1.0)
    fill: Any = ax.fill_betweenx if upright else ax.fill_between
    for middle, reach, density in found.values():
        half = np.repeat(np.sqrt(density / most) * reach * _WIDER, 2)  # roots: the long tail is seen beside the peak
        along = np.repeat(edges, 2)[1:-1]
        fill(along, middle - half, middle + half, color=colour, alpha=0.55, linewidth=0, zorder=2)
    figure = ax.get_figure(root=True)
    if found and isinstance(figure, Figure):
        _drawn.add(figure)
    return left


def _counts(largest: float) -> tuple[np.ndarray, np.ndarray]:
    """The edges of the stretches of a logarithmic axis with zero, and how long each is drawn."""
    tens = 10 ** np.arange(0, np.ceil(np.log10(max(largest, 1)) / _STEP + 1.5) * _STEP, _STEP)
    return np.r_[-_ZERO, _ZERO, 0.95, tens[1:]], np.r_[0.67, 0.3, np.full(len(tens) - 1, _STEP)] / _STEP


def _shares() -> tuple[np.ndarray, np.ndarray]:
    edges = np.linspace(0, 1.0, 41)
    edges[-1] += 1e-9
    return edges, np.ones(40)
