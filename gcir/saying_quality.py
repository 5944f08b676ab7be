"""Findings in words about what the checks say: contradictions, missing parts, lateness, and what stays uncertain."""

import calendar
from typing import Any

import pandas as pd

from gcir import checks, compare, copies, quality
from gcir.checks_rules import duties
from gcir.compare import each
from gcir.messages import Sentence, Told, listed_apart, name, say
from gcir.saying import NONE, left_out, lower
from gcir.saying_volumes import period_name

_CODED = ("agency_kind", "layout")
_MOST = 5  # groups that a sentence names


def rule_name(rule: str) -> Sentence:
    """What a rule is called."""
    known = checks.RULES[rule]
    return Sentence(known.label_zh, known.label_en)


def group_name(column: str, value: Any) -> Sentence:
    """What a group of reports is called: a year, a kind of agency, a layout."""
    if column in _CODED:
        return name(column, value)
    return say("name_year", year=f"{value:.0f}") if pd.notna(value) else name("layout", "")


def _nothing(key: str) -> Told:
    return Told(*[say(key)] * 3)


def _in_order(rows: list[Sentence], most: int = _MOST) -> Sentence:
    """The first rows in words, apart from each other by semicolons; it says so where there are more of them."""
    shown = listed_apart(rows[:most])
    return say("in_detail_first", shown=most, rows=shown) if len(rows) > most else say("in_detail", rows=shown)


def checked(corpus: Any) -> Sentence:
    """How many reports were checked, and how many findings came of it."""
    reports = quality.checked(corpus)
    if reports.empty:
        return say("quality_none")
    said = copies.once(corpus.findings, corpus)
    counts = said.loc[~said["rule"].isin(copies.RULES), "severity"].value_counts()
    found = {severity: int(counts.get(severity, 0)) for severity in ("error", "warning", "info")}
    return say("quality_checked", n=len(reports), passed=int(counts.get("pass", 0)), **found) + left_out(corpus)


def contradictions(table: pd.DataFrame) -> Told:
    """How many reports contradict themselves, in which ways, and what could not be asked at all."""
    if table.empty:
        return _nothing("quality_none")
    reports = quality.by_report(table)
    k = int((reports["fails"] > 0).sum())
    title = say("quality_contradictions" if k else "quality_contradictions_none", n=len(reports), k=k)
    counts = rule_counts(table)
    rows = [say("quality_asked", name=lower(rule_name(r.rule)), k=r.k, n=r.n) for r in each(counts[counts["k"] > 0])]
    text = title + _in_order(rows) if rows else title
    if unasked := [lower(rule_name(rule)) for rule in quality.contradiction_rules() if rule not in set(counts["rule"])]:
        text += say("quality_unasked", rows=listed_apart(unasked))
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(rows)) if rows else title)


def rule_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Per rule: of how many reports it was asked (n), and in how many it failed (k); the most frequent first."""
    groups = table.assign(fails=table["n"] > 0).groupby("rule")["fails"]
    counts = pd.DataFrame({"k": groups.sum().astype(int), "n": groups.size()}).reset_index()
    order = {rule: i for i, rule in enumerate(checks.RULES)}
    return _most_first(counts.assign(order=counts["rule"].map(order)))


def _most_first(counts: pd.DataFrame) -> pd.DataFrame:
    """The largest shares first; behind them what is too rare for a share, by cases; last what never fails."""
    fails, is_large = counts["k"] > 0, counts["n"] >= compare.SMALLEST
    by = counts.assign(fails=fails, large=is_large, share=(counts["k"] / counts["n"]).where(is_large, 0.0))
    ascending = [False, False, False, False, False, True]
    ordered = by.sort_values(["fails", "large", "share", "k", "n", "order"], ascending=ascending, ignore_index=True)
    return ordered.drop(columns=["fails", "large", "share", "order"])


def group_counts(reports: pd.DataFrame, column: str) -> pd.DataFrame:
    """Per group of reports: how many (n), and how many of them contradict themselves (k)."""
    groups = reports.assign(fails=reports["fails"] > 0).groupby(column, dropna=False)["fails"]
    return pd.DataFrame({"k": groups.sum().astype(int), "n": groups.size()}).reset_index()


def by(reports: pd.DataFrame, column: str) -> Told:
    """In which groups reports contradict themselves most; cases where the groups are small."""
    if reports.empty:
        return _nothing("quality_none")
    counts = group_counts(reports, column)
    key = "quality_group_year" if column == "year" else "quality_group"
    rows = [say(key, name=lower(group_name(column, getattr(r, column))), k=r.k, n=r.n) for r in each(counts)]
    cases = say("quality_by_cases", rows=listed_apart(rows[:_MOST]))
    large = counts[counts["n"] >= compare.SMALLEST]
    if len(large) < 2:
        n, k = len(reports), int((reports["fails"] > 0).sum())
        title = cases if len(rows) <= _MOST else say("quality_contradictions" if k else "quality_contradictions_none", n=n, k=k)
        few = say("too_few_for_rates", n=n, least=compare.SMALLEST) if n < compare.SMALLEST else NONE
        text = title + few if title == cases else title + _in_order(rows)
        return Told(title, text, say("alt_bars", title=title, rows=listed_apart(rows)))
    title = _range(large, column)
    return Told(title, title + _in_order(rows), say("alt_bars", title=title, rows=listed_apart(rows)))


def _range(large: pd.DataFrame, column: str) -> Sentence:
    """Between which shares the groups stand, and whether the ends differ by more than chance may explain."""
    shares = large.assign(share=large["k"] / large["n"]).sort_values("share", ascending=False, kind="stable")
    high, low = shares.iloc[0], shares.iloc[-1]
    ends = {"high": high["share"], "low": low["share"]}
    if f"{ends['high']:.0%}" == f"{ends['low']:.0%}":
        return say("quality_by_same", groups=len(large), high=ends["high"])
    if compare.rate(low["k"], low["n"])[2] >= compare.rate(high["k"], high["n"])[1]:
        return say("quality_by_near", groups=len(large), **ends)
    top, bottom = (lower(group_name(column, r[column])) for r in (high, low))
    return say("quality_by", top=top, bottom=bottom, **ends)


def part_name(row: Any) -> Sentence:
    """What a required section or table is called, with the years for which it is required."""
    return say("quality_table" if row.duty == "table" else "quality_part", name=name("section", row.what), period=_period(row))


def _period(row: Any) -> Sentence:
    """The years for which a duty holds."""
    if row.first_year and row.last_year:
        return say("quality_span", first=row.first_year, last=row.last_year)
    return period_name(f"{row.first_year}-{row.last_year}")


def part_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Per required part: reports that must have it (n), and how many are in which state; in the order of the duties."""
    key = ["duty", "first_year", "what", "last_year"]
    counts = table.groupby([*key, "state"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["missing", "unsure", "there"], fill_value=0)
    counts = counts.assign(n=counts.sum(axis=1)).reset_index()
    parts = [row["what"] for duty in ("section", "table") for row in duties(duty)]
    order = {what: i for i, what in enumerate(dict.fromkeys(parts))}
    return counts.assign(order=counts["what"].map(order)).sort_values(["duty", "first_year", "order"], ignore_index=True)


def contents(table: pd.DataFrame) -> Told:
    """Which required part is missing most often."""
    if table.empty:
        return _nothing("quality_no_duties")
    counts = part_counts(table)
    counts = _most_first(counts.assign(k=counts["missing"], order=range(len(counts))))
    n, first = table["report_id"].nunique(), next(each(counts))
    ties = int(((counts["k"] == first.k) & (counts["n"] == first.n)).sum())
    if not first.k:
        title = say("quality_contents_none", n=n)
    elif ties > 1:
        title = say("quality_contents_tied", ties=ties, k=first.k, n=first.n)
    else:
        title = say("quality_contents", top=part_name(first), k=first.k, n=first.n)
    rows = [say("quality_missing", name=lower(part_name(r)), k=r.missing, n=r.n) for r in each(counts[counts["missing"] > 0])]
    text = title + _in_order(rows) if rows else title
    if unsure := int(counts["unsure"].sum()):
        text += say("quality_unsure", k=unsure)
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(rows)) if rows else title)


def deadline_name(row: Any) -> Sentence:
    """A day of the year on which reports were due, and for which years."""
    month, day = (int(part) for part in row.value.split("-"))
    spoken = Sentence(str(month), calendar.month_name[month])
    return say("quality_deadline", month=spoken, day=day, period=_period(row))


def delays(rows: pd.DataFrame, reports: int) -> Told:
    """How many reports came late and by how much."""
    if rows.empty:
        return _nothing("quality_no_dates" if reports else "quality_none")
    late = rows[rows["state"] == "late"].sort_values("days", ascending=False, kind="stable")
    unsure, undated = int((rows["state"] == "unsure").sum()), reports - len(rows)
    title = say("quality_delays" if len(late) else "quality_delays_none", n=len(rows), k=len(late))
    cases = [say("quality_delay", agency=r.agency, year=f"{r.year:.0f}", days=int(r.days)) for r in each(late.head(15))]
    text = title
    if len(late) >= compare.SMALLEST:
        text += say("quality_delays_median", median=float(late["days"].median()))
    elif len(late):
        text += say("mix_cases", rows=listed_apart(cases))
    text += say("quality_delays_unsure", k=unsure) if unsure else NONE
    text += say("quality_undated", k=undated) if undated else NONE
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(cases)) if cases else title)


def over_years(corpus: Any, found: pd.DataFrame) -> Sentence:
    """How many reports stand beside another of their agency, and what came of it."""
    if n := quality.with_neighbours(corpus):
        return say("quality_years", n=n, k=len(found))
    return say("quality_years_none") if len(quality.checked(corpus)) else say("quality_none")


def reading(corpus: Any, found: pd.DataFrame) -> Sentence:
    """In how many reports something was not read with certainty."""
    n = len(quality.checked(corpus))
    if not n:
        return say("quality_none")
    if found.empty:
        return say("quality_reading_none", n=n)
    return say("quality_reading", n=n, k=found["report_id"].nunique(), places=len(found))
