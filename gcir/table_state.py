"""A table while its rows are read: the parents above a row, what a label means under them, the figures so far."""

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gcir import headers, labels
from gcir.cells import Value, read_value
from gcir.flat import flatten_label
from gcir.grids import Row
from gcir.model import Cell, Figure, Finding, Table
from gcir.numbers import NUMERALS, WHOLE, unit_classes

_LEVELS = (
    re.compile(rf"[{NUMERALS}]{{1,3}}[、.,]"),
    re.compile(rf"\([{NUMERALS}]{{1,3}}\)|[\u3220-\u3229]"),
    re.compile(r"\(?\d{1,2}[、.)](?!\d)"),
)
_NOTHING = ("", "", "", "")
_SPACE = re.compile(r"\s+")
_UNMARKED = len(_LEVELS) + 1
_FITS, _PRINTED_SO = 3, 1
_CHANGE, _SHARES = "_change", ("share", "point")
_GENERIC_LENGTH = 4  # a label this short means something only under its parent
_UNIT_IN_LABEL = re.compile(r"[(（](?:\w{2}[:：])?(\w{1,3})[)）]\s*$")


@dataclass(slots=True)
class Reading:
    """What the tables of one report gave: figures, findings and how many rows speak for each layout."""

    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class TableState:
    """One table: its header and slots, the path of parents, and what was read.

    `spans_known` is False too where a page has dropped its spans. `kind` is the table of layouts.csv that
    the last header announced; `group` are the parents of the last row that was understood; `matched` counts
    rows whose label the codebook knows.
    """

    text: str
    table: Table
    spans_known: bool
    year: int | None
    out: Reading
    kind: str = ""
    heading: bool = False  # header rows are being read
    header: list[Row] = field(default_factory=list)
    slots: list[headers.Slot] = field(default_factory=list)
    columns: dict[int, labels.Column] = field(default_factory=dict)  # the slots that have a place on the grid
    value_cols: list[int] = field(default_factory=list)  # those of them for this year's values, and for units
    unit_col: int | None = None
    headless: frozenset[int] = frozenset()  # columns of a list whose head is empty
    aside: frozenset[int] = frozenset()  # columns of an official form that the form does not have
    path: list[tuple[int, str, str]] = field(default_factory=list)  # level, words and the gist of them
    group: tuple[str, ...] = ()
    matched: int = 0
    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    row_span: tuple[int, int] = (-1, -1)
    row_words: str = ""

    def place(self, slots: list[headers.Slot]) -> None:
        """Take over the value columns of a new header."""
        self.slots = slots
        self.columns = roles = {s.col: s.column for s in slots if s.col is not None}
        best = max((c.value for c in roles.values() if c.role == "value"), default="")
        self.value_cols = [col for col, c in roles.items() if c.role == "value" and c.value == best]
        self.headless = frozenset(s.col for s in slots if s.col is not None and s.column.role == "unknown" and not s.label)
        self.unit_col = next((col for col, c in roles.items() if c.role == "unit"), None)

    def push(self, label: str) -> None:
        """Keep the path of parents: a label ends all labels of its own level and below."""
        level, words, gist = _level(label)
        if self.path and self.path[-1][1] == words:
            return
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        self.path.append((level, words, gist))

    def _parents_met(self, entry: labels.Entry) -> int:
        if len(self.path) < 2:
            return 0
        met = 0
        for parent in entry.parents:
            key = labels.keys(parent)[-1]
            is_long = len(key) >= _GENERIC_LENGTH
            for _, _, gist in self.path[:-1]:
                if gist and (key == gist or (is_long and (key in gist or gist in key))):
                    met += 1
                    break
        return met

    def choose(self, label: str, found: tuple[labels.Entry, ...]) -> labels.Entry | None:
        """The one meaning of a label under its parents; None if it is unknown or could mean two things."""
        if not found:
            return None
        best, is_short = found, len(labels.keys(label)[-1]) < _GENERIC_LENGTH
        if len(found) > 1 or is_short:
            met = [self._parents_met(e) for e in found]
            most = max(met)
            best = tuple([e for e, n in zip(found, met, strict=True) if n == most])
            if len({(e.indicator, e.channel, e.route) for e in best}) > 1:
                return None
            parents = best[0].parents
            if is_short and parents and not most and self.kind != "proactive" and not self._goes_on(parents[-1]):
                return None  # it could be anything, and so could a total
        self.group = best[0].parents
        self.matched += 1
        forms = _forms(label)
        self.vote([e.layout for e in best])
        self.vote([e.layout for e in best if not forms.isdisjoint(_forms(e.row))], _PRINTED_SO)
        return best[0]

    def _goes_on(self, parent: str) -> bool:
        """Whether the last row that was understood stands under the same parent, in whatever form it is numbered there."""
        return labels.keys(parent)[-1] in {labels.keys(p)[-1] for p in self.group}

    def remedy_of(self, outcome: str) -> labels.Entry | None:
        """The meaning of an outcome under the remedy that stands last in the path of parents."""
        for _, words, _ in reversed(self.path[:-1]):
            remedy = next((m.value for m in labels.column_meanings(words) if m.role == "remedy"), "")
            if remedy:
                return labels.remedy_entry(remedy, outcome)
        return None

    def vote(self, layouts: Iterable[str], weight: int = _FITS) -> None:
        """A row speaks once for each layout that it fits, a little more for one that prints its label in these words."""
        for layout in set(layouts):
            self.out.votes[layout] += weight

    def emit(
        self, row: Row, label: str, column: str, cell: Cell, entry: labels.Entry | None, applicant: str, unit: str = ""
    ) -> None:
        """One row of figures for one cell, with the printed row as its evidence."""
        value = read_value(cell.text)
        if value is None or (entry and value.number is not None and _is_odd(value.number, value.unit, entry)):
            words = f"{label} {column}: {cell.text}".strip()
            self.findings.append(
                Finding("value_unreadable", "warning", found=cell.text, detail=words, start=cell.start, end=cell.end)
            )
            value = Value(None, "", "unreadable", "")
        if entry is None and label:
            detail = f"{label} {column}".strip()
            self.findings.append(Finding("label_unknown", "info", found=cell.text, detail=detail, start=cell.start, end=cell.end))
        indicator, usual, channel, route = entry[5:] if entry else _NOTHING
        printed = value.unit or unit or _unit_of(label, column) or usual
        start, end = self.row_span
        if cell.end > end or row.own[0].start != start:
            self.row_span = start, end = row.start, max(row.end, cell.end)
            self.row_words = self.text[start:end]
        self.figures.append(
            Figure(indicator, channel, "", route, applicant, value.number, printed, value.precision, value.stated_as, "table",
                   label, column, self.row_words, start, end)
        )  # fmt: skip

    def unaligned(self, row: Row, why: str) -> None:
        self.findings.append(Finding("table_unaligned", "warning", detail=why, start=row.start, end=row.end))
        self.matched += bool(labels.row_entries(self.kind, row.own[0].text))


def _is_odd(number: float, unit: str, entry: labels.Entry) -> bool:
    """Whether a number cannot be that of its row: less than nothing, a part of a thing, or a share of what is counted."""
    kind, printed = unit_classes().get(entry.unit), unit_classes().get(unit)
    fall = number < 0 and not entry.indicator.endswith(_CHANGE)
    part = kind in WHOLE and not float(number).is_integer()
    return fall or part or (printed in _SHARES and kind not in _SHARES)


@functools.cache
def layouts(table: str = "") -> tuple[str, ...]:
    """The layouts that have a table (any if none is named), in the order of layouts.csv."""
    return tuple(dict.fromkeys(e.layout for e in labels.entries() if table in ("", e.table)))


@functools.lru_cache(maxsize=4_000)
def _level(label: str) -> tuple[int, str, str]:
    """How deep a label's list mark places it, the label without spaces, and its gist."""
    words = _SPACE.sub("", flatten_label(label))
    level = next((n for n, mark in enumerate(_LEVELS, 1) if mark.match(words)), _UNMARKED)
    if level == _UNMARKED and (labels.is_parent(words) or any(m.role == "remedy" for m in labels.column_meanings(words))):
        level = 1 if labels.is_parent(words) else 2
    return level, words, next(reversed(labels.keys(words)), "")


@functools.lru_cache(maxsize=4_000)
def _forms(label: str) -> frozenset[str]:
    """A label as it is printed, with and without its brackets."""
    found = labels.keys(label)
    return frozenset(found[:-1] or found)


@functools.lru_cache(maxsize=4_000)
def _unit_of(label: str, column: str) -> str:
    """The unit that a row label or else a column label prints in brackets."""
    return _unit_in(label) or _unit_in(column)


def _unit_in(label: str) -> str:
    found = _UNIT_IN_LABEL.search(label)
    return found[1] if found and labels.is_unit(found[1]) else ""
