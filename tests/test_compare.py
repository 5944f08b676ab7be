"""One value per report, shares that add up, and summaries that stay silent where there is too little."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import corpus, figure, report

from gcir import codebook, compare, coverage

PROACTIVE = "proactive_disclosed"


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"value": 7, "source": "prose"}, {"value": 9, "source": "table"}, 9),
        ({"value": 7, "source": "prose"}, {"value": None, "source": "table"}, 7),
        ({"value": 7, "precision": "at_least"}, {"value": 9, "precision": "exact"}, 9),
        ({"value": 7, "precision": "about", "source": "table"}, {"value": 9, "precision": "exact", "source": "prose"}, 7),
        ({"value": 0, "stated_as": "words"}, {"value": 3, "stated_as": "digits"}, 3),
        ({"value": 7}, {"value": 9}, 7),
    ],
    ids=[
        "table before prose",
        "number before blank",
        "exact before approximate",
        "table before exact",
        "digits before words",
        "first before later",
    ],
)
def test_one_value_by_precedence(first, second, expected):
    for rows in ([first, second], [second, first]):
        if rows[0] == second and expected == 7 and "source" not in first:
            continue  # only the order tells these two apart
        c = corpus([report("甲")], [figure("甲", PROACTIVE, r.pop("value"), **r) for r in map(dict, rows)])
        assert only(compare.values(c, PROACTIVE))["value"] == expected


def test_conflicts_are_kept_beside_the_choice():
    c = corpus([report("甲")], [figure("甲", PROACTIVE, 60, source="table"), figure("甲", PROACTIVE, 66)])
    row = only(compare.values(c, PROACTIVE))
    assert (row["value"], row["conflict"], row["others"], row["statements"]) == (60, True, "66", 2)


def test_the_same_number_twice_is_no_conflict_and_an_approximate_one_beside_it_neither():
    c = corpus(
        [report("甲")],
        [figure("甲", PROACTIVE, 60), figure("甲", PROACTIVE, 60), figure("甲", PROACTIVE, 50, precision="at_least")],
    )
    row = only(compare.values(c, PROACTIVE))
    assert not row["conflict"]
    assert row["others"] == "50"


def test_absence_and_blank_are_no_values():
    c = corpus([report("甲"), report("乙"), report("丙")], [figure("甲", PROACTIVE, 0), figure("乙", PROACTIVE, None)])
    assert list(compare.values(c, PROACTIVE)["report_id"]) == ["甲"]


def test_a_total_is_never_made_of_channels():
    c = corpus([report("甲")], [figure("甲", PROACTIVE, 3, channel="website"), figure("甲", PROACTIVE, 4, channel="weibo")])
    assert compare.values(c, PROACTIVE).empty
    assert only(compare.values(c, PROACTIVE, channel="weibo"))["value"] == 4


def test_unknown_dimension_is_named():
    with pytest.raises(ValueError, match="colour"):
        compare.values(corpus([report("甲")]), PROACTIVE, colour="red")


def test_figure_numbers_count_within_the_report_so_that_links_point_at_the_right_words():
    c = corpus([report("甲"), report("乙")], [figure("甲", "staff", 1), figure("乙", "staff", 2), figure("乙", PROACTIVE, 5)])
    assert only(compare.values(c, PROACTIVE))["figure_number"] == 2


def test_figure_numbers_lead_to_the_words_in_the_bundled_reports(tmp_path):
    import gcir

    raw = Path(__file__).parent.parent / "data" / "raw"
    built = gcir.build([raw], out=tmp_path / "tidy", workers=1)
    files = dict(zip(built.reports["report_id"], built.reports["file"], strict=True))
    figures = {i: gcir.read_report(raw / f).figures for i, f in files.items()}
    chosen = compare.choose(built.figures)
    assert len(chosen)
    for row in chosen.itertuples():
        assert figures[row.report_id][row.figure_number - 1].evidence == row.evidence


@pytest.mark.parametrize(
    ("total", "channels", "relation"),
    [
        (100, {"website": 60, "weibo": 40}, "partition"),
        (100, {"website": 60, "weibo": 30}, "below_total"),
        (100, {"website": 60, "weibo": 50}, "overlap"),
        (None, {"website": 60, "weibo": 40}, "no_total"),
    ],
)
def test_shares_only_where_channels_partition_the_total(total, channels, relation):
    figures = [figure("甲", PROACTIVE, v, channel=c) for c, v in channels.items()]
    c = corpus([report("甲")], figures + ([figure("甲", PROACTIVE, total)] if total else []))
    parts = compare.parts(c, PROACTIVE)
    assert set(parts["relation"]) == {relation}
    if relation == "partition":
        assert parts["share"].sum() == pytest.approx(1)
    else:
        assert parts["share"].isna().all()


def test_approximate_and_repeated_channels_are_no_partition():
    loose = [figure("甲", PROACTIVE, 100), figure("甲", PROACTIVE, 100, channel="website", precision="at_least")]
    twice = [
        figure("乙", PROACTIVE, 5),
        figure("乙", PROACTIVE, 5, channel="website"),
        figure("乙", PROACTIVE, 6, channel="website"),
    ]
    parts = compare.parts(corpus([report("甲"), report("乙")], loose + twice), PROACTIVE)
    assert set(parts["relation"]) == {"inexact"}


def test_a_total_of_zero_has_no_shares():
    parts = compare.parts(
        corpus([report("甲")], [figure("甲", PROACTIVE, 0), figure("甲", PROACTIVE, 0, channel="website")]), PROACTIVE
    )
    assert parts["share"].isna().all()


def test_a_report_that_numbers_only_parts_of_a_channel_is_there_but_makes_no_share():
    c = corpus([report("甲")], [figure("甲", PROACTIVE, 24, channel="website", content="documents")])
    row = only(compare.parts(c, PROACTIVE))
    assert (row["content"], row["relation"]) == ("documents", "no_total")


def test_summaries_carry_n_and_stay_silent_below_five():
    rows = pd.DataFrame({"kind": ["a"] * 4 + ["b"] * 6, "value": [1, 2, 3, 4, 0, 0, 5, 6, 7, 900]})
    a, b = (only(compare.summarise(rows, "kind").query("kind == @k")) for k in "ab")
    assert (a["n"], b["n"], b["zeros"]) == (4, 6, 2)
    assert math.isnan(a["median"])
    assert b["median"] == 5.5


@settings(deadline=None)
@given(st.integers(6, 400), st.integers(0, 99))
def test_the_interval_holds_the_median(n, seed):
    ordered = np.sort(np.random.default_rng(seed).lognormal(size=n))
    low, high = compare.median_interval(ordered)
    assert ordered[0] <= low <= np.median(ordered) <= high <= ordered[-1]


def test_small_and_large_samples_get_the_same_kind_of_interval():
    exact, normal = (compare.median_interval(np.arange(n, dtype=float)) for n in (200, 201))
    assert exact[0] == pytest.approx(normal[0], abs=2)
    assert exact[1] == pytest.approx(normal[1], abs=2)


@settings(deadline=None)
@given(st.integers(5, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_between_none_and_all(pair):
    share, low, high = compare.rate(*pair)
    assert -1e-9 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-9


def test_no_rate_below_five_cases():
    assert all(math.isnan(x) for x in compare.rate(2, 4))


def test_periods_are_cut_where_the_form_changed():
    changes = [int(b["year"]) for b in compare.breaks()]
    years = pd.Series([changes[0] - 1, *changes, changes[-1] + 9])
    cut = compare.periods(years)
    assert cut.nunique() == len(changes) + 1
    assert cut.iloc[-1] == cut.iloc[-2]


def test_a_break_of_its_own_replaces_the_general_one():
    own = {b["year"]: b["comparability"] for b in compare.breaks(PROACTIVE)}
    general = {b["year"]: b["comparability"] for b in compare.breaks()}
    assert own.keys() == general.keys()
    assert "not_comparable" in own.values()
    assert "not_comparable" not in general.values()


def test_breaks_use_known_codes():
    rows = compare.breaks()
    names = {r["id"] for r in codebook.read("labels", ("group", "id", "label_zh", "label_en")) if r["group"] == "comparability"}
    codebook.require("breaks", "comparability", [r["comparability"] for r in rows], names, "labels.csv")
    assert all(r["note_zh"] and r["note_en"] for r in rows)


def test_six_states_stay_apart():
    figures = [
        figure("甲", "staff", 3),
        figure("甲", "meetings", 0),
        figure("甲", "requests_received", 0, stated_as="words"),
        figure("甲", "trainees", None),
        figure("乙", "staff", 1, channel="website"),
        figure("丙", "staff", 8),
    ]
    findings = [{"report_id": "丙", "rule": "table_lost", "severity": "warning"}]
    table = coverage.states(corpus([report("甲"), report("乙"), report("丙")], figures, findings=findings))
    state = table.set_index(["report_id", "indicator"])["state"]
    assert state["甲", "staff"] == "reported"
    assert state["甲", "meetings"] == "zero_digits"
    assert state["甲", "requests_received"] == "zero_words"
    assert state["甲", "trainees"] == "blank"
    assert state["乙", "meetings"] == "absent"
    assert state["丙", "meetings"] == "lost"
    assert table.set_index(["report_id", "indicator"]).loc[("乙", "staff"), "is_part"]
    counts = coverage.state_counts(table).set_index("indicator")
    assert (counts.drop(columns=["stated", "n"]).sum(axis=1) == counts["n"]).all()


def test_a_transcribed_report_is_never_silent():
    c = corpus([report("甲", origin="transcribed")], [figure("甲", "staff", 3)])
    assert coverage.states(c).empty


def test_a_report_counts_once_per_category_however_often_it_says_so():
    problems = [{"report_id": "甲", "order": i, "text": "更新不及时", "categories": ["timeliness"]} for i in (1, 2)]
    problems.append(
        {"report_id": "乙", "order": 1, "text": "内容少,更新慢", "categories": ["timeliness", "content_completeness"]}
    )
    rows = coverage.problem_categories(corpus([report("甲"), report("乙")], problems=problems))
    assert rows.groupby("category")["report_id"].nunique().to_dict() == {"content_completeness": 1, "timeliness": 2}
    assert rows.set_index(["report_id", "category"]).at[("甲", "timeliness"), "statements"] == 2
