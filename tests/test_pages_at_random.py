"""Pages put together at random: wherever a report stands and whatever is around it, it comes out whole and alone."""

import itertools
import random

import pytest
from make_documents import P, Report, T, grid, html_body, sample_report
from test_readers_html import CRUMB, DUTIES, FOOT, NAV, RELATED, SHARE, YEARS, fullwidth_rows, page, read
from test_readers_html import full as full_grid

ABOVE = (
    NAV,
    "<p>今天是2024年3月3日 星期日</p>",
    "<a href=/in>登录</a> <a href=/new>注册</a>",
    "<div><h1><a href='/'>青山县人民政府</a></h1></div>",
    "<div><h1>青山县人民政府</h1></div>",
    f"<h3>历年年报</h3><ul>{YEARS}</ul>",
    f"<div>{CRUMB}</div>",
    "<div>您的位置：首页 &gt; 政务公开 &gt; 2020年年报</div>",
    "<form><input type=text value='请输入关键字'><input type=submit value='搜索'></form>",
    "<table><tr><td>索引号：</td><td>33000/2022-0001</td><td>发布机构：</td><td>青山县示例局</td></tr></table>",
    "<table><tr><td>日</td><td>一</td><td>二</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>",
    f"<div>{DUTIES}{NAV}</div>",
)
BELOW = (
    "<div>上一篇：<a href='/r'>青山县示例局2020年报告</a></div><div>下一篇：没有了</div>",
    RELATED,
    SHARE,
    f"<div>{FOOT}</div>",
    "<div>扫一扫在手机打开当前页</div>",
    "<div>责任编辑：张三</div>",
    NAV,
    "<div><div>历年年报</div><ul><li>青山县示例局2018年年度报告</li><li>青山县示例局2019年年度报告</li></ul></div>",
)
LINES = (
    "发布日期：{date}",
    "<span>发布时间：{date} 10:22:33</span><span>来源：青山县示例局</span><span>浏览次数：<b>5321</b></span>",
    "日期：{date}&nbsp;&nbsp;字号：[ <a href='javascript:1'>大</a> <a href='javascript:2'>中</a> ]",
    "信息来源：青山县示例局　发布时间：{date}　访问量：5321",
)
TITLES = ("<h1>{title}</h1>", "<h2>{title}</h2>", "<div>{title}</div>", "<p align=center><b>{title}</b></p>")
WRAPS = (
    "<div>{}</div>",
    "<section>{}</section>",
    "<center>{}</center>",
    "<table width=900><tr><td>{}</td></tr></table>",
    "<font><div>{}</div></font>",
    "<span>{}</span>",
    "{}",
)


def random_page(report: Report, dice: random.Random) -> str:
    mso = dice.random() < 0.4
    parts = [html_body(Report("", "", "", (part,)), mso=mso) for part in report.parts]
    cuts = [0, *sorted(dice.sample(range(1, len(parts)), dice.randint(0, 5))), len(parts)]
    pieces = ["".join(parts[a:b]) for a, b in itertools.pairwise(cuts)]
    body = "".join(f"<div>{piece}</div>" if len(pieces) > 1 else piece for piece in pieces)
    head = dice.choice(TITLES).format(title=report.title) + f"<div>{dice.choice(LINES).format(date=report.published)}</div>"
    main = wrapped(head, dice) + wrapped(body, dice) if dice.random() < 0.4 else head + body
    main = wrapped(wrapped(main + some(BELOW, 2, dice), dice), dice)
    above, below = some(ABOVE, 5, dice), some(BELOW, 4, dice)
    if dice.random() < 0.2:
        side = f"<td width=200><ul>{YEARS}</ul></td>"
        return f"<table><tr><td>{above}</td></tr><tr>{side}<td>{main}</td></tr><tr><td colspan=2>{below}</td></tr></table>"
    return above + main + below


def wrapped(markup: str, dice: random.Random) -> str:
    return dice.choice(WRAPS).format(markup)


def some(pieces: tuple[str, ...], most: int, dice: random.Random) -> str:
    return "".join(wrapped(piece, dice) for piece in dice.sample(pieces, dice.randint(0, most)))


@pytest.mark.parametrize("seed", range(60))
def test_report_comes_out_whole_and_alone(seed):
    report = sample_report()
    document = read(page(random_page(report, random.Random(seed))))
    assert [full_grid(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]
    assert (document.title, document.published) == (report.title, report.published)
    lines = [line for line in document.text.split("\n") if " | " not in line and line not in fullwidth_rows()]
    dated = [line for line in lines if report.published in line]
    assert len(dated) == 1
    assert "5321" not in dated[0]
    assert [line for line in lines if line not in dated] == [report.title, *(p.text for p in report.parts if isinstance(p, P))]
