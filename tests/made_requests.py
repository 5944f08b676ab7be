"""A corpus of any number of invented reports over years, forms, kinds and places, with whole tables of requests and channels."""

import functools

import numpy as np
from small_corpus import PROACTIVE, corpus, figure, report

from gcir import comparability, requests

KINDS = ("township_government", "department", "county_government", "subdistrict_office")
PLACES = ("吉林省", "浙江省", "河南省", "贵州省", "四川省", "山东省", "")
ROUTES = ("in_person", "fax", "online", "letter")
APPLICANTS = ("natural_person", "company", "research_institution", "social_organization", "legal_service", "other_organization")
YEARS = 4
"""Reports of one agency."""


def split(rng, total, n):
    """A total in n parts of falling size."""
    weights = np.array([0.5**i for i in range(n)])
    return [float(x) for x in rng.multinomial(int(total), weights / weights.sum())]


def parts_of(rng, total, scheme, form):
    """Figures for every part of a scheme under a form, which add up to the total."""
    ways = requests.schemes()[scheme]
    own = {p: next((w for w in ww if not w.forms or form in w.forms), None) for p, ww in ways.items() if p}
    found = []
    for way, k in zip(own.values(), split(rng, total, len(own)), strict=True):
        found += zip(way.indicators, split(rng, k, len(way.indicators)), strict=True) if way else []
    return found


def requests_of(rng, form):
    """The numbers that a form asks for about requests and disputes: (indicator, value, dimensions)."""
    received = float(int(rng.lognormal(1.5, 1.6)))
    carried_in, carried_out = float(rng.binomial(int(received), 0.1)), float(rng.binomial(int(received), 0.12))
    closed = received + carried_in - carried_out
    new = form in ("national_2019", "national_2021")
    found = [("requests_received", received, {})]
    dimension, names = ("applicant", APPLICANTS) if new else ("route", ROUTES)
    found += [("requests_received", k, {dimension: x}) for x, k in zip(names, split(rng, received, len(names)), strict=True)]
    if new:
        found += [("requests_carried_in", carried_in, {}), ("requests_carried_out", carried_out, {})]
    scheme, total = ("results", "requests_closed") if new else ("answers", "requests_answered")
    found += [(total, closed, {}), *((i, k, {}) for i, k in parts_of(rng, closed, scheme, form))]
    if not new:
        late = float(rng.binomial(int(closed), 0.06))
        found += [("requests_closed", closed, {}), ("requests_closed_on_time", closed - late, {})]
        found += [("requests_closed_extended", late, {})]
        refused = next(k for i, k, _ in found if i == "requests_refused")
        found += [(i, k, {}) for i, k in parts_of(rng, refused, "refusals_before", form)]
    disputes = ("litigation_direct", "litigation_after_reconsideration") if new else ("litigation",)
    for what in ("reconsideration", *disputes):
        cases = float(rng.binomial(int(received), 0.05))
        upheld, corrected, other, pending = split(rng, cases, 4)
        found += [(f"{what}_cases", cases, {}), (f"{what}_upheld", upheld, {}), (f"{what}_corrected", corrected, {})]
        found += [(f"{what}_other_result", other + (0 if new else pending), {})]
        found += [(f"{what}_pending", pending, {})] if new else []
    return found


def channels_of(rng, year, growth):
    """A total of items and its channels: weibo comes and goes, wechat comes to stay, and channels overlap at times."""
    total = float(int(rng.lognormal(5, 1.2) * growth) + 1)
    names = ["website"]
    names += ["wechat"] if rng.random() < min(0.9, max(0, (year - 2012) * 0.1)) else []
    names += ["weibo"] if year > 2011 and rng.random() < max(0.1, 0.6 - (year - 2012) * 0.06) else []
    names += ["bulletin_board"] if rng.random() < 0.2 else []
    counts = split(rng, total, len(names))
    if rng.random() < 0.3 and len(names) > 1:
        counts[0] = total
    return [(PROACTIVE, total, {}), *((PROACTIVE, k, {"channel": c}) for c, k in zip(names, counts, strict=True))]


@functools.cache
def made(n, seed=7):
    """A corpus of n reports, YEARS for each agency."""
    rng = np.random.default_rng(seed)
    reports, figures = [], []
    for i in range(n):
        body, turn = divmod(i, YEARS)
        year = 2009 + body % 12 + turn
        form = comparability.form_of("", year)
        name, layout = f"r{i}", form if rng.random() < 0.9 else "prose"
        reports.append(
            report(
                name, agency=f"青石{body}镇人民政府", agency_id=f"a{body}", agency_kind=KINDS[body % 4], year=year, layout=layout,
                origin="parsed" if rng.random() < 0.7 else "transcribed", province=PLACES[body % 7],
            )
        )  # fmt: skip
        numbers = [*requests_of(rng, form), *channels_of(rng, year, 1.15**turn)]
        figures += [figure(name, i, k, source="table", **where) for i, k, where in numbers]
    return corpus(reports, figures)
