"""Segmentation, keyness and concordance."""

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import report

from gcir import codebook, text

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
