"""The tables of many reports as they are read back: one frame per table, several corpora as one."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import codebook, copies, schemas, sources
from gcir.scan import NUMBERS, Where
from gcir.sources import Folder, Held, Narrowed, Several, Source

if TYPE_CHECKING:
    import pandas as pd

    from gcir.texts import Texts

AND = " + "  # between the folders of a corpus of several
AT_ONCE = 50_000  # rows of a table that is read as soon as its folder is opened


def load(folder: Path | str = "") -> Corpus:
    """The tables of a folder that `build` wrote; without a folder, those of GCIR_TIDY or data/tidy.

    A relative folder is looked for from here upwards. Small tables are read and checked at once, large ones when they
    are first used; `Corpus.read` takes from them only the columns and rows that are asked for.
    """
    from gcir import store

    folder = folder or os.environ.get("GCIR_TIDY", "data/tidy")
    store.check_together(locate(folder))
    source = Folder(locate(folder))
    small = {table: source.read(table) for table in schemas.TABLES if source.count(table) <= AT_ONCE}
    return Corpus.of(source, str(folder), small)


def locate(folder: Path | str) -> Path:
    """The folder as named, or the nearest one of that name above the current folder, so that notebooks find the data."""
    folder = Path(folder)
    return next((p for p in (base / folder for base in (Path(), *Path.cwd().parents)) if p.is_dir()), folder)


@dataclass(frozen=True, repr=False)
class Corpus:
    """One DataFrame per table, read when it is first used. Rows of the other tables belong to a report by `report_id`.

    `figures` has a row per number with the words that state it; blank is never zero (`value` is empty, `stated_as` is
    "blank"), and totals leave `channel`, `content`, `route` and `applicant` empty. `gcir.compare` takes it from here.
    `texts` holds the words around everything: `corpus.texts[report_id][start:end]`.

    >>> figures = corpus.figures.merge(corpus.reports[["report_id", "agency", "year"]], on="report_id")
    >>> figures[figures["indicator"] == "proactive_disclosed"][["agency", "value", "evidence"]]
             agency  value evidence
    2...  文成县珊溪镇人民政府  300.0   300.0条
    ...
    """

    reports: pd.DataFrame = field(default_factory=lambda: schemas.empty("reports"))
    sections: pd.DataFrame = field(default_factory=lambda: schemas.empty("sections"))
    figures: pd.DataFrame = field(default_factory=lambda: schemas.empty("figures"))
    problems: pd.DataFrame = field(default_factory=lambda: schemas.empty("problems"))
    measures: pd.DataFrame = field(default_factory=lambda: schemas.empty("measures"))
    findings: pd.DataFrame = field(default_factory=lambda: schemas.empty("findings"))
    failures: pd.DataFrame = field(default_factory=lambda: schemas.empty("failures"))
    folder: str = ""

    @classmethod
    def of(cls, source: Source, folder: str = "", held: Mapping[str, pd.DataFrame] | None = None) -> Corpus:
        """A corpus whose tables are read from a source when they are first used, except those held already."""
        corpus = object.__new__(cls)
        corpus.__dict__.update(held or {}, folder=folder, _source=source)
        return corpus

    def __getattr__(self, table: str) -> pd.DataFrame:
        """A table that nobody asked for so far."""
        source = self.__dict__.get("_source")
        if source is None or table not in schemas.TABLES:
            raise AttributeError(f"a corpus has no {table!r}; it has {', '.join(schemas.TABLES)}")
        frame: pd.DataFrame = source.read(table)
        self.__dict__[table] = frame
        return frame

    @functools.cached_property
    def texts(self) -> Texts:
        """The text of each report by report_id, to which `start` and `end` of all tables refer; opened when it is asked for.

        They are those that the build kept; a report without one is read from its file (in GCIR_RAW, else data/raw), and is
        left out where there is none, as one that was transcribed. Every row of `figures` has its words there:

            corpus.texts[row.report_id][row.start : row.end] == row.evidence
        """
        from gcir import texts

        return texts.completed(Held(self).texts(), self.reports)

    def count(self, table: str) -> int:
        """How many rows a table has; reads none of them where its file says so."""
        return len(self.__dict__[table]) if table in self.__dict__ else self.__dict__["_source"].count(table)

    def read(self, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """Some columns of the rows of a table that meet every condition; nothing else is kept in memory.

        A condition is a value, several of them, or a range of years, for a column of the table or, where it has none of
        that name, of `reports`; "" or None asks for what is empty, as `channel` of a total is. What is no table or column,
        or no condition that can be met, is a ValueError. `figures` have a column more, `figure_number`, and `findings`
        `finding_number`: their place within the report.

        >>> corpus.read("figures", ["agency", "value"], {"indicator": "requests_received", "level": "county"})
             agency  value
        0  文成县环境保护局   20.0
        1  文成县生态环境局   30.0
        """
        return sources.read(self, table, columns, where)

    def batches(self, table: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
        """The same, whole reports at a time, for what a large corpus must be asked bit by bit."""
        return sources.batches(self, table, columns, where)

    def select(self, **where: Any) -> Corpus:
        """The reports that meet the conditions with all their rows; conditions on columns of figures narrow those alone.

        >>> corpus.select(level="county", indicator=["requests_received"]).figures["value"].tolist()
        [20.0, 30.0]
        """
        about = {column: wanted for column, wanted in where.items() if column in self.reports}
        own = {column: wanted for column, wanted in where.items() if column not in about}
        if unknown := own.keys() - {*schemas.names("figures"), NUMBERS["figures"]}:
            raise ValueError(f"{min(unknown)!r} is no column of reports or figures: take one of theirs")
        kept = self.only(sources.report_ids(self, about)) if about else self
        return Corpus.of(Narrowed(Held(kept), {"figures": own}), self.folder) if own else kept

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {table: getattr(self, table) for table in schemas.TABLES}

    def only(self, report_ids: Iterable[str]) -> Corpus:
        """The rows of these reports; failures stay."""
        ids = set(report_ids)
        where = {table: {"report_id": ids} for table in schemas.TABLES if table != "failures"}
        known = {copies.HELD: self.__dict__[copies.HELD]} if copies.HELD in self.__dict__ else {}
        return Corpus.of(Narrowed(Held(self), where), self.folder, known)

    def once(self) -> Corpus:
        """The reports without those that repeat another one: the same file, or the same figures in another file.

        Functions that compare leave these out by themselves; this is for tables that one counts or sums up oneself.

        >>> len(corpus.once().reports) == len(corpus.reports)
        True
        """
        found = copies.of(self)
        return self.only(set(self.reports["report_id"]) - found) if found else self

    def with_published(self, folder: Path | str = "") -> Corpus:
        """This corpus and the transcribed panel, told apart by `reports.origin`.

        A report that both hold counts once, as parsed: same address, or same year and agency, by its id or, where one
        of the two does not tell its place, by its name.
        """
        from gcir.panel import load_published

        panel = load_published(folder)
        held = _holds(self.reports, panel.reports)
        return concat([self, panel.only(i for i, is_held in zip(panel.reports["report_id"], held, strict=True) if not is_held)])

    def __repr__(self) -> str:
        return f"Corpus({', '.join(f'{self.count(table):,} {table}' for table in schemas.TABLES)})"

    def _repr_html_(self) -> str:
        rows = codebook.read("tables", ("table", "row_en", "row_zh"), "table")
        lines = "".join(
            f"<tr><td><code>{escape(r['table'])}</code></td>"
            f'<td style="text-align:right">{self.count(r["table"]):,}</td>'
            f'<td style="text-align:left">{escape(r["row_zh"])}<br>{escape(r["row_en"])}</td></tr>'
            for r in rows
            if r["table"] in schemas.TABLES
        )
        years = self.reports["year"].dropna()
        span = f"{years.min()}–{years.max()}" if len(years) else "–"
        counts = self.reports["origin"].value_counts().sort_index()
        origins = ", ".join(f"{n:,} {escape(str(origin))}" for origin, n in counts.items())
        head = f"<b>Corpus</b> {escape(from_here(self.folder))} · {span} · {origins or '0'}"
        return f"<p>{head}</p><table><tbody>{lines}</tbody></table>"


def from_here(folders: str) -> str:
    """Folders as seen from the working directory, so that no page shows where somebody's home is."""
    return AND.join(_relative(folder) if Path(folder).is_absolute() else folder for folder in folders.split(AND))


def _relative(folder: str) -> str:
    try:
        return Path(os.path.relpath(folder)).as_posix()
    except ValueError:  # another drive has no way from here
        return Path(folder).name


def _recognised(reports: pd.DataFrame) -> list[tuple[str, tuple[str, int] | None, tuple[str, int] | None]]:
    """Each report's address, its agency's id with the year if the agency's place is known, and the name with the year."""
    from gcir.canonical import is_placed

    years = [int(year) if known else None for year, known in zip(reports["year"], reports["year"].notna(), strict=True)]
    rows = zip(reports["url"], reports["agency_id"], reports["agency"], years, strict=True)
    return [(u, (i, y) if y and is_placed(i) else None, (name, y) if y and name else None) for u, i, name, y in rows]


def _holds(reports: pd.DataFrame, others: pd.DataFrame) -> list[bool]:
    """For each of the others whether it is among the reports."""
    own = _recognised(reports)
    addresses, ids = {url for url, _, _ in own if url}, {by_id for _, by_id, _ in own if by_id}
    names, loose = {name for *_, name in own if name}, {name for _, by_id, name in own if name and not by_id}
    return [u in addresses or by_id in ids or name in (loose if by_id else names) for u, by_id, name in _recognised(others)]


def concat(parts: Sequence[Corpus]) -> Corpus:
    """Several corpora as one; a report_id that stands in two of them is an error."""
    source = Several([Held(part) for part in parts])
    reports = source.read("reports")
    if twice := sorted(reports.loc[reports["report_id"].duplicated(), "report_id"]):
        raise schemas.TableError(f"report_id {twice[0]!r} stands in more than one corpus: build them together instead")
    return Corpus.of(source, AND.join(p.folder for p in parts if p.folder), {"reports": reports})
