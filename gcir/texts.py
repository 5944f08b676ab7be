"""The texts of reports, to which every place in the tables refers: kept by a build, and opened when they are asked for.

    corpus = gcir.load()
    corpus.texts[report_id][start:end]      the words of a figure, a problem, a section

What no build has kept, as that of an older version, is read from the reports' files.
"""

from __future__ import annotations

import functools
import os
import warnings
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gcir import schemas
from gcir.schemas import TableError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_HELD = 4  # row groups in memory
_SAME = ("file", "sha256")  # by which a report of a frame is known to be that of the tables


class Opener(Protocol):
    """Where texts stand."""

    def text(self, report_id: str) -> str:
        """The text of one report."""


class Texts(Mapping[str, str]):
    """The text of each report by report_id, in the order of the tables; opened when it is asked for.

    Going through them in their order is cheap; in any other order each text costs as much as two hundred. For that,
    make a dict of those that you need: `dict(corpus.only(report_ids).texts)`. May be handed to other processes.
    """

    __slots__ = ("_openers",)

    def __init__(self, openers: Mapping[str, Opener] | None = None) -> None:
        self._openers = dict(openers or {})

    def __getitem__(self, report_id: str) -> str:
        return self._openers[report_id].text(report_id)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self._openers

    def __iter__(self) -> Iterator[str]:
        return iter(self._openers)

    def __len__(self) -> int:
        return len(self._openers)

    def __repr__(self) -> str:
        return f"Texts(of {len(self):,} reports)"

    def only(self, report_ids: Iterable[str]) -> Texts:
        """Those of some reports."""
        wanted = set(report_ids)
        return Texts({i: opener for i, opener in self._openers.items() if i in wanted})

    def and_those_of(self, other: Texts) -> Texts:
        """These, and behind them what only the other has."""
        return Texts(self._openers | {i: opener for i, opener in other._openers.items() if i not in self._openers})


class Kept:
    """The table of texts in a folder: some row groups are held, and the file is not kept open."""

    def __init__(self, folder: Path) -> None:
        from gcir.scan import Stored

        stored = Stored(schemas.TEXTS, folder)
        self.path = stored.path
        with self._file() as file:
            self._look = _look(self.path)
            groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
        self._first = [0, *accumulate(groups)]
        self._rows = {i: row for row, i in enumerate(stored.read(["report_id"])["report_id"])}
        self._held: OrderedDict[int, pa.ChunkedArray] = OrderedDict()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_held": OrderedDict()}

    def texts(self) -> Texts:
        """All of them."""
        return Texts(dict.fromkeys(self._rows, self))

    def text(self, report_id: str) -> str:
        """The text of one report."""
        row = self._rows[report_id]
        group = bisect_right(self._first, row) - 1
        found: str | None = self._group(group)[row - self._first[group]].as_py()
        return found or ""

    def _group(self, group: int) -> pa.ChunkedArray:
        held = self._held
        if group not in held:
            if _look(self.path) != self._look:
                raise TableError(f"{self.path} is another since it was opened, for the tables were built again: load them again")
            with self._file() as file:
                held[group] = file.read_row_group(group, columns=["text"])["text"]
            if len(held) > _HELD:
                held.popitem(last=False)
        held.move_to_end(group)
        return held[group]

    def _file(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path)
        except (OSError, pa.ArrowInvalid) as error:
            raise TableError(f"{self.path} cannot be read as Parquet ({error}): build the tables again") from error


def _look(path: Path) -> tuple[int, int] | None:
    """How a file looks, by which another one in its place is noticed."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Files:
    """Texts that are read from the files of their reports; what was read once is held."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths, self._read = dict(paths), dict[str, str]()

    def texts(self) -> Texts:
        """All of them."""
        return Texts(dict.fromkeys(self._paths, self))

    def text(self, report_id: str) -> str:
        """The text of one report; empty where its file cannot be read any more."""
        from gcir import text

        if report_id not in self._read:
            self._read[report_id] = text.read_text(self._paths[report_id])
        return self._read[report_id]


def kept(folder: Path | str = "") -> Texts:
    """The texts kept in a folder (else GCIR_TIDY or data/tidy); none if an older version built there, or nobody."""
    from gcir.tidy import locate

    place = Path(os.path.abspath(locate(folder or os.environ.get("GCIR_TIDY", "data/tidy"))))
    look = _look(place / schemas.files(schemas.TEXTS)[0])
    return _kept(place, look) if look else Texts()


@functools.lru_cache(maxsize=2)
def _kept(folder: Path, _look: tuple[int, int]) -> Texts:
    return Kept(folder).texts()


def from_files(reports: pd.DataFrame, folder: Path | str = "") -> Texts:
    """The texts of reports read from their files, in `folder` (else GCIR_RAW or data/raw); files not there are left out."""
    from gcir import text

    place = text.raw_folder(folder)
    paths = {i: place / file for i, file in zip(reports["report_id"], reports["file"], strict=True) if file}
    return Files({i: path for i, path in paths.items() if path.is_file()}).texts()


def completed(found: Texts, reports: pd.DataFrame, folder: Path | str = "", warn: bool = True) -> Texts:
    """Texts of reports, and those that are missing from their files; a warning if there are none at all."""
    have_files = reports[reports["file"].fillna("").astype("str") != ""]
    missing = have_files[~have_files["report_id"].isin(list(found))]
    whole = found.and_those_of(from_files(missing, folder)) if len(missing) else found
    if warn and len(missing) and not whole:
        told = "these reports' texts are not there: build the tables again, which keeps them"
        warnings.warn(f"{told}, or name the folder of the reports' files in GCIR_RAW", stacklevel=4)
    return whole


def of_reports(reports: pd.DataFrame, folder: Path | str = "", tidy: Path | str = "") -> Texts:
    """The texts of some reports: those kept in `tidy` (else GCIR_TIDY or data/tidy), the others from their files.

    With `folder` and without `tidy` all are read from files. Without either, a warning says if there are none.
    """
    from gcir.tidy import locate

    if folder and not tidy:
        return from_files(reports, folder)
    found = kept(tidy)
    place = locate(tidy or os.environ.get("GCIR_TIDY", "data/tidy"))
    return completed(found.only(_known(reports, place)) if found else found, reports, folder, warn=not tidy)


def _known(reports: pd.DataFrame, folder: Path) -> Iterable[str]:
    """The reports that are those of a folder's tables, by their files and what these hold."""
    from gcir.scan import Stored

    columns = ["report_id", *(c for c in _SAME if c in reports)]
    told = Stored("reports", folder).read(columns)
    same = set(told.itertuples(index=False, name=None))
    return [row[0] for row in reports[columns].itertuples(index=False, name=None) if row in same]
