"""Who wrote a report and about which year: titles, preambles, signatures and pages of every kind."""

import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcir import divisions, identity
from gcir.agencies import identify, report_id
from gcir.agency_names import recognise
from gcir.flat import flatten
from gcir.model import Agency, Dates, Document
from gcir.titles import find_titles

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
CASES = Path(__file__).resolve().parent / "cases" / "agency_names"
HEADING = "\n一、概述\n全年工作有序开展。\n"


def cases(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def read(text: str, **page: str) -> tuple[Agency, Dates]:
    return identify(Document("report.txt", text, **page), flatten(text), ())  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases("raw_reports"), ids=lambda c: c["file"])
def test_the_bundled_reports(case: dict[str, str]) -> None:
    agency, dates = read((RAW / case["file"]).read_text(encoding="utf-8"))
    found = {name: getattr(agency if hasattr(agency, name) else dates, name) for name in case if name != "file"}
    assert found | {"year": str(dates.year), "file": case["file"]} == case


def test_titles_of_the_published_panel() -> None:
    with (RAW.parent / "published" / "reports.csv").open(newline="", encoding="utf-8") as f:
        panel = [row for row in csv.DictReader(f) if row["title"]]
    right = {"agency": 0, "agency_kind": 0, "year": 0}
    wrong_regions = 0
    for row in panel:
        agency, dates = read(row["title"] + "\n")
        right["agency"] += bare(agency.agency).endswith(bare(row["agency"]))
        right["agency_kind"] += agency.agency_kind == row["agency_kind"]
        right["year"] += str(dates.year) == row["year"]
        regions = ((getattr(agency, name), row[name]) for name in ("province", "prefecture", "county"))
        wrong_regions += any(found and found != known for found, known in regions)
    # Four of the panel's agencies carry another year's name, and some titles leave the region out.
    floors = {"agency": 0.97, "agency_kind": 0.985, "year": 1.0}
    assert {name: n / len(panel) for name, n in right.items() if n / len(panel) < floors[name]} == {}
    assert wrong_regions / len(panel) <= 0.01


def bare(name: str) -> str:
    """A name without the endings that one source writes and another leaves out."""
    name = name.replace("管理委员会", "管委会")
    for short, full in identity.aliases().items():
        name = name.replace(full, short)
    return re.sub(r"(?:人民政府|政府|(?:街道)?办事处(?:筹备处)?|街道办?事?处?|管委会)$", "", name)


@pytest.mark.parametrize("case", cases("titles"), ids=lambda c: c["title"])
def test_a_title_alone_tells_agency_kind_level_region_and_year(case: dict[str, str]) -> None:
    agency, dates = read(case["title"] + "\n")
    found = {name: getattr(agency, name) for name in case if hasattr(agency, name)}
    assert found | {"title": dates.title, "year": str(dates.year)} == case


@pytest.mark.parametrize("case", cases("past_regions"), ids=lambda c: c["title"])
def test_regions_carry_the_names_of_their_time(case: dict[str, str]) -> None:
    agency, _ = read(case["title"] + "\n")
    found = {name: getattr(agency, name) for name in ("county", "prefecture", "province")}
    assert found | {"title": case["title"]} == case
    assert agency.region_source == "stated"


def test_an_agency_keeps_its_id_when_names_and_ranks_change() -> None:
    old, _ = read("2014年崇明县绿华镇人民政府政府信息公开工作年度报告\n")
    new, _ = read("上海市崇明区绿华镇2019年政府信息公开工作年度报告\n")
    assert old.agency_id == new.agency_id
    other, _ = read("上海市崇明区港西镇2019年政府信息公开工作年度报告\n")
    assert other.agency_id != new.agency_id


def test_ids_are_ascii_stable_and_fall_back_on_the_content() -> None:
    agency, dates = read("盘县民政局2012年政府信息公开工作年度报告\n")
    assert re.fullmatch(r"520281-[0-9a-f]{8}-2012", report_id(agency, dates, "ff" * 32))
    assert report_id(agency, dates, "ff" * 32) == report_id(agency, dates, "00" * 32)
    assert report_id(Agency(), Dates(), "ab" * 32) != report_id(Agency(), Dates(), "cd" * 32)
    assert report_id(Agency(), Dates(), "ab" * 32).isascii()


def test_a_title_broken_over_lines_and_repeated() -> None:
    broken = "首页 > 信息公开 > 年报\n滨江区西兴街道办事处\n2016年度政府信息公开\n工作年度报告\n"
    agency, dates = read(broken + "滨江区西兴街道办事处2016年度政府信息公开工作年度报告\n" + HEADING)
    assert read(broken + HEADING) == (agency, dates)
    assert dates.title == "滨江区西兴街道办事处2016年度政府信息公开工作年度报告"
    assert (agency.agency, agency.county, dates.year) == ("滨江区西兴街道办事处", "滨江区", 2016)


@pytest.mark.parametrize("title", ["# {}", "**{}**", "## **{}**"])
def test_a_title_of_markdown_names_the_agency(title: str) -> None:
    agency, dates = read(title.format("大理市林业局2008年政府信息公开工作年度报告") + "\n\n## 一、概述\n\n公开信息五条。\n")
    assert (agency.agency, agency.county, agency.level, dates.year) == ("大理市林业局", "大理市", "county", 2008)
    assert dates.title == "大理市林业局2008年政府信息公开工作年度报告"


def test_a_sum_before_a_heading_is_no_year() -> None:
    table = "| 行政事业性收费 | 1204.5 |\n\n## 三、收到和处理政府信息公开申请情况\n"
    assert read("# 2018年度政府信息公开工作报告\n\n## 一、总体情况\n\n" + table)[1].year == 2018


def test_a_title_in_a_table_of_the_page() -> None:
    title = "遂昌县林业局2018年政府信息公开工作年度报告"
    text = f"| 标题: | {title} | |\n| 索引号: | 0023/2019-17 | 发文日期: | 2019-02-15 |\n"
    agency, dates = read(text + HEADING)
    assert (dates.title, dates.published, agency.agency) == (title, "2019-02-15", "遂昌县林业局")


def test_a_title_that_shares_its_line_with_the_text() -> None:
    text = "青田县审计局2012年政府信息公开工作年度报告 根据《中华人民共和国政府信息公开条例》的要求," + "编制本报告。" * 30
    agency, dates = read(text)
    assert (dates.title, agency.agency) == ("青田县审计局2012年政府信息公开工作年度报告", "青田县审计局")


@pytest.mark.parametrize(
    "line",
    [
        "关于印发2015年政务公开工作要点的通知",
        "首页 > 政府信息公开 > 政府信息公开年度报告 > 正文",
        "2012年政府信息公开情况统计表",
        "二、2014年政府信息公开工作情况",
        "政府信息公开指南",
        "附件:2014年政府信息公开工作年度报告.docx",
        "我局高度重视政府信息公开工作,按时编制年度报告。",
    ],
)
def test_lines_that_are_no_title(line: str) -> None:
    assert find_titles(line) == []


@pytest.mark.parametrize("case", cases("preambles"), ids=lambda c: c["agency"])
def test_a_preamble_names_the_agency_and_the_year(case: dict[str, str]) -> None:
    agency, dates = read(case["text"] + HEADING)
    found = {name: getattr(agency, name) for name in ("agency", "agency_kind", "county")}
    assert found | {"text": case["text"], "year": str(dates.year)} == case
    assert dates.title == ""


def test_a_signature_names_agency_and_day_even_before_tables() -> None:
    signed = "一年来工作有序。\n剑阁县林业局(盖章)\n二O一一年一月十日\n"
    agency, dates = read(signed + "2010年政府信息公开情况统计表\n指标名称 | 单位 | 数据 |\n主动公开 | 条 | 31 |")
    assert (agency.agency, agency.county, dates.signed, dates.year) == ("剑阁县林业局", "剑阁县", "2011-01-10", 2010)


def test_a_signature_at_the_end_of_a_text_on_one_line() -> None:
    _, dates = read("现将我局2014年政府信息公开工作报告如下:公开信息20条。以上报告。 景宁畲族自治县交通运输局 2015年2月9日")
    assert (dates.signed, dates.year) == ("2015-02-09", 2014)


def test_days_of_the_page_and_of_the_record_are_told_apart() -> None:
    head = "嵊泗县旅游局2013年政府信息公开工作年度报告\n"
    assert read(head + "发布时间:2014-03-05 08:30 来源:嵊泗县旅游局\n" + HEADING)[1].published == "2014-03-05"
    assert read(head + "来源:县旅游局 时间:2014-03-06 10:51\n" + HEADING)[1].published == "2014-03-06"
    assert read(head + "公开日期: | 2014年3月7日 | 文号: |\n" + HEADING)[1].published == "2014-03-07"
    assert read(head + "成文日期: 2014-03-08\n" + HEADING)[1].published == ""
    assert read(head + HEADING, published="2014-03-09T10:00:00")[1].published == "2014-03-09"
    assert read(head + "时间:2013年1月1日至2013年12月31日。\n" + HEADING)[1].published == ""


# Text, year: what must not be taken for the reporting year
YEARS = [
    ("现将我局2014年政府信息公开情况报告如下。信息由2013年的1128条增加到2014年的1887条。五、2015年工作目标", 2014),
    ("按照国办公开办函〔2019〕60号,条例自2008年5月1日起施行,编制2018年度政府信息公开工作年度报告。", 2018),
    ("全年公开信息。\n2012年政府信息公开情况统计表\n填报单位:城建科", 2012),
    ("2014年,区供销社认真落实条例。2015年工作目标:加强公开。", 2014),
    ("我局按要求公开信息,做到了应公开尽公开。", None),
    ("发布日期:2015-03-30\n我局按要求公开信息。", None),
    ("我局按要求公开信息。\n武义县统计局\n2015年3月20日", 2014),
    ("我局按要求公开信息。\n武义县统计局\n2015年11月20日", None),
]


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_the_reporting_year_is_stated_or_empty(text: str, year: int | None) -> None:
    assert read(text)[1].year == year


def test_a_title_without_an_agency_takes_it_from_the_text() -> None:
    title = "2020年政府信息公开工作年度报告"
    agency, dates = read(f"{title}\n发布日期:2021-01-11\n本报告由玉门市应急管理局编制。{HEADING}")
    assert (agency.agency, agency.county, dates.year, dates.title) == ("玉门市应急管理局", "玉门市", 2020, title)


def test_a_short_title_takes_the_full_name_from_the_signature() -> None:
    text = "民政厅2021年政府信息公开工作年度报告\n一、总体情况\n公开五条。\n二、其他\n无。\n青海省民政厅\n2022年1月9日\n"
    agency, _ = read(text)
    assert (agency.agency, agency.province, agency.level) == ("青海省民政厅", "青海省", "province")
    other, _ = read(text.replace("青海省民政厅", "青海省财政厅"))
    assert (other.agency, other.province) == ("民政厅", "")


def test_a_period_may_be_broken_over_lines() -> None:
    text = "西宁市民政局2021年信息公开年报\n"
    text += "统计期限为2021年1月1\n日至2021年12\n月31日。\n一、概述\n好。\n"
    assert (read(text)[1].period_start, read(text)[1].period_end) == ("2021-01-01", "2021-12-31")


def test_a_rank_without_a_name_is_filled_from_the_text() -> None:
    title = "市地震局2014年度政府信息公开年度报告\n"
    assert read(title + HEADING)[0].prefecture == ""
    stated, _ = read(title + "如有疑问,请与漳州市地震局联系。" + HEADING)
    assert (stated.agency, stated.prefecture, stated.region_source) == ("漳州市地震局", "漳州市", "stated")
    inferred, _ = read(title + "本报告可在漳州市人民政府门户网站查阅。" + HEADING)
    assert (inferred.agency, inferred.prefecture, inferred.region_source) == ("漳州市地震局", "漳州市", "inferred")


def test_a_higher_body_of_the_same_name_is_not_the_author() -> None:
    agency, _ = read("县林业局2016年政府信息公开工作总结\n按照四川省林业局和绵阳市林业局的部署开展工作。" + HEADING)
    assert (agency.province, agency.county) == ("", "")


def test_an_ambiguous_name_stays_open_until_the_text_decides() -> None:
    title = "鼓楼区统计局2016年政府信息公开工作年度报告\n"
    bare, _ = read(title + HEADING)
    assert (bare.county, bare.prefecture, bare.province, bare.adcode) == ("鼓楼区", "", "", "")
    told, _ = read(title + "联系电话:0591-87500000。" + HEADING)
    assert (told.prefecture, told.region_source, told.region_evidence) == ("福州市", "inferred", "0591")


def test_a_county_that_is_not_there_is_not_called_by_the_name_of_others() -> None:
    agency, _ = read("青山县水利局2020年政府信息公开工作年度报告\n" + HEADING)
    assert (agency.county, agency.region_evidence) == ("", "")


def test_a_township_of_many_namesakes_is_placed_by_evidence_only() -> None:
    title = "太平镇2020年政府信息公开工作年度报告\n"
    assert read(title + HEADING)[0].county == ""
    told, _ = read(title + "本报告可在邹城市人民政府网站查阅。" + HEADING)
    assert (told.agency, told.county, told.region_source) == ("邹城市太平镇人民政府", "邹城市", "inferred")


def test_contradicting_evidence_leaves_the_region_empty() -> None:
    only = read("桂花坪街道2020年政府信息公开工作年度报告\n" + HEADING)[0]
    assert (only.county, only.region_source) == ("天心区", "inferred")
    assert read("桂花坪街道2020年政府信息公开工作年度报告\n电话:0432-66722491。" + HEADING)[0].county == ""


def test_a_merged_district_is_not_projected_into_the_past() -> None:
    before, _ = read("大栅栏街道2009年政府信息公开工作年度报告\n" + HEADING)
    after, _ = read("大栅栏街道2019年政府信息公开工作年度报告\n" + HEADING)
    assert (before.county, before.province, after.county) == ("", "北京市", "西城区")


def test_the_office_that_compiles_a_governments_report_is_not_its_author() -> None:
    text = "根据条例编制2017年度政府信息公开年度报告。2017年,我市全面推进公开。请与丽水市人民政府办公室联系。" + HEADING
    agency, _ = read(text)
    assert (agency.agency, agency.agency_kind, agency.level) == ("丽水市人民政府", "prefecture_government", "prefecture")


def test_an_author_named_only_in_the_running_text() -> None:
    text = "一、总体情况\n2016年度,全县公安机关积极公开信息。安排两名民警承担盐津县公安局政府信息公开工作。"
    agency, dates = read(text)
    assert (agency.agency, agency.county, dates.year) == ("盐津县公安局", "盐津县", 2016)
    town = "一、总体情况\n我镇认真落实条例。我镇全年通过斜桥镇人民政府信息公开栏公开信息。"
    assert read(town)[0].agency.endswith("斜桥镇人民政府")
    assert read("一、总体情况\n我局接受平武县响岩镇政府信息公开工作检查。我局全年公开12条。")[0].agency == ""


def test_an_office_within_a_bureau_speaks_for_the_bureau() -> None:
    agency, _ = read("本报告由佛冈县公安局指挥中心办公室编制。" + HEADING)
    assert (agency.agency, agency.agency_kind) == ("佛冈县公安局", "department")


def test_page_furniture_after_a_title_is_cut_off() -> None:
    _, dates = read("龙港镇2015年政府信息公开工作年度报告 发布日期:2016-02-01 浏览次数:35\n" + HEADING)
    assert (dates.title, dates.published) == ("龙港镇2015年政府信息公开工作年度报告", "2016-02-01")


ODD = ["由", "现将", "2014年", "|", "局镇县", "政府信息公开报告\n", "2", "2014年1月1日至", "0432-66722491 "]


@pytest.mark.parametrize("unit", ODD)
def test_long_and_odd_texts_take_time_in_proportion(unit: str) -> None:
    start = time.perf_counter()
    read(unit * (60_000 // len(unit)))
    assert time.perf_counter() - start < 2


def test_a_report_without_a_name_still_tells_its_kind() -> None:
    agency, dates = read("现将我局2014年政府信息公开情况报告如下。我局全年公开12条。" + HEADING)
    assert (agency.agency, agency.agency_kind, agency.agency_id, dates.year) == ("", "department", "", 2014)


def test_a_period_is_taken_as_printed_even_when_it_is_not_the_year() -> None:
    title = "武康街道2014年政府信息公开工作年度报告\n"
    inside = read(title + "本报告所列数据的统计期限自2014年1月1日起至11月30日止。" + HEADING)[1]
    assert (inside.period_start, inside.period_end) == ("2014-01-01", "2014-11-30")
    stale = read(title + "统计期限自2013年1月1日起至2013年12月31日止。" + HEADING)[1]
    assert (stale.year, stale.period_start) == (2014, "2013-01-01")
    running = read(title + HEADING + "自2008年5月1日至2014年12月31日累计公开信息900条。")[1]
    assert running.period_start == ""


def test_a_body_of_a_ministry_belongs_to_the_centre() -> None:
    agency, _ = read("水利部太湖流域管理局2015年政府信息公开工作年度报告\n")
    assert (agency.agency_kind, agency.level, agency.province) == ("public_institution", "central", "")


def test_page_metadata_helps_where_the_text_is_silent() -> None:
    title = "罗源县2013年政府信息公开工作年度报告"
    agency, dates = read("全年工作有序开展。", title=f"{title}-罗源县人民政府网", issuer="罗源县人民政府办公室")
    assert (agency.agency, dates.title, dates.year) == ("罗源县人民政府", title, 2013)


def test_township_is_given_even_without_its_county() -> None:
    assert read("太平镇2020年政府信息公开工作年度报告\n")[0].township == "太平镇"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("城市管理委员会", "department"),
        ("解放碑中央商务区管理委员会", "development_zone"),
        ("住房和城乡建设局", "department"),
        ("行政服务中心", "public_institution"),
        ("县城新区", "development_zone"),
        ("总工会", "other"),
        ("市场监督管理局", "department"),
        ("双桥办事处", "subdistrict_office"),
        ("东湖街道办事处筹备处", "subdistrict_office"),
        ("人民医院", "public_institution"),
    ],
)
def test_kinds_follow_the_ending_of_the_name(name: str, kind: str) -> None:
    found = recognise(name)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("words", ["我局", "街道办事处", "镇人民政府", "各级行政机关", "政府信息公开条例", "省、市、县", ""])
def test_words_that_name_no_agency(words: str) -> None:
    assert recognise(words) is None


def test_divisions_know_parents_aliases_and_years() -> None:
    found = divisions.prefix("黔东南州岑巩县龙田镇")
    assert (found.end, [d.code for d in found.found]) == (7, ["522626"])
    assert divisions.place(found.found[0], 2020) == ("贵州省", "黔东南苗族侗族自治州", "岑巩县", "522626")
    assert len(divisions.prefix("鼓楼区").found) > 1
    assert [d.code for d in divisions.prefix("福州市鼓楼区").found] == ["350102"]
    assert "220282" in divisions.township("红石砬子镇", 2019)


def test_every_code_named_by_hand_is_in_the_table() -> None:
    from gcir import codebook

    successors = codebook.read("division_successors", ("code", "name", "successor", "how", "note"), key="code")
    aliases = codebook.read("division_aliases", ("alias", "code", "note"), key="alias")
    known = divisions.by_code()
    assert all(any(d.name == r["name"] for d in known[r["code"]]) and r["successor"] in known for r in successors)
    assert all(r["code"] in known for r in aliases)
    assert {r["how"] for r in successors} == {"renamed", "merged"}


WORDS = (
    *("2014年", "度", "政府信息公开", "工作", "报告", "浙江省", "鼓楼区", "太平", "镇", "街道", "办事处", "局"),
    *("由", "编制", "月1日", "二〇", "至", "|", "(", ")", "《", ":", ",", "\n", " ", "\t", "\u3000"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.characters(codec="utf-8")), max_size=40))
def test_strange_text_never_raises_and_a_title_is_printed_words(parts: list[str]) -> None:
    text = "".join(parts)
    agency, dates = read(text)
    assert report_id(agency, dates, "0" * 64).isascii()
    assert re.sub(r"[\s|]", "", flatten(dates.title)) in re.sub(r"[\s|]", "", flatten(text))


BROKEN = ["", "\n\n", "|||||", "年", "2014年", "政府信息公开", "报告", "\x00\x01", "a" * 5000, "一、" * 3000, "2014年" * 2000]


@pytest.mark.parametrize("text", BROKEN)
def test_empty_and_broken_text(text: str) -> None:
    agency, _ = read(text)
    assert agency.agency == ""


def test_reading_a_report_costs_a_few_milliseconds_at_most() -> None:
    for path in sorted(RAW.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        document, flat = Document(path.name, text), flatten(text)
        identify(document, flat, ())
        best = min(_timed(document, flat) for _ in range(20))
        assert best < 0.004, f"{path.name}: {best * 1000:.1f} ms"


def _timed(document: Document, flat: str) -> float:
    start = time.perf_counter()
    identify(document, flat, ())
    return time.perf_counter() - start
