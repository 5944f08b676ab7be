"""The official tables of the national layouts, filled from the state, with a truth row per cell."""

from __future__ import annotations

from .model import Block, Cell, Draft, Figure
from .numbers import digits
from .state import APPLICANTS, OUTCOMES, State

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
#: group, sub-group, label (two label cells are merged where the sub-group is empty), indicators summed
REFUSED = (
    "属于国家秘密",
    "其他法律行政法规禁止公开",
    "危及“三安全一稳定”",
    "保护第三方合法权益",
    "属于三类内部事务信息",
    "属于四类过程性信息",
    "属于行政执法案卷",
    "属于行政查询事项",
)
MISSING = ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确")
UNTREATED = (
    "信访举报投诉类申请",
    "重复申请",
    "要求提供公开出版物",
    "无正当理由大量反复申请",
    "要求行政机关确认或重新出具已获取信息",
)
OTHERS = (
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "其他",
)
CASE_HEADS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


class Filler:
    """Prints the numbers of one report's tables in one manner and writes down the truth."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.blank_zeros = draft.chance(0.12)
        self.dash = draft.pick("/|-|—") if draft.chance(0.04) else ""
        self.style = draft.numbers if draft.numbers in ("wide", "comma") else "plain"
        self.pad = draft.chance(0.1)

    def cell(
        self,
        value: float | None,
        indicator: str,
        row: str,
        column: str,
        total: bool = False,
        *,
        colspan: int = 1,
        sign: bool = False,
        optional: str = "",
        **dims: str,
    ) -> Cell:
        """Print one cell and note its truth; a blank is not a zero."""
        blank = value is None or (value == 0 and self.blank_zeros and not total)
        if blank:
            text = self.dash
        else:
            text = digits(value, self.style, self.draft.rng)  # type: ignore[arg-type]
            if sign and value > 0 and self.draft.chance(0.5):  # type: ignore[operator]
                text = "+" + text
        self.draft.figures.append(
            Figure(
                indicator,
                None if blank else value,
                precision="" if blank else "exact",
                stated_as="blank" if blank else "digits",
                source="table",
                row_label=row,
                column_label=column,
                evidence=text,
                optional=optional,
                **dims,
            )
        )  # type: ignore[arg-type]
        return Cell(f" {text} " if self.pad else text, colspan)


def request_rows(layout: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Group, sub-group, label and what is summed, for each row of the third table."""
    rows: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("", "", "(一)予以公开", (OUTCOMES[0],)),
        ("", "", "(二)部分公开(区分处理的,只计这一情形,不计其他情形)", (OUTCOMES[1],)),
    ]
    for sub, labels, first in (("(三)不予公开", REFUSED, 2), ("(四)无法提供", MISSING, 10), ("(五)不予处理", UNTREATED, 13)):
        rows += [("", sub, f"{i + 1}.{label}", (OUTCOMES[first + i],)) for i, label in enumerate(labels)]
    if layout == "national_2019":
        rows.append(("", "", "(六)其他处理", OUTCOMES[18:]))
    else:
        rows += [("", "(六)其他处理", f"{i + 1}.{label}", (OUTCOMES[18 + i],)) for i, label in enumerate(OTHERS)]
    rows.append(("", "", "(七)总计", OUTCOMES))
    return rows


def requests_table(draft: Draft, state: State, fill: Filler) -> Block:
    """The table of requests received and handled."""
    note = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
    rows = [
        [Cell(note, 3, 3), Cell("申请人情况", 7)],
        [Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)],
        [Cell(h) for h in HEADS[1:6]],
    ]

    def line(label: str, indicator: str, counts: dict[str, int]) -> list[Cell]:
        cells = [fill.cell(counts[a], indicator, label, h, applicant=a) for a, h in zip(APPLICANTS, HEADS, strict=False)]
        return [*cells, fill.cell(sum(counts.values()), indicator, label, "总计", total=True)]

    def top(label: str, indicator: str, counts: dict[str, int]) -> list[Cell]:
        return [Cell(label, 3), *line(label, indicator, counts)]

    dot = draft.pick(".|.|.|、")
    rows += [
        top("一、本年新收政府信息公开申请数量", "requests_received", state.received),
        top("二、上年结转政府信息公开申请数量", "requests_carried_in", state.carried_in),
    ]
    body = request_rows(draft.layout)
    seen: set[str] = set()
    for order, (_, sub, label, parts) in enumerate(body):
        label = label.replace(".", dot, 1) if sub else label
        counts = {a: sum(state.outcomes[p][a] for p in parts) for a in APPLICANTS}
        indicator = parts[0] if len(parts) == 1 else "requests_closed" if len(parts) > 3 else "requests_other_handling"
        cells = [Cell("三、本年度办理结果", 1, len(body))] if order == 0 else []
        if sub and sub not in seen:
            seen.add(sub)
            cells.append(Cell(sub, 1, sum(1 for r in body if r[1] == sub)))
        cells.append(Cell(label, 1 if sub else 2))
        rows.append(cells + line(label, indicator, counts))
    rows.append(top("四、结转下年度继续办理", "requests_carried_out", state.carried_out))
    return Block("table", rows=rows)


def cases_table(state: State, fill: Filler) -> Block:
    """The table of reconsideration and litigation."""
    remedies = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    heads = [Cell(h, 1, 2) for h in CASE_HEADS]
    rows = [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*heads, Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)],
        [Cell(h) for _ in (0, 1) for h in CASE_HEADS],
    ]
    values = []
    for remedy in remedies:
        counts = state.cases[remedy]
        for name, head in zip((*counts, "cases"), CASE_HEADS, strict=True):
            value = sum(counts.values()) if name == "cases" else counts[name]
            values.append(fill.cell(value, f"{remedy}_{name}", "", head, total=name == "cases"))
    return Block("table", rows=[*rows, values])


def proactive_2021(draft: Draft, state: State, fill: Filler) -> Block:
    """The table of documents, licences, penalties and fees since 2021."""
    o, rng = state.other, draft.rng
    top = draft.agency.kind in ("county_government", "prefecture_government") or draft.chance(0.2)
    rows = [[Cell("第二十条第(一)项", 4)], [Cell("信息内容"), Cell("本年制发件数"), Cell("本年废止件数"), Cell("现行有效件数")]]
    for label, stem, live in (
        ("规章", "rules", draft.agency.level in ("province", "central", "prefecture")),
        ("行政规范性文件", "normative_documents", True),
    ):
        line = [Cell(label)]
        for verb, head in (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")):
            value = int(o[f"normative_documents_{verb}"]) if stem != "rules" else rng.randint(0, 3) if live else 0
            line.append(fill.cell(value, f"{stem}_{verb}", label, head))
        rows.append(line)
    for item, entries in (("五", (("行政许可", "licensing"),)), ("六", (("行政处罚", "penalty"), ("行政强制", "coercion")))):
        rows += [[Cell(f"第二十条第({item})项", 4)], [Cell("信息内容"), Cell("本年处理决定数量", 3)]]
        for label, stem in entries:
            value = rng.choice((0, rng.randint(1, 90), rng.randint(90, 9000))) if top or draft.chance(0.5) else 0
            rows.append([Cell(label), fill.cell(value, f"{stem}_decisions", label, "本年处理决定数量", colspan=3)])
    amount = rng.choice((0, 0, 0, 12, 356.78, 1204.5))
    rows += [
        [Cell("第二十条第(八)项", 4)],
        [Cell("信息内容"), Cell("本年收费金额(单位:万元)", 3)],
        [
            Cell("行政事业性收费"),
            fill.cell(amount, "administrative_fees_amount", "行政事业性收费", "本年收费金额(单位:万元)", colspan=3),
        ],
    ]
    return Block("table", rows=rows)


def proactive_2019(draft: Draft, state: State, fill: Filler) -> Block:
    """The table of 2019 and 2020, with items of last year and changes."""
    o, rng = state.other, draft.rng
    rows = [
        [Cell("第二十条第(一)项", 4)],
        [Cell("信息内容"), Cell("本年新制作数量"), Cell("本年新公开数量"), Cell("对外公开总数量")],
    ]
    made = int(o["normative_documents_issued"])
    for label, stem, values in (
        ("规章", "rules", (0, 0, rng.choice((0, 2)))),
        ("规范性文件", "normative_documents", (made, made, made + rng.randint(0, 30))),
    ):
        rows.append(
            [Cell(label)]
            + [
                fill.cell(v, f"{stem}_{verb}", label, head)
                for v, verb, head in zip(
                    values,
                    ("created", "newly_disclosed", "disclosed_total"),
                    ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
                    strict=True,
                )
            ]
        )
    for item, entries in (
        ("五", (("行政许可", "licensing"), ("其他对外管理服务事项", "other_services"))),
        ("六", (("行政处罚", "penalty"), ("行政强制", "coercion"))),
    ):
        rows += [
            [Cell(f"第二十条第({item})项", 4)],
            [Cell("信息内容"), Cell("上一年项目数量"), Cell("本年增/减"), Cell("处理决定数量")],
        ]
        for label, stem in entries:
            rows.append(
                [
                    Cell(label),
                    fill.cell(rng.choice((0, rng.randint(1, 400))), f"{stem}_items_last_year", label, "上一年项目数量"),
                    fill.cell(rng.choice((0, 0, rng.randint(-30, 30))), f"{stem}_items_change", label, "本年增/减", sign=True),
                    fill.cell(rng.choice((0, rng.randint(1, 5000))), f"{stem}_decisions", label, "处理决定数量"),
                ]
            )
    rows += [
        [Cell("第二十条第(八)项", 4)],
        [Cell("信息内容"), Cell("上一年项目数量"), Cell("本年增/减", 2)],
        [
            Cell("行政事业性收费"),
            fill.cell(rng.choice((0, 3)), "administrative_fee_items_last_year", "行政事业性收费", "上一年项目数量"),
            fill.cell(
                rng.choice((0, 0, -1, 1)), "administrative_fee_items_change", "行政事业性收费", "本年增/减", colspan=2, sign=True
            ),
        ],
    ]
    unit = draft.pick("|万元|元")
    count = rng.choice((0, rng.randint(1, 60)))
    amount: float = count * (round(rng.uniform(2, 90), 2) if unit != "元" else rng.randint(1000, 90000))
    money = fill.cell(round(amount, 2), "procurement_amount", "政府集中采购", "采购总金额", colspan=2)
    if money.text.strip() and money.text.strip() not in "/-—" and amount:
        money.text = money.text.rstrip() + unit
    rows += [
        [Cell("第二十条第(九)项", 4)],
        [Cell("信息内容"), Cell("采购项目数量"), Cell("采购总金额", 2)],
        [Cell("政府集中采购"), fill.cell(count, "procurement_projects", "政府集中采购", "采购项目数量"), money],
    ]
    return Block("table", rows=rows)
