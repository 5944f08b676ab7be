"""Pages to look things up on: each parsed report with its evidence, and the codebook."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gcir import codebook, language, names, pages, reference, render
from gcir.messages import name
from gcir.pages import Site

if TYPE_CHECKING:
    from gcir.reports import Report

CODEBOOK_HREF = "codebook.html"
_ROWS_SHOWN = 500  # longer files are lists of places or characters: counted, not shown
_ABOVE = ("indicators", "comparability", "sources")  # what the reference at the head of the page shows in full
_TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PARTS = ("ids", "forms", "reading", "checks", "agencies", "pages")  # of the codebook page, in order


class Listed(NamedTuple):
    """A parsed report as the index page lists it; `href` is empty where it has no page."""

    report_id: str
    file: str
    agency: str
    year: int | None
    layout_zh: str
    layout_en: str
    figures: int
    problems: int
    href: str


def page_title(page: str) -> str:
    """What the bar calls a page, in the language in force; a page that the codebook does not know is called by its own words."""
    words = name("page", page)
    own = page.replace("-", " ").replace("_", " ").capitalize()
    return language.shown(words) if words.zh != page else own


def report_page(report: Report, report_id: str = "", site: Site = Site(), fonts: str | None = None) -> str:  # noqa: B008
    """The page of one report: its words with the evidence highlighted, beside the figures read from them."""
    body = pages.render("report.html.j2", report=report, prefix="", standalone=False, **render.report_parts(report))
    title = " ".join(str(x) for x in (report.agency.agency or report.file, report.dates.year) if x)
    here = f"reports/{render.page_name(report_id or report.report_id)}"
    return pages.frame(body, title=title, kind="report", here=here, site=site, toc=False, fonts=fonts)


def codebook_page(site: Site = Site()) -> str:  # noqa: B008
    """The indicators as a reference, then the codebook's CSV files, each folded behind a line that says what it holds."""
    from markupsafe import Markup

    told = {row["file"]: row for row in codebook.read("files", ("file", "part", "about_zh", "about_en"), "file")}
    codebook.require("files", "part", (row["part"] for row in told.values()), _PARTS, "the parts of the page")
    there = sorted(path.stem for path in codebook.folder().glob("*.csv"))
    order = [*(name for name in told if name in there), *(name for name in there if name not in told)]
    files = [_file(name, told.get(name, {"part": _PARTS[-1]})) for name in order]
    parts = [(part, [file for file in files if file["part"] == part]) for part in _PARTS]
    body = pages.render("codebook.html.j2", parts=parts, indicators=Markup(reference.section()), above=_ABOVE)
    return pages.frame(body, title=page_title("codebook"), kind="codebook", here=CODEBOOK_HREF, site=site)


def _file(name: str, about: dict[str, str]) -> dict[str, Any]:
    """A file of the codebook with its rows; files that files.csv does not describe have no words beside their name."""
    with (codebook.folder() / f"{name}.csv").open(newline="", encoding="utf-8") as f:
        columns, *rows = [*csv.reader(f)] or [[]]
    is_listed = len(rows) <= _ROWS_SHOWN and name not in _ABOVE and about["part"] != _PARTS[-1]
    shown = rows if is_listed else []
    kept = [i for i, column in enumerate(columns) if _is_spoken(column, columns, [row[i] for row in shown])]
    return {
        "about_zh": "", "about_en": "", **about, "name": name, "columns": [columns[i] for i in kept], "total": len(rows),
        "rows": [[_marked(row[i]) for i in kept] for row in shown], "left_out": len(columns) - len(kept),
    }  # fmt: skip


def _is_spoken(column: str, columns: list[str], values: list[str]) -> bool:
    """Whether the page shows a column of a file: not one of sentences in the other language, but a Chinese label, a term."""
    stem, _, tag = column.rpartition("_")
    spoken = language.chosen()
    if spoken == "en":
        return tag != "zh" or stem == "label" or f"{stem}_en".lstrip("_") not in columns
    if spoken == "zh":
        said = [value for value in values if value]
        return tag != "en" and 3 * sum(bool(_TWO_WORDS.search(value)) for value in said) <= len(said)
    return True


def _marked(value: str) -> tuple[str, str]:
    """A cell of a file with the language to mark it as where that is not Chinese."""
    return "en" if _TWO_WORDS.search(value) and not _CHINESE.search(value) else "", value


def parsed_reports(tidy: Path) -> list[Listed]:
    """The parsed reports of a corpus in order of year."""
    import pandas as pd

    if not (tidy / "reports.parquet").is_file():
        return []
    reports = pd.read_parquet(tidy / "reports.parquet")
    figures, problems = (_counted(tidy / f"{table}.parquet") for table in ("figures", "problems"))
    parsed = reports[reports["origin"] == "parsed"].sort_values(["year", "report_id"])
    return [_listed(row, figures, problems) for row in parsed.to_dict("records")]


def _counted(path: Path) -> Counter[Any]:
    """How many rows of a table each report has."""
    import pyarrow.parquet as pq

    found: Counter[Any] = Counter()
    with pq.ParquetFile(path, read_dictionary=["report_id"]) as file:
        for batch in file.iter_batches(columns=["report_id"]):
            for row in batch["report_id"].value_counts().to_pylist():
                found[row["values"]] += row["counts"]
    return found


def _listed(row: dict[Any, Any], figures: Counter[Any], problems: Counter[Any]) -> Listed:
    report_id, file = str(row["report_id"]), str(row["file"])
    href = render.report_link(report_id)
    year = int(row["year"]) if row["year"] == row["year"] and row["year"] is not None else None
    zh, en = names.of("layout", str(row["layout"]))
    counts = figures[report_id], problems[report_id]
    return Listed(report_id, file, str(row["agency"] or file), year, zh, en, *counts, href)


def transcribed(published: Path) -> int:
    """How many reports the published panel holds."""
    if not (published / "reports.csv").is_file():
        return 0
    with (published / "reports.csv").open(newline="", encoding="utf-8") as f:
        return sum(1 for _ in csv.reader(f)) - 1
