"""Write the generated parts of README.md and README.zh.md: notebooks, tables with their columns, accuracy as measured now.

    python scripts/update_readme.py [--check]

With --check nothing is written, and the exit code says whether both are up to date. What the accuracy table says in Chinese
stands in scripts/readme_words.csv.
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
WORDS = ROOT / "scripts" / "readme_words.csv"
COUNTS = (  # how the counts of a score are put in Chinese, in this order
    (r"([\d,]*\d) of ([\d,]*\d)", r"\1/\2"),
    (r" in (\S+) documents", r"，共\1份文档"),
    (r"(\S+) statements", r"\1条"),
    (r"(\S+) extra", r"多出\1"),
    (r"(\S+) wrong", r"错\1"),
    (r"precision (\S+) recall (\S+)", r"精确率\1，召回率\2"),
    (r"[,;] ", "，"),
)
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from gcir import bilingual, build, codebook, schemas  # noqa: E402


def tables(lang: str) -> str:
    """Each table: what a row is, and its columns."""
    rows = codebook.read("tables", ("table", "row_en", "row_zh"), "table")
    head = {"en": "| table | one row is | columns |", "zh": "| 表 | 一行是 | 列 |"}[lang]
    lines = [head, "|---|---|---|"]
    for row in rows:
        columns = " · ".join(f"`{name}`" for name in schemas.names(row["table"]))
        lines.append(f"| `{row['table']}` | {row[f'row_{lang}']} | {columns} |")
    return "\n".join(lines)


def notebooks(lang: str) -> str:
    """Each notebook: its title and the question it asks."""
    lines = [{"en": "| notebook | asks |", "zh": "| 笔记本 | 问题 |"}[lang], "|---|---|"]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        words = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        title, question, *_ = bilingual.kept(words, lang).split("\n\n")
        lines.append(f"| [{path.stem}](notebooks/{path.name}) | **{title.removeprefix('# ')}** {question.strip()} |")
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


def scores() -> list[tuple[str, str, str, str]]:
    """What was measured on what, the score and its counts: now, or once (tests/accuracy.csv)."""
    found = [("the 5 reports in data/raw", *row) for row in seeds()] + [("tests/cases/layouts", *layout_cases())]
    with (ROOT / "tests" / "accuracy.csv").open(encoding="utf-8", newline="") as f:
        return found + [(row["set"], row["what"], row["score"], row["counts"]) for row in csv.DictReader(f)]


def accuracy(rows: list[tuple[str, str, str, str]], lang: str) -> str:
    """The accuracy table in a language."""
    head = {"en": "| measured on | what | score | counts |", "zh": "| 测量对象 | 内容 | 得分 | 数量 |"}[lang]
    if lang == "zh":
        with WORDS.open(encoding="utf-8", newline="") as f:
            words = {row["en"]: row["zh"] for row in csv.DictReader(f)}
        if missing := sorted({w for row in rows for w in row[:2]} - words.keys()):
            sys.exit(f"{WORDS.name} has no Chinese for {missing[0]!r}: add a line")
        rows = [(words[on], words[what], score, in_chinese(counts)) for on, what, score, counts in rows]
    return "\n".join([head, "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])


def in_chinese(counts: str) -> str:
    """The counts of a score, put in Chinese."""
    for pattern, words in COUNTS:
        counts = re.sub(pattern, words, counts)
    return counts


def fill(text: str, name: str, words: str) -> str:
    """The text with the part between the markers of a name replaced."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{words}\n{end}{after}"


def main() -> int:
    rows = scores()
    stale = []
    for lang, path in READMES.items():
        old = path.read_text(encoding="utf-8")
        parts = {"notebooks": notebooks(lang), "tables": tables(lang), "accuracy": accuracy(rows, lang)}
        new = old
        for name, words in parts.items():
            new = fill(new, name, words)
        if new != old:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    print(f"{' and '.join(stale)}: not up to date" if stale else "Both are up to date")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
