"""`gcir check`: what the rules say of files before they go out, and where the words stand.

Files are read as `gcir build` reads them; nothing is written. `as_data` is what machines get, `checking_text`
what people read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import canonical, checks, checks_rules, checks_years, codebook, intake, names, schemas
from gcir.intake import Outcome, Source
from gcir.model import Finding, Table, UnreadableFile

if TYPE_CHECKING:
    from gcir.reports import Report

SEVERITIES = checks_rules.SEVERITIES
_REPORT = schemas.names("reports")[1:]
_FIGURE = schemas.names("figures")[1:]
_FINDING = schemas.names("findings")[1:]
_PLACES = "places"  # rows of an outcome beside its tables: where the words of each finding stand
_WHOSE = ("agency", "province", "prefecture", "county")

Watch = Callable[[Iterator[Outcome], int], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a finding stand: their line, their section, and table and row where a table holds them.

    `section` is the heading as it is printed; `part` the section's type, for those without a heading.
    Lines, tables and rows count from 1. For plain text a line is that of the file, otherwise that of the text
    as it was read. All is empty for a finding on the report as a whole.
    """

    words: str = ""
    section: str = ""
    part: str = ""
    line: int | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One report: what is known of it, and every finding with its place, worst first."""

    known: Mapping[str, Any]
    remarks: tuple[tuple[Finding, Place], ...]

    @property
    def file(self) -> str:
        """The path below the folder that was named."""
        return str(self.known["file"])

    def counts(self) -> Counter[str]:
        """Findings per severity."""
        return Counter(finding.severity for finding, _ in self.remarks)


@dataclass(frozen=True, slots=True)
class Result:
    """All reports, those with the worst findings first, and the files that could not be read: file, reason, detail."""

    reports: tuple[Checked, ...]
    failures: tuple[tuple[str, str, str], ...]

    def counts(self) -> Counter[str]:
        """Findings per severity over all reports."""
        return sum((report.counts() for report in self.reports), Counter[str]())

    def exit_code(self, strict: bool = False) -> int:
        """0 without errors, 1 with some, 2 if nothing could be read; `strict` takes warnings and unreadable files for errors."""
        if not self.reports:
            return 2
        counts = self.counts()
        return int(bool(counts["error"] or (strict and (counts["warning"] or self.failures))))


def check(paths: Iterable[Path | str], watch: Watch | None = None) -> Result:
    """Check the reports in files and folders, each by itself and with the other years of its agency."""
    files = intake.sources(paths)
    outcomes = intake.read_all(files, made=_with_places)
    read, failures = [], []
    for outcome in watch(outcomes, len(files)) if watch else outcomes:
        if outcome.failure:
            failures.append((outcome.file, *outcome.failure))
        else:
            read.append(outcome)
    later = _over_years(read, {source.file: source for source in files})
    reports = [_checked(outcome, later[outcome.file]) for outcome in read]
    return Result(tuple(sorted(reports, key=_worst_first)), tuple(failures))


def _worst_first(report: Checked) -> tuple[Any, ...]:
    counts = report.counts()
    return *(-counts[severity] for severity in SEVERITIES[:-1]), report.file


def _checked(outcome: Outcome, later: Sequence[tuple[Finding, Place]]) -> Checked:
    findings = (Finding(**dict(zip(_FINDING, row, strict=True))) for row in outcome.rows["findings"])
    remarks = [*zip(findings, (Place(*row) for row in outcome.rows[_PLACES]), strict=True), *later]
    order = {severity: n for n, severity in enumerate(SEVERITIES)}
    remarks.sort(key=lambda x: (order[x[0].severity], x[0].start is not None, x[0].start or 0))
    known = dict(zip(_REPORT, outcome.report, strict=True)) | {"report_id": outcome.report_id}
    return Checked(known, tuple(remarks))


def _with_places(file: str, report: Report) -> Outcome:
    """What is kept of a report: its findings with their places, and the figures that other years are held against."""
    outcome = intake.outcome(file, report)
    figures = [row for row in outcome.rows["figures"] if row[0] in checks_years.indicators()]
    places = [astuple(place(report, f.start, f.end)) for f in report.findings]
    return replace(outcome, rows={"findings": outcome.rows["findings"], "figures": figures, _PLACES: places})


def place(report: Report, start: int | None, end: int | None) -> Place:
    """Where a stretch of a report's text stands."""
    if start is None or end is None:
        return Place()
    words = report.text[start:end]
    at = start + len(words) - len(words.lstrip())
    section = next((s for s in reversed(report.sections) if s.start <= at), None)
    heading, part = (section.heading.strip(), section.type) if section else ("", "")
    table, row = _cell(report.document.tables, at)
    return Place(words, heading, part, report.text.count("\n", 0, at) + 1, table, row)


def _cell(tables: Sequence[Table], at: int) -> tuple[int | None, int | None]:
    """Which table holds an offset, and which of its rows; both from 1."""
    for n, table in enumerate(tables, 1):
        if table.start <= at < table.end:
            rows = [cell.row for cell in table.cells if cell.start <= at]
            return n, max(rows, default=0) + 1
    return None, None


def _over_years(read: Sequence[Outcome], sources: Mapping[str, Source]) -> Mapping[str, list[tuple[Finding, Place]]]:
    """What the reports of one agency say of each other, by the file of the later one."""
    if len({_whose(outcome) for outcome in read}) == len(read):
        return defaultdict(list)  # one report each: nothing to hold against another
    import pandas as pd

    from gcir.corpus import Corpus

    # Files stand in for report ids: two reports about one year have the same.
    reports = pd.DataFrame([(o.file, *o.report) for o in read], columns=["report_id", *_REPORT])
    figures = pd.DataFrame([(o.file, *row) for o in read for row in o.rows["figures"]], columns=["report_id", *_FIGURE])
    corpus = Corpus(reports=schemas.typed("reports", reports), figures=schemas.typed("figures", figures))
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for file, finding in checks_years.by_report(corpus):
        by_file[file].append(finding)
    places = {file: _places(sources[file], findings) for file, findings in by_file.items()}
    return defaultdict(list, {f: [*zip(by_file[f], places[f], strict=True)] for f in by_file})


def _whose(outcome: Outcome) -> tuple[Any, ...]:
    known = dict(zip(_REPORT, outcome.report, strict=True))
    if known["agency_id"] and not canonical.is_placed(known["agency_id"]):
        return (known["agency_id"], outcome.report_id, outcome.file)  # others may bear the name: compared with none
    return (known["agency_id"],) if known["agency_id"] else tuple(known[name] for name in _WHOSE)


def _places(source: Source, findings: Sequence[Finding]) -> list[Place]:
    """Where the words of findings stand in a file that is read once more; nowhere if it is gone by now."""
    from gcir.reports import read_report

    try:
        report = read_report(source.path)
    except (UnreadableFile, OSError):
        return [Place()] * len(findings)
    return [place(report, f.start, f.end) for f in findings]


def as_data(result: Result, least: str = "info") -> dict[str, Any]:
    """The result as plain data for JSON, with the findings down to a severity; the counts are those of all findings."""
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    counts = result.counts()
    return {
        "reports": [_report_data(report, shown) for report in result.reports],
        "failures": [_failure_data(*failure) for failure in result.failures],
        "counts": {"reports": len(result.reports), "failures": len(result.failures)} | {s: counts[s] for s in SEVERITIES},
    }


def _failure_data(file: str, reason: str, detail: str) -> dict[str, str]:
    zh, en = reasons()[reason]
    return {"file": file, "reason": reason, "reason_zh": zh, "reason_en": en, "detail": detail}


def _report_data(report: Checked, shown: Sequence[str]) -> dict[str, Any]:
    counts = report.counts()
    kept = ("file", "report_id", "agency", "agency_kind", "year", "layout", "published", "signed")
    findings = [_finding_data(f, place) for f, place in report.remarks if f.severity in shown]
    return {k: report.known[k] for k in kept} | {"counts": {s: counts[s] for s in SEVERITIES}, "findings": findings}


def _finding_data(finding: Finding, where: Place) -> dict[str, Any]:
    rule, remedy = checks.RULES[finding.rule], checks_rules.remedies()[finding.rule]
    return {
        "rule": finding.rule, "severity": finding.severity, "label_zh": rule.label_zh, "label_en": rule.label_en,
        "indicator": finding.indicator, "expected": finding.expected, "found": finding.found, "detail": finding.detail,
        "detail_zh": finding.detail_zh, "detail_en": finding.detail, "words": where.words, "section": _section(where),
        "line": where.line, "table": where.table, "row": where.row,
        "start": finding.start, "end": finding.end, "remedy_zh": remedy.zh, "remedy_en": remedy.en,
    }  # fmt: skip


def _section(where: Place) -> str:
    return where.section or (" ".join(names.of("section", where.part)) if where.part else "")


def reasons() -> Mapping[str, tuple[str, str]]:
    """Why a file could not be read, in Chinese and English, by the code of the reason."""
    rows = codebook.read("failure_reasons", ("reason", "zh", "en"), "reason")
    return defaultdict(lambda: ("", ""), {r["reason"]: (r["zh"], r["en"]) for r in rows})
