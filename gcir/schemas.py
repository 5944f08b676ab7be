"""The tables that a corpus consists of: their columns in order, their types, and the checks they must pass.

A column is written `name`, `name:whole` (an integer or nothing), `name:number`, `name:list` (of ids)
or `name:=group` (text whose codes are those of that group in codebook/labels.csv, or empty).
"""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gcir import codebook

if TYPE_CHECKING:
    import pandas as pd

_SPAN = "start:whole end:whole"
_STATEMENT = f"report_id order:whole text categories:list cause {_SPAN}"
_SPECIFICATIONS = {
    "reports": "report_id file url sha256 agency agency_as_written agency_id agency_kind:=agency_kind level:=level province"
    " prefecture county township adcode region_source region_evidence year:whole title published signed period_start"
    " period_end layout:=layout n_chars:whole origin:=origin",
    "sections": f"report_id order:whole depth:whole type:=section heading {_SPAN}",
    "figures": "report_id indicator channel content:=content route:=route applicant:=applicant value:number unit"
    " precision:=precision stated_as:=stated_as source:=source row_label column_label evidence " + _SPAN,
    "problems": _STATEMENT,
    "measures": f"{_STATEMENT} problem_order:whole",
    "findings": f"report_id rule severity indicator expected found detail detail_zh evidence {_SPAN}",
    "failures": "file reason detail",
    "texts": "report_id text",
}
_KEYS = ("report_id", "file", "rule", "reason")
_DTYPES = {"text": "str", "whole": "Int64", "number": "float64", "list": "object"}


class TableError(ValueError):
    """A table is not as it must be; the message names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `codes` names the group of labels.csv that lists what may stand in it."""

    name: str
    kind: str = "text"
    codes: str = ""

    @property
    def dtype(self) -> Any:
        """The pandas type of the column."""
        return _DTYPES[self.kind]


def _column(written: str) -> Column:
    name, _, kind = written.partition(":")
    return Column(name, codes=kind[1:]) if kind.startswith("=") else Column(name, kind or "text")


STORED: Mapping[str, tuple[Column, ...]] = {name: tuple(map(_column, spec.split())) for name, spec in _SPECIFICATIONS.items()}
"""Every table that a build leaves."""
TEXTS = "texts"
TABLES: Mapping[str, tuple[Column, ...]] = {name: columns for name, columns in STORED.items() if name != TEXTS}
"""Those that are frames of a corpus; the texts of reports are opened one at a time (`gcir.texts`)."""


def names(table: str) -> tuple[str, ...]:
    """The column names of a table, in order."""
    return tuple(column.name for column in STORED[table])


def files(table: str) -> tuple[str, ...]:
    """The files of a table: Parquet, and CSV beside it, for which the text of a report is too long."""
    return (f"{table}.parquet",) if table == TEXTS else (f"{table}.csv", f"{table}.parquet")


@functools.cache
def codes(group: str) -> frozenset[str]:
    """The codes that the codebook lists for a group."""
    rows = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    return frozenset(row["id"] for row in rows if row["group"] == group)


def empty(table: str) -> "pd.DataFrame":
    """The table without rows."""
    import pandas as pd

    return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in STORED[table]})


def typed(table: str, frame: "pd.DataFrame", only: Collection[str] | None = None) -> "pd.DataFrame":
    """The frame with the table's columns first and in order, each of its type; a column that is missing is empty.

    With `only` these columns alone, in their order there, and none is added.
    """
    import pandas as pd

    if only is not None:
        known = {c.name: c for c in STORED[table] if c.name in only}
        return pd.DataFrame({n: _series(known[n], frame[n], frame.index) if n in known else frame[n] for n in only})
    columns = {c.name: _series(c, frame.get(c.name), frame.index) for c in STORED[table]}
    return pd.DataFrame(columns | {name: frame[name] for name in frame.columns if name not in columns})


def _series(column: Column, values: "pd.Series[Any] | None", index: "pd.Index[Any]") -> "pd.Series[Any]":
    import pandas as pd

    if column.kind == "list":
        lists = [[] for _ in index] if values is None else [[] if v is None else list(v) for v in values]
        return pd.Series(lists, index=index, dtype="object")
    if values is None:
        values = pd.Series(None, index=index, dtype="object")
    return (values.fillna("") if column.kind == "text" else values).astype(column.dtype)


def is_key(table: str, column: Column) -> bool:
    """Whether a column of text may not be empty."""
    return column.name in _KEYS and (table, column.name) != ("reports", "file")


def is_nullable(column: Column) -> bool:
    """Whether a number may be missing."""
    return column.kind in ("whole", "number") and column.name not in ("order", "depth")


@functools.cache
def schema(table: str, only: frozenset[str] = frozenset()) -> Any:
    """The pandera schema of a table, or of some of its columns; columns beyond the table's own are allowed behind them."""
    import pandera.pandas as pa

    columns = {}
    for column in (c for c in STORED[table] if not only or c.name in only):
        checks = [pa.Check.str_length(min_value=1, error="must not be empty")] if is_key(table, column) else []
        if column.codes:
            checks.append(pa.Check.isin(codes(column.codes) | {""}, error=f"group {column.codes} of codebook/labels.csv"))
        unique = table == "reports" and column.name == "report_id"
        columns[column.name] = pa.Column(column.dtype, checks, nullable=is_nullable(column), unique=unique)
    is_span = {"start", "end"} <= columns.keys()
    spans = [pa.Check(lambda f: ~(f["start"] > f["end"]).fillna(False), name="start is before end")] if is_span else []
    return pa.DataFrameSchema(columns, checks=spans, strict=False, ordered=False)


def check(table: str, frame: "pd.DataFrame", place: str, only: Collection[str] = ()) -> "pd.DataFrame":
    """The frame if it is a valid `table`, or part of one with `only` these columns; raises TableError, which calls it `place`."""
    from pandera.errors import SchemaErrors

    try:
        return schema(table, frozenset(only)).validate(frame, lazy=True)  # type: ignore[no-any-return]
    except SchemaErrors as error:
        case = error.failure_cases.iloc[0]
        row = f", row {int(case['index']) + 1}" if case["index"] == case["index"] else ""
        cell = f"column {case['column']!r}{row}: {case['failure_case']!r} is not as it must be"
        told = cell if case["schema_context"] == "Column" else row.lstrip(", ") or "a row"
        raise TableError(f"{place}, {told} ({case['check']}); correct it, or build the tables again") from None
