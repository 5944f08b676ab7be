"""Which indicators went with a table that a report announces or should hold and that is not there to be read."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from gcir import compare, frames, labels, sources
from gcir.checks_rules import duties, is_due

_RULES = ("table_lost", "table_missing")  # rules of the table `findings`
_TABLE = "table"


def lost(corpus: Any) -> Iterator[tuple[str, str]]:
    """(report_id, indicator) for everything that a lost or missing table of the report would have held.

    A finding may name the kind of table that is missing (`expected`); otherwise it is one of the layout's tables of
    which nothing was read, or a part of them if something of each was. A report without any table can only have
    lost one of the layouts of its year.
    """
    gone = sources.read(corpus, "findings", ["report_id", "expected"], {"rule": _RULES})
    reports = sources.read(corpus, "reports", ["report_id", "layout", "year"], {"report_id": set(gone["report_id"])})
    about = {r.report_id: _layouts(r.layout, None if r.year != r.year else int(r.year)) for r in _each(reports)}
    where = {"report_id": set(about), "source": _TABLE}
    printed = _printed(sources.read(corpus, "figures", ["report_id", "indicator"], where))
    for finding in _each(gone):
        held = _held(about.get(finding.report_id, ()), finding.expected, printed[finding.report_id])
        yield from ((finding.report_id, indicator) for indicator in held)


def _each(frame: Any) -> Iterator[Any]:
    return compare.each(frame.astype(object).where(frame.notna(), float("nan")))


def _printed(figures: Any) -> Mapping[str, frozenset[str]]:
    """The indicators that the tables of each report print."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = figures[figures["indicator"] != ""].drop_duplicates()
    for report_id, indicator in zip(rows["report_id"], rows["indicator"], strict=True):
        found[report_id].add(indicator)
    return defaultdict(frozenset, {report_id: frozenset(indicators) for report_id, indicators in found.items()})


@functools.cache
def _tables() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Layout → its tables → the indicators that each prints."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in labels.entries():
        found[entry.layout][entry.table].add(entry.indicator)
    return {layout: {name: frozenset(held) for name, held in tables.items()} for layout, tables in found.items()}


@functools.cache
def _layouts(layout: str, year: int | None) -> tuple[str, ...]:
    """The layouts that a report's lost table may have had: its own, else those with tables that its year allows."""
    if layout in _tables():
        return (layout,)
    due = [r["what"] for r in duties("layout") if year is None or is_due(r, year)]
    return tuple(name for name in due if name in _tables())


@functools.cache
def _held(layouts: tuple[str, ...], expected: str, printed: frozenset[str]) -> frozenset[str]:
    """The indicators of the table that is gone."""
    tables = [held for layout in layouts for held in _tables()[layout].values()]
    if expected in frames.groups().values():
        return frozenset(i for held in tables for i in held if frames.groups()[i] == expected)
    unread = [held for held in tables if not held & printed] or tables
    return frozenset().union(*unread)
