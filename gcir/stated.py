"""What stated problems have to do with each other: their words by group, their company, and whether they come back.

All functions take the tables of a corpus and return tidy tables with counts beside every measure.
"""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pandas as pd

from gcir import compare, text
from gcir.compare import each, plain

BY = ("category", "agency_kind", "layout", "province")
_NORMAL = 1.959964  # of the 95 % interval


def with_categories(problems: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """One row per statement and category, with what is known of its report."""
    about = plain(reports, ["agency", "agency_id", "agency_kind", "layout", "province"])
    about["agency_key"] = about["agency_id"].where(about["agency_id"] != "", about["agency"])
    columns = ["report_id", "agency_key", "agency", "agency_kind", "layout", "province", "year"]
    rows = problems.explode("categories").rename(columns={"categories": "category"})
    rows["category"] = rows["category"].fillna("other")
    return rows.merge(about[columns], on="report_id")


def distinctive(
    problems: pd.DataFrame, reports: pd.DataFrame, by: str, most: int = 8, least: int = text.LEAST_COUNT
) -> pd.DataFrame:
    """For each category, kind of agency, layout or province the words that set its statements apart from all others.

    Columns as in `text.keyness`, with `group` and `group_reports`; `reports` counts the group's reports that have the
    word, so that one agency's habit is seen. A statement of two categories belongs to both; it is then in no reference.
    """
    if by not in BY:
        raise ValueError(f"words can be told apart by {', '.join(BY)}, not by {by!r}")
    rows = with_categories(problems, reports)
    rows = rows[rows[by] != ""]
    counted = {key: Counter(text.words(said)) for key, said in _statements(rows).items()}
    whole: Counter[str] = Counter()
    for words in counted.values():
        whole.update(words)
    tables = []
    for group, its in rows.groupby(by, sort=True):
        mine = set(zip(its["report_id"], its["order"], strict=True))
        inside: dict[str, Counter[str]] = {}
        for report_id, order in sorted(mine):
            inside.setdefault(report_id, Counter()).update(counted[report_id, order])
        own: Counter[str] = Counter()
        for words in inside.values():
            own.update(words)
        table = text.keyness_of(inside, whole - own, least)
        tables.append(table[table["log_ratio"] > 0].head(most).assign(group=group, group_reports=len(inside)))
    empty = text.keyness({}, {}).assign(group="", group_reports=0)
    return pd.concat(tables, ignore_index=True) if tables else empty


def _statements(rows: pd.DataFrame) -> dict[tuple[str, int], str]:
    return dict(zip(zip(rows["report_id"], rows["order"], strict=True), rows["text"], strict=True))


def co_occurrence(problems: pd.DataFrame, unit: str = "report", least: int = 1) -> pd.DataFrame:
    """How often two categories are named by one report (or in one `statement`), and how that compares with chance.

    `both`, `only_a`, `only_b`, `neither` are the cells of the 2 × 2 table over `n` units that name anything; the odds
    ratio has its 95 % interval (Woolf's, a half added to each cell where one is empty: Haldane and Anscombe). Above one
    they go together, below one they avoid each other; an interval that holds one says neither.
    """
    if unit not in ("report", "statement"):
        raise ValueError(f"categories meet in one report or one statement, not in {unit!r}")
    key = ["report_id"] if unit == "report" else ["report_id", "order"]
    named: dict[tuple[Any, ...], set[str]] = {}
    rows = problems.explode("categories")
    for *one, category in zip(*(rows[c] for c in (*key, "categories")), strict=True):
        named.setdefault(tuple(one), set()).update([category] if isinstance(category, str) else [])
    sets = list(named.values())
    single = Counter(c for found in sets for c in found)
    pairs = Counter(pair for found in sets for pair in combinations(sorted(found), 2))
    table = []
    for a, b in combinations(sorted(single), 2):
        both = pairs[a, b]
        if both >= least:
            cells = (both, single[a] - both, single[b] - both, len(sets) - single[a] - single[b] + both)
            table.append((a, b, len(sets), *cells, *odds_ratio(*cells)))
    columns = ["a", "b", "n", "both", "only_a", "only_b", "neither", "odds_ratio", "low", "high"]
    found = pd.DataFrame(table, columns=columns)
    return found.sort_values(["both", "low"], ascending=False, kind="stable", ignore_index=True)


def odds_ratio(both: int, only_a: int, only_b: int, neither: int) -> tuple[float, float, float]:
    """The odds ratio of a 2 × 2 table with its 95 % interval."""
    half = 0.0 if both and only_a and only_b and neither else 0.5
    a, b, c, d = both + half, only_a + half, only_b + half, neither + half
    log, error = math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return math.exp(log), math.exp(log - _NORMAL * error), math.exp(log + _NORMAL * error)


def persistence(problems: pd.DataFrame, measures: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Per agency and category that it names: whether its report of the next year names it again.

    Only years that follow each other count, and only where both reports state any problem: a report without such a
    section says nothing about whether a problem is over. `promised` is true where the earlier report has a remedy
    for it: one tied to a statement of that category, or one of that category. `run` counts the years in a row so far.
    """
    rows = with_categories(problems, reports)
    rows = rows[(rows["agency_key"] != "") & rows["year"].notna() & (rows["category"] != "other")]
    named: dict[tuple[str, int], set[str]] = {}
    ids: dict[tuple[str, int], str] = {}
    for r in each(rows):
        named.setdefault((r.agency_key, int(r.year)), set()).add(r.category)
        ids[r.agency_key, int(r.year)] = r.report_id
    promised = _promised(problems, measures)
    runs: dict[tuple[str, str, int], int] = {}
    table = []
    for agency, year in sorted(named):
        for category in sorted(named[agency, year]):
            run = runs[agency, category, year] = runs.get((agency, category, year - 1), 0) + 1
            if (agency, year + 1) in named:
                one, other = ids[agency, year], ids[agency, year + 1]
                again = category in named[agency, year + 1]
                table.append((agency, category, year, one, other, again, (one, category) in promised, run))
    return pd.DataFrame(table, columns=["agency_key", "category", "year", "report_id", "next_id", "again", "promised", "run"])


def _promised(problems: pd.DataFrame, measures: pd.DataFrame) -> set[tuple[str, str]]:
    """The categories for which a report states a remedy."""
    categories = dict(zip(zip(problems["report_id"], problems["order"], strict=True), problems["categories"], strict=True))
    found = set()
    for row in each(measures):
        tied: Iterable[str] = ()
        if pd.notna(row.problem_order):
            tied = categories.get((row.report_id, row.problem_order), ())
        own = row.categories if isinstance(row.categories, Iterable) else ()
        found |= {(row.report_id, category) for category in (*tied, *own)}
    return found


def coming_back(rows: pd.DataFrame, by: str = "promised") -> pd.DataFrame:
    """Of the problems that could come back, how many did, with a 95 % interval; `rows` from `persistence`."""
    table = []
    for group, its in rows.groupby(by, sort=True):
        k, n = int(its["again"].sum()), len(its)
        table.append((group, its["agency_key"].nunique(), n, k, *compare.rate(k, n)))
    return pd.DataFrame(table, columns=[by, "agencies", "n", "again", "share", "low", "high"])
