"""Put the deficits of one sentence together to problems: where each begins and ends, its cause, its labels."""

from dataclasses import replace

from gcir.problems_cues import Label, labels
from gcir.problems_deficits import Part, announcement, hits, is_brief, is_place, parts, strip
from gcir.problems_joining import Place, Problem, is_more
from gcir.problems_wording import wording

_MODAL = {"modal"}
_REASONS = {"burden"}
_CIRCUMSTANCES = {"fact", "lack", "burden"}
_GENERAL = "other"
_LONGEST_CONNECTION = 6
_SHORTEST_PLACE = 4
_LONGEST_FACT = 24
_LONGEST_TAIL = 10


def problems_in(
    text: str,
    clauses: tuple[tuple[int, int], ...],
    topic: int | None = None,
    listed: bool = False,
    leads: bool = False,
    kind: Place = Place.ITEM,
) -> list[Problem]:
    """The problems that the clauses of one sentence state.

    `topic` is where a topic label begins that stands right before the sentence: bare words such as
    `has to get better` lean on it. `listed` says that the sentence stands among other problems,
    `leads` that a list or a colon follows, `kind` where the sentence stands.
    """
    reader = _Reader(text, clauses, topic, listed, leads, kind)
    for index in range(len(clauses)):
        reader.read(index)
    reader.end()
    return reader.found


def reason_begin(text: str, start: int, end: int) -> int | None:
    """Where the reason begins in a clause that gives one for what stands before it: `this is because x`, `x is the reason`."""
    if opening := wording().cause_after.match(text, start, end):
        return opening.end()
    return start if wording().cause_tail.search(text, max(start, end - _LONGEST_TAIL), end) else None


def with_reason(text: str, problem: Problem, start: int, end: int) -> Problem:
    """The problem with the reason that words behind it give."""
    if tail := wording().cause_tail.search(text, start, end):
        end = tail.start()
    wrong = {hit.kind for hit in hits(text, start, end)} - _REASONS
    return replace(problem, labels=_union(problem.labels, labels(text[start:end]) if wrong else ()), cause=(start, end))


def _union(some: tuple[Label, ...], more: tuple[Label, ...]) -> tuple[Label, ...]:
    return some + tuple(label for label in more if label not in some)


class _Reader:
    """Goes through the clauses of a sentence and keeps what a later clause may lean on."""

    __slots__ = (
        "adjacent",
        "clauses",
        "found",
        "kind",
        "last_deficit",
        "leads",
        "listed",
        "place",
        "reason",
        "reason_labels",
        "result",
        "text",
        "told",
    )

    def __init__(
        self, text: str, clauses: tuple[tuple[int, int], ...], topic: int | None, listed: bool, leads: bool, kind: Place
    ):
        self.text = text
        self.clauses = clauses
        self.found: list[Problem] = []
        self.reason: tuple[int, int] | None = None
        self.reason_labels: tuple[Label, ...] = ()
        self.place = topic
        self.listed = listed
        self.leads = leads
        self.kind = kind
        self.adjacent = False
        self.result = False  # that the clause only tells what the one before leads to
        self.last_deficit: int | None = None
        self.told: tuple[int, int] | None = None

    def read(self, index: int) -> None:
        """Take one clause: a reason, a place, a consequence, background, or deficits."""
        words, (start, end) = wording(), self.clauses[index]
        later = self._deficit_follows(index)
        opening = words.cause_before.match(self.text, *self._past_contrast(start, end))
        if opening and not self._has_turn(start, end) and (later or self._is_told_behind(index)):
            self.reason, self.reason_labels = (opening.start(), end), self._labels_of_reason(opening.end(), end)
            return
        if self.found and (reason := reason_begin(self.text, start, end)) is not None:
            self.found[-1] = with_reason(self.text, self.found[-1], reason, end)
            return
        if words.concession.search(self.text, start, end) and not self._has_turn(start, end):
            self.adjacent, self.place = False, None
            return
        stated = parts(self.text, start, end)
        if self.reason and later and (not stated or self._goes_on_with_reason(stated)):
            self.reason = (self.reason[0], end)
            self.reason_labels = _union(self.reason_labels, self._labels_of_reason(start, end))
            return
        if not stated:
            self._note_place(start, end)
            return
        self.result = False
        for number, part in enumerate(stated):
            self._take(part, start if number == 0 else part.start, len(stated) == 1)

    def _is_told_behind(self, index: int) -> bool:
        """Do the clauses behind a reason state in plain facts what it leads to?"""
        if self.last_deficit == index and index + 1 < len(self.clauses) and self.kind is Place.ITEM:
            start, end = self.clauses[index + 1][0], self.clauses[-1][1]
            if labels(self.text[start:end]) and not wording().measure_begin.match(self.text, start, end):
                self.told = (start, end)
        return self.told is not None

    def end(self) -> None:
        """Behind a reason that is the last deficit, the plain facts are what is wrong."""
        if self.reason and self.told:
            start, said, cause = self._with_reason_before(self.told[0], labels(self.text[slice(*self.told)]))
            self.found.append(Problem(start, self.told[1], said, cause))

    def _labels_of_reason(self, start: int, end: int) -> tuple[Label, ...]:
        """What a reason names; much work by itself is nothing that is wrong."""
        kinds = {hit.kind for hit in hits(self.text, start, end)}
        return () if kinds and kinds <= _REASONS else labels(self.text[start:end])

    def _past_contrast(self, start: int, end: int) -> tuple[int, int]:
        turn = wording().contrast.match(self.text, start, end) or wording().strip_lead.match(self.text, start, end)
        return (turn.end(), end) if turn else (start, end)

    def _has_turn(self, start: int, end: int) -> bool:
        turn = wording().contrast.search(self.text, start + 1, end)
        return turn is not None

    def _deficit_follows(self, index: int) -> bool:
        """Does a later clause of the sentence say that something is wrong?"""
        if self.last_deficit is None:
            counted = range(len(self.clauses) - 1, -1, -1)
            self.last_deficit = next((i for i in counted if hits(self.text, *self.clauses[i])), -1)
        return self.last_deficit > index

    def _goes_on_with_reason(self, stated: list[Part]) -> bool:
        """Does a clause after `owing to …` still tell the reason: circumstances, nothing of disclosure itself?"""
        told = any(wording().matter.search(self.text, part.start, part.end) for part in stated)
        return not told and all(part.kinds <= _CIRCUMSTANCES for part in stated)

    def _note_place(self, start: int, end: int) -> None:
        first = start if self.place is None else self.place
        self.place = first if is_place(self.text, start, end) else None
        # In an item of a list a fact between two deficits does not part them.
        self.adjacent = self.adjacent and self.kind is Place.ITEM and self.place is None and end - start <= _LONGEST_FACT

    def _take(self, part: Part, clause_start: int, whole: bool) -> None:
        """Add one deficit: as a problem of its own, or to the one before that it leans on or goes on with.

        `whole` says that it is the only one of its clause, and no item of a list parted by 、.
        """
        text, words = self.text, wording()
        start = part.start
        self.result = self.result or words.cause_result.match(text, clause_start, part.end) is not None
        leans = part.bare or words.conjunction.match(text, clause_start) or (part.announces and self._says_only_that(part))
        if self.place is not None and (leans or (whole and is_brief(part))):
            start = self.place
        said = labels(text[start : part.end])
        if part.announces:
            self._announce(part, start, said)
            return
        cause = self.reason if part.start <= clause_start + _LONGEST_CONNECTION else None
        if part.kinds <= _REASONS and not said:
            return
        if cause:
            start, said, cause = self._with_reason_before(start, said)
        general = not said and words.announce_work.fullmatch(text, start, part.end) is not None
        problem = Problem(start, part.end, said, cause, general, part.kinds)
        last = self.found[-1] if self.found and self.adjacent else None
        self.reason, self.reason_labels, self.place, self.adjacent = None, (), None, True
        if self.result and self.found:
            last = self.found[-1]
            self.found[-1] = Problem(last.start, part.end, _union(last.labels, said), last.cause or (last.start, last.end))
        elif last is None:
            self.found.append(self._inner_cause(problem))
        elif part.bare and part.kinds <= _MODAL and (not said or clause_start == start):
            return  # `and has to get better still`: nothing new
        elif not cause and is_more(text, last, part, problem, clause_start, self.kind, whole):
            if last.labels and words.attribute.match(text, part.start):
                said = ()
            self.found[-1] = replace(last, end=part.end, labels=_union(last.labels, said), kinds=last.kinds | part.kinds)
        else:
            self.found.append(self._inner_cause(problem))

    def _with_reason_before(self, own_start: int, said: tuple[Label, ...]) -> tuple[int, tuple[Label, ...], tuple[int, int]]:
        """Where a problem with the reason in front of it begins, what both name, and the reason without its opening.

        A reason that is itself something wrong belongs to the problem; a mere circumstance does not.
        """
        start, end = self.reason or (0, 0)
        opening = wording().cause_before.match(self.text, start, end)
        own = said or (Label(_GENERAL, "", ""),)
        cause = (opening.end() if opening else start, end)
        if not self.reason_labels or not hits(self.text, start, end):
            return own_start, own, cause
        return start, _union(own, self.reason_labels), cause

    def _says_only_that(self, part: Part) -> bool:
        """Do the words begin right away with `there is a gap`, so that what falls short stands before?"""
        words = wording()
        adverb = words.adverb.match(self.text, part.start, part.end)
        return words.announce_exists.match(self.text, adverb.end() if adverb else part.start, part.end) is not None

    def _inner_cause(self, problem: Problem) -> Problem:
        """A clause that says `x leads to y` names its cause itself."""
        if problem.cause:
            return problem
        result = wording().cause_result.search(self.text, problem.start + 2, problem.end)
        if result and hits(self.text, problem.start, result.start()):
            return replace(problem, cause=(problem.start, result.start()))
        return problem

    def _announce(self, part: Part, start: int, said: tuple[Label, ...]) -> None:
        """Words that say that there are problems are one only if they say where, or stand alone."""
        words = wording()
        told = announcement(self.text, start, part.end)
        where = self.text[start : told.start()] if told else ""
        promises = self.leads or words.announce_list.search(self.text, start, part.end) is not None
        told_where = labels(where) or (self.listed and told and not told["which"] and not words.announce_place.search(where))
        located = bool(told_where) and len(where) >= _SHORTEST_PLACE and not promises
        leant = start < part.start  # on a place or a topic in front
        presented = words.present_strip.match(self.text, start, part.end)
        first = words.announce_exists.search(self.text, start, part.end)
        nested = bool(told and first and first.start() < told.start())  # `there is that there is a gap`
        listed = self.listed or bool(self.found) or leant or presented is not None or nested
        measured = "gap" in part.kinds and not self.leads and listed
        begin = presented.end() if presented else start
        if told:
            begin = max(begin, strip(self.text, begin, part.end, told.start())[0])
        told_of = located or measured
        if (
            measured
            and self.kind is Place.ITEM
            and self.adjacent
            and self.found
            and words.place_start.match(self.text, part.start)
        ):
            self.found[-1] = replace(self.found[-1], end=part.end, general=False)
            return
        cause = None
        if self.reason and told_of:
            begin, said, cause = self._with_reason_before(begin, said)
        if words.announce_head.fullmatch(self.text, start, part.end) is None:
            self.found.append(Problem(begin, part.end, said if told_of else (), cause, general=not told_of))
        self.reason, self.reason_labels, self.place, self.adjacent = None, (), None, measured
