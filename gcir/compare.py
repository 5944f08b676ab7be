"""Figures made comparable: one value per report, shares that add up, summaries that carry their n.

Everything takes and returns tidy DataFrames. A corpus is anything with the frames `reports`,
`figures`, `problems` and `findings` as attributes.
"""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from gcir import comparability

SMALLEST = 5  # no rate and no median from fewer cases: show the cases
DIMENSIONS = ["channel", "content", "route", "applicant"]
ABOUT = ["agency", "agency_kind", "level", "province", "year", "layout", "origin", "file", "url"]
_SOURCES, _PRECISIONS, _WORDINGS = ["table", "prose"], ["exact", "at_least", "at_most", "about"], ["digits", "words", "blank"]


def plain(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The frame with these text columns present and empty text where nothing is stated."""
    frame = frame.copy()
    for column in columns:
        frame[column] = frame[column].astype("str").where(frame[column].notna(), "") if column in frame else ""
    return frame


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples."""
    return iter(frame.itertuples())


def choose(figures: pd.DataFrame, indicator: str = "") -> pd.DataFrame:
    """One row per report, indicator and dimension: the statement to work with; of one indicator if named.

    Order of precedence: a number before a blank cell, a table before prose, exact before
    approximate, digits before words, then what stands first. `statements` counts all of them,
    `conflict` is true where two exact numbers differ, `others` lists the numbers not chosen.
    """
    key = ["report_id", "indicator", *DIMENSIONS]
    number = figures.groupby("report_id", sort=False).cumcount() + 1
    wanted = figures["indicator"] == indicator if indicator else figures["indicator"].notna() & (figures["indicator"] != "")
    rows = plain(figures[wanted], [*DIMENSIONS, "precision", "stated_as", "source", "evidence"])
    rows["figure_number"] = number
    order = pd.DataFrame(
        {
            "blank": rows["value"].isna(),
            "source": _rank(rows["source"], _SOURCES),
            "precision": _rank(rows["precision"], _PRECISIONS),
            "stated_as": _rank(rows["stated_as"], _WORDINGS),
            "number": rows["figure_number"],
        }
    ).sort_values(["blank", "source", "precision", "stated_as", "number"])
    rows = rows.loc[order.index]
    groups = rows.groupby(key, sort=False)
    chosen = groups.head(1).set_index(key)
    chosen["statements"] = groups.size()
    exact = rows[rows["value"].notna() & (rows["precision"] == "exact")].groupby(key, sort=False)["value"].nunique()
    chosen["conflict"] = exact.reindex(chosen.index).fillna(0) > 1
    chosen["others"] = _others(rows, key, chosen)
    return chosen.reset_index().sort_values(["report_id", "figure_number"], ignore_index=True)


def _rank(column: pd.Series, order: list[str]) -> pd.Series:
    return column.map({v: i for i, v in enumerate(order)}).fillna(len(order))


def _others(rows: pd.DataFrame, key: list[str], chosen: pd.DataFrame) -> pd.Series:
    """The distinct numbers that were stated but not chosen, as text; empty for nearly every row."""
    repeated = chosen.index[chosen["statements"] > 1]
    rows = rows.set_index(key).loc[lambda d: d.index.isin(repeated) & d["value"].notna()]
    found = {i: sorted({f"{v:g}" for v in g["value"] if v != chosen.at[i, "value"]}) for i, g in rows.groupby(level=key)}
    return pd.Series({i: "; ".join(v) for i, v in found.items()}, dtype="str").reindex(chosen.index).fillna("")


def values(corpus: Any, indicator: str, **dimensions: str) -> pd.DataFrame:
    """One number per report for an indicator; dimensions not named stay at their total.

    A report that leaves the cell blank or says nothing has no row: absence is never zero.
    """
    if unknown := set(dimensions) - set(DIMENSIONS):
        raise ValueError(f"unknown dimension {min(unknown)!r}; there are {', '.join(DIMENSIONS)}")
    chosen = choose(corpus.figures, indicator)
    for dimension in DIMENSIONS:
        chosen = chosen[chosen[dimension] == dimensions.get(dimension, "")]
    return with_reports(chosen[chosen["value"].notna()], corpus)


def with_reports(rows: pd.DataFrame, corpus: Any) -> pd.DataFrame:
    """The rows with what is known of their report beside them."""
    about = plain(corpus.reports, [c for c in ABOUT if c != "year"])[["report_id", *ABOUT]]
    return rows.merge(about, on="report_id", how="left", validate="many_to_one").reset_index(drop=True)


def parts(corpus: Any, indicator: str, dimension: str = "channel") -> pd.DataFrame:
    """The parts of an indicator along one dimension, and how they stand to its total.

    A report that numbers only parts of parts (a channel's documents) is there with those. One row per
    report and part with `total`, `parts_sum` and `relation` (codebook/labels.csv). `share` is filled only
    where the parts add up to the total exactly; overlapping parts are no shares.
    """
    rows = choose(corpus.figures, indicator)
    rows = rows[rows["value"].notna()]
    is_whole = (rows[[d for d in DIMENSIONS if d != dimension]] == "").all(axis=1)
    total = rows[is_whole & (rows[dimension] == "")].set_index("report_id")
    of_part = rows[dimension] != ""
    has_whole = rows["report_id"].isin(rows.loc[is_whole & of_part, "report_id"])
    rows = rows[of_part & (is_whole | ~has_whole)].copy()
    groups = rows.groupby("report_id")
    rows["total"] = rows["report_id"].map(total["value"]).astype("float64")
    rows["parts_sum"] = groups["value"].transform("sum")
    rows["n_parts"] = groups["value"].transform("size")
    sure = (rows["precision"] == "exact") & ~rows["conflict"]
    sure_total = rows["report_id"].map((total["precision"] == "exact") & ~total["conflict"]).eq(True)
    sure = sure.groupby(rows["report_id"]).transform("all") & sure_total
    rows["relation"] = np.select(
        [rows["total"].isna(), ~sure, rows["parts_sum"] > rows["total"], rows["parts_sum"] < rows["total"]],
        ["no_total", "inexact", "overlap", "below_total"],
        "partition",
    )
    whole = (rows["relation"] == "partition") & (rows["total"] > 0)
    rows["share"] = (rows["value"] / rows["total"]).where(whole)
    return with_reports(rows, corpus)


def summarise(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group: n, zeros, median with a 95 % interval, quartiles. Empty, not guessed, where n is below five."""
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
    """A 95 % interval for the median from order statistics; empty below six values, where none exists."""
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
    """k of n as a share with its 95 % Wilson interval; three empty values where n is below five."""
    if n < SMALLEST:
        return math.nan, math.nan, math.nan
    z, p = 1.96, k / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return p, (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def breaks(indicator: str = "") -> tuple[dict[str, str], ...]:
    """Years in which the official form changed, with what that means for the indicator."""
    return comparability.changes(indicator)


def periods(years: pd.Series) -> pd.Series:
    """The stretch between two changes of the form that each year falls into, as "first-last" with open ends; ordered."""
    starts = [int(b["year"]) for b in breaks()]
    names = [f"-{starts[0] - 1}", *(f"{a}-{b - 1}" for a, b in itertools.pairwise(starts)), f"{starts[-1]}-"]
    return pd.cut(years.astype("float"), [-math.inf, *starts, math.inf], right=False, labels=names)
