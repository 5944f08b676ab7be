"""Two reports with the same passage, side by side: how alike, what differs, and which one has the earlier date."""

import difflib
from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel

from gcir.compare import each, plain

MOST_PLACES = 40  # of one cluster; with more each place is set beside the next one alone
COLUMNS = [
    *("cluster", "report_a", "start_a", "end_a", "text_a", "report_b", "start_b", "end_b", "text_b"),
    *("passages", "similarity", "how", "relation", "earlier"),
]
_DATES = ("published", "signed")


def about(reports: pd.DataFrame | None, ids: list[str]) -> pd.DataFrame:
    """What is known of each report that has a text, by year; `agency_key` tells agencies apart.

    A report whose agency is not known is an agency of its own.
    """
    known = pd.DataFrame({"report_id": ids}) if reports is None else reports[reports["report_id"].isin(ids)]
    rows = plain(known, ["report_id", "agency", "agency_id", *_DATES])
    rows["year"] = pd.to_numeric(rows["year"]).astype("float64") if "year" in rows else np.nan
    named = rows["agency_id"].where(rows["agency_id"] != "", rows["agency"])
    rows["is_named"] = named != ""
    rows["agency_key"] = pd.factorize(named.where(rows["is_named"], "?" + rows["report_id"]))[0]
    rows = rows.sort_values(["year", "report_id"], kind="stable", ignore_index=True)
    return rows[["report_id", "year", "agency_key", "is_named", *_DATES]]


def pairs(
    places: pd.DataFrame, reports: pd.DataFrame, texts: Mapping[str, str], words: Mapping[int, str], similar: float
) -> pd.DataFrame:
    """One row per passage that two reports share; neighbouring sentences that both share are one passage.

    `how` is verbatim (the same words, signs aside), numbers (only numbers and names differ) or reworded. `relation` is own_years
    or agencies, or unknown where an agency is not named. `earlier` is a or b where both have a date of the same kind
    and the dates differ: which came first, not who copied from whom.
    """
    rows = list(each(reports))
    made = []
    for r in each(_blocks(_tied(places, words, similar))):
        a, b = rows[r.report_a], rows[r.report_b]
        said_a, said_b = texts[a.report_id][r.start_a : r.end_a], texts[b.report_id][r.start_b : r.end_b]
        two = (a.report_id, r.start_a, r.end_a, said_a, b.report_id, r.start_b, r.end_b, said_b)
        told = (_how(said_a, said_b, r.similarity), _relation(a, b), _earlier(a, b))
        made.append((r.cluster, *two, r.passages, r.similarity, *told))
    table = pd.DataFrame(made, columns=COLUMNS)
    length = table["text_a"].str.len()
    order = pd.DataFrame({"own": table["relation"] == "own_years", "length": -length, "a": table["report_a"]})
    return table.loc[order.sort_values(["own", "length", "a"], kind="stable").index].reset_index(drop=True)


def _tied(places: pd.DataFrame, words: Mapping[int, str], similar: float) -> pd.DataFrame:
    """Places of one cluster in two reports whose masked words are alike, in order."""
    columns = ["cluster", "form", "report", "number", "start", "end"]
    ties: list[tuple[Any, ...]] = []
    for _, group in places[columns].sort_values(["cluster", "report", "number"]).groupby("cluster", sort=False):
        rows = list(group.itertuples(index=False, name=None))
        some = combinations(rows, 2) if len(rows) <= MOST_PLACES else pairwise(rows)
        for a, b in some:
            if a[2] == b[2]:
                continue
            alike = 1.0 if a[1] == b[1] else Indel.normalized_similarity(words[a[1]], words[b[1]])
            if alike >= similar:
                ties.append((a[0], *a[2:], *b[2:], alike))
    names = [f"{name}_{side}" for side in "ab" for name in ("report", "number", "start", "end")]
    return pd.DataFrame(ties, columns=["cluster", *names, "similarity"])


def _blocks(ties: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring ties of the same two reports as one, with the mean similarity by length."""
    ordered = ties.sort_values(["report_a", "report_b", "number_a", "number_b"], ignore_index=True)
    last = ordered.shift()
    follows = (ordered["report_a"] == last["report_a"]) & (ordered["report_b"] == last["report_b"])
    follows &= (ordered["number_a"] == last["number_a"] + 1) & (ordered["number_b"] == last["number_b"] + 1)
    ordered["block"] = (~follows).cumsum()
    ordered["length"] = ordered["end_a"] - ordered["start_a"]
    ordered["weighed"] = ordered["similarity"] * ordered["length"]
    merged = ordered.groupby("block").agg(
        cluster=("cluster", "first"), report_a=("report_a", "first"), start_a=("start_a", "min"), end_a=("end_a", "max"),
        report_b=("report_b", "first"), start_b=("start_b", "min"), end_b=("end_b", "max"),
        passages=("cluster", "size"), weighed=("weighed", "sum"), length=("length", "sum"),
    )  # fmt: skip
    return merged.assign(similarity=merged["weighed"] / merged["length"])


def _how(a: str, b: str, similarity: float) -> str:
    if [c for c in a if c.isalnum()] == [c for c in b if c.isalnum()]:
        return "verbatim"
    return "numbers" if similarity == 1 else "reworded"


def _relation(a: Any, b: Any) -> str:
    if not (a.is_named and b.is_named):
        return "unknown"
    return "own_years" if a.agency_key == b.agency_key else "agencies"


def _earlier(a: Any, b: Any) -> str:
    """Which of two reports has the earlier date, dates of one kind compared; empty where that cannot be told."""
    for date in _DATES:
        one, other = getattr(a, date), getattr(b, date)
        if one and other:
            return "a" if one < other else "b" if other < one else ""
    return ""


def differences(a: str, b: str) -> list[tuple[str, str]]:
    """The words of two passages in turn, the common ones as (words, words), the others as what stands in either."""
    steps = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(a[i:j], b[k:m]) for _, i, j, k, m in steps]
