"""What findings say, in Chinese and English: the templates of codebook/finding_words.csv.

A template's id is the rule that speaks, with what tells its cases apart behind a colon. `{n}` in a template is
filled with a value; a Sentence fills each language with its own words.
"""

import functools
import re
import string
from collections.abc import Iterable, Mapping

from gcir import codebook, names
from gcir.messages import Sentence

DIMENSIONS = ("channel", "content", "route", "applicant")
_FILE = "finding_words"

Value = Sentence | str | int


@functools.cache
def _templates() -> Mapping[str, Sentence]:
    rows = codebook.read(_FILE, ("id", "zh", "en"), "id")
    for line, row in enumerate(rows, 2):
        blanks = [_blanks(row[language]) for language in ("zh", "en")]
        if blanks[0] != blanks[1] or "" in blanks[0]:
            raise codebook.CodebookError(f"{_FILE}.csv, line {line}: zh and en must have the same blanks; correct the braces")
    return {row["id"]: Sentence(row["zh"], row["en"]) for row in rows}


def _blanks(template: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError:
        return {""}  # a brace without its twin: no blank has this name


def told(key: str, /, **values: Value) -> Sentence:
    """The template `key` with its blanks filled."""
    template = _templates()[key]
    return Sentence(_fill(key, template.zh, "zh", values), _fill(key, template.en, "en", values))


def _fill(key: str, template: str, language: str, values: Mapping[str, Value]) -> str:
    try:
        return template.format_map({k: getattr(v, language) if isinstance(v, Sentence) else v for k, v in values.items()})
    except (KeyError, ValueError, IndexError) as error:
        raise codebook.CodebookError(f"{_FILE}.csv, {key!r}: cannot fill {template!r} ({error}); correct the braces") from error


def heard(rule: str, words: str) -> Sentence:
    """What a reader noted in English, in both languages; words of the report itself stay as they are."""
    for key, pattern in patterns(rule):
        if m := pattern.fullmatch(words):
            return told(key, **m.groupdict())
    return verbatim(words)


@functools.cache
def patterns(rule: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English templates of a rule as patterns whose groups are their blanks."""
    own = {key: template for key, template in _templates().items() if key.partition(":")[0] == rule}
    return tuple((key, re.compile(_as_pattern(template.en), re.DOTALL)) for key, template in own.items())


def _as_pattern(template: str) -> str:
    parts = string.Formatter().parse(template)
    return "".join(re.escape(words) + (f"(?P<{name}>.+)" if name else "") for words, name, _, _ in parts)


def verbatim(words: str) -> Sentence:
    """Words that are the same in both languages."""
    return Sentence(words, words)


def name(group: str, code: str) -> Sentence:
    """A code's name in both languages."""
    zh, en = names.of(group, code)
    return Sentence(zh, en or zh)


def joined(items: Iterable[Sentence], between: Sentence | str) -> Sentence:
    """Words in a row, with a sign between them."""
    found, sign = tuple(items), verbatim(between) if isinstance(between, str) else between
    return Sentence(sign.zh.join(i.zh for i in found), sign.en.join(i.en for i in found))


def listed(items: Iterable[Sentence]) -> Sentence:
    """Words in a row with commas between them."""
    return joined(items, told("list:comma"))


def listed_apart(items: Iterable[Sentence]) -> Sentence:
    """Words that may hold commas, with semicolons between them."""
    return joined(items, told("list:semicolon"))


def counted(named: Sentence, value: str) -> Sentence:
    """What something is called, and its number."""
    return told("list:part", name=named, value=value)


def column(dimension: str, code: str) -> Sentence:
    """What people call a column: a code of its dimension, or the total."""
    return name(dimension, code) if code else told("column:total")


def place(key: Iterable[str]) -> Sentence:
    """Where a figure stands: its indicator, and its codes in the four dimensions."""
    indicator, *codes = key
    said = (name("indicator", indicator), *(name(d, code) for d, code in zip(DIMENSIONS, codes, strict=True) if code))
    return joined(said, " · ")
