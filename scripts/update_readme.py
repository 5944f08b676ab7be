"""Write the generated parts of README.md: the tables with their columns, and the accuracy as measured now.

    python scripts/update_readme.py [--check]

With --check nothing is written, and the exit code says whether the README is up to date.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from gcir import build, codebook, schemas  # noqa: E402


def tables() -> str:
    """Each table: what a row is, and its columns."""
    rows = codebook.read("tables", ("table", "row_en", "row_zh"), "table")
    lines = ["| table | one row is | columns |", "|---|---|---|"]
    for row in rows:
        columns = " · ".join(f"`{name}`" for name in schemas.names(row["table"]))
        lines.append(f"| `{row['table']}` | {row['row_en']} | {columns} |")
    return "\n".join(lines)


def seeds() -> list[tuple[str, str, str]]:
    """The scores on the five annotated reports, with their counts."""
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "data" / "raw"], out=folder)
        scores = Path(folder) / "scores.json"
        command = [sys.executable, str(ROOT / "tests" / "gold" / "score.py"), folder, "--json", str(scores)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        values = json.loads(scores.read_text())
    notes = {line.split()[0]: line[32:].strip() for line in printed.splitlines() if line.strip()}
    wanted = {
        "reports.fields": "agency, kind, place, year, dates of the reports",
        "figures.precision": "figures, precision",
        "figures.recall": "figures, recall",
        "figures.nonzero.recall": "figures that are not zero, recall",
        "figures.prose.f1": "figures in running text, F1",
        "problems.f1": "stated problems, F1",
        "problems.categories.f1": "their categories, F1",
        "findings.recall": "findings of a careful reader, recall",
    }
    return [(label, f"{values[name]:.3f}", notes[name]) for name, label in wanted.items()]


def layout_cases() -> tuple[str, str, str]:
    """Cells of the made documents of all layouts and containers that are read rightly."""
    import test_layout_cases as cases

    hit = wanted = found = 0
    for name, container in cases.CASES:
        made = cases.DOCUMENTS[name]
        read, expected = cases.found(cases.read(name, container), made), cases.wanted(made)
        hit, wanted, found = hit + (read & expected).total(), wanted + expected.total(), found + read.total()
    note = f"{hit:,} of {wanted:,} in {len(cases.CASES)} documents; {found - hit:,} wrong"
    return "figures of made documents, every layout and container, recall", f"{hit / wanted:.3f}", note


def accuracy() -> str:
    """The accuracy table, measured by this run."""
    lines = ["| measured on | what | score | counts |", "|---|---|---|---|"]
    lines += [f"| the 5 reports in data/raw | {label} | {value} | {note} |" for label, value, note in seeds()]
    label, value, note = layout_cases()
    lines.append(f"| tests/cases/layouts | {label} | {value} | {note} |")
    with (ROOT / "tests" / "accuracy.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            lines.append(f"| {row['set']} | {row['what']} | {row['score']} | {row['counts']} |")
    return "\n".join(lines)


def fill(text: str, name: str, words: str) -> str:
    """The text with the part between the markers of a name replaced."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{words}\n{end}{after}"


def main() -> int:
    old = README.read_text(encoding="utf-8")
    new = fill(fill(old, "tables", tables()), "accuracy", accuracy())
    if "--check" in sys.argv:
        return int(new != old)
    README.write_text(new, encoding="utf-8")
    print("README.md is up to date" if new == old else "README.md was brought up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
