"""Match printed row and column labels with the rows of codebook/layouts.csv."""

import functools
import re
from collections import defaultdict
from typing import NamedTuple

from rapidfuzz import fuzz

from gcir import codebook
from gcir.flat import flatten_label
from gcir.numbers import NUMERALS, unit_classes

_LEAST_SIMILAR = 88  # of 100: one wrong or missing character in a label of ten
_LEAST_SIMILAR_COLUMN = 85
_SHORTEST_FUZZY = 7
_LONGEST_OUTCOME, _LONGEST_LEAD = 6, 8
_MOST_ENDINGS = 8
_PATH = re.compile(r"[—–－\->→/]+")

_LIST_MARK = re.compile(
    rf"^(?:[-*·△▲☆★●○◆■]|\(?[{NUMERALS}]{{1,3}}[)、.,:]|\([{NUMERALS}]{{1,3}}\)|[\u3220-\u3229]"
    r"|\(?\d{1,2}(?:\.\d{1,2}){0,3}[)、.,:]?(?=\D)|[\u2460-\u249b])+"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PUNCTUATION = re.compile(r"[\s\"'“”‘’「」《》<>.、,;:。/\\|·—_-]+")


class Entry(NamedTuple):
    """One row of layouts.csv: what a printed label means in a layout, under which parents."""

    layout: str
    table: str
    parents: tuple[str, ...]
    row: str
    column: str
    indicator: str
    unit: str
    channel: str
    route: str


@functools.cache
def _words() -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    """The words that labels carry without meaning: lead-ins, fillers, endings."""
    lead, fill, tail = (sorted(_placed(place), key=lambda w: (-len(w), w)) for place in ("lead", "filler", "ending"))
    return tuple(lead), re.compile("|".join(fill)), re.compile(f"(?:{'|'.join(tail)}){{1,{_MOST_ENDINGS}}}$")


@functools.cache
def _variants() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = codebook.read("label_variants", ("pattern", "replacement", "note"))
    return tuple((codebook.pattern("label_variants", n, r["pattern"]), r["replacement"]) for n, r in enumerate(rows, 2))


def bare(label: str) -> str:
    """A label without list marks, lead-ins (of which:) and spaces."""
    words = flatten_label(label).replace(" ", "").replace("\n", "")
    lead, _, _ = _words()
    while True:
        shorter = _LIST_MARK.sub("", words)
        for word in lead:
            shorter = shorter.removeprefix(word)
        if shorter == words:
            return words
        words = shorter


@functools.lru_cache(maxsize=20_000)
def keys(label: str) -> tuple[str, ...]:
    """The forms under which a label is looked up, from the letter to the gist."""
    words = bare(label)
    for pattern, replacement in _variants():
        words = pattern.sub(replacement, words)
    plain = _PUNCTUATION.sub("", _BRACKETS.sub("", words)) or _PUNCTUATION.sub("", words)
    full = _PUNCTUATION.sub("", words)
    _, filler, ending = _words()
    gist = ending.sub("", filler.sub("", plain))
    return tuple(dict.fromkeys(k for k in (full, plain, gist) if k))


@functools.cache
def entries() -> tuple[Entry, ...]:
    """All rows of layouts.csv, their indicators checked against indicators.csv."""
    columns = ("layout", "table", "parents", "row_label", "column_label", "indicator", "unit", "channel", "route")
    rows = codebook.read("layouts", columns)
    known = {r["id"] for r in codebook.indicators()}
    codebook.require("layouts", "indicator", (r["indicator"] for r in rows), known, "indicators.csv")
    return tuple(
        Entry(
            r["layout"], r["table"], tuple(filter(None, r["parents"].split("/"))), r["row_label"], r["column_label"],
            r["indicator"], r["unit"], r["channel"], r["route"],
        )
        for r in rows
    )  # fmt: skip


@functools.cache
def _index(table: str) -> tuple[dict[str, list[Entry]], ...]:
    """Three look-ups of a table's rows: by the letter, without brackets, by the gist."""
    index: tuple[dict[str, list[Entry]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    for entry in entries():
        if entry.table == table and entry.row:
            forms = keys(entry.row)
            for level in range(3):
                index[level][forms[min(level, len(forms) - 1)]].append(entry)
    return index


@functools.lru_cache(maxsize=20_000)
def row_entries(table: str, label: str) -> tuple[Entry, ...]:
    """The entries that a row label may mean, closest form first; empty if the codebook does not know it."""
    index = _index(table)
    forms = keys(label)
    found: list[Entry] = []
    for level in range(3 if forms else 0):
        hits = index[level].get(forms[min(level, len(forms) - 1)], ())
        # The closest form decides what the label means; looser forms only add layouts that mean the same.
        found += [e for e in hits if e not in found and (not found or any(e[5:] == f[5:] for f in found))] if found else hits
    if found:
        return tuple(dict.fromkeys(found))
    return next((close for key in forms[:2] if len(key) >= _SHORTEST_FUZZY and (close := _similar(table, key))), ())


def _similar(table: str, key: str) -> tuple[Entry, ...]:
    """The one known label that differs by a slip of the pen; never across a negation."""
    best, second, found = 0.0, 0.0, ""
    for known in _index(table)[0]:
        if abs(len(known) - len(key)) > 3 or len(known) < _SHORTEST_FUZZY or _negations(known) != _negations(key):
            continue
        score = fuzz.ratio(known, key)
        if score > best:
            best, second, found = score, best, known
        elif score > second:
            second = score
    return tuple(_index(table)[0][found]) if best >= _LEAST_SIMILAR and best - second >= 3 else ()


@functools.lru_cache(maxsize=4_000)
def _negations(key: str) -> tuple[int, ...]:
    return tuple(map(key.count, sorted(_placed("decisive"))))


class Column(NamedTuple):
    """What a printed column label means: its table, its role and the value that goes with the role."""

    table: str
    role: str
    value: str


@functools.cache
def _columns() -> dict[str, tuple[Column, ...]]:
    found: dict[str, list[Column]] = defaultdict(list)
    for r in codebook.read("table_columns", ("table", "label", "role", "value", "note")):
        for key in keys(r["label"])[:2]:
            column = Column(r["table"], r["role"], r["label"] if r["role"] == "measure" else r["value"])
            if column not in found[key]:
                found[key].append(column)
    return {k: tuple(v) for k, v in found.items()}


@functools.lru_cache(maxsize=20_000)
def column_meanings(label: str) -> tuple[Column, ...]:
    """What a column label may mean in the tables that know it; empty if none does.

    A label that names its parents too (legal persons - companies) means what its last part says.
    """
    columns = _columns()
    found = next((columns[k] for k in keys(label)[:2] if k in columns), ())
    if found:
        return found
    parts = split_path(label)
    if len(parts) > 1:
        return column_meanings(parts[-1])
    return next((found for key in keys(label)[:2] if (found := _joined(key))), ()) or _similar_column(label)


def split_path(label: str) -> list[str]:
    """The parts of a label that writes its parents before it, set apart by dashes or strokes."""
    return [p for p in _PATH.split(label) if p.strip()]


def _joined(key: str) -> tuple[Column, ...]:
    """A remedy and its outcome in one label, with hardly more than other remedies before them."""
    cuts = range(max(1, len(key) - _LONGEST_OUTCOME), len(key) - 1)
    cut, outcome = next(((n, found) for n in cuts if (found := _of_remedies(key[n:], "outcome"))), (0, ""))
    leads = range(min(cut, _LONGEST_LEAD + 1))
    remedy = next((found for n in leads if (found := _of_remedies(key[n:cut], "remedy"))), "")
    return (Column("reconsideration_litigation", "joined", f"{remedy}/{outcome}"),) if remedy else ()


def _of_remedies(words: str, role: str) -> str:
    """The remedy or the outcome that words stand for."""
    found = (c for key in keys(words)[:1] for c in _columns().get(key, ()))
    return next((c.value for c in found if (c.table, c.role) == ("reconsideration_litigation", role)), "")


def _similar_column(label: str) -> tuple[Column, ...]:
    """The one known column label that differs by a slip of the pen."""
    key = (*keys(label), "")[0]
    if len(key) < _SHORTEST_FUZZY:
        return ()
    long = ((k, columns) for k, columns in _columns().items() if len(k) >= _SHORTEST_FUZZY)
    close = {columns for k, columns in long if fuzz.ratio(k, key) >= _LEAST_SIMILAR_COLUMN}
    return close.pop() if len(close) == 1 else ()


@functools.cache
def _placed(place: str) -> frozenset[str]:
    return frozenset(r["word"] for r in codebook.read("label_words", ("word", "place", "note")) if r["place"] == place)


def is_column_letter(text: str) -> bool:
    """Whether a cell only numbers its column."""
    return text in _placed("column_letter")


@functools.lru_cache(maxsize=20_000)
def heads_rows(label: str) -> bool:
    """Whether a label is a heading over other rows, which has no number of its own."""
    return bare(_BRACKETS.sub("", flatten_label(label))).endswith(tuple(_placed("heading")))


@functools.cache
def _parents() -> frozenset[str]:
    return frozenset(keys(p)[-1] for e in entries() for p in e.parents)


@functools.lru_cache(maxsize=20_000)
def is_parent(label: str) -> bool:
    """Whether a label is one under which the layouts place other rows."""
    return bool(keys(label)) and keys(label)[-1] in _parents()


def remedy_entry(remedy: str, outcome: str) -> "Entry | None":
    """The meaning of an outcome of a remedy."""
    return _remedy_entries().get(f"{remedy}_{outcome}")


@functools.cache
def _remedy_entries() -> dict[str, "Entry"]:
    known = {e.indicator: e for e in entries() if e.indicator.startswith("litigation_")}
    return known | {e.indicator: e for e in entries() if e.table == "reconsideration_litigation"}


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit alone."""
    return text.strip("() ") in unit_classes()
