"""Findings in words about channels over the years, within agencies, and beside the total."""

import pandas as pd

from gcir import compare, media
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, listed_apart, name, say
from gcir.saying import NONE, lower
from gcir.saying_volumes import period_name

_MOST_NAMED = 3  # channels of one sentence


def _channel(code: object) -> Sentence:
    return lower(name("channel", code))


def rise(parts: pd.DataFrame, channels: tuple[str, ...]) -> Told:
    """The share of reports that number each channel, in the first and the last period that has five or more."""
    if not parts["year"].notna().any():
        return Told(*[say("no_channels")] * 3)
    found = media.by_period(parts, channels)
    lines = [_line(found[found["channel"] == c]) for c in channels]
    heavy = listed_apart(lines)
    title = say("rise", rows=heavy)
    rows = [
        say("media_period", channel=_channel(r.channel), period=period_name(r.period), k=r.k, n=r.n) for r in each(found) if r.n
    ]
    return Told(title, title + say("channels_absence"), say("alt_bars", title=title, rows=listed_apart(rows)))


def _line(found: pd.DataFrame) -> Sentence:
    """One channel: between which shares it moved, or its cases where no period has five reports."""
    known, channel = found[found["share"].notna()], _channel(found["channel"].iloc[0])
    if known.empty:
        return say("media_cases", channel=channel, k=found["k"].sum(), n=found["n"].sum())
    a, b = known.iloc[0], known.iloc[-1]
    first, last = ({"period": period_name(p["period"]), "share": p["share"]} for p in (a, b))
    if len(known) == 1:
        return say("media_one_period", channel=channel, k=a["k"], n=a["n"], **first)
    values = {"first": first["period"], "a": a["share"], "last": last["period"], "b": b["share"]}
    near = a["low"] <= b["high"] and b["low"] <= a["high"]
    return say("media_near" if near else "media_moved", channel=channel, **values)


def turnover(pairs: pd.DataFrame) -> Told:
    """Which channel agencies took up and which they dropped most often from one of their years to the next."""
    if pairs.empty:
        return Told(*[say("turnover_none")] * 3)
    n = len(pairs.drop_duplicates(["chain_id", "year"]))
    gained, lost = (pairs.loc[pairs["change"] == c, "channel"].value_counts() for c in ("gained", "lost"))
    if gained.empty and lost.empty:
        title = say("turnover_same", n=n)
        return Told(title, title, title)
    parts = [_most(key, c) for key, c in (("turnover_gained", gained), ("turnover_lost", lost)) if len(c)]
    title = say("turnover", n=n, rows=listed_apart(parts))
    found = media.swaps(pairs)
    swap = NONE
    if len(found):
        r = next(each(found))
        swap = say("turnover_swap", gained=_channel(r.channel_gained), lost=_channel(r.channel_lost), k=r.n, n=n)
    text = title + (swap or NONE) + say("channels_absence")
    return Told(title, text, title + swap)


def _most(key: str, counts: pd.Series) -> Sentence:
    """The channel named most often, or all that share the first place; how many they are where they are many."""
    first = [_channel(c) for c in sorted(counts.index[counts == counts.iloc[0]])]
    if len(first) > _MOST_NAMED:
        return say(f"{key}_many", n=len(first), k=int(counts.iloc[0]))
    return say(f"{key}_only" if len(counts) == 1 else key, channel=listed(first), k=int(counts.iloc[0]))


def overlap(rows: pd.DataFrame) -> Told:
    """How often the channels add up to more than the total, and to how many times it in the middle."""
    if rows.empty:
        return Told(*[say("overlap_none")] * 3)
    several = rows[rows["n_parts"] > 1]
    k, n = int((several["ratio"] > 1).sum()), len(several)
    title = say("overlap_none_several", n=len(rows)) if not n else say("overlap" if k else "overlap_never", k=k, n=n)
    middle = NONE
    if n >= compare.SMALLEST:
        middle = say("overlap_median", n=n, share=several["ratio"].median())
    return Told(title, title + middle + say("relations_why"), title + middle)
