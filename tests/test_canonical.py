"""One id for one body under all its spellings, another for every other body; the published panel bears the same ids."""

import csv
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcir
from gcir import agency_names, canonical, codebook, divisions, identity
from gcir.agencies import identify
from gcir.flat import flatten
from gcir.model import Document

PLACE = ("浙江省", "温州市", "文成县")


def of(name, place=PLACE, year=2019, **more):
    return canonical.agency(name, canonical.division_named(*place, year=year), year, **more)


def read(title):
    """The agency of a report that is nothing but its title."""
    text = f"{title}\n"
    return identify(Document("a.txt", text), flatten(text), ())[0]


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["桦甸市红石砬子镇人民政府", "红石镇", "桦甸市红石镇政府", "红石砬子镇"], ("吉林省", "吉林市", "桦甸市")),
        (["区供销社", "鹿城区供销合作社", "供销社"], ("浙江省", "温州市", "鹿城区")),
        (["县府办", "文成县人民政府办公室", "县政府办公室", "文成县政府办", "文成县府办公室"], PLACE),
        (["文成县发改局", "县发展和改革局"], PLACE),
        (["文成县", "文成县人民政府", "文成县政府"], PLACE),
        (["文成县珊溪镇", "珊溪镇人民政府", "文成县珊溪镇政府"], PLACE),
        (["延吉市建工街道", "建工街道办事处", "延吉市建工街道办事处"], ("吉林省", "延边朝鲜族自治州", "延吉市")),
        (["鞍山高新区", "鞍山高新技术产业开发区管委会", "鞍山高新区管理委员会"], ("辽宁省", "鞍山市", "")),
        (["格萨拉乡", "盐边县格萨拉彝族乡人民政府"], ("四川省", "攀枝花市", "盐边县")),
        (["太湖流域管理局", "水利部太湖流域管理局"], ("", "", "")),
    ],
)
def test_spellings_share_an_id(names, place):
    assert len({of(name, place).agency_id for name in names}) == 1
    assert canonical.is_placed(of(names[0], place).agency_id)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("文成县国土资源局", "文成县自然资源和规划局"),
        ("文成县环境保护局", "文成县生态环境局"),
        ("文成县商务委员会", "文成县商务局"),
        ("文成县珊溪镇", "文成县珊溪乡"),
        ("文成县人民政府", "文成县人民政府办公室"),
        ("文成县供销社", "文成县供销联社"),
        ("文成县经济开发区管委会", "文成县人民政府"),
    ],
)
def test_other_bodies_have_other_ids(one, other):
    assert of(one).agency_id != of(other).agency_id


def test_a_division_keeps_its_bodies_when_it_is_renamed_and_not_when_it_is_merged():
    old = of("崇明县统计局", ("上海市", "", "崇明县"), 2014)
    assert old.agency_id == of("崇明区统计局", ("上海市", "", "崇明区"), 2018).agency_id
    assert (old.county, old.adcode) == ("崇明县", "310230")
    gone = of("崇文区统计局", ("北京市", "", "崇文区"), 2009)
    assert gone.agency_id != of("东城区统计局", ("北京市", "", "东城区"), 2011).agency_id
    assert [code for code, _ in divisions.merged_into(gone.adcode)] == ["110101"]


def test_a_zone_does_not_pass_for_the_city_around_it():
    zone = of("长春经济技术开发区管委会", ("吉林省", "长春市", ""))
    assert zone.agency_id != of("长春市人民政府", ("吉林省", "长春市", "")).agency_id
    assert zone.agency_kind == "development_zone"


def test_bodies_without_a_place_are_told_as_such():
    assert not canonical.is_placed(of("县林业局", ("", "", "")).agency_id)
    assert not canonical.is_placed("")
    assert of("水利部太湖流域管理局", ("", "", "")).agency_id.startswith("central-")
    assert of("国家旅游局", ("", "", "")).agency_id.startswith("central-")


def test_a_name_that_is_not_understood_keeps_its_words():
    found = of("某某某")
    assert (found.agency, found.agency_kind, found.county) == ("某某某", "other", "文成县")
    assert found.agency_id != of("某某").agency_id


@pytest.mark.parametrize(
    ("name", "county", "full"),
    [
        ("红石镇", "220282", "红石砬子镇"),
        ("红石砬子镇", "220282", "红石砬子镇"),
        ("红石镇", "210624", "红石镇"),
        ("格萨拉乡", "510422", "格萨拉彝族乡"),
        ("格萨拉镇", "510422", "格萨拉镇"),
        ("无此乡", "510422", "无此乡"),
        ("", "510422", ""),
    ],
)
def test_a_township_has_one_name_in_full(name, county, full):
    assert divisions.full_township(name, county) == full


def test_aliases_are_other_words_for_bodies_and_lead_nowhere_further():
    aliases = identity.aliases()
    assert all(short != full and full not in aliases for short, full in aliases.items())
    kinds = {short: (identity.kind_of(short), identity.kind_of(full)) for short, full in aliases.items()}
    assert {short for short, (_, kind) in kinds.items() if not kind} == set()


def test_township_aliases_name_a_township_of_the_county():
    rows = codebook.read("township_aliases", ("county", "short", "full", "note"))
    assert rows
    for row in rows:
        assert row["county"] in divisions.township(row["full"])
        assert row["county"] not in divisions.township(row["short"])
        assert row["note"]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("浙江省", "温州市", "文成县"), "330328"),
        (("浙江省", "", "文成县"), "330328"),
        (("", "", "文成县"), "330328"),
        (("", "温州市", ""), "330300"),
        (("吉林省", "温州市", ""), None),
        (("", "", "鼓楼区"), None),
        (("", "", ""), None),
        (("文成县", "", ""), None),
    ],
)
def test_a_division_is_found_by_names_that_fit_together(names, code):
    found = canonical.division_named(*names, year=2019)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("文成县珊溪镇政府", "文成县珊溪镇人民政府", True),
        (" 文成县 珊溪镇", "文成县珊溪镇", True),
        ("文成县发改局", "文成县发展和改革局", True),
        ("文成县人民政府", "文成县", True),
        ("文成县珊溪镇", "泰顺县珊溪镇", False),
        ("文成县环境保护局", "文成县生态环境局", False),
    ],
)
def test_names_are_compared_by_what_stays(one, other, same):
    assert (canonical.spelling(one) == canonical.spelling(other)) is same


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="文成县珊溪镇市区人民政府街道办事处局委员会管 0a", max_size=20))
def test_any_words_have_a_spelling_and_an_id(words):
    assert canonical.spelling(words) == canonical.spelling(canonical.spelling(words)) or agency_names.recognise(words)
    assert re.fullmatch(r"(?:\d{6}|central|unplaced)-[0-9a-f]{8}", of(words).agency_id)


def test_the_panel_has_the_ids_that_its_titles_give():
    panel = gcir.load_published()
    reports = panel.reports[panel.reports["title"] != ""]
    placed = [(row, found) for row in reports.itertuples() if canonical.is_placed((found := read(row.title)).agency_id)]
    same = [row.agency_id == found.agency_id for row, found in placed]
    assert len(placed) > 0.9 * len(reports)
    assert sum(same) / len(same) >= 0.96
    assert panel.reports["agency_id"].str.startswith("unplaced").mean() < 0.01
    assert (panel.reports["level"] != "").all()


def test_agencies_of_the_panel_that_share_an_id_share_a_name():
    with (codebook.folder().parents[1] / "data" / "published" / "reports.csv").open(newline="", encoding="utf-8") as f:
        count = sum(1 for _ in csv.DictReader(f))
    reports = gcir.load_published().reports
    assert len(reports) == count
    for _, rows in reports.groupby("agency_id"):
        assert len({canonical.spelling(name)[-2:] for name in rows["agency"]}) == 1
