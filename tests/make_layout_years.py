"""Official reports with the tables of another year beside their own, headed in the ways that agencies head them."""

import re
from collections.abc import Callable
from dataclasses import replace

from make_documents import C, P, T
from make_layout_cases import Made
from make_layout_spoilt import is_number

Parts = list[P | T]
Way = Callable[[T, int], Parts]
_MORE = 3_000


def other(table: T) -> T:
    """The same form with other numbers."""

    def cell(c: C) -> C:
        words = c.text.replace(",", "")
        return replace(c, text=str(int(words) + _MORE)) if is_number(c.text) and words.isdecimal() else c

    return T(tuple(tuple(map(cell, row)) for row in table.rows))


def _row(words: str, table: T) -> tuple[C, ...]:
    return (C(words, 1, sum(c.colspan for c in table.rows[0])),)


def _after(words: str, level: int = 0) -> Way:
    return lambda table, _: [table, P(words, level), other(table)]


def _before(words: str, own: str, level: int = 0) -> Way:
    return lambda table, _: [P(words, level), other(table), P(own, level), table]


def _corner(words: str) -> Way:
    def parts(table: T, _: int) -> Parts:
        first, *rest = other(table).rows
        return [table, P("对照"), T(((replace(first[0], text=words), *first[1:]), *rest))]

    return parts


def _over(words: str) -> Way:
    return lambda table, _: [table, P("对照"), T((_row(words, table), *other(table).rows))]


def _in_one(words: str, own: str = "") -> Way:
    def parts(table: T, _: int) -> Parts:
        if own:
            return [T((_row(words, table), *other(table).rows, _row(own, table), *table.rows))]
        return [T((*table.rows, _row(words, table), *other(table).rows))]

    return parts


def _numbered(words: str, own: str = "") -> Way:
    def parts(table: T, year: int) -> Parts:
        heading = [P(own.format(year=year), 2)] if own else []
        return [table, *heading, P(words.format(year=year - 1)), other(table)]

    return parts


OTHER_YEARS: dict[str, Way] = {
    "last year": _after("上年度情况"),
    "last year's period": _after("去年同期"),
    "annexed": _after("附：上年度数据（供对照）"),
    "in brackets": _after("政府信息公开情况（上一年度）"),
    "all years": _after("历年"),
    "running total": _after("累计"),
    "running total, annexed": _after("附：历年累计情况统计表"),
    "a title that begins with it": _after("上年度政府信息公开情况统计表"),
    "a heading": _after("（二）上年度政府信息公开情况", 2),
    "in front": _before("上年度政府信息公开情况统计表", "本年度政府信息公开情况统计表"),
    "in front, as headings": _before("上年度情况", "本年度情况", 2),
    "a number and a word": _numbered("{year}年度收到和处理申请情况（上年）"),
    "a number below another": _numbered("{year}年度政府信息公开情况（上年）", "{year}年政府信息公开情况"),
    "a row over the header": _over("上年度情况"),
    "the corner": _corner("上年度"),
    "below in one table": _in_one("上年度情况"),
    "above in one table": _in_one("上年度情况", "本年度情况"),
}
"""How tables of another year are told from those of the reported one."""

THIS_YEAR: dict[str, Way] = {
    "compared in a sentence": lambda table, _: [P("与上年相比，申请数量有所增加，具体情况见下表。"), table],
    "compared in a line": lambda table, _: [P("与上年度相比情况如下："), table],
    "written in the year of publication": lambda table, _: [P("上年度政府信息公开情况统计表"), table],
    "published": lambda table, _: [P("现将上年度政府信息公开情况公布如下："), table],
    "other matters of last year": lambda table, _: [P("（一）上年度问题整改情况", 2), P("均已整改到位。"), table],
    "a sum of months": lambda table, _: [P("（1-12月累计）"), table],
    "carried over": lambda table, _: [P("政府信息公开情况统计表（含上年结转）"), table],
    "both years": lambda table, _: [P("本年度与上年度情况对照表"), table],
}
"""Words of another year over tables that are of the reported one all the same."""


def beside(made: Made, way: Way) -> Made:
    """A document with each of its tables as the way has it."""
    year = int(re.findall(r"\d{4}", made.report.title)[0])
    parts: Parts = []
    for part in made.report.parts:
        # a line of prose behind each table keeps tables apart that came as text
        parts += [*way(part, year), P("以上数据已经核对。")] if isinstance(part, T) else [part]
    return replace(made, report=replace(made.report, parts=tuple(parts)))
