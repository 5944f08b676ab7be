"""What a user states about files wins over what they say; what cannot be meant is named with file, line and remedy."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcir
from gcir import divisions, intake, manifest
from gcir.manifest import ManifestError
from gcir.schemas import TableError

TEXT = "鼓楼区统计局2016年政府信息公开工作年度报告\n一、概述\n2016年，主动公开政府信息12条，收到申请3件。\n"
NAMELESS = "一、概述\n全年主动公开政府信息12条。\n"


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "more" / "b.txt").write_text(NAMELESS, encoding="utf-8")
    return folder


def state(folder, text, encoding="utf-8"):
    (folder / "manifest.csv").write_text(text, encoding=encoding)


def built(folder, tmp_path):
    corpus = gcir.build(folder, tmp_path / "tidy", workers=1)
    return corpus, {row.file: row for row in corpus.reports.itertuples()}


def test_what_is_stated_wins_and_the_rest_is_as_read(raw, tmp_path):
    state(raw, "file,agency,region,year,url\na.txt,,江苏省徐州市鼓楼区,,https://example.cn/1\n")
    row = built(raw, tmp_path)[1]["a.txt"]
    assert (row.agency, row.province, row.prefecture, row.county) == ("鼓楼区统计局", "江苏省", "徐州市", "鼓楼区")
    assert (row.adcode, row.region_source, row.region_evidence) == ("320302", "manifest", "manifest.csv, line 2")
    assert (row.year, row.url) == (2016, "https://example.cn/1")
    assert row.agency_id.startswith("320302-")


def test_without_a_manifest_nothing_is_different(raw, tmp_path):
    before = built(raw, tmp_path)[1]["a.txt"]
    state(raw, "file,agency,year\n")
    assert built(raw, tmp_path)[1]["a.txt"] == before
    assert before.county == "鼓楼区"
    assert before.adcode == ""


def test_the_year_stated_is_the_year_by_which_figures_are_read(raw, tmp_path):
    figures = built(raw, tmp_path)[0].figures
    assert set(figures["indicator"]) == {"proactive_disclosed", "requests_received"}
    state(raw, "file,year\na.txt,2017\n")
    corpus, rows = built(raw, tmp_path)
    assert rows["a.txt"].year == 2017
    assert corpus.figures.empty, "numbers of another year are no figures"


def test_a_file_that_names_nobody_is_read_once_its_agency_is_stated(raw, tmp_path):
    assert list(built(raw, tmp_path)[0].failures["reason"]) == ["no_agency"]
    state(raw, "file,agency,year\nmore/b.txt,文成县统计局,2014\n")
    corpus, rows = built(raw, tmp_path)
    assert corpus.failures.empty
    row = rows["more/b.txt"]
    assert (row.agency, row.county, row.agency_kind, row.level, row.year) == (
        "文成县统计局",
        "文成县",
        "department",
        "county",
        2014,
    )
    assert row.region_source == "manifest"


@pytest.mark.parametrize(
    ("region", "code", "town"),
    [
        ("330328", "330328", ""),
        ("浙江省/温州市/文成县", "330328", ""),
        ("文成县", "330328", ""),
        ("浙江省温州市文成县珊溪镇", "330328", "珊溪镇"),
        ("延边州延吉市", "222401", ""),
        ("温州市", "330300", ""),
    ],
)
def test_regions_may_be_written_in_many_ways(raw, tmp_path, region, code, town):
    state(raw, f"file,agency,region,year\nmore/b.txt,某办公室,{region},2014\n")
    row = built(raw, tmp_path)[1]["more/b.txt"]
    assert (row.adcode, row.township) == (code, town)


def test_when_a_file_was_fetched_may_be_kept_and_changes_nothing(raw, tmp_path):
    state(raw, "file,url\na.txt,https://example.cn/1\n")
    before = built(raw, tmp_path)[1]["a.txt"]
    state(raw, "file,url,fetched\na.txt,https://example.cn/1,2024-05-06T07:08:09Z\n")
    assert built(raw, tmp_path)[1]["a.txt"] == before
    assert before.url == "https://example.cn/1"


def test_a_region_in_parts(raw, tmp_path):
    state(raw, "file,agency,province,county,township,year\nmore/b.txt,,吉林省,桦甸市,红石砬子镇,2014\nmore/b.txt,,,,,\n")
    with pytest.raises(ManifestError, match=r"line 3: more/b\.txt stands already on line 2"):
        built(raw, tmp_path)
    state(raw, "file,agency,province,county,township,year\nmore/b.txt,红石镇,吉林省,桦甸市,红石砬子镇,2014\n")
    row = built(raw, tmp_path)[1]["more/b.txt"]
    assert (row.adcode, row.township, row.agency_kind) == ("220282", "红石镇", "township_government")


def test_a_division_that_has_ended_is_known_by_its_year(raw, tmp_path):
    state(raw, "file,agency,region,year\nmore/b.txt,崇明县统计局,上海市崇明县,2014\n")
    assert built(raw, tmp_path)[1]["more/b.txt"].county == "崇明县"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,year\nc.txt,2016\n", "line 2: there is no file 'c.txt'; did you mean 'a.txt'"),
        ("file,year\n../a.txt,2016\n", "line 2: there is no file '../a.txt' below"),
        ("file,year\n,2016\n", "line 2: column 'file' is empty"),
        ("file,jahr\na.txt,2016\n", "line 1: unknown column 'jahr'; the columns are file, agency"),
        ("year\n2016\n", "line 1: column 'file' is missing"),
        ("file,file\na.txt,a.txt\n", "line 1: column 'file' stands twice"),
        ("file,year\n\na.txt,16\n", "line 3: year '16' is no year"),
        ("file,year\na.txt,二〇一六\n", "line 2: year '二〇一六' is no year"),
        ("file,year\na.txt,2016,x\n", "line 2: 2 cells expected, 3 found"),
        ("file,agency_kind\na.txt,office\n", "line 2: agency_kind 'office' is unknown; the kinds are "),
        ("file,url\na.txt,example.cn\n", "line 2: url 'example.cn' is no address"),
        ("file,fetched\na.txt,yesterday\n", "line 2: fetched 'yesterday' is no time"),
        ("file,region\na.txt,鼓楼区\n", "line 2: region '鼓楼区' may be "),
        ("file,region\na.txt,无此省\n", "line 2: region '无此省' is no division"),
        ("file,region\na.txt,990101\n", "line 2: region '990101' is the code of no division"),
        ("file,region\na.txt,文成县无此地\n", "line 2: '无此地' in region '文成县无此地' is no division of 文成县"),
        ("file,province,county\na.txt,吉林省,文成县\n", "line 2: region '吉林省文成县' is no division"),
        ("file,township\na.txt,珊溪镇\n", "line 2: region '珊溪镇' is no division"),
        ("file,region,county\na.txt,文成县,文成县\n", "line 2: region and its parts are both given"),
    ],
)
def test_errors_name_file_line_and_remedy(raw, tmp_path, text, words):
    state(raw, text)
    with pytest.raises(TableError) as caught:
        built(raw, tmp_path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(raw / "manifest.csv"))
    assert not (tmp_path / "tidy").exists(), "nothing is written before the manifest is right"


def test_spreadsheets_save_other_encodings(raw, tmp_path):
    for encoding in ("utf-8-sig", "gb18030"):
        state(raw, "file,agency,year\r\nmore/b.txt,文成县统计局,2014\r\n", encoding)
        assert built(raw, tmp_path)[1]["more/b.txt"].agency == "文成县统计局"
    (raw / "manifest.csv").write_bytes(b"file,agency\r\na.txt,\xff\xff\xff\r\n")
    with pytest.raises(ManifestError, match="not UTF-8"):
        built(raw, tmp_path)


def test_the_manifest_nearest_to_a_file_decides(raw, tmp_path):
    state(raw, "file,agency,year\nmore/b.txt,文成县统计局,2014\n")
    state(raw / "more", "file,agency,year\nb.txt,泰顺县统计局,2015\n")
    assert built(raw, tmp_path)[1]["more/b.txt"].agency == "泰顺县统计局"
    assert gcir.read_report(raw / "more" / "b.txt").dates.year == 2015


def test_a_change_is_seen_at_once(raw):
    state(raw, "file,year\na.txt,2014\n")
    assert gcir.read_report(raw / "a.txt").dates.year == 2014
    state(raw, "file,year\na.txt,2015\n")
    os.utime(raw / "manifest.csv", ns=(1, 1))
    assert gcir.read_report(raw / "a.txt").dates.year == 2015


def test_the_command_line_says_it_in_one_sentence(raw, tmp_path):
    state(raw, "file,year\nc.txt,2016\n")
    run = subprocess.run(
        [sys.executable, "-m", "gcir", "build", str(raw), "--out", str(tmp_path / "tidy")], capture_output=True, text=True
    )
    assert run.returncode == 2
    assert run.stderr.startswith("Error: ")
    assert "did you mean 'a.txt'" in run.stderr
    assert "Traceback" not in run.stderr


def test_many_processes_obey_it_too(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "PARALLEL_FROM", 2)
    state(raw, "file,agency,year\nmore/b.txt,文成县统计局,2014\n")
    corpus = gcir.build(raw, tmp_path / "tidy", workers=2)
    assert "文成县统计局" in set(corpus.reports["agency"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="甲乙县市镇省,\"'/\\ \t=1299", max_size=12), min_size=1, max_size=7))
def test_no_line_breaks_the_reading_in_another_way(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("raw")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    state(folder, "file,agency,region,year,url\na.txt," + ",".join(cells) + "\n")
    try:
        stated = manifest.of(folder / "a.txt")
    except ManifestError as error:
        told = str(error)
    else:
        told = "line " if stated is None or stated.division is None or stated.division in divisions.divisions() else ""
    assert "line " in told
