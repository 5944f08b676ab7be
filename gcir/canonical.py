"""One agency under all its spellings: the words that stay, the place, and an id made of both."""

import functools
import hashlib
from dataclasses import replace

from gcir import agency_names, divisions, identity
from gcir.agency_names import Name
from gcir.divisions import Division, Place
from gcir.model import Agency

_CENTRAL, _UNPLACED = "central", "unplaced"


def key(name: Name, division: Division | None = None) -> str:
    """What stays the same in an agency's names over the years: the body without region, rank and ending."""
    if name.township and name.kind in ("township_government", "subdistrict_office"):
        town = divisions.full_township(name.township, division.code) if division else name.township
        return _bare(town)
    return "" if name.is_government else _bare(name.core)


@functools.lru_cache(maxsize=10_000)
def _bare(core: str) -> str:
    """A body's name with short forms in full and without the endings that it may lack: 供销社 is 供销合作社."""
    noise = identity.pattern("key_noise")
    committee, *short_forms = identity.word("zone_committees").split("|")
    for short in short_forms:
        core = core.replace(short, committee)
    full = identity.aliases().get(core) or identity.aliases().get(noise.sub("", core), core)
    return noise.sub("", full)


def agency_id(name: Name, division: Division | None) -> str:
    """An id of the place's code and of the words that stay; `unplaced-` where others may bear the name."""
    if name.kind == "central_department":
        return _id(_CENTRAL, name.core)
    code = stable_code(division) or (_CENTRAL if level(name, division) == _CENTRAL else _UNPLACED)
    return _id(code, key(name, division))


def is_placed(agency_id: str) -> bool:
    """Whether an id tells one agency from all others: it has a place."""
    return bool(agency_id) and not agency_id.startswith(_UNPLACED)


def _id(code: str, words: str) -> str:
    return f"{code}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def stable_code(division: Division | None) -> str:
    """The code of the division today, so that a county made a district keeps its agencies' ids."""
    code = division.code if division else ""
    for _ in range(3):
        following = next((d.successor for d in divisions.by_code().get(code, ()) if d.successor), "")
        if not following or following == code:
            break
        code = following
    return code


def level(name: Name, division: Division | None) -> str:
    """The level of government that an agency belongs to."""
    if name.kind in ("township_government", "subdistrict_office") or name.township:
        return "township"
    known = division or next(iter(name.region), None)
    if known is None and identity.central_start(name.lead):
        return "central"
    if known is None:
        return {w: level for level, words in _ranks() for w in words}.get(name.generic, "")
    return "prefecture" if known.level == "zone" else known.level


def _ranks() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((level, tuple(identity.word(f"rank_{level}").split("|"))) for level in ("province", "prefecture", "county"))


def full_name(name: Name, full: str, where: Place, text: str) -> str:
    """The agency's name with its region and its full ending."""
    above = where.county or where.prefecture or where.province
    lead = name.lead if not name.generic else ""
    if not lead or (where.county and not name.region):
        lead = above or name.generic
    core = full if full and full != name.township else name.core
    return lead + _ended(core, name, text)


def _ended(core: str, name: Name, text: str) -> str:
    """A body's name with the ending that its short form leaves out: 红石砬子镇|人民政府."""
    if name.kind == "township_government" and name.township:
        return name.township + identity.word("suffix_government")
    if name.kind == "subdistrict_office" and name.township and core.startswith(name.township):
        rest = core[len(name.township) :]
        return core if len(rest) > 1 else name.township + identity.word("suffix_subdistrict")
    if name.is_government and name.kind != "development_zone":
        is_league = identity.pattern("league").search(name.lead) is not None
        return identity.word("suffix_league" if is_league else "suffix_government")
    if name.kind == "development_zone" and not identity.pattern("zone_committee").search(core):
        written = (w for w in identity.word("zone_committees").split("|") if (core or name.lead) + w in text)
        return core + next(written, identity.word("suffix_zone"))
    return core


@functools.lru_cache(maxsize=10_000)
def spelling(name: str) -> str:
    """A name as it is compared: without spaces, with short forms in full, without the endings that it may lack."""
    words = "".join(name.split())
    known = agency_names.recognise(words)
    if known is None:
        return _bare(words) or words
    lead = known.lead if words.startswith(known.lead) else ""
    if known.is_government:
        return lead or words
    return lead + (key(known) or known.core)


def body(name: str) -> tuple[str, str]:
    """The words of a name that stay, without its region, and the end of the ids of all bodies called so."""
    known = agency_names.recognise("".join(name.split()))
    words = (key(known) or known.lead) if known else _bare("".join(name.split()))
    return words, _id("", key(known) if known else words)


def divisions_named(province: str = "", prefecture: str = "", county: str = "") -> tuple[Division, ...]:
    """The divisions that these names may mean together, of any year; none if one of them is no division of the others."""
    found: tuple[Division, ...] = ()
    for levels, name in ((("province",), province), (("prefecture",), prefecture), (("county", "zone"), county)):
        if name:
            entries = (d for d in divisions.names().get(name, ()) if d.level in levels)
            found = tuple(d for d in entries if not found or any(d.code.startswith(above.stem) for above in found))
            if not found:
                return ()
    return found


def division_named(province: str = "", prefecture: str = "", county: str = "", year: int | None = None) -> Division | None:
    """The one division that these names mean together, in the year or at any time; None if none or several do."""
    held = divisions.in_year(divisions_named(province, prefecture, county), year)
    return held[0] if len({d.code for d in held}) == 1 else None


def _nearer(name: Name, division: Division | None, year: int | None) -> Division | None:
    """The region that a name itself tells, where it lies within the one that is known."""
    held = divisions.in_year(name.region, year)
    inside = [d for d in held if division is None or (d.code.startswith(division.stem) and d.level != division.level)]
    return inside[0] if len(inside) == 1 and not name.is_short else division


def agency(name: str, division: Division | None, year: int | None, township: str = "", kind: str = "") -> Agency:
    """An agency of a known name and place, as a report of its own would be read. `kind` settles what the name leaves open.

    A name that is not understood keeps its words, and has an id made of them.
    """
    known = agency_names.recognise(name)
    if known is None:
        known = Name(name, "", name, kind or "other", township=township)
    if known.kind == "central_department" and (division is None or kind == known.kind):
        return Agency(known.core, name, agency_id(known, None), known.kind, _CENTRAL)
    division = _nearer(known, division, year)
    where = divisions.place(division, year) if division else Place()
    if kind and kind != known.kind:
        known = replace(known, kind=kind)
    if township and not known.township:
        known = replace(known, township=township)
    return Agency(
        agency=name,
        agency_as_written=name,
        agency_id=agency_id(known, division),
        agency_kind=known.kind,
        level=level(known, division),
        province=where.province,
        prefecture=where.prefecture,
        county=where.county,
        township=known.township,
        adcode=where.adcode,
    )
