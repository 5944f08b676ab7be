"""Few rows out of a large Parquet file, through DuckDB: other rows are passed over without being decoded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROW = "file_row_number"
_MEMORY = "500MB"
_IN_WORDS = 50  # values written into the query, by which whole stretches of a file are passed over


def rows(path: Path, columns: Sequence[str], where: Mapping[str, Collection[Any]]) -> pa.Table:
    """The columns of the rows whose values are among those wanted, in the order of the file, with their row numbers."""
    wanted = {f"w{n}": list(values) for n, values in enumerate(where.values())}
    tests = [_test(column, values, f"w{n}") for n, (column, values) in enumerate(where.items())]
    names = ", ".join(map(_name, [*columns, ROW]))
    used = {name: values for name, values in wanted.items() if any(f"${name})" in test for test in tests)}
    query = f"SELECT {names} FROM read_parquet($path, {ROW} = true) WHERE {' AND '.join(tests)}"
    found = _asked(query, {"path": str(path)} | used)
    row = found[ROW]
    return found if len(row) < 2 or _is_rising(row) else found.sort_by(ROW)


def starts(path: Path) -> pd.Series[int] | None:
    """The row at which each report's rows begin; None where the rows of one stand apart."""
    columns = f"report_id, min({ROW}) AS a, max({ROW}) - min({ROW}) + 1 = count(*) AS whole"
    query = f"SELECT {columns} FROM read_parquet($path, {ROW} = true) GROUP BY report_id"
    found = _asked(query, {"path": str(path)}).to_pandas()
    return found.set_index("report_id")["a"].astype("int64") if found["whole"].all() else None


def _asked(query: str, wanted: Mapping[str, Any]) -> pa.Table:
    import duckdb

    with duckdb.connect(config={"memory_limit": _MEMORY}) as connection:
        quiet(connection)
        return connection.sql(query, params=dict(wanted)).to_arrow_table()


def quiet(connection: Any) -> None:
    """Draw no progress: a notebook would show it on its page. Where it is off, as without ipywidgets, it cannot be set."""
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        connection.execute("SET enable_progress_bar = false")


def _test(column: str, wanted: Collection[Any], parameter: str) -> str:
    """A condition: one of the values, and nothing where empty text is wanted."""
    values = ", ".join(map(_literal, wanted)) if len(wanted) <= _IN_WORDS else f"SELECT unnest(${parameter})"
    found = f"{_name(column)} IN ({values})" if wanted else "false"
    return f"({found} OR {_name(column)} IS NULL)" if "" in wanted else found


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _is_rising(row: pa.ChunkedArray) -> bool:
    import numpy as np

    return bool((np.diff(row.to_numpy()) > 0).all())
