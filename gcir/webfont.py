"""Embed in a page the glyphs of the bundled Chinese fonts that the page uses, and no others."""

import base64
import functools
import io
from typing import Any

from gcir.style import fonts

# Latin letters are left to the reader's own fonts. Quotes, dashes and signs, which Latin and Chinese
# set differently, are a family of their own, so that only Chinese text asks for it first.
_FIRST_SIGN, _FIRST_CHARACTER = 0x2010, 0x2E80
SIGNS_FAMILY = "GCIR Signs"
_BOLD_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "th", "b", "strong"}
_SILENT_TAGS = {"script", "style", "title"}
_SPOKEN = ("data-search", "data-found", "data-none", "data-count", "data-unknown", "data-label")  # what scripts write on pages
_SORTED = "\u2191\u2193"  # and its arrows, in a table's head
FILES = {400: fonts.REGULAR, 700: fonts.BOLD}


def characters(page: Any) -> dict[int, set[str]]:
    """The characters of a parsed page by weight (400 or 700) that the bundled fonts are asked for."""
    found: dict[int, set[str]] = {400: set(), 700: set()}
    _collect(page, False, found)
    return {weight: {c for c in letters if ord(c) >= _FIRST_SIGN and not c.isspace()} for weight, letters in found.items()}


def _collect(element: Any, bold: bool, found: dict[int, set[str]]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT_TAGS:
        return
    within = bold or element.tag in _BOLD_TAGS
    found[700 if within else 400].update(element.text or "")
    for words in filter(None, map(element.get, _SPOKEN)):
        found[400].update(words)
        found[700].update(_SORTED)
    for child in element:
        _collect(child, within, found)
        found[700 if within else 400].update(child.tail or "")


@functools.cache
def known(weight: int) -> frozenset[str]:
    """The characters that the bundled font of this weight can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(FILES[weight], lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())


def missing(page: Any) -> set[str]:
    """Chinese characters of a page that no bundled font draws; a reader's own fonts may or may not."""
    lacking = {c for weight, letters in characters(page).items() for c in letters - known(weight)}
    return {c for c in lacking if ord(c) >= _FIRST_CHARACTER}


@functools.lru_cache(maxsize=256)
def woff2(weight: int, letters: frozenset[str]) -> bytes:
    """The bundled font cut down to these characters; the same bytes every time."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(layout_features=[], desubroutinize=True, hinting=False, name_IDs=[1, 2], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    with TTFont(FILES[weight], lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(c) for c in letters])
        cutter.subset(font)
        font.flavor = "woff2"
        file = io.BytesIO()
        font.save(file)
    return file.getvalue()


def faces(page: Any) -> str:
    """The @font-face rules for a parsed page, fonts included."""
    rules = []
    for weight, letters in characters(page).items():
        drawn = letters & known(weight)
        chinese = {c for c in drawn if ord(c) >= _FIRST_CHARACTER}
        for family, part in ((fonts.FAMILY, chinese), (SIGNS_FAMILY, drawn - chinese)):
            if part:
                data = base64.b64encode(woff2(weight, frozenset(part))).decode("ascii")
                rules.append(face(family, weight, f"data:font/woff2;base64,{data}", "woff2"))
    return "\n".join(rules)


def face(family: str, weight: int, address: str, kind: str) -> str:
    """One @font-face rule."""
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url({address}) format("{kind}"); }}'
