"""Findings in words about channels: what a report counts per channel, and where shares may be computed."""

import math

import pandas as pd

from gcir import compare
from gcir.compare import each
from gcir.messages import Sentence, Told, codes, listed, name, say
from gcir.saying import lower

NONE = Sentence("", "")


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
    title = say("channels_of_reports", n=len(reports), k=whole)
    lines = [
        say(
            "report_relation",
            agency=r.agency,
            year=str(r.year),
            relation=lower(name("relation", r.relation)),
            parts=_parts(parsed, r.report_id),
        )
        for r in each(reports.head(12))
    ]
    text = title + say(
        "relations_in", rows=listed([say("name_count", name=lower(name("relation", x)), k=int(k)) for x, k in _counts(reports)])
    )
    return Told(title, text, say("alt_bars", title=title, rows=listed(lines)))


def _counts(reports: pd.DataFrame) -> list[tuple[str, int]]:
    counts = reports["relation"].value_counts()
    return [(r, int(counts[r])) for r in codes("relation") if r in counts]


def _parts(rows: pd.DataFrame, report_id: str) -> Sentence:
    own = rows[rows["report_id"] == report_id]
    return listed([say("name_count", name=_channel(r.channel), k=r.value) for r in each(own)])


def stated_channels(rows: pd.DataFrame) -> Told:
    """Which channel is numbered by most reports that number any."""
    if rows.empty:
        return _nothing("no_channels")
    n = rows["report_id"].nunique()
    counts = rows.groupby("channel")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    top = _channel(counts.index[0])
    title = say("stated_channels", n=n, k=int(counts.iloc[0]), top=top)
    lines = [say("stated_by", name=_channel(c), k=int(k), n=n) for c, k in counts.head(15).items()]
    small = say("too_few_for_rates", n=n, least=compare.SMALLEST) if n < compare.SMALLEST else NONE
    detail = say("in_detail", rows=listed(lines[:5]))
    return Told(title, title + detail + small + say("channels_absence"), say("alt_bars", title=title, rows=listed(lines)))


def relations(rows: pd.DataFrame) -> Told:
    """In how many reports the channels may be read as shares."""
    if rows.empty:
        return _nothing("no_channels")
    reports = rows.drop_duplicates("report_id")
    counts = dict(_counts(reports))
    title = say("relations", n=len(reports), k=counts.get("partition", 0), over=counts.get("overlap", 0))
    lines = [say("name_count", name=lower(name("relation", r)), k=k) for r, k in counts.items()]
    single = int(((reports["relation"] == "partition") & (reports["n_parts"] == 1)).sum())
    text = (
        title
        + say("in_detail", rows=listed(lines))
        + (say("relations_single", k=single) if single else NONE)
        + say("relations_why")
    )
    return Told(title, text, say("alt_bars", title=title, rows=listed(lines)))


def mix(rows: pd.DataFrame) -> Told:
    """The largest channel in each report whose channels add up to its total."""
    whole = rows[rows["share"].notna() & (rows["n_parts"] > 1)]
    if whole.empty:
        return _nothing("no_mix")
    largest = whole.sort_values("share", ascending=False, kind="stable").drop_duplicates("report_id")
    counts = largest["channel"].value_counts()
    top = _channel(counts.index[0])
    leads = len(counts) == 1 or counts.iloc[0] > counts.iloc[1]
    title = say("mix" if leads else "mix_differs", n=len(largest), top=top, k=int(counts.iloc[0]), channels=len(counts))
    lines = [
        say(
            "mix_report",
            agency=r.agency,
            year=str(r.year),
            channel=_channel(r.channel),
            share=r.share,
            total=r.total,
        )
        for r in each(largest.head(15))
    ]
    few = say("too_few_for_rates", n=len(largest), least=compare.SMALLEST) if len(largest) < compare.SMALLEST else NONE
    return Told(title, title + say("in_detail", rows=listed(lines[:5])) + few, say("alt_bars", title=title, rows=listed(lines)))


def over_years_by_channel(rows: pd.DataFrame, channels: tuple[str, ...]) -> Told:
    """Since when the channels appear, and the median number of items where five or more reports give one."""
    here = rows[rows["channel"].isin(channels) & (rows["content"] == "") & rows["year"].notna()]
    if here.empty:
        return _nothing("no_channels")
    lines = []
    for channel in channels:
        group = here[here["channel"] == channel]
        if group.empty:
            lines.append(say("channel_never", channel=_channel(channel)))
            continue
        middle = group["value"].median() if len(group) >= compare.SMALLEST else math.nan
        key = "channel_years" if middle == middle else "channel_years_few"
        first = f"{group['year'].min():.0f}"
        lines.append(say(key, channel=_channel(channel), n=len(group), first=first, median=middle))
    zh, en = "\uff1b".join(x.zh for x in lines), "; ".join(x.en for x in lines)
    title = Sentence(zh, en[:1].upper() + en[1:] + ".")
    return Told(
        title,
        title + say("channels_absence"),
        say("alt_points", title=title, n=len(here), low=here["value"].min(), high=here["value"].max()),
    )
