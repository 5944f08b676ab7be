"""Many files into tables and back: what is written, what fails, and what never changes."""

import csv
import os
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest

import gcir
from gcir import codebook, corpus, intake, reports, schemas, store, table_files
from gcir.model import Agency, Dates, Document, Figure, Finding, Section, Statement, UnreadableFile

ROOT = Path(__file__).resolve().parents[1]
# The contract, typed once more: a column that is renamed or moved breaks other people's programs.
CONTRACT = {
    "reports": "report_id file url sha256 agency agency_as_written agency_id agency_kind level province prefecture county"
    " township adcode region_source region_evidence year title published signed period_start period_end layout n_chars origin",
    "sections": "report_id order depth type heading start end",
    "figures": "report_id indicator channel content route applicant value unit precision stated_as source row_label column_label"
    " evidence start end",
    "problems": "report_id order text categories cause start end",
    "measures": "report_id order text categories cause start end problem_order",
    "findings": "report_id rule severity indicator expected found detail detail_zh evidence start end",
    "failures": "file reason detail",
}


def figure(value, evidence="5", start=0, **other):
    empty = dict.fromkeys(("channel", "content", "route", "applicant", "unit", "row_label", "column_label"), "")
    stated = {"indicator": "proactive_disclosed", "precision": "exact", "stated_as": "digits", "source": "prose"}
    return Figure(value=value, evidence=evidence, start=start, end=start + len(evidence), **(empty | stated | other))


def pretend(path):
    """A report read from a small file: agency, year and figures separated by spaces; `!reason` cannot be read."""
    text = Path(path).read_text(encoding="utf-8")
    if text.startswith("!"):
        raise UnreadableFile(text[1:].strip(), "made up")
    if text.startswith("bug"):
        raise ZeroDivisionError("made up")
    if text.startswith("kill"):
        os._exit(1)
    agency, year, *values = text.split()
    document = Document(Path(path).name, text, sha256="0" * 64)
    cells = tuple(figure(None if v == "blank" else float(v), v, text.index(v)) for v in values)
    return SimpleNamespace(
        document=document,
        agency=Agency(agency=agency),
        dates=Dates(year=int(year)),
        layout="prose",
        report_id=f"{agency}-{year}",
        sections=(Section(1, 0, "preamble", "", 0, len(text), 0),),
        figures=cells,
        problems=(Statement(1, agency, ("timeliness", "staffing_training"), "", 0, len(agency)),),
        measures=(Statement(1, "=1+1", (), "", 0, 1), Statement(2, "-5", (), "", 0, 1, 1)),
        findings=(Finding("identity_holds", "pass"),),
    )


@pytest.fixture(autouse=True)
def _pretended(monkeypatch):
    def reading(path):
        yield
        return pretend(path)

    monkeypatch.setattr(reports, "reading", reading)


@pytest.fixture
def folder(tmp_path):
    """Three readable files, one of them in a folder with a name that is not plain."""
    raw = tmp_path / "raw"
    (raw / "a b，表").mkdir(parents=True)
    (raw / "one.txt").write_text("甲局 2020 5 blank", encoding="utf-8")
    (raw / "two.txt").write_text("乙局 2021 6.5", encoding="utf-8")
    (raw / "a b，表" / "three.txt").write_text("甲局 2020 7", encoding="utf-8")
    return raw


def tables(out):
    """The bytes of all files that stand in a folder beside the store."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


def test_columns_are_those_of_the_contract_in_files_and_frames(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "out")
    for table, columns in CONTRACT.items():
        assert pq.read_schema(tmp_path / "out" / f"{table}.parquet").names == columns.split()
        header = (tmp_path / "out" / f"{table}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert header.split(",") == columns.split()
        assert list(getattr(built, table).columns) == columns.split()


def test_what_was_read_stands_in_the_tables(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "out")
    assert built.reports["file"].tolist() == ["a b，表/three.txt", "one.txt", "two.txt"]
    assert built.reports["origin"].unique().tolist() == ["parsed"]
    assert built.reports["n_chars"].tolist() == [len((folder / f).read_text(encoding="utf-8")) for f in built.reports["file"]]
    values = built.figures.merge(built.reports[["report_id", "file"]], on="report_id")
    assert values.loc[values["file"] == "one.txt", "value"].isna().tolist() == [False, True]
    assert built.problems.loc[0, "categories"] == ["timeliness", "staffing_training"]
    assert built.measures["problem_order"].isna().tolist()[:2] == [True, False]
    assert rows(tmp_path / "out" / "problems.csv")[0]["categories"] == "timeliness|staffing_training"


def test_a_blank_cell_is_empty_and_a_zero_is_zero(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("甲局 2020 0 blank 1.5", encoding="utf-8")
    gcir.build(tmp_path / "raw", tmp_path / "out")
    assert [r["value"] for r in rows(tmp_path / "out" / "figures.csv")] == ["0", "", "1.5"]


def test_reports_of_the_same_agency_and_year_get_ids_of_their_own(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "out")
    assert built.reports["report_id"].tolist() == ["甲局-2020", "甲局-2020-2", "乙局-2021"]
    assert built.figures.groupby("report_id")["value"].max().to_dict() == {"甲局-2020": 7, "甲局-2020-2": 5, "乙局-2021": 6.5}


def test_formulas_are_made_harmless_and_numbers_stay_numbers(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "out")
    assert [r["text"] for r in rows(tmp_path / "out" / "measures.csv")][:2] == ["'=1+1", "-5"]
    assert built.measures["text"].tolist()[:2] == ["=1+1", "-5"]


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-a", "@x", "\tx", "＝1", "-2+3"])
def test_dangerous_cells_are_quoted(cell):
    assert store.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "条", "-5", "+261%", "-1,234.5", "a=b"])
def test_harmless_cells_are_left_alone(cell):
    assert store.safe(cell) == cell


def test_two_builds_give_the_same_bytes(folder, tmp_path):
    for out in ("first", "second"):
        corpus.write_tables([folder], tmp_path / out)
    first, second = (tables(tmp_path / out) for out in ("first", "second"))
    assert len(first) == 2 * len(CONTRACT) + 1  # texts have no CSV file
    assert first == second


def test_the_order_in_which_files_are_named_does_not_matter(folder, tmp_path):
    files = [p for p in folder.rglob("*") if p.is_file()]
    random.Random(1).shuffle(files)
    corpus.write_tables(files, tmp_path / "first")
    corpus.write_tables([*files[::-1], folder / "one.txt"], tmp_path / "second")
    assert (tmp_path / "first" / "reports.csv").read_bytes() == (tmp_path / "second" / "reports.csv").read_bytes()


def test_files_of_one_name_in_two_folders_are_told_apart(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "more")
    named = [s.file for s in intake.sources([folder, tmp_path / "more" / "one.txt", tmp_path / "more" / "a b，表"])]
    assert sorted(named) == ["a b，表/three.txt", "more/one.txt", "raw/one.txt", "three.txt", "two.txt"]


def test_hidden_files_and_the_tables_themselves_are_not_read(folder):
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    (folder / "manifest.csv").write_text("file,year\n", encoding="utf-8")
    (folder / "one_files").mkdir()
    (folder / "one_files" / "style.css").write_text("x", encoding="utf-8")
    for _ in range(2):
        summary = corpus.write_tables([folder], folder / "tidy")
        assert summary.rows["reports"] == 3
        assert summary.failed == 0


def test_bad_files_are_rows_of_failures_and_stop_nothing(folder, tmp_path):
    (folder / "bad.txt").write_text("!encrypted", encoding="utf-8")
    (folder / "bug.txt").write_text("bug", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    built = gcir.build(folder, tmp_path / "out")
    assert built.failures[["file", "reason"]].to_numpy().tolist() == [
        ["bad.txt", "encrypted"],
        ["bug.txt", "unexpected_error"],
        ["picture.png", "unknown_type"],
    ]
    assert "ZeroDivisionError" in built.failures.loc[1, "detail"]
    assert len(built.reports) == 3


def test_strict_raises_after_everything_is_written(folder, tmp_path):
    (folder / "bad.txt").write_text("!damaged", encoding="utf-8")
    with pytest.raises(schemas.TableError, match=r"1 of 4 files could not be read \(1 damaged\)"):
        gcir.build(folder, tmp_path / "out", strict=True)
    assert len(gcir.load(tmp_path / "out").reports) == 3


def test_many_files_are_read_in_processes_with_the_same_result(tmp_path, monkeypatch):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(24):
        (raw / f"{n:02}.txt").write_text(f"局{n % 5} 2020 {n}" if n != 7 else "kill", encoding="utf-8")
    monkeypatch.setattr(intake, "PARALLEL_FROM", 10)
    forked = partial(ProcessPoolExecutor, mp_context=get_context("fork"))  # the made-up reader must be there too
    monkeypatch.setattr(intake, "ProcessPoolExecutor", forked)
    parallel = gcir.build(raw, tmp_path / "parallel", workers=2)
    assert parallel.failures["file"].tolist() == ["07.txt"]
    (raw / "07.txt").write_text("!unexpected_error", encoding="utf-8")
    serial = gcir.build(raw, tmp_path / "serial", workers=1)
    assert len(serial.reports) == 23
    for table in ("reports", "figures"):
        pd.testing.assert_frame_equal(getattr(parallel, table), getattr(serial, table))


def test_a_failed_write_leaves_the_old_tables(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    corpus.write_tables([folder], out)
    before = tables(out)
    (folder / "four.txt").write_text("丙局 2022 1", encoding="utf-8")

    def break_off(_self, _rows):
        raise OSError("broken")

    monkeypatch.setattr(table_files.TableFile, "add", break_off)
    with pytest.raises(OSError, match="broken"):
        corpus.write_tables([folder], out)
    assert tables(out) == before


def test_loading_says_what_is_wrong(folder, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(schemas.TableError, match="build the tables first"):
        gcir.load(out)
    corpus.write_tables([folder], out)
    frame = pd.read_parquet(out / "figures.parquet")
    frame.assign(precision="exactly").to_parquet(out / "figures.parquet")
    with pytest.raises(schemas.TableError, match=r"figures\.parquet, column 'precision', row 1: 'exactly'"):
        gcir.load(out)
    frame.drop(columns="unit").to_parquet(out / "figures.parquet")
    with pytest.raises(schemas.TableError, match="column 'unit' is missing"):
        gcir.load(out)
    frame.assign(start=9, end=1).to_parquet(out / "figures.parquet")
    with pytest.raises(schemas.TableError, match="start is before end"):
        gcir.load(out)
    frame.assign(value="many").to_parquet(out / "figures.parquet")
    with pytest.raises(schemas.TableError, match="not of its type"):
        gcir.load(out)
    frame.assign(start="many").to_parquet(out / "figures.parquet")
    with pytest.raises(schemas.TableError, match="not of its type"):
        gcir.load(out)
    (out / "figures.parquet").write_bytes(b"no parquet")
    with pytest.raises(schemas.TableError, match="cannot be read as Parquet"):
        gcir.load(out)


def test_columns_beyond_the_contract_survive(folder, tmp_path):
    corpus.write_tables([folder], tmp_path)
    pd.read_parquet(tmp_path / "reports.parquet").assign(mine=1).to_parquet(tmp_path / "reports.parquet")
    assert gcir.load(tmp_path).reports.columns[-1] == "mine"


def test_a_folder_is_found_from_below(folder, tmp_path, monkeypatch):
    corpus.write_tables([folder], tmp_path / "data" / "tidy")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert len(gcir.load("data/tidy").reports) == 3
    monkeypatch.setenv("GCIR_TIDY", str(tmp_path / "elsewhere"))
    with pytest.raises(schemas.TableError, match="elsewhere"):
        gcir.load()


def test_shows_itself_in_a_notebook(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "<out>")
    html = built._repr_html_()
    assert "<out>" not in html
    assert "2020–2021" in html
    assert html.count("<tr>") == len(CONTRACT)
    assert "3 reports" in repr(built)


def test_a_corpus_shows_its_folders_as_seen_from_here(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    built = gcir.build(folder, tmp_path / "a" / "tidy")
    shown = corpus.concat([built.only(["乙局-2021"]), corpus.Corpus(folder="data/published")])._repr_html_()
    assert "</b> a/tidy + data/published ·" in shown
    assert str(tmp_path) not in shown
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert "</b> ../a/tidy ·" in built._repr_html_()


def test_every_table_is_named_in_the_codebook():
    named = codebook.read("tables", ("table", "row_en", "row_zh"), "table")
    assert [r["table"] for r in named] == list(schemas.STORED) == [*schemas.TABLES, "texts"] == [*CONTRACT, "texts"]


def test_the_panel_has_the_columns_of_the_tables():
    panel = gcir.load_published(ROOT / "data" / "published")
    assert panel.reports["origin"].unique().tolist() == ["transcribed"]
    assert panel.reports["report_id"].is_unique
    assert len(panel.figures) == len(rows(ROOT / "data" / "published" / "figures.csv"))
    for table, columns in CONTRACT.items():
        own = ["problem_categories"] if table == "reports" else []
        assert list(getattr(panel, table).columns) == columns.split() + own
    assert set(panel.reports.loc[panel.reports["agency_kind"] == "county_government", "level"]) == {"county"}
    levels = panel.reports.loc[panel.reports["agency_kind"] == "department"].groupby("level")["county"]
    told = {level: bool((county != "").all()) for level, county in levels}
    assert told == {"county": True, "prefecture": False, "province": False}
    assert panel.figures["start"].isna().all()
    assert (panel.figures["evidence"] == "").all()


def test_the_panel_stands_beside_parsed_reports_and_a_report_counts_once(tmp_path):
    panel = gcir.load_published(ROOT / "data" / "published")
    known = panel.reports.iloc[3]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(f"{known['agency']} {known['year']} 5", encoding="utf-8")
    both = gcir.build(tmp_path / "raw", tmp_path / "out").with_published(ROOT / "data" / "published")
    assert both.reports["origin"].value_counts().to_dict() == {"transcribed": len(panel.reports) - 1, "parsed": 1}
    assert known["report_id"] not in set(both.figures["report_id"])
    assert both.figures.dtypes.equals(panel.figures.dtypes)


def test_the_panel_meets_a_parsed_report_of_the_same_agency_under_another_spelling_and_no_other():
    panel = gcir.load_published(ROOT / "data" / "published")
    known = panel.reports[(panel.reports["agency_kind"] == "department") & (panel.reports["level"] == "county")].iloc[0]
    parsed = known.to_dict() | {"report_id": "mine", "url": "", "origin": "parsed", "agency": f"{known['province']}某局"}
    unplaced = {"agency_id": "", "agency": known["agency"]}
    for changed, held in (({}, 1), ({"year": 1999}, 0), ({"agency_id": "000000-0"}, 0), (unplaced, 1), ({"year": pd.NA}, 0)):
        mine = corpus.Corpus(reports=schemas.typed("reports", pd.DataFrame([parsed | changed])))
        assert len(mine.with_published(ROOT / "data" / "published").reports) == len(panel.reports) + 1 - held, changed


def test_a_wrong_panel_says_where(tmp_path):
    source = ROOT / "data" / "published"
    shutil.copy(source / "reports.csv", tmp_path)
    lines = (source / "figures.csv").read_text(encoding="utf-8").splitlines()
    bad = lines[2].split(",")
    (tmp_path / "figures.csv").write_text("\n".join([*lines[:2], ",".join([*bad[:3], "many", *bad[4:]])]), encoding="utf-8")
    with pytest.raises(schemas.TableError, match=r"figures\.csv, row 3: 'many' is not a number"):
        gcir.load_published(tmp_path)
    (tmp_path / "figures.csv").write_text("\n".join([*lines[:2], ",".join(["elsewhere", *bad[1:]])]), encoding="utf-8")
    with pytest.raises(schemas.TableError, match="row 3: elsewhere is not in"):
        gcir.load_published(tmp_path)


def test_corpora_that_share_an_id_are_not_mixed(folder, tmp_path):
    built = gcir.build(folder, tmp_path / "out")
    with pytest.raises(schemas.TableError, match="more than one corpus"):
        corpus.concat([built, built])
    assert len(corpus.concat([built.only(["乙局-2021"]), built.only(["甲局-2020"])]).reports) == 2
