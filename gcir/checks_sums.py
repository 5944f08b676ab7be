"""Identities of the forms: sums that must agree, rows that add up, totals left blank over their parts."""

from gcir.checks_rules import Rule, Term, applicants, finding, number
from gcir.checks_values import PROSE, TABLE, Case, Stated, Total, total
from gcir.checks_words import column, counted, listed, name, told, verbatim
from gcir.messages import Sentence
from gcir.model import Figure, Finding

_CLOSE = 1e-6  # amounts with decimals are added up as floats
_MOST_SHOWN = 4  # parts of a blank total
_MOST_ADDED = 10  # addends of a sum


def sums(case: Case) -> list[Finding]:
    """Compare both sides in every column; one pass for all that hold, one finding for each that fails."""
    rule, stated = case.rule, case.stated
    source = TABLE if rule.left[0].key() in stated.places(TABLE) else PROSE
    if source == PROSE and PROSE not in rule.layouts:
        return []
    if stated.lacks(source, rule.left):
        return []
    columns = ("", *applicants()) if rule.over else ("",)
    held: list[tuple[Total, Total]] = []
    failed: list[Finding] = []
    blank: list[tuple[Figure, Total]] = []
    for code in columns:
        left = total(stated, source, rule.left, rule.over, code)
        if left is None:
            blank += _blank_total(rule, stated, source, code)
            continue
        right = total(stated, source, rule.right, rule.over, code)
        if right is None:
            continue
        if left.low > right.high + _CLOSE or (rule.relation == "=" and right.low > left.high + _CLOSE):
            if not _may_be_unread(stated, code, left, right):
                failed.append(_failure(rule, code, left, right))
        elif rule.relation == "=" and left.is_exact and right.is_exact:
            held.append((left, right))
    n_printed = sum(rule.left[0].key(rule.over, code) in stated.places(source) for code in columns)
    return [*(failed or _holds(rule, held, n_printed)), *_blanks(rule, blank)]


def _failure(rule: Rule, code: str, left: Total, right: Total) -> Finding:
    sign = "≠" if rule.relation == "=" else ">"
    words = told("identity_fails", rule=rule.label, left=_written(left), sign=sign, right=_written(right))
    words = told("identity_fails:column", words=words, column=column(rule.over, code)) if rule.over else words
    return _differing("identity_fails", left, right, words, rule.severity)


def _differing(name: str, left: Total, right: Total, words: Sentence, severity: str = "") -> Finding:
    """A finding on two sides, at the words of the first figure."""
    first = left.figures[0]
    expected, found = number(right.value), number(left.value)
    return finding(name, first, indicator=first.indicator, expected=expected, found=found, detail=words, severity=severity)


def _holds(rule: Rule, held: list[tuple[Total, Total]], n_printed: int) -> list[Finding]:
    """One pass for all columns in which both sides are there and agree."""
    if not held:
        return []
    left, right = held[0]
    if rule.over:
        words = told("identity_holds:columns", rule=rule.label, n=len(held), total=n_printed)
    else:
        words = told("identity_holds", rule=rule.label, sum=_written(right))
    return [_differing("identity_holds", left, right, words)]


def _written(side: Total) -> Sentence:
    """A side as a person checks it: 3 + 0 = 3; a very long sum by its result."""
    parts = [number(f.value or 0) for f in side.figures]
    if len(parts) == 1:
        return verbatim(parts[0])
    if len(parts) > _MOST_ADDED:
        return told("list:sum", n=len(parts), sum=number(side.value))
    return verbatim(f"{' + '.join(parts)} = {number(side.value)}")


def _may_be_unread(stated: Stated, code: str, *sides: Total) -> bool:
    """Whether a number under an unknown label stands among the rows of a sum: it may be what is missing."""
    figures = [f for side in sides for f in side.figures]
    first, last = min(f.start for f in figures), max(f.end for f in figures)
    return any(f.value and f.applicant == code and first <= f.start < last for f in stated.unread)


def _blank_total(rule: Rule, stated: Stated, source: str, code: str) -> list[tuple[Figure, Total]]:
    """A total left blank over parts of which some are above zero."""
    if len(rule.left) > 1 or rule.relation != "=":
        return []
    cell = stated.blank(source, rule.left[0].key(rule.over, code))
    if cell is None:
        return []
    found = (stated.one(source, term.key(rule.over, code)) for term in rule.right)
    parts = Total([f for f in found if f is not None and f.value])
    return [(cell, parts)] if parts.figures else []


def _blanks(rule: Rule, blank: list[tuple[Figure, Total]]) -> list[Finding]:
    """One finding for all columns in which a total is blank."""
    if not blank:
        return []
    cell, parts = blank[0]
    shown = listed(_part(rule, f) for f in parts.figures[:_MOST_SHOWN])
    detail = told("total_blank_parts_reported", name=name("indicator", cell.indicator), parts=shown)
    detail = told("total_blank_parts_reported:columns", words=detail, n=len(blank)) if len(blank) > 1 else detail
    return [finding("total_blank_parts_reported", cell, indicator=cell.indicator, expected=number(parts.value), detail=detail)]


def _part(rule: Rule, figure: Figure) -> Sentence:
    """A part with its number, named by what tells it from its total: its code in a dimension, else its indicator."""
    dimensions = ("route", "channel", *(["applicant"] if rule.over != "applicant" or rule.kind == "rows" else []), "indicator")
    said = next(name(d, code) for d in dimensions if (code := getattr(figure, d)))
    return counted(said, number(figure.value or 0))


def rows(case: Case) -> list[Finding]:
    """Every row's total against all its parts along one dimension."""
    rule, stated = case.rule, case.stated
    held: list[tuple[Total, Total]] = []
    failed: list[Finding] = []
    blank: list[tuple[Figure, Total]] = []
    codes = applicants()
    table = stated.places(TABLE)
    for indicator in {key[0]: None for key in table if key[-1]}:
        term = Term(indicator)
        parts = [f for code in codes if (f := stated.one(TABLE, term.key(rule.over, code))) is not None]
        whole = stated.one(TABLE, term.key())
        if whole is None:
            cell = stated.blank(TABLE, term.key())
            above = [f for f in parts if f.value]
            if cell and above:
                blank.append((cell, Total(above)))
            continue
        if len(parts) < len(codes):
            continue
        left, right = Total([whole]), Total(parts)
        if left.low > right.high + _CLOSE or right.low > left.high + _CLOSE:
            failed.append(_row_failure(rule, left, right))
        elif left.is_exact and right.is_exact:
            held.append((left, right))
    if not failed and held:
        detail = told("identity_holds:rows", rule=rule.label, n=len(held))
        failed.append(finding("identity_holds", held[0][0].figures[0], detail=detail))
    return [*failed, *_blanks(rule, blank)]


def _row_failure(rule: Rule, left: Total, right: Total) -> Finding:
    parts = f"{' + '.join(number(f.value or 0) for f in right.figures)} = {number(right.value)}"
    row = name("indicator", left.figures[0].indicator)
    words = told("identity_fails:row", rule=rule.label, name=row, total=number(left.value), parts=parts)
    return _differing("identity_fails", left, right, words, rule.severity)
