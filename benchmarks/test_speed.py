"""What the package costs, beside something that everybody knows the cost of. Run by `make bench`."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import jieba
import pytest

import gcir
from gcir import corpus

SEEDS = sorted((Path(__file__).resolve().parents[1] / "data" / "raw").glob("*.txt"))
TEXTS = {path: path.read_text(encoding="utf-8") for path in SEEDS}


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory):
    dictionary = jieba.Tokenizer()
    dictionary.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    dictionary.initialize()
    return dictionary


def ratio(capsys, label, above, below, goal):
    found = statistics.median(above) / statistics.median(below)
    with capsys.disabled():
        print(f"\n  {label}: {found:.2f} (goal: at most {goal})")
    assert found <= goal


def clocked(action, times):
    start = time.perf_counter()
    action()
    times.append(time.perf_counter() - start)


def in_turn(benchmark, action, other, rounds):
    """Times of both, measured alternately, so that they meet the same machine."""
    others: list[float] = []
    benchmark.pedantic(action, setup=lambda: clocked(other, others), rounds=rounds, warmup_rounds=2)
    return benchmark.stats.stats.data, others[2:]


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem[:3])
def test_reading(benchmark, capsys, tokenizer, path):
    read, cut = in_turn(benchmark, lambda: gcir.read_report(path), lambda: tokenizer.lcut(TEXTS[path]), 25)
    ratio(capsys, f"reading {path.stem[:3]} : segmenting it with jieba", read, cut, 0.5)


def importing(module):
    return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)


def test_importing(benchmark, capsys):
    ours, theirs = in_turn(benchmark, importing("gcir"), importing("pandas"), 7)
    ratio(capsys, "import gcir : import pandas", ours, theirs, 1.3)


def test_building(benchmark, capsys, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(60):
        shutil.copy(SEEDS[n % len(SEEDS)], raw / f"{n:02}.txt")
    files = sorted(raw.iterdir())
    build = lambda: corpus.write_tables([raw], tmp_path / "out", workers=1)  # noqa: E731
    built, read = in_turn(benchmark, build, lambda: [gcir.read_report(path) for path in files], 5)
    ratio(capsys, "building from 60 reports : reading them", built, read, 1.5)
