"""Writes one report, given as a structure, in every container that the readers know."""

import io
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class C:
    """A cell with its spans."""

    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class P:
    """A paragraph; `level` above 0 makes it a heading."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class T:
    """A table as rows of cells, each given once, where it begins."""

    rows: tuple[tuple[C, ...], ...]


@dataclass(frozen=True)
class Report:
    title: str
    agency: str
    published: str
    parts: tuple[P | T, ...]


def grid(table: T) -> list[list[str]]:
    """What a reader should see at every place of the grid, merged cells repeated."""
    width = sum(c.colspan for c in table.rows[0])
    full: list[list[str | None]] = [[None] * width for _ in table.rows]
    for r, row in enumerate(table.rows):
        for cell in row:
            col = full[r].index(None)
            for i in range(r, r + cell.rowspan):
                for j in range(col, col + cell.colspan):
                    full[i][j] = cell.text
    return [[text or "" for text in row] for row in full]


APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    ("（三）不予公开", ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")),
    ("（四）无法提供", ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作")),
    ("（七）总计", ()),
)


def requests_table(value=lambda row, col: (7 * row + 3 * col) % 11) -> T:
    """A shortened form for requests: three columns of labels, seven of applicants."""
    head = [
        (C("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), C("申请人情况", 1, 7)),
        (C("自然人", 2), C("法人或其他组织", 1, 5), C("总计", 2)),
        tuple(C(a) for a in APPLICANTS),
    ]
    rows = [*head]
    number = 0

    def values() -> list[C]:
        nonlocal number
        number += 1
        return [C(str(value(number, col))) for col in range(7)]

    for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"):
        rows.append((C(label, 1, 3), *values()))
    height = sum(max(1, len(kinds)) for _, kinds in OUTCOMES)
    lead = [C("三、本年度办理结果", height)]
    for label, kinds in OUTCOMES:
        if not kinds:
            rows.append((*lead, C(label, 1, 2), *values()))
        for i, kind in enumerate(kinds):
            group = [C(label, len(kinds))] if i == 0 else []
            rows.append((*(lead if i == 0 else []), *group, C(kind), *values()))
        lead = []
    rows.append((C("四、结转下年度继续办理", 1, 3), *values()))
    return T(tuple(rows))


def documents_table() -> T:
    """A table of documents with sub-headings over the full width."""
    rows = [
        (C("第二十条第（一）项", 1, 4),),
        (C("信息内容"), C("本年制发件数"), C("本年废止件数"), C("现行有效件数")),
        (C("规章"), C("1"), C("0"), C("24")),
        (C("行政规范性文件"), C("13"), C("5"), C("1,208")),
        (C("第二十条第（五）项", 1, 4),),
        (C("信息内容"), C("本年处理决定数量", 1, 3)),
        (C("行政许可"), C("356", 1, 3)),
        (C("第二十条第（八）项", 1, 4),),
        (C("信息内容"), C("本年收费金额（单位：万元）", 1, 3)),
        (C("行政事业性收费"), C("12.35", 1, 3)),
    ]
    return T(tuple(rows))


def remedies_table() -> T:
    """Reconsideration and litigation: fifteen columns under three rows of heads."""
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = (
        (C("行政复议", 2, 5), C("行政诉讼", 1, 10)),
        (C("未经复议直接起诉", 1, 5), C("复议后起诉", 1, 5)),
        tuple(C(r) for _ in range(3) for r in results),
        tuple(C(str(n % 4)) for n in range(15)),
    )
    return T(rows)


def sample_report() -> Report:
    """A report of an invented office with prose, headings and three tables."""
    prose = "本机关严格落实公开条例，推进决策、执行、管理、服务、结果公开。全年通过网站公开信息1208条，政务微信公开365条。"
    parts: list[P | T] = [
        P("本报告由青山县示例局编制。报告所列数据的统计期限为2021年1月1日至2021年12月31日。"),
        P("一、总体情况", 2),
        P(prose),
        P("（一）主动公开。认真做好信息发布，及时更新栏目内容，办理依申请公开事项15件。"),
        P("二、主动公开政府信息情况", 2),
        documents_table(),
        P("三、收到和处理政府信息公开申请情况", 2),
        requests_table(),
        P("四、政府信息公开行政复议、行政诉讼情况", 2),
        remedies_table(),
        P("五、存在的主要问题及改进情况", 2),
        P("一是公开的主动性不够，个别栏目更新不及时；二是业务培训偏少。下一步将加强学习，完善制度，提升公开质量。"),
        P("六、其他需要报告的事项", 2),
        P("本年度未收取信息处理费。"),
        P("青山县示例局"),
        P("2022年1月18日"),
    ]
    return Report("青山县示例局2021年政府信息公开工作年度报告", "青山县示例局", "2022-01-20", tuple(parts))


def html_table(table: T, *, mso: bool = False) -> str:
    lines = ["<table border='1'><tbody>"]
    for row in table.rows:
        lines.append("<tr>")
        for c in row:
            spans = (f" rowspan={c.rowspan}" if c.rowspan > 1 else "") + (f" colspan='{c.colspan}'" if c.colspan > 1 else "")
            text = escape(c.text)
            if mso:
                pieces = "".join(f"<span lang=EN-US style='mso-hansi-font-family:宋体'>{escape(x)}</span>" for x in c.text)
                text = f"<p class=MsoNormal align=center style='mso-pagination:none'>{pieces}<span><o:p></o:p></span></p>"
            lines.append(f"<td{spans}>{text}</td>")
        lines.append("</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def html_body(report: Report, *, mso: bool = False) -> str:
    out = []
    for part in report.parts:
        if isinstance(part, T):
            out.append(html_table(part, mso=mso))
        else:
            tag = "p" if mso or not part.level else f"h{part.level}"
            out.append(f"<{tag}>　　{escape(part.text)}</{tag}>")
    return "\n".join(out)


def to_html(report: Report, *, charset: str = "utf-8", frame: str = "{body}", mso: bool = False) -> str:
    """A page; `frame` may put anything around {title}, {date} and {body}."""
    body = frame.format(title=escape(report.title), date=report.published, body=html_body(report, mso=mso))
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    head = f"<head>{meta}<title>{escape(report.title)}_青山县人民政府</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>"


def to_pipes(report: Report) -> str:
    """Plain text with pipe rows padded at the end, as site scrapers leave them: merged cells are lost."""
    lines = [report.title]
    for part in report.parts:
        if isinstance(part, P):
            lines.append(part.text)
            continue
        width = max(len(row) for row in part.rows)
        for row in part.rows:
            pad = " |" + "|" * (width - len(row)) if width > len(row) else " |"
            lines.append(" | ".join(c.text for c in row) + pad)
    return "\n".join(lines)


def to_markdown(report: Report) -> str:
    """Markdown with every merged cell repeated."""
    lines = [f"# {report.title}", ""]
    for part in report.parts:
        if isinstance(part, P):
            lines += ["#" * part.level + " " * bool(part.level) + part.text, ""]
            continue
        rows = grid(part)
        lines.append("| " + " | ".join(rows[0]) + " |")
        lines.append("|" + "---|" * len(rows[0]))
        lines += ["| " + " | ".join(row) + " |" for row in rows[1:]]
        lines.append("")
    return "\n".join(lines)


def to_docx(report: Report) -> bytes:
    """A Word file with real merged cells."""
    import docx

    document = docx.Document()
    document.add_heading(report.title, 1)
    for part in report.parts:
        if isinstance(part, P):
            document.add_heading(part.text, part.level) if part.level else document.add_paragraph(part.text)
            continue
        width = sum(c.colspan for c in part.rows[0])
        table = document.add_table(len(part.rows), width, style="Table Grid")
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(part.rows):
            for cell in row:
                col = next(j for j in range(width) if (r, j) not in taken)
                taken |= {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
                target = table.cell(r, col)
                if cell.rowspan > 1 or cell.colspan > 1:
                    target = target.merge(table.cell(r + cell.rowspan - 1, col + cell.colspan - 1))
                target.text = cell.text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_xlsx(report: Report) -> bytes:
    """A workbook: title and paragraphs in the first column, tables with merged cells between empty rows."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([report.title])
    line = 2
    for part in report.parts:
        if isinstance(part, P):
            sheet.cell(line, 1, part.text)
            line += 1
            continue
        line += 1
        full = grid(part)
        seen: set[tuple[int, int]] = set()
        for r, row in enumerate(part.rows):
            for cell in row:
                col = next(j for j in range(len(full[0])) if (r, j) not in seen)
                seen |= {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
                value = int(cell.text) if cell.text.isdigit() else cell.text
                sheet.cell(line + r, col + 1, value)
                if cell.rowspan > 1 or cell.colspan > 1:
                    sheet.merge_cells(
                        start_row=line + r,
                        start_column=col + 1,
                        end_row=line + r + cell.rowspan - 1,
                        end_column=col + cell.colspan,
                    )
        line += len(part.rows) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_mhtml(page: str) -> bytes:
    """A page saved as a web archive."""
    import base64

    body = base64.encodebytes(page.encode()).decode()
    return (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: http://q.example/7.html\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--=b"\r\n\r\n----=b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n----=b--\r\n"
    ).encode()
