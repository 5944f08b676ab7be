"""Build the tables from the command line or from Python: what was asked for, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gcir import schemas

if TYPE_CHECKING:
    from gcir.building import Counts, How, Watch


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found and wrote: rows per table, failures by reason, reports that repeat others, what became of the files."""

    out: Path
    rows: dict[str, int]
    reasons: dict[str, int]
    repeated: int
    counts: Counts
    is_new: bool

    @property
    def failed(self) -> int:
        """How many files could not be read."""
        return self.rows["failures"]

    def __str__(self) -> str:
        counted = ", ".join(f"{n:,} {table}" for table, n in self.rows.items() if table in schemas.TABLES)
        if not self.is_new:
            return f"{counted}: the tables in {self.out} are as they were"
        return f"{counted}: written to {self.out}"

    def files(self) -> str:
        """A sentence about the files: how many are new, unchanged, removed."""
        told = {"new": self.counts.new, "changed": self.counts.changed, "read again": self.counts.again}
        told |= {"unchanged": self.counts.unchanged, "removed": self.counts.removed}
        always = ("new", "unchanged", "removed")
        counts = ", ".join(f"{n:,} {what}" for what, n in told.items() if n or what in always)
        found = [f"{self.failed:,} in all cannot be read"] if self.failed else []
        if self.repeated:
            found.append(f"{self.repeated:,} {'repeats' if self.repeated == 1 else 'repeat'} a report of another file")
        return "; ".join([f"Files: {counts}", *found])

    def warning(self) -> str:
        """A sentence about the files that could not be read; empty if there are none."""
        if not self.failed:
            return ""
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(self.reasons.items()))
        of_all = f"{self.failed} of {self.failed + self.rows['reports']}"
        return f"{of_all} files could not be read ({reasons}): see {self.out / 'failures.csv'}"


def write_tables(
    paths: Iterable[Path | str],
    out: Path | str,
    how: How | None = None,
    progress: Watch | None = None,
    say: Callable[[str], None] | None = None,
) -> Summary:
    """Read every file of the paths that is new or has changed, and write the tables to `out`.

    `progress` may watch what comes in; `say` is told what the user should know meanwhile.
    """
    from gcir import building

    built = building.build(paths, Path(out), how or building.How(), say or (lambda _: None), progress)
    return Summary(Path(out), built.rows, built.reasons, built.repeated, built.counts, built.is_new)
