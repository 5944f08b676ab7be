"""The published panel: what it adds beside its figures, and what it does with nothing and with nonsense."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from small_corpus import corpus, report

from gcir import coverage, schemas
from gcir.corpus import concat
from gcir.panel import load_published

PUBLISHED = Path(__file__).parents[1] / "data" / "published"


@pytest.fixture
def panel(tmp_path):
    """A copy of the bundled panel, and a function that rewrites one of its files line by line."""
    for name in ("reports", "figures"):
        shutil.copyfile(PUBLISHED / f"{name}.csv", tmp_path / f"{name}.csv")

    def rewrite(name, change):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
        return tmp_path

    return rewrite


def test_noted_categories_are_kept_and_counted_beside_stated_problems():
    noted = pd.read_csv(PUBLISHED / "reports.csv")["problem_categories"].dropna()
    problems = [{"report_id": "甲", "order": 1, "text": "更新不够及时", "categories": ["timeliness"], "start": 0, "end": 6}]
    both = concat([corpus([report("甲"), report("乙")], problems=problems), load_published(PUBLISHED)])
    rows = coverage.problem_categories(both)
    assert rows.groupby("origin")["report_id"].nunique().to_dict() == {"parsed": 1, "transcribed": len(noted)}
    wanted = noted.str.split("|").explode().value_counts().to_dict()
    assert rows[rows["origin"] == "transcribed"]["category"].value_counts().to_dict() == wanted


def test_a_panel_without_the_column_is_as_good(panel):
    def without_last(lines):
        return [line.rpartition(",")[0] for line in lines]

    assert "problem_categories" not in load_published(panel("reports", without_last)).reports


def test_files_with_nothing_but_a_header_are_an_empty_panel(panel):
    folder = panel("figures", lambda lines: lines[:1])
    assert len(load_published(folder).reports) > 300
    assert load_published(folder).figures.empty
    nothing = load_published(panel("reports", lambda lines: lines[:1]))
    assert nothing.reports.empty
    assert coverage.problem_categories(concat([corpus([report("甲")]), nothing])).empty
    assert concat([corpus([report("甲")]), nothing]).reports["year"].tolist() == [2015]


def test_a_category_that_nobody_knows_is_named_with_its_row(panel):
    folder = panel("reports", lambda lines: [lines[0], lines[1] + "timeliness|lateness", *lines[2:]])
    with pytest.raises(schemas.TableError, match=r"reports\.csv, row 2: 'lateness' is not in problem_categories\.csv"):
        load_published(folder)
