"""One report: the stages in order, from a file to its rows."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from gcir import agencies, checks, documents, manifest, problems, prose, sections, tables, unsure
from gcir.flat import flatten
from gcir.limits import DEFAULT, Limits
from gcir.model import Agency, Dates, Document, Figure, Finding, Section, Statement, UnreadableFile

PROSE = "prose"
"""The layout of a report that prints no table the codebook knows."""


@dataclass(frozen=True, slots=True)
class Report:
    """One annual report and everything read from it; rows quote `document.text` by offset.

    `layout` is what the tables really use, never what the year would suggest. Shown in JupyterLab
    as its text with the evidence of each figure highlighted.
    """

    file: str
    document: Document
    report_id: str
    agency: Agency
    dates: Dates
    layout: str
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Statement, ...]
    measures: tuple[Statement, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """The report's text, to which all offsets refer."""
        return self.document.text

    def _repr_html_(self) -> str:
        from gcir import render

        return render.report_html(self)


def read_report(path: Path | str, *, limits: Limits = DEFAULT) -> Report:
    """Read one report from a file of any known kind.

    What a manifest.csv beside it or in a folder above states of it wins over what it says of itself.
    Raises UnreadableFile with the reason if it cannot be read or names no agency that wrote it.
    """
    return _finished(reading(path, limits))


def read(document: Document, file: str = "", known: manifest.Stated | None = None) -> Report:
    """Read one report from a document; what is `known` of it wins. UnreadableFile if nobody is named who wrote it."""
    return _finished(_stages(document, file, known))


Reading = Generator[None, None, Report]
"""The reading of one report, which rests after each stage."""


def reading(path: Path | str, limits: Limits = DEFAULT) -> Reading:
    """What `read_report` does, stage by stage, for those who read many reports.

    A stage that reads one report after another takes a quarter less time than one that takes turns with the others: what it
    looks things up in is still at hand.
    """
    path = Path(path)
    document = documents.read_document(path, limits=limits)
    yield
    return (yield from _stages(document, path.name, manifest.of(path)))


def _finished(reading: Reading) -> Report:
    """The report, with all stages done one after the other."""
    while True:
        try:
            next(reading)
        except StopIteration as done:
            report: Report = done.value
            return report


def _stages(document: Document, file: str, known: manifest.Stated | None) -> Reading:
    document = known.document(document) if known else document
    flat = flatten(document.text)
    parts = sections.split(flat, document.tables)
    yield
    agency, dates = agencies.identify(document, flat, parts)
    if known:
        dates = known.dates(dates)
        agency = known.about(agency, dates.year)
    if not (agency.agency or agency.agency_as_written):
        raise UnreadableFile("no_agency", "no body is named in title, text or signature that could have written this")
    yield
    printed = tables.read_tables(document.text, document.tables, dates.year)
    yield
    told = prose.read_prose(document.text, flat, parts, document.tables, dates.year)
    yield
    stated, remedies = problems.read_statements(document.text, flat, parts)
    yield
    report = Report(
        file=file or document.name,
        document=document,
        report_id=agencies.report_id(agency, dates, document.sha256),
        agency=agency,
        dates=dates,
        layout=tables.layout(printed.votes) or PROSE,
        sections=parts,
        figures=tuple(sorted((*told, *printed.figures), key=lambda f: (f.start, f.end))),
        problems=stated,
        measures=remedies,
    )
    return checks.with_findings(report, (*printed.findings, *unsure.find(document.text, flat, document.tables)))
