"""The form of a report: its period, its deadline, its layout and the tables that should be there."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gcir import frames, labels
from gcir.checks_rules import cited, duties, finding, is_due, phrase
from gcir.checks_values import TABLE, Case
from gcir.checks_words import name, told
from gcir.dates import parse_dates
from gcir.flat import flatten
from gcir.messages import Sentence
from gcir.model import Finding, Section

if TYPE_CHECKING:
    from gcir.reports import Report

_WINDOWS = ((0, 800), (760, 4000), (-1500, None))  # where days that matter stand, likeliest first
_EMPTY = 16  # characters under a heading that say no more than: see the table, unit: cases
_UNSURE = frozenset(("table_lost", "table_missing", "table_unknown", "table_unaligned"))
_TABLED = ("proactive_disclosure", "requests", "review_litigation")
_NOT_SPACE = re.compile(r"\S")


def words_of_day(text: str, iso: str) -> tuple[int, int] | None:
    """Where a text names a day, in its head or its end."""
    for window in _WINDOWS:
        first, last, _ = slice(*window).indices(len(text))
        for day in parse_dates(flatten(text[first:last])):
            if day.iso == iso:
                return first + day.start, first + day.end
    return None


def period(case: Case) -> list[Finding]:
    """A stated period that leaves out part of the year."""
    report = case.report
    dates = report.dates
    if dates.year is None or not (dates.period_start and dates.period_end):
        return []
    due = {row["what"]: f"{dates.year}-{row['value']}" for row in reversed(duties("period")) if is_due(row, dates.year)}
    if dates.period_start <= due["start"] and dates.period_end >= due["end"]:
        return []
    is_end = dates.period_end < due["end"]
    said = dates.period_end if is_end else dates.period_start
    words = told("period_incomplete:end" if is_end else "period_incomplete:start", day=said)
    expected, found = f"{due['start']} to {due['end']}", f"{dates.period_start} to {dates.period_end}"
    return [finding("period_incomplete", words_of_day(report.text, said), expected=expected, found=found, detail=words)]


def deadline(case: Case) -> list[Finding]:
    """A report published, or only signed, after the day on which it was due."""
    report = case.report
    dates, agency = report.dates, report.agency
    said = dates.published or dates.signed
    if dates.year is None or not said:
        return []
    due = deadline_of(dates.year, agency.agency_kind, agency.agency)
    if due is None:
        return []
    last = f"{dates.year + 1}-{due['value']}"
    if said <= last:
        return []
    is_signed_in_time = bool(dates.published) and bool(dates.signed) and dates.signed <= last
    act = "published_late:published" if dates.published else "published_late:signed"
    words = told(act, year=dates.year, day=said, due=last, source=cited(due["source"]))
    words = told("published_late:later_upload", words=words, signed=dates.signed) if is_signed_in_time else words
    severity, at = "info" if is_signed_in_time else "", words_of_day(report.text, said)
    return [finding("published_late", at, expected=f"<= {last}", found=said, detail=words, severity=severity)]


def deadline_of(year: int, kind: str, agency: str) -> Mapping[str, str] | None:
    """The row of duties.csv by which the report of an agency is due, on a day of the year after."""
    return next((r for r in duties("deadline") if is_due(r, year) and _is_for(r, kind, agency)), None)


def _is_for(row: Mapping[str, str], kind: str, name: str) -> bool:
    """Whether a row of duties.csv is for an agency of this kind and name; a row that names none is for all."""
    kinds, pattern = row["kinds"], row["pattern"]
    return (not kinds or kind in kinds.split("|")) and (not pattern or _pattern(pattern).search(name) is not None)


@functools.cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


@functools.cache
def _own_indicators(layout: str, year: int) -> frozenset[str]:
    """Indicators that a layout prints and the layouts of the year do not; empty if the layout is one of those."""
    of_year = {row["what"] for row in duties("layout") if is_due(row, year)}
    if layout in of_year:
        return frozenset()
    printed: dict[str, set[str]] = {}
    for entry in labels.entries():
        printed.setdefault(entry.layout, set()).add(entry.indicator)
    return frozenset(printed.get(layout, ())) - set().union(*(printed.get(name, set()) for name in of_year))


def layout(case: Case) -> list[Finding]:
    """Tables with rows that only a form of other years has; or prose alone where forms with tables are due."""
    report = case.report
    year = report.dates.year
    if year is None:
        return []
    due = [row["what"] for row in duties("layout") if is_due(row, year)]
    if report.layout in due or not due:
        return []
    expected = ", ".join(due)
    if report.layout in _with_tables():
        own = _own_indicators(report.layout, year)
        first = next((f for f in report.figures if f.source == TABLE and f.indicator in own), None)
        if first is None:
            return []
        label = " ".join(filter(None, (first.row_label, first.column_label)))
        about = {"indicator": first.indicator, "expected": expected, "found": report.layout}
        words = told("layout_not_of_year:table", year=year, layout=name("layout", report.layout), label=label)
        return [finding("layout_not_of_year", first, detail=words, **about)]
    if report.document.tables or _is_unsure(case) or not _told_without_table(report):
        return []
    words = told("layout_not_of_year:prose", year=year)
    return [finding("layout_not_of_year", expected=expected, found=report.layout, detail=words)]


@functools.cache
def _with_tables() -> frozenset[str]:
    """The layouts that have tables."""
    return frozenset(entry.layout for entry in labels.entries())


def _told_without_table(report: Report) -> bool:
    """Whether a section that the forms give a table has words instead."""
    return any(s.depth == 1 and s.type in _TABLED and not _is_bare(report, s) for s in report.sections)


def _is_unsure(case: Case) -> bool:
    """Whether tables may be there that could not be read."""
    return any(f.rule in _UNSURE for f in case.earlier)


def _is_bare(report: Report, section: Section) -> bool:
    """Whether nothing to speak of stands under a main heading."""
    end = next((s.start for s in report.sections if s.start > section.start and s.depth <= section.depth), len(report.text))
    return sum(1 for _ in _NOT_SPACE.finditer(report.text, section.body, min(end, section.body + 4 * _EMPTY))) < _EMPTY


def tables(case: Case) -> list[Finding]:
    """Tables that the report announces or the form demands, and that are not in the document."""
    report = case.report
    if _is_unsure(case):
        return []
    printed = {frames.groups()[key[0]] for key in case.stated.places(TABLE)}
    found = [] if printed or report.document.tables else [*_announced(report)]
    year = report.dates.year
    if year is None:
        return found
    due = [row["what"] for row in duties("table") if is_due(row, year)]
    if not printed and not report.document.tables and not found:
        found += _under_bare_headings(report, due)
    elif printed:
        said = {f.expected for f in case.earlier if f.rule == "section_missing"}
        missing = (what for what in due if what not in printed and what not in said)
        found += [_lacking(what, told("table_missing:of_section", section=name("section", what))) for what in missing]
    return found


def _lacking(what: str, words: Sentence, section: Section | None = None) -> Finding:
    return finding("table_missing", (section.start, section.end) if section else None, expected=what, detail=words)


def _under_bare_headings(report: Report, due: Iterable[str]) -> list[Finding]:
    """Main headings whose table is gone: nothing stands under them."""
    bare = [s for s in report.sections if s.depth == 1 and s.type in due and s.heading and _is_bare(report, s)]
    return [_lacking(s.type, told("table_missing:heading", heading=s.heading), s) for s in bare]


def _announced(report: Report) -> list[Finding]:
    """The first table that the opening words announce or that the text points at."""
    opening = report.sections[0].end if report.sections and report.sections[0].type == "preamble" else 0
    said = phrase("table_announced").search(report.text, 0, opening) or phrase("table_pointed_at").search(report.text)
    if not said:
        return []
    words = told("table_missing:announced", words=said[0])
    return [finding("table_missing", said.span(), expected=said[0], detail=words)]
