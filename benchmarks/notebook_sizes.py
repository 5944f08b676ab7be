"""Notebooks over made tables, by size of the corpus: processor time, peak memory, and how both grow.

    python benchmarks/notebook_sizes.py [--sizes 300 1200] [--notebooks 02-channels 03-requests] [--from TIDY] [--into DIR]

Each notebook runs in a kernel of its own, as `gcir report` runs it: charts are drawn, tables to download are written.
The tables are those of scripts/make_large.py, drawn from synthetic reports or, with --from, from the tables of a folder;
their files do not exist, so that notebooks which read texts read none. With --into the tables are kept there and used
again. Ratios against the smallest size travel from machine to machine; the start of a kernel is a part of both sides.
"""

import argparse
import itertools
import math
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
USUAL = ["02-channels", "03-requests", "06-quality"]  # those that read most of the figures
DRAWN_FROM = 60  # synthetic reports behind the made tables
LARGE, MOST_SECONDS, MOST_MB = 100_000, 180, 2000  # the goal: so many reports, processor seconds, and megabytes
KILO = 1024 if sys.platform == "darwin" else 1  # bytes there, thousands of bytes elsewhere


@dataclass(frozen=True, slots=True)
class Cost:
    """What a notebook took: processor time, and the most memory that its kernel held."""

    seconds: float
    megabytes: float


def tables(folder: Path, n: int, small: Path) -> Path:
    """Tables of n made reports, drawn from a small corpus."""
    into = folder / f"tables-{n}"
    if not (into / "reports.parquet").is_file():
        command = [sys.executable, str(ROOT / "scripts" / "make_large.py"), str(small), "--n", str(n), "--into", str(into)]
        subprocess.run(command, check=True, cwd=ROOT)
    return into


def small_corpus(folder: Path) -> Path:
    """The tables of a few synthetic reports."""
    from tests.synthetic.writer import write

    tidy = folder / "small"
    if not (tidy / "reports.parquet").is_file():
        write(folder / "made", DRAWN_FROM, 7, "", "")
        build = [sys.executable, "-m", "gcir", "build", str(folder / "made" / "reports"), "--out", str(tidy)]
        subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return tidy


def measured(name: str, tidy: Path) -> Cost:
    """The cost of one notebook, run by a process that runs nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--alone", name, str(tidy), folder]
        told = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout
    seconds, megabytes = map(float, told.split()[-2:])
    return Cost(seconds, megabytes)


def alone(name: str, tidy: str, folder: str) -> None:
    """Run a notebook and print what its kernel took."""
    from gcir import execute

    places = {"GCIR_TIDY": tidy, "GCIR_RAW": folder, "GCIR_FIGURES": f"{folder}/figures", "GCIR_DOWNLOADS": f"{folder}/downloads"}
    execute.run(ROOT / "notebooks" / f"{name}.ipynb", ROOT, places)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / KILO / 1000)


def compared(names: list[str], sizes: list[int], folder: Path, drawn_from: Path) -> None:
    """Run each notebook at each size, and print its cost with the growth from one size to the next."""
    for name in names:
        known: list[tuple[int, Cost]] = []
        for n in sizes:
            cost = measured(name, tables(folder, n, drawn_from))
            known.append((n, cost))
            least = known[0][1]
            ratios = f"time × {cost.seconds / least.seconds:.2f}, memory × {cost.megabytes / least.megabytes:.2f}"
            told = f"{cost.seconds:.1f} s, {cost.megabytes:,.0f} MB{_goal(n, cost)}"
            print(f"{name:<14}{n:>8,} reports: {ratios} ({told})", flush=True)
        for (n, less), (m, more) in itertools.pairwise(known):
            pairs = ((less.seconds, more.seconds), (less.megabytes, more.megabytes))
            grown = [math.log(b / a) / math.log(m / n) for a, b in pairs]
            print(f"{'':<14}from {n:,} to {m:,}: growth exponent {grown[0]:.2f} in time, {grown[1]:.2f} in memory", flush=True)


def _goal(n: int, cost: Cost) -> str:
    if n < LARGE:
        return ""
    return ", within the goal" if cost.seconds <= MOST_SECONDS and cost.megabytes <= MOST_MB else ", NOT within the goal"


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1200])
    told = f"which to run: {', '.join(NOTEBOOKS)}"
    parser.add_argument("--notebooks", nargs="+", default=USUAL, choices=NOTEBOOKS, metavar="NAME", help=told)
    parser.add_argument("--from", type=Path, dest="drawn_from", metavar="TIDY", help="tables of a small corpus to draw from")
    parser.add_argument("--into", type=Path, help="folder for the tables; keep it out of data/")
    parser.add_argument("--alone", nargs=3, metavar=("NAME", "TIDY", "DIR"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.alone:
        alone(*args.alone)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.into or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        compared(args.notebooks, sorted(args.sizes), folder, args.drawn_from or small_corpus(folder))


if __name__ == "__main__":
    main()
