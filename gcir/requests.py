"""What became of requests, and of the cases brought against the answers: parts of a total, each with its cases.

Which numbers make up which part under which form stands in codebook/compositions.csv. Forms that sort
cases differently are schemes of their own and are never added up.
"""

import functools
import itertools
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gcir import codebook, comparability, compare, copies, sources
from gcir.channel_parts import parts_alone
from gcir.guard import with_form

RECEIVED = "requests_received"
LEVELS = (
    "requests_received", "requests_carried_in", "requests_carried_out", "reconsideration_cases", "litigation_cases",
    "litigation_direct_cases", "litigation_after_reconsideration_cases",
)  # fmt: skip
COLUMNS = ["report_id", "part", "value", "total", "fits", "stand_in"]
_COUNTED = ["report_id", "indicator", "value", "precision", "stated_as", "source", "figure_number"]  # no words are shown
_TOLD = [*_COUNTED, "evidence", "start", "end"]
_OF_REPORTS = ("agency_kind", "year", "layout", "origin")  # what is known of their reports beside the many rows of shares
_FILE = ("scheme", "part", "way", "indicator", "forms")
DIMENSIONS = ("route", "applicant")  # schemes that are dimensions of the requests received
RANKED = (*DIMENSIONS, "refusals", "refusals_before")  # the other schemes keep the order of their form
APART = ("carried",)  # schemes whose parts are not parts of one whole: they may add up to more than the total
DISPUTES = ("reconsideration", "litigation")
_FOCUS = {  # the part that a chart is about; otherwise the largest
    "results": "granted",
    "answers": "granted",
    "closing": "requests_closed_on_time",
    "carried": "requests_carried_out",
    "reconsideration": "corrected",
    "litigation": "corrected",
}


class Way(NamedTuple):
    """One way in which forms give a part: as one number or as several to be added up; without forms, in any of them."""

    indicators: tuple[str, ...]
    forms: tuple[str, ...]


Scheme = dict[str, tuple[Way, ...]]


@functools.cache
def schemes() -> dict[str, Scheme]:
    """The ways to each part of each scheme, the best first; part "" is the total."""
    rows = codebook.read("compositions", _FILE)
    known = {row["id"] for row in codebook.indicators()}
    codebook.require("compositions", "indicator", (row["indicator"] for row in rows), known, "indicators.csv")
    found: dict[str, Scheme] = {}
    for number, row in enumerate(rows, start=2):
        if unknown := [f for f in row["forms"].split("|") if f and f not in comparability.forms()]:
            raise codebook.CodebookError(f"compositions.csv, line {number}: {unknown[0]!r} is no form of breaks.csv; correct it")
    for (scheme, part, _), group in itertools.groupby(rows, key=lambda r: (r["scheme"], r["part"], r["way"])):
        lines = list(group)
        way = Way(tuple(r["indicator"] for r in lines), tuple(filter(None, lines[0]["forms"].split("|"))))
        ways = found.setdefault(scheme, {})
        ways[part] = (*ways.get(part, ()), way)
    return found


def stated(corpus: Any, scheme: str) -> pd.DataFrame:
    """The numbers that a scheme rests on, one per report and indicator, with what is known of their report."""
    return compare.with_reports(stated_alone(corpus, scheme), corpus)


def stated_alone(corpus: Any, scheme: str) -> pd.DataFrame:
    """The same without what is known of their reports: of a large corpus many rows."""
    if scheme in DIMENSIONS:
        return parts_alone(corpus, RECEIVED, scheme, [*_TOLD, *compare.DIMENSIONS])
    return _stated(corpus, schemes()[scheme], _TOLD)


def _stated(corpus: Any, ways: Scheme, columns: list[str]) -> pd.DataFrame:
    wanted = {i for way in itertools.chain(*ways.values()) for i in way.indicators}
    where = {"indicator": wanted, **dict.fromkeys(compare.DIMENSIONS, "")}
    rows = compare.choose(copies.once(sources.read(corpus, "figures", columns, where), corpus))
    rows = rows[rows["value"].notna()]
    own = corpus.reports.loc[with_form(corpus.reports)["form"].isin(_forms(ways)), "report_id"]
    return rows[rows["report_id"].isin(own)]


def _forms(ways: Scheme) -> set[str]:
    """The forms under which a total is given; a way that names none is that of all."""
    return {form for way in ways[""] for form in way.forms or comparability.forms()}


def shares(corpus: Any, scheme: str) -> pd.DataFrame:
    """One row per report and part: `value` of `total` cases, where both are stated exactly.

    `fits` is false where the parts contradict the total or may overlap: such a report is in no rate. A part that
    a report leaves blank has no row, unless those that it numbers add up to the total: then it is zero. `stand_in` names
    the indicator that serves as the total where the report does not state the one that its form asks for.
    """
    if scheme in DIMENSIONS:
        found = _along(parts_alone(corpus, RECEIVED, scheme, [*_COUNTED, *compare.DIMENSIONS]), scheme)
    else:
        found = _composed(_stated(corpus, schemes()[scheme], _COUNTED), corpus, schemes()[scheme])
    return compare.with_reports(found[COLUMNS], corpus, _OF_REPORTS)


def _along(rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Parts along a dimension; what a report whose parts add up does not name is zero."""
    rows = rows.rename(columns={dimension: "part"})
    whole = rows[rows["relation"] == "partition"]
    wide = whole.pivot_table(index="report_id", columns="part", values="value", aggfunc="sum", fill_value=0.0)
    full = wide.reset_index().melt("report_id", var_name="part") if len(wide) else whole[["report_id", "part", "value"]]
    totals = whole.drop_duplicates("report_id").set_index("report_id")["total"]
    full = full.assign(total=full["report_id"].map(totals).astype("float64"), fits=True, stand_in="")
    left = rows[rows["relation"] != "partition"].assign(fits=False, stand_in="")
    found: pd.DataFrame = pd.concat([full, left[COLUMNS]], ignore_index=True)
    return found


def _composed(rows: pd.DataFrame, corpus: Any, ways: Scheme) -> pd.DataFrame:
    """Parts that are sums of indicators, by the ways of the form that each report keeps."""
    sure = rows[(rows["precision"] == "exact") & ~rows["conflict"]]
    wide = sure.pivot_table(index="report_id", columns="indicator", values="value", aggfunc="first")
    form = with_form(corpus.reports).set_index("report_id")["form"].reindex(wide.index)
    total = _sum(wide, form, ways[""])
    parts = {part: _sum(wide, form, own) for part, own in ways.items() if part}
    if len(ways[""][0].indicators) == 1:  # the total is a number of its own
        least = {part: _sum(wide, form, own, blanks=True) for part, own in ways.items() if part}
        whole = pd.DataFrame(least).sum(axis=1) == total
        parts = {part: known.where(known.notna() | ~whole, least[part].fillna(0.0)) for part, known in parts.items()}
    sums = pd.DataFrame(parts, index=wide.index).sum(axis=1)
    about = pd.DataFrame({"total": total, "stand_in": _stand_ins(wide, form, ways[""])}).astype({"total": "float64"})
    found = []
    for part, value in parts.items():
        fits = (value if ways is schemes()[APART[0]] else sums) <= total
        rows = about.assign(part=part, value=value.astype("float64"), fits=fits)
        found.append(rows[value.notna() & total.notna()].rename_axis("report_id").reset_index())
    return pd.concat(found, ignore_index=True)


def _sum(wide: pd.DataFrame, form: pd.Series, ways: tuple[Way, ...], blanks: bool = False) -> pd.Series:
    """The number of the first way that a report states whole; with `blanks`, of the one of which it states most."""
    found = pd.Series(np.nan, index=wide.index)
    for way in ways:
        numbers = wide.reindex(columns=list(way.indicators))
        value = numbers.sum(axis=1, skipna=True, min_count=1) if blanks else numbers.sum(axis=1, skipna=False)
        value = value.where(form.isin(way.forms)) if way.forms else value
        found = found.combine(value, np.fmax) if blanks else found.where(found.notna(), value)
    return found


def _stand_ins(wide: pd.DataFrame, form: pd.Series, ways: tuple[Way, ...]) -> pd.Series:
    """The number that stands in for the total where a report does not state the one that its form asks for; else empty."""
    found = pd.Series("", index=wide.index, dtype="str")
    if any(len(way.indicators) > 1 for way in ways):  # sums of parts, which stand in for nothing
        return found
    for n in reversed(range(len(ways))):
        found = found.mask(_sum(wide, form, ways[n : n + 1]).notna(), ways[n].indicators[0] if n else "")
    return found


def pooled_forms(table: pd.DataFrame, scheme: str) -> int:
    """How many forms the cases come from where a scheme takes those of every form together; 0 for a scheme of one era."""
    of_one_era = scheme in DIMENSIONS or any(way.forms for way in schemes()[scheme][""][:1])
    return 0 if of_one_era else int(with_form(table[table["fits"]])["form"].nunique())


def rates(table: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Per part: k of n cases in so many reports, the share from five cases on, and the median of the reports' own shares."""
    kept = table[table["fits"]]
    counted = kept.groupby("part").agg(k=("value", "sum"), n=("total", "sum"), reports=("report_id", "nunique"))
    counted["share"] = (counted["k"] / counted["n"]).where(counted["n"] >= compare.SMALLEST)
    own = compare.summarise(own_shares(kept), "part").set_index("part")[["n", "median", "low", "high"]]
    found = counted.join(own.rename(columns={"n": "with_share"}))
    found["with_share"] = found["with_share"].fillna(0).astype("int64")
    order = [p for p in schemes().get(scheme, {}) if p in found.index] or list(found.index)
    found = found.loc[order]
    if scheme in RANKED:
        found = found.sort_values(["k", "n"], ascending=False, kind="stable")
    return found.reset_index()


def own_shares(table: pd.DataFrame) -> pd.DataFrame:
    """The share of each part in each report that has five cases or more."""
    rows = table[table["fits"] & (table["total"] >= compare.SMALLEST)]
    return rows.assign(value=rows["value"] / rows["total"], cases=rows["value"])


def focus(found: pd.DataFrame, scheme: str) -> str:
    """The part that a chart of these rates is about."""
    wanted = _FOCUS.get(scheme, "")
    return wanted if wanted in set(found["part"]) else str(found["part"].iloc[int(found["k"].argmax())])


def levels(corpus: Any) -> pd.DataFrame:
    """How many requests came, stayed open and ended in a dispute: one number per report and indicator."""
    where = {"indicator": LEVELS, **dict.fromkeys(compare.DIMENSIONS, "")}
    rows = compare.choose(copies.once(sources.read(corpus, "figures", _TOLD, where), corpus))
    order = rows["indicator"].map({indicator: n for n, indicator in enumerate(LEVELS)})
    rows = rows[rows["value"].notna()].assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    return compare.with_reports(rows, corpus)
