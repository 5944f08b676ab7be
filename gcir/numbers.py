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
IN_NUMBERS = "".join(r["character"] for r in _ROWS)
"""These, the larger ones, and old ones whose numbers are not read: a number right behind one of them is only a part."""

WHOLE = ("item", "event", "person", "thing", "kind")
"""The classes of units of which there are no parts."""

_LONGEST_BEFORE = 4
_POSITIONAL, _LONGEST_NUMERAL = 4, 30
_TEN, _NONE = 10, 10**20
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
    """The value of a Chinese numeral, positional (二〇一四) or with units (一百二十三); None if it is not one.

    Two or three digits beside each other without a zero are no number: people write so for "two or three".
    """
    if not numeral or len(numeral) > _LONGEST_NUMERAL:
        return None
    if all(c in _DIGITS for c in numeral):
        digits = [_DIGITS[c] for c in numeral]
        if 1 < len(digits) < _POSITIONAL and 0 not in digits:
            return None
        return int("".join(map(str, digits)))
    value = _Numeral()
    return value.whole() if all(map(value.take, numeral)) else None


class _Numeral:
    """A numeral with units while it is read: units fall within a section, magnitudes fall or follow one another."""

    __slots__ = ("digit", "magnitude", "section", "total", "unit", "zero")

    def __init__(self) -> None:
        self.total = self.section = 0
        self.digit: int | None = None
        self.unit, self.magnitude = _NONE, _NONE
        self.zero = False

    def take(self, c: str) -> bool:
        """Go on with one character; False where it cannot follow."""
        if c in _DIGITS:
            if _DIGITS[c] == 0:
                self.zero, fits = True, self.digit is None
                return fits
            fits, self.digit = self.digit is None, _DIGITS[c]
            return fits
        return self._unit(_UNITS[c]) if c in _UNITS else c in _MAGNITUDES and self._magnitude(_MAGNITUDES[c])

    def _unit(self, unit: int) -> bool:
        if unit >= self.unit or (self.digit is None and unit > _TEN and self.section + self.total):
            return False
        self.section += (1 if self.digit is None else self.digit) * unit
        self.unit, self.digit, self.zero = unit, None, False
        return True

    def _magnitude(self, magnitude: int) -> bool:
        is_short = self.digit and not self.zero and _TEN < self.unit < _NONE
        part = self.section + (self.digit or 0)
        if magnitude == self.magnitude or is_short or (not part and (self.zero or magnitude < self.magnitude < _NONE)):
            return False
        if magnitude < self.magnitude < _NONE:
            self.total += part * magnitude
        else:
            self.total = (self.total + part or 1) * magnitude
        self.magnitude, self.unit, self.section, self.digit, self.zero = magnitude, _NONE, 0, None, False
        return True

    def whole(self) -> int:
        """The value of all that was taken: a last digit without a zero before it counts the next lower unit."""
        last, above = self.digit or 0, min(self.unit, self.magnitude)
        if not self.zero and _TEN < above < _NONE:
            last *= above // _TEN
        return self.total + self.section + last


@functools.cache
def unit_classes() -> dict[str, str]:
    """Unit → class (item, event, person, money, share, or one that no figure has)."""
    rows = codebook.read("units", ("unit", "class", "note"), "unit")
    return {r["unit"]: r["class"] for r in rows}


@functools.cache
def _precision(position: str) -> dict[str, str]:
    rows = codebook.read("precision_words", ("word", "position", "precision"))
    return {r["word"]: r["precision"] for r in rows if r["position"] == position}


@functools.cache
def ranges() -> frozenset[str]:
    """The words between the two ends of a range."""
    return frozenset(_precision("between"))


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
    found: list[Quantity] = []
    for m in _quantity().finditer(text, start, len(text) if end is None else end):
        q = _read(m, text)
        if q is None:
            continue
        whole = _joined(found[-1], q, text) if found and found[-1].end == q.start else None
        if whole is not None:
            found[-1] = whole
        else:
            found.append(q)
    return found


def _joined(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """One number of two in digits that stand together with magnitudes between them (1万2345); None if they are none."""
    last = text[first.end - 1]
    size = _MAGNITUDES.get(last) or _UNITS.get(last)
    if size is None or first.unit or not (first.digits and second.digits) or first.value % size:
        return None
    if second.unit[:1] in _MAGNITUDES:
        second = second._replace(value=second.value * _MAGNITUDES[second.unit[0]], unit=second.unit[1:])
    fills = second.value * _TEN >= size or not text[second.start : second.end].rstrip(second.unit)[-1:].isdecimal()
    if second.value >= size or not fills:
        return None
    precision = second.precision if first.precision == "exact" else first.precision
    return second._replace(value=first.value + second.value, precision=precision, start=first.start)


def _read(m: re.Match[str], text: str) -> Quantity | None:
    number, before_magnitude, magnitude, behind_magnitude, unit, after = m.groups("")
    digits = number[0].isascii()
    if not digits and not unit:
        return None
    if not digits and unit[0] in _MAGNITUDES and not _MAGNITUDES.keys().isdisjoint(number):
        magnitude, unit = magnitude + unit[0], unit[1:]
    value = float(number.replace(",", "")) if digits else chinese_value(number + magnitude)
    if value is None:
        return None
    for c in magnitude if digits else "":
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
