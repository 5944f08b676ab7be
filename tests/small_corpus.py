"""A corpus of a few invented reports, so that every count in a test can be checked by eye."""

import functools
from dataclasses import replace

import pandas as pd

from gcir import schemas
from gcir.corpus import Corpus

PROACTIVE = "proactive_disclosed"


def report(report_id: str, **columns: object) -> dict[str, object]:
    """A row of `reports`."""
    agency = columns.pop("agency", f"{report_id}镇人民政府")
    row = {"agency_kind": "township_government", "year": 2015, "layout": "prose", "origin": "parsed", "province": "吉林省"}
    return {"report_id": report_id, "file": f"{report_id}.txt", "agency": agency, **row, **columns}


def figure(report_id: str, indicator: str, value: float | None, **columns: object) -> dict[str, object]:
    """A row of `figures`: exact, in digits, in prose, unless the columns say otherwise."""
    blank = value is None
    row = {
        "precision": "" if blank else "exact",
        "stated_as": "blank" if blank else "digits",
        "source": "prose",
        "evidence": f"{value}条",
    }
    return {"report_id": report_id, "indicator": indicator, "value": value, **row, **columns}


def corpus(reports: list[dict[str, object]], figures: list[dict[str, object]] = (), **tables: list[dict[str, object]]) -> Corpus:
    """The corpus with these rows; columns not named are empty."""
    rows = {"reports": reports, "figures": list(figures), **tables}
    return replace(Corpus(), **{t: schemas.typed(t, pd.DataFrame(r)) if r else schemas.empty(t) for t, r in rows.items()})


def some(n, origin=None):
    """A corpus of n reports over kinds, years, layouts, channels, precisions and states."""
    kinds, layouts = ["township_government", "department", "county_government"], ["prose", "national_2019", "local_2008"]
    reports, figures, problems = [], [], []
    for i in range(n):
        name = f"报告{i}"
        its_origin = origin or ("parsed" if i % 3 == 0 else "transcribed")
        reports.append(report(name, agency_kind=kinds[i % 3], year=2010 + i % 13, layout=layouts[i % 3], origin=its_origin))
        figures += [
            figure(name, PROACTIVE, float(i % 7 * 10 ** (i % 5) + i), precision="at_least" if i % 5 == 4 else "exact"),
            figure(name, PROACTIVE, float(i % 7 * 10 ** (i % 5)), channel="website"),
            figure(name, PROACTIVE, float(i), channel=["wechat", "weibo"][i % 2]),
            figure(name, "requests_received", 0.0, stated_as="words"),
            figure(name, "staff", None),
        ]
        problems.append(
            {"report_id": name, "order": 1, "text": "更新不够及时", "categories": ["timeliness"], "start": 0, "end": 6}
        )
    return corpus(
        reports, figures, problems=problems, findings=[{"report_id": "报告0", "rule": "table_lost", "severity": "warning"}]
    )


@functools.cache
def corpora():
    """Corpora of every size and origin that a chart or a sentence must be right with."""
    return {
        "none": corpus([]),
        "one": some(1),
        "five": some(5, "parsed"),
        "mixed": some(60),
        "transcribed": some(8, "transcribed"),
    }
