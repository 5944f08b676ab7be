"""What nobody would write: fuzzed files, words, tables and codebooks, the same ones on every run, and what was found so.

`make fuzz` goes on for as long as it is given, with new seeds each time.
"""

import contextlib
import io
import random
import re
import signal
import zipfile
from pathlib import Path
from re import _constants as codes
from re import _parser as grammar
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from make_documents import to_xlsx

from gcir import cells, clauses, codebook, documents, flat, numbers, reports
from gcir.documents import read_bytes
from gcir.flat import squeeze
from gcir.model import UnreadableFile
from gcir.style import house
from tests.fuzz import books, growth, material, metamorphic, oracles, patterns
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[1]
INPUTS = {"numbers": 150, "lines": 60, "manifest": 60, "sheet": 60, "prose": 30, "grid": 20, "page": 6, "other-words": 16}
EACH = 8
BROKEN_BOOKS = 3


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_keeps_its_promises(name: str) -> None:
    for number in range(INPUTS.get(name, EACH)):
        TARGETS[name].check(TARGETS[name].make(random.Random(f"{name}-{number}")))


SIGNS = "0123456789０５，,.．-−%％〇零一二两十百千万亿○件条次元多余近约为 \u3000\u00a0\u200b\u202e\n|。；"


@settings(derandomize=True, max_examples=300, deadline=None, database=None)
@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_numbers_are_numbers_wherever_they_stand(text: str) -> None:
    TARGETS["numbers"].check(text.encode())


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.floats(0, 1e9, allow_nan=False).map(lambda v: round(v, 2)), st.booleans(), st.sampled_from(["", "条", "件", "万元"]))
def test_a_number_is_the_same_in_every_dress(value: float, grouped: bool, unit: str) -> None:
    plain = f"{value:,.2f}" if grouped else f"{value:.2f}"
    wide = plain.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)} | {ord(","): "，", ord("."): "．"})
    read = [cells.read_value(f"{words}{unit}") for words in (plain, wide, f" {plain} ", f"\u3000{plain}\u00a0")]
    if len(plain) <= cells.LONGEST_NUMBER - len(unit):
        assert {(v.number, v.unit) for v in read if v} == {(value, unit)}


@given(st.integers(0, 99_999_999))
@settings(derandomize=True, max_examples=200, deadline=None, database=None)
def test_a_chinese_numeral_is_its_value(value: int) -> None:
    assert numbers.chinese_value(numeral(value)) == value


def numeral(value: int) -> str:
    """A whole number below a hundred million in Chinese."""
    if value >= 10_000:
        rest = value % 10_000
        zero = "零" if 0 < rest < 1000 else ""
        return f"{numeral(value // 10_000)}万{zero}{numeral(rest) if rest else ''}"
    digits, out = "零一二三四五六七八九", ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += digits[digit] + unit
        elif out and value % power:
            out += "" if out.endswith("零") else "零"
    return out or "零"


class Folder(RuleBasedStateMachine):
    """A folder to which reports come, in which they change, and from which they go, built again and again."""

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.place = Path(tempfile.mkdtemp(prefix="gcir-fuzz-"))
        self.raw, self.count = self.place / "raw", 0
        self.raw.mkdir()
        self.put(0)

    @rule(which=st.integers(0, 11))
    def put(self, which: int) -> None:
        data = (*material.files("md"), *material.files("html"))[which % 12]
        (self.raw / f"{which}.{'md' if which % 12 < material.PER_CONTAINER else 'html'}").write_bytes(data)

    @rule(which=st.integers(0, 11))
    def spoil(self, which: int) -> None:
        (self.raw / f"{which % 3}.txt").write_bytes(material.spoilt("txt", random.Random(which)))

    @rule()
    def remove(self) -> None:
        files = sorted(self.raw.iterdir())
        if len(files) > 1:
            files[0].unlink()

    @invariant()
    def a_rebuild_is_a_fresh_build(self) -> None:
        from gcir import corpus

        self.count += 1
        corpus.write_tables([self.raw], self.place / "tidy")
        corpus.write_tables([self.raw], self.place / f"fresh-{self.count}")
        for table in sorted((self.place / "tidy").glob("*.csv")):
            assert table.read_bytes() == (self.place / f"fresh-{self.count}" / table.name).read_bytes()

    def teardown(self) -> None:
        import shutil

        shutil.rmtree(self.place, ignore_errors=True)


TestFolder = Folder.TestCase
TestFolder.settings = settings(derandomize=True, max_examples=2, stateful_step_count=4, deadline=None, database=None)


@pytest.mark.parametrize("name", metamorphic.TEXT)
def test_a_real_report_in_another_writing_has_the_same_figures(name: str) -> None:
    for number, data in enumerate(material.seeds()[:2]):
        metamorphic.text(data, name, random.Random(number))


@pytest.mark.parametrize("name", metamorphic.MARKUP)
def test_a_page_in_another_writing_has_the_same_figures(name: str) -> None:
    pages = [data for data in material.files("html") if b"charset=gb" not in data[:2000].lower()]
    for number, data in enumerate(pages[:2]):
        metamorphic.markup(data.decode("utf-8", "replace").encode(), name, random.Random(number))


@pytest.mark.parametrize("other", metamorphic.OTHERS)
def test_tables_are_the_same_in_every_container(other: str) -> None:
    for number in range(3):
        metamorphic.container(f"container-{number}", other)


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="processes cannot be forked here: no codebook was broken")
def test_a_broken_codebook_is_told_by_file_and_line() -> None:
    assert books.apart([f"test-{number}" for number in range(BROKEN_BOOKS)]) == []


def test_a_fuzzer_is_there_or_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fuzz import run

    monkeypatch.setattr(run.importlib.util, "find_spec", lambda _: None)
    assert "atheris is not installed" in run.guided(1, 1)[0]


# What was found by fuzzing, one by one.


def test_a_workbook_that_its_library_panics_at_is_damaged() -> None:
    old = (ROOT / "tests/fixtures/sample.doc").read_bytes()
    swapped = old.replace("WordDocument".encode("utf-16-le"), "Workbook\0\0\0\0".encode("utf-16-le"))
    for size in (47_524, 48_024, len(swapped)):
        with pytest.raises(UnreadableFile) as refused:
            read_bytes(swapped[:size], "book.xls")
        assert refused.value.reason in ("damaged", "no_text")


def test_cells_merged_over_everything_are_refused() -> None:
    from make_documents import sample_report

    merges = "".join(f'<mergeCell ref="{col}{row}:XFD{row + 50}"/>' for row in range(1, 31) for col in "ABCDEFGHIJ")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(to_xlsx(sample_report()))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb"<mergeCells.*</mergeCells>", f'<mergeCells count="300">{merges}</mergeCells>'.encode(), data)
            new.writestr(name, data)
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(buffer.getvalue(), "book.xlsx")
    assert refused.value.reason == "table_too_large"


def test_a_column_headed_with_a_full_width_year_is_read() -> None:
    rows = "指标名称 | 单位 | {year}年 | 历年累计 |\n主动公开政府信息数 | 条 | 352 | 1426 |\n"
    rows += "其中:政府网站公开数 | 条 | 12 | 41 |\n"
    text = "青山县示例局2010年政府信息公开工作年度报告\n" + rows
    found = [reports.read(read_bytes(text.format(year=year).encode(), "a.txt")) for year in ("2010", "２０１０")]
    assert metamorphic.figures(found[0]) == metamorphic.figures(found[1])
    assert {f.value for f in found[1].figures} == {352, 12}


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b", "\u2060", "\ufe0f", "\u034f", "\u061c", "\U000e0100"])
@pytest.mark.parametrize("number", ["1{}2", "1{0}{0}2", "{}12", "12{}", "{0}1{0}2{0}"])
def test_marks_of_no_width_part_no_number(mark: str, number: str) -> None:
    number = number.format(mark)
    text = f"青山县示例局2016年政府信息公开工作年度报告\n一、主动公开情况\n全年主动公开政府信息{number}条,收到申请{number}。\n"
    assert [f.value for f in reports.read(read_bytes(text.encode(), "a.txt")).figures] == [12, 12]


TITLE = "青山县示例局2016年政府信息公开工作年度报告\n"
NOT_SURE = (
    "1'234", "1·234", "1.234.567", "1\ufffd234", "1\uf06c234", "1\u0301234", "1〇5", "1○5", "1O5", "l2", "十2", "一百2", "1万2",
    "1.2万3千", "12,34,567", "1234,567", "1,2345", "两三", "三五", "十五六", "1〇", "廿三", "2至3", "2-3", "2~3", "2×3",
    "数万三千", "上百", "1.5", "±5", "<5", "12^34", "2或3",
)  # fmt: skip


@pytest.mark.parametrize("number", NOT_SURE)
@pytest.mark.parametrize("behind", ["件", ""])
def test_a_number_of_which_nobody_is_sure_is_no_figure(number: str, behind: str) -> None:
    """Neither the whole nor its last digits; nor in a cell."""
    told = f"{TITLE}一、依申请公开情况\n2016年,我局收到政府信息公开申请{number}{behind},均已答复。\n"
    drawn = f"{TITLE}附表\n指标名称 | 单位 | 统计数 |\n主动公开政府信息数 | 条 | 77 |\n收到申请数 | 件 | {number}{behind} |\n"
    for text in (told, drawn):
        found = reports.read(read_bytes(text.encode(), "a.txt", oracles.PATIENT))
        assert [f.value for f in found.figures if f.indicator == "requests_received" and f.value is not None] == []


@pytest.mark.parametrize("number", ["1'234", "1·234", "1〇5", "1O5", "l2", "十2", "1万2", "1\ufffd234"])
def test_a_number_of_which_nobody_is_sure_is_told(number: str) -> None:
    text = f"{TITLE}一、依申请公开情况\n2016年,我局收到政府信息公开申请{number}件,均已答复。\n"
    found = reports.read(read_bytes(text.encode(), "a.txt", oracles.PATIENT)).findings
    assert [f.found for f in found if f.rule == "number_unsure"] == [f"{number}件"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12*", 12), ("12※", 12), ("12①", 12), ("12²", 12), ("12[1]", 12), ("12(件)", 12), ("12.0", 12), ("1.2万", 12000),
        ("1万2千", 12000), ("12(1)", None), ("1.234", None), ("12%", None), ("-5", None), ("1\n2", None), ("12注1", None),
        ("1 2  3", None),
    ],
)  # fmt: skip
def test_marks_behind_a_cell_are_no_digits_of_it(cell: str, value: float | None) -> None:
    rows = f"<tr><td>指标名称</td><td>单位</td><td>统计数</td></tr><tr><td>收到申请数</td><td>件</td><td>{cell}</td></tr>"
    page = f"<html><body><h1>{TITLE}</h1><p>{'公开政府信息。' * 30}</p><table>{rows}</table></body></html>"
    page = page.replace("\n2", "<br>2")
    found = reports.read(read_bytes(page.encode(), "a.html", oracles.PATIENT))
    assert [f.value for f in found.figures if f.indicator == "requests_received"] == [value]
    assert (value is None) == any(f.rule == "value_unreadable" for f in found.findings)


def test_a_number_broken_over_two_lines_of_a_drawn_table_is_not_its_first_half() -> None:
    rows = "指标名称 | 单位 | 统计数 |\n主动公开政府信息数 | 条 | 77 |\n收到申请数 | 件 | 1\n234 |\n申请答复数 | 件 | 55 |\n"
    found = reports.read(read_bytes(f"{TITLE}附表\n{rows}".encode(), "a.txt", oracles.PATIENT))
    assert {f.indicator: f.value for f in found.figures} == {
        "proactive_disclosed": 77, "requests_received": None, "requests_answered": 55,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"name,pattern\nx,\xff\n", "line 2: not in UTF-8"),
        (b'name,pattern\nx,"y\n', "line 2: this is no CSV"),
        (b"name,pattern,name\nx,y,z\n", "line 1: column 'name' is missing or stands twice"),
        (b"name\nx\n", "line 1: column 'pattern' is missing"),
        (b"name,pattern\nx\n", "line 2: 2 columns expected"),
        (b'name,pattern\nx,"y\nz"\nv,w\n', "line 2: a row fills one line"),
        (b"name,pattern\nx,y\n\nv,w\n", "line 3: a row fills one line"),
        (None, "line 1: the file cannot be read"),
    ],
)
def test_a_codebook_file_that_cannot_be_read_is_named(
    data: bytes | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codebook, "folder", lambda: tmp_path)
    if data is not None:
        (tmp_path / "broken.csv").write_bytes(data)
    with pytest.raises(codebook.CodebookError, match=f"broken.csv, {told}"):
        codebook.read.__wrapped__("broken", ("name", "pattern"))


def test_a_codebook_file_may_begin_with_the_mark_of_a_spreadsheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "folder", lambda: tmp_path)
    (tmp_path / "marked.csv").write_bytes(b"\xef\xbb\xbfname\nx\n")
    assert codebook.read.__wrapped__("marked", ("name",)) == ({"name": "x"},)


def test_a_phrase_that_is_gone_is_missed() -> None:
    with pytest.raises(codebook.CodebookError, match=r"phrases.csv, line \d+: there is no phrase 'nothing_of_that_name'"):
        codebook.phrase("nothing_of_that_name")


# Growth: what once took quadratic time.


@pytest.mark.parametrize("name", ["sentences", "numbered items", "numbers far apart"])
def test_time_grows_with_the_file(name: str) -> None:
    reports.read(documents.read_bytes(growth.MAKERS[name](4_000), "warm"))
    small, large = (min(growth.measure(name, size)[0] for _ in range(2)) for size in (10_000, 80_000))
    assert large < 3 * 8 * max(small, 0.05)


def test_a_long_number_beside_a_gap_is_read_at_once() -> None:
    import time

    def took(size: int) -> float:
        began = time.process_time()
        squeeze("7" * size + ",5 6")
        return time.process_time() - began

    took(1_000)
    assert took(160_000) < 24 * max(0.01, min(took(20_000) for _ in range(3)))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a search cannot be stopped here: no pattern was tried")
def test_no_pattern_hangs() -> None:
    assert patterns.measured("--stuck") == []


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a search cannot be stopped here: no pattern was tried")
def test_time_for_a_phrase_grows_with_the_text() -> None:
    """Some phrases of the codebook; all are tried by `python -m tests.fuzz.patterns`. A busy machine may spoil one try."""
    assert any(patterns.measured("--count", "60", *patterns.OF_TEXTS) == [] for _ in range(3))


def test_a_pattern_that_hangs_is_found() -> None:
    worse = r"(?:[、:]+|a)+$"
    probes = set(patterns.probes(worse, 0, random.Random(1)))
    assert any(body == "、" for _, body, _ in probes)


@pytest.mark.parametrize("words", ["、", "本级", "年度", "(盖章)", "的"])
def test_a_title_of_words_around_a_name_is_read_at_once(words: str) -> None:
    import time

    began = time.process_time()
    for text in (f"青山县示例局{words * 30}甲2016年政府信息公开工作年度报告", f"{words * 30}甲关于政府信息公开工作年度报告"):
        signed = f"{text}\n一、概述\n全年公开信息12条。\n{words * 12}\n2017年1月5日\n"
        with contextlib.suppress(UnreadableFile):
            reports.read(read_bytes(signed.encode(), "a.txt"))
    assert time.process_time() - began < 5


ENDLESS = ("channels", "not_figures", "phrases", "prose_frames", "zero_words", "zero_subjects")


@pytest.mark.parametrize("name", ENDLESS)
def test_no_wording_repeats_words_without_a_bound(name: str) -> None:
    """`(?:a|b)*` is tried again from each of its turns, and two beside each other from each pair of turns."""
    rows = {
        "channels": ("id", "label_zh", "label_en", "pattern"),
        "not_figures": ("pattern", "scope", "reason"),
        "phrases": ("name", "pattern", "note"),
        "prose_frames": ("indicator", "pattern", "classes", "topic", "unless", "time", "example"),
        "zero_words": ("kind", "pattern", "note"),
        "zero_subjects": ("indicator", "pattern", "unless", "example"),
    }[name]
    found = [codebook.expand(name, n, row["pattern"]).pattern for n, row in enumerate(codebook.read(name, rows), 2)]
    assert [p for p in found if not p.startswith("^") and has_endless_words(grammar.parse(p))] == []


def has_endless_words(items: Any) -> bool:
    for code, value in items:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            inside = value[2]
            if value[1] == codes.MAXREPEAT and inside[0][0] not in (codes.IN, codes.LITERAL, codes.NOT_LITERAL, codes.ANY):
                return True
            if has_endless_words(inside):
                return True
        elif (code == codes.SUBPATTERN and has_endless_words(value[3])) or (
            code == codes.BRANCH and any(map(has_endless_words, value[1]))
        ):
            return True
    return False


def test_names_are_drawn_as_they_can_be() -> None:
    assert house.drawable("青山县") == "青山县"
    assert house.drawable("青\u202e山\x07县") == "青山县"
    assert house.drawable("青\U00020164县") == f"青{house.GETA}县"


def test_oracles_can_fail() -> None:
    found = reports.read(read_bytes(material.seeds()[0], "a.txt"))
    oracles.report(found)
    from dataclasses import replace

    wrong = found.figures[0]._replace(start=found.figures[0].start + 1)
    with pytest.raises(oracles.Broken):
        oracles.report(replace(found, figures=(wrong,)))
    with pytest.raises(oracles.Broken):
        oracles.report(replace(found, figures=(found.figures[0]._replace(value=float("inf")),)))
    with pytest.raises(oracles.Broken):
        oracles.report(replace(found, sections=found.sections[1:]))


def test_clauses_of_the_cases_are_there() -> None:
    assert len(material.clauses()) > 300
    assert flat.flatten("１") == "1"
    assert clauses.UNITS
