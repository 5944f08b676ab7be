"""One report in several files: the same bytes under several names, or the same figures in another kind of file.

Nothing is taken out of the tables. Findings name the files, and `copies` reads from them which reports count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gcir import checks_years
from gcir.checks_rules import DIMENSIONS, Key, finding
from gcir.checks_words import listed_apart, told
from gcir.messages import Sentence
from gcir.model import Finding

if TYPE_CHECKING:
    import pandas as pd

BYTES, FIGURES, APART = "report_repeated", "report_published_again", "file_of_several"
_WHOSE = ["agency_id", "agency", "province", "prefecture", "county"]
_MOST = 3  # files that a finding names
_FEWEST, _VARIETY = 5, 3  # numbers that two reports must share, and different ones among them that are not zero
_SHARED = 0.8  # of the numbers of either


def same_bytes(reports: pd.DataFrame) -> Iterator[tuple[str, Finding]]:
    """Findings, each with its report_id, on reports whose files hold the same bytes, in the order of the first of them.

    The same file stated to be of two agencies or years is two reports: both count, and both are told of each other.
    """
    twice = reports[reports["sha256"].duplicated(keep=False) & (reports["sha256"] != "")]
    for _, group in _known(twice).groupby("sha256", sort=False):
        by_whose: dict[tuple[Any, ...], list[Any]] = {}
        for row in group.itertuples():
            by_whose.setdefault(_whose(row), []).append(row)
        for members in by_whose.values():
            yield from _counted_once(BYTES, members)
        if len(by_whose) > 1:
            yield from _apart([members[0] for members in by_whose.values()], by_whose)


def same_figures(corpus: Any) -> Iterator[tuple[str, Finding]]:
    """Findings on reports of one agency and year whose files differ and whose figures do not."""
    several = again(corpus.reports, checks_years.of_several(corpus.reports))
    if not several:
        return
    rows: list[Any] = list(_known(corpus.reports).itertuples())
    numbers = _numbers(corpus.figures, {rows[n].report_id for group in several for n in group})
    for group in several:
        found: list[list[Any]] = []  # rows that state the same, together
        for n in group:
            own = numbers.get(rows[n].report_id, {})
            alike = (members for members in found if _agree(own, numbers.get(members[0].report_id, {})))
            if members := next(alike, None):
                members.append(rows[n])
            else:
                found.append([rows[n]])
        for members in found:
            yield from _counted_once(FIGURES, members)


def again(reports: pd.DataFrame, groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows about one year of an agency in `groups`, the first of each file, where there are several files about it."""
    years, contents = reports["year"].tolist(), reports["sha256"].tolist()
    found = []
    for group in groups:
        by_year: dict[int, dict[str | int, int]] = {}
        for n in group:
            by_year.setdefault(years[n], {}).setdefault(contents[n] or n, n)
        found += [[*files.values()] for files in by_year.values() if len(files) > 1]
    return found


def _known(reports: pd.DataFrame) -> pd.DataFrame:
    from gcir import compare

    return compare.plain(reports, [*_WHOSE, "sha256", "file"])


def _whose(row: Any) -> tuple[Any, ...]:
    whose = (row.agency_id,) if row.agency_id else (row.agency, row.province, row.prefecture, row.county)
    return (*whose, None if row.year != row.year else str(row.year))


def _counted_once(rule: str, members: Sequence[Any]) -> Iterator[tuple[str, Finding]]:
    """Findings on each of several files that hold one report; `expected` is the id of the one that counts."""
    first = members[0]
    for row in members if len(members) > 1 else ():
        others = [other.file for other in members[: _MOST + 1] if other is not row][:_MOST]
        more = len(members) - 1 - len(others)
        files = listed_apart(Sentence(file, file) for file in others)
        files = told("list:more", files=files, more=more) if more else files
        yield row.report_id, finding(rule, expected=first.report_id, detail=told(rule, files=files, counted=first.file))


def _apart(firsts: Sequence[Any], by_whose: Mapping[tuple[Any, ...], Sequence[Any]]) -> Iterator[tuple[str, Finding]]:
    """Findings on the same file stated to be of several agencies or years."""
    for members in by_whose.values():
        other = next(first for first in firsts if first is not members[0])
        year = "" if other.year != other.year else str(int(other.year))
        words = told(APART, file=other.file, agency=other.agency or "–", year=year or "–")
        for row in members:
            yield row.report_id, finding(APART, found=other.report_id, detail=words)


def _numbers(figures: pd.DataFrame, report_ids: set[str]) -> dict[str, dict[Key, float]]:
    """The exact numbers of some reports, without those that a report itself states differently."""
    from gcir import compare

    chosen = compare.choose(figures[figures["report_id"].isin(report_ids)])
    kept = chosen[chosen["value"].notna() & (chosen["precision"] == "exact") & ~chosen["conflict"]]
    found: dict[str, dict[Key, float]] = {}
    for report_id, *key, value in kept[["report_id", "indicator", *DIMENSIONS, "value"]].itertuples(index=False):
        indicator, channel, content, route, applicant = key
        found.setdefault(report_id, {})[indicator, channel, content, route, applicant] = value
    return found


def _agree(one: Mapping[Key, float], other: Mapping[Key, float]) -> bool:
    """Whether two reports state the same numbers; zeros alone say nothing, for half of all small agencies report them."""
    shared = one.keys() & other.keys()
    if len(shared) < max(_FEWEST, _SHARED * max(len(one), len(other))):
        return False
    return all(one[key] == other[key] for key in shared) and len({one[key] for key in shared} - {0.0}) >= _VARIETY
