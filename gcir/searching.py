"""What a search on a page takes for the same: traditional characters, and words of Taiwan and Hong Kong, for simplified ones.

A page carries only what matters to the words that stand on it.
"""

import functools
import unicodedata
from collections.abc import Mapping

from gcir import codebook


def folds(words: str) -> str:
    """The characters that a search among these words must fold, each followed by the one that it is taken for."""
    there = set(unicodedata.normalize("NFKC", words))
    known = _characters()
    wanted = there | {known[c] for c in there if c in known}
    return "".join(written + standard for written, standard in known.items() if written in there or standard in wanted)


def synonyms(words: str) -> str:
    """What may be typed for other words that stand among these, as `typed=standing` with spaces between: the longest first."""
    folded = fold(words)
    several = sorted((item for item in _variants().items() if len(item[0]) > 1), key=lambda item: -len(item[0]))
    pairs = ((fold(written), fold(standard)) for written, standard in several)
    return " ".join(f"{typed}={standing}" for typed, standing in pairs if standing in folded)


def fold(words: str) -> str:
    """Words as a search compares them, character by character."""
    known = _characters()
    return "".join(known.get(c, c) for c in unicodedata.normalize("NFKC", words).lower())


@functools.cache
def _characters() -> Mapping[str, str]:
    """Which character is taken for which: those of traditional.csv, and the single ones of search_variants.csv."""
    rows = codebook.read("traditional", ("traditional", "simplified"), "traditional")
    alone = {written: standard for written, standard in _variants().items() if len(written) == 1}
    return {row["traditional"]: row["simplified"] for row in rows} | alone


@functools.cache
def _variants() -> Mapping[str, str]:
    rows = codebook.read("search_variants", ("written", "standard"), "written")
    return {row["written"]: row["standard"] for row in rows}
