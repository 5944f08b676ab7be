"""What stands on a handout, in one language, as plain data: both the printed page and the web page are filled with it.

Texts are data and never markup: whatever a report says, a template shows it as it is.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gcir import agency_peers, agency_search, agency_view, charts_agency, coverage, handout_parts, language, pages
from gcir import saying_agency as saying
from gcir.agency_view import View
from gcir.compare import DIMENSIONS, SMALLEST, each
from gcir.corpus import from_here
from gcir.handout_parts import Content, flat, told
from gcir.messages import Sentence, name, say
from gcir.render import value_text
from gcir.saying import lower

TIDY, PUBLISHED = "data/tidy", "data/published"  # where the command looks if it is not told
_MOST_LACKING = 8


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line: printed at the foot, so that anybody can make the same handout."""

    agency: str
    year: int | None = None
    tidy: str = TIDY
    published: str = PUBLISHED

    def command(self, lang: str, form: str) -> str:
        """The command that makes exactly this file."""
        year = [] if self.year is None else ["--year", str(self.year)]
        folders = [(option, from_here(given), usual) for option, given, usual in self._folders()]
        moved = [word for option, given, usual in folders if given != usual for word in (option, given)]
        words = ["gcir", "handout", "--agency", self.agency, *year, "--lang", lang, "--format", form, *moved]
        return " ".join(map(shlex.quote, words))

    def _folders(self) -> tuple[tuple[str, str, str], ...]:
        return ("--tidy", self.tidy, TIDY), ("--published", self.published, PUBLISHED)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each list is printed."""

    figures: int = 60
    charts: int = 4
    problems: int = 60
    measures: int = 60
    findings: int = 40
    names: int = 60
    sources: int = 20
    words: int = 240  # characters of a statement or a finding
    quote: int = field(default=46)  # characters of the words that state a number


def content(view: View, order: Order, lang: str) -> Content:
    """Everything that is known, uncut, in one language ("zh" or "en")."""
    with language.speaking(lang):
        return {
            "lang": lang,
            "tag": language.TAGS[lang],
            **_head(view),
            "figures": _figures(view),
            "charts": [_chart(panel) for panel in charts_agency.panels(view)],
            "problems": handout_parts.problems(view),
            "findings": handout_parts.findings(view),
            "states": handout_parts.states(view),
            "sources": handout_parts.sources(view),
            "foot": {
                "command": {form: order.command(lang, form) for form in ("pdf", "html")},
                "made": told(say("handout_made", version=pages.version())),
                "limits": told(say("handout_limits")),
            },
            "words": {key: told(say(f"handout_{key}")) for key in _TITLES},
        }


_TITLES = (
    "kicker", "figures", "indicator", "value", "stated", "peers", "problems", "measures", "remedy", "findings", "states",
    "sources", "file", "year", "hash", "command", "page",
)  # fmt: skip


def _head(view: View) -> Content:
    row, year = view.report, view.year
    place = agency_search.place(row) or told(say("handout_unknown"))
    if row.region_source == "inferred":
        place = told(say("handout_inferred", place=place))
    delay = agency_view.delay(view)
    facts: list[tuple[str, Any]] = [
        ("place", place),
        ("kind", _two(name("agency_kind", row.agency_kind), name("level", row.level))),
        ("year", str(year) if year else say("handout_unknown")),
        ("layout", name("layout", row.layout)),
        ("published", row.published or _no_day(row)),
        ("signed", row.signed or _no_day(row)),
        ("due", _due(delay)),
        ("reports", _years(view)),
    ]
    lead = [told(words) for words in (saying.channels(view)[0].title, saying.outcomes(view)[0].title, saying.checked(view))]
    total = _total(view)
    return {
        "agency": row.agency,
        "title": row.title,
        "year": str(year or ""),
        "facts": [[told(say(f"handout_{key}")), value if isinstance(value, str) else told(value)] for key, value in facts],
        "lead": [told(total)] * bool(total.en) + lead + [told(say("agency_transcribed"))] * (row.origin != "parsed"),
    }


def _no_day(row: Any) -> Sentence:
    """Why a day is not there: a transcribed report may well name one below its opening."""
    return say("handout_not_stated" if row.origin == coverage.COUNTED else "handout_not_transcribed")


def _two(one: Sentence, other: Sentence) -> Sentence:
    return Sentence(f"{one.zh}（{other.zh}）", f"{one.en} ({other.en.lower()})")


def _due(delay: Any) -> Sentence:
    if delay is None:
        return say("handout_unknown")
    state = lower(name("delay_state", delay.state))
    key = "handout_due_late" if delay.state == "late" else "handout_due_state"
    return say(key, due=delay.due, state=state, days=int(delay.days))


def _years(view: View) -> Sentence:
    years = sorted({int(y) for y in view.own.reports["year"].dropna()})
    span = "–".join(dict.fromkeys((str(years[0]), str(years[-1])))) if years else ""
    return (
        say("handout_reports_of", n=len(view.own.reports), years=span)
        if span
        else say("handout_reports_n", n=len(view.own.reports))
    )


def _total(view: View) -> Sentence:
    """The first of the key figures in words, with its place among peers."""
    rows = agency_view.figures(view)
    if rows.empty:
        return say("handout_no_figures")
    first = next(each(rows))
    if first.is_part:
        return Sentence("", "")
    found = agency_peers.position(view, first.indicator)
    if found:
        return saying.position_title(found)
    return say("handout_total", indicator=name("indicator", first.indicator), value=_value(first))


def _value(row: Any) -> str:
    return value_text(row.value, row.precision)


def _figures(view: View) -> Content:
    """The numbers, the most asked for first; the template prints those that fit in the order of the codebook."""
    rows = agency_view.figures(view)
    places = {r.indicator: agency_peers.position(view, r.indicator) for r in each(rows[~rows["is_part"]])}
    shown = [_figure(r, None if r.is_part else places[r.indicator], n) for n, r in enumerate(each(rows))]
    printed = agency_view.in_printed_order(rows.assign(at=range(len(rows))))["at"]
    return {
        "rows": shown,
        "printed": [int(n) for n in printed],
        "note": _peers_note(view, [found for found in places.values() if found]),
        "none": told(say("handout_no_figures")),
        "table": "figures",
    }


def _peers_note(view: View, found: Sequence[agency_peers.Position]) -> str:
    """Who the peers are, how a place among them reads, and where their numbers are from; or why there are no places."""
    if not found:
        return told(say("agency_no_position", least=SMALLEST))
    mixed = any((one.rows["origin"] != coverage.COUNTED).any() for one in found)
    note = agency_peers.who(view) + say("handout_peers_note")
    return told(note + say("handout_peers_mixed") if mixed else note)


def _figure(row: Any, found: agency_peers.Position | None, n: int) -> Content:
    part = [told(lower(name(d, getattr(row, d)))) for d in DIMENSIONS if getattr(row, d)]
    unit = "" if language.chosen() == "en" else row.unit
    also = told(say("handout_also", others=row.others)) if row.others else ""
    return {
        "n": n,
        "name": " · ".join(part) if part else told(name("indicator", row.indicator)),
        "of": told(name("indicator", row.indicator)),
        "part": bool(part),
        "value": f"{_value(row)}{' ' if unit else ''}{unit}" if row.unit != "%" else f"{_value(row)}%",
        "words": flat(row.evidence),
        "also": also,
        "peers": _rank(found) if found else "",
        "none": "",
    }


def _rank(found: agency_peers.Position) -> str:
    places = str(found.first) if found.first == found.last else f"{found.first}–{found.last}"
    return told(say("handout_rank", places=places, n=found.n, scope=found.short))


def _chart(panel: charts_agency.Panel) -> Content:
    return {"title": told(panel.told.title), "alt": told(panel.told.alt), "note": told(panel.note), "svg": panel.svg}


def missing_note(characters: Sequence[str], lang: str) -> str:
    """Which characters the bundled fonts lack, by their code points."""
    with language.speaking(lang):
        shown = ", ".join(f"U+{ord(c):04X}" for c in characters[:_MOST_LACKING])
        return (" " if lang == "en" else "") + told(say("handout_lacking", n=len(characters), shown=shown))


def file_name(view: View, lang: str, form: str, shared: bool = False) -> Path:
    """What a handout's file is called: agency, year, language; the agency's id too where others `shared` its name."""
    stem = "-".join(filter(None, (view.agency, str(view.report.agency_id) if shared else "", str(view.year or ""), lang)))
    return Path("".join(c if c.isalnum() or c in "-_." else "-" for c in stem) + f".{form}")
