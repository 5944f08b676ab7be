"""Tables for the page in which every figure stands beside the words, the file or the address that it comes from.

A row unfolds the sentence in which its words stand, in JupyterLab as on the site. Only the site has a page
per report: the links to it are hidden until the site's style sheet shows them. A table can be searched and sorted;
where no script runs it stands there whole.
"""

import functools
import html
import re
from pathlib import Path
from typing import Any

import pandas as pd

from gcir import language, saying_channels, text, texts
from gcir.evidence_table import MOST_ROWS, Column, Page, both, table, zh
from gcir.messages import name, number, say
from gcir.render import evidence_link, report_link, value_text

__all__ = [
    "Column", "Page", "both", "concordance", "failures", "keyness", "parts", "report_cell", "reports", "sentence", "source_cell",
    "statements", "table", "text_of", "values", "words_cell", "zh",
]  # fmt: skip

REACH = 90  # characters of a sentence shown on either side of the words
_END = re.compile(r"[\u3002\uff01\uff1f\n]")


def report_cell(row: Any) -> str:
    return f"{zh(row.agency)} {'' if pd.isna(row.year) else int(row.year)}".strip()


def _value(row: Any) -> str:
    return html.escape(value_text(row.value, row.precision))


def _file(row: Any) -> Path | None:
    """The file of a parsed report, if it is still there: only then has it a page."""
    path = text.raw_folder() / row.file
    return path if row.origin == "parsed" and row.file and path.is_file() else None


@functools.lru_cache(maxsize=MOST_ROWS)
def _text(path: Path) -> str:
    return text.read_text(path)


def sentence(whole: str, start: int, end: int, reach: int = REACH) -> tuple[str, str]:
    """What stands left and right of some words up to the end of their sentence or line, cut where it is long."""
    before, after = _END.split(whole[:start])[-1], _END.split(whole[end:])[0]
    closing = _END.match(whole, end + len(after))
    after += closing[0].rstrip("\n") if closing else ""
    left = f"…{before[-reach:]}" if len(before) > reach else before
    return left.lstrip(), f"{after[:reach]}…" if len(after) > reach else after.rstrip()


def text_of(row: Any) -> str:
    """The text of a row's report; empty where its file is gone."""
    path = _file(row)
    return (texts.kept().get(row.report_id) or _text(path)) if path else ""


def words_cell(row: Any, said: str) -> str:
    """The words that state something; where they stand in more words, these unfold with the words marked."""
    whole = text_of(row) if said else ""
    if not whole or pd.isna(row.start) or whole[int(row.start) : int(row.end)] != said:
        return zh(said) if said else ""
    left, right = (html.escape(x, quote=False) for x in sentence(whole, int(row.start), int(row.end)))
    if not left and not right:
        return zh(said)
    marked = f'{left}<mark style="background:#fdeee4">{html.escape(said, quote=False)}</mark>{right}'
    return f'<details class="gcir-words" lang="zh-Hans"><summary>{zh(said)}</summary><div>{marked}</div></details>'


def source_cell(row: Any, link: str = "") -> str:
    """Where the words stand: the report's page on the site and its file elsewhere, or the published address."""
    if row.origin == "parsed":
        link = html.escape(link or report_link(row.report_id))
        page = f'<a class="gcir-on-site" style="display:none" href="{link}">{both(say("read_words"))}</a>' if _file(row) else ""
        return f'{page}<span class="gcir-off-site">{html.escape(row.file)}</span>'
    address = html.escape(row.url)
    return f'<a href="{address}" title="{address}">{both(say("published_page"))}</a>' if row.url else ""


def _figure_source(row: Any) -> str:
    return source_cell(row, evidence_link(row.report_id, row.figure_number))


def values(rows: pd.DataFrame, **settings: Any) -> Page:
    """Numbers, one per report, parsed ones first: the number, the words that state it, and where they stand."""
    ordered = rows.sort_values(["origin", "year", "agency"], kind="stable")
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_value", _value),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", _figure_source),
    ]
    if "others" in rows and (rows["others"] != "").any():
        columns.insert(2, ("head_others", lambda r: html.escape(r.others)))
    return table(ordered, columns, **settings)


def parts(rows: pd.DataFrame, **settings: Any) -> Page:
    """Numbers per channel beside the report's own total, with the words that state them."""
    ordered = rows.sort_values(["origin", "year", "agency", "figure_number"], kind="stable")
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_channel", lambda r: both(saying_channels.part_name(r))),
        ("head_value", _value),
        ("head_total", lambda r: number(r.total)),
        ("head_relation", lambda r: both(name("relation", r.relation))),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", _figure_source),
    ]
    return table(ordered, columns, **settings)


def reports(rows: pd.DataFrame, **settings: Any) -> Page:
    """The reports themselves."""
    ordered = rows.sort_values(["origin", "year", "agency"], kind="stable")
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_kind", lambda r: both(name("agency_kind", r.agency_kind))),
        ("head_place", lambda r: zh(" ".join(x for x in (r.province, r.prefecture, r.county) if x))),
        ("head_layout", lambda r: both(name("layout", r.layout)) if r.layout else ""),
        ("head_origin", lambda r: both(name("origin", r.origin))),
        ("head_source", source_cell),
    ]
    return table(ordered, columns, **settings)


def failures(rows: pd.DataFrame, **settings: Any) -> Page:
    """The files that could not be read, and why."""
    columns: list[Column] = [
        ("head_file", lambda r: zh(r.file)),
        ("head_reason", lambda r: both(name("failure_reason", r.reason))),
    ]
    if language.chosen() != "zh":  # what a reader noted is in English
        columns.append(("head_detail", lambda r: html.escape(r.detail)))
    return table(rows, columns, **settings)


def statements(problems: pd.DataFrame, reports: pd.DataFrame, **settings: Any) -> Page:
    """Stated problems as printed, grouped by category; one that falls into two stands under both."""
    about = reports[["report_id", "agency", "year", "origin", "file", "url"]]
    rows = problems.explode("categories").merge(about, on="report_id", how="left")
    rows["categories"] = rows["categories"].fillna("other")
    counts = rows.groupby("categories")["report_id"].nunique()
    rows["reports"] = rows["categories"].map(counts)
    ordered = rows.sort_values(["reports", "categories", "year", "order"], ascending=[False, True, True, True], kind="stable")
    columns: list[Column] = [
        ("head_statement", lambda r: words_cell(r, r.text)),
        ("head_report", report_cell),
        ("head_source", lambda r: source_cell(r, evidence_link(r.report_id, r.order, "p"))),
    ]
    return table(ordered, columns, group=lambda r: f"{both(name('category', r.categories))} (n = {r.reports})", **settings)


def keyness(rows: pd.DataFrame, **settings: Any) -> Page:
    """Key words with their counts, G² and effect size."""
    columns: list[Column] = [
        ("head_word", lambda r: zh(r.word)),
        ("head_target", lambda r: f"{r.target:,} / {r.target_size:,}"),
        ("head_reference", lambda r: f"{r.reference:,} / {r.reference_size:,}"),
        ("head_g2", lambda r: f"{r.g2:.1f}"),
        ("head_log_ratio", lambda r: f"{r.log_ratio:+.1f}"),
        ("head_reports", lambda r: f"{r.reports:,}"),
    ]
    return table(rows, columns, **settings)


def concordance(found: pd.DataFrame, reports: pd.DataFrame, **settings: Any) -> Page:
    """A word in its surroundings, the word in the middle, with the report that it stands in."""
    rows = found.merge(reports[["report_id", "agency", "year", "origin", "file", "url"]], on="report_id", how="left")
    columns: list[Column] = [
        ("head_left", lambda r: f'<div lang="zh-Hans" style="text-align:right">{html.escape(r.left, quote=False)}</div>'),
        ("head_word", lambda r: f"<b>{zh(r.word)}</b>"),
        ("head_right", lambda r: zh(r.right)),
        ("head_report", report_cell),
        ("head_source", source_cell),
    ]
    return table(rows, columns, **settings)
