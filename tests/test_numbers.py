"""Numerals and quantities: value, unit and precision word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcir.numbers import chinese_value, quantities


@pytest.mark.parametrize(
    ("words", "value", "unit", "precision"),
    [
        ("近20条", 20, "条", "at_most"),
        ("200余条", 200, "条", "at_least"),
        ("600余人次", 600, "人次", "at_least"),
        ("220条余", 220, "条", "at_least"),
        ("约1.2万条", 12000, "条", "about"),
        ("3万余条", 30000, "条", "at_least"),
        ("1万多人次", 10000, "人次", "at_least"),
        ("1,234件", 1234, "件", "exact"),
        ("12,345,678次", 12345678, "次", "exact"),
        ("二十三条", 23, "条", "exact"),
        ("两次", 2, "次", "exact"),
        ("一百余件", 100, "件", "at_least"),
        ("一千二百三十四条", 1234, "条", "exact"),
        ("近百条", 100, "条", "at_most"),
        ("超过50件", 50, "件", "at_least"),
        ("不少于4次", 4, "次", "at_least"),
        ("不足10件", 10, "件", "at_most"),
        ("100条以上", 100, "条", "at_least"),
        ("30人左右", 30, "人", "about"),
        ("0.5万元", 0.5, "万元", "exact"),
        ("1.2亿元", 1.2, "亿元", "exact"),
        ("300元", 300, "元", "exact"),
        ("99.6%", 99.6, "%", "exact"),
        ("12条(次)", 12, "条(次)", "exact"),
        ("145", 145, "", "exact"),
        ("1万2千余条", 12000, "条", "at_least"),
        ("1亿2345万次", 123450000, "次", "exact"),
        ("近2千5百件", 2500, "件", "at_most"),
        ("一亿二千万元", 120000000, "元", "exact"),
        ("1亿2000万元", 120000000, "元", "exact"),
        ("1亿2千万元", 120000000, "元", "exact"),
        ("3千万元", 3000, "万元", "exact"),
        ("三千万元", 3000, "万元", "exact"),
        ("一亿二千余万次", 120000000, "次", "at_least"),
        ("一百二条", 120, "条", "exact"),
    ],
)
def test_quantity(words: str, value: float, unit: str, precision: str) -> None:
    (q,) = quantities(words)
    assert (q.value, q.unit, q.precision) == (value, unit, precision)
    assert (q.start, q.end) == (0, len(words))


def test_a_numeral_without_a_unit_is_no_quantity() -> None:
    assert quantities("一是加强领导,进一步统一思想") == []


def test_numbers_that_count_nothing_have_a_class_that_says_so() -> None:
    assert [q.unit_class for q in quantities("2014年3月12日三级审查")] == ["time", "time", "time", "rank"]


def _numeral(n: int) -> str:
    """Write a number below 10,000 as Chinese does, independently of the reader."""
    digits, words, gap = "零一二三四五六七八九", "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        d = n // size % 10
        if d:
            words += ("零" if gap and words else "") + digits[d] + unit
            gap = False
        else:
            gap = True
    return words


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("一百零二", 102), ("一百二", 120), ("一千二", 1200), ("一万二", 12000), ("三万五千", 35000), ("一亿二千万", 120_000_000),
        ("一亿零三", 100_000_003), ("一万二千亿", 1_200_000_000_000), ("二〇", 20), ("十", 10), ("百二十", 120), ("零", 0),
        ("两三", None), ("三五", None), ("一二", None), ("二三十", None), ("十五六", None), ("一两百", None), ("十十", None),
        ("一百二百", None), ("万万", None), ("一百二万", None), ("零万", None), ("一" * 5000, None), ("", None),
    ],
)  # fmt: skip
def test_a_numeral_is_what_people_mean_by_it_or_none(words: str, value: int | None) -> None:
    assert chinese_value(words) == value


@given(st.integers(1, 9999))
def test_numerals_written_and_read_are_the_same(n: int) -> None:
    assert chinese_value(_numeral(n)) == n


@given(st.integers(1000, 2999))
def test_years_digit_by_digit(n: int) -> None:
    assert chinese_value("".join("〇一二三四五六七八九"[int(d)] for d in str(n))) == n


def test_agrees_with_another_reader_of_numerals() -> None:
    cn2an = pytest.importorskip("cn2an")
    for words in ("十", "十二", "二十", "一百零五", "三百二十", "一千零一", "九千九百九十九"):
        assert chinese_value(words) == cn2an.cn2an(words, "strict")
