"""Agencies over years: one number each, changes that know the forms, panels that say whom they drop."""

import warnings

import pandas as pd
import pytest
from compare_corpus import PLACE, placed, towns
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import corpora, corpus, figure, report

from gcir import comparability, compare, names, successions

RECEIVED, PROACTIVE = "requests_received", "proactive_disclosed"
TOWN = "文成县珊溪镇人民政府"


def years(*stated, agency=TOWN, indicator=RECEIVED, **columns):
    """A corpus of one agency: (year, value, columns of the report) for each of its reports."""
    reports, figures = [], []
    for i, (year, value, *more) in enumerate(stated):
        about = more[0] if more else {}
        reports.append(placed(f"r{i}", agency, year, **{k: v for k, v in about.items() if k not in ("precision", "source")}))
        own = {k: v for k, v in about.items() if k in ("precision", "source")}
        figures.append(figure(f"r{i}", indicator, value, **columns | own))
    return corpus(reports, figures)


# One number per agency and year


def test_one_row_per_agency_and_year_in_order():
    rows = compare.series(towns(), RECEIVED)
    assert not rows.duplicated(["agency_id", "year"]).any()
    assert list(rows.sort_values(["chain_id", "year"]).index) == list(rows.index)
    town = rows[rows["agency"] == TOWN]
    assert list(zip(town["year"], town["value"], town["n"], strict=True)) == [(2018, 3.0, 2), (2019, 6.0, 2)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"source": "table"}, {"source": "prose"}),
        ({"precision": "exact"}, {"precision": "about"}),
        ({"source": "table", "precision": "about"}, {"source": "prose"}),
        ({"origin": "parsed"}, {"origin": "transcribed"}),
    ],
    ids=["table before prose", "exact before about", "table before exact", "parsed before transcribed"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_two_reports_on_one_year_are_decided_in_a_stated_order(first, second, turned):
    stated = [(2015, 7.0, first), (2015, 9.0, second)]
    rows = compare.series(years(*(stated[::-1] if turned else stated)), RECEIVED)
    assert len(rows) == 1
    row = rows.iloc[0]
    exact = "precision" not in first and "precision" not in second
    assert (row["value"], row["reports"], row["others"], row["conflict"]) == (7.0, 2, "9", exact)


def test_two_reports_that_agree_are_no_conflict():
    row = compare.series(years((2015, 7.0), (2015, 7.0)), RECEIVED).iloc[0]
    assert (row["conflict"], row["others"], row["reports"]) == (False, "", 2)


def test_a_conflict_within_one_report_stays_one():
    c = corpus([placed("a", TOWN, 2015)], [figure("a", RECEIVED, 7.0, source="table"), figure("a", RECEIVED, 8.0)])
    row = compare.series(c, RECEIVED).iloc[0]
    assert (row["value"], row["conflict"], row["others"], row["reports"], row["statements"]) == (7.0, True, "8", 1, 2)


def test_bodies_of_one_name_without_a_place_are_kept_apart():
    lost = {"agency": "县林业局", "agency_id": "unplaced-0", "province": ""}
    c = corpus([report("a", year=2015, **lost), report("b", year=2015, **lost), report("c", year=2016, **lost)])
    c = corpus([dict(r) for r in c.reports.to_dict("records")], [figure(i, RECEIVED, 1.0) for i in "abc"])
    rows = compare.series(c, RECEIVED)
    assert len(rows) == 3
    assert rows["agency_id"].nunique() == 3
    assert compare.change(rows).empty


def test_spellings_and_ranks_of_a_place_share_a_series():
    c = corpus(
        [
            placed("a", "崇明县统计局", 2014, ("上海市", "", "崇明县")),
            placed("b", "上海市崇明区统计局", 2018, ("上海市", "", "崇明区")),
            placed("c", "桦甸市红石镇", 2014, ("吉林省", "吉林市", "桦甸市")),
            placed("d", "桦甸市红石砬子镇人民政府", 2015, ("吉林省", "吉林市", "桦甸市")),
        ],
        [figure(i, RECEIVED, 1.0) for i in "abcd"],
    )
    assert sorted(compare.series(c, RECEIVED).groupby("agency_id").size()) == [2, 2]


def test_dimensions_narrow_and_unknown_ones_are_named():
    c = corpus([placed("a", TOWN, 2015)], [figure("a", PROACTIVE, 5.0, channel="website"), figure("a", PROACTIVE, 8.0)])
    assert list(compare.series(c, PROACTIVE)["value"]) == [8.0]
    assert list(compare.series(c, PROACTIVE, channel="website")["value"]) == [5.0]
    with pytest.raises(ValueError, match="colour"):
        compare.series(c, PROACTIVE, colour="red")


# Change


def test_change_takes_neighbouring_years_and_says_how_far_they_are_apart():
    rows = compare.change(compare.series(years((2015, 4.0), (2016, 6.0), (2018, 3.0)), RECEIVED))
    found = rows[["previous_year", "year", "years_between", "previous", "value", "difference", "ratio", "n"]]
    assert found.values.tolist() == [[2015, 2016, 1, 4, 6, 2, 1.5, 2], [2016, 2018, 2, 6, 3, -3, 0.5, 2]]


def test_no_ratio_after_a_zero():
    row = compare.change(compare.series(years((2015, 0.0), (2016, 6.0)), RECEIVED)).iloc[0]
    assert row["difference"] == 6
    assert pd.isna(row["ratio"])


def test_a_change_is_exact_only_if_both_sides_are():
    stated = [(2015, 1.0), (2016, 2.0, {"precision": "about"}), (2017, 3.0), (2018, 4.0)]
    rows = compare.change(compare.series(years(*stated), RECEIVED))
    assert list(rows["exact"]) == [False, False, True]


@pytest.mark.parametrize(
    ("indicator", "before", "after", "expected", "year"),
    [
        (RECEIVED, (2015, "national_2014"), (2016, "national_2014"), "", None),
        (RECEIVED, (2020, "national_2019"), (2021, "national_2021"), "same", 2021),
        (PROACTIVE, (2018, "national_2014"), (2019, "national_2019"), "not_comparable", 2019),
        (PROACTIVE, (2018, "prose"), (2019, "prose"), "not_comparable", 2019),
        (PROACTIVE, (2018, "national_2014"), (2019, "national_2014"), "", None),
        (PROACTIVE, (2013, "local_2008"), (2022, "national_2021"), "not_comparable", 2021),
    ],
)
def test_a_change_of_form_is_told_with_its_reason(indicator, before, after, expected, year):
    stated = [(y, 10.0, {"layout": layout}) for y, layout in (before, after)]
    row = compare.change(compare.series(years(*stated, indicator=indicator), indicator, on_mixed="ignore")).iloc[0]
    assert row["comparability"] == expected
    assert (None if pd.isna(row["break_year"]) else row["break_year"]) == year
    assert bool(row["why_zh"]) == bool(row["why_en"]) == bool(expected)


@pytest.mark.parametrize(
    "indicator", [RECEIVED, PROACTIVE, "requests_granted", "licensing_decisions", "staff", "policy_interpretations"]
)
def test_the_verdict_between_two_forms_is_that_of_the_codebook(indicator):
    forms = comparability.forms()
    order = ("same", "similar", "not_comparable")
    for verdict in comparability.pairs(indicator):
        assert comparability.between(indicator, verdict.before, verdict.after) == verdict
    for i, before in enumerate(forms):
        assert comparability.between(indicator, before, before).comparability == ""
        for j, after in enumerate(forms[i + 1 :], i + 1):
            found = comparability.between(indicator, after, before)
            assert found[1:3] == (before, after)
            assert found.comparability in order
            assert comparability.year_of(before, after) == int(comparability.changes()[j - 1]["year"])


def test_the_form_is_the_layout_or_else_that_of_the_year():
    first = int(comparability.changes()[0]["year"])
    assert comparability.form_of("national_2014", 2022) == "national_2014"
    assert comparability.form_of("prose", first - 1) == comparability.forms()[0]
    assert comparability.form_of("prose", first) == comparability.forms()[1]
    assert comparability.form_of("prose", None) == ""


# The guard


def test_the_guard_refuses_warns_and_lets_pass():
    with pytest.raises(compare.NotComparable) as caught:
        compare.guard(PROACTIVE, ["national_2014", "national_2019"], on_mixed="raise")
    told = str(caught.value)
    verdict = caught.value.verdicts[0]
    for words in (PROACTIVE, "national_2014", "national_2019", verdict.why_zh, verdict.why_en, "on_mixed='ignore'"):
        assert words in told
    with pytest.warns(compare.MixedLayouts, match=PROACTIVE):
        compare.guard(PROACTIVE, ["national_2014", "national_2019"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare.guard(PROACTIVE, ["national_2014", "national_2019"], on_mixed="ignore")
        compare.guard(PROACTIVE, ["national_2014"], on_mixed="raise")
        compare.guard(PROACTIVE, ["prose", "unknown"], on_mixed="raise")
        compare.guard(RECEIVED, ["national_2014", "national_2021"], on_mixed="raise")
    with pytest.raises(ValueError, match="on_mixed is 'shout'"):
        compare.guard(PROACTIVE, on_mixed="shout")


MIXED = years((2018, 300.0, {"layout": "national_2014"}), (2019, 400.0), indicator=PROACTIVE)


@pytest.mark.parametrize(
    "compared",
    [
        lambda how: compare.series(MIXED, PROACTIVE, on_mixed=how),
        lambda how: compare.panel(compare.series(MIXED, PROACTIVE, on_mixed="ignore"), on_mixed=how),
        lambda how: compare.ranks(compare.values(MIXED, PROACTIVE), on_mixed=how),
        lambda how: compare.medians(compare.values(MIXED, PROACTIVE), "agency", on_mixed=how),
        lambda how: compare.guard(compare.values(MIXED, PROACTIVE), on_mixed=how),
    ],
    ids=["series", "panel", "ranks", "medians", "guard"],
)
def test_all_that_puts_numbers_side_by_side_is_guarded(compared):
    with pytest.raises(compare.NotComparable):
        compared("raise")
    with pytest.warns(compare.MixedLayouts):
        compared("warn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compared("ignore")


def test_groups_of_one_form_each_may_stand_side_by_side():
    rows = compare.values(MIXED, PROACTIVE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare.ranks(rows, by="year")
        compare.medians(rows, "year")


# Panels


def test_a_balanced_panel_keeps_those_with_every_year_and_counts_the_others():
    c = towns()
    rows = compare.series(c, RECEIVED)
    balanced = compare.panel(rows)
    assert set(balanced["agency"]) == {TOWN}
    assert set(balanced["agencies"]) == {1}
    assert set(balanced["dropped"]) == {6}
    one_year = compare.panel(rows, [2019])
    assert (set(one_year["agencies"]), set(one_year["dropped"]), len(one_year)) == ({6}, {1}, 6)
    unbalanced = compare.panel(rows, balanced=False)
    assert len(unbalanced) == len(rows)
    assert set(unbalanced["dropped"]) == {0}


def test_a_wide_panel_has_a_column_per_year_and_empty_cells_are_empty():
    wide = compare.panel(compare.series(towns(), RECEIVED), [2018, 2019, 2020], balanced=False, wide=True)
    row = wide[wide["agency"] == TOWN].iloc[0]
    assert (row[2018], row[2019]) == (3.0, 6.0)
    assert pd.isna(row[2020])


def test_a_panel_without_agencies_still_says_how_many_it_dropped():
    empty = compare.panel(compare.series(towns(), RECEIVED), range(2010, 2020))
    assert empty.empty
    assert empty.attrs == {"agencies": 0, "dropped": 7}


# Successors


def chain(*bodies, place=PLACE):
    """A corpus of bodies of one place: (name, year, value)."""
    reports = [placed(f"r{i}", name, year, place) for i, (name, year, _) in enumerate(bodies)]
    return corpus(reports, [figure(f"r{i}", RECEIVED, value) for i, (*_, value) in enumerate(bodies)])


@pytest.mark.parametrize(
    ("before", "after", "how", "last", "first"),
    [
        ("文成县国土资源局", "文成县自然资源和规划局", "merged", 2018, 2019),
        ("文成县环境保护局", "文成县生态环境局", "renamed", 2018, 2019),
        ("文成县卫生和计划生育局", "文成县卫生健康局", "renamed", 2018, 2019),
        ("文成县卫计局", "文成县卫健局", "renamed", 2017, 2018),
        ("文成县工商行政管理局", "文成县市场监督管理局", "merged", 2013, 2014),
        ("文成县劳动和社会保障局", "文成县人力资源和社会保障局", "merged", 2010, 2011),
        ("文成县人口和计划生育局", "文成县卫生和计划生育局", "merged", 2014, 2015),
        ("文成县文化广电新闻出版局", "文成县文化和广电旅游体育局", "split", 2018, 2019),
        ("文成县百丈漈乡", "文成县百丈漈镇人民政府", "upgraded", 2010, 2012),
        ("文成县珊溪镇人民政府", "文成县珊溪街道办事处", "upgraded", 2010, 2012),
        ("文成县国土资源局", "文成县自然资源和规划局", None, 2015, 2016),
        ("文成县国土资源局", "文成县自然资源和规划局", None, 2019, 2019),
        ("文成县国土资源局", "文成县农业农村局", None, 2018, 2019),
        ("文成县国土资源局", "泰顺县自然资源和规划局", None, 2018, 2019),
    ],
)
def test_a_successor_is_another_body_that_follows_in_time(before, after, how, last, first):
    reports = [placed("a", before, last), placed("b", after, first, PLACE if "文成县" in after else (*PLACE[:2], "泰顺县"))]
    c = corpus(reports, [figure("a", RECEIVED, 4.0), figure("b", RECEIVED, 6.0)])
    alone, followed = compare.series(c, RECEIVED), compare.series(c, RECEIVED, follow=True)
    assert alone["agency_id"].nunique() == followed["agency_id"].nunique() == 2
    assert set(alone["joint"]) == {""}
    assert compare.change(alone).empty
    found = compare.successors(c)
    if how is None:
        assert found.empty
        assert followed["chain_id"].nunique() == 2
        return
    assert list(found["how"]) == [how]
    assert found[["evidence_zh", "evidence_en"]].ne("").all(axis=None)
    assert followed["chain_id"].nunique() == 1
    assert list(followed["joint"]) == ["", how]
    change = compare.change(followed).iloc[0]
    assert (change["joint"], change["difference"], bool(change["joint_evidence"])) == (how, 2.0, True)
    assert names.of("joint", how)[0] != how


def test_of_several_that_were_merged_only_the_main_one_is_chained():
    c = chain(("文成县农业局", 2018, 5.0), ("文成县畜牧局", 2018, 1.0), ("文成县农业农村局", 2019, 7.0))
    found = compare.successors(c)
    assert sorted(zip(found["before"], found["chained"], strict=True)) == [("文成县农业局", True), ("文成县畜牧局", False)]
    rows = compare.series(c, RECEIVED, follow=True)
    assert not rows.duplicated(["chain_id", "year"]).any()


def test_equal_parts_of_a_merger_are_linked_and_not_chained():
    c = chain(("文成县工商行政管理局", 2013, 5.0), ("文成县质量技术监督局", 2013, 1.0), ("文成县市场监督管理局", 2014, 7.0))
    assert list(compare.successors(c)["chained"]) == [False, False]
    assert compare.series(c, RECEIVED, follow=True)["chain_id"].nunique() == 3


def test_chains_may_have_several_links():
    c = chain(("文成县卫生局", 2012, 1.0), ("文成县卫生和计划生育局", 2015, 2.0), ("文成县卫生健康局", 2019, 3.0))
    rows = compare.series(c, RECEIVED, follow=True)
    assert rows["chain_id"].nunique() == 1
    assert list(rows["joint"]) == ["", "merged", "renamed"]
    assert set(rows["n"]) == {3}


def test_a_division_merged_into_another_takes_its_bodies_along():
    c = corpus(
        [
            placed("a", "北京市崇文区统计局", 2009, ("北京市", "", "崇文区")),
            placed("b", "北京市东城区统计局", 2011, ("北京市", "", "东城区")),
        ],
        [figure("a", RECEIVED, 4.0), figure("b", RECEIVED, 6.0)],
    )
    found = compare.successors(c)
    assert list(found["how"]) == ["merged"]
    assert found["before_id"].iloc[0] != found["after_id"].iloc[0]


def test_rows_of_the_table_of_successors_are_complete_and_end_somewhere():
    rows = successions._table()
    assert all(names.of("joint", row["how"])[1] != row["how"] for row in rows)
    spans = [(int(row["first"]), int(row["last"])) for row in rows if row["part"] == "body"]
    assert all(first <= last for first, last in spans)
    assert len({(r["part"], r["before"], r["after"], r["first"]) for r in rows}) == len(rows)


# Every size


@pytest.mark.parametrize("size", ["none", "one", "five", "mixed", "transcribed"])
@pytest.mark.parametrize("indicator", [RECEIVED, PROACTIVE, "staff", "no_such_indicator"])
def test_small_and_empty_corpora_give_frames_with_all_columns(size, indicator):
    c = corpora()[size]
    full = compare.series(towns(), RECEIVED)
    rows = compare.series(c, indicator, on_mixed="ignore", follow=True)
    assert list(rows.columns) == list(full.columns)
    assert list(compare.change(rows).columns) == list(compare.change(full).columns)
    long, whole = compare.panel(rows, on_mixed="ignore"), compare.panel(full)
    assert list(long.columns) == list(whole.columns)
    assert {"chain_id", "agency", "agencies", "dropped"} <= set(compare.panel(rows, wide=True, on_mixed="ignore").columns)
    assert list(compare.successors(c).columns) == list(compare.successors(towns()).columns)
    for frame, other in ((rows, full), (compare.change(rows), compare.change(full))):
        assert (frame.dtypes == other.dtypes).all(), frame.dtypes[frame.dtypes != other.dtypes]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(2008, 2024), st.integers(0, 50)), max_size=12))
def test_a_series_holds_each_year_once_and_its_changes_add_up(stated):
    rows = compare.series(years(*((y, float(v)) for y, v in stated)) if stated else corpus([]), RECEIVED, on_mixed="ignore")
    assert sorted(rows["year"]) == sorted({y for y, _ in stated})
    change = compare.change(rows)
    assert len(change) == max(0, len(rows) - 1)
    if len(rows):
        assert change["difference"].sum() == rows["value"].iloc[-1] - rows["value"].iloc[0]
