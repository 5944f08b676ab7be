"""Sentences that everybody may share: quotations of the law, openings and notes of the official form, its rows."""

import functools
import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from gcir import codebook, labels
from gcir.reuse_passages import NAME, NUMBER, folded

COLUMNS = ("kind", "match", "words", "source", "note")
KINDS = ("law", "template")
_MATCHES = ("sentence", "pattern")
_ALIKE = 85.0  # of 100: a sentence with a word added or left out
_LEAST_PART = 0.7  # of a passage that has to be the sentence
_SHORTEST_ROW = 6


@dataclass(frozen=True, slots=True)
class Templates:
    """The rows of reuse_templates.csv, ready to use; `rows` are the labels of the official forms."""

    sentences: tuple[tuple[str, str], ...]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    rows: tuple[str, ...]


@functools.lru_cache(maxsize=100_000)
def kind(masked: str) -> str:
    """What a masked passage is an instance of: law, template, or nothing ("")."""
    known = templates()
    for its_kind, pattern in known.patterns:
        if pattern.search(masked):
            return its_kind
    for its_kind, sentence in known.sentences:
        part = len(sentence) >= len(masked) * _LEAST_PART
        if part and fuzz.partial_ratio(sentence, masked, score_cutoff=_ALIKE):
            return its_kind
    row = masked.strip(NUMBER + NAME)
    return "template" if process.extractOne(row, known.rows, scorer=fuzz.ratio, score_cutoff=_ALIKE) else ""


@functools.cache
def templates() -> Templates:
    """The sentences and patterns of reuse_templates.csv; CodebookError with file and line where a row is wrong."""
    sentences, patterns = [], []
    for line, row in enumerate(codebook.read("reuse_templates", COLUMNS), start=2):
        for column, allowed in (("kind", KINDS), ("match", _MATCHES)):
            if row[column] not in allowed:
                raise codebook.CodebookError(
                    f"reuse_templates.csv, line {line}: {column} {row[column]!r} is unknown; write {' or '.join(allowed)}"
                )
        if not row["words"]:
            raise codebook.CodebookError(f"reuse_templates.csv, line {line}: no words; give some or delete the line")
        if row["match"] == "sentence":
            sentences.append((row["kind"], folded(row["words"])))
        else:
            patterns.append((row["kind"], codebook.pattern("reuse_templates", line, row["words"])))
    return Templates(tuple(sentences), tuple(patterns), _form_rows())


def _form_rows() -> tuple[str, ...]:
    rows = {folded(entry.row).strip(NUMBER) for entry in labels.entries()}
    return tuple(sorted(row for row in rows if len(row) >= _SHORTEST_ROW))
