"""Cut reports into sentences and mask what differs by necessity: numbers, own names, spaces and signs.

Everything is done on arrays of code points for many reports at once, so that 100,000 reports take minutes.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gcir import codebook
from gcir.compare import each, plain

LEAST = 16
"""Masked characters of a passage; shorter sentences are the same by chance."""
MOST = 2_000  # longer ones are no sentences but lists without stops
NUMBER, NAME = "0", "\ue000"
_BATCH = 1_500_000  # characters worked on at once
_DROP, _STOP = 0, 1
_NUMERALS = "0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两"
_STOPS = "。！？；!?;\n\r\t|\x0b\x0c\u2028\u2029"
_CLOSING = "%％‰》”’）)】]"  # belongs to the words before it
_PLACES = ("agency", "agency_as_written", "province", "prefecture", "county", "township")

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Places = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """The passages of some reports: report `report[i]` at `start[i]`:`end[i]`, masked as `codes[low[i]:high[i]]`."""

    report: Ints
    start: Ints
    end: Ints
    low: Ints
    high: Ints
    codes: npt.NDArray[np.uint32]

    def masked(self, i: int) -> str:
        """The words of a passage as they are compared."""
        return self.codes[self.low[i] : self.high[i]].tobytes().decode("utf-32-le")


def cut(texts: Mapping[str, str], ids: Sequence[str], names: Mapping[str, Sequence[str]], leave_out: Places) -> Iterator[Batch]:
    """The passages of the reports `ids` in order, some reports at a time; places in `leave_out` are not looked at."""
    held: list[npt.NDArray[np.uint32]] = []
    numbers: list[int] = []
    size = 0
    for number, report_id in enumerate(ids):
        codes = _codes(texts[report_id], names.get(report_id, ()))
        for start, end in leave_out.get(report_id, ()):
            codes[start:end] = ord("\n")
        held.append(codes)
        numbers.append(number)
        size += len(codes)
        if size > _BATCH:
            yield _passages(held, numbers)
            held, numbers, size = [], [], 0
    if held:
        yield _passages(held, numbers)


def own_names(reports: pd.DataFrame) -> dict[str, list[str]]:
    """What each report calls its agency and its places, the longest first; places also without their last character."""
    rows = plain(reports, list(_PLACES))
    found = {}
    for row in each(rows):
        whole = {n for column in _PLACES if len(n := getattr(row, column)) > 1}
        short = {n[:-1] for column in _PLACES[2:] if len(n := getattr(row, column)) > 2}
        found[str(row.report_id)] = sorted(whole | short, key=lambda n: (-len(n), n))
    return found


def folded(words: str) -> str:
    """Some words as they are compared: without spaces and signs, every number as 0."""
    codes = _fold()[_codes(words, ())]
    codes = codes[(codes != _DROP) & (codes != _STOP)]
    first = np.concatenate([[True], codes[1:] != codes[:-1]]) | (codes != ord(NUMBER)) if len(codes) else codes == 0
    return str(codes[first].tobytes().decode("utf-32-le"))


@functools.cache
def _self_words() -> tuple[str, ...]:
    words = {row["word"] for row in codebook.read("self_words", ("word", "kind", "note"))}
    return tuple(sorted(words, key=lambda n: (-len(n), n)))


def _codes(text: str, names: Iterable[str]) -> npt.NDArray[np.uint32]:
    """The code points of a text with its names blotted out, character by character."""
    for name in (*names, *_self_words()):
        if name in text:
            text = text.replace(name, NAME * len(name))
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint32)


@functools.cache
def _fold() -> npt.NDArray[np.uint32]:
    """What becomes of each code point: itself, a number, nothing (spaces and signs) or the end of a passage."""
    table = np.arange(0x110000, dtype=np.uint32)
    basic = (chr(i) for i in range(0x10000) if not 0xD800 <= i < 0xE000)
    table[[ord(c) for c in basic if not c.isalnum() and c != NAME]] = _DROP
    table[[ord(c) for c in _NUMERALS]] = ord(NUMBER)
    table[[ord(c) for c in _STOPS]] = _STOP
    return table


def _passages(held: Sequence[npt.NDArray[np.uint32]], numbers: Sequence[int]) -> Batch:
    """Cut the texts of a batch, all at once."""
    stop = np.array([ord("\n")], dtype=np.uint32)
    offsets = np.cumsum([0, *(len(codes) + 1 for codes in held)])
    printed = np.concatenate([part for codes in held for part in (codes, stop)])
    folded = _fold()[printed]
    blank = np.isin(printed, [ord(" "), ord("\u3000")])
    folded[1:][blank[1:] & blank[:-1]] = _STOP  # columns of a table that came as text
    places = np.flatnonzero(folded != _DROP)
    codes = folded[places]
    repeats = (codes[1:] == codes[:-1]) & ((codes[1:] == ord(NUMBER)) | (codes[1:] == ord(NAME)))
    first = np.concatenate([[True], ~repeats]) if len(codes) else np.zeros(0, dtype=bool)
    last = np.concatenate([~repeats, [True]]) if len(codes) else first
    begins, finishes, codes = places[first], places[last], codes[first]
    stops = np.flatnonzero(codes == _STOP)
    low = np.concatenate([[0], stops[:-1] + 1]) if len(stops) else stops
    fits = (stops - low >= LEAST) & (stops - low <= MOST)
    low, high = low[fits], stops[fits]
    which = np.searchsorted(offsets, begins[low], side="right") - 1
    end = finishes[high - 1] + 1
    end += np.isin(printed[end], [ord(c) for c in _CLOSING])
    start, end = begins[low] - offsets[which], end - offsets[which]
    return Batch(np.asarray(numbers, dtype=np.int64)[which], start, end, low, high, codes)
