"""Tables on disk: written whole or not at all, and checked when they are read back."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from gcir import schemas, table_files
from gcir.arrow import of_rows as arrow
from gcir.csv_text import safe
from gcir.schemas import TableError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["arrow", "check_together", "read", "safe", "write"]


def write(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write tables as Parquet and CSV. All is prepared before anything that stands there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as new:
        with table_files.written(Path(new), tables) as files:
            for name, rows in tables.items():
                files[name].add(rows)
        for path in Path(new).iterdir():
            os.replace(path, folder / path.name)


def check_together(folder: Path) -> None:
    """Raise TableError if the tables of a folder are of different builds, as while one is being put in its place."""
    marks: dict[str, str] = {}
    for table in schemas.STORED:
        if mark := table_files.mark(folder / f"{table}.parquet"):
            marks.setdefault(mark, f"{table}.parquet")
    if len(marks) > 1:
        one, other, *_ = marks.values()
        why = "a build is under way, or was interrupted"
        raise TableError(f"{folder}: {one} and {other} are of different builds, for {why}: try again, or run gcir build again")


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
