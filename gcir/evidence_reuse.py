"""Tables of shared passages: two reports side by side with what differs marked, and every place with its link."""

import html
from typing import Any
from urllib.parse import quote

import pandas as pd

from gcir import reuse_pairs, saying_reuse
from gcir.compare import each
from gcir.evidence import Column, Page, both, report_cell, source_cell, table, zh
from gcir.messages import name, number, say
from gcir.render import report_link
from gcir.reuse import Found

_LONGEST = 400  # characters of a passage shown
_SOUGHT = 16  # characters by which a browser finds a passage on a report's page
_MARK = '<mark style="background:#fdeee4">'


def pairs(found: Found, reports: pd.DataFrame, **settings: Any) -> Page:
    """Passages that two reports share, side by side: the longest first, those of two agencies before those of one."""
    about = _about(reports)
    columns: list[Column] = [
        ("head_one", lambda r: _side(about[r.report_a], *_marked(r)[:1], r.text_a)),
        ("head_other", lambda r: _side(about[r.report_b], *_marked(r)[1:], r.text_b)),
        ("head_likeness", _likeness),
        ("head_earlier", lambda r: _earlier(r, about)),
    ]
    return table(found.pairs, columns, **settings)


def sections(found: Found, reports: pd.DataFrame, **settings: Any) -> Page:
    """Sections of which something also stands in other reports, the largest share first."""
    rows = found.shares[found.shares["share"] > 0].sort_values(["share", "characters"], ascending=False, kind="stable")
    about = _about(reports)
    columns: list[Column] = [
        ("head_report", lambda r: report_cell(about[r.report_id])),
        ("head_section", lambda r: both(saying_reuse.section_name(r.type))),
        ("head_characters", lambda r: number(r.characters)),
        *((f"head_{part}", _part(part)) for part in saying_reuse.PARTS),
        ("head_source", lambda r: source_cell(about[r.report_id])),
    ]
    return table(rows, columns, **settings)


def _part(part: str) -> Any:
    return lambda r: f"{getattr(r, part) / r.characters:.0%}"


def set_apart(found: Found, reports: pd.DataFrame, texts: Any, **settings: Any) -> Page:
    """Passages that were set apart as law, form, or what very many agencies write, one place of each."""
    kinds = found.clusters.loc[found.clusters["kind"] != "", ["cluster", "reports", "agencies"]]
    places = found.places[found.places["kind"] != ""].drop_duplicates("cluster")
    rows = places.merge(kinds, on="cluster").sort_values(["reports", "kind"], ascending=[False, True], kind="stable")
    about = _about(reports)
    columns: list[Column] = [
        ("head_its_words", lambda r: zh(texts[r.report_id][r.start : r.end])),
        ("head_why", lambda r: both(name("reuse_kind", r.kind))),
        ("head_reports", lambda r: number(r.reports)),
        ("head_report", lambda r: report_cell(about[r.report_id])),
        ("head_source", lambda r: _source(about[r.report_id], texts[r.report_id][r.start : r.end])),
    ]
    return table(rows, columns, **settings)


def _about(reports: pd.DataFrame) -> dict[str, Any]:
    return {row.report_id: row for row in each(reports)}


def _side(report: Any, marked: str, words: str) -> str:
    """One of two passages under its report, with a link to where it stands."""
    return f'{report_cell(report)}<br><span lang="zh-Hans">{marked}</span><br><small>{_source(report, words)}</small>'


def _source(report: Any, words: str) -> str:
    """A link that leads to the words on the report's page, for browsers that look for words."""
    sought = quote(words[:_SOUGHT].split("\n")[0], safe="").replace("-", "%2D")
    return source_cell(report, f"{report_link(report.report_id)}#:~:text={sought}")


def _marked(row: Any) -> tuple[str, str]:
    """Both passages with the words marked that the other one does not have."""
    sides: tuple[list[str], list[str]] = ([], [])
    for pair in reuse_pairs.differences(row.text_a[:_LONGEST], row.text_b[:_LONGEST]):
        for side, words in zip(sides, pair, strict=True):
            escaped = html.escape(words, quote=False)
            side.append(escaped if pair[0] == pair[1] or not any(c.isalnum() for c in words) else f"{_MARK}{escaped}</mark>")
    cut = ["…" if len(text) > _LONGEST else "" for text in (row.text_a, row.text_b)]
    return "".join(sides[0]) + cut[0], "".join(sides[1]) + cut[1]


def _likeness(row: Any) -> str:
    how = "" if pd.isna(row.how) else both(name("reuse_how", row.how), "<br>")
    return f"{row.similarity:.0%}<br><small>{how}<br>{both(name('reuse', row.relation), '<br>')}</small>"


def _earlier(row: Any, about: dict[str, Any]) -> str:
    """Which report has the earlier date; nothing where the dates do not say."""
    if not row.earlier:
        return both(say("reuse_order_unknown"))
    first = about[row.report_a if row.earlier == "a" else row.report_b]
    return f"{report_cell(first)}<br><small>{first.published or first.signed}</small>"


def particular(rows: pd.DataFrame, reports: pd.DataFrame, **settings: Any) -> Page:
    """Sections with their sentences, those that name nothing particular first."""
    rows = rows[rows["sentences"] > 0].assign(general=rows["sentences"] - rows["particular"])
    about = _about(reports)
    columns: list[Column] = [
        ("head_report", lambda r: report_cell(about[r.report_id])),
        ("head_section", lambda r: both(saying_reuse.section_name(r.type))),
        ("head_sentences", lambda r: number(r.sentences)),
        ("head_particular", lambda r: number(r.particular)),
        ("head_source", lambda r: source_cell(about[r.report_id])),
    ]
    return table(rows.sort_values(["general", "report_id"], ascending=[False, True], kind="stable"), columns, **settings)
