"""Find in a clause what it says is wrong: deficit wording that is not denied, and the words it belongs to."""

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

from gcir.problems_wording import wording

_LIST_COMMA = "、"
_LONGEST_BARE = 9


class Hit(NamedTuple):
    """Deficit wording at [start, end) of a text; kinds as in codebook/problem_phrases.csv."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a clause that states one deficit.

    `announces` marks words that only say that there are problems; `bare` words have no subject of
    their own, so that they lean on what stands before; `kinds` are those of the deficit wording.
    """

    start: int
    end: int
    kinds: frozenset[str]
    bare: bool = False
    announces: bool = False


@functools.lru_cache(maxsize=4096)
def hits(text: str, start: int, end: int) -> tuple[Hit, ...]:
    """The deficit wording of a clause, without what the clause denies or says to be over."""
    words = wording()
    # One character more than the clause, for patterns that look at the stop behind their words.
    matches = words.deficit.finditer(text, start, end + 1)
    found = [Hit(m.start(), min(m.end(), end), words.deficit_kinds[(m.lastindex or 1) - 1]) for m in matches if m.start() < end]
    if not found:
        return ()
    denied = words.denied.search(text, start, end) or words.dealt.search(text, start, end)
    if denied:
        found = [hit for hit in found if hit.end <= denied.start()]
    over = words.over.search(text, start, end)
    if over:
        found = [hit for hit in found if hit.start >= over.end()]
    return tuple(found)


def parts(text: str, start: int, end: int) -> list[Part]:
    """The deficits that one clause states, in order; empty if it states none."""
    words = wording()
    if turn := _last(words.contrast, text, start, end):
        start = turn.end()
    found = list(hits(text, start, end))
    announced = words.announce.search(text, start, end)
    which = announced.span("which") if announced else (0, 0)
    if announced and not any(max(hit.start, which[0]) < min(hit.end, which[1]) for hit in found):
        after = [hit for hit in found if hit.start >= announced.end()]
        before = [hit for hit in found if hit.end <= announced.start()]
        if not after and not before:
            if words.denied.search(text, start, end):
                return []
            return [Part(start, end, frozenset({_head(announced[0])}), announces=True)]
        start, end, found = (announced.end(), end, after) if after else (start, announced.start(), before)
    if not found:
        return []
    return [part for piece in _pieces(text, start, end, found) if (part := _part(text, *piece))]


def _head(announcement: str) -> str:
    """The kind of deficit wording that an announcement ends with: a gap says more than `problems`."""
    found = hits(announcement, 0, len(announcement))
    return "gap" if any(hit.kind == "gap" for hit in found) else "announcement"


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    return max(pattern.finditer(text, start, end), key=lambda found: found.start(), default=None)


def _pieces(text: str, start: int, end: int, found: list[Hit]) -> list[tuple[int, int, list[Hit]]]:
    """Cut a clause where a list comma or an `and` parts two deficits that each have words of their own."""
    cuts = [i for i in range(start, end) if text[i] == _LIST_COMMA and not any(h.start <= i < h.end for h in found)]
    cuts += [m.start() for h in found for m in [wording().conjunction.match(text, h.end, end)] if m]
    pieces, piece_start, piece_hits = [], start, []
    remaining = list(found)
    for cut in sorted(cuts):
        piece_hits += [h for h in remaining if h.start < cut]
        remaining = [h for h in remaining if h.start >= cut]
        if not piece_hits or not remaining:
            continue
        after = cut + 1 if text[cut] == _LIST_COMMA else cut + len(_matched(text, cut))
        pieces.append((piece_start, cut, piece_hits))
        piece_start, piece_hits = after, []
    pieces.append((piece_start, end, piece_hits + remaining))
    return pieces


def _matched(text: str, at: int) -> str:
    found = wording().conjunction.match(text, at)
    return found[0] if found else ""


def _part(text: str, start: int, end: int, found: list[Hit]) -> Part | None:
    """The piece without connecting words in front and without `and other problems` behind."""
    start, end = strip(text, start, end, found[0].start)
    if start >= end:
        return None
    kinds = frozenset(hit.kind for hit in found)
    adverb = wording().adverb.match(text, start, end)
    bare = found[0].start <= (adverb.end() if adverb else start)
    return Part(start, end, kinds, bare=bare)


def strip(text: str, start: int, end: int, first: int) -> tuple[int, int]:
    """Narrow [start, end) to the statement itself; `first` is where its deficit wording begins."""
    words = wording()
    moved = True
    while moved and start < first:
        moved = False
        for pattern in (words.lead, words.present, words.exist):
            match = pattern.match(text, start, end)
            if match and match.end() <= first and match.end() > start:
                start, moved = match.end(), True
    exist = words.exist.search(text, start, first)
    if exist and exist.end() < first and words.locates.search(text[start : exist.start()]):
        start = exist.end()
    if tail := words.tail.search(text, start, end):
        end = max(tail.start(), first + 1)
    return start, end


def is_short(part: Part) -> bool:
    """Few enough words to be a second predicate of the subject before."""
    return part.end - part.start <= _LONGEST_BARE
