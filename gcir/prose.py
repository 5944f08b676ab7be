"""Running text to figures: each number with its unit is placed by the words around it, or left alone."""

import re

from gcir import clauses, codebook, frames, items, paired, published, terms, zeros
from gcir.context import REMEDIES, Context
from gcir.model import Figure, Section, Table
from gcir.numbers import NUMERALS, Quantity, quantities
from gcir.placing import Placing
from gcir.settling import settle
from gcir.windows import MASK, Window, around, counts, goes_on

_SHORTEST = 3
_MOST_NUMBERS = 150
"""So many numbers in a sentence are a table that lost its form."""
_NO_FIGURES = {"plans"}
_HAS_NUMBER = re.compile(rf"[\d{NUMERALS}](?:(?<=\d)|\w?(?:{'|'.join(clauses.UNITS)}))")
_MATTERS = "项"
_LONGEST_HEADING = 24


def read_prose(text: str, flat: str, sections: tuple[Section, ...], tables: tuple[Table, ...], year: int | None) -> list[Figure]:
    """The figures that the running text states about the report's own year."""
    found: list[Figure] = []
    lone: set[Figure] = set()
    context = Context(sections[0]) if sections else None
    for passage in clauses.passages(flat, sections, tables):
        if context and passage.section.type not in _NO_FIGURES:
            context.enter(passage.section)
            found += _read_passage(text, passage, year, context, lone)
    return settle(found, lone, flat)


def _read_passage(text: str, passage: clauses.Passage, year: int | None, context: Context, lone: set[Figure]) -> list[Figure]:
    words = passage.view.text
    found: list[Figure] = []
    for start, end in clauses.sentences(words):
        sentence = words[start:end]
        if end - start <= _LONGEST_HEADING:
            context.pass_heading(sentence)
        has_number = end - start > _SHORTEST and _HAS_NUMBER.search(sentence) is not None
        if not has_number and not zeros.possible(sentence):
            continue
        if not codebook.phrase("continues").match(sentence):
            context.start_sentence()
        if not context.indicator and codebook.phrase("among").search(sentence):
            context.indicator, context.listed = "proactive_disclosed", True
        if has_number:
            found += _Sentence(Placing(text, passage, context, lone), start, end, year).read()
        found += zeros.read(text, passage, start, end, year, found)
    return found


class _Sentence:
    """One sentence while its numbers are placed."""

    def __init__(self, at: Placing, start: int, end: int, year: int | None):
        self.at, self.start, self.end = at, start, end
        self.words = at.passage.view.text
        self.told = self.words[start:end]
        self.marks = clauses.time_marks(self.told, year)
        self.last = start
        self.licences = codebook.phrase("licences").search(self.told) is not None

    def read(self) -> list[Figure]:
        """The figures of the sentence, in order."""
        numbers = [q for q in quantities(self.words, self.start, self.end) if counts(q, self.words)][:_MOST_NUMBERS]
        lists = paired.lists(self.words, self.start, numbers)
        for i, q in enumerate(numbers):
            following = numbers[i + 1].start if i + 1 < len(numbers) else self.end
            newest = self.at.found[-1:]
            if i in lists:
                self._listed(q, lists[i])
            elif not goes_on(q, self.words):
                self._place(q, *around(q, self.told, self.start, self.words, self.last, following))
            if self.at.found[-1:] != newest:
                self.last = q.end
            else:
                a, b = q.start - self.start, q.end - self.start
                self.told = self.told[:a] + MASK * (b - a) + self.told[b:]
        return self.at.found

    def _time(self, q: Quantity) -> str:
        return clauses.time_of(self.marks, self.told, q.start - self.start)

    def _place(self, q: Quantity, near: Window, wide: Window) -> None:
        self.at.context.hear(wide.left)
        this_year = self._time(q) == "this_year"
        if q.unit_class == "share":
            if this_year:
                items.share(self.at, q, near, self.told[self.last - self.start : q.start - self.start])
            return
        if this_year and items.item(self.at, q, near):
            return
        for window in (near,) if near.says_the_same(wide) else (near, wide):
            frame, right = self._match(q, window, this_year)
            if frame is not None:
                self._emit(q, frame, window, near, wide, q.end + right)
                return
            if frames.excluded(window.text, publish=True):
                return
        if this_year:
            items.inherit(self.at, q, near, wide)

    def _match(self, q: Quantity, window: Window, this_year: bool) -> tuple[frames.Frame | None, int]:
        """The wording that a number stands in, and how many characters behind the number belong to it."""
        if frames.excluded(window.text, publish=False):
            return None, 0
        before = self.words[self.start : q.start]
        for frame in frames.candidates(window.reach, q.unit_class or "none"):
            if not (frame.any_year or this_year):
                continue
            if frame.topic and not self.at.context.on_topic(frame.topic, before, q.value):
                continue
            if self.licences and frame.indicator.startswith("requests_") and _other_applications(before):
                continue
            m = frame.pattern.search(window.reach)
            if not m or (frame.unless and frame.unless.search(window.text)):
                continue
            if frame.indicator == "proactive_disclosed" and not _publishable(q, window):
                break
            return frame, max(0, m.end() - len(window.left) - 1)
        return None, 0

    def _emit(self, q: Quantity, frame: frames.Frame, window: Window, near: Window, wide: Window, end: int) -> None:
        """Add what a wording states, and remember what was spoken of."""
        indicator, context = frame.indicator, self.at.context
        if indicator == "proactive_disclosed":
            self._emit_published(q, window, near, wide, end)
            return
        rest = self._rest(near) if indicator == "requests_other_handling" else None
        if rest:
            self.at.add(q, "requests_received", window.start, end, **rest)
            return
        routes = self._routes(q, window, end) if indicator == "requests_received" else [""]
        if indicator == "enquiries":
            routes = [terms.leading("route", published.strip_lead(near.left))]
        applicant = _applicant(near) if indicator == "requests_received" else ""
        lone = not (routes[0] or applicant) and frames.stands_in(indicator, window.text)
        for route in routes:
            self.at.add(q, lone or indicator, window.start, end, route=route, applicant=applicant)
        if lone:
            self.at.lone.add(self.at.found[-1])
        context.indicator = "requests_received" if lone else indicator
        context.listed = context.listed or indicator == "normative_documents_disclosed"
        if indicator in REMEDIES:
            self._drop_wider(q, indicator)
            self._emit_twins(q, indicator, window, end)

    def _drop_wider(self, q: Quantity, indicator: str) -> None:
        """Drop cases of every kind when the sentence goes on to those among them that are about disclosure."""
        among = codebook.phrase("among_disclosure").search(self.words, self.start, q.start)
        if among is None:
            return
        cut = self.at.passage.view.at[among.start()]
        self.at.found[:] = [
            f for f in self.at.found
            if f.indicator != indicator or f.start >= cut or codebook.phrase("disclosure").search(f.evidence)
        ]  # fmt: skip

    def _emit_twins(self, q: Quantity, indicator: str, window: Window, end: int) -> None:
        """Add a number that stands for other remedies of the clause too."""
        shared = codebook.phrase("shared").search(window.left) is not None
        for other in REMEDIES:
            stands = shared or (q.value == 0 and other != REMEDIES[-1])
            if other != indicator and stands and frames.names(other, window.left if other == REMEDIES[-1] else window.text):
                self.at.add(q, other, window.start, end)

    def _rest(self, near: Window) -> dict[str, str] | None:
        """The dimension of 'the others' at the end of a list of routes or applicants."""
        last = self.at.found[-1] if self.at.found else None
        if last is None or not codebook.phrase("rest_of_list").match(f"{near.left}#"):
            return None
        if last.applicant:
            return {"applicant": "other_organization"}
        return {"route": "other"} if last.route else None

    def _routes(self, q: Quantity, window: Window, end: int) -> list[str]:
        """The route that a number of requests names; several where it stands for each of them."""
        found = terms.find("route", window.left) or terms.find("route", self.words[q.end : end])
        if codebook.phrase("each").search(window.left):
            return list(dict.fromkeys(t.id for t in found)) or [""]
        several = len({t.id for t in found}) > 1 and codebook.phrase("and_others").search(window.left)
        return [found[-1].id if found and not several else ""]

    def _emit_published(self, q: Quantity, window: Window, near: Window, wide: Window, end: int) -> None:
        context = self.at.context
        statement = codebook.phrase("statement").search(codebook.phrase("sum_word").sub("", near.left)) is not None
        channel, several = self._channel(window, near, wide)
        clause = near.text
        if not channel and not several:
            channel, several = published.channel(self.words[q.end : end])
            clause = f"{published.strip_lead(near.left)}#" if channel else clause
        channel = channel or ("" if several else context.under_heading(statement))
        content = published.content(clause, context.part_of_total(q.value))
        if content and not channel and not several and not (statement and not context.starts_parts(near.left)):
            channel = context.channel_of_item(near.left, self.words[near.start - 1])
        listed = context.lists_items()
        smaller = listed and context.total is not None and q.value < context.total
        own = codebook.phrase("own_accord").search(near.left) is not None
        if smaller and not (channel or content) and (not statement or context.starts_parts(near.left)):
            if context.own or not own:
                return  # some part of the total, but of what kind the words do not tell
            channel = context.channel
        self.at.add(q, "proactive_disclosed", window.start, end, channel=channel, content=content)
        taken_apart = codebook.phrase("taken_apart").match(self.words, q.end) is not None
        if not content or taken_apart:
            context.publish(channel, q.value, q.unit, own)
        elif statement or not (listed or context.kinds):
            context.start_kinds(channel, q.value)
        elif not context.channel:
            context.channel = channel
        context.indicator, context.listed = "proactive_disclosed", True

    def _channel(self, window: Window, near: Window, wide: Window) -> tuple[str, bool]:
        channel, several = published.channel(near.left)
        if channel or several:
            return channel, several
        if window is not near:
            return published.channel(window.left)
        return self.at.context.channel_before(near.left, wide.left), False

    def _listed(self, q: Quantity, label: paired.Label) -> None:
        """One number of a list of numbers that answers a list of names."""
        if not label.name:
            return
        number = q if q.unit or not label.unit else paired.with_unit(q, label)
        this_year = self._time(q) == "this_year"
        for words in (label.name, label.full):
            window = Window(f"{words}#", f"{words}#", words, label.start)
            frame, _ = self._match(number, window, this_year)
            if frame is not None:
                self._emit(number, frame, window, window, window, q.end)
                return
        named = Window(f"{label.name}#", f"{label.name}#", label.name, label.start)
        if this_year and not items.item(self.at, number, named):
            items.inherit(self.at, number, named, named)


def _other_applications(before: str) -> bool:
    """Whether a sentence has spoken of licences and not yet of disclosure."""
    return codebook.phrase("licences").search(before) is not None and codebook.phrase("of_disclosure").search(before) is None


def _publishable(q: Quantity, window: Window) -> bool:
    """Whether a number may count published items; matters of service are counted alike but are none."""
    if q.value == 1 and not q.digits:
        return False
    if q.unit == _MATTERS and not codebook.phrase("information").search(window.text):
        return False
    return not frames.excluded(window.text, publish=True)


def _applicant(near: Window) -> str:
    """Who applied, where a number counts requests of one kind of applicant."""
    if len({t.id for t in terms.find("applicant", near.left)}) != 1 or frames.receives(near.text):
        return ""
    return terms.last("applicant", near.left)
