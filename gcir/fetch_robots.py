"""What a site allows programs to fetch: robots.txt as RFC 9309 has it.

The parser of Python's library takes the first rule that fits and knows no * within a path, and so permits what a site
forbids; here the longest rule that fits decides, as sites expect.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

NAME = "gcir"
_MOST_RULES = 10_000
_LONGEST = 2_000
_PARTS = re.compile(r"(%[0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Rule:
    """A path with * and $ as in robots.txt, and whether it is open."""

    path: str
    is_open: bool

    def fits(self, path: str) -> bool:
        """Whether an address begins as the rule says. In linear time, whatever the rule."""
        pieces = self.path.removesuffix("$").split("*")
        if not path.startswith(pieces[0]):
            return False
        at = len(pieces[0])
        is_whole = self.path.endswith("$")
        for piece in pieces[1 : -1 if is_whole and len(pieces) > 1 else None]:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if not is_whole:
            return True
        return path.endswith(pieces[-1]) and len(path) - len(pieces[-1]) >= at if len(pieces) > 1 else at == len(path)


@dataclass(slots=True)
class _Group:
    names: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for this program on one site. Without rules everything is allowed."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether a path, with its query, may be fetched: the longest rule that fits decides, an open one among equals."""
        path = _plain(path or "/")
        fitting = [(len(rule.path), rule.is_open) for rule in self.rules if rule.fits(path)]
        return path == "/robots.txt" or max(fitting, default=(0, True))[1]


def parse(text: str) -> Rules:
    """The rules of a robots.txt for this program, or else those for all. What is no rule is passed over."""
    groups = list(_groups(text))
    own = [group for group in groups if NAME in group.names] or [group for group in groups if "*" in group.names]
    rules = [rule for group in own for rule in group.rules]
    return Rules(tuple(rules[:_MOST_RULES]), max((group.delay for group in own), default=0.0))


def _groups(text: str) -> Iterable[_Group]:
    group: _Group | None = None
    is_open = False  # for more names of the same group
    for line in text.removeprefix("\ufeff").splitlines():
        word, colon, value = line.partition("#")[0].partition(":")
        word, value = word.strip().lower(), value.strip()
        if not colon or len(value) > _LONGEST:
            continue
        if word == "user-agent":
            if group is None or not is_open:
                if group:
                    yield group
                group = _Group()
            group.names.append(value.lower().partition("/")[0].strip())
            is_open = True
        elif group and word in ("allow", "disallow", "crawl-delay"):
            is_open = False
            _add(group, word, value)
    if group:
        yield group


def _add(group: _Group, word: str, value: str) -> None:
    if word != "crawl-delay":
        if value:  # an empty one forbids nothing
            group.rules.append(Rule(_plain(value), word == "allow"))
        return
    try:
        delay = float(value)
    except ValueError:
        return
    if 0 < delay < float("inf"):
        group.delay = max(group.delay, delay)


def _plain(path: str) -> str:
    """A path in one spelling: characters that need no escape without one, all others with one."""
    parts = _PARTS.split(path)
    known = (unquote(p) if _is_escaped_plainly(p) else p.upper() if _PARTS.fullmatch(p) else quote(p, _KEPT) for p in parts)
    return "".join(known)


_KEPT = "/?*$=&+,;:@!'()~-._[]%"
_UNRESERVED = re.compile(r"[0-9A-Za-z~._-]")


def _is_escaped_plainly(part: str) -> bool:
    return _PARTS.fullmatch(part) is not None and _UNRESERVED.fullmatch(unquote(part, errors="replace")) is not None
