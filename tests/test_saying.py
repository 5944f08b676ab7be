"""Findings in words: what a reader of either language gets to read, with nothing, one report and many."""

import re

import pandas as pd
import pytest
from small_corpus import PROACTIVE, corpora, corpus, figure, report, some

from gcir import compare, coverage, saying, saying_channels, saying_problems, saying_volumes, text
from gcir.messages import Sentence, listed_apart, say

SIZES = ("none", "one", "five", "mixed", "transcribed")
REQUESTS = "requests_received"
_PLURALS = "reports|agencies|years|layouts|kinds|provinces|texts|numbers|places|indicators|words|times|problems|channels|files"


def sentences(c):
    """Everything that is said of a corpus, on all pages."""
    values, asked = compare.values(c, PROACTIVE), compare.values(c, REQUESTS)
    parts, counts = compare.parts(c, PROACTIVE), coverage.stating(c)
    stated = {"甲": "更新不够及时" * 5, "乙": "内容不够全面"} if len(c.problems) else {}
    key = text.keyness(stated, {"甲": "主动公开政府信息" * 40})
    told = [
        *(saying.reports_by(c.reports, column) for column in ("year", "agency_kind", "level", "province")),
        saying.layouts(c.reports),
        saying.stating(counts, len(c.reports)),
        saying.states(coverage.states(c)),
        *(saying_volumes.by_kind(*x) for x in ((values, PROACTIVE), (asked, REQUESTS))),
        *(saying_volumes.over_years(*x) for x in ((values, PROACTIVE), (asked, REQUESTS))),
        saying_channels.channels_of_reports(parts),
        saying_channels.stated_channels(parts),
        saying_channels.relations(parts),
        saying_channels.mix(parts),
        saying_channels.over_years_by_channel(parts, ("wechat", "weibo")),
        saying_channels.over_years_by_channel(parts, ("gazette", "app")),
        saying_problems.categories(coverage.problem_categories(c)),
        saying_problems.keyness(key),
    ]
    found = text.concordance(stated, "不够")
    alone = [
        saying.corpus(c),
        saying_problems.statements(c.problems, c.reports),
        saying_problems.concordance(found, len(stated), "不够"),
    ]
    return [*alone, *(s for t in told for s in t)]


@pytest.mark.parametrize("size", SIZES)
def test_no_number_runs_into_a_label_or_another_number(size):
    for s in sentences(corpora()[size]):
        assert not re.search(r"\d{5}|(?<![\d.])\d{4}(?![\d年至])|\d \d", s.zh), s.zh
        assert not re.search(r"[\u4e00-\u9fff](?<![为至到过])[\d,.]+(?=[、；和。（])", s.zh), s.zh
        assert not re.search(r"\d{5}|\d \d", s.en), s.en


@pytest.mark.parametrize("size", SIZES)
def test_sentences_are_whole_and_one_thing_is_not_many(size):
    for s in sentences(corpora()[size]):
        assert s.zh.endswith("。"), s.zh
        assert s.en.endswith("."), s.en
        assert not re.search(r"[。：，；][。：，；]|：[^。]*：[^。；]*：", s.zh.replace("自述：", "")), s.zh
        assert not re.search(rf"(?<![\d,.])1 (?:{_PLURALS})\b", s.en), s.en
        assert not re.search(r"\bnan\b|–", s.en + s.zh)
        assert not re.search(r"\b0 (?:transcribed|parsed|other|reports)\b|[^\d,]0份由", s.en + s.zh), s


def test_counts_stand_apart_from_years_in_both_languages():
    years = [2022] * 3 + [2021] * 2 + [2014]
    told = saying.reports_by(corpus([report(f"甲{i}", year=y) for i, y in enumerate(years)]).reports, "year")
    assert "2022年3份、2021年2份和2014年1份" in told.text.zh
    assert "2022 (3), 2021 (2) and 2014 (1)" in told.text.en


def test_a_list_that_is_cut_says_so():
    rows = [report(f"甲{i}", year=2010 + i % 7) for i in range(20)]
    assert "The first 5: " in saying.reports_by(corpus(rows).reports, "year").text.en
    assert "In order: " in saying.reports_by(corpus(rows[:4]).reports, "year").text.en


def test_a_shared_first_place_is_nobody_s():
    def title(*kinds):
        rows = [report(f"甲{i}", agency_kind=kind) for i, kind in enumerate(kinds)]
        return saying.reports_by(corpus(rows).reports, "agency_kind").title.en

    town, office = "township_government", "department"
    assert "most frequent is township government (2 reports)" in title(town, town, office)
    assert "2 of them are the most frequent, with 2 reports each" in title(town, town, office, office, "other")
    assert "2 kinds of agency, 1 report each" in title(town, office)
    assert title(town, town) == "In all 2 reports the kind of agency is township government."
    problems = [{"report_id": "甲", "order": 1, "text": "少", "categories": ["timeliness", "awareness"], "start": 0, "end": 1}]
    named = coverage.problem_categories(corpus([report("甲")], problems=problems))
    assert "2 kinds of problem are named" in saying_problems.categories(named).title.en


def test_reports_without_a_place_are_counted_apart():
    rows = corpus([report("甲"), report("乙"), report("丙", province="")]).reports
    told = saying.reports_by(rows, "province")
    assert told.title.en.startswith("In all 2 reports")
    assert told.text.en.endswith("For 1 other report the province is not known.")
    assert "另有1份报告未能确定省份" in told.text.zh


def test_files_that_failed_are_told_even_where_nothing_else_is_there():
    c = corpus([], failures=[{"file": "a.txt", "reason": "empty", "detail": ""}])
    assert "1 file could not be read" in saying.corpus(c).en
    assert "could not" not in saying.corpus(some(3)).en


def test_a_word_that_stands_nowhere_else_has_no_ratio():
    only = text.keyness({"甲": "更新不够及时" * 5}, {"甲": "主动公开政府信息" * 40})
    assert "never among" in saying_problems.keyness(only).text.en
    assert "没有出现" in saying_problems.keyness(only).text.zh
    both = text.keyness({"甲": "更新不够及时" * 5}, {"甲": "主动公开政府信息" * 40 + "不够及时" + "更新"})
    assert "times as dense" in saying_problems.keyness(both).text.en


def test_parts_of_a_channel_are_told_by_their_content():
    figures = [figure("甲", PROACTIVE, 24.0, channel="website", content=c) for c in ("documents", "work_news")]
    alt = saying_channels.channels_of_reports(compare.parts(corpus([report("甲")], figures), PROACTIVE)).alt
    assert "website: documents 24 and website: work news 24" in alt.en
    assert "政府网站 文件24条" in alt.zh


def test_transcribed_categories_are_told_apart():
    c = corpus([report("甲", origin="transcribed")])
    c.reports["problem_categories"] = "timeliness"
    assert "1 of them is transcribed" in saying_problems.categories(coverage.problem_categories(c)).text.en


def test_many_words_are_counted_where_many_stand():
    found = text.concordance({"甲": "不够" * 300}, "不够")
    assert "300 times" in saying_problems.concordance(found, 1, "不够").en


def test_items_with_commas_are_parted_by_semicolons():
    assert listed_apart([Sentence("甲、乙", "a, b"), Sentence("丙", "c")]) == Sentence("甲、乙；丙", "a, b; c")


def test_the_word_alone_can_follow_a_number():
    assert "1 is transcribed" in say("categories_noted", k=1).en.replace("of them ", "")
    assert "2 are transcribed" in say("categories_noted", k=2).en.replace("of them ", "")


def test_periods_are_named_as_people_say_them():
    names = [saying_volumes.period_name(p).en for p in ("-2013", "2014-2018", "2019-2019", "2021-")]
    assert names == ["before 2014", "from 2014 to 2018", "in 2019", "since 2021"]


def test_numbers_that_are_all_the_same_have_no_range():
    def title(*numbers):
        figures = [figure(f"甲{i}", PROACTIVE, float(n)) for i, n in enumerate(numbers)]
        c = corpus([report(f"甲{i}") for i in range(len(numbers))], figures)
        return saying_volumes.by_kind(compare.values(c, PROACTIVE), PROACTIVE).title.en

    assert title(7).endswith("one report alone states a total, 7.")
    assert title(7, 7).endswith("2 reports state a total, 7 in each.")
    assert title(0, 0, 0).endswith("3 reports state a total, 0 in each.")
    assert title(7, 8).endswith("from 7 to 8.")


def test_a_corpus_of_one_origin_does_not_count_the_other():
    assert isinstance(saying.corpus(some(2, "parsed")), Sentence)
    assert "transcribed" not in saying.corpus(some(2, "parsed")).en
    assert "parsed" not in saying.corpus(some(2, "transcribed")).en
    assert "convenience sample" in saying.corpus(some(2, "transcribed")).en
    assert pd.isna(some(1).reports["year"]).sum() == 0
