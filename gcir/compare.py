"""Comparing agencies and years: one place for all that turns a corpus into tidy tables of comparable numbers.

    values, choose     one number per report and indicator, by a stated order of precedence, the conflict kept
    series             one number per agency and year; change between years; panel of agencies with the same years
    shares, pooled     cases out of a whole with intervals; parts of a total along one dimension
    medians, ranks     summaries and places within groups, with n
    find_agency        an agency by any spelling; agencies: all of them; peers: those to compare one with
    successors         which body followed which, by what reform; series(..., follow=True) chains them
    join               a table of one's own beside the rows, and numbers per unit of it
    guard              warns or refuses where official forms count differently, with the codebook's reason

Everything takes and returns tidy DataFrames. A corpus is anything with the frames `reports`, `figures`, `problems`
and `findings` as attributes. Every docstring has an example.
"""

import pandas as pd

from gcir.channel_parts import parts
from gcir.choosing import ABOUT, DIMENSIONS, choose, each, plain, values, with_reports
from gcir.guard import MixedLayouts, NotComparable, OnMixed, guard
from gcir.joins import JoinError, Unmatched, join
from gcir.peers import Found, NoReport, UnknownAgency, agencies, find_agency, peers
from gcir.ranks import ranks
from gcir.series import change, panel, series
from gcir.shares import pooled, shares
from gcir.successions import successors
from gcir.summaries import SMALLEST, breaks, median_interval, periods, rate, summarise

__all__ = [
    "ABOUT", "DIMENSIONS", "SMALLEST", "Found", "JoinError", "MixedLayouts", "NoReport", "NotComparable", "OnMixed",
    "UnknownAgency", "Unmatched", "agencies", "breaks", "change", "choose", "each", "find_agency", "guard", "join",
    "median_interval", "medians", "panel", "parts", "peers", "periods", "plain", "pooled", "ranks", "rate", "series",
    "shares", "successors", "summarise", "values", "with_reports",
]  # fmt: skip


def medians(rows: pd.DataFrame, by: str, *, on_mixed: OnMixed = "warn") -> pd.DataFrame:
    """Per group of `by`: n, zeros, the median with a 95 % interval (low, high) and the quartiles (q1, q3).

    Empty, not guessed, where n is below five; the interval below six. Warns where the rows of a group are not
    comparable (`on_mixed`).

    >>> rows = pd.DataFrame({"kind": list("aaaaaab"), "value": [1, 2, 3, 4, 5, 6, 0]})
    >>> medians(rows, "kind")[["kind", "n", "median", "low", "high"]]
      kind  n  median  low  high
    0    a  6     3.5  1.0   6.0
    1    b  1     NaN  NaN   NaN
    """
    if "layout" in rows:
        guard(rows, by=by, on_mixed=on_mixed)
    return summarise(rows, by)
