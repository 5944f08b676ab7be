"""What is known of one agency: its reports, the figures of one of them among its peers, its problems, and what is left open.

The data behind a handout and behind the notebook on one agency. Where something is not there, frames are empty.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from gcir import agency_search, codebook, comparability, compare, copies, coverage, lost, quality, successions
from gcir.checks_rules import duties, is_due
from gcir.corpus import Corpus
from gcir.messages import Sentence

NOTHING = Sentence("", "")


@dataclass(frozen=True, eq=False)
class Everyone:
    """A corpus to look at agencies in; what its reports state is looked up once per indicator."""

    corpus: Corpus
    _known: dict[tuple[tuple[str, str], ...], dict[str, pd.DataFrame]] = field(default_factory=dict)

    @functools.cached_property
    def whose(self) -> pd.Series[str]:
        """The id of the agency of every report."""
        return successions.own_ids(compare.plain(self.corpus.reports, ["agency_id"]))

    def values(self, indicator: str, **about: str) -> pd.DataFrame:
        """One number per report, as compare.values has it, with the id of its agency; of the reports that `about` describes."""
        asked = frozenset(key_indicators()) | {indicator}
        known = self._known.setdefault(tuple(sorted(about.items())), {})
        if indicator not in known:
            known |= self._totals(asked - known.keys(), about)
        return known[indicator]

    def _totals(self, indicators: Iterable[str], about: dict[str, str]) -> dict[str, pd.DataFrame]:
        where = {"indicator": indicators, **dict.fromkeys(compare.DIMENSIONS, ""), **about}
        chosen = compare.choose(copies.once(self.corpus.read("figures", where=where), self.corpus))
        rows = compare.with_reports(chosen[chosen["value"].notna()], self.corpus)
        ids = pd.Series(self.whose.to_numpy(), index=self.corpus.reports["report_id"])
        rows["agency_id"] = rows["report_id"].map(ids).astype("str")
        groups = {str(indicator): group for indicator, group in rows.groupby("indicator", sort=False)}
        return {indicator: groups.get(indicator, rows.head(0)) for indicator in indicators}


@dataclass(frozen=True, eq=False)
class View:
    """One agency in a corpus. `report` is the row of the report looked at; `trouble` says why there is none."""

    everyone: Everyone
    own: Corpus
    report: Any = None
    trouble: Sentence = NOTHING
    positions: dict[str, Any] = field(default_factory=dict)  # what agency_peers found, by indicator

    @property
    def agency(self) -> str:
        """The agency's name; empty if there is none."""
        return str(self.report.agency) if self.report is not None else ""

    @property
    def year(self) -> int | None:
        """The year of the report looked at."""
        return None if self.report is None or pd.isna(self.report.year) else int(self.report.year)

    @functools.cached_property
    def alone(self) -> Corpus:
        """The report looked at, as a corpus of one."""
        return self.own.only([] if self.report is None else [self.report.report_id])


def look(corpus: Corpus | Everyone, agency: str = "", year: int | None = None) -> View:
    """The agency of this name (without one: that with most reports read in full) and its report of a year, or its latest.

    Never fails: a view of nothing says in `trouble` what was asked in vain, and what there is.
    """
    everyone = corpus if isinstance(corpus, Everyone) else Everyone(corpus)
    reports = everyone.corpus.reports
    found = agency_search.find(everyone.corpus, agency, everyone.whose)
    if isinstance(found, Sentence):
        return View(everyone, everyone.corpus.only([]), trouble=found)
    is_own = (everyone.whose == found) & ~reports["report_id"].isin(copies.of(everyone.corpus))
    own = everyone.corpus.only(reports.loc[is_own, "report_id"])
    ordered = _by_year(own.reports)
    chosen = ordered if year is None else ordered[ordered["year"] == year]
    if chosen.empty:
        return View(everyone, own, trouble=agency_search.no_year(ordered, year))
    return View(everyone, own, list(compare.each(chosen))[-1])


def _by_year(reports: pd.DataFrame) -> pd.DataFrame:
    """Reports from the first year to the last; behind all others of its year the fullest one, read in full."""
    order = reports.assign(parsed=reports["origin"] == coverage.COUNTED, length=reports["n_chars"].fillna(0))
    ordered = order.sort_values(["year", "parsed", "length", "report_id"], na_position="first", kind="stable")
    return ordered.drop(columns=["parsed", "length"]).reset_index(drop=True)


def reports(view: View) -> pd.DataFrame:
    """The agency's reports in the order of their years."""
    return _by_year(view.own.reports)


@functools.cache
def key_indicators() -> tuple[str, ...]:
    """The indicators that a reader asks for first, in order."""
    rows = codebook.read("key_figures", ("indicator", "why"), "indicator")
    codebook.require("key_figures", "indicator", (r["indicator"] for r in rows), _order(), "indicators.csv")
    return tuple(row["indicator"] for row in rows)


@functools.cache
def _order() -> dict[str, int]:
    return {row["id"]: n for n, row in enumerate(codebook.indicators())}


def figures(view: View) -> pd.DataFrame:
    """The numbers of the report, one statement each, the most asked for first: `rank` 0 key, 1 parts of a key, 2 others.

    Split by applicant and zero beyond the key figures are left out: the table `figures` holds them.
    """
    rows = compare.choose(view.alone.figures)
    rows = rows[rows["value"].notna() & (rows["applicant"] == "")]
    is_part = (rows[compare.DIMENSIONS] != "").any(axis=1)
    key = {indicator: n for n, indicator in enumerate(key_indicators())}
    place = rows["indicator"].map(key)
    rows = rows.assign(is_part=is_part, rank=(is_part * 1).where(place.notna(), 2 + is_part), place=place.fillna(len(key)))
    rows = rows[(rows["value"] != 0) | (rows["rank"] == 0)]
    rows["order"] = rows["indicator"].map(_order()).fillna(len(_order()))
    return rows.sort_values(["rank", "place", "order", "figure_number"], kind="stable", ignore_index=True)


def in_printed_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures in the order of the codebook, parts under their total."""
    return rows.sort_values(["order", "is_part", "figure_number"], kind="stable", ignore_index=True)


def series(view: View, indicator: str) -> pd.DataFrame:
    """What the agency states of an indicator, one number a year (compare.series)."""
    return compare.series(view.own, indicator, on_mixed="ignore").sort_values("year", kind="stable", ignore_index=True)


def longest_series(view: View) -> str:
    """The key indicator that most years of the agency state; the first of those where several do."""
    rows = view.own.figures[view.own.figures["value"].notna() & view.own.figures["indicator"].isin(key_indicators())]
    rows = rows[(compare.plain(rows, compare.DIMENSIONS)[compare.DIMENSIONS] == "").all(axis=1)]
    years = rows.assign(year=rows["report_id"].map(view.own.reports.set_index("report_id")["year"]))
    counts = years.groupby("indicator")["year"].nunique()
    return max(key_indicators(), key=lambda indicator: int(counts.get(indicator, 0)))


def form_of(view: View) -> str:
    """The official form that the report is to be held against: its own, else the one of its year."""
    if view.report is None:
        return ""
    if view.report.layout in comparability.forms():
        return str(view.report.layout)
    due = [r["what"] for r in duties("layout") if view.year is not None and is_due(r, view.year)]
    return next((form for form in reversed(comparability.forms()) if form in due), "")


def states(view: View) -> pd.DataFrame:
    """What the report says of each indicator that it states or that its form asks for: one of the six states.

    `asked` tells what the form asks for. Empty for a report that was not read in full.
    """
    known = coverage.states(view.alone, most=len(_order()))
    found = dict(zip(known["indicator"], known["state"], strict=True))
    if view.report is None or view.report.origin != coverage.COUNTED:
        return pd.DataFrame({"indicator": [], "state": [], "asked": []}, dtype="str")
    gone = {indicator for _, indicator in lost.lost(view.alone)}
    form = form_of(view)
    rows = []
    for indicator in _order():
        asked = form in comparability.layouts(indicator)
        if indicator in found or indicator in gone or asked:
            rows.append((indicator, found.get(indicator, "lost" if indicator in gone else "absent"), asked))
    return pd.DataFrame(rows, columns=["indicator", "state", "asked"])


def problems(view: View) -> pd.DataFrame:
    """The problems that the report states, each with the remedies that answer it (`measures`, a list of texts)."""
    measures = view.alone.measures
    answers = measures[measures["problem_order"].notna()].groupby("problem_order")["text"].agg(list).to_dict()
    rows = view.alone.problems.sort_values("order", ignore_index=True)
    found = [answers.get(order, []) for order in rows["order"]]
    return rows.assign(measures=pd.Series(found, index=rows.index, dtype="object"))


def other_measures(view: View) -> pd.DataFrame:
    """The remedies that answer no problem in particular."""
    measures = view.alone.measures
    known = measures["problem_order"].isin(view.alone.problems["order"])
    return measures[~known].sort_values("order", ignore_index=True)


def persistence(view: View) -> pd.DataFrame:
    """One row per report with a year and category of problem that it states."""
    rows = coverage.problem_categories(view.own)
    return rows[rows["year"].notna()].sort_values(["year", "category"], kind="stable", ignore_index=True)


def findings(view: View, every: bool = False) -> pd.DataFrame:
    """What the checks found, the worst first: in the report looked at, or in `every` report; what holds is left out."""
    rows = quality.findings(view.own)
    return rows if every else rows[rows["report_id"].isin(view.alone.reports["report_id"])].reset_index(drop=True)


def delay(view: View) -> Any:
    """When the report was due, and whether it came in time (quality.delays); None where that cannot be said."""
    return next(compare.each(quality.delays(view.alone)), None)
