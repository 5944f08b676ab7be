"""Channels against their total, shares against counts, and what is claimed of the website."""

import functools
import itertools
import math
from collections.abc import Iterable, Iterator

from gcir import codebook
from gcir.checks_rules import Key, finding, number, phrase
from gcir.checks_values import EXACT, PROSE, TABLE, Case, Stated, Total, bounds
from gcir.checks_words import counted, joined, name, told
from gcir.messages import Sentence
from gcir.model import Figure, Finding

_CLOSE = 1e-6
_FEWEST = 2  # one channel alone says nothing about the others
_APART = ""


def channels(case: Case) -> list[Finding]:
    """How the channels of one source stand to the total that the same source prints."""
    term, over, stated = case.rule.left[0], case.rule.over, case.stated
    for source in (TABLE, PROSE):
        parts = [stated.one(source, term.key(over, code)) for code, _ in stated.parts(source, term.indicator, over)]
        found = [f for f in parts if f is not None]
        whole = stated.one(source, term.key())
        if whole is None:
            if cell := stated.blank(source, term.key()):
                return _blank(cell, [f for f in found if f.value])
        elif found:
            return _exceeding(whole, found) or (_relation(case, whole, found) if len(found) == len(parts) else [])
    return []


def _blank(cell: Figure, parts: list[Figure]) -> list[Finding]:
    if not parts:
        return []
    words = told("total_blank_parts_reported", name=name("indicator", cell.indicator), parts=_listed(parts))
    return [finding("total_blank_parts_reported", cell, indicator=cell.indicator, detail=words)]


@functools.cache
def _nested() -> dict[str, str]:
    """Channels that another may hold, and those (under _APART) that may not count among the channels at all."""
    rows = codebook.read("nested_channels", ("channel", "within", "note"), "channel")
    known = {r["id"] for r in codebook.read("channels", ("id", "label_zh", "label_en", "pattern"), "id")}
    for column in ("channel", "within"):
        codebook.require("nested_channels", column, (r[column] for r in rows), known, "channels.csv")
    return {r["channel"]: r["within"] for r in rows}


def _exceeding(whole: Figure, parts: list[Figure]) -> list[Finding]:
    """Channels above the total. What was handed in elsewhere may be another count and is left aside."""
    limit = bounds(whole)
    found = []
    for part in parts:
        range_ = bounds(part)
        if limit and range_ and range_[0] > limit[1] + _CLOSE and _nested().get(part.channel) != _APART:
            value, total = number(part.value or 0), number(whole.value or 0)
            words = told("channel_exceeds_total", channel=name("channel", part.channel), value=value, total=total)
            about = {"indicator": part.indicator, "expected": f"<= {total}", "found": value}
            found.append(finding("channel_exceeds_total", part, detail=words, **about))
    return found


def _readings(parts: list[Figure]) -> Iterator[tuple[frozenset[str], list[Figure]]]:
    """The ways to add channels up: what another channel holds, or is a thing apart, may be left out."""
    present = {f.channel for f in parts}
    open_groups = sorted({g for c, g in _nested().items() if c in present and (g == _APART or g in present)})
    for n in range(len(open_groups) + 1):
        for left_out in itertools.combinations(open_groups, n):
            if kept := [f for f in parts if _nested().get(f.channel) not in left_out]:
                yield frozenset(left_out), kept


def _relation(case: Case, whole: Figure, parts: list[Figure]) -> list[Finding]:
    """Sum, overlap or remainder: said only if the ways of adding up agree on it."""
    if bounds(whole) is None or any(bounds(f) is None for f in parts):
        return []
    total = Total([whole])
    sums = [(left_out, kept, Total(kept)) for left_out, kept in _readings(parts)]
    for _, kept, value in sums:
        if value.is_exact and total.is_exact and math.isclose(value.low, total.low) and len(kept) >= _FEWEST:
            return [_said("channels_sum_to_total", whole, kept, "=")]
    full = [value for left_out, _, value in sums if _APART not in left_out]
    if all(value.low > total.high for value in full) and all(Total([f]).low <= total.high for f in parts):
        once = phrase("counted_once").search(case.report.text)
        return [_said("channels_overlap", whole, parts, ">", is_explained=once is not None)]
    if len(parts) >= _FEWEST and all(value.high < total.low for value in full):
        return [_said("channels_below_total", whole, parts, "<")]
    return []


def _listed(parts: list[Figure]) -> Sentence:
    return joined((counted(name("channel", f.channel), number(f.value or 0)) for f in parts), " + ")


def _said(rule: str, whole: Figure, parts: list[Figure], sign: str, *, is_explained: bool = False) -> Finding:
    value, total = number(sum(f.value or 0 for f in parts)), number(whole.value or 0)
    key = "channels:equal" if sign == "=" else "channels:differ"
    words = told(key, parts=_listed(parts), value=value, sign=sign, total=total)
    words = told("channels:counted_once", words=words) if is_explained else words
    span = (min(whole.start, *(f.start for f in parts)), max(whole.end, *(f.end for f in parts)))
    return finding(rule, span, indicator=whole.indicator, expected=total, found=value, detail=words)


def shares(case: Case) -> list[Finding]:
    """Every stated share against its count and the total; silent where another whole may be meant."""
    share, count, stated = case.rule.left[0].indicator, case.rule.right[0].indicator, case.stated
    whole = _either(stated, case.rule.right[0].key())
    if whole is None or not whole.value or whole.precision != EXACT:
        return []
    held, failed = [], []
    for printed, part in _shared(stated, share, count):
        if _fits(printed, part, whole.value):
            held.append((printed, part))
        elif not any(_fits(printed, part, w) for w in _wholes(stated, count)):
            failed.append(_wrong_share(printed, part, whole))
    if failed or not held:
        return failed
    said, counts = (" / ".join(number(pair[i].value or 0) for pair in held) for i in (0, 1))
    words = told("shares_hold", shares=said, counts=counts, total=number(whole.value))
    return [finding("shares_hold", (held[0][0].start, held[-1][0].end), indicator=share, detail=words)]


def _wrong_share(printed: Figure, part: Figure, whole: Figure) -> Finding:
    found, expected = number(printed.value or 0), f"{100 * (part.value or 0) / (whole.value or 1):.2f}"
    place = name("channel", part.channel) if part.channel else name("content", part.content)
    count, total = number(part.value or 0), number(whole.value or 0)
    words = told("shares_differ", place=place, value=count, total=total, expected=expected, found=found)
    return finding("shares_differ", printed, indicator=printed.indicator, expected=expected, found=found, detail=words)


def _either(stated: Stated, key: Key) -> Figure | None:
    return stated.one(PROSE, key) or stated.one(TABLE, key)


def _shared(stated: Stated, share: str, count: str) -> Iterator[tuple[Figure, Figure]]:
    """Exact shares with the exact counts of the same place."""
    for source in (PROSE, TABLE):
        for key in stated.places(source):
            if key[0] == share and any(key[1:]):
                printed, part = stated.one(source, key), _either(stated, (count, *key[1:]))
                if printed and part and printed.precision == part.precision == EXACT:
                    yield printed, part


def _fits(printed: Figure, part: Figure, whole: float) -> bool:
    """Whether a share is right to one unit of its last digit: shares are rounded, cut off, or made to add up to 100."""
    _, _, decimals = number(printed.value or 0).partition(".")
    return abs(100 * (part.value or 0) / whole - (printed.value or 0)) <= 10.0 ** -len(decimals) + _CLOSE


def _wholes(stated: Stated, count: str) -> Iterable[float]:
    """All other numbers of the same kind: a share may be one of them."""
    places = (places for source in (PROSE, TABLE) for key, places in stated.places(source).items() if key[0] == count)
    return (f.value for found in places for f in found if f.value)


def claim(case: Case) -> list[Finding]:
    """The words that all is on the website, against fewer items counted there than in all."""
    for source in (TABLE, PROSE):
        part, whole = (case.stated.one(source, side[0].key()) for side in (case.rule.left, case.rule.right))
        if part and whole and part.precision == whole.precision == EXACT and (part.value or 0) < (whole.value or 0):
            said = phrase("all_on_website").search(case.report.text)
            expected, found = number(whole.value or 0), number(part.value or 0)
            words = told("claim_conflict", value=found, total=expected)
            about = {"indicator": part.indicator, "expected": expected, "found": found}
            return [finding("claim_conflict", said.span(), detail=words, **about)] if said else []
    return []
