"""What reports state and what they leave open: a number, a zero, a blank cell, silence, a lost table.

These are different things, and none of them stands for another. A report that several files hold counts once.
"""

from typing import Any

import numpy as np
import pandas as pd

from gcir import compare, copies, lost, sources, tallies

WIDEST = 60  # indicators of which the states are told, those stated most widely
COUNTED = "parsed"  # only reports read in full can be silent about something
ONE_BY_ONE = 500  # parsed reports; of more than these the states are counted and not listed
_STATES = ["reported", "zero_digits", "zero_words", "blank", "lost", "absent"]


def states(corpus: Any, most: int = WIDEST) -> pd.DataFrame:
    """For each parsed report and each of the `most` indicators stated most widely: which of the six states holds.

    What a report does not mention is `lost` and not `absent` if a table that it lost would have held it.
    An indicator stated only in parts takes the state of its parts.
    """
    reports = copies.once(corpus.reports[corpus.reports["origin"] == COUNTED], corpus)
    figures = corpus.figures[corpus.figures["report_id"].isin(reports["report_id"])]
    rows = compare.choose(figures)
    rows["is_part"] = (rows[compare.DIMENSIONS] != "").any(axis=1)
    kinds = [rows["value"].isna(), rows["value"] != 0, rows["stated_as"] == "words"]
    rows["state"] = np.select(kinds, ["blank", "reported", "zero_words"], "zero_digits")
    rows["rank"] = rows["value"].isna() * 4 + rows["is_part"] * 2 + (rows["value"] == 0)
    best = rows.sort_values(["rank", "figure_number"]).groupby(["report_id", "indicator"], sort=False).head(1)
    widest = best["indicator"].value_counts().index[:most]
    grid = pd.MultiIndex.from_product([reports["report_id"], widest], names=["report_id", "indicator"])
    columns = ["state", "value", "precision", "is_part", "evidence", "figure_number"]
    full = best.set_index(["report_id", "indicator"])[columns].reindex(grid).reset_index()
    gone = pd.MultiIndex.from_tuples([*lost.lost(corpus)], names=["report_id", "indicator"])
    silent = pd.Series(np.where(grid.isin(gone), "lost", "absent"), index=full.index)
    return full.assign(state=full["state"].where(full["state"].notna(), silent))


def state_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Reports in each state per indicator, most often stated first; `n` is the number of reports. Counts stay as they are."""
    if "state" not in table:
        return table
    counts = table.groupby(["indicator", "state"]).size().unstack(fill_value=0)
    return _in_order(counts, table["report_id"].nunique())


def _in_order(counts: pd.DataFrame, reports: int) -> pd.DataFrame:
    counts = counts.reindex(columns=_STATES, fill_value=0)
    counts["stated"] = counts["reported"] + counts["zero_digits"] + counts["zero_words"]
    counts["n"] = reports
    return counts.sort_index().sort_values(["stated", "reported", "blank"], ascending=False, kind="stable").reset_index()


def told_states(corpus: Any, most: int = WIDEST) -> pd.DataFrame:
    """The states of each parsed report where they are few, and how many reports are in each state where they are many."""
    reports = copies.once(sources.read(corpus, "reports", ["report_id", "layout", "year"], {"origin": COUNTED}), corpus)
    if len(reports) <= ONE_BY_ONE:
        return states(corpus, most)
    told = set(reports["report_id"])
    counts = tallies.states(corpus, reports, [pair for pair in lost.lost(corpus) if pair[0] in told])
    widest = counts.drop(columns="lost").sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]
    counts = counts.loc[widest]
    counts["absent"] = len(reports) - counts.sum(axis=1)
    return _in_order(counts, len(reports))


def stating(corpus: Any) -> pd.DataFrame:
    """How many reports give a number for each indicator, by origin."""
    origins = corpus.reports.set_index("report_id")["origin"]
    found = []
    for rows in sources.batches(corpus, "figures", ["report_id", "indicator", "value"]):
        rows = copies.once(rows, corpus)
        stated = rows[rows["value"].notna() & rows["indicator"].notna() & (rows["indicator"] != "")]
        pairs = stated[["report_id", "indicator"]].drop_duplicates()
        found.append(pairs.assign(origin=pairs["report_id"].map(origins)).groupby(["indicator", "origin"]).size())
    counts = pd.concat(found) if found else pd.Series(index=pd.MultiIndex.from_arrays([[], []]), dtype="int64")
    counts.index.names = ["indicator", "origin"]
    return counts.groupby(level=["indicator", "origin"]).sum().rename("reports").reset_index()


def problem_categories(corpus: Any) -> pd.DataFrame:
    """One row per report and category of problem that it states.

    Parsed reports have their statements in `problems`; transcribed ones only the categories that
    the transcriber noted, in `reports.problem_categories` where that column is there.
    """
    stated = corpus.problems[["report_id", "categories"]].copy()
    if "problem_categories" in corpus.reports:
        noted = corpus.reports[["report_id", "problem_categories"]].rename(columns={"problem_categories": "categories"})
        stated = pd.concat([stated, noted[~noted["report_id"].isin(stated["report_id"])]])
    stated["category"] = [_listed(c) for c in stated["categories"]]
    rows = copies.once(stated, corpus).explode("category").dropna(subset="category")
    counts = rows.groupby(["report_id", "category"]).size().rename("statements").reset_index()
    return compare.with_reports(counts, corpus)


def _listed(categories: Any) -> list[str]:
    """Categories as a list, from a list or from the joined text of a CSV file."""
    if isinstance(categories, str):
        return [c for c in categories.split("|") if c]
    return [] if categories is None or isinstance(categories, float) else list(categories)
