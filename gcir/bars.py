"""How far a long command is, shown in a terminal and nowhere else."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def reading(outcomes: Iterator[Any], total: int) -> Iterable[Any]:
    """Files that are read."""
    return _bar(outcomes, total, "file", "Reading")


def fetching(results: Iterator[Any], total: int) -> Iterable[Any]:
    """Addresses that are fetched."""
    return _bar(results, total, "file", "Fetching")


def handouts(views: Sequence[T]) -> Iterable[T]:
    """Agencies for which handouts are made."""
    return _bar(views, len(views), "agency", "Handouts")


def _bar(items: Iterable[T], total: int, unit: str, what: str) -> Iterable[T]:
    from tqdm import tqdm

    width, height = _size()
    shown = {"desc": what, "unit": unit, "leave": False, "disable": None, "ncols": width, "nrows": height}
    found: Iterable[T] = tqdm(items, total=total, **shown)
    return found


def _size() -> tuple[int | None, int | None]:
    """The size to draw for in a terminal that does not know its own, as in a container; else it is asked when drawing."""
    try:
        is_known = all(os.get_terminal_size(sys.stderr.fileno()))
    except (OSError, ValueError, AttributeError):
        is_known = True
    return (None, None) if is_known else (80, 24)


def aside(words: str) -> None:
    """Tell the user something meanwhile, above the bar if there is one."""
    from tqdm import tqdm

    tqdm.write(words, file=sys.stderr)
