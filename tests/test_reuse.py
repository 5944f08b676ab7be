"""Passages that several reports share: invented reports with known answers, and what must hold of any text."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel
from small_corpus import report

from gcir import codebook, evidence_reuse, reuse, reuse_candidates, reuse_pairs, reuse_passages, reuse_templates, saying_reuse

LAST_YEAR = "2019年,我镇依托便民服务中心设立政务公开专区5个,配备专职引导员接待查询群众。"
THIS_YEAR = "2020年，我镇依托便民服务中心设立政务公开专区 12 个，配备专职引导员接待查询群众。"
REWORDED = "2020年,依托便民服务大厅设立政务公开专区3个,配备专职引导员接待查询群众。"
OPENING = "根据《中华人民共和国政府信息公开条例》的规定,结合本镇工作实际,编制本报告。"
PERIOD = "本报告中所列数据的统计期限自2019年1月1日起至2019年12月31日止。"
OWN = [
    "全镇十七个行政村的村务公开栏全部翻新并加装了照明灯具。",
    "渔船休渔补贴的发放名册在码头张贴满三十日。",
    "茶山承包合同的招标结果由村民代表逐户送达。",
]


def made(*sentences, **columns):
    return "\n".join(sentences), columns


def corpus(**reports):
    texts = {name: text for name, (text, _) in reports.items()}
    return texts, pd.DataFrame([report(name, **columns) for name, (_, columns) in reports.items()])


@pytest.fixture(scope="module")
def known():
    texts, reports = corpus(
        a19=made(OPENING, LAST_YEAR, OWN[0], agency="甲镇人民政府", year=2019, published="2020-01-20"),
        a20=made(OPENING, THIS_YEAR, OWN[1], agency="甲镇人民政府", year=2020, published="2021-01-20"),
        b20=made(OPENING, REWORDED, OWN[2], agency="乙镇人民政府", year=2020, signed="2021-01-10"),
    )
    return texts, reports, reuse.find(texts, reports)


def test_the_same_sentence_is_seen_over_years_with_new_numbers_and_across_agencies_reworded(known):
    _, _, found = known
    told = {(r.report_a, r.report_b): (r.relation, r.how, r.earlier) for r in found.pairs.itertuples()}
    assert told == {
        ("a19", "a20"): ("own_years", "numbers", "a"),
        ("a19", "b20"): ("agencies", "reworded", ""),
        ("a20", "b20"): ("agencies", "reworded", ""),
    }
    assert (found.pairs["similarity"] >= reuse.SIMILAR).all()


def test_every_place_is_a_place_in_the_text(known):
    texts, _, found = known
    for r in found.pairs.itertuples():
        assert texts[r.report_a][r.start_a : r.end_a] == r.text_a
        assert texts[r.report_b][r.start_b : r.end_b] == r.text_b
    assert {texts[r.report_id][r.start : r.end] for r in found.places.itertuples() if r.kind == "template"} == {OPENING[:-1]}


def test_law_and_form_are_set_apart_and_do_not_count(known):
    texts, _, found = known
    assert sorted(found.clusters["kind"]) == ["", "template"]
    shares = found.shares.set_index("report_id")
    stop = 1  # the full stop is no part of a passage
    assert shares.loc["b20", "boilerplate"] == len(OPENING) - stop
    assert shares.loc["b20", "agencies"] == len(REWORDED) - stop
    assert shares.loc["b20", "characters"] == sum(map(len, texts["b20"].split("\n"))) - 3 * stop
    assert (shares["own_years"] == 0).all()  # another agency has that sentence too


def test_what_only_the_other_years_of_an_agency_have_is_its_own():
    texts, reports = corpus(
        a19=made(LAST_YEAR, OWN[0], agency="甲镇人民政府", year=2019),
        a20=made(THIS_YEAR, OWN[1], agency="甲镇人民政府", year=2020),
    )
    shares = reuse.shares(texts, reports).set_index("report_id")
    assert (shares["agencies"] == 0).all()
    assert shares.loc["a19", "share"] == pytest.approx((len(LAST_YEAR) - 1) / (len(LAST_YEAR) + len(OWN[0]) - 2))


def test_the_order_in_time_is_claimed_only_from_two_dates_of_one_kind():
    def earlier(one, other):
        texts, reports = corpus(
            a=made(LAST_YEAR, agency="甲", year=2019, **one), b=made(LAST_YEAR, agency="乙", year=2019, **other)
        )
        return reuse.pairs(texts, reports)["earlier"].tolist()

    assert earlier({"published": "2020-03-01"}, {"published": "2020-02-01"}) == ["b"]
    assert earlier({"signed": "2020-01-01"}, {"signed": "2020-02-01"}) == ["a"]
    assert earlier({"published": "2020-02-01"}, {"signed": "2020-01-01"}) == [""]
    assert earlier({"published": "2020-02-01"}, {"published": "2020-02-01"}) == [""]
    assert earlier({}, {"published": "2020-02-01"}) == [""]


def test_an_agency_without_a_name_is_nobody_s_other_year():
    texts, reports = corpus(a=made(LAST_YEAR, agency="", agency_id=""), b=made(LAST_YEAR, agency="", agency_id=""))
    assert reuse.pairs(texts, reports)["relation"].tolist() == ["unknown"]
    assert reuse.pairs(texts)["relation"].tolist() == ["unknown"]


def test_what_very_many_agencies_write_is_nobody_s_own():
    texts, reports = corpus(**{f"r{i}": made(LAST_YEAR, agency=f"镇{i}") for i in range(12)})
    found = reuse.find(texts, reports, common=12)
    assert (found.clusters["kind"].tolist(), found.pairs.empty) == (["common"], True)
    assert len(reuse.find(texts, reports, common=13).pairs) == 12 * 11 / 2


def test_neighbouring_sentences_are_one_passage():
    texts, reports = corpus(a=made(LAST_YEAR + OWN[0], OWN[1]), b=made("别的话。" + LAST_YEAR + OWN[0], OWN[2]))
    (row,) = reuse.pairs(texts, reports).itertuples()
    assert (row.passages, row.text_a, row.how) == (2, (LAST_YEAR + OWN[0])[:-1], "verbatim")


def test_a_sentence_that_a_report_repeats_is_no_reuse():
    assert reuse.find({"a": LAST_YEAR * 3, "b": OWN[0]}).places.empty


def test_tables_and_headings_are_left_out():
    text = f"{OWN[0][:-1]}\n{LAST_YEAR}"
    rows = [
        {"report_id": name, "order": order, "type": kind, "heading": heading, "start": start, "end": end}
        for name in "ab"
        for order, kind, heading, start, end in (
            (1, "overview", OWN[0][:-1], 0, len(OWN[0])),
            (2, "statistics_table", "", len(OWN[0]), len(text)),
        )
    ]
    assert reuse.find({"a": text, "b": text}, sections=pd.DataFrame(rows)).places.empty
    prose = pd.DataFrame(rows).assign(type="overview")
    found = reuse.find({"a": text, "b": text}, sections=prose)
    assert found.pairs["text_a"].tolist() == [LAST_YEAR[:-1]]
    assert found.shares[["report_id", "order", "share"]].values.tolist() == [["a", 2, 1.0], ["b", 2, 1.0]]


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "短。", "b": "短。"}, {"a": "\ud800" * 40, "b": "😀" * 40}])
def test_nothing_to_compare_is_an_empty_answer(texts):
    found = reuse.find(texts)
    assert found.pairs.empty
    assert found.clusters.empty
    assert list(found.pairs.columns) == [c for c in reuse_pairs.COLUMNS if c != "cluster"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.sampled_from("政务公开专区引导员甲乙丙，。\n 2019一\t😀"), max_size=120), min_size=2, max_size=4))
def test_of_any_texts_places_are_in_them_and_shares_between_none_and_all(parts):
    texts = {f"r{i}": part for i, part in enumerate([*parts, parts[0]])}
    found = reuse.find(texts)
    for r in found.pairs.itertuples():
        assert texts[r.report_a][r.start_a : r.end_a] == r.text_a
        assert r.similarity >= reuse.SIMILAR
    assert found.shares["share"].between(0, 1).all()
    assert (
        found.shares["own_years"] + found.shares["agencies"] + found.shares["boilerplate"] <= found.shares["characters"]
    ).all()


def test_folding_hides_numbers_signs_and_spaces_and_nothing_else():
    assert reuse_passages.folded("截至 2019年十二月，共 1,234 件（下同）。") == "截至0年0月共0件下同"
    assert reuse_passages.folded("") == ""


def test_candidates_find_nearly_all_that_a_full_comparison_finds():
    """Every pair of 300 passages with random edits, compared in full, against what MinHash proposes."""
    draw = random.Random(3)
    letters = [chr(0x4E00 + i) for i in range(800)]
    sentences = []
    for _ in range(60):
        stem = [draw.choice(letters) for _ in range(draw.randint(24, 60))]
        for edits in range(5):
            words = stem.copy()
            for _ in range(edits):
                words[draw.randrange(len(words))] = draw.choice(letters)
            sentences.append("".join(words))
    texts = {f"r{i:03d}": s for i, s in enumerate(sentences)}
    index = reuse_candidates.index(reuse_passages.cut(texts, list(texts), {}, {}))
    proposed = {tuple(sorted(index.report[index.first[pair]])) for pair in reuse_candidates.near(index)}
    tied = reuse_candidates.components(len(sentences), pd.DataFrame(proposed).to_numpy())
    alike = {
        (i, j)
        for i in range(len(sentences))
        for j in range(i + 1, len(sentences))
        if Indel.normalized_similarity(sentences[i], sentences[j]) >= 0.9
    }
    assert len(alike) > 300
    assert sum(tied[i] == tied[j] for i, j in alike) / len(alike) > 0.94
    assert len(proposed) < 3 * len(alike)  # and does not propose everything


def test_components_are_those_of_a_plain_search():
    draw = random.Random(5)
    pairs = [(draw.randrange(200), draw.randrange(200)) for _ in range(150)]
    label = list(range(200))
    changed = True
    while changed:
        changed = False
        for a, b in pairs:
            low = min(label[a], label[b])
            changed |= (label[a], label[b]) != (low, low)
            label[a] = label[b] = low
    assert reuse_candidates.components(200, pd.DataFrame(pairs).to_numpy()).tolist() == label


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        (OPENING, "template"),
        (PERIOD, "template"),
        ("行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。", "law"),
        ("全年没有发生因政府信息公开被申请行政复议、提起行政诉讼的情况。", "template"),
        ("其中：主动公开规范性文件数", "template"),
        (LAST_YEAR, ""),
        (OWN[0], ""),
        ("政务公开工作人员多为兼职,业务能力有待提高。", ""),
    ],
)
def test_boilerplate_is_known_and_substance_is_not_taken_for_it(sentence, kind):
    assert reuse_templates.kind(reuse_passages.folded(sentence)) == kind


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("rule,pattern,x,,", "kind 'rule' is unknown"),
        ("law,regex,x,,", "match 'regex' is unknown"),
        ("law,sentence,,,", "no words"),
        ("law,pattern,(x,,", "bad pattern"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_line(tmp_path, monkeypatch, row, says):
    (tmp_path / "reuse_templates.csv").write_text(f"kind,match,words,source,note\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(codebook, "folder", lambda: tmp_path)
    codebook.read.cache_clear()
    try:
        with pytest.raises(codebook.CodebookError, match=r"reuse_templates\.csv, line 2") as error:
            reuse_templates.templates.__wrapped__()
    finally:
        codebook.read.cache_clear()
    assert says in str(error.value)


def test_sources_of_templates_are_listed():
    rows = codebook.read("reuse_templates", reuse_templates.COLUMNS)
    known = {line.split(",")[0] for line in (codebook.folder() / "sources.csv").read_text(encoding="utf-8").splitlines()}
    assert {row["source"] for row in rows} <= known


def test_differences_give_back_both_texts():
    steps = reuse_pairs.differences(LAST_YEAR, REWORDED)
    assert "".join(a for a, _ in steps) == LAST_YEAR
    assert "".join(b for _, b in steps) == REWORDED
    assert any(a == b for a, b in steps)


# In words and on the page


def test_what_is_said_counts_what_was_found(known):
    texts, _, found = known
    said = saying_reuse.compared(found, len(texts))
    assert "2 sentences stand in more than one report; 1 of these is wording" in said.en
    assert "which leaves 1. Of these, 1 stands" in said.en
    assert "3处并列：2处在两个机构之间，1处在同一机构" in saying_reuse.pairs(found).zh
    assert "In 1 of 3" in saying_reuse.pairs(found).en
    shared = found.shares[["own_years", "agencies"]].to_numpy().sum() / found.shares["characters"].sum()
    assert saying_reuse.sections(found).title.en.startswith(f"{shared:.0%} of what these 3 reports write")


def test_five_reports_that_share_nothing_are_told_so():
    found = reuse.find({f"r{i}": sentence for i, sentence in enumerate([*OWN, LAST_YEAR, OPENING])})
    assert saying_reuse.compared(found, 5).en.endswith("No sentence stands in two of them.")
    assert saying_reuse.sections(found).title.en == "No sentence of substance in these 5 reports stands in another of them."
    assert saying_reuse.pairs(found).zh == "没有可以并列的句子。"


@pytest.mark.parametrize("n", [0, 1])
def test_one_report_alone_is_compared_with_nothing(n):
    found = reuse.find({f"r{i}": LAST_YEAR for i in range(n)})
    assert "nothing to compare" in saying_reuse.compared(found, n).en
    assert "nothing to compare" in saying_reuse.sections(found).title.en


def test_the_page_marks_what_differs_escapes_words_and_names_the_earlier_report(known):
    _, reports, found = known
    page = evidence_reuse.pairs(found, reports).fragment
    assert "大厅</mark>" in page
    assert page.count("2020-01-20") == 1
    text = LAST_YEAR.replace("专区", "<b>专区</b>")
    texts, reports = corpus(a=made(text, agency="甲"), b=made(THIS_YEAR, agency="乙"))
    assert "<b>专区" not in evidence_reuse.pairs(reuse.find(texts, reports), reports).fragment
