"""Many reports as tables: build them from files, load them back, set the published panel beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gcir import schemas
from gcir.tidy import AND, Corpus, concat, from_here, load, locate
from gcir.written import Summary, write_tables

__all__ = ["AND", "Corpus", "Summary", "build", "concat", "from_here", "load", "locate", "write_tables"]


def build(
    paths: Iterable[Path | str] | Path | str,
    out: Path | str = "data/tidy",
    *,
    strict: bool = False,
    workers: int | None = None,
    fresh: bool = False,
) -> Corpus:
    """Read the reports in files and folders, write their tables to `out`, and load them.

    What was read before and has not changed is not read again, except with `fresh`. Files that cannot be read become
    rows of `failures`; with `strict` they raise a TableError after everything is written.
    """
    from gcir.building import How

    paths = [paths] if isinstance(paths, str | Path) else paths
    summary = write_tables(paths, out, How(workers, fresh=fresh))
    if strict and summary.failed:
        raise schemas.TableError(summary.warning())
    return load(out)
