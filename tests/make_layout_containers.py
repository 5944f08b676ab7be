"""Containers for the layout cases, tidy and untidy, beside those of make_documents."""

import io
import random
from collections.abc import Callable
from html import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from make_documents import C, P, Report, T, grid, to_html, to_markdown, to_xlsx
from make_layout_plain import PLAIN
from make_pdf import Style, to_pdf


def _text(report: Report, table: Callable[[T], list[str]]) -> str:
    lines = [report.title]
    for part in report.parts:
        lines += [part.text] if isinstance(part, P) else table(part)
    return "\n".join(lines)


def _width(table: T) -> int:
    return max(sum(c.colspan for c in row) for row in table.rows)


def pipes(table: T) -> list[str]:
    """Each row with the cells that begin in it, filled up with pipes to the width of the table, but for the last."""
    width = _width(table)
    made = []
    for number, row in enumerate(table.rows, 1):
        texts = [c.text for c in row]
        full = width if number < len(table.rows) else len(texts)
        while texts and not texts[-1]:
            texts.pop()
        line = " | ".join(texts).replace("|  |", "| |").replace("|  |", "| |")
        made.append(f"{line} |" + (" " + "|" * (full - len(texts)) if full > len(texts) else ""))
    return made


def bare_pipes(table: T) -> list[str]:
    return [" | ".join(c.text for c in row) for row in table.rows]


def cell_lines(table: T) -> list[str]:
    """Every cell on a line of its own, as scrapers leave cells that hold paragraphs; what is empty at a row's end on one line."""
    width = _width(table)
    made = []
    for row in table.rows:
        texts = [c.text for c in row]
        while texts and not texts[-1]:
            texts.pop()
        made += [f"{text} |".strip() for text in texts]
        if width > len(texts):
            made.append("|" * (width - len(texts)))
    return made


def cell_starts(table: T) -> list[str]:
    """Every cell on a line of its own, with the pipe before it and one more at the end of the row."""
    width = _width(table)
    made = []
    for row in table.rows:
        texts = [c.text for c in row] + [""] * (width - len(row))
        made += [texts[0], *(f"| {text}".strip() for text in texts[1:]), "|"]
    return made


def first_only(table: T) -> T:
    """Merged cells taken apart, with their words in the first of them."""
    rows = [list(row) for row in grid(table)]
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table.rows):
        for cell in row:
            col = next(j for j in range(len(rows[0])) if (r, j) not in taken)
            place = {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
            taken |= place
            for i, j in place - {(r, col)}:
                rows[i][j] = ""
    return T(tuple(tuple(C(text) for text in row) for row in rows))


def wrapped_pipes(table: T) -> list[str]:
    """Like `pipes`, with long words broken over lines as they were in their narrow cells."""

    def broken(c: C) -> C:
        at = len(c.text) // 2
        fits = len(c.text) < 9 or c.text[:1].isdigit() or not c.text[at].isalpha()
        return c if fits else C(f"{c.text[:at]}\n{c.text[at:]}", c.rowspan, c.colspan)

    return pipes(T(tuple(tuple(broken(c) for c in row) for row in table.rows)))


def tabs(table: T) -> list[str]:
    """Rows as they come out of a sheet or a Word table through the clipboard."""
    return ["\t".join(c.text for c in row) for row in first_only(table).rows]


def without_spans(table: T) -> T:
    """Cells as they begin in each row, their spans lost."""
    return T(tuple(tuple(C(c.text) for c in row) for row in table.rows))


def loose(table: T) -> T:
    """The last cell of the first row reaches over columns that no row has, as careless editors leave it."""
    first = table.rows[0]
    return T(((*first[:-1], C(first[-1].text, first[-1].rowspan, first[-1].colspan + 3)), *table.rows[1:]))


def changed(report: Report, change: Callable[[T], T]) -> Report:
    parts = tuple(change(p) if isinstance(p, T) else p for p in report.parts)
    return Report(report.title, report.agency, report.published, parts)


FRAME = """<div class="location"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 信息公开年报</div>
<div class="main"><h1>{title}</h1><div class="info">发布日期：{date} 浏览次数：<span id="hits"></span></div>{body}</div>
<div class="footer"><p>版权所有 <a href="/map">网站地图</a></p></div>"""


LAYOUT_TABLE = (
    """<table width="98%"><tr><td width="5%"></td><td><table><tbody><tr><td>{body}</td></tr></tbody></table></td></tr></table>"""
)


def headed(report: Report) -> str:
    """A page with a caption, heading cells, lines broken inside cells and an empty row below the heading."""

    def cell(c: C, tag: str) -> str:
        spans = f' rowspan="{c.rowspan}" colspan="{c.colspan}"'
        half = len(c.text) // 2
        words = escape(c.text)
        if len(c.text) > 5 and not any(x.isdigit() for x in c.text[half - 1 : half + 1]):
            words = f"{escape(c.text[:half])}<br/>\n      {escape(c.text[half:])}"
        return f"<{tag}{spans}>\n      <p>{words}</p>\n    </{tag}>"

    def table(t: T) -> str:
        rows = ["<tr>" + "".join(cell(c, "td" if r else "th") for c in row) + "</tr>" for r, row in enumerate(t.rows)]
        gap = "<tr>" + "<td></td>" * _width(t) + "</tr>" if all(c.rowspan == 1 for c in t.rows[0]) else ""
        head = f"<thead>{rows[0]}</thead>" if gap else rows[0]
        return f'<table border="1"><caption>统计表</caption>{head}{gap}{"".join(rows[1:])}</table>'

    body = "".join(table(p) if isinstance(p, T) else f"<p>{escape(p.text)}</p>" for p in report.parts)
    return f"<html><body>{FRAME.format(title=report.title, date=report.published, body=body)}</body></html>"


def mso(report: Report) -> str:
    """A page pasted out of Word: numbers in pieces, paragraphs in cells, hard spaces, a last row that only sets widths."""

    def cell(c: C, r: random.Random) -> str:
        spans = (f" rowspan={c.rowspan}" if c.rowspan > 1 else "") + (f" colspan={c.colspan}" if c.colspan > 1 else "")
        cuts = [c.text[i : i + 2] for i in range(0, len(c.text), 2)]
        inner = "".join(f"<span lang=EN-US style='font-size:9.0pt;mso-bidi-font-family:宋体'>{escape(x)}</span>" for x in cuts)
        hard = r.choice(("", "&nbsp;", "<o:p></o:p>", "<span style='mso-spacerun:yes'>&nbsp;</span>"))
        inner = inner or "<o:p>&nbsp;</o:p>"
        style = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt"
        return f"<td width=60{spans} style='{style}'><p class=MsoNormal>{inner}{hard}</p></td>"

    def table(t: T) -> str:
        r = random.Random(len(t.rows))
        rows = "".join("<tr style='mso-yfti-irow:1'>" + "".join(cell(c, r) for c in row) + "</tr>\n" for row in t.rows)
        widths = "".join("<td width=60 style='border:none'></td>" for _ in range(_width(t)))
        last = f"<![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]>"
        return f"<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0>{rows}{last}</table>"

    body = "".join(
        table(p) if isinstance(p, T) else f"<p class=MsoNormal>　　{escape(p.text)}<o:p></o:p></p>\n" for p in report.parts
    )
    frame = FRAME.format(title=escape(report.title), date=report.published, body=body)
    return f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=utf-8></head><body>{frame}</body></html>"


def word(report: Report) -> bytes:
    """A Word file; merged cells as Word writes them, one cell over columns and continued cells over rows."""
    document = docx.Document()
    body = document.element.body
    for part in (P(report.title), *report.parts):
        if isinstance(part, P):
            document.add_paragraph(part.text)
        else:
            body.insert(len(body) - 1, parse_xml(_word_table(part)))
            document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word_table(table: T) -> str:
    width = _width(table)
    going: dict[int, tuple[int, C]] = {}
    rows = []
    for row in table.rows:
        cells, own, col = [], iter(row), 0
        while col < width:
            left, cell = going.pop(col, (0, C("")))
            cell = cell if left else next(own, C(""))
            left = left or cell.rowspan
            merge = "" if cell.rowspan == 1 else "<w:vMerge/>" if left < cell.rowspan else '<w:vMerge w:val="restart"/>'
            text = escape(cell.text) if left == cell.rowspan else ""
            cells.append(
                f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>'
                f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
            )
            if left > 1:
                going[col] = (left - 1, cell)
            col += cell.colspan
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid_columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid_columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


WRITERS: dict[str, tuple[str, Callable[[Report], str | bytes]]] = {
    "txt": (".txt", lambda r: _text(r, pipes)),
    "bare": (".txt", lambda r: _text(r, bare_pipes)),
    "wrap": (".txt", lambda r: _text(r, wrapped_pipes)),
    "tabs": (".txt", lambda r: _text(r, tabs)),
    "starts": (".txt", lambda r: _text(r, cell_starts)),
    "lines": (".txt", lambda r: _text(r, cell_lines)),
    "md": (".md", to_markdown),
    "mdfirst": (".md", lambda r: to_markdown(changed(r, first_only))),
    "html": (".html", lambda r: to_html(r, frame=FRAME)),
    "mso": (".html", mso),
    "headed": (".html", headed),
    "nested": (".html", lambda r: to_html(r, frame=FRAME.replace("{body}", LAYOUT_TABLE))),
    "loose": (".html", lambda r: to_html(changed(r, loose), frame=FRAME)),
    "nospans": (".html", lambda r: to_html(changed(r, without_spans), frame=FRAME)),
    "docx": (".docx", word),
    "xlsx": (".xlsx", to_xlsx),
    "pdf": (".pdf", to_pdf),
    "pdfhead": (".pdf", lambda r: to_pdf(r, Style(head=-1, fit=True, middle=True, running=r.title))),
    "pdfopen": (".pdf", lambda r: to_pdf(r, Style("none", fit=True))),
    "pdfmiddle": (".pdf", lambda r: to_pdf(r, Style("none", fit=True, middle=True, head=-1, running=r.title))),
    "pdfdense": (".pdf", lambda r: to_pdf(r, Style("none", fit=True, pad=0.0))),
    **PLAIN,
}
