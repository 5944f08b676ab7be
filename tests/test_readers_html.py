"""Pages of every build: the report comes out, the page around it does not."""

import pytest
from make_documents import C, P, Report, T, grid, html_body, html_table, requests_table, sample_report, to_html

from gcir.documents import read_bytes
from gcir.html_chrome import without_counter
from gcir.limits import Limits
from gcir.model import Document, Table, UnreadableFile


def read(page: str, encoding: str = "utf-8") -> Document:
    document = read_bytes(page.encode(encoding), "page.html")
    for table in document.tables:
        for cell in table.cells:
            assert document.text[cell.start : cell.end] == cell.text
            assert table.start <= cell.start <= cell.end <= table.end
    return document


def full(table: Table) -> list[list[str]]:
    width = max(c.col + c.colspan for c in table.cells)
    rows = [[""] * width for _ in range(max(c.row + c.rowspan for c in table.cells))]
    for c in table.cells:
        for i in range(c.row, c.row + c.rowspan):
            for j in range(c.col, c.col + c.colspan):
                rows[i][j] = c.text
    return rows


def report_lines(report: Report) -> list[str]:
    return [part.text for part in report.parts if isinstance(part, P)]


NAV = "<ul>" + "".join(f"<li><a href='/c{i}'>栏目{i}</a></li>" for i in range(12)) + "</ul>"
YEARS = "".join(
    f"<li><a href='/r{y}'>青山县示例局{y}年政府信息公开工作年度报告</a><span>{y + 1}-01-2{y % 10}</span></li>"
    for y in (2018, 2019, 2020)
)
CRUMB = "当前位置：<a href='/'>首页</a> &gt; <a href='/b'>政府信息公开</a> &gt; <a href='/c'>2021年年报</a>"
FOOT = "<p>主办：青山县人民政府办公室　地址：青山县中心路1号</p><p>网站标识码：3300000001　ICP备05000001号-1</p>"
INFO = (
    "发布日期：{date} 10:20　来源：青山县示例局　浏览次数：<span>5321</span>次　"
    "字体：【<a href='javascript:a'>大</a> <a href='javascript:b'>小</a>】"
)
SHARE = (
    "<div>分享到：<a href='http://w.example/'>微信</a></div>"
    "<div>【<a href='javascript:p'>打印</a>】【<a href='javascript:c'>关闭</a>】</div>"
)
RELATED = f"<div><h4>相关链接</h4><ul>{YEARS}</ul></div>"
DUTIES = "<p>本局承担全县有关工作，负责起草规章草案，拟订政策措施并组织实施；承担法律、法规规定的其他职责。</p>"

FRAMES = {
    "divisions": f"<div>{NAV}</div><div><div>{CRUMB}</div><div><h3>历年年报</h3><ul>{YEARS}</ul></div>"
    f"<div><h1>{{title}}</h1><div>{INFO}</div><div>{{body}}</div>{SHARE}"
    f"<p>上一篇：<a href='/r2020'>2020年年报</a></p>{RELATED}</div></div><div>{FOOT}</div>",
    "layout tables": f"<table width=1000><tr><td colspan=2>{NAV}</td></tr><tr><td width=200><ul>{YEARS}</ul></td>"
    f"<td><table><tr><td>{CRUMB}</td></tr><tr><td align=center><b>{{title}}</b></td></tr><tr><td>{INFO}</td></tr>"
    f"<tr><td>{{body}}</td></tr><tr><td>{SHARE}</td></tr></table></td></tr><tr><td colspan=2>{FOOT}</td></tr></table>",
    "one form": f"<form action='x.aspx'><input type=hidden value='9999'>{NAV}"
    f"<div><p>{{title}}</p><p>{INFO}</p>{{body}}</div>{FOOT}</form>",
    "flat": f"{CRUMB}<br><h2>{{title}}</h2><p>{INFO}</p>{{body}}{SHARE}{RELATED}{FOOT}",
    "article": f"<header>{NAV}</header><main><nav>{CRUMB}</nav><article><header><h1>{{title}}</h1><p>{INFO}</p></header>"
    f"{{body}}</article><aside><ul>{YEARS}</ul></aside></main><footer>{FOOT}</footer>",
    "two columns": f"<div>{NAV}</div><div><div><h1>{{title}}</h1><div>{INFO}</div></div><div>{{body}}</div></div>"
    f"<div>{DUTIES}{NAV}</div><div>{FOOT}</div>",
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("mso", [False, True])
def test_the_report_and_nothing_else(frame, mso):
    report = sample_report()
    document = read(to_html(report, frame=FRAMES[frame], mso=mso))
    lines = document.text.split("\n")
    assert lines[0] == report.title
    assert document.title == report.title
    assert document.published == report.published
    body = [line for line in lines[1:] if " | " not in line]
    dated = [line for line in body if report.published in line]
    assert len(dated) == 1
    expected = report_lines(report)
    assert [line for line in body if line not in dated] == [*expected[:5], *fullwidth_rows(), *expected[5:]]
    for unwanted in ("2019", "2020", "5321", "栏目1", "ICP", "相关链接", "分享", "首页"):
        assert unwanted not in document.text


def fullwidth_rows() -> list[str]:
    return ["第二十条第（一）项", "第二十条第（五）项", "第二十条第（八）项"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("mso", [False, True])
def test_tables_come_out_as_they_went_in(frame, mso):
    report = sample_report()
    document = read(to_html(report, frame=FRAMES[frame], mso=mso))
    assert [full(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]
    assert all(t.spans_known for t in document.tables)


@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8", "gb2312"), ("gbk", "utf-8"), ("gb18030", ""), ("utf-8-sig", ""), ("utf-16", "gbk")]
)
def test_charset_may_lie(encoding, charset):
    report = sample_report()
    expected = read(to_html(report, frame=FRAMES["flat"]))
    document = read(to_html(report, frame=FRAMES["flat"], charset=charset), encoding)
    assert document.text == expected.text
    assert [full(t) for t in document.tables] == [full(t) for t in expected.tables]


def page(body: str) -> str:
    return f"<html><head><title>2021年公开年报</title></head><body>{body}</body></html>"


TABLE = "<table><tr><td>指标</td><td>数</td></tr><tr><td>收到申请</td><td>{}</td></tr></table>"
PROSE = "<p>本机关认真落实公开条例，全年主动公开信息六百条，比上年有所增加；没有收到复议。</p>"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<span>1</span><span>2</span>", "12"),
        ("<p><b>1</b>2<o:p></o:p></p>", "12"),
        ("&nbsp;12&nbsp;", "12"),
        ("<!--[if gte mso 9]>9<![endif]-->12", "12"),
        ("1<font>2</font><sup>①</sup>", "12"),
        ("12<sup>1</sup>", "12"),
        ("12<sup>[3]</sup>", "12"),
        ("12<br>3", "12 / 3"),
        ("<p>12</p><p>3</p>", "12 / 3"),
        ("12<br>件", "12 件"),
        ("<div>12</div><div style='display:none'>99</div>", "12"),
        ("<span style='mso-hide: all'>99</span>12", "12"),
        ("<span hidden>99</span>12", "12"),
        ("<script>document.write(99)</script>12", "12"),
        ("<del>99</del>12", "12"),
        ("１２", "１２"),
        ("<table><tr><td>12</td></tr></table>", "12"),
        ("<input type='text' value='12'>", "12"),
        ("", ""),
    ],
)
def test_words_of_a_cell(markup, words):
    document = read(page(PROSE + TABLE.format(markup) + PROSE))
    assert full(document.tables[0]) == [["指标", "数"], ["收到申请", words]]


def test_line_breaks_in_the_source_are_no_spaces_between_characters():
    document = read(page("<p>本机关全年公开\n    信息12条，按时办结\n申请。</p>" + PROSE))
    assert document.text.split("\n")[0] == "本机关全年公开信息12条，按时办结申请。"


def test_nested_data_table_is_unwrapped():
    inner = html_table(requests_table())
    document = read(page(f"{PROSE}<table><tr><td>统计表<br>{inner}</td></tr></table>{PROSE}"))
    assert [full(t) for t in document.tables] == [grid(requests_table())]
    assert "统计表" in document.text


def test_whole_report_in_one_cell_is_prose():
    document = read(page(f"<table><tr><td>{PROSE * 5}</td></tr></table>"))
    assert document.tables == ()
    assert len(document.text.split("\n")) == 5


def test_index_table_is_metadata_and_no_table_of_figures():
    index = (
        "<table><tr><td>索 引 号：</td><td>330000/2022-00012</td><td>信息分类：</td><td>年报</td></tr>"
        "<tr><td>发布机构：</td><td>青山县示例局</td><td>生成日期：</td><td>2022-01-19</td></tr>"
        "<tr><td>名称：</td><td colspan=3>2021年年度报告</td></tr></table>"
    )
    document = read(page(index + PROSE * 3 + TABLE.format(4) + PROSE))
    assert (document.index_number, document.issuer, document.published) == ("330000/2022-00012", "青山县示例局", "2022-01-19")
    assert len(document.tables) == 1
    assert "00012" not in document.text


def test_meta_elements_state_title_and_day():
    head = (
        "<meta name='ArticleTitle' content='青山县2021年年报'><meta name='PubDate' content='2022-01-18 16:00'>"
        "<link rel=canonical href='http://q.example/1.html'>"
    )
    document = read(f"<html><head>{head}<title>青山县</title></head><body>{PROSE * 3}</body></html>")
    assert (document.title, document.published, document.url) == ("青山县2021年年报", "2022-01-18", "http://q.example/1.html")


def test_saved_page_remembers_its_address():
    document = read("<!DOCTYPE html>\n<!-- saved from url=(0026)http://q.example/a/b.html -->\n" + page(PROSE))
    assert document.url == "http://q.example/a/b.html"


def test_title_over_two_lines():
    document = read(
        "<html><head><title>青山县示例局2021年政府信息公开年报-青山县</title></head><body><p><a href='/'>首页</a></p>"
        f"<p>青山县示例局</p><p>2021年政府信息公开年报</p>{PROSE * 2}</body></html>"
    )
    assert document.text.split("\n")[:2] == ["青山县示例局", "2021年政府信息公开年报"]


def test_picture_in_place_of_a_table_is_noted():
    document = read(page(f"{PROSE}<p>三、收到和处理政府信息公开申请情况</p><p><img src='t.png' width=600></p>{PROSE}"))
    assert [rule for rule, _ in document.notes] == ["table_missing"]
    assert "三、收到和处理政府信息公开申请情况" in document.notes[0][1]


def test_picture_elsewhere_is_not():
    document = read(page(f"{PROSE}<p><img src='stamp.png' width=600></p>{PROSE}{TABLE.format(3)}"))
    assert document.notes == ()


def test_table_beside_the_text_is_not_lost():
    document = read(page(f"<div>{PROSE * 20}</div><div><div>{html_table(requests_table())}</div></div><div>{FOOT}</div>"))
    assert [full(t) for t in document.tables] == [grid(requests_table())]


def test_signature_after_the_last_table_stays():
    document = read(page(f"<div>{PROSE * 3}{TABLE.format(1)}<p>青山县示例局</p><p>2022年1月18日</p></div><div>{FOOT}</div>"))
    assert document.text.split("\n")[-2:] == ["青山县示例局", "2022年1月18日"]


def test_enormous_spans_are_capped():
    rows = "<tr><td colspan=1000000000>表头</td></tr><tr><td rowspan='999999999'>组</td><td>数</td></tr><tr><td>4</td></tr>"
    document = read(page(f"{PROSE}<table>{rows}</table>{PROSE}"))
    cells = document.tables[0].cells
    assert max(c.colspan for c in cells) == Limits().span
    assert [(c.row, c.col, c.rowspan) for c in cells if c.text in ("组", "4")] == [(1, 0, 2), (2, 1, 1)]


def test_rowspan_zero_reaches_the_end():
    document = read(page(f"{PROSE}<table><tr><td rowspan=0>组</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr></table>"))
    assert document.tables[0].cells[0].rowspan == 3


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<html><body>" + "<div>" * 10_000 + "公开" + "</div>" * 10_000, "too_deep"),
        ("<html><body>" + "<table><tr><td>" * 3_000 + "公开", "too_deep"),
        ("<html><body>" + "<b>公</b>" * 500_000, "too_large"),
        ("<html><body><table><tr>" + "<td>公</td>" * 30_000, "table_too_large"),
        ("<html><body><script>var a=1</script></body></html>", "no_text"),
    ],
)
def test_hostile_pages_are_refused(source, reason):
    with pytest.raises(UnreadableFile) as caught:
        read(source)
    assert caught.value.reason == reason


def test_body_alone_is_a_page():
    report = sample_report()
    document = read_bytes(f"<div>{html_body(report)}</div>".encode("gbk", "replace"), "part.htm")
    assert len(document.tables) == 3


def test_footnotes_do_not_change_wide_cells():
    table = T(((C("甲", 1, 2), C("乙")), (C("1"), C("2"), C("3"))))
    document = read(page(PROSE + html_table(table) + PROSE))
    assert full(document.tables[0]) == grid(table)


def test_caption_stands_before_its_table():
    table = TABLE.format(4).replace("<table>", "<table><caption>统计表</caption>")
    lines = read(page(PROSE + table + PROSE)).text.split("\n")
    assert lines[1:4] == ["统计表", "指标 | 数", "收到申请 | 4"]


def test_preformatted_lines_and_the_tables_they_draw():
    words = "本机关认真落实公开条例，全年公开信息六百条，没有收到复议。"
    document = read(page(f"<pre>{words}\n指标 | 数 |\n申请 | 4 |\n</pre>{PROSE}"))
    (table,) = document.tables
    assert [c.text for c in table.cells] == ["指标", "数", "申请", "4"]
    assert not table.spans_known


def test_pipes_in_paragraphs_are_a_table_too():
    document = read(page(f"{TABLE.format(9)}{PROSE}<p>指标 | 数 |</p><p>申请 | 4 |</p>{PROSE}"))
    assert [t.spans_known for t in document.tables] == [True, False]


def test_name_of_the_site_is_not_the_title():
    body = f"<div><p>青山县自然资源和规划局门户网站</p></div><div><p>2021年公开年报</p>{PROSE * 3}</div>"
    head = "<head><title>2021年公开年报-青山县自然资源和规划局门户网站</title></head>"
    document = read(f"<html>{head}<body>{body}</body></html>")
    assert document.title == "2021年公开年报"
    assert document.text.startswith("2021年公开年报\n")


@pytest.mark.parametrize("stray", ["&#1;", "&#x0B;", "&#31", "&#65535;", "&#xFFFE;", "&#0011;"])
def test_references_to_characters_that_are_none_leave_the_page_readable(stray):
    cell = f"<td><br>公开{stray}<p>{stray}次数</p>{stray}</td>"
    rows = "".join(f"<tr>{cell}<td>{n}{stray}</td></tr>" for n in (12, 7))
    document = read(f"<html><body><h1>示例局年报</h1><p>{'信息公开。' * 12}</p><table>{rows}</table></body></html>")
    assert [c.text for c in document.tables[0].cells] == ["公开 次数", "12", "公开 次数", "7"]


def test_references_that_begin_like_a_stray_one_are_characters():
    document = read("<html><body><p>" + "信息公开。" * 12 + "&#12305;&#x3010;&#160;&#10;&#65;</p></body></html>")
    assert document.text.endswith("】【 A")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("发布时间：2020-01-02 浏览次数：12次 字体大小", "发布时间：2020-01-02 字体大小"),
        ("来源:市政府 | 浏览:12", "来源:市政府"),
        ("发布时间：2020-01-02来源：局办浏览次数：12", "发布时间：2020-01-02来源：局办"),
        ("门户网站访问量87078人次", "门户网站访问量87078人次"),
        ("访问量87078人次,浏览量9万次。", "访问量87078人次,浏览量9万次。"),
    ],
)
def test_a_counter_of_the_page_goes_and_a_sentence_on_visits_stays(line: str, kept: str) -> None:
    assert without_counter(line) == kept
