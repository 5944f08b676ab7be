"""Segmentation, keyness and concordance."""

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import corpus, report

from gcir import codebook, specificity, stated, text

SENTENCE = "政府信息公开工作人员基本为兼职人员,信息更新不够及时。"


def test_domain_words_are_kept_whole_and_pieces_give_back_the_text():
    pieces = text.segment(SENTENCE)
    assert "".join(pieces) == SENTENCE
    assert {"政府信息公开", "兼职人员", "信息更新"} <= set(pieces)


@settings(deadline=None)
@given(st.text(st.sampled_from("政府信息公开主动申请不够及时2014年12条,。 \n|ab"), max_size=60))
def test_nothing_is_lost_in_segmentation(words):
    assert "".join(text.segment(words)) == words


def test_words_leave_out_numbers_signs_and_single_characters():
    found = text.words("2014年主动公开政府信息100条,其中网站的占60%")
    assert "主动公开" in found
    assert all(len(w) > 1 and not any(c.isascii() for c in w) for w in found)


def test_every_domain_word_comes_out_whole_on_its_own():
    broken = [w for w in text.domain_words() if text.segment(w) != [w]]
    assert broken == []


def test_the_dictionary_has_no_word_twice():
    words = text.domain_words()
    assert len(set(words)) == len(words)


def test_a_line_that_is_no_word_is_named(tmp_path, monkeypatch):
    (tmp_path / "domain_words.txt").write_text("# words\n主动公开\n主动 公开\n", encoding="utf-8")
    monkeypatch.setattr(codebook, "folder", lambda: tmp_path)
    with pytest.raises(codebook.CodebookError, match=r"domain_words\.txt, line 3"):
        text.domain_words.__wrapped__()


def test_segmenter_is_quiet_private_and_writes_only_to_its_folder(tmp_path):
    code = (
        "import tempfile; tempfile.tempdir = '/nonexistent'\n"
        "from gcir import text; import sys\n"
        "assert 'jieba' not in sys.modules\n"
        "text.words('主动公开')\n"
        "import jieba; assert not jieba.dt.initialized\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env={"GCIR_CACHE": str(tmp_path)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [p.name for p in (tmp_path / "gcir").iterdir()] == ["jieba.cache"]


def test_g2_agrees_with_the_sum_over_the_four_cells():
    # by hand: 10 of 100 against 5 of 900 words; expected 1.5, 13.5, 98.5, 886.5
    expected = 2 * (10 * math.log(10 / 1.5) + 5 * math.log(5 / 13.5) + 90 * math.log(90 / 98.5) + 895 * math.log(895 / 886.5))
    assert text.g2(10, 5, 100, 900) == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(50, 500), st.integers(50, 500))
def test_g2_is_symmetric_and_never_negative(a, b, n_a, n_b):
    assert text.g2(a, b, n_a, n_b) == pytest.approx(text.g2(b, a, n_b, n_a))
    assert text.g2(a, b, n_a, n_b) >= 0


def test_equal_densities_say_nothing():
    assert text.g2(10, 100, 100, 1000) == pytest.approx(0, abs=1e-9)
    assert text.log_ratio(10, 100, 100, 1000) == pytest.approx(0)
    assert text.log_ratio(20, 100, 100, 1000) == pytest.approx(1)


def test_a_count_of_zero_has_a_finite_effect():
    assert 0 < text.log_ratio(5, 0, 100, 100) < 10


def test_keyness_finds_the_word_that_tells_two_texts_apart_and_in_how_many_reports():
    target = {"甲": "更新不够及时。" * 6, "乙": "内容不够全面。" * 6}
    table = text.keyness(target, {"甲": "主动公开政府信息一百条。" * 20})
    first = text.telling(table).iloc[0]
    assert first["word"] == "不够"
    assert (first["target"], first["reference"], first["reports"], bool(first["certain"])) == (12, 0, 2, True)
    assert first["target_size"] == table["target"].sum()


def test_keyness_of_nothing_is_an_empty_table():
    assert text.telling(text.keyness({}, {})).empty
    assert text.keyness({"甲": ""}, {"甲": "主动公开"}).empty


def test_distinctive_words_belong_to_their_own_group():
    groups = {"及时": ["信息更新不够及时"] * 5, "队伍": ["工作人员多为兼职人员"] * 5}
    table = text.distinctive(groups)
    assert set(table["group"]) == set(groups)
    assert all(any(word in t for t in groups[group]) for word, group in zip(table["word"], table["group"], strict=True))
    assert text.distinctive({}).empty


@settings(deadline=None)
@given(st.text(st.sampled_from("有待加强\n ,。"), max_size=80))
def test_concordance_points_at_the_word(words):
    found = text.concordance({"甲": words}, "有待", width=5)
    assert len(found) == words.count("有待")
    assert all(words[r.start : r.end] == "有待" and len(r.left) <= 5 for r in found.itertuples())


def test_concordance_of_no_word_is_empty():
    assert text.concordance({"甲": "有待"}, "").empty


def test_inside_and_outside_of_spans_share_out_the_text():
    import pandas as pd

    words = "零一二三四五六七八九"
    spans = pd.DataFrame({"report_id": ["甲"] * 3, "start": [2, 3, 7], "end": [5, 6, 8]})
    inside, outside = text.spans({"甲": words, "乙": "别的"}, spans)
    assert inside["甲"] == "二三四五\n七"
    assert outside["甲"] == "零一\n六\n八九"
    assert (inside["乙"], outside["乙"]) == ("", "别的")


def test_texts_are_read_by_report_and_missing_files_left_out(tmp_path):
    import pandas as pd

    (tmp_path / "甲.txt").write_text("甲镇2015年政府信息公开工作年度报告。" * 3, encoding="utf-8")
    reports = pd.DataFrame([report("甲"), report("乙"), report("丙", file="")])
    texts = text.read_texts(reports, tmp_path)
    assert list(texts) == ["甲"]
    assert texts["甲"].startswith("甲镇2015年")


# Words, company and return of stated problems


def problem(report_id, order, words, *categories):
    return {"report_id": report_id, "order": order, "text": words, "categories": [*categories], "start": 0, "end": len(words)}


LATE, STAFF, BOTH = "信息更新不够及时", "工作人员多为兼职人员", "兼职人员更新信息不够及时"


@pytest.fixture(scope="module")
def three_years():
    """甲 states lateness three years running and promises a remedy once; 乙 states it once and is silent two years on."""
    reports = [report(f"{a}{y}", agency=a, agency_id=a, year=y) for a, y in (("甲", 2014), ("甲", 2015), ("甲", 2016))]
    reports += [report(f"乙{y}", agency="乙", agency_id="乙", year=y, agency_kind="department") for y in (2014, 2015, 2017)]
    problems = [
        problem("甲2014", 1, LATE, "timeliness"),
        problem("甲2015", 1, LATE, "timeliness"),
        problem("甲2015", 2, STAFF, "staffing_training"),
        problem("甲2016", 1, BOTH, "timeliness", "staffing_training"),
        problem("乙2014", 1, LATE, "timeliness"),
        problem("乙2015", 1, STAFF, "staffing_training"),
        problem("乙2017", 1, STAFF, "staffing_training"),
    ]
    measures = [
        {**problem("甲2014", 1, "按时更新栏目信息"), "problem_order": 1},
        {**problem("甲2015", 1, "配备专职人员", "staffing_training"), "problem_order": None},
    ]
    return corpus(reports, problems=problems, measures=measures)


def test_problems_that_come_back_and_those_promised_away(three_years):
    c = three_years
    rows = stated.persistence(c.problems, c.measures, c.reports)
    told = {(r.agency_key, r.category, r.year): (r.again, r.promised, r.run) for r in rows.itertuples()}
    assert told == {
        ("甲", "timeliness", 2014): (True, True, 1),
        ("甲", "timeliness", 2015): (True, False, 2),
        ("甲", "staffing_training", 2015): (True, True, 1),
        ("乙", "timeliness", 2014): (False, False, 1),
    }
    back = stated.coming_back(rows, "category").set_index("category")
    assert back.loc["timeliness", ["n", "again", "agencies"]].tolist() == [3, 2, 2]
    assert math.isnan(back.loc["timeliness", "share"])  # three cases are no rate


def test_a_gap_between_years_is_no_return(three_years):
    c = three_years
    assert not stated.persistence(c.problems, c.measures, c.reports)["next_id"].eq("乙2017").any()
    empty = corpus([])
    assert stated.coming_back(stated.persistence(empty.problems, empty.measures, empty.reports)).empty


def test_company_of_categories_is_counted_by_hand(three_years):
    (row,) = stated.co_occurrence(three_years.problems).itertuples()
    assert (row.n, row.both, row.only_a, row.only_b, row.neither) == (6, 2, 2, 2, 0)
    assert row.odds_ratio == pytest.approx(2.5 * 0.5 / (2.5 * 2.5))
    assert row.low < 1 < row.high
    (row,) = stated.co_occurrence(three_years.problems, "statement").itertuples()
    assert (row.n, row.both, row.only_a, row.only_b, row.neither) == (7, 1, 3, 3, 0)


def test_the_odds_ratio_agrees_with_a_worked_example():
    # Bland and Altman, BMJ 2000: hay fever and eczema in children, 141, 420, 928 and 13525: 4.89 (4.00 to 5.99)
    assert [round(x, 2) for x in stated.odds_ratio(141, 420, 928, 13525)] == [4.89, 4.0, 5.99]


def test_words_by_group_belong_to_their_group_and_count_its_reports(three_years):
    c = three_years
    by_category = stated.distinctive(c.problems, c.reports, "category", least=2)
    first = by_category[by_category["group"] == "staffing_training"].iloc[0]
    assert (first["word"], first["reports"], first["group_reports"]) == ("兼职人员", 4, 4)
    kinds = stated.distinctive(c.problems, c.reports, "agency_kind", least=1)
    assert set(kinds["group"]) == {"department", "township_government"}
    assert stated.distinctive(c.problems[:0], c.reports, "province").empty
    with pytest.raises(ValueError, match="not by 'mood'"):
        stated.distinctive(c.problems, c.reports, "mood")


def test_counted_words_give_the_same_keyness():
    from collections import Counter

    target, reference = {"甲": LATE * 3, "乙": STAFF}, {"甲": "主动公开政府信息" * 9}
    counted = text.keyness_of({i: Counter(text.words(t)) for i, t in target.items()}, Counter(text.words(reference["甲"])))
    assert counted.equals(text.keyness(target, reference))


# How particular


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("全年举办业务培训3次", ["number"]),
        ("全年举办业务培训三次", ["number"]),
        ("印发《甲镇信息发布审查办法》", ["document"]),
        ("开通“码上办”专栏并安排专人维护", ["quoted"]),
        ("1、进一步提高思想认识", []),
        ("第3章的要求要进一步落实", []),
        ("一是进一步加强组织领导", []),
    ],
)
def test_what_makes_a_sentence_particular(sentence, found):
    assert specificity.marks(sentence) == found


def test_particular_sentences_are_counted_and_law_is_left_out():
    import pandas as pd

    words = (
        "全年举办业务培训3次,参加人员40人。进一步加强组织领导和统筹协调。太短。\n"
        "行政机关公开政府信息，应当遵循公正、公平、便民的原则。"
    )
    sections = pd.DataFrame([{"report_id": "甲", "order": 1, "type": "overview", "start": 0, "end": len(words)}])
    (row,) = specificity.of_sections({"甲": words}, sections).itertuples()
    assert (row.sentences, row.particular, row.boilerplate) == (2, 1, 1)
    assert specificity.of_sections({}, sections).empty
    places = list(specificity.sentences(words))
    assert [words[a:b] for a, b in places][1] == "进一步加强组织领导和统筹协调"
