"""How reports word what is wrong and what will be done: the phrases of codebook/problem_phrases.csv, compiled.

In a pattern `…` stands for up to twenty characters of the same clause; all else is a regular expression.
"""

import functools
import re
from dataclasses import dataclass

from gcir import codebook
from gcir.codebook import CodebookError

_FILE = "problem_phrases"
_COLUMNS = ("use", "kind", "pattern", "note")
GAP = r"[^,。;:\n]{0,20}?"


@dataclass(frozen=True, slots=True)
class Wording:
    """The compiled phrases, one pattern for each use (and kind, where the kinds do different work)."""

    deficit: re.Pattern[str]
    deficit_kinds: tuple[str, ...]
    denied: re.Pattern[str]
    dealt: re.Pattern[str]
    over: re.Pattern[str]
    announce: re.Pattern[str]
    heading: re.Pattern[str]
    promises: re.Pattern[str]
    locates: re.Pattern[str]
    present: re.Pattern[str]
    lead: re.Pattern[str]
    exist: re.Pattern[str]
    tail: re.Pattern[str]
    contrast: re.Pattern[str]
    concession: re.Pattern[str]
    cause: re.Pattern[str]
    cause_after: re.Pattern[str]
    result: re.Pattern[str]
    place: re.Pattern[str]
    adverb: re.Pattern[str]
    remedy_future: re.Pattern[str]
    remedy_start: re.Pattern[str]
    remedy_within: re.Pattern[str]
    problem_start: re.Pattern[str]
    problem_within: re.Pattern[str]
    past: re.Pattern[str]
    past_end: re.Pattern[str]
    measure_verb: re.Pattern[str]
    measure_begin: re.Pattern[str]
    measure_lead: re.Pattern[str]
    measure_strip: re.Pattern[str]
    mark_anywhere: re.Pattern[str]
    mark_clause: re.Pattern[str]
    mark_sentence: re.Pattern[str]
    mark_line: re.Pattern[str]
    mark_first: re.Pattern[str]
    conjunction: re.Pattern[str]
    actor: re.Pattern[str]
    scope: re.Pattern[str]
    several: re.Pattern[str]
    matter: re.Pattern[str]


def _openings(source: str) -> str:
    """The characters that a match of the pattern may begin with, and some that it cannot: a first look
    that spares trying a hundred phrases at each character. A match begins behind `|`, `(` or what is optional."""
    found = re.findall(r"(?:^|[|(:)?])(\[[^^\]]+\]|[\u4e00-\u9fff])", source)
    return "".join(sorted(set("".join(found)) - set("[]")))


@functools.cache
def wording() -> Wording:
    """The phrases, read and checked once. Raises CodebookError with file, line and remedy."""
    sources: dict[tuple[str, str], list[str]] = {}
    for line, row in enumerate(codebook.read(_FILE, _COLUMNS), 2):
        source = row["pattern"].replace("…", GAP)
        if codebook.pattern(_FILE, line, source).match(""):
            raise CodebookError(f"{_FILE}.csv, line {line}: pattern {row['pattern']!r} is found where nothing stands; correct it")
        sources.setdefault((row["use"], row["kind"]), []).append(source)

    def joined(use: str, kind: str = "") -> re.Pattern[str]:
        if (use, kind) not in sources:
            raise CodebookError(f"{_FILE}.csv: no line with use {use!r} and kind {kind!r}; add one")
        return re.compile("|".join(sources[use, kind]))

    def grouped(use: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
        kinds = tuple(kind for u, kind in sources if u == use)
        choices = "|".join(f"({'|'.join(sources[use, kind])})" for kind in kinds)
        return re.compile(f"(?=[{_openings(choices)}])(?:{choices})"), kinds

    deficit, deficit_kinds = grouped("deficit")
    return Wording(
        deficit=deficit,
        deficit_kinds=deficit_kinds,
        denied=joined("negation", "before"),
        dealt=joined("negation", "dealt"),
        over=joined("negation", "after"),
        announce=joined("announce", "exists"),
        heading=joined("announce", "head"),
        promises=joined("announce", "list"),
        locates=joined("announce", "place"),
        present=joined("present", "strip"),
        lead=joined("strip", "lead"),
        exist=joined("strip", "exist"),
        tail=joined("strip", "tail"),
        contrast=joined("contrast"),
        concession=joined("concession"),
        cause=joined("cause", "before"),
        cause_after=joined("cause", "after"),
        result=joined("cause", "result"),
        place=joined("place"),
        adverb=joined("adverb"),
        remedy_future=joined("remedy", "future"),
        remedy_start=joined("remedy", "start"),
        remedy_within=joined("remedy", "within"),
        problem_start=joined("problem", "start"),
        problem_within=joined("problem", "within"),
        past=joined("past", "start"),
        past_end=joined("past", "end"),
        measure_verb=joined("measure", "verb"),
        measure_begin=joined("measure", "begin"),
        measure_lead=joined("measure", "lead"),
        measure_strip=joined("measure", "strip"),
        mark_anywhere=joined("mark", "anywhere"),
        mark_clause=joined("mark", "clause"),
        mark_sentence=joined("mark", "sentence"),
        mark_line=joined("mark", "line"),
        mark_first=joined("mark_first"),
        conjunction=joined("conjunction"),
        actor=joined("actor"),
        scope=joined("scope"),
        several=joined("several"),
        matter=joined("matter"),
    )
