"""Writes a folder of synthetic reports with the truth beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from .finish import finish
from .model import Draft
from .officeforms import docx_file, pdf_file, xlsx_file
from .report import make
from .textforms import markdown_file, text_file
from .traditional import traditional
from .webforms import page

FONTS = Path(__file__).resolve().parents[2] / "gcir" / "style" / "fonts"
CONTAINERS = (("html", 48), ("txt", 32), ("md", 4), ("docx", 9), ("xlsx", 3), ("pdf", 4))
NOTE = """# Synthetic reports: invented, not real

The files in `reports/` were made by a program from chance numbers. The places exist; the agencies, their words and
their figures do not: nothing here says anything about any agency. `truth/` holds what a reader should find in them,
in the columns of the tidy tables.
"""
REPORT_COLUMNS = (
    "file",
    "agency",
    "agency_accepted",
    "agency_kind",
    "level",
    "province",
    "prefecture",
    "county",
    "township",
    "year",
    "title",
    "published",
    "signed",
    "period_start",
    "period_end",
    "layout",
    "container",
    "manner",
    "numbers",
    "tags",
)
FIGURE_COLUMNS = (
    "file",
    "indicator",
    "channel",
    "content",
    "route",
    "applicant",
    "value",
    "unit",
    "precision",
    "stated_as",
    "source",
    "row_label",
    "column_label",
    "evidence",
    "optional",
)
PROBLEM_COLUMNS = ("file", "kind", "order", "text", "categories", "also", "optional")


def print_report(draft: Draft, container: str) -> tuple[bytes, str]:
    """The bytes of the file and the manner in which it was printed."""
    blocks, rng = finish(draft), draft.rng
    if container == "html":
        return page(draft, blocks, rng)
    if container == "md":
        return markdown_file(blocks).encode("utf-8"), "md"
    if container == "docx":
        return docx_file(blocks), "docx"
    if container == "xlsx":
        return xlsx_file(blocks), "xlsx"
    if container == "pdf":
        return pdf_file(blocks, FONTS), "pdf"
    text, manner = text_file(blocks, rng)
    codec = rng.choices(("utf-8", "gb18030", "utf-8-sig", "utf-16"), (20, 4, 2, 1))[0]
    if rng.random() < 0.1:
        text = text.replace("\n", "\r\n")
    return text.encode(codec), f"{manner}/{codec}"


def generate(count: int, seed: int, layout: str = "", container: str = "") -> Iterable[tuple[str, bytes, Draft, dict[str, str]]]:
    """File name, bytes, draft and the facts of printing, one report after another."""
    for i in range(count):
        draft = make(f"{seed}-{i}", layout)
        kind = container or draft.rng.choices([c for c, _ in CONTAINERS], [w for _, w in CONTAINERS])[0]
        data, manner = print_report(draft, kind)
        yield f"synthetic_{seed}_{i:04d}.{kind}", data, draft, {"container": kind, "manner": manner}


def write(into: Path, count: int, seed: int, layout: str = "", container: str = "") -> int:
    """Write reports/ and truth/ below a folder; gives the number of files."""
    (into / "reports").mkdir(parents=True, exist_ok=True)
    (into / "truth").mkdir(exist_ok=True)
    (into / "README.md").write_text(NOTE, encoding="utf-8")
    reports: list[dict[str, object]] = []
    figures: list[dict[str, object]] = []
    problems: list[dict[str, object]] = []
    for name, data, draft, facts in generate(count, seed, layout, container):
        (into / "reports" / name).write_bytes(data)
        reports.append(report_row(name, draft) | facts)
        figures += [
            {c: getattr(f, c, "") for c in FIGURE_COLUMNS}
            | {"file": name, "value": "" if f.value is None else f"{f.value:g}" if f.value < 1e5 else str(f.value)}
            for f in draft.figures
        ]
        orders: dict[str, int] = {}
        for p in draft.problems:
            orders[p.kind] = orders.get(p.kind, 0) + 1
            problems.append(
                {
                    "file": name,
                    "kind": p.kind,
                    "order": orders[p.kind],
                    "text": p.text,
                    "categories": p.categories,
                    "also": p.also,
                    "optional": p.optional,
                }
            )
    for table, columns, rows in (
        ("reports", REPORT_COLUMNS, reports),
        ("figures", FIGURE_COLUMNS, figures),
        ("problems", PROBLEM_COLUMNS, problems),
    ):
        with open(into / "truth" / f"{table}.csv", "w", newline="", encoding="utf-8") as f:
            writer = csv.DictWriter(f, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    return len(reports)


def report_row(name: str, draft: Draft) -> dict[str, object]:
    """The truth about the report itself."""
    a = draft.agency
    return {
        "file": name,
        "agency": a.name,
        "agency_accepted": "|".join(dict.fromkeys((a.name, *a.accepted, *map(traditional, a.accepted)))),
        "agency_kind": a.kind,
        "level": a.level,
        "province": a.province,
        "prefecture": a.prefecture,
        "county": a.county,
        "township": a.township,
        "year": draft.year,
        "title": draft.title,
        "published": draft.published,
        "signed": draft.signed,
        "period_start": draft.period[0],
        "period_end": draft.period[1],
        "layout": draft.layout,
        "numbers": draft.numbers,
        "tags": "|".join(draft.tags),
    }
