"""The synthetic reports: the same from the same seed, true to their words, and read well enough by the parser."""

from __future__ import annotations

import csv
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.synthetic.score import Outcome, read, score
from tests.synthetic.textforms import table_lines
from tests.synthetic.webforms import body
from tests.synthetic.wordings import sections
from tests.synthetic.writer import generate, write

COUNT, SEED = 60, 3


def plain(text: str) -> str:
    """Text without blanks, in plain forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_same_seed_same_bytes() -> None:
    for kind in ("html", "txt", "md", "docx", "xlsx", "pdf"):
        first = [(name, data) for name, data, *_ in generate(6, 8, container=kind)]
        again = [(name, data) for name, data, *_ in generate(6, 8, container=kind)]
        assert first == again
        assert first != [(name, data) for name, data, *_ in generate(6, 9, container=kind)]


@pytest.mark.parametrize("layout", ["prose", "local_2008", "national_2014", "national_2019", "national_2021"])
def test_evidence_is_printed(layout: str) -> None:
    for name, data, draft, _ in generate(40, SEED, layout, "md"):
        text = plain(data.decode("utf-8"))
        for figure in draft.figures:
            assert plain(figure.evidence) in text, (name, figure)
        for problem in draft.problems:
            assert plain(problem.text) in text, (name, problem)
        assert plain(draft.title) in text


def test_tables_of_the_modern_layouts_add_up() -> None:
    for _, _, draft, _ in generate(40, SEED, "national_2021", "md"):
        cells = {(f.indicator, f.applicant): f.value or 0 for f in draft.figures if f.source == "table"}
        whole = {}
        for total in ("requests_received", "requests_closed", "requests_carried_in"):
            whole[total] = sum(value for (name, who), value in cells.items() if name == total and who)
        for indicator, parts in whole.items():
            assert cells[indicator, ""] == parts
        came = cells["requests_received", ""] + cells["requests_carried_in", ""]
        assert came == cells["requests_closed", ""] + cells["requests_carried_out", ""]


def test_no_pattern_is_left_over() -> None:
    for _, data, _, _ in generate(200, SEED, container="md"):
        text = data.decode("utf-8").replace("<title>", "")
        for mark in ("{", "}", "<n", "<t", "@", "^", "%Y", "%P", "%N", "%A", "%D", ",,", "。。"):
            assert mark not in text, (mark, text[max(0, text.index(mark) - 40) : text.index(mark) + 20])


def test_every_wording_can_be_reached() -> None:
    assert all(sections().values())
    assert min(len(sections()[f"problem {kind}"]) for kind in ("awareness", "timeliness", "other")) >= 3


def test_prints_keep_every_cell() -> None:
    for _, _, draft, _ in generate(5, SEED, "national_2019", "md"):
        for block in draft.blocks:
            if block.kind == "table":
                for manner in ("pipes", "grid", "tabs", "aligned", "cells"):
                    text = plain("".join(table_lines(block, manner)))
                    assert all(plain(c.text) in text for row in block.rows for c in row)
                assert body([block], "clean", draft.rng).count("<td") == sum(len(row) for row in block.rows)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Scores of a small set, read by the command line."""
    folder = tmp_path_factory.mktemp("synthetic")
    assert write(folder, COUNT, SEED) == COUNT
    command = [sys.executable, "-m", "gcir", "build", str(folder / "reports"), "--out", str(folder / "tidy")]
    subprocess.run(command, check=True, capture_output=True)
    return score(folder / "truth", folder / "tidy")


FLOORS = [(row["score"], row["floor"]) for row in read(Path(__file__).parent / "synthetic" / "floors.csv")]


@pytest.mark.parametrize(("name", "floor"), FLOORS)
def test_parser_holds_its_floor(outcome: Outcome, name: str, floor: str) -> None:
    assert outcome.scores[name] >= float(floor), [d for d in outcome.differences if d[0] != "figure missed"][:5]


def test_score_notices_errors(tmp_path: Path) -> None:
    """A perfect answer scores one; a wrong value, a lost problem and a wrong year do not."""
    write(tmp_path, 12, SEED, container="md")
    tidy = tmp_path / "tidy"
    tidy.mkdir()
    truth = {name: read(tmp_path / "truth" / f"{name}.csv") for name in ("reports", "figures", "problems")}
    truth["problems"] = [p for p in truth["problems"] if p["kind"] == "problem"]

    def answer(change: bool) -> Outcome:
        for name, rows in truth.items():
            rows = [row | {"report_id": row["file"]} for row in rows]
            if change:
                rows[0] = rows[0] | {"value": "987654", "text": "别的", "year": "1999", "optional": ""}
            with (tidy / f"{name}.csv").open("w", newline="", encoding="utf-8") as f:
                writer = csv.DictWriter(f, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return score(tmp_path / "truth", tidy)

    right, wrong = answer(False).scores, answer(True).scores
    for name in ("figures.macro_f1", "figures.f1", "problems.f1", "categories.f1", "report.year"):
        assert right[name] == 1.0
        assert name == "categories.f1" or wrong[name] < 1.0
