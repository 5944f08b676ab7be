"""What the text has spoken of so far, and what a number may therefore be about."""

import functools
from dataclasses import dataclass

from gcir import codebook, hints, published
from gcir.model import Section

PUBLISHED = ("proactive_disclosed", "proactive_share")
# One sentence often denies or counts these at once.
REMEDIES = ("reconsideration_cases", "litigation_cases", "complaints")
# Once a sentence speaks of these, its numbers are no items of the list of publications before.
_ELSEWHERE = ("requests_", "reconsideration_", "litigation_", "fees_", "staff", "train", "enquiries", "complaints")
# Who counts the visitors of a site and goes on with what was posted, speaks of that site.
_VISITS, _SITE = ("website_visits", "website_page_views"), "website"
_REST = "other"
_GOES_ON = ",、"
# Topics that ask more than what was spoken of last.
_TOPICS = ("requests", "zero", "own", "training", "own_training")


@functools.cache
def _words_of_kind() -> tuple[str, ...]:
    """Words of which one stands wherever kinds of item are announced (an empty one, if they are not known)."""
    return hints.needed(codebook.phrase("by_kind")) or ("",)


@dataclass(slots=True)
class Context:
    """The subject of the text so far.

    `indicator` and `channel` are those of the last figure, `total` is the last number of items published
    in all; `listed` says that items of it are being counted. `siblings` counts the channels of the list,
    `nested` says that the last of them is being taken apart; `whole` is the last total of no one channel.
    `earlier` is the indicator of the sentence before, `kinds` says that this one announces a list of kinds, `among`
    that the clause before the number is but 'of which'; `place` is the channel that a heading names.
    """

    section: Section
    indicator: str = ""
    channel: str = ""
    listed: bool = False
    total: float | None = None
    total_unit: str = ""
    whole: float | None = None
    own: bool = True
    siblings: int = 0
    nested: bool = False
    earlier: str = ""
    kinds: bool = False
    among: bool = False
    place: str = ""
    section_place: str = ""

    def enter(self, section: Section) -> None:
        """Go on to another section. A total holds on only where sections of one kind follow each other."""
        self.section = section
        self.start_sentence()
        self.earlier = self.place = ""
        self.section_place = published.heading_channel(section.heading.replace(" ", ""))
        if section.type != "proactive_disclosure":
            self.total = self.whole = None

    def start_sentence(self) -> None:
        """Forget what only the last sentence was about."""
        self.earlier = self.indicator
        self.indicator = self.channel = ""
        self.listed = self.nested = self.kinds = False
        self.siblings = 0

    def name_channel(self, channel: str) -> None:
        """Go on to a channel: what is counted next may be items of it."""
        self.channel, self.nested = channel, False
        self.siblings += bool(channel)

    def channel_of_item(self, words: str, before: str) -> str:
        """The channel that a kind of item belongs to which names none.

        Behind several channels side by side it is a kind of all items, unless the words say 'of which' or go on, behind
        the mark `before`, with what was done there.
        """
        goes_on = before in _GOES_ON and codebook.phrase("verb_alone").match(words) is not None
        return self.channel if goes_on or self.nested_in(words) or self.siblings < 2 else ""

    def pass_heading(self, sentence: str) -> None:
        """Note the channel that a heading within a section names; any other mark of a list ends its reach."""
        marked = codebook.phrase("heading_mark").match(sentence) is not None
        if marked or sentence.endswith("\n"):
            name = published.heading_channel(sentence)
            self.place = name if marked else name or self.place

    def under_heading(self, statement: bool) -> str:
        """The channel of the heading that the text stands under; what is stated of all at the end is of no other channel."""
        place = self.place or self.section_place
        return "" if statement and place == _REST else place

    def nested_in(self, words: str) -> bool:
        """Whether items of the last channel are being counted, after words that say 'of which'."""
        self.nested = self.nested or self.starts_parts(words)
        return self.nested

    def starts_parts(self, words: str) -> bool:
        """Whether an item begins with 'of which', or the clause before it says no more than that."""
        return self.among or codebook.phrase("of_which").search(words) is not None

    def channel_before(self, near: str, wide: str) -> str:
        """The channel that the clause before names, or the website whose visitors it counts, for a clause of its own verb."""
        visited = self.indicator in _VISITS and codebook.phrase("posts").match(near) is not None
        return published.channel_before(near, wide) or (_SITE if visited else "")

    def hear(self, words: str) -> None:
        """Turn from channels to kinds of item, or to the outcome of remedies, where the words before a number say so."""
        self.among = codebook.phrase("of_which_alone").search(words) is not None
        if remedy := codebook.phrase("among_remedies").search(words):
            self.indicator = next(name for name in REMEDIES if codebook.phrase(f"names_{name}").search(remedy[0]))
        if any(map(words.__contains__, _words_of_kind())) and codebook.phrase("by_kind").search(words):
            self.kinds = True
            if self.channel and not self._all_on_one_site():
                self.channel, self.siblings, self.nested = "", 0, False
                self.total = self.whole

    def _all_on_one_site(self) -> bool:
        """Whether the items of a website are all that the text has counted."""
        return self.channel == _SITE and self.siblings == 1 and self.whole is None

    def publish(self, channel: str, value: float, unit: str, own: bool) -> None:
        """A number of items published, in all or through a channel: what follows may be parts of it.

        `own` says that they were published of the agency's own accord; of others those that were may be a part.
        """
        self.own = own
        self.name_channel(channel)
        self.total, self.total_unit = value, unit
        if not channel:
            self.whole = value

    def start_kinds(self, channel: str, value: float) -> None:
        """A kind of item that a sentence begins with: what follows are other kinds, of the total before or of none."""
        if channel != self.channel:
            self.name_channel(channel)
        if self.total is None or value > self.total:
            self.total, self.kinds = None, True

    def part_of_total(self, value: float) -> bool:
        """Whether a number may be part of the total given before."""
        return self.total is not None and value <= self.total

    def kind_listed(self, value: float) -> bool:
        """Whether a number may be one of the kinds of item that are being listed, of a total or before it."""
        return self.part_of_total(value) or (self.kinds and self.total is None)

    def lists_items(self) -> bool:
        """Whether the sentence is still about items published, whatever it named in between."""
        return self.listed and not self.indicator.startswith(_ELSEWHERE)

    def may_list(self, label: str) -> bool:
        """Whether a label alone may name an item published, here."""
        if self.lists_items() or self.indicator == "normative_documents_disclosed":
            return True
        if self.indicator or self.earlier.startswith(_ELSEWHERE):
            return False
        if self.section.type != "proactive_disclosure" and self.earlier not in PUBLISHED:
            return self.kinds and self.section.type in ("overview", "preamble")
        if self.kinds:
            return True
        by_kind = codebook.phrase("kinds_heading").search(self.section.heading) is not None
        if self.total is not None and by_kind:
            return True
        return bool(published.channel(label)[0]) or codebook.phrase("kind_item").match(label) is not None

    def on_topic(self, topic: str, before: str, value: float) -> bool:
        """Whether a wording that holds only under a topic holds here; `before` is the sentence up to the number."""
        spoken = self.indicator
        if topic not in _TOPICS:
            return spoken.startswith("requests_" if topic == "requests_list" else topic)
        if topic == "requests":
            if spoken or self.section.type == "requests":
                return not spoken or spoken.startswith("requests_")
            return self.earlier.startswith("requests_") or codebook.phrase("applied").search(before) is not None
        if topic == "zero":
            return value == 0
        if topic == "own":
            return spoken not in PUBLISHED
        if topic == "training":
            return spoken in ("training_sessions", "trainees")
        return not codebook.phrase("other_training").search(before)
