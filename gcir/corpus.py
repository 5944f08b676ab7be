"""Many reports as tables: build them from files, load them back, set the published panel beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import schemas
from gcir.tidy import AND, Corpus, concat, from_here, load, locate

if TYPE_CHECKING:
    import pyarrow as pa

    from gcir.intake import Outcome

__all__ = ["AND", "Corpus", "Summary", "build", "concat", "from_here", "load", "locate", "write_tables"]

_FLUSH = 200_000  # rows kept as Python objects before they are packed


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build wrote: rows per table, and how many files failed for which reason."""

    out: Path
    rows: dict[str, int]
    reasons: dict[str, int]

    @property
    def failed(self) -> int:
        """How many files could not be read."""
        return self.rows["failures"]

    def __str__(self) -> str:
        counted = ", ".join(f"{n:,} {table}" for table, n in self.rows.items())
        return f"{counted}: written to {self.out}"

    def warning(self) -> str:
        """A sentence about the files that could not be read; empty if there are none."""
        if not self.failed:
            return ""
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(self.reasons.items()))
        of_all = f"{self.failed} of {self.failed + self.rows['reports']}"
        return f"{of_all} files could not be read ({reasons}): see {self.out / 'failures.csv'}"


class _Collector:
    """Gathers rows as reports come in, gives every report an id of its own, and packs rows before they grow too many."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in schemas.TABLES}
        self._packed: dict[str, list[pa.Table]] = {table: [] for table in schemas.TABLES}
        self.reasons: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        if outcome.failure:
            self.reasons[outcome.failure[0]] += 1
            self._rows["failures"].append((outcome.file, *outcome.failure))
            return
        report_id = self._own_id(outcome.report_id or Path(outcome.file).stem)
        self._rows["reports"].append((report_id, *outcome.report))
        for table, rows in outcome.rows.items():
            self._rows[table].extend((report_id, *row) for row in rows)
            if len(self._rows[table]) > _FLUSH:
                self._pack(table)

    def _own_id(self, wanted: str) -> str:
        found, n = wanted, 1
        while found in self._ids:
            n += 1
            found = f"{wanted}-{n}"
        self._ids.add(found)
        return found

    def _pack(self, table: str) -> None:
        from gcir import store

        self._packed[table].append(store.arrow(table, self._rows[table]))
        self._rows[table] = []

    def tables(self) -> dict[str, pa.Table]:
        """Everything gathered, as one Arrow table each."""
        import pyarrow as pa

        for table in schemas.TABLES:
            self._pack(table)
        return {table: pa.concat_tables(parts).combine_chunks() for table, parts in self._packed.items()}


def write_tables(
    paths: Iterable[Path | str],
    out: Path | str,
    workers: int | None = None,
    progress: Callable[[Iterator[Outcome], int], Iterable[Outcome]] | None = None,
) -> Summary:
    """Read every file of the paths and write the tables to `out`. `progress` may watch what comes in."""
    from gcir import checks_years, intake, store

    out = Path(out)
    if out.exists() and not out.is_dir():
        raise intake.InputError(f"{out} is a file: name a folder for the tables")
    files = intake.sources(paths, leave_out=out)
    collector = _Collector()
    outcomes = intake.read_all(files, workers)
    for outcome in progress(outcomes, len(files)) if progress else outcomes:
        collector.add(outcome)
    tables = checks_years.with_years(collector.tables())
    store.write(tables, out)
    return Summary(out, {name: table.num_rows for name, table in tables.items()}, dict(collector.reasons))


def build(
    paths: Iterable[Path | str] | Path | str, out: Path | str = "data/tidy", *, strict: bool = False, workers: int | None = None
) -> Corpus:
    """Read the reports in files and folders, write their tables to `out`, and load them.

    Files that cannot be read become rows of `failures`; with `strict` they raise a TableError after everything is written.
    """
    paths = [paths] if isinstance(paths, str | Path) else paths
    summary = write_tables(paths, out, workers)
    if strict and summary.failed:
        raise schemas.TableError(summary.warning())
    return load(out)
