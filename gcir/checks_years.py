"""What the reports of one agency say of each other: carried over, stock and flow, jumps, figures stated twice."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from gcir import canonical, comparability
from gcir.checks_rules import ANY, DIMENSIONS, Key, Rule, Sum, applicants, every, finding, number
from gcir.checks_words import column, listed_apart, place, told
from gcir.messages import Sentence
from gcir.model import Finding

if TYPE_CHECKING:
    import pandas as pd

_KINDS = ("years", "jump", "again")
_RATIO = 5.0  # above it, or below its inverse, two years are listed for a second look
_FEWEST = 20  # below so many cases a large ratio says little
_CLOSE = 1e-6
_OF_REQUESTS = "requests_"


class _Value(NamedTuple):
    """One number of a report, with where its words stand."""

    value: float
    start: int | None
    end: int | None
    evidence: str


@dataclass(slots=True)
class _Report:
    """One report of the corpus: whose, about which year, and its unambiguous exact numbers."""

    report_id: str
    agency: str
    year: int
    values: dict[Key, _Value] = field(default_factory=dict)


def over_years(corpus: Any) -> pd.DataFrame:
    """Findings over the years of each agency: columns of `findings`, then agency and year; empty without any."""
    import pandas as pd

    from gcir import schemas

    columns = [*schemas.names("findings"), "agency", "year"]
    taken = [c for c in columns if c not in ("report_id", "agency", "year")]
    records = [(r.report_id, *(getattr(f, c) for c in taken), r.agency, r.year) for r, f in _all(corpus)]
    frame = pd.DataFrame.from_records(records, columns=columns)
    return schemas.typed("findings", frame).astype({"agency": "str", "year": "Int64"})


def by_report(corpus: Any) -> Iterator[tuple[str, Finding]]:
    """The same findings one by one, each with the id of the later report."""
    return ((report.report_id, finding) for report, finding in _all(corpus))


def of_several(reports: pd.DataFrame) -> list[list[int]]:
    """The numbers of the rows that belong to one agency with more than one report, agency by agency."""
    from gcir import compare

    known = compare.plain(reports, ["agency", "agency_id", "province", "prefecture", "county"]).reset_index(drop=True)
    groups: dict[tuple[str, ...], list[int]] = {}
    for row in compare.each(known[known["year"].notna() & (known["agency"] != "")].reset_index(names="number")):
        if row.agency_id and not canonical.is_placed(row.agency_id):
            continue  # others may bear the name: a bureau of some county is not the same bureau of the next one
        whose = (row.agency_id,) if row.agency_id else (row.agency, row.province, row.prefecture, row.county)
        groups.setdefault(whose, []).append(row.number)
    return [group for group in groups.values() if len(group) > 1]


@functools.cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in every() if rule.kind in _KINDS)


@functools.cache
def indicators() -> frozenset[str]:
    """The indicators that the rules over years name; all that may be restated are those of the other rules."""
    return frozenset(t.indicator for rule in _rules() for t in (*rule.left, *rule.right) if t.indicator != ANY)


def _all(corpus: Any) -> Iterator[tuple[_Report, Finding]]:
    for reports in _agencies(corpus, indicators()):
        by_year = {r.year: r for r in reversed(reports)}
        for report in by_year.values():
            before = by_year.get(report.year - 1)
            others = [r for r in reports if r.year == report.year and r is not report]
            for rule in _rules():
                yield from ((report, finding) for finding in _found(rule, report, before, others))


def _agencies(corpus: Any, wanted: frozenset[str]) -> Iterator[list[_Report]]:
    """The reports of each agency with a year, in the order of the years."""
    from gcir import compare

    known = compare.plain(corpus.reports, ["agency"])
    ids, names, years = (known[name].tolist() for name in ("report_id", "agency", "year"))
    several = [[_Report(ids[n], names[n], int(years[n])) for n in group] for group in of_several(corpus.reports)]
    reports = {report.report_id: report for group in several for report in group}
    figures = corpus.figures[corpus.figures["report_id"].isin(reports) & corpus.figures["indicator"].isin(wanted)]
    chosen = compare.choose(figures)
    kept = chosen[chosen["value"].notna() & (chosen["precision"] == "exact") & ~chosen["conflict"]]
    words = (kept[name].tolist() for name in ("report_id", "indicator", *DIMENSIONS))
    evidence = kept["evidence"].tolist() if "evidence" in kept else [""] * len(kept)
    numbers = (kept["value"].tolist(), _offsets(kept, "start"), _offsets(kept, "end"), evidence)
    for report_id, *where, value, start, end, said in zip(*words, *numbers, strict=True):
        indicator, channel, content, route, applicant = where
        reports[report_id].values[indicator, channel, content, route, applicant] = _Value(value, start, end, said)
    return (sorted(group, key=lambda r: (r.year, r.report_id)) for group in several)


def _offsets(figures: pd.DataFrame, name: str) -> list[int | None]:
    """Where words stand; transcribed figures have no place in a text."""
    if name not in figures:
        return [None] * len(figures)
    return [None if offset != offset else int(offset) for offset in figures[name].astype("float").tolist()]


def _found(rule: Rule, report: _Report, before: _Report | None, others: list[_Report]) -> list[Finding]:
    if rule.kind == "again":
        return [f for other in others for f in _restated(report, other)]
    if before is None:
        return []
    return _flow(rule, report, before) if rule.kind == "years" else _jumps(rule, report, before)


def _side(terms: Sum, report: _Report, before: _Report, dimension: str, code: str) -> list[_Value] | None:
    found = [(before if term.years else report).values.get(term.key(dimension, code)) for term in terms]
    return [v for v in found if v is not None] if None not in found else None


def _flow(rule: Rule, report: _Report, before: _Report) -> list[Finding]:
    """What a year begins with against what the year before ended with; one finding for all columns."""
    wrong = []
    for code in ("", *applicants()) if rule.over else ("",):
        left = _side(rule.left, report, before, rule.over, code)
        right = _side(rule.right, report, before, rule.over, code)
        if left is not None and right is not None:
            found, expected = (sum(v.value for v in side) for side in (left, right))
            if abs(found - expected) > _CLOSE:
                wrong.append((code, found, expected, left[0]))
    if not wrong:
        return []
    _, found, expected, at = wrong[0]
    said = "carry_over_mismatch" if rule.left[0].indicator.startswith(_OF_REQUESTS) else "stock_flow_mismatch"
    sides = (told("years:side", column=column(rule.over, c), found=number(a), expected=number(b)) for c, a, b, _ in wrong)
    words = told("years:flow", rule=rule.label, before=before.year, year=report.year, sides=listed_apart(sides))
    return [_at(said, rule, at, number(expected), number(found), words)]


def _at(said: str, rule: Rule, at: _Value, expected: str, found: str, words: Sentence, indicator: str = "") -> Finding:
    indicator = indicator or rule.left[0].indicator
    return _quoting(finding(said, indicator=indicator, expected=expected, found=found, detail=words), at)


def _quoting(finding: Finding, at: _Value) -> Finding:
    """A finding with the words of a figure; none if the figure has no place in a text."""
    return finding._replace(start=at.start, end=at.end, evidence=at.evidence) if at.start is not None else finding


def _jumps(rule: Rule, report: _Report, before: _Report) -> list[Finding]:
    """Numbers far above or below those of the year before; none across a change of form that ends comparison."""
    found = []
    for term in rule.left:
        new, old = report.values.get(term.key()), before.values.get(term.key())
        if new is None or old is None or max(new.value, old.value) < _FEWEST or _is_broken(term.indicator, report.year):
            continue
        if new.value > _RATIO * old.value or old.value > _RATIO * new.value:
            expected, now = number(old.value), number(new.value)
            where = place(term.key())
            words = told("jump_over_years", name=where, before=before.year, expected=expected, year=report.year, found=now)
            found.append(_at("jump_over_years", rule, new, expected, now, words, term.indicator))
    return found


def _is_broken(indicator: str, year: int) -> bool:
    """Whether a new form in this year keeps an indicator from being compared with the year before."""
    changes = comparability.changes(indicator)
    return any(change["year"] == str(year) and change["comparability"] == "not_comparable" for change in changes)


def _restated(report: _Report, other: _Report) -> Iterator[Finding]:
    """Numbers that another report of the same agency states differently for the same year."""
    for key, value in report.values.items():
        twin = other.values.get(key)
        if twin is not None and abs(twin.value - value.value) > _CLOSE:
            expected, found = number(twin.value), number(value.value)
            where, twin_id = place(key), other.report_id
            words = told("figure_restated", name=where, year=report.year, found=found, other=twin_id, expected=expected)
            yield _quoting(finding("figure_restated", indicator=key[0], expected=expected, found=found, detail=words), value)
