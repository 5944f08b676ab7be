"""Findings in words, computed from the data: what stands above a chart, in its title and in its alternative text."""

from typing import Any

import pandas as pd

from gcir import copies, coverage
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, listed, listed_apart, name, say

NONE = Sentence("", "")
_CODED = ("agency_kind", "level", "layout")


def lower(words: Sentence) -> Sentence:
    """A label inside an English sentence."""
    is_name = words.en[1:] != words.en[1:].lower()
    return words if is_name else Sentence(words.zh, words.en[:1].lower() + words.en[1:])


def in_order(rows: list[Sentence], most: int = 5) -> Sentence:
    """The largest counts in words; it says so where there are more of them."""
    shown = listed(rows[:most])
    return say("in_detail_first", shown=most, rows=shown) if len(rows) > most else say("in_detail", rows=shown)


def leaders(counts: pd.Series) -> int:
    """How many groups share the first place; counts come in falling order."""
    return int((counts == counts.iloc[0]).sum())


def leading(key: str, counts: pd.Series) -> str:
    """The message that fits: KEY where one group of several leads, KEY_tied where some do, KEY_even where all do."""
    ties = leaders(counts)
    return key if ties == 1 < len(counts) else f"{key}_even" if ties == len(counts) else f"{key}_tied"


def corpus(corpus: Any) -> Sentence:
    """How much there is, and how it came here; a report that several files hold counts once."""
    reports = copies.once(corpus.reports, corpus)
    failed = say("failures_some", n=len(corpus.failures)) if len(corpus.failures) else NONE
    if reports.empty:
        return say("corpus_empty") + failed
    origins = reports["origin"].value_counts()
    parsed, transcribed = int(origins.get("parsed", 0)), int(origins.get("transcribed", 0))
    key = "corpus_parsed" if not transcribed else "corpus_size" if parsed else "corpus_transcribed"
    agencies = int(reports["agency"].replace("", None).nunique())
    text = say(key, n=len(reports), agencies=agencies, parsed=parsed, transcribed=transcribed)
    years = reports["year"].dropna()
    if len(years):
        first, last = f"{years.min():.0f}", f"{years.max():.0f}"
        text += say("corpus_years", first=first, last=last) if first != last else say("corpus_one_year", year=first)
    text += left_out(corpus)
    if transcribed:
        text += say("panel_limits")
    return text + (say("failures_none") if parsed and not len(corpus.failures) else failed)


def left_out(corpus: Any) -> Sentence:
    """How many reports repeat others, and so are not compared; nothing where there are none."""
    n = len(copies.of(corpus))
    return say("copies_left_out", n=n) if n else NONE


def reports_by(reports: pd.DataFrame, column: str) -> Told:
    """Which year, kind or place most reports are from."""
    known = reports[reports[column].notna() & (reports[column] != "")]
    if known.empty:
        return Told(*[say("nothing_known", what=say(f"column_{column}"))] * 3)
    counts = known[column].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    rows = [say("count_reports", name=_value_name(column, i), k=int(k)) for i, k in counts.head(12).items()]
    title = _most(counts, column)
    text = title + in_order(rows) if len(rows) > 1 else title
    if silent := len(reports) - len(known):
        text += say("not_stated", n=silent, what=say(f"column_{column}"))
    return Told(title, text, say("alt_bars", title=title, rows=listed(rows)))


def _most(counts: pd.Series, column: str) -> Sentence:
    """Which group comes first, or that several do."""
    n, k, ties = int(counts.sum()), int(counts.iloc[0]), leaders(counts)
    top = _value_name(column, counts.index[0])
    if len(counts) == 1:
        return say("most_only" if n > 1 else "most_only_one", n=n, what=say(f"column_{column}"), top=top)
    return say(leading("most", counts), n=n, k=k, top=top, ties=ties, groups=say(f"groups_{column}", groups=len(counts)))


def _value_name(column: str, value: Any) -> Sentence:
    if column == "year":
        return say("name_year", year=f"{value:.0f}")
    return lower(name(column, value)) if column in _CODED else name(column, value)


def layouts(reports: pd.DataFrame) -> Told:
    """How many reports keep the layout that their year asks for."""
    known = reports[(reports["layout"] != "") & reports["layout"].notna()]
    if known.empty:
        return Told(*[say("nothing_known", what=say("column_layout"))] * 3)
    prose, silent = int((known["layout"] == "prose").sum()), len(reports) - len(known)
    title = say("layouts_prose" if prose else "layouts_tables", n=len(known), prose=prose, layouts=known["layout"].nunique())
    pairs = known.groupby(["layout", "year"]).size().rename("k").reset_index().head(20)
    rows = [say("layout_year", layout=lower(name("layout", r.layout)), year=f"{r.year:.0f}", k=r.k) for r in each(pairs)]
    text = title + say("layouts_unrecorded", n=silent) if silent else title
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(rows)))


def states(table: pd.DataFrame) -> Told:
    """How often what reports do not number is a zero, a blank, silence or a lost table; `table` holds states or their counts."""
    if table.empty:
        return Told(*[say("no_states")] * 3)
    by_indicator = coverage.state_counts(table)
    sums = {state: int(by_indicator[state].sum()) for state in codes("state")}
    counts = pd.Series({state: n for state, n in sums.items() if n})
    gaps = counts.reindex(["blank", "lost", "absent"]).dropna().sort_values(ascending=False, kind="stable")
    n, indicators, cells = int(by_indicator["n"].iloc[0]), len(by_indicator), int(counts.sum())
    title = say(
        "states" if len(gaps) else "states_full", n=n, indicators=indicators,
        cells=cells, stated=cells - int(gaps.sum()), rows=listed(_places(gaps)),
    )  # fmt: skip
    lines = [say("count_reports", name=lower(name("indicator", r.indicator)), k=r.stated) for r in each(by_indicator.head(12))]
    text = title + say("in_cases", rows=listed(_places(counts.reindex(codes("state")).dropna())))
    if indicators == coverage.WIDEST:
        text += say("states_widest", indicators=coverage.WIDEST)
    return Told(title, text, say("alt_states", title=title, rows=listed(lines)))


def _places(counts: pd.Series) -> list[Sentence]:
    return [say("count_places", name=lower(name("state", s)), k=int(k)) for s, k in counts.items()]


def stating(counts: pd.DataFrame, reports: int) -> Told:
    """Which numbers reports state most often."""
    if counts.empty:
        return Told(*[say("no_figures")] * 3)
    totals = counts.groupby("indicator")["reports"].sum().sort_values(ascending=False, kind="stable")
    once, ties = int((totals == 1).sum()), leaders(totals)
    top = lower(name("indicator", totals.index[0]))
    title = say(leading("stating", totals), top=top, ties=ties, k=int(totals.iloc[0]), n=reports)
    rows = [say("count_reports", name=lower(name("indicator", i)), k=int(k)) for i, k in totals.head(15).items()]
    text = title + in_order(rows) if len(rows) > 1 else title
    if once and reports > 1:
        text += say("stating_once", indicators=len(totals), once=once)
    return Told(title, text, say("alt_bars", title=title, rows=listed(rows)))
