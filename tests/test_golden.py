"""The five annotated reports: scores that cannot drop, traps that never become figures, invariants that always hold."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

import gcir
from gcir import documents
from gcir.reports import Report

ROOT = Path(__file__).parent.parent
RAW = sorted((ROOT / "data" / "raw").glob("*.txt"))
GOLD = Path(__file__).parent / "gold"

FLOORS = {
    "reports.fields": 1.0,
    "sections.found": 1.0,
    "figures.precision": 1.0,
    "figures.recall": 1.0,
    "figures.prose.f1": 1.0,
    "figures.macro_f1": 1.0,
    "figures.nonzero.precision": 1.0,
    "figures.nonzero.recall": 1.0,
    "figures.attributes": 1.0,
    "problems.f1": 1.0,
    "problems.categories.f1": 1.0,
    "measures.covered": 1.0,
    "findings.recall": 1.0,
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    out = tmp_path_factory.mktemp("tidy")
    gcir.build([ROOT / "data" / "raw"], out=out)
    result = out / "scores.json"
    subprocess.run([sys.executable, str(GOLD / "score.py"), str(out), "--json", str(result)], check=True, capture_output=True)
    return json.loads(result.read_text())


def test_every_score_has_a_floor(scores: dict[str, float]) -> None:
    assert set(FLOORS) | {"figures.f1"} == set(scores)


@pytest.mark.parametrize("name", FLOORS)
def test_score_does_not_drop(scores: dict[str, float], name: str) -> None:
    assert scores[name] >= FLOORS[name]


@pytest.fixture(scope="module", params=RAW, ids=lambda p: p.name[:3])
def report(request: pytest.FixtureRequest) -> Report:
    return gcir.read_report(request.param)


def test_no_trap_becomes_a_figure(report: Report) -> None:
    with (GOLD / "traps.csv").open(encoding="utf-8") as f:
        traps = [row for row in csv.DictReader(f) if row["file"] == report.file]
    for trap in traps:
        words = trap["text"].split("…")[0].split("/")[0]
        hit = [f for f in report.figures if f.value == float(trap["number"]) and words in f.evidence.replace(" ", "")]
        assert not hit, trap


def test_evidence_is_its_slice(report: Report) -> None:
    text = report.text
    for row in (*report.figures, *report.problems, *report.measures):
        words = row.evidence if hasattr(row, "evidence") else row.text
        assert words
        assert text[row.start : row.end] == words


def test_sections_give_back_the_text(report: Report) -> None:
    assert "".join(report.text[s.start : s.end] for s in report.sections) == report.text
    for section in report.sections:
        assert report.text[section.start : section.end].lstrip().startswith(section.heading)


def test_reading_twice_gives_the_same(report: Report) -> None:
    path = next(p for p in RAW if p.name == report.file)
    assert gcir.read_report(path) == report


def test_every_number_printed_in_a_table_is_in_the_figures(report: Report) -> None:
    document = documents.read_document(next(p for p in RAW if p.name == report.file))
    printed = sorted(int(c.text) for t in document.tables for c in t.cells if c.text.isdecimal())
    read = sorted(int(f.value) for f in report.figures if f.source == "table" and f.value is not None)
    assert read == printed
