"""Headings in every place where reports put them; sections that give back the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcir.flat import flatten
from gcir.grid import find_pipe_tables
from gcir.sections import heading_type, split


def parts(text: str) -> list[tuple[int, str, str]]:
    return [(s.depth, s.type, s.heading) for s in split(flatten(text), find_pipe_tables(text))]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("总体情况", "overview"),
        ("主动公开政府信息情况", "proactive_disclosure"),
        ("收到和处理政府信息公开申请情况", "requests"),
        ("依申请公开政府信息和不予公开政府信息的情况", "requests"),
        ("因政府信息公开申请行政复议、提起行政诉讼的情况", "review_litigation"),
        ("政府信息公开的收费及减免情况", "fees"),
        ("存在的主要问题及改进情况", "problems"),
        ("2015年工作目标及重点", "plans"),
        ("下一步工作打算", "plans"),
        ("其他需要报告的事项", "other"),
        ("政策解读", "interpretation"),
        ("2012年政府信息公开情况统计表", "statistics_table"),
        ("明确工作目标,加强责任力度", "overview"),
    ],
)
def test_heading_type(heading: str, kind: str) -> None:
    assert heading_type(heading) == kind


def test_headings_on_lines_of_their_own() -> None:
    found = parts("某镇2020年报告\n一、总体情况\n很好。\n二、主动公开政府信息情况\n公开信息5条。\n三、存在的主要问题\n不足。")
    assert found == [
        (0, "preamble", ""),
        (1, "overview", "一、总体情况"),
        (1, "proactive_disclosure", "二、主动公开政府信息情况"),
        (1, "problems", "三、存在的主要问题"),
    ]


def test_headings_in_mid_line_end_at_a_space_or_a_stop() -> None:
    found = parts("全年工作如下。一、加强领导,健全机制 我局成立小组。二、依申请公开情况。未收到申请。 三、收费情况 没有收费。")
    assert [h for _, _, h in found] == ["", "一、加强领导,健全机制", "二、依申请公开情况。", "三、收费情况"]


def test_numbering_that_restarts() -> None:
    found = parts("一、概述\n好。\n二、主动公开情况\n好。\n一、存在的问题:\n少。\n二、下一步打算:\n多。")
    assert [k for _, k, _ in found] == ["overview", "proactive_disclosure", "problems", "plans"]


def test_a_list_in_a_sentence_is_no_section() -> None:
    assert len(parts("本报告由一、二、三类信息组成,公开内容共八项:1、规划;2、资金;3、其他。")) == 1


def test_a_figure_is_no_part_of_the_heading() -> None:
    (section,) = [s for s in split("(二)收费情况2011年共收取检索费0元。") if s.heading]
    assert section.heading == "(二)收费情况"
    assert "0元" in "(二)收费情况2011年共收取检索费0元。"[section.body : section.end]


def test_rows_of_a_table_are_no_headings() -> None:
    text = "某局报告\n附:2012年政府信息公开情况统计表\n指标 | 单位 | 数据\n一、主动公开数量 | 条 | 5\n(一)网站公开数 | 条 | 3\n"
    assert [k for _, k, _ in parts(text)][-1] == "statistics_table"
    assert len(parts(text)) <= 2


def test_what_stands_inside_problems_stays_there() -> None:
    found = parts("一、存在的主要问题\n(一)依申请公开工作有待加强\n不够。\n(二)主动公开不及时\n慢。")
    assert [k for _, k, _ in found] == ["problems"]


def test_headings_of_markdown() -> None:
    text = (
        "# 某镇2020年报告\n\n## 一、总体情况\n\n很好。\n\n### (一)主动公开\n\n公开5条。\n\n**二、存在的主要问题**\n\n更新慢。\n"
    )
    assert parts(text) == [
        (0, "preamble", ""),
        (1, "overview", "一、总体情况"),
        (2, "proactive_disclosure", "(一)主动公开"),
        (1, "problems", "二、存在的主要问题"),
    ]


def test_a_sentence_that_announces_a_list_of_problems_begins_their_section() -> None:
    found = parts("某站报告\n未收到申请。在工作中存在的不足主要有:(一)公示更新较慢。(二)收费信息不全。\n附:统计表\n")
    assert [(k, h) for _, k, h in found] == [
        ("preamble", ""),
        ("problems", "在工作中存在的不足主要有:"),
        ("statistics_table", "附:统计表"),
    ]
    assert parts("针对存在的问题:\n1、加强培训。\n")[0][1] == "preamble"


@given(st.text("一二三四五、()。 \n1.2公开申请问题情况", max_size=120))
def test_nothing_is_lost_between_sections(text: str) -> None:
    assert "".join(text[s.start : s.end] for s in split(flatten(text))) == text
