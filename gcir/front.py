"""The site's first page: a card per notebook with its picture, the ways into the material, and the table of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gcir import codebook, handout_links, language, pages, render, schemas, searching
from gcir.choosing import DIMENSIONS, choose, each
from gcir.execute import Card
from gcir.messages import name
from gcir.pages import Site
from gcir.reader import Listed
from gcir.report_links import listed
from gcir.scan import Stored

REQUESTS = "requests_received"
_BARS = 6  # categories of problems that the card names
_YEARS = 20  # years that the card draws, the latest ones


class Bar(NamedTuple):
    """A count to be drawn: what of, how many, how long beside the largest, and where it leads to."""

    label: str
    n: int
    share: float
    href: str = ""


class Number(NamedTuple):
    """A number that a report states, and where its page has the words; no address for a report without a page."""

    text: str
    href: str


def page(cards: Sequence[Card], reports: Sequence[Listed], tidy: Path, out: Path, site: Site) -> str:
    """The whole page."""
    categories, stated = problems(tidy)
    shown = listed(reports)
    body = pages.render(
        "index.html.j2", cards=cards, site=site, reports=shown, handouts=handout_links.handouts(out),
        agencies=len({report.agency for report in reports}), years=years(reports), categories=categories, stated=stated,
        stating=sum(report.problems > 0 for report in reports), indicators=len(codebook.indicators()),
        requests=requests(tidy, reports), folds=searching.folds("".join(report.agency for report in shown)),
    )  # fmt: skip
    return pages.frame(body, title="gcir", kind="index", here="index.html", site=site, toc=False)


def years(reports: Iterable[Listed]) -> list[Bar]:
    """How many reports there are about each year from the first to the last, of many years the latest."""
    counts = Counter(report.year for report in reports if report.year)
    drawn = range(min(counts), max(counts) + 1)[-_YEARS:] if counts else ()
    return _bars([(str(year), counts[year], "") for year in drawn])


def problems(tidy: Path) -> tuple[list[Bar], int]:
    """The categories of most stated problems, each with its place on the page that searches them; and how many problems."""
    import pyarrow.parquet as pq

    if not (table := _stored("problems", tidy)):
        return [], 0
    counts: Counter[str] = Counter()
    with pq.ParquetFile(table.path) as file:
        for batch in file.iter_batches(columns=["categories"]):
            for row in batch["categories"].flatten().value_counts().to_pylist():
                counts[row["values"]] += row["counts"]
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_BARS]
    shown = [(language.shown(name("category", c), first="zh"), n, f"statements.html#category={c}") for c, n in largest]
    return _bars(shown), table.rows


def _stored(table: str, tidy: Path) -> Stored | None:
    """A table of the build; None where it cannot be read, which the pages that need it tell."""
    try:
        return Stored(table, tidy)
    except schemas.TableError:
        return None


def _bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    largest = max((n for _, n, _ in rows), default=1)
    return [Bar(label, n, n / largest, href) for label, n, href in rows]


def requests(tidy: Path, reports: Sequence[Listed]) -> Mapping[str, Number]:
    """How many requests each report says were received, as the notebooks choose among what it says."""
    if not (table := _stored("figures", tidy)):
        return {}
    shown = {report.report_id: bool(report.href) for report in listed(reports)}
    rows = table.read(where={"indicator": REQUESTS, **dict.fromkeys(DIMENSIONS, "")})
    chosen = choose(rows, REQUESTS)
    found = {}
    for r in each(chosen[chosen["value"].notna() & chosen["report_id"].isin(shown)]):
        href = render.evidence_link(r.report_id, r.figure_number) if shown[r.report_id] else ""
        found[r.report_id] = Number(render.value_text(r.value, r.precision), href)
    return found
