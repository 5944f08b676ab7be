"""Chinese dates: every way of writing them, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcir.dates import parse_dates, parse_periods, small_number, year_number
from gcir.flat import flatten


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("二○一三年三月十八日", "2013-03-18"),
        ("二〇二〇年一月三日", "2020-01-03"),
        ("二O一五年二月廿八日", "2015-02-28"),
        ("二0一四年十二月三十一日", "2014-12-31"),
        ("二零一六年十月二十日", "2016-10-20"),
        ("二〇一二年元月五日", "2012-01-05"),
        ("2023 年1月12日", "2023-01-12"),
        ("202 2 年1 2 月 30 日", "2022-12-30"),
        ("２０１５年３月３０日", "2015-03-30"),
        ("2010年3月5号", "2010-03-05"),
        ("2014年12月31止", "2014-12-31"),
        ("2015-03-30 10:12:00", "2015-03-30"),
        ("2015/3/30", "2015-03-30"),
        ("2015.3.30", "2015-03-30"),
        ("2015—", None),
        ("20150330", None),
        ("2014年2月30日", None),
        ("2014年3月3项", None),
        ("2014年3月12条", None),
        ("1.2015.3.4", None),
        ("〔2019〕60号", None),
        ("2012-2013年", None),
        ("0432-66722491", None),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, iso: str | None) -> None:
    found = parse_dates(flatten(text))
    assert [d.iso for d in found] == ([iso] if iso else [])


def test_offsets_give_back_the_words_of_the_day() -> None:
    text = "报告于 2023 年1月12日 印发,二〇二三年一月二十日公布"
    assert [text[d.start : d.end] for d in parse_dates(flatten(text))] == ["2023 年1月12日", "二〇二三年一月二十日"]


@pytest.mark.parametrize(
    ("text", "first", "last", "is_named"),
    [
        ("统计期限自2022年1月1日起至2022年12月30日止", "2022-01-01", "2022-12-30", True),
        ("数据时限为2016年1月1日至12月31日", "2016-01-01", "2016-12-31", True),
        ("统计时间段:2019年1月1日-2019年12月31日", "2019-01-01", "2019-12-31", True),
        ("自2009年1月1日起,至2009年12月31日止", "2009-01-01", "2009-12-31", False),
        ("自2008年5月1日至当年12月31日", "2008-05-01", "2008-12-31", False),
    ],
)
def test_a_period_has_two_ends(text: str, first: str, last: str, is_named: bool) -> None:
    (found,) = parse_periods(flatten(text))
    assert (found.first, found.last, found.is_named) == (first, last, is_named)


@pytest.mark.parametrize("text", ["自2008年5月1日起施行", "截至2010年12月31日", "2014年12月31日,全年"])
def test_one_day_is_no_period(text: str) -> None:
    assert parse_periods(text) == ()


def test_numbers_of_months_and_days() -> None:
    words = ("十", "十一", "二十", "二十九", "三十一", "廿三", "三〇", "元", "0 7", "12")
    assert [small_number(w) for w in words] == [10, 11, 20, 29, 31, 23, 30, 1, 7, 12]


def test_a_year_has_four_digits_and_begins_as_years_do() -> None:
    assert (year_number("二〇一四"), year_number("2 014"), year_number("201"), year_number("3014")) == (2014, 2014, None, None)


@given(st.dates(min_value=__import__("datetime").date(1990, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)))
def test_every_day_of_the_calendar_comes_back(day: object) -> None:
    text = f"印发日期{day.year}年{day.month}月{day.day}日。"  # type: ignore[attr-defined]
    assert [d.iso for d in parse_dates(text)] == [day.isoformat()]  # type: ignore[attr-defined]
