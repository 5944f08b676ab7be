"""What a careful reader notices in one report, by the rules of codebook/rules.csv; it reports and never corrects.

A value that is missing makes a check silent, not failed.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gcir import checks_channels, checks_form, checks_prose, checks_rules, checks_sections, checks_sums
from gcir.checks_rules import Rule
from gcir.checks_values import Case, Stated
from gcir.checks_words import heard, told
from gcir.model import Finding

if TYPE_CHECKING:
    import pandas as pd

    from gcir.reports import Report

_CHECKS: Mapping[str, Callable[[Case], list[Finding]]] = {
    "period": checks_form.period,
    "deadline": checks_form.deadline,
    "sections": checks_sections.sections,
    "numbers": checks_sections.numbers,
    "parts": checks_sections.parts,
    "names": checks_sections.names,
    "layout": checks_form.layout,
    "tables": checks_form.tables,
    "channels": checks_channels.channels,
    "shares": checks_channels.shares,
    "claim": checks_channels.claim,
    "restated": checks_prose.restated,
    "activity": checks_prose.activity,
    "sum": checks_sums.sums,
    "rows": checks_sums.rows,
}

RULES: Mapping[str, Rule] = checks_rules.by_id()
"""Every rule by its id, with its labels in Chinese and English, its severity and its source."""


def with_findings(report: Report, seen: Sequence[Finding] = ()) -> Report:
    """The report with its findings: what the readers saw on the way, and what the rules say."""
    text = report.text
    notes = [Finding(rule, "warning", detail=detail) for rule, detail in report.document.notes]
    found = [_worded(f) for f in (*_by_row(text, seen), *notes)]
    stated = Stated(report.figures)
    for rule, check in _checked():
        if not rule.layouts or report.layout in rule.layouts:
            found += check(Case(rule, report, stated, found))
    quoted = (f if f.start is None else f._replace(evidence=text[f.start : f.end]) for f in found)
    return replace(report, findings=tuple(quoted))


def _worded(finding: Finding) -> Finding:
    """What a reader noted, in both languages."""
    words = heard(finding.rule, finding.detail)
    return finding._replace(detail=words.en, detail_zh=words.zh)


@functools.cache
def _checked() -> tuple[tuple[Rule, Callable[[Case], list[Finding]]], ...]:
    """The rules that hold for one report, with their checks."""
    return tuple((rule, _CHECKS[rule.kind]) for rule in checks_rules.every() if rule.kind in _CHECKS)


def _by_row(text: str, seen: Sequence[Finding]) -> Iterator[Finding]:
    """What the readers saw, with the cells of one row under an unknown label as one finding."""
    for (rule, _), group in itertools.groupby(seen, lambda f: (f.rule, _line(text, f) if f.rule == "label_unknown" else f)):
        first, *others = group
        if rule == "label_unknown" and others:
            yield first._replace(detail=told("label_unknown:row", words=first.detail, n=len(others) + 1).en)
        else:
            yield from (first, *others)


def _line(text: str, finding: Finding) -> int:
    """Where the line begins that a finding speaks of; each row of a table is one."""
    return text.rfind("\n", 0, finding.start or 0)


def over_years(corpus: Any) -> pd.DataFrame:
    """What the reports of one agency say of each other; columns of `findings`, with agency and year."""
    from gcir.checks_years import over_years as found

    return found(corpus)
