"""The rules of one report: each fires where it must, and keeps silent over near misses."""

import csv
import re
from pathlib import Path

import pytest

from gcir import checks, checks_rules, codebook, frames, reports, schemas
from gcir.model import Agency, Dates, Document, Figure, Finding, Section

ROOT = Path(__file__).resolve().parents[1]
APPLICANTS = ("natural_person", "company", "research_institution", "social_organization", "legal_service", "other_organization")


def figure(indicator, value, source="table", *, precision="exact", unit="件", start=0, **where):
    places = {"channel": "", "content": "", "route": "", "applicant": ""} | where
    stated = "blank" if value is None else "digits"
    value, precision = (None, "") if value is None else (float(value), precision)
    return Figure(
        indicator, **places, value=value, unit=unit, precision=precision, stated_as=stated, source=source,
        row_label=indicator, column_label="", evidence="x", start=start, end=start + 1,
    )  # fmt: skip


def report(figures=(), *, text="某局的报告。" * 40, year=None, layout="national_2021", kinds=(), **dates):
    """A report of given figures whose main sections have the given types."""
    step = len(text) // (len(kinds) + 1)
    starts = [step * (n + 1) for n in range(len(kinds))]
    ends = [*starts[1:], len(text)][: len(starts)]
    numerals = "一二三四五六七八九十"
    parts = [Section(1, 0, "preamble", "", 0, starts[0] if starts else len(text), 0)]
    for n, (kind, start, end) in enumerate(zip(kinds, starts, ends, strict=True)):
        parts.append(Section(n + 2, 1, kind, f"{numerals[n]}、标题", start, end, start + 5))
    about = Agency(agency="某县某局", agency_kind=dates.pop("agency_kind", "department"))
    notes = dates.pop("notes", ())
    document, days = Document("r.txt", text, notes=notes), Dates(year=year, **dates)
    return reports.Report("r.txt", document, "r", about, days, layout, tuple(parts), tuple(figures), (), ())


def found(case, seen=()):
    """Rule → findings of a report."""
    answer = {}
    for finding in checks.with_findings(case, seen).findings:
        answer.setdefault(finding.rule, []).append(finding)
    return answer


def prose(indicator, value, **more):
    return figure(indicator, value, "prose", **more)


def channels(total, source="table", **parts):
    whole = [] if total == "absent" else [figure("proactive_disclosed", total, source)]
    return whole + [figure("proactive_disclosed", v, source, channel=c) for c, v in parts.items()]


# Channels


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        (channels(289, website=298), "channel_exceeds_total"),
        (channels(100, website=60, weibo=110), "channel_exceeds_total"),
        (channels(55, "prose", internal_submission=47, website=28, weibo=8), "channels_overlap"),
        (channels(100, website=60, news_media=20), "channels_below_total"),
        (channels(146, website=14, weibo=101, wechat=25, other=6), "channels_sum_to_total"),
        (channels(100, website=60, new_media=40, weibo=30, wechat=10), "channels_sum_to_total"),
        (channels(60, website=40, wechat=20, internal_submission=50), "channels_sum_to_total"),
    ],
)
def test_channels_against_their_total(figures, rule):
    rules = [r for r in found(report(figures)) if r.startswith("channel")]
    assert rules == [rule]


@pytest.mark.parametrize(
    ("figures", "rule", "detail"),
    [
        (channels(289, website=298), "channel_exceeds_total", "Website 298 > total 289"),
        (channels(100, website=60, news_media=20), "channels_below_total", "Website 60 + News media 20 = 80 < 100"),
        (channels(100, website=60, news_media=40), "channels_sum_to_total", "Website 60 + News media 40 = 100"),
        (channels(None, website=12), "total_blank_parts_reported", "Items proactively disclosed: blank; Website 12"),
    ],
)
def test_a_finding_says_what_a_person_can_check(figures, rule, detail):
    assert [f.detail for f in found(report(figures))[rule]] == [detail]


def test_an_exact_number_counts_before_a_vague_one_of_the_same():
    twice = [*channels(100, website=60, weibo=40), figure("proactive_disclosed", 50, channel="website", precision="at_least")]
    assert "channels_sum_to_total" in found(report(twice))


@pytest.mark.parametrize(
    "figures",
    [
        channels("absent", website=60, weibo=40),
        channels(100, website=60),  # one channel says nothing about the others
        channels(None, website=0, weibo=0),
        channels(100, "prose") + channels("absent", website=300),  # total and channel from different sources
        channels(100, website=60, weibo=None),
        channels(100, website=50, weibo=40, new_media=45),  # above or not, as new media hold weibo or not
        channels(100, internal_submission=300),  # handed in elsewhere: another count
        [*channels(100), figure("proactive_disclosed", 300, channel="website", precision="about")],
        [*channels(100), figure("proactive_disclosed", 300, channel="website", precision="at_most")],
        channels(100, website=300) + channels("absent", website=30),
        [*channels(100), figure("proactive_disclosed", 300, channel="website", content="documents")],
    ],
)
def test_channels_of_which_nothing_can_be_said(figures):
    assert [rule for rule in found(report(figures)) if rule.startswith("channel")] == []


def test_at_least_is_enough_to_exceed_and_too_little_to_fall_short():
    more = [*channels(100), figure("proactive_disclosed", 120, channel="website", precision="at_least")]
    less = [*channels(100, weibo=10), figure("proactive_disclosed", 60, channel="website", precision="at_least")]
    assert "channel_exceeds_total" in found(report(more))
    assert "channels_below_total" not in found(report(less))


def test_an_overlap_says_whether_the_report_explains_it():
    overlap = channels(55, website=47, weibo=28)
    plain = found(report(overlap))["channels_overlap"][0]
    told = found(report(overlap, text="公开55条（不同渠道和方式公开相同信息计1条）。" * 9))["channels_overlap"][0]
    assert "counts once" in told.detail
    assert "counts once" not in plain.detail
    assert (told.expected, told.found) == ("55", "75")


def test_a_blank_total_over_reported_channels():
    assert found(report(channels(None, website=12)))["total_blank_parts_reported"][0].indicator == "proactive_disclosed"
    assert "total_blank_parts_reported" not in found(report(channels("absent", website=12)))


SHARES = {"website": (14, 9.6), "weibo": (101, 69.2), "wechat": (25, 17.1), "other": (6, 4.1)}


def with_shares(total, shares):
    counts = channels(total, "prose", **{c: n for c, (n, _) in shares.items()})
    return counts + [prose("proactive_share", s, channel=c, unit="%") for c, (_, s) in shares.items()]


def test_shares_hold_to_the_last_printed_digit():
    assert "shares_hold" in found(report(with_shares(146, SHARES)))
    assert "shares_hold" in found(report(with_shares(146, SHARES | {"weibo": (101, 69.1)})))  # cut off, not rounded


def test_a_share_that_is_not_one_of_the_total():
    wrong = found(report(with_shares(146, SHARES | {"weibo": (101, 66.9)})))
    assert "shares_hold" not in wrong
    assert [(f.expected, f.found) for f in wrong["shares_differ"]] == [("69.18", "66.9")]


@pytest.mark.parametrize(
    "figures",
    [
        with_shares(None, SHARES),
        with_shares(0, {"website": (0, 0.0)}),
        [*with_shares(200, {"website": (50, 25.0)}), *with_shares("absent", {"weibo": (15, 30)})],  # 30 % of the 50
        [*channels(146, "prose", weibo=101), prose("proactive_share", 60, channel="weibo", precision="about")],
    ],
)
def test_shares_of_which_nothing_wrong_can_be_said(figures):
    assert "shares_differ" not in found(report(figures))


ON_SITE = "凡主动公开的政府信息，全部在网站公开。"


@pytest.mark.parametrize(
    ("words", "website", "fires"), [(ON_SITE, 28, True), (ON_SITE, 55, False), ("部分信息在网站公开。", 28, False)]
)
def test_the_claim_that_all_is_on_the_website(words, website, fires):
    case = report(channels(55, "prose", website=website), text=words * 9)
    assert ("claim_conflict" in found(case)) is fires


# Identities


SUMS = [rule for rule in checks_rules.every() if rule.kind == "sum"]


def filled(rule, off=0):
    """Figures that satisfy a rule, or miss it by `off` on the left."""
    source = "prose" if rule.layouts == {"prose"} else "table"
    right = [(t, n) for n, t in enumerate(rule.right, 2)]
    left = [(t, 0) for t in rule.left[1:]]
    first = sum(n for _, n in right) + off
    return [
        figure(t.indicator, n, source, start=i, **({t.dimension: t.code} if t.dimension else {}))
        for i, (t, n) in enumerate([(rule.left[0], first), *left, *right])
    ]


def test_there_are_identities_to_test():
    assert len(SUMS) > 20


@pytest.mark.parametrize("rule", SUMS, ids=lambda r: r.id)
def test_every_identity_holds_fails_and_keeps_silent(rule):
    layout = sorted(rule.layouts)[0]

    def about(figures):
        failed = found(report(figures, layout=layout)).get("identity_fails", [])
        return [f for f in failed if rule.label_en in f.detail and rule.label_zh in f.detail_zh]

    assert about(filled(rule)) == []
    assert [f.severity for f in about(filled(rule, 1))] == [rule.severity]
    assert bool(about(filled(rule, -1))) is (rule.relation == "=")
    for n, term in enumerate(rule.right):
        if not term.optional:
            assert about([f for i, f in enumerate(filled(rule, 5)) if i != len(rule.left) + n]) == [], "a part is missing"


def figures_by_applicant(rows):
    """Rows of six applicants and a total, as figures of the requests table."""
    return [
        figure(indicator, value, applicant=applicant, start=10 * n)
        for n, (indicator, values) in enumerate(rows.items())
        for applicant, value in zip((*APPLICANTS, ""), values, strict=True)
    ]


BALANCED = {
    "requests_received": (3, 1, 0, 0, 2, 0, 6),
    "requests_carried_in": (1, 0, 0, 0, 0, 0, 1),
    "requests_closed": (2, 1, 0, 0, 2, 0, 5),
    "requests_carried_out": (2, 0, 0, 0, 0, 0, 2),
}


def test_the_balance_holds_in_all_columns():
    passed = found(report(figures_by_applicant(BALANCED)))
    assert "identity_fails" not in passed
    details = [f.detail for f in passed["identity_holds"]]
    assert [d[d.rindex(" in ") :] for d in details] == [" in 7 of 7 columns", " in 4 rows"]


def test_the_balance_fails_where_it_fails():
    rows = BALANCED | {"requests_carried_out": (1, 0, 0, 0, 1, 0, 2)}
    failed = found(report(figures_by_applicant(rows)))["identity_fails"]
    assert [(f.found, f.expected) for f in failed] == [("4", "3"), ("2", "3")]
    assert "3 + 1 = 4 ≠ 2 + 1 = 3 (column: Natural person)" in failed[0].detail
    assert failed[0].detail_zh.endswith("3 + 1 = 4 ≠ 2 + 1 = 3（自然人列）")
    assert "Legal service" in failed[1].detail


def test_a_row_that_does_not_add_up():
    rows = BALANCED | {"requests_received": (3, 1, 0, 0, 2, 0, 7), "requests_closed": (2, 1, 0, 0, 2, 0, 6)}
    failed = found(report(figures_by_applicant(rows)))["identity_fails"]
    assert [f.indicator for f in failed] == ["requests_received", "requests_closed"]
    assert "total 7 ≠ 3 + 1 + 0 + 0 + 2 + 0 = 6" in failed[0].detail


def test_a_row_with_a_blank_cell_is_not_judged_and_a_blank_total_is_told():
    silent = BALANCED | {"requests_received": (3, None, 0, 0, 2, 0, 60)}
    assert "total 60" not in str(found(report(figures_by_applicant(silent))).get("identity_fails"))
    blank = BALANCED | {"requests_received": (3, 1, 0, 0, 2, 0, None)}
    assert found(report(figures_by_applicant(blank)))["total_blank_parts_reported"][0].expected == "6"


def test_identities_of_another_layout_are_not_asked_for():
    wrong = figures_by_applicant(BALANCED | {"requests_closed": (9,) * 7})
    assert "identity_fails" in found(report(wrong, layout="national_2019"))
    assert "identity_fails" not in found(report(wrong, layout="national_2014"))


def test_prose_alone_is_held_to_the_sums_that_prose_states():
    balance = {"requests_received": 10, "requests_carried_in": 1, "requests_closed": 9, "requests_carried_out": 1}
    failed = found(report([prose(i, n) for i, n in balance.items()], layout="prose"))["identity_fails"]
    assert [(f.found, f.expected) for f in failed] == [("11", "10")]
    results = {"press_conferences_with_head": 5, "press_conferences": 3}
    told, printed = ([figure(i, n, source) for i, n in results.items()] for source in ("prose", "table"))
    assert "identity_fails" not in found(report(told, layout="national_2014"))  # only some of them may be told
    assert "identity_fails" in found(report(printed, layout="national_2014"))


def test_a_number_under_an_unknown_label_among_the_rows_may_be_what_is_missing():
    rule = next(r for r in SUMS if r.id == "requests_answers")
    short = filled(rule, 3)
    assert "identity_fails" in found(report(short, layout="national_2014"))
    unknown = figure("", 3, start=short[-2].start)
    assert "identity_fails" not in found(report([*short, unknown], layout="national_2014"))
    elsewhere = figure("", 3, start=500)
    assert "identity_fails" in found(report([*short, elsewhere], layout="national_2014"))


@pytest.mark.parametrize(
    ("total", "full", "part", "fires"), [(None, 2, 1, True), (None, 0, 0, False), (3, 2, 1, False), (None, None, None, False)]
)
def test_staff_left_blank_over_their_parts(total, full, part, fires):
    figures = [figure("staff", total), figure("staff_full_time", full), figure("staff_part_time", part)]
    answer = found(report(figures, layout="local_2008"))
    assert ("total_blank_parts_reported" in answer) is fires
    if fires:
        assert answer["total_blank_parts_reported"][0].detail == "Staff: blank; Full-time staff 2, Part-time staff 1"


def test_parts_of_a_blank_total_are_named_by_what_tells_them_apart():
    routes = [figure("requests_received", n, route=r) for r, n in {"in_person": 2, "fax": 0, "online": 3, "letter": 0}.items()]
    by_route = found(report([figure("requests_received", None), *routes], layout="national_2014"))
    assert by_route["total_blank_parts_reported"][0].detail == "Requests received: blank; In person 2, Online 3"
    rows = BALANCED | {"requests_received": (3, 1, 0, 0, 2, 0, None)}
    by_applicant = found(report(figures_by_applicant(rows)))["total_blank_parts_reported"][0]
    assert by_applicant.detail == "Requests received: blank; Natural person 3, Company 1, Legal service 2"


def test_two_different_numbers_in_one_place_are_not_compared():
    figures = [*figures_by_applicant(BALANCED), figure("requests_received", 99)]
    assert not any("total" in f.detail for f in found(report(figures)).get("identity_fails", []))


# Prose and tables


def conflicts(*figures, layout="national_2021"):
    return [f.indicator for f in found(report(figures, layout=layout)).get("prose_table_conflict", [])]


def table(indicator, value, **more):
    return figure(indicator, value, "table", **more)


@pytest.mark.parametrize(
    "figures",
    [
        (prose("requests_received", 12), table("requests_received", 10)),
        (prose("requests_received", 0), table("requests_received", 3)),
        (prose("requests_closed", 10, precision="at_least"), table("requests_closed", 9)),
        (prose("proactive_disclosed", 80, channel="website"), table("proactive_disclosed", 60, channel="website")),
        (prose("meetings", 5), table("meetings", 4)),
        (prose("litigation_cases", 2), table("litigation_direct_cases", 1), table("litigation_after_reconsideration_cases", 2)),
        (prose("fees_charged", 20, unit="元"), table("fees_charged", 0, unit="万元")),
        (prose("requests_received", 12, unit="宗"), table("requests_received", 10, unit="件")),
    ],
)
def test_prose_and_table_that_cannot_both_be_right(figures):
    assert conflicts(*figures) == [figures[0].indicator]


@pytest.mark.parametrize(
    "figures",
    [
        (prose("requests_received", 10), table("requests_received", 10)),
        (prose("requests_received", 10), table("requests_received", None)),
        (prose("requests_received", 10),),
        (prose("requests_received", 12), table("requests_received", 10), table("requests_carried_in", 2)),
        (prose("requests_received", 10, precision="at_least"), table("requests_received", 14)),
        (prose("requests_received", 13, precision="about"), table("requests_received", 14)),
        (prose("requests_received", 4), prose("requests_received", 6), table("requests_received", 10)),  # parts
        (prose("requests_received", 12), table("requests_received", 10), table("requests_received", 12)),
        (prose("requests_received", 3, route="online"), table("requests_received", 10)),
        (prose("proactive_disclosed", 40, channel="website"), table("proactive_disclosed", 60, channel="website")),
        (prose("meetings", 1), table("meetings", 4)),
        (prose("fees_charged", 20000, unit="元"), table("fees_charged", 2, unit="万元")),
        (prose("litigation_cases", 3), table("litigation_direct_cases", 1), table("litigation_after_reconsideration_cases", 2)),
    ],
)
def test_prose_and_table_that_agree_or_speak_of_different_things(figures):
    assert conflicts(*figures) == []


ZEROS = [table(i, 0) for i in ("normative_documents_created", "rules_created", "rules_disclosed_total", "licensing_decisions")]


def test_documents_in_prose_over_tables_of_zeros():
    said = prose("proactive_disclosed", 24, channel="website", content="documents")
    assert conflicts(said, *ZEROS, layout="national_2019") == ["proactive_disclosed"]
    assert conflicts(said, *ZEROS[:3], layout="national_2019") == ["proactive_disclosed"]
    assert conflicts(said, *ZEROS[:2], layout="national_2019") == []  # too few cells
    assert conflicts(said, *ZEROS, table("penalty_decisions", 1), layout="national_2019") == []
    assert conflicts(said, *ZEROS, layout="national_2021") == []  # documents in force, not items


def test_news_in_prose_is_no_conflict_unless_the_table_has_rows_of_its_own():
    said = prose("proactive_disclosed", 200, channel="website", content="work_news", precision="at_least")
    assert conflicts(said, *ZEROS, layout="national_2019") == []
    assert conflicts(said, *ZEROS, figure("", 0), layout="national_2019") == ["proactive_disclosed"]


# The rules as data


GOOD = {
    "id": "x", "kind": "sum", "left": "staff", "relation": "=", "right": "staff_full_time + staff_part_time", "over": "",
    "layouts": "", "severity": "error", "label_zh": "", "label_en": "", "source": "", "note": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"left": "staf"}, r"rules\.csv, line 3: 'staf' is not in indicators\.csv; add it"),
        ({"right": "staff_full_time + "}, r"line 3: bad term ''; write indicator"),
        ({"right": "requests_received[route=pigeon]"}, r"line 3: route 'pigeon' is unknown"),
        ({"right": "requests_received[colour=red]"}, r"line 3: colour 'red' is unknown"),
        ({"kind": "guess"}, r"line 3: kind 'guess' is unknown; use one of"),
        ({"severity": "fatal"}, r"line 3: severity 'fatal' is unknown; use one of error, info"),
        ({"relation": "~"}, r"line 3: relation '~' is unknown"),
        ({"over": "week"}, r"line 3: over 'week' is unknown"),
        ({"layouts": "national_1999"}, r"line 3: layouts 'national_1999' is unknown"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(change, told):
    assert checks_rules.parse([GOOD])[0].right[1].indicator == "staff_part_time"
    with pytest.raises(codebook.CodebookError, match=told):
        checks_rules.parse([GOOD, GOOD | change])


def test_every_rule_has_both_labels_and_every_check_is_carried_out_somewhere():
    assert all(rule.label_zh and rule.label_en for rule in checks.RULES.values())
    over_years = {"years", "jump", "again"}
    only_data = {"", "partial"}
    carried_out = {*checks._CHECKS, *over_years, *only_data}
    assert {rule.kind for rule in checks.RULES.values()} == carried_out
    assert carried_out == checks_rules.KINDS


def test_what_the_package_says_is_named_in_the_rules_and_what_they_name_is_said():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gcir").glob("*.py"))
    written = set(re.findall(r"(?:\b[Ff]inding\(\s*|\brule, words = )\"(\w+)\"", code))
    named = {rule.id for rule in checks.RULES.values() if not rule.kind}
    assert len(written) > 15
    assert written <= named
    assert [rule for rule in sorted(named) if f'"{rule}"' not in code] == []


def test_duties_name_sections_layouts_and_kinds_that_there_are():
    groups = {"section": "section", "table": "section", "layout": "layout"}
    for duty, group in groups.items():
        assert {row["what"] for row in checks_rules.duties(duty)} <= schemas.codes(group)
    kinds = {k for row in checks_rules.duties("deadline") for k in row["kinds"].split("|")}
    assert kinds <= schemas.codes("agency_kind") | {""}


def test_what_readers_saw_is_kept_and_the_cells_of_one_unknown_row_are_one_finding():
    text = "甲 | 1 | 2\n乙 | 3 | 4\n"
    cells = [Finding("label_unknown", "info", found=text[i], detail=text[i], start=i, end=i + 1) for i in (4, 8, 14, 18)]
    lost = [Finding("table_lost", "warning", start=0, end=3), Finding("table_lost", "warning", start=0, end=4)]
    answer = found(report(text=text, notes=(("table_missing", "page 2 is an image without text"),)), [*cells, *lost])
    rows = [(f.start, f.detail) for f in answer["label_unknown"]]
    assert rows == [(4, "1; 2 cells of this row"), (14, "3; 2 cells of this row")]
    assert [f._replace(evidence="") for f in answer["table_lost"]] == lost
    told = answer["table_missing"][0]
    assert (told.detail, told.detail_zh) == ("page 2 is an image without text", "第2页是没有文字的图片")


def test_findings_stand_in_the_text_and_severities_are_known():
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        read_report = reports.read_report(path)
        for finding in read_report.findings:
            assert finding.severity in checks_rules.SEVERITIES
            assert finding.indicator == "" or finding.indicator in frames.groups()
            if finding.start is not None:
                assert 0 <= finding.start <= finding.end <= len(read_report.text)


def test_nothing_is_said_of_the_annotated_reports_that_their_readers_did_not_see():
    with (ROOT / "tests" / "gold" / "findings.csv").open(encoding="utf-8") as f:
        gold = {(row["file"], row["rule"]): row["optional"] for row in csv.DictReader(f)}
    said = set()
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        said |= {(path.name, finding.rule) for finding in reports.read_report(path).findings if finding.rule != "label_unknown"}
    assert said - set(gold) == set()
    assert {key for key, optional in gold.items() if not optional} - said == set()
