"""Two views of a text that keep every position traceable to the printed words.

`flatten` swaps full-width and look-alike characters for plain ones without moving anything, so
an offset means the same in both texts. `squeeze` also takes out the spaces that typesetting left
inside numbers and words, and remembers where each character came from.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
from dataclasses import dataclass
from itertools import pairwise

from gcir import codebook

_SPACES = (
    "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\xa0\xad"
    "\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3000\u3164\ufeff\uffa0"
)
_PLAIN: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN |= {ord(c): " " for c in _SPACES}
# Radicals and compatibility forms, common in text out of PDF files, stand for the ideograph they look like.
_PLAIN |= {
    code: plain
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain != chr(code)
}
_PLAIN |= {0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
_PLAIN |= {ord(a): b for a, b in zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚﹪﹣−–‐‑‒﹏", ",、.;:?!()%------_", strict=True)}
_PLAIN |= {ord(a): b for a, b in zip("○◯〔〕﹝﹞", "〇〇()()", strict=True)}

# So many different ones are no accident of a name: the page is written in traditional characters.
_TRADITIONAL_FROM = 12
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")
_RUN = re.compile(r"[^ ]+")
_SPACED = re.compile(r" (?<=\d ) *\d")
# Numbers with gaps between them; a lone number matches too, so that a long one is not tried again from each of its digits.
_ROW = re.compile(r"\d[\d.,]*+(?: +\d[\d.,]*+)*+")
_GAP = re.compile(r" +")
_WIDE = "  "


def flatten(text: str) -> str:
    """The text with plain characters in place of full-width ones; same length, same offsets.

    A text in traditional characters is read as its simplified twin, character by character.
    """
    plain = text
    for odd in set(_ODD.findall(text)):  # far fewer than places where one of them stands
        plain = plain.replace(odd, _PLAIN[ord(odd)])
    if _is_traditional(plain):
        plain = simplified(plain)
    return plain


def flatten_label(text: str) -> str:
    """A label or a cell with plain, simplified characters: alone it is too short to show what script its page is in."""
    plain = flatten(text)
    return simplified(plain) if _only_traditional().search(plain) else plain


def simplified(text: str) -> str:
    """The simplified twin of each traditional character; same length, same offsets."""
    return text.translate(_simplified())


def _is_traditional(text: str) -> bool:
    found = set()
    for m in _only_traditional().finditer(text):
        found.add(m[0])
        if len(found) >= _TRADITIONAL_FROM:
            return True
    return False


@functools.cache
def _simplified() -> dict[int, str]:
    rows = codebook.read("traditional", ("traditional", "simplified"), "traditional")
    for line, row in enumerate(rows, 2):
        if wrong := [words for words in row.values() if len(words) != 1]:
            raise codebook.CodebookError(f"traditional.csv, line {line}: {wrong[0]!r} is not one character; write one there")
    return {ord(r["traditional"]): r["simplified"] for r in rows}


@functools.cache
def _only_traditional() -> re.Pattern[str]:
    """A character that no text in simplified characters uses: one outside its character set."""
    return re.compile(f"[{''.join(c for c in map(chr, _simplified()) if not _in_gb2312(c))}]")


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of flat text without its spaces; `at[i]` is where character i stands in the text."""

    text: str
    at: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the full text of the words at [start, end) of this view."""
        if start >= end:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1


def squeeze(flat: str, start: int = 0, end: int | None = None) -> View:
    """A view of flat[start:end] without spaces; line breaks stay, and one space between numbers that are cells of a row."""
    end = len(flat) if end is None else end
    at: array[int] = array("l")
    parts = []
    count = _count_to(end)
    for a, b in _stretches(flat, start, end):
        for run in _RUN.finditer(flat, a, b):
            first, last = run.span()
            parts.append(flat[first:last])
            at += count[first:last]
        if b < end:
            parts.append(" ")
            at.append(b - 1)
    at.append(end)
    return View("".join(parts), at)


def _stretches(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The text cut where numbers stand beside each other as cells of a row."""
    cuts = [start]
    if _SPACED.search(flat, start, end):
        for row in _ROW.finditer(flat, start, end):
            if " " not in row[0]:
                continue
            if _WIDE in row[0] or not _counted().match(flat, row.end(), end):
                cuts += [m.end() for m in _GAP.finditer(flat, *row.span())]
    return [*pairwise([*cuts, end])]


@functools.cache
def _counted() -> re.Pattern[str]:
    """What follows a number whose digits typesetting has parted, and no row of cells: a unit or a word of precision."""
    words = [r["unit"] for r in codebook.read("units", ("unit", "class", "note"), "unit")]
    words += [r["word"] for r in codebook.read("precision_words", ("word", "position", "precision")) if r["position"] != "before"]
    words += [r["character"] for r in codebook.read("numerals", ("character", "value", "role")) if r["role"] == "magnitude"]
    return re.compile(rf"[ \n]*(?:{'|'.join(map(re.escape, words))}|\. *\d)")


_counts = [array("l")]


def _count_to(end: int) -> array[int]:
    """The numbers from zero to at least `end`: slices of one array are copied, not counted out again each time."""
    if len(_counts[0]) < end:
        _counts[0] = array("l", range(end + end // 4))
    return _counts[0]
