"""Channels over the years and within agencies: who begins to number one, who stops, and how far channels overlap."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from gcir import compare, successions

WHOLE = "content"  # a channel's own number has no kind of content
STATES = ("gained", "kept", "lost")


class Pair(NamedTuple):
    """One channel in two neighbouring years of an agency."""

    chain_id: str
    previous_year: int
    year: int
    channel: str
    change: str
    previous_report_id: str
    report_id: str
    origin: str
    previous_origin: str


def by_period(parts: pd.DataFrame, channels: tuple[str, ...], of: str = "period") -> pd.DataFrame:
    """Of the reports of each period (or year) that number any channel, how many number each one: k of n, share with interval."""
    rows = parts[parts["year"].notna()]
    rows = rows.assign(period=compare.periods(rows["year"]).astype("str"))
    n = rows.groupby(of)["report_id"].nunique()
    found = []
    for channel in channels:
        k = rows[rows["channel"] == channel].groupby(of)["report_id"].nunique().reindex(n.index, fill_value=0)
        found += [(channel, key, a, b, *compare.rate(int(a), int(b))) for key, a, b in zip(n.index, k, n, strict=True)]
    return pd.DataFrame(found, columns=["channel", of, "k", "n", "share", "low", "high"])


def turnover(parts: pd.DataFrame) -> pd.DataFrame:
    """What agencies number in one of their years and in the next: a row per pair of years and channel in either."""
    rows = parts[parts["year"].notna() & (parts[WHOLE] == "") & (parts["agency"] != "")]
    rows = rows.assign(chain_id=successions.own_ids(rows))
    years: dict[str, dict[int, list[tuple[str, str, str]]]] = {}
    columns = ["chain_id", "year", "channel", "report_id", "origin"]
    for chain, year, *stated in rows.sort_values(["chain_id", "year"], kind="stable")[columns].itertuples(index=False):
        years.setdefault(str(chain), {}).setdefault(int(year), []).append(tuple(stated))
    found: list[Pair] = []
    for chain, by_year in years.items():
        for (before, one), (after, other) in itertools.pairwise(by_year.items()):
            for channel, state in _moves({c for c, *_ in one}, {c for c, *_ in other}):
                (_, previous, previous_origin), (_, report, origin) = _numbering(one, channel), _numbering(other, channel)
                found.append(Pair(chain, before, after, channel, state, previous, report, origin, previous_origin))
    return pd.DataFrame(found, columns=list(Pair._fields))


def _numbering(year: list[tuple[str, str, str]], channel: str) -> tuple[str, str, str]:
    """The report of a year that numbers a channel; the first of the year where none does."""
    return next((stated for stated in year if stated[0] == channel), year[0])


def _moves(had: set[str], has: set[str]) -> Iterator[tuple[str, str]]:
    """Every channel of two years, and whether it is kept, came or went."""
    for channel in sorted(had | has):
        yield channel, "kept" if channel in had & has else "gained" if channel in has else "lost"


def swaps(pairs: pd.DataFrame) -> pd.DataFrame:
    """How often one channel came in the same two years in which another went: `lost`, `gained`, n; the most frequent first."""
    key = ["chain_id", "previous_year", "year"]
    gone = pairs.loc[pairs["change"] == "lost", [*key, "channel"]]
    come = pairs.loc[pairs["change"] == "gained", [*key, "channel"]]
    both = gone.merge(come, on=key, suffixes=("_lost", "_gained"))
    counts = both.groupby(["channel_lost", "channel_gained"]).size().rename("n").reset_index()
    return counts.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def overlap(parts: pd.DataFrame) -> pd.DataFrame:
    """One row per report that states a total and channels exactly: how many times the total its channels add up to."""
    exact = parts["relation"].isin(["partition", "overlap", "below_total"]) & (parts["total"] > 0)
    rows = parts[exact & (parts[WHOLE] == "")].drop_duplicates("report_id")
    return rows.assign(ratio=rows["parts_sum"] / rows["total"])
