"""The title of a report and what it says: whose report, about which year.

A title may stand on one line, be broken over several, be repeated, or share its line with the text.
Lines of the page around it (navigation, log-in, labels) are none.
"""

import re
from dataclasses import dataclass

from gcir.dates import year_number
from gcir.identity import pattern, word

_HEAD = 3000  # how far into the text a title may stand
_LONGEST = 90
_PIECES = 4  # over how many lines a title may be broken
_LONG_LINE = 100
_SPLIT = re.compile(r"[^\n|]+")
_GAP = re.compile(r" +")
_BRACKETED = re.compile(r"\(([^()]{2,30})\)?$")
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


def _pieces(flat: str) -> list[Piece]:
    """The lines of the head, cells and the first words of long lines apart, without spaces."""
    found = []
    for line in _SPLIT.finditer(flat, 0, min(len(flat), _HEAD)):
        start, end = line.span()
        cuts = [(start, end)]
        if end - start > _LONG_LINE:
            gaps = [g.start() for g in _GAP.finditer(flat, start, min(end, start + 2 * _LONG_LINE))][:6]
            cuts = list(zip([start, *gaps], [*gaps, end], strict=True))
        for a, b in cuts:
            text = flat[a:b]
            words = "".join(text.split())
            if words:
                lead = len(text) - len(text.lstrip())
                found.append((a + lead, a + len(text.rstrip()), words))
    return found


def read_title(words: str) -> Title | None:
    """A line without spaces as a title, or None if it is none."""
    words = pattern("title_label").sub("", words).strip("《》")
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
    if before.endswith(word("split_government")):
        before += topic[0][:2]  # …人民|政府信息公开: one word serves both
    slot = _trim(pattern("year_token").sub("", _INNER.sub("", before)))
    if not slot:
        slot = _trim(pattern("year_token").sub("", words[topic.end() : ending.start()]))
        slot = slot if len(slot) > 3 else ""
    if not slot and (bracket := _BRACKETED.search(words)) and not years_in(bracket[1]):
        slot = bracket[1]
    return slot


def _trim(slot: str) -> str:
    return pattern("slot_trail").sub("", pattern("slot_lead").sub("", slot))


def find_title(flat: str) -> Title | None:
    """The title in the head of a text: the first of those lines that say most in the fewest pieces."""
    pieces = _pieces(flat)
    is_topic = [bool(pattern("title_topic").search(p[2])) for p in pieces]
    best: tuple[tuple[int, int], Title] | None = None
    for i, first in enumerate(pieces):
        words = ""
        for n in range(_PIECES):
            if i + n >= len(pieces) or len(words) > _LONGEST:
                break
            if n and (is_topic[i + n - 1] and is_topic[i + n]):
                break
            words += pieces[i + n][2]
            title = read_title(words)
            if title:
                score = (2 * bool(title.slot) + 2 * bool(title.year), -n)
                if best is None or score > best[0]:
                    best = (score, Title(title.text, title.slot, title.year, first[0], pieces[i + n][1]))
    return best[1] if best else None
