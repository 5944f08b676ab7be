"""Tables for the page in which every figure stands beside the words, the file or the address that it comes from."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gcir import saying_channels
from gcir.compare import each
from gcir.messages import Sentence, name, number, say
from gcir.render import page_name, value_text

MOST_ROWS = 200
_CELL = "padding:.35em .7em .35em 0;text-align:left;vertical-align:top;border-bottom:1px solid #d3d9df"


@dataclass(frozen=True, slots=True)
class Page:
    """HTML that Jupyter and the site show as it is."""

    fragment: str

    def _repr_html_(self) -> str:
        return self.fragment


Column = tuple[str, Callable[[Any], str]]


def table(rows: pd.DataFrame, columns: Sequence[Column], most: int = MOST_ROWS, folded: Sentence | None = None) -> Page:
    """An HTML table; each column is a message id for its head and a function from a row to the HTML of its cell.

    Rows beyond `most` are left out and counted in words. `folded` puts the table behind a line to open.
    """
    if rows.empty:
        return Page(f"<p>{_both(say('nothing_listed'))}</p>")
    head = "".join(f'<th scope="col" style="{_CELL}">{_both(say(key), "<br>")}</th>' for key, _ in columns)
    lines = ["".join(f'<td style="{_CELL}">{cell(row)}</td>' for _, cell in columns) for row in each(rows.head(most))]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    left = f"<p>{_both(say('rows_left_out', shown=most, n=len(rows)))}</p>" if len(rows) > most else ""
    grid = f'<table class="gcir-table"><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>'
    whole = f'<div style="overflow-x:auto">{grid}</div>{left}'
    return Page(f"<details><summary>{_both(folded)}</summary>{whole}</details>" if folded else whole)


def _both(words: Sentence, between: str = " ") -> str:
    if words.zh == words.en:
        return html.escape(words.en, quote=False)
    return f'{html.escape(words.en, quote=False)}{between}<span lang="zh-Hans">{html.escape(words.zh, quote=False)}</span>'


def _zh(text: object) -> str:
    return f'<span lang="zh-Hans">{html.escape(str(text), quote=False)}</span>'


def _report(row: Any) -> str:
    return f"{_zh(row.agency)} {'' if pd.isna(row.year) else int(row.year)}".strip()


def _value(row: Any) -> str:
    return html.escape(value_text(row.value, row.precision))


def _source(row: Any, anchor: str = "") -> str:
    """A link to the words: the report's own page where it was parsed, the published address where it was transcribed."""
    here = f"reports/{page_name(row.report_id)}{anchor}"
    address, words, title = (here, "read_words", row.file) if row.origin == "parsed" else (row.url, "published_page", row.url)
    return f'<a href="{html.escape(address)}" title="{html.escape(title)}">{_both(say(words))}</a>' if address else ""


def values(rows: pd.DataFrame, **settings: Any) -> Page:
    """Numbers, one per report, parsed ones first: the number, the words that state it, and where they stand."""
    ordered = rows.sort_values(["origin", "year", "agency"], kind="stable")
    columns: list[Column] = [
        ("head_report", _report),
        ("head_value", _value),
        ("head_words", lambda r: _zh(r.evidence) if r.evidence else ""),
        ("head_source", lambda r: _source(r, f"#f{r.figure_number}")),
    ]
    if "others" in rows and (rows["others"] != "").any():
        columns.insert(2, ("head_others", lambda r: html.escape(r.others)))
    return table(ordered, columns, **settings)


def parts(rows: pd.DataFrame, **settings: Any) -> Page:
    """Numbers per channel beside the report's own total, with the words that state them."""
    ordered = rows.sort_values(["origin", "year", "agency", "figure_number"], kind="stable")
    columns: list[Column] = [
        ("head_report", _report),
        ("head_channel", lambda r: _both(saying_channels.part_name(r))),
        ("head_value", _value),
        ("head_total", lambda r: number(r.total)),
        ("head_relation", lambda r: _both(name("relation", r.relation))),
        ("head_words", lambda r: _zh(r.evidence) if r.evidence else ""),
        ("head_source", lambda r: _source(r, f"#f{r.figure_number}")),
    ]
    return table(ordered, columns, **settings)


def reports(rows: pd.DataFrame, **settings: Any) -> Page:
    """The reports themselves."""
    ordered = rows.sort_values(["origin", "year", "agency"], kind="stable")
    columns: list[Column] = [
        ("head_report", _report),
        ("head_kind", lambda r: _both(name("agency_kind", r.agency_kind))),
        ("head_place", lambda r: _zh(" ".join(x for x in (r.province, r.prefecture, r.county) if x))),
        ("head_layout", lambda r: _both(name("layout", r.layout)) if r.layout else ""),
        ("head_origin", lambda r: _both(name("origin", r.origin))),
        ("head_source", _source),
    ]
    return table(ordered, columns, **settings)


def failures(rows: pd.DataFrame, **settings: Any) -> Page:
    """The files that could not be read, and why."""
    columns: list[Column] = [
        ("head_file", lambda r: html.escape(r.file)),
        ("head_reason", lambda r: html.escape(r.reason)),
        ("head_detail", lambda r: html.escape(r.detail)),
    ]
    return table(rows, columns, **settings)


def statements(problems: pd.DataFrame, reports: pd.DataFrame, **settings: Any) -> Page:
    """Stated problems as printed, grouped by category; one that falls into two stands under both."""
    about = reports[["report_id", "agency", "year", "origin", "file", "url"]]
    rows = problems.explode("categories").merge(about, on="report_id", how="left")
    counts = rows.groupby("categories")["report_id"].nunique()
    rows["reports"] = rows["categories"].map(counts)
    ordered = rows.sort_values(["reports", "categories", "year", "order"], ascending=[False, True, True, True], kind="stable")
    first = ~ordered.duplicated("categories")
    ordered["shown"] = ordered["categories"].where(first, "")
    columns: list[Column] = [
        ("head_category", lambda r: _both(name("category", r.shown), "<br>") + f"<br>n = {r.reports}" if r.shown else ""),
        ("head_statement", lambda r: _zh(r.text)),
        ("head_report", _report),
        ("head_source", lambda r: _source(r, f"#p{r.order}")),
    ]
    return table(ordered, columns, **settings)


def keyness(rows: pd.DataFrame, **settings: Any) -> Page:
    """Key words with their counts, G² and effect size."""
    columns: list[Column] = [
        ("head_word", lambda r: _zh(r.word)),
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
        ("head_word", lambda r: f"<b>{_zh(r.word)}</b>"),
        ("head_right", lambda r: _zh(r.right)),
        ("head_report", _report),
        ("head_source", _source),
    ]
    return table(rows, columns, **settings)
