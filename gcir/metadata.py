"""What labels printed beside a report say about it: day of publication, issuing body, index number, title."""

import functools
import re
from collections.abc import Sequence
from itertools import zip_longest

from gcir import codebook
from gcir.blocks import Block

_FIELDS = ("title", "published", "issuer", "index_number", "url", "other")
_COLUMNS = ("field", "where", "label", "note")
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_LABEL_END = re.compile(r"[:：】\]]")
_SHORT, _INDEX_CELLS = 200, 60


@functools.cache
def page_labels() -> dict[str, tuple[str, int]]:
    """Label printed on a page → the field it announces and its rank among the labels of that field."""
    return _labels("page")


@functools.cache
def meta_names() -> dict[str, tuple[str, int]]:
    """The same for names of meta elements in the head of a page."""
    return _labels("meta")


def _labels(where: str) -> dict[str, tuple[str, int]]:
    rows = codebook.read("metadata_labels", _COLUMNS)
    codebook.require("metadata_labels", "where", (r["where"] for r in rows), ("page", "meta"), "gcir/metadata.py")
    codebook.require("metadata_labels", "field", (r["field"] for r in rows), _FIELDS, "the fields of gcir.model.Document")
    chosen = (r for r in rows if r["where"] == where)
    return {r["label"]: (r["field"], i) for i, r in enumerate(chosen)}


@functools.cache
def _label_pattern() -> re.Pattern[str]:
    labels = sorted(page_labels(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(r"\s*".join(map(re.escape, label)) for label in labels) + r")\s*[:：】\]]\s*")


def day(words: str) -> str:
    """The first day named in digits, as an ISO date; empty if there is none."""
    match = _DAY.search(words)
    if not match or not (1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31):
        return ""
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def keep(found: dict[str, tuple[int, str]], field: str, rank: int, value: str) -> None:
    """Note a value of a field unless a label of higher rank gave one."""
    value = day(value) if field == "published" else value
    if value and (field not in found or rank < found[field][0]):
        found[field] = (rank, value)


def from_page(blocks: Sequence[Block]) -> dict[str, str]:
    """What labelled lines and the index table on the page say."""
    found: dict[str, tuple[int, str]] = {}
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.rows:
            if is_index_table(block):
                _from_cells([cell.text for row in block.rows for cell in row], found)
        elif block.text and len(block.text) < _SHORT:
            after = following.text if following is not None and len(following.text) < _SHORT else ""
            _from_line(block.text, after, found)
    return {field: value for field, (_, value) in found.items()}


def _from_cells(cells: list[str], found: dict[str, tuple[int, str]]) -> None:
    for label, value in zip(cells, [*cells[1:], ""], strict=True):
        _from_line(label if ":" in label or "：" in label else f"{label}:", value, found)


def _from_line(line: str, after: str, found: dict[str, tuple[int, str]]) -> None:
    if not _LABEL_END.search(line):
        return
    pieces = _label_pattern().split(line)
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field, rank = page_labels()["".join(label.split())]
        value = value.strip(" \u3000[]【】|") or (after if len(pieces) == 3 else "")
        if field in ("issuer", "index_number"):
            value = value.split(" ")[0]
        if value and field != "other":
            keep(found, field, rank, value)


def is_index_table(block: Block) -> bool:
    """A table of labels about the document (index number, issuing body, day), not of the report's figures."""
    filled = [cell.text for row in block.rows for cell in row if cell.text]
    if len(filled) > _INDEX_CELLS:
        return False
    cells = ["".join(words.split()).rstrip(":：") for words in filled]
    known = sum(1 for c in cells if c in page_labels())
    ended = (c for c in cells if _LABEL_END.search(c))
    lined = sum(1 for c in ended if (m := _label_pattern().match(c)) and m.end() < len(c))
    return (3 * known >= len(cells) > 0 or 2 * lined >= len(cells) > 0) and known + lined > 1
