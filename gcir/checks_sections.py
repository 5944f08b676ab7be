"""The parts of a report: those that are required, how they are numbered, what is announced, who signs."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from gcir import agency_names, authors, frames, identity, titles
from gcir.agency_names import Name
from gcir.checks_rules import cited, duties, finding, is_due, phrase
from gcir.checks_values import Case
from gcir.checks_words import listed_apart, name, told, verbatim
from gcir.flat import flatten
from gcir.model import Finding, Section
from gcir.numbers import chinese_value
from gcir.sections import heading_type

if TYPE_CHECKING:
    from gcir.reports import Report

_TAIL = 400
_SIGNATURE = 60
_SPACE = re.compile(r"\s+")
_LONGEST_OPENING = 5_000
_MARKS = re.compile(r"^[#*>\s]+")  # of a heading in Markdown


@functools.cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


def sections(case: Case) -> list[Finding]:
    """Contents that the year's rules require and that neither a section, nor a figure, nor words give."""
    report = case.report
    year = report.dates.year
    if year is None:
        return []
    there = {s.type for s in report.sections} | ({"problems"} if report.problems else set())
    due = [row for row in duties("section") if is_due(row, year) and row["what"] not in there]
    if not due:
        return []
    there |= {frames.groups().get(f.indicator, "") for f in report.figures}
    has_opening = len(report.sections) > 1 and report.sections[0].type == "preamble"
    after = report.sections[0].end if has_opening else 0
    found = []
    for row in due:
        if row["what"] not in there and not _pattern(row["pattern"]).search(report.text, after):
            words = told("section_missing", section=name("section", row["what"]), source=cited(row["source"]))
            found.append(finding("section_missing", expected=row["what"], detail=words, severity=row["severity"]))
    return found


def _numbered(report: Report) -> list[tuple[int, Section]]:
    """The main headings with their numbers, up to the first table that follows the text."""
    found = []
    for section in report.sections:
        if section.type == "statistics_table":
            break
        if section.depth == 1 and (number := _number(section.heading)) is not None:
            found.append((number, section))
    return found


@functools.lru_cache(maxsize=1_000)
def _number(heading: str) -> int | None:
    """The number of a main heading; None if it has none."""
    m = phrase("heading_number").search(heading)
    return chinese_value(m["n"]) or 0 if m else None


def numbers(case: Case) -> list[Finding]:
    """A main heading whose number stands already; a list that starts again from one is another list."""
    report = case.report
    seen: dict[int, Section] = {}
    again: list[tuple[int, Section]] = []
    heads = _numbered(report)
    for place, (number, section) in enumerate(heads):
        if number == 1 and seen and len(heads) > place + 1 and heads[place + 1][0] == 2 and 2 in seen:
            break
        if number in seen:
            again.append((number, section))
        seen.setdefault(number, section)
    if not again:
        return []
    listed = listed_apart(verbatim(f"{seen[n].heading} / {s.heading}") for n, s in again)
    first, found = again[0][1], ", ".join(str(n) for n, _ in again)
    span = (first.start, first.body)
    return [finding("section_number_repeated", span, found=found, detail=told("section_number_repeated", headings=listed))]


def parts(case: Case) -> list[Finding]:
    """The parts that the opening words announce, against the main headings: how many, and which."""
    report = case.report
    first = report.sections[0] if report.sections else None
    if first is None or first.type != "preamble":
        return []
    heads = _numbered(report)
    if not heads or [n for n, _ in heads] != list(range(1, len(heads) + 1)):
        return []
    said = phrase("parts_list").search(_SPACE.sub("", report.text[first.start : first.end])[:_LONGEST_OPENING])
    if not said:
        return []
    listed = [p for p in phrase("parts_split").split(said["list"]) if p]
    stated_number = chinese_value(said["n"]) if not said["n"].isdigit() else int(said["n"])
    span = (first.start, first.end)
    expected, found = str(stated_number), str(len(heads))
    with_tables = sum(heading_type(part) == "statistics_table" for part in listed)
    if stated_number not in (len(heads), len(heads) + with_tables):
        words = told("declared_parts_differ:number", expected=expected, found=found)
        return [finding("declared_parts_differ", span, expected=expected, found=found, detail=words)]
    if len(listed) != len(heads):
        return []
    for part, (_, section) in zip(listed, heads, strict=True):
        kinds = heading_type(part), heading_type(section.heading)
        if all(kinds) and kinds[0] != kinds[1]:
            words = told("declared_parts_differ:name", expected=part, found=section.heading)
            span = (section.start, section.body)
            return [finding("declared_parts_differ", span, expected=part, found=section.heading, detail=words)]
    return []


def names(case: Case) -> list[Finding]:
    """Another body in the signature than in the title."""
    report = case.report
    if not (report.dates.signed and report.dates.title):
        return []
    title = titles.read_title(flatten(_MARKS.sub("", report.dates.title)))
    if not (title and title.slot):
        return []
    # A table may follow the signature.
    close = max((s.end for s in report.sections if s.type != "statistics_table"), default=len(report.text))
    if title.slot in report.text[max(0, close - _SIGNATURE) : close]:
        return []
    signed = authors.signature(flatten(report.text[max(0, close - _TAIL) : close]), 0).name
    if not signed or _is_within(title.slot, signed):
        return []
    first, second = agency_names.recognise(title.slot), agency_names.recognise(signed)
    if first is None or second is None or not _differ(first, second):
        return []
    at = report.text.rfind(signed, 0, close)
    span = (at, at + len(signed)) if at >= 0 else None
    words = told("agency_names_differ", title=title.slot, signed=signed)
    return [finding("agency_names_differ", span, expected=title.slot, found=signed, detail=words)]


def _differ(first: Name, second: Name) -> bool:
    """Whether two names cannot be of one body: neither is a short form of the other, nor its office."""
    if {first.is_government, second.is_government} == {True, False}:
        office = second if first.is_government else first
        return not identity.pattern("government_office").search(office.core) and not phrase("own_office").search(office.core)
    one, other = (n.lead if n.is_government else identity.aliases().get(n.core, n.core) for n in (first, second))
    return not (_is_within(one, other) or _is_within(other, one))


def _is_within(short: str, long: str) -> bool:
    """Whether all characters of a short form stand in a longer one, in order."""
    rest = iter(long)
    return all(c in rest for c in short)
