"""Tables about one agency: every number beside the words that state it, and what is left open."""

from typing import Any

from gcir import agency_view
from gcir.agency_peers import Position
from gcir.agency_view import View
from gcir.compare import DIMENSIONS
from gcir.evidence import Column, Page, both, source_cell, table, values, words_cell, zh
from gcir.messages import codes, name, say
from gcir.render import evidence_link, value_text
from gcir.saying import lower


def figures(view: View, **settings: Any) -> Page:
    """The numbers of the report looked at, in the order of the codebook."""
    rows = agency_view.in_printed_order(agency_view.figures(view))
    about = ["report_id", "origin", "file", "url"]
    rows = rows.merge(view.alone.reports[about], on="report_id", how="left", validate="many_to_one")
    columns: list[Column] = [
        ("head_indicator", _indicator),
        ("head_value", lambda r: zh(value_text(r.value, r.precision))),
        ("head_others", lambda r: zh(r.others)),
        ("head_words", lambda r: words_cell(r, r.evidence)),
        ("head_source", lambda r: source_cell(r, evidence_link(r.report_id, r.figure_number))),
    ]
    return table(rows, columns, **settings)


def _indicator(row: Any) -> str:
    """What is counted, and which part of it."""
    parts = [both(lower(name(d, getattr(row, d)))) for d in DIMENSIONS if getattr(row, d)]
    return " · ".join([both(name("indicator", row.indicator)), *parts])


def positions(found: list[Position], **settings: Any) -> Page:
    """The numbers of all peers for the first of the positions, the largest first."""
    if not found:
        return Page("")  # the sentence above says so
    return values(found[0].rows, **settings)


def states(view: View, **settings: Any) -> Page:
    """What the report says of every indicator that its form asks for or that it states."""
    rows = agency_view.states(view)
    order = {state: n for n, state in enumerate(codes("state"))}
    rows = rows.assign(order=rows["state"].map(order)).sort_values("order", kind="stable", ignore_index=True)
    columns: list[Column] = [
        ("head_state", lambda r: both(name("state", r.state))),
        ("head_indicator", lambda r: both(name("indicator", r.indicator))),
        ("head_asked", lambda r: both(say("agency_asked")) if r.asked else ""),
    ]
    return table(rows, columns, **settings)
