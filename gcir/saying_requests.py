"""Findings in words about requests and disputes: how many, and how they ended, each rate with its cases."""

from typing import Any

import pandas as pd

from gcir import compare, requests
from gcir.compare import each
from gcir.messages import Sentence, Told, listed_apart, name, say
from gcir.saying import NONE, lower

_NAMED_BY = {"route": "route", "applicant": "applicant"}  # schemes whose parts are codes of a group of labels.csv


def part_name(scheme: str, part: str) -> Sentence:
    """What a part is called beside the others of its scheme."""
    if not part.startswith(("requests_", "litigation_", "reconsideration_")):
        return name(_NAMED_BY.get(scheme, "outcome"), part)
    whole = name("indicator", part)
    zh, en = whole.zh.split(":")[-1].strip(), whole.en.split(": ")[-1]
    return Sentence(zh, en[:1].upper() + en[1:])


def cases(row: Any, scheme: str) -> Sentence:
    """k of n cases, with the share where there are enough."""
    key = "rates_of_cases" if scheme in requests.DISPUTES else "rates_of_requests"
    if row.share != row.share:
        return say(f"{key}_few", k=row.k, n=row.n)
    return say(key, k=row.k, n=row.n, share=row.share)


def rates(table: pd.DataFrame, scheme: str) -> Told:
    """The part that matters or leads, then all of them with their cases."""
    found, what = requests.rates(table, scheme), name("scheme", scheme)
    left = _left_out(table)
    if found.empty or not found["n"].any():
        kept = table.loc[table["fits"], "report_id"].nunique()
        title = say("rates_zero", what=what, n=kept) if kept else say("rates_none", what=lower(what))
        return Told(title, title + left, title)
    title = _title(found, scheme, what)
    parts = [say("rates_part", name=lower(part_name(scheme, r.part)), cases=cases(r, scheme)) for r in each(found) if r.n]
    detail = say("in_detail", rows=listed_apart(parts)) if len(parts) > 1 else NONE
    text = title + detail + basis(table, scheme) + _medians(found, scheme) + _few(found) + left
    return Told(title, text, say("alt_bars", title=title, rows=listed_apart(parts)))


def basis(table: pd.DataFrame, scheme: str) -> Sentence:
    """Which forms are taken together, and in how many reports another number stands in for the total; empty if neither."""
    forms = requests.pooled_forms(table, scheme)
    text = say("rates_pooled", n=forms) if forms > 1 else NONE
    kept = table[table["fits"]].drop_duplicates("report_id")
    for used, group in kept[kept["stand_in"] != ""].groupby("stand_in"):
        asked = requests.schemes()[scheme][""][0].indicators[0]
        what = {"asked": lower(name("indicator", asked)), "used": lower(name("indicator", used))}
        text += say("rates_stand_in", k=len(group), n=len(kept), **what)
    return text


def _title(found: pd.DataFrame, scheme: str, what: Sentence) -> Sentence:
    row = next(r for r in each(found) if r.part == requests.focus(found, scheme))
    ties = int((found["k"] == row.k).sum())
    if scheme in requests.RANKED and ties > 1:
        return say("rates_tied", what=what, ties=ties, cases=cases(row, scheme))
    return say(f"rates_{scheme}", top=lower(part_name(scheme, row.part)), cases=cases(row, scheme))


def _medians(found: pd.DataFrame, scheme: str) -> Sentence:
    row = next(r for r in each(found) if r.part == requests.focus(found, scheme))
    return say("rates_median", n=row.with_share, share=row.median) if row.median == row.median else NONE


def _few(found: pd.DataFrame) -> Sentence:
    most = int(found["n"].max())
    return say("rates_few", n=most, least=compare.SMALLEST) if most < compare.SMALLEST else NONE


def _left_out(table: pd.DataFrame) -> Sentence:
    left = set(table.loc[~table["fits"], "report_id"]) - set(table.loc[table["fits"], "report_id"])
    return say("rates_left_out", n=len(left)) if left else NONE


def levels(rows: pd.DataFrame) -> Told:
    """How many requests a report counts, and how often there were none."""
    if rows.empty:
        return Told(*[say("levels_none")] * 3)
    lines = [_level(indicator, group) for indicator, group in rows.groupby("indicator", sort=False)]
    title = lines[0]
    text = title
    for line in lines[1:]:
        text += line
    return Told(title, text, text)


def _level(indicator: object, group: pd.DataFrame) -> Sentence:
    what, n, zeros = name("indicator", indicator), len(group), int((group["value"] == 0).sum())
    if zeros >= n / 3 or n < compare.SMALLEST:
        return say("levels_zeros", indicator=what, n=n, k=zeros)
    return say("levels", indicator=what, n=n, median=group["value"].median())
