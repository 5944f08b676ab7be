"""Chinese and Arabic numerals, and quantities (a number with its unit and its precision word)."""

import functools
import re
from typing import NamedTuple

from gcir import codebook

_ROWS = codebook.read("numerals", ("character", "value", "role"), "character")
_DIGITS = {r["character"]: int(r["value"]) for r in _ROWS if r["role"] == "digit"}
_UNITS = {r["character"]: int(r["value"]) for r in _ROWS if r["role"] == "unit"}
_MAGNITUDES = {r["character"]: int(r["value"]) for r in _ROWS if r["role"] == "magnitude"}
NUMERALS = "".join(_DIGITS) + "".join(_UNITS)
"""The characters of Chinese numerals below ten thousand."""

_LONGEST_BEFORE = 4
_MORE_ARABIC = r"\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d*(?:\.\d+)?"
"""What may follow the first digit of a number."""


class Quantity(NamedTuple):
    """A number as printed: its value, its unit (empty if none), and how exactly it is stated.

    `start`, `end` span the words with precision words and unit; `digits` is False for Chinese numerals.
    """

    value: float
    unit: str
    unit_class: str
    precision: str
    start: int
    end: int
    digits: bool


def chinese_value(numeral: str) -> int | None:
    """The value of a Chinese numeral, positional (二〇一四) or with units (一百二十三); None if it is not one."""
    if not numeral:
        return None
    if all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = section = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        elif c in _MAGNITUDES:
            total = (total + section + digit or 1) * _MAGNITUDES[c]
            section = digit = 0
        else:
            return None
    return total + section + digit


@functools.cache
def unit_classes() -> dict[str, str]:
    """Unit → class (item, event, person, money, share, or one that no figure has)."""
    rows = codebook.read("units", ("unit", "class", "note"), "unit")
    return {r["unit"]: r["class"] for r in rows}


@functools.cache
def _precision(position: str) -> dict[str, str]:
    rows = codebook.read("precision_words", ("word", "position", "precision"))
    return {r["word"]: r["precision"] for r in rows if r["position"] == position}


def _any(words: "dict[str, str]") -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@functools.cache
def _quantity() -> re.Pattern[str]:
    magnitudes = "".join(_MAGNITUDES) + "".join(_UNITS)
    # A unit such as ten thousand yuan begins with a magnitude: it stays a unit, the number stays as printed.
    compound = "|".join(re.escape(u) for u in unit_classes() if u[0] in magnitudes)
    inside, after = _any(_precision("inside")), _any(_precision("after"))
    more_chinese = f"(?:[{NUMERALS}{''.join(_MAGNITUDES)}]*[{NUMERALS}])?"
    return re.compile(  # it begins with one class of characters, so that the search skips all others
        rf"(?P<number>[\d{NUMERALS}](?:(?<=\d)(?:{_MORE_ARABIC})|(?<=[{NUMERALS}]){more_chinese}))"
        rf"(?P<in1>{inside})?(?P<magnitude>(?:(?!{compound})[{magnitudes}])*)(?P<in2>{inside})?"
        rf"(?P<unit>{_any(unit_classes())})?"
        rf"(?P<after>{after})?"
    )


@functools.cache
def _before() -> re.Pattern[str]:
    """A precision word at the end of the words before a number."""
    return re.compile(f"(?:{_any(_precision('before'))})$")


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The quantities in text[start:end], in order. Expects text without spaces inside (see flat.squeeze)."""
    found = []
    for m in _quantity().finditer(text, start, len(text) if end is None else end):
        q = _read(m, text)
        if q is not None:
            found.append(q)
    return found


def _read(m: re.Match[str], text: str) -> Quantity | None:
    number, before_magnitude, magnitude, behind_magnitude, unit, after = m.groups("")
    digits = number[0].isascii()
    if not digits and not unit:
        return None
    value = float(number.replace(",", "")) if digits else chinese_value(number)
    if value is None:
        return None
    for c in magnitude:
        value *= _MAGNITUDES.get(c) or _UNITS[c]
    precision, (start, end) = "exact", m.span()
    before = _before().search(text, max(0, start - _LONGEST_BEFORE), start)
    if before:
        precision, start = _precision("before")[before[0]], before.start()
    inside = before_magnitude or behind_magnitude
    if inside:
        precision = _precision("inside")[inside]
    if after and not unit:
        end = m.start("after")
    elif after:
        precision = _precision("after")[after]
    return Quantity(value, unit, unit_classes().get(unit, ""), precision, start, end, digits)
