"""HTML prints of a report: clean, div soup, word processor output, layout tables, site chrome and difficult encodings."""

from __future__ import annotations

import html
import random
import re

from .model import Block, Cell, Draft

MANNERS = ("clean", "clean", "soup", "soup", "mso", "mso", "breaks", "layout")
#: codec, declared charset ("" for none), weight
CODECS = (
    ("utf-8", "utf-8", 12),
    ("gbk", "gb2312", 4),
    ("gbk", "gbk", 3),
    ("gb18030", "gb18030", 2),
    ("utf-8", "", 3),
    ("gbk", "", 2),
    ("gbk", "utf-8", 2),
    ("utf-8", "gb2312", 1),
    ("utf-8-sig", "utf-8", 1),
)


def words(text: str, manner: str, rng: random.Random) -> str:
    """Text with its markup: in word processor output runs and numbers are cut over spans."""
    safe = html.escape(text, quote=False)
    if manner == "mso":

        def spans(m: re.Match[str]) -> str:
            number = m[0]
            if len(number) > 1 and rng.random() < 0.4:
                cut = rng.randint(1, len(number) - 1)
                return f'<span lang="EN-US">{number[:cut]}</span><span lang="EN-US">{number[cut:]}</span>'
            return f'<span lang="EN-US" style="font-size:16.0pt">{number}</span>'

        return re.sub(r"\d+", spans, safe) + "<o:p></o:p>"
    if manner == "soup":
        safe = re.sub(r"([。;])(?=.)", lambda m: m[1] + ("</span><span>" if rng.random() < 0.3 else ""), safe)
        return f"<span>{safe}</span>"
    return safe.replace("  ", "&nbsp; ")


def table(rows: list[list[Cell]], manner: str, rng: random.Random) -> str:
    """A table with its merged cells."""
    inner = (
        "<p class=MsoNormal align=center>{}</p>"
        if manner == "mso"
        else "<div><span>{}</span></div>"
        if manner == "soup"
        else "{}"
    )
    out = ['<table border="1" cellspacing="0">' + ("<tbody>" if rng.random() < 0.7 else "")]
    for row in rows:
        cells = ""
        for cell in row:
            spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
                f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            )
            text = html.escape(cell.text) if cell.text.strip() else rng.choice(("", "&nbsp;", " "))
            cells += f"<td{spans}>{inner.format(text)}</td>"
        out.append(f"<tr>{cells}</tr>")
    return "\n".join(out) + "</table>"


def body(blocks: list[Block], manner: str, rng: random.Random) -> str:
    """The article itself."""
    out = []
    for block in blocks:
        if block.kind == "table":
            out.append(table(block.rows, manner, rng))
            continue
        text = words(block.text, manner, rng)
        if manner == "breaks":
            out.append(("<b>%s</b>" if block.kind in ("title", "heading") else "&nbsp;&nbsp;&nbsp;&nbsp;%s") % text + "<br>")
        elif manner == "mso":
            out.append(
                f"<p class=MsoNormal style='text-indent:32.0pt'>{text}</p>"
                if block.kind not in ("title",)
                else f"<p class=MsoNormal align=center><b>{text}</b></p>"
            )
        elif manner == "soup":
            out.append(f'<div class="{rng.choice(("c", "p1", "nr"))}"><div>{text}</div></div>')
        else:
            tag = {"title": "h1", "heading": rng.choice(("h2", "p")), "subheading": rng.choice(("h3", "p"))}.get(block.kind, "p")
            out.append(f"<{tag}>{text}</{tag}>")
    return "\n".join(out)


def chrome(draft: Draft, article: str, rng: random.Random) -> str:
    """The site around the article: navigation, other years' reports, footer."""
    years = [y for y in range(draft.year - 4, draft.year + 3) if y != draft.year]
    links = ""
    for year in rng.sample(years, 3):
        title = f"{draft.agency.name}{year}年政府信息公开工作年度报告"
        links += f'<li><a href="/{year}.html" title="{title}">{title}</a><span>{year + 1}-01-{rng.randint(10, 28)}</span></li>'
    tabs = "".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流")))
    nav = f'<div class="nav"><ul>{tabs}</ul></div>'
    path = " &gt; ".join(f'<a href="/{n}">{name}</a>' for n, name in enumerate(("首页", "政府信息公开", "政府信息公开年报")))
    side = f'<div class="right"><h3>相关信息</h3><ul>{links}</ul></div>'
    visits = f"今日访问量:{rng.randint(100, 9000)} 总访问量:{rng.randint(10000, 900000)}"
    owner = f"主办单位:{draft.agency.name} 备案号:ICP备{rng.randint(10000000, 29999999)}号-1"
    foot = f'<div class="footer"><p>{owner}</p><p>{visits}</p></div>'
    main = f'<div class="main"><div id="zoom" class="article">{article}</div>{side}</div>'
    return f'{nav}<div class="position">当前位置:{path}</div>{main}{foot}'


def page(draft: Draft, blocks: list[Block], rng: random.Random) -> tuple[bytes, str]:
    """The file's bytes and the manner of its making."""
    manner = rng.choice(MANNERS)
    inner = body(blocks, "clean" if manner == "layout" else manner, rng)
    if manner == "layout":
        inner = f'<table width="95%"><tr><td><table><tr><td>{inner}</td></tr></table></td></tr></table>'
    dressed = rng.random() < 0.5
    if dressed:
        inner = chrome(draft, inner, rng)
    codec, charset, _ = rng.choices(CODECS, [w for *_, w in CODECS])[0]
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    office = (
        "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--><style>p.MsoNormal{margin:0}</style>"
        if manner == "mso"
        else ""
    )
    title = draft.title + rng.choice(("", "-政府门户网站"))
    head = f"<head>{meta}<title>{title}</title>{office}<script>var a=2019;</script></head>"
    text = f"<!DOCTYPE html>\n<html>{head}\n<body>{inner}</body></html>"
    return text.encode(codec, "replace"), f"{manner}{'+chrome' if dressed else ''}/{codec}/{charset or 'none'}"
