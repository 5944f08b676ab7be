"""Findings in words about change within agencies that have two or more years."""

import numpy as np
import pandas as pd

from gcir import compare
from gcir.charts_ratios import percent
from gcir.compare import each
from gcir.messages import Sentence, Told, listed_apart, name, say
from gcir.saying import NONE, lower

LEAST_YEARS = 3  # years of an agency that make a series worth a panel
_NEVER = "not_comparable"


def usable(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes whose two sides count the same, with `times`: the ratio, endless from zero to more, 1 from zero to zero."""
    kept = changes[changes["comparability"] != _NEVER]
    from_zero = np.where(kept["value"] > 0, np.inf, 1.0)
    return kept.assign(times=kept["ratio"].where(kept["previous"] != 0, pd.Series(from_zero, index=kept.index)))


def change(changes: pd.DataFrame, indicator: str) -> Told:
    """How often an agency's number rose from one of its years to the next, and by how much in the middle."""
    what, kept = name("indicator", indicator), usable(changes)
    barred = len(changes) - len(kept)
    left = say("change_barred", n=barred) if barred else NONE
    if kept.empty:
        title = say("change_none_comparable" if barred else "change_none", indicator=what, n=barred)
        return Told(title, title, title)
    n, up, down = len(kept), int((kept["difference"] > 0).sum()), int((kept["difference"] < 0).sum())
    _, low, high = compare.rate(up, up + down)
    key = "change_mostly_up" if low > 0.5 else "change_mostly_down" if high < 0.5 else "change_mixed"
    title = say(key if n >= compare.SMALLEST else "change_few", indicator=what, n=n, up=up, down=down, same=n - up - down)
    agencies = kept["chain_id"].nunique()
    text = title + say("change_cases", n=n, agencies=agencies, up=up, down=down, same=n - up - down) + _median(kept) + left
    return Told(title, text, title + _median(kept) + left)


def _median(kept: pd.DataFrame) -> Sentence:
    """The median of the ratios where five or more have one."""
    with np.errstate(invalid="ignore"):  # between two endless ratios nothing lies
        row = next(each(compare.summarise(kept.assign(value=kept["times"], one=1), "one")), None)
    if row is None or row.median != row.median:
        return say("change_few_cases", n=len(kept), least=compare.SMALLEST) if len(kept) < compare.SMALLEST else NONE
    if row.low != row.low:
        return say("change_median_alone", n=row.n, median=percent(row.median))
    return say("change_median", n=row.n, median=percent(row.median), low=percent(row.low), high=percent(row.high))


def long_enough(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of agencies with years enough for a panel of their own."""
    return rows[rows["n"] >= LEAST_YEARS]


def series(rows: pd.DataFrame, indicator: str) -> Told:
    """How many agencies have a series, and which way each goes over the longest stretch of comparable years."""
    kept, what = long_enough(rows), name("indicator", indicator)
    if kept.empty:
        return Told(*[say("series_none", indicator=lower(what), least=LEAST_YEARS)] * 3)
    agencies = kept["chain_id"].nunique()
    first, last = _ends(kept, indicator)
    n, up = len(first), int((last["value"].to_numpy() > first["value"].to_numpy()).sum())
    key = "series_apart" if not n else "series_one" if n == 1 else "series"
    title = say(key, indicator=what, n=n, up=up, least=LEAST_YEARS, agencies=agencies)
    pairs = zip(each(first.head(12)), each(last.head(12)), strict=True)
    lines = [say("series_ends", agency=b.agency, first=str(a.year), a=a.value, last=str(b.year), b=b.value) for a, b in pairs]
    return Told(title, title, say("alt_bars", title=title, rows=listed_apart(lines)) if lines else title)


def _ends(kept: pd.DataFrame, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first and the last row of each agency's longest stretch of years across which the form did not change its meaning."""
    hard = [int(b["year"]) for b in compare.breaks(indicator) if b["comparability"] == _NEVER]
    years = kept["year"].astype("int64").to_numpy()
    rows = kept.assign(
        stretch=np.searchsorted(sorted(hard), years, side="right"), agency_number=pd.factorize(kept["chain_id"])[0]
    )
    rows = rows.sort_values(["agency_number", "year"], kind="stable")
    key = ["agency_number", "stretch"]
    rows["years"] = rows.groupby(key)["year"].transform("size")
    best = rows.sort_values(["agency_number", "years", "stretch"], ascending=[True, False, True], kind="stable")
    longest = best.drop_duplicates("agency_number")[key]
    rows = rows.merge(longest, on=key)
    rows = rows.loc[rows["years"] > 1]
    return rows.drop_duplicates("agency_number"), rows.drop_duplicates("agency_number", keep="last")
