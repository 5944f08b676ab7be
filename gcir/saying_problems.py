"""Findings in words about stated problems: which are named most, and in which words."""

import pandas as pd

from gcir import compare, text
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say
from gcir.saying import lower


def categories(rows: pd.DataFrame) -> Told:
    """Which category most of the reports name that state any problem."""
    if rows.empty:
        return Told(*[say("no_problems")] * 3)
    n = rows["report_id"].nunique()
    counts = rows.groupby("category")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    named = lower(name("category", counts.index[0]))
    title = say("categories", n=n, k=int(counts.iloc[0]), top=named)
    lines = [say("stated_by", name=lower(name("category", c)), k=int(k), n=n) for c, k in counts.items()]
    small = say("too_few_for_rates", n=n, least=compare.SMALLEST) if n < compare.SMALLEST else Sentence("", "")
    return Told(title, title + say("in_detail", rows=listed(lines[:5])) + small, say("alt_bars", title=title, rows=listed(lines)))


def statements(problems: pd.DataFrame, reports: pd.DataFrame) -> Sentence:
    """How many problems how many reports state, and how many state none."""
    parsed = reports[reports["origin"] == "parsed"]
    if problems.empty:
        return say("no_problems")
    stating = problems["report_id"].nunique()
    counts = problems.groupby("report_id").size()
    return say(
        "statements", n=len(problems), k=stating, reports=len(parsed), least=int(counts.min()), most=int(counts.max()),
        length=float(problems["text"].str.len().median()),
    )  # fmt: skip


def keyness(table: pd.DataFrame) -> Told:
    """The words that tell statements of problems apart, and how sure that is."""
    over = text.telling(table)
    if over.empty:
        return Told(*[say("no_keyness")] * 3)
    top = [Sentence(r.word, r.word) for r in each(over.head(3))]
    title = say("keyness", words=listed(top))
    sure = int(over["certain"].sum())
    first = next(each(over))
    sizes = {"target_size": first.target_size, "reference_size": first.reference_size, "tested": len(table), "sure": sure}
    counts = {"word": first.word, "target": first.target, "reference": first.reference, "g2": first.g2}
    detail = say("keyness_detail", ratio=f"{2**first.log_ratio:.0f}", threshold=str(text.CERTAIN), **counts, **sizes)
    lines = [say("keyness_word", word=r.word, g2=f"{r.g2:.1f}", ratio=f"{r.log_ratio:+.1f}") for r in each(over.head(20))]
    return Told(title, title + detail, say("alt_bars", title=title, rows=listed(lines)))


def concordance(found: pd.DataFrame, texts: int, word: str) -> Sentence:
    """How often a word stands in how many reports."""
    if found.empty:
        return say("no_concordance", word=word, n=texts)
    return say("concordance", word=word, k=len(found), reports=found["report_id"].nunique(), n=texts)
