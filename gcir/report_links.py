"""Which of very many reports have a page of their own on the site, and pages that link to no others."""

import re
from collections.abc import Collection, Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from gcir import stamps
from gcir.reader import Listed

MOST = 1_000  # report pages
_LINK = re.compile(r'<a class="gcir-on-site"[^>]*? href="(reports/[^"#]+)(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
_ELSEWHERE = re.compile(
    rf'(?:<span class="gcir-off-site">[^<>]*</span>)?{_LINK.pattern}(<span class="gcir-off-site">)?', re.DOTALL
)


def settle(reports: list[Listed], out: Path, made: dict[str, dict[str, Any]]) -> list[Listed]:
    """The reports, those without a page without an address where there are very many; `made` notes each page's first links."""
    if len(reports) <= MOST:
        return reports
    for href, known in made.items():
        known.setdefault("links", found(out / href))
    kept = chosen(reports, [known["links"] for known in made.values()])
    return [report if report.href in kept else report._replace(href="") for report in reports]


def listed(reports: Sequence[Listed]) -> Sequence[Listed]:
    """The reports that the first page lists: all of them, or those with a page where there are very many."""
    return reports if len(reports) <= MOST else [report for report in reports if report.href]


def prune_all(reports: Sequence[Listed], out: Path, made: Iterable[str]) -> None:
    """Take the links to reports that have no page, for there are very many or their file is gone, from the pages made."""
    kept = {report.href for report in reports if report.href}
    if len(kept) < len(reports):
        for href in made:
            prune(out / href, kept)


def found(page: Path) -> list[str]:
    """The report pages to which a page links, each once, in order."""
    return list(dict.fromkeys(unescape(href) for href, _ in _LINK.findall(page.read_text(encoding="utf-8"))))


def chosen(reports: Sequence[Listed], linked: Iterable[Sequence[str]], most: int = 0) -> set[str]:
    """The reports that have a page: first those to which the pages link, in turn one of each page; then the newest."""
    most = most or MOST
    there = {report.href for report in reports}
    kept: dict[str, None] = {}
    waiting = [list(reversed([href for href in hrefs if href in there])) for hrefs in linked]
    while any(waiting) and len(kept) < most:
        for hrefs in waiting:
            if hrefs and len(kept) < most:
                kept[hrefs.pop()] = None
    for report in sorted(reports, key=lambda r: -(r.year or 0)):
        if len(kept) >= most:
            break
        kept[report.href] = None
    return set(kept)


def prune(page: Path, kept: Collection[str]) -> None:
    """Take the links to reports without a page from a page; what stands in their place elsewhere shows instead."""
    whole = page.read_text(encoding="utf-8")
    pruned = _ELSEWHERE.sub(lambda m: m[0] if unescape(m[1]) in kept else _instead(m), whole)
    if pruned != whole:
        stamps.write(page, pruned)


def _instead(match: re.Match[str]) -> str:
    """The name of the file, where it stands behind the link; or the words that were the link."""
    return "<span>" if match[3] else f"<span>{match[2]}</span>"
