"""Where an agency stands, when its name alone does not say.

A region written directly before the agency's name somewhere in the report counts as stated. Else the
places that could be meant (all counties with a township of that name; all divisions of an ambiguous
name) are narrowed by what else the report holds: whose site carries it, which regions it mentions,
area codes, postcodes and addresses. What stays ambiguous stays empty.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from gcir import codebook, divisions, identity
from gcir.agency_names import Name
from gcir.divisions import Division

_BEFORE = 18  # the longest run of regions looked for before a name
_PLACE_END = re.compile(r"[\u5e02\u53bf\u533a\u65d7\u5dde\u76df]")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]")
_SHORTEST_PINYIN = 5
_MENTIONS = 60


class Region(NamedTuple):
    """The division found, how (stated or inferred), and the words that say so."""

    division: Division | None = None
    source: str = ""
    evidence: str = ""


def region_before(text: str, at: int) -> tuple[str, tuple[Division, ...]]:
    """The longest run of regions that ends at `at`, as words and as what the last may be."""
    words = _NOT_HAN.split(text[max(0, at - _BEFORE) : at])[-1]
    for k in range(len(words) - 1):
        found = divisions.prefix(words[k:])
        if found.end == len(words) - k and found.found:
            return words[k:], found.found
    return "", ()


def _keys(name: Name) -> tuple[str, ...]:
    """The words of a name to look for in the text: the township or the body, and their other forms."""
    key = name.township or name.core
    full = identity.aliases().get(key, "")
    return tuple(k for k in (key, full) if len(k) > 2)


def stated(name: Name, text: str) -> tuple[str, Region]:
    """The body's name in the text with a region directly before it, if one region leads: its words and the region."""
    found: dict[Division, list[tuple[str, str]]] = {}
    for key in _keys(name):
        at = text.find(key)
        for _ in range(_MENTIONS):
            if at < 0:
                break
            words, regions = region_before(text, at) if at and _PLACE_END.match(text[at - 1]) else ("", ())
            if len(regions) == 1 and _fits(regions[0], name):
                found.setdefault(regions[0], []).append((key, words))
            at = text.find(key, at + 1)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    if not ranked or (len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1])):
        return "", Region()
    division, places = ranked[0]
    key, words = max(places, key=lambda p: (len(p[0]), len(p[1])))
    return key, Region(division, "stated", words)


def resolve(name: Name, text: str, year: int | None, url: str) -> Region:
    """The division of a named agency, as far as name and text tell."""
    region = divisions.in_year(name.region, year)
    if name.is_short and not _is_sure(name, region, text):
        return Region()
    if len(region) == 1 and not (name.township and region[0].level in ("province", "prefecture")):
        return Region(region[0], "stated", name.lead or name.written)
    candidates = _candidates(name, region, year)
    if not candidates:
        if region:
            return Region(region[0], "stated", name.lead) if len(region) == 1 else Region()
        return _unaided(name, text, url)
    if len(region) == 1 and len(candidates) == 1:
        return Region(candidates[0], "inferred", name.lead + name.township)
    narrowed = _narrow(name, candidates, text, year, url)
    return Region(region[0], "stated", name.lead) if narrowed.division is None and len(region) == 1 else narrowed


def _is_sure(name: Name, region: tuple[Division, ...], text: str) -> bool:
    """Whether a region named without its type is no chance: zones bear such names, else the full name stands elsewhere."""
    if name.kind == "development_zone" or identity.pattern("zone_start").search(name.core):
        return True
    return any(d.name in text for d in region)


def _candidates(name: Name, region: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """The divisions that may be meant."""
    if not name.township:
        return region
    codes = divisions.township(name.township, year)
    found = (divisions.in_year(divisions.by_code().get(code, ()), year)[-1:] for code in codes)
    inside = tuple(d for entries in found for d in entries)
    if not region:
        return inside
    return tuple(d for d in inside if any(d.code.startswith(r.stem) for r in region)) or (region if len(region) > 1 else ())


def _narrow(name: Name, candidates: tuple[Division, ...], text: str, year: int | None, url: str) -> Region:
    """The one candidate that all evidence leaves; empty where evidence contradicts or more than one stays."""
    used = []
    for words, stems in _evidence(candidates, text, url):
        left = tuple(d for d in candidates if any(d.code.startswith(s) or d.stem == s[: len(d.stem)] for s in stems))
        if not left:
            if words[0].isdigit():
                return Region()
            continue
        if len(left) < len(candidates) or len(candidates) == 1:
            used.append(words)
        candidates = left
    if len(candidates) == 1 and used:
        return Region(candidates[0], "inferred", "; ".join(used))
    if len(candidates) == 1 and name.township:
        return Region(divisions.before_merger(candidates[0], year), "inferred", name.township)
    return Region()


def _evidence(candidates: tuple[Division, ...], text: str, url: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Words of the report that tell a region, with the code stems that they leave; strongest first."""
    own = own_regions(text)
    for kind in ("county", "prefecture"):
        found = {d for d in own if d.level == kind}
        if found:
            yield "/".join(sorted({d.name for d in found})), frozenset(d.stem for d in found)
    mentioned = {d for d in mentions(text) if any(d.code.startswith(c.stem) or c.code.startswith(d.stem) for c in candidates)}
    if mentioned:
        yield "/".join(sorted({d.name for d in mentioned})), frozenset(d.stem for d in mentioned)
    for code in sorted(set(identity.pattern("phone").findall(text))):
        if stem := _dialling().get(code):
            yield code, frozenset((stem,))
    for code in sorted(set(identity.pattern("postcode").findall(text))):
        if stem := _postcodes().get(code[:2]):
            yield code, frozenset((stem,))
    labels = web_labels(text, url)
    spelt = {d: label for d in candidates for label in labels if len(d.pinyin) >= _SHORTEST_PINYIN and label.startswith(d.pinyin)}
    if spelt:
        yield "/".join(sorted(set(spelt.values()))), frozenset(d.stem for d in spelt)


def _unaided(name: Name, text: str, url: str) -> Region:
    """For a name without any region: the one region of the right rank whose government's site or address it is."""
    own = {d for d in own_regions(text) if _fits(d, name)}
    if len(own) > 1 and not name.generic:
        own = {d for d in own if d.level == "county"}
    if len(own) == 1:
        found = own.pop()
        return Region(found, "inferred", found.name)
    if own or not (name.generic or name.township):
        return Region()
    mentioned = {d for d in mentions(text) if _fits(d, name)}
    labels = set(web_labels(text, url))
    spelt = {d for d in divisions.divisions() if labels and d.pinyin in labels and d.held(None) and _fits(d, name)}
    both = mentioned & spelt or (mentioned if len(mentioned) == 1 else spelt if not mentioned else set())
    if len(both) != 1:
        return Region()
    found = both.pop()
    return Region(found, "inferred", found.name if found in mentioned else found.pinyin)


def _fits(division: Division, name: Name) -> bool:
    """Whether a body of this name can belong to the division: 区… to a county called 区."""
    if name.township:
        return division.level == "county" or (division.level == "prefecture" and not _has_counties(division))
    if name.generic:
        return division.name.endswith(name.generic) and division.level != "zone"
    return division.level in ("county", "prefecture")


@functools.cache
def _has_counties(prefecture: Division) -> bool:
    return any(d.level == "county" and d.code.startswith(prefecture.stem) for d in divisions.divisions())


def own_regions(text: str) -> set[Division]:
    """Regions whose government or site the text names."""
    found = set()
    for m in identity.pattern("own_site").finditer(text):
        if m.start() and _PLACE_END.match(text[m.start() - 1]):
            _, regions = region_before(text, m.start())
            if len(regions) == 1:
                found.add(regions[0])
    return found


def mentions(text: str) -> set[Division]:
    """Prefectures and counties that the text names in full and without doubt."""
    names = divisions.names()
    found = set()
    for m in _PLACE_END.finditer(text):
        for length in range(12, 2, -1):
            entries = names.get(text[max(0, m.end() - length) : m.end()])
            if entries and len(entries) == 1 and entries[0].level != "zone":
                found.add(entries[0])
                break
    return found


def web_labels(text: str, url: str) -> list[str]:
    """The parts of site and mail addresses: www.huadian.gov.cn gives huadian."""
    latin = identity.pattern("web").findall(text.lower())
    hosts = [url.split("//")[-1].split("/")[0], *(w for w in latin if "." in w or "@" in w)]
    return [label for host in hosts for label in re.split(r"[^a-z]+", host) if len(label) >= _SHORTEST_PINYIN]


@functools.cache
def _dialling() -> dict[str, str]:
    rows = codebook.read("dialling_codes", ("dialling_code", "division", "name"), key="dialling_code")
    return {r["dialling_code"]: r["division"][:2] if r["division"].endswith("0000") else r["division"][:4] for r in rows}


@functools.cache
def _postcodes() -> dict[str, str]:
    rows = codebook.read("postcodes", ("prefix", "province"), key="prefix")
    return {r["prefix"]: r["province"][:2] for r in rows}
