"""The world behind a report: consistent numbers that tables and sentences both draw on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

APPLICANTS = ("natural_person", "company", "research_institution", "social_organization", "legal_service", "other_organization")
OUTCOMES = (
    "requests_granted",
    "requests_partly_granted",
    "requests_refused_state_secret",
    "requests_refused_other_law",
    "requests_refused_three_securities",
    "requests_refused_third_party",
    "requests_refused_internal_affairs",
    "requests_refused_process_information",
    "requests_refused_enforcement_file",
    "requests_refused_administrative_query",
    "requests_unavailable_not_held",
    "requests_unavailable_needs_creation",
    "requests_unavailable_still_unclear",
    "requests_unprocessed_petition",
    "requests_unprocessed_duplicate",
    "requests_unprocessed_publication",
    "requests_unprocessed_excessive",
    "requests_unprocessed_reconfirmation",
    "requests_other_not_amended",
    "requests_other_fee_unpaid",
    "requests_other_handling",
)
WEIGHTS = (40, 12, 1, 2, 1, 4, 3, 3, 2, 3, 14, 3, 3, 5, 2, 1, 1, 2, 2, 1, 3)
ROUTES = ("in_person", "fax", "online", "letter")
SCALE = {"township": 3, "county": 12, "prefecture": 60, "province": 200, "central": 300}
CASES = ("upheld", "corrected", "other_result", "pending")


@dataclass(slots=True)
class State:
    """True numbers of one report."""

    total: int
    channels: dict[str, int]
    contents: dict[str, int]
    received: dict[str, int]
    carried_in: dict[str, int]
    carried_out: dict[str, int]
    outcomes: dict[str, dict[str, int]]
    routes: dict[str, int]
    cases: dict[str, dict[str, int]]
    other: dict[str, float] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """Requests received in all."""
        return sum(self.received.values())

    def outcome(self, *names: str) -> int:
        """Cases closed in these ways, over all applicants."""
        return sum(sum(self.outcomes[n].values()) for n in names)

    @property
    def closed(self) -> int:
        """All cases closed."""
        return self.outcome(*OUTCOMES)


def split(rng: random.Random, total: int, parts: int) -> list[int]:
    """Cut a total into parts, some large and some small."""
    marks = [rng.random() ** 2 + 0.02 for _ in range(parts)]
    out = [int(total * m / sum(marks)) for m in marks]
    out[out.index(max(out))] += total - sum(out)
    return out


def world(rng: random.Random, level: str, year: int) -> State:
    """Numbers for a report of this level and year."""
    size = SCALE[level]
    total = max(5, int(rng.lognormvariate(5.0, 0.9) * (size**0.6)))
    names = ["website", "other", "bulletin_board", "news_media"]
    if year >= 2012:
        names += ["weibo"]
    if year >= 2014:
        names += ["wechat", "wechat"]
    if level != "township":
        names += ["gazette", "press_conference"]
    chosen = ["website", *sorted(set(rng.sample(names[1:], min(len(names) - 1, rng.randint(1, 4)))))]
    channels = dict(zip(chosen, split(rng, total, len(chosen)), strict=True))
    if channels.get("press_conference", 0) > 9:
        channels["website"] += channels["press_conference"] - 9
        channels["press_conference"] = 9
    kinds = rng.sample(("documents", "work_news", "finance", "personnel", "services", "enforcement", "other"), rng.randint(2, 5))
    contents = dict(zip(kinds, split(rng, total, len(kinds)), strict=True))
    busy = rng.random() > {"township": 0.6, "county": 0.4}.get(level, 0.05)
    n = int(rng.expovariate(1 / size)) + 1 if busy else 0
    received = dict.fromkeys(APPLICANTS, 0)
    for _ in range(n):
        received[rng.choices(APPLICANTS, (60, 15, 3, 2, 8, 3))[0]] += 1
    carried_in = {a: rng.choice((0, 0, 1)) if v and busy else 0 for a, v in received.items()}
    outcomes = {o: dict.fromkeys(APPLICANTS, 0) for o in OUTCOMES}
    carried_out = dict.fromkeys(APPLICANTS, 0)
    for a in APPLICANTS:
        for _ in range(received[a] + carried_in[a]):
            if rng.random() < 0.04:
                carried_out[a] += 1
            else:
                outcomes[rng.choices(OUTCOMES, WEIGHTS)[0]][a] += 1
    routes = dict(zip(ROUTES, split(rng, n, 4), strict=True)) if n else dict.fromkeys(ROUTES, 0)
    cases = {}
    for remedy in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        many = int(rng.expovariate(1 / (size / 12))) if busy and rng.random() < 0.5 else 0
        cases[remedy] = dict(zip(CASES, split(rng, many, 4), strict=True)) if many else dict.fromkeys(CASES, 0)
    return State(total, channels, contents, received, carried_in, carried_out, outcomes, routes, cases, minor(rng, size))


def minor(rng: random.Random, size: int) -> dict[str, float]:
    """Staff, meetings and the other small numbers."""
    full = rng.choice((0, 1, 1, 2, 3)) * (1 if size < 60 else 3)
    part = rng.choice((0, 1, 2, 2, 4)) * (1 if size < 60 else 8)
    issued = rng.choice((0, 0, 1, 3, 8)) * (1 + size // 12)
    return {
        "staff_full_time": full,
        "staff_part_time": part,
        "staff": full + part,
        "meetings": rng.randint(1, 6),
        "training_sessions": rng.randint(1, 5),
        "trainees": rng.randint(8, 60) * (1 + size // 12),
        "reading_points": rng.randint(1, 4),
        "dedicated_bodies": rng.choice((0, 1, 1, 2)),
        "dedicated_funds": rng.choice((0, 0.5, 2, 3.5, 10)),
        "policy_interpretations": rng.randint(0, 9) * (1 + size // 12),
        "responses": rng.randint(0, 12),
        "press_conferences": rng.choice((0, 0, 1, 4)),
        "online_interviews": rng.choice((0, 0, 1, 2)),
        "normative_documents_issued": issued,
        "normative_documents_repealed": rng.randint(0, max(1, issued)),
        "normative_documents_in_force": issued + rng.randint(0, 30),
        "complaints": rng.choice((0, 0, 0, 1, 2)),
        "fees_charged": rng.choice((0, 0, 0, 0, 12, 86.5, 230)),
        "fees_waived": rng.choice((0, 0, 15, 60)),
        "website_visits": rng.randint(300, 90000),
        "website_page_views": rng.randint(900, 400000),
        "website_columns": rng.randint(5, 26),
        "enquiries": rng.randint(2, 900),
    }
