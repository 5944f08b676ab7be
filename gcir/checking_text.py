"""What `gcir check` prints for people: report by report, worst first, each finding with its words, its place and its remedy."""

from __future__ import annotations

import io
import itertools
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from gcir import checks, checks_rules, names
from gcir.checking import SEVERITIES, Checked, Place, Result, as_data, reasons
from gcir.messages import Sentence, codes, say
from gcir.model import Finding

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan", "pass": "green"}
_EITHER = ("contradiction", "relation")
_MOST = 5  # notes of one rule in one report that are printed in full
_LONGEST = 100  # characters of a quotation
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # characters that may steer a terminal or turn the line around

Remark = tuple[Finding, Place]


def write(result: Result, form: str, least: str) -> None:
    """Print the result as text or as JSON, which is UTF-8 whatever the terminal speaks."""
    if form == "json":
        data = json.dumps(as_data(result, least), ensure_ascii=False, indent=2)
        click.echo(data.encode("utf-8", "backslashreplace"))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    click.echo(as_text(result, least))


def as_text(result: Result, least: str = "info") -> str:
    """The result for people, with the findings down to a severity."""
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    spoken = [r for r in result.reports if any(f.severity in shown for f, _ in r.remarks)]
    blocks = ["\n".join(_report(report, shown)) for report in spoken]
    if silent := [r.file for r in result.reports if r not in spoken]:
        blocks.append("\n".join([f"{_both(say('check_nothing'))}:", *(f"  {plain(file)}" for file in silent)]))
    if result.failures:
        blocks.append("\n".join([f"{_both(say('check_failures'))}:", *map(_failure, result.failures)]))
    return "\n\n".join([*blocks, _closing(result)])


def plain(words: str) -> str:
    """Words on one line, every invisible or steering character written out."""
    spaced = " ".join(words.split())
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSEEN else c for c in spaced)


def _both(words: Sentence) -> str:
    return words.en if words.en == words.zh else f"{words.zh} {words.en}"


def _report(report: Checked, shown: Sequence[str]) -> Iterator[str]:
    counts, known = report.counts(), report.known
    yield click.style(plain(report.file), bold=True)
    layout = " ".join(names.of("layout", str(known["layout"])))
    yield "  " + plain(f"{known['agency'] or known['agency_as_written']} {known['year'] or ''}") + f" · {layout}"
    yield f"  {_both(say('check_report', **{s: counts[s] for s in SEVERITIES[:-1]}))}"
    remarks = [remark for remark in report.remarks if remark[0].severity in shown]
    for _, group in itertools.groupby(sorted(remarks, key=_order), key=_order):
        yield ""
        yield from _rule([*group])


def _order(remark: Remark) -> tuple[int, int]:
    """By severity, then by the order of the rules, so that what one rule says stands together."""
    return SEVERITIES.index(remark[0].severity), list(checks.RULES).index(remark[0].rule)


def _rule(remarks: Sequence[Remark]) -> Iterator[str]:
    """All that one rule says of a report: its label, each case, and once what would mend them."""
    finding, _ = remarks[0]
    rule, remedy = checks.RULES[finding.rule], checks_rules.remedies()[finding.rule]
    zh, en = names.of("severity", finding.severity)
    yield f"  {click.style(f'{zh} {en}', fg=_COLOURS[finding.severity], bold=True)}  {rule.label_zh} {rule.label_en}"
    most = _MOST if finding.severity in SEVERITIES[2:] else len(remarks)
    for remark in remarks[:most]:
        yield from (f"    {line}" for line in _case(*remark))
    if len(remarks) > most:
        yield f"    {_both(say('check_more', n=len(remarks) - most))}"
    if remedy.zh:
        yield f"    → {remedy.zh}"
        yield f"    → {remedy.en}"


def _case(finding: Finding, place: Place) -> Iterator[str]:
    zh, en = names.of("indicator", finding.indicator) if finding.indicator else ("", "")
    if head := " · ".join(filter(None, (f"{zh} {en}".strip(), *_sides(finding)))):
        yield head
    if finding.detail:
        yield plain(finding.detail)
    words = plain(place.words) if place.words != finding.found else ""
    quotation = f"“{words[:_LONGEST]}{'…' if len(words) > _LONGEST else ''}”" if words else ""
    yield " · ".join(filter(None, (*_where(place), quotation)))


def _sides(finding: Finding) -> Iterator[str]:
    """What should stand there, and what does; where either side may be wrong, what the number is held against."""
    is_open = checks_rules.remedies()[finding.rule].theme in _EITHER
    for key, value in (("against" if is_open else "expected", finding.expected), ("found", finding.found)):
        if value:
            yield f"{_both(say(f'check_{key}'))} {_value(value)}"


def _value(words: str) -> str:
    """A value as people write it; codes of sections and layouts by their names."""
    known = {code: group for group in ("section", "layout") for code in codes(group)}
    parts = words.split(", ")
    if all(part in known for part in parts):
        return ", ".join(" ".join(names.of(known[part], part)) for part in parts)
    return plain(words).replace("<=", "≤").replace(" to ", " – ")


def _where(place: Place) -> Iterator[str]:
    if place.line is None:
        yield _both(say("check_whole"))
        return
    yield _both(say("check_line", n=place.line))
    if place.table is not None:
        yield _both(say("check_row", table=place.table, row=place.row))
    yield plain(place.section)


def _failure(failure: tuple[str, str, str]) -> str:
    file, reason, detail = failure
    zh, en = reasons()[reason]
    return f"  {plain(file)}: {zh or reason} {en} ({plain(detail)})"


def _closing(result: Result) -> str:
    counts = result.counts()
    numbers = {severity: counts[severity] for severity in SEVERITIES[:-1]}
    told = say("check_counts", reports=len(result.reports), failed=len(result.failures), passed=counts["pass"], **numbers)
    return f"{told.zh}\n{told.en}"
