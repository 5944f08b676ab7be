"""Tables of the numbers behind the charts of requests: each with its words and a link to where they stand."""

import html
from typing import Any

import pandas as pd

from gcir import requests, saying_requests
from gcir.evidence import Column, Page, both, report_cell, source_cell, table, words_cell
from gcir.evidence_table import MOST_IN_CSV, first
from gcir.messages import name
from gcir.render import evidence_link, value_text


def numbers(rows: pd.DataFrame, scheme: str = "", **settings: Any) -> Page:
    """The numbers of `requests.stated` or `requests.levels`, report by report; those above zero first."""
    if rows.empty and settings.get("folded"):
        return Page("")  # the sentence above says so
    rows = rows.assign(is_zero=rows["value"] == 0)
    keys = ["is_zero", "origin", "year", "agency", "report_id", "figure_number"]
    is_long = len(rows) > MOST_IN_CSV
    ordered = first(rows, keys) if is_long else rows.sort_values(keys, kind="stable")
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_indicator", lambda r: both(_what(r, scheme), "<br>")),
        ("head_value", lambda r: html.escape(value_text(r.value, r.precision))),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", lambda r: source_cell(r, evidence_link(r.report_id, r.figure_number))),
    ]
    return table(ordered, columns, whole=rows if is_long else None, **settings)


def _what(row: Any, scheme: str) -> Any:
    if scheme in requests.DIMENSIONS:
        return saying_requests.part_name(scheme, getattr(row, scheme))
    return name("indicator", row.indicator)
