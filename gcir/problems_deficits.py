"""Find in a clause what it says is wrong: deficit wording that is not denied, and the words it belongs to."""

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

from gcir.problems_wording import deficits, wording

_LIST_COMMA = "、"
_LONGEST_BARE = 9
_LONGEST_BRIEF = 4
_SHORTEST_SUBJECT = 4
_LONGEST_PLACE = 44
_LONGEST_TOPIC = 22
_LONGEST_ENDING = 4
_LONGEST_TAIL = 20
_MODAL = "modal"


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


def hits(text: str, start: int, end: int) -> tuple[Hit, ...]:
    """The deficit wording of a clause, without what the clause denies or says to be over."""
    known = _known(text)
    found = known.get((start, end))
    if found is None:
        found = known[start, end] = _hits(text, start, end)
    return found


@functools.lru_cache(maxsize=4)
def _known(_text: str) -> dict[tuple[int, int], tuple[Hit, ...]]:
    """What is known of the clauses of a text: asked again and again while it is read, then forgotten with it."""
    return {}


def _hits(text: str, start: int, end: int) -> tuple[Hit, ...]:
    words = wording()
    pattern, kinds = deficits()
    # One character more than the clause, for patterns that look at the stop behind their words.
    matches = pattern.finditer(text, start, end + 1)
    found = [Hit(m.start(), min(m.end(), end), kinds[(m.lastindex or 1) - 1]) for m in matches if m.start() < end]
    if not found:
        return ()
    denied = words.negation_before.search(text, start, end) or words.negation_dealt.search(text, start, end)
    if denied:
        found = [hit for hit in found if hit.end <= denied.start()]
    over = words.negation_after.search(text, start, end)
    if over:
        found = [hit for hit in found if hit.start >= over.end()]
    return tuple(found)


def parts(text: str, start: int, end: int) -> list[Part]:
    """The deficits that one clause states, in order; empty if it states none."""
    words = wording()
    if turn := _last(words.contrast, text, start, end):
        start = turn.end()
    whole = end
    found = list(hits(text, start, end))
    if found and end - start <= _LONGEST_PLACE and words.announce_head.fullmatch(text, start, end):
        return []
    if tail := words.strip_tail.search(text, max(start, end - _LONGEST_TAIL), end):
        listed = list(hits(text, start, tail.start()))
        if listed:
            end, found = tail.start(), listed
    announced = announcement(text, start, end)
    if announced and _is_of_list(text, start, announced, found):
        announced = None
    which = announced.span("which") if announced else (0, 0)
    # What is `to be improved` without a word on what is as general as `some problems`.
    degree = announced is not None and words.announce_which.fullmatch(announced["which"]) is not None
    said = [hit for hit in found if hit.kind != _MODAL and max(hit.start, which[0]) < min(hit.end, which[1])]
    if announced and (degree or not said):
        after = [hit for hit in found if hit.start >= announced.end()]
        before = [hit for hit in found if hit.end <= announced.start() and hit.kind != _MODAL]
        if not after and not before:
            if words.negation_before.search(text, start, end):
                return []
            return [Part(start, end, frozenset({_head(announced[0])}), announces=True)]
        start, end, found = (announced.end(), end, after) if after else (start, announced.start(), before)
    if not found:
        return []
    if _LIST_COMMA in text[start:end] and words.enumerated.search(text, found[-1].end, whole):
        start = _behind_exist(text, start, found[0].start)
    return [part for piece in _pieces(text, start, end, found) if (part := _part(text, *piece))]


def _behind_exist(text: str, start: int, first: int) -> int:
    """Where an enumeration begins behind `in … there is that`: its first deficit has a subject of its own."""
    exist = wording().strip_exist.search(text, start, first)
    return exist.end() if exist and first - exist.end() >= _SHORTEST_SUBJECT else start


def announcement(text: str, start: int, end: int) -> re.Match[str] | None:
    """The words that say that there are problems: of two inside each other (`there is that there is a gap`) the inner ones."""
    words = wording()
    found = words.announce_exists.search(text, start, end)
    if found and (inner := words.announce_exists.search(text, found.start() + 1, found.end())):
        found = inner
    if found and words.announce_shortage.search(found[0]):
        which = found["which"]
        return found if not which or words.announce_which.fullmatch(which) else None  # what falls short: `is short of staff`
    return found


def _is_of_list(text: str, start: int, announced: re.Match[str], found: list[Hit]) -> bool:
    """Is `there is a gap` one of the deficits of a list, which says itself what falls short?"""
    comma = text.rfind(_LIST_COMMA, start, announced.start())
    inside = any(hit.start >= announced.start() for hit in found)
    if announced["which"] or not inside or wording().several.search(text, max(comma, start), announced.end()):
        return False
    follows = text.startswith(_LIST_COMMA, announced.end()) and any(hit.start > announced.end() for hit in found)
    return follows or (comma >= 0 and any(hit.end <= comma for hit in found))


def _head(announcement: str) -> str:
    """The kind of deficit wording that an announcement ends with: a gap says more than `problems`."""
    found = hits(announcement, 0, len(announcement))
    return "gap" if any(hit.kind == "gap" for hit in found) else "announcement"


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    return max(pattern.finditer(text, start, end), key=lambda found: found.start(), default=None)


def _pieces(text: str, start: int, end: int, found: list[Hit]) -> list[tuple[int, int, list[Hit]]]:
    """Cut a clause where a list comma or an `and` parts two deficits that each have words of their own."""
    held = [hit for hit in found if _LIST_COMMA in text[hit.start : hit.end]]
    cuts = [(i, i + 1) for i in range(start, end) if text[i] == _LIST_COMMA and not any(h.start <= i < h.end for h in held)]
    cuts += [match.span() for hit in found if (match := wording().conjunction.match(text, hit.end, end))]
    pieces: list[tuple[int, int, list[Hit]]] = []
    piece_start, taken, next_hit = start, 0, 0
    for cut, after in sorted(cuts):
        while next_hit < len(found) and found[next_hit].start < cut:
            next_hit += 1
        if next_hit == taken or next_hit == len(found):
            continue
        pieces.append((piece_start, cut, found[taken:next_hit]))
        piece_start, taken = after, next_hit
    pieces.append((piece_start, end, found[taken:]))
    return pieces


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
        for pattern in (words.strip_lead, words.present_strip, words.strip_exist):
            match = pattern.match(text, start, end)
            if match and match.end() <= first and match.end() > start:
                start, moved = match.end(), True
    if told := _last(words.present_within, text, start, first):
        start = told.end()
    exist = words.strip_exist.search(text, start, first)
    bounded = exist and (exist.end() < first or (exist.end() == first and not words.scope.match(text, start)))
    if exist and bounded and words.announce_place.search(text[start : exist.start()]):
        start = exist.end()
    if tail := words.strip_tail.search(text, max(start, end - _LONGEST_TAIL), end):
        end = max(tail.start(), first + 1)
    return start, end


def is_place(text: str, start: int, end: int) -> bool:
    """Does a clause only say where something is wrong or open, so that what is wrong there must follow?"""
    words, ending = wording(), max(start, end - _LONGEST_ENDING)
    if end - start > _LONGEST_PLACE:
        return False
    if words.place_question.match(text, start, end):
        return True
    if words.place_start.match(text, start, end) and words.place_end.search(text, ending, end):
        return True
    return end - start <= _LONGEST_TOPIC and words.place_topic.search(text, ending, end) is not None


def is_brief(part: Part) -> bool:
    """Few enough words to say nothing without the topic before them."""
    return part.end - part.start <= _LONGEST_BRIEF


def is_short(part: Part) -> bool:
    """Few enough words to be a second predicate of the subject before."""
    return part.end - part.start <= _LONGEST_BARE
