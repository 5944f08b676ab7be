"""One look for every chart: fonts, colours, two canvas widths, and glyphs that must exist."""

import functools
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ACCENT, INK, TEXT, GREY, PALE, BAND = "#c2410c", "#1f2933", "#52606d", "#8592a0", "#d3d9df", "#e9edf1"
WIDE, NARROW = 9.0, 3.7  # inches; at 100 px an inch a page column and a phone
PNG_DPI = 200
GETA = "\u3013"

_width: ContextVar[float] = ContextVar("width", default=WIDE)
_GLYPH = re.compile(r"Glyph (\d+) .*missing from font\(s\) (.*)\.$", re.S)


class MissingGlyphError(RuntimeError):
    """A character that no bundled font can draw: the chart would show an empty box."""


@functools.cache
def _fonts() -> None:
    """Register the bundled fonts with matplotlib, once."""
    from matplotlib import font_manager

    for path in sorted((HERE / "fonts").glob("*.otf")):
        font_manager.fontManager.addfont(str(path))


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style; settings of the caller come back afterwards."""
    import matplotlib as mpl

    _fonts()
    with mpl.rc_context(fname=HERE / "gcir.mplstyle"):
        yield


@contextmanager
def canvas(width: float) -> Iterator[None]:
    """Draw charts `width` inches wide while this is open."""
    token = _width.set(width)
    try:
        yield
    finally:
        _width.reset(token)


def width() -> float:
    """Width of the canvas in inches."""
    return _width.get()


def is_narrow() -> bool:
    """True on a phone's canvas, where labels stand above their rows."""
    return _width.get() < WIDE / 2


@contextmanager
def strict_glyphs() -> Iterator[None]:
    """Raise MissingGlyphError, naming the character, where matplotlib would only warn."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        if found := _GLYPH.search(str(warning.message)):
            code = int(found[1])
            raise MissingGlyphError(f"no glyph for {chr(code)!r} (U+{code:04X}) in {found[2]}; add it to the bundled font")
    for warning in caught:
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


def drawable(text: str) -> str:
    """Words of a report as the bundled fonts can draw them: a geta mark, as printers set it, for a character they lack.

    Words of our own are drawn as they are: a character that is missing there is a mistake to be found.
    """
    if _drawn().issuperset(text):
        return text
    seen = (c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    return "".join(c if c in _drawn() else GETA for c in seen)


@functools.cache
def _drawn() -> frozenset[str]:
    """The characters that the bundled fonts have in both weights, and the end of a line."""
    return frozenset(map(chr, _face(False).get_charmap().keys() & _face(True).get_charmap().keys())) | {"\n"}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text in inches as the house font sets it."""
    return sum(_advance(char, bold) for char in text) * size / 72


@functools.lru_cache(maxsize=20_000)
def _advance(char: str, bold: bool) -> float:
    """Advance width of a character in ems."""
    return float(_face(bold).load_char(ord(char)).linearHoriAdvance) / 65536 / _MEASURED_AT


@functools.cache
def _face(bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(HERE / "fonts" / f"GCIRSansSC-{'Bold' if bold else 'Regular'}.otf"))
    face.set_size(_MEASURED_AT, 72)
    return face


def wrap(text: str, inches: float, size: float, bold: bool = False) -> list[str]:
    """Lines no wider than `inches`: broken at spaces, and between Chinese characters."""
    lines: list[list[str]] = [[]]
    for piece in _PIECE.findall(text):
        line = lines[-1]
        if line and text_width("".join([*line, piece]).rstrip(), size, bold) > inches:
            carried = [piece]
            while len(line) > 1 and (carried[0][0] in _NO_START or line[-1] in _NO_END):
                carried.insert(0, line.pop())
            lines.append(carried)
        else:
            line.append(piece)
    return [words for words in ("".join(line).strip() for line in lines) if words]


_PIECE = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+|[\u2e80-\u9fff\uff00-\uffef]")
_NO_END = frozenset("(\uff08\u300a\u201c\u2018")  # opening marks too
_MEASURED_AT = 100  # points
_NO_START = frozenset(
    ",.;:!?)\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300b\u201d\u2019"
)  # closing marks stay with their word
