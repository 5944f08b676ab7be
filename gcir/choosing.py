"""One number per report and indicator, by a stated order of precedence, with what is known of its report beside it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from gcir import copies, sources

DIMENSIONS = ["channel", "content", "route", "applicant"]
ABOUT = [
    *("agency", "agency_id", "agency_kind", "level", "province", "prefecture", "county", "township", "adcode"),
    *("year", "layout", "origin", "file", "url"),
]
SOURCES, PRECISIONS, WORDINGS = ["table", "prose"], ["exact", "at_least", "at_most", "about"], ["digits", "words", "blank"]


def plain(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The frame with these text columns present and empty text where nothing is stated.

    >>> plain(pd.DataFrame({"channel": ["website", None]}), ["channel", "route"])
       channel route
    0  website
    1
    """
    frame = frame.copy(deep=False)
    for column in columns:
        if column not in frame:
            frame[column] = ""
        elif frame[column].dtype != "str" or frame[column].hasnans:
            frame[column] = frame[column].astype("str").where(frame[column].notna(), "")
    return frame


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples.

    >>> [row.year for row in each(pd.DataFrame({"year": [1, 2]}))]
    [1, 2]
    """
    return iter(frame.itertuples())


def choose(figures: pd.DataFrame, indicator: str = "") -> pd.DataFrame:
    """One row per report, indicator and dimension: the statement to work with; of one indicator if named.

    Order of precedence: a number before a blank cell, a table before prose, exact before
    approximate, digits before words, then what stands first. `statements` counts all of them,
    `conflict` is true where two exact numbers differ, `others` lists the numbers not chosen.

    >>> choose(corpus.figures, "requests_received").head(1)[["report_id", "value", "statements", "conflict"]]
      report_id  value  statements  conflict
    0       a-1    3.0           1     False
    """
    key = ["report_id", "indicator", *DIMENSIONS]
    if "figure_number" not in figures:  # rows picked on reading bring their number along
        figures = figures.assign(figure_number=figures.groupby("report_id", sort=False).cumcount() + 1)
    wanted = figures["indicator"] == indicator if indicator else figures["indicator"].notna() & (figures["indicator"] != "")
    rows = plain(figures if wanted.all() else figures[wanted], [*DIMENSIONS, "precision", "stated_as", "source", "evidence"])
    order = pd.DataFrame(
        {
            "blank": rows["value"].isna(),
            "source": rank(rows["source"], SOURCES),
            "precision": rank(rows["precision"], PRECISIONS),
            "stated_as": rank(rows["stated_as"], WORDINGS),
            "number": rows["figure_number"],
        }
    ).sort_values(["blank", "source", "precision", "stated_as", "number"])
    numbers = rows[["value", "precision"]].assign(cell=rows.groupby(key, sort=False).ngroup()).loc[order.index]
    by_cell = numbers.groupby("cell", sort=False)
    chosen = numbers.drop_duplicates("cell").reset_index().set_index("cell")
    chosen["statements"] = by_cell.size()
    exact = numbers[numbers["value"].notna() & (numbers["precision"] == "exact")].groupby("cell", sort=False)["value"].nunique()
    chosen["conflict"] = exact.reindex(chosen.index).fillna(0) > 1
    chosen["others"] = _others(numbers, chosen)
    about = chosen.set_index(chosen.columns[0])[["statements", "conflict", "others"]]
    place = rows.loc[about.index, ["report_id", "figure_number"]].sort_values(["report_id", "figure_number"]).index
    found = rows.loc[place, [*key, *(c for c in rows if c not in key)]].reset_index(drop=True)  # one copy: rows may be many
    return found.assign(**about.loc[place].reset_index(drop=True))


def rank(column: pd.Series, order: list[str]) -> pd.Series:
    """Where each value stands in the order; behind all where it is none of them."""
    return column.map({v: i for i, v in enumerate(order)}).fillna(len(order))


def _others(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    """The distinct numbers that were stated but not chosen, as text; empty for nearly every row."""
    not_chosen = rows["value"].notna() & (rows["value"].to_numpy() != chosen["value"].reindex(rows["cell"]).to_numpy())
    found = {cell: sorted({f"{v:g}" for v in group}) for cell, group in rows[not_chosen].groupby("cell")["value"]}
    return pd.Series({cell: "; ".join(v) for cell, v in found.items()}, dtype="str").reindex(chosen.index).fillna("")


def values(corpus: Any, indicator: str, **dimensions: str) -> pd.DataFrame:
    """One number per report for an indicator; dimensions not named stay at their total.

    A report that leaves the cell blank or says nothing has no row: absence is never zero. A report that several files
    hold has one row, that of the first of them (`copies`).

    >>> values(corpus, "requests_received").head(2)[["agency", "value", "source", "conflict"]]
             agency  value source  conflict
    0  文成县珊溪镇人民政府    3.0  table     False
    1  文成县珊溪镇人民政府    6.0  table     False
    """
    if unknown := set(dimensions) - set(DIMENSIONS):
        raise ValueError(f"unknown dimension {min(unknown)!r}; there are {', '.join(DIMENSIONS)}")
    where = {"indicator": indicator, **{d: dimensions.get(d, "") for d in DIMENSIONS}}
    chosen = choose(copies.once(sources.read(corpus, "figures", where=where), corpus), indicator)
    return with_reports(chosen[chosen["value"].notna()], corpus)


def with_reports(rows: pd.DataFrame, corpus: Any, columns: Sequence[str] = ABOUT) -> pd.DataFrame:
    """The rows with what is known of their report beside them, or with some columns of that.

    >>> with_reports(pd.DataFrame({"report_id": ["a-2"]}), corpus)[["agency", "layout"]]
             agency         layout
    0  文成县珊溪镇人民政府  national_2019
    """
    about = plain(corpus.reports, [c for c in columns if c != "year"])[["report_id", *columns]]
    return rows.merge(about, on="report_id", how="left", validate="many_to_one").reset_index(drop=True)
