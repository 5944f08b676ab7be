"""Tables of the numbers behind the charts of requests: each with its words and a link to where they stand."""

import functools
import html
from typing import Any

import numpy as np
import pandas as pd

from gcir import compare, requests, saying_requests
from gcir.evidence import Column, Page, both, report_cell, source_cell, table, words_cell
from gcir.evidence_table import MOST_IN_CSV, MOST_ROWS, first
from gcir.messages import name
from gcir.render import evidence_link, value_text

_ORDER = ["origin", "year", "agency", "report_id"]


def numbers(rows: pd.DataFrame, scheme: str = "", **settings: Any) -> Page:
    """The numbers of `requests.stated` or `requests.levels`, report by report; those above zero first."""
    if rows.empty and settings.get("folded"):
        return Page("")  # the sentence above says so
    rows = rows.assign(is_zero=rows["value"] == 0)
    keys = ["is_zero", *_ORDER, "figure_number"]
    is_long = len(rows) > MOST_IN_CSV
    ordered = first(rows, keys) if is_long else rows.sort_values(keys, kind="stable")
    return table(ordered, _columns(scheme), whole=rows if is_long else None, **settings)


def stated(corpus: Any, scheme: str, **settings: Any) -> Page:
    """The numbers behind a scheme. Of a large corpus only those that the page shows are put beside their reports at once."""
    rows = requests.stated_alone(corpus, scheme)
    completed = functools.partial(compare.with_reports, corpus=corpus)
    if len(rows) <= MOST_IN_CSV:
        return numbers(completed(rows), scheme, **settings)
    return table(completed(_first(rows, corpus)), _columns(scheme), whole=rows, completed=completed, **settings)


def _first(rows: pd.DataFrame, corpus: Any) -> pd.DataFrame:
    """The first rows in the order of `numbers`."""
    reports = corpus.reports.sort_values(_ORDER, kind="stable")["report_id"]
    place = rows["report_id"].map(pd.Series(np.arange(len(reports)), index=reports))
    order = np.lexsort((rows["figure_number"], place, rows["value"] == 0))
    return rows.iloc[order[: MOST_ROWS + 1]]


def _columns(scheme: str) -> list[Column]:
    return [
        ("head_report", report_cell),
        ("head_indicator", lambda r: both(_what(r, scheme), "<br>")),
        ("head_value", lambda r: html.escape(value_text(r.value, r.precision))),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", lambda r: source_cell(r, evidence_link(r.report_id, r.figure_number))),
    ]


def _what(row: Any, scheme: str) -> Any:
    if scheme in requests.DIMENSIONS:
        return saying_requests.part_name(scheme, getattr(row, scheme))
    return name("indicator", row.indicator)
