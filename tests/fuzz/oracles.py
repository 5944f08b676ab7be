"""What must hold of everything that is read, whatever was in the file."""

import functools
import math
from collections.abc import Iterable
from typing import Any

from gcir import codebook, documents, intake, names, reports, schemas
from gcir.limits import DEFAULT, Limits
from gcir.model import Document, Figure, Finding, Statement, UnreadableFile
from gcir.reports import Report

PATIENT = Limits(seconds=60)
"""For files that are to be read whatever else the machine has to do."""


_CHANGE = "_change"


class Broken(AssertionError):  # noqa: N818 - reads as what happened
    """Something that must always hold does not."""


def must(holds: object, what: str, *about: object) -> None:
    """Raise Broken with a sentence unless it holds."""
    if not holds:
        raise Broken(f"{what}: {', '.join(repr(a)[:300] for a in about)}")


@functools.cache
def reasons() -> frozenset[str]:
    """The reasons that table failures may give."""
    return frozenset(r["reason"] for r in codebook.read("failure_reasons", ("reason", "zh", "en"), "reason"))


@functools.cache
def _ids(name: str, columns: tuple[str, ...], key: str) -> frozenset[str]:
    return frozenset(r[key] for r in codebook.read(name, columns, key))


def indicators() -> frozenset[str]:
    return _ids("indicators", codebook.INDICATOR_COLUMNS, "id")


def channels() -> frozenset[str]:
    return _ids("channels", ("id", "label_zh", "label_en", "pattern"), "id")


def categories() -> frozenset[str]:
    return _ids("problem_categories", ("category", "label_zh", "label_en", "definition", "examples_zh"), "category")


def read(data: bytes, name: str = "report", limits: Limits = DEFAULT) -> Report | UnreadableFile:
    """What comes of a file; nothing but UnreadableFile with a known reason may be raised, and twice the same comes of it."""
    first, again = _read(data, name, limits), _read(data, name, limits)
    if isinstance(first, UnreadableFile) or isinstance(again, UnreadableFile):
        slow = "too_slow" in (getattr(first, "reason", ""), getattr(again, "reason", ""))
        must(slow or (str(first), type(first)) == (str(again), type(again)), "read twice, two outcomes", first, again)
        return first
    must(first == again, "read twice, two outcomes", name)
    report(first)
    return first


def _read(data: bytes, name: str, limits: Limits) -> Report | UnreadableFile:
    try:
        found = documents.read_bytes(data, name, limits)
        document(found)
        return reports.read(found)
    except UnreadableFile as error:
        must(error.reason in reasons(), "an unknown reason", error.reason)
        return error


def document(found: Document) -> None:
    """Cells are slices of the text, tables stand in order and do not overlap."""
    last = 0
    for table in found.tables:
        must(table.cells, "a table without cells", table)
        must(last <= table.start <= table.end <= len(found.text), "tables overlap or leave the text", table.start, table.end)
        last = table.end
        for cell in table.cells:
            must(found.text[cell.start : cell.end] == cell.text, "a cell is not its slice of the text", cell)
            must(cell.row >= 0 and cell.col >= 0 and cell.rowspan >= 1 and cell.colspan >= 1, "a cell nowhere on the grid", cell)
            must(table.start <= cell.start <= cell.end <= table.end, "a cell outside its table", cell, table.start, table.end)


def report(found: Report) -> None:
    """Everything that one report must keep to."""
    text = found.text
    _sections(found)
    for figure in found.figures:
        _figure(figure, text)
    for statement in (*found.problems, *found.measures):
        _statement(statement, text)
    for kind in (found.problems, found.measures):
        must([s.order for s in kind] == list(range(1, len(kind) + 1)), "statements are not counted through", kind)
    orders = {s.order for s in found.problems}
    for measure in found.measures:
        must(not measure.problem_order or measure.problem_order in orders, "a measure answers no problem", measure)
    for finding in found.findings:
        _finding(finding, text)
    for group, value in (("agency_kind", found.agency.agency_kind), ("level", found.agency.level), ("layout", found.layout)):
        must(not value or value in schemas.codes(group), f"an unknown {group}", value)
    must(found.dates.year is None or 1900 < found.dates.year < 2100, "a year out of this world", found.dates.year)
    must(found.report_id, "a report without an id", found.file)


def _sections(found: Report) -> None:
    last = 0
    for number, section in enumerate(found.sections, start=1):
        must(section.order == number, "sections are not counted through", section)
        must(section.start == last <= section.body <= section.end, "sections leave a gap or overlap", section)
        must(section.type in schemas.codes("section"), "an unknown section", section)
        last = section.end
    must(last == len(found.text), "sections end before the text", last, len(found.text))


def _slice(row: Any, words: str, text: str) -> None:
    must(0 <= row.start <= row.end <= len(text), "a place outside the text", row)
    must(text[row.start : row.end] == words, "the words are not at their place", row, text[row.start : row.end])


def _figure(figure: Figure, text: str) -> None:
    _slice(figure, figure.evidence, text)
    must(not figure.indicator or figure.indicator in indicators(), "an unknown indicator", figure)
    must(not figure.channel or figure.channel in channels(), "an unknown channel", figure)
    for group in ("content", "route", "applicant", "precision", "stated_as", "source"):
        value = getattr(figure, group)
        must(not value or value in schemas.codes(group), f"an unknown {group}", figure)
    if figure.value is None:
        must(figure.stated_as in ("blank", "unreadable"), "no value, but neither blank nor unreadable", figure)
        return
    must(figure.stated_as in ("digits", "words"), "a blank cell has a value", figure)
    must(math.isfinite(figure.value), "a value without end", figure)
    may_fall = not figure.indicator or figure.indicator.endswith(_CHANGE)
    must(figure.value >= 0 or (figure.source == "table" and may_fall), "a negative value", figure)


def _statement(statement: Statement, text: str) -> None:
    _slice(statement, statement.text, text)
    must(statement.text.strip(), "a statement without words", statement)
    must(not statement.cause or statement.cause in text, "a cause in words that are not there", statement)
    must(set(statement.categories) <= categories(), "an unknown category", statement)
    must(len(set(statement.categories)) == len(statement.categories), "a category twice", statement)


def _finding(finding: Finding, text: str) -> None:
    must(finding.severity in schemas.codes("severity"), "an unknown severity", finding)
    must(not finding.indicator or finding.indicator in indicators(), "an unknown indicator", finding)
    must((finding.start is None) == (finding.end is None), "half a place", finding)
    if finding.start is not None:
        _slice(finding, finding.evidence, text)


def tables(found: Iterable[Report]) -> None:
    """The rows of reports keep to the schema of their tables."""
    from gcir import store

    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in schemas.TABLES}
    for number, one in enumerate(found):
        outcome = intake.outcome(f"{number}.txt", one)
        rows["reports"].append((str(number), *outcome.report))
        for name, its in outcome.rows.items():
            rows[name] += [(str(number), *row) for row in its]
    for name, its in rows.items():
        frame = schemas.typed(name, store.arrow(name, its).to_pandas())
        schemas.check(name, frame, name)


def shown(found: Report) -> None:
    """A report's page is whole, and nothing of the report is markup in it."""
    from gcir import pages, render

    tree = pages.parse(f"<html><body>{render.report_html(found)}</body></html>")
    own = list(tree.iter("script"))
    must(len(own) == 1, "scripts on the page of a report", len(own))
    own[0].getparent().remove(own[0])
    must(pages.faults(tree) == [], "on the page of a report", pages.faults(tree)[:1])


def label(code: str) -> str:
    """A name for an indicator, so that messages can be read."""
    return names.of("indicator", code)[1]
