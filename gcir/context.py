"""What the text has spoken of so far, and what a number may therefore be about."""

from dataclasses import dataclass

from gcir import codebook, published
from gcir.model import Section

PUBLISHED = ("proactive_disclosed", "proactive_share")
# Once a sentence speaks of these, its numbers are no items of the list of publications before.
_ELSEWHERE = ("requests_", "reconsideration_", "litigation_", "fees_", "staff", "train", "enquiries", "complaints")
# Topics that ask more than what was spoken of last.
_TOPICS = ("requests", "zero", "own", "training", "own_training")


@dataclass(slots=True)
class Context:
    """The subject of the text so far.

    `indicator` and `channel` are those of the last figure, `total` is the last number of items published
    in all; `listed` says that items of it are being counted. `siblings` counts the channels of the list,
    `nested` says that the last of them is being taken apart; `whole` is the last total of no one channel.
    """

    section: Section
    indicator: str = ""
    channel: str = ""
    listed: bool = False
    total: float | None = None
    total_unit: str = ""
    whole: float | None = None
    siblings: int = 0
    nested: bool = False

    def enter(self, section: Section) -> None:
        """Go on to another section. A total holds on only where sections of one kind follow each other."""
        self.section = section
        self.start_sentence()
        if section.type != "proactive_disclosure":
            self.total = self.whole = None

    def start_sentence(self) -> None:
        """Forget what only the last sentence was about."""
        self.indicator = self.channel = ""
        self.listed = self.nested = False
        self.siblings = 0

    def name_channel(self, channel: str) -> None:
        """Go on to a channel: what is counted next may be items of it."""
        self.channel, self.nested = channel, False
        self.siblings += bool(channel)

    def channel_of_item(self, words: str) -> str:
        """The channel that a kind of item belongs to which names none.

        Behind several channels side by side it is a kind of all items, unless the words say 'of which'.
        """
        self.nested = self.nested or codebook.phrase("of_which").search(words) is not None
        return self.channel if self.siblings < 2 or self.nested else ""

    def hear(self, words: str) -> None:
        """Turn from channels to kinds of item where the words before a number say so."""
        if self.channel and codebook.phrase("by_kind").search(words):
            self.channel, self.siblings, self.nested = "", 0, False
            self.total = self.whole

    def publish(self, channel: str, value: float, unit: str) -> None:
        """A number of items published, in all or through a channel: what follows may be parts of it."""
        self.name_channel(channel)
        self.total, self.total_unit = value, unit
        if not channel:
            self.whole = value

    def part_of_total(self, value: float) -> bool:
        """Whether a number may be part of the total given before."""
        return self.total is not None and value <= self.total

    def lists_items(self) -> bool:
        """Whether the sentence is still about items published, whatever it named in between."""
        return self.listed and not self.indicator.startswith(_ELSEWHERE)

    def may_list(self, label: str) -> bool:
        """Whether a label alone may name an item published, here."""
        if self.lists_items() or self.indicator == "normative_documents_disclosed":
            return True
        if self.indicator or self.section.type != "proactive_disclosure":
            return False
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
            applied = self.section.type == "requests" or codebook.phrase("applied").search(before) is not None
            return spoken.startswith("requests_") or (not spoken and applied)
        if topic == "zero":
            return value == 0
        if topic == "own":
            return spoken not in PUBLISHED
        if topic == "training":
            return spoken in ("training_sessions", "trainees")
        return not codebook.phrase("other_training").search(before)
