"""Where the tables of a corpus come from: frames in memory, a folder, several corpora together, some rows of one.

All answer alike: how many rows a table has, some of its columns and rows, and the same some whole reports at a time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gcir import schemas, texts
from gcir.scan import NUMBERS, Stored, Where, is_picked, meets, several
from gcir.texts import Texts

if TYPE_CHECKING:
    import pandas as pd

Columns = Sequence[str] | None


class Source(Protocol):
    """What a corpus reads its tables from. Without columns all of them are meant, without conditions every row.

    Rows that are picked within reports have the number that they have there as a last column.
    """

    def count(self, table: str) -> int:
        """How many rows a table has."""

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        """Some columns of the rows that meet every condition."""

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        """The same, some reports at a time."""

    def texts(self) -> Texts:
        """The texts of the reports, as far as a build has kept them."""


@dataclass(frozen=True)
class Frames:
    """Tables in memory."""

    tables: Mapping[str, pd.DataFrame]

    def count(self, table: str) -> int:
        return len(self.tables[table])

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        frame, number = self.tables[table], NUMBERS.get(table, "")
        where = where or {}
        is_asked = number in (columns or ()) or number in where or (columns is None and is_picked(where))
        if number and number not in frame and is_asked:
            frame = frame.assign(**{number: frame.groupby("report_id", sort=False).cumcount() + 1})
        for column, wanted in where.items():
            frame = frame[meets(frame[column], wanted)]
        return (frame if columns is None else frame[list(columns)]).reset_index(drop=True)

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        yield self.read(table, columns, where)

    def texts(self) -> Texts:
        return Texts()


class Folder:
    """Tables that a build wrote. A file that is missing or no table is told at once; rows are read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stored = folder, {table: Stored(table, folder) for table in schemas.TABLES}

    def count(self, table: str) -> int:
        return self.stored[table].rows

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        return self.stored[table].read(columns, where)

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        return self.stored[table].batches(columns, where)

    def texts(self) -> Texts:
        return texts.kept(self.folder)


@dataclass(frozen=True)
class Several:
    """Corpora one behind the other."""

    parts: Sequence[Source]

    def count(self, table: str) -> int:
        return sum(part.count(table) for part in self.parts)

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        import pandas as pd

        frames = [part.read(table, columns, where) for part in self.parts]
        found = pd.concat(frames, ignore_index=True)
        return schemas.typed(table, found, columns)

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        for part in self.parts:
            yield from part.batches(table, columns, where)

    def texts(self) -> Texts:
        return functools.reduce(Texts.and_those_of, (part.texts() for part in self.parts), Texts())


@dataclass(frozen=True)
class Narrowed:
    """The rows of a source that meet conditions, by table; a table without any stays whole."""

    source: Source
    where: Mapping[str, Where]

    def count(self, table: str) -> int:
        own = self.where.get(table)
        return len(self.read(table, [next(iter(own))])) if own else self.source.count(table)

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        return self.source.read(table, columns, both(self.where.get(table, {}), where or {}))

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        return self.source.batches(table, columns, both(self.where.get(table, {}), where or {}))

    def texts(self) -> Texts:
        found = self.source.texts()
        return found.only(self.read("reports", ["report_id"])["report_id"]) if found and self.where.get("reports") else found


@dataclass(frozen=True)
class Held:
    """A corpus, or anything with its tables as attributes; what is in memory is not read again."""

    corpus: Any

    def _of(self, table: str) -> Source:
        known = getattr(self.corpus, "__dict__", {})
        waiting: Source | None = None if table in known else known.get("_source")
        return waiting or Frames({table: getattr(self.corpus, table)})

    def count(self, table: str) -> int:
        return self._of(table).count(table)

    def read(self, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
        return self._of(table).read(table, columns, where)

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        return self._of(table).batches(table, columns, where)

    def texts(self) -> Texts:
        source: Source | None = getattr(self.corpus, "__dict__", {}).get("_source")
        return source.texts() if source else Texts()


def read(corpus: Any, table: str, columns: Columns = None, where: Where | None = None) -> pd.DataFrame:
    """`Corpus.read` for anything that has the tables."""
    _check(corpus, table, columns, where or {})
    own, beside = _own(corpus, table, columns)
    found = Held(corpus).read(table, own, _narrowed(corpus, table, where or {}))
    return _with_reports(found, corpus, columns, beside)


def batches(corpus: Any, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
    """`Corpus.batches` for anything that has the tables."""
    _check(corpus, table, columns, where or {})
    own, beside = _own(corpus, table, columns)
    for found in Held(corpus).batches(table, own or columns, _narrowed(corpus, table, where or {})):
        yield _with_reports(found, corpus, columns, beside)


def _check(corpus: Any, table: str, columns: Columns, where: Where) -> None:
    """Raise a ValueError for a table, a column or a condition that would give nothing or an error without words."""
    if table == schemas.TEXTS:
        raise ValueError("texts are opened one at a time: write corpus.texts[report_id]")
    if table not in schemas.TABLES:
        raise ValueError(f"there is no table {table!r}: take one of {', '.join(schemas.TABLES)}")
    if isinstance(columns, str):
        raise ValueError(f"columns are a list: write [{columns!r}]")
    held = Frames({table: getattr(corpus, table)}).tables[table].columns if table in getattr(corpus, "__dict__", {}) else ()
    known = {*schemas.names(table), *held, NUMBERS.get(table)} | (set(corpus.reports) if table != "failures" else set())
    if unknown := [c for c in (*(columns or ()), *where) if c not in known]:
        raise ValueError(f"{unknown[0]!r} is no column of {table} or reports: take one of {', '.join(schemas.names(table))}")
    kinds = {c.name: c.kind for t in ("reports", table) for c in schemas.TABLES[t]}
    for column, wanted in where.items():
        if kinds.get(column) == "list":
            raise ValueError(f"{column!r} holds lists: read it, explode it, and pick the rows then")
        if kinds.get(column) in ("whole", "number") and any(isinstance(value, str) for value in several(wanted)):
            raise ValueError(f"{column!r} holds numbers: write the condition without quotation marks")


def report_ids(corpus: Any, about: Where) -> set[str]:
    """The reports that meet conditions on columns of `reports`."""
    return set(Held(corpus).read("reports", ["report_id"], about)["report_id"])


def _is_of_reports(corpus: Any, table: str, column: str) -> bool:
    own = column in schemas.names(table) or column == NUMBERS.get(table)
    return not own and table != "failures" and table != "reports" and column in corpus.reports


def _own(corpus: Any, table: str, columns: Columns) -> tuple[Columns, list[str]]:
    """The columns asked for that are the table's own, with the key to the reports if there are others, and these."""
    beside = [c for c in columns or () if _is_of_reports(corpus, table, c)]
    own = [c for c in columns or () if c not in beside]
    return (list(dict.fromkeys([*own, "report_id"])), beside) if beside else (columns, [])


def _narrowed(corpus: Any, table: str, where: Where) -> Where:
    """The conditions with those on reports turned into the reports that meet them."""
    about = {c: wanted for c, wanted in where.items() if _is_of_reports(corpus, table, c)}
    own = {c: wanted for c, wanted in where.items() if c not in about}
    return both(own, {"report_id": report_ids(corpus, about)}) if about else own


def _with_reports(found: pd.DataFrame, corpus: Any, columns: Columns, beside: list[str]) -> pd.DataFrame:
    if not beside:
        return found
    about = corpus.reports[["report_id", *beside]]
    return found.merge(about, on="report_id", how="left", validate="many_to_one")[list(columns or ())]


def both(one: Where, other: Where) -> dict[str, Any]:
    """Conditions that hold together; what both name must be in either."""
    shared = {c: several(one[c]) & several(other[c]) for c in one.keys() & other.keys()}
    return {**one, **other, **shared}
