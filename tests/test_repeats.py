"""One report in several files: it is told, nothing is lost, and comparisons count it once."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from small_corpus import corpus as made
from small_corpus import figure, report

import gcir
from gcir import assembly, compare, copies, coverage, quality, requests, saying, saying_quality
from gcir.building import How
from gcir.corpus import write_tables

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "data" / "raw").glob("*.txt"))
RULES = {"report_repeated", "report_published_again", "file_of_several"}
TABLE = """
<p>一、概述</p><p>{name}现公布{year}年政府信息公开工作年度报告。</p>
<table><tr><td>指标</td><td>统计数</td></tr>
<tr><td>主动公开政府信息数（不同渠道和方式公开相同信息计1条）</td><td>{a}</td></tr>
<tr><td>1.政府网站公开政府信息数</td><td>{b}</td></tr>
<tr><td>收到申请数</td><td>{c}</td></tr><tr><td>1.当面申请数</td><td>{d}</td></tr>
<tr><td>申请办结数</td><td>{c}</td></tr><tr><td>行政复议数量</td><td>0</td></tr><tr><td>行政诉讼数量</td><td>0</td></tr></table>
"""


def page(name="甲县财政局", year=2015, a=320, b=200, c=17, d=5):
    body = TABLE.format(name=name, year=year, a=a, b=b, c=c, d=d)
    return f"<html><head><title>{name}{year}年政府信息公开工作年度报告</title></head><body>{body}</body></html>"


@pytest.fixture
def raw(tmp_path):
    """The bundled reports in a folder of their own."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in SEEDS:
        shutil.copy(path, folder)
    return folder


def built(raw, out, **how):
    return write_tables([raw], out, How(workers=1, **how))


def told(corpus):
    """Which rules are told of which files, and the details in English."""
    rows = corpus.read("findings", ["file", "rule", "expected", "detail"], {"rule": RULES})
    return sorted(rows.itertuples(index=False, name=None))


def tables(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_the_same_bytes_are_told_of_every_file_and_stay_in_the_tables(raw, tmp_path):
    first = SEEDS[0].name
    shutil.copy(SEEDS[0], raw / "zz.txt")
    summary = built(raw, tmp_path / "out")
    found = gcir.load(tmp_path / "out")
    assert len(found.reports) == len(SEEDS) + 1
    ids = found.reports.set_index("file")["report_id"]
    assert ids["zz.txt"] == f"{ids[first]}-2"
    assert told(found) == [
        (first, "report_repeated", ids[first], f"The same bytes as zz.txt: comparisons count {first} alone"),
        ("zz.txt", "report_repeated", ids[first], f"The same bytes as {first}: comparisons count {first} alone"),
    ]
    assert copies.of(found) == {ids["zz.txt"]}
    assert summary.files().endswith("; 1 repeats a report of another file")


def test_three_and_many_files_name_each_other_and_say_how_many_more(raw, tmp_path):
    (raw / SEEDS[0].name).unlink()
    for n in range(6):
        (raw / f"{n}").mkdir()
        shutil.copy(SEEDS[0], raw / f"{n}" / "a.txt")
    summary = built(raw, tmp_path / "out")
    found = gcir.load(tmp_path / "out")
    details = {file: detail for file, _, _, detail in told(found)}
    assert details["4/a.txt"] == "The same bytes as 0/a.txt; 1/a.txt; 2/a.txt and 2 more: comparisons count 0/a.txt alone"
    assert details["0/a.txt"].startswith("The same bytes as 1/a.txt; 2/a.txt; 3/a.txt and 2 more:")
    assert len(copies.of(found)) == summary.repeated == 5
    assert "repeat a report" in summary.files()


def test_what_is_told_goes_with_the_file_and_comes_back_the_same(raw, tmp_path):
    out = tmp_path / "out"
    built(raw, out)
    before = tables(out)
    shutil.copy(SEEDS[1], raw / "zz.txt")
    built(raw, out)
    twice = tables(out)
    assert twice["findings.parquet"] != before["findings.parquet"]
    (raw / "zz.txt").unlink()
    assert built(raw, out).repeated == 0
    assert tables(out) == before
    shutil.copy(SEEDS[1], raw / "zz.txt")
    built(raw, out)
    assert tables(out) == twice
    assert built(raw, out).repeated == 1  # told again where nothing is written


@pytest.mark.parametrize("window", [1, 2, 250])
def test_however_the_files_are_cut_the_same_is_told(raw, tmp_path, monkeypatch, window):
    (raw / "zz").mkdir()
    for path in SEEDS:
        shutil.copy(path, raw / "zz" / path.name)
        (raw / "zz" / f"again-{path.name}").write_bytes(path.read_bytes() + b"\n\n")
    built(raw, tmp_path / "whole")
    monkeypatch.setattr(assembly, "WINDOW", window)
    monkeypatch.setattr(assembly, "_TOGETHER", 1)
    built(raw, tmp_path / "cut", fresh=True)
    whole, cut = (gcir.load(tmp_path / name) for name in ("whole", "cut"))
    assert told(whole) == told(cut)
    assert len(copies.of(whole)) >= len(SEEDS)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("a.txt,文成县统计局,\nb.txt,文成县珊溪镇人民政府,\n", ("文成县珊溪镇人民政府", "文成县统计局")),
        (
            "a.txt,文成县统计局,2015\nb.txt,文成县统计局,2016\n",
            ("文成县统计局 and the year 2016", "文成县统计局 and the year 2015"),
        ),
    ],
)
def test_one_file_stated_to_be_two_reports_counts_twice_and_is_told(tmp_path, lines, named):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("a.txt", "b.txt"):
        shutil.copy(SEEDS[0], raw / name)
    (raw / "manifest.csv").write_text(f"file,agency,year\n{lines}", encoding="utf-8")
    summary = built(raw, tmp_path / "out")
    found = gcir.load(tmp_path / "out")
    (a, b) = told(found)
    assert (a[0], a[1], b[0], b[1]) == ("a.txt", "file_of_several", "b.txt", "file_of_several")
    assert named[0] in a[3]
    assert named[1] in b[3]
    assert "b.txt" in a[3]
    assert copies.of(found) == frozenset()
    assert summary.repeated == 0


def two(tmp_path, one, other, suffixes=(".html", ".htm")):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, text, suffix in zip("ab", (one, other), suffixes, strict=True):
        (raw / f"{name}{suffix}").write_text(text, encoding="utf-8")
    (raw / "manifest.csv").write_text("file,region\n" + "".join(f"{n}{s},330328\n" for n, s in zip("ab", suffixes, strict=True)))
    built(raw, tmp_path / "out")
    return gcir.load(tmp_path / "out")


def test_the_same_figures_in_another_file_are_the_same_report(tmp_path):
    found = two(tmp_path, page(), page().replace("<p>一、概述</p>", "<div>一、概述</div>\n"))
    (a, b) = told(found)
    assert a[:2] == ("a.html", "report_published_again")
    assert "b.htm" in a[3]
    assert b[:2] == ("b.htm", "report_published_again")
    assert "a.html" in b[3]
    assert len(compare.values(found, "requests_received")) == 1


@pytest.mark.parametrize(
    "other",
    [
        page(c=18),  # a number was corrected: figure_restated tells that
        page(year=2016),
        page(name="甲县教育局"),
    ],
)
def test_other_figures_years_or_agencies_are_other_reports(tmp_path, other):
    found = two(tmp_path, page(), other)
    assert told(found) == []
    assert len(compare.values(found, "requests_received")) == 2


def test_zeros_alone_make_no_two_reports_one(tmp_path):
    nothing = page(a=0, b=0, c=0, d=0)
    assert told(two(tmp_path, nothing, nothing + "\n")) == []


def test_a_part_of_the_figures_is_not_the_report(tmp_path):
    whole = page()
    part = whole[: whole.index("<tr><td>收到申请数")] + "</table></body></html>"
    assert told(two(tmp_path, whole, part)) == []


FUNCTIONS = {
    "values": lambda c: compare.values(c, "proactive_disclosed"),
    "series": lambda c: compare.series(c, "requests_received", on_mixed="ignore"),
    "parts": lambda c: compare.parts(c, "proactive_disclosed"),
    "agencies": compare.agencies,
    "stated": lambda c: requests.stated(c, "results"),
    "shares": lambda c: requests.shares(c, "results"),
    "levels": requests.levels,
    "states": coverage.states,
    "told_states": coverage.told_states,
    "stating": coverage.stating,
    "categories": coverage.problem_categories,
    "contradictions": quality.contradictions,
    "contents": quality.contents,
    "delays": quality.delays,
    "findings": lambda c: quality.findings(c, "contradiction", "form", "relation", "completeness"),
    "pairs": lambda c: compare.shares(c, "requests_granted", "requests_closed"),
    "once": lambda c: c.once().problems,
}


@pytest.fixture(scope="module")
def alone_and_twice(tmp_path_factory):
    """The bundled reports, and the same with a copy of each, some in the same bytes and some not."""
    folder = tmp_path_factory.mktemp("twice")
    for name in ("alone", "twice"):
        (folder / name / "raw").mkdir(parents=True)
        for path in SEEDS:
            shutil.copy(path, folder / name / "raw")
    more = folder / "twice" / "raw" / "zz"
    more.mkdir()
    for path in SEEDS:
        shutil.copy(path, more / path.name)
    for name in ("alone", "twice"):
        built(folder / name / "raw", folder / name / "out")
    return tuple(gcir.load(folder / name / "out") for name in ("alone", "twice"))


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("one_by_one", [500, 0])
def test_comparisons_count_a_report_once(alone_and_twice, name, one_by_one, monkeypatch):
    monkeypatch.setattr(coverage, "ONE_BY_ONE", one_by_one)
    alone, twice = (FUNCTIONS[name](corpus) for corpus in alone_and_twice)
    pd.testing.assert_frame_equal(alone.reset_index(drop=True), twice.reset_index(drop=True))
    assert len(alone)


def test_views_for_sql_count_a_report_once(alone_and_twice):
    import duckdb

    from gcir import duck

    for view in ("chosen", "totals", "channels", "requests_by_outcome", "problems_by_category"):
        counts = []
        for corpus in alone_and_twice:
            with duckdb.connect(str(duck.write(corpus.folder)), read_only=True) as connection:
                counts.append(connection.execute(f"SELECT count(*) FROM {view}").fetchone())
        assert counts[0] == counts[1] != (0,), view


def test_words_say_what_is_left_out(alone_and_twice):
    alone, twice = alone_and_twice
    left = saying.left_out(twice)
    assert str(left.en).startswith(f"{len(SEEDS)} more repeat one of these")
    assert saying.corpus(twice).en.replace(f" {left.en}", "") == saying.corpus(alone).en
    assert saying_quality.checked(twice).en.replace(f" {left.en}", "") == saying_quality.checked(alone).en
    assert str(saying.left_out(alone).zh) == ""


def test_a_choice_of_reports_without_the_first_holds_the_copy(alone_and_twice):
    _, twice = alone_and_twice
    (copy, *_) = sorted(copies.of(twice))
    alone = twice.only([copy])
    assert copies.of(alone) == frozenset()
    assert len(compare.values(alone, "proactive_disclosed")) == len(alone.reports) == 1


def test_corpora_made_of_frames_are_asked_each_time():
    rows = [figure(name, "requests_received", 3.0) for name in ("甲", "乙")]
    said = [{"report_id": "乙", "rule": "report_repeated", "severity": "info", "expected": "甲"}]
    found = made([report("甲"), report("乙")], rows, findings=said)
    assert compare.values(found, "requests_received")["report_id"].tolist() == ["甲"]
    assert len(compare.values(made([report("甲"), report("乙")], rows), "requests_received")) == 2
