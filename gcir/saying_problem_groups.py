"""Findings in words about stated problems by group, in company, and over the years."""

import pandas as pd

from gcir import compare, language
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, listed_apart, name, number, say, share_words
from gcir.problem_groups import widest
from gcir.saying import lower

_CODED = ("agency_kind", "layout")


def group_name(by: str, group: str) -> Sentence:
    """What a group of reports is called."""
    return name(by, group) if by in _CODED else Sentence(group, group)


def group_lines(by: str, group: str, n: int) -> list[str]:
    """The same over a column of a chart, a line per language, with the number of its reports."""
    return [*language.parts(group_name(by, group), first="zh"), f"n = {number(n)}"]


def by_group(table: pd.DataFrame, by: str) -> Told:
    """Which groups differ most in what they name, where their intervals do not meet."""
    if table.empty:
        return Told(*[say("no_problems")] * 3)
    found = widest(table)
    groups = table["group"].nunique()
    large = int((table.drop_duplicates("group")["n"] >= compare.SMALLEST).sum())
    if len(found):
        low, high = each(found)
        top = name("category", low.category)
        title = say(
            "problem_groups", top=top, more=group_name(by, high.group), a=share_words(high.share), k_a=high.k, n_a=high.n,
            less=group_name(by, low.group), b=share_words(low.share), k_b=low.k, n_b=low.n,
        )  # fmt: skip
    elif large > 1:
        title = say("problem_groups_alike", n=large)
    else:
        title = say("problem_groups_small", n=groups, least=compare.SMALLEST)
    lines = [_line(by, str(group), its) for group, its in table.groupby("group", sort=False)]
    return Told(title, title, say("alt_bars", title=title, rows=listed_apart(lines)))


def _line(by: str, group: str, its: pd.DataFrame) -> Sentence:
    named = [say("count_reports", name=lower(name("category", r.category)), k=r.k) for r in each(its[its["k"] > 0].head(5))]
    rows = listed(named) if named else say("none_of_them")
    return say("problem_group", group=group_name(by, group), n=int(its["n"].iloc[0]), rows=rows)


def remedied(promised: bool) -> Sentence:
    """What problems with and without a stated remedy are called."""
    return say("with_remedy" if promised else "without_remedy")


def coming_back(table: pd.DataFrame) -> Told:
    """How many of the problems that could come back did; `table` as from `stated.coming_back`."""
    if table.empty:
        return Told(*[say("no_coming_back")] * 3)
    k, n = int(table["again"].sum()), int(table["n"].sum())
    title = say("coming_back", k=k, n=n)
    rows = [say("coming_back_row", name=lower(remedied(r.promised)), k=r.again, n=r.n) for r in each(table)]
    return Told(title, title + listed_apart_sentence(rows), say("alt_bars", title=title, rows=listed_apart(rows)))


def listed_apart_sentence(rows: list[Sentence]) -> Sentence:
    """Rows as a sentence of their own."""
    return say("in_detail", rows=listed_apart(rows))


def company(table: pd.DataFrame) -> Sentence:
    """Which two categories go together most surely; `table` as from `stated.co_occurrence`."""
    if table.empty:
        return say("no_company")
    sure = table[(table["low"] > 1) & (table["both"] > 1)].sort_values("low", ascending=False, kind="stable")
    if sure.empty:
        return say("company_unsure", pairs=len(table), n=int(table["n"].iloc[0]))
    first = next(each(sure))
    return say(
        "company", a=name("category", first.a), b=lower(name("category", first.b)), both=first.both, n=first.n,
        odds=f"{first.odds_ratio:.1f}", low=f"{first.low:.1f}", high=f"{first.high:.1f}", sure=len(sure), pairs=len(table),
    )  # fmt: skip
