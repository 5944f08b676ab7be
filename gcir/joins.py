"""A user's own figures beside the reports': populations, staff, anything that numbers may be divided by."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from gcir import user_csv

KEYS = ("adcode", "agency_id")
_YEAR = "year"
_CODE = 6
_LEVELS = ("province", "prefecture", "county")


class JoinError(ValueError):
    """A table to join is not as it must be; the message names the file, the line and the remedy."""


class Unmatched(UserWarning):
    """Rows for which the joined table holds nothing; the message names them."""


def join(rows: pd.DataFrame, other: pd.DataFrame | Path | str, *, per: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The rows with the columns of a table of one's own, and each value `per` unit of them; no row is lost.

    The table is a CSV file in UTF-8 (or a frame) with one key column, `adcode` (six digits) or `agency_id`, a column
    `year` if its numbers belong to years (empty: to every year that has no line of its own), and columns of numbers:

        adcode,year,population,staff
        330304,,1200000,35

    A column `population` comes with `per_population`, the value divided by it; `per={"population": 10_000}` makes it
    `per_10000_population`. Empty or zero gives no quotient. `match` says how it went: matched, no_line (the table has
    none), no_key (the row has no place), other_level (the code is that of the county, the body a township's). The rows
    without a match are named in a warning (Unmatched). JoinError for an unknown key, a key twice or a bad number.

    >>> rows = pd.DataFrame({"agency": ["甲", "乙"], "adcode": ["110101", "110102"], "level": "county", "value": [6.0, 8.0]})
    >>> join(rows, pd.DataFrame({"adcode": ["110101", "110102"], "staff": [3, 0]}))[["agency", "staff", "per_staff", "match"]]
      agency  staff  per_staff    match
    0      甲    3.0        2.0  matched
    1      乙    0.0        NaN  matched
    """
    table, key, columns = _table(other, rows)
    keys = _keys(rows, key)
    years = rows[_YEAR] if _YEAR in rows else pd.Series(pd.NA, index=rows.index)
    at = [_place(table, k, None if pd.isna(y) else int(y)) for k, y in zip(keys, years, strict=True)]
    found = rows.copy()
    for column in columns:
        found[column] = np.array([table[i][column] if i else np.nan for i in at], dtype=float)
        if "value" in rows:
            unit = (per or {}).get(column, 1)
            name = f"per_{column}" if unit == 1 else f"per_{unit:g}_{column}"
            found[name] = rows["value"].astype("float64") / found[column].where(found[column] > 0) * unit
    reasons = np.where(keys == "", np.where(_is_town(rows, key), "other_level", "no_key"), "no_line")
    found["match"] = pd.Series(np.where([i is not None for i in at], "matched", reasons), index=rows.index, dtype="str")
    _tell(found)
    return found


Line = tuple[str, int | None]


def _place(table: Mapping[Line, Mapping[str, float]], key: str, year: int | None) -> Line | None:
    return next((line for line in ((key, year), (key, None)) if line in table), None)


def _is_town(rows: pd.DataFrame, key: str) -> pd.Series:
    town = rows["level"].eq("township") if key == "adcode" and "level" in rows else pd.Series(False, index=rows.index)
    return town.fillna(False).astype("bool")


def _keys(rows: pd.DataFrame, key: str) -> pd.Series:
    """The key of every row; none for a township's body by adcode, which is the code of its county."""
    if key not in rows:
        raise JoinError(f"the rows have no column {key!r} to join by: take rows of compare.values or compare.series")
    keys = rows[key].astype("str").where(rows[key].notna(), "")
    return keys.where(~_is_town(rows, key), "")


def _tell(found: pd.DataFrame) -> None:
    missing = found[found["match"] != "matched"]
    if missing.empty:
        return
    label = "agency" if "agency" in found else found.columns[0]
    names = list(dict.fromkeys(f"{row[label]} ({row['match']})" for _, row in missing.iterrows()))
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    told = f"{len(missing)} of {len(found)} rows have no match: {', '.join(names[:10])}{more}"
    warnings.warn(told, Unmatched, stacklevel=3)


def _table(other: pd.DataFrame | Path | str, rows: pd.DataFrame) -> tuple[dict[Line, dict[str, float]], str, list[str]]:
    """The numbers by key and year, the key's name, and the names of the columns."""
    place = "the frame" if isinstance(other, pd.DataFrame) else str(other)
    header, lines = _frame_lines(other) if isinstance(other, pd.DataFrame) else user_csv.read(Path(other), JoinError)
    found_keys = [c for c in header if c in KEYS]
    if len(found_keys) != 1:
        raise JoinError(f"{place}, line 1: one key column is needed, {' or '.join(KEYS)}; found {', '.join(header) or 'nothing'}")
    key = found_keys[0]
    columns = [c for c in header if c not in (key, _YEAR)]
    if not columns:
        raise JoinError(f"{place}, line 1: there is no column of numbers beside {key!r}; add one, such as population")
    for column in columns:
        if column in rows or not column:
            raise JoinError(f"{place}, line 1: column {column!r} stands in the rows already or has no name; rename it")
    table: dict[Line, dict[str, float]] = {}
    seen: dict[Line, int] = {}
    for number, cells in lines:
        line = (_code(cells[key], key, place, number), _whole(cells.get(_YEAR, ""), place, number))
        if line in seen:
            raise JoinError(f"{place}, line {number}: {line[0]} stands already on line {seen[line]}; keep one of them")
        seen[line] = number
        table[line] = {c: _number(cells[c], c, place, number) for c in columns}
    return table, key, columns


def _frame_lines(frame: pd.DataFrame) -> tuple[list[str], list[user_csv.Line]]:
    header = [str(c) for c in frame.columns]
    rows = frame.astype("object").where(frame.notna(), "").values.tolist()
    return header, [(i, dict(zip(header, map(str, row), strict=True))) for i, row in enumerate(rows, 2)]


def _code(text: str, key: str, place: str, line: int) -> str:
    code = text.removesuffix(".0")
    if not code or (key == "adcode" and not (code.isascii() and code.isdigit() and len(code) == _CODE)):
        wanted = "six digits" if key == "adcode" else "an agency_id of the corpus"
        raise JoinError(f"{place}, line {line}: {key} {text!r} is not {wanted}; correct it")
    return code


def _whole(text: str, place: str, line: int) -> int | None:
    text = text.removesuffix(".0")
    if text and not (text.isascii() and text.isdigit() and len(text) == len("yyyy")):
        raise JoinError(f"{place}, line {line}: year {text!r} is no year; write four digits, or leave it empty")
    return int(text) if text else None


def _number(text: str, column: str, place: str, line: int) -> float:
    try:
        number = float(text.replace(",", "")) if text else float("nan")
    except ValueError:
        number = float("inf")
    if number in (float("inf"), float("-inf")):
        raise JoinError(f"{place}, line {line}: {column} {text!r} is not a number; correct it, or leave it empty")
    return number
