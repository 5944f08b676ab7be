"""Keeps numbers apart that the official forms define differently, with the codebook's own reason."""

import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeVar

import pandas as pd

from gcir import comparability
from gcir.comparability import Verdict

OnMixed = Literal["warn", "raise", "ignore"]
Rows = TypeVar("Rows", pd.DataFrame, str)
_CHOICES = ("warn", "raise", "ignore")
_NEVER = "not_comparable"


class NotComparable(ValueError):  # noqa: N818 - reads as what is wrong
    """Numbers were put together that are not comparable. `verdicts` says between which forms, and why in two languages."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self.verdicts = tuple(verdicts)
        super().__init__(_told(self.verdicts))


class MixedLayouts(UserWarning):
    """Numbers that are not comparable stand side by side; the message is that of NotComparable."""


def _told(verdicts: Sequence[Verdict]) -> str:
    """What is mixed, why that is no comparison, and what to do."""
    mixed = "; ".join(f"{v.before} and {v.after}: {v.why_zh} / {v.why_en}" for v in verdicts)
    remedy = "keep the rows of one `form`, or pass on_mixed='ignore' and show the break"
    return f"{verdicts[0].indicator} is not comparable between forms ({mixed}): {remedy}"


def mixed(indicator: str, forms: Iterable[str]) -> Iterator[Verdict]:
    """The verdicts on every two of the forms between which an indicator is not comparable."""
    known = sorted({form for form in forms if form in comparability.forms()}, key=comparability.forms().index)
    for pair in itertools.combinations(known, 2):
        verdict = comparability.between(indicator, *pair)
        if verdict.comparability == _NEVER:
            yield verdict


def guard(rows: Rows, layouts: Iterable[str] = (), *, by: str | list[str] | None = None, on_mixed: OnMixed = "warn") -> Rows:
    """The rows as they came, if their numbers may be compared; else a warning (MixedLayouts) or an error (NotComparable).

    `rows` are of `values` or `series`, of any number of indicators; with `by` only what stands in one group is
    compared. In place of rows an indicator may be named, with the layouts that are to be compared. A report without
    an official table counts for the form of its year.

    >>> guard("proactive_disclosed", ["national_2014", "national_2021"], on_mixed="raise")
    Traceback (most recent call last):
    gcir.guard.NotComparable: proactive_disclosed is not comparable between forms (...
    >>> guard("requests_received", ["national_2019", "national_2021"], on_mixed="raise")
    'requests_received'
    """
    if on_mixed not in _CHOICES:
        raise ValueError(f"on_mixed is {on_mixed!r}: write one of {', '.join(_CHOICES)}")
    if on_mixed == "ignore":
        return rows
    found = list(mixed(rows, layouts)) if isinstance(rows, str) else _within(rows, by)
    if found and on_mixed == "raise":
        raise NotComparable(found)
    if found:
        warnings.warn(_told(found), MixedLayouts, stacklevel=3)
    return rows


def _within(rows: pd.DataFrame, by: str | list[str] | None) -> list[Verdict]:
    """What is mixed in the rows of any one group; of the first indicator with something to tell."""
    if rows.empty or "indicator" not in rows:
        return []
    keys = ["indicator", *([by] if isinstance(by, str) else by or [])]
    seen: dict[tuple[object, ...], set[str]] = {}
    for *key, form in with_form(rows)[[*keys, "form"]].drop_duplicates().itertuples(index=False):
        seen.setdefault(tuple("" if part is pd.NA or part != part else part for part in key), set()).add(form)
    together = {(str(key[0]), tuple(sorted(forms))): None for key, forms in seen.items() if len(forms) > 1}
    return next((found for indicator, forms in together if (found := list(mixed(indicator, forms)))), [])


def with_form(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the column `form`: the official form that counts for each, by its layout or else by its year."""
    if "form" in rows:
        return rows
    years = rows["year"] if "year" in rows else pd.Series(pd.NA, index=rows.index)
    forms = [
        comparability.form_of(layout if isinstance(layout, str) else "", None if pd.isna(year) else int(year))
        for layout, year in zip(rows["layout"], years, strict=True)
    ]
    return rows.assign(form=pd.Series(forms, index=rows.index, dtype="str"))
