"""Tables on disk: Parquet for work, CSV beside it for people; written whole or not at all."""

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from gcir import schemas
from gcir.schemas import TableError

if TYPE_CHECKING:
    import pandas as pd

Rows = Sequence[tuple[Any, ...]]
_ARROW = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "list": pa.list_(pa.string())}
# A spreadsheet takes a cell that begins so for a formula and may run it; a plain number is no danger.
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")


def arrow(table: str, rows: Rows) -> pa.Table:
    """Rows in column order as an Arrow table of the right types."""
    columns = schemas.TABLES[table]
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    fields = [pa.field(c.name, _ARROW[c.kind]) for c in columns]
    return pa.table([pa.array(v, f.type) for v, f in zip(values, fields, strict=True)], schema=pa.schema(fields))


def write(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write every table as Parquet and CSV. All is prepared before anything that stands there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    ready: list[tuple[Path, Path]] = []
    try:
        for name, table in tables.items():
            for suffix, save in ((".parquet", _write_parquet), (".csv", _write_csv)):
                part = folder / f".{name}{suffix}.part"
                ready.append((part, folder / f"{name}{suffix}"))
                save(table, part)
        # reports.parquet comes last: once it is new, everything is.
        for part, target in reversed(ready):
            os.replace(part, target)
    finally:
        for part, _ in ready:
            part.unlink(missing_ok=True)


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_csv(table: pa.Table, path: Path) -> None:
    """UTF-8 with a byte order mark: without it Excel shows Chinese as gibberish."""
    with path.open("w", newline="", encoding="utf-8-sig") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(table.column_names)
        for batch in table.to_batches():
            writer.writerows(zip(*(_cells(column.to_pylist()) for column in batch.columns), strict=True))


def _cells(values: Iterable[Any]) -> Iterator[str | int | float | None]:
    for value in values:
        if isinstance(value, str):
            yield safe(value)
        elif isinstance(value, list):
            yield safe("|".join(value))
        elif isinstance(value, float) and value.is_integer():
            yield int(value)
        else:
            yield value


def safe(cell: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula: an apostrophe before a dangerous beginning."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def read(table: str, folder: Path) -> "pd.DataFrame":
    """A table of a folder that `write` filled, checked against its schema."""
    path = folder / f"{table}.parquet"
    try:
        found = pq.read_table(path)
    except FileNotFoundError:
        raise TableError(f"{folder} has no {path.name}: build the tables first (gcir build data/raw --out {folder})") from None
    except (OSError, pa.ArrowInvalid) as error:
        raise TableError(f"{path} cannot be read as Parquet ({error}): build the tables again") from error
    missing = [c for c in schemas.names(table) if c not in found.column_names]
    if missing:
        raise TableError(f"{path}: column {missing[0]!r} is missing; build the tables again")
    try:
        frame = schemas.typed(table, found.to_pandas())
    except (TypeError, ValueError) as error:
        raise TableError(f"{path}: a column is not of its type ({error}); build the tables again") from error
    return schemas.check(table, frame, str(path))
