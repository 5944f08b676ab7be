"""Tables of what the checks say: every finding with its words and a link to where they stand."""

from typing import Any

import pandas as pd

from gcir import saying_quality
from gcir.evidence import Column, Page, both, report_cell, source_cell, table, words_cell, zh
from gcir.messages import Sentence, name
from gcir.render import evidence_link, report_link

_LONGEST = 160  # characters of the words of a finding


def findings(rows: pd.DataFrame, by: str = "", **settings: Any) -> Page:
    """Findings with their words, in the order of the rows; `by` groups them by a column of their reports."""
    columns: list[Column] = [
        ("head_finding", _finding),
        ("head_report", report_cell),
        ("head_its_words", _words),
        ("head_source", _source),
    ]
    if rows.empty and settings.get("folded"):
        return Page("")  # the sentence above says so
    if by:
        rows = rows.sort_values(by, kind="stable")
        rows = rows.assign(is_first=~rows.duplicated(by))
        columns.insert(
            0, ("head_group", lambda r: both(saying_quality.group_name(by, getattr(r, by)), "<br>") if r.is_first else "")
        )
    return table(rows, columns, **settings)


def _finding(row: Any) -> str:
    """What a rule says, how grave it is, and in which numbers."""
    label, severity = both(saying_quality.rule_name(row.rule), "<br>"), both(name("severity", row.severity))
    return f"{label}<br><small>{severity}: {both(Sentence(row.detail_zh, row.detail), '<br>')}</small>"


def _words(row: Any) -> str:
    """The words of a finding, cut where they are long; they unfold the sentence that they stand in."""
    said = row.evidence
    if len(said) > _LONGEST:
        return zh(f"{' '.join(said[:_LONGEST].split())}…")
    return words_cell(row, said)


def _source(row: Any) -> str:
    """A link to the words on the report's page; a finding over years points at its figure."""
    if pd.isna(row.start):
        return source_cell(row)
    if pd.isna(row.figure_number):
        return source_cell(row, evidence_link(row.report_id, int(row.finding_number), "c"))
    return source_cell(row, evidence_link(row.report_id, int(row.figure_number)))


def contents(rows: pd.DataFrame, **settings: Any) -> Page:
    """The required parts that are missing or cannot be judged, report by report."""
    lacking = rows[rows["state"] != "there"]
    columns: list[Column] = [
        ("head_content", lambda r: both(saying_quality.part_name(r), "<br>")),
        ("head_state", lambda r: both(name("content_state", r.state))),
        ("head_report", report_cell),
        ("head_source", source_cell),
    ]
    return table(lacking, columns, **settings)


def delays(rows: pd.DataFrame, **settings: Any) -> Page:
    """Reports with a date, the latest first."""
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_due", lambda r: r.due),
        ("head_said", lambda r: r.published or r.signed),
        ("head_days", lambda r: f"{r.days:+,.0f}"),
        ("head_state", lambda r: both(name("delay_state", r.state))),
        ("head_source", _delay_source),
    ]
    return table(rows.sort_values("days", ascending=False, kind="stable"), columns, **settings)


def _delay_source(row: Any) -> str:
    number = row.finding_number
    return source_cell(row, report_link(row.report_id) if pd.isna(number) else evidence_link(row.report_id, int(number), "c"))
