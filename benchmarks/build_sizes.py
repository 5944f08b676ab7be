"""Builds of synthetic reports by size: time, memory, growth, and what a second build costs.

    python benchmarks/build_sizes.py [--sizes 100 400] [--workers 2] [--cluster] [--into DIR]

Prints ratios, which travel from machine to machine, with the seconds they come from. With --into the reports are kept
there and used again. With --cluster the same builds also run on a Dask cluster of as many workers on this machine.
"""

import argparse
import itertools
import logging
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.synthetic.writer import write  # noqa: E402 - needs the path above


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: by the clock, in processor time, and in memory of its main process and of all its processes."""

    seconds: float
    processor: float
    main: float
    all: float


def measured(raw: Path, out: Path, *options: str) -> Cost:
    """The cost of a build."""
    command = [sys.executable, "-m", "gcir", "build", str(raw), "--out", str(out), *options]
    start, before = time.perf_counter(), os.times()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks = [0.0, 0.0]
    watching = threading.Thread(target=_watch, args=(child.pid, peaks))
    watching.start()
    if child.wait():
        raise SystemExit(f"{' '.join(command)} failed")
    seconds, after = time.perf_counter() - start, os.times()
    watching.join()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(seconds, used, *peaks)


def _watch(pid: int, peaks: list[float]) -> None:
    try:
        main = psutil.Process(pid)
        while main.is_running() and main.status() != psutil.STATUS_ZOMBIE:
            own = main.memory_info().rss
            others = sum(_memory(child) for child in main.children(recursive=True))
            peaks[0], peaks[1] = max(peaks[0], own / 1e6), max(peaks[1], (own + others) / 1e6)
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        return


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def on_cluster(raw: Path, folder: Path, workers: int) -> tuple[float, float]:
    """Seconds of a build on a cluster of this machine that is up already, and of one by as many processes."""
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1", silence_logs=logging.CRITICAL
        ) as cluster,
        tempfile.TemporaryDirectory(dir=folder) as one,
        tempfile.TemporaryDirectory(dir=folder) as other,
    ):
        away = measured(raw, Path(one), "--scheduler", cluster.scheduler_address)
        here = measured(raw, Path(other), "--workers", str(workers))
    return away.seconds, here.seconds


def sizes(folder: Path, numbers: list[int], workers: int, with_cluster: bool) -> None:
    """Build each size in one process and in several, then again with nothing changed and with one file changed."""
    known: list[tuple[int, Cost]] = []
    for n in numbers:
        raw = folder / f"made-{n}"
        if not raw.is_dir():
            write(raw, n, 7, "", "")
        raw /= "reports"
        with tempfile.TemporaryDirectory(dir=folder) as out:
            many = measured(raw, Path(out), "--workers", str(workers), "--fresh")
            measured(raw, Path(out))
            same = measured(raw, Path(out))
            changed = sorted(raw.glob("*.txt"))[0]
            changed.write_bytes(changed.read_bytes() + b"\n")
            one = measured(raw, Path(out))
        with tempfile.TemporaryDirectory(dir=folder) as out:
            alone = measured(raw, Path(out), "--workers", "1")
        known.append((n, alone))
        print(f"{n:,} reports, one process: {_told(alone)}")
        print(f"  {workers} processes: {alone.seconds / many.seconds:.2f} times as fast (goal: at least 1.8 of 2): {_told(many)}")
        print(f"  nothing changed: {same.seconds / many.seconds:.1%} of {workers} processes (goal: at most 2 %): {_told(same)}")
        print(f"  one file changed: {one.seconds / many.seconds:.1%} of it: {_told(one)}", flush=True)
        if with_cluster:
            away, here = on_cluster(raw, folder, workers)
            print(f"  a Dask cluster of {workers} workers: {away / here:.2f} times as long: {away:,.1f} s", flush=True)
    for (n, less), (m, more) in itertools.pairwise(known):
        grown = [math.log(b / a) / math.log(m / n) for a, b in ((less.seconds, more.seconds), (less.processor, more.processor))]
        print(f"from {n:,} to {m:,}: growth exponent {grown[0]:.2f} by the clock, {grown[1]:.2f} in processor time (goal: 1.05)")


def _told(cost: Cost) -> str:
    memory = f"{cost.main:,.0f} MB in the main process, {cost.all:,.0f} MB in all"
    return f"{cost.seconds:,.1f} s, {cost.processor:,.1f} s of processors, {memory}"


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 400])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cluster", action="store_true", help="also on a Dask cluster (pip install 'gcir[cluster]')")
    parser.add_argument("--into", type=Path, help="folder for the reports; keep it out of data/")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.into or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sizes(folder, args.sizes, args.workers, args.cluster)


if __name__ == "__main__":
    main()
