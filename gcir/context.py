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
    in all; `listed` says that items of it are being counted.
    """

    section: Section
    indicator: str = ""
    channel: str = ""
    listed: bool = False
    total: float | None = None
    total_unit: str = ""

    def enter(self, section: Section) -> None:
        """Go on to another section. A total holds on only where sections of one kind follow each other."""
        self.section = section
        self.start_sentence()
        if section.type != "proactive_disclosure":
            self.total = None

    def start_sentence(self) -> None:
        """Forget what only the last sentence was about."""
        self.indicator = self.channel = ""
        self.listed = False

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
