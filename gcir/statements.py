"""The page of stated problems: every statement in its surroundings, to be filtered by category, year, place and words.

It needs no server: all statements stand on the page, which a script narrows; without the script they stand there whole.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gcir import language, pages, render, schemas, searching, store, text
from gcir.compare import each
from gcir.messages import Sentence, name
from gcir.pages import Site
from gcir.problems_cues import labels

if TYPE_CHECKING:
    import pandas as pd

HREF = "statements.html"
FILE = "downloads/statements.csv"  # every statement, where the page holds only some
MOST = 3000  # statements on the page; of more, every k-th
REACH = 90  # characters of the report before and after a statement
COLUMNS = (
    "agency", "year", "province", "prefecture", "county", "agency_kind", "categories", "statement", "remedy", "report_id",
    "evidence", "url",
)  # fmt: skip
_ADDRESS = ("https://", "http://")
_BAR = "|"  # between the cells of a table in a text


class Remedy(NamedTuple):
    """What a report says that it does about a problem, and where its page has the words."""

    words: str
    href: str


class Reason(NamedTuple):
    """A category of a statement, and the words of it that gave the category; none where only its section speaks."""

    category: str
    label: Sentence
    words: tuple[str, ...]


class Stated(NamedTuple):
    """One statement as the page shows it. `order` is its number in its report; `href` is empty without a report page.

    `url` is where the agency published the report, if that is known.
    """

    report_id: str
    order: int
    words: str
    before: str
    after: str
    agency: str
    year: int | None
    kind: str
    province: str
    place: str
    reasons: tuple[Reason, ...]
    remedies: tuple[Remedy, ...]
    href: str
    url: str

    @property
    def id(self) -> str:
        """What a link to this statement on the page is called."""
        return f"{render.page_name(self.report_id).removesuffix('.html')}-{self.order}"

    @property
    def searched(self) -> str:
        """All words that a search looks at."""
        why = (f"{reason.label.zh} {reason.label.en}" for reason in self.reasons)
        remedies = (remedy.words for remedy in self.remedies)
        return " ".join((self.agency, self.place, self.before, self.words, self.after, *why, *remedies))


class Choice(NamedTuple):
    """One value that a filter offers, what it is called, and how many statements have it."""

    value: str
    label: str
    n: int


def drawn(problems: pd.DataFrame, reports: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The statements with what is known of their reports, the latest year first; every k-th where there are more than `most`."""
    columns = ["report_id", "file", "agency", "agency_kind", "province", "prefecture", "county", "township", "year", "url"]
    rows = problems.merge(reports[columns], on="report_id")
    rows = rows.sort_values(["year", "agency", "report_id", "order"], ascending=[False, True, True, True], kind="stable")
    step = -(-len(rows) // most) if len(rows) > most else 1
    return rows.iloc[::step].reset_index(drop=True)


def page(tidy: Path, raw: Path, pages_of: Iterable[str], site: Site = Site(), download: str = "", most: int = 0) -> str:  # noqa: B008
    """The whole page. `pages_of` are the reports that have a page; `download` is the address of the whole table, if any.

    Of more than `most` statements (MOST without it) only some stand there.
    """
    reports, problems, measures = (_read(table, tidy) for table in ("reports", "problems", "measures"))
    rows = drawn(problems, reports, most or MOST)
    texts = dict(text.read_texts(reports[reports["report_id"].isin(rows["report_id"])], raw, tidy))
    found = [*_stated(rows, measures, texts, set(pages_of))]
    words = " ".join(s.searched for s in found)
    body = pages.render(
        "statements.html.j2", statements=found, total=len(problems), download=download,
        folds=searching.folds(words), synonyms=searching.synonyms(words), **_choices(found),
    )  # fmt: skip
    return pages.frame(body, title=title(), kind="statements", here=HREF, site=site, toc=False)


def _read(table: str, tidy: Path) -> pd.DataFrame:
    """A table, or an empty one where nothing is built yet."""
    return store.read(table, tidy) if (tidy / f"{table}.parquet").is_file() else schemas.empty(table)


def title() -> str:
    """What the bar calls the page."""
    return language.shown(name("page", "statements"))


def whole(tidy: Path, pages_of: Iterable[str] = ()) -> bytes:
    """Every statement as a CSV file, for where the page holds only some; `evidence` is a page below the site's folder."""
    rows = drawn(store.read("problems", tidy), store.read("reports", tidy), most=2**62)
    has_page = set(pages_of)
    answers = _answers(store.read("measures", tidy), has_page)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for r in each(rows):
        year = "" if r.year != r.year else int(r.year)
        remedy = " | ".join(remedy.words for remedy in answers.get((r.report_id, r.order), ()))
        place, kind = (r.province, r.prefecture, r.county), (r.agency_kind, "|".join(r.categories))
        words = (*place, *kind, r.text, remedy, r.report_id, _evidence(r, has_page), _address(r.url))
        writer.writerow([store.safe(r.agency), year, *map(store.safe, words)])
    return out.getvalue().encode("utf-8-sig")


def _stated(rows: pd.DataFrame, measures: pd.DataFrame, texts: Mapping[str, str], has_page: set[str]) -> Iterator[Stated]:
    answers = _answers(measures, has_page)
    for r in each(rows):
        report_text = texts.get(r.report_id, "")
        known = report_text[r.start : r.end] == r.text
        before = _before(report_text[max(0, r.start - REACH) : r.start]) if known else ""
        after = _after(report_text[r.end : r.end + REACH]) if known else ""
        place = " ".join(dict.fromkeys(p for p in (r.province, r.prefecture, r.county, r.township) if p))
        year = None if r.year != r.year else int(r.year)
        remedies = tuple(answers.get((r.report_id, r.order), ()))
        reasons = tuple(_reasons(r.text, r.categories))
        yield Stated(
            r.report_id, r.order, r.text, before, after, r.agency, year, r.agency_kind, r.province, place, reasons, remedies,
            _evidence(r, has_page), _address(r.url),
        )  # fmt: skip


def _evidence(row: Any, has_page: set[str]) -> str:
    """Where the report's page has the words of a statement; empty for a report without a page."""
    return render.evidence_link(row.report_id, row.order, "p") if row.report_id in has_page else ""


def _address(url: object) -> str:
    """The address of a report if it is one of the web."""
    return url if isinstance(url, str) and url.lower().startswith(_ADDRESS) else ""


def _before(words: str) -> str:
    """Words before a statement on one line, from the end of a table's last row or cell on."""
    _, bar, rest = words.rpartition(_BAR)
    return " ".join((rest.partition("\n")[2] if bar and "\n" in rest else rest).split())


def _after(words: str) -> str:
    """Words after a statement on one line, down to where a table begins."""
    rest, bar, _ = words.partition(_BAR)
    return " ".join((rest.rpartition("\n")[0] if bar and "\n" in rest else rest).split())


def _answers(measures: pd.DataFrame, has_page: set[str]) -> dict[tuple[str, int], list[Remedy]]:
    """The remedies that reports tie to a problem, by report and number of the problem."""
    found: dict[tuple[str, int], list[Remedy]] = {}
    for m in each(measures[measures["problem_order"].notna()]):
        href = render.evidence_link(m.report_id, m.order, "m") if m.report_id in has_page else ""
        found.setdefault((m.report_id, int(m.problem_order)), []).append(Remedy(m.text, href))
    return found


def _reasons(words: str, categories: Iterable[str]) -> Iterator[Reason]:
    """The categories of a statement, each with the words that name it."""
    cued: dict[str, list[str]] = {}
    for label in labels(words):
        cued.setdefault(label.category, []).append(label.words)
    for category in categories:
        yield Reason(category, name("category", category), tuple(dict.fromkeys(cued.get(category, ()))))


def _choices(found: list[Stated]) -> dict[str, Any]:
    """What the filters offer, with counts of statements."""
    labelled = Counter(reason.category for s in found for reason in s.reasons)
    years = Counter(s.year for s in found if s.year is not None)
    kinds, provinces = Counter(s.kind for s in found if s.kind), Counter(s.province for s in found if s.province)
    return {
        "categories": [Choice(c, language.shown(name("category", c), first="zh"), n) for c, n in labelled.most_common()],
        "years": [Choice(str(year), str(year), n) for year, n in sorted(years.items())],
        "kinds": [Choice(k, language.shown(name("agency_kind", k), first="zh"), n) for k, n in kinds.most_common()],
        "provinces": [Choice(p, p, n) for p, n in provinces.most_common()],
    }
