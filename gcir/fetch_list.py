"""The list of addresses to fetch: one a line, or a CSV file with the columns url, agency and year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from gcir import user_csv
from gcir.intake import InputError

_COLUMNS = ("url", "agency", "year")
_YEAR = re.compile(r"[12]\d{3}")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_NEW_LINE = re.compile(r"\r\n|\r|\n")
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_LONGEST = 2_000
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address of the list, what is known of the report there, and the line on which it stands."""

    url: str
    line: int
    agency: str = ""
    year: str = ""


def read(path: Path) -> list[Wanted]:
    """The addresses of a list, each once. Raises InputError with the line of the first that is none."""
    text = user_csv.text(path, InputError)
    lines = enumerate(_NEW_LINE.split(text), start=1)
    plain = [(number, _COMMENT.sub("", line).strip()) for number, line in lines]
    header = next((line for _, line in plain if line), "")
    is_table = "url" in [cell.strip().strip('"') for cell in header.split(",")]
    found = _of_table(path) if is_table else (Wanted(line, number) for number, line in plain if line)
    once: dict[str, Wanted] = {}
    for wanted in found:
        once.setdefault(_checked(wanted, path), wanted)
    if not once:
        raise InputError(f"{path} names no address: write one on each line, with http:// or https://")
    return list(once.values())


def _of_table(path: Path) -> Iterator[Wanted]:
    _, lines = user_csv.read(path, InputError)
    for number, row in lines:
        yield Wanted(line=number, **{name: row.get(name, "") for name in _COLUMNS})


def key(url: str) -> str:
    """What makes two addresses the same: the address as it is sent, without what only the browser uses."""
    return str(httpx.URL(url).copy_with(fragment=None))


def _checked(wanted: Wanted, path: Path) -> str:
    """The key of an address; InputError if it is none."""
    place = f"{path}, line {wanted.line}"
    try:
        url = httpx.URL(wanted.url)
        is_reachable = bool(url.host) and (url.port or 0) <= HIGHEST_PORT
        is_address = url.scheme in ("http", "https") and is_reachable and not re.search(r"\s", wanted.url)
        known = key(wanted.url)
    except (httpx.InvalidURL, ValueError, TypeError):
        is_address = False
    if not is_address or len(wanted.url) > _LONGEST:
        raise InputError(f"{place}: {wanted.url[:100]!r} is no address; write it with http:// or https://, or delete the line")
    if url.userinfo:
        raise InputError(f"{place}: an address with a password is not kept; take it out")
    if _FORMULA.match(wanted.agency):  # the name goes into manifest.csv, which spreadsheets open
        raise InputError(f"{place}: agency {wanted.agency[:100]!r} begins like a formula; write its name")
    if wanted.year and not _YEAR.fullmatch(wanted.year):
        raise InputError(f"{place}: year {wanted.year!r} is no year; write the four digits of the year that the report is about")
    return known
