"""How reports word what is wrong and what will be done: the phrases of codebook/problem_phrases.csv, compiled.

In a pattern `…` stands for up to twenty characters of the same clause; all else is a regular expression.
"""

import functools
import re
from dataclasses import dataclass, fields

from gcir import codebook, hints
from gcir.codebook import CodebookError

_FILE = "problem_phrases"
_DEFICIT = "deficit"
_COLUMNS = ("use", "kind", "pattern", "note")
_GAP = r"[^,。;:\n]{0,20}?"

Sources = dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of each use and kind in one pattern; a field is named after the two columns."""

    negation_before: re.Pattern[str]
    negation_dealt: re.Pattern[str]
    negation_after: re.Pattern[str]
    announce_exists: re.Pattern[str]
    announce_head: re.Pattern[str]
    announce_list: re.Pattern[str]
    announce_opening: re.Pattern[str]
    announce_general: re.Pattern[str]
    announce_work: re.Pattern[str]
    announce_shortage: re.Pattern[str]
    announce_which: re.Pattern[str]
    announce_place: re.Pattern[str]
    present_within: re.Pattern[str]
    present_strip: re.Pattern[str]
    strip_lead: re.Pattern[str]
    strip_exist: re.Pattern[str]
    strip_tail: re.Pattern[str]
    contrast: re.Pattern[str]
    concession: re.Pattern[str]
    cause_before: re.Pattern[str]
    cause_after: re.Pattern[str]
    cause_result: re.Pattern[str]
    cause_tail: re.Pattern[str]
    place_start: re.Pattern[str]
    place_end: re.Pattern[str]
    place_topic: re.Pattern[str]
    place_question: re.Pattern[str]
    adverb: re.Pattern[str]
    remedy_dealt: re.Pattern[str]
    remedy_future: re.Pattern[str]
    remedy_start: re.Pattern[str]
    remedy_mends: re.Pattern[str]
    remedy_within: re.Pattern[str]
    problem_start: re.Pattern[str]
    problem_within: re.Pattern[str]
    past_start: re.Pattern[str]
    past_end: re.Pattern[str]
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
    enumerated: re.Pattern[str]
    example: re.Pattern[str]
    joined_between: re.Pattern[str]
    joined_within: re.Pattern[str]
    attribute: re.Pattern[str]
    several: re.Pattern[str]
    matter: re.Pattern[str]


@functools.cache
def wording() -> Wording:
    """The phrases, read and checked once. Raises CodebookError with file, line and remedy."""
    sources = _sources()
    patterns = {}
    for field in fields(Wording):
        use, _, kind = field.name.partition("_")
        if (use, kind) not in sources:
            raise CodebookError(f"{_FILE}.csv: no line with use {use!r} and kind {kind!r}; add one")
        patterns[field.name] = hints.guarded("|".join(sources[use, kind]))
    return Wording(**patterns)


@functools.cache
def deficits() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The wording that says that something is wrong, with a group for each kind, and the kinds in their order."""
    kinds = {kind: found for (use, kind), found in _sources().items() if use == _DEFICIT}
    choices = "|".join(f"({'|'.join(found)})" for found in kinds.values())
    return hints.guarded(choices), tuple(kinds)


def _sources() -> Sources:
    """The checked patterns by use and kind."""
    known = {field.name for field in fields(Wording)}
    sources: Sources = {}
    for line, row in enumerate(codebook.read(_FILE, _COLUMNS), 2):
        source = row["pattern"].replace("…", _GAP)
        if codebook.pattern(_FILE, line, source).match(""):
            raise CodebookError(f"{_FILE}.csv, line {line}: pattern {row['pattern']!r} is found where nothing stands; correct it")
        name = f"{row['use']}_{row['kind']}".rstrip("_")
        if row["use"] != _DEFICIT and name not in known:
            raise CodebookError(f"{_FILE}.csv, line {line}: use {row['use']!r} with kind {row['kind']!r} is not known; mend it")
        sources.setdefault((row["use"], row["kind"]), []).append(source)
    return sources
