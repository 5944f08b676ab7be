"""Running text to figures: each number with its unit is placed by the words around it, or left alone."""

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gcir import clauses, codebook, frames, paired, published, terms, zeros
from gcir.model import Figure, Section, Table
from gcir.numbers import NUMERALS, Quantity, quantities

_CLAUSE_BREAK = re.compile(r"[,;:(。!?\n]")
_RIGHT_END = re.compile(r"[,;:。!?\n()、]")
_SENTENCE_END = re.compile(r"[;。!?\n]")
_WINDOW = 130
_FAR = 180
_NO_FIGURES = {"plans"}
_PUBLISHED = ("proactive_disclosed", "proactive_share")
_ELSEWHERE = ("requests_", "reconsideration_", "litigation_", "fees_", "staff", "train", "enquiries", "complaints")
_LONGEST_ITEM = 32
# One sentence often denies or counts both remedies at once.
_TWINS = {"reconsideration_cases": "litigation_cases", "litigation_cases": "reconsideration_cases"}
_HAS_NUMBER = re.compile(rf"\d|[{NUMERALS}]\w?(?:{'|'.join(clauses.UNITS)})")
_BRACKETED = re.compile(r"\([^()]{0,30}\)")
_ENDS_NUMBER = tuple(",;。、)!\n(") + ("",)
_MATTERS = "项"
_MASK, _GONE = "\ue001", "\ue000"
_PART_OF_CODE = tuple("0123456789.-—–/:@#%&+~_第〔(") + tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BEFORE_ORDINAL = ("第",)


@dataclass(slots=True)
class _Context:
    """What the text so far has spoken of."""

    section: Section
    indicator: str = ""
    channel: str = ""
    listing: bool = False  # items of a total are being counted
    total: float | None = None
    total_unit: str = ""


class _Window(NamedTuple):
    """A number with its words: `text` is the clause with # in its place.

    `reach` goes on to the end of the sentence; `start` is the clause's offset in the passage.
    """

    text: str
    reach: str
    left: str
    start: int


def read_prose(text: str, flat: str, sections: tuple[Section, ...], tables: tuple[Table, ...], year: int | None) -> list[Figure]:
    """The figures that the running text states about the report's own year."""
    found: list[Figure] = []
    lone: set[Figure] = set()
    context = _Context(sections[0]) if sections else None
    for passage in clauses.passages(flat, sections, tables):
        if context and passage.section.type not in _NO_FIGURES:
            context.section, context.indicator, context.channel, context.listing = passage.section, "", "", False
            found += _read_passage(text, passage, year, context, lone)
    return _settle(found, lone)


def _read_passage(text: str, passage: clauses.Passage, year: int | None, context: _Context, lone: set[Figure]) -> list[Figure]:
    words = passage.view.text
    found: list[Figure] = []
    if passage.section.type != "proactive_disclosure":
        context.total = None
    for start, end in clauses.sentences(words):
        sentence = words[start:end]
        if not _HAS_NUMBER.search(sentence) and not zeros.possible(sentence):
            continue
        if not codebook.phrase("continues").match(sentence):
            context.indicator = context.channel = ""
            context.listing = False
        if not context.indicator and codebook.phrase("among").search(sentence):
            context.indicator, context.listing = "proactive_disclosed", True
        found += _Sentence(text, passage, start, end, year, context, lone).read()
        found += zeros.read(text, passage, start, end, year)
    return found


@dataclass(slots=True)
class _Sentence:
    """One sentence while its numbers are placed."""

    text: str
    passage: clauses.Passage
    start: int
    end: int
    year: int | None
    context: _Context
    lone: set[Figure]
    marks: list[clauses.Mark] = field(default_factory=list)
    found: list[Figure] = field(default_factory=list)
    told: str = ""  # the sentence with numbers that were no figures masked

    @property
    def words(self) -> str:
        return self.passage.view.text

    def read(self) -> list[Figure]:
        """The figures of the sentence, in order."""
        sentence = self.words[self.start : self.end]
        self.marks = clauses.time_marks(sentence, self.year)
        numbers = [q for q in quantities(self.words, self.start, self.end) if self._counts(q)]
        lists = paired.lists(self.words, self.start, numbers)
        self.told = self.words
        last = self.start
        for i, q in enumerate(numbers):
            following = numbers[i + 1].start if i + 1 < len(numbers) else self.end
            before = len(self.found)
            if i in lists:
                self._listed(q, lists[i])
            else:
                self._place(q, last, following)
            if len(self.found) > before:
                last = q.end
            else:
                self.told = self.told[: q.start] + _MASK * (q.end - q.start) + self.told[q.end :]
        return self.found

    def _counts(self, q: Quantity) -> bool:
        """Whether a number can count anything: not a date, a rank, a part of a name or a code."""
        if q.unit_class in ("time", "rank", "measure", "point"):
            return False
        before = self.words[q.start - 1 : q.start]
        after = self.words[q.end : q.end + 1]
        if q.unit == "":
            return q.digits and after in _ENDS_NUMBER and before not in _PART_OF_CODE
        return before not in _BEFORE_ORDINAL and not (q.digits and before in _PART_OF_CODE)

    def _window(self, q: Quantity, last: int, following: int, reach: int) -> _Window:
        left_from = max(last, q.start - reach)
        left = self.told[left_from : q.start]
        if reach == _WINDOW:
            plain = _BRACKETED.sub(lambda m: _GONE * len(m[0]), left)
            breaks = [m.end() for m in _CLAUSE_BREAK.finditer(plain)]
            cut = breaks[-1] if breaks else 0
            left_from, left = left_from + cut, plain[cut:].replace(_GONE, "")
        stop = _SENTENCE_END.search(self.words, q.end, following)
        reach = self.words[q.end : min(stop.start() if stop else following, q.end + _WINDOW)]
        stop = _RIGHT_END.search(reach)
        right = reach[: stop.start()] if stop else reach
        return _Window(f"{left}#{right}", f"{left}#{reach}", left, left_from)

    def _place(self, q: Quantity, last: int, following: int) -> None:
        near = self._window(q, last, following, _WINDOW)
        wide = self._window(q, last, following, _FAR)
        time = clauses.time_of(self.marks, self.words[self.start : self.end], q.start - self.start)
        if q.unit_class == "share":
            self._share(q, near, time)
            return
        if time == "this_year" and self._item(q, near):
            return
        for window in (near, wide):
            frame, right = self._match(q, window, time)
            if frame is not None:
                self._emit_frame(q, frame, window, near, wide, right)
                return
            if frames.excluded(window.text, publish=True):
                return
        if time == "this_year":
            self._inherit(q, near, wide)

    def _match(self, q: Quantity, window: _Window, time: str) -> tuple[frames.Frame | None, int]:
        """The wording that a number stands in, and how many characters behind the number belong to it."""
        if frames.excluded(window.text, publish=False):
            return None, 0
        kind = q.unit_class or "none"
        for frame in frames.candidates(window.reach, kind):
            published_item = frame.indicator == "proactive_disclosed"
            if not (frame.any_year or time == "this_year") or (published_item and q.value == 1 and not q.digits):
                continue
            if frame.topic and not self._on_topic(frame.topic, q.start, q.value):
                continue
            m = frame.pattern.search(window.reach)
            if not m or (frame.unless and frame.unless.search(window.text)):
                continue
            if published_item and not self._publishable(q, window):
                break
            return frame, max(0, m.end() - len(window.left) - 1)
        return None, 0

    def _publishable(self, q: Quantity, window: _Window) -> bool:
        """Whether a number may count published items; matters of service are counted alike but are none."""
        if q.unit == _MATTERS and not codebook.phrase("information").search(window.text):
            return False
        return not frames.excluded(window.text, publish=True)

    def _on_topic(self, topic: str, position: int, value: float) -> bool:
        spoken = self.context.indicator
        if topic == "requests":
            before = self.words[self.start : position]
            return spoken.startswith("requests_") or (
                not spoken and (self.passage.section.type == "requests" or codebook.phrase("applied").search(before) is not None)
            )
        if topic == "zero":
            return value == 0
        if topic == "own":
            return spoken not in _PUBLISHED
        if topic == "requests_list":
            return spoken.startswith("requests_")
        if topic == "training":
            return spoken in ("training_sessions", "trainees")
        return spoken.startswith(topic)

    def _emit_frame(self, q: Quantity, frame: frames.Frame, window: _Window, near: _Window, wide: _Window, right: int) -> None:
        indicator, c = frame.indicator, self.context
        end = q.end + right
        if indicator == "proactive_disclosed":
            channel, content = self._published(q, window, near, wide)
            in_list = self._listing() and self._part_of_total(q) and q.value < (c.total or 0)
            if in_list and not (channel or content or codebook.phrase("statement").search(near.left)):
                return
            self._add(q, indicator, window.start, end, channel=channel, content=content)
            if not content or not self._listing() or codebook.phrase("statement").search(near.left):
                c.channel, c.total, c.total_unit = channel, q.value, q.unit
            c.indicator, c.listing = indicator, True
            return
        route = terms.last("route", window.left) or terms.last("route", self.words[q.end : end]) if indicator == "requests_received" else ""
        applicant = self._applicant(indicator, near)
        if route and codebook.phrase("each").search(window.left):
            for named in dict.fromkeys(t.id for t in terms.find("route", window.left)):
                self._add(q, indicator, window.start, end, route=named)
            return
        lone = not (route or applicant) and frames.stands_in(indicator, window.text)
        self._add(q, lone or indicator, window.start, end, route=route, applicant=applicant)
        if lone:
            self.lone.add(self.found[-1])
        c.indicator = indicator
        other = _TWINS.get(indicator)
        if other and frames.names(other, window.text) and (q.value == 0 or codebook.phrase("shared").search(window.left)):
            self._add(q, other, window.start, end)

    def _applicant(self, indicator: str, near: _Window) -> str:
        """Who applied, where a number counts requests of one kind of applicant."""
        if indicator != "requests_received" or len({t.id for t in terms.find("applicant", near.left)}) != 1:
            return ""
        return terms.last("applicant", near.left) if not frames.receives(near.text) else ""

    def _published(self, q: Quantity, window: _Window, near: _Window, wide: _Window) -> tuple[str, str]:
        """Channel and content of a number of published items."""
        channel, several = published.channel(near.left)
        if not channel and not several:
            channel, several = published.channel(window.left) if window is not near else (published.channel_before(near.left, wide.left), False)
        heading = codebook.phrase("this_kind").search(near.left)
        content = "other" if heading else published.content(near.text, self._part_of_total(q))
        own = codebook.phrase("statement").search(near.left) and not codebook.phrase("of_which").search(near.left)
        if content and not channel and not several and not own:
            channel = self.context.channel
        return channel, content

    def _part_of_total(self, q: Quantity) -> bool:
        return self.context.total is not None and q.value <= self.context.total

    def _inherit(self, q: Quantity, near: _Window, wide: _Window) -> None:
        """A number that names only its channel, kind of item, route or applicant: an item of a list."""
        c = self.context
        label = published.strip_lead(near.left) or published.strip_lead(published.last_clause(wide.left))
        start = near.start if published.strip_lead(near.left) else wide.start
        if not label or len(label) > _LONGEST_ITEM or _MASK in label or q.unit_class not in ("item", "event", ""):
            return
        if c.indicator in ("requests_received", "requests_accepted") and near.left:
            route, applicant = terms.last("route", label), terms.last("applicant", label)
            if route or applicant:
                self._add(q, "requests_received", start, q.end, route=route, applicant=applicant)
        if c.indicator.startswith("requests_") or q.unit_class == "event" or not self._in_list(label) or frames.excluded(f"{label}#", publish=True):
            return
        self._add_item(q, label, start)

    def _item(self, q: Quantity, near: _Window) -> bool:
        """Place a number as an item of the list that follows a total; False if its words are no such item."""
        label = published.strip_lead(near.left)
        if not self._listing() or q.unit_class != "item" or _MASK in label:
            return False
        if not (published.is_item(label) and self._part_of_total(q)) or frames.excluded(f"{label}#", publish=True):
            return False
        if frames.other_subject(near.text):
            return False
        return self._add_item(q, label, near.start)

    def _add_item(self, q: Quantity, label: str, start: int) -> bool:
        c = self.context
        shared = codebook.phrase("shared_end").search(label)
        labels = label[: shared.start()].split("、") if shared else [label]
        added = False
        for words in labels:
            channel, several = published.item_channel(words)
            content = published.item_content(words, channel, self._part_of_total(q))
            if several or not (channel or content) or (c.total is not None and q.unit not in (c.total_unit, "") and not channel):
                continue
            self._add(q, "proactive_disclosed", start, q.end, channel=channel or c.channel, content=content)
            if channel and not content:
                c.channel = channel
            c.indicator, c.listing, added = "proactive_disclosed", True, True
        return added

    def _listing(self) -> bool:
        """Whether the sentence is still about items published, whatever it named in between."""
        return self.context.listing and not self.context.indicator.startswith(_ELSEWHERE)

    def _in_list(self, label: str) -> bool:
        """Whether items of published information are being counted here."""
        c = self.context
        if self._listing() or c.indicator == "normative_documents_disclosed":
            return True
        if c.indicator or c.section.type != "proactive_disclosure":
            return False
        channel = published.channel(label)[0]
        return bool(channel) or (c.total is not None and codebook.phrase("kinds_heading").search(c.section.heading) is not None)

    def _share(self, q: Quantity, near: _Window, time: str) -> None:
        """A share of all items disclosed: of the number before it, or of the kind that its own clause names."""
        if self.context.indicator not in _PUBLISHED or time != "this_year":
            return
        last = self.found[-1] if self.found else None
        m = codebook.phrase("share").search(near.text)
        if last is None or last.indicator not in _PUBLISHED or not m:
            return
        between = self.told[self.start : q.start]
        if _MASK in between[-_WINDOW:].rpartition(";")[2] or not (last.channel or last.content):
            return
        if self.passage.view.span(q.start, q.end)[0] - last.end > _WINDOW:
            return
        start, end = last.start, self.passage.view.span(q.start, q.end)[1]
        before = self.words[self.start : q.start]
        about = codebook.phrase("about_share").search(before)
        precision = "about" if about and q.precision == "exact" else q.precision
        self.found.append(
            Figure("proactive_share", last.channel, last.content, "", "", _tidy(q.value), "%", precision, "digits", "prose", "", "",
                   self.text[start:end], start, end)
        )  # fmt: skip

    def _listed(self, q: Quantity, label: paired.Label) -> None:
        """One number of a list of numbers that answers a list of names."""
        time = clauses.time_of(self.marks, self.words[self.start : self.end], q.start - self.start)
        if not label.name:
            return
        window = _Window(f"{label.name}#", f"{label.name}#", label.name, label.start)
        number = q if q.unit or not label.unit else paired.with_unit(q, label)
        frame, _ = self._match(number, window, time)
        if frame is not None:
            self._emit_frame(number, frame, window, window, window, 0)

    def _add(self, q: Quantity, indicator: str, start: int, end: int, **dimensions: str) -> None:
        a, b = self.passage.view.span(start, max(end, q.end))
        get = dimensions.get
        self.found.append(
            Figure(indicator, get("channel", ""), get("content", ""), get("route", ""), get("applicant", ""), _tidy(q.value),
                   q.unit or frames.units()[indicator], q.precision, "digits", "prose", "", "", self.text[a:b], a, b)
        )  # fmt: skip


def _tidy(value: float) -> float:
    return int(value) if float(value).is_integer() else round(value, 4)


def _settle(found: list[Figure], lone: set[Figure]) -> list[Figure]:
    """Requests accepted or handled are the count of requests received where the report gives no other."""
    totals = {f.indicator for f in found if not (f.route or f.applicant)}
    if "requests_received" in totals:
        return found
    accepted = any(f.indicator == "requests_accepted" for f in found)
    wanted = "requests_accepted" if accepted else "requests_closed"
    lone |= {f for f in found if f.indicator == "requests_accepted"}
    return [replace(f, indicator="requests_received") if f in lone and f.indicator == wanted else f for f in found]
