"""From the rows kept of each file to the tables: in the order of the files, a stretch at a time, in bounded memory."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcir import arrow, checks_years, copies, packing, repeats, schemas, table_files
from gcir.parts import Place, Shelf

if TYPE_CHECKING:
    from gcir.model import Finding
    from gcir.table_files import TableFile

WINDOW = 250  # files
_WHOSE = ("agency", "agency_id", "province", "prefecture", "county", "year", "sha256")
_TOGETHER = 1_000  # reports whose years are compared at a time
_BUCKETS = 200  # files that are open at a time
_SCATTERED = 16  # parts beyond twice as many as there must be


class Item(NamedTuple):
    """One file of the build: where its rows stand, or why there are none."""

    file: str
    place: Place | None
    failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What must be known of all files before the first row is written."""

    ids: Sequence[str]  # report_id by file; empty for a file that could not be read
    buckets: np.ndarray[Any, Any]  # by file: which reports are held against each other; -1 for none
    members: Sequence[pa.Table]  # the reports of each bucket
    again: np.ndarray[Any, Any]  # by file: whether another file holds a report of this agency and year
    repeated: Sequence[tuple[str, Finding]]  # what is said of files with the same bytes
    reasons: Mapping[str, int]


def assemble(items: Sequence[Item], shelf: Shelf, folder: Path) -> tuple[dict[str, int], dict[str, int], int]:
    """Write the tables of these files into a folder. Rows by table, files that failed by reason, reports that repeat others."""
    overview = survey(items, shelf)
    with table_files.written(folder) as tables, _Years(overview, folder) as years:
        for stretch in _windows(items):
            _add(items[stretch], overview.ids[stretch], shelf, tables, years, stretch.start)
        repeated = _ids_of_copies(overview.repeated)
        tables["findings"].add(_rows(overview.repeated))
        for found in years.findings():
            repeated |= _ids_of_copies(found)
            tables["findings"].add(_rows(found))
        rows = {name: table.rows for name, table in tables.items()}
    return rows, dict(overview.reasons), len(repeated)


def _rows(found: Sequence[tuple[str, Finding]]) -> pa.Table:
    columns = schemas.names("findings")[1:]
    return arrow.of_rows("findings", [(report_id, *(getattr(f, c) for c in columns)) for report_id, f in found])


def _ids_of_copies(found: Sequence[tuple[str, Finding]]) -> set[str]:
    return {report_id for report_id, f in found if f.rule in copies.RULES and f.expected != report_id}


def _windows(items: Sequence[Item]) -> Iterator[slice]:
    return (slice(start, start + WINDOW) for start in range(0, len(items), WINDOW))


def is_loose(keys: Sequence[str], places: Mapping[str, Place]) -> bool:
    """Whether rows lie so scattered, or among so many that nobody needs, that packing them anew pays."""
    used = {places[key].part for key in keys}
    lying = sum(place.part in used for place in places.values())
    return len(used) > 2 * (len(keys) // WINDOW) + _SCATTERED or lying > 2 * len(keys) + WINDOW


def pack_anew(keys: Sequence[str], places: dict[str, Place], shelf: Shelf) -> None:
    """Write the rows of these keys into new parts, in this order."""
    keys = list(dict.fromkeys(keys))
    for start in range(0, len(keys), WINDOW):
        some = keys[start : start + WINDOW]
        part = shelf.add(packing.encode(shelf.rows([places[key] for key in some]).combine_chunks()))
        places.update((key, Place(part, row)) for row, key in enumerate(some))


def survey(items: Sequence[Item], shelf: Shelf) -> Overview:
    """Give every report an id of its own, and find the agencies with several reports."""
    own, ids, whose = _Ids(), list[str](), list[pa.Table]()
    reasons: Counter[str] = Counter(item.failure[0] for item in items if item.failure)
    columns = ["report_id", "failure.reason", *(f"report.{name}" for name in _WHOSE)]
    for stretch in _windows(items):
        found = [item for item in items[stretch] if item.place]
        rows = shelf.rows([item.place for item in found if item.place], columns) if found else None
        told = iter(_read(rows)) if rows else iter(())
        for item in items[stretch]:
            wanted, reason = next(told) if item.place else ("", "not opened")
            ids.append("" if reason else own.of(wanted or Path(item.file).stem))
            reasons.update([reason] if reason and item.place else [])
        if rows:
            whose.append(pa.table({name: pc.struct_field(rows["report"], name) for name in _WHOSE}).filter(_was_read(rows)))
    reports = pa.concat_tables(whose).combine_chunks() if whose else arrow.schema("reports").empty_table().select(_WHOSE)
    files = [item.file for item, report_id in zip(items, ids, strict=True) if report_id]
    for name, column in (("report_id", [i for i in ids if i]), ("file", files)):
        reports = reports.append_column(name, pa.array(column, pa.string()))
    return _overview(reports, ids, reasons)


def _overview(reports: pa.Table, ids: Sequence[str], reasons: Mapping[str, int]) -> Overview:
    """What the reports have in common: agencies, years, bytes."""
    known = schemas.typed("reports", reports.to_pandas())
    groups = checks_years.of_several(known)
    together = _buckets(groups)
    of_report, again = np.full(len(known), -1, dtype=np.int32), np.zeros(len(known), dtype=bool)
    for number, members in enumerate(together):
        of_report[members] = number
    again[[n for rows in repeats.again(known, groups) for n in rows]] = True
    is_report = np.array([bool(i) for i in ids], dtype=bool)
    buckets, others = np.full(len(ids), -1, dtype=np.int32), np.zeros(len(ids), dtype=bool)
    buckets[is_report], others[is_report] = of_report, again
    tables = [reports.take(pa.array(sorted(members))) for members in together]
    return Overview(ids, buckets, tables, others, list(repeats.same_bytes(known)), reasons)


def _was_read(rows: pa.Table) -> pa.ChunkedArray:
    return pc.is_null(pc.struct_field(rows["failure"], "reason"))


def _read(rows: pa.Table) -> Iterator[tuple[str, str]]:
    reasons = pc.struct_field(rows["failure"], "reason").to_pylist()
    return ((wanted, reason or "") for wanted, reason in zip(rows["report_id"].to_pylist(), reasons, strict=True))


class _Ids:
    """Gives every report an id that no other has: the first keeps it, later ones get a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def of(self, wanted: str) -> str:
        found, n = wanted, self._last.get(wanted, 1)
        while found in self._taken:
            n += 1
            found = f"{wanted}-{n}"
        self._last[wanted] = n
        self._taken.add(found)
        return found


def _buckets(groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Agencies with several reports, as many together as are compared at a time, in the order of their first reports."""
    most = max(_TOGETHER, sum(map(len, groups)) // _BUCKETS)
    together: list[list[int]] = []
    for group in groups:
        if not together or len(together[-1]) + len(group) > most:
            together.append([])
        together[-1] += group
    return together


def _add(
    items: Sequence[Item], ids: Sequence[str], shelf: Shelf, tables: Mapping[str, TableFile], years: _Years, first: int
) -> None:
    """Write the rows of some files to all tables."""
    at = [n for n, item in enumerate(items) if item.place]
    rows = shelf.rows([items[n].place for n in at]) if at else None  # type: ignore[misc]
    failures = {n: item.failure for n, item in enumerate(items) if item.failure}
    if rows:
        rows = rows.combine_chunks()
        known = pa.array([ids[n] for n in at], pa.string())
        files = pa.array([items[n].file for n in at], pa.string())
        was_read = _was_read(rows)
        failures |= {n: tuple(told.values()) for n, told in zip(at, rows["failure"].to_pylist(), strict=True) if told["reason"]}
        report = dict(zip(packing.REPORT, rows["report"].combine_chunks().flatten(), strict=True))
        report |= {"report_id": known, "file": files}
        tables["reports"].add(pa.table([report[n] for n in schemas.names("reports")], arrow.schema("reports")).filter(was_read))
        tables[schemas.TEXTS].add(pa.table([known, rows["text"]], arrow.schema(schemas.TEXTS)).filter(was_read))
        for name in packing.LISTS:
            lists = rows[name].combine_chunks()
            parents = pc.list_parent_indices(lists)
            columns = [known.take(parents), *pc.list_flatten(lists).flatten()]
            found = pa.table(columns, arrow.schema(name))
            tables[name].add(found)
            if name == "figures":
                years.add(found, np.array(at, dtype=np.int64)[parents.to_numpy()] + first)
    if failures:
        written = [(items[n].file, *failures[n]) for n in sorted(failures)]
        tables["failures"].add(arrow.of_rows("failures", written))


class _Years(contextlib.ExitStack):
    """Keeps the figures that other years are held against on disk, by bucket, until all reports are through."""

    def __init__(self, overview: Overview, folder: Path) -> None:
        super().__init__()
        self._overview = overview
        self._paths = [folder / f"years-{n}.arrow" for n in range(len(overview.members))]
        self._wanted = pa.array(sorted(checks_years.indicators()), pa.string())
        self._files = [self.enter_context(pa.ipc.new_stream(str(path), arrow.schema("figures"))) for path in self._paths]

    def add(self, figures: pa.Table, files: np.ndarray[Any, Any]) -> None:
        """Keep what is needed of the figures of some files."""
        if not self._files:
            return
        buckets = self._overview.buckets[files]
        wanted = pc.is_in(figures["indicator"], self._wanted).to_numpy() | self._overview.again[files]
        kept = np.flatnonzero(wanted & (buckets >= 0))
        kept = kept[np.argsort(buckets[kept], kind="stable")]
        found = figures.take(pa.array(kept))
        for number, start, many in zip(*np.unique(buckets[kept], return_index=True, return_counts=True), strict=True):
            self._files[number].write_table(found.slice(start, many))

    def findings(self) -> Iterator[list[tuple[str, Finding]]]:
        """What the reports of each agency say of each other."""
        from gcir.tidy import Corpus

        for file, path, members in zip(self._files, self._paths, self._overview.members, strict=True):
            file.close()
            with pa.ipc.open_stream(str(path)) as stream:
                figures = schemas.typed("figures", stream.read_all().to_pandas())
            path.unlink()
            corpus = Corpus(reports=schemas.typed("reports", members.to_pandas()), figures=figures)
            yield [*repeats.same_figures(corpus), *checks_years.by_report(corpus)]
