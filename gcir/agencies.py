"""Who wrote a report: name, kind, level and region; and what it calls itself and its year.

The title's words count first, then the signature, the sentences that announce the report, and what
the page says about its issuer. A region that stays ambiguous stays empty.
"""

import re
from dataclasses import replace

from gcir import authors, canonical, divisions, identity, regions, report_dates
from gcir.agency_names import Name, government_kind
from gcir.divisions import Division, Place
from gcir.flat import flatten
from gcir.model import Agency, Dates, Document, Section
from gcir.regions import Region
from gcir.titles import Title, find_titles, read_title

_SHORTEST = 4  # characters of a name that is kept though not recognised
_SITE_NAME = re.compile(r"\s*[-_|—–].*$")


def identify(document: Document, flat: str, sections: tuple[Section, ...] = ()) -> tuple[Agency, Dates]:
    """The author of a report and its dates; empty fields where the document does not say."""
    text = flat.replace(" ", "")
    titles = find_titles(flat)
    title = titles[0] if titles else None
    page_title = read_title(_SITE_NAME.sub("", "".join(document.title.split()))) if document.title else None
    if page_title and not (page_title.slot or page_title.year):
        page_title = None
    signed = authors.signature(flat, title.end if title else _body_of(sections))
    year = report_dates.report_year(text, title, page_title, signed.iso)
    period = report_dates.period(text, year)
    dates = Dates(
        year=year,
        title=_printed(document, title) or (page_title.text if page_title else ""),
        published=report_dates.published(flat, document, title),
        signed=signed.iso,
        period_start=period.first if period else "",
        period_end=period.last if period else "",
    )
    slots = [t.slot for t in (*titles, page_title) if t and t.slot]
    found = list(authors.candidates(document, text, slots, signed.name))
    return _agency(found, slots[0] if slots else "", text, year, document.url), dates


def _body_of(sections: tuple[Section, ...]) -> int:
    """Where the text after the head begins, if the sections tell."""
    return next((s.body for s in sections if s.heading), 0)


def _printed(document: Document, title: Title | None) -> str:
    """The title as printed, without line breaks and spaces."""
    if not title:
        return ""
    words = "".join(document.text[title.start : title.end].replace("|", " ").split())
    at = flatten(words).find(title.text)
    return words[at : at + len(title.text)] if at >= 0 else title.text


def _unknown(slot: str, text: str) -> Agency:
    """What can be said of an author whose name is not recognised."""
    kind = authors.self_kind(text)
    if len(slot) < _SHORTEST or identity.pattern("not_a_name_start").search(slot):
        return Agency(agency_kind=kind)
    return Agency(agency=slot, agency_as_written=slot, agency_kind=kind or "other")


def _agency(found: list[tuple[str, Name]], slot: str, text: str, year: int | None, url: str) -> Agency:
    source, name = authors.choose(found, text)
    if name is None:
        return _unknown(slot, text)
    if name.kind == "central_department":
        return Agency(name.core, name.written, canonical.agency_id(name, None), name.kind, "central")
    name = _best_region(name, [n for said_in, n in found if source != "title" or said_in not in ("site", "contact")])
    region = Region()
    full = ""
    if not any(d.level in ("county", "zone") for d in name.region) or len(name.region) > 1:
        full, region = regions.stated(name, text)
        if region.division and not _agrees(region.division, name):
            full, region = "", Region()
    if region.division is None or (name.region and region.division.level == "prefecture"):
        region = regions.resolve(name, text, year, url)
    division = region.division
    if division and source != "title" and _speaks_for_region(name, text):
        name = replace(name, core="", kind=government_kind((division,)), lead=name.lead if name.region else "")
    where = divisions.place(division, year) if division else _shared_name(name)
    return Agency(
        agency=canonical.full_name(name, full, where, text),
        agency_as_written=name.written,
        agency_id=canonical.agency_id(name, division),
        agency_kind=name.kind,
        level=canonical.level(name, division),
        province=where.province,
        prefecture=where.prefecture,
        county=where.county,
        township=name.township,
        adcode=where.adcode,
        region_source=region.source or ("stated" if where.county else ""),
        region_evidence=region.evidence or where.county,
    )


def _speaks_for_region(name: Name, text: str) -> bool:
    """Whether an office only compiled the report of its government, which speaks of 我县 and not of 我办."""
    is_office = identity.pattern("government_office").fullmatch(name.core) is not None
    return is_office and bool(identity.pattern("region_self").search(text)) and not identity.pattern("office_self").search(text)


def _best_region(name: Name, others: list[Name]) -> Name:
    """The name in its fullest form: with the region that another mention of the same body gives it."""
    if name.region and not name.is_short:
        return name
    same = [n for n in others if n.region and not n.is_short and canonical.key(n) == canonical.key(name) and n.kind == name.kind]
    return same[0] if same else name


def _agrees(division: Division, name: Name) -> bool:
    """Whether a region found in the text lies where the name puts the agency."""
    return not name.region or any(division.code.startswith(d.stem) for d in name.region)


def _shared_name(name: Name) -> Place:
    """For an ambiguous county that is named in full (鼓楼区): its name without province and prefecture."""
    counties = {d.name for d in name.region if d.level == "county"}
    county = counties.pop() if len(counties) == 1 and len(name.region) > 1 else ""
    return Place(county=county) if county and county in name.written else Place()


def report_id(agency: Agency, dates: Dates, sha256: str) -> str:
    """A stable id of a report, from agency and year; from the file's content where these are unknown."""
    if not agency.agency_id or dates.year is None:
        return f"{agency.agency_id or 'unknown'}-{dates.year or 'undated'}-{sha256[:8]}"
    return f"{agency.agency_id}-{dates.year}"
