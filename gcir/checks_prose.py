"""The same figure in prose and table, and activity in prose over tables that hold nothing but zeros."""

import functools

from gcir import frames
from gcir.checks_rules import Key, Rule, every, finding, number
from gcir.checks_values import EXACT, PROSE, TABLE, Case, Stated, bounds, total
from gcir.checks_words import counted, joined, listed, name, place, told
from gcir.messages import Sentence
from gcir.model import Figure, Finding
from gcir.numbers import unit_classes

_FEWEST_ZEROS = 3
_CLOSE = 1e-6


@functools.cache
def _partial() -> frozenset[str]:
    """Indicators of which prose may mention some cases only."""
    return frozenset(term.indicator for rule in every() if rule.kind == "partial" for term in rule.left)


@functools.cache
def _other_counts() -> dict[str, tuple[Rule, ...]]:
    """Indicator → the sums that prose may state under the same name."""
    rules = [rule for rule in every() if rule.kind == "restated" and rule.right]
    return {name: tuple(r for r in rules if r.left[0].indicator == name) for name in {r.left[0].indicator for r in rules}}


def restated(case: Case) -> list[Finding]:
    """Numbers that prose and table state of the same thing and that cannot both be right."""
    stated = case.stated
    if case.rule.right:
        return []  # only another way to count: asked for below
    found = []
    for key, statements in stated.places(PROSE).items():
        said = [f for f in statements if f.value is not None and f.precision != "about"]
        if len({f.value for f in said}) != 1:
            continue  # two numbers under one name are parts of something, or a change
        printed = _printed(stated, key, case.report.layout)
        if printed and _disagree(said[0], printed, key):
            expected, value = number(printed[0]), number(said[0].value or 0)
            words = told("prose_table_conflict", name=place(key), told=value, printed=expected)
            found.append(finding("prose_table_conflict", said[0], indicator=key[0], expected=expected, found=value, detail=words))
    return found


def _printed(stated: Stated, key: Key, layout: str) -> list[float]:
    """The exact numbers of the tables that a number in prose may repeat; empty if the tables are silent or unclear."""
    cell = stated.one(TABLE, key)
    if cell is None and key in stated.places(TABLE):
        return []
    values = [cell.value] if cell and cell.value is not None and cell.precision == EXACT else []
    if not any(key[1:]):
        for rule in _other_counts().get(key[0], ()):
            side = total(stated, TABLE, rule.right) if not rule.layouts or layout in rule.layouts else None
            if side is not None and side.is_exact:
                values.append(side.value)
    return values if not cell or _same_unit(stated, key, cell) else []


def _same_unit(stated: Stated, key: Key, cell: Figure) -> bool:
    """Whether amounts of money are in one unit; counts always are."""
    units = {cell.unit, *(f.unit for f in stated.places(PROSE)[key])}
    return len(units) == 1 or not any(unit_classes().get(u) == "money" for u in units) or not cell.value


def _disagree(said: Figure, printed: list[float], key: Key) -> bool:
    """Whether no printed number is the one said. Of channels and events, prose may mention some only."""
    low, high = bounds(said) or (0.0, 0.0)
    if any(low - _CLOSE <= value <= high + _CLOSE for value in printed):
        return False
    may_be_partial = key[0] in _partial() or any(key[1:])
    return low > max(printed) or not may_be_partial


def activity(case: Case) -> list[Finding]:
    """Documents that prose counts as disclosed, where every filled cell of the proactive tables is zero.

    News items alone are no contradiction, unless the table has rows of its own for more than the form asks.
    """
    indicator = case.rule.left[0].indicator
    said = [f for key, found in case.stated.places(PROSE).items() if key[0] == indicator for f in found if f.value]
    if not said:
        return []
    group = frames.groups()[indicator]
    cells = [f for f in case.report.figures if f.source == TABLE and f.value is not None and _is_of(f, group)]
    if len(cells) < _FEWEST_ZEROS or any(f.value for f in cells):
        return []
    of_documents = [f for f in said if f.content == "documents"]
    if not of_documents and all(f.indicator for f in cells):
        return []
    first = (of_documents or said)[0]
    detail = told("prose_table_conflict:zeros", said=listed(map(_counted, said)), n=len(cells))
    value = number(first.value or 0)
    return [finding("prose_table_conflict", first, indicator=indicator, expected="0", found=value, detail=detail)]


def _counted(figure: Figure) -> Sentence:
    """A number of items, with what they are and where."""
    named = [name(d, code) for d, code in (("channel", figure.channel), ("content", figure.content)) if code]
    return counted(joined(named, " "), number(figure.value or 0))


def _is_of(figure: Figure, group: str) -> bool:
    """Whether a cell belongs to a table of a group; cells under unknown labels count unless they have an applicant."""
    return frames.groups()[figure.indicator] == group if figure.indicator else not figure.applicant
