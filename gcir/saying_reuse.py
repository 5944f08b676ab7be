"""Findings in words about sentences that several reports share."""

from typing import Any

import pandas as pd

from gcir import compare
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say
from gcir.reuse import Found
from gcir.saying import in_order, lower

SHARED = ("own_years", "agencies")
PARTS = (*SHARED, "boilerplate")
_MOST_NAMED = 3


def compared(found: Found, texts: int, left_out: int = 0) -> Sentence:
    """How many reports were compared, of how many if some were left out, and how many passages several of them have."""
    if texts < 2:
        return say("reuse_too_few", n=texts)
    table = found.clusters
    own = table[table["kind"] == ""]
    said = say("reuse_compared", n=texts, characters=int(found.shares["characters"].sum()))
    if left_out:
        said += say("reuse_drawn", n=texts + left_out, k=texts)
    if table.empty:
        return said + say("reuse_none_at_all")
    said += say("reuse_passages", k=len(table), set_apart=len(table) - len(own), left=len(own))
    if len(own):
        across = int((own["agencies"] > 1).sum())
        said += say("reuse_spread", across=across, years=len(own) - across)
    return said


def by_section(found: Found) -> pd.DataFrame:
    """Per type of section: reports, characters, and the share of these that also stands in other reports."""
    groups = found.shares.assign(type=found.shares["type"].fillna("")).groupby("type")
    table = groups[["characters", *PARTS]].sum()
    table.insert(0, "reports", groups["report_id"].nunique())
    for part in PARTS:
        table[part] = table[part] / table["characters"]
    table["share"] = table["own_years"] + table["agencies"]
    return table.sort_values(["share", "boilerplate", "characters"], ascending=False, kind="stable").reset_index()


def sections(found: Found) -> Told:
    """How much of what reports write also stands in others, and in which sections most."""
    table, reports = by_section(found), found.shares["report_id"].nunique()
    if reports < 2:
        return Told(*[say("reuse_too_few", n=reports)] * 3)
    whole = found.shares[["characters", *PARTS]].sum()
    shared, set_apart = (float(whole[list(parts)].sum() / whole["characters"]) for parts in (SHARED, PARTS[2:]))
    title = say("reuse_share", n=reports, share=_percent(shared)) if shared else say("reuse_none", n=reports)
    rows = [_row(r) for r in each(table)]
    text = title + (in_order(rows, _MOST_NAMED) if shared else Sentence("", ""))
    if set_apart:
        text += say("reuse_set_apart", share=_percent(set_apart))
    return Told(title, text, say("alt_bars", title=title, rows=listed(rows)))


def _row(row: Any) -> Sentence:
    return say("reuse_section", name=lower(section_name(row.type)), share=_percent(row.share), n=int(row.reports))


def section_name(kind: str) -> Sentence:
    """What a type of section is called; a report without sections is whole."""
    return name("section", kind) if kind else say("reuse_whole")


def _percent(share: float) -> str:
    """A share for readers; what is less than half a percent is not nothing."""
    return "< 1%" if 0 < share < 0.005 else f"{share:.0%}"


def pairs(found: Found) -> Sentence:
    """How many passages stand side by side below, and in how many of them the dates tell an order."""
    table = found.pairs
    if table.empty:
        return say("reuse_no_pairs")
    own, others = (int((table["relation"] == kind).sum()) for kind in SHARED)
    dated = int((table["earlier"] != "").sum())
    return say("reuse_pairs", n=len(table), own=own, others=others) + say("reuse_dated", n=len(table), dated=dated)


def particular_by_section(table: pd.DataFrame) -> pd.DataFrame:
    """Per type of section: sentences and how many of them are particular, with the share and its interval."""
    groups = table.assign(type=table["type"].fillna("")).groupby("type")
    counts = groups[["sentences", "particular"]].sum().assign(reports=groups["report_id"].nunique())
    counts = counts[counts["sentences"] > 0]
    rates = [compare.rate(int(r.particular), int(r.sentences)) for r in each(counts)]
    counts[["share", "low", "high"]] = rates if rates else None
    return counts.sort_values(["share", "sentences"], ascending=False, kind="stable").reset_index()


def particular(table: pd.DataFrame) -> Told:
    """How many of the sentences name something particular, and in which sections most."""
    n, k = int(table["sentences"].sum()), int(table["particular"].sum())
    if not n:
        return Told(*[say("reuse_no_sentences")] * 3)
    title = say("reuse_particular", n=n, k=k)
    counts = particular_by_section(table)
    rows = [say("reuse_of", name=lower(section_name(r.type)), k=int(r.particular), n=int(r.sentences)) for r in each(counts)]
    return Told(title, title + in_order(rows), say("alt_bars", title=title, rows=listed(rows)))
