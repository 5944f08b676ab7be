"""Where an agency stands among its peers: agencies of the same kind and level that state the same number."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from gcir import compare
from gcir.agency_view import View
from gcir.messages import Sentence, name, say
from gcir.saying import lower
from gcir.saying_volumes import period_name

_REGIONS = ("province", "prefecture", "county")


class Position(NamedTuple):
    """One number among those of peers. `rows` holds all of them, the agency's own (`is_own`) among them.

    `first` and `last` are the ranks that the number shares, 1 being the largest. `scope` names the years and the region compared,
    `short` in the fewest words.
    """

    indicator: str
    value: float
    first: int
    last: int
    n: int
    median: float
    scope: Sentence
    short: Sentence
    rows: pd.DataFrame


def position(view: View, indicator: str) -> Position | None:
    """The report's number among its peers' (`_position`), looked up once."""
    if indicator not in view.positions:
        view.positions[indicator] = _position(view, indicator)
    found: Position | None = view.positions[indicator]
    return found


def _position(view: View, indicator: str) -> Position | None:
    """The report's number among its peers': of the same year and the narrowest region in which five agencies state it.

    Where fewer do in the whole corpus, those of the years with the same form are taken, of each agency the year nearest.
    None where the report states no number, or where fewer than five agencies, itself included, state one.
    """
    if view.report is None or view.year is None or not view.report.agency_kind:
        return None
    rows = _alike(view, indicator)
    own = rows[rows["is_own"]]
    if own.empty:
        return None
    same_year = rows[rows["year"] == view.year]
    for region in reversed(_REGIONS):
        if getattr(view.report, region):
            same_year_here = same_year[_is_within(same_year, own, region)]
            if len(same_year_here) >= compare.SMALLEST:
                where = str(getattr(view.report, region))
                return _placed(indicator, same_year_here, "agency_scope", year=str(view.year), region=where)
    if len(same_year) >= compare.SMALLEST:
        return _placed(indicator, same_year, "agency_scope_year", year=str(view.year))
    period = compare.periods(rows["year"])
    rows = rows[period == period[own.index[0]]]
    if len(rows) < compare.SMALLEST:
        return None
    return _placed(indicator, rows, "agency_scope_period", period=period_name(str(period[own.index[0]])))


def _is_within(rows: pd.DataFrame, own: pd.DataFrame, region: str) -> pd.Series[bool]:
    """Which rows are of the same region, and of the same regions above it."""
    columns = list(_REGIONS[: _REGIONS.index(region) + 1])
    found: pd.Series[bool] = (rows[columns] == own[columns].iloc[0]).all(axis=1)
    return found


def _alike(view: View, indicator: str) -> pd.DataFrame:
    """One number per agency of the same kind and level, that of the year nearest to the report's; `is_own` marks its own."""
    rows = view.everyone.values(indicator, agency_kind=view.report.agency_kind, level=view.report.level)
    rows = rows[rows["year"].notna()]
    is_own = rows["report_id"] == view.report.report_id
    rows = rows.assign(is_own=is_own, away=(rows["year"].astype("float") - float(view.year or 0)).abs())
    rows = rows[is_own | ~rows["report_id"].isin(view.own.reports["report_id"])]
    rows = rows.sort_values(["is_own", "away", "origin", "report_id"], ascending=[False, True, True, True], kind="stable")
    one_each: pd.DataFrame = rows.drop_duplicates("agency_id").reset_index(drop=True)
    return one_each


def _placed(indicator: str, rows: pd.DataFrame, scope: str, **years: object) -> Position:
    ranked = compare.ranks(rows.reset_index(drop=True), on_mixed="ignore")
    own = ranked[ranked["is_own"]].iloc[0]
    told = say(scope, **years), say(f"{scope}_short", **years)
    places = int(own["rank_low"]), int(own["rank_high"]), int(own["n"])
    return Position(indicator, float(own["value"]), *places, float(rows["value"].median()), *told, ranked)


def who(view: View) -> Sentence:
    """Who the peers are, in words."""
    if view.report is None or not view.report.agency_kind:
        return say("agency_kind_unknown")
    kind, level = name("agency_kind", view.report.agency_kind), name("level", view.report.level)
    return say("agency_peers", kind=lower(kind), level=lower(level))


def rank(found: Position) -> Sentence:
    """The place in words: rank, how many, and of which years."""
    key = "agency_rank" if found.first == found.last else "agency_rank_shared"
    return say(key, first=found.first, last=found.last, n=found.n, scope=found.scope, median=found.median)


def several(view: View, indicators: Any) -> list[Position]:
    """The positions that can be told, in the order of the indicators."""
    return [found for found in (position(view, indicator) for indicator in indicators) if found]
