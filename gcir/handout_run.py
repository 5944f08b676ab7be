"""The command `gcir handout`: one agency, or every agency that was read in full; what did not change is not made again."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gcir import agency_peers, agency_view, coverage, handout, pages, stamps
from gcir.agency_view import Everyone, View
from gcir.corpus import AND, Corpus, load, locate
from gcir.handout_content import PUBLISHED, TIDY, Order, file_name
from gcir.intake import InputError
from gcir.messages import say

OUT = "site/handouts"
_STAMPS = ".stamps.json"
_PEERS = ["report_id", "agency", "year", "value", "origin", "is_own"]
Say = Callable[[str], None]
Watch = Callable[[Sequence[View]], Iterable[View]]


class HandoutRefusedError(InputError):
    """A handout that cannot be made of this corpus; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    tidy: str
    published: str
    out: Path
    languages: tuple[str, ...]
    formats: tuple[str, ...]


def command(
    agency: str,
    year: int | None,
    out: Path,
    tidy: Path,
    published: Path,
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    watch: Watch,
    say_line: Say,
) -> None:
    """`gcir handout`: make what is asked for, and say what was made."""
    asked = Asked(tidy.as_posix(), published.as_posix(), out, languages or handout.LANGUAGES, formats or handout.FORMATS)
    if agency:
        for path in one(agency, year, asked, say_line):
            say_line(str(path))
        return
    made, known = every(asked, watch, say_line)
    say_line(f"Handouts made: {made}, unchanged: {known}. They are in {out}")


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a handout. A notebook shows the pages of the first PDF; a click opens the file."""

    paths: tuple[Path, ...]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def _repr_html_(self) -> str:
        return handout.shown(self.paths)


def of_corpus(
    corpus: Corpus, agency: str, year: int | None, out: Path | str, languages: tuple[str, ...], formats: tuple[str, ...]
) -> Made:
    """The handouts of one agency of a corpus that is loaded: what `handout.make` does."""
    for asked_for, there in ((languages, handout.LANGUAGES), (formats, handout.FORMATS)):
        if wrong := set(asked_for) - set(there):
            raise HandoutRefusedError(f"{min(wrong)!r} is not known: choose one of {', '.join(there)}")
    view = agency_view.look(corpus, agency, year)
    if view.report is None:
        raise HandoutRefusedError(str(view.trouble))
    tidy, _, published = corpus.folder.partition(AND)
    asked = Asked(tidy or TIDY, published or PUBLISHED, Path(out or locate("data").parent / OUT), languages, formats)
    order = Order(agency or view.agency, year, asked.tidy, asked.published)
    warn: Say = functools.partial(warnings.warn, stacklevel=3)
    return Made(tuple(_write(asked.out / name, made) for name, made in _made(view, order, asked, _shared(view), warn)))


def one(agency: str, year: int | None, asked: Asked, say_line: Say) -> list[Path]:
    """The handouts of one agency; HandoutRefusedError where there is no such agency or year."""
    view = agency_view.look(_everyone(asked), agency, year)
    if view.report is None:
        raise HandoutRefusedError(str(view.trouble))
    order = Order(agency, year, asked.tidy, asked.published)
    return [_write(asked.out / name, made) for name, made in _made(view, order, asked, _shared(view), say_line)]


def every(asked: Asked, watch: Watch, say_line: Say) -> tuple[int, int]:
    """The handouts of all agencies with a report read in full: how many files were made, how many were still good."""
    old = stamps.load(asked.out / _STAMPS)
    stamp = _stamp(asked)
    if old.get("all", {}).get("stamp") == stamp and all((asked.out / name).is_file() for name in old["all"]["files"]):
        return 0, len(old["all"]["files"])
    everyone = _everyone(asked)
    views = list(_views(everyone))
    if not views:
        raise HandoutRefusedError(str(say("handout_nobody") if len(everyone.corpus.reports) else say("corpus_empty")))
    new, tools = {"all": {"stamp": stamp, "files": list[str]()}}, _tools(asked)
    known = 0
    for view in watch(views):
        whose, shared = str(view.report.agency_id) if view.report.agency_id else str(view.report.report_id), _shared(view)
        own = _stamp_of(view, shared, tools)
        if (last := old.get(f"of {whose}", {})).get("stamp") == own and all((asked.out / f).is_file() for f in last["files"]):
            files, known = last["files"], known + len(last["files"])
        else:
            order = Order(view.report.agency_id if shared else view.agency, None, asked.tidy, asked.published)
            files = [_write(asked.out / name, made).name for name, made in _made(view, order, asked, shared, say_line)]
        new[f"of {whose}"] = {"stamp": own, "files": files}
        new["all"]["files"] += files
    for name in set(old.get("all", {}).get("files", [])) - set(new["all"]["files"]):  # its agency is gone
        (asked.out / name).unlink(missing_ok=True)
    stamps.save(asked.out / _STAMPS, new)
    return len(new["all"]["files"]) - known, known


def _everyone(asked: Asked) -> Everyone:
    """The corpus, and the published panel where it is there: more peers."""
    corpus = load(asked.tidy)
    if locate(asked.published).is_dir():
        corpus = corpus.with_published(asked.published)
    return Everyone(corpus)


def _views(everyone: Everyone) -> Iterator[View]:
    """Every agency with a report read in full, in the order of names."""
    reports = everyone.corpus.reports
    parsed = (reports["origin"] == coverage.COUNTED) & (reports["agency"] != "")
    named = reports[parsed].assign(whose=everyone.whose[parsed]).drop_duplicates("whose")
    for whose in named.sort_values(["agency", "whose"])["whose"]:
        view = agency_view.look(everyone, whose)
        if view.report is not None:
            yield view


def _shared(view: View) -> bool:
    """Whether another agency bears the same name."""
    reports = view.everyone.corpus.reports
    return int(view.everyone.whose[reports["agency"] == view.agency].nunique()) > 1


def _made(view: View, order: Order, asked: Asked, shared: bool, say_line: Say) -> Iterator[tuple[Path, bytes]]:
    """Each file's name and bytes."""
    for lang in asked.languages:
        content, lacking = handout.prepared(view, order, lang)
        if lacking:
            codes = ", ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:8])
            say_line(
                f"warning: {view.agency} {view.year or ''}: the bundled fonts lack {codes}; a geta mark stands there instead"
            )
        for form in asked.formats:
            made = handout.pdf(content) if form == "pdf" else handout.html(content).encode("utf-8")
            yield file_name(view, lang, form, shared), made


def _write(path: Path, content: bytes) -> Path:
    stamps.write(path, content)
    return path


def _stamp(asked: Asked) -> str:
    """A fingerprint of all that the handouts are made from."""
    tidy = locate(asked.tidy)
    tables = sorted(tidy.glob("*.parquet")) or sorted(tidy.glob("*.csv"))
    return stamps.of_files([*tables, locate(asked.published)], _tools(asked))


def _tools(asked: Asked) -> str:
    """A fingerprint of what makes handouts, tables apart."""
    how = asked.tidy, asked.published, asked.languages, asked.formats
    return stamps.of_files([pages.style_folder().parent], stamps.tools(), pages.version(), *how)


def _stamp_of(view: View, shared: bool, tools: str) -> str:
    """A fingerprint of what one agency's handout is made from: its own tables, and the numbers of its peers."""
    own = [getattr(view.own, table).to_csv(index=False) for table in ("reports", "figures", "problems", "measures", "findings")]
    own.append(view.own.sections.to_csv(index=False))
    peers = []
    for indicator in agency_view.figures(view)["indicator"].unique():
        found = agency_peers.position(view, indicator)
        peers.append(None if found is None else (found[:8], found.rows[_PEERS].to_csv(index=False)))
    return stamps.of_files([], tools, shared, own, peers)
