"""Tables without ruling: a cell on each line, or columns set apart by spaces."""

import time
from contextlib import suppress
from dataclasses import replace

import pytest

from gcir.grid import find_pipe_tables
from gcir.limits import DEFAULT
from gcir.model import UnreadableFile
from gcir.tables import read_tables

HEAD = "申请人情况\n自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
RECEIVED = "一、本年新收政府信息公开申请数量\n"
CARRIED = "二、上年结转政府信息公开申请数量\n"
RESULTS = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
REMEDIES = f"行政复议\n行政诉讼\n{RESULTS}未经复议直接起诉\n复议后起诉\n{RESULTS}{RESULTS}"


def reading(text):
    return read_tables(text, find_pipe_tables(text), 2021)


def values(text):
    return {(f.indicator, f.applicant): f.value for f in reading(text).figures}


def rules(text):
    return [f.rule for f in reading(text).findings]


def numbers(*found):
    return "".join(f"{n}\n" for n in found)


def test_values_under_heads_in_two_rows_stand_in_the_order_of_the_form():
    found = values(HEAD + RECEIVED + numbers(1, 2, 3, 4, 5, 6, 21))
    assert found["requests_received", "natural_person"] == 1
    assert found["requests_received", "company"] == 2
    assert found["requests_received", "other_organization"] == 6
    assert found["requests_received", ""] == 21


@pytest.mark.parametrize("count", [5, 6, 8])
def test_another_number_of_values_than_columns_is_a_finding_and_no_figure(count):
    text = HEAD + RECEIVED + numbers(*range(1, count + 1)) + CARRIED + numbers(11, 12, 13, 14, 15, 16, 81)
    found = values(text)
    assert ("requests_received", "") not in found
    assert ("requests_carried_in", "") in found or count > 7
    assert "table_unaligned" in rules(text)


def test_blank_lines_are_empty_cells_where_all_rows_come_out_even():
    text = HEAD + RECEIVED + "1\n\n3\n\n\n6\n10\n" + CARRIED + numbers(0, 0, 0, 0, 0, 0, 0)
    assert values(text)["requests_received", "company"] is None
    assert values(text)["requests_received", "research_institution"] == 3
    assert rules(text) == []


def test_blank_lines_between_all_cells_are_spacing():
    text = (HEAD + RECEIVED + numbers(1, 2, 3, 4, 5, 6, 21)).replace("\n", "\n\n")
    assert values(text)["requests_received", "company"] == 2


@pytest.mark.parametrize("joint", ["", "\n"])
def test_a_cell_cut_into_lines_is_one_where_blank_lines_part_the_cells(joint):
    heads = ["信息内容", f"本年新{joint}制作数量", f"本年新{joint}公开数量", "对外公开总数量"]
    cells = [*heads, "规章", "0", "0", "3", "规范性文件", "1", "2", "9"]
    found = values("第二十条第(一)项\n\n" + "\n\n".join(cells) + "\n")
    assert found["rules_created", ""] == 0
    assert found["rules_disclosed_total", ""] == 3
    assert found["normative_documents_newly_disclosed", ""] == 2
    assert found["normative_documents_disclosed_total", ""] == 9


def test_tabs_and_wide_spaces_before_a_cell_are_no_part_of_it():
    text = (HEAD + RECEIVED + numbers(1, 2, 3, 4, 5, 6, 21)).replace("\n", "\n\t\u3000")
    assert values(text)["requests_received", "company"] == 2
    assert all(text[c.start : c.end] == c.text for t in find_pipe_tables(text) for c in t.cells)


def test_blank_lines_that_do_not_come_out_even_are_no_cells():
    text = HEAD + RECEIVED + "1\n\n3\n6\n10\n" + CARRIED + numbers(0, 0, 0, 0, 0, 0, 0)
    assert ("requests_received", "") not in values(text)
    assert "table_unaligned" in rules(text)


def test_remedies_need_a_value_for_every_head():
    assert values(REMEDIES + numbers(*range(15)))["litigation_after_reconsideration_upheld", ""] == 10
    assert values(REMEDIES + numbers(*range(14))) == {}
    assert rules(REMEDIES + numbers(*range(14))) == ["table_unaligned"]
    assert values(REMEDIES + numbers(*range(14)) + "\n后记\n") == {}  # a blank line at the end may be spacing


def test_remedies_may_begin_with_empty_cells():
    found = values(REMEDIES + "\n\n2\n" + numbers(*range(3, 15)))
    assert found["reconsideration_corrected", ""] is None
    assert found["litigation_after_reconsideration_cases", ""] == 14
    assert values(REMEDIES + "\n" + numbers(*range(14))) == {}  # one blank line may be spacing


def test_words_and_numbers_of_other_lists_are_no_table():
    assert find_pipe_tables("目录\n总则\n1\n分工\n4\n附则\n9\n") == ()
    assert find_pipe_tables("指标\n单位\n") == ()


def test_a_heading_behind_the_last_value_is_outside():
    text = HEAD + RECEIVED + numbers(1, 2, 3, 4, 5, 6, 21) + "四、存在的问题\n公开不够及时。\n"
    (table,) = find_pipe_tables(text)
    assert text[table.end :].strip().startswith("四、")


def lines(*printed):
    return "\n".join(printed) + "\n"


def test_values_stand_below_their_columns():
    text = lines(
        "指标名称          单位     2020年     2021年",
        "收到申请数         件                    12",
        "申请办结数         件          7          9",
    )
    assert values(text) == {("requests_received", ""): 12, ("requests_closed", ""): 9}


def test_a_value_that_may_belong_to_two_columns_is_a_finding():
    text = lines(
        "指标名称   单位   2020年   2021年",
        "以信函形式收到的全部政府信息公开申请总数   件   12",
        "收到申请数   件   3   4",
        "申请办结数   件   3   4",
    )
    assert set(values(text).values()) == {4}
    assert "table_unaligned" in rules(text)


def test_places_count_two_for_an_ideograph():
    text = lines(
        "信息内容          本年处理决定数量",
        "行政许可                      12",
        "行政处罚" + "\u3000" * 11 + "34",
        "行政强制                      0",
    )
    assert values(text) == {("licensing_decisions", ""): 12, ("penalty_decisions", ""): 34, ("coercion_decisions", ""): 0}


def test_a_wide_gap_inside_a_label_is_closed():
    text = "指标名称      单位    数量\n收到  申请数   件      12\n申请办  结数   件       9\n"
    assert values(text) == {("requests_received", ""): 12, ("requests_closed", ""): 9}


def test_merged_heads_printed_again_are_one_head():
    rows = (
        ["行政复议"] * 5 + ["行政诉讼"] * 10,
        RESULTS.split() + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5,
        RESULTS.split() * 3,
        [str(n) for n in range(15)],
    )
    text = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    assert values(text)["reconsideration_pending", ""] == 3
    assert values(text)["litigation_after_reconsideration_cases", ""] == 14


def test_answers_need_requests_before_them():
    head = "指标 | 单位 | 数量 |\n"
    assert values(f"{head}收到申请数 | 件 | 8 |\n答复数 | 件 | 7 |\n")["requests_answered", ""] == 7
    assert ("requests_answered", "") not in values(f"{head}行政复议数 | 件 | 8 |\n答复数 | 件 | 7 |\n")


def test_a_directory_is_no_request():
    found = values("指标 | 单位 | 数量 |\n主动公开政府信息数 | 条 | 5 |\n依申请公开信息目录数 | 条 | 7 |\n")
    assert ("requests_received", "") not in found


def test_a_layout_that_prints_a_label_in_these_words_wins():
    text = "指标 | 单位 | 数量 |\n收到申请数 | 件 | 8 |\n同意公开数 | 件 | 7 |\n行政复议数 | 件 | 0 |\n"
    votes = reading(text).votes
    assert votes["local_2008"] > votes["national_2014"]


@pytest.mark.parametrize("line", ["自然人\n3\n", "第一章\n7\n", "自然人  3  4\n", "\n\n\n9\n", "数量   1\n单位   2\n"])
def test_very_long_texts_of_short_lines_are_read_in_time(line):
    start = time.process_time()
    with suppress(UnreadableFile):
        find_pipe_tables(HEAD + line * 10_000, DEFAULT)
    assert time.process_time() - start < 5


def test_a_table_of_too_many_cells_is_refused():
    with pytest.raises(UnreadableFile, match="cells"):
        find_pipe_tables(HEAD + RECEIVED + "1\n" * 2_000, replace(DEFAULT, table_cells=1_000))
