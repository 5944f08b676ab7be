"""Tables as text: labels, parents and columns decide; what cannot be aligned is no figure but a finding."""

import pytest

from gcir.cells import BLANK, read_value
from gcir.grid import find_pipe_tables
from gcir.labels import keys, row_entries
from gcir.tables import Reading, layout, read_tables


def read(text: str, year: int | None = 2013) -> Reading:
    return read_tables(text, find_pipe_tables(text), year)


def values(reading: Reading) -> dict[tuple[str, ...], float | None]:
    return {(f.indicator, *filter(None, (f.channel, f.route, f.applicant))): f.value for f in reading.figures}


@pytest.mark.parametrize(
    ("words", "number", "stated", "unit"),
    [
        ("12", 12, "digits", ""),
        ("１２", 12, "digits", ""),
        ("1 234", 1234, "digits", ""),
        ("1,234", 1234, "digits", ""),
        ("12件", 12, "digits", "件"),
        ("-3", -3, "digits", ""),
        ("+2", 2, "digits", ""),
        ("0.5", 0.5, "digits", ""),
        ("无", 0, "words", ""),
        ("零", 0, "words", ""),
        ("", None, "blank", ""),
        ("/", None, "blank", ""),
        ("——", None, "blank", ""),
    ],
)
def test_cell_values(words: str, number: float | None, stated: str, unit: str) -> None:
    value = read_value(words)
    assert value is not None
    assert (value.number, value.stated_as, value.unit) == (number, stated, unit)


def test_blank_is_not_zero() -> None:
    assert read_value("") == BLANK
    assert read_value("0") != BLANK


def test_words_are_no_value() -> None:
    assert read_value("详见附件") is None


@pytest.mark.parametrize("words", ["1 0 0 0 0", "3  98", "45911217115617672", "12 3 4"])
def test_numbers_that_ran_together_are_no_value(words: str) -> None:
    assert read_value(words) is None


@pytest.mark.parametrize(("words", "number"), [("6 00", 600), ("1 234 567", 1_234_567), ("12 345 条", 12_345)])
def test_one_number_may_hold_spaces(words: str, number: int) -> None:
    value = read_value(words)
    assert value is not None
    assert value.number == number


def test_labels_are_found_behind_marks_brackets_and_slips() -> None:
    for label in ("1、属于国家秘密", "1.属于国家秘密", "(1)属于 国家秘密", "其中:属于国家秘密"):
        assert {e.indicator for e in row_entries("requests", label)} == {"requests_refused_state_secret"}
    assert {e.indicator for e in row_entries("requests", "4.无正当理由大量重复申请")} == {"requests_unprocessed_excessive"}


def test_a_negation_is_never_a_slip() -> None:
    granted = {e.indicator for e in row_entries("statistics", "同意公开答复数")}
    refused = {e.indicator for e in row_entries("statistics", "不同意公开答复数")}
    assert granted == {"requests_granted"}
    assert refused == {"requests_refused"}


def test_unknown_label_keeps_its_row_and_is_named() -> None:
    reading = read("指标 | 单位 | 数量\n主动公开数量 | 条 | 5\n会议纪要份数 | 份 | 7\n")
    assert values(reading) == {("proactive_disclosed",): 5, ("",): 7}
    assert [f.detail for f in reading.findings if f.rule == "label_unknown"] == ["会议纪要份数"]


def test_repeated_labels_belong_to_the_parent_above() -> None:
    reading = read(
        "指标名称 | 单位 | 数据\n三、行政复议数量 | 件 | 3\n1、维持具体行政行为数 | 件 | 2\n"
        "四、行政诉讼数量 | 件 | 5\n1、维持具体行政行为数 | 件 | 4\n"
    )
    assert values(reading) == {
        ("reconsideration_cases",): 3,
        ("reconsideration_upheld",): 2,
        ("litigation_cases",): 5,
        ("litigation_upheld",): 4,
    }


def test_only_the_column_of_this_year_counts() -> None:
    reading = read("指标 | 单位 | 本期实际 | 本年累计 | 历年累计\n主动公开数量 | 条 | 3 | 12 | 90\n")
    assert values(reading) == {("proactive_disclosed",): 12}
    reading = read("指标 | 单位 | 2012年 | 2013年\n主动公开数量 | 条 | 3 | 12\n")
    assert values(reading) == {("proactive_disclosed",): 12}


def test_a_code_is_no_value() -> None:
    reading = read("指标名称 | 代码 | 计量单位 | 数量\n主动公开数量 | 1 | 条 | 12\n当面申请数 | 2.1 | 件 | 4\n")
    assert values(reading) == {("proactive_disclosed",): 12, ("requests_received", "in_person"): 4}


HEADER = (
    "(本列数据的勾稽关系) | 本年度申请人情况\n自然人 | 法人或其他组织 | 总计\n"
    "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他\n"
)


def test_rows_that_lost_their_leading_cells() -> None:
    reading = read(
        HEADER + "一、本年新收政府信息公开申请数量 | 5 | 1 | 0 | 0 | 2 | 0 | 8\n"
        "三、本年度办理结果 | (一)予以公开 | 3 | 1 | 0 | 0 | 2 | 0 | 6\n"
        "(三)不予公开 | 1、属于国家秘密 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n2、其他法律行政法规禁止公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
    )
    found = values(reading)
    assert found["requests_received", "natural_person"] == 5
    assert found["requests_received", "legal_service"] == 2
    assert found[("requests_received",)] == 8
    assert found["requests_granted", "company"] == 1
    assert found[("requests_refused_state_secret",)] == 1
    assert found["requests_refused_other_law", "natural_person"] == 1


def test_a_row_that_is_too_short_is_a_finding_and_no_figure() -> None:
    reading = read(
        HEADER + "一、本年新收政府信息公开申请数量 | 5 | 1 | 0 | 0 | 2 | 0 | 8\n二、上年结转政府信息公开申请数量 | 1 | 0 | 1\n"
    )
    assert "requests_carried_in" not in {f.indicator for f in reading.figures}
    assert [f.rule for f in reading.findings] == ["table_unaligned"]


def test_a_cell_that_holds_words_is_told_from_a_blank() -> None:
    reading = read("指标 | 单位 | 数量\n主动公开数量 | 条 | 见附件二\n收到申请数 | 件 | \n")
    assert [(f.value, f.stated_as) for f in reading.figures] == [(None, "unreadable"), (None, "blank")]
    assert [(f.rule, f.found) for f in reading.findings] == [("value_unreadable", "见附件二")]


def test_only_empty_cells_are_a_lost_table() -> None:
    reading = read("正文。\n|||||\n|||||\n")
    assert reading.figures == []
    assert [f.rule for f in reading.findings] == ["table_lost"]


def test_a_table_of_something_else_gives_no_figures() -> None:
    reading = read("科室 | 电话 | 房间\n办公室 | 66722491 | 301\n财务科 | 66722492 | 302\n")
    assert reading.figures == []


def test_layout_is_what_most_rows_say() -> None:
    reading = read("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n规章 | 1 | 0 | 3\n行政规范性文件 | 2 | 1 | 9\n")
    assert layout(reading.votes) == "national_2021"
    assert layout(read("正文").votes) == ""


def test_forms_of_a_label() -> None:
    assert keys("(一)主动公开政府信息数(不同渠道和方式公开相同信息计1条)")[-1] == keys("主动公开数")[-1]


def test_labels_in_traditional_characters_are_known() -> None:
    assert {e.indicator for e in row_entries("requests", "屬於國家秘密")} == {"requests_refused_state_secret"}
    assert {e.indicator for e in row_entries("requests", "本年新收政府信息公開申請數量")} == {"requests_received"}
