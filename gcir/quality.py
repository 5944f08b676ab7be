"""What the checks say of a corpus: contradictions, what is missing, what came late, and of how many it could be asked.

Only reports that were read in full are checked. Tables are tidy: a row per report and rule, or report and duty.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from gcir import checks, compare, copies, coverage, frames, sources
from gcir.checks_form import deadline_of
from gcir.checks_rules import NEIGHBOURS, SEVERITIES, duties, is_due, remedies

CONTRADICTION = "contradiction"
_SOURCES = ("prose", "table")
_WHOSE = ["agency_id", "agency", "province", "prefecture", "county"]


def checked(corpus: Any) -> pd.DataFrame:
    """The reports that were checked; one that several files hold counts once."""
    reports: pd.DataFrame = corpus.reports
    return copies.once(reports[reports["origin"] == coverage.COUNTED], corpus).reset_index(drop=True)


def findings(corpus: Any, *themes: str, rules: Collection[str] = ()) -> pd.DataFrame:
    """The findings of some themes (all but those that hold), or of some rules, beside their reports, the worst first.

    `finding_number` counts within the report, as the anchors on its page do; `figure_number` names the figure
    that a finding over years is about, which has no anchor of its own.
    """
    wanted = themes or tuple(sorted({r.theme for r in remedies().values()} - {"held"}))
    own = {r.rule for r in remedies().values() if r.theme in wanted} & set(rules or remedies())
    rows = _of_counted(sources.read(corpus, "findings", where={"rule": own}), corpus)
    rows["theme"] = rows["rule"].map({r.rule: r.theme for r in remedies().values()}).astype("object")
    rows = _with_figures(rows, corpus)
    rows["rank"] = rows["severity"].map({severity: n for n, severity in enumerate(SEVERITIES)})
    order = {rule: n for n, rule in enumerate(checks.RULES)}
    rows = rows.assign(order=rows["rule"].map(order)).sort_values(["rank", "order", "report_id", "finding_number"], kind="stable")
    return compare.with_reports(rows.drop(columns=["rank", "order"]), corpus)


def _of_counted(rows: pd.DataFrame, corpus: Any) -> pd.DataFrame:
    """What is said of reports that count, and that others are copies."""
    return rows[~rows["report_id"].isin(copies.of(corpus)) | rows["rule"].isin(copies.RULES)]


def over_years_rules() -> frozenset[str]:
    """The rules that hold one report against another."""
    neighbours = {r.rule for r in remedies().values() if any(set(option) & set(NEIGHBOURS) for option in r.asked)}
    return frozenset(neighbours | {"jump_over_years"})


def _with_figures(rows: pd.DataFrame, corpus: Any) -> pd.DataFrame:
    is_over_years = rows["rule"].isin(over_years_rules())
    columns = ["report_id", "indicator", "start", "figure_number"]
    numbered = sources.read(corpus, "figures", columns, {"report_id": set(rows.loc[is_over_years, "report_id"])})
    key = ["report_id", "indicator", "start"]
    numbers = numbered.drop_duplicates(key)[[*key, "figure_number"]]
    rows = rows.merge(numbers, on=key, how="left")
    rows["figure_number"] = rows["figure_number"].where(rows["rule"].isin(over_years_rules()))
    return rows


def contradiction_rules() -> tuple[str, ...]:
    """The rules that hold a report against itself or against another of its agency."""
    return tuple(rule for rule, remedy in remedies().items() if remedy.theme == CONTRADICTION)


def contradictions(corpus: Any) -> pd.DataFrame:
    """One row per report and rule of contradiction that could be asked of it: how many findings, and the worst severity."""
    reports = checked(corpus)
    rules = contradiction_rules()
    where = {"rule": rules, "origin": coverage.COUNTED}
    found = copies.once(sources.read(corpus, "findings", ["report_id", "rule", "severity"], where), corpus)
    rank = found["severity"].map({severity: n for n, severity in enumerate(SEVERITIES)})
    groups = found.assign(rank=rank).groupby(["report_id", "rule"])["rank"]
    told = pd.DataFrame({"n": groups.size(), "rank": groups.min()})
    holds = functools.cache(lambda condition: _holds(corpus, reports, condition))
    asked = pd.DataFrame({rule: _asked(holds, rule, reports) for rule in rules})
    grid = asked.assign(report_id=reports["report_id"]).melt("report_id", var_name="rule", value_name="asked")
    rows = grid.merge(told.reset_index(), on=["report_id", "rule"], how="left")
    rows["n"] = rows["n"].fillna(0).astype(int)
    rows["severity"] = rows["rank"].map(dict(enumerate(SEVERITIES))).fillna("")
    rows = rows[rows["asked"] | (rows["n"] > 0)].drop(columns=["asked", "rank"])
    return compare.with_reports(rows, corpus)


def _asked(holds: Callable[[str], np.ndarray], rule: str, reports: pd.DataFrame) -> np.ndarray:
    """Of which reports a rule can be asked: those in which one of its conditions holds."""
    options = remedies()[rule].asked
    if not options:
        return np.ones(len(reports), dtype=bool)
    found: np.ndarray = np.any([np.all([holds(c) for c in option], axis=0) for option in options], axis=0)
    return found


def _holds(corpus: Any, reports: pd.DataFrame, condition: str) -> np.ndarray:
    """In which reports a condition of remedies.csv holds."""
    if condition in checks.RULES:
        return reports["report_id"].isin(_told(corpus, condition)).to_numpy()
    if condition in _SOURCES:
        ids: set[str] = set()
        for rows in sources.batches(corpus, "figures", ["report_id", "indicator"], {"source": condition}):
            ids.update(rows.loc[rows["indicator"] != "", "report_id"].unique())
        return reports["report_id"].isin(ids).to_numpy()
    if condition in NEIGHBOURS:
        return _has_neighbour(reports, condition)
    return (reports[condition].notna() & (reports[condition].astype("str") != "")).to_numpy()


def _has_neighbour(reports: pd.DataFrame, condition: str) -> np.ndarray:
    """Which reports have another of their agency beside them, about the year before or about the same year."""
    known = compare.plain(reports, _WHOSE)
    named = known["agency"] + "|" + known["province"] + "|" + known["prefecture"] + "|" + known["county"]
    whose = known["agency_id"].where(known["agency_id"] != "", named).where(known["agency"] != "", known["report_id"])
    year = known["year"].astype("float")
    if condition == "same_year":
        return (pd.DataFrame({"whose": whose, "year": year}).duplicated(keep=False) & year.notna()).to_numpy()
    there = pd.MultiIndex.from_arrays([whose, year])
    return pd.MultiIndex.from_arrays([whose, year - 1]).isin(there) & year.notna().to_numpy()


def with_neighbours(corpus: Any) -> int:
    """How many reports have another of their agency beside them, of the year before or of the same year."""
    reports = checked(corpus)
    return int(np.any([_has_neighbour(reports, condition) for condition in NEIGHBOURS], axis=0).sum())


def by_report(table: pd.DataFrame) -> pd.DataFrame:
    """One row per report of `contradictions`: of how many rules it was asked, and by how many it contradicts itself."""
    groups = table.assign(fails=table["n"] > 0).groupby("report_id", sort=False)
    counts = pd.DataFrame({"asked": groups.size(), "fails": groups["fails"].sum()})
    about = table.drop_duplicates("report_id").set_index("report_id")[compare.ABOUT]
    return about.join(counts).reset_index()


def contents(corpus: Any) -> pd.DataFrame:
    """One row per report and required section or table: there, missing, or unsure where a table could not be read."""
    reports = checked(corpus)
    lacking = {rule: _pairs(corpus, rule) for rule in ("section_missing", "table_missing")}
    tables = _tables_there(corpus)
    no_table = _without_tables(corpus, reports)
    parts = []
    for duty in ("section", "table"):
        for line in duties(duty):
            due = [pd.notna(year) and is_due(line, int(year)) for year in reports["year"]]
            ids = reports.loc[due, "report_id"]
            missing = ids.isin(lacking[f"{duty}_missing"][line["what"]])
            unread = ~ids.isin(tables[line["what"]]) & (duty == "table")
            missing |= unread & (ids.isin(lacking["section_missing"][line["what"]]) | ids.isin(no_table))
            state = np.select([missing, unread], ["missing", "unsure"], "there")
            about = {"duty": duty, **{column: line[column] for column in ("what", "first_year", "last_year")}}
            parts.append(pd.DataFrame({"report_id": ids, **about, "state": state}))
    return compare.with_reports(pd.concat(parts, ignore_index=True).astype("str"), corpus)


def _told(corpus: Any, *rules: str) -> set[str]:
    """The reports of which a rule tells something."""
    return set(sources.read(corpus, "findings", ["report_id"], {"rule": rules})["report_id"])


def _pairs(corpus: Any, rule: str) -> Mapping[str, set[str]]:
    """What a rule says is missing, and in which reports."""
    rows = sources.read(corpus, "findings", ["report_id", "expected"], {"rule": rule})
    return defaultdict(set, {str(what): set(group) for what, group in rows.groupby("expected")["report_id"]})


def _tables_there(corpus: Any) -> Mapping[str, set[str]]:
    """The groups of indicators of which something was read from a table, and in which reports."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rows in sources.batches(corpus, "figures", ["report_id", "indicator"], {"source": "table"}):
        for group, ids in rows.groupby(rows["indicator"].map(frames.groups()).fillna(""))["report_id"]:
            found[str(group)].update(ids.unique())
    return found


def _without_tables(corpus: Any, reports: pd.DataFrame) -> set[str]:
    """Reports in prose alone, of which it was found that they should have tables."""
    prose = reports.loc[reports["layout"] == "prose", "report_id"]
    return (set(prose) & _told(corpus, "table_missing", "layout_not_of_year")) - _told(corpus, "table_lost")


def delays(corpus: Any) -> pd.DataFrame:
    """One row per report that names a day: when it was due, how many days later it came, and what that says.

    `state` is in_time, late, or unsure where the report was signed in time and only the page has a later date.
    """
    reports = checked(corpus)
    dated = reports[reports["year"].notna() & ((reports["published"] != "") | (reports["signed"] != ""))]
    found = []
    for r in compare.each(dated):
        if due := deadline_of(int(r.year), r.agency_kind, r.agency):
            last = f"{int(r.year) + 1}-{due['value']}"
            found.append((r.report_id, due["value"], due["first_year"], due["last_year"], last, r.published, r.signed))
    names = ["report_id", "value", "first_year", "last_year", "due", "published", "signed"]
    rows = pd.DataFrame(found, columns=names).astype("str")
    last_day, published, signed = (pd.to_datetime(rows[c], errors="coerce") for c in ("due", "published", "signed"))
    said = published.fillna(signed)
    rows["days"] = (said - last_day).dt.days.astype("float")
    was_signed = published.notna() & (signed <= last_day)
    rows["state"] = np.select([(said > last_day) & was_signed, said > last_day], ["unsure", "late"], "in_time")
    told = findings(corpus, "time").drop_duplicates("report_id").set_index("report_id")["finding_number"]
    rows["finding_number"] = rows["report_id"].map(told)  # empty for reports in time
    return compare.with_reports(rows[rows["days"].notna()], corpus)
