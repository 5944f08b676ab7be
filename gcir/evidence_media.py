"""Tables of what agencies begin and cease to number from one of their years to the next."""

from typing import Any

import pandas as pd

from gcir.evidence import Column, Page, both, report_cell, source_cell, table, zh
from gcir.messages import name
from gcir.render import evidence_link, value_text

_ORDER = ("gained", "lost", "kept")
_STATED = ["where", "channel", "value", "precision", "evidence", "agency", "file", "url", "figure_number"]


def turnover(pairs: pd.DataFrame, parts: pd.DataFrame, **settings: Any) -> Page:
    """Each channel in two neighbouring years of an agency, with the number and the words of the year that has it."""
    if pairs.empty and settings.get("folded"):
        return Page("")  # the sentence above says so
    rows = pairs.assign(where=pairs["report_id"].where(pairs["change"] != "lost", pairs["previous_report_id"]))
    stated = parts[parts["content"] == ""].rename(columns={"report_id": "where"})
    rows = rows.merge(stated[_STATED].drop_duplicates(["where", "channel"]), on=["where", "channel"], how="left")
    rows = rows.assign(rank=rows["change"].map({c: i for i, c in enumerate(_ORDER)}))
    columns: list[Column] = [
        ("head_report", report_cell),
        ("head_before", lambda r: str(r.previous_year)),
        ("head_channel", lambda r: both(name("channel", r.channel), "<br>")),
        ("head_change", lambda r: both(name("channel_change", r.change), "<br>")),
        ("head_value", lambda r: value_text(r.value, r.precision)),
        ("head_words", lambda r: zh(r.evidence)),
        ("head_source", lambda r: source_cell(r, evidence_link(r.where, int(r.figure_number)))),
    ]
    return table(rows.sort_values(["rank", "channel", "agency", "year"], kind="stable"), columns, **settings)
