"""What a line of a page is by its words: navigation, foot, counter, or words about the document."""

import functools
import re
from collections import defaultdict

from gcir import codebook
from gcir.blocks import Block
from gcir.flat import flatten
from gcir.metadata import day, page_labels

_REST = re.compile(r"[\d\s\-/.:：()（）\[\]【】年月日·•>》«»]+")
_KINDS = ("whole", "start", "footer", "related", "counter", "table_ahead", "title")
SHORT = 120
_COLON = re.compile("[:：]")
_SENTENCE_ENDS = ("。", ";", "；")


@functools.cache
def phrases() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    rows = codebook.read("page_chrome", ("kind", "phrase", "note"))
    codebook.require("page_chrome", "kind", (row["kind"] for row in rows), _KINDS, "the kinds that gcir/html_chrome.py knows")
    for row in rows:
        kinds[row["kind"]].append(squeezed(row["phrase"]))
    return {kind: tuple(phrases) for kind, phrases in kinds.items()}


@functools.cache
def _counter(apart: bool) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(phrases()["counter"], key=len, reverse=True)))
    before = r"(?<!\w)" if apart else ""
    return re.compile(rf"{before}(?:[(（\[【|]\s*)?{before}(?:{words})\s*[:：]?\s*(?:\d[\d,]*\s*次?(?!\w)|(?=\W|$))\s*[)）\]】]?")


def is_link(block: Block) -> bool:
    """A line that leads elsewhere, apart from a date or a bullet beside the link."""
    if not block.links or not block.text:
        return False
    rest = len(block.text) - block.links - len("".join(_REST.findall(block.text)))
    return 2 * block.links >= len(block.text) or rest <= 2


@functools.cache
def _whole_lines() -> frozenset[str]:
    return frozenset((*phrases()["whole"], *phrases()["related"]))


@functools.lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    return "".join(flatten(text).lower().split())


def is_chrome(block: Block) -> bool:
    """A line that belongs to the page around the report."""
    if not block.text or len(block.text) > 2 * SHORT:
        return False
    words = squeezed(block.text)
    if words.strip(":[]【】()>》+") in _whole_lines():
        return True
    return len(words) < SHORT and words.startswith(phrases()["start"])


def is_foot(block: Block) -> bool:
    """A line of the kind that stands at the foot of every page of a site."""
    if not block.text or len(block.text) > 4 * SHORT:
        return False
    words = squeezed(block.text)
    return len(words) < 2 * SHORT and any(p in words for p in phrases()["footer"])


def is_dated(block: Block) -> bool:
    """A short line that says when the page was published."""
    if block.rows or len(block.text) > 2 * SHORT or not day(block.text):
        return False
    words = "".join(block.text.split())
    return any(field == "published" and label in words for label, (field, _) in page_labels().items())


def is_index_line(block: Block) -> bool:
    """A short line about the document that is no part of it, such as its index number."""
    if len(block.text) > 2 * SHORT or not (":" in block.text or "：" in block.text):
        return False
    words = squeezed(block.text)
    return len(words) <= SHORT and words.partition(":")[0] in page_labels() and not is_dated(block)


def without_counter(text: str) -> str:
    """A short line without the number of times that the page was read."""
    if len(text) > SHORT or text.rstrip().endswith(_SENTENCE_ENDS):
        return text
    labelled = len(_COLON.findall(text)) > 1  # day, source and counter of a page may run into each other
    return _counter(apart=not labelled).sub("", text).strip()
