"""Shares with their cases, ranks with their ties, peers with their region, joins that lose nothing."""

import warnings

import numpy as np
import pandas as pd
import pytest
from compare_corpus import PLACE, placed, towns
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import corpora, corpus, figure, report

from gcir import checks_rules, codebook, compare, names
from gcir import shares as shares_module

CLOSED, GRANTED, PARTLY = "requests_closed", "requests_granted", "requests_partly_granted"
RECEIVED = "requests_received"


def one(**stated):
    """A corpus of one report that states these numbers."""
    return corpus([placed("a", "文成县珊溪镇人民政府", 2022)], [figure("a", i, v) for i, v in stated.items()])


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


# Shares


def test_a_share_comes_with_its_cases_and_an_interval():
    row = only(compare.shares(one(requests_granted=30.0, requests_closed=40.0), GRANTED, CLOSED))
    assert (row["cases"], row["of"], row["share"], row["state"], row["n"]) == (30, 40, 0.75, "ok", 1)
    assert (row["low"], row["high"]) == compare.rate(30, 40)[1:]


@pytest.mark.parametrize(
    ("granted", "closed", "state"),
    [(2.0, 4.0, "few"), (0.0, 0.0, "few"), (7.0, 6.0, "exceeds"), (5.0, 5.0, "ok"), (0.0, 5.0, "ok")],
)
def test_no_share_of_few_cases_or_of_more_than_all(granted, closed, state):
    row = only(compare.shares(one(requests_granted=granted, requests_closed=closed), GRANTED, CLOSED))
    assert row["state"] == state
    assert pd.isna(row["share"]) == pd.isna(row["low"]) == pd.isna(row["high"]) == (state != "ok")
    assert (row["cases"], row["of"]) == (granted, closed)
    assert names.of("share_state", state)[1] != state


def test_approximate_and_contradicting_numbers_make_no_share():
    about = corpus([placed("a", "文成县", 2022)], [figure("a", GRANTED, 30.0, precision="about"), figure("a", CLOSED, 40.0)])
    twice = corpus(
        [placed("a", "文成县", 2022)], [figure("a", GRANTED, 30.0), figure("a", GRANTED, 31.0), figure("a", CLOSED, 40.0)]
    )
    for c in (about, twice):
        row = only(compare.shares(c, GRANTED, CLOSED))
        assert row["state"] == "inexact"
        assert pd.isna(row["share"])


def test_parts_are_added_up_and_a_part_not_stated_is_no_zero():
    row = only(
        compare.shares(one(requests_granted=30.0, requests_partly_granted=5.0, requests_closed=40.0), [GRANTED, PARTLY], CLOSED)
    )
    assert (row["cases"], row["share"], row["numerator"]) == (35, 0.875, f"{GRANTED} + {PARTLY}")
    row = only(compare.shares(one(requests_granted=30.0, requests_closed=40.0), [GRANTED, PARTLY], CLOSED))
    assert (row["cases"], row["parts"], row["stated"], row["state"]) == (30, 2, 1, "parts_missing")
    assert pd.isna(row["share"])


@pytest.mark.parametrize(
    "parts",
    [
        [GRANTED, GRANTED],
        [CLOSED, GRANTED],
        [GRANTED, "staff"],
        ["requests_refused", "requests_refused_privacy"],
        [RECEIVED, CLOSED],
        [],
    ],
)
def test_a_sum_that_may_count_twice_is_refused_with_its_reason(parts):
    with pytest.raises(ValueError, match=r"not known to be separate parts|names no indicator"):
        compare.shares(towns(), parts, CLOSED)


def test_every_sum_of_the_codebook_is_of_separate_parts_and_none_is_separate_from_its_total():
    for whole, sums in shares_module._wholes().items():
        for parts in sums:
            for part in parts:
                assert not shares_module.apart(part, whole)
                assert all(shares_module.apart(part, other) for other in parts - {part})
    assert shares_module.apart("requests_refused_privacy", GRANTED), "parts of parts are separate from the other parts"


def test_rules_without_one_total_are_no_sums():
    wholes = shares_module._wholes()
    assert "requests_received" not in wholes, "what was carried in comes to it"
    totals = {r.left[0].indicator for r in checks_rules.every() if r.kind == "sum" and r.relation == "=" and len(r.left) == 1}
    assert set(wholes) <= totals


def test_dimensions_narrow_the_numerator_and_within_both():
    figures = [
        figure("a", RECEIVED, 20.0),
        figure("a", RECEIVED, 15.0, route="online"),
        figure("a", RECEIVED, 8.0, applicant="company"),
        figure("a", RECEIVED, 6.0, applicant="company", route="online"),
    ]
    c = corpus([placed("a", "文成县", 2022)], figures)
    row = only(compare.shares(c, RECEIVED, RECEIVED, route="online"))
    assert (row["cases"], row["of"]) == (15, 20)
    row = only(compare.shares(c, RECEIVED, RECEIVED, route="online", within={"applicant": "company"}))
    assert (row["cases"], row["of"]) == (6, 8)


def test_pooled_shares_count_small_reports_and_leave_out_what_is_no_share():
    rows = compare.shares(towns(), GRANTED, CLOSED)
    pooled = compare.pooled(rows, "level").set_index("level")
    town = rows[rows["level"] == "township"]
    assert pooled.at["township", "cases"] == town["cases"].sum()
    assert pooled.at["township", "n"] == len(town)
    broken = rows.assign(state=["exceeds"] * len(rows))
    assert compare.pooled(broken, "level").empty
    assert list(compare.pooled(broken, "level").columns) == list(compare.pooled(rows, "level").columns)


# Ranks


def test_ties_share_their_places():
    rows = compare.ranks(pd.DataFrame({"value": [5.0, 9.0, 5.0, 5.0, 1.0, np.nan]}))
    assert rows["rank_low"].tolist()[:5] == [1, 2, 2, 2, 5]
    assert rows["rank_high"].tolist()[:5] == [1, 4, 4, 4, 5]
    assert rows["ties"].tolist()[:5] == [1, 3, 3, 3, 1]
    assert set(rows["n"]) == {5}
    assert rows["percentile"].tolist()[:5] == [90.0, 50.0, 50.0, 50.0, 10.0]
    assert pd.isna(rows["rank_low"].iloc[5])


def test_ranks_within_groups_and_the_other_way_round():
    frame = pd.DataFrame({"year": [1, 1, 2, 2], "value": [3.0, 4.0, 8.0, 7.0], "name": list("abcd")})
    assert compare.ranks(frame, by="year")["name"].tolist() == ["b", "a", "c", "d"]
    assert compare.ranks(frame, by=["year"], ascending=True)["name"].tolist() == ["a", "b", "d", "c"]
    assert compare.ranks(frame, by="year")["percentile"].isna().all()
    with pytest.raises(ValueError, match="'place'"):
        compare.ranks(frame, by="place")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=30))
def test_ranks_fill_the_places_from_one_to_n(values):
    rows = compare.ranks(pd.DataFrame({"value": np.array(values, dtype=float)}))
    places = {(low, high) for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True)}
    assert sorted(p for low, high in places for p in range(low, high + 1)) == list(range(1, len(values) + 1))


# Who is meant


@pytest.mark.parametrize(
    "name",
    ["文成县珊溪镇人民政府", "珊溪镇", " 珊溪镇 政府", "文成县珊溪镇", "浙江省温州市文成县珊溪镇人民政府", "温州市文成县珊溪镇"],
)
def test_an_agency_is_found_by_any_spelling(name):
    c = towns()
    found = compare.find_agency(c, name)
    assert (found.agency, found.years, found.n) == ("文成县珊溪镇人民政府", (2018, 2019), 2)
    assert compare.find_agency(c, found.agency_id) == found


def test_an_unknown_name_is_answered_with_the_nearest_ones():
    with pytest.raises(compare.UnknownAgency, match="did you mean 文成县百丈漈镇人民政府") as caught:
        compare.find_agency(towns(), "文成县百丈际镇")
    assert caught.value.nearest[0] == "文成县百丈漈镇人民政府"
    assert not str(caught.value).startswith(("'", '"')), "the sentence is meant for people"
    with pytest.raises(LookupError, match="holds no report"):
        compare.find_agency(corpora()["none"], "珊溪镇")
    for name in ("", "   ", "Mars", "x" * 5000, "镇"):
        with pytest.raises(compare.UnknownAgency):
            compare.find_agency(towns(), name)


def test_a_name_of_several_agencies_is_not_decided_by_luck():
    places = [("河南省", "南阳市", "西峡县"), ("福建省", "莆田市", "荔城区")]
    c = corpus([placed(f"r{i}", f"{p[-1]}莲花街道办事处", 2022, p) for i, p in enumerate(places)])
    with pytest.raises(compare.UnknownAgency, match="may be 2 agencies") as caught:
        compare.find_agency(c, "莲花街道办事处")
    assert all(any(p[-1] in name for name in caught.value.nearest) for p in places)
    assert compare.find_agency(c, "荔城区莲花街道").county == "荔城区"


def test_all_agencies_with_their_spellings_and_years():
    rows = compare.agencies(towns()).set_index("agency")
    assert rows.at["文成县珊溪镇人民政府", "names"] == ("文成县珊溪镇人民政府", "珊溪镇")
    assert rows.at["文成县珊溪镇人民政府", "years"] == (2018, 2019)
    assert rows["n"].sum() == len(towns().reports)


# Peers


def many(n_county, n_prefecture, n_province, n_country, own="文成县珊溪镇人民政府"):
    """Towns of one year: in the county, the rest of its prefecture, of its province, and elsewhere."""
    groups = [
        (n_county, PLACE),
        (n_prefecture, ("浙江省", "温州市", "泰顺县")),
        (n_province, ("浙江省", "杭州市", "桐庐县")),
        (n_country, ("吉林省", "吉林市", "桦甸市")),
    ]
    reports = [placed("own", own, 2019)]
    for size, place in groups:
        reports += [
            placed(f"{place[-1]}{i}", f"{place[-1]}{'甲乙丙丁戊己庚辛壬'[i]}山镇人民政府", 2019, place) for i in range(size)
        ]
    reports.append(placed("other year", "文成县玉壶镇人民政府", 2018))
    reports.append(placed("other kind", "文成县统计局", 2019))
    return corpus(reports)


@pytest.mark.parametrize(
    ("sizes", "scope", "n"),
    [
        ((4, 9, 9, 9), "county", 5),
        ((3, 1, 9, 9), "prefecture", 5),
        ((1, 1, 2, 9), "province", 5),
        ((1, 1, 1, 1), "country", 5),
        ((0, 0, 0, 2), "country", 3),
        ((0, 0, 0, 0), "country", 1),
    ],
)
def test_peers_come_from_the_narrowest_region_with_enough_of_them(sizes, scope, n):
    rows = compare.peers(many(*sizes), "珊溪镇", 2019)
    assert set(rows["scope"]) == {scope}
    assert set(rows["n"]) == {n} == {len(rows)}
    assert rows["is_self"].tolist() == [True] + [False] * (n - 1)
    assert set(rows["agency_kind"]) == {"township_government"}
    assert set(rows["year"]) == {2019}
    expected = {"county": "文成县", "prefecture": "温州市", "province": "浙江省", "country": ""}
    assert set(rows["region"]) == {expected[scope]}
    assert names.of("scope", scope)[1] != scope


def test_peers_of_a_year_without_report_are_refused_with_the_years_there_are():
    with pytest.raises(compare.NoReport, match="its years are 2018, 2019") as caught:
        compare.peers(towns(), "珊溪镇", 2011)
    assert caught.value.years == (2018, 2019)
    assert set(compare.peers(towns(), "珊溪镇")["year"]) == {2019}, "the last one without a year"


# Joins


@pytest.fixture
def rows():
    return compare.series(towns(), RECEIVED)


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_a_join_adds_numbers_and_what_they_make_per_unit(rows, tmp_path):
    bureaus = rows[rows["level"] == "county"]
    path = table(tmp_path, "adcode,year,population\n330328,2018,400000\n330328,,300000\n", "utf-8-sig")
    found = compare.join(bureaus, path, per={"population": 10_000}).set_index("year")
    assert found.at[2018, "population"] == 400000
    assert found.at[2019, "population"] == 300000, "the line without a year holds for the others"
    assert found.at[2018, "per_10000_population"] == pytest.approx(20 / 40)
    assert set(found["match"]) == {"matched"}


def test_no_row_is_lost_and_those_without_a_match_are_named(rows, tmp_path):
    path = table(tmp_path, "agency_id,staff\n" + f"{rows['agency_id'].iloc[0]},4\n")
    with pytest.warns(compare.Unmatched, match=f"{len(rows) - 1} of {len(rows)} rows have no match") as told:
        found = compare.join(rows, path)
    assert rows["agency"].iloc[1] in str(told[0].message)
    assert len(found) == len(rows)
    assert found["match"].tolist() == ["matched"] + ["no_line"] * (len(rows) - 1)
    assert found["per_staff"].iloc[0] == rows["value"].iloc[0] / 4
    assert found["per_staff"].iloc[1:].isna().all()


def test_a_county_is_no_denominator_for_its_towns(rows, tmp_path):
    with pytest.warns(compare.Unmatched, match="other_level"):
        found = compare.join(rows, table(tmp_path, "adcode,population\n330328,300000\n"))
    assert set(found.loc[found["level"] == "township", "match"]) == {"other_level"}
    assert found.loc[found["level"] == "township", "population"].isna().all()


def test_a_body_without_a_place_has_no_key(tmp_path):
    c = corpus([report("a", level="county", province="")], [figure("a", RECEIVED, 1.0)])
    with pytest.warns(compare.Unmatched, match="no_key"):
        found = compare.join(compare.values(c, RECEIVED), table(tmp_path, "adcode,population\n330328,1\n"))
    assert found["match"].tolist() == ["no_key"]


def test_zero_and_empty_make_no_quotient(rows, tmp_path):
    ids = rows["agency_id"].unique()
    path = table(
        tmp_path, "agency_id,staff\n" + "".join(f"{i},{n}\n" for i, n in zip(ids, ["0", "", "2", *"1111"], strict=False))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = compare.join(rows, path)
    assert found.drop_duplicates("agency_id")["per_staff"].isna().tolist() == [True, True, *[False] * (len(ids) - 2)]


def test_a_frame_serves_as_well_as_a_file(rows):
    frame = pd.DataFrame({"adcode": [330328], "population": [300000], "year": [2018.0]})
    found = compare.join(rows[(rows["level"] == "county") & (rows["year"] == 2018)], frame)
    assert found["population"].tolist() == [300000]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("population\n1\n", "line 1: one key column is needed, adcode or agency_id; found population"),
        ("adcode,agency_id,population\n330328,x,1\n", "line 1: one key column is needed"),
        ("adcode,year\n330328,2018\n", "line 1: there is no column of numbers beside 'adcode'"),
        ("adcode,value\n330328,2018\n", "line 1: column 'value' stands in the rows already"),
        ("adcode,population,population\n330328,1,1\n", "line 1: column 'population' stands twice"),
        ("adcode,population\n3303,1\n", "line 2: adcode '3303' is not six digits"),
        ("adcode,population\n,1\n", "line 2: adcode '' is not six digits"),
        ("adcode,population\n330328,1\n330328,2\n", "line 3: 330328 stands already on line 2"),
        ("adcode,population\n330328,many\n", "line 2: population 'many' is not a number"),
        ("adcode,population\n330328,inf\n", "line 2: population 'inf' is not a number"),
        ("adcode,year,population\n330328,18,1\n", "line 2: year '18' is no year"),
        ("adcode,population\n330328,1,2\n", "line 2: 2 cells expected, 3 found"),
        ("", "line 1: one key column is needed"),
    ],
)
def test_errors_of_a_table_name_file_line_and_remedy(rows, tmp_path, text, words):
    path = table(tmp_path, text)
    with pytest.raises(compare.JoinError) as caught:
        compare.join(rows, path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    with pytest.raises(compare.JoinError, match="is not there"):
        compare.join(rows, tmp_path / "none.csv")


# Every size, and the codebook


@pytest.mark.parametrize("size", ["none", "one", "five", "mixed", "transcribed"])
def test_small_and_empty_corpora_give_frames_with_all_columns(size, tmp_path):
    c, full = corpora()[size], towns()
    rows, whole = compare.shares(c, RECEIVED, "proactive_disclosed"), compare.shares(full, GRANTED, CLOSED)
    assert list(rows.columns) == list(whole.columns)
    by = compare.pooled(rows, "agency_kind", on_mixed="ignore")
    assert list(by.columns) == list(compare.pooled(whole, "agency_kind").columns)
    assert list(compare.agencies(c).columns) == list(compare.agencies(full).columns)
    assert len(compare.agencies(c)) <= len(c.reports)
    series = compare.series(c, RECEIVED, on_mixed="ignore")
    columns = [*series.columns, "rank_low", "rank_high", "ties", "n", "percentile"]
    assert list(compare.ranks(series, by="year").columns) == list(dict.fromkeys(columns))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", compare.Unmatched)
        joined = compare.join(series, table(tmp_path, "adcode,population\n330328,1\n"))
    assert list(joined.columns) == [*series.columns, "population", "per_population", "match"]
    for agency in c.reports["agency"].head(3):
        assert compare.peers(c, agency)["is_self"].sum() == 1


def test_the_states_that_code_writes_have_labels():
    groups = {"share_state": 5, "match": 4, "scope": 4, "joint": 4}
    rows = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    for group, size in groups.items():
        assert sum(r["group"] == group for r in rows) == size
