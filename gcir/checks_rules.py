"""The rules that a report is held to: rows of codebook/rules.csv, parsed and cross-checked.

A row without a kind names what a check may say. A row with one is a check: its two sides are sums of
indicators, such as `requests_received[route=fax] + requests_carried_in?`. A question mark lets a term
be left out where the report does not print it; `[year=-1]` takes it from the year before.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gcir import codebook, frames, reference
from gcir.checks_words import DIMENSIONS as DIMENSIONS
from gcir.checks_words import listed_apart
from gcir.messages import Sentence
from gcir.model import Figure, Finding

SEVERITIES = ("error", "warning", "info", "pass")
KINDS = frozenset(
    (
        "", "activity", "again", "channels", "claim", "deadline", "jump", "layout", "names", "numbers", "partial",
        "parts", "period", "restated", "rows", "sections", "shares", "sum", "tables", "years",
    )
)  # fmt: skip
ANY = "*"
_SILENCE = Sentence("", "")
NEIGHBOURS = ("year_before", "same_year")

_COLUMNS = ("id", "kind", "left", "relation", "right", "over", "layouts", "severity", "label_zh", "label_en", "source", "note")
_TERM = re.compile(r"(?P<indicator>[a-z_]+)(?:\[(?P<dimension>[a-z]+)=(?P<code>[\w-]+)\])?(?P<optional>\?)?")

Key = tuple[str, str, str, str, str]


class Term(NamedTuple):
    """One summand: an indicator, where in its dimensions, how many years off, and whether it may be absent."""

    indicator: str
    dimension: str = ""
    code: str = ""
    years: int = 0
    optional: bool = False

    def key(self, dimension: str = "", code: str = "") -> Key:
        """The place of the figure: the term's own dimension and one more."""
        if not self.dimension and dimension in ("", "applicant"):
            return self.indicator, "", "", "", code  # nearly all, and many
        where = {self.dimension: self.code, dimension: code}
        channel, content, route, applicant = (where.get(d, "") for d in DIMENSIONS)
        return self.indicator, channel, content, route, applicant


Sum = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of rules.csv. `left` and `right` are sums; `over` is the dimension along which they are compared."""

    id: str
    kind: str
    left: Sum
    relation: str
    right: Sum
    over: str
    layouts: frozenset[str]
    severity: str
    label_zh: str
    label_en: str
    source: str

    @property
    def label(self) -> Sentence:
        """What the rule says, in Chinese and English."""
        return Sentence(self.label_zh, self.label_en)


def parse(rows: Iterable[Mapping[str, str]]) -> tuple[Rule, ...]:
    """The rules of rows as they stand in rules.csv. Raises CodebookError with line and remedy."""
    return tuple(_rule(row, line) for line, row in enumerate(rows, 2))


def _rule(row: Mapping[str, str], line: int) -> Rule:
    layouts = frozenset(filter(None, row["layouts"].split("|")))
    for column, values, allowed in (
        ("kind", (row["kind"],), KINDS),
        ("severity", (row["severity"],), frozenset(SEVERITIES)),
        ("relation", (row["relation"],), frozenset(("", "=", "<="))),
        ("over", (row["over"],), frozenset(("", *DIMENSIONS))),
        ("layouts", layouts, _codes()["layout"]),
    ):
        if unknown := sorted(v for v in values if v not in allowed):
            known = ", ".join(sorted(filter(None, allowed)))
            raise codebook.CodebookError(f"rules.csv, line {line}: {column} {unknown[0]!r} is unknown; use one of {known}")
    left, right = _sum(row["left"], line), _sum(row["right"], line)
    words = (row["severity"], row["label_zh"], row["label_en"], row["source"])
    return Rule(row["id"], row["kind"], left, row["relation"], right, row["over"], layouts, *words)


def _sum(words: str, line: int) -> Sum:
    """A sum of terms; ANY stands for every indicator there is."""
    if words in ("", ANY):
        return (Term(ANY),) if words else ()
    return tuple(_term(part.strip(), line) for part in words.split("+"))


def _term(words: str, line: int) -> Term:
    m = _TERM.fullmatch(words)
    where = f"rules.csv, line {line}:"
    if not m:
        raise codebook.CodebookError(f"{where} bad term {words!r}; write indicator, indicator[route=fax] or indicator?")
    if m["indicator"] not in frames.groups():
        raise codebook.CodebookError(f"{where} {m['indicator']!r} is not in indicators.csv; add it or correct it")
    dimension, code = m["dimension"] or "", m["code"] or ""
    if dimension == "year":
        return Term(m["indicator"], years=int(code), optional=bool(m["optional"]))
    if dimension and code not in _codes().get(dimension, ()):
        raise codebook.CodebookError(f"{where} {dimension} {code!r} is unknown; correct it or add it to the codebook")
    return Term(m["indicator"], dimension, code, 0, bool(m["optional"]))


@functools.cache
def _codes() -> Mapping[str, frozenset[str]]:
    """The codes of the layouts and of every dimension."""
    small = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    found = {g: frozenset(r["id"] for r in small if r["group"] == g and r["id"]) for g in ("layout", "content", "route")}
    named = ("id", "label_zh", "label_en", "pattern")
    found["channel"] = frozenset(r["id"] for r in codebook.read("channels", named, "id"))
    return found | {"applicant": frozenset(applicants())}


@functools.cache
def applicants() -> tuple[str, ...]:
    """The six kinds of applicant, in the order of the form."""
    return tuple(r["id"] for r in codebook.read("applicants", ("id", "label_zh", "label_en", "pattern"), "id"))


@functools.cache
def every() -> tuple[Rule, ...]:
    """All rows of rules.csv, in order."""
    rows = codebook.read("rules", _COLUMNS, "id")
    _require_sources("rules", rows)
    return parse(rows)


def _require_sources(name: str, rows: Iterable[Mapping[str, str]]) -> None:
    for line, row in enumerate(rows, 2):
        if unknown := set(filter(None, row["source"].split("|"))) - set(reference.sources()):
            told = f"source {min(unknown)!r} is not in sources.csv; add it or correct it"
            raise codebook.CodebookError(f"{name}.csv, line {line}: {told}")


def cited(ids: str) -> Sentence:
    """The legal sources of a rule or a duty, as one would cite them."""
    return listed_apart(reference.cited(filter(None, ids.split("|"))))


@functools.cache
def by_id() -> Mapping[str, Rule]:
    """Rules by their id."""
    return {rule.id: rule for rule in every()}


class Remedy(NamedTuple):
    """What a finding is about, which reports it can be asked of, and what would mend it.

    `asked` are conditions of which one must hold, each a conjunction; empty: of every report. A condition is the
    rule of a finding that the report has, a column of `reports` that is filled, a source of figures, or a
    neighbour in the corpus (NEIGHBOURS).
    """

    rule: str
    theme: str
    asked: tuple[tuple[str, ...], ...]
    zh: str
    en: str


@functools.cache
def remedies() -> Mapping[str, Remedy]:
    """The rows of remedies.csv by rule: one for everything that a check may say."""
    rows = codebook.read("remedies", ("rule", "theme", "asked", "remedy_zh", "remedy_en"), "rule")
    said = {rule.id for rule in every() if not rule.kind}
    themes = {r["id"] for r in codebook.read("labels", ("group", "id", "label_zh", "label_en")) if r["group"] == "theme"}
    codebook.require("remedies", "rule", (r["rule"] for r in rows), said, "rules.csv")
    codebook.require("remedies", "theme", (r["theme"] for r in rows), themes, "labels.csv, group theme")
    if missing := sorted(said - {r["rule"] for r in rows}):
        raise codebook.CodebookError(f"remedies.csv: no row for rule {missing[0]!r}; add one")
    return {r["rule"]: Remedy(r["rule"], r["theme"], _asked(r["asked"]), r["remedy_zh"], r["remedy_en"]) for r in rows}


def _asked(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(option.split("&")) for option in words.split("|") if option)


@functools.cache
def duties(duty: str) -> tuple[Mapping[str, str], ...]:
    """The rows of duties.csv of one kind: what is due in which years."""
    columns = ("duty", "what", "first_year", "last_year", "kinds", "pattern", "value", "severity", "source", "note")
    rows = codebook.read("duties", columns)
    _require_sources("duties", rows)
    return tuple(row for row in rows if row["duty"] == duty)


def is_due(row: Mapping[str, str], year: int) -> bool:
    """Whether a row of duties.csv holds for reports about a year."""
    return int(row["first_year"] or year) <= year <= int(row["last_year"] or year)


@functools.cache
def phrase(name: str) -> re.Pattern[str]:
    """One pattern of check_phrases.csv."""
    rows = codebook.read("check_phrases", ("name", "pattern", "note"), "name")
    found = [(line, r["pattern"]) for line, r in enumerate(rows, 2) if r["name"] == name]
    if not found:
        raise codebook.CodebookError(f"check_phrases.csv: no row with name {name!r}; add one")
    return codebook.pattern("check_phrases", *found[0])


def number(value: float) -> str:
    """A value in digits, without a fraction it does not have."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def finding(
    rule: str, at: Figure | tuple[int, int] | None = None, *, indicator: str = "", expected: str = "", found: str = "",
    detail: Sentence = _SILENCE, severity: str = "",
) -> Finding:  # fmt: skip
    """What a check says, with the words it speaks of; the severity is the rule's unless given."""
    start, end = (at.start, at.end) if isinstance(at, Figure) else at or (None, None)
    severity = severity or by_id()[rule].severity
    return Finding(rule, severity, indicator, expected, found, detail.en, start, end, detail.zh)
