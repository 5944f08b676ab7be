"""Words: segmentation with a dictionary of this field, keyness, distinctive words, and concordance."""

from __future__ import annotations

import functools
import logging
import math
import os
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gcir import codebook

if TYPE_CHECKING:
    from gcir.texts import Texts

CERTAIN = 15.13  # G² with one degree of freedom at p < 0.0001
LIKELY = 3.84  # at p < 0.05
LEAST_COUNT = 3
_WORD = re.compile(r"[\u3400-\u9fff]{2,}")


def cache_folder() -> Path:
    """Where the segmenter keeps its prepared dictionary: GCIR_CACHE, else a folder of the user's own."""
    chosen = os.environ.get("GCIR_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(chosen) / "gcir" if chosen else Path.home() / ".cache" / "gcir"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="gcir-"))
    return folder


@functools.cache
def _tokenizer() -> Any:
    """A segmenter of our own: nobody else's words in it, nothing written outside its folder, nothing said on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    logging.getLogger("jieba").setLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_folder())
    for word in domain_words():
        tokenizer.add_word(word)
    return tokenizer


@functools.cache
def domain_words() -> tuple[str, ...]:
    """The words of codebook/domain_words.txt, one a line; CodebookError where a line is no word."""
    path = codebook.folder() / "domain_words.txt"
    words = []
    for line, word in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not word or word.startswith("#"):
            continue
        if not _WORD.fullmatch(word):
            raise codebook.CodebookError(f"{path.name}, line {line}: {word!r} is not one Chinese word; write one word a line")
        words.append(word)
    return tuple(words)


def segment(text: str) -> list[str]:
    """All pieces of a text in order, punctuation included; joined they give back the text."""
    return list(_tokenizer().cut(text, HMM=True))


def words(text: str) -> list[str]:
    """The Chinese words of two or more characters, in order: numbers, signs and single characters left out."""
    return [w for w in segment(text) if _WORD.fullmatch(w)]


def keyness(target: Mapping[str, str], reference: Mapping[str, str], least: int = LEAST_COUNT) -> pd.DataFrame:
    """Words that are more (or less) frequent in `target` than in `reference`, the most telling first.

    Both map report ids to text. `g2` is Dunning's log-likelihood ratio over the 2 × 2 table of the
    word against all other words, 2 Σ O ln(O / E); `log_ratio` is Hardie's effect size, the binary
    logarithm of the ratio of the relative frequencies, half a word added where one count is zero.
    `certain` marks g2 above 15.13 (p < 0.0001 with one degree of freedom); with hundreds of words tested, smaller
    values come up by chance. `reports` counts the reports whose target text has the word.
    """
    return keyness_of(
        {i: Counter(words(t)) for i, t in target.items()}, Counter(w for t in reference.values() for w in words(t)), least
    )


def keyness_of(inside: Mapping[str, Counter[str]], b: Counter[str], least: int = LEAST_COUNT) -> pd.DataFrame:
    """`keyness` of words that are counted already: those of each report on the one side, all others together on the other."""
    a, spread = Counter[str](), Counter[str]()
    for its in inside.values():
        a.update(its)
        spread.update(its.keys())
    n_a, n_b = a.total(), b.total()
    rows = []
    for word in a.keys() | b.keys():
        if a[word] + b[word] < least or not n_a or not n_b:
            continue
        counts = (a[word], b[word], n_a, n_b)
        rows.append((word, *counts, g2(*counts), log_ratio(*counts), spread[word]))
    columns = ["word", "target", "reference", "target_size", "reference_size", "g2", "log_ratio", "reports"]
    table = pd.DataFrame(rows, columns=columns)
    table["certain"] = table["g2"] > CERTAIN
    return table.sort_values(["g2", "word"], ascending=[False, True], ignore_index=True)


def telling(table: pd.DataFrame) -> pd.DataFrame:
    """The words of a keyness table that are over-represented, more than once, and beyond chance at p < 0.05."""
    return table[(table["log_ratio"] > 0) & (table["target"] > 1) & (table["g2"] > LIKELY)]


def g2(a: int, b: int, n_a: int, n_b: int) -> float:
    """Dunning's G² for a word that occurs a times among n_a words and b times among n_b."""
    total, both = n_a + n_b, a + b
    cells = ((a, n_a * both), (b, n_b * both), (n_a - a, n_a * (total - both)), (n_b - b, n_b * (total - both)))
    return max(0.0, 2 * sum(observed * math.log(observed * total / expected) for observed, expected in cells if observed))


def log_ratio(a: int, b: int, n_a: int, n_b: int) -> float:
    """Binary logarithm of the ratio of two relative frequencies; half a word is added to both counts where one is zero."""
    half = 0.0 if a and b else 0.5
    return math.log2((a + half) / n_a) - math.log2((b + half) / n_b)


def distinctive(groups: Mapping[str, Iterable[str]], most: int = 8, least: int = LEAST_COUNT) -> pd.DataFrame:
    """For each group of texts the words that set it apart from all other groups together."""
    texts = {name: "\n".join(parts) for name, parts in groups.items()}
    tables = []
    for group, text in texts.items():
        rest = {name: other for name, other in texts.items() if name != group}
        table = keyness({group: text}, rest, least)
        tables.append(table[table["log_ratio"] > 0].head(most).assign(group=group))
    return pd.concat(tables, ignore_index=True) if tables else keyness({}, {}).assign(group="")


def concordance(texts: Mapping[str, str], word: str, width: int = 24) -> pd.DataFrame:
    """Every place where a word stands, with what stands left and right of it: `text[start:end] == word`."""
    found = []
    for report_id, text in texts.items():
        for match in re.finditer(re.escape(word), text) if word else ():
            left, right = text[max(0, match.start() - width) : match.start()], text[match.end() : match.end() + width]
            found.append((report_id, _flat(left), word, _flat(right), match.start(), match.end()))
    return pd.DataFrame(found, columns=["report_id", "left", "word", "right", "start", "end"])


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read_texts(reports: pd.DataFrame, folder: Path | str = "", tidy: Path | str = "") -> Texts:
    """The text of each parsed report by report_id, opened when it is asked for; see `gcir.texts.Texts`.

    They are those that the build kept in `tidy` (else GCIR_TIDY or data/tidy). What it did not keep is read from the
    reports' files in `folder` (else GCIR_RAW or data/raw); with a `folder` alone everything is. Files not there are left
    out. The texts of a corpus are at hand as `corpus.texts`.
    """
    from gcir import texts

    return texts.of_reports(reports, folder, tidy)


def raw_folder(folder: Path | str = "") -> Path:
    """Where the files of the parsed reports stand: `folder`, else GCIR_RAW or data/raw."""
    from gcir import corpus

    return corpus.locate(folder or os.environ.get("GCIR_RAW", "data/raw"))


def read_text(path: Path) -> str:
    """The text of a report's file; empty where it cannot be read."""
    from gcir import documents
    from gcir.model import UnreadableFile

    try:
        return documents.read_document(path).text
    except UnreadableFile:
        return ""


def spans(texts: Mapping[str, str], rows: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    """The words inside the spans of `rows` (start, end) and the words outside them, per report."""
    inside, outside = {}, {}
    places = {i: sorted(zip(g["start"], g["end"], strict=True)) for i, g in rows.groupby("report_id")}
    for report_id, text in texts.items():
        covered = list(_merged(places.get(report_id, [])))
        inside[report_id] = "\n".join(text[a:b] for a, b in covered)
        edges = [0, *(x for pair in covered for x in pair), len(text)]
        outside[report_id] = "\n".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return inside, outside


def _merged(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping spans as one."""
    start = end = None
    for a, b in places:
        if end is None or start is None or a > end:
            if end is not None and start is not None:
                yield start, end
            start, end = a, b
        else:
            end = max(end, b)
    if end is not None and start is not None:
        yield start, end
