"""The words around a number: its clause, and the sentence as far as it may speak of the number."""

import re
from typing import NamedTuple

from gcir import codebook
from gcir.numbers import IN_NUMBERS, WHOLE, Quantity, ranges

MASK = "\ue001"
"""Stands in a window for each character of a number that turned out to be no figure."""

_GONE = "\ue000"
_NEAR, _WIDE = 130, 180
_LAST_BREAK = re.compile(r"(?s).*[,;:(。!?\n]")
_CLAUSE_END = re.compile(r"[,;:。!?\n()、]")
_SENTENCE_END = re.compile(r"[;。!?\n]")
_BRACKETED = re.compile(r"\([^()]{2,30}\)")
_ENDS_NUMBER = (*",;。、)!\n(", "")
_PART_OF_CODE = re.compile(r"[0-9A-Za-z.\-—–/:@#%&+~_第(<>≈±≤≥×]")
_ORDINAL = re.compile(r"第")
_OPENS = re.compile(r"[^0-9A-Za-z][:(]")
_DENIAL = 3
_VAGUE = re.compile(r"[数几][十百千]|[上成][百千]")
# A number right behind one of these, or behind a digit and a sign that no sentence has there, is part of another.
_PART_OF_NUMBER = re.compile(f"[{IN_NUMBERS}]")
_PART_OF_NUMERAL = re.compile(f"[0-9{IN_NUMBERS}]")
_GLUED = re.compile(r"\d[^\w\s,;:。、!?()<>《》\[\]{}“”\"…=]")
# Groups of digits that no writer of thousands would make: 12,34,567 and 1234,567.
_GROUP_BEFORE = re.compile(r"(\d+),$")
_GROUPS, _GROUP = re.compile(r"\d{1,3},\d"), re.compile(r"\d{3}(?![\d.])")
# A number without a unit is not all of it where more digits follow behind a sign or on the next line.
_GOES_ON = re.compile(r"[,、。]\d|\n{1,9}\d{1,9}(?![\d.、)年月日])")
_NO_COUNT = ("time", "rank", "measure", "point")
_TOO_MANY, _CODE = 1e13, 1e8
"""More than any agency counts, or counts without a unit: a code, or several numbers run together."""


class Window(NamedTuple):
    """A number with its words: `text` is the clause with # in the number's place.

    `reach` goes on to the end of the sentence; `start` is where the clause begins in the passage.
    """

    text: str
    reach: str
    left: str
    start: int

    def says_the_same(self, other: "Window") -> bool:
        """Whether both have the same words."""
        return self.left == other.left and self.reach == other.reach and self.text == other.text


def counts(q: Quantity, words: str) -> bool:
    """Whether a number can count anything: not a date, a rank, a part of a name or a code."""
    if q.unit_class in _NO_COUNT or q.value >= _TOO_MANY:
        return False
    before = words[q.start - 1 : q.start]
    if " " in (before, words[q.end : q.end + 1]):  # one cell of a row of numbers
        return False
    if q.digits and (_is_part(q, words, before) or _is_fraction(q, words)):
        return False
    if q.unit == "":
        return q.digits and q.value < _CODE and words[q.end : q.end + 1] in _ENDS_NUMBER and not _PART_OF_CODE.match(before)
    if not q.digits:
        denied = codebook.phrase("denied_one").search(words, max(0, q.start - _DENIAL), q.start)
        return not (denied or _ORDINAL.match(before) or _VAGUE.match(words, q.start - 1) or _PART_OF_NUMERAL.match(before))
    return not _PART_OF_CODE.match(before) or _OPENS.match(words, q.start - 2) is not None


def goes_on(q: Quantity, words: str) -> bool:
    """Whether a number without a unit may go on behind a sign or on the next line: outside of a list it is unsure."""
    return not q.unit and _GOES_ON.match(words, q.end) is not None


def _is_part(q: Quantity, words: str, before: str) -> bool:
    """Whether a number in digits is only the end of one that is written in a way nobody can be sure of, or of a range."""
    if before.isdecimal() or not before or q.start < 2:
        return False
    if _PART_OF_NUMBER.match(before) or _GLUED.match(words, q.start - 2) or _is_cut(q, words, before):
        return True
    return words[q.start - 2].isdecimal() and before in ranges()


def _is_fraction(q: Quantity, words: str) -> bool:
    """Whether something is counted of which there are no parts."""
    return not q.value.is_integer() and q.unit_class in ("", *WHOLE) and not _PART_OF_NUMBER.search(words, q.start, q.end)


def _is_cut(q: Quantity, words: str, before: str) -> bool:
    """Whether a number is the end of one whose digits are grouped as no thousands are."""
    group = _GROUP_BEFORE.search(words, max(0, q.start - _NEAR), q.start) if before == "," else None
    return bool(group and (_GROUPS.match(words, q.start) or (len(group[1]) > 3 and _GROUP.match(words, q.start))))


def around(q: Quantity, told: str, first: int, words: str, last: int, following: int) -> tuple[Window, Window]:
    """The clause of a number, and all words since the last figure.

    `told` are the words of its sentence, which begins at `first`, with numbers that are no figures masked; `last` and
    `following` are where the last figure ends and the next number begins.
    """
    stop = _SENTENCE_END.search(words, q.end, following)
    reach = words[q.end : min(stop.start() if stop else following, q.end + _NEAR)]
    stop = _CLAUSE_END.search(reach)
    right = reach[: stop.start()] if stop else reach
    wide_from = max(last, q.start - _WIDE)
    wide = _level(told[wide_from - first : q.start - first])
    near_from = max(last, q.start - _NEAR)
    plain = told[near_from - first : q.start - first]
    if ")" in plain:
        plain = _BRACKETED.sub(_gone, plain)
    breaks = _LAST_BREAK.match(plain)
    cut = breaks.end() if breaks else 0
    near = _level(plain[cut:].replace(_GONE, ""))
    return (
        Window(f"{near}#{right}", f"{near}#{reach}", near, near_from + cut),
        Window(f"{wide}#{right}", f"{wide}#{reach}", wide, wide_from),
    )


def _gone(bracketed: re.Match[str]) -> str:
    return _GONE * len(bracketed[0])


def _level(words: str) -> str:
    """Some words without what they say of a change up to the number that follows."""
    return codebook.phrase("change_up_to").sub("", words) if MASK in words else words
