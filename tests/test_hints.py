"""A first look never changes what is found: it only says sooner that nothing is there."""

import json
import re
from pathlib import Path

import pytest

from gcir import codebook, hints

CASES = json.loads((Path(__file__).parent / "cases" / "prose.json").read_text(encoding="utf-8"))
TEXTS = [case["text"].replace(" ", "") for case in CASES]


def rows(name: str, columns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [codebook.expand(name, n, row["pattern"]) for n, row in enumerate(codebook.read(name, columns), 2)]


PATTERNS = [
    *rows("phrases", ("name", "pattern", "note")),
    *rows("time_words", ("kind", "pattern", "note")),
    *rows("zero_words", ("kind", "pattern", "note")),
    *rows("prose_frames", ("indicator", "pattern", "classes", "topic", "unless", "time", "example")),
    *rows("not_figures", ("pattern", "scope", "reason")),
]


@pytest.mark.parametrize("number", range(8))
def test_a_guarded_pattern_finds_what_the_pattern_finds(number):
    for pattern in PATTERNS[number::8]:
        guarded = hints.guarded(pattern.pattern)
        for text in TEXTS[::7]:
            clause = re.sub(r"\d+", "#", text)
            for words in (text, clause):
                assert [m.span() for m in guarded.finditer(words)] == [m.span() for m in pattern.finditer(words)], pattern


def test_guards_are_in_use():
    assert hints.guarded("(?P<a>(?:a|b)c|de)").pattern == "(?=[abd])(?:(?P<a>(?:a|b)c|de))"


@pytest.mark.parametrize("source", ["abc", "[ab]c", "ab|cd", "^(?:a|bc)", "(?:a|b)?", ".a|b", "(?:[^a]|b)c", r"(a)\1|\wb"])
def test_what_is_quick_or_unknown_stays_as_it_is(source):
    assert hints.guarded(source).pattern == source


def test_words_of_a_short_class_are_needed_like_others():
    assert hints.needed(re.compile("(?:甲|乙)#")) == ("乙", "甲")
    assert hints.needed(re.compile("[#甲]?#")) == ()


def test_the_sieve_keeps_every_pattern_that_matches():
    sieve = hints.Sieve([hints.needed(pattern) for pattern in PATTERNS])
    kept = 0
    for text in TEXTS[::7]:
        places = set(sieve.places(text))
        kept += len(places)
        assert {n for n, pattern in enumerate(PATTERNS) if pattern.search(text)} <= places
    assert kept < 0.5 * len(PATTERNS) * len(TEXTS[::7])


def test_the_sieve_keeps_the_order():
    sieve = hints.Sieve([("乙",), (), ("甲", "丙"), ("丁",)])
    assert sieve.places("甲和乙") == [0, 1, 2]
    assert sieve.places("") == [1]


def test_a_look_ahead_says_what_a_match_begins_with():
    assert hints.guarded("(?=[ab])(?:[^c]d|.e)|f").pattern == "(?=[abf])(?:(?=[ab])(?:[^c]d|.e)|f)"
    assert hints.guarded("(?<=[ab])[^c]d|f").pattern == "(?<=[ab])[^c]d|f"
