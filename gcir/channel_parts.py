"""The parts of an indicator along one dimension, and whether they partition its total."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gcir import copies, sources
from gcir.choosing import DIMENSIONS, choose, with_reports


def parts(corpus: Any, indicator: str, dimension: str = "channel") -> pd.DataFrame:
    """The parts of an indicator along one dimension, and how they stand to its total.

    A report that numbers only parts of parts (a channel's documents) is there with those. One row per
    report and part with `total`, `parts_sum` and `relation` (codebook/labels.csv). `share` is filled only
    where the parts add up to the total exactly; overlapping parts are no shares.

    >>> parts(channels, "proactive_disclosed")[["channel", "value", "total", "relation", "share"]]
       channel  value  total   relation  share
    0  website   30.0   40.0  partition   0.75
    1   wechat   10.0   40.0  partition   0.25
    """
    return with_reports(parts_alone(corpus, indicator, dimension), corpus)


def parts_alone(corpus: Any, indicator: str, dimension: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The same without what is known of their reports, and with some columns of the figures."""
    figures = sources.read(corpus, "figures", columns, {"indicator": indicator})
    rows = choose(copies.once(figures, corpus), indicator)
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
    return rows.reset_index(drop=True)
