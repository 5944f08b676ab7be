"""What the package costs, beside something that everybody knows the cost of. Run by `make bench`."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import jieba
import pandas as pd
import pytest

import gcir
from gcir import corpus, intake
from gcir.building import How

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from make_layout_cases import documents, write

PAGES = [("form-2019", "html"), ("form-2019", "mso"), ("form-2021", "html"), ("form-2021", "mso")]
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


def test_reading(benchmark, capsys, tokenizer):
    # All of them in one round: what is remembered of one report must not make it quick to read again.
    reading = lambda: [gcir.read_report(path) for path in SEEDS]  # noqa: E731
    read, cut = in_turn(benchmark, reading, lambda: [tokenizer.lcut(text) for text in TEXTS.values()], 25)
    ratio(capsys, "reading the five reports : segmenting them with jieba", read, cut, 0.5)


def test_reading_together(benchmark, capsys):
    files = [intake.Source(path, path.name) for path in SEEDS * 5]
    alone = lambda: [intake.read_one(file) for file in files]  # noqa: E731
    together, one_by_one = in_turn(benchmark, lambda: intake.read_together(files), alone, 9)
    ratio(capsys, "reading 25 reports stage by stage : one by one", together, one_by_one, 1.0)


@pytest.mark.parametrize(("name", "container"), PAGES, ids="-".join)
def test_page(benchmark, capsys, tmp_path, name, container):
    file, data = write(next(made for made in documents() if made.name == name), container)
    page = tmp_path / file
    page.write_bytes(data)
    read, tables = in_turn(benchmark, lambda: gcir.read_report(page), lambda: pd.read_html(page, encoding="utf-8"), 25)
    ratio(capsys, f"reading the page {file} : pandas.read_html on it", read, tables, 1.0)


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
    build = lambda: corpus.write_tables([raw], tmp_path / "out", How(workers=1, fresh=True))  # noqa: E731
    built, read = in_turn(benchmark, build, lambda: [gcir.read_report(path) for path in files], 5)
    ratio(capsys, "building from 60 reports : reading them", built, read, 1.5)
