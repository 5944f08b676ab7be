"""What the checks say of a corpus: counted against those that could be asked, told and drawn at every size."""

import functools
import re

import matplotlib as mpl
import pytest
from lxml import html
from matplotlib.axes import Axes
from small_corpus import corpora, corpus, figure, report
from test_charts import outside_the_picture

import gcir
from gcir import (
    charts,
    charts_frame,
    charts_quality,
    checks,
    checks_rules,
    evidence_quality,
    publish,
    quality,
    saying_quality,
)
from gcir.messages import Sentence
from gcir.style import house

mpl.use("Agg")
KINDS = ("township_government", "department", "county_government")
LAYOUTS = ("prose", "national_2019", "national_2021", "local_2008")
_PLURALS = "reports|agencies|errors|warnings|notes|checks|places|days|findings|groups"


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def finding(report_id, rule, **columns):
    """A row of `findings` with the severity of its rule."""
    return {"report_id": report_id, "rule": rule, "severity": checks.RULES[rule].severity, "start": 0, "end": 4, **columns}


def town(report_id, year=2022, **columns):
    row = {"layout": "national_2021", "published": f"{(year or 0) + 1}-02-01", "agency_id": report_id}
    return report(report_id, year=year, **{**row, **columns})


@functools.cache
def many(n):
    """A corpus of n checked reports over kinds, years, layouts, deadlines and findings of every theme."""
    rules = [rule.id for rule in checks.RULES.values() if not rule.kind]
    reports, findings, figures = [], [], []
    for i in range(n):
        name, year = f"报告{i}", 2010 + i % 14
        dates = {
            "published": f"{year + 1}-{1 + i % 11:02}-20" if i % 9 else "",
            "signed": f"{year + 1}-01-10" if i % 4 == 0 else "",
        }
        about = {"agency_kind": KINDS[i % 3], "layout": LAYOUTS[i % 4], "agency_id": f"{i % 7}-{i // 100}", "title": "题"}
        reports.append(report(name, year=year, **about, **dates))
        findings += [finding(name, rules[(i * 5 + k * 7) % len(rules)], expected="requests" if k else "") for k in range(i % 5)]
        figures += [
            figure(name, "requests_received", float(i), source="table"),
            figure(name, "meetings", 1.0, start=10, end=12),
        ]
    return corpus(reports, figures, findings=findings)


def every(size):
    """Corpora of every size: invented ones without dates and duties, and ones with all that a check can say."""
    return many(size) if isinstance(size, int) else corpora()[size]


SIZES = ("none", "one", "transcribed", 1, 4, 12, 60, 900)


# Counting


def test_findings_are_numbered_as_on_their_page_and_the_worst_come_first():
    rows = [
        finding("甲", "identity_holds"),
        finding("甲", "label_unknown"),
        finding("甲", "identity_fails"),
        finding("乙", "shares_differ"),
    ]
    found = quality.findings(corpus([town("甲"), town("乙")], findings=rows))
    assert list(zip(found["rule"], found["finding_number"], strict=True)) == [
        ("identity_fails", 3), ("shares_differ", 1), ("label_unknown", 2),
    ]  # fmt: skip
    assert list(quality.findings(corpus([town("甲")], findings=rows), "reading")["rule"]) == ["label_unknown"]


def test_a_finding_over_years_names_its_figure():
    figures = [figure("甲", "meetings", 1.0, start=3, end=4), figure("甲", "requests_carried_in", 2.0, start=8, end=9)]
    rows = [
        finding("甲", "carry_over_mismatch", indicator="requests_carried_in", start=8),
        finding("甲", "shares_differ", start=8),
    ]
    found = quality.findings(corpus([town("甲")], figures, findings=rows)).set_index("rule")["figure_number"]
    assert found["carry_over_mismatch"] == 2
    assert found.isna()["shares_differ"]


def asked(c, rule):
    rows = quality.contradictions(c)
    return sorted(rows.loc[rows["rule"] == rule, "report_id"])


def test_a_contradiction_is_counted_among_the_reports_of_which_it_could_be_asked():
    rows = [finding("甲", "shares_hold"), finding("乙", "shares_differ")]
    c = corpus([town("甲"), town("乙"), town("丙")], findings=rows)
    table = quality.contradictions(c)
    shares = table[table["rule"] == "shares_differ"].set_index("report_id")
    assert dict(shares["n"]) == {"甲": 0, "乙": 1}
    assert dict(shares["severity"]) == {"甲": "", "乙": "warning"}
    assert asked(c, "claim_conflict") == ["丙", "乙", "甲"]  # it can be asked of every report
    counts = saying_quality.rule_counts(table).set_index("rule")
    assert tuple(counts.loc["shares_differ", ["k", "n"]]) == (1, 2)


def test_sources_columns_and_neighbours_say_what_could_be_asked():
    figures = [figure("甲", "meetings", 1.0), figure("甲", "staff", 1.0, source="table"), figure("乙", "meetings", 1.0)]
    dated = {"signed": "2023-01-01", "title": "题"}
    reports = [
        town("甲", agency_id="a", **dated),
        town("乙", agency_id="a", year=2021),
        town("丙", agency_id="b", signed="2023-01-01"),
    ]
    c = corpus([*reports, town("丁", agency_id="b"), town("戊", agency_id="", agency="某局")], figures)
    assert asked(c, "prose_table_conflict") == ["甲"]
    assert asked(c, "agency_names_differ") == ["甲"]
    assert asked(c, "carry_over_mismatch") == ["甲"]  # the year before is there
    assert asked(c, "figure_restated") == ["丁", "丙"]  # two reports about one year
    assert quality.with_neighbours(c) == 3


def test_every_condition_is_one_that_can_be_asked():
    reports = corpus([town("甲")]).reports
    for remedy in checks_rules.remedies().values():
        for condition in (c for option in remedy.asked for c in option):
            known = condition in checks.RULES or condition in ("prose", "table", *checks_rules.NEIGHBOURS)
            assert known or condition in reports.columns, condition


def test_reports_count_the_rules_that_fail_and_those_that_were_asked():
    rows = [finding("甲", "shares_differ"), finding("甲", "shares_differ"), finding("甲", "claim_conflict")]
    reports = quality.by_report(quality.contradictions(corpus([town("甲"), town("乙")], findings=rows))).set_index("report_id")
    assert dict(reports["fails"]) == {"甲": 2, "乙": 0}
    assert reports.loc["甲", "asked"] == reports.loc["乙", "asked"] + 1


def test_required_parts_are_there_missing_or_unsure():
    figures = [figure("甲", "requests_received", 1.0, source="table"), figure("乙", "rules_in_force", 1.0, source="table")]
    rows = [
        finding("甲", "section_missing", expected="problems"), finding("甲", "section_missing", expected="review_litigation"),
        finding("乙", "table_missing", expected="requests"), finding("丙", "table_lost"),
    ]  # fmt: skip
    reports = [town("甲"), town("乙"), town("丙", layout="prose"), town("丁", year=2012, layout="prose"), town("戊", year=None)]
    table = quality.contents(corpus(reports, figures, findings=rows))
    state = table.set_index(["report_id", "duty", "what"])["state"]
    assert state["甲", "section", "problems"] == "missing"
    assert state["甲", "section", "requests"] == "there"
    assert state["甲", "table", "requests"] == "there"
    assert state["甲", "table", "review_litigation"] == "missing"  # with its section
    assert state["甲", "table", "proactive_disclosure"] == "unsure"  # neither read nor found missing
    assert state["乙", "table", "requests"] == "missing"
    assert state["丙", "table", "requests"] == "unsure"
    assert ("丁", "table", "requests") not in state.index  # no table was due
    assert ("丁", "section", "fees") in state.index
    assert "戊" not in set(table["report_id"])


def test_a_report_in_prose_alone_that_should_have_tables_has_none():
    rows = [finding("甲", "layout_not_of_year", expected="national_2021", found="prose")]
    table = quality.contents(corpus([town("甲", layout="prose")], findings=rows))
    assert set(table.loc[table["duty"] == "table", "state"]) == {"missing"}


@pytest.mark.parametrize(
    ("columns", "days", "state"),
    [
        ({"published": "2023-04-10"}, 10, "late"),
        ({"published": "2023-03-31"}, 0, "in_time"),
        ({"published": "", "signed": "2023-04-01"}, 1, "late"),
        ({"published": "2024-03-31", "signed": "2023-01-05"}, 366, "unsure"),
        ({"published": "2024-03-31", "signed": "2023-04-05"}, 366, "late"),
        ({"published": "2023-02-10", "agency_kind": "department", "agency": "某县教育局"}, 10, "late"),
        ({"published": "2015-04-01", "year": 2014}, 1, "late"),
    ],
)
def test_days_after_the_deadline(columns, days, state):
    rows = quality.delays(corpus([town("甲", **columns)]))
    assert [(r.days, r.state) for r in rows.itertuples()] == [(days, state)]


@pytest.mark.parametrize("columns", [{"published": ""}, {"year": None}, {"published": "soon"}])
def test_without_a_day_or_a_year_nothing_is_said_of_lateness(columns):
    assert quality.delays(corpus([town("甲", **columns)])).empty


def test_transcribed_reports_are_not_checked():
    c = corpora()["transcribed"]
    assert quality.contradictions(c).empty
    assert quality.contents(c).empty
    assert quality.delays(c).empty


# Telling


def sentences(c):
    table, found = quality.contradictions(c), quality.findings(c)
    reports, days = quality.by_report(table), quality.delays(c)
    told = [
        saying_quality.contradictions(table),
        *(saying_quality.by(reports, column) for column in ("layout", "agency_kind", "year")),
        saying_quality.contents(quality.contents(c)),
        saying_quality.delays(days, len(reports)),
    ]
    reading = found[found["theme"] == "reading"]
    over_years = found[found["rule"].isin(quality.over_years_rules())]
    alone = [saying_quality.checked(c), saying_quality.reading(c, reading), saying_quality.over_years(c, over_years)]
    return [*alone, *(s for t in told for s in t)]


@pytest.mark.parametrize("size", SIZES)
def test_sentences_are_whole_in_both_languages(size):
    for s in sentences(every(size)):
        assert isinstance(s, Sentence)
        assert s.zh.endswith("。"), s.zh
        assert s.en.endswith("."), s.en
        assert not re.search(r"[。：，；][。：，；]", s.zh), s.zh
        assert not re.search(r"[\u4e00-\u9fff](?<![为至到过])[\d,.]+(?=[、；和。（])", s.zh), s.zh
        assert not re.search(r"\d{5}|\d \d", s.en), s.en
        assert not re.search(rf"(?<![\d,.])1 (?:{_PLURALS})\b", s.en), s.en
        assert not re.search(r"\bnan\b|–|None of 0\b", s.en + s.zh), s


def test_no_share_is_told_of_fewer_than_five():
    few = quality.by_report(quality.contradictions(many(4)))
    for column in ("layout", "agency_kind", "year"):
        assert "%" not in saying_quality.by(few, column).text.en
    assert "fewer than 5" in saying_quality.by(few, "layout").text.en


def test_groups_are_told_apart_only_where_chance_would_not_do():
    def title(first, second):
        rows = [finding(f"甲{i}", "claim_conflict") for i in range(first)] + [
            finding(f"乙{i}", "claim_conflict") for i in range(second)
        ]
        reports = [town(f"甲{i}") for i in range(20)] + [town(f"乙{i}", layout="prose") for i in range(20)]
        table = quality.contradictions(corpus(reports, findings=rows))
        return saying_quality.by(quality.by_report(table), "layout").title.en

    assert "90% for national form (from 2021), 10% for prose only" in title(18, 2)
    assert "from 50% to 60% in 2 groups, with intervals that overlap" in title(10, 12)
    assert "50% in each of 2 groups" in title(10, 10)


def test_what_could_not_be_asked_is_said():
    told = saying_quality.contradictions(quality.contradictions(corpus([town("甲")])))
    assert "No contradiction was found in 1 report." in told.text.en
    assert "Of no report could be asked: " in told.text.en
    assert "a share disagrees with the counts" in told.text.en


def test_the_part_that_is_missing_most_often_is_one_with_the_largest_share():
    reports = [town(f"甲{i}") for i in range(5)] + [town(f"乙{i}", year=2012) for i in range(50)]
    rows = [finding(f"甲{i}", "section_missing", expected="problems") for i in range(3)]
    rows += [finding(f"乙{i}", "section_missing", expected="fees") for i in range(10)]
    title = saying_quality.contents(quality.contents(corpus(reports, findings=rows))).title.en
    assert title == "Problems and remedies (since 2019) is missing most often: in 3 of 5 reports that must have it."


def test_late_reports_are_named_where_they_are_few():
    told = saying_quality.delays(quality.delays(corpus([town("甲", published="2023-04-10"), town("乙", published="")])), 2)
    assert told.title.en == "1 of 1 report with a date came late."
    assert "甲镇人民政府 2022: 10 days" in told.text.en
    assert "1 more names no day." in told.text.en


# Drawing


@functools.cache
def every_chart(size):
    c = every(size)
    table = quality.contradictions(c)
    reports, parts, days = quality.by_report(table), quality.contents(c), quality.delays(c)
    return {
        "contradictions": lambda: charts_quality.contradictions(table),
        "layouts": lambda: charts_quality.contradicting(reports, "layout"),
        "kinds": lambda: charts_quality.contradicting(reports, "agency_kind"),
        "years": lambda: charts_quality.contradicting(reports, "year"),
        "contents": lambda: charts_quality.contents(parts),
        "delays": lambda: charts_quality.delays(days, len(reports)),
    }


NAMES = ("contradictions", "layouts", "kinds", "years", "contents", "delays")


@pytest.mark.parametrize("width", [house.WIDE, house.NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_draws_at_every_size_with_nothing_outside_the_picture(name, size, width):
    assert tuple(every_chart(size)) == NAMES
    with house.canvas(width):
        ax = every_chart(size)[name]()
    assert isinstance(ax, Axes)
    assert all(s.en and s.zh for s in charts.about(ax).told)
    fig = charts_frame.figure_of(ax)
    with house.style(), house.strict_glyphs():
        fig.canvas.draw()
    assert outside_the_picture(fig) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_draw_is_said_in_words(name):
    assert not every_chart("none")[name]().axison


def texts(ax):
    return [t.get_text() for t in ax.texts]


def test_few_reports_are_cases_and_many_are_shares():
    squares = every_chart(4)["layouts"]()
    assert not any("%" in t for t in texts(squares))
    assert sum(int(t.split(" / ")[1]) for t in texts(squares)) == 4
    shares = every_chart(60)["layouts"]()
    assert all(re.fullmatch(r"\d+% \(\d+ / \d+\)", t) for t in texts(shares))


def test_the_matrix_shows_what_was_found_where_it_could_be_asked():
    rows = [finding("甲", "shares_differ"), finding("甲", "shares_differ"), finding("乙", "shares_hold")]
    table = quality.contradictions(corpus([town("甲"), town("乙"), town("丙")], findings=rows))
    ax = charts_quality.contradictions(table)
    assert texts(ax) == ["2"]
    assert len(ax.patches) == len(table)


def test_many_delays_are_a_distribution_that_holds_them_all():
    rows = quality.delays(every(900))
    ax = every_chart(900)["delays"]()
    assert not [c for c in ax.collections if len(c.get_offsets()) > 1]  # no points
    assert sum(int(n) for t in ax.get_yticklabels() for n in re.findall(r"n = (\d+)", t.get_text())) == len(rows)
    low, high = ax.get_xlim()
    assert rows["days"].between(low, high).all()


# The cases behind the bars


def test_findings_link_to_anchors_that_are_on_the_pages_of_the_bundled_reports(tmp_path, monkeypatch):
    raw = checks_rules.codebook.folder().parents[1] / "data" / "raw"
    monkeypatch.setenv("GCIR_RAW", str(raw))
    built = gcir.build(raw, tmp_path / "tidy")
    found = quality.findings(built)
    page = html.fromstring(evidence_quality.findings(found)._repr_html_())
    links = [a.get("href") for a in page.iter("a")]
    assert len(links) == len(found)
    pages = {r.report_id: publish.report_page(gcir.read_report(raw / r.file), r.report_id) for r in built.reports.itertuples()}
    ids = {name: {e.get("id") for e in html.fromstring(page).iter() if e.get("id")} for name, page in pages.items()}
    for row, link in zip(found.itertuples(), links, strict=True):
        assert link.startswith(f"reports/{row.report_id}.html")
        if "#" in link:
            assert link.partition("#")[2] in ids[row.report_id], link
    assert sum("#c" in link for link in links) == found["start"].notna().sum()
    assert "(一)通过政府网站公开数 | 条 | 298" in page.text_content()


def test_words_of_reports_are_escaped():
    odd = '<script>alert("1")</script>'
    c = corpus([town("甲", agency=f"{odd}镇人民政府")], findings=[finding("甲", "shares_differ", detail=odd)])
    page = evidence_quality.findings(quality.findings(c))._repr_html_()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") == 2


def test_cases_stand_under_the_group_that_they_belong_to():
    rows = [finding("甲", "shares_differ"), finding("乙", "shares_differ"), finding("丙", "shares_differ")]
    c = corpus([town("甲"), town("乙", layout="prose"), town("丙")], findings=rows)
    page = html.fromstring(evidence_quality.findings(quality.findings(c), by="layout")._repr_html_())
    first = [tr.xpath("./td[1]")[0].text_content() for tr in page.xpath("//tbody/tr")]
    assert [bool(words) for words in first] == [True, False, True]
    agencies = [tr.xpath("./td[3]")[0].text_content() for tr in page.xpath("//tbody/tr")]
    assert agencies[2].startswith("乙")


def test_tables_list_what_is_missing_and_the_latest_first():
    reports = [town("甲", published="2023-04-10"), town("乙", published="2023-06-10"), town("丙")]
    rows = [finding("甲", "section_missing", expected="problems", start=None, end=None), finding("乙", "published_late")]
    c = corpus(reports, findings=rows)
    missing = evidence_quality.contents(quality.contents(c))._repr_html_()
    assert "Problems and remedies (since 2019)" in missing
    days = html.fromstring(evidence_quality.delays(quality.delays(c))._repr_html_())
    assert [tr.xpath("./td[4]")[0].text_content() for tr in days.xpath("//tbody/tr")] == ["+71", "+10", "-58"]
    assert evidence_quality.findings(quality.findings(corpus([])), folded=Sentence("全部", "all"))._repr_html_() == ""
