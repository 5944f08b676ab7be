"""Bytes to characters, and plain text or Markdown to a document."""

import codecs
import re

from gcir.blocks import Block, Rows
from gcir.flat import simplified
from gcir.grid import find_pipe_tables
from gcir.limits import Limits
from gcir.metadata import from_page, is_index_table
from gcir.model import Document, Table, UnreadableFile
from gcir.spans import INVISIBLE, RawCell

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL_BYTES = bytes([*range(9), *range(14, 27), 127])
_ASCII_BYTES = bytes(range(128))
_ASCII = re.compile("[\x00-\x7f]+")
_WORD = re.compile(r"\w")
_LETTERS = re.compile("[\n\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_TOP, _TOP_LINES, _TOP_CELLS = 1500, 20, 100
_SPOILT = 0.02
_COMMON = 0.7


def decode(data: bytes) -> str:
    """The characters of a file whose encoding nobody can be trusted to declare.

    A byte order mark decides; else strict UTF-8, else UTF-8 with a few spoilt bytes, else GB18030.
    Raises UnreadableFile for bytes that are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"))
    if b"\x00" in data[:4096]:
        return _checked(_without_mark(data))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    foreign = len(data[:100_000].translate(None, _ASCII_BYTES)) * max(1.0, len(data) / 100_000)
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") <= _SPOILT * foreign and (encoding == "utf-8" or _is_chinese(text)):
            return _checked(text)
    raise UnreadableFile("encoding_unreadable", "neither UTF-8 nor GB18030")


def _is_chinese(text: str) -> bool:
    """GB18030 gives a character for nearly any bytes; real words use mostly the common ones."""
    sample = simplified(_ASCII.sub("", text[:20_000])[:4000])
    return len(sample.encode("gb2312", "ignore")) >= _COMMON * 2 * len(sample)


def _without_mark(data: bytes) -> str:
    """UTF-16 that was saved without a byte order mark."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(encoding, "replace")
        if len(_LETTERS.findall(text[:4096])) > 0.9 * len(text[:4096]):
            return text
    raise UnreadableFile("binary_content", "zero bytes in what should be text")


def _checked(text: str) -> str:
    sample = text[:100_000]
    if _may_be_spoilt(sample) and len(_CONTROL.findall(sample)) > 0.01 * len(sample):
        raise UnreadableFile("binary_content", "control characters in what should be text")
    if not _WORD.search(text):
        raise UnreadableFile("empty_file", "no letter and no digit in it")
    return text


def _may_be_spoilt(sample: str) -> bool:
    """Whether control characters may be many: counted in bytes, of which other characters too have the rarer ones."""
    data = sample.encode("utf-8", "replace")
    count = len(data) - len(data.translate(None, _CONTROL_BYTES)) + data.count(b"\xc2") + data.count(b"\xef\xbf")
    return count > 0.01 * len(sample)


def read_text(text: str, name: str, container: str, limits: Limits) -> Document:
    """A document whose text is the file as it stands, but for what cannot be seen, with the tables that it draws.

    Lines and an index table above the report, as pages leave them when they are copied, state its metadata.
    """
    if len(text) > limits.text_chars:
        raise UnreadableFile("too_large", f"{len(text)} characters of text; the limit is {limits.text_chars}")
    text = INVISIBLE.sub("", text)
    tables = find_pipe_tables(text, limits)
    above = [Block(line.strip()) for line in text[:_TOP].split("\n")[:_TOP_LINES] if line.strip() and "|" not in line]
    index = {t.start: block for t in tables if _may_be_index(t) and is_index_table(block := _block(t))}
    stated = from_page([*index.values(), *above])
    return Document(
        name,
        text,
        tuple(t for t in tables if t.start not in index),
        container,
        published=stated.get("published", ""),
        issuer=stated.get("issuer", ""),
        index_number=stated.get("index_number", ""),
    )


def _may_be_index(table: Table) -> bool:
    return table.start < _TOP and len(table.cells) < _TOP_CELLS


def _block(table: Table) -> Block:
    rows: Rows = []
    for cell in table.cells:
        if cell.row == len(rows):
            rows.append([])
        rows[-1].append(RawCell(cell.text))
    return Block(rows=rows)
