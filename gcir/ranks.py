"""Who states most: ranks that show their ties."""

import numpy as np
import pandas as pd

from gcir.guard import OnMixed, guard
from gcir.summaries import SMALLEST


def ranks(
    rows: pd.DataFrame,
    by: str | list[str] | None = None,
    *,
    value: str = "value",
    ascending: bool = False,
    on_mixed: OnMixed = "warn",
) -> pd.DataFrame:
    """The rows with their rank within each group of `by`, the largest value first unless `ascending`.

    Equal values share their places: `rank_low` to `rank_high`, 2 to 4 for three that come after the first; `ties`
    counts them. `n` is the size of the group. `percentile` is the share of the group that lies behind, ties half, from 0
    to 100; empty below five rows. Rows without a value have no rank and do not count. Warns where the rows of a group
    are not comparable (`on_mixed`).

    >>> ranks(pd.DataFrame({"agency": list("abc"), "value": [7.0, 9.0, 7.0]}))
      agency  value  rank_low  rank_high  ties  n  percentile
    0      b    9.0         1          1     1  3         NaN
    1      a    7.0         2          3     2  3         NaN
    2      c    7.0         2          3     2  3         NaN
    """
    keys = [by] if isinstance(by, str) else list(by or [])
    if missing := [c for c in (*keys, value) if c not in rows]:
        raise ValueError(f"the rows have no column {missing[0]!r}; they have {', '.join(map(str, rows.columns))}")
    if "layout" in rows:
        guard(rows[rows[value].notna()], by=keys, on_mixed=on_mixed)
    group = rows.groupby(keys, dropna=False, observed=True).ngroup() if keys else pd.Series(0, index=rows.index)
    places = rows[value].astype("float64").groupby(group)
    found = rows.assign(
        rank_low=places.rank(method="min", ascending=ascending).astype("Int64"),
        rank_high=places.rank(method="max", ascending=ascending).astype("Int64"),
    )
    found["ties"] = (found["rank_high"] - found["rank_low"] + 1).astype("Int64")
    found["n"] = places.transform("count").astype("Int64")
    middle = (found["rank_low"] + found["rank_high"]).astype("float64") / 2
    n = found["n"].astype("float64")
    found["percentile"] = ((n + 0.5 - middle) / n * 100).where(n >= SMALLEST).astype("float64")
    order = pd.DataFrame({"group": group, "rank": found["rank_low"], "at": np.arange(len(found))}, index=found.index)
    return found.loc[order.sort_values(["group", "rank", "at"]).index].reset_index(drop=True)
