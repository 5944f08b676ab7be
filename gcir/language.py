"""The language that charts, tables and pages speak: both, Chinese (zh) or English (en).

    gcir.language.use("zh")     ->  from here on a notebook's charts and tables are in Chinese

`gcir report --lang` sets it for the kernels of the notebooks through the environment variable GCIR_LANG.
"""

import html
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

LANGUAGES = ("both", "zh", "en")
VARIABLE = "GCIR_LANG"
TAGS = {"both": "en", "zh": "zh-Hans", "en": "en"}  # for the lang attribute of a page
_used: list[str] = []  # what use() and speaking() ask for, the last one in force


class Words(Protocol):
    """Anything said in both languages, a Sentence above all."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def known(language: str) -> str:
    """The language if there is such a one; a ValueError that lists them if not."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not known: choose one of {', '.join(LANGUAGES)}")
    return language


def chosen() -> str:
    """The language in force: "both", "zh" or "en"."""
    return _used[-1] if _used else known(os.environ.get(VARIABLE) or "both")


def use(language: str) -> None:
    """Speak this language from here on, whatever the environment says."""
    _used[:] = [known(language)]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language while this is open."""
    before = list(_used)
    _used.append(known(language))
    try:
        yield
    finally:
        _used[:] = before


def parts(words: Words, first: str = "en") -> list[str]:
    """The same words once per language that is to be shown; once only where both languages say the same."""
    language = chosen()
    said = [words.en, words.zh] if first == "en" else [words.zh, words.en]
    if language != "both":
        said = [words.zh if language == "zh" else words.en]
    return [text for text in dict.fromkeys(said) if text]


def shown(words: Words, sep: str = " ", first: str = "en") -> str:
    """The words in the language in force; where that is both, `first` comes first and `sep` stands between."""
    return sep.join(parts(words, first))


def markup(words: Words, sep: str = " ", first: str = "en") -> str:
    """The words as HTML, escaped; where both languages stand together, the Chinese is marked as such."""
    said = parts(words, first)
    escaped = [html.escape(text, quote=False) for text in said]
    if len(said) == 2:
        zh = 1 if first == "en" else 0
        escaped[zh] = f'<span lang="zh-Hans">{escaped[zh]}</span>'
    return sep.join(escaped)
