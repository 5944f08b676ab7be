"""Which body followed which: by the reform that renamed, merged or split it, by a township's new rank, by merged divisions.

A successor is another body: it keeps its own agency_id. Only spellings and dropped endings share one.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from gcir import agency_names, canonical, codebook, divisions, identity

UNPLACED = "unplaced"
COLUMNS = [
    *("before_id", "before", "last_year", "after_id", "after", "first_year"),
    *("how", "main", "chained", "evidence_zh", "evidence_en"),
]
_FIELDS = ("part", "before", "after", "how", "main", "first", "last", "evidence_zh", "evidence_en")
_HOW = ("renamed", "merged", "split", "upgraded")
_PARTS = ("body", "township")


class Body(NamedTuple):
    """An agency as its rows show it: place, the words that stay, and the years it has."""

    id: str
    name: str
    code: str
    words: str
    is_town: bool
    first: int
    last: int


class Link(NamedTuple):
    """One body that followed another. `is_main`: the one that carries on most of its work."""

    before: Body
    after: Body
    how: str
    is_main: bool
    evidence_zh: str
    evidence_en: str


def own_ids(rows: pd.DataFrame) -> pd.Series:
    """The agency_id of every report; one of its own for a body whose place is unknown, as others may bear its name."""
    ids = rows["agency_id"].where(rows["agency_id"] != "", UNPLACED)
    alone = ids.str.startswith(UNPLACED)
    return ids.where(~alone, ids + "/" + rows["report_id"]).astype("str")


@functools.cache
def _table() -> tuple[dict[str, str], ...]:
    rows = codebook.read("agency_successors", _FIELDS)
    codebook.require("agency_successors", "how", (r["how"] for r in rows), _HOW, "labels.csv")
    codebook.require("agency_successors", "part", (r["part"] for r in rows), _PARTS, "body and township")
    for line, row in enumerate(rows, start=2):
        years = row["first"] + row["last"]
        if not all(row[c] for c in ("before", "after", "evidence_zh", "evidence_en")) or (years and not years.isdigit()):
            raise codebook.CodebookError(f"agency_successors.csv, line {line}: a name, a year or evidence is missing; add it")
    return rows


@functools.cache
def _following(part: str) -> dict[str, tuple[dict[str, str], ...]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _table():
        if row["part"] == part:
            found[row["before"]].append(row)
    return {before: tuple(rows) for before, rows in found.items()}


def _stem(words: str) -> str:
    """A body's words without its rank: 国土资源|局."""
    return identity.pattern("rank_ending").sub("", words)


@functools.cache
def _concerned() -> re.Pattern[str]:
    """What stands in the names of bodies that a reform of the table concerns."""
    stems = {row[side] for row in _table() if row["part"] == "body" for side in ("before", "after")}
    shorts = {short for short, full in identity.aliases().items() if _stem(full) in stems}
    return re.compile("|".join(map(re.escape, sorted(stems | shorts))))


def _bodies(rows: pd.DataFrame) -> list[Body]:
    """The agencies of the rows that have a place and a year, and may follow another one or be followed."""
    rows = rows[rows["year"].notna()].sort_values("year")
    groups = rows.groupby("agency_id", sort=True)
    last = rows.drop_duplicates("agency_id", keep="last").set_index("agency_id")[["agency", "level"]]
    spans = groups["year"].agg(["min", "max"]).join(last)
    found = []
    for agency_id, first, final, name, level in spans.itertuples():
        code = str(agency_id).partition("-")[0]
        is_moved = code in divisions.touched_by_mergers()
        if not canonical.is_placed(agency_id) or not (is_moved or level == "township" or _concerned().search(name)):
            continue
        known = agency_names.recognise(name)
        is_town = known is not None and bool(known.township) and level == "township"
        words = canonical.key(known) if known else name
        found.append(Body(str(agency_id), name, code, words, is_town, int(first), int(final)))
    return found


def links(rows: pd.DataFrame) -> list[Link]:
    """Every body of the rows that followed another one of them, after its last year."""
    every = _bodies(rows)
    places: dict[str, list[Body]] = defaultdict(list)
    for body in every:
        places[body.code].append(body)
    return [link for body in every for link in (*_reformed(body, places[body.code]), *_moved(body, places))]


def _reformed(body: Body, neighbours: list[Body]) -> Iterator[Link]:
    """Those that followed in the same place under another name."""
    part = "township" if body.is_town else "body"
    stem, rank = (_town(body.words)) if body.is_town else (_stem(body.words), "")
    for row in _following(part).get(rank or stem, ()):
        for other in neighbours:
            if other.is_town != body.is_town or other.id == body.id or other.first <= body.last:
                continue
            same = _town(other.words) == (stem, row["after"]) if body.is_town else _stem(other.words) == row["after"]
            if same and _in_time(row, body.last, other.first):
                yield Link(body, other, row["how"], row["main"] == "yes", row["evidence_zh"], row["evidence_en"])


def _town(words: str) -> tuple[str, str]:
    """A township's name without its rank, and the rank: 莘塍|镇."""
    ranks = sorted({r[side] for r in _table() if r["part"] == "township" for side in ("before", "after")}, key=len, reverse=True)
    rank = next((r for r in ranks if words.endswith(r)), "")
    return words.removesuffix(rank), rank


def _in_time(row: dict[str, str], last: int, first: int) -> bool:
    """Whether the years with reports leave room for the reform; a report on a year may be signed early in the next one."""
    return (not row["last"] or last <= int(row["last"])) and (not row["first"] or first >= int(row["first"]))


def _moved(body: Body, places: dict[str, list[Body]]) -> Iterator[Link]:
    """The body of the same name in the division into which its own was merged."""
    for code, note in divisions.merged_into(body.code):
        for other in places.get(code, ()):
            if other.words == body.words and other.is_town == body.is_town and other.first > body.last:
                yield Link(body, other, "merged", True, note, note)


def _chains(found: list[Link]) -> list[Link]:
    """Those links that carry a series on: one successor each, and of several that were merged the main one, or the only one."""
    by_after: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        by_after[link.after.id].append(link)
    kept: dict[str, Link] = {}
    for several in by_after.values():
        mains = several if len(several) == 1 else [link for link in several if link.is_main]
        if len(mains) == 1:
            kept.setdefault(mains[0].before.id, mains[0])
    return list(kept.values())


def successors(corpus: Any) -> pd.DataFrame:
    """Every agency of the corpus that followed another one: how, when, and the document that says so.

    `how` is renamed, merged, split or upgraded (a township); `main` is true where the successor carries on most of the
    work, `chained` where `series(..., follow=True)` puts both into one chain.

    >>> successors(corpus)[["before", "after", "how", "chained"]]
         before     after      how  chained
    0  文成县环境保护局  文成县生态环境局  renamed     True
    """
    rows = corpus.reports[corpus.reports["agency"] != ""]
    found = links(rows.assign(agency_id=own_ids(rows)))
    kept = set(_chains(found))
    records = [
        (*_shown(x.before, x.before.last), *_shown(x.after, x.after.first), x.how, x.is_main, x in kept, *x[-2:])
        for x in found
    ]
    return pd.DataFrame(records, columns=COLUMNS).astype({"main": "bool", "chained": "bool"})


def _shown(body: Body, year: int) -> tuple[str, str, int]:
    return body.id, body.name, year


def chained(rows: pd.DataFrame, follow: bool) -> pd.DataFrame:
    """The rows with `chain_id`, `joint` and `joint_evidence`; without `follow` every agency is a chain of its own."""
    rows = rows.assign(chain_id=rows["agency_id"], joint="", joint_evidence="")
    if not follow:
        return rows
    kept = _chains(links(rows))
    onward = {link.before.id: link.after.id for link in kept}
    rows["chain_id"] = rows["agency_id"].map(lambda agency_id: _last(agency_id, onward)).astype("str")
    joints = {(link.after.id, link.after.first): link for link in kept}
    found = [joints.get(at) for at in zip(rows["agency_id"], rows["year"], strict=True)]
    rows["joint"] = pd.Series([link.how if link else "" for link in found], index=rows.index, dtype="str")
    rows["joint_evidence"] = pd.Series([_evidence(link) if link else "" for link in found], index=rows.index, dtype="str")
    return rows


def _evidence(link: Link) -> str:
    return " / ".join(dict.fromkeys((link.evidence_zh, link.evidence_en)))


def _last(agency_id: str, onward: dict[str, str]) -> str:
    """The id at the end of a chain; the years of its links only go forward, so it ends."""
    while agency_id in onward:
        agency_id = onward[agency_id]
    return agency_id
