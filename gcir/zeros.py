"""Zeros in words: what a report says that it did not receive, charge or suffer."""

import functools
import re
from typing import NamedTuple

from gcir import clauses, codebook, frames, hints, terms
from gcir.model import Figure

_NUMBER_ENDS = re.compile(r"\d[^,;]{0,60}[,;]|;")
_SCOPE_END = re.compile(r"[,;。!?\n]|、(?=[零无没未])")
_GUARD_REACH = 8
_REACH = 120
_MOST = 30
"""So many denials in a sentence are no report."""
_KINDS = ("before", "after", "heading", "guard", "free")
_CLAIMS = {"review_litigation", "fees", "requests"}


class _Negation(NamedTuple):
    kind: str
    start: int
    end: int


class _Subject(NamedTuple):
    indicator: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@functools.cache
def _patterns(kind: str) -> re.Pattern[str]:
    rows = codebook.read("zero_words", ("kind", "pattern", "note"))
    codebook.require("zero_words", "kind", (r["kind"] for r in rows), _KINDS, ", ".join(_KINDS))
    parts = [codebook.expand("zero_words", n, r["pattern"]).pattern for n, r in enumerate(rows, 2) if r["kind"] == kind]
    return hints.guarded("|".join(f"(?:{p})" for p in parts))


@functools.cache
def _subjects() -> tuple[_Subject, ...]:
    rows = codebook.read("zero_subjects", ("indicator", "pattern", "unless", "example"))
    codebook.require("zero_subjects", "indicator", (r["indicator"] for r in rows), frames.groups(), "indicators.csv")
    return tuple(
        _Subject(
            r["indicator"], codebook.expand("zero_subjects", n, r["pattern"]),
            codebook.expand("zero_subjects", n, r["unless"]) if r["unless"] else None,
        )
        for n, r in enumerate(rows, 2)
    )  # fmt: skip


def possible(sentence: str) -> bool:
    """Whether a sentence denies anything at all."""
    return codebook.phrase("denial_hint").search(sentence) is not None and (
        _patterns("before").search(sentence) is not None
        or _patterns("after").search(sentence) is not None
        or _patterns("free").search(sentence) is not None
    )


def read(text: str, passage: clauses.Passage, start: int, end: int, year: int | None, counted: list[Figure]) -> list[Figure]:
    """The zeros that the sentence at [start, end) of a passage states; `counted` is what the passage counted before."""
    words = passage.view.text[start:end]
    if not possible(words):
        return []
    marks = clauses.time_marks(words, year)
    found: dict[str, Figure] = {}
    heading = _patterns("heading").search(words)
    if heading and passage.section.type in _CLAIMS and clauses.time_of(marks, words, heading.start()) == "this_year":
        for name in _named(passage.section.heading.replace(" ", ""), heading=True):
            found[name] = _figure(text, passage, name, start, start + len(words.rstrip("。;!?\n,")))
    for negation in _negations(words)[:_MOST]:
        if _guarded(words, negation.start):
            continue
        time = clauses.time_of(marks, words, negation.end)
        ever = time == "running" and codebook.phrase("ever_since").search(words, 0, negation.start) is not None
        other_year = time != "this_year" and not ever
        a, b = _scope(words, negation)
        for name in _named(words[a:b], heading=negation.kind == "after"):
            if other_year and name != "requests_carried_in":
                continue
            first = _clause_start(words, min(a, negation.start))
            for route in _routes(name, words[a:b], counted):
                if name + route not in found:
                    found[name + route] = _figure(text, passage, name, start + first, start + max(b, negation.end), route)
    free = _free(words, passage.section.type, marks)
    if free and "fees_charged" not in found:
        found["fees_charged"] = _figure(text, passage, "fees_charged", start + _clause_start(words, free[0]), start + free[1])
    return list(found.values())


def _clause_start(words: str, position: int) -> int:
    return max((m.end() for m in _SCOPE_END.finditer(words, 0, position)), default=0)


def _free(words: str, section: str, marks: list[clauses.Mark]) -> tuple[int, int] | None:
    """Where a sentence says that what was applied for cost nothing."""
    m = _patterns("free").search(words)
    if m is None or not (section == "fees" or codebook.phrase("free_of_charge").search(words)) or _guarded(words, m.start()):
        return None
    return m.span() if clauses.time_of(marks, words, m.start()) == "this_year" else None


def _routes(indicator: str, words: str, counted: list[Figure]) -> list[str]:
    """The routes by which a denial says that no request came, where some came by others; empty for all routes."""
    if indicator != "requests_received" or not any(f.indicator == indicator and f.value for f in counted):
        return [""]
    named = "" if codebook.phrase("any_route").search(words) else words
    return list(dict.fromkeys(t.id for t in terms.find("route", named))) or [""]


def _negations(words: str) -> list[_Negation]:
    after = [_Negation("after", m.start(), m.end()) for m in _patterns("after").finditer(words)]
    before = [_Negation("before", m.start(), m.end()) for m in _patterns("before").finditer(words)]
    taken = [(n.start, n.end) for n in after]
    return after + [n for n in before if not any(a <= n.start < b for a, b in taken)]


def _guarded(words: str, position: int) -> bool:
    first = max(_clause_start(words, position + 1), position - _GUARD_REACH)
    return _patterns("guard").search(words, first, position) is not None


def _scope(words: str, negation: _Negation) -> tuple[int, int]:
    """The words that a negation denies: the rest of its clause, or what stands before it since the last number."""
    if negation.kind == "before":
        last = negation.end + _REACH
        stop = _SCOPE_END.search(words, negation.end, last)
        return negation.start, stop.start() if stop else min(last, len(words))
    first = max(0, negation.start - _REACH)
    return max((m.end() for m in _NUMBER_ENDS.finditer(words, first, negation.start)), default=first), negation.end


def _named(words: str, heading: bool) -> list[str]:
    """The indicators that some words name."""
    found = []
    for subject in _subjects():
        if subject.indicator in found:
            continue
        m = subject.pattern.search(words) if not heading else _loose(subject).search(words)
        if m and not (subject.unless and subject.unless.search(m[0] if heading else words)):
            found.append(subject.indicator)
    if "requests_received" in found and "requests_accepted" in found:
        found.remove("requests_received" if frames.stands_in("requests_received", words) else "requests_accepted")
    return found


@functools.cache
def _loose(subject: _Subject) -> re.Pattern[str]:
    """In headings and before a denial the subject stands without its verb."""
    rows = codebook.read("zero_headings", ("indicator", "pattern"), "indicator")
    for n, r in enumerate(rows, 2):
        if r["indicator"] == subject.indicator:
            return codebook.expand("zero_headings", n, r["pattern"])
    return re.compile(r"(?!)")


def _figure(text: str, passage: clauses.Passage, indicator: str, start: int, end: int, route: str = "") -> Figure:
    a, b = passage.view.span(start, end)
    unit = frames.units()[indicator]
    return Figure(indicator, "", "", route, "", 0, unit, "exact", "words", "prose", "", "", text[a:b], a, b)
