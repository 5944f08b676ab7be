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
times: dict[str, float] = {}


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory):
    dictionary = jieba.Tokenizer()
    dictionary.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    dictionary.initialize()
    return dictionary


def measured(benchmark, name, action):
    benchmark.pedantic(action, rounds=15, warmup_rounds=2)
    times[name] = benchmark.stats.stats.median


def ratio(capsys, label, above, below, goal):
    found = times[above] / times[below]
    with capsys.disabled():
        print(f"\n  {label}: {found:.2f} (goal: at most {goal})")
    assert found <= goal


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem[:3])
def test_segmenting(benchmark, tokenizer, path):
    measured(benchmark, f"jieba {path.stem}", lambda: tokenizer.lcut(TEXTS[path]))


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem[:3])
def test_reading(benchmark, capsys, path):
    measured(benchmark, f"read {path.stem}", lambda: gcir.read_report(path))
    ratio(capsys, f"reading {path.stem[:3]} : segmenting it", f"read {path.stem}", f"jieba {path.stem}", 0.5)


def importing(module):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - start


def test_importing(capsys):
    taken = {module: [] for module in ("pandas", "gcir")}
    for _ in range(7):  # in turn, so that both meet the same machine
        for module, seconds in taken.items():
            seconds.append(importing(module))
    times.update({f"import {module}": statistics.median(seconds) for module, seconds in taken.items()})
    ratio(capsys, "import gcir : import pandas", "import gcir", "import pandas", 1.3)


def test_building(benchmark, capsys, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(60):
        shutil.copy(SEEDS[n % len(SEEDS)], raw / f"{n:02}.txt")
    start = time.perf_counter()
    for path in raw.iterdir():
        gcir.read_report(path)
    times["read 60"] = time.perf_counter() - start
    benchmark.pedantic(lambda: corpus.write_tables([raw], tmp_path / "out", workers=1), rounds=3, warmup_rounds=1)
    times["build 60"] = benchmark.stats.stats.median
    ratio(capsys, "building from 60 reports : reading them", "build 60", "read 60", 1.5)
