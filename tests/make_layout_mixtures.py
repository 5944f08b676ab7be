"""Documents mixed at random from the same parts as the layout cases: one seed, one document."""

from random import Random

from make_layout_cases import Made, make
from make_layout_forms import ORGANISATIONS, PERSON, RESULTS, TOTAL

CONTAINERS = (
    *("txt", "bare", "wrap", "lines", "tabs", "md", "mdfirst"),
    *("html", "headed", "nested", "loose", "mso", "nospans", "docx", "xlsx"),
    *("each", "apart", "spaces", "fullgrid"),
)
YEARS = {"local_2008": (2008, 2013), "national_2014": (2014, 2018), "national_2019": (2019, 2020), "national_2021": (2021, 2024)}
TITLES = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")


def _columns(r: Random, year: int) -> tuple[list[str], dict]:
    """The columns of a list and what has to go with them."""
    label = "label:" + r.choice(("指标名称", "统计指标", "指 标 名 称", "项目", "统计项目", "内容"))
    unit = "unit:" + r.choice(("单位", "计量单位"))
    value = "value:" + r.choice(("统计数", "数量", "数据统计", "统计数据", "数值", f"{year}年", f"{year}年度", "本年数", "合计"))
    change = ["change:" + r.choice(("同比增长", "增减", "增幅（%）", "同比"))] if r.random() < 0.5 else []
    kinds = (
        ([label, unit, value], 0.5),
        ([label, value], 0.12),
        ([label, value, unit], 0.08),
        ([label, unit, f"last:{year - 1}年", f"value:{year}年", *change], 0.15),
        ([label, unit, "code:代码", "last:本期实际", "value:本年累计"], 0.08),
        ([label, unit, "value:本年度", "last:上年度"], 0.07),
    )
    columns = list(r.choices([k for k, _ in kinds], [w for _, w in kinds])[0])
    options: dict = {"unit_in_label": True} if unit not in columns else {}
    if r.random() < 0.2:
        columns.insert(0, "serial:序号")
    elif r.random() < 0.2 and "code:代码" not in columns:
        columns.insert(1, "code:代码")
    if r.random() < 0.2:
        columns.append("remark:备注")
    return columns, options


def _list(r: Random, form: str, year: int) -> dict:
    columns, o = _columns(r, year)
    if r.random() < 0.15 and columns[0].startswith("label") and not o:
        o["halves"] = True
    elif r.random() < 0.12:
        o["span_headings"] = True
    elif r.random() < 0.1 and not o:
        o["merge_units"] = True
    elif r.random() < 0.12 and form == "statistics" and columns[0].startswith("label"):
        columns.insert(0, "group:类别")
    if r.random() < 0.15 and "merge_units" not in o and not columns[0].startswith("group"):
        o["repeat"] = r.randint(5, 20)
    if r.random() < 0.3:
        o["title"] = r.choice(
            ("政府信息公开情况统计表", f"{year}年度政府信息公开情况统计表", f"（{year}年度）", "填报单位：本单位")
        )
    if r.random() < 0.3:
        o["notes"] = [r.choice(("注：同一信息多渠道公开的计1条。", "审核人：某某 填报人：某某 电话：87654321"))]
    if r.random() < 0.3:
        o["nothing"] = r.choice(("——", "-", "/", "--"))
    return {"list": form, "columns": columns, **o}


def _requests(r: Random, layout: str) -> dict:
    o: dict = {"requests": layout}
    people, chance = list(ORGANISATIONS), r.random()
    if chance < 0.3:
        if chance < 0.15:
            r.shuffle(people)
        elif chance < 0.25:
            people.remove(r.choice(people))
        o["order"] = [TOTAL, PERSON, *people] if chance > 0.25 else [PERSON, *people, TOTAL]
    if r.random() < 0.15:
        o |= {"repeat": r.randint(3, 20), "apart": r.random() < 0.5}
    elif r.random() < 0.1:
        o["path"] = True
    if r.random() < 0.1:
        o["one_head"] = True
    if r.random() < 0.15:
        o["title"] = "单位：件"
    if r.random() < 0.15:
        o["notes"] = ["注：本表按件统计。"]
    return o


def _remedies(r: Random) -> dict:
    o: dict = {"remedies": True}
    if r.random() < 0.15:
        o["shape"] = r.choice(("joined", "long"))
    elif r.random() < 0.2:
        o["results"] = r.sample(list(RESULTS), len(RESULTS))
    if r.random() < 0.1:
        o["kinds"] = r.choice(([1, 2, 0], [0, 2, 1], [0, 1]))
    if r.random() < 0.15:
        o["title"] = "行政复议、行政诉讼情况"
    return o


def _parts(r: Random, layout: str, year: int) -> list[dict]:
    if layout in ("local_2008", "national_2014"):
        return [{"h": "附表"}, _list(r, "zhejiang" if layout == "local_2008" else "statistics", year)]
    tables = [{"proactive": layout, "shape": r.choice(("blocks", "plain", "big")), "reversed": r.random() < 0.2}]
    tables += [_requests(r, layout), _remedies(r)]
    if r.random() < 0.1 and "apart" not in tables[1] and tables[2].get("shape") != "long":
        return [{"stack": [tables[0] | {"shape": "big"}, *tables[1:]], "titles": list(TITLES)}]
    return [part for title, table in zip(TITLES, tables, strict=True) for part in ({"h": title}, table)]


def mixture(seed: int) -> Made:
    """One document in three containers; rows without closing pipe only where no cell is blank."""
    r = Random(seed)
    layout = r.choice(list(YEARS))
    year = r.randint(*YEARS[layout])
    blanks = r.choice((0, 0, 0.1, 0.3))
    numbers = r.choice(("plain", "plain", "wide", "unit", "comma", "mixed"))
    pen = {"numbers": numbers, "zeros": r.choice((0, 0.2, 0.6)), "blanks": blanks, "dashes": r.choice((0, 0, 0.1))}
    words = {
        "marks": " ".join(m for m in ("dun", "dot", "half", "other") if r.random() < 0.25),
        "sets": r.choice(([], [], [], ["typos"], ["brackets"], ["heads"])),
        "spaces": r.choice((0, 0, 0.3, 0.6)),
    }
    containers = [c for c in CONTAINERS if c != "bare" or not blanks]
    return make(
        {
            "name": f"mixture-{seed}",
            "layout": layout,
            "agency": r.choice(("清溪县民政局", "白石镇人民政府", "柳河街道办事处", "东川区人民政府")),
            "year": year,
            "pen": pen,
            "words": words,
            "parts": [{"h": "一、概述"}, {"p": "我单位认真做好各项工作。"}, *_parts(r, layout, year)],
            "in": " ".join(r.sample(containers, 3)),
        }
    )
