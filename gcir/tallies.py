"""How many reports are in which state, counted some reports at a time: a large corpus is never in memory as a whole."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from gcir import sources
from gcir.choosing import DIMENSIONS, PRECISIONS, SOURCES, WORDINGS, plain, rank

_COLUMNS = ["report_id", "indicator", *DIMENSIONS, "value", "precision", "stated_as", "source"]
_KINDS = np.array(["blank", "reported", "zero_words", "zero_digits"])


def states(corpus: Any, reports: pd.DataFrame, gone: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Reports per indicator and state, as `coverage.states` sees them; `lost` are those of `gone` that state nothing else."""
    wanted = set(reports["report_id"])
    lacking = pd.MultiIndex.from_tuples(sorted(gone), names=["report_id", "indicator"])
    found, stated = [], []
    for rows in sources.batches(corpus, "figures", _COLUMNS, {"report_id": wanted}):
        best = best_states(rows[rows["indicator"].notna() & (rows["indicator"] != "")])
        found.append(best.groupby(["indicator", "state"]).size())
        pairs = pd.MultiIndex.from_frame(best[["report_id", "indicator"]])
        stated.append(pairs.intersection(lacking))
    known = [pairs for pairs in stated if len(pairs)]
    lost = lacking.difference(known[0].append(known[1:])) if known else lacking
    counts = pd.concat(found).groupby(level=["indicator", "state"]).sum().unstack(fill_value=0)
    gaps = lost.get_level_values("indicator").value_counts()
    return counts.reindex(columns=_KINDS, fill_value=0).assign(lost=gaps.reindex(counts.index).fillna(0).astype("int64"))


def best_states(figures: pd.DataFrame) -> pd.DataFrame:
    """One row per report and indicator with its state: that of the statement chosen, a total before its parts."""
    rows = plain(figures, [*DIMENSIONS, "precision", "stated_as", "source"])
    blank = rows["value"].isna().to_numpy()
    preference = blank * 1000 + rank(rows["source"], SOURCES).to_numpy() * 100
    preference = preference + rank(rows["precision"], PRECISIONS).to_numpy() * 10 + rank(rows["stated_as"], WORDINGS).to_numpy()
    cells = _codes(rows[["report_id", "indicator", *DIMENSIONS]])
    first = _first_of_each(cells, preference)
    rows, blank = rows.iloc[first], blank[first]
    is_part = (rows[DIMENSIONS] != "").any(axis=1).to_numpy()
    is_zero = (rows["value"] == 0).to_numpy()
    best = _first_of_each(_codes(rows[["report_id", "indicator"]]), blank * 4 + is_part * 2 + is_zero)
    chosen = rows.iloc[best]
    kinds = [chosen["value"].isna(), chosen["value"] != 0, chosen["stated_as"] == "words"]
    return chosen[["report_id", "indicator"]].assign(state=np.select(kinds, list(_KINDS[:3]), str(_KINDS[3])))


def _codes(keys: pd.DataFrame) -> np.ndarray:
    """A number for every combination of keys that occurs."""
    found = np.zeros(len(keys), dtype="int64")
    for column in keys:
        codes, distinct = pd.factorize(keys[column])
        found = found * (len(distinct) + 1) + codes
        found = pd.factorize(found)[0].astype("int64")
    return found


def _first_of_each(groups: np.ndarray, preference: np.ndarray) -> np.ndarray:
    """Where the row of the lowest preference of each group stands, the earliest of several; in the order of the rows."""
    order = np.lexsort((np.arange(len(groups)), preference, groups))
    starts = np.flatnonzero(np.r_[True, groups[order][1:] != groups[order][:-1]]) if len(groups) else np.array([], dtype=int)
    return np.sort(order[starts])
