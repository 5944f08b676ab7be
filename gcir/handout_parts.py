"""The second page of a handout as plain data: problems and remedies, findings, what is no number, and the sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gcir import agency_view, language
from gcir import saying_agency as saying
from gcir.agency_view import View
from gcir.compare import each
from gcir.messages import Sentence, codes, listed, listed_apart, name, say
from gcir.saying_quality import rule_name

_HASH = 16  # characters of a file's sha256 that are printed
_STATES = ("zero_digits", "zero_words", "blank", "lost", "absent")
Content = dict[str, Any]


def told(words: Sentence) -> str:
    """The words in the language in force."""
    return language.shown(words)


def flat(text: str) -> str:
    """Words on one line, as people read them."""
    return " ".join(text.split())


def names_of(group: str, found: Sequence[str]) -> str:
    return told(listed([name(group, code) for code in found])) if len(found) else ""


def problems(view: View) -> Content:
    rows = [
        {"text": flat(r.text), "kinds": names_of("category", r.categories), "measures": [flat(m) for m in r.measures]}
        for r in each(agency_view.problems(view))
    ]
    others = [{"text": flat(r.text)} for r in each(agency_view.other_measures(view))]
    parsed = view.report.origin == "parsed"
    none = say("agency_no_problems") if parsed else say("agency_transcribed")
    return {
        "rows": rows, "none": told(none), "table": "problems",
        "measures": {"rows": others, "table": "measures", "none": told(say("handout_no_measures")) if parsed else ""},
    }  # fmt: skip


def findings(view: View) -> Content:
    """One row per rule that said something, with all that it said."""
    found = agency_view.findings(view)
    rows = []
    for rule, group in found.groupby("rule", sort=False):
        severity = str(group["severity"].iloc[0])
        label = told(name("severity", severity)) + (f" × {len(group)}" if len(group) > 1 else "")
        texts = told(listed_apart([Sentence(t, t) for t in dict.fromkeys(_detail(r) for r in each(group))]))
        rows.append({"severity": severity, "label": label, "rule": told(rule_name(str(rule))), "text": texts})
    return {"rows": rows, "said": told(saying.checked(view)), "table": "findings"}


def _detail(row: Any) -> str:
    """What a finding says; in the page's language where the table has both."""
    return flat(getattr(row, "detail_zh", "") or row.detail) if language.chosen() == "zh" else flat(row.detail)


def states(view: View) -> Content:
    """What is zero, blank, lost or not mentioned: five things that are not each other."""
    known = agency_view.states(view)
    groups = []
    for state in [s for s in codes("state") if s in _STATES]:
        found = list(known.loc[known["state"] == state, "indicator"])
        text = told(say(f"handout_state_{state}"))
        groups.append(
            {
                "label": told(name("state", state)),
                "n": len(found),
                "about": text,
                "rows": [told(name("indicator", i)) for i in found],
            }
        )
    return {"groups": groups if len(known) else [], "said": told(saying.left_open(view)), "table": "figures"}


def sources(view: View) -> Content:
    rows = [_source(r, r.report_id == view.report.report_id) for r in each(agency_view.reports(view).iloc[::-1])]
    return {"rows": sorted(rows, key=lambda r: not r["looked_at"]), "table": "reports", "report_id": view.report.report_id}


def _source(row: Any, looked_at: bool) -> Content:
    return {
        "year": "" if pd.isna(row.year) else str(int(row.year)),
        "file": row.file or told(name("origin", row.origin)),
        "hash": row.sha256[:_HASH],
        "url": row.url if row.url.startswith(("https://", "http://")) else "",
        "looked_at": looked_at,
    }
