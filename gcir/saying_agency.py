"""Findings in words about one agency: who it is, how its numbers move, where it stands, what it says is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gcir import agency_peers, agency_search, agency_view, checks, compare, quality
from gcir.agency_peers import Position
from gcir.agency_view import View
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say, share_words
from gcir.render import value_text
from gcir.saying import NONE, in_order, lower
from gcir.saying_channels import part_name
from gcir.saying_volumes import breaks_note

BarData = tuple[Sentence, float, str]
Bars = tuple[Told, list[BarData], float | None]
_OUTCOMES = {"national_2014": "requests_answers", "local_2008": "requests_answers_local"}  # layout: its rule
_OUTCOMES_NOW = "requests_outcomes"
_REFUSED = "requests_refused"
_MOST_NAMED = 3  # kinds of problem that a title names


def _nothing(words: Sentence) -> Told:
    return Told(words, words, words)


def profile(view: View) -> Sentence:
    """Who the agency is, and which of its reports are here."""
    if view.report is None:
        return view.trouble
    row, years = view.report, sorted({int(y) for y in view.own.reports["year"].dropna()})
    kind = lower(name("agency_kind", row.agency_kind))
    where = agency_search.place(row)
    text = say("agency_is" if where else "agency_is_somewhere", agency=row.agency, place=where, kind=kind)
    if years:
        listed_years = listed([Sentence(str(y), str(y)) for y in years])
        text += say("agency_reports", n=len(view.own.reports), years=listed_years)
    return text + about_report(view)


def about_report(view: View) -> Sentence:
    """Which report is looked at, whether it came in time, and in which form."""
    if view.report is None:
        return view.trouble
    row, told = view.report, NONE
    if view.year is not None and len(view.own.reports) > 1:
        told += say("agency_looked_at", year=str(view.year))
    if row.layout:
        told += say("agency_layout", layout=lower(name("layout", row.layout)))
    return told + in_time(view) + (NONE if row.origin == "parsed" else say("agency_transcribed"))


def in_time(view: View) -> Sentence:
    """Whether the report came before its deadline."""
    delay = agency_view.delay(view)
    if delay is None:
        return say("agency_no_dates")
    days, said = int(delay.days), delay.published if delay.published not in ("", "nan") else delay.signed
    return say(f"agency_{delay.state}", said=said, due=delay.due, days=abs(days))


def series(rows: pd.DataFrame, indicator: str) -> Told:
    """How a number moved over the years."""
    what = name("indicator", indicator)
    if rows.empty:
        return _nothing(say("agency_no_series"))
    first, last = rows.iloc[0], rows.iloc[-1]
    ends = {"indicator": what, "a": _number(first), "b": _number(last), "first": str(first["year"]), "last": str(last["year"])}
    if first["year"] == last["year"]:
        title = say("agency_series_one", **ends)
        return Told(title, title, title)
    hard = any(
        b["comparability"] == "not_comparable" and int(first["year"]) < int(b["year"]) <= int(last["year"])
        for b in compare.breaks(indicator)
    )
    title = say("agency_series_apart" if hard else "agency_series", **ends)
    lines = [say("agency_in_year", year=str(r.year), value=_number(r)) for r in each(rows)]
    text = title + in_order(lines, 12) + breaks_note(indicator, int(first["year"]), int(last["year"]))
    return Told(title, text, say("alt_bars", title=title, rows=listed(lines)))


def _number(row: Any) -> str:
    """A number with the sign of its precision."""
    return value_text(row.value, row.precision).replace(" ", "")


def position_title(found: Position) -> Sentence:
    """What one row of points shows."""
    return say("agency_position", indicator=name("indicator", found.indicator), value=found.value, rank=agency_peers.rank(found))


def positions(found: Sequence[Position], view: View) -> Told:
    """Where the agency's numbers stand among its peers'."""
    if not found:
        return _nothing(say("agency_no_position", least=compare.SMALLEST))
    text = NONE
    for one in found:
        text += position_title(one)
    above = sum(one.value > one.median for one in found)
    title = text if len(found) == 1 else say("agency_above", k=above, n=len(found))
    return Told(title, (text if len(found) == 1 else title + text) + agency_peers.who(view), text)


def channels(view: View) -> Bars:
    """What the report counts per channel."""
    rows = compare.parts(view.alone, "proactive_disclosed").sort_values("value", ascending=False, kind="stable")
    if rows.empty:
        return _nothing(say("agency_no_channels")), [], None
    first = next(each(rows))
    total = float(first.total) if first.total == first.total else None
    bars = [(part_name(r), float(r.value), _with_share(r)) for r in each(rows)]
    lines = [say("count_items", name=lower(label), k=value) for label, value, _ in bars]
    title = say("agency_channels", channel=bars[0][0], k=bars[0][1], relation=lower(name("relation", first.relation)))
    return Told(title, title + in_order(lines, 8), say("alt_bars", title=title, rows=listed(lines))), bars, total


def _with_share(row: Any) -> str:
    return f"{_number(row)} ({share_words(row.share)})" if row.share == row.share else _number(row)


def _outcome_indicators(layout: str) -> list[str]:
    """What a form lists as the ways in which a request may end; for prose those of every form."""
    rules = [*_OUTCOMES.values(), _OUTCOMES_NOW] if layout == "prose" else [_OUTCOMES.get(layout, _OUTCOMES_NOW)]
    return list(dict.fromkeys(term.indicator for rule in rules for term in checks.RULES[rule].right))


def outcomes(view: View) -> Bars:
    """How the requests ended that the report counts: outcomes above zero, the most frequent first."""
    if view.report is None:
        return _nothing(say("agency_no_requests")), [], None
    rows = compare.choose(view.alone.figures)
    rows = rows[(rows[compare.DIMENSIONS] == "").all(axis=1) & rows["value"].notna()]
    known = {r.indicator: r for r in each(rows)}
    wanted = [i for i in _outcome_indicators(view.report.layout) if i in known and known[i].value > 0]
    if any(i.startswith(f"{_REFUSED}_") for i in wanted) and _REFUSED in wanted:
        wanted.remove(_REFUSED)
    received = known.get("requests_received")
    if not wanted:
        if received is None:
            return _nothing(say("agency_no_requests")), [], None
        return _nothing(say("agency_received_only" if received.value else "agency_received_none", k=received.value)), [], None
    found = sorted(wanted, key=lambda i: -known[i].value)
    bars = [(name("indicator", i), float(known[i].value), _number(known[i])) for i in found]
    lines = [say("agency_outcome", name=lower(label), k=value) for label, value, _ in bars]
    title = say("agency_outcomes", outcome=bars[0][0], k=bars[0][1])
    if received is not None:
        title = say("agency_outcomes_of", outcome=lower(bars[0][0]), k=bars[0][1], n=received.value)
    return Told(title, title + in_order(lines, 8), say("alt_bars", title=title, rows=listed(lines))), bars, None


def kinds_by_persistence(rows: pd.DataFrame) -> list[str]:
    """Kinds of problem, those named in most years first."""
    years = rows.groupby("category")["year"].nunique().sort_values(ascending=False, kind="stable")
    return [str(kind) for kind in years.index]


def persistence(rows: pd.DataFrame) -> Told:
    """Which kind of problem comes back most often."""
    if rows.empty:
        return _nothing(say("agency_no_problems"))
    years = rows["year"].nunique()
    counts = rows.groupby("category")["year"].nunique().sort_values(ascending=False, kind="stable")
    k = int(counts.iloc[0])
    first = counts[counts == k].index
    tied = listed([lower(name("category", c)) for c in first])
    if years == 1:
        title = say("agency_problems_one_year", year=str(int(rows["year"].iloc[0])), n=len(counts))
    else:
        key = (
            "agency_not_persistent" if k == 1 else "agency_persistent" if len(first) <= _MOST_NAMED else "agency_persistent_many"
        )
        title = say(key, kinds=tied, k=k, n=years, many=len(first))
    lines = [say("agency_kind_years", name=lower(name("category", c)), k=int(n)) for c, n in counts.items()]
    return Told(title, title + in_order(lines, 8), say("alt_bars", title=title, rows=listed(lines)))


def checked(view: View) -> Sentence:
    """What the checks found in the report, counted."""
    if view.report is None or quality.checked(view.alone).empty:
        return say("agency_not_checked") if view.report is not None else view.trouble
    counts = view.alone.findings["severity"].value_counts()
    found = {severity: int(counts.get(severity, 0)) for severity in ("error", "warning", "info")}
    return say("agency_checked", passed=int(counts.get("pass", 0)), **found)


def left_open(view: View) -> Sentence:
    """How much of what the form asks for is a number, a zero, a blank, lost or not mentioned."""
    states = agency_view.states(view)
    if states.empty:
        return say("agency_transcribed") if view.report is not None else view.trouble
    counts = states["state"].value_counts()
    rows = [say("agency_state", name=lower(name("state", s)), k=int(k)) for s, k in counts.items()]
    form = agency_view.form_of(view)
    key = "agency_states_form" if form else "agency_states"
    return say(key, form=lower(name("layout", form)), n=len(states), rows=listed(rows))
