"""Find an agency by its name; where that fails, say what there is instead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gcir import compare, coverage
from gcir.messages import Sentence, listed, listed_apart, say

_MOST = 12  # agencies to list where a name fits several


def place(row: Any) -> str:
    """Where an agency stands, from the province down."""
    return "".join(dict.fromkeys(p for p in (row.province, row.prefecture, row.county) if p and p == p))


def find(corpus: Any, wanted: str, whose: pd.Series[str]) -> str | Sentence:
    """The id of the agency that a name means; a sentence in its stead where there is none, or several.

    `whose` are the ids of the corpus's reports. Without a name, the agency with most reports.
    """
    named = corpus.reports["agency"] != ""
    if not named.any():
        return say("agency_none" if len(named) else "corpus_empty")
    if not wanted.strip():
        return _most_reports(corpus.reports[named], whose[named])
    if (whose == wanted).any():
        return wanted
    try:
        return str(compare.find_agency(corpus, wanted).agency_id)
    except compare.UnknownAgency as unknown:
        return _not_found(corpus.reports[named], wanted, unknown.nearest)


def _most_reports(named: pd.DataFrame, keys: pd.Series[str]) -> str:
    """The agency with most reports, those read in full before others, then the first in the order of names."""
    counted = pd.DataFrame({"key": keys, "agency": named["agency"], "parsed": named["origin"] == coverage.COUNTED})
    counts = counted.groupby("key").agg(parsed=("parsed", "sum"), n=("key", "size"), agency=("agency", "first")).reset_index()
    return str(counts.sort_values(["parsed", "n", "agency", "key"], ascending=[False, False, True, True])["key"].iloc[0])


def _not_found(named: pd.DataFrame, wanted: str, nearest: tuple[str, ...]) -> Sentence:
    """What to say where a name fits no agency, or several of which the full names with their place are given."""
    names = set(named["agency"])
    if not nearest:
        return say("agency_unknown", wanted=wanted, n=len(names))
    if not names.isdisjoint(nearest):
        return say("agency_unknown_near", wanted=wanted, names=listed([say("quoted", word=n) for n in nearest], last="list_or"))
    more = say("agency_more", n=len(nearest) - _MOST) if len(nearest) > _MOST else Sentence("", "")
    shown = listed_apart([Sentence(n, n) for n in nearest[:_MOST]])
    return say("agency_several", wanted=wanted, n=len(nearest), names=shown) + more


def no_year(reports: pd.DataFrame, year: int | None) -> Sentence:
    """The agency has no report of this year; the years that there are."""
    agency, years = reports["agency"].iloc[0], sorted({int(y) for y in reports["year"].dropna()})
    if not years:
        return say("agency_no_years", agency=agency, year=str(year))
    return say("agency_no_year", agency=agency, year=str(year), years=listed([Sentence(str(y), str(y)) for y in years]))
