"""What findings say: in both languages, with the words they are about, and all of it from the codebook."""

import re
import string
from pathlib import Path

import pytest

import gcir
from gcir import checking_wrap, checks_words, codebook
from gcir.messages import Sentence

ROOT = Path(__file__).resolve().parents[1]
CODE = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "gcir").glob("*.py"))}
ROWS = codebook.read("finding_words", ("id", "zh", "en"), "id")
CHINESE = re.compile(r"[\u3400-\u9fff]")
_ALL = "".join(CODE.values())
BY_READERS = [
    *(("table_unaligned", w) for call in re.findall(r"unaligned\(row, (.+)", _ALL) for w in re.findall(r'"([^"]+)"', call)),
    *(("table_missing", words) for words in re.findall(r'"table_missing", f?"([^"]+ [^"]+)"', _ALL)),
    *((rule, words) for words, rule in re.findall(r'words = f?"([^"]+)"\s+out\.findings\.append\(Finding\("(\w+)"', _ALL)),
    *re.findall(r'rule, words = "(\w+)", f?"([^"]+)"', _ALL),
]


def filled(words):
    """An f-string of the code with its blanks filled."""
    return re.sub(r"\{[^{}]*\}", "7", words)


def heard_as(rule, words):
    """The templates of a rule that words may come from."""
    return {key for key, pattern in checks_words.patterns(rule) if pattern.fullmatch(filled(words))}


def test_every_template_is_used_and_every_key_is_a_template():
    ids = {row["id"] for row in ROWS}
    assert set(re.findall(r'told\(\s*"(\w+:\w+)"', _ALL)) <= ids
    by_readers = {key for rule, words in BY_READERS for key in heard_as(rule, words)}
    assert [i for i in sorted(ids) if f'"{i}"' not in _ALL and i not in by_readers] == []


def test_there_are_notes_of_readers():
    assert {rule for rule, _ in BY_READERS} == {
        "table_unaligned",
        "table_missing",
        "table_lost",
        "table_of_other_year",
        "table_unknown",
    }


@pytest.mark.parametrize(("rule", "words"), BY_READERS)
def test_what_readers_note_in_english_has_chinese_words(rule, words):
    assert len(heard_as(rule, words)) == 1
    said = checks_words.heard(rule, filled(words))
    assert said.en == filled(words)
    assert CHINESE.search(said.zh)
    assert not re.search(r"[a-z]{2}", said.zh)


def test_words_of_the_report_stay_as_they_are():
    assert checks_words.heard("label_unknown", "会议纪要 数量") == Sentence("会议纪要 数量", "会议纪要 数量")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_templates_have_the_same_blanks_and_one_language_each(row):
    blanks = [sorted({name for _, name, _, _ in string.Formatter().parse(row[lang]) if name}) for lang in ("zh", "en")]
    assert blanks[0] == blanks[1]
    bare = {lang: re.sub(r"\{\w+\}", "", row[lang]) for lang in ("zh", "en")}
    assert not CHINESE.search(bare["en"])
    assert not re.search(r"[A-Za-z]", bare["zh"])
    assert not re.search(r"[。.]$", row["zh"] + row["en"])


def test_a_template_that_is_wrong_is_named(monkeypatch):
    monkeypatch.setattr(checks_words, "_templates", lambda: {"x": Sentence("{a}", "{b}")})
    with pytest.raises(codebook.CodebookError, match=r"finding_words\.csv, 'x': cannot fill '\{b\}'"):
        checks_words.told("x", a="1")


@pytest.mark.parametrize(("zh", "en"), [("{n}格", "{m} cells"), ("{n", "{n}"), ("{}", "{}")])
def test_blanks_that_differ_are_named_with_their_line(monkeypatch, zh, en):
    monkeypatch.setattr(codebook, "read", lambda *_: ({"id": "x", "zh": zh, "en": en},))
    with pytest.raises(codebook.CodebookError, match=r"finding_words\.csv, line 2"):
        checks_words._templates.__wrapped__()


def test_every_finding_of_the_seeds_speaks_both_languages_and_quotes_its_words():
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        report = gcir.read_report(path)
        for finding in report.findings:
            assert finding.detail
            assert CHINESE.search(finding.detail_zh) or finding.detail_zh == finding.detail
            assert not re.search(r"[a-z]+_[a-z]+", finding.detail_zh + finding.detail), "a code"
            assert finding.evidence == (report.text[finding.start : finding.end] if finding.start is not None else "")


def test_the_tables_hold_both_languages_and_the_words(tmp_path):
    built = gcir.build(ROOT / "data" / "raw", tmp_path)
    assert (built.findings["detail_zh"] != "").all()
    placed = built.findings[built.findings["start"].notna()]
    assert (placed["evidence"] != "").all()
    assert (built.findings[built.findings["start"].isna()]["evidence"] == "").all()
    header = (tmp_path / "findings.csv").read_text(encoding="utf-8-sig").split("\n", 1)[0]
    assert "detail,detail_zh,evidence,start,end" in header


# Lines for a terminal


@pytest.mark.parametrize(
    ("line", "columns", "pieces"),
    [
        ("一二三四五六七八九十一二三", 24, ["一二三四五六七八九十一二", "  三"]),
        ("    一二三四五六七八九十一二三四五", 30, ["    一二三四五六七八九十一二三", "      四五"]),
        ("公开一二三四五六七八九十。好", 24, ["公开一二三四五六七八九", "  十。好"]),
        ("one two three four five six seven", 24, ["one two three four five", "  six seven"]),
        ("短", 24, ["短"]),
        ("一二三四五六七八九十一二三", 0, ["一二三四五六七八九十一二三"]),
        ("一二三四五六七八九十一二三", 10, ["一二三四五六七八九十一二三"]),  # too narrow to be broken well
    ],
)
def test_lines_are_broken_by_columns(line, columns, pieces):
    assert list(checking_wrap.lines(line, columns)) == pieces


def test_no_word_is_lost_and_no_line_too_wide():
    words = "  \x1b[31m错误 Error\x1b[0m  正文与表格不一致 Prose and table · “全年公开文件24件”（见附表），2,345 of 12.5%"
    for columns in range(30, 120):
        pieces = list(checking_wrap.lines(words, columns))
        assert "".join(p.replace(" ", "") for p in pieces) == words.replace(" ", "")
        assert all(checking_wrap.width(p) <= columns for p in pieces)
        assert not any(re.match(r"\s*[，。）”]", p) for p in pieces)
