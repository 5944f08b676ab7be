"""How much of a report's sections also stands in other reports, and how much of it is boilerplate."""

import numpy as np
import pandas as pd

from gcir.reuse_candidates import Index

COLUMNS = ["report_id", "order", "type", "characters", "own_years", "agencies", "boilerplate", "share"]


def shares(index: Index, places: pd.DataFrame, reports: pd.DataFrame, sections: pd.DataFrame | None) -> pd.DataFrame:
    """Per section: characters in sentences long enough to compare, and how many of them stand elsewhere too.

    `agencies` counts what stands in another agency's report, `own_years` what stands only in other years of the same
    agency, `boilerplate` law, form and what very many agencies write. `share` is (own_years + agencies) / characters.
    Without `sections` a report is one section.
    """
    size = index.end - index.start
    state = np.zeros(len(index.start), dtype=np.int8)
    state[places.loc[places["kind"] != "", "number"]] = 3
    mine = places[places["kind"] == ""]
    if len(mine):
        across = mine.groupby("cluster")["agency"].transform("nunique") > 1
        state[mine["number"]] = np.where(across, 2, 1)
    table = pd.DataFrame({"report": index.report, "section": _section(index, reports, sections), "size": size, "state": state})
    counts = table.pivot_table(index=["report", "section"], columns="state", values="size", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=range(4), fill_value=0).astype("int64")
    found = pd.DataFrame(
        {
            "report_id": reports["report_id"].to_numpy()[counts.index.get_level_values(0)],
            "order": counts.index.get_level_values(1),
            "characters": counts.sum(axis=1).to_numpy(),
            "own_years": counts[1].to_numpy(),
            "agencies": counts[2].to_numpy(),
            "boilerplate": counts[3].to_numpy(),
        }
    )
    if sections is None:
        found["type"] = ""
    else:
        types = sections[["report_id", "order", "type"]].astype({"order": "int64"})
        found = found.merge(types, on=["report_id", "order"], how="left")
    found["share"] = (found["own_years"] + found["agencies"]) / found["characters"]
    return found[COLUMNS]


def _section(index: Index, reports: pd.DataFrame, sections: pd.DataFrame | None) -> np.ndarray:
    """The order of the section in which each passage begins; 0 where there is none."""
    if sections is None or not len(index.start):
        return np.zeros(len(index.start), dtype=np.int64)
    numbers = pd.Series(np.arange(len(reports)), index=reports["report_id"])
    known = sections[sections["report_id"].isin(numbers.index)]
    report = numbers.loc[known["report_id"]].to_numpy(dtype=np.int64)
    begins = report << 32 | known["start"].to_numpy(dtype=np.int64)
    by_place = np.argsort(begins, kind="stable")
    wanted = index.report.astype(np.int64) << 32 | index.start
    at = np.searchsorted(begins[by_place], wanted, side="right") - 1
    inside = (at >= 0) & (report[by_place][at] == index.report)
    orders = known["order"].to_numpy(dtype=np.int64)[by_place][at]
    return np.where(inside, orders, 0)
