"""The slowest patterns on a megabyte made against each: where they stand, seconds, and how their time grows.

`python -m tests.fuzz.worst` prints the table. A pattern that takes long on 16,000 characters is tried on more, up to the whole.
"""

import argparse
import heapq
import math
import random
import re
import signal
from collections.abc import Iterator
from typing import NamedTuple

from tests.fuzz import patterns

MEGABYTE = 1_000_000
SHORT = 1_000
PROBES = 2  # of each pattern: the slowest on a short text
LONGEST = 20.0


class Worst(NamedTuple):
    """Seconds for a megabyte (what it would be, if the time was over before), the exponent of growth, and on which text."""

    seconds: float
    exponent: float
    place: str
    pattern: str
    probe: tuple[str, str, str]


def slowest(places: tuple[str, ...] = (), seed: int = 1) -> Iterator[Worst]:
    """Every pattern, or those of some modules, with the probe on which a megabyte takes longest."""
    signal.signal(signal.SIGVTALRM, patterns._stop)
    for (source, flags), place in patterns.collect().items():
        if places and place not in places:
            continue
        pattern = re.compile(source, flags)
        tried: list[tuple[float, tuple[str, str, str]]] = []
        for probe in dict.fromkeys(patterns.probes(source, flags & ~re.DEBUG, random.Random(f"{seed}{source}"))):
            try:
                tried.append((patterns.seconds(pattern, probe, SHORT), probe))
            except patterns.TooLong:
                tried.append((LONGEST, probe))
        found = [_measured(pattern, place, probe) for _, probe in heapq.nlargest(PROBES, tried)]
        if found:
            yield max(found)


def _measured(pattern: re.Pattern[str], place: str, probe: tuple[str, str, str]) -> Worst:
    """The time for a megabyte; from shorter texts where that is not over soon."""
    size, took = patterns.LARGE, 0.0
    times: list[tuple[int, float]] = []
    try:
        while size <= MEGABYTE and took < LONGEST / 20:
            took = patterns.seconds(pattern, probe, size)
            times.append((size, max(took, 1e-6)))
            size = min(MEGABYTE, size * 4) if size < MEGABYTE else MEGABYTE + 1
    except patterns.TooLong:
        if not times:
            return Worst(math.inf, math.inf, place, pattern.pattern, probe)
    (less, first), (more, last) = times[max(0, len(times) - 2)], times[-1]
    exponent = math.log(last / first) / math.log(more / less) if more > less else 1.0
    return Worst(last * (MEGABYTE / more) ** max(1.0, exponent), exponent, place, pattern.pattern, probe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("places", nargs="*", help="modules, such as sniff.py; all if none is named")
    args = parser.parse_args()
    found = sorted(slowest(tuple(args.places), args.seed), reverse=True)
    for one in found[: args.most]:
        print(f"{one.seconds:8.2f} s/MB  n^{one.exponent:4.2f}  {one.place:24} {one.probe!r:.60}  {one.pattern[:110]!r}")
    for limit in (1, 5, 20):
        print(f"{sum(one.seconds > limit for one in found)} of {len(found)} patterns take more than {limit} s for a megabyte")


if __name__ == "__main__":
    main()
