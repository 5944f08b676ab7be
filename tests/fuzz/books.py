"""Codebook files broken in every way: whoever loads them is told file and line in a CodebookError, and sees no traceback.

Each case is loaded in a process of its own, forked from one that holds what the package imports but none of its tables.
"""

import argparse
import contextlib
import csv
import functools
import importlib
import inspect
import io
import json
import multiprocessing
import pkgutil
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CELLS = (
    "", " ", "x", "0", "-1", "1.5", "１", "二", "(", "[", ")", "*", "<gap9>", "<nothing>", "<gap>", "a|b", "|", "\n", "\t",
    "\\", '"', ",", "\ufeff", "\u200b", "\u3000", "1,2", "(?P<n>", "(?P<a>x)(?P<a>y)", "x{2,1}", "2021-13-45", "999999",
    "..", "../x", "=1+1", "\ud800",
)  # fmt: skip
TOLD = re.compile(r"[\w.]+\.(?:csv|txt|csv\.gz)\b.*\bline \d+", re.DOTALL)


def break_rows(data: bytes, dice: random.Random) -> bytes:
    """A CSV file with a cell, a row, a column or its bytes broken."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""))) or [[""]]
    how = dice.randrange(12)
    at = dice.randrange(1, len(rows)) if len(rows) > 1 else 0
    col = dice.randrange(len(rows[at])) if rows[at] else 0
    if how <= 3 and rows[at]:
        rows[at][col] = dice.choice(CELLS)
    elif how == 4:
        del rows[at][col:]
    elif how == 5:
        rows[at].insert(col, dice.choice(CELLS))
    elif how == 6:
        rows.insert(at, rows[dice.randrange(len(rows))])
    elif how == 7 and rows[0]:
        rows[0][dice.randrange(len(rows[0]))] = dice.choice(CELLS)
    elif how == 8:
        del rows[at]
    elif how == 9:
        rows[at] = [dice.choice(CELLS) for _ in rows[at]]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    found = buffer.getvalue().encode("utf-8", "surrogatepass")
    if how == 10:
        place = dice.randrange(len(found))
        found = found[:place] + dice.choice((b'"', b"\xff", b"\0", b"\r", b",", b"\xef\xbb\xbf", b"\n\n")) + found[place:]
    return found[: dice.randrange(len(found))] if how == 11 else found


def load_everything(folder: Path) -> None:
    """Use every table of the codebook, from this folder."""
    from gcir import codebook

    codebook.folder = lambda: folder  # type: ignore[assignment]
    import gcir

    names = [m.name for m in pkgutil.walk_packages(gcir.__path__, "gcir.") if "__main__" not in m.name and "style" not in m.name]
    modules = [importlib.import_module(name) for name in names]
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_info") and value.__module__ == module.__name__ and not inspect.signature(value).parameters:
                value()
    for path in sorted((ROOT / "data/raw").glob("*.txt"))[:1]:
        gcir.read_report(path)


def outcome(folder: Path, what: Callable[[Path], None] = load_everything) -> str:
    """Empty if all is well: it loads, or a CodebookError says where it is wrong. To be called in a process of its own."""
    try:
        what(folder)
    except Exception as error:
        if type(error).__name__ == "CodebookError":
            told = str(error)
            return "" if TOLD.search(told) else f"no file and line: {told[:300]}"
        tail = error.__traceback__
        while tail and tail.tb_next:
            tail = tail.tb_next
        place = f"{Path(tail.tb_frame.f_code.co_filename).name}:{tail.tb_lineno}" if tail else ""
        return f"{type(error).__name__} in {place}: {str(error)[:300]}"
    return ""


def _child(folder: str, pipe: "multiprocessing.connection.Connection") -> None:  # type: ignore[name-defined]
    with contextlib.redirect_stderr(io.StringIO()):
        pipe.send(outcome(Path(folder)))


def forked(folder: Path, seconds: float = 60) -> str:
    """The outcome from a forked process."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(str(folder), theirs))
    child.start()
    told = ours.recv() if ours.poll(seconds) else "it hangs"
    child.kill()
    child.join()
    return str(told)


@functools.cache
def _books() -> Path:
    return ROOT / "gcir" / "codebook"


def case(name: str, data: bytes, seconds: float = 60) -> str:
    """What comes of the codebook with one file in these bytes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "codebook"
        folder.mkdir()
        for path in _books().iterdir():
            if path.is_file() and path.name != name:
                (folder / path.name).symlink_to(path)
        (folder / name).write_bytes(data)
        return forked(folder, seconds)


def made(seed: str) -> tuple[str, bytes]:
    """A file of the codebook and its bytes, broken."""
    dice = random.Random(seed)
    path = dice.choice(sorted(p for p in _books().glob("*.csv") if p.stat().st_size < 300_000))
    return path.name, break_rows(path.read_bytes(), dice)


def run(seeds: list[str], keep: Path | None = None) -> list[tuple[str, str, str]]:
    """(seed, file, what went wrong) for the seeds of which something goes wrong."""
    import pyarrow.parquet  # noqa: F401

    found = []
    for seed in seeds:
        name, data = made(seed)
        if wrong := case(name, data):
            found.append((seed, name, wrong))
            if keep:
                (keep / f"codebook-{seed}-{name}").write_bytes(data)
    return found


def apart(seeds: list[str], keep: Path | None = None, seconds: float = 600) -> list[tuple[str, str, str]]:
    """The same from a process of its own, that has loaded no tables."""
    asked = [sys.executable, "-m", "tests.fuzz.books", *(["--keep", str(keep)] if keep else []), *seeds]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=True)
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("seeds", nargs="*")
    args = parser.parse_args()
    print(json.dumps(run(args.seeds, args.keep), ensure_ascii=False))


if __name__ == "__main__":
    main()
