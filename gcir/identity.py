"""The word lists and patterns by which a report's author, title and dates are recognised.

Everything here comes from codebook/identity_patterns.csv, agency_kinds.csv, agency_aliases.csv,
central_agencies.csv and self_words.csv.
"""

import functools
import re

from gcir import codebook, hints

NAME = r"([\u3400-\u9fff·〇()]{2,32}?)"


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """All patterns of one id as one expression; N stands for an agency's name."""
    return hints.guarded("|".join(f"(?:{p})" for p in _rows(name)))


@functools.cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one id one by one, in the order of the file; N stands for an agency's name."""
    return tuple(hints.guarded(p.replace("N", NAME)) for p in _rows(name))


@functools.cache
def _sieve(name: str) -> hints.Sieve:
    return hints.Sieve([hints.needed(p) for p in patterns(name)])


def patterns_for(name: str, text: str) -> list[re.Pattern[str]]:
    """Those patterns of one id that may be found in a text, in the order of the file."""
    return [patterns(name)[place] for place in _sieve(name).places(text)]


def word(name: str) -> str:
    """The one word of an id that is no expression."""
    return _rows(name)[0]


@functools.cache
def _rows(name: str) -> tuple[str, ...]:
    rows = codebook.read("identity_patterns", ("id", "pattern", "note"))
    found = tuple(r["pattern"] for r in rows if r["id"] == name)
    if not found:
        raise codebook.CodebookError(f"identity_patterns.csv: no row with id {name!r}; add one")
    return found


@functools.cache
def kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Endings of names and the kind of agency that they mean; the first that fits counts."""
    rows = codebook.read("agency_kinds", ("pattern", "kind", "note"))
    return tuple((re.compile(r["pattern"]), r["kind"]) for r in rows)


def kind_of(core: str) -> str:
    """The kind of agency that a name without its region means; empty if it is none."""
    return next((kind for ending, kind in kinds() if ending.search(core)), "")


@functools.cache
def central() -> frozenset[str]:
    """Names of agencies of the central government."""
    return frozenset(r["name"] for r in codebook.read("central_agencies", ("name",), key="name"))


@functools.cache
def _central_start() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(central(), key=len, reverse=True))))


def central_start(name: str) -> str:
    """The central agency with whose name a name begins: 国家税务总局|北京市税务局."""
    m = _central_start().match(name)
    return m[0] if m else ""


@functools.cache
def aliases() -> dict[str, str]:
    """Short forms of agencies' names and the full ones."""
    rows = codebook.read("agency_aliases", ("short", "full", "note"), key="short")
    return {r["short"]: r["full"] for r in rows}


@functools.cache
def self_words() -> dict[str, str]:
    """What an agency calls itself (我镇), and the kind that this tells."""
    rows = codebook.read("self_words", ("word", "kind", "note"), key="word")
    return {r["word"]: r["kind"] for r in rows}
