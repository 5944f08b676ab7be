"""Sentences in two languages, computed from numbers: the templates stand in codebook/messages.csv.

    say("reports_counted", n=5)     ->  "5 reports." and its Chinese twin

In a template `{n}` prints a number for readers (1,234 or 12.5), `{n:report|reports}` prints it with
the right noun, `{n:~has|have}` prints the right word without it, and `{share:%}` prints a percentage.
"""

import functools
import html
import math
import string
from dataclasses import dataclass
from numbers import Real
from typing import NamedTuple

from gcir import codebook, language, names


def number(value: float) -> str:
    """A number for readers: thousands separated, one decimal only below 100."""
    if value != value:
        return "–"
    if float(value).is_integer():
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{math.floor(value + 0.5):,}"  # 178.5 is 179: half goes up, as people round
    return f"{value:,.1f}"


def share_words(share: float) -> str:
    """A share in whole percents; one that is not zero is never printed as zero, and one that is not all never as all."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


class _Template(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.removeprefix("~").split("|")
            word = one if value == 1 else many
            return word if format_spec.startswith("~") else f"{self.format_field(value, '')} {word}"
        if isinstance(value, Real):
            if format_spec == "%":
                return share_words(float(value))
            return format(value, format_spec) if format_spec else number(float(value))
        return str(super().format_field(value, format_spec))


_TEMPLATE = _Template()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same statement in both languages; Jupyter shows the language in force, English first where that is both."""

    zh: str
    en: str

    def __add__(self, other: "Sentence") -> "Sentence":
        return Sentence(f"{self.zh}{other.zh}".strip(), f"{self.en} {other.en}".strip())

    def __str__(self) -> str:
        return language.shown(self)

    def _repr_markdown_(self) -> str:
        first, *twin = (html.escape(text, quote=False) for text in language.parts(self) or [""])
        return "\n\n".join([first, *(f'<span lang="zh-Hans" class="gcir-zh">{text}</span>' for text in twin)])


class Told(NamedTuple):
    """What a chart says: its title, the paragraph above it, and its alternative text."""

    title: Sentence
    text: Sentence
    alt: Sentence


def name(group: str, code: object) -> Sentence:
    """What a code is called in both languages; a code that the codebook does not know stands for itself."""
    text = "" if code is None or code != code else str(code)  # NaN differs from itself
    zh, en = names.of(group, text)
    return Sentence(zh, en or zh)


@functools.cache
def codes(group: str) -> tuple[str, ...]:
    """The codes of a group of codebook/labels.csv in the order in which people read them."""
    rows = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    return tuple(row["id"] for row in rows if row["group"] == group)


@functools.cache
def _messages() -> dict[str, tuple[str, str]]:
    rows = codebook.read("messages", ("id", "zh", "en"), key="id")
    return {row["id"]: (row["zh"], row["en"]) for row in rows}


def say(key: str, /, **values: object) -> Sentence:
    """The message `key` with its blanks filled; a Sentence fills each language with its own words."""
    zh, en = _messages()[key]
    return Sentence(_fill(key, zh, "zh", values), _fill(key, en, "en", values))


def _fill(key: str, template: str, language: str, values: dict[str, object]) -> str:
    known = {k: getattr(v, language) if isinstance(v, Sentence) else v for k, v in values.items()}
    try:
        return _TEMPLATE.vformat(template, (), known)
    except (KeyError, ValueError, IndexError) as error:
        raise codebook.CodebookError(
            f"messages.csv, message {key!r} ({language}): cannot fill {template!r} ({error}); correct the braces"
        ) from error


def listed(items: list[Sentence], comma: str = "list_comma", last: str = "list_last") -> Sentence:
    """Names in a row, each language with its own comma and its own word for "and" (or what message `last` says)."""
    if not items:
        return Sentence("", "")
    zh_comma, en_comma = _messages()[comma]
    zh_last, en_last = _messages()[last]
    *firsts, end = items
    if not firsts:
        return end
    zh = zh_comma.join(i.zh for i in firsts) + zh_last + end.zh
    return Sentence(zh, en_comma.join(i.en for i in firsts) + en_last + end.en)


def listed_apart(items: list[Sentence]) -> Sentence:
    """Items that hold commas of their own in a row, with semicolons between them."""
    return listed(items, "list_heavy", "list_heavy")
