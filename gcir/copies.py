"""Reports that the corpus holds more than once: comparisons count the first of them, and the tables keep all.

Which reports are copies, the build has found out (see `repeats`) and said in findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gcir import sources

if TYPE_CHECKING:
    import pandas as pd

RULES = ("report_repeated", "report_published_again")
HELD = "_copies"  # under this name a corpus keeps what was found once


def of(corpus: Any) -> frozenset[str]:
    """The ids of the reports that repeat another report of the corpus.

    One whose original is not in the corpus, as in a choice of its reports, is none.

    >>> sorted(of(corpus))
    []
    """
    pairs = _pairs(corpus)
    if not pairs:
        return frozenset()
    there = set(corpus.reports["report_id"])
    return frozenset(copy for copy, counted in pairs if counted in there)


def once(rows: pd.DataFrame, corpus: Any) -> pd.DataFrame:
    """The rows without those of reports that repeat another one."""
    found = of(corpus)
    return rows[~rows["report_id"].isin(found)] if found else rows


def _pairs(corpus: Any) -> frozenset[tuple[str, str]]:
    """Each copy and the report that counts in its place."""
    held = vars(corpus) if hasattr(corpus, "__dict__") else {}
    found: frozenset[tuple[str, str]] | None = held.get(HELD)
    if found is None:
        rows = sources.read(corpus, "findings", ["report_id", "expected"], {"rule": RULES})
        rows = rows[rows["report_id"] != rows["expected"]]
        found = frozenset(zip(rows["report_id"], rows["expected"], strict=True))
        if "_source" in held:  # what is read from a folder does not change; frames may
            held[HELD] = found
    return found
