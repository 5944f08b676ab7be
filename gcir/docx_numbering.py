"""The numbers that Word puts before paragraphs: they are printed, but stand nowhere in the text."""

import re
from typing import Any

_PLACE = re.compile(r"%(\d)")
_DIGITS = "〇一二三四五六七八九"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST = 10
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts the numbered paragraphs of one document, list by list and level by level."""

    def __init__(self, root: Any, w: str):
        self._w = w
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self.counts: dict[tuple[str, int], int] = {}
        if root is None:
            return
        for abstract in root.iterfind(f"{w}abstractNum"):
            levels = {_integer(lvl.get(f"{w}ilvl"), 0): self._level(lvl) for lvl in abstract.iterfind(f"{w}lvl")}
            self._levels[abstract.get(f"{w}abstractNumId", "")] = levels
        for num in root.iterfind(f"{w}num"):
            self._read_num(num)

    def _read_num(self, num: Any) -> None:
        w = self._w
        number = num.get(f"{w}numId", "")
        target = num.find(f"{w}abstractNumId")
        self._abstract[number] = target.get(f"{w}val", "") if target is not None else ""
        for override in num.iterfind(f"{w}lvlOverride"):
            start = override.find(f"{w}startOverride")
            if start is not None:
                self._starts[number, _integer(override.get(f"{w}ilvl"), 0)] = _integer(start.get(f"{w}val"), 1)

    def _level(self, level: Any) -> tuple[str, str, int]:
        w = self._w
        values = {}
        for name in ("numFmt", "lvlText", "start"):
            element = level.find(f"{w}{name}")
            values[name] = element.get(f"{w}val", "") if element is not None else ""
        return values["numFmt"], values["lvlText"], _integer(values["start"], 1)

    def next(self, number: str, depth: int) -> str:
        """The printed number of the next paragraph of this list and level; empty for bullets."""
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        key = number if (number, depth) in self._starts else abstract
        start = self._starts.get((number, depth), levels[depth][2])
        self.counts[key, depth] = self.counts.get((key, depth), start - 1) + 1
        for deeper in range(depth + 1, 9):
            self.counts.pop((key, deeper), None)
        form, text, _ = levels[depth]
        if form in ("bullet", "none"):
            return ""

        def count(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            shape = levels.get(level, ("decimal", "", 1))
            return printed(self.counts.get((key, level), shape[2]), shape[0])

        return _PLACE.sub(count, text)


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < _LONGEST else default


def printed(number: int, form: str) -> str:
    """A number as Word prints it in the given form."""
    lower = form.lower()
    if "circle" in lower and 0 < number <= 20:
        return chr(0x245F + number)
    if any(word in lower for word in ("chinese", "japanese", "taiwanese", "ideograph")):
        return _chinese(number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return _LETTERS[number - 1].upper() if form == "upperLetter" else _LETTERS[number - 1]
    if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return "".join(_DIGITS[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out
