"""Tables that came as text: pipes, drawn lines, tabs."""

import pytest

from gcir.grid import find_pipe_tables
from gcir.limits import Limits
from gcir.model import Table, UnreadableFile


def rows(table: Table) -> list[list[str]]:
    grid: dict[int, list[str]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(cell.text)
    return list(grid.values())


def tables(text: str) -> list[list[list[str]]]:
    found = find_pipe_tables(text)
    for table in found:
        for cell in table.cells:
            assert text[cell.start : cell.end] == cell.text
            assert table.start <= cell.start <= cell.end <= table.end
        assert not table.spans_known
    return [rows(t) for t in found]


def test_rows_keep_their_trailing_blanks_and_their_own_length():
    text = "说明。\n名称 | 本年数 | 累计 | ||\n规章 | 0 | 12 | ||\n收费 | 3 | |||\n后文。"
    assert tables(text) == [[["名称", "本年数", "累计", "", ""], ["规章", "0", "12", "", ""], ["收费", "3", "", "", ""]]]


def test_markdown_borders_and_rules_are_not_cells():
    text = "| 指标 | 单位 | 数 |\n|:---|:---:|---:|\n| 收到申请 | 件 | 4 |\n| **总计** | | 5 |\n"
    assert tables(text) == [[["指标", "单位", "数"], ["收到申请", "件", "4"], ["总计", "", "5"]]]


def test_markdown_without_outer_pipes():
    assert tables("指标 | 数\n--- | ---\n申请 | 4") == [[["指标", "数"], ["申请", "4"]]]


def test_drawn_box():
    text = "┌──┬──┐\n│指标│ 数 │\n├──┼──┤\n│申请│ 4 │\n└──┴──┘"
    assert tables(text) == [[["指标", "数"], ["申请", "4"]]]


def test_text_between_two_tables_parts_them():
    text = "信息内容 | 数 |\n规章 | 1\n三、收到申请情况\n申请人 | 数 |\n自然人 | 2 |"
    assert tables(text) == [[["信息内容", "数"], ["规章", "1"]], [["申请人", "数"], ["自然人", "2"]]]


def test_blank_line_before_labels_parts_two_tables():
    text = "内容 | 数 |\n规章 | 1 |\n处罚 | 2 |\n\n申请人 | 数 |\n自然人 | 3 |"
    assert [len(t) for t in tables(text)] == [3, 2]


def test_blank_line_before_a_row_of_values_does_not():
    text = "内容 | 数 |\n规章 | 1 |\n\n处罚 | 2 |\n许可 | 3 |"
    assert [len(t) for t in tables(text)] == [4]


def test_double_spacing_is_no_border():
    text = "内容 | 数 |\n\n其中 | |\n\n规章 | 1 |\n\n处罚 | 2 |"
    assert [len(t) for t in tables(text)] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "指标 | 类 | 数 |\n二、本年度 | (一)不予\n公开 | 6 |\n合计 | 全 | 7 |",
        "| 指标 | 类 | 数 |\n| 二、本年度 | (一)不予\n公开 | 6 |\n| 合计 | 全 | 7 |",
    ],
)
def test_wrapped_words_stay_one_cell(text):
    assert tables(text) == [[["指标", "类", "数"], ["二、本年度", "(一)不予\n公开", "6"], ["合计", "全", "7"]]]


def test_first_cell_wrapped_over_two_lines():
    text = "指标 | 数 |\n规章 | 1 |\n重大决策\n预公开 | 6 |\n合计 | 7 |"
    assert tables(text)[0][2] == ["重大决策\n预公开", "6"]


def test_one_cell_to_a_line():
    head = "统计报表\n指 标\n| 计量\n单位\n| 代码\n| 本期\n| 累计\n|\n"
    text = head + "公开数\n| 条\n| 01\n|\n| 12\n|\n其中:文件\n数\n| 条\n| 02\n|\n|\n|\n后文。"
    assert tables(text) == [
        [["指 标", "计量\n单位", "代码", "本期", "累计"], ["公开数", "条", "01", "", "12"], ["其中:文件\n数", "条", "02", "", ""]]
    ]


def test_only_empty_cells_remain_a_table():
    found = tables("正文。\n|\n||||\n")
    assert found == [[[""], ["", "", ""]]]


def test_tabs_from_a_word_processor():
    text = "说明。\n指标\t单位\t数\n一、主动公开\n(一)信息数\t条\t5\n(二)文件数\t件\t\n正文。"
    assert tables(text) == [[["指标", "单位", "数"], ["一、主动公开"], ["(一)信息数", "条", "5"], ["(二)文件数", "件", ""]]]


def test_indented_paragraphs_are_no_table():
    assert tables("\t\t第一段的话。\n\t\t第二段的话。\n") == []


def test_a_lone_bar_in_a_line_of_words_is_no_table():
    assert tables("字体:大|中|小\n正文。") == []
    assert tables("首页 | 公开 | 服务\n正文。") == []


def test_a_flattened_row_with_numbers_is_a_table():
    assert tables("正文。\n结果维持 | 结果纠正 | 0 | 1\n正文。") == [[["结果维持", "结果纠正", "0", "1"]]]


def test_prose_that_runs_into_a_table_is_not_its_first_cell():
    prose = "本机关认真落实有关要求。" * 12
    text = f"{prose}数据如下:指标 | 数 |\n规章 | 1 |"
    assert tables(text) == [[["指标", "数"], ["规章", "1"]]]


def test_too_many_cells_are_refused():
    with pytest.raises(UnreadableFile) as caught:
        find_pipe_tables("a |" + "|" * 500, Limits(table_cells=100))
    assert caught.value.reason == "table_too_large"
