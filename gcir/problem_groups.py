"""Which groups of reports name which kinds of problem: a share where a group has enough reports, the cases where not."""

import pandas as pd

from gcir import compare
from gcir.messages import codes

BY = ("agency_kind", "layout", "province")
MOST = 8  # groups that a chart holds
COLUMNS = ["group", "category", "k", "n", "share", "low", "high"]


def shares(rows: pd.DataFrame, by: str, most: int = MOST) -> pd.DataFrame:
    """Per group and category: `k` of the group's `n` reports that state problems name it, with the share and its 95 % interval.

    `rows` as from `coverage.problem_categories`. The `most` largest groups, the largest first (layouts in order of time);
    reports whose group is not known are left out. The share is empty where the group has fewer than `compare.SMALLEST` reports.
    """
    if by not in BY:
        raise ValueError(f"problems can be told apart by {', '.join(BY)}, not by {by!r}")
    known = rows[rows[by].fillna("") != ""]
    sizes = known.groupby(by)["report_id"].nunique().sort_index().sort_values(ascending=False, kind="stable").head(most)
    if by == "layout":
        order = codes(by)
        sizes = sizes.loc[sorted(sizes.index, key=lambda group: order.index(group) if group in order else len(order))]
    counts = known.groupby([by, "category"])["report_id"].nunique()
    categories = known.groupby("category")["report_id"].nunique().sort_index().sort_values(ascending=False, kind="stable").index
    table = []
    for group, n in sizes.items():
        for category in categories:
            k = int(counts.get((group, category), 0))
            rate = compare.rate(k, int(n)) if n >= compare.SMALLEST else (float("nan"),) * 3
            table.append((group, category, k, int(n), *rate))
    return pd.DataFrame(table, columns=COLUMNS)


def widest(table: pd.DataFrame) -> pd.DataFrame:
    """The two groups whose shares of one category lie farthest apart, the low one first; none where all intervals meet."""
    known = table[table["share"].notna()]
    best, found = 0.0, table.iloc[:0]
    for _, its in known.groupby("category", sort=False):
        ordered = its.sort_values("share", kind="stable")
        least, most = ordered.iloc[0], ordered.iloc[-1]
        if least["high"] < most["low"] and most["share"] - least["share"] > best:
            best, found = most["share"] - least["share"], ordered.iloc[[0, -1]]
    return found
