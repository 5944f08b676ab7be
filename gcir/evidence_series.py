"""Tables of the years of agencies, and of what changed between them: each number with its words and where they stand."""

import html
from typing import Any

import pandas as pd

from gcir import saying_series
from gcir.charts_ratios import percent
from gcir.evidence import Column, Page, both, report_cell, source_cell, table, words_cell
from gcir.messages import Sentence, name, number
from gcir.render import evidence_link, value_text


def changes(rows: pd.DataFrame, **settings: Any) -> Page:
    """Each agency from one of its years to the next: both numbers, the change, and whether they can be compared."""
    if rows.empty and settings.get("folded"):
        return Page("")  # the sentence above says so
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_before", lambda r: f"{number(r.previous)} ({r.previous_year})"),
        ("head_value", lambda r: number(r.value)),
        ("head_change", lambda r: "" if pd.isna(r.ratio) else percent(r.ratio)),
        ("head_comparability", _verdict),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", _source),
    ]
    return table(rows.sort_values(["agency", "year"], kind="stable"), columns, **settings)


def _verdict(row: Any) -> str:
    """Whether the form let the two numbers be compared, and why not."""
    if not row.comparability:
        return both(name("comparability", "same"), "<br>")
    why = both(Sentence(row.why_zh, row.why_en), "<br>")
    return f"{both(name('comparability', row.comparability), '<br>')}<br><small>{why}</small>"


def years(rows: pd.DataFrame, **settings: Any) -> Page:
    """The numbers of the agencies that have a series, with the words that state them."""
    kept = saying_series.long_enough(rows)
    if kept.empty and settings.get("folded"):
        return Page("")
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_value", lambda r: html.escape(value_text(r.value, r.precision))),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", _source),
    ]
    return table(kept.sort_values(["agency", "year"], kind="stable"), columns, **settings)


def _source(row: Any) -> str:
    return source_cell(row, evidence_link(row.report_id, row.figure_number))
