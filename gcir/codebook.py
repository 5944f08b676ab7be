"""Load, type and cross-check the CSV files of the codebook, the only place where meanings live."""

import csv
import functools
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path


class CodebookError(ValueError):
    """A codebook file is wrong; the message names file, line and what to edit."""


def folder() -> Path:
    """The folder that holds the bundled codebook."""
    return Path(__file__).parent / "codebook"


@functools.cache
def read(name: str, columns: tuple[str, ...], key: str = "") -> tuple[dict[str, str], ...]:
    """The rows of codebook/NAME.csv as dicts, with `columns` as the only columns allowed.

    `key` names a column whose values must be present and must not repeat.
    Raises CodebookError with file, line and remedy.
    """
    path = folder() / f"{name}.csv"
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        return tuple(_rows(path.name, reader, columns, key))
    except csv.Error as error:
        line = reader.reader.line_num
        raise CodebookError(f"{path.name}, line {line}: this is no CSV ({error}); check commas and quotes") from None


def text_of(path: Path) -> str:
    """The text of a codebook file; CodebookError names the line that is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{path.name}, line 1: the file cannot be read ({error.strerror}); put it back") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodebookError(f"{path.name}, line {line}: not in UTF-8; save the file as CSV UTF-8") from None


def _rows(file: str, reader: "csv.DictReader[str]", columns: tuple[str, ...], key: str) -> Iterator[dict[str, str]]:
    found = tuple(reader.fieldnames or ())
    if unknown := [c for c in found if c not in columns]:
        raise CodebookError(f"{file}, line 1: unknown column {unknown[0]!r}; allowed are {', '.join(columns)}")
    if missing := [c for c in columns if found.count(c) != 1]:
        raise CodebookError(f"{file}, line 1: column {missing[0]!r} is missing or stands twice; correct it")
    seen: dict[str, int] = {}
    for line, row in enumerate(reader, 2):
        if line != reader.line_num:  # so that rows can be counted wherever a line is to be named
            raise CodebookError(f"{file}, line {line}: a row fills one line; take out the empty line or the line break in a cell")
        if None in row or None in row.values():
            raise CodebookError(f"{file}, line {line}: {len(columns)} columns expected; check commas and quotes")
        if key:
            _check_key(file, line, key, row[key], seen)
        yield row


INDICATOR_COLUMNS = ("id", "label_zh", "label_en", "unit", "group", "definition_en", "definition_zh", "source")


def indicators() -> tuple[dict[str, str], ...]:
    """The rows of indicators.csv: everything that a figure may be about."""
    return read("indicators", INDICATOR_COLUMNS, "id")


def _check_key(file: str, line: int, column: str, value: str, seen: dict[str, int]) -> None:
    if not value:
        raise CodebookError(f"{file}, line {line}: column {column!r} is empty; give an id or delete the line")
    if value in seen:
        raise CodebookError(f"{file}, line {line}: {value!r} stands already on line {seen[value]}; keep one of them")
    seen[value] = line


def require(name: str, column: str, values: Iterable[str], allowed: Iterable[str], source: str) -> None:
    """Raise CodebookError if a value of NAME.csv's column is not an id of `source`."""
    known = set(allowed)
    for number, value in enumerate(values, start=2):
        if value and value not in known:
            raise CodebookError(f"{name}.csv, line {number}: {column} {value!r} is not in {source}; add it or correct it")


def pattern(name: str, line: int, words: str) -> re.Pattern[str]:
    """A regular expression out of a codebook cell; CodebookError names file and line if it is not one."""
    try:
        return re.compile(words)
    except re.error as error:
        raise CodebookError(f"{name}.csv, line {line}: bad pattern {words!r} ({error}); correct it") from None


_GAPS = {"gap": "#,、;。()", "span": "#,;。()", "far": "#"}


@functools.cache
def phrases() -> dict[str, str]:
    """The named patterns of phrases.csv, for use in other patterns."""
    return {r["name"]: r["pattern"] for r in read("phrases", ("name", "pattern", "note"), "name")}


def expand(name: str, line: int, words: str) -> re.Pattern[str]:
    """A codebook pattern with its shorthands written out.

    <name> stands for a pattern of phrases.csv. <gapN> is up to N characters within one item of a list,
    <spanN> within one clause, <farN> within the sentence, <aloneN> within one item and without a verb of
    disclosure; none of them crosses another number (#).
    """

    def write_out(m: re.Match[str]) -> str:
        if m[1] == "alone" and m[2]:
            return f"(?:(?!{phrases()['publish_verb']})[^#,、;。()]){{0,{m[2]}}}"
        if m[1] in _GAPS and m[2]:
            return f"[^{_GAPS[m[1]]}]{{0,{m[2]}}}?"
        if m[1] not in phrases():
            raise CodebookError(f"{name}.csv, line {line}: <{m[1]}> is not in phrases.csv; add it or correct it")
        return phrases()[m[1]]

    return pattern(name, line, re.sub(r"<([a-z_]+)(\d*)>", write_out, words))


@functools.cache
def phrase(name: str) -> re.Pattern[str]:
    """One pattern of phrases.csv by its name."""
    rows = read("phrases", ("name", "pattern", "note"), "name")
    line = next((n for n, r in enumerate(rows, 2) if r["name"] == name), 0)
    if not line:
        raise CodebookError(f"phrases.csv, line {len(rows) + 2}: there is no phrase {name!r}; add it")
    return expand("phrases", line, rows[line - 2]["pattern"])
