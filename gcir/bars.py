"""How far a long command is, shown in a terminal and nowhere else."""

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

    found: Iterable[T] = tqdm(items, total=total, unit=unit, desc=what, leave=False, disable=None)
    return found


def aside(words: str) -> None:
    """Tell the user something meanwhile, above the bar if there is one."""
    from tqdm import tqdm

    tqdm.write(words, file=sys.stderr)
