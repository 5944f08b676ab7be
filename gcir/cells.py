"""What a table cell says: a number, a zero in words, a blank, or something else."""

import functools
import re
from typing import NamedTuple

from gcir import codebook
from gcir.flat import flatten, flatten_label
from gcir.numbers import quantities


class Value(NamedTuple):
    """A cell's statement. `number` is None for a blank; `unit` is empty unless the cell prints one."""

    number: float | None
    precision: str
    stated_as: str
    unit: str


_NO_COUNT = ("time", "rank")  # a year or a grade heads a column, it is no value
_SIGNS = {"plus": 1.0, "minus": -1.0, "ahead": 1.0}
_DASHES = re.compile(r"[-\u2010-\u2015\u2500\u2501\ufe63\uff0d~\uff5e\u301c/\\.\u00b7\u2026*_]+")
_YEAR = re.compile(r"((?:19|20)\d{2})\D{0,4}")
_UNIT_IN_BRACKETS = re.compile(r"\(([^\W\d]{1,3})\)$")
_NOTE_MARK = re.compile(r"(?<=\d)(?:[*※†‡]{1,3}|[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u2473]{1,2}|\[\d{1,2}\])$")
BLANK = Value(None, "", "blank", "")


# Several numbers that ran together: wide gaps, or more than one gap unless thousands are set apart.
_SEVERAL = re.compile(r"\d *\n *\d|\d {2,}\d|\d +(?!\d{3}\b)\d+ +\d|\d +\d+ +(?!\d{3}\b)\d")
LONGEST_NUMBER = 15
"""Longer rows of digits are codes, or several numbers run together."""


@functools.cache
def _words() -> dict[str, str]:
    return {r["word"]: r["meaning"] for r in codebook.read("cell_words", ("word", "meaning", "note"), "word")}


def _sign(words: str) -> tuple[float, str]:
    """The sign that a cell prints or says, and the words behind it."""
    said = next((w for w in sorted(_words(), key=len, reverse=True) if _words()[w] in _SIGNS and words.startswith(w)), "")
    if said and words != said:
        return _SIGNS[_words()[said]], words.removeprefix(said)
    return (-1.0 if words[0] == "-" else 1.0), words.lstrip("+-")


@functools.lru_cache(maxsize=20_000)
def read_value(text: str) -> Value | None:
    """The statement of a cell; None if its words are no value (a label, a remark)."""
    plain = flatten_label(text)
    if _SEVERAL.search(plain):
        return None
    words = plain.replace(" ", "").replace("\n", "").rstrip("。;,")
    meaning = _words().get(words)
    if not words or meaning == "blank" or _DASHES.fullmatch(words):
        return BLANK
    if meaning == "zero":
        return Value(0.0, "exact", "words", "")
    sign, body = _sign(_UNIT_IN_BRACKETS.sub(r"\1", _NOTE_MARK.sub("", words)))
    if len(body) > LONGEST_NUMBER:
        return None
    if body.isdecimal() and body.isascii():  # the common case, without the grammar of quantities
        return Value(sign * float(body), "exact", "digits", "")
    found = quantities(body)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(body)):
        return None
    q = found[0]
    if q.unit_class in _NO_COUNT:
        return None
    return Value(sign * q.value, q.precision, "digits", q.unit)


@functools.lru_cache(maxsize=4_000)
def year_head(text: str) -> int | None:
    """The year that is all a cell says, as the head of a column does; None if it says more or something else."""
    named = _YEAR.fullmatch("".join(flatten(text).split()))
    return int(named[1]) if named else None


def is_number(text: str) -> bool:
    """Whether a cell holds a number (not a blank, not a label)."""
    value = read_value(text)
    return value is not None and value.number is not None
