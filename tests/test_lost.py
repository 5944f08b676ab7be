"""What went with a lost table: only what that table would have held."""

import pytest
from small_corpus import corpus, figure, report

from gcir import coverage, labels, lost


def held(layout, table=""):
    return {e.indicator for e in labels.entries() if e.layout == layout and table in ("", e.table)}


def found(finding, figures=(), **columns):
    findings = [{"report_id": "甲", "severity": "warning", **finding}]
    return {indicator for _, indicator in lost.lost(corpus([report("甲", **columns)], figures, findings=findings))}


MISSING = {"rule": "table_missing", "expected": "requests"}
EMPTY = {"rule": "table_lost"}


def test_a_finding_that_names_the_table_costs_that_table_only():
    assert found(MISSING, year=2022, layout="national_2021") == held("national_2021", "requests")
    review = found({**MISSING, "expected": "review_litigation"}, year=2019, layout="prose")
    assert review == held("national_2019", "reconsideration_litigation")


def test_an_empty_table_is_one_of_which_nothing_was_read():
    rest = [figure("甲", i, 0.0, source="table") for i in ("requests_received", "rules_in_force")]
    assert found(EMPTY, rest, year=2022, layout="national_2021") == held("national_2021", "reconsideration_litigation")
    prose = [figure("甲", "requests_received", 0.0)]
    assert found(EMPTY, prose, year=2022, layout="national_2021") == held("national_2021")


def test_an_empty_table_beside_all_others_is_a_part_of_them():
    part = [figure("甲", "proactive_disclosed", 3.0, source="table")]
    assert found(EMPTY, part, year=2016, layout="national_2014") == held("national_2014")


@pytest.mark.parametrize(
    ("year", "layouts"),
    [(2012, ["local_2008"]), (2016, ["local_2008", "national_2014"]), (2020, ["national_2019"]), (2023, ["national_2021"])],
)
def test_a_report_without_tables_lost_one_of_its_year(year, layouts):
    assert found(EMPTY, year=year, layout="prose") == set().union(*map(held, layouts))


def test_a_year_that_is_not_known_leaves_every_layout_open():
    everything = {e.indicator for e in labels.entries()}
    assert found(EMPTY, year=None, layout="") == everything
    assert found({"rule": "table_missing", "expected": "附表"}, year=None, layout="prose") == everything


def test_other_findings_cost_nothing():
    assert found({"rule": "section_missing", "expected": "requests"}, year=2022, layout="national_2021") == set()
    assert found({"rule": "table_unknown"}, year=2022, layout="national_2021") == set()


def test_states_call_lost_what_the_table_would_have_held_and_nothing_else():
    reports = [report("甲", year=2022, layout="national_2021"), report("乙", year=2022, layout="national_2021")]
    figures = [figure("乙", i, 1.0) for i in ("requests_received", "proactive_disclosed", "meetings")]
    c = corpus(reports, figures, findings=[{"report_id": "甲", "severity": "warning", **MISSING}])
    state = coverage.states(c).set_index(["report_id", "indicator"])["state"]
    assert state["甲", "requests_received"] == "lost"
    assert state["甲", "proactive_disclosed"] == "absent"
    assert state["甲", "meetings"] == "absent"
    assert state["乙", "requests_received"] == "reported"
    assert set(coverage.states(corpus(reports, figures))["state"]) == {"reported", "absent"}
