"""Findings in words about channels: what a report counts per channel, and where shares may be computed."""

from typing import Any

import pandas as pd

from gcir import compare
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, listed, listed_apart, name, say
from gcir.saying import NONE, in_order, leaders, leading, lower


def _channel(code: object) -> Sentence:
    return lower(name("channel", code))


def _nothing(key: str) -> Told:
    return Told(*[say(key)] * 3)


def channels_of_reports(rows: pd.DataFrame) -> Told:
    """What the parsed reports say about their channels, report by report."""
    parsed = rows[rows["origin"] == "parsed"]
    if parsed.empty:
        return _nothing("no_channels")
    reports = parsed.drop_duplicates("report_id").sort_values(["year", "agency"])
    whole = int((reports["relation"] == "partition").sum())
    title = say("channels_of_reports" if whole else "channels_of_reports_none", n=len(reports), k=whole)
    lines = [
        say(
            "report_relation", agency=r.agency, year=str(r.year), relation=lower(name("relation", r.relation)),
            parts=_parts(parsed, r.report_id),
        )
        for r in each(reports.head(12))
    ]  # fmt: skip
    text = title + _cases(reports) + say("relations_shares")
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(lines)))


def _counts(reports: pd.DataFrame) -> list[tuple[str, int]]:
    counts = reports["relation"].value_counts()
    return [(r, int(counts[r])) for r in codes("relation") if r in counts]


def _cases(reports: pd.DataFrame) -> Sentence:
    """How many reports stand in which relation to their total."""
    named = [say("count_reports", name=lower(name("relation", r)), k=k) for r, k in _counts(reports)]
    return say("in_cases", rows=listed(named))


def part_name(row: Any) -> Sentence:
    """The channel, and the kind of content where the report counts only that."""
    channel = name("channel", row.channel)
    if not row.content:
        return channel
    kind = lower(name("content", row.content))
    return Sentence(f"{channel.zh} {kind.zh}", f"{channel.en}: {kind.en}")


def _parts(rows: pd.DataFrame, report_id: str) -> Sentence:
    own = rows[rows["report_id"] == report_id]
    return listed([say("count_items", name=lower(part_name(r)), k=r.value) for r in each(own)])


def stated_channels(rows: pd.DataFrame) -> Told:
    """Which channel is numbered by most reports that number any."""
    if rows.empty:
        return _nothing("no_channels")
    n = rows["report_id"].nunique()
    counts = rows.groupby("channel")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    k, ties, top = int(counts.iloc[0]), leaders(counts), name("channel", counts.index[0])
    title = say(leading("stated_channels", counts), n=n, k=k, ties=ties, top=top)
    lines = [say("count_reports", name=_channel(c), k=int(k)) for c, k in counts.head(15).items()]
    small = say("too_few_for_rates", n=n, least=compare.SMALLEST) if n < compare.SMALLEST else NONE
    text = title + in_order(lines) + small + say("channels_absence")
    return Told(title, text, say("alt_bars", title=title, rows=listed(lines)))


def relations(rows: pd.DataFrame) -> Told:
    """In how many reports the channels may be read as shares."""
    if rows.empty:
        return _nothing("no_channels")
    reports = rows.drop_duplicates("report_id")
    counts = dict(_counts(reports))
    whole = counts.get("partition", 0)
    title = say("relations" if whole else "relations_none", n=len(reports), k=whole)
    single = int(((reports["relation"] == "partition") & (reports["n_parts"] == 1)).sum())
    text = title + _cases(reports)
    if single:
        text += say("relations_single", k=single)
    if counts.get("overlap"):
        text += say("relations_why")
    return Told(title, text, title + _cases(reports))


def mix(rows: pd.DataFrame) -> Told:
    """The largest channel in each report whose channels add up to its total."""
    whole = rows[rows["share"].notna() & (rows["n_parts"] > 1)]
    if whole.empty:
        return _nothing("no_mix")
    largest = whole.sort_values("share", ascending=False, kind="stable").drop_duplicates("report_id")
    n, counts = len(largest), largest["channel"].value_counts()
    key = "mix_one" if n == 1 else "mix" if leaders(counts) == 1 else "mix_differs"
    title = say(key, n=n, top=_channel(counts.index[0]), k=int(counts.iloc[0]), channels=len(counts))
    lines = [
        say("mix_report", agency=r.agency, year=str(r.year), channel=_channel(r.channel), share=r.share, total=r.total)
        for r in each(largest.head(15))
    ]
    few = say("few_cases", n=n, least=compare.SMALLEST) if n < compare.SMALLEST else NONE
    shown = say("mix_cases", rows=listed_apart(lines[:5])) if n <= 5 else NONE
    return Told(title, title + shown + few, say("alt_bars", title=title, rows=listed_apart(lines)))


def over_years_by_channel(rows: pd.DataFrame, channels: tuple[str, ...]) -> Told:
    """Since when the channels appear, and the median number of items where five or more reports give one."""
    here = rows[rows["channel"].isin(channels) & (rows["content"] == "") & rows["year"].notna()]
    if here.empty:
        named = listed([_channel(c) for c in channels], last="list_or")
        return Told(*[say("no_such_channels", channels=named)] * 3) if len(rows) else _nothing("no_channels")
    lines = listed_apart([_over_years(here[here["channel"] == c], c) for c in channels])
    title = Sentence(f"{lines.zh}\u3002", f"{lines.en[:1].upper()}{lines.en[1:]}.")
    low, high = here["value"].min(), here["value"].max()
    alt = say("alt_points_same" if low == high else "alt_points", title=title, n=len(here), low=low, high=high)
    return Told(title, title + say("channels_absence"), alt)


def _over_years(group: pd.DataFrame, channel: str) -> Sentence:
    """One channel: how many reports number it since when, and how much."""
    if group.empty:
        return say("channel_never", channel=_channel(channel))
    first, last = f"{group['year'].min():.0f}", f"{group['year'].max():.0f}"
    if len(group) >= compare.SMALLEST:
        return say("channel_years", channel=_channel(channel), n=len(group), first=first, median=group["value"].median())
    return say(
        "channel_years_one" if first == last else "channel_years_few", channel=_channel(channel), n=len(group), first=first
    )
