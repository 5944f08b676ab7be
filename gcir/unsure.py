"""Numbers of the running text that are written so that nobody can be sure of them: each is a finding, never a figure."""

import functools
import re
from collections.abc import Iterator

from gcir.clauses import UNITS
from gcir.model import Finding, Table
from gcir.numbers import IN_NUMBERS, quantities
from gcir.windows import counts

_LOOKALIKES = "lIoO"
_FOREIGN = r"'’`´·•*^|\ufffd\u0300-\u036f\ufe0f\u20e3"
_LONGEST = 40


@functools.cache
def _odd() -> re.Pattern[str]:
    """Where a digit stands beside a letter that looks like one, beside a numeral, or beside another behind a foreign sign."""
    signs = f"{_LOOKALIKES}{IN_NUMBERS}"
    return re.compile(rf"[\d{signs}](?:(?<=\d)(?:[{_FOREIGN}]+\d|[{signs}])|(?<!\d)\d)")


@functools.cache
def _whole() -> re.Pattern[str]:
    """All of such a number with the unit behind it."""
    return re.compile(rf"[\d.,{_LOOKALIKES}{IN_NUMBERS}{_FOREIGN}]{{2,{_LONGEST}}}(?:{'|'.join(UNITS)})")


@functools.cache
def _sign() -> re.Pattern[str]:
    return re.compile(rf"[\d{_LOOKALIKES}{IN_NUMBERS}{_FOREIGN}]")


def find(text: str, flat: str, tables: tuple[Table, ...]) -> Iterator[Finding]:
    """The counts of the running text that cannot be made out."""
    last = 0
    inside = iter([*tables, None])
    table = next(inside)
    for odd in _odd().finditer(flat):
        start = odd.start()
        while table and start >= table.end:
            table = next(inside)
        if start < last or (table and start >= table.start):
            continue
        while start > max(last, odd.start() - _LONGEST) and _sign().match(flat, start - 1):
            start -= 1
        number = _whole().match(flat, start)
        if number and not _is_word(flat, start) and not _is_read(flat, *number.span()):
            last = number.end()
            words = text[start:last]
            detail = f"{words} cannot be made out and is not counted"
            yield Finding("number_unsure", "warning", found=words, detail=detail, start=start, end=last)


def _is_word(flat: str, start: int) -> bool:
    """Whether a letter stands right before the first sign, which is one of a word or a code then."""
    before = flat[start - 1 : start]
    return before.isascii() and before.isalpha()


def _is_read(flat: str, start: int, end: int) -> bool:
    return any(q.start <= start and q.end == end and counts(q, flat) for q in quantities(flat, start, end))
