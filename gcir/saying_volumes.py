"""Findings in words about one number per report: its spread by kind of agency, and over the years."""

import pandas as pd

from gcir import compare, guard
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say
from gcir.saying import NONE, lower


def no_values(indicator: str) -> Sentence:
    """No report states this number."""
    return say("no_values", indicator=lower(name("indicator", indicator)))


def by_kind(rows: pd.DataFrame, indicator: str) -> Told:
    """Medians by kind of agency, or how many state none where many do."""
    return by(rows, indicator, "agency_kind")


def by(rows: pd.DataFrame, indicator: str, column: str) -> Told:
    """Medians by a group of agencies, or how many state none where many do."""
    if rows.empty:
        return Told(*[no_values(indicator)] * 3)
    what = name("indicator", indicator)
    summary = _medians_of(rows, column)
    zeros, n = int((rows["value"] == 0).sum()), len(rows)
    if n > zeros >= n / 3:
        title = say("zeros", indicator=what, k=zeros, n=n)
    elif len(summary) > 1 and summary["low"].max() <= summary["high"].min():
        title = say("groups_near", indicator=what, groups=len(summary), low=summary["median"].min(), high=summary["median"].max())
    elif summary["median"].nunique() > 1:
        small, large = summary.iloc[0], summary.iloc[-1]
        title = say(
            "kinds_apart" if column == "agency_kind" else "groups_apart", indicator=what, high=large["median"],
            large=group_name(column, large[column]), small=group_name(column, small[column]), low=small["median"],
        )  # fmt: skip
    else:
        title = _range(rows, what)
    medians = _list_of(summary, column)
    return Told(title, title + medians + _quality(rows), _alt(rows, title) + medians)


def by_layout(rows: pd.DataFrame, indicator: str) -> Told:
    """The median of each layout, set side by side only where the forms count the same."""
    known = rows[rows["layout"] != ""]
    if known.empty:
        return Told(*[say("nothing_known", what=say("column_layout"))] * 3)
    told = by(known, indicator, "layout")
    years = [int(b["year"]) for b in compare.breaks(indicator) if b["after"] in set(known["layout"])]
    medians = _medians_of(known, "layout")
    title = told.title
    if len(medians) > 1 and any(guard.mixed(indicator, medians["layout"])):
        low, high = medians["median"].min(), medians["median"].max()
        title = say("layouts_apart", indicator=name("indicator", indicator), low=low, high=high)
    notes = breaks_note(indicator, min(years) - 1, max(years)) if years and known["layout"].nunique() > 1 else NONE
    silent = say("layouts_not_drawn", n=len(rows) - len(known)) if len(rows) > len(known) else NONE
    return Told(title, title + _list_of(medians, "layout") + notes + silent, told.alt)


def alike(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of the kind of agency that most of them belong to, and that kind: regions are compared within one kind."""
    counts = rows["agency_kind"].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    kind = str(counts.index[0])
    return rows[rows["agency_kind"] == kind], kind


def by_region(rows: pd.DataFrame, indicator: str, kind: str) -> Told:
    """Medians by province of one kind of agency."""
    known = rows[rows["province"] != ""]
    what = lower(name("agency_kind", kind))
    if known.empty:
        return Told(*[say("regions_unknown", kind=what, n=len(rows))] * 3)
    told = by(known, indicator, "province")
    if known["value"].nunique() > 1 and _medians_of(known, "province")["median"].nunique() < 2:
        spread = {"low": known["value"].min(), "high": known["value"].max(), "groups": known["province"].nunique()}
        told = told._replace(
            title=say("regions_range", indicator=name("indicator", indicator), kind=what, n=len(known), **spread)
        )
    return Told(told.title, say("regions_of_kind", kind=what, n=len(rows), silent=len(rows) - len(known)) + told.text, told.alt)


def group_name(column: str, value: object) -> Sentence:
    """A group inside a sentence."""
    return name(column, value) if column == "province" else lower(name(column, value))


def _medians_of(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return compare.summarise(rows, column).dropna(subset="median").sort_values("median", kind="stable")


def _list_of(summary: pd.DataFrame, column: str) -> Sentence:
    """The medians of the groups in words."""
    named = [(group_name(column, getattr(r, column)), r) for r in each(summary)]
    return _medians([say(_zeros("median_of", r.zeros), name=k, median=r.median, n=r.n, zeros=r.zeros) for k, r in named])


def _range(rows: pd.DataFrame, what: Sentence) -> Sentence:
    """Between which numbers the reports stand."""
    n, low, high = len(rows), rows["value"].min(), rows["value"].max()
    return say("range_one" if n == 1 else "range_same" if low == high else "range", indicator=what, n=n, low=low, high=high)


def _alt(rows: pd.DataFrame, title: Sentence) -> Sentence:
    low, high = rows["value"].min(), rows["value"].max()
    return say("alt_points_same" if low == high else "alt_points", title=title, n=len(rows), low=low, high=high)


def _zeros(key: str, zeros: int) -> str:
    """The message that names zeros where there are some."""
    return f"{key}_zeros" if zeros else key


def _medians(medians: list[Sentence]) -> Sentence:
    return say("medians", rows=listed(medians)) if medians else say("too_few_for_medians", least=compare.SMALLEST)


def _quality(rows: pd.DataFrame) -> Sentence:
    """How many of the numbers are not exact, and where a report states two."""
    loose, conflicts = int((rows["precision"] != "exact").sum()), int(rows["conflict"].sum())
    exact = say("all_exact" if len(rows) > 1 else "one_exact", n=len(rows))
    text = say("inexact", k=loose, n=len(rows)) if loose else exact
    return text + say("conflicts", k=conflicts) if conflicts else text


def over_years(rows: pd.DataFrame, indicator: str) -> Told:
    """Medians by period, with a warning where the form changed its meaning in between."""
    if rows.empty:
        return Told(*[no_values(indicator)] * 3)
    summary = compare.summarise(rows.assign(period=compare.periods(rows["year"])), "period").dropna(subset="median")
    what = name("indicator", indicator)
    if len(summary) < 2:
        title = _range(rows, what)
    elif summary["median"].nunique() == 1:
        title = say("periods_same", indicator=what, periods=len(summary), a=summary["median"].iloc[0])
    else:
        first, last = summary.iloc[0], summary.iloc[-1]
        title = say(
            "periods_not_comparable" if _apart(first["period"], last["period"], indicator) else "periods_apart", indicator=what,
            first=period_name(first["period"]), a=first["median"], last=period_name(last["period"]), b=last["median"],
        )  # fmt: skip
    named = [(period_name(r.period), r) for r in each(summary)]
    rows_said = [say(_zeros("median_of_period", r.zeros), name=p, median=r.median, n=r.n, zeros=r.zeros) for p, r in named]
    medians = _medians(rows_said)
    breaks = breaks_note(indicator, int(rows["year"].min()), int(rows["year"].max()))
    return Told(title, title + medians + breaks, _alt(rows, title) + medians)


def _apart(first: str, last: str, indicator: str) -> bool:
    """Whether the form changed between two periods so much that they cannot be compared."""
    end, start = int(first.split("-")[1]), int(last.split("-")[0])
    return any(b["comparability"] == "not_comparable" and end < int(b["year"]) <= start for b in compare.breaks(indicator))


def period_name(period: str) -> Sentence:
    """A period of `compare.periods` as people say it."""
    first, last = period.split("-")
    if not first:
        return say("period_before", year=str(int(last) + 1))
    if not last:
        return say("period_since", year=first)
    return say("period_between", first=first, last=last) if first != last else say("period_in", year=first)


def breaks_note(indicator: str, first: int, last: int) -> Sentence:
    """What the changes of the form between two years mean for this number; empty where none matters."""
    text = NONE
    for change in compare.breaks(indicator):
        if first < int(change["year"]) <= last and change["comparability"] != "same":
            kind = lower(name("comparability", change["comparability"]))
            text += say("break", year=change["year"], comparability=kind, note=Sentence(change["note_zh"], change["note_en"]))
    return text
