"""What a synthetic report is made of: blocks to print and the truth about them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from .wordings import parted, sections

INNER = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class Figure:
    """One true figure in the columns of the contract; `optional` rows count neither way."""

    indicator: str
    value: float | None
    channel: str = ""
    content: str = ""
    route: str = ""
    applicant: str = ""
    unit: str = ""
    precision: str = "exact"
    stated_as: str = "digits"
    source: str = "prose"
    row_label: str = ""
    column_label: str = ""
    evidence: str = ""
    optional: str = ""


@dataclass(slots=True)
class Problem:
    """One stated problem or remedy, word for word."""

    kind: str
    text: str
    categories: str = ""
    also: str = ""  # categories that may be given or not
    optional: str = ""


@dataclass(slots=True)
class Cell:
    """One printed cell of a table."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class Block:
    """A heading, a paragraph or a table."""

    kind: str  # title, heading, subheading, para, right, table
    text: str = ""
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Agency:
    """Who reports, and where it belongs."""

    name: str
    kind: str
    level: str
    province: str = ""
    prefecture: str = ""
    county: str = ""
    township: str = ""
    short: str = ""
    selves: tuple[str, ...] = ("本单位",)
    accepted: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """One report while it is being written, with all that is true of it."""

    rng: random.Random
    agency: Agency
    year: int
    layout: str
    numbers: str = "plain"
    blocks: list[Block] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    published: str = ""
    signed: str = ""
    period: tuple[str, str] = ("", "")
    tags: list[str] = field(default_factory=list)

    def put(self, kind: str, text: str) -> None:
        """Add a block of text."""
        if text:
            self.blocks.append(Block(kind, text))

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def pick(self, options: str | list[str] | tuple[str, ...]) -> str:
        """One of the options, written a|b|c (bars within braces do not part) or as a list."""
        return self.rng.choice(parted(options) if isinstance(options, str) else options)

    def word(self, section: str) -> str:
        """One pattern of a section of the wordings, not yet expanded."""
        return self.rng.choice(sections()[section])

    def expand(self, pattern: str, keep: bool = False) -> str:
        """Choose in {a|b|c}, innermost first; @ is the agency's word for itself, ^ a word for the year, %Y %P %N years."""
        while INNER.search(pattern):
            pattern = INNER.sub(lambda m: self.rng.choice(m[1].split("|")), pattern)
        pattern = re.sub("@", lambda _: self.rng.choice(self.agency.selves), pattern)
        pattern = re.sub(r"\^", lambda _: self.when(), pattern)
        for mark, shift in (("%Y", 0), ("%P", -1), ("%N", 1)):
            pattern = pattern.replace(mark, str(self.year + shift))
        pattern = pattern.replace(",,", ",")
        return pattern if keep else pattern.lstrip(",")

    def when(self) -> str:
        """A word for the reporting year at the head of a sentence."""
        return self.word("when").replace("%Y", str(self.year)).strip("-")
