"""What every container is first read into: lines, tables and pictures in reading order."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gcir import codebook
from gcir.limits import Limits
from gcir.spans import RawCell, TextWriter

Rows = list[list[RawCell]]

_SHORT, _LINE = 120, 40


@dataclass(slots=True)
class Block:
    """A line of words, a table or a picture.

    `links` counts the characters of its words that lead elsewhere; `side` says that the container
    marks it as navigation, footer or the like.
    """

    text: str = ""
    links: int = 0
    heading: bool = False
    side: bool = False
    image: bool = False
    rows: Rows = field(default_factory=list)


def write_blocks(blocks: Iterable[Block], limits: Limits) -> TextWriter:
    """The text that the blocks make, and their tables as slices of it."""
    writer = TextWriter(limits)
    for block in blocks:
        if block.rows:
            writer.table(block.rows)
        elif block.text:
            writer.line(block.text)
    writer.drawn_tables()
    return writer


@functools.cache
def _announcements() -> tuple[str, ...]:
    rows = codebook.read("page_chrome", ("kind", "phrase", "note"))
    return tuple(row["phrase"] for row in rows if row["kind"] == "table_ahead")


def missing_tables(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    """A note for every line that announces a table where a picture stands instead."""
    announced = ""
    found = []
    for block in blocks:
        if block.image and announced:
            found.append(("table_missing", f"an image stands where a table is announced: {announced}"))
            announced = ""
        elif block.rows:
            announced = ""
        elif block.text:
            hit = len(block.text) < _SHORT and any(phrase in block.text for phrase in _announcements())
            announced = block.text if hit else announced if len(block.text) < _LINE else ""
    return tuple(found)
