"""The source of a page to a clean tree: no scripts, nothing hidden, bounded in size and depth."""

import re
from itertools import chain, islice
from typing import Any

from lxml import etree

from gcir.limits import Limits
from gcir.model import UnreadableFile

Element = Any
"""An lxml element; lxml has no types of its own."""

_TAG = re.compile(r"<[a-zA-Z]")
_QUOTED = re.compile(r"""=\s*(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))""")
_BETWEEN = re.compile(r"[\s/]+")
_BRACKET_IN_VALUE = re.compile(r"""=\s*(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
_WHOLE_TAG = re.compile(rf"<[a-zA-Z](?:{_QUOTED.pattern}|[^>])*+")
# Fewer characters hold no tag that takes long; with so few brackets in values no tag has many attributes.
_LONG_PAGE, _FEW_BRACKETS = 100_000, 100
_DATA_ADDRESS = re.compile(r"""data:[\w./+;=-]{0,80},[^"'\s>)]{200,}""")
_UNWANTED = bytes([*range(9), 11, 12, *range(14, 32)])
# References to characters that a tree may be read with but not written to.
_STRAY_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?", re.I
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I)
_HIDING_WORDS = ("display", "visibility", "mso-hide")
_LOWER_STYLE = "translate(@style, 'ABDEHILMOPSTVY', 'abdehilmopstvy')"
# Pages out of an office program have a style on every other element: libxml2 leaves out nearly all of them.
_styled_to_hide = etree.XPath(f"//*[{' or '.join(f'contains({_LOWER_STYLE}, {word!r})' for word in _HIDING_WORDS)}]")
_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "svg", "object", "embed", "applet", "canvas", "audio",
    "video", "select", "button", "textarea", "datalist", "map", "xml", "del", "head",
)  # fmt: skip


def source_of(text: str, limits: Limits) -> bytes:
    """The source of a page as the parser takes it: within limits, without what XML cannot hold."""
    if text.count("<") > 2 * limits.html_tags:
        raise UnreadableFile("too_large", f"more than {limits.html_tags} tags")
    if "data:" in text:
        text = _DATA_ADDRESS.sub("data:", text)
    if len(text) > limits.markup_chars:
        raise UnreadableFile("too_large", f"{len(text)} characters of markup; the limit is {limits.markup_chars}")
    _check_attributes(text, limits.tag_attributes)
    for stray in ("\ue000", "\ufffe", "\uffff"):
        text = text.replace(stray, "")
    if "&#" in text:
        text = _STRAY_REFERENCE.sub("", text)
    return text.encode("utf-8", "replace").translate(None, _UNWANTED)


def _check_attributes(text: str, most: int) -> None:
    """Refuse a page that has a tag with too many attributes: the parser's time for them grows with their square."""
    pieces = text.split(">")
    long = (piece[tag.start() :] for piece in pieces if len(piece) > most and (tag := _TAG.search(piece)))
    smuggled = len(text) > _LONG_PAGE and sum(1 for _ in islice(_BRACKET_IN_VALUE.finditer(text), _FEW_BRACKETS)) == _FEW_BRACKETS
    whole = (m[0] for m in _WHOLE_TAG.finditer(text) if m.end() - m.start() > most) if smuggled else ()
    for tag_words in chain(long, whole):
        plain = _QUOTED.sub("= ", tag_words)
        if max(plain.count("="), sum(1 for _ in _BETWEEN.finditer(plain))) > most:
            raise UnreadableFile("too_large", f"a tag with more than {most} attributes")


def parse(source: bytes) -> Element:
    """The tree of a page, whatever its markup claims about its encoding."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(source, parser)
    except etree.LxmlError as error:
        raise UnreadableFile("damaged", str(error)[:200]) from error
    if root is None:
        raise UnreadableFile("empty_file", "a page without content")
    return root


def prune(root: Element, source: bytes, *, drop_hidden: bool) -> None:
    """Take out what a reader of the page never sees; the text behind it stays."""
    for element in list(root.iter(*_DROPPED)):
        remove(element)
    if not drop_hidden:
        return
    lower = source.lower()
    if any(word.encode() in lower for word in _HIDING_WORDS):
        for element in _styled_to_hide(root):
            if _HIDING.search(element.get("style")):
                remove(element)
    if b" hidden" in lower:
        for element in root.xpath("//*[@hidden]"):
            remove(element)


def words_of(element: Element) -> str:
    """All words in an element."""
    if not len(element):
        return element.text or ""
    words: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return words


def remove(element: Element) -> None:
    """Take an element out of its tree but leave the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
