"""Coding sheets: a random sample of stated problems to be coded by hand, and the reading of what coders wrote.

A sheet shows the statement and the words around it, and nothing of how gcir labels it; its labels are looked up in
the tables only when agreement is computed.
"""

import csv
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from gcir import codebook, names, store, text, user_csv
from gcir.compare import each
from gcir.intake import InputError

COLUMNS = ("item", "statement", "before", "after", "report", "report_id", "start", "end", "categories", "note")
NEEDED = ("statement", "report_id", "start", "end", "categories")
NONE = "none"
"""What a coder writes for words that state no problem."""
REACH = 60  # characters shown before and after a statement
_BETWEEN = re.compile(r"[|,;、，；\n]+")
_OVERLAP = 0.5

Key = tuple[str, int, int]
Labels = frozenset[str]


def draw(problems: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """`n` statements at random, in random order, all where there are fewer; the same for the same seed and statements."""
    ordered = problems.sort_values(["report_id", "start", "end"], kind="stable", ignore_index=True)
    if ordered.empty:
        raise InputError("these reports state no problem: there is nothing to code")
    return ordered.iloc[random.Random(seed).sample(range(len(ordered)), min(n, len(ordered)))].reset_index(drop=True)


def write(tidy: Path, raw: Path, n: int, seed: int, out: Path) -> tuple[int, int]:
    """Write a coding sheet of `n` problems, or all of fewer; how many there are, and how many come without the words around."""
    reports, problems = store.read("reports", tidy), store.read("problems", tidy)
    sample = draw(problems, n, seed)
    about = reports.set_index("report_id")
    texts = dict(text.read_texts(reports[reports["report_id"].isin(sample["report_id"])], raw, tidy))
    out.parent.mkdir(parents=True, exist_ok=True)
    alone = 0
    with out.open("w", newline="", encoding="utf-8-sig") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(COLUMNS)
        for item, row in enumerate(each(sample), start=1):
            whole = texts.get(row.report_id, "")
            known = whole[row.start : row.end] == row.text
            alone += not known
            around = (whole[max(0, row.start - REACH) : row.start], whole[row.end : row.end + REACH]) if known else ("", "")
            report = report_cell(about.loc[row.report_id])
            cells = (row.text, *(" ".join(x.split()) for x in around), report, row.report_id)
            writer.writerow([item, *map(store.safe, cells), row.start, row.end, "", ""])
    return len(sample), alone


def read(path: Path) -> dict[Key, Labels | None]:
    """What a coder wrote: for each statement its categories, none at all if it is no problem, None where left blank.

    Categories are written as id, Chinese or English label, several with | or a comma between them. InputError names
    file and line where a sheet is wrong.
    """
    header, lines = user_csv.read(path, InputError)
    if missing := [c for c in NEEDED if c not in header]:
        raise InputError(f"{path}, line 1: column {missing[0]!r} is missing; start from a sheet of gcir sample")
    known = _known()
    found: dict[Key, Labels | None] = {}
    for line, row in lines:
        if not (row["start"].isdecimal() and row["end"].isdecimal()):
            raise InputError(f"{path}, line {line}: start and end must be whole numbers; leave these columns as they were")
        key = (row["report_id"], int(row["start"]), int(row["end"]))
        if key in found:
            raise InputError(f"{path}, line {line}: this statement stands above already; keep one of the two lines")
        found[key] = _labels(path, line, row["categories"], known)
    if not any(labels is not None for labels in found.values()):
        raise InputError(f"{path}: nothing is coded; fill the column categories")
    return found


def report_cell(report: Any) -> str:
    """The agency and the year of a report, as far as they are known."""
    return " ".join(str(x) for x in (report["agency"], report["year"]) if pd.notna(x) and x != "")


def _labels(path: Path, line: int, cell: str, known: Mapping[str, str]) -> Labels | None:
    written = [w.strip() for w in _BETWEEN.split(cell) if w.strip()]
    if not written:
        return None
    if unknown := [w for w in written if w.lower() not in known]:
        raise InputError(
            f"{path}, line {line}: {unknown[0]!r} is no category; write ids of problem_categories.csv, or {NONE} for no problem"
        )
    labels = frozenset(known[w.lower()] for w in written)
    if NONE in labels and len(labels) > 1:
        raise InputError(f"{path}, line {line}: {NONE} stands beside a category; write one or the other")
    return labels - {NONE}


def _known() -> dict[str, str]:
    """Every way of writing a category, and the id that it stands for."""
    ways = {written.lower(): c for c in categories() for written in (c, *names.of("category", c))}
    return {**ways, NONE: NONE}


def categories() -> tuple[str, ...]:
    """The ids of the categories in the order of the codebook."""
    columns = ("category", "label_zh", "label_en", "definition", "examples_zh")
    return tuple(row["category"] for row in codebook.read("problem_categories", columns, "category"))


def given(problems: pd.DataFrame, keys: Iterable[Key]) -> dict[Key, Labels]:
    """The categories that the tables give to each statement: those of the statement there that covers it best.

    A statement that the tables do not hold any more has no labels, as one that is no problem.
    """
    places: dict[str, list[tuple[int, int, Labels]]] = {}
    for row in each(problems):
        places.setdefault(row.report_id, []).append((row.start, row.end, frozenset(row.categories)))
    return {key: _best(key, places.get(key[0], ())) for key in keys}


def _best(key: Key, places: Sequence[tuple[int, int, Labels]]) -> Labels:
    _, start, end = key
    best, labels = _OVERLAP, frozenset[str]()
    for a, b, its in places:
        overlap = max(0, min(b, end) - max(a, start)) / max(1, max(b, end) - min(a, start))
        if overlap >= best:
            best, labels = overlap, its
    return labels
