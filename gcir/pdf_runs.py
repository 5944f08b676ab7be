"""Lines of a PDF page that stand in columns although nothing is ruled: found, and joined over page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gcir.cells import is_number, read_value
from gcir.labels import is_unit
from gcir.pdf_grid import Grid
from gcir.pdf_lines import Line, line_of
from gcir.pdf_page import Glyph
from gcir.pipe_lines import NUMBERED

_DIGITS, _NEAR, _WIDE = 0.07, 0.24, 0.75  # gaps in character sizes: between numbers, between words, between columns alone
_CLOSE = 1.3  # the widest step between lines of one cell
_MOST_ABOVE = 4
_LOOSE = 3.2  # the widest step between the lines of one table, in character sizes
_MOST_LABEL_LINES, _LONGEST = 8, 60
_SENTENCE = tuple("。；！？;")


@dataclass(slots=True)
class Printed:
    """One line of a table: the words that stand apart in it, from left to right."""

    words: list[Line]
    source: Line

    @property
    def is_wide(self) -> bool:
        """Whether a gap is so wide that the line stands in columns."""
        return any(b.left - a.right > _WIDE * a.size for a, b in pairwise(self.words))

    @property
    def is_row(self) -> bool:
        """Whether the line holds the values of a row, or its unit where they are blank."""
        values = any(is_number(w.text) for w in self.words)
        return values or (len(self.words) > 1 and any(is_unit(w.text) for w in self.words[1:]))

    @property
    def is_head(self) -> bool:
        return len(self.words) > 1 and not any(read_value(w.text) is not None or is_unit(w.text) for w in self.words)


@dataclass(slots=True)
class Run:
    """Lines in columns, from one page or, once joined, from several."""

    lines: list[Printed]


def words_of(line: Line) -> list[Line]:
    """The words of a printed line that stand apart."""
    parts: list[list[Glyph]] = []
    for glyph in line.glyphs:
        both = parts and parts[-1][-1].char.isdigit() and glyph.char.isdigit()
        if parts and glyph.left - parts[-1][-1].right < (_DIGITS if both else _NEAR) * line.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return [line_of(part) for part in parts]


def with_runs(parts: Sequence[Line | Grid | Run]) -> list[Line | Grid | Run]:
    """The parts of a page, with lines in columns taken together."""
    spaced = sum(" " in p.text and any(map(str.isdigit, p.text)) for p in parts if isinstance(p, Line))
    if not spaced:
        return list(parts)
    found: list[Line | Grid | Run] = []
    i = 0
    while i < len(parts):
        lines = _run(parts, i)
        if lines:
            i += len(lines)
            above = _above(found, lines[0].source)
            found[len(found) - len(above) :] = [Run([*above, *lines])]
        else:
            found.append(parts[i])
            i += 1
    return found


def _above(found: Sequence[object], first: Line) -> list[Printed]:
    """The lines between the top of the page and its first table, if they may go on with a table of the page before."""
    lines = [part for part in found if isinstance(part, Line) and not _is_prose(part)]
    if not len(found) == len(lines) <= _MOST_ABOVE:
        return []
    near = all(b.top - a.top < _LOOSE * max(a.size, 1.0) for a, b in pairwise([*lines, first]))
    return [Printed(words_of(line), line) for line in lines] if near else []


def _run(parts: Sequence[object], first: int) -> list[Printed]:
    """The lines of a table that begins with a line of several words, up to the last such line."""
    lines: list[Printed] = []
    last = rows = 0
    for part in parts[first:]:
        if not isinstance(part, Line) or (lines and part.top - lines[-1].source.top > _LOOSE * max(part.size, 1.0)):
            break
        printed = Printed(words_of(part), part)
        single = not printed.is_wide
        if single and (not lines or _is_prose(part) or len(lines) - last >= _MOST_LABEL_LINES):
            break
        lines.append(printed)
        if not single:
            last = len(lines)
            rows += printed.is_row
    while last < len(lines) and _goes_on(lines[last - 1], lines[last]):
        last += 1
    lines = lines[:last]
    wide = sum(p.is_wide for p in lines)
    return lines if rows and wide > 1 and (lines[0].is_head or rows > 1) else []


def _is_prose(line: Line) -> bool:
    return line.text.endswith(_SENTENCE) or len(line.text) > _LONGEST


def _goes_on(above: Printed, line: Printed) -> bool:
    """Whether a line of one word goes on with the label of the line above."""
    word, label = line.words[0], above.words[0]
    near = line.source.top - above.source.top < _CLOSE * word.size and not NUMBERED.match(word.text)
    return near and abs(word.left - label.left) < word.size and not is_number(word.text)


def joined_runs(upper: Run, lower: Run) -> Run:
    """One run over a page break, without the head that the break repeated."""
    heads = [p for p in upper.lines if p.is_head]
    texts = [p.source.text for p in upper.lines]
    begin = 0
    if heads and lower.lines[0].source.text in texts:
        at = texts.index(lower.lines[0].source.text)
        while begin < len(lower.lines) and at + begin < len(texts) and lower.lines[begin].source.text == texts[at + begin]:
            begin += 1
    last = upper.lines[-1].source
    shift = last.bottom + 2 * last.size - lower.lines[0].source.top
    return Run([*upper.lines, *(_moved(p, shift) for p in lower.lines[begin:])])


def _moved(printed: Printed, by: float) -> Printed:
    return Printed([_lower(w, by) for w in printed.words], _lower(printed.source, by))


def _lower(line: Line, by: float) -> Line:
    return replace(line, top=line.top + by, bottom=line.bottom + by)
