"""Fuzz for a while: `python -m tests.fuzz.run --minutes 10`, or `--again FILE` for what was kept of an earlier run.

Random seeds, so that no two runs try the same; what breaks something is kept in .cache/fuzz, with the line that tries it again.
"""

import argparse
import importlib.util
import random
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.fuzz import books
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "fuzz"
SHARES = {"made": 0.55, "guided": 0.3, "books": 0.15}
BOOKS_AT_ONCE = 10
LEAST_GUIDED = 45  # seconds for one target: less is spent on getting ready


def place_of(error: BaseException) -> str:
    """What tells one failure from another: the kind of error, and its last place or the first words of its message."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    told = str(error).split(":")[0][:60] if isinstance(error, AssertionError) else f"{Path(last.filename).name}:{last.lineno}"
    return f"{type(error).__name__} {told}"


def keep(target: str, data: bytes, seen: int) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{target}-{time.strftime('%Y%m%d%H%M%S')}-{seen}.bin"
    path.write_bytes(data)
    return path


def made(seconds: float, seed: str) -> tuple[Counter[str], list[str]]:
    """Inputs made by the targets themselves, in turn: how many of each, and a line per kind of failure."""
    counts: Counter[str] = Counter()
    failures: dict[tuple[str, str], Path] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, target in TARGETS.items():
            counts[name] += 1
            data = target.make(random.Random(f"{seed}-{name}-{counts[name]}"))
            try:
                target.check(data)
            except Exception as error:
                key = (name, place_of(error))
                if key not in failures:
                    failures[key] = keep(name, data, len(failures))
                    print(f"  {name}: {key[1]}: {str(error)[:300]}\n    kept as {failures[key].relative_to(ROOT)}", flush=True)
    return counts, [f"{name}: {told} ({path.relative_to(ROOT)})" for (name, told), path in failures.items()]


def guided(seconds: float, seed: int) -> list[str]:
    """A line per target that a fuzzer sees the code of, some of them taken by chance; says so where that fuzzer is missing."""
    if importlib.util.find_spec("atheris") is None:
        return ["atheris is not installed (it is there for Linux and Python below 3.14): nothing was guided by coverage"]
    able = [name for name, target in TARGETS.items() if target.guided]
    names = random.Random(seed).sample(able, min(len(able), max(1, int(seconds // LEAST_GUIDED))))
    KEPT.mkdir(parents=True, exist_ok=True)
    lines = []
    for name in names:
        asked = [sys.executable, "-m", "tests.fuzz.guided", name, str(KEPT), str(max(5, int(seconds / len(names)))), str(seed)]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
        told = done.stderr.decode("utf-8", "replace")
        executed = re.findall(r"number_of_executed_units:\s*(\d+)", told)
        covered = re.findall(r"cov: (\d+)", told)
        count, edges = (found[-1] if found else "?" for found in (executed, covered))
        lines.append(f"{name:14} {count:>8} inputs, {edges:>6} edges of code")
        if done.returncode:
            errors = [line for line in told.splitlines() if re.match(r"[\w.]*(?:Error|Exception|Broken|ERROR)", line)]
            lines.append(f"{name}: FAILED, kept in {KEPT.relative_to(ROOT)}: {' / '.join(errors[:2])[:400]}")
        print("  " + "\n  ".join(lines[-1:]), flush=True)
    return lines


def broken_books(seconds: float, seed: str) -> tuple[int, list[str]]:
    """How many broken codebooks were loaded, and a line for each that ended in something other than a plain message."""
    end = time.monotonic() + seconds
    count, lines = 0, []
    KEPT.mkdir(parents=True, exist_ok=True)
    while time.monotonic() < end:
        seeds = [f"{seed}-{count + n}" for n in range(BOOKS_AT_ONCE)]
        lines += [f"codebook: {name}: {told} (seed {one})" for one, name, told in books.apart(seeds, KEPT)]
        count += BOOKS_AT_ONCE
    return count, lines


def again(path: Path) -> None:
    """Try one kept input again; what is wrong is raised."""
    target = max((name for name in TARGETS if path.name.startswith(name)), key=len, default="")
    if not target:
        raise SystemExit(f"{path.name} begins with the name of no target: {', '.join(TARGETS)}")
    TARGETS[target].check(path.read_bytes())
    print(f"{path} is read as it should be")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--again", type=Path)
    args = parser.parse_args()
    if args.again:
        again(args.again)
        return 0
    seconds = 60 * args.minutes
    print(f"Fuzzing for {args.minutes:g} minutes with seed {args.seed}")
    counts, failures = made(SHARES["made"] * seconds, str(args.seed))
    loaded, wrong = broken_books(SHARES["books"] * seconds, str(args.seed))
    lines = guided(SHARES["guided"] * seconds, args.seed)
    print("Inputs made:")
    print("\n".join(f"  {name:14} {count:8}" for name, count in counts.items()))
    print(f"  {'codebook':14} {loaded:8}")
    print("Guided by coverage:", *lines, sep="\n  ")
    failures += wrong + [line for line in lines if "FAILED" in line]
    print(f"{len(failures)} failures", *failures, sep="\n  ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
