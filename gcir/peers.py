"""Which agency is meant by a name, and with whom it may be compared."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from gcir import canonical, copies, divisions, successions
from gcir.choosing import plain
from gcir.summaries import SMALLEST

SCOPES = ("county", "prefecture", "province", "country")
_ABOUT = ["agency", "agency_as_written", "agency_id", "agency_kind", "level", "province", "prefecture", "county", "township"]
_NEAREST = 5
_SIGNS = 2  # characters of a body's name by which other spellings of it are looked for
_ALIKE = 60  # of 100: names less alike are no suggestion
_PLACE = ["agency_kind", "level", "province", "prefecture", "county", "township", "adcode"]
AGENCIES = ["agency_id", "agency", "names", *_PLACE, "first_year", "last_year", "years", "n"]
PEERS = [
    *("report_id", "agency_id", "agency", "is_self", "agency_kind", "level", "province", "prefecture", "county"),
    *("year", "layout", "origin", "file", "url", "scope", "region", "n"),
]


class UnknownAgency(LookupError):  # noqa: N818 - reads as what is wrong
    """No agency of the corpus, or more than one, bears a name. `nearest` lists those that may be meant."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        self.nearest = nearest
        super().__init__(message)


class NoReport(ValueError):  # noqa: N818 - reads as what is wrong
    """An agency has no report on a year. `years` are those it has."""

    def __init__(self, agency: str, year: int | None, years: tuple[int, ...]) -> None:
        self.years = years
        there = ", ".join(map(str, years)) or "unknown"
        super().__init__(f"{agency} has no report on {year or 'a known year'}; its years are {there}")


class Found(NamedTuple):
    """One agency of a corpus: its id, its latest name, all its spellings, where it stands, its years and reports."""

    agency_id: str
    agency: str
    names: tuple[str, ...]
    agency_kind: str
    level: str
    province: str
    prefecture: str
    county: str
    township: str
    adcode: str
    first_year: int | None
    last_year: int | None
    years: tuple[int, ...]
    n: int


def agencies(corpus: Any) -> pd.DataFrame:
    """Every agency of the corpus: its id, latest name, spellings, kind, place, years, and `n` reports, each counted once.

    >>> agencies(corpus).tail(1)[["agency", "names", "n"]]
             agency                names  n
    6  文成县珊溪镇人民政府  (文成县珊溪镇人民政府, 珊溪镇)  2
    """
    return _typed(pd.DataFrame(_agencies(corpus), columns=AGENCIES))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"first_year": "Int64", "last_year": "Int64", "n": "int64"})


def _agencies(corpus: Any) -> Iterator[Found]:
    reports = _named(corpus).sort_values(["year", "report_id"])
    columns = ["agency_id", "agency", "agency_as_written", "year", *_PLACE]
    gathered: dict[str, tuple[set[str], list[int], list[Any]]] = {}
    for agency_id, name, written, year, *place in zip(*(reports[c].tolist() for c in columns), strict=True):
        names, each_year, last = gathered.setdefault(agency_id, (set(), [], []))
        names.update((name, written))
        each_year.append(-1 if pd.isna(year) else int(year))
        last[:] = [name, place]
    for agency_id, (names, each_year, (name, place)) in sorted(gathered.items()):
        years = tuple(sorted({*each_year} - {-1}))
        yield Found(
            agency_id=agency_id, agency=name, names=tuple(sorted(names - {""})), years=years, n=len(each_year),
            first_year=years[0] if years else None, last_year=years[-1] if years else None,
            **dict(zip(_PLACE, place, strict=True)),
        )  # fmt: skip


def _named(corpus: Any) -> pd.DataFrame:
    """The reports that name their agency, each with the id under which it is compared."""
    counted = copies.once(corpus.reports, corpus)
    reports = plain(counted, [*_ABOUT, "adcode", "layout", "origin", "file", "url"])
    reports = reports[reports["agency"] != ""]
    return reports.assign(agency_id=successions.own_ids(reports))


def find_agency(corpus: Any, name: str) -> Found:
    """The agency with this id or name, in any spelling that its reports or the codebook's aliases know.

    The county may be left out, and the ending (人民政府, 办事处). Raises UnknownAgency if there is none, with the nearest
    names, or if there are several, with their full names.

    >>> find_agency(corpus, "珊溪镇政府").agency
    '文成县珊溪镇人民政府'
    >>> find_agency(corpus, "文成县山溪镇")
    Traceback (most recent call last):
    gcir.peers.UnknownAgency: no agency is called '文成县山溪镇': did you mean 文成县珊溪镇人民政府 or ...
    """
    wanted = "".join(name.split())
    every = list(_agencies(corpus))
    if not every:
        raise UnknownAgency(f"no agency is called {name!r}: the corpus holds no report that names its agency")
    for test in (_is_named, _is_spelt, _ends_with):
        found = test(every, wanted) if wanted else []
        if len(found) == 1:
            return found[0]
        if found:
            names = tuple(sorted(_placed(agency) for agency in found))
            raise UnknownAgency(f"{name!r} may be {len(found)} agencies: name one of {_listed(names)}, or its id", names)
    nearest = _nearest(wanted, every)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "see compare.agencies(corpus) for those there are"
    raise UnknownAgency(f"no agency is called {name!r}: {hint}", nearest)


def _listed(names: tuple[str, ...]) -> str:
    more = f" … ({len(names)} in all)" if len(names) > 2 * _NEAREST else ""
    return ", ".join(names[: 2 * _NEAREST]) + more


def _placed(agency: Found) -> str:
    """The name with the province before it where it does not say, and the id where the place is unknown."""
    where = agency.province + ("" if agency.prefecture in ("", agency.province) else agency.prefecture)
    shown = f" ({where})" if where and not agency.agency.startswith(agency.province) else ""
    return f"{agency.agency}{shown} [{agency.agency_id}]"


def _is_named(every: list[Found], wanted: str) -> list[Found]:
    return [agency for agency in every if wanted == agency.agency_id or wanted in agency.names]


def _is_spelt(every: list[Found], wanted: str) -> list[Found]:
    key = canonical.spelling(wanted)
    return [a for a in _alike(every, wanted) if key in map(canonical.spelling, a.names)]


def _ends_with(every: list[Found], wanted: str) -> list[Found]:
    """Those whose name it is without the region, or with more of the region than the name has; in full or by a known alias."""
    found = _ending(every, wanted)
    for county, full in divisions.in_full(wanted):
        found += [a for a in _ending([a for a in every if a.adcode.startswith(county)], full) if a not in found]
    return found


def _ending(every: list[Found], wanted: str) -> list[Found]:
    key = canonical.spelling(wanted)

    def is_meant(agency: Found) -> bool:
        where = agency.province + agency.prefecture + agency.county
        ends = map(canonical.spelling, agency.names)
        return any(end.endswith(key) or (key.endswith(end) and key.removesuffix(end) in where) for end in ends)

    return [agency for agency in _alike(every, wanted) if is_meant(agency)] if len(key) > 1 else []


def _alike(every: list[Found], wanted: str) -> list[Found]:
    """Those that may bear the name in another spelling: with its body's id, or the first signs of its body in a name."""
    words, code = canonical.body(wanted)
    first = words[:_SIGNS]
    return [a for a in every if a.agency_id.endswith(code) or any(first in name for name in a.names)]


def _nearest(wanted: str, every: list[Found]) -> tuple[str, ...]:
    """The agencies whose names look most like it, the most alike first."""
    from rapidfuzz import fuzz, process

    names = {name: agency.agency for agency in every for name in agency.names}
    found = process.extract(wanted, list(names), scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=4 * _NEAREST)
    return tuple(dict.fromkeys(names[name] for name, _, _ in found))[:_NEAREST]


def peers(corpus: Any, agency: str, year: int | None = None, *, smallest: int = SMALLEST) -> pd.DataFrame:
    """The agency's report of a year, and those of the same kind and level in the narrowest region with enough of them.

    County, prefecture, province, then the country; the first with at least `smallest` reports, the agency's own
    included, is taken, and named in `scope` and `region`; the country even with fewer. `n` counts the reports. Without
    a year, the agency's last one. Raises UnknownAgency, or NoReport for a year without a report of the agency.

    >>> peers(corpus, "珊溪镇").head(2)[["agency", "is_self", "scope", "region", "n"]]
             agency  is_self   scope region  n
    0  文成县珊溪镇人民政府     True  county    文成县  5
    1  文成县南田镇人民政府    False  county    文成县  5
    """
    found = find_agency(corpus, agency)
    wanted = year if year is not None else found.last_year
    if wanted is None or wanted not in found.years:
        raise NoReport(found.agency, wanted, found.years)
    reports = _named(corpus)
    reports = reports[reports["year"] == wanted]
    reports = reports.sort_values(["origin", "report_id"]).drop_duplicates("agency_id")
    own = reports[reports["agency_id"] == found.agency_id].iloc[0]
    alike = reports[(reports["agency_kind"] == own["agency_kind"]) & (reports["level"] == own["level"])]
    scope, rows = _narrowest(alike, own, smallest)
    rows = rows.assign(is_self=rows["agency_id"] == found.agency_id, scope=scope, n=len(rows))
    rows["region"] = "" if scope == "country" else own[scope]
    return rows.sort_values(["is_self", "agency", "report_id"], ascending=[False, True, True], ignore_index=True)[PEERS]


def _narrowest(rows: pd.DataFrame, own: Any, smallest: int) -> tuple[str, pd.DataFrame]:
    """The first region around the agency with enough reports; one that the agency's place does not name is left out."""
    above = ("province", "prefecture", "county")
    for scope in SCOPES[:-1]:
        if not own[scope]:
            continue
        inside = rows
        for column in above[: above.index(scope) + 1]:
            inside = inside[inside[column] == own[column]]
        if len(inside) >= smallest:
            return scope, inside
    return "country", rows
