"""The places of a report where its author is named: title, signature, sentences, labels, heading lines."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from gcir import agency_names, divisions, identity
from gcir.agency_names import Name
from gcir.dates import Day, parse_dates
from gcir.model import Document

_HEAD = 1600  # how far sentences about the author are looked for
_TAIL = 1200
_SITES = 3000
_SPOKEN = 6000
_SIGN_LINE = 34  # the longest line that can be a signature
_NAME_END = re.compile(r"[\u3400-\u9fff·〇()]{2,34}$")
_VALUE = re.compile(r"[:\s|]{0,6}([\u3400-\u9fff·〇()]{3,34})")


class Signature(NamedTuple):
    """The name and the day that close a report."""

    name: str
    iso: str


def signature(flat: str, after: int) -> Signature:
    """The last day that stands alone on a line or closes the text, with the name before it.

    One with a name near the end of the text settles it; only without is all of the text read.
    """
    near_end = flat.rfind("\n", after, len(flat) - _TAIL) + 1
    if near_end > after and (found := _last_signed(flat, near_end, after)).name:
        return found
    return _last_signed(flat, after, after)


def _last_signed(flat: str, start: int, after: int) -> Signature:
    """The signature among the days from `start` on; nothing of it stands before `after`."""
    best = Signature("", "")
    for day in parse_dates(flat, start):
        if not _closes(flat, day, after):
            continue
        name = _name_before(flat, day.start, after)
        if name or not best.name:
            best = Signature(name, day.iso)
    return best


def _closes(flat: str, day: Day, after: int) -> bool:
    """Whether nothing but a name shares the day's line, or the day ends a text on one line."""
    line_start = flat.rfind("\n", 0, day.start) + 1
    line_end = flat.find("\n", day.end)
    rest = flat[day.end : line_end if line_end >= 0 else len(flat)].strip(" ()|。")
    if rest or not flat[day.start].isalnum():
        return False
    before = flat[max(line_start, after) : day.start].strip(" (|")
    if not before and identity.pattern("sign_label").search(flat[max(0, line_start - 40) : line_start].rstrip(" \n")):
        return False
    if identity.pattern("published").search(before) or identity.pattern("published_late").search(before):
        return False
    if before.endswith(":") and identity.pattern("published_plain").search(before):
        return False
    is_numeric = flat[day.start : day.end].replace("-", "").replace("/", "").isdigit()
    if is_numeric and not before:
        return bool(_name_before(flat, day.start, after))
    return len(before) <= _SIGN_LINE or bool(_name_before(flat, day.start, after))


def _name_before(flat: str, at: int, after: int) -> str:
    """The agency's name that stands before a day, on its line or the one above."""
    text = flat[max(after, at - 80) : at].rstrip(" \n(|")
    text = re.sub(rf"(?:{identity.pattern('sign_before').pattern})$", "", text).rstrip(" \n(|:")
    line = text[text.rfind("\n") + 1 :]
    words = line.replace(" ", "") if len(line.replace(" ", "")) <= _SIGN_LINE else line.rsplit(" ", 1)[-1]
    found = _NAME_END.search(words)
    if not found or found[0] != words.rpartition("。")[2]:
        return ""
    return found[0] if agency_names.recognise(found[0]) else ""


def _after_labels(text: str) -> Iterator[str]:
    """Values of labels such as 发布机构."""
    for m in identity.pattern("issuer_label").finditer(text):
        if value := _VALUE.match(text, m.end()):
            yield value[1]


def _alone(text: str) -> Iterator[str]:
    """Lines and cells of the head that hold nothing but a name."""
    for line in re.split(r"[\n|]", text):
        if 3 < len(line) <= _SIGN_LINE:
            yield line


def _in_wordings(text: str, kind: str) -> Iterator[str]:
    lines = f"\n{text}"  # the first line too stands behind a break
    for wording in identity.patterns_for(kind, text):
        for m in wording.finditer(lines):
            yield m[1]


def candidates(document: Document, text: str, slots: list[str], signed: str) -> Iterator[tuple[str, Name]]:
    """(source, name) of everything that may name the author, the surest first; `text` is without spaces.

    Where a title names the author with its region, or another source with its county, nothing else is read.
    """
    head, tail = text[:_HEAD], text[-_TAIL:]
    sources: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("title", lambda: slots),
        ("signature", lambda: (signed,)),
        ("sentence", lambda: _in_wordings(head, "name_in_text")),
        ("issuer", lambda: (document.issuer,)),
        ("label", lambda: _after_labels(head)),
        ("heading", lambda: _alone(text[:400])),
        ("label", lambda: _after_labels(tail)),
        ("contact", lambda: _in_wordings(head, "name_contact")),
        ("site", lambda: _in_wordings(text[:_SITES], "name_own")),
    )
    for source, words in sources:
        is_enough = False
        for word in words():
            name = agency_names.recognise(word) if word else None
            if name:
                is_enough = is_enough or _is_placed(name) or (source == "title" and _is_full(name))
                yield source, name
        if is_enough:
            return


def _is_full(name: Name) -> bool:
    """Whether a name needs no fuller form from elsewhere: it has its region, or none is to be had."""
    return bool(name.region) or name.kind == "central_department" or bool(name.township)


def _is_placed(name: Name) -> bool:
    return len(name.region) == 1 and name.region[0].level == "county" and not name.is_short


def choose(found: list[tuple[str, Name]], text: str) -> tuple[str, Name | None]:
    """The author with its source: the surest that gives a region, a rank or a township with the body, else the surest.

    The owner of a site may be someone else, so it completes other sources' names, and stands alone
    only for a zone; whoever the text speaks of most counts if nothing else does.
    """
    own = [(source, name) for source, name in found if source != "site"]
    if own and own[0][0] == "title":
        return own[0]
    for source, name in own:
        if name.region or name.generic or name.township or name.kind == "central_department":
            return source, name
    kind = self_kind(text)
    zones = [n for s, n in found if s == "site" and n.kind == "development_zone" and n.region]
    if zones and kind in ("", "development_zone"):
        return "site", zones[0]
    if spoken := _spoken_of(text, kind):
        return "text", spoken
    return own[0] if own else ("", None)


def _spoken_of(text: str, kind: str) -> Name | None:
    """Whose disclosure the text speaks of most: a body with its region, or a township that calls itself one."""
    names: dict[str, Name] = {}
    counts: Counter[str] = Counter()
    for m in identity.pattern("name_before_topic").finditer(text[:_SPOKEN]):
        if name := _with_region(m["n"]):
            names.setdefault(name.written, name)
            counts[name.written] += 1
    if not counts and kind in ("township_government", "subdistrict_office"):
        counts = Counter(m["t"] for m in identity.pattern("township_named").finditer(text))
        names = {t: name for t in counts if (name := agency_names.recognise(t))}
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    best = names.get(ranked[0][0])
    return best if best and kind in ("", best.kind) else None


def _with_region(words: str) -> Name | None:
    """The longest end of the words that begins with a region and names a body of it."""
    for k in range(len(words) - 3):
        if divisions.step(words[k:], divisions.Prefix(0, ()), shorts=False) and (name := agency_names.recognise(words[k:])):
            return name if name.region and not name.is_government else None
    return None


def self_kind(text: str) -> str:
    """What kind of body calls itself 我镇, 我局 …; empty unless one word leads."""
    counts: dict[str, int] = {}
    for word, kind in identity.self_words().items():
        if n := text.count(word):
            counts[kind] = counts.get(kind, 0) + n
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] * 2 > ranked[0][1]):
        return ""
    return ranked[0][0]
