"""The reference panel: published figures of several hundred agency-years, in the columns of the tables."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gcir import codebook, schemas
from gcir.corpus import Corpus, locate

if TYPE_CHECKING:
    import pandas as pd

    from gcir.divisions import Division

_NEEDED = {"reports": ("url", "agency", "year"), "figures": ("url", "indicator", "value", "precision", "stated_as")}
_PLACE = ("province", "prefecture", "county")
_CATEGORIES = "problem_categories"  # a column of its own: the transcriber noted ids, and no statement to put into `problems`


def load_published(folder: Path | str = "") -> Corpus:
    """The panel of a folder (else of GCIR_PUBLISHED or data/published): `origin` is "transcribed".

    What nobody wrote down is empty. Only the opening of each report was read, so a figure that is
    not here may well be in the report. `reports.problem_categories` holds ids joined by |, where some were noted.
    """
    folder = folder or os.environ.get("GCIR_PUBLISHED", "data/published")
    place = locate(folder)
    reports, figures = _read(place / "reports.csv", "reports"), _read(place / "figures.csv", "figures")
    ids = _ids(reports)
    for row, url in figures.loc[~figures["url"].isin(ids.index), "url"].head(1).items():
        raise schemas.TableError(f"{place / 'figures.csv'}, row {row}: {url} is not in reports.csv; add it there")
    reports["report_id"], reports["origin"] = reports["url"].map(ids), "transcribed"
    figures["report_id"] = figures["url"].map(ids)
    _check_categories(reports, place / "reports.csv")
    reports["year"] = _numbers(reports["year"], place / "reports.csv")
    figures["value"] = _numbers(figures["value"], place / "figures.csv")
    reports = _identified(reports)
    return Corpus(reports=_checked(reports, place, "reports"), figures=_checked(figures, place, "figures"), folder=str(folder))


def _identified(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports with the id, level, code and township of their agencies, so that they meet parsed reports of the same."""
    from gcir import canonical

    found: dict[str, list[str]] = {"agency_id": [], "level": [], "adcode": [], "township": []}
    columns = [reports[c] if c in reports else [""] * len(reports) for c in ("agency", "agency_kind", *_PLACE)]
    for name, kind, *place, number in zip(*columns, reports["year"], strict=True):
        year = int(number) if number == number else None
        agency = canonical.agency(name, _division(name, place, year), year, kind=kind)
        for column, values in found.items():
            values.append(getattr(agency, column))
    return reports.assign(**found)


def _division(name: str, place: list[str], year: int | None) -> Division | None:
    """Where an agency stands: in a zone that is no division, at the division around it, if the name tells the zone."""
    from gcir import canonical

    province, prefecture, county = place
    found = canonical.division_named(province, prefecture, county, year)
    if found is None and county and county in name:
        return canonical.division_named(province, prefecture, year=year)
    return found


def _checked(frame: pd.DataFrame, place: Path, table: str) -> pd.DataFrame:
    columns = [*schemas.names(table), *([_CATEGORIES] if table == "reports" and _CATEGORIES in frame else [])]
    return schemas.check(table, schemas.typed(table, frame)[columns].reset_index(drop=True), str(place / f"{table}.csv"))


def _read(path: Path, table: str) -> pd.DataFrame:
    import pandas as pd

    try:
        with path.open(newline="", encoding="utf-8-sig") as f:
            reader = csv.DictReader(f)
            rows = list(reader)
    except FileNotFoundError:
        raise schemas.TableError(f"{path} is not there: name the folder that holds the published panel") from None
    index = range(2, len(rows) + 2)  # row numbers as a spreadsheet shows them
    frame = pd.DataFrame(rows, dtype="str", index=index, columns=list(reader.fieldnames or ()))
    if missing := [c for c in _NEEDED[table] if c not in frame.columns]:
        raise schemas.TableError(f"{path}, line 1: column {missing[0]!r} is missing; add it")
    return frame


def _check_categories(reports: pd.DataFrame, path: Path) -> None:
    """TableError for a category that problem_categories.csv does not list."""
    known = codebook.read("problem_categories", ("category", "label_zh", "label_en", "definition", "examples_zh"), "category")
    ids = {row["category"] for row in known}
    for row, noted in reports[_CATEGORIES].items() if _CATEGORIES in reports else ():
        for category in sorted(set(noted.split("|")) - ids - {""}):
            raise schemas.TableError(f"{path}, row {row}: {category!r} is not in problem_categories.csv; correct it")


def _ids(reports: pd.DataFrame) -> pd.Series[str]:
    """A report_id per address, from agency and year; marked, so that it meets no id of a parsed report."""
    import pandas as pd

    wanted = "published-" + reports["agency"] + "-" + reports["year"]
    again = wanted.groupby(wanted).cumcount()
    return pd.Series((wanted + (again + 1).astype("str").radd("-").where(again > 0, "")).to_numpy(), index=reports["url"])


def _numbers(texts: pd.Series[str], path: Path) -> pd.Series[float]:
    import pandas as pd

    numbers = pd.to_numeric(texts.replace("", None), errors="coerce")
    for row, text in texts[(texts != "") & numbers.isna()].head(1).items():
        raise schemas.TableError(f"{path}, row {row}: {text!r} is not a number; correct it")
    return numbers
