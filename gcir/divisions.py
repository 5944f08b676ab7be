"""The administrative divisions of China: names, codes and years, and how a name begins with them.

Tables: codebook/divisions.csv (provinces, prefectures, counties, statistical development zones; read
at first use), townships.csv.gz (read only when a township has to be placed), division_aliases.csv
and place_words.csv. Sources, vintages and licences: codebook/divisions.txt.
"""

import functools
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from gcir import codebook

_COLUMNS = ("code", "name", "level", "first", "last", "successor", "short", "pinyin")
_LONGEST = 16
_ENDLESS = 9999
_RANK = {"province": 1, "prefecture": 2, "county": 3, "zone": 3}


@dataclass(frozen=True, slots=True)
class Division:
    """One name that a code had from the list of year `first` to that of `last`."""

    code: str
    name: str
    level: str
    first: int
    last: int
    successor: str
    short: str
    pinyin: str

    @property
    def stem(self) -> str:
        """The digits of the code that its parts share."""
        return {"province": self.code[:2], "prefecture": self.code[:4]}.get(self.level, self.code)

    def held(self, year: int | None) -> bool:
        """Whether the name was in use in a year; lists come yearly, so one year of slack either side."""
        return self.last == _ENDLESS if year is None else self.first - 1 <= year <= self.last + 1


class Place(NamedTuple):
    """Where something stands, by name; empty where unknown."""

    province: str = ""
    prefecture: str = ""
    county: str = ""
    adcode: str = ""


@functools.cache
def divisions() -> tuple[Division, ...]:
    """All divisions from county upwards, ended ones included."""
    return tuple(
        Division(
            r["code"], r["name"], r["level"],
            int(r["first"] or 0), int(r["last"] or _ENDLESS),
            r["successor"], r["short"], r["pinyin"],
        )
        for r in codebook.read("divisions", _COLUMNS)
    )


@functools.cache
def names() -> dict[str, tuple[Division, ...]]:
    """Divisions by full name, and by the short forms that keep the type: 张家川县, 凉山州, 前郭县."""
    found: dict[str, list[Division]] = defaultdict(list)
    for d in divisions():
        found[d.name].append(d)
    by_code = {d.code: d for d in divisions() if d.last == _ENDLESS}
    for d in divisions():
        typed = d.short + d.name[-1]
        if d.short and len(d.name) > len(typed) and typed not in found:
            found[typed].append(d)
    for row in codebook.read("division_aliases", ("alias", "code", "note"), key="alias"):
        if row["code"] in by_code:
            found[row["alias"]].append(by_code[row["code"]])
    return {name: tuple(entries) for name, entries in found.items()}


@functools.cache
def short_names() -> dict[str, tuple[Division, ...]]:
    """Divisions by name without type (延吉, 四川), except those that are also common words."""
    words = {r["word"] for r in codebook.read("place_words", ("word", "note"), key="word")}
    found: dict[str, list[Division]] = defaultdict(list)
    for d in divisions():
        if d.short and d.level != "zone" and d.short not in words:
            found[d.short].append(d)
    return {name: tuple(entries) for name, entries in found.items()}


@functools.cache
def by_code() -> dict[str, tuple[Division, ...]]:
    """Every name that a six-digit code has had."""
    found: dict[str, list[Division]] = defaultdict(list)
    for d in divisions():
        found[d.code].append(d)
    return {code: tuple(entries) for code, entries in found.items()}


@functools.cache
def _townships() -> dict[str, str]:
    path = codebook.folder() / "townships.csv.gz"
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()[1:]
    return dict(line.split(",", 1) for line in lines)


def township(name: str, year: int | None = None) -> tuple[str, ...]:
    """Codes of the counties that have a township of this name in the year, or else in any year."""
    held: list[str] = []
    others: list[str] = []
    for entry in _townships().get(name, "").split():
        code, _, span = entry.partition(":")
        first, _, last = span.partition("-")
        is_held = not last if year is None else int(first or 0) - 1 <= year <= int(last or _ENDLESS) + 1
        (held if is_held else others).append(code)
    return tuple(held or others)


def in_year(found: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Those names that were in use in the year; all of them where none was."""
    held = tuple(d for d in found if d.held(year))
    if len(held) > 1 and year is not None:
        held = tuple(d for d in held if d.first <= year <= d.last) or held
    return held or found


@functools.cache
def _by_county() -> dict[str, tuple[str, ...]]:
    """The names of the townships of every county, ended ones included."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, places in _townships().items():
        for entry in places.split():
            found[entry.partition(":")[0]].append(name)
    return {code: tuple(names) for code, names in found.items()}


@functools.cache
def _peoples() -> re.Pattern[str]:
    names = sorted((r["name"] for r in codebook.read("ethnic_groups", ("name",), "name")), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(names)})+")


@functools.cache
def _township_aliases() -> dict[tuple[str, str], str]:
    rows = codebook.read("township_aliases", ("county", "short", "full", "note"))
    return {(r["county"], r["short"]): r["full"] for r in rows}


def in_full(words: str) -> tuple[tuple[str, str], ...]:
    """The words with a township's name in full in place of its short one, each with the county whose townships it is of."""
    return tuple((county, words.replace(short, full)) for (county, short), full in _township_aliases().items() if short in words)


@functools.lru_cache(maxsize=10_000)
def full_township(name: str, county: str) -> str:
    """The name in full of a township: with its peoples where the county has no other (前进乡: 前进回族乡), or by the codebook."""
    if (county, name) in _township_aliases():
        return _township_aliases()[county, name]
    if county in {entry.partition(":")[0] for entry in _townships().get(name, "").split()}:
        return name
    stem, kind = name[:-1], name[-1:]
    longer = [
        n for n in _by_county().get(county, ())
        if n.startswith(stem) and n.endswith(kind) and _peoples().fullmatch(n[len(stem) : -1])
    ]  # fmt: skip
    return longer[0] if len(longer) == 1 else name


@functools.cache
def _mergers() -> dict[str, tuple[str, ...]]:
    rows = codebook.read("division_successors", ("code", "name", "successor", "how", "note"))
    merged = [r for r in rows if r["how"] == "merged"]
    return {r["successor"]: tuple(m["code"] for m in merged if m["successor"] == r["successor"]) for r in merged}


@functools.cache
def _merged() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in codebook.read("division_successors", ("code", "name", "successor", "how", "note")):
        if row["how"] == "merged":
            found[row["code"]].append((row["successor"], row["note"]))
    return {code: tuple(into) for code, into in found.items()}


def merged_into(code: str) -> tuple[tuple[str, str], ...]:
    """The codes of the divisions into which one was merged, with the note that says how."""
    return _merged().get(code, ())


@functools.cache
def touched_by_mergers() -> frozenset[str]:
    """The codes of the divisions that were merged, and of those into which they were."""
    return frozenset(_merged()) | {code for into in _merged().values() for code, _ in into}


def before_merger(division: Division, year: int | None) -> Division:
    """The division itself, or what is above it if others were merged into it after the year."""
    ended = [d for code in _mergers().get(division.code, ()) for d in by_code().get(code, ())]
    if year is None or not any(year <= d.last for d in ended):
        return division
    above = by_code().get(division.code[:4] + "00") or by_code()[division.code[:2] + "0000"]
    return above[-1]


def _name_of(code: str, year: int | None) -> str:
    entries = in_year(by_code().get(code, ()), year)
    return entries[-1].name if entries else ""


def place(division: Division, year: int | None) -> Place:
    """The division with everything above it, named as in the year."""
    province = _name_of(division.code[:2] + "0000", year)
    if division.level == "province":
        return Place(division.name, "", "", division.code)
    if division.level == "prefecture":
        return Place(province, division.name, "", division.code)
    prefecture = _name_of(division.code[:4] + "00", year)
    return Place(province, prefecture, division.name if division.level == "county" else "", division.code)


class Prefix(NamedTuple):
    """How far a name consists of divisions, and which ones the last of them may be."""

    end: int
    found: tuple[Division, ...]


def prefix(name: str, at: int = 0, shorts: bool = False) -> Prefix:
    """The divisions with which name[at:] begins, from the province down: 广州市番禺区|人民政府.

    More than one division is left where the name alone does not tell (鼓楼区). With `shorts`, names
    without their type count as well.
    """
    result = Prefix(at, ())
    while True:
        further = step(name, result, shorts)
        if further is None:
            return result
        result = further


def step(name: str, so_far: Prefix, shorts: bool) -> Prefix | None:
    """One division further into a name, within those found so far."""
    at = so_far.end
    for table in (names(), short_names()) if shorts else (names(),):
        for length in range(min(_LONGEST, len(name) - at), 1, -1):
            entries = table.get(name[at : at + length])
            inside = _inside(entries, so_far.found) if entries else ()
            if inside:
                return Prefix(at + length, inside)
    return None


def _inside(entries: tuple[Division, ...], parents: tuple[Division, ...]) -> tuple[Division, ...]:
    """Those entries that lie within one of the parents; all if there are none."""
    if not parents:
        return entries
    return tuple(d for d in entries if any(_RANK[d.level] > _RANK[p.level] and d.code.startswith(p.stem) for p in parents))
