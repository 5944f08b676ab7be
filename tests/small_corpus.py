"""A corpus of a few invented reports, so that every count in a test can be checked by eye."""

from dataclasses import replace

import pandas as pd

from gcir import schemas
from gcir.corpus import Corpus


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
