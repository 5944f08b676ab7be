"""Medians and shares with their intervals; silent where there is too little to speak of."""

import itertools
import math

import numpy as np
import pandas as pd

from gcir import comparability

SMALLEST = 5  # no rate and no median from fewer cases: show the cases


def summarise(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group: n, zeros, median with a 95 % interval, quartiles. Empty, not guessed, where n is below five.

    >>> summarise(pd.DataFrame({"kind": list("aaaaa"), "value": [0, 1, 2, 3, 9]}), "kind")[["n", "zeros", "median", "q1", "q3"]]
       n  zeros  median   q1   q3
    0  5      1     2.0  1.0  3.0
    """
    found = []
    for key, group in rows.groupby(by, sort=True, dropna=False, observed=True):
        numbers = np.sort(group["value"].to_numpy(dtype=float))
        n, zeros = len(numbers), int((numbers == 0).sum())
        median, low, high, q1, q3 = [math.nan] * 5
        if n >= SMALLEST:
            median, q1, q3 = np.quantile(numbers, [0.5, 0.25, 0.75])
            low, high = median_interval(numbers)
        found.append((key, n, zeros, median, low, high, q1, q3))
    return pd.DataFrame(found, columns=[by, "n", "zeros", "median", "low", "high", "q1", "q3"])


def median_interval(ordered: np.ndarray) -> tuple[float, float]:
    """A 95 % interval for the median from order statistics; empty below six values, where none exists.

    >>> median_interval(np.arange(10.0))
    (1.0, 8.0)
    """
    n = len(ordered)
    if n < 6:
        return math.nan, math.nan
    if n > 200:
        half = 0.98 * math.sqrt(n)  # 1.96 standard deviations of a fair coin's count
        return float(ordered[max(0, math.floor(n / 2 - half) - 1)]), float(ordered[min(n - 1, math.ceil(n / 2 + half))])
    tail, rank = 0.0, 0
    while tail + math.comb(n, rank) / 2**n <= 0.025:
        tail += math.comb(n, rank) / 2**n
        rank += 1
    return float(ordered[rank - 1]), float(ordered[n - rank])


def rate(k: int, n: int) -> tuple[float, float, float]:
    """k of n as a share with its 95 % Wilson interval; three empty values where n is below five.

    >>> ["%.2f" % x for x in rate(6, 10)]
    ['0.60', '0.31', '0.83']
    """
    if n < SMALLEST:
        return math.nan, math.nan, math.nan
    z, p = 1.96, k / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return p, (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def breaks(indicator: str = "") -> tuple[dict[str, str], ...]:
    """Years in which the official form changed, with what that means for the indicator.

    >>> [change["comparability"] for change in breaks("requests_received")]
    ['similar', 'similar', 'same']
    """
    return comparability.changes(indicator)


def periods(years: pd.Series) -> pd.Series:
    """The stretch between two changes of the form that each year falls into, as "first-last" with open ends; ordered.

    >>> periods(corpus.reports["year"]).nunique()
    2
    """
    starts = [int(b["year"]) for b in breaks()]
    names = [f"-{starts[0] - 1}", *(f"{a}-{b - 1}" for a, b in itertools.pairwise(starts)), f"{starts[-1]}-"]
    return pd.cut(years.astype("float"), [-math.inf, *starts, math.inf], right=False, labels=names)
