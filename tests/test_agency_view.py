"""What is known of one agency: found by its name, its figures among its peers, its states, and words where there is nothing."""

import agency_corpus
import pytest
from small_corpus import corpora, corpus, figure, report

from gcir import agency_peers, agency_view, charts, charts_agency, evidence_agency, language, saying_agency
from gcir.agency_view import look
from gcir.messages import Sentence


@pytest.fixture(scope="module")
def view():
    return look(agency_corpus.six_years(), agency_corpus.AGENCY)


def towns(*values, **columns):
    """A report per value, each of an agency of its own; the first is the one looked at."""
    names = [f"第{n}镇" for n in range(len(values))]
    reports = [report(n, agency=f"{n}人民政府", agency_id=n, level="township", **columns) for n in names]
    return corpus(reports, [figure(n, "proactive_disclosed", v) for n, v in zip(names, values, strict=True) if v is not None])


# Which agency, and which of its reports


def test_without_a_name_the_agency_with_most_reports_read_in_full():
    reports = [report("a", agency="甲镇", agency_id="x", year=y, origin="transcribed") for y in (2011,)]
    reports += [report(f"b{y}", agency="乙镇", agency_id="y", year=y) for y in (2012, 2013)]
    reports += [report(f"c{y}", agency="丙镇", agency_id="z", year=y, origin="transcribed") for y in (2012, 2013, 2014)]
    assert look(corpus(reports)).agency == "乙镇"


def test_the_latest_report_unless_a_year_is_named(view):
    assert view.year == agency_corpus.LAST
    assert look(agency_corpus.six_years(), agency_corpus.AGENCY, 2019).report.report_id == "own-2019"
    assert list(agency_view.reports(view)["year"]) == list(range(agency_corpus.FIRST, agency_corpus.LAST + 1))


def test_of_two_reports_on_a_year_the_fuller_one_read_in_full():
    rows = [("t", "transcribed", 90_000), ("short", "parsed", 900), ("long", "parsed", 9_000)]
    reports = [report(i, agency="甲镇", agency_id="x", origin=o, n_chars=n) for i, o, n in rows]
    assert look(corpus(reports), "甲镇").report.report_id == "long"


@pytest.mark.parametrize(
    ("wanted", "year", "words"),
    [
        ("第3镇人民政俯", None, "Did you mean"),
        ("zzzz", None, "none of the 3 names"),
        ("东街道办事处", None, "fits 2 agencies"),
        ("第3镇人民政府", 1999, "there are those of 2015"),
    ],
)
def test_a_name_or_year_that_is_not_there_is_said_in_words(wanted, year, words):
    reports = [report("a", agency="第3镇人民政府", agency_id="a", province="吉林省")]
    reports += [report("b", agency="甲市东街道办事处", agency_id="b", province="浙江省")]
    reports += [report("c", agency="乙市东街道办事处", agency_id="c", province="河南省")]
    found = look(corpus(reports), wanted, year)
    assert found.report is None
    assert words in found.trouble.en
    assert found.trouble.zh
    if "fits" in words:
        assert "浙江省" in found.trouble.en
        assert "河南省" in found.trouble.zh


# Its numbers


def test_key_figures_come_first_and_parts_stand_under_their_total(view):
    rows = agency_view.figures(view)
    assert rows["indicator"].iloc[0] == agency_view.key_indicators()[0]
    assert list(rows["rank"]) == sorted(rows["rank"])
    assert (rows["applicant"] == "").all()
    printed = agency_view.in_printed_order(rows)
    parts = printed[printed["is_part"]]
    assert len(parts) == 5
    assert list(parts.index) == list(range(1, 6))
    beyond = rows[rows["rank"] > 0]
    assert (beyond["value"] != 0).all()


def test_a_rank_needs_five_and_shows_its_ties():
    found = agency_peers.position(look(towns(5.0, 9.0, 5.0, 7.0, 1.0), "第0镇"), "proactive_disclosed")
    assert (found.first, found.last, found.n, found.median) == (3, 4, 5, 5.0)
    assert agency_peers.position(look(towns(5.0, 9.0, 5.0, 7.0, None), "第0镇"), "proactive_disclosed") is None
    assert agency_peers.position(look(towns(None, 9.0, 5.0, 7.0, 1.0, 2.0), "第0镇"), "proactive_disclosed") is None


def test_peers_are_of_the_narrowest_region_and_the_same_year(view):
    near = agency_peers.position(view, "proactive_disclosed")
    assert near.n == 21
    assert agency_corpus.PLACE["county"] in near.scope.zh
    assert set(near.rows["year"]) == {agency_corpus.LAST}
    other_kind = towns(5.0, 9.0, 5.0, 7.0, 1.0)
    other_kind.reports.loc[4, "agency_kind"] = "department"
    assert agency_peers.position(look(other_kind, "第0镇"), "proactive_disclosed") is None


def test_too_few_in_a_year_are_compared_over_the_years_of_the_form():
    made = towns(5.0, 9.0, 5.0, 7.0, 1.0)
    made.reports["year"] = [2015, 2014, 2016, 2017, 2018]
    found = agency_peers.position(look(made, "第0镇"), "proactive_disclosed")
    assert found.n == 5
    assert "2014" in found.scope.en
    made.reports["year"] = [2015, 2014, 2016, 2017, 2019]
    assert agency_peers.position(look(made, "第0镇"), "proactive_disclosed") is None


def test_every_number_among_peers_keeps_its_place_in_its_report(view):
    rows = view.everyone.values("requests_received")
    own = rows[rows["report_id"] == "own-2022"].iloc[0]
    figures = view.own.figures[view.own.figures["report_id"] == "own-2022"].reset_index(drop=True)
    assert figures.loc[int(own["figure_number"]) - 1, "indicator"] == "requests_received"


# What is open


def test_five_states_are_five_things(view):
    states = agency_view.states(view)
    asked = set(states.loc[states["asked"], "indicator"])
    stated = set(agency_corpus.asked(agency_corpus.LAST)) | {"proactive_disclosed", "requests_received"}
    assert set(states.loc[states["state"] == "absent", "indicator"]) == asked - stated
    values = view.alone.figures[view.alone.figures["channel"] == ""].set_index("indicator")
    for row in states[states["indicator"].isin(values.index)].itertuples():
        figure_row = values.loc[row.indicator]
        blank, zero = figure_row["value"] != figure_row["value"], figure_row["value"] == 0
        words = figure_row["stated_as"] == "words"
        assert row.state == ("blank" if blank else "reported" if not zero else "zero_words" if words else "zero_digits")


def test_a_lost_table_is_lost_and_not_silent():
    made = corpus(
        [report("a", agency_id="a", layout="national_2014")],
        findings=[{"report_id": "a", "rule": "table_lost", "severity": "warning"}],
    )
    assert set(agency_view.states(look(made))["state"]) == {"lost"}


def test_a_remedy_stands_with_the_problem_that_it_answers(view):
    problems = agency_view.problems(view)
    assert [len(m) for m in problems["measures"]] == [1] * 6 + [0] * 3
    assert list(agency_view.other_measures(view)["order"]) == [7, 8, 9]


def test_the_worst_finding_comes_first_and_what_holds_is_left_out(view):
    rows = agency_view.findings(view)
    assert rows["severity"].iloc[0] == "error"
    assert "identity_holds" not in set(rows["rule"])
    assert set(agency_view.findings(view, every=True)["report_id"]) == {f"own-{y}" for y in range(2017, 2023)}


# Words and charts


def test_an_outcome_of_requests_is_counted_once_where_its_reasons_are():
    rows = [("requests_received", 9.0), ("requests_refused", 4.0), ("requests_refused_privacy", 4.0), ("requests_granted", 5.0)]
    made = corpus([report("a", agency_id="a", layout="national_2014")], [figure("a", i, v) for i, v in rows])
    _, bars, _ = saying_agency.outcomes(look(made))
    assert [value for _, value, _ in bars] == [5.0, 4.0]
    assert "9" in saying_agency.outcomes(look(made))[0].title.en


def test_a_series_says_where_its_numbers_cannot_be_compared(view):
    told = saying_agency.series(*charts_agency.series_of(view))
    assert "not comparable" in told.title.en
    assert "不可比" in told.title.zh


def drawn(view):
    """Every chart and table of the notebook."""
    found = agency_peers.several(view, agency_view.key_indicators())[:4]
    yield from (charts_agency.series(view), charts_agency.positions(found, view))
    yield from (charts_agency.channels(view), charts_agency.requests(view), charts_agency.persistence(view))


@pytest.mark.parametrize("size", list(corpora()))
def test_any_corpus_has_words_for_everything(size):
    import matplotlib.pyplot as plt

    found = look(corpora()[size])
    assert (found.report is None) == (size == "none")
    for words in (saying_agency.profile(found), saying_agency.checked(found), saying_agency.left_open(found)):
        assert words.zh
        assert words.en
    for ax in drawn(found):
        assert charts.about(ax).told.title.en.strip(" .")
        if size == "none":
            assert charts.about(ax).told.title == found.trouble
        plt.close(ax.get_figure())
    for page in (evidence_agency.figures(found), evidence_agency.states(found)):
        assert "<" in page._repr_html_()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_panels_speak_one_language_and_are_the_same_twice(view, lang):
    with language.speaking(lang):
        one, two = charts_agency.panels(view), charts_agency.panels(view)
    assert [p.svg for p in one] == [p.svg for p in two]
    assert len(one) == 4
    assert all(isinstance(p.told.title, Sentence) for p in one)
    assert all("<dc:date>" not in p.svg and "<text" not in p.svg for p in one)
