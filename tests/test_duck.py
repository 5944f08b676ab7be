"""The DuckDB file: the tables as they are, views that say what gcir.compare says, comments, and a page in step with it."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from compare_corpus import towns
from test_scale import write as write_tables

import gcir
from gcir import codebook, compare, coverage, duck, quality, schemas

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "scripts"))

import make_sql_page  # noqa: E402


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The bundled reports."""
    folder = tmp_path_factory.mktemp("tidy")
    return gcir.build(ROOT / "data" / "raw", folder)


@pytest.fixture(scope="module")
def ask(corpus):
    with duckdb.connect(str(duck.write(corpus.folder)), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).df()


def same(one, other, key):
    """Whether two frames hold the same cells in the columns of the first, in whatever order of rows."""
    assert len(one) == len(other) > 0
    one, other = (frame[list(one)].sort_values(key, ignore_index=True) for frame in (one, other))
    for column in one:
        assert [_plain(v) for v in one[column]] == [_plain(v) for v in other[column]], column


def _plain(value):
    return None if value is pd.NA or value != value else value.item() if isinstance(value, np.generic) else value


def test_every_table_is_there_row_by_row(corpus, ask):
    for table in schemas.TABLES:
        frame = getattr(corpus, table)
        rows = ask(f"SELECT * FROM {table}")
        assert list(rows)[: len(frame.columns)] == list(frame.columns)
        assert len(rows) == len(frame)
    texts = ask("SELECT * FROM texts")
    assert dict(zip(texts["report_id"], texts["text"], strict=True)) == dict(corpus.texts)
    assert ask("SELECT id FROM indicators")["id"].tolist() == [row["id"] for row in codebook.indicators()]


def test_figures_have_the_number_that_pages_call_them_by(corpus, ask):
    wanted = corpus.read("figures", ["report_id", "evidence", "start", "figure_number"])
    same(wanted, ask("SELECT * FROM figures"), ["report_id", "figure_number"])


def test_figures_in_context_stand_between_the_words_around_them(corpus, ask):
    rows = ask("SELECT * FROM figures_in_context")
    assert len(rows) == len(corpus.figures)
    for row in rows.itertuples():
        words = row.words_before + row.evidence + row.words_after
        assert words == corpus.texts[row.report_id][max(0, row.start - 90) : row.end + 90]


def test_tables_of_a_version_that_kept_no_texts_make_a_file_without_them(corpus, tmp_path):
    folder = write_tables(corpus, tmp_path)
    with duckdb.connect(str(duck.write(folder)), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM texts").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM figures").fetchone() == (len(corpus.figures),)


def test_totals_are_what_compare_gives(corpus, ask):
    totals = ask("SELECT * FROM totals")
    columns = ["report_id", "indicator", "value", "precision", "source", "conflict", "figure_number", "agency", "year", "layout"]
    wanted = pd.concat([compare.values(corpus, indicator) for indicator in corpus.figures["indicator"].unique() if indicator])
    same(wanted[columns], totals, ["report_id", "indicator"])


def test_channels_are_what_compare_gives(corpus, ask):
    chosen = compare.choose(corpus.figures, "proactive_disclosed")
    own = chosen[(chosen["channel"] != "") & chosen["value"].notna()]
    same(own[["report_id", "channel", "content", "value"]], ask("SELECT * FROM channels"), ["report_id", "channel", "content"])
    parts = compare.parts(corpus, "proactive_disclosed")[["report_id", "channel", "content", "value", "total"]]
    rows = ask("SELECT * FROM channels").merge(parts[["report_id", "channel", "content"]])
    same(parts, rows, ["report_id", "channel", "content"])


def test_outcomes_of_requests_are_what_compare_gives(corpus, ask):
    rows = ask("SELECT * FROM requests_by_outcome")
    for indicator, group in rows.groupby("indicator"):
        values = compare.values(corpus, indicator).set_index("report_id")["value"]
        closed = compare.values(corpus, "requests_closed").set_index("report_id")["value"]
        assert group["cases"].tolist() == values.reindex(group["report_id"]).tolist()
        assert group["closed"].tolist() == closed.reindex(group["report_id"]).tolist()
        assert (group["share"].notna() <= (group["closed"] >= compare.SMALLEST)).all()


def test_problems_and_findings_are_what_coverage_and_quality_give(corpus, ask):
    counts = ask("SELECT report_id, category, count(*) AS statements FROM problems_by_category GROUP BY ALL")
    wanted = coverage.problem_categories(corpus)[["report_id", "category", "statements"]]
    same(wanted, counts, ["report_id", "category"])
    wanted = quality.findings(corpus)[["report_id", "finding_number", "rule", "severity", "agency"]]
    same(wanted, ask("SELECT * FROM findings_open"), ["report_id", "finding_number"])


def test_everything_says_what_it_is_in_both_languages(ask):
    made = ask(
        "SELECT table_name, comment FROM duckdb_tables() UNION SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
    )
    silent = made[made["comment"].isna()]["table_name"].tolist()
    assert silent == ["indicators"]
    columns = ask("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert {"totals", "copies", "findings_open"} < set(columns["table_name"])  # views too
    assert columns[columns["comment"].isna()].to_dict("records") == []
    assert columns["comment"].str.contains(" / ").all()


def test_the_codebook_tells_of_no_column_that_is_not_there(ask):
    there = ask("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    pairs = set(there.itertuples(index=False, name=None)) | {("", name) for name in there["column_name"]}
    assert {
        (r["table"], r["column"]) for r in codebook.read("duckdb_columns", ("table", "column", "about_zh", "about_en"))
    } <= pairs


@pytest.mark.parametrize("row", duck.questions(), ids=lambda row: row["question_en"])
def test_every_question_has_an_answer(ask, row, tmp_path):
    if "HAVING" not in row["sql"]:
        assert len(ask(row["sql"]))
        return
    with duckdb.connect(str(duck.write(write_tables(towns(), tmp_path))), read_only=True) as connection:  # five of a kind
        assert len(connection.execute(row["sql"]).df())


def test_contradictions_are_those_of_the_notebook(ask, corpus):
    known = quality.by_report(quality.contradictions(corpus))
    told = ask("SELECT report_id, count(DISTINCT rule) AS ways FROM contradictions GROUP BY ALL ORDER BY report_id")
    wanted = known.loc[known["fails"] > 0, ["report_id", "fails"]].sort_values("report_id")
    assert told.to_numpy().tolist() == wanted.to_numpy().tolist()
    view = next(row for row in duck.views() if row["name"] == "contradictions")
    assert set(re.findall("'([^']*)'", view["sql"])) == set(quality.contradiction_rules())


def test_the_page_is_in_step():
    assert (ROOT / "docs" / "sql.md").read_text(encoding="utf-8") == make_sql_page.document()


def test_what_was_there_stays_until_all_is_done(corpus, tmp_path, monkeypatch):
    folder = write_tables(corpus, tmp_path / "it's")
    path = duck.write(folder)
    before = path.read_bytes()
    monkeypatch.setattr(duck, "_views", lambda connection: connection.execute("nonsense"))
    with pytest.raises(duckdb.Error):
        duck.write(folder)
    assert path.read_bytes() == before
    assert sorted(p.name for p in folder.iterdir() if p.suffix != ".parquet") == [duck.FILE]


def test_a_folder_without_tables_is_told(tmp_path):
    with pytest.raises(schemas.TableError, match="build the tables first"):
        duck.write(tmp_path)


def test_a_wrong_view_is_told_with_its_line(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(
        duck, "views", lambda: ({"name": "odd", "sql": "SELECT nothing", "definition_zh": "", "definition_en": ""},)
    )
    with pytest.raises(codebook.CodebookError, match=r"duckdb_views\.csv, line 2"):
        duck.write(write_tables(corpus, tmp_path))


def test_the_command_line_leaves_it_beside_the_tables(tmp_path):
    command = [sys.executable, "-m", "gcir", "build", str(ROOT / "data" / "raw"), "--out", str(tmp_path / "tidy"), "--duckdb"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert "gcir.duckdb" in done.stdout
    with duckdb.connect(str(tmp_path / "tidy" / duck.FILE), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (5,)


def test_a_database_of_these_tables_is_left_as_it_is(corpus, tmp_path, monkeypatch):
    folder = write_tables(corpus, tmp_path)
    path, is_new = duck.renew(folder)
    assert is_new
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert duck.renew(folder) == (path, False)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE own AS SELECT 1")
    assert duck.renew(folder) == (path, True)  # somebody changed it
    (folder / "figures.parquet").touch()
    assert duck.renew(folder) == (path, True)  # the tables may be others
    monkeypatch.setattr(duck.versions, "package", lambda _: "another codebook")
    assert duck.renew(folder) == (path, True)
    assert duck.renew(folder) == (path, False)
    path.unlink()
    assert duck.renew(folder) == (path, True)


def test_a_build_renews_a_database_that_is_there(tmp_path):
    from click.testing import CliRunner

    from gcir.cli import main

    raw, out = tmp_path / "raw", tmp_path / "tidy"
    raw.mkdir()
    for n in (1, 2):
        (raw / f"{n}.txt").write_text(f"甲{n}镇人民政府2015年政府信息公开工作年度报告\n全年公开信息{n}00条。\n", encoding="utf-8")
        options = ["--duckdb"] if n == 1 else []
        done = CliRunner().invoke(main, ["build", str(raw), "--out", str(out), "--workers", "1", *options])
        assert done.exit_code == 0
        with duckdb.connect(str(out / duck.FILE), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM reports").fetchone() == (n,)
