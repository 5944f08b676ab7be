"""The title of a report and what it says: whose report, about which year.

A title may stand on one line, be broken over several, be repeated, or share its line with the text.
Lines of the page around it (navigation, log-in, labels) are none.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from gcir.dates import year_number
from gcir.identity import pattern

_HEAD = 3000  # how far into the text a title may stand
_LONGEST = 90
_PIECES = 4  # over how many lines a title may be broken
_LONG_LINE = 100
_MOST_PIECES = 80
_OVERLAP = 5
_SPLIT = re.compile(r"[^\n|]+")
_GAP = re.compile(r" +")
_BRACKETED = re.compile(r"\(([^()]{2,30})\)?$")
_MARKUP = " #*_"  # with a space, what text with marks of its own writes around a title
_INNER = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, without spaces; `slot` is what names the agency in it."""

    text: str
    slot: str
    year: int | None
    start: int
    end: int


Piece = tuple[int, int, str]


def years_in(text: str) -> list[int]:
    """The years that a title-like text names, in order."""
    found = (year_number(m["a"] or m["b"]) for m in pattern("year_token").finditer(text))
    return [y for y in found if y is not None]


def body_start(text: str) -> int:
    """Where the first numbered heading stands; the text's end if there is none."""
    m = pattern("body_start").search(text)
    return m.start() if m else len(text)


def _head(flat: str) -> int:
    return min(_HEAD, body_start(flat[:_HEAD]))


def _pieces(flat: str) -> list[Piece]:
    """The lines of the head, cells and the first words of long lines apart, without spaces."""
    found: list[Piece] = []
    for line in _SPLIT.finditer(flat, 0, _head(flat)):
        if len(found) > _MOST_PIECES:
            break
        start, end = line.span()
        cuts = [(start, end)]
        if end - start > _LONG_LINE:
            gaps = [g.start() for g in _GAP.finditer(flat, start, min(end, start + 2 * _LONG_LINE))][:6]
            cuts = list(zip([start, *gaps], [*gaps, end], strict=True))
        for a, b in cuts:
            text = flat[a:b].rstrip(_MARKUP)
            if words := text.lstrip(_MARKUP):
                found.append((a + len(text) - len(words), a + len(text), words.replace(" ", "")))
    return found


def read_title(words: str) -> Title | None:
    """A line without spaces as a title, or None if it is none."""
    words = pattern("title_noise").sub("", pattern("title_label").sub("", words)).strip("《》")
    if len(words) > _LONGEST or pattern("title_not").search(words):
        return None
    topic = pattern("title_topic").search(words)
    ending = pattern("title_end").search(words)
    if not topic or not ending or ending.start() < topic.end() or ending.start() - topic.end() > 40:
        return None
    years = years_in(words)
    slot = _slot(words, topic, ending)
    if pattern("title_weak_end").search(words) and not (years and slot):
        return None
    return Title(words, slot, years[0] if years else None, 0, 0)


def _slot(words: str, topic: re.Match[str], ending: re.Match[str]) -> str:
    """The words of a title that name an agency: those before the topic, else those in brackets at the end."""
    before = words[: topic.start()]
    slot = _trim(pattern("year_token").sub("", _INNER.sub("", before)))
    if not slot:
        slot = _trim(pattern("year_token").sub("", words[topic.end() : ending.start()]))
        slot = slot if len(slot) > 3 else ""
    if not slot and (bracket := _BRACKETED.search(words)) and not years_in(bracket[1]):
        slot = bracket[1]
    return slot


def _trim(slot: str) -> str:
    return pattern("slot_trail").sub("", pattern("slot_lead").sub("", slot))


def _topics(pieces: list[Piece]) -> list[bool]:
    """For every piece whether it holds the topic, alone or broken over it and the next."""
    topic = pattern("title_topic")
    found = [topic.search(words) is not None for _, _, words in pieces]
    for i, (one, two) in enumerate(pairwise(pieces)):
        if not found[i] and not found[i + 1] and topic.search(one[2][-_OVERLAP:] + two[2][:_OVERLAP]):
            found[i] = True
    return found


def find_titles(flat: str) -> list[Title]:
    """All titles in the head of a text, those first that say most in the fewest pieces."""
    pieces = _pieces(flat)
    has_topic = _topics(pieces)
    found = []
    for i, first in enumerate(pieces):
        if not any(has_topic[i : i + _PIECES]):
            continue
        words = ""
        for n, piece in enumerate(pieces[i : i + _PIECES]):
            if len(words) > _LONGEST or sum(has_topic[i : i + n + 1]) > 1:
                break
            words += piece[2]
            if any(has_topic[i : i + n + 1]) and (title := read_title(words)):
                placed = Title(title.text, title.slot, title.year, first[0], piece[1])
                found.append(((-bool(title.slot) - bool(title.year), n), placed))
    return [title for _, title in sorted(found, key=lambda item: item[0])]
