"""Findings in words, computed from the data: what stands above a chart, in its title and in its alternative text."""

from typing import Any

import pandas as pd

from gcir import compare, coverage
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, listed, name, say

NONE = Sentence("", "")


def lower(words: Sentence) -> Sentence:
    """A label inside an English sentence."""
    is_name = words.en[1:] != words.en[1:].lower()
    return words if is_name else Sentence(words.zh, words.en[:1].lower() + words.en[1:])


def no_values(indicator: str) -> Sentence:
    """No report states this number."""
    return say("no_values", indicator=lower(name("indicator", indicator)))


def corpus(corpus: Any) -> Sentence:
    """How much there is, and how it came here."""
    reports = corpus.reports
    if reports.empty:
        return say("corpus_empty")
    origins = reports["origin"].value_counts()
    years = reports["year"].dropna()
    text = say(
        "corpus_size", n=len(reports), agencies=int(reports["agency"].replace("", None).nunique()),
        parsed=int(origins.get("parsed", 0)), transcribed=int(origins.get("transcribed", 0)),
    )  # fmt: skip
    if len(years):
        text += say("corpus_years", first=f"{years.min():.0f}", last=f"{years.max():.0f}")
    if origins.get("transcribed", 0):
        text += say("panel_limits")
    return text + (say("failures_some", n=len(corpus.failures)) if len(corpus.failures) else say("failures_none"))


def reports_by(reports: pd.DataFrame, column: str) -> Told:
    """Which year, kind or place most reports are from."""
    known = reports[reports[column].notna() & (reports[column] != "")]
    if known.empty:
        return Told(*[say("nothing_known", what=say(f"column_{column}"))] * 3)
    counts = known[column].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    top = _value_name(column, counts.index[0])
    title = say(f"most_{column}", top=top, k=int(counts.iloc[0]), n=len(reports), groups=len(counts))
    rest = [say("name_count", name=_value_name(column, i), k=int(k)) for i, k in counts.head(12).items()]
    silent = len(reports) - len(known)
    text = title + say("in_detail", rows=listed(rest[:5])) if len(rest) > 1 else title
    if silent:
        text += say("not_stated", n=silent, what=say(f"column_{column}"))
    return Told(title, text, say("alt_bars", title=title, rows=listed(rest)))


def _value_name(column: str, value: Any) -> Sentence:
    if column in ("agency_kind", "level", "layout"):
        return lower(name(column, value))
    return Sentence(*[f"{value:.0f}" if isinstance(value, float) else str(value)] * 2)


def layouts(reports: pd.DataFrame) -> Told:
    """How many reports keep the layout that their year asks for."""
    known = reports[(reports["layout"] != "") & reports["layout"].notna()]
    if known.empty:
        return Told(*[say("nothing_known", what=say("column_layout"))] * 3)
    prose = int((known["layout"] == "prose").sum())
    title = say("layouts", n=len(known), prose=prose, layouts=known["layout"].nunique())
    pairs = known.groupby(["layout", "year"]).size().rename("k").reset_index().head(20)
    rows = [say("layout_year", layout=lower(name("layout", r.layout)), year=f"{r.year:.0f}", k=r.k) for r in each(pairs)]
    return Told(
        title, title + say("layouts_unrecorded", n=len(reports) - len(known)), say("alt_bars", title=title, rows=listed(rows))
    )


def states(table: pd.DataFrame) -> Told:
    """How often what reports do not number is a zero, a blank, silence or a lost table."""
    if table.empty:
        return Told(*[say("no_states")] * 3)
    counts = table["state"].value_counts()
    rows = [say("name_count", name=lower(name("state", s)), k=int(counts.get(s, 0))) for s in codes("state")]
    gaps = counts.reindex(["blank", "lost", "absent"], fill_value=0).sort_values(ascending=False, kind="stable")
    named = [say("name_count", name=lower(name("state", s)), k=int(k)) for s, k in gaps.items()]
    title = say(
        "states", n=table["report_id"].nunique(), cells=len(table), stated=len(table) - int(gaps.sum()), rows=listed(named)
    )
    head = coverage.state_counts(table).head(12)
    lines = [say("stated_by", name=lower(name("indicator", r.indicator)), k=r.stated, n=r.n) for r in each(head)]
    text = title + say("states_cells", cells=len(table), indicators=table["indicator"].nunique(), rows=listed(rows))
    return Told(title, text, say("alt_states", title=title, rows=listed(lines)))


def stating(counts: pd.DataFrame, reports: int) -> Told:
    """Which numbers reports state most often."""
    if counts.empty:
        return Told(*[say("no_figures")] * 3)
    totals = counts.groupby("indicator")["reports"].sum().sort_values(ascending=False, kind="stable")
    once = int((totals == 1).sum())
    top = lower(name("indicator", totals.index[0]))
    title = say("stating", top=top, k=int(totals.iloc[0]), n=reports)
    rows = [say("stated_by", name=lower(name("indicator", i)), k=int(k), n=reports) for i, k in totals.head(15).items()]
    text = title + say("in_detail", rows=listed(rows[:5])) + say("stating_once", indicators=len(totals), once=once)
    return Told(title, text, say("alt_bars", title=title, rows=listed(rows)))


def by_kind(rows: pd.DataFrame, indicator: str) -> Told:
    """Medians by kind of agency, or how many state none where many do."""
    if rows.empty:
        return Told(*[no_values(indicator)] * 3)
    what = name("indicator", indicator)
    summary = compare.summarise(rows, "agency_kind").dropna(subset="median").sort_values("median", kind="stable")
    zeros, n = int((rows["value"] == 0).sum()), len(rows)
    if zeros * 3 >= n:
        title = say("zeros", indicator=what, k=zeros, n=n)
    elif len(summary) > 1:
        small, large = summary.iloc[0], summary.iloc[-1]
        title = say(
            "kinds_apart", indicator=what, large=lower(name("agency_kind", large["agency_kind"])), high=large["median"],
            small=lower(name("agency_kind", small["agency_kind"])), low=small["median"],
        )  # fmt: skip
    else:
        title = say("range", indicator=what, n=n, low=rows["value"].min(), high=rows["value"].max())
    medians = [
        say("kind_median", kind=lower(name("agency_kind", r.agency_kind)), median=r.median, n=r.n, zeros=r.zeros)
        for r in each(summary)
    ]
    text = title + _medians(medians) + _quality(rows)
    return Told(
        title, text, say("alt_points", title=title, n=n, low=rows["value"].min(), high=rows["value"].max()) + _medians(medians)
    )


def _medians(medians: list[Sentence]) -> Sentence:
    return say("medians", rows=listed(medians)) if medians else say("too_few_for_medians", least=compare.SMALLEST)


def _quality(rows: pd.DataFrame) -> Sentence:
    """How many of the numbers are not exact, and where a report states two."""
    loose, conflicts = int((rows["precision"] != "exact").sum()), int(rows["conflict"].sum())
    text = say("inexact", k=loose, n=len(rows)) if loose else say("all_exact", n=len(rows))
    return text + say("conflicts", k=conflicts) if conflicts else text


def over_years(rows: pd.DataFrame, indicator: str) -> Told:
    """Medians by period, with a warning where the form changed its meaning in between."""
    if rows.empty:
        return Told(*[no_values(indicator)] * 3)
    summary = compare.summarise(rows.assign(period=compare.periods(rows["year"])), "period").dropna(subset="median")
    what, n = name("indicator", indicator), len(rows)
    medians = [say("period_median", period=period_name(r.period), median=r.median, n=r.n, zeros=r.zeros) for r in each(summary)]
    if len(summary) < 2:
        title = say("range", indicator=what, n=n, low=rows["value"].min(), high=rows["value"].max())
    elif summary["median"].nunique() == 1:
        title = say("periods_same", indicator=what, periods=len(summary), a=summary["median"].iloc[0])
    else:
        first, last = summary.iloc[0], summary.iloc[-1]
        years = [int(y) for y in (first["period"].split("-")[1], last["period"].split("-")[0])]
        apart = any(
            b["comparability"] == "not_comparable" and years[0] < int(b["year"]) <= years[1] for b in compare.breaks(indicator)
        )
        title = say(
            "periods_not_comparable" if apart else "periods_apart", indicator=what,
            first=period_name(first["period"]), a=first["median"], last=period_name(last["period"]), b=last["median"],
        )  # fmt: skip
    text = title + _medians(medians) + breaks_note(indicator, int(rows["year"].min()), int(rows["year"].max()))
    return Told(
        title, text, say("alt_points", title=title, n=n, low=rows["value"].min(), high=rows["value"].max()) + _medians(medians)
    )


def period_name(period: str) -> Sentence:
    """A period of `compare.periods` as people say it."""
    first, last = period.split("-")
    if not first:
        return say("period_before", year=str(int(last) + 1))
    return say("period_between", first=first, last=last) if last else say("period_since", year=first)


def breaks_note(indicator: str, first: int, last: int) -> Sentence:
    """What the changes of the form between two years mean for this number; empty where none matters."""
    text = NONE
    for change in compare.breaks(indicator):
        if first < int(change["year"]) <= last and change["comparability"] != "same":
            kind = lower(name("comparability", change["comparability"]))
            text += say("break", year=change["year"], comparability=kind, note=Sentence(change["note_zh"], change["note_en"]))
    return text
