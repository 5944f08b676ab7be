"""Stated problems by group, in company and over the years: counts by hand, charts and tables of any size."""

import math

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from small_corpus import corpora, corpus, report
from test_charts import outside_the_picture

from gcir import charts_frame, charts_problem_groups, coverage, evidence_problems, problem_groups, saying_problem_groups, stated
from gcir.style import house


def problem(report_id, order, words, *categories):
    return {"report_id": report_id, "order": order, "text": words, "categories": list(categories), "start": 0, "end": len(words)}


def two_kinds():
    """Eight departments of which six name lateness, six towns of which none does, and two offices."""
    reports = [report(f"局{i}", agency_kind="department") for i in range(8)]
    reports += [report(f"镇{i}") for i in range(6)] + [report(f"街{i}", agency_kind="subdistrict_office") for i in range(2)]
    problems = [problem(f"局{i}", 1, "更新不够及时", "timeliness") for i in range(6)]
    problems += [problem(f"局{i}", 1, "人手不足", "staffing_training") for i in (6, 7)]
    problems += [problem(f"镇{i}", 1, "人手不足", "staffing_training") for i in range(6)]
    problems += [problem(f"街{i}", 1, "更新不够及时", "timeliness") for i in range(2)]
    problems.append(problem("局0", 2, "发布较慢", "timeliness"))
    return corpus(reports, problems=problems)


def shares(by="agency_kind", **settings):
    return problem_groups.shares(coverage.problem_categories(two_kinds()), by, **settings)


def test_shares_count_reports_and_not_statements():
    rows = shares().set_index(["group", "category"])
    assert rows.loc[("department", "timeliness"), ["k", "n", "share"]].tolist() == [6, 8, 0.75]
    assert rows.loc[("township_government", "timeliness"), ["k", "n", "share"]].tolist() == [0, 6, 0.0]
    assert rows.loc[("subdistrict_office", "timeliness"), ["k", "n"]].tolist() == [2, 2]
    assert math.isnan(rows.loc[("subdistrict_office", "timeliness"), "share"])  # two cases are no rate


def test_groups_beyond_the_most_are_left_out_and_layouts_stand_in_order_of_time():
    assert set(shares(most=1)["group"]) == {"department"}
    kept = corpus(
        [
            report(f"报{i}", layout=layout)
            for i, layout in enumerate(["national_2021", "local_2008", "national_2014", "local_2008"])
        ],
        problems=[problem(f"报{i}", 1, "人手不足", "staffing_training") for i in range(4)],
    )
    table = problem_groups.shares(coverage.problem_categories(kept), "layout")
    assert table["group"].tolist() == ["local_2008", "national_2014", "national_2021"]
    with pytest.raises(ValueError, match="not by 'mood'"):
        shares("mood")


def test_the_finding_names_two_groups_only_where_their_intervals_do_not_meet():
    table = shares()
    low, high = problem_groups.widest(table).itertuples()
    assert {low.group, high.group} == {"department", "township_government"}
    assert low.high < high.low
    told = saying_problem_groups.by_group(table, "agency_kind")
    assert "6 of 6" in told.title.en
    assert "2 of 8" in told.title.en
    alike = table[table["group"] != "township_government"]
    assert problem_groups.widest(alike).empty
    assert "No two groups" in saying_problem_groups.by_group(alike, "agency_kind").title.en


@pytest.mark.parametrize("size", ["none", "one", "five", "mixed", "transcribed"])
@pytest.mark.parametrize("by", problem_groups.BY)
@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_chart_of_any_corpus_has_a_cell_per_group_and_category(size, by, is_narrow):
    rows = coverage.problem_categories(corpora()[size])
    with house.canvas(house.NARROW if is_narrow else house.WIDE):
        ax = charts_problem_groups.by_group(rows, by)
        with house.style(), house.strict_glyphs():
            charts_frame.figure_of(ax).canvas.draw()
    groups, categories = rows[by].nunique(), rows["category"].nunique()
    cells = [text for text in ax.texts if "%" in text.get_text() or " / " in text.get_text()]
    assert len(cells) == min(groups, 3 if is_narrow else problem_groups.MOST) * categories
    assert outside_the_picture(charts_frame.figure_of(ax)) == []
    told = charts_frame.about(ax).told
    assert told.title.zh
    assert told.alt.en
    plt.close("all")


def years():
    reports = [report(f"甲{y}", year=y, agency="甲镇人民政府", agency_id="甲") for y in range(2010, 2018)]
    problems = [problem(f"甲{y}", 1, f"{y}年更新不够及时", "timeliness") for y in range(2010, 2018)]
    measures = [{**problem("甲2010", 1, "按时更新"), "problem_order": 1}]
    return corpus(reports, problems=problems, measures=measures)


def test_what_comes_back_is_drawn_as_a_share_from_five_cases_on():
    c = years()
    rows = stated.persistence(c.problems, c.measures, c.reports)
    with house.style():
        ax = charts_problem_groups.coming_back(rows, c.reports)
    words = [text.get_text() for text in ax.texts]
    assert "1 / 1" in words
    assert "100% (6 / 6)" in words
    assert "7 kinds of problem" in charts_frame.about(ax).told.title.en
    empty = corpus([])
    rows = stated.persistence(empty.problems, empty.measures, empty.reports)
    with house.style():
        ax = charts_problem_groups.coming_back(rows, empty.reports)
    assert "two years running" in charts_frame.about(ax).told.title.en
    plt.close("all")


def test_the_table_of_what_comes_back_has_the_words_of_both_years():
    c = years()
    rows = stated.persistence(c.problems, c.measures, c.reports)
    page = evidence_problems.persistence(rows, c.reports, c.problems)._repr_html_()
    first = page.split("<tr>")[2]
    assert "2010年更新不够及时" in first
    assert "2011年更新不够及时" in first
    assert "With a remedy" in first
    assert page.count("<tr>") == 8
    empty = corpus([])
    none = stated.persistence(empty.problems, empty.measures, empty.reports)
    assert "</table>" not in evidence_problems.persistence(none, empty.reports, empty.problems)._repr_html_()


def test_company_is_called_sure_only_where_the_interval_is_above_one():
    pair, single = ("timeliness", "staffing_training"), ("awareness",)
    reports = [report(f"镇{i}") for i in range(40)]
    problems = [problem(f"镇{i}", n, "语", c) for i in range(40) for n, c in enumerate(pair if i < 20 else single, 1)]
    c = corpus(reports, problems=problems)
    told = saying_problem_groups.company(stated.co_occurrence(c.problems))
    assert "20 of 40" in told.en
    few = saying_problem_groups.company(stated.co_occurrence(c.problems[c.problems["report_id"].isin(["镇0", "镇30"])]))
    assert "cannot be told" in few.en
    assert saying_problem_groups.company(pd.DataFrame(columns=["a", "b", "n", "both", "low"])).en
    page = evidence_problems.company(stated.co_occurrence(c.problems))._repr_html_()
    assert "<td" in page


def test_words_of_a_category_stand_under_its_name():
    c = two_kinds()
    page = evidence_problems.distinctive(stated.distinctive(c.problems, c.reports, "category", least=1), "category")._repr_html_()
    assert page.index("Timeliness") > 0
    assert "及时" in page
