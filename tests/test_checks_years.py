"""The rules over years: what the reports of one agency say of each other."""

from dataclasses import dataclass

import pandas as pd
import pytest

from gcir import checks, checks_years, schemas


@dataclass
class Corpus:
    reports: pd.DataFrame
    figures: pd.DataFrame


def corpus(*stated):
    """A corpus of (agency_id, year, {indicator or (indicator, dimension, code): value}) with spans of its own."""
    reports, figures = [], []
    for n, (agency, year, values) in enumerate(stated):
        report_id = f"{agency}-{year}-{n}"
        reports.append({"report_id": report_id, "agency": f"机关{agency}", "agency_id": agency, "year": year, "origin": "parsed"})
        for i, (key, value) in enumerate(values.items()):
            indicator, *where = (key,) if isinstance(key, str) else key
            row = {"report_id": report_id, "indicator": indicator, "value": value, "precision": "exact", "source": "table"}
            row |= {"stated_as": "digits", "start": 10 * i, "end": 10 * i + 5, "evidence": "x"}
            if where:
                row[where[0]] = where[1]
            figures.append(row)
    return Corpus(*(schemas.typed(t, pd.DataFrame(rows)) for t, rows in (("reports", reports), ("figures", figures))))


def found(*stated):
    frame = checks.over_years(corpus(*stated))
    return [(row.rule, row.year, row.found, row.expected) for row in frame.itertuples()]


OUT, IN = "requests_carried_out", "requests_carried_in"


def test_carried_in_against_carried_out():
    assert found(("a", 2021, {OUT: 3}), ("a", 2022, {IN: 2})) == [("carry_over_mismatch", 2022, "2", "3")]
    assert found(("a", 2021, {OUT: 3}), ("a", 2022, {IN: 3})) == []


@pytest.mark.parametrize(
    "stated",
    [
        [("a", 2021, {OUT: 3}), ("b", 2022, {IN: 2})],  # another agency
        [("a", 2020, {OUT: 3}), ("a", 2022, {IN: 2})],  # a year between them is not there
        [("a", 2021, {OUT: None}), ("a", 2022, {IN: 2})],
        [("a", 2021, {"requests_closed": 3}), ("a", 2022, {IN: 2})],
        [("a", 2021, {}), ("a", 2022, {IN: 2})],
        [("unplaced-1f", 2021, {OUT: 3}), ("unplaced-1f", 2022, {IN: 2})],  # two bureaus of one name, somewhere
        [("unplaced-1f", 2021, {OUT: 3}), ("unplaced-1f", 2021, {OUT: 2})],
    ],
)
def test_what_cannot_be_compared_is_not(stated):
    assert found(*stated, ("c", 2022, {"staff": 1})) == []


def test_columns_are_compared_one_by_one_and_told_together():
    person, company = ("applicant", "natural_person"), ("applicant", "company")
    before = {OUT: 3, (OUT, *person): 3, (OUT, *company): 0}
    after = {IN: 3, (IN, *person): 2, (IN, *company): 1}
    frame = checks.over_years(corpus(("a", 2021, before), ("a", 2022, after)))
    assert len(frame) == 1
    assert "Natural person 2 ≠ 3; Company 1 ≠ 0" in frame.loc[0, "detail"]
    assert "自然人2 ≠ 3；商业企业1 ≠ 0" in frame.loc[0, "detail_zh"]
    assert frame.loc[0, "evidence"] == "x"
    assert frame.loc[0, "report_id"] == "a-2022-1"
    assert (frame.loc[0, "start"], frame.loc[0, "end"]) == (10, 15)


@pytest.mark.parametrize(("in_force", "fires"), [(21, False), (22, True)])
def test_documents_in_force(in_force, fires):
    names = ("normative_documents_issued", "normative_documents_repealed", "normative_documents_in_force")
    before, after = dict(zip(names, (1, 0, 20), strict=True)), dict(zip(names, (3, 2, in_force), strict=True))
    rules = [rule for rule, *_ in found(("a", 2021, before), ("a", 2022, after))]
    assert rules == (["stock_flow_mismatch"] if fires else [])


@pytest.mark.parametrize(("now", "fires"), [(18, False), (20, True)])
def test_items_of_the_earlier_form(now, fires):
    before = {"licensing_items_last_year": 20, "licensing_items_change": -2}
    rules = [rule for rule, *_ in found(("a", 2019, before), ("a", 2020, {"licensing_items_last_year": now}))]
    assert rules == (["stock_flow_mismatch"] if fires else [])


@pytest.mark.parametrize(
    ("years", "values", "fires"),
    [
        ((2015, 2016), (100, 501), True),
        ((2015, 2016), (100, 19), True),
        ((2015, 2016), (100, 500), False),
        ((2015, 2016), (3, 19), False),  # too few cases
        ((2018, 2019), (100, 900), False),  # the form of that year no longer asks for a total
        ((2015, 2017), (100, 900), False),
    ],
)
def test_jumps_are_listed(years, values, fires):
    stated = [("a", year, {"proactive_disclosed": value}) for year, value in zip(years, values, strict=True)]
    assert bool(found(*stated)) is fires


def test_two_reports_about_one_year():
    twice = found(("a", 2021, {"requests_received": 3}), ("a", 2021, {"requests_received": 4}))
    assert ("figure_restated", 2021, "3", "4") in twice or ("figure_restated", 2021, "4", "3") in twice
    assert found(("a", 2021, {"requests_received": 3}), ("a", 2021, {"requests_received": 3})) == []


@pytest.mark.parametrize(
    "indicator", ["requests_granted", "reconsideration_cases", "litigation_direct_cases", "fees_charged", "staff"]
)
def test_two_reports_about_one_year_are_compared_in_all_main_numbers(indicator):
    restated = found(("a", 2021, {indicator: 3}), ("a", 2021, {indicator: 4}))
    assert {rule for rule, *_ in restated} == {"figure_restated"}


def test_figures_without_a_place_in_a_text():
    some = corpus(("a", 2021, {OUT: 3}), ("a", 2022, {IN: 2}))
    some.figures = schemas.typed("figures", some.figures.drop(columns=["start", "end"]))
    frame = checks.over_years(some)
    assert list(frame["rule"]) == ["carry_over_mismatch"]
    assert frame["start"].isna().all()


def test_an_empty_corpus_and_one_report_give_an_empty_frame_with_columns():
    frame = checks.over_years(corpus(("a", 2021, {OUT: 3})))
    assert frame.empty
    assert list(frame.columns) == [*schemas.names("findings"), "agency", "year"]


def test_every_rule_over_years_is_named_with_its_labels():
    named = {"carry_over_mismatch", "stock_flow_mismatch", "jump_over_years", "figure_restated"}
    assert named <= set(checks.RULES)
    assert {rule.kind for rule in checks.RULES.values() if rule.kind in checks_years._KINDS} == set(checks_years._KINDS)


def form_of(folder, year, received, carried_in, closed, carried_out):
    """A town's report of one year in the form since the revised regulation: only the head of its second table."""
    heads = "自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计"
    rows = (
        ("一、本年新收政府信息公开申请数量", received),
        ("二、上年结转政府信息公开申请数量", carried_in),
        ("(七)总计", closed),
        ("四、结转下年度继续办理", carried_out),
    )
    table = "\n".join(f"{label} | {n} | 0 | 0 | 0 | 0 | 0 | {n} |" for label, n in rows)
    words = (
        f"桦甸市红石砬子镇人民政府{year}年政府信息公开工作年度报告\n一、总体情况\n本镇认真做好公开工作。\n"
        f"三、收到和处理政府信息公开申请情况\n | {heads} |\n{table}\n"
    )
    (folder / f"{year}.txt").write_text(words, encoding="utf-8")


def test_a_build_says_it_of_the_later_report(tmp_path):
    import gcir

    raw = tmp_path / "raw"
    raw.mkdir()
    form_of(raw, 2021, 9, 0, 6, 3)
    form_of(raw, 2022, 9, 2, 9, 2)
    form_of(raw, 2023, 9, 2, 9, 2)
    built = gcir.build(raw, tmp_path / "tidy")
    later = built.reports.set_index("year").loc[2022, "report_id"]
    rows = built.findings[built.findings["rule"] == "carry_over_mismatch"]
    assert [(r.report_id, r.expected, r.found) for r in rows.itertuples()] == [(later, "3", "2")]
    words = gcir.read_report(raw / "2022.txt").text[rows["start"].iloc[0] : rows["end"].iloc[0]]
    assert "上年结转" in words
    again = gcir.build(raw, tmp_path / "again")
    assert (tmp_path / "tidy" / "findings.csv").read_bytes() == (tmp_path / "again" / "findings.csv").read_bytes()
    assert len(again.findings) == len(built.findings)


def test_a_build_of_one_report_each_says_nothing_over_years(tmp_path):
    import gcir

    form_of(tmp_path, 2022, 9, 2, 9, 2)
    built = gcir.build(tmp_path, tmp_path / "tidy")
    assert not set(built.findings["rule"]) & {"carry_over_mismatch", "figure_restated", "jump_over_years"}
