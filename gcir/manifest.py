"""What a user states about files in manifest.csv, beside the reports or in a folder above them: it wins over what is read."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gcir import agency_names, canonical, divisions, identity, user_csv
from gcir.divisions import Division
from gcir.model import Agency, Dates, Document
from gcir.schemas import TableError, codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NAME = "manifest.csv"
PLACES = ("province", "prefecture", "county", "township")
COLUMNS = ("file", "agency", "agency_kind", "region", *PLACES, "year", "url", "fetched")
SOURCE = "manifest"
_ABOVE = 8  # folders, a file's own among them, in which its manifest is looked for
_YEAR, _CODE, _URL = re.compile(r"[12]\d{3}"), re.compile(r"\d{6}"), re.compile(r"https?://[^\s/]+\S*")


class ManifestError(TableError):
    """A manifest is not as it must be; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a line of a manifest states; empty where it leaves things to the report. `evidence` names the line."""

    agency: str = ""
    agency_kind: str = ""
    division: Division | None = None
    township: str = ""
    year: int | None = None
    url: str = ""
    evidence: str = ""

    def document(self, document: Document) -> Document:
        """The document with the address stated."""
        return replace(document, url=self.url) if self.url else document

    def dates(self, dates: Dates) -> Dates:
        """The dates with the year stated."""
        return replace(dates, year=self.year) if self.year else dates

    def about(self, read: Agency, year: int | None) -> Agency:
        """The agency as stated, or as read where nothing is stated of it; id, kind and level follow."""
        if not (self.agency or self.agency_kind or self.division):
            return read
        name = self.agency or read.agency_as_written or read.agency
        kind = self.agency_kind or ("" if self.agency else read.agency_kind)
        found = canonical.agency(name, self.division, year, self.township, kind)
        is_stated = bool(found.adcode)
        if not is_stated:
            found = canonical.agency(name, _only(divisions.by_code().get(read.adcode, ()), year), year, self.township, kind)
        source = (SOURCE, self.evidence) if is_stated else (read.region_source, read.region_evidence)
        return replace(
            found,
            agency=self.agency or _in_full(found),
            agency_as_written=read.agency_as_written or self.agency,
            region_source=source[0],
            region_evidence=source[1],
        )


def _only(found: tuple[Division, ...], year: int | None) -> Division | None:
    held = divisions.in_year(found, year)
    return held[-1] if held else None


def _in_full(agency: Agency) -> str:
    """The agency's name as read, with its region before it and its ending, as names that are read have them."""
    known = agency_names.recognise(agency.agency)
    if known is None or known.kind == "central_department":
        return agency.agency
    where = divisions.Place(agency.province, agency.prefecture, agency.county, agency.adcode)
    return canonical.full_name(known, "", where, "")


def of(path: Path) -> Stated | None:
    """What the manifest nearest to a file states of it; None if none names it."""
    whole = path.absolute()
    for place in _places(os.path.dirname(whole)):
        if (found := _at(place)) and (stated := found.get(whole)):
            return stated
    return None


@functools.lru_cache(maxsize=1_000)
def _places(folder: str) -> tuple[str, ...]:
    """Where a manifest of the files in a folder may stand; kept, since it is asked for each of its files."""
    return tuple(str(above / NAME) for above in [Path(folder), *Path(folder).parents][:_ABOVE])


def reaches(folder: Path) -> bool:
    """Whether a manifest may name the files of this folder: there is one in it, or above."""
    return any(_in(above) for above in [folder.absolute(), *folder.absolute().parents][:_ABOVE])


def check(files: Iterable[Path]) -> None:
    """Raise ManifestError if a manifest beside or above these files is wrong, or names a file that is not there."""
    folders = {folder for parent in {f.absolute().parent for f in files} for folder in [parent, *parent.parents][:_ABOVE]}
    for folder in sorted(folders):
        _in(folder)


def _in(folder: Path) -> dict[Path, Stated] | None:
    """What the manifest of a folder states, by file; None if there is none."""
    return _at(str(folder / NAME))


def _at(name: str) -> dict[Path, Stated] | None:
    try:
        state = os.stat(name)
    except OSError:
        return None
    return _load(name, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=64)
def _load(name: str, _changed: int, _size: int) -> dict[Path, Stated]:
    place = Path(name)
    header, lines = user_csv.read(place, ManifestError)
    if unknown := [c for c in header if c not in COLUMNS]:
        raise ManifestError(f"{place}, line 1: unknown column {unknown[0]!r}; the columns are {', '.join(COLUMNS)}")
    if "file" not in header:
        raise ManifestError(f"{place}, line 1: column 'file' is missing; add it, with paths below {place.parent.name}")
    found: dict[Path, Stated] = {}
    seen: dict[Path, int] = {}
    for number, row in lines:
        file = _file(row["file"], place, number)
        if file in seen:
            raise ManifestError(f"{place}, line {number}: {row['file']} stands already on line {seen[file]}; keep one of them")
        seen[file] = number
        found[file] = _stated(row, place, number)
    return found


def _file(name: str, place: Path, line: int) -> Path:
    file = place.parent / name.replace("\\", "/")
    inside = ".." not in file.parts and file.is_relative_to(place.parent)
    if name and inside and file.is_file():
        return file
    if not name:
        raise ManifestError(f"{place}, line {line}: column 'file' is empty; name the file, or delete the line")
    why = "" if inside else f" below {place.parent}"
    raise ManifestError(f"{place}, line {line}: there is no file {name!r}{why}; {_nearest(name, place)}")


def _nearest(name: str, place: Path) -> str:
    from rapidfuzz import process

    names = [p.relative_to(place.parent).as_posix() for p in sorted(place.parent.rglob("*")) if p.is_file() and p != place]
    best = process.extractOne(name, names, score_cutoff=60)
    return f"did you mean {best[0]!r}?" if best else "correct the path, or delete the line"


def _stated(row: dict[str, str], place: Path, line: int) -> Stated:
    def wrong(words: str) -> ManifestError:
        return ManifestError(f"{place}, line {line}: {words}")

    def cell(name: str) -> str:
        return row.get(name, "")

    if cell("year") and not _YEAR.fullmatch(cell("year").removesuffix(".0")):
        raise wrong(f"year {cell('year')!r} is no year; write the four digits of the year that the report is about")
    if (kind := cell("agency_kind")) and kind not in codes("agency_kind"):
        raise wrong(f"agency_kind {kind!r} is unknown; the kinds are {', '.join(sorted(codes('agency_kind')))}")
    if cell("url") and not _URL.fullmatch(cell("url")):
        raise wrong(f"url {cell('url')!r} is no address; write it with http:// or https://")
    if cell("fetched") and not _is_time(cell("fetched")):
        raise wrong(f"fetched {cell('fetched')!r} is no time; write it as gcir fetch does (ISO 8601), or leave it empty")
    year = int(cell("year").removesuffix(".0")) if cell("year") else None
    parts = [cell(name) for name in PLACES]
    if cell("region") and any(parts):
        raise wrong("region and its parts are both given; keep the region, or province to township")
    division, township = _region(cell("region"), parts, year, wrong)
    return Stated(cell("agency"), kind, division, township, year, cell("url"), f"{place.name}, line {line}")


def _is_time(words: str) -> bool:
    try:
        datetime.fromisoformat(words)
    except ValueError:
        return False
    return True


def _region(
    whole: str, parts: Sequence[str], year: int | None, wrong: Callable[[str], ManifestError]
) -> tuple[Division | None, str]:
    """The division and the township that a line states, in one piece or in parts; ManifestError if there is no such place."""
    if not whole and not any(parts):
        return None, ""
    if _CODE.fullmatch(whole):
        if found := _only(divisions.by_code().get(whole, ()), year):
            return found, ""
        raise wrong(f"region {whole!r} is the code of no division; write its name, or correct the code")
    if whole:
        words = re.sub(r"[\s/>,、·-]+", "", whole)
        prefix = divisions.prefix(words)
        entries, town, shown = prefix.found, words[prefix.end :], whole
    else:
        entries, town = canonical.divisions_named(*parts[:-1]), parts[-1]
        shown = "".join(parts[:-1])
    if not entries:
        raise wrong(f"region {shown or town!r} is no division: write its full name, with the province before it")
    held = divisions.in_year(entries, year)
    if len({d.code for d in held}) > 1:
        places = sorted({"".join(divisions.place(d, year)[:3]) for d in held})
        raise wrong(f"region {shown!r} may be {' or '.join(places)}: write the province and the prefecture before it")
    if town and not _is_town(town, held[-1]):
        raise wrong(f"{town!r} in region {whole or town!r} is no division of {held[-1].name}; correct it")
    return held[-1], town


def _is_town(name: str, division: Division) -> bool:
    """Whether a county, or a city without counties, may have a township of this name; lists of old ones are incomplete."""
    if division.level in ("county", "zone") and division.code in divisions.township(divisions.full_township(name, division.code)):
        return True
    return division.level != "province" and identity.pattern("township_whole").fullmatch(name) is not None
