"""What became of requests: parts of totals by form, rates with their cases, and how all of it is told and drawn at every size."""

import functools
import math
import re
import warnings

import matplotlib as mpl
import pandas as pd
import pytest
from made_requests import made
from matplotlib.axes import Axes
from small_corpus import PROACTIVE, corpus, figure, report
from test_charts import outside_the_picture

from gcir import (
    charts,
    charts_frame,
    charts_media,
    charts_requests,
    charts_series,
    charts_volumes,
    codebook,
    comparability,
    compare,
    evidence_media,
    evidence_requests,
    evidence_series,
    language,
    media,
    requests,
    saying_media,
    saying_requests,
    saying_series,
    saying_volumes,
)
from gcir.corpus import Corpus
from gcir.style import house

mpl.use("Agg")
SCHEMES = [*requests.schemes(), *requests.DIMENSIONS]
SIZES = ("none", "one", "five", "many")
RECEIVED = "requests_received"
NEW, OLD = comparability.forms()[-1], comparability.forms()[1]


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@functools.cache
def corpora():
    return {"none": corpus([]), "one": made(1), "five": made(5), "many": made(300)}


def answered(numbers, form=NEW, report_id="甲", **columns):
    """A corpus of one report with these numbers."""
    rows = [figure(report_id, i, v, source="table", **columns) for i, v in numbers.items()]
    return corpus([report(report_id, layout=form, year=2022 if form == NEW else 2016)], rows)


def row(c, scheme, part):
    found = requests.rates(requests.shares(c, scheme), scheme).set_index("part")
    return found.loc[part] if part in found.index else None


# The file of compositions


def test_every_scheme_has_a_total_a_name_and_names_for_its_parts():
    for scheme, ways in requests.schemes().items():
        assert "" in ways
        assert charts_frame.name("scheme", scheme).en != scheme
        for part in set(ways) - {""}:
            words = saying_requests.part_name(scheme, part)
            assert re.search(r"[\u4e00-\u9fff]", words.zh)
            assert words.en != part


@pytest.mark.parametrize("form", comparability.forms()[-2:])
def test_the_parts_of_the_results_are_those_that_the_rule_of_the_form_adds_up(form):
    header = (codebook.folder() / "rules.csv").read_text(encoding="utf-8").splitlines()[0]
    rule = next(r for r in codebook.read("rules", tuple(header.split(",")), "id") if r["id"] == "requests_outcomes")
    summed = {i for i in re.findall(r"requests_[a-z_]+", rule["right"]) if form in comparability.layouts(i)}
    ways = {p: next(w for w in ww if form in (w.forms or (form,))) for p, ww in requests.schemes()["results"].items() if p}
    assert {i for way in ways.values() for i in way.indicators} == summed


def test_no_number_of_a_scheme_is_asked_for_by_none_of_its_forms():
    for scheme, ways in requests.schemes().items():
        forms = {f for way in ways[""] for f in way.forms or comparability.forms()}
        for way in (w for ww in ways.values() for w in ww[:1]):
            for indicator in way.indicators:
                assert forms & set(comparability.layouts(indicator)), (scheme, indicator)


# Numbers


def test_a_rate_has_its_cases_and_forms_are_never_mixed():
    new = answered({"requests_closed": 20, "requests_granted": 5}, NEW)
    assert tuple(row(new, "results", "granted")[["k", "n", "share"]]) == (5, 20, 0.25)
    assert requests.shares(new, "answers").empty
    old = answered({"requests_answered": 20, "requests_granted": 5}, OLD)
    assert row(old, "answers", "granted")["share"] == 0.25
    assert requests.shares(old, "results").empty


def test_running_text_counts_for_the_form_of_its_year():
    c = corpus(
        [report("甲", layout="prose", year=2016)], [figure("甲", "requests_answered", 9), figure("甲", "requests_granted", 3)]
    )
    assert row(c, "answers", "granted")["k"] == 3


def test_no_rate_from_fewer_than_five_cases_but_the_cases():
    c = answered({"requests_closed": 4, "requests_granted": 1})
    assert math.isnan(row(c, "results", "granted")["share"])
    told = saying_requests.rates(requests.shares(c, "results"), "results")
    assert "1 of 4 requests" in told.text.en
    assert "%" not in told.text.en + told.text.zh


def test_reasons_add_up_only_if_all_are_stated():
    reasons = [i for way in requests.schemes()["refusals"][""] for i in way.indicators]
    all_but_one = dict.fromkeys(reasons[:-1], 1)
    assert row(answered({"requests_closed": 30} | all_but_one), "results", "refused") is None
    assert row(answered({"requests_closed": 30} | dict.fromkeys(reasons, 1)), "results", "refused")["k"] == len(reasons)


def test_blanks_are_zero_only_where_the_rest_adds_up_to_the_total():
    part = {"requests_closed": 9, "requests_granted": 6, "requests_partly_granted": 2}
    assert row(answered(part), "results", "unprocessed") is None
    whole = part | {"requests_partly_granted": 3}
    assert tuple(row(answered(whole), "results", "unprocessed")[["k", "n"]]) == (0, 9)


def test_what_exceeds_its_total_or_is_not_exact_is_in_no_rate():
    c = answered({"requests_closed": 9, "requests_granted": 12})
    table = requests.shares(c, "results")
    assert not table["fits"].any()
    assert "1 other report is left out" in saying_requests.rates(table, "results").text.en
    assert requests.shares(answered({"requests_closed": 9, "requests_granted": 3}, precision="about"), "results").empty


def test_disputes_are_counted_among_those_concluded():
    numbers = {"upheld": 3, "corrected": 1, "other_result": 1, "pending": 5, "cases": 10}
    c = answered({f"reconsideration_{k}": v for k, v in numbers.items()})
    assert tuple(row(c, "reconsideration", "corrected")[["k", "n", "share"]]) == (1, 5, 0.2)


def test_lawsuits_filed_at_once_and_after_reconsideration_are_added():
    numbers = {
        f"litigation_{w}_{r}": 2 for w in ("direct", "after_reconsideration") for r in ("upheld", "corrected", "other_result")
    }
    assert tuple(row(answered(numbers), "litigation", "corrected")[["k", "n"]]) == (4, 12)


def test_older_rows_of_corrected_cases_are_added_where_a_local_form_splits_them():
    numbers = {"reconsideration_upheld": 4, "reconsideration_found_unlawful": 1, "reconsideration_otherwise_corrected": 1}
    c = answered(numbers | {"reconsideration_other_result": 0}, comparability.forms()[0])
    assert tuple(row(c, "reconsideration", "corrected")[["k", "n"]]) == (2, 6)


def test_routes_are_shares_only_where_they_partition():
    def c(online):
        rows = [figure("甲", RECEIVED, 10.0), figure("甲", RECEIVED, 6.0, route="letter")]
        return corpus([report("甲")], [*rows, figure("甲", RECEIVED, online, route="online")])

    assert row(c(4.0), "route", "online")["share"] == 0.4
    assert requests.rates(requests.shares(c(5.0), "route"), "route").empty
    assert not requests.shares(c(5.0), "route")["fits"].any()


def test_made_tables_give_the_rates_that_they_were_made_of():
    c = corpora()["many"]
    found = requests.rates(requests.shares(c, "results"), "results")
    closed = compare.values(c, "requests_closed")
    ours = closed[closed["report_id"].isin(requests.shares(c, "results")["report_id"])]
    assert set(found["n"]) == {ours["value"].sum()}
    assert found["k"].sum() == ours["value"].sum()


def test_numbers_lead_to_their_own_words():
    c = answered({"staff": 3, "requests_closed": 9, "requests_granted": 3})
    rows = requests.stated(c, "results").set_index("indicator")
    assert rows.loc["requests_granted", "figure_number"] == 3


@pytest.mark.parametrize("n", [600, 8_000])
def test_thousands_of_reports_are_counted_and_drawn_small_and_flat_or_as_shapes(n):
    ids = [f"r{i}" for i in range(n)]
    names = ["requests_closed", "requests_granted", "requests_partly_granted"]
    figures = pd.DataFrame({"report_id": sorted(ids * 3), "indicator": names * n, "value": [20.0, 15.0, 5.0] * n})
    figures[["precision", "stated_as", "source"]] = "exact", "digits", "table"
    figures[["evidence", *compare.DIMENSIONS]] = ""
    reports = pd.DataFrame({"report_id": ids, "year": 2022, "layout": NEW, "origin": "parsed", "agency": "甲", "agency_id": "a"})
    big = Corpus(reports=reports, figures=figures)
    found = requests.rates(requests.shares(big, "results"), "results").set_index("part")
    assert tuple(found.loc["granted", ["k", "n", "reports"]]) == (15 * n, 20 * n, n)
    ax = charts_requests.rates(requests.shares(big, "results"), "results")
    points = max(len(x.get_offsets()) for x in ax.collections)
    assert points >= n if n == 600 else points <= 1
    assert all(x.get_rasterized() for x in ax.collections if len(x.get_offsets()) > 1000)


# Series and channels


def test_change_leaves_out_what_is_not_comparable_and_says_so():
    rows = [report(f"r{y}", year=y, agency="甲镇人民政府", agency_id="a", layout="prose") for y in (2015, 2016, 2020)]
    c = corpus(rows, [figure(f"r{y}", PROACTIVE, v) for y, v in ((2015, 10.0), (2016, 30.0), (2020, 90.0))])
    changes = compare.change(compare.series(c, PROACTIVE, on_mixed="ignore"))
    assert list(saying_series.usable(changes)["times"]) == [3.0]
    told = saying_series.change(changes, PROACTIVE)
    assert "1 more pair crosses" in told.text.en
    assert "1 rose" in told.title.en


def test_a_direction_is_named_only_where_it_is_not_chance():
    def title(ups, downs):
        rows, figures = [], []
        for i in range(ups + downs):
            pair = (1.0, 2.0) if i < ups else (2.0, 1.0)
            for year, value in zip((2015, 2016), pair, strict=True):
                rows.append(report(f"r{i}-{year}", year=year, agency=f"青石{i}镇人民政府", agency_id=f"a{i}"))
                figures.append(figure(f"r{i}-{year}", PROACTIVE, value))
        changes = compare.change(compare.series(corpus(rows, figures), PROACTIVE))
        return saying_series.change(changes, PROACTIVE).title.en

    assert "rose in 11 of 12" in title(11, 1)
    assert "fell in 11 of 12" in title(1, 11)
    assert "no common direction" in title(7, 5)


def test_what_came_from_zero_counts_as_a_rise_without_end():
    rows = [report(f"r{y}", year=y, agency="甲镇人民政府", agency_id="a") for y in (2015, 2016, 2017)]
    c = corpus(rows, [figure(f"r{y}", PROACTIVE, v) for y, v in ((2015, 0.0), (2016, 0.0), (2017, 8.0))])
    assert list(saying_series.usable(compare.change(compare.series(c, PROACTIVE)))["times"]) == [1.0, math.inf]


def test_channels_that_came_and_went_within_an_agency():
    rows = [report(f"r{y}", year=y, agency="甲镇人民政府", agency_id="a") for y in (2015, 2017)]
    figures = [figure("r2015", PROACTIVE, 3.0, channel=c) for c in ("website", "weibo")]
    figures += [figure("r2017", PROACTIVE, 3.0, channel=c) for c in ("website", "wechat")]
    pairs = media.turnover(compare.parts(corpus(rows, figures), PROACTIVE))
    assert dict(zip(pairs["channel"], pairs["change"], strict=True)) == {"website": "kept", "wechat": "gained", "weibo": "lost"}
    assert tuple(media.swaps(pairs).iloc[0]) == ("weibo", "wechat", 1)
    assert "WeChat in place of weibo: in 1 of 1 pair" in saying_media.turnover(pairs).text.en


def test_of_two_reports_on_a_year_the_one_that_numbers_the_channel_is_cited():
    years = {"r1": 2015, "r2": 2016, "r3": 2016}
    rows = [report(name, year=year, agency="甲镇人民政府", agency_id="a") for name, year in years.items()]
    stated = [("r1", "website", 3.0), ("r2", "website", 4.0), ("r3", "wechat", 5.0)]
    parts = compare.parts(corpus(rows, [figure(r, PROACTIVE, v, channel=c) for r, c, v in stated]), PROACTIVE)
    pairs = media.turnover(parts).set_index("channel")
    assert tuple(pairs.loc["wechat", ["change", "report_id", "previous_report_id"]]) == ("gained", "r3", "r1")
    assert tuple(pairs.loc["website", ["change", "report_id", "previous_report_id"]]) == ("kept", "r2", "r1")
    assert "5.0条" in evidence_media.turnover(pairs.reset_index(), parts)._repr_html_()


def test_overlap_is_told_of_reports_with_two_channels_or_more():
    figures = [figure("甲", PROACTIVE, 10.0), *(figure("甲", PROACTIVE, 8.0, channel=c) for c in ("website", "wechat"))]
    figures += [figure("乙", PROACTIVE, 10.0), figure("乙", PROACTIVE, 12.0, channel="website")]
    rows = media.overlap(compare.parts(corpus([report("甲"), report("乙")], figures), PROACTIVE))
    assert dict(zip(rows["report_id"], rows["ratio"], strict=True)) == {"甲": 1.6, "乙": 1.2}
    assert "in 1 of 1 report " in saying_media.overlap(rows).title.en


def test_regions_are_compared_within_one_kind_of_agency():
    rows = [report(f"t{i}", province="四川省") for i in range(5)] + [report("p", agency_kind="province_government")]
    c = corpus(rows, [figure(r["report_id"], PROACTIVE, 5.0) for r in rows])
    alike, kind = saying_volumes.alike(compare.values(c, PROACTIVE))
    assert (len(alike), kind) == (5, "township_government")


# All charts at every size


@functools.cache
def every_chart(size):
    c = corpora()[size]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts, values = compare.parts(c, PROACTIVE), compare.values(c, PROACTIVE)
        series, levels = compare.series(c, PROACTIVE, on_mixed="ignore"), requests.levels(c)
    changes = compare.change(series)
    tables = {s: requests.shares(c, s) for s in SCHEMES}
    drawn = {f"rates_{s}": functools.partial(charts_requests.rates, t, s) for s, t in tables.items()}
    return drawn | {
        "levels": functools.partial(charts_requests.levels, levels),
        "layout": functools.partial(charts_volumes.by_layout, values, PROACTIVE),
        "region": functools.partial(charts_volumes.by_region, values, PROACTIVE),
        "change": functools.partial(charts_series.change, changes, PROACTIVE),
        "series": functools.partial(charts_series.series, series, PROACTIVE),
        "rise": functools.partial(charts_media.rise, parts),
        "turnover": functools.partial(charts_media.turnover, media.turnover(parts)),
        "overlap": functools.partial(charts_media.overlap, media.overlap(parts)),
        "mix": functools.partial(charts.mix, parts),
    }


NAMES = [*(f"rates_{s}" for s in SCHEMES), "levels", "layout", "region", "change", "series", "rise", "turnover", "overlap", "mix"]


@pytest.mark.parametrize("width", [house.WIDE, house.NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_draws_at_every_size_with_nothing_outside_the_picture(name, size, width):
    with house.canvas(width), warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = every_chart(size)[name]()
    assert isinstance(ax, Axes)
    fig = charts_frame.figure_of(ax)
    with house.style(), house.strict_glyphs():
        fig.canvas.draw()
    assert outside_the_picture(fig) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_corpus_gives_words_in_place_of_a_frame(name):
    ax = every_chart("none")[name]()
    assert not ax.axison
    written = " ".join(t.get_text() for t in charts_frame.figure_of(ax).texts)
    assert charts.about(ax).told.title.en.rstrip(".")[:40] in written


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_speaks_one_language_if_asked(name, lang):
    with language.speaking(lang):
        ax = every_chart("many")[name]()
    words = [t.get_text() for t in charts_frame.figure_of(ax).findobj(mpl.text.Text) if t.get_text().strip()]
    if lang == "zh":
        english = [w for w in words if re.search(r"[A-Za-z]{2,}", w) and not re.search(r"[\u4e00-\u9fff]", w)]
        assert english == []
    else:
        names = r"青石|省|未识别"
        assert [w for w in words if re.search(r"[\u4e00-\u9fff]", w) and not re.search(names, w)] == []


@pytest.mark.parametrize("size", SIZES)
def test_sentences_are_whole_and_counts_agree(size):
    told = [charts.about(draw()).told for draw in every_chart(size).values()]
    for s in (s for t in told for s in t):
        assert s.zh.endswith("。"), s.zh
        assert s.en.endswith("."), s.en
        assert not re.search(r"\bnan\b|\binf\b|\{|\}", s.en + s.zh), s
        assert not re.search(r"(?<![\d,.])1 (?:reports|requests|cases|pairs|agencies|times|channels|provinces)\b", s.en), s.en
        assert not re.search(r"[。：，；][。：，；]", s.zh), s.zh
        assert not re.search(r"\d{5}|\d \d", s.en), s.en


@pytest.mark.parametrize("size", SIZES)
def test_tables_behind_the_charts_are_whole_or_nothing(size):
    c = corpora()[size]
    series = compare.series(c, PROACTIVE, on_mixed="ignore")
    parts = compare.parts(c, PROACTIVE)
    folded = charts_frame.say("fold_values")
    pages = [
        *(evidence_requests.numbers(requests.stated(c, s), s, folded=folded) for s in SCHEMES),
        evidence_requests.numbers(requests.levels(c), folded=folded),
        evidence_series.changes(compare.change(series), folded=folded),
        evidence_series.years(series, folded=folded),
        evidence_media.turnover(media.turnover(parts), parts, folded=folded),
    ]
    for page in pages:
        text = page._repr_html_()
        assert not text or ("<table" in text and not re.search(r">nan<|>None<|<td[^>]*></td><td[^>]*></td><td[^>]*></td>", text))
    assert (size == "none") == all(page._repr_html_() == "" for page in pages)


def test_a_report_whose_parts_are_more_than_their_total_is_in_no_rate():
    import pandas as pd

    from gcir.requests import schemes, shares

    parts = [part for part in schemes()["closing"] if part]
    numbers = {"requests_closed": 10.0, **dict.fromkeys(parts, 6.0)}
    columns = {"channel": "", "content": "", "route": "", "applicant": "", "precision": "exact", "stated_as": "digits"}
    figures = pd.DataFrame(
        [{"report_id": "a", "indicator": i, "value": v, "source": "table", "evidence": "", **columns} for i, v in numbers.items()]
    )
    reports = pd.DataFrame({"report_id": ["a"], "layout": ["national_2014"], "year": [2016], "origin": ["parsed"]})
    table = shares(Corpus(figures=figures, reports=reports), "closing")
    assert len(table) == len(parts)
    assert not table["fits"].any()
