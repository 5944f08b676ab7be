"""Cut a stretch of text into sentences and clauses, with the list mark that opens each."""

import functools
import re
from array import array
from dataclasses import dataclass

from gcir import hints
from gcir.flat import View, squeeze
from gcir.problems_deficits import hits
from gcir.problems_wording import wording

_SHORTEST_WRAPPED_LINE = 12
# How many characters may follow deficit wording when it ends a statement: `is too slow`, `has to | be better`.
_REST_OF_PREDICATE = {"quality": (0,), "modal": (2, 3, 4)}
_BREAK = re.compile(r"(?<=[^\n。;:!?|])\n(?=[^\n|])")
_INSIDE = re.compile(r"[,。;:]")
_SENTENCE_END = "。;:!?\n"
_DIGITS = re.compile(r"\d+|[①-⑳]")
_NUMERALS = re.compile(r"[一二三四五六七八九十]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses [start, end) up to a full stop, semicolon, colon, line end or the next list mark.

    `mark` names the kind of list mark in front (its print with 1 for the number), `first` says that it
    is number one of its list, `opens_line` that it stands first in its line.
    """

    clauses: tuple[tuple[int, int], ...]
    mark: str
    first: bool
    opens_line: bool
    stop: str


def clean(flat: str, start: int, end: int) -> View:
    """flat[start:end] without spaces and without the line breaks that printing put inside a sentence."""
    view = squeeze(flat, start, end)
    wrapped = [m.start() for m in _BREAK.finditer(view.text) if _is_wrapped(view, m.start())]
    if not wrapped:
        return view
    pieces, at, last = [], array("l"), 0
    for cut in wrapped:
        pieces.append(view.text[last:cut])
        at.extend(view.at[last:cut])
        last = cut + 1
    pieces.append(view.text[last:])
    at.extend(view.at[last:])
    return View("".join(pieces), at)


def _is_wrapped(view: View, at: int) -> bool:
    """Is this line break one of the page's width? Then the line is full and the next one goes on."""
    before = view.text.rfind("\n", 0, at) + 1
    indented = view.at[at + 1] - view.at[at] > 2
    if at - before < _SHORTEST_WRAPPED_LINE or indented:
        return False
    text, words, following = view.text, wording(), at + 1
    if _mark_at(text, following, "\n") or words.remedy_start.match(text, following) or words.problem_start.match(text, following):
        return False
    if any(at - hit.end in _REST_OF_PREDICATE.get(hit.kind, ()) for hit in hits(text, before, at)):
        return False  # a statement that is complete
    mark = _mark_at(view.text, before, "\n")
    is_title = mark is not None and not _INSIDE.search(view.text, mark.end(), at)
    return not is_title


@functools.cache
def _tokens() -> re.Pattern[str]:
    quoted = r"[“\"][^”\"\n]{1,40}[”\"]|《[^》\n]{1,60}》|\([^()\n]{1,60}\)"
    marks = wording().mark_anywhere.pattern
    return hints.guarded(rf"(?P<mark>(?=[一二三四五六七八九十①-⑳(\d])(?:{marks}))|(?P<quoted>{quoted})|[。;:!?,\n]")


def _mark_at(text: str, at: int, before: str) -> re.Match[str] | None:
    """The list mark at this place, given the character before it."""
    words = wording()
    found = words.mark_anywhere.match(text, at) or words.mark_clause.match(text, at)
    if not found and before in _SENTENCE_END:
        found = words.mark_sentence.match(text, at)
    if not found and before == "\n":
        found = words.mark_line.match(text, at)
    return found


def _kind(mark: str) -> str:
    """What the marks of one list have in common: their print with 1 or 一 for the number."""
    plain = _NUMERALS.sub("一", _DIGITS.sub("1", mark)).strip(",.、:")
    return plain[-3:] if "1" in plain or "一" in plain else "一"


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a cleaned text, in order; clauses without words are left out."""
    cutter = _Cutter(text)
    cutter.open(0, "\n")
    for token in _tokens().finditer(text):
        if token.start() < cutter.start or token.lastgroup == "quoted":
            continue
        if token.lastgroup == "mark":
            cutter.close_sentence(token.start(), "")
            cutter.open(token.start(), "")
        elif token[0] == ",":
            cutter.close_clause(token.start())
            cutter.open_clause(token.end())
        else:
            cutter.close_sentence(token.start(), token[0])
            cutter.open(token.end(), token[0])
    cutter.close_sentence(len(text), "\n")
    return tuple(cutter.done)


class _Cutter:
    """Collects clauses into sentences while the tokens go by."""

    __slots__ = ("clauses", "done", "first", "line", "mark", "start", "text")

    def __init__(self, text: str):
        self.text = text
        self.done: list[Sentence] = []
        self.clauses: list[tuple[int, int]] = []
        self.start = 0
        self.mark, self.first, self.line = "", False, False

    def open(self, at: int, before: str) -> None:
        """Begin a sentence; the list mark in front belongs to it but not to its words."""
        self.mark, self.first, self.line, self.start = "", False, before == "\n", at
        if found := _mark_at(self.text, at, before or "。"):
            self.mark = _kind(found[0])
            self.first = bool(wording().mark_first.search(found[0]))
            self.start = found.end()

    def open_clause(self, at: int) -> None:
        """Begin a clause; one that has a list mark of its own begins a sentence."""
        if wording().mark_clause.match(self.text, at):
            self.close_sentence(at, "")
            self.open(at, ",")
        else:
            self.start = at

    def close_clause(self, at: int) -> None:
        """End a clause, if there is one."""
        if at > self.start:
            self.clauses.append((self.start, at))

    def close_sentence(self, at: int, stop: str) -> None:
        """End a clause and its sentence."""
        self.close_clause(at)
        if self.clauses:
            self.done.append(Sentence(tuple(self.clauses), self.mark, self.first, self.line, stop))
            self.clauses = []
            self.mark, self.first, self.line = "", False, False
