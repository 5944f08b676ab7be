"""Markdown in two languages by convention: a heading holds English and then Chinese, any other block is followed by its twin."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_NO_WORDS = re.compile(r"`[^`]*`|\]\([^)]*\)|https?:\S+|<[^>]+>")  # code, addresses and markup belong to no language
_HEADING = re.compile(r"(#{1,6} +)(.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ITEM = re.compile(r"(?m)^(?:[-*+]|\d+[.)]) +")
_START_OF_CHINESE = re.compile(r"[^\s\u3400-\u9fff]*[\u3400-\u9fff]")  # signs and digits before the first character go with it


class Block(NamedTuple):
    """A part of a cell: a heading, list, quote, paragraph, or something that is in no language."""

    kind: str
    text: str

    @property
    def language(self) -> str:
        """The language most letters are of: "zh", "en", "both" for a heading that holds two; empty where there are none."""
        if self.kind == "heading":
            _, en, zh = heading(self.text)
            return "both" if en and zh else "zh" if zh else "en"
        return "" if self.kind == "other" else _language(self.text)


def _language(text: str) -> str:
    words = _NO_WORDS.sub("", text)
    chinese, latin = len(_CHINESE.findall(words)), len(_LETTER.findall(words))
    return "zh" if 2 * chinese > latin else "en" if latin else ""


def heading(line: str) -> tuple[str, str, str]:
    """A heading's signs, its English and its Chinese; the Chinese begins with the word of its first character."""
    match = _HEADING.match(line)
    signs, words = match.groups() if match else ("", line)
    start = _START_OF_CHINESE.search(words)
    if not start:
        return signs, words.strip(), ""
    return signs, words[: start.start()].strip(), words[start.start() :].strip()


def blocks(source: str) -> list[Block]:
    """The blocks of a Markdown cell in order."""
    return [Block(_kind(text), text) for text in _texts(source)]


def _texts(source: str) -> Iterator[str]:
    """Lines that belong together: blank lines and headings part them, a fence holds its lines together."""
    held: list[str] = []
    fenced = False
    for line in source.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        stands_alone = not fenced and bool(_HEADING.match(line))
        if held and (stands_alone or (not fenced and not line.strip())):
            yield "\n".join(held)
            held = []
        if stands_alone:
            yield line
        elif line.strip() or fenced:
            held.append(line)
    if held:
        yield "\n".join(held)


def _kind(text: str) -> str:
    if _HEADING.match(text):
        return "heading"
    if _FENCE.match(text) or text.lstrip().startswith("|"):
        return "other"
    if text.startswith(">"):
        return "quote"
    return "list" if _ITEM.match(text) else "paragraph"


def kept(source: str, language: str) -> str:
    """A cell in one language ("zh" or "en"); "both" keeps it as it is. What has no twin in sight is kept too."""
    if language == "both":
        return source
    found = []
    for block in blocks(source):
        if block.language == "both":
            signs, en, zh = heading(block.text)
            found.append(f"{signs}{zh if language == 'zh' else en}")
        elif block.language in ("", language):
            found.append(block.text)
    return "\n\n".join(found)


def marked(source: str) -> str:
    """A cell that holds both languages with the Chinese marked as such, for fonts and for voices that read aloud."""
    found = []
    for block in blocks(source):
        if block.language == "both":
            signs, en, zh = heading(block.text)
            found.append(f'{signs}{en} <span lang="zh-Hans">{zh}</span>')
        elif block.language == "zh" and block.kind != "heading":
            found.append(f'<div lang="zh-Hans">\n\n{block.text}\n\n</div>')
        else:
            found.append(block.text)
    return "\n\n".join(found)


def faults(source: str) -> list[str]:
    """What in a cell has no twin in the other language, in words; nothing if all is well."""
    found = []
    waiting: Block | None = None
    for block in (b for b in blocks(source) if b.language):
        shown = repr(block.text[:50])
        if block.kind == "heading":
            if block.language != "both":
                found.append(f"heading {shown} is in one language; write the English and then the Chinese in one line")
            if waiting:
                found.append(_no_twin(waiting))
            waiting = None
        elif block.language == "en":
            if waiting:
                found.append(_no_twin(waiting))
            waiting = block
        elif waiting is None:
            found.append(f"{shown} follows no {block.kind} in English")
        else:
            if _shape(waiting) != _shape(block):
                found.append(f"{shown} is no twin of {waiting.text[:50]!r}: {_shape(waiting)}, {_shape(block)}")
            waiting = None
    return [*found, *([_no_twin(waiting)] if waiting else [])]


def _no_twin(block: Block) -> str:
    return f"{block.text[:50]!r} is not followed by its twin in Chinese"


def _shape(block: Block) -> str:
    return f"{block.kind} of {len(_ITEM.findall(block.text))}" if block.kind == "list" else block.kind
