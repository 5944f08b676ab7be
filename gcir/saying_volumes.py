"""Findings in words about one number per report: its spread by kind of agency, and over the years."""

import pandas as pd

from gcir import compare
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say
from gcir.saying import NONE, lower


def no_values(indicator: str) -> Sentence:
    """No report states this number."""
    return say("no_values", indicator=lower(name("indicator", indicator)))


def by_kind(rows: pd.DataFrame, indicator: str) -> Told:
    """Medians by kind of agency, or how many state none where many do."""
    if rows.empty:
        return Told(*[no_values(indicator)] * 3)
    what = name("indicator", indicator)
    summary = compare.summarise(rows, "agency_kind").dropna(subset="median").sort_values("median", kind="stable")
    zeros, n = int((rows["value"] == 0).sum()), len(rows)
    if n > zeros >= n / 3:
        title = say("zeros", indicator=what, k=zeros, n=n)
    elif summary["median"].nunique() > 1:
        small, large = summary.iloc[0], summary.iloc[-1]
        title = say(
            "kinds_apart", indicator=what, large=lower(name("agency_kind", large["agency_kind"])), high=large["median"],
            small=lower(name("agency_kind", small["agency_kind"])), low=small["median"],
        )  # fmt: skip
    else:
        title = _range(rows, what)
    named = [(lower(name("agency_kind", r.agency_kind)), r) for r in each(summary)]
    medians = _medians([say(_zeros("median_of", r.zeros), name=k, median=r.median, n=r.n, zeros=r.zeros) for k, r in named])
    return Told(title, title + medians + _quality(rows), _alt(rows, title) + medians)


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
