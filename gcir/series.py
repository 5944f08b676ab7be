"""One number per agency and year, what changed from year to year, and panels of agencies with the same years."""

from typing import Any

import numpy as np
import pandas as pd

from gcir import comparability, successions
from gcir.choosing import DIMENSIONS, PRECISIONS, SOURCES, WORDINGS, rank, values
from gcir.guard import OnMixed, guard, with_form

_ORIGINS = ["parsed", "transcribed"]
_WHOSE = ["agency_id", "agency", "agency_kind", "level", "province", "prefecture", "county", "adcode"]
_STATED = ["value", "precision", "stated_as", "source", "statements", "conflict", "others", "reports"]
_WHERE = ["layout", "form", "origin", "report_id", "evidence", "start", "end", "figure_number", "file", "url"]
_JOINED = ["chain_id", "joint", "joint_evidence"]
COLUMNS = [*_WHOSE, "year", "n", "indicator", *DIMENSIONS, *_STATED, *_WHERE, *_JOINED]
_VERDICT = ["comparability", "why_zh", "why_en"]
_CHANGES = [
    *("agency_id", "agency", "agency_kind", "level", "province", "chain_id", "indicator", *DIMENSIONS),
    *("previous_year", "year", "years_between", "previous", "value", "difference", "ratio", "exact"),
    *("break_year", *_VERDICT, "joint", "joint_evidence", "n", "previous_report_id", "report_id", "previous_form", "form"),
    *("previous_origin", "origin", "evidence", "start", "end", "figure_number", "file", "url"),
]


def series(corpus: Any, indicator: str, *, follow: bool = False, on_mixed: OnMixed = "warn", **dimensions: str) -> pd.DataFrame:
    """One row per agency and year that states a number for the indicator, in the order of agencies and years.

    Several reports on one year: a table goes before prose, then exact before approximate, digits before words, parsed
    before transcribed, and the first report_id. `reports` counts them, `conflict` is true where two exact numbers
    differ, `others` lists what was not chosen. `n` is the number of years the agency has. With `follow` the years of an
    agency and of the body that followed it (codebook/agency_successors.csv) share a `chain_id`, and the first year
    after the change has its kind in `joint`. A body whose place is unknown may be one of several of that name: each of
    its reports stands alone. Warns where an agency's years are not comparable (`on_mixed`: warn, raise, ignore).

    >>> series(corpus, "requests_received").tail(2)[["agency", "value", "precision", "n"]]
             agency  value precision  n
    6  文成县珊溪镇人民政府    3.0     exact  2
    7  文成县珊溪镇人民政府    6.0     exact  2
    """
    rows = values(corpus, indicator, **dimensions)
    rows = rows[rows["year"].notna() & (rows["agency"] != "")].copy()
    rows["agency_id"] = successions.own_ids(rows)
    rows = with_form(_one_each(rows))
    rows = successions.chained(rows, follow)
    rows["n"] = rows.groupby("chain_id")["year"].transform("size").astype("int64")
    rows = rows.sort_values(["chain_id", "year", "agency_id"], ignore_index=True)
    guard(rows, by="chain_id", on_mixed=on_mixed)
    return rows[COLUMNS]


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """The report to believe of each agency and year, with what the others state."""
    order = pd.DataFrame(
        {
            "source": rank(rows["source"], SOURCES),
            "precision": rank(rows["precision"], PRECISIONS),
            "stated_as": rank(rows["stated_as"], WORDINGS),
            "origin": rank(rows["origin"], _ORIGINS),
            "report_id": rows["report_id"],
        }
    ).sort_values(["source", "precision", "stated_as", "origin", "report_id"])
    rows = rows.loc[order.index]
    key = ["agency_id", "year"]
    groups = rows.groupby(key, sort=False)
    chosen = groups.head(1).set_index(key)
    chosen["reports"] = groups["report_id"].nunique()
    exact = rows[rows["precision"] == "exact"].groupby(key, sort=False)["value"].nunique()
    chosen["conflict"] = groups["conflict"].any() | (exact.reindex(chosen.index).fillna(0) > 1)
    return _with_others(chosen.reset_index(), rows[rows.duplicated(key, keep=False)])


def _with_others(chosen: pd.DataFrame, several: pd.DataFrame) -> pd.DataFrame:
    """The rows chosen with the numbers that other reports on the same year state in `others`."""
    stated: dict[tuple[str, int], set[float]] = {}
    for agency_id, year, value, others in several[["agency_id", "year", "value", "others"]].itertuples(index=False):
        stated.setdefault((agency_id, year), set()).update((value, *(float(v) for v in others.split("; ") if v)))
    told = [
        "; ".join(f"{v:g}" for v in sorted(stated[i, year] - {value})) if (i, year) in stated else others
        for i, year, value, others in chosen[["agency_id", "year", "value", "others"]].itertuples(index=False)
    ]
    return chosen.assign(others=pd.Series(told, index=chosen.index, dtype="str"))


def change(rows: pd.DataFrame) -> pd.DataFrame:
    """What changed from each year of an agency to its next one: one row per pair of neighbouring years in `series`.

    `ratio` is empty after a zero. `exact` is false where a side is approximate or in conflict. `break_year` is the last
    year in which the form changed between the two, `comparability` what that means for the indicator (same, similar,
    not_comparable; empty where the form is the same), with the codebook's reason in `why_zh` and `why_en`. `joint` says
    that the later number is that of a successor. `n` is the number of pairs of the agency.

    >>> rows = series(corpus, "requests_received", follow=True)
    >>> change(rows)[["agency", "previous", "value", "ratio", "comparability", "joint"]]
             agency  previous  value  ratio comparability    joint
    0      文成县生态环境局      20.0   30.0    1.5       similar  renamed
    1  文成县珊溪镇人民政府       3.0    6.0    2.0       similar
    """
    rows = rows.sort_values(["chain_id", "year"], ignore_index=True)
    groups = rows.groupby("chain_id", sort=False)
    before = groups[["year", "value", "precision", "conflict", "form", "report_id", "origin"]].shift(1).add_prefix("previous_")
    pairs = rows.join(before)[groups.cumcount() > 0].reset_index(drop=True)
    pairs = pairs.rename(columns={"previous_value": "previous"})
    pairs["previous"] = pairs["previous"].astype("float64")
    pairs["previous_year"] = pairs["previous_year"].astype("Int64")
    pairs["years_between"] = (pairs["year"] - pairs["previous_year"]).astype("Int64")
    pairs["difference"] = pairs["value"] - pairs["previous"]
    pairs["ratio"] = (pairs["value"] / pairs["previous"].where(pairs["previous"] != 0)).astype("float64")
    sure = (pairs["precision"] == "exact") & (pairs["previous_precision"] == "exact")
    pairs["exact"] = sure & ~pairs["conflict"].astype("bool") & ~pairs["previous_conflict"].eq(True)
    pairs["n"] = pairs.groupby("chain_id")["year"].transform("size").astype("int64")
    return pairs.join(_verdicts(pairs))[_CHANGES]


def _verdicts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Whether a form changed between the two years of each pair, and what that means."""
    found = [_verdict(*each) for each in zip(pairs["indicator"], pairs["previous_form"], pairs["form"], strict=True)]
    frame = pd.DataFrame(found, columns=["break_year", *_VERDICT], index=pairs.index)
    return frame.astype({"break_year": "Int64"} | dict.fromkeys(_VERDICT, "str"))


def _verdict(indicator: str, before: str, after: str) -> tuple[int | None, str, str, str]:
    if before == after or not (before and after):
        return None, "", "", ""
    verdict = comparability.between(indicator, before, after)
    return comparability.year_of(before, after), verdict.comparability, verdict.why_zh, verdict.why_en


def panel(
    rows: pd.DataFrame,
    years: list[int] | range | None = None,
    *,
    balanced: bool = True,
    wide: bool = False,
    on_mixed: OnMixed = "warn",
) -> pd.DataFrame:
    """The rows of `series` as a panel: the same agencies in every one of the years, or with `balanced=False` in any.

    Without `years`, those in which any agency has a number. `agencies` counts those kept and `dropped` the others;
    they stand in every row, and in `.attrs` for a panel without rows. With `wide` one row per agency and one column per
    year. Warns where the years are not comparable (`on_mixed`).

    >>> panel(series(corpus, "requests_received"))[["agency", "value", "agencies", "dropped"]]
             agency  value  agencies  dropped
    0  文成县珊溪镇人民政府    3.0         1        6
    1  文成县珊溪镇人民政府    6.0         1        6
    """
    wanted = sorted(set(years if years is not None else rows["year"].dropna()))
    inside = rows[rows["year"].isin(wanted)].sort_values(["chain_id", "year", "agency_id"])
    inside = inside.drop_duplicates(["chain_id", "year"], keep="last")
    full = inside.groupby("chain_id")["year"].transform("size") >= len(wanted)
    kept = inside[full] if balanced else inside
    counts = {"agencies": kept["chain_id"].nunique(), "dropped": rows["chain_id"].nunique() - kept["chain_id"].nunique()}
    guard(kept, on_mixed=on_mixed)
    found = _wide(kept, wanted) if wide else kept.reset_index(drop=True)
    found = found.assign(**{name: np.int64(n) for name, n in counts.items()})
    found.attrs.update(counts)
    return found


def _wide(rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """One row per agency under its last name, one column per year."""
    whose = ["chain_id", *_WHOSE[1:]]
    last = rows.sort_values("year").drop_duplicates("chain_id", keep="last")[whose].set_index("chain_id")
    numbers = rows.pivot(index="chain_id", columns="year", values="value").reindex(columns=years)
    numbers.columns = pd.Index([int(year) for year in years], dtype="object")
    return last.join(numbers).sort_index().reset_index()
