"""Tables about stated problems: the words of each group, categories in company, and problems that come back."""

import html
from typing import Any

import pandas as pd

from gcir.evidence import report_cell
from gcir.evidence_table import Column, Page, both, table, zh
from gcir.messages import name, say
from gcir.render import evidence_link
from gcir.saying_problem_groups import group_name, remedied


def distinctive(rows: pd.DataFrame, by: str, **settings: Any) -> Page:
    """The words that set each group's statements apart, with their counts, G² and effect size; `rows` of `stated.distinctive`."""
    columns: list[Column] = [
        ("head_word", lambda r: zh(r.word)),
        ("head_target", lambda r: f"{r.target:,} / {r.target_size:,}"),
        ("head_reference", lambda r: f"{r.reference:,} / {r.reference_size:,}"),
        ("head_g2", lambda r: f"{r.g2:.1f}"),
        ("head_log_ratio", lambda r: f"{r.log_ratio:+.1f}"),
        ("head_reports", lambda r: f"{r.reports:,} / {r.group_reports:,}"),
    ]
    named = name if by == "category" else group_name
    return table(rows, columns, group=lambda r: both(named(by, r.group)), **settings)


def company(rows: pd.DataFrame, **settings: Any) -> Page:
    """Pairs of categories with the reports that name both, one or neither, and the odds ratio with its interval."""
    columns: list[Column] = [
        ("head_pair", lambda r: f"{both(name('category', r.a))} + {both(name('category', r.b))}"),
        ("head_both", lambda r: f"{r.both:,}"),
        ("head_only", lambda r: f"{r.only_a:,} / {r.only_b:,}"),
        ("head_neither", lambda r: f"{r.neither:,}"),
        ("head_odds", lambda r: f"{r.odds_ratio:.1f} ({r.low:.1f}–{r.high:.1f})"),
    ]
    return table(rows, columns, **settings)


def persistence(rows: pd.DataFrame, reports: pd.DataFrame, problems: pd.DataFrame, **settings: Any) -> Page:
    """Problems that an agency named in two years running, with the words of both years; `rows` of `stated.persistence`."""
    again = rows[rows["again"].astype("bool")].merge(reports[["report_id", "agency", "origin", "file", "url"]], on="report_id")
    said = _first_words(problems)
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_category", lambda r: both(name("category", r.category))),
        ("head_words", lambda r: _words(said, r.report_id, r.category)),
        ("head_next_year", lambda r: _words(said, r.next_id, r.category)),
        ("head_promised", lambda r: both(remedied(r.promised))),
        ("head_run", lambda r: f"{r.run + 1}"),
    ]
    return table(again, columns, **settings)


def _first_words(problems: pd.DataFrame) -> dict[tuple[str, str], tuple[str, int]]:
    """The first statement of each report in each category, with its number."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    ordered = problems.sort_values(["report_id", "order"], kind="stable").explode("categories")
    for report_id, category, words, order in zip(
        *(ordered[c] for c in ("report_id", "categories", "text", "order")), strict=True
    ):
        found.setdefault((report_id, category), (words, int(order)))
    return found


def _words(said: dict[tuple[str, str], tuple[str, int]], report_id: str, category: str) -> str:
    """The words with a link to them where the site shows the report; a notebook shows them alone."""
    if (report_id, category) not in said:
        return both(say("nothing_listed"))
    words, order = said[report_id, category]
    link = html.escape(evidence_link(report_id, order, "p"))
    return (
        f'<span class="gcir-off-site">{zh(words)}</span>'
        f'<a class="gcir-on-site" style="display:none" href="{link}">{zh(words)}</a>'
    )
