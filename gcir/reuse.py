"""Sentences that stand in more than one report: over the years of one agency, and across agencies.

    found = reuse.find(texts, corpus.reports, corpus.sections)
    found.pairs       two reports with the same passage, side by side, with a similarity
    found.clusters    every such passage once, and in how many reports and agencies it stands
    found.shares      how much of each section also stands in other reports

Compared are sentences with numbers, own names and signs masked, so that a sentence carried over from one year to
the next is seen although its numbers are new. Candidates come from MinHash; what counts is the exact alignment:
the share of characters in common order (indel similarity) of the masked words. Sentences of the law and of the
official form (codebook/reuse_templates.csv), and those that stand in very many agencies' reports, are set apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

from gcir import reuse_candidates, reuse_pairs, reuse_passages, reuse_shares, reuse_templates
from gcir.reuse_candidates import Index
from gcir.reuse_passages import Ints, Places

SIMILAR = 0.8
COMMON = 30
"""Agencies; a passage that stands in the reports of so many is nobody's own."""
TABLES = "statistics_table"
_CHUNK = 200_000  # pairs aligned at once


@dataclass(frozen=True, slots=True)
class Found:
    """What `find` found. `places` has a row for each place of a passage that stands in more than one report."""

    places: pd.DataFrame
    clusters: pd.DataFrame
    pairs: pd.DataFrame
    shares: pd.DataFrame


def find(
    texts: Mapping[str, str],
    reports: pd.DataFrame | None = None,
    sections: pd.DataFrame | None = None,
    similar: float = SIMILAR,
    common: int = COMMON,
) -> Found:
    """Everything at once. Every place satisfies `texts[report_id][start:end]`.

    With `reports` an agency's own years are told from other agencies, names are masked, and dates say which of two
    reports is the earlier one; with `sections` tables and headings are left out and shares are given per section.
    `texts` is gone through twice and may read each text when it is asked for.
    """
    about = reuse_pairs.about(reports, list(texts))
    ids = about["report_id"].tolist()
    names = reuse_passages.own_names(reports) if reports is not None else {}
    leave_out = _not_prose(texts, sections) if sections is not None else {}
    index = reuse_candidates.index(reuse_passages.cut(texts, ids, names, leave_out))
    candidates = reuse_candidates.near(index)
    index.bands.clear()
    words = _words(texts, ids, names, leave_out, index, candidates)
    forms = reuse_candidates.components(len(index.first), _aligned(words, candidates, similar))
    places = _places(index, forms, about)
    clusters = _clusters(places, about, words, common)
    places = places.merge(clusters[["cluster", "kind"]], on="cluster")
    found = reuse_pairs.pairs(places[places["kind"] == ""], about, texts, words, similar)
    shares = reuse_shares.shares(index, places, about, sections)
    named = places.assign(report_id=about["report_id"].to_numpy()[places["report"]])
    return Found(named[["cluster", "kind", "report_id", "start", "end"]], clusters, found.drop(columns="cluster"), shares)


def pairs(texts: Mapping[str, str], reports: pd.DataFrame | None = None, sections: pd.DataFrame | None = None) -> pd.DataFrame:
    """Passages of two reports that are nearly the same; boilerplate left out. See `find`."""
    return find(texts, reports, sections).pairs


def clusters(texts: Mapping[str, str], reports: pd.DataFrame | None = None, sections: pd.DataFrame | None = None) -> pd.DataFrame:
    """Passages that stand in several reports, each once; `kind` says which are boilerplate. See `find`."""
    return find(texts, reports, sections).clusters


def shares(texts: Mapping[str, str], reports: pd.DataFrame | None = None, sections: pd.DataFrame | None = None) -> pd.DataFrame:
    """How much of each report's sections also stands in other reports. See `find`."""
    return find(texts, reports, sections).shares


def _not_prose(texts: Mapping[str, str], sections: pd.DataFrame) -> Places:
    """Where the tables and the headings of each report stand."""
    places: dict[str, list[tuple[int, int]]] = {}
    rows = zip(*(sections[c] for c in ("report_id", "type", "heading", "start", "end")), strict=True)
    for report_id, kind, heading, start, end in rows:
        if kind == TABLES:
            places.setdefault(report_id, []).append((start, end))
        elif heading and (text := texts.get(report_id)):
            begin = text.find(heading, start, end)
            places.setdefault(report_id, []).append((begin, begin + len(heading)) if begin >= 0 else (start, start))
    return places


def _words(
    texts: Mapping[str, str], ids: list[str], names: Mapping[str, list[str]], leave_out: Places, index: Index, pairs: Ints
) -> dict[int, str]:
    """The masked words of every form that is a candidate or stands in more than one place."""
    wanted = np.bincount(index.form, minlength=len(index.first)) > 1
    wanted[pairs.ravel()] = True
    forms = np.flatnonzero(wanted)
    forms = forms[np.argsort(index.first[forms])]
    firsts = index.first[forms]
    words: dict[int, str] = {}
    before = 0
    for batch in reuse_passages.cut(texts, ids, names, leave_out):
        low, high = np.searchsorted(firsts, [before, before + len(batch.low)])
        for i in range(low, high):
            words[int(forms[i])] = batch.masked(int(firsts[i]) - before)
        before += len(batch.low)
    return words


def _aligned(words: Mapping[int, str], candidates: Ints, similar: float) -> Ints:
    """The candidates that really are nearly the same."""
    kept = [np.zeros((0, 2), dtype=np.int64)]
    for low in range(0, len(candidates), _CHUNK):
        some = candidates[low : low + _CHUNK]
        a, b = ([words[int(i)] for i in some[:, side]] for side in (0, 1))
        scores = process.cpdist(a, b, scorer=Indel.normalized_similarity, score_cutoff=similar, workers=-1)
        kept.append(some[scores >= similar])
    return np.concatenate(kept)


def _places(index: Index, forms: Ints, about: pd.DataFrame) -> pd.DataFrame:
    """Every place of every cluster that stands in more than one report, in the order of the texts."""
    cluster = forms[index.form]
    order = np.lexsort((index.report, cluster))
    a, b = cluster[order], index.report[order]
    other = np.flatnonzero((a[1:] == a[:-1]) & (b[1:] != b[:-1]))
    several = np.zeros(len(forms), dtype=bool)
    several[a[other]] = True
    kept = np.flatnonzero(several[cluster])
    frame = pd.DataFrame({"cluster": cluster[kept], "form": index.form[kept], "report": index.report[kept], "number": kept})
    return frame.assign(start=index.start[kept], end=index.end[kept], agency=about["agency_key"].to_numpy()[frame["report"]])


def _clusters(places: pd.DataFrame, about: pd.DataFrame, words: Mapping[int, str], common: int) -> pd.DataFrame:
    """Each cluster once; `kind` is law, template, common (stands in very many agencies) or nothing: copied substance."""
    year = about["year"].to_numpy()[places["report"]]
    groups = places.assign(year=year).groupby("cluster", sort=True)
    table = groups.agg(
        places=("form", "size"), reports=("report", "nunique"), agencies=("agency", "nunique"),
        first_year=("year", "min"), last_year=("year", "max"), form=("form", "first"),
    ).reset_index()  # fmt: skip
    many = table["agencies"] >= common
    kinds = [reuse_templates.kind(words[form]) for form in table["form"]]
    table["kind"] = np.where(np.array(kinds, dtype=object) != "", kinds, np.where(many, "common", ""))
    return table.assign(words=[words[form] for form in table["form"]]).drop(columns="form")
