"""The texts of reports: kept by a build, opened one at a time, and what every place in the tables refers to."""

import os
import pickle
import shutil
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import make_layout_cases
import numpy as np
import pyarrow.parquet as pq
import pytest
from small_corpus import corpus, report

import gcir
from gcir import corpus as corpora
from gcir import drawn, intake, packing, schemas, table_files, text, texts
from gcir.building import How
from gcir.schemas import TableError

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "data" / "raw"


@pytest.fixture(scope="module")
def tidy(tmp_path_factory):
    """The tables of the bundled reports."""
    out = tmp_path_factory.mktemp("tidy")
    gcir.build(SEEDS, out)
    return out


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """Neither files nor tables of reports where they are looked for."""
    monkeypatch.setenv("GCIR_RAW", str(tmp_path / "no-files"))
    monkeypatch.setenv("GCIR_TIDY", str(tmp_path / "no-tables"))
    return tmp_path


# What a build keeps


@pytest.mark.usefixtures("nowhere")
def test_every_place_in_the_tables_is_its_words_in_the_text(tidy):
    found = gcir.load(tidy)
    assert list(found.texts) == found.reports["report_id"].tolist()
    for table, words in (("figures", "evidence"), ("problems", "text"), ("measures", "text"), ("findings", "evidence")):
        placed = getattr(found, table).dropna(subset="start")
        assert len(placed)
        for row in placed.itertuples():
            assert found.texts[row.report_id][row.start : row.end] == getattr(row, words), (table, row)
    for report_id, rows in found.sections.groupby("report_id", sort=False):
        parts = [found.texts[report_id][a:b] for a, b in zip(rows["start"], rows["end"], strict=True)]
        assert "".join(parts) == found.texts[report_id]
    assert [len(words) for words in found.texts.values()] == found.reports["n_chars"].tolist()


def test_what_is_kept_is_what_reading_the_files_gives(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    made = {container: one for one in make_layout_cases.documents() for container in one.containers}
    for container, one in made.items():
        name, data = make_layout_cases.write(one, container)
        (raw / name).write_bytes(data)
    built = gcir.build(raw, tmp_path / "out")
    assert len(built.reports) > 5
    assert dict(built.texts) == {r.report_id: text.read_text(raw / r.file) for r in built.reports.itertuples()}


def test_texts_are_stored_in_small_row_groups_in_the_order_of_the_reports(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "_TEXTS", 3)
    raw = tmp_path / "raw"
    raw.mkdir()
    seeds = sorted(SEEDS.glob("*.txt"))
    for n in range(8):
        (raw / f"{n}.txt").write_text(seeds[n % 5].read_text(encoding="utf-8") + "\n" * n, encoding="utf-8")
    (raw / "4.txt").write_text("", encoding="utf-8")
    built = gcir.build(raw, tmp_path / "out")
    file = pq.ParquetFile(tmp_path / "out" / "texts.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 3, 1]
    assert file.read(["report_id"])["report_id"].to_pylist() == built.reports["report_id"].tolist()
    assert not (tmp_path / "out" / "texts.csv").exists()
    files = dict(zip(built.reports["report_id"], built.reports["file"], strict=True))
    wanted = {i: text.read_text(raw / name) for i, name in files.items()}
    assert dict(built.texts) == wanted
    backwards = reversed(list(built.texts))
    assert {i: built.texts[i] for i in backwards} == wanted


def test_another_text_is_another_build(tmp_path):
    from gcir import arrow

    def mark(words):
        with table_files.written(tmp_path, ["texts"]) as files:
            files["texts"].add(arrow.of_rows("texts", words))
        return table_files.mark(tmp_path / "texts.parquet")

    assert len({mark([("a", "bc")]), mark([("ab", "c")]), mark([("a", "bd")]), mark([("a", None)]), mark([])}) == 5


def test_characters_without_bytes_keep_their_place():
    outcomes = [("k", intake.Outcome("x", "r", text="甲\ud800乙")), ("l", intake.Outcome("y", failure=("empty_file", "")))]
    kept = packing.table([(key, o if o.failure else intake.Outcome("x", "r", _row(), text=o.text)) for key, o in outcomes])
    assert kept["text"].to_pylist() == ["甲?乙", ""]


def _row():
    kinds = {c.name: c.kind for c in schemas.TABLES["reports"]}
    return tuple(None if kinds[name] == "whole" else "" for name in schemas.names("reports")[1:])


def test_texts_of_another_build_are_told(tidy, tmp_path):
    out = tmp_path / "tidy"
    shutil.copytree(tidy, out)
    shutil.copytree(SEEDS, tmp_path / "raw")
    next(iter(sorted((tmp_path / "raw").glob("*.txt")))).unlink()
    gcir.build(tmp_path / "raw", tmp_path / "other")
    shutil.copy(tmp_path / "other" / "texts.parquet", out)
    with pytest.raises(TableError, match=r"texts\.parquet are of different builds"):
        gcir.load(out)


# How they are opened


def test_a_text_is_opened_when_it_is_asked_for_and_few_groups_are_held(tmp_path, monkeypatch):
    import pyarrow as pa

    ids = [f"r{n}" for n in range(100)]
    rows = pa.table({"report_id": ids, "text": [f"正文{n}" for n in range(100)]})
    pq.write_table(rows, tmp_path / "texts.parquet", row_group_size=10)
    found = texts.kept(tmp_path)
    read = []
    really = pq.ParquetFile.read_row_group
    monkeypatch.setattr(pq.ParquetFile, "read_row_group", lambda self, n, **how: read.append(n) or really(self, n, **how))
    assert (len(found), "r7" in found, "r100" in found, list(found) == ids, found.get("r100")) == (100, True, False, True, None)
    assert read == []
    assert [found[i] for i in ids] == rows["text"].to_pylist()
    assert read == list(range(10))
    some = found.only(["r95", "r3", "none"])
    read.clear()
    assert list(some.items()) == [("r3", "正文3"), ("r95", "正文95")]
    assert read == [0]  # the last group was held
    with pytest.raises(KeyError):
        some["r4"]


def test_texts_go_to_other_processes(tidy):
    found = gcir.load(tidy).texts
    first = next(iter(found))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(found.__getitem__, first).result() == found[first]
    assert not pickle.loads(pickle.dumps(found))._openers[first]._held


def test_a_table_that_was_built_again_is_told(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "raw")
    first = gcir.build(tmp_path / "raw", tmp_path / "out").texts
    a, *_ = first
    assert first[a]
    (tmp_path / "raw" / "one.txt").write_text("甲镇2015年政府信息公开工作年度报告\n主动公开信息5条。", encoding="utf-8")
    again = gcir.build(tmp_path / "raw", tmp_path / "out").texts
    assert len(again) == len(first) + 1
    with pytest.raises(TableError, match="built again"):
        dict(pickle.loads(pickle.dumps(first)))


def test_a_file_that_is_no_table_is_told(tidy, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(tidy, out)
    (out / "texts.parquet").write_bytes(b"nothing")
    with pytest.raises(TableError, match=r"texts\.parquet cannot be read as Parquet"):
        _ = gcir.load(out).texts


def test_some_reports_and_several_corpora_have_their_texts(tidy, monkeypatch):
    monkeypatch.setenv("GCIR_RAW", str(tidy / "none"))
    whole = gcir.load(tidy)
    ids = whole.reports["report_id"].tolist()
    assert list(whole.only(ids[1:3]).texts) == ids[1:3]
    assert set(whole.select(year=2014).texts) == set(whole.reports.loc[whole.reports["year"] == 2014, "report_id"])
    assert dict(whole.with_published().texts) == dict(whole.texts)
    assert dict(corpora.concat([whole.only(ids[:2]), whole.only(ids[3:])]).texts) == dict(whole.only([*ids[:2], *ids[3:]]).texts)
    with pytest.raises(ValueError, match=r"corpus\.texts"):
        whole.read("texts")


# Where nothing was kept


def test_tables_without_texts_are_completed_from_the_files(tidy, tmp_path, monkeypatch):
    out = tmp_path / "out"
    shutil.copytree(tidy, out)
    (out / "texts.parquet").unlink()
    monkeypatch.setenv("GCIR_RAW", str(SEEDS))
    old = gcir.load(out)
    opened = []
    really = text.read_text
    monkeypatch.setattr(text, "read_text", lambda path: opened.append(path.name) or really(path))
    found = old.texts
    assert opened == []
    assert dict(found) == dict(gcir.load(tidy).texts)
    assert len(dict(found)) == len(opened) == len(old.reports)


@pytest.mark.usefixtures("nowhere")
def test_no_text_at_all_is_told_once_and_plainly(tidy, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(tidy, out)
    (out / "texts.parquet").unlink()
    with pytest.warns(UserWarning, match="texts are not there: build the tables again"):
        assert dict(gcir.load(out).texts) == {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert dict(text.read_texts(gcir.load(out).reports, tidy=out)) == {}
    assert dict(gcir.load_published(ROOT / "data" / "published").texts) == {}


def test_read_texts_takes_what_was_kept_of_these_very_reports(tidy, tmp_path, monkeypatch):
    monkeypatch.setenv("GCIR_TIDY", str(tidy))
    monkeypatch.setenv("GCIR_RAW", str(SEEDS))
    reports = gcir.load(tidy).reports
    opened = []
    really = text.read_text
    monkeypatch.setattr(text, "read_text", lambda path: opened.append(path.name) or really(path))
    assert dict(text.read_texts(reports)) == dict(gcir.load(tidy).texts)
    assert opened == []
    changed = reports.assign(sha256=[*reports["sha256"][:-1], "another"])
    assert dict(text.read_texts(changed)) == dict(gcir.load(tidy).texts)
    assert opened == [reports["file"].iloc[-1]]
    opened.clear()
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / reports["file"][0]).write_text("另一份文本", encoding="utf-8")
    assert list(text.read_texts(reports, raw).values()) == ["另一份文本"]
    assert len(text.read_texts(reports, raw, tidy)) == len(reports)


# Some of very many


def many(n, agencies=4, counties=50):
    rows = []
    for i in range(n):
        agency = i // agencies
        place = f"{110000 + agency % counties}"
        rows.append(report(f"r{i}", agency=f"甲{agency}", agency_id=f"{place}-{agency}", adcode=place, year=2008 + i % agencies))
    return corpus(rows).reports


def test_few_reports_are_all_read():
    reports = many(100)
    assert drawn.evenly(reports, 100) is reports
    assert drawn.neighbours(reports, 100) is reports


def test_reports_are_drawn_evenly_over_years_and_places():
    reports = many(4_000)
    some = drawn.evenly(reports, 1_000)
    assert (len(some), some.index.is_monotonic_increasing) == (1_000, True)
    assert some["year"].value_counts().nunique() == 1
    assert some["adcode"].nunique() == 50
    shuffled = reports.sample(frac=1, random_state=3)
    assert set(drawn.evenly(shuffled, 1_000)["report_id"]) == set(some["report_id"])


def test_places_are_drawn_with_all_agencies_and_years():
    reports = many(4_000)
    some = drawn.neighbours(reports, 2_000)
    assert 1_900 < len(some) <= 2_000
    whole = reports[reports["adcode"].isin(some["adcode"])]
    assert len(whole) == len(some)
    shuffled = reports.sample(frac=1, random_state=3)
    assert set(drawn.neighbours(shuffled, 2_000)["report_id"]) == set(some["report_id"])


def test_of_one_large_place_agencies_are_drawn_and_unnamed_reports_stand_alone():
    reports = many(4_000, counties=1)
    some = drawn.neighbours(reports, 401)
    assert len(some) == 400
    assert (some["agency_id"].value_counts() == 4).all()
    assert len(np.unique(some["year"])) == 4
    unnamed = reports.assign(agency="", agency_id="", adcode="")
    assert len(drawn.neighbours(unnamed, 401)) == 401


def test_a_build_keeps_texts_in_the_same_bytes_however_it_comes_about(tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(SEEDS, raw)
    for n, path in enumerate(sorted(raw.glob("*.txt"))):
        os.utime(path, ns=(n, n))
    corpora.write_tables([raw], tmp_path / "one", How(workers=1))
    first = sorted(raw.glob("*.txt"))[0]
    words = first.read_text(encoding="utf-8")
    first.unlink()
    corpora.write_tables([raw], tmp_path / "two", How(workers=1))
    first.write_text(words, encoding="utf-8")
    corpora.write_tables([raw], tmp_path / "two", How(workers=1))
    assert (tmp_path / "one" / "texts.parquet").read_bytes() == (tmp_path / "two" / "texts.parquet").read_bytes()


@pytest.mark.usefixtures("nowhere")
def test_statements_and_coding_sheets_have_their_surroundings_without_the_files(tidy, tmp_path):
    from gcir import sampling, statements

    found = gcir.load(tidy)
    row = found.problems.iloc[0]
    before = found.texts[row["report_id"]][: row["start"]][-8:].split("\n")[-1]
    assert before
    assert before in statements.page(tidy, tmp_path / "none", [])
    assert sampling.write(tidy, tmp_path / "none", 5, 1, tmp_path / "sheet.csv") == (5, 0)


def test_words_of_an_evidence_table_unfold_from_what_was_kept(tidy, monkeypatch):
    from gcir import evidence

    monkeypatch.setenv("GCIR_TIDY", str(tidy))
    monkeypatch.setenv("GCIR_RAW", str(SEEDS))
    monkeypatch.setattr(text, "read_text", lambda path: pytest.fail(f"{path} is read"))
    found = gcir.load(tidy)
    assert '<details class="gcir-words"' in evidence.statements(found.problems, found.reports).fragment


def test_pages_say_of_how_many_reports_some_were_drawn():
    from gcir import reuse, saying_problems, saying_reuse

    reports = many(40)
    assert saying_problems.words_drawn(reports, reports) is None
    drawn_from = saying_problems.words_drawn(drawn.evenly(reports, 10), reports)
    assert all("40" in words and "10" in words for words in (drawn_from.zh, drawn_from.en))
    same = dict.fromkeys(reports["report_id"], "本机关进一步健全信息公开各项工作制度并加强对各科室的督促检查。")
    found = reuse.find(same, reports)
    alone, of_more = saying_reuse.compared(found, 40), saying_reuse.compared(found, 40, left_out=60)
    assert of_more.en.replace(" " + _more(100, 40).en, "") == alone.en
    assert of_more.zh.replace(_more(100, 40).zh, "") == alone.zh


def _more(n, k):
    from gcir.messages import say

    return say("reuse_drawn", n=n, k=k)


@pytest.mark.parametrize(("most", "threshold"), [(40.0, 1), (20_000.0, 0)])
def test_the_threshold_of_keyness_is_drawn_where_it_can_be_told_from_nothing(most, threshold):
    import matplotlib.pyplot as plt
    import pandas as pd

    from gcir import charts

    counts = {"target": 5, "reference": 0, "target_size": 10, "reference_size": 10, "log_ratio": 2.0, "reports": 3}
    table = pd.DataFrame([{"word": w, **counts, "g2": g2, "certain": True} for w, g2 in (("不够", most), ("有待", 16.0))])
    ax = charts.keyness(table, many(4))
    assert sum("p <" in words.get_text() for words in ax.texts) == threshold
    plt.close(ax.figure)
