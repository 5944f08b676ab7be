"""The codebook as a reference to cite: what each indicator counts, on what legal ground, and how far it compares."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from gcir import codebook, comparability, names
from gcir.messages import Sentence

if TYPE_CHECKING:
    import pandas as pd

_SOURCES = (
    "id", "part_of", "layout", "title_zh", "title_en", "number_zh", "number_en", "article_zh", "article_en", "date", "in_force",
    "basis",
)  # fmt: skip
_SEARCHED = ("id", "label_zh", "label_en", "unit", "group", "definition_zh", "definition_en")


class Source(NamedTuple):
    """A regulation or notice, or an article of one, which then says what the article is about.

    `layout` is the form that a notice brought; dates are as exact as they are known. `basis` is the public text
    against which number and article were checked: what kind of text, and its address; or that there was none.
    """

    id: str
    work: str
    work_zh: str
    work_en: str
    number_zh: str
    number_en: str
    article_zh: str
    article_en: str
    about_zh: str
    about_en: str
    layout: str
    date: str
    in_force: str
    basis: str

    @property
    def address(self) -> str:
        """Where the public text stands; empty if none was found."""
        return self.basis.partition(": ")[2]


class Indicator(NamedTuple):
    """An indicator with all that the codebook knows of it. `in_text` says that running text may state it."""

    id: str
    label_zh: str
    label_en: str
    unit: str
    group: str
    definition_zh: str
    definition_en: str
    layouts: tuple[str, ...]
    in_text: bool
    sources: tuple[Source, ...]

    @property
    def citations(self) -> list[Sentence]:
        """The sources as one would cite them, each work once."""
        return _citations(self.sources)

    @property
    def changes(self) -> list[dict[str, str]]:
        """What each change of form that concerns the indicator means for it."""
        return comparability.told(self.id)


def cited(ids: Iterable[str]) -> list[Sentence]:
    """Sources by their ids as one would cite them, each work once."""
    return _citations(sources()[i] for i in ids)


def _citations(found: Iterable[Source]) -> list[Sentence]:
    works = itertools.groupby(found, key=lambda s: (s.work_zh, s.work_en))
    return [_citation(zh, en, list(of_work)) for (zh, en), of_work in works]


def _citation(zh: str, en: str, found: list[Source]) -> Sentence:
    articles = ", ".join(source.article_en for source in found if source.article_en)
    return Sentence(zh + "、".join(source.article_zh for source in found), f"{en}, {articles}" if articles else en)


@functools.cache
def sources() -> dict[str, Source]:
    """All legal sources by their id."""
    rows = codebook.read("sources", _SOURCES, "id")
    works = {row["id"]: row for row in rows if not row["part_of"]}
    codebook.require("sources", "part_of", (row["part_of"] for row in rows), works, "sources.csv itself")
    codebook.require("sources", "layout", (row["layout"] for row in rows), comparability.forms(), "breaks.csv")
    return {row["id"]: _source(row, works[row["part_of"] or row["id"]]) for row in rows}


def _source(row: dict[str, str], work: dict[str, str]) -> Source:
    title_zh, title_en = work["title_zh"], work["title_en"]
    if work["number_zh"]:
        title_zh, title_en = f"{title_zh}（{work['number_zh']}）", f"{title_en} ({work['number_en']})"
    about = (row["title_zh"], row["title_en"]) if row["part_of"] else ("", "")
    cited = (work["id"], title_zh, title_en, work["number_zh"], work["number_en"], row["article_zh"], row["article_en"])
    return Source(row["id"], *cited, *about, row["layout"], work["date"], work["in_force"], row["basis"])


@functools.cache
def _in_text() -> frozenset[str]:
    """What running text can state: by a wording, by a denial, or as one of a list of items published."""
    from gcir import context, frames, zeros

    wordings = {frame.indicator for frame in frames.frames()} | {subject.indicator for subject in zeros._subjects()}
    return frozenset(wordings | set(context.PUBLISHED))


@functools.cache
def entries() -> tuple[Indicator, ...]:
    """Every indicator in the codebook's order, its sources by law first and then the notices of its forms."""
    return tuple(_entry(row, number) for number, row in enumerate(codebook.indicators(), start=2))


def _entry(row: dict[str, str], number: int) -> Indicator:
    cited = row["source"].split("|") if row["source"] else []
    if unknown := [i for i in cited if i not in sources()]:
        raise codebook.CodebookError(f"indicators.csv, line {number}: source {unknown[0]!r} is not in sources.csv; add it")
    layouts = comparability.layouts(row["id"])
    forms = (source for source in sources().values() if source.layout in layouts)
    found = (*(sources()[i] for i in cited), *forms)
    return Indicator(**{c: row[c] for c in _SEARCHED}, layouts=layouts, in_text=row["id"] in _in_text(), sources=found)


def find(words: str = "") -> list[Indicator]:
    """The indicators whose id, names, unit, group or definition hold every one of the words; an id alone finds itself."""
    wanted = words.lower().split()
    own = [entry for entry in entries() if wanted == [entry.id]]
    return own or [entry for entry in entries() if all(word in _searched(entry) for word in wanted)]


def _searched(entry: Indicator) -> str:
    return "\t".join(getattr(entry, column) for column in _SEARCHED).lower()


def record(entry: Indicator) -> dict[str, Any]:
    """An indicator as plain data, with the verdict for every two forms that ask for it."""
    return entry._asdict() | {
        "sources": [source._asdict() for source in entry.sources],
        "changes": entry.changes,
        "comparability": [pair._asdict() for pair in comparability.pairs(entry.id)],
    }


def indicators(found: Iterable[Indicator] | None = None) -> pd.DataFrame:
    """One row per indicator; what there is several of is joined by "|"."""
    import pandas as pd

    return pd.DataFrame([_row(entry) for entry in (entries() if found is None else found)])


def _row(entry: Indicator) -> dict[str, Any]:
    several = {
        "layouts": entry.layouts,
        "sources": (source.id for source in entry.sources),
        "citations_zh": (citation.zh for citation in entry.citations),
        "citations_en": (citation.en for citation in entry.citations),
        "comparability": (f"{v.before}>{v.after}:{v.comparability}" for v in comparability.pairs(entry.id)),
    }
    known = {column: getattr(entry, column) for column in (*_SEARCHED, "in_text")}
    return known | {column: "|".join(values) for column, values in several.items()}


def comparisons() -> pd.DataFrame:
    """One row per indicator and two forms that ask for it: same, similar or not comparable, and why."""
    import pandas as pd

    rows = [pair for entry in entries() for pair in comparability.pairs(entry.id)]
    return pd.DataFrame(rows, columns=list(comparability.Verdict._fields))


def printed(found: list[Indicator], form: str) -> str:
    """Indicators as text to read, as CSV or as JSON."""
    if form == "csv":
        return indicators(found).to_csv(index=False, lineterminator="\n").rstrip("\n")
    if form == "json":
        return json.dumps([record(entry) for entry in found], ensure_ascii=False, indent=1)
    return "\n\n".join(text(entry) for entry in found)


def text(entry: Indicator) -> str:
    """An indicator as a person reads it in a terminal."""
    stated = [*entry.layouts, *(["running text"] if entry.in_text else [])]
    parts = {
        "definition": [entry.definition_en, entry.definition_zh],
        "stated in": [", ".join(stated) or "no form, and no wording that is known"],
        "sources": [words for citation in entry.citations for words in (citation.en, citation.zh)],
        "comparability": [words for change in entry.changes for words in _said(change)],
    }
    lines = [f"{entry.id}  {entry.unit}  {entry.label_zh} | {entry.label_en}"]
    lines += [f"    {'' if n else caption:<15}{words}" for caption, several in parts.items() for n, words in enumerate(several)]
    return "\n".join(lines)


def _said(change: dict[str, str]) -> tuple[str, str]:
    zh, en = names.of("comparability", change["comparability"])
    forms = f"{change['before']} to {change['after']}"
    return f"{forms}: {en.lower()}; {change['note_en']}", f"{zh}：{change['note_zh']}"


def section() -> str:
    """The indicators and their sources as a part of the codebook page."""
    from gcir import pages

    groups = codebook.read("indicator_groups", ("id", "label_zh", "label_en"), "id")
    known = [group["id"] for group in groups]
    codebook.require("indicators", "group", (entry.group for entry in entries()), known, "indicator_groups.csv")
    by_group = [(group, [entry for entry in entries() if entry.group == group["id"]]) for group in groups]
    notices = {source.layout: source.work for source in sources().values()}
    forms = [(form, *names.of("layout", form), notices.get(form, "")) for form in comparability.forms()]
    works = itertools.groupby(sorted(sources().values(), key=lambda s: (s.date or "~", s.work)), key=lambda s: s.work)
    cited = [(work, list(of_work)) for work, of_work in works]
    return pages.render("indicators.html.j2", groups=by_group, forms=forms, works=cited, name=names.of)
