"""Findings in words about stated problems: which are named most, and in which words."""

import pandas as pd

from gcir import compare, coverage, text
from gcir.compare import each
from gcir.messages import Sentence, Told, listed, name, say
from gcir.saying import in_order, leaders, leading, lower


def categories(rows: pd.DataFrame) -> Told:
    """Which category most of the reports name that state any problem."""
    if rows.empty:
        return Told(*[say("no_problems")] * 3)
    n = rows["report_id"].nunique()
    counts = rows.groupby("category")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    ties = leaders(counts)
    top = name("category", counts.index[0])
    title = say(leading("categories", counts), n=n, k=int(counts.iloc[0]), ties=ties, top=top)
    lines = [say("count_reports", name=lower(name("category", c)), k=int(k)) for c, k in counts.items()]
    text = title + in_order(lines)
    if noted := rows.loc[rows["origin"] != coverage.COUNTED, "report_id"].nunique():
        text += say("categories_noted", k=noted)
    if n < compare.SMALLEST:
        text += say("too_few_for_rates", n=n, least=compare.SMALLEST)
    return Told(title, text, say("alt_bars", title=title, rows=listed(lines)))


def statements(problems: pd.DataFrame, reports: pd.DataFrame) -> Sentence:
    """How many problems how many reports state, and how long these statements are."""
    parsed = reports.loc[reports["origin"] == coverage.COUNTED, "report_id"]
    problems = problems[problems["report_id"].isin(parsed)]
    if problems.empty:
        return say("no_statements") if len(parsed) else say("no_problems")
    counts = problems.groupby("report_id").size()
    least, most = int(counts.min()), int(counts.max())
    text = say("statements", n=len(problems), k=len(counts), reports=len(parsed))
    if len(counts) > 1:
        text += say("statements_each" if least < most else "statements_each_same", least=least, most=most)
    return text + say("statements_length", length=float(problems["text"].str.len().median()))


def words_drawn(read: pd.DataFrame, reports: pd.DataFrame) -> Sentence | None:
    """Out of how many reports some were drawn whose words are counted; nothing where all are read."""
    return say("words_drawn", n=len(reports), k=len(read)) if len(read) < len(reports) else None


def keyness(table: pd.DataFrame) -> Told:
    """The words that tell statements of problems apart, and how sure that is."""
    over = text.telling(table)
    if over.empty:
        return Told(*[say("no_keyness")] * 3)
    top = [say("quoted", word=r.word) for r in each(over.head(3))]
    title = say("keyness", words=listed(top))
    sure = int(over["certain"].sum())
    first = next(each(over))
    detail = say(
        "keyness_detail" if first.reference else "keyness_only", word=first.word, target=first.target, reference=first.reference,
        target_size=first.target_size, reference_size=first.reference_size, g2=first.g2, ratio=f"{2**first.log_ratio:.0f}",
    )  # fmt: skip
    detail += say("keyness_tested", tested=len(table), sure=sure, threshold=str(text.CERTAIN))
    lines = [say("keyness_word", word=r.word, g2=f"{r.g2:.1f}", ratio=f"{r.log_ratio:+.1f}") for r in each(over.head(20))]
    return Told(title, title + detail, say("alt_bars", title=title, rows=listed(lines)))


def concordance(found: pd.DataFrame, texts: int, word: str) -> Sentence:
    """How often a word stands in how many reports."""
    if found.empty:
        return say("no_concordance", word=word, n=texts)
    return say("concordance", word=word, k=len(found), reports=found["report_id"].nunique(), n=texts)
