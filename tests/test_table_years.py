"""Tables of other years beside those of the reported one: no figure comes from them, and a finding says so."""

import tomllib
from collections import Counter
from dataclasses import replace

import pytest
from make_documents import P, T
from make_layout_cases import CASES, Made, make, write
from make_layout_years import OTHER_YEARS, THIS_YEAR, beside, other
from test_layout_cases import found, wanted

from gcir import documents, reports, table_years
from gcir.checks_words import heard
from gcir.limits import Limits

NAMES = ("zhejiang-two-years", "statistics", "statistics-groups-beside", "form-2019", "form-2021-one-head", "form-2021")
THIS_YEARS = 2019


def bases() -> list[Made]:
    with open(CASES / "documents.toml", "rb") as file:
        named = {doc["name"]: doc for doc in tomllib.load(file)["document"]}
    return [make(named[name]) for name in NAMES]


def read(made: Made, container: str) -> reports.Report:
    name, data = write(made, container)
    return reports.read(documents.read_bytes(data, name, Limits(seconds=60)), name)


@pytest.mark.parametrize("container", ["html", "txt"])
@pytest.mark.parametrize("way", OTHER_YEARS)
def test_a_table_of_another_year_gives_no_figures(way, container):
    for base in bases():
        made = beside(base, OTHER_YEARS[way])
        report = read(made, container)
        assert found(report, made) == wanted(made), base.name
        said = [f for f in report.findings if f.rule == "table_of_other_year"]
        assert said, base.name
        assert all(f.found or f.detail.endswith(tuple("情况期数据）年计表度")) for f in said), said


@pytest.mark.parametrize("container", ["html", "txt"])
@pytest.mark.parametrize("way", THIS_YEAR)
def test_words_of_another_year_do_not_make_a_table_one_of_it(way, container):
    counts: Counter[str] = Counter()
    for base in bases():
        made = beside(base, THIS_YEAR[way])
        report = read(made, container)
        assert found(report, made) == wanted(made), base.name
        counts.update(f.rule for f in report.findings)
    assert not counts["table_of_other_year"]


@pytest.mark.parametrize("container", ["html", "txt"])
def test_tables_without_words_go_with_the_one_before_them_if_they_stand_twice(container):
    for base in bases():
        tables = [p for p in base.report.parts if isinstance(p, T)]
        annex = [part for n, table in enumerate(tables) for part in (P(f"对照部分{'之' * (n + 1)}。"), other(table))]
        parts = (*base.report.parts[:-2], P("附：上年度数据", 2), *annex[1:], *base.report.parts[-2:])
        made = replace(base, report=replace(base.report, parts=parts))
        assert found(read(made, container), made) == wanted(made), base.name


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("上年度情况", table_years.OTHER),
        ("（上年）", table_years.OTHER),
        ("附表2：去年同期数据", table_years.OTHER),
        ("政府信息公开情况统计表（历年累计）", table_years.OTHER),
        ("2018年度收到和处理申请情况", table_years.OTHER),
        ("上年度收到和处理政府信息公开申请情况", table_years.PERHAPS),
        ("2019年度收到和处理申请情况", table_years.THIS),
        ("2019年累计情况", table_years.THIS),
        ("本年累计情况统计表", table_years.THIS),
        ("二、上年结转政府信息公开申请数量", table_years.NONE),
        ("二、上年结转情况", table_years.NONE),
        ("较上年同期增减情况表", table_years.NONE),
        ("以上年度统计情况", table_years.NONE),
        ("网上年报情况表", table_years.NONE),
        ("现将上年度情况公布如下", table_years.NONE),
        ("填报单位：某局 2020年统计表", table_years.NONE),
    ],
)
def test_what_a_line_says_of_the_year_below_it(words, of):
    assert table_years._said(words, THIS_YEARS).of == of


def test_the_finding_is_told_in_both_languages():
    words = "what heads this table speaks of other years: 去年同期"
    assert "去年同期" in heard("table_of_other_year", words).zh
    assert heard("table_of_other_year", words).en == words
