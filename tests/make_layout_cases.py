"""Writes reports with the tables of every official layout, and the figures that each of them states.

One structure gives both: cells with spans, which a writer puts into a container, and the rows that
a reader must find. Labels come from tests/cases/layouts, never from the package's own codebook.

    python tests/make_layout_cases.py DIR     writes all documents, to look at them
"""

import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from make_documents import P, Report, T
from make_layout_containers import WRITERS
from make_layout_forms import plain_table, proactive, remedies, requests, stacked
from make_layout_lists import listing
from make_layout_print import CASES, Pen, Sheet, Want, Words, stated


@dataclass
class Made:
    """A whole document as a structure, with everything that it states."""

    name: str
    layout: str
    report: Report
    wants: list[Want]
    free: list[tuple[str, float | None]]
    containers: tuple[str, ...]
    finding: bool


def _part(spec: dict, pen: Pen, words: Words) -> list[P | Sheet]:
    if "stack" in spec:
        sheets = [s for inner in spec["stack"] for s in _part(inner, pen, words)]
        return [stacked([s for s in sheets if isinstance(s, Sheet)], spec["titles"])]
    if "p" in spec or "h" in spec:
        return [P(spec.get("p") or spec["h"], 2 if "h" in spec else 0)]
    build: Callable = next(b for kind, b in _BUILDERS.items() if kind in spec)
    made = build(pen, words, spec)
    made = made if isinstance(made, list) else [made]
    return [Sheet(s.table) for s in made] if spec.get("other_year") else made


_BUILDERS: dict[str, Callable] = {
    "list": listing,
    "requests": requests,
    "proactive": proactive,
    "remedies": remedies,
    "rows": plain_table,
}


def make(doc: dict) -> Made:
    """One document of documents.toml."""
    name = doc["name"]
    pen = Pen(name, **doc.get("pen", {}))
    words = Words(name, **doc.get("words", {}))
    parts: list[P | T] = []
    wants: list[Want] = []
    free: list[tuple[str, float | None]] = []
    for spec in doc["parts"]:
        wants += [stated(s) for s in spec.get("states", ())]
        for part in _part(spec, pen, words):
            if isinstance(part, Sheet):
                wants += part.wants
                free += part.free
                parts.append(part.table)
            else:
                parts.append(part)
    agency, year = doc["agency"], doc["year"]
    parts += [P(agency), P(f"{year + 1}年1月{pen.rng.randint(5, 28)}日")]
    report = Report(f"{agency}{year}年政府信息公开工作年度报告", agency, f"{year + 1}-01-20", tuple(parts))
    return Made(name, doc["layout"], report, wants, free, tuple(doc["in"].split()), doc.get("finding", False))


def documents() -> list[Made]:
    with open(CASES / "documents.toml", "rb") as file:
        return [make(doc) for doc in tomllib.load(file)["document"]]


def write(made: Made, container: str) -> tuple[str, bytes]:
    """The name and the bytes of a document in one container."""
    suffix, writer = WRITERS[container]
    data = writer(made.report)
    return f"{made.name}-{container}{suffix}", data.encode() if isinstance(data, str) else data


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for made in documents():
        for container in made.containers:
            name, data = write(made, container)
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
