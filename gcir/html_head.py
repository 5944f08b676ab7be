"""What the head of a web page says about it."""

import re

from gcir.html_source import Element, words_of
from gcir.metadata import keep, meta_names

_SAVED = "saved from url="
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)", re.I)
_SITE = re.compile(r"(?:(?<!\s)\s+)?+[|_—–]+\s*|(?<!\s)\s+-+\s+|-{2,}|-(?=[^-]*$)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|[〇○零一二三四五六七八九]{4}")


def from_head(root: Element, source: str) -> dict[str, str]:
    """What the head of the page says; `heading` is its title element as written."""
    found: dict[str, tuple[int, str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name in meta_names() and value:
            field, rank = meta_names()[name]
            keep(found, field, rank, value)
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            keep(found, "url", -1, link.get("href"))
    if _SAVED in source[:4000].lower() and (match := _SAVED_FROM.search(source[:4000])):
        keep(found, "url", -2, match[1])
    title = root.find(".//title")
    if title is not None:
        keep(found, "heading", 0, " ".join(words_of(title).split()))
    return {field: value for field, (_, value) in found.items()}


def title_pieces(heading: str) -> list[str]:
    """The title element of a page, and its parts: those that name a year first, the name of the site last."""
    pieces = [p.strip() for p in _SITE.split(heading) if p and p.strip()]
    return [heading, *sorted(pieces, key=lambda p: (_YEAR.search(p) is None, -len(p)))] if pieces else []
