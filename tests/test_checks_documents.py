"""The checks on whole documents: honest numbers pass, and each number that is put wrong is told where, and nowhere else."""

import itertools
from unittest import mock

import make_honest
import pytest
from make_honest import HOLDS
from make_layout_cases import write
from make_layout_forms import APPLICANTS, REMEDIES, RESULTS, TOTAL
from make_layout_print import Pen
from make_layout_print import read as rows_of

from gcir import checking, checks_rules, names, reports
from gcir import documents as files
from gcir.checks_rules import remedies

SUMS = [rule for rule in checks_rules.every() if rule.kind in ("sum", "rows")]
HONEST = make_honest.documents()
YEARS = {"zhejiang": 2011, "coded": 2011, "statistics": 2016, "national_2019": 2020, "national_2021": 2022}


def findings(made, container="txt"):
    file, data = write(made, container)
    return reports.read(files.read_bytes(data, file), file)


def told(report):
    """What fails: the rule, and the column or row that its words name."""
    failed = set()
    for f in report.findings:
        if f.rule == "identity_fails":
            (rule,) = [
                r for r in SUMS if f.detail.startswith(f"{r.label_en}: ") and (not r.layouts or report.layout in r.layouts)
            ]
            column = f.detail.rpartition("(column: ")[2].rstrip(")") if "(column: " in f.detail else ""
            row = f.detail.removeprefix(f"{rule.label_en}: ").partition(", total")[0] if rule.kind == "rows" else ""
            failed.add((rule.id, column or row))
            assert f.found != f.expected
            assert f.severity == rule.severity
    return failed


# No false errors


@pytest.mark.parametrize("made", HONEST, ids=lambda made: made.name)
def test_nothing_contradicts_itself_in_a_report_with_honest_numbers(made):
    for container in made.containers[:: max(1, len(made.containers) - 1)]:
        said = [f for f in findings(made, container).findings if remedies()[f.rule].theme == "contradiction"]
        assert [(f.rule, f.detail) for f in said if f.severity != "pass"] == []


def test_the_honest_reports_are_of_every_layout_and_are_checked():
    assert {made.layout for made in HONEST} >= {"local_2008", "national_2014", "national_2019", "national_2021"}
    held = [any(f.rule == "identity_holds" for f in findings(made, made.containers[0]).findings) for made in HONEST]
    assert sum(held) > 0.7 * len(held)


# Lists, row by row


# The coded list has a row besides that reads as a second number of requests, and two numbers of one thing are not judged.
FORMS = [form for form in HOLDS if form != "coded"]
LINES = [(form, relation, place) for form in FORMS for relation in HOLDS[form] for place in (relation[1], *relation[3])]


def parts_of(form):
    if form.startswith("national"):
        return [{"proactive": form}]
    return [{"list": form, "columns": ["label:指标名称", "unit:单位", "value:统计数"]}]


@pytest.mark.parametrize(("form", "relation", "place"), LINES, ids=lambda x: x if isinstance(x, str) else x[0])
def test_a_number_that_is_wrong_fails_what_it_stands_in_and_nothing_else(form, relation, place):
    plan = make_honest.plan(form, "honest")
    assert all(make_honest.holding(r, plan) for r in HOLDS[form])
    step = 1 if relation[2] == "=" else plan[relation[1]] + 1
    changed = {place: plan[place] + step} if place != relation[1] or relation[2] == "=" else {place: -1 + sum_of(relation, plan)}
    assert min(changed.values()) >= 0
    wrong = plan | changed
    failed = told(findings(make_honest.written(parts_of(form), YEARS[form], changed)))
    expected = {r[0] for r in HOLDS[form] if not make_honest.holding(r, wrong)}
    assert expected
    if form == "national_2021":  # what was repealed counts as well
        expected = {r[0] for r in HOLDS[form] if wrong[r[3][0]] > wrong[r[1]] + 2400}
    assert {rule for rule, _ in failed} == expected


def sum_of(relation, plan):
    return sum(plan[p] for p in relation[3])


# Running text


TEXT = """石门县科技局{year}年政府信息公开工作年度报告
一、主动公开政府信息情况
{proactive}
二、依申请公开政府信息情况
{requests}
三、收费情况
没有收取费用。
四、复议和诉讼情况
情况正常。
五、存在的问题
更新不够及时。
"""
CHANNELS = (
    "全年主动公开政府信息{total}条，其中通过政府网站公开{website}条，通过政务微博公开{weibo}条，通过政务微信公开{wechat}条。"
)
SHARES = "全年主动公开政府信息200条，其中政府网站公开150条，占{website}%；政务微信公开50条，占{wechat}%。"


def of_text(proactive="公开了信息。", requests="全年未收到申请。", year=2016, tables=""):
    text = TEXT.format(year=year, proactive=proactive, requests=requests) + tables
    report = reports.read(files.read_bytes(text.encode(), "r.txt"), "r.txt")
    assert all(f.evidence == report.text[f.start : f.end] for f in report.findings if f.start is not None)
    return report


def rules(report, *kinds):
    return {f.rule for f in report.findings if f.rule.startswith(kinds)}


@pytest.mark.parametrize(
    ("total", "website", "weibo", "wechat", "rule"),
    [
        (100, 60, 30, 10, "channels_sum_to_total"),
        (100, 60, 30, 20, "channels_overlap"),
        (100, 60, 20, 10, "channels_below_total"),
        (100, 101, 0, 0, "channel_exceeds_total"),
        (100, 0, 101, 0, "channel_exceeds_total"),
        (100, 0, 0, 101, "channel_exceeds_total"),
    ],
)
def test_channels_in_running_text(total, website, weibo, wechat, rule):
    said = CHANNELS.format(total=total, website=website, weibo=weibo, wechat=wechat)
    assert rules(of_text(said), "channel") == {rule}


def test_channels_without_a_total_say_nothing():
    assert rules(of_text("全年通过政府网站公开60条，通过政务微信公开40条。"), "channel", "shares") == set()


@pytest.mark.parametrize(
    ("website", "wechat", "rule"), [("75", "25", "shares_hold"), ("75.0", "25.0", "shares_hold"), ("57", "25", "shares_differ")]
)
def test_shares_in_running_text(website, wechat, rule):
    assert rules(of_text(SHARES.format(website=website, wechat=wechat)), "shares") == {rule}


STATED = {
    "requests_received": ("全年共收到政府信息公开申请{n}件。", "（一）收到申请数"),
    "requests_closed": ("全年共办结政府信息公开申请{n}件。", "（二）申请办结数"),
    "reconsideration_cases": ("全年发生因政府信息公开引起的行政复议案件{n}件。", "四、行政复议数量"),
    "training_sessions": ("全年举办政府信息公开培训班{n}次。", "（二）举办各类培训班数"),
}


@pytest.mark.parametrize("indicator", STATED)
@pytest.mark.parametrize("off", [0, 1])
def test_running_text_against_the_table_of_the_same_report(indicator, off):
    words, label = STATED[indicator]
    table = f"统计表\n统计指标 | 单位 | 统计数 |\n{label} | 件 | 24 |\n"
    report = of_text(requests=words.format(n=24 + off), tables=table)
    assert any(f.source == "table" and f.indicator == indicator for f in report.figures)
    assert [f.indicator for f in report.findings if f.rule == "prose_table_conflict"] == ([indicator] if off else [])


@pytest.mark.parametrize(("before", "now", "fires"), [(100, 501, True), (100, 500, False), (100, 19, True), (100, 20, False)])
def test_a_jump_from_year_to_year_is_listed_and_not_judged(tmp_path, before, now, fires):
    for year, n in ((2015, before), (2016, now)):
        text = TEXT.format(year=year, proactive=f"全年主动公开政府信息{n}条。", requests="全年未收到申请。")
        (tmp_path / f"{year}.txt").write_text(text, encoding="utf-8")
    said = [f for r in checking.check([tmp_path]).reports for f, _ in r.remarks if f.rule == "jump_over_years"]
    assert [(f.severity, f.expected, f.found) for f in said] == ([("info", str(before), str(now))] if fires else [])
    assert all(str(now) in f.evidence for f in said)


# Over years


STOCKS = [
    (2021, f"{what}_in_force", f"{what}_in_force", (f"{what}_issued", 1), (f"{what}_repealed", -1))
    for what in ("rules", "normative_documents")
]


@pytest.mark.parametrize("off", [0, 1, -1])
@pytest.mark.parametrize(("year", "before", "after", "more", "less"), STOCKS, ids=lambda x: str(x))
def test_a_stock_is_that_of_the_year_before_and_what_came_and_went(tmp_path, year, before, after, more, less, off):
    first, second = {before: 70}, {after: 75 + off, more[0]: 9, less[0]: 4}
    for n, changed in enumerate((first, second)):
        name, data = write(make_honest.written([{"proactive": "national_2021"}], year + n, changed), "txt")
        (tmp_path / f"{n}-{name}").write_bytes(data)
    said = [f for report in checking.check([tmp_path]).reports for f, _ in report.remarks if f.rule == "stock_flow_mismatch"]
    mine = [f for f in said if f.indicator == after]
    assert [(f.found, f.expected) for f in mine] == ([(str(79 + off), "79")] if off else [])
    assert all(f.evidence and f.detail_zh for f in mine)


@pytest.mark.parametrize("what", ["licensing", "other_services", "penalty", "coercion"])
@pytest.mark.parametrize("off", [0, 1])
def test_items_of_the_earlier_form_go_on_where_the_year_before_ended(tmp_path, what, off):
    parts = [{"proactive": "national_2019"}]
    first = make_honest.written(parts, 2019, {f"{what}_items_last_year": 50})
    change = next(w.value for w in first.wants if w.indicator == f"{what}_items_change")
    second = make_honest.written(parts, 2020, {f"{what}_items_last_year": 50 + int(change) + off})
    for n, made in enumerate((first, second)):
        (tmp_path / f"{n}.txt").write_bytes(write(made, "txt")[1])
    said = [f for report in checking.check([tmp_path]).reports for f, _ in report.remarks if f.rule == "stock_flow_mismatch"]
    assert bool([f for f in said if f.indicator == f"{what}_items_last_year"]) is bool(off)


# Requests, cell by cell


class Slip(Pen):
    """Writes one cell of a table too high: the n-th that is printed."""

    at = -1

    def __init__(self, seed, **more):
        super().__init__(seed, **more)
        self.printed = -1

    def cell(self, value, unit=""):
        self.printed += 1
        return super().cell(value + 1 if self.printed == Slip.at else value, unit)


def slipped(part, year, at):
    with mock.patch.object(make_honest, "_Honest", Slip), mock.patch.object(Slip, "at", at):
        return findings(make_honest.written([part], year))


def request_rows(form):
    return [row for row in rows_of("requests") if row["layout"] in ("both", form)]


@pytest.mark.parametrize("form", ["national_2019", "national_2021"])
def test_every_cell_of_the_requests_table_is_held_to_its_row_and_its_column(form):
    rows, people = request_rows(form), list(APPLICANTS)
    assert told(slipped({"requests": form}, YEARS[form], -1)) == set()
    for (i, row), (j, person) in itertools.product(enumerate(rows), enumerate(people)):
        code = APPLICANTS[person]
        column = names.of("applicant", code)[1] if code else "total"
        expected = {("requests_applicants", names.of("indicator", row["indicator"])[1])}
        if i in (0, 1, len(rows) - 2, len(rows) - 1):
            expected.add(("requests_balance", column))
        if row["second"]:
            expected.add(("requests_outcomes", column))
        assert told(slipped({"requests": form}, YEARS[form], i * len(people) + j)) == expected, (row["indicator"], person)


@pytest.mark.parametrize("form", ["national_2019", "national_2021"])
def test_every_cell_of_reconsideration_and_litigation_is_held_to_its_total(form):
    tables = [{"requests": form}, {"remedies": True}]
    cells = len(request_rows(form)) * len(APPLICANTS)
    with mock.patch.object(make_honest, "_Honest", Slip):
        for (i, (_, _, stem)), (j, _) in itertools.product(enumerate(REMEDIES), enumerate(RESULTS)):
            with mock.patch.object(Slip, "at", cells + i * len(RESULTS) + j):
                made = make_honest.written(tables, YEARS[form])
            assert {rule for rule, _ in told(findings(made))} == {f"{stem}_results"}, (stem, j)


@pytest.mark.parametrize("at", range(7))
def test_a_cell_that_is_blank_keeps_its_row_and_column_silent(at):
    """Blank cells are not nought: what they belong to cannot be judged, all else still is."""

    class Gap(Slip):
        def cell(self, value, unit=""):
            self.printed += 1
            return ("", None) if self.printed == at else Pen.cell(self, value + (self.printed == at + 7), unit)

    with mock.patch.object(make_honest, "_Honest", Gap):
        failed = told(findings(make_honest.written([{"requests": "national_2021"}], 2022)))
    rows = request_rows("national_2021")
    assert failed == {("requests_applicants", names.of("indicator", rows[1]["indicator"])[1])}
    assert TOTAL in APPLICANTS
