"""Shares with their cases: what is counted, out of what, and how sure that is."""

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gcir.choosing import ABOUT, values
from gcir.guard import OnMixed, guard
from gcir.summaries import SMALLEST, rate

_COLUMNS = ["report_id", "numerator", "denominator", "cases", "of", "parts", "stated", "state", "share", "low", "high", "n"]
_POOLED = ["n", "cases", "of", "share", "low", "high", "median", "shares"]
Place = Mapping[str, str]


@functools.cache
def _wholes() -> Mapping[str, frozenset[frozenset[str]]]:
    """The indicators that add up to each total, by the identities of rules.csv that hold one total against its parts."""
    from gcir import checks_rules

    found: dict[str, set[frozenset[str]]] = {}
    for rule in checks_rules.every():
        if rule.kind == "sum" and rule.relation == "=" and len(rule.left) == 1 and not any(t.dimension for t in rule.right):
            found.setdefault(rule.left[0].indicator, set()).add(frozenset(t.indicator for t in rule.right))
    return {whole: frozenset(parts) for whole, parts in found.items()}


@functools.cache
def _within(part: str) -> Mapping[str, frozenset[str]]:
    """Every total that an indicator goes into, and through which of its direct parts."""
    found: dict[str, set[str]] = {part: {part}}
    waiting = [part]
    while waiting:
        inner = waiting.pop()
        for whole, sets in _wholes().items():
            if any(inner in parts for parts in sets):
                if whole not in found:
                    waiting.append(whole)
                found.setdefault(whole, set()).add(inner)
    return {whole: frozenset(through) for whole, through in found.items()}


def apart(one: str, other: str) -> bool:
    """Whether the forms count nothing in both indicators: they are different parts of one total, at any depth."""
    first, second = _within(one), _within(other)
    if one in second or other in first:
        return False
    return any(
        any(a != b and {a, b} <= parts for a in first[whole] for b in second[whole] for parts in _wholes().get(whole, ()))
        for whole in first.keys() & second.keys()
    )


def _parts(numerator: str | Sequence[str]) -> tuple[str, ...]:
    """The numerator's indicators, if no case counts in two of them."""
    parts = (numerator,) if isinstance(numerator, str) else tuple(numerator)
    if not parts:
        raise ValueError("the numerator names no indicator: name one, or a list of parts of one total")
    for one, other in itertools.combinations(parts, 2):
        if not apart(one, other):
            raise ValueError(
                f"{one} and {other} are not known to be separate parts of one total, so their sum may count a case twice: "
                "add up only what rules.csv has side by side in one sum"
            )
    return parts


def shares(
    corpus: Any, numerator: str | Sequence[str], denominator: str, *, within: Place | None = None, **dimensions: str
) -> pd.DataFrame:
    """One row per report that states both: `cases` of the numerator out of `of` of the denominator, and their share.

    The numerator may be a list of separate parts of one total, by the sums of codebook/rules.csv; else ValueError.
    Dimensions narrow the numerator, `within` both sides: route="online" is the share of online requests in all, with
    within={"applicant": "company"} in those of companies. `state` says why a share is empty: parts_missing (only
    `stated` of the `parts` of a list are stated; what is not stated is no zero), inexact (a number is approximate or in
    conflict), exceeds (more cases than the whole: no share), few (`of` below five); else ok. `low` and `high` are a
    95 % Wilson interval. `n` is the number of reports in the table.

    >>> shares(corpus, "requests_granted", "requests_closed").head(2)[["agency", "cases", "of", "share", "state", "n"]]
             agency  cases   of  share state  n
    0  文成县珊溪镇人民政府    2.0  3.0    NaN   few  8
    1  文成县珊溪镇人民政府    3.0  6.0    0.5    ok  8
    """
    parts = _parts(numerator)
    within = dict(within or {})
    numbers = pd.concat([_numbers(corpus, part, within | dimensions) for part in parts])
    by_report = numbers.groupby("report_id", sort=False)
    cases = by_report.agg(cases=("value", "sum"), stated=("value", "size"), exact=("exact", "all"))
    whole = values(corpus, denominator, **within)
    rows = whole.merge(cases, on="report_id", validate="one_to_one")
    rows = rows.rename(columns={"value": "of"}).assign(numerator=" + ".join(parts), denominator=denominator, parts=len(parts))
    sure = rows["exact"].astype("bool") & _exact(rows)
    tests = [rows["stated"] < len(parts), ~sure, rows["cases"] > rows["of"], rows["of"] < SMALLEST]
    rows["state"] = np.select(tests, ["parts_missing", "inexact", "exceeds", "few"], "ok")
    counts = zip(rows["cases"], rows["of"], rows["state"], strict=True)
    intervals = [rate(int(k), int(n)) if state == "ok" else rate(0, 0) for k, n, state in counts]
    rows[["share", "low", "high"]] = np.array(intervals, dtype=float).reshape(-1, 3)
    rows["n"] = np.int64(len(rows))
    return rows[[*_COLUMNS, *ABOUT]].sort_values("report_id", ignore_index=True)


def _numbers(corpus: Any, part: str, place: Place) -> pd.DataFrame:
    rows = values(corpus, part, **place)
    return rows.assign(exact=_exact(rows))


def _exact(rows: pd.DataFrame) -> pd.Series:
    return (rows["precision"] == "exact") & ~rows["conflict"].astype("bool")


def pooled(rows: pd.DataFrame, by: str | list[str], *, on_mixed: OnMixed = "warn") -> pd.DataFrame:
    """Rows of `shares` by group: `cases` out of `of` over all `n` reports, their share with its interval.

    Reports that lack a part, exceed the whole or give approximate numbers stay out; small ones count with their cases.
    Large reports weigh most; `median` is that of the `shares` single reports have, empty below five. The interval takes
    all cases as independent, so it is too narrow where reports differ much. Warns where a group is not comparable.

    >>> pooled(shares(corpus, "requests_granted", "requests_closed"), "level")[["level", "n", "cases", "of", "share"]]
          level  n  cases    of     share
    0    county  2   25.0  49.0  0.510204
    1  township  6   16.0  23.0  0.695652
    """
    keys = [by] if isinstance(by, str) else list(by)
    used = rows[rows["state"].isin(["ok", "few"])]
    for side in ("numerator", "denominator"):
        for indicator, group in used.groupby(side, sort=False):
            for part in str(indicator).split(" + "):
                guard(group.assign(indicator=part), by=keys, on_mixed=on_mixed)
    found = []
    for key, group in used.groupby(keys, sort=True, dropna=False, observed=True):
        cases, of, single = group["cases"].sum(), group["of"].sum(), group["share"].dropna()
        median = single.median() if len(single) >= SMALLEST else np.nan
        found.append((*key, len(group), cases, of, *rate(int(cases), int(of)), median, len(single)))
    return pd.DataFrame(found, columns=[*keys, *_POOLED])
