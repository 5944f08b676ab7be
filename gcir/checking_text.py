"""What `gcir check` prints for people: report by report, worst first, each finding with its words, its place and its remedy."""

from __future__ import annotations

import io
import itertools
import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from gcir import checking_wrap, checks, checks_rules, language
from gcir.checking import SEVERITIES, Checked, Place, Result, as_data, reasons
from gcir.checks_words import listed, name, verbatim
from gcir.messages import Sentence, codes, say
from gcir.model import Finding

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan", "pass": "green"}
_SIDES = {"contradiction": "against", "relation": "against", "completeness": "due"}  # of other themes: expected
_MOST = 5  # notes of one rule in one report that are printed in full
_LONGEST = 100  # characters of a quotation
_NARROWEST = 6  # columns of a count in the overview
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # characters that may steer a terminal or turn the line around

Remark = tuple[Finding, Place]


def write(result: Result, form: str, least: str, spoken_in: str = "both") -> None:
    """Print the result as text or as JSON, which is UTF-8 whatever the terminal speaks."""
    if form == "json":
        data = json.dumps(as_data(result, least), ensure_ascii=False, indent=2)
        click.echo(data.encode("utf-8", "backslashreplace"))
        return
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    click.echo(as_text(result, least, spoken_in, columns))


def as_text(result: Result, least: str = "info", spoken_in: str = "both", columns: int = 0) -> str:
    """The result for people, with the findings down to a severity; lines are broken if there are `columns`."""
    with language.speaking(spoken_in):
        blocks = list(_blocks(result, least))
        return "\n\n".join("\n".join(p for line in block for p in checking_wrap.lines(line, columns)) for block in blocks)


def _blocks(result: Result, least: str) -> Iterator[list[str]]:
    """What is printed, with empty lines between: reports, what has nothing to point out, what could not be read, the sums."""
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    spoken = [r for r in result.reports if any(f.severity in shown for f, _ in r.remarks)]
    yield from (list(_report(report, shown)) for report in spoken)
    if silent := [r.file for r in result.reports if r not in spoken]:
        yield [_heading("check_nothing"), *(f"  {plain(file)}" for file in silent)]
    if result.failures:
        yield [_heading("check_failures"), *map(_failure, result.failures)]
    if len(spoken) > 1:
        yield list(_overview(spoken))
    yield list(_closing(result))


def _said(words: Sentence) -> str:
    """A few words, both languages on one line."""
    return language.shown(words, first="zh")


def _heading(key: str) -> str:
    """What a list is of, with the colon of its language."""
    return _said(say(key)) + ("：" if language.chosen() == "zh" else ":")


def _lines(words: Sentence) -> list[str]:
    """A sentence, each language on a line of its own."""
    return language.parts(words, first="zh")


def plain(words: str) -> str:
    """Words on one line, every invisible or steering character written out."""
    spaced = " ".join(words.split())
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSEEN else c for c in spaced)


def _report(report: Checked, shown: Sequence[str]) -> Iterator[str]:
    counts, known = report.counts(), report.known
    yield click.style(plain(report.file), bold=True)
    layout = _said(name("layout", str(known["layout"])))
    yield "  " + plain(f"{known['agency'] or known['agency_as_written']} {known['year'] or ''}") + f" · {layout}"
    yield f"  {_said(say('check_report', **{s: counts[s] for s in SEVERITIES[:-1]}))}"
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
    severity = _said(name("severity", finding.severity))
    yield f"  {click.style(severity, fg=_COLOURS[finding.severity], bold=True)}  {_said(rule.label)}"
    most = _MOST if finding.severity in SEVERITIES[2:] else len(remarks)
    for remark in remarks[:most]:
        yield from (f"    {' ' if n else '•'} {line}" for n, line in enumerate(_case(*remark)))
    if len(remarks) > most:
        yield f"    {_said(say('check_more', n=len(remarks) - most))}"
    if remedy.zh:
        yield from (f"    → {line}" for line in _lines(Sentence(remedy.zh, remedy.en)))


def _case(finding: Finding, place: Place) -> Iterator[str]:
    about = _said(name("indicator", finding.indicator)) if finding.indicator else ""
    if head := " · ".join(filter(None, (about, *_sides(finding)))):
        yield head
    if finding.detail:
        yield from map(plain, _lines(Sentence(finding.detail_zh, finding.detail)))
    words = plain(place.words) if place.words != finding.found else ""
    words = words if any(c.isalnum() for c in words) else ""  # a table of empty cells
    quotation = f"“{words[:_LONGEST]}{'…' if len(words) > _LONGEST else ''}”" if words else ""
    yield " · ".join(filter(None, (*_where(place), quotation)))


def _sides(finding: Finding) -> Iterator[str]:
    """What should stand there, and what does; where either side may be wrong, what the number is held against."""
    side = _SIDES.get(checks_rules.remedies()[finding.rule].theme, "expected")
    for key, value in ((side, finding.expected), ("found", finding.found)):
        if value:
            yield f"{_said(say(f'check_{key}'))} {_said(_value(value))}"


def _value(words: str) -> Sentence:
    """A value as people write it; codes of sections and layouts by their names."""
    known = {code: group for group in ("section", "layout") for code in codes(group)}
    parts = words.split(", ")
    if all(part in known for part in parts):
        return listed(name(known[part], part) for part in parts)
    return verbatim(plain(words).replace("<=", "≤").replace(" to ", " – "))


def _where(place: Place) -> Iterator[str]:
    if place.line is None:
        yield _said(say("check_whole"))
        return
    yield _said(say("check_line", n=place.line))
    if place.table is not None:
        yield _said(say("check_row", table=place.table, row=place.row))
    yield plain(place.section) or _said(name("section", place.part))


def _failure(failure: tuple[str, str, str]) -> str:
    file, reason, detail = failure
    zh, en = reasons()[reason]
    more = f" ({plain(detail)})" if language.chosen() != "zh" else ""  # readers and libraries speak English
    return f"  {plain(file)}: {_said(Sentence(zh or reason, en or reason))}{more}"


def _overview(reports: Sequence[Checked]) -> Iterator[str]:
    """One line for each report with findings, worst first: how many of each severity."""
    heads = [_said(name("severity", severity)) for severity in SEVERITIES[:-1]]
    widths = [max(_NARROWEST, checking_wrap.width(head) + 2) for head in heads]
    yield "".join(checking_wrap.padded(head, w) for head, w in zip(heads, widths, strict=True)) + _said(say("check_reports"))
    for report in reports:
        counts = report.counts()
        numbers = (str(counts[severity] or "·") for severity in SEVERITIES[:-1])
        yield "".join(checking_wrap.padded(n, w) for n, w in zip(numbers, widths, strict=True)) + plain(report.file)


def _closing(result: Result) -> Iterator[str]:
    counts = result.counts()
    numbers = {severity: counts[severity] for severity in SEVERITIES[:-1]}
    told = say("check_counts", reports=len(result.reports), failed=len(result.failures), passed=counts["pass"], **numbers)
    yield from _lines(told)
