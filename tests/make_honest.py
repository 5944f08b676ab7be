"""Reports whose numbers agree with each other: the layout cases with honest numbers, and what holds on each form.

HOLDS is written from the forms themselves, never from the package's rules: a total, its parts, and whether the
parts are all there is (=) or only some of it (>=).
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import make_layout_cases
import make_layout_forms
import make_layout_lists
from make_layout_cases import Made
from make_layout_print import CASES, Pen

ROUTES = ["requests_received in_person", "requests_received fax", "requests_received online", "requests_received letter"]
_REFUSED = [f"requests_refused_{why}" for why in ("state_secret", "trade_secret", "privacy", "three_securities")]
_UNLAWFUL = ("upheld", "found_unlawful", "otherwise_corrected")
_DECIDED = ("upheld", "corrected", "other_result")

HOLDS: dict[str, list[tuple[str, str, str, list[str]]]] = {
    "zhejiang": [
        ("requests_routes", "requests_received", "=", [*ROUTES, "requests_received other"]),
        ("requests_timeliness_accepted", "requests_accepted", ">=", ["requests_closed_on_time", "requests_closed_extended"]),
        ("requests_refusals_local", "requests_refused", ">=", _REFUSED),
        (
            "requests_answers_local", "requests_answered", "=",
            ["requests_granted", "requests_partly_granted", "requests_refused", "requests_unavailable_not_held_or_nonexistent",
             "requests_unclear_or_redirected", "requests_answered_other_reason"],
        ),
        ("reconsideration_unlawful", "reconsideration_cases", ">=", [f"reconsideration_{r}" for r in _UNLAWFUL]),
        ("litigation_unlawful", "litigation_cases", ">=", [f"litigation_{r}" for r in _UNLAWFUL]),
        ("staff_parts", "staff", "=", ["staff_full_time", "staff_part_time"]),
    ],
    "coded": [("requests_routes", "requests_received", "=", [*ROUTES, "requests_received other"])],
    "statistics": [
        ("normative_of_disclosed", "proactive_disclosed", ">=", ["normative_documents_disclosed"]),
        ("conferences_with_head", "press_conferences", ">=", ["press_conferences_with_head"]),
        ("interviews_with_head", "online_interviews", ">=", ["online_interviews_with_head"]),
        ("requests_routes", "requests_received", "=", ROUTES),
        ("requests_timeliness", "requests_closed", "=", ["requests_closed_on_time", "requests_closed_extended"]),
        (
            "requests_refusals", "requests_refused", "=",
            [*_REFUSED, "requests_refused_not_government_information", "requests_refused_other_law"],
        ),
        (
            "requests_answers", "requests_answered", "=",
            ["requests_already_public", "requests_granted", "requests_partly_granted", "requests_refused",
             "requests_unavailable_not_held", "requests_unavailable_nonexistent", "requests_asked_to_amend",
             "requests_redirected"],
        ),
        ("reconsideration_results_before", "reconsideration_cases", "=", [f"reconsideration_{r}" for r in _DECIDED]),
        ("litigation_results_before", "litigation_cases", "=", [f"litigation_{r}" for r in _DECIDED]),
        ("staff_parts", "staff", "=", ["staff_full_time", "staff_part_time"]),
    ],
    "national_2019": [
        (f"{what}_new_of_stock", f"{what}_disclosed_total", ">=", [f"{what}_newly_disclosed"])
        for what in ("rules", "normative_documents")
    ],
    "national_2021": [
        ("rules_issued_of_stock", "rules_in_force", ">=", ["rules_issued"]),
        ("normative_documents_issued_of_stock", "normative_documents_in_force", ">=", ["normative_documents_issued"]),
    ],
}  # fmt: skip
CHANNELS = ("gazette", "website", "weibo", "wechat", "news_media", "other")

Plan = dict[str, int]
"""The number of each place: its indicator, channel and route with spaces between."""


def holding(relation: tuple[str, str, str, list[str]], plan: Plan) -> bool:
    """Whether a relation holds in a plan."""
    _, total, sign, parts = relation
    found = sum(plan[p] for p in parts)
    return plan[total] == found if sign == "=" else plan[total] >= found


def plan(form: str, seed: str) -> Plan:
    """Numbers that agree with each other on one form; some of them are nought."""
    rng = random.Random(seed)
    made: Plan = {}
    for _, total, sign, parts in HOLDS[form]:
        for n, part in enumerate(parts):
            made.setdefault(part, rng.choice((0, rng.randint(1, 40))) if n else rng.randint(1, 40))
        made[total] = sum(made[p] for p in parts) + (rng.randint(0, 9) if sign == ">=" else 0)
    for channel in CHANNELS:
        made[f"proactive_disclosed {channel}"] = rng.randint(0, 60)
    made["proactive_disclosed"] = max(60, made.get("proactive_disclosed", 0)) + rng.randint(0, 99)
    return made


class _Honest(Pen):
    """Prints planned numbers, and leaves none out."""

    def __init__(self, seed: str, numbers: str = "plain", **_: object):
        super().__init__(seed, numbers)
        self.plans = {form: plan(form, seed) for form in HOLDS}
        self.planned: int | None = None

    def draw(self) -> int:
        value, self.planned = self.planned, None
        return super().draw() if value is None else value


@contextmanager
def _planned(changed: Plan | None = None) -> Iterator[None]:
    """Cases are made with planned numbers while this is open, some of them changed."""
    line, amount = make_layout_lists._line, make_layout_forms._amount

    def look_up(pen: _Honest, form: str, row: dict) -> None:
        place = " ".join(filter(None, (row["indicator"], row.get("channel"), row.get("route"))))
        pen.planned = (pen.plans.get(form, pen.plans["coded"]) | (changed or {})).get(place)

    def honest_line(row: dict, number: int, columns: list, pen: _Honest, words: Callable, o: dict, sheet: object) -> object:
        look_up(pen, o["list"], row)
        return line(row, number, columns, pen, words, o, sheet)

    def honest_amount(row: dict, pen: _Honest) -> object:
        if row["kind"] == "count":
            look_up(pen, row["layout"], row)
        return amount(row, pen)

    with (
        mock.patch.object(make_layout_lists, "_line", honest_line),
        mock.patch.object(make_layout_forms, "_amount", honest_amount),
        mock.patch.object(make_layout_cases, "Pen", _Honest),
    ):
        yield


def documents() -> list[Made]:
    """The layout cases with honest numbers: without what their text or typed cells state, and without rows that are short."""
    with open(CASES / "documents.toml", "rb") as file:
        specs = [doc for doc in tomllib.load(file)["document"] if not doc.get("finding")]
    with _planned():
        return [
            make_layout_cases.make(doc | {"parts": [p for p in doc["parts"] if not {"states", "cells"} & {*p}]}) for doc in specs
        ]


def written(parts: list[dict], year: int, changed: Plan | None = None) -> Made:
    """A report that consists of such parts, planned numbers of which some are put wrong."""
    doc = {"name": "honest", "agency": "石门县科技局", "year": year, "layout": "", "in": "txt", "parts": parts}
    with _planned(changed):
        return make_layout_cases.make(doc)


def listing(form: str, year: int, changed: Plan | None = None) -> tuple[Made, Plan]:
    """A report that is one list of a form, and the plan of its numbers; `changed` puts some of them wrong."""
    columns = ["label:指标名称", "unit:单位", "value:统计数"]
    return written([{"list": form, "columns": columns}], year, changed), plan(form, "honest") | (changed or {})
