"""The statistics tables before 2019: the national one of 2014 and the provincial ones before it."""

from __future__ import annotations

from .forms import Filler
from .model import Block, Cell, Draft
from .state import State
from .wordings import form

ANNEXES = ("主动公开情况统计", "依申请公开情况统计", "复议诉讼及投诉情况统计")


def value_of(draft: Draft, state: State, indicator: str, dims: dict[str, str]) -> float | None:
    """The true number behind a row; rows that the state does not know are small or nought."""
    if indicator == "proactive_disclosed":
        return state.channels.get(dims["channel"], 0) if dims else state.total
    if indicator == "requests_received":
        return state.routes.get(dims["route"], 0) if dims else state.requests
    known = {
        "requests_closed": state.closed,
        "requests_closed_on_time": state.closed,
        "requests_answered": state.closed,
        "requests_accepted": state.requests,
        "requests_granted": state.outcome("requests_granted"),
        "requests_partly_granted": state.outcome("requests_partly_granted"),
        "reconsideration_cases": sum(state.cases["reconsideration"].values()),
        "litigation_cases": sum(sum(state.cases[c].values()) for c in ("litigation_direct", "litigation_after_reconsideration")),
    }
    if indicator in known:
        return known[indicator]
    if indicator in state.other:
        value = state.other[indicator]
        return round(value / 10000, 4) if indicator.startswith("fees") else value
    return draft.rng.choice((0, 0, 0, 0, 1, 2)) if state.requests > 3 else 0


def single(draft: Draft, state: State, fill: Filler, name: str, heads: tuple[str, str, str]) -> Block:
    """Label, unit, value."""
    rows = [[Cell(h) for h in heads]]
    for label, unit, indicator, pairs in form(name):
        dims = dict(pairs)
        if not indicator:
            rows.append([Cell(label), Cell(unit), Cell("——" if unit else "")])
            continue
        code = "" if indicator == "?" else indicator
        value = value_of(draft, state, indicator, dims)
        cell = fill.cell(value, code, label, "", **dims)
        draft.figures[-1].unit = unit
        rows.append([Cell(label), Cell(unit), cell])
    return Block("table", rows=rows)


def coded(draft: Draft, state: State, fill: Filler) -> Block:
    """Label, unit, code, this period, this year so far; the year's column counts."""
    rows = [[Cell(h) for h in ("指标名称", "计量单位", "代码", "本期实际", "本年累计")]]
    if draft.chance(0.5):
        rows.append([Cell(h) for h in "甲乙丙12"])
    for order, (label, unit, indicator, pairs) in enumerate(form("coded"), 1):
        dims = dict(pairs)
        value = value_of(draft, state, indicator, dims)
        code = "" if indicator == "?" else indicator
        period = value if draft.chance(0.5) or not value else int(value / 2)
        first = fill.cell(period, code, label, "", optional="yes", **dims)
        second = fill.cell(value, code, label, "", **dims)
        rows.append([Cell(label), Cell(unit), Cell(f"{order:02d}"), first, second])
    return Block("table", rows=rows)


def historical(draft: Draft, state: State, fill: Filler) -> Block:
    """Label, unit, this year, all years together: the last column is a running total and no figure."""
    head = draft.pick(f"{draft.year}年|{draft.year}年度|本年度")
    rows = [[Cell(h) for h in ("指标名称", "单位", head, "历年累计")]]
    for label, unit, indicator, pairs in (*form("annex_1"), *form("annex_2")):
        dims = dict(pairs)
        value = value_of(draft, state, indicator, dims)
        cell = fill.cell(value, indicator, label, "", **dims)
        rows.append(
            [Cell(label), Cell(unit), cell, Cell(str(int((value or 0) * draft.rng.randint(2, 5) + draft.rng.randint(1, 90))))]
        )
    return Block("table", rows=rows)


def local_tables(draft: Draft, state: State, fill: Filler) -> list[Block]:
    """One of the provincial forms."""
    manner = draft.pick("united|united|coded|annexes|annexes|historical")
    draft.tags.append(manner)
    if manner == "coded":
        return [coded(draft, state, fill)]
    if manner == "historical":
        return [historical(draft, state, fill)]
    if manner == "united":
        return [single(draft, state, fill, "united", ("指标名称", "计量单位", draft.pick("数据统计|数量|统计数|合计")))]
    out = []
    for order, name in enumerate(ANNEXES, 1):
        out += [
            Block("para", f"附表{order}:{name}"),
            single(draft, state, fill, f"annex_{order}", ("指标", "单位", draft.pick("数量|数值"))),
        ]
    return out


def national_2014(draft: Draft, state: State, fill: Filler) -> Block:
    """The national statistics table of 2014 to 2018."""
    if draft.chance(0.3):
        return single(draft, state, fill, "national_2014", ("统计指标", "单位", "统计数"))
    return single(draft, state, fill, "national_2014", ("指标名称", "单位", draft.pick("统计数|数量|数据")))
