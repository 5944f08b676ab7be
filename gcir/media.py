"""Channels over the years and within agencies: who begins to number one, who stops, and how far channels overlap."""

import itertools
from typing import NamedTuple

import pandas as pd

from gcir import compare, successions
from gcir.compare import each

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
    found: list[Pair] = []
    for chain, group in rows.groupby("chain_id", sort=True):
        years = [(int(str(year)), g) for year, g in group.groupby("year", sort=True)]
        for (before, one), (after, other) in itertools.pairwise(years):
            had, has = set(one["channel"]), set(other["channel"])
            last = next(each(other))
            for channel in sorted(had | has):
                state = "kept" if channel in had & has else "gained" if channel in has else "lost"
                ids = (str(one["report_id"].iloc[0]), str(last.report_id))
                origins = (str(last.origin), str(one["origin"].iloc[0]))
                found.append(Pair(str(chain), before, after, channel, state, *ids, *origins))
    return pd.DataFrame(found, columns=list(Pair._fields))


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
