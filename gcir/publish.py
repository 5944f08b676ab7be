"""Write the site: run the notebooks, show every parsed report with its evidence, and tie the pages together.

What did not change is not done again: `.stamps.json` in the site's folder remembers what each page
was made from. Nothing on a page depends on the day or the machine, so two runs give the same bytes.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from gcir import evidence_table, execute, front, language, pages, reader, render, stamps, statements, webfont
from gcir.digests import Digests
from gcir.execute import Card, NotebookError
from gcir.pages import NavItem, Site
from gcir.reader import Listed, report_page
from gcir.report_links import prune_all, settle
from gcir.site_place import Place, Result
from gcir.style import fonts

__all__ = ["Result", "build_site", "report_command", "report_page"]

Say = Callable[[str], None]
_STAMPS = ".stamps.json"
_DOWNLOADS = "downloads"  # below the site's folder: whole tables of which a page shows the beginning
_WARNED_OF = 20  # reports without a page that are named
_EMBEDDED_AT_MOST = 40  # report pages; more of them share the font files
_DOWNLOADED = re.compile(rf'href="({_DOWNLOADS}/[\w-]+\.(?:csv|parquet))"')
_NUMBERED = re.compile(r"^\d+[-_ ]*")


def build_site(
    notebooks: Path,
    out: Path,
    figures: Path,
    tidy: Path,
    *,
    raw: Path | None = None,
    published: Path | None = None,
    jobs: int = 0,
    lang: str = "",
    say: Say = print,
) -> Result:
    """Run what changed, write every page, and say a line per step. Other pages survive a notebook that fails.

    `lang` is "both", "zh" or "en"; without it the language in force stays.
    """
    root = notebooks.resolve().parent
    folders = (notebooks, out, figures, tidy, raw or root / "data/raw", published or root / "data/published", root)
    place = Place(*(folder.resolve() for folder in folders))
    place.figures.mkdir(parents=True, exist_ok=True)
    with language.speaking(lang or language.chosen()):
        return _Run(place, jobs or min(2, os.cpu_count() or 1), say).build()


def report_command(
    notebooks: Path,
    out: Path,
    figures: Path,
    tidy: Path,
    raw: Path,
    published: Path,
    jobs: int = 0,
    lang: str = "",
    say: Say = print,
) -> int:
    """`gcir report`: build the site and give the exit code."""
    result = build_site(notebooks, out, figures, tidy, raw=raw, published=published, jobs=jobs, lang=lang, say=say)
    for line in result.warnings:
        say(f"warning: {line}")
    for line in result.errors:
        say(f"error: {line}")
    say(f"Pages written: {len(result.written)}, unchanged: {len(result.unchanged)}. Open {out / 'index.html'}")
    return 1 if result.errors else 0


class _Run:
    """One run: what stands where, what the last run noted, and what this one did."""

    def __init__(self, place: Place, jobs: int, say: Say):
        self.place, self.jobs, self.say = place, jobs, say
        self.result = Result()
        self.old, self.new = stamps.load(place.out / _STAMPS), dict[str, dict[str, Any]]()
        self.digests = Digests(place.tidy, place.raw)
        self.notebooks = sorted(p for p in place.notebooks.glob("*.ipynb") if not p.name.startswith("."))
        self.reports = reader.parsed_reports(place.tidy)
        nav = [
            *(NavItem(_href(p), _short_title(p)) for p in self.notebooks),
            NavItem(statements.HREF, reader.page_title("statements")),
            NavItem(reader.CODEBOOK_HREF, reader.page_title("codebook")),
        ]
        self.site = Site(tuple(nav), len(self.reports), reader.transcribed(place.published))
        self.package = stamps.of_files([], _package(), self.site, language.chosen())

    def build(self) -> Result:
        """All pages, the index last."""
        cards = self._run_notebooks()
        made = {_href(p): self.new[_href(p)] for p in self.notebooks if _href(p) in self.new}
        self.reports = settle(self.reports, self.place.out, made)
        self._write_reports()
        prune_all(self.reports, self.place.out, made)
        self._make(reader.CODEBOOK_HREF, self._stamp(), partial(reader.codebook_page, self.site))
        self._write_statements()
        self._write("index.html", front.page(cards, self.reports, self.place.tidy, self.place.out, self.site))
        for href in self.old.keys() - self.new.keys() - set(self.result.written):  # its notebook or report is gone
            (self.place.out / href).unlink(missing_ok=True)
        wanted = {name for known in self.new.values() for name in known.get("downloads", ())}
        for file in (self.place.out / _DOWNLOADS).glob("table-*.*"):
            if f"{_DOWNLOADS}/{file.name}" not in wanted:
                file.unlink()
        stamps.save(self.place.out / _STAMPS, self.new)
        return self.result

    def _stamp(self, *parts: object, files: Iterable[Path] = ()) -> str:
        return stamps.of_files(files, self.package, *parts, known=self.digests.of)

    def _run_notebooks(self) -> list[Card]:
        """Every notebook that changed, `jobs` at a time; the cards of all."""
        tables = sorted(self.place.tidy.glob("*.parquet")) or sorted(self.place.tidy.glob("*.csv"))
        data = stamps.of_files([*tables, self.place.published, self.place.raw], known=self.digests.of)
        cards, waiting = {}, {}
        with ThreadPoolExecutor(self.jobs) as pool:
            for path in self.notebooks:
                stamp = self._stamp(data, files=[path])
                if known := self._known(_href(path), stamp):
                    cards[path] = Card(**known["card"])
                    self.say(f"{path.stem:<20} unchanged")
                else:
                    waiting[pool.submit(self._timed, path)] = (path, stamp)
            for done in as_completed(waiting):
                path, stamp = waiting[done]
                outcome, seconds = done.result()
                cards[path] = self._finish(path, stamp, outcome, seconds)
        return [cards[path] for path in self.notebooks]

    def _timed(self, path: Path) -> tuple[Any, float]:
        """Run one notebook: the notebook or its failure, and the seconds it took."""
        start, place = time.perf_counter(), self.place
        folders = {f"GCIR_{name.upper()}": str(getattr(place, name)) for name in ("tidy", "raw", "published", "figures")}
        folders |= {language.VARIABLE: language.chosen(), evidence_table.DOWNLOADS: str(place.out / _DOWNLOADS)}
        try:
            return execute.run(path, place.root, folders), time.perf_counter() - start
        except NotebookError as failure:
            return failure, time.perf_counter() - start

    def _finish(self, path: Path, stamp: str, outcome: Any, seconds: float) -> Card:
        """Write a notebook's page, or one that says why there is none."""
        href = _href(path)
        try:
            if isinstance(outcome, NotebookError):
                raise outcome
            html = execute.body(outcome, path.stem)
            card = execute.card(outcome, html, href, path.stem)
        except NotebookError as failure:
            return self._failed(path, str(failure), seconds)
        except Exception as error:  # an output that cannot be turned into a page must not cost the other pages
            return self._failed(path, f"{path.stem}: {type(error).__name__}: {error}", seconds)
        self.result.warnings += [f"{path.stem}: cell {n}: {line}" for n, line in execute.messages(outcome)]
        page = pages.frame(html, title=card.title, kind="notebook", here=href, site=self.site, description=card.question)
        self._write(href, page)
        figures = self._digests(sorted(p.name for p in self.place.figures.glob(f"{path.stem}-*")))
        downloads = sorted(set(_DOWNLOADED.findall(html)))
        self.new[href] = {"stamp": stamp, "card": asdict(card), "figures": figures, "downloads": downloads}
        self.say(f"{path.stem:<20} {seconds:6.1f} s")
        return card

    def _digests(self, names: Iterable[str]) -> dict[str, str]:
        """Fingerprints of charts that are there: one drawn again in another language is another chart."""
        return {name: stamps.of_files([self.place.figures / name]) for name in names if (self.place.figures / name).is_file()}

    def _failed(self, path: Path, reason: str, seconds: float) -> Card:
        href = _href(path)
        self.result.errors.append(reason)
        self.say(f"{path.stem:<20} {seconds:6.1f} s  FAILED")
        body = pages.render("failed.html.j2", name=path.stem, reason=reason)
        self._write(href, pages.frame(body, title=path.stem, kind="failed", here=href, site=self.site))
        return Card(href, _short_title(path), failed=True)

    def _write_reports(self) -> None:
        """A page per parsed report that still has its file; `self.reports` forgets the address of those without."""
        start = time.perf_counter()
        shared = self._shared_fonts() if len(self.reports) > _EMBEDDED_AT_MOST else None
        made, without = 0, list[str]()
        for i, report in ((i, report) for i, report in enumerate(self.reports) if report.href):
            try:
                stamp = self._stamp(report, shared, files=[self.place.raw / report.file])
                made += self._make(f"reports/{render.page_name(report.report_id)}", stamp, partial(self._report, report, shared))
            except Exception as error:  # one report must not cost the others their pages
                self.reports[i] = report._replace(href="")
                without.append(f"{report.report_id} has no page: {report.file}: {error or type(error).__name__}")
        more = len(without) - _WARNED_OF
        self.result.warnings += [*without[:_WARNED_OF], *([f"{more:,} more reports have no page"] if more > 0 else [])]
        self.say(f"{'reports':<20} {time.perf_counter() - start:6.1f} s  {made} of {len(self.reports)} pages made")

    def _report(self, report: Listed, font_rules: str | None) -> str:
        from gcir.reports import read_report

        path = self.place.raw / report.file
        if not path.is_file():
            raise FileNotFoundError(f"it is no longer in {self.place.raw.name}/")
        return report_page(read_report(path), report.report_id, self.site, font_rules)

    def _write_statements(self) -> None:
        """The page of stated problems; where it holds only some of them, a file with all beside it."""
        tidy, shown = self.place.tidy, [report.report_id for report in self.reports if report.href]
        stamp = self._stamp(shown, files=[tidy / "problems.parquet", tidy / "measures.parquet", tidy / "reports.parquet"])
        make = partial(statements.page, tidy, self.place.raw, shown, self.site)
        total = sum(report.problems for report in self.reports)
        if total > statements.MOST:
            self._make(statements.FILE, stamp, partial(statements.whole, tidy, shown))
            make = partial(make, download=statements.FILE)
        try:
            self._make(statements.HREF, stamp, make)
        except Exception as error:  # a table that cannot be read must not cost the other pages
            self.result.errors.append(f"{statements.HREF}: {error or type(error).__name__}")

    def _shared_fonts(self) -> str:
        """The bundled fonts as files for many report pages together."""
        rules = []
        for weight, path in webfont.FILES.items():
            name = f"fonts/{path.name}"
            self._make(name, self._stamp(), path.read_bytes)
            rules.append(webfont.face(fonts.FAMILY, weight, f"../{name}", "opentype"))
        return "\n".join(rules)

    def _known(self, href: str, stamp: str) -> dict[str, Any] | None:
        """What the last run noted about a page that is still good, its charts included."""
        known = self.old.get(href)
        if not known or known["stamp"] != stamp or not (self.place.out / href).is_file():
            return None
        if known.get("figures", {}) != self._digests(known.get("figures", {})):
            return None
        if not all((self.place.out / name).is_file() for name in known.get("downloads", ())):
            return None
        self.new[href] = known
        self.result.unchanged.append(href)
        return known

    def _make(self, href: str, stamp: str, make: Callable[[], str | bytes]) -> bool:
        """Make a page unless the last run left a good one; True if it was made."""
        if self._known(href, stamp):
            return False
        self._write(href, make())
        self.new[href] = {"stamp": stamp}
        return True

    def _write(self, href: str, content: str | bytes) -> None:
        stamps.write(self.place.out / href, content)
        self.result.written.append(href)
        if isinstance(content, str) and (lacking := webfont.missing(pages.parse(content))):
            shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in sorted(lacking)[:8])
            self.result.warnings.append(f"{href}: the bundled fonts lack {shown}; a reader's own fonts must draw them")


def _package() -> str:
    """A fingerprint of the code, codebook and templates that make the pages."""
    return stamps.of_files([pages.style_folder().parent], stamps.tools(), pages.version())


def _href(notebook: Path) -> str:
    return f"{notebook.stem}.html"


def _short_title(notebook: Path) -> str:
    """What the bar calls a notebook: what the codebook calls it, or else its file name in words."""
    return reader.page_title(_NUMBERED.sub("", notebook.stem))
