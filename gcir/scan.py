"""Rows and columns of a table on disk: only what is asked for is kept, a stretch of rows at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gcir import picking, schemas
from gcir.schemas import TableError

if TYPE_CHECKING:
    import pandas as pd

Where = Mapping[str, Any]
NUMBERS = {"figures": "figure_number", "findings": "finding_number"}
"""Rows of these tables have a number within their report, by which links and pages call them; it is counted, not stored."""
_BATCH = 131_072
_REPEATED = {"report_id", "indicator", "channel", "unit", "rule", "severity", "reason"}  # columns of few distinct values


def several(wanted: Any) -> frozenset[Any]:
    """What a condition lets pass: the one value, or those of a list, a set, a column, a range of whole numbers.

    None means empty, as in `channel` of a total.
    """
    values = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
    return frozenset("" if value is None else value for value in values)


def meets(values: pd.Series, wanted: Any) -> pd.Series:
    """Which values a condition lets pass."""
    return values.isin(list(several(wanted))).astype("bool")


def is_picked(where: Where) -> bool:
    """Whether conditions take some rows of a report and leave others."""
    return bool(where.keys() - {"report_id"})


class Stored:
    """One table of a folder that a build filled. Opening it reads no rows; what is no table is told at once."""

    def __init__(self, table: str, folder: Path) -> None:
        self.table, self.path, self.number = table, folder / f"{table}.parquet", NUMBERS.get(table, "")
        self.columns: tuple[str, ...] = ()
        with self._open() as file:
            self.rows, self.columns = int(file.metadata.num_rows), tuple(file.schema_arrow.names)
        if missing := [c for c in schemas.names(table) if c not in self.columns]:
            raise TableError(f"{self.path}: column {missing[0]!r} is missing; build the tables again")

    def _open(self) -> Any:
        few = [c.name for c in schemas.STORED[self.table] if c.name in self.columns and (c.codes or c.name in _REPEATED)]
        try:
            return pq.ParquetFile(self.path, read_dictionary=few)
        except FileNotFoundError:
            folder, name = self.path.parent, self.path.name
            raise TableError(f"{folder} has no {name}: build the tables first (gcir build data/raw --out {folder})") from None
        except (OSError, pa.ArrowInvalid) as error:
            raise TableError(f"{self.path} cannot be read as Parquet ({error}): build the tables again") from error

    def read(self, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """The columns (without naming any: all) of the rows that meet every condition."""
        columns = list(columns or [*self.columns, *([self.number] if self.number and is_picked(where or {}) else [])])
        if where and self.number not in where and (picked := self._picked(columns, where)) is not None:
            return self._frame(picked)
        with self._open() as file:
            nothing = file.schema_arrow.empty_table()
            found = list(self._kept(file, columns, where or {}))
        if self.number in columns:
            nothing = nothing.append_column(self.number, pa.array([], pa.int64()))
        return self._frame(pa.concat_tables(found) if found else _plain(nothing.select(columns)))

    def _picked(self, columns: list[str], where: Where) -> pa.Table | None:
        """Rows picked by their values alone; None where a number is asked for and reports do not stand in one piece."""
        if self.number in columns and self._starts is None:
            return None
        stored = list(dict.fromkeys([c for c in columns if c != self.number] + ["report_id"] * (self.number in columns)))
        found = picking.rows(self.path, stored, {column: several(wanted) for column, wanted in where.items()})
        row = found[picking.ROW].to_numpy()
        self._check(found.select(stored), row)
        if self.number in columns and self._starts is not None:
            numbers = row - self._starts.reindex(found["report_id"].to_pandas()).to_numpy() + 1
            found = found.append_column(self.number, pa.array(numbers, pa.int64()))
        return found.select(columns)

    @functools.cached_property
    def _starts(self) -> pd.Series[int] | None:
        return picking.starts(self.path)

    def batches(self, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        """The same some rows at a time; no report's rows are in two batches where they stand together in the file."""
        columns, waiting = list(columns), list[pa.Table]()
        with self._open() as file:
            for found in self._kept(file, ["report_id", *(c for c in columns if c != "report_id")], where or {}):
                edge = int(_starts(_codes(found["report_id"])[0])[-1])
                if not edge and waiting and waiting[-1]["report_id"][-1] == found["report_id"][0]:
                    waiting.append(found)
                    continue
                yield self._frame(pa.concat_tables([*waiting, found.slice(0, edge)]).select(columns))
                waiting = [found.slice(edge)]
        if waiting:
            yield self._frame(pa.concat_tables(waiting).select(columns))

    def _kept(self, file: Any, columns: list[str], where: Where) -> Iterator[pa.Table]:
        """What is kept of each stretch of rows. A row group in which nothing meets the conditions is read no further."""
        counts: dict[str, int] = {}
        where = {column: several(wanted) for column, wanted in where.items()}
        stored = [c for c in columns if c != self.number]
        is_numbered = self.number in columns or self.number in where
        tested = [c for c in self.columns if c in where or (is_numbered and c == "report_id")]
        first = 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            keep, numbers = np.ones(rows, dtype=bool), np.zeros(rows, dtype="int64")
            at = 0
            for batch in file.iter_batches(_BATCH, row_groups=[group], columns=tested) if tested else ():
                here = slice(at, at + batch.num_rows)
                if is_numbered:
                    numbers[here] = _numbers(batch["report_id"], counts)
                for column, wanted in where.items():
                    keep[here] &= _meets(batch[column] if column != self.number else pa.array(numbers[here]), wanted)
                at += batch.num_rows
            if keep.any():
                yield from self._stretches(file, group, stored, columns, keep, numbers, first)
            first += rows

    def _stretches(
        self, file: Any, group: int, stored: list[str], columns: list[str], keep: np.ndarray, numbers: np.ndarray, first: int
    ) -> Iterator[pa.Table]:
        at = 0
        for batch in file.iter_batches(_BATCH, row_groups=[group], columns=stored or ["report_id"]):
            here = slice(at, at + batch.num_rows)
            at += batch.num_rows
            found = pa.Table.from_batches([batch]).replace_schema_metadata(None)
            self._check(found, np.arange(first + here.start, first + here.stop))
            if self.number in columns:
                found = found.append_column(self.number, pa.array(numbers[here]))
            if keep[here].any():
                yield _plain(found.filter(pa.array(keep[here])).select(columns))

    def _check(self, found: pa.Table, rows: np.ndarray) -> None:
        """Look at the distinct values alone; the whole schema tells in which of the rows of the file one of them is wrong."""
        there = [c for c in schemas.STORED[self.table] if c.name in found.column_names]
        wrong = not all(_is_valid(self.table, c, found[c.name]) for c in there)
        spans = {"start", "end"} <= set(found.column_names) and not wrong
        if wrong or (spans and pc.any(pc.greater(found["start"], found["end"])).as_py()):
            frame = self._frame(_plain(found))
            schemas.check(self.table, frame.set_index(rows), str(self.path), found.column_names)

    def _frame(self, found: pa.Table) -> pd.DataFrame:
        try:
            frame = schemas.typed(self.table, found.to_pandas(), found.column_names)
        except (TypeError, ValueError) as error:
            raise TableError(f"{self.path}: a column is not of its type ({error}); build the tables again") from error
        if self.table == "reports" and "report_id" in frame and not frame["report_id"].is_unique:
            schemas.check(self.table, frame, str(self.path), found.column_names)
        return frame


def _is_valid(table: str, column: schemas.Column, values: pa.ChunkedArray) -> bool:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if column.kind in ("whole", "number"):
        is_right = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)
        return is_right and (schemas.is_nullable(column) or not values.null_count)
    if not column.codes and not schemas.is_key(table, column):
        return True
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    distinct = {text or "" for text in pc.unique(values).to_pylist()} if is_text else {""}
    return distinct <= schemas.codes(column.codes) | {""} if column.codes else "" not in distinct


def _meets(values: pa.Array, wanted: frozenset[Any]) -> np.ndarray:
    if not pa.types.is_dictionary(values.type):
        return np.asarray(meets(values.to_pandas(), wanted), dtype=bool)
    flags = np.array([(text or "") in wanted for text in values.dictionary.to_pylist()] + ["" in wanted], dtype=bool)
    places = values.indices.fill_null(len(flags) - 1).to_numpy(zero_copy_only=False)
    return np.asarray(flags[places], dtype=bool)


def _codes(ids: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """A number per distinct report, and what it stands for."""
    one = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    one = one if pa.types.is_dictionary(one.type) else one.dictionary_encode()
    return one.indices.to_numpy(zero_copy_only=False), one.dictionary.to_pylist()


def _starts(codes: np.ndarray) -> np.ndarray:
    """Where the rows of another report begin."""
    return np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])


def _numbers(ids: pa.Array, counts: dict[str, int]) -> np.ndarray:
    """The number of each row within its report; `counts` holds how many rows of it came before, and is brought forward."""
    codes, known = _codes(ids)
    starts = _starts(codes)
    lengths = np.diff(np.r_[starts, len(codes)])
    before = np.zeros(len(starts), dtype="int64")
    for i, (code, length) in enumerate(zip(codes[starts].tolist(), lengths.tolist(), strict=True)):
        before[i] = counts.get(known[code], 0)
        counts[known[code]] = int(before[i]) + length
    found: np.ndarray = np.arange(len(codes)) + 1 + np.repeat(before - starts, lengths)
    return found


def _plain(found: pa.Table) -> pa.Table:
    """Text as text: one dictionary for all stretches would be no smaller once it is a column of words."""
    for i, field in enumerate(found.schema):
        if pa.types.is_dictionary(field.type):
            found = found.set_column(i, field.name, found[field.name].cast(field.type.value_type))
    return found
