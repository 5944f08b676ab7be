"""A report as HTML: its words with every figure highlighted, beside the figures read from them.

The same fragment serves a notebook's output and the site's report pages. A report's text is never
trusted: it is escaped wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from gcir import language, names, weave
from gcir.messages import Sentence, name
from gcir.model import Cell, Figure, Finding, Table
from gcir.weave import Mark, Piece

if TYPE_CHECKING:
    from gcir.reports import Report

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_UNSAFE_IN_FILE_NAMES = re.compile(r"[^\w.-]+")
_SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}
_DIMENSIONS = ("channel", "content", "route", "applicant")


class Row(NamedTuple):
    """One line of the list of figures, ready to print."""

    n: int
    name_zh: str
    name_en: str
    about: Sentence
    value: str
    unit: str
    start: int
    known: bool


class _Block(NamedTuple):
    kind: str
    id: str
    depth: int
    pieces: tuple[Piece, ...]
    table: Table | None


def page_name(report_id: str) -> str:
    """The file name of a report's page."""
    return _UNSAFE_IN_FILE_NAMES.sub("-", report_id).strip(".-") + ".html"


def report_link(report_id: str) -> str:
    """Where a page of the site finds a report's page."""
    return f"reports/{quote(page_name(report_id))}"


def evidence_link(report_id: str, n: int, letter: str = "f") -> str:
    """Where a page of the site finds the words behind the report's n-th figure, counted from 1 (or problem p, measure m)."""
    return f"{report_link(report_id)}#{letter}{n}"


def value_text(value: float | None, precision: str = "") -> str:
    """A value as people write it, with a sign where it is not exact; empty for a blank cell."""
    if value is None:
        return ""
    plain = f"{value:,.4f}".rstrip("0").rstrip(".")
    return _SIGNS.get(precision, "") + plain


def figure_rows(figures: Iterable[Figure]) -> tuple[Row, ...]:
    """The figures as printable lines, numbered from 1 as their anchors are."""
    return tuple(_row(n, f) for n, f in enumerate(figures, start=1))


def _row(n: int, figure: Figure) -> Row:
    zh, en = names.of("indicator", figure.indicator) if figure.indicator else (figure.row_label, figure.column_label)
    codes = [name(d, getattr(figure, d)) for d in _DIMENSIONS if getattr(figure, d)]
    about = Sentence(" · ".join(code.zh for code in codes), " · ".join(code.en for code in codes))
    return Row(n, zh, en, about, value_text(figure.value, figure.precision), figure.unit, figure.start, bool(figure.indicator))


def figures_table(report: Report, prefix: str = "") -> str:
    """The figures as an HTML table; each number links to the words that state it."""
    from gcir import pages

    return pages.render("figures.html.j2", rows=figure_rows(report.figures), prefix=prefix)


def highlighted_text(report: Report, prefix: str = "") -> str:
    """The report's text as HTML: headings, paragraphs and tables as printed, evidence highlighted."""
    text = report.document.text
    blocks = _blocks(report)
    pieces = [p for block in blocks for p in block.pieces]
    held = iter(weave.assign(_marks(report, {b.id for b in blocks}, prefix), pieces))
    out = []
    for block in blocks:
        if block.table is None:
            inner = weave.weave(text, block.pieces[0], next(held))
            out.append(_heading(block, inner, prefix) if block.kind == "heading" else f"<p>{inner}</p>")
        else:
            cells = _in_order(block.table)
            out.append(_table(block.table, {c: weave.weave(text, Piece(c.start, c.end), next(held)) for c in cells}))
    return "\n".join(out)


def report_html(report: Report) -> str:
    """A fragment that stands alone, its style included; its anchors are its own, so that a page can hold several."""
    from gcir import pages

    prefix = page_name(report.report_id).removesuffix("html")
    fragment = pages.render("report.html.j2", report=report, prefix=prefix, standalone=True, **report_parts(report, prefix))
    return fragment + pages.script_element()


def report_parts(report: Report, prefix: str = "") -> dict[str, object]:
    """What the report's template needs beside the report."""
    from markupsafe import Markup  # built from escaped pieces only

    return {
        "label": lambda group, code: Markup(language.markup(name(group, code), first="zh")),
        "rule": lambda rule: Markup(language.markup(_rule(rule), first="zh")),
        "detail": lambda finding: Markup(language.markup(_detail(finding), "<br>", first="zh")),
        "text": Markup(highlighted_text(report, prefix)),
        "figures": Markup(figures_table(report, prefix)),
    }


def _rule(rule: str) -> Sentence:
    """What a rule is called; a rule that the codebook does not know stands for itself."""
    from gcir import checks

    known = checks.RULES.get(rule)
    return Sentence(known.label_zh, known.label_en) if known else Sentence(rule, rule)


def _detail(finding: Finding) -> Sentence:
    return Sentence(finding.detail_zh or finding.detail, finding.detail)


def _heading(block: _Block, inner: str, prefix: str) -> str:
    level = min(6, 2 + block.depth)
    return f'<h{level} id="{escape(prefix + block.id)}">{inner}</h{level}>'


def _in_order(table: Table) -> tuple[Cell, ...]:
    return tuple(c for row in weave.rows(table) for c in row)


def _table(table: Table, inner: dict[Cell, str]) -> str:
    lines = []
    for row in weave.rows(table):
        lines.append("<tr>" + "".join(f"<td{_spans(c)}>{inner[c]}</td>" for c in row) + "</tr>")
    return '<div class="gcir-wide"><table class="gcir-printed">\n' + "\n".join(lines) + "\n</table></div>"


def _spans(cell: Cell) -> str:
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return rows + (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "")


def _blocks(report: Report) -> tuple[_Block, ...]:
    """The text cut into headings, paragraphs and tables, in printed order."""
    text, blocks, at = report.document.text, [], 0
    special: list[tuple[int, int, _Block]] = []
    for table in report.document.tables:
        pieces = tuple(Piece(c.start, c.end) for c in _in_order(table))
        special.append((table.start, table.end, _Block("table", "", 0, pieces, table)))
    for s in report.sections:
        if s.heading.strip() and not any(t.start < s.body and s.start < t.end for t in report.document.tables):
            special.append((s.start, s.body, _Block("heading", f"s{s.order}", s.depth, (Piece(s.start, s.body),), None)))
    for start, end, block in sorted(special, key=lambda x: x[:2]):
        blocks += _paragraphs(text, at, start)
        blocks.append(block)
        at = max(at, end)
    return (*blocks, *_paragraphs(text, at, len(text)))


def _paragraphs(text: str, start: int, end: int) -> list[_Block]:
    return [_Block("text", "", 0, (Piece(*line.span()),), None) for line in _LINE.finditer(text, start, end)]


def _marks(report: Report, shown: set[str], prefix: str) -> list[Mark]:
    """What to highlight. Sections and findings whose words are not shown apart get an anchor only."""
    marks = _figure_marks(report, prefix)
    for letter, kind, statements in (("p", "problem", report.problems), ("m", "measure", report.measures)):
        for s in statements:
            title = " · ".join(language.shown(name("category", c), first="zh") for c in s.categories)
            marks.append(Mark(s.start, s.end, f"{prefix}{letter}{s.order}", kind, title))
    for n, finding in enumerate(report.findings, start=1):
        if finding.start is not None:
            marks.append(Mark(finding.start, finding.start, f"{prefix}c{n}", "anchor"))
    for section in report.sections:
        if section.heading.strip() and f"s{section.order}" not in shown:
            marks.append(Mark(section.start, section.start, f"{prefix}s{section.order}", "anchor"))
    return marks


def _figure_marks(report: Report, prefix: str) -> list[Mark]:
    """One mark per figure. Where a whole printed row is the evidence, the mark goes to the figure's own cell."""
    cells = {n: cell for table in report.document.tables for n, cell in _own_cells(report.figures, table).items()}
    marks = []
    for row, figure in zip(figure_rows(report.figures), report.figures, strict=True):
        known = language.parts(Sentence(row.name_zh, row.name_en), "zh") if row.known else [row.name_zh, row.name_en]
        words = [*known, *language.parts(row.about, "zh"), f"{row.value} {row.unit}".strip()]
        title = " · ".join(w for w in words if w)
        cell = cells.get(row.n)
        start, end = (cell.start, cell.end) if cell else (figure.start, figure.end)
        ref = f"{prefix}r{row.n}" if figure.source == "prose" else ""
        marks.append(Mark(start, end, f"{prefix}f{row.n}", "figure", title, ref, str(row.n)))
    return marks


def _own_cells(figures: tuple[Figure, ...], table: Table) -> dict[int, Cell]:
    """Which cell prints which figure, for figures whose evidence spans several cells of this table."""
    spans: dict[tuple[int, int], list[tuple[int, Figure]]] = {}
    for n, figure in enumerate(figures, start=1):
        if table.start <= figure.start and figure.end <= table.end:
            spans.setdefault((figure.start, figure.end), []).append((n, figure))
    found: dict[int, Cell] = {}
    cells = _in_order(table)
    for (start, end), numbered in spans.items():
        row = [c for c in cells if start <= c.start and c.end <= end]
        if len(row) < 2:
            continue
        own = weave.cells_of_row(row, [f.value for _, f in numbered])
        for i, (n, _) in enumerate(numbered):
            found[n] = own[i] if own else row[0]
    return found
