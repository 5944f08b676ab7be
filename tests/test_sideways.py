"""Lists that lie on their side: labels as heads over one row of numbers."""

from gcir import tables
from gcir.grid import find_pipe_tables

HEADS = "主动公开数量（条） | 依申请公开数量（件） | 行政复议数量（件） |\n"


def read(text: str, year: int = 2011) -> tables.Reading:
    return tables.read_tables(text, find_pipe_tables(text), year)


def values(text: str, year: int = 2011) -> dict[str, float | None]:
    return {f.indicator: f.value for f in read(text, year).figures}


def test_labels_stand_above_one_row_of_numbers():
    expected = {"proactive_disclosed": 186.0, "requests_received": 14.0, "reconsideration_cases": 2.0}
    assert values(HEADS + "186 | 14 | 2 |\n") == expected


def test_a_row_of_units_is_no_row_of_numbers():
    reading = read("主动公开数量 | 依申请公开数量 | 行政复议数量 |\n条 | 件 | 件 |\n186 | 14 | 2 |\n")
    assert [(f.value, f.unit) for f in reading.figures] == [(186.0, "条"), (14.0, "件"), (2.0, "件")]


def test_of_several_rows_the_one_of_the_year_counts():
    years = "年度 | 主动公开数量 | 依申请公开数量 | 行政复议数量 |\n2010年 | 9 | 8 | 7 |\n2011年 | 186 | 14 | 2 |\n"
    assert values(years)["proactive_disclosed"] == 186.0


def test_several_rows_of_unknown_agencies_are_not_guessed():
    reading = read(HEADS + "186 | 14 | 2 |\n187 | 15 | 3 |\n")
    assert not reading.figures
    assert [f.rule for f in reading.findings] == ["table_unaligned"]


def test_a_row_that_is_too_short_is_not_guessed():
    reading = read(HEADS + "186 | 14 |\n")
    assert not reading.figures
    assert [f.rule for f in reading.findings] == ["table_unaligned"]
