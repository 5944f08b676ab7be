"""Reads Chinese agencies' annual reports on government information disclosure into tidy tables.

    file ─ documents ─ sections ─┬─ tables ──┐
                                 ├─ prose ───┼─ reports ─ corpus ─┬─ compare, coverage
                                 ├─ problems ┤   (one)    (many)  └─ charts ─ notebooks ─ site
                                 └─ agencies ┘

    report = gcir.read_report("data/raw/a-report.txt")    one report: its words and the rows read from them
    corpus = gcir.build("data/raw", out="data/tidy")      many reports: one DataFrame per table
    corpus = gcir.load("data/tidy")                       the same tables, read back
    corpus.texts[report_id][start:end]                    the words that a row of any table is about
    panel = gcir.load_published("data/published")         published figures, transcribed by hand

    gcir.compare       values, series, change, shares, peers, ranks: comparable numbers as tidy frames
    gcir.coverage, requests, media, quality, text         what is stated, requests, new media, checks, words
    gcir.charts, charts_series, charts_requests ...       frames as charts; charts.show puts one on the page
    gcir.evidence      every number beside the words that state it; gcir.agency_view one agency; gcir.handout two pages of it
    gcir.language, lab     the language of charts and tables; tables in JupyterLab

Meanings (labels, indicators, phrases) live in `gcir.codebook`. Names are imported when first used,
so that `import gcir` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gcir import (
        agency_view,
        charts,
        codebook,
        compare,
        coverage,
        evidence,
        handout,
        lab,
        language,
        media,
        quality,
        requests,
        text,
    )
    from gcir.corpus import Corpus, build, load
    from gcir.model import UnreadableFile
    from gcir.panel import load_published
    from gcir.reports import Report, read_report

_HOMES = {
    "read_report": "gcir.reports",
    "Report": "gcir.reports",
    "build": "gcir.corpus",
    "load": "gcir.corpus",
    "Corpus": "gcir.corpus",
    "load_published": "gcir.panel",
    "UnreadableFile": "gcir.model",
}

__all__ = [
    "Corpus", "Report", "UnreadableFile", "agency_view", "build", "charts", "codebook", "compare", "coverage", "evidence",
    "handout", "lab", "language", "load", "load_published", "media", "quality", "read_report", "requests", "text",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name, or a module of the package, when it is first asked for."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    try:
        return import_module(f"gcir.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"gcir.{name}":
            raise
        raise AttributeError(f"module 'gcir' has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted(__all__)
