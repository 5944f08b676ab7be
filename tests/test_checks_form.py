"""The rules on form, over whole reports as text: dates, layout, tables, sections, announced parts, names."""

import pytest

from gcir import checks_form, documents, reports

SECTIONS = {
    "主动公开政府信息情况": "本年度制定行政规范性文件的情况见下文，各科室按目录更新内容。",
    "收到和处理政府信息公开申请情况": "本年度收到政府信息公开申请3件，全部按期办结，没有结转。",
    "因政府信息公开工作被申请行政复议、提起行政诉讼情况": "本年度没有被申请行政复议，也没有被提起行政诉讼。",
    "政府信息公开工作存在的主要问题及改进情况": "存在的主要问题是信息更新不够及时。下一步将加强培训。",
    "其他需要报告的事项": "没有需要报告的其他事项，也没有收取信息处理费。",
}
TOTALS = {
    "一、本年新收政府信息公开申请数量": 3,
    "二、上年结转政府信息公开申请数量": 0,
    "（一）予以公开": 3,
    "（七）总计": 3,
    "四、结转下年度继续办理": 0,
}


def requests_table(**changed):
    """The requests table with one row for each of a few labels; a total that differs breaks its row."""
    head = "申请人情况 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
    lines = [f"{label} | {n} | 0 | 0 | 0 | 0 | 0 | {changed.get(label, n)} |" for label, n in TOTALS.items()]
    return "\n".join([head, *lines])


def words(year=2021, *, title="甲县教育局", opening="", left_out=(), sections=None, close="", head="", tables=""):
    """A report with the five parts that are required since 2019."""
    numerals = iter("一二三四五六七八九")
    parts = {k: v for k, v in (sections or SECTIONS).items() if k not in left_out}
    body = "\n".join(f"{next(numerals)}、{heading}\n{text}" for heading, text in parts.items())
    start = f"根据《中华人民共和国政府信息公开条例》，编制本报告。{opening}"
    return f"{title}{year}年政府信息公开工作年度报告\n{head}\n{start}\n{body}\n{tables}\n{close}\n"


def found(text):
    """Rule → findings of a report read from text; every span quotes the text."""
    report = reports.read(documents.read_bytes(text.encode(), "r.txt"))
    answer = {}
    for finding in report.findings:
        assert finding.start is None or 0 <= finding.start <= finding.end <= len(report.text)
        answer.setdefault(finding.rule, []).append((finding, report.text[finding.start or 0 : finding.end or 0]))
    return answer


def first(text, rule):
    return found(text)[rule][0]


# Dates


@pytest.mark.parametrize(
    ("period", "year", "quoted"),
    [
        ("2021年1月1日至2021年12月25日", 2021, "2021年12月25日"),
        ("2021年2月1日起至2021年12月31日止", 2021, "2021年2月1日"),
        ("2009年5月1日至2009年12月31日", 2009, "2009年5月1日"),
    ],
)
def test_a_period_that_is_not_the_whole_year(period, year, quoted):
    finding, text = first(words(year, opening=f"所列数据的统计期限为{period}。"), "period_incomplete")
    assert text == quoted
    assert finding.expected == f"{year}-01-01 to {year}-12-31"


@pytest.mark.parametrize(
    ("period", "year"), [("2021年1月1日至2021年12月31日", 2021), ("2008年5月1日至2008年12月31日", 2008), ("", 2021)]
)
def test_a_whole_year_and_the_first_year_of_the_regulation(period, year):
    opening = f"所列数据的统计期限为{period}。" if period else ""
    assert "period_incomplete" not in found(words(year, opening=opening))


@pytest.mark.parametrize(
    ("title", "year", "published", "is_late"),
    [
        ("甲县教育局", 2014, "2015-03-31", False),
        ("甲县教育局", 2014, "2015-04-01", True),
        ("甲县教育局", 2018, "2019-03-20", False),
        ("甲县教育局", 2019, "2020-01-31", False),
        ("甲县教育局", 2019, "2020-02-01", True),
        ("西峡县人民政府", 2019, "2020-03-31", False),
        ("西峡县人民政府", 2022, "2023-04-01", True),
        ("西峡县人民政府办公室", 2022, "2023-03-15", False),  # may publish the government's report
        ("桦甸市红石砬子镇人民政府", 2022, "2023-03-15", False),
    ],
)
def test_the_deadline_is_that_of_the_year_and_of_the_agency(title, year, published, is_late):
    answer = found(words(year, title=title, head=f"发布日期：{published}"))
    assert ("published_late" in answer) is is_late
    if is_late:
        finding, text = answer["published_late"][0]
        assert (finding.found, text, finding.severity) == (published, published, "warning")


GOVERNMENTS = ("township_government", "subdistrict_office", "county_government", "prefecture_government", "province_government")
NOT_NAMED = ("development_zone", "public_institution", "other", "")


@pytest.mark.parametrize("kind", ["department", "central_department", *GOVERNMENTS, *NOT_NAMED])
@pytest.mark.parametrize(
    ("first", "last", "department", "government"), [(2008, 2018, "03-31", "03-31"), (2019, 2030, "01-31", "03-31")]
)
def test_departments_have_had_an_earlier_day_since_the_revision(kind, first, last, department, government):
    """Art. 49 sets a day for departments and one for governments; whom it does not name gets the later one."""
    for year in (first, (first + last) // 2, last):
        due = checks_form.deadline_of(year, kind, "某县某机关")
        assert due["value"] == (department if "department" in kind else government)
        assert due["source"] == ("regulation_2019_art_49" if year > 2018 else "regulation_2007_art_31")


@pytest.mark.parametrize("office", ["甲县人民政府办公室", "乙省人民政府办公厅", "丙地区行署办公室"])
def test_the_office_of_a_government_has_the_day_of_its_government(office):
    assert checks_form.deadline_of(2022, "department", office)["value"] == "03-31"
    assert checks_form.deadline_of(2022, "department", office.replace("办公", "机关"))["value"] == "01-31"


def test_before_the_regulation_no_report_was_due():
    assert checks_form.deadline_of(2007, "department", "甲县教育局") is None


@pytest.mark.parametrize("year", [2014, 2018, 2019, 2022])
def test_a_late_report_is_told_by_which_article(year):
    finding, _ = first(words(year, title="甲县教育局", head=f"发布日期：{year + 1}-06-01"), "published_late")
    article = "第三十一条" if year < 2019 else "第四十九条"
    assert article in finding.detail_zh
    assert f"应于{finding.expected.removeprefix('<= ')}前公布" in finding.detail_zh


def test_a_page_dated_late_under_a_signature_in_time_is_only_noted():
    text = words(2014, head="发布日期：2019-12-10", close="甲县教育局\n2015年3月2日")
    assert first(text, "published_late")[0].severity == "info"
    signed = words(2014, close="甲县教育局\n2015年6月2日")
    finding, quoted = first(signed, "published_late")
    assert (finding.severity, quoted) == ("warning", "2015年6月2日")


# Sections


@pytest.mark.parametrize("heading", SECTIONS)
def test_each_required_part_is_missed(heading):
    kind = {
        "主动": "proactive_disclosure", "收到": "requests", "因政": "review_litigation", "政府": "problems", "其他": "other",
    }[heading[:2]]  # fmt: skip
    missing = [f.expected for f, _ in found(words(2021, left_out=[heading])).get("section_missing", [])]
    assert missing == [kind]


def test_a_full_report_misses_nothing():
    assert "section_missing" not in found(words(2021))


def test_an_announcement_alone_is_no_section_and_words_of_the_heading_are_one():
    opening = "报告包括总体情况、其他需要报告的事项等部分。"
    missing = first(words(2021, opening=opening, left_out=["其他需要报告的事项"]), "section_missing")[0]
    assert missing.expected == "other"
    merged = SECTIONS | {"政府信息公开工作存在的主要问题及改进情况": "更新不够及时。其他需要报告的事项：无。"}
    assert "section_missing" not in found(words(2021, sections=merged, left_out=["其他需要报告的事项"]))


def test_before_the_revision_words_anywhere_suffice_and_nothing_at_all_is_noted():
    old = {
        "概述": "我局高度重视，成立了领导小组，明确专人负责。",
        "主动公开政府信息的情况": "通过网站公开信息30条。没有收到申请，未收取费用，也没有复议和诉讼。",
        "存在的问题": "更新不够及时。",
    }
    assert "section_missing" not in found(words(2012, sections=old))
    short = old | {"主动公开政府信息的情况": "通过网站公开信息30条。"}
    missing = [(f.expected, f.severity) for f, _ in found(words(2012, sections=short))["section_missing"]]
    assert missing == [("requests", "info"), ("fees", "info"), ("review_litigation", "info")]


def test_a_heading_number_that_occurs_twice():
    text = words(2021).replace("五、其他", "四、其他")
    finding, quoted = first(text, "section_number_repeated")
    assert (finding.found, finding.severity) == ("4", "info")
    assert quoted.startswith("四、其他需要")
    assert "section_number_repeated" not in found(words(2021))


def test_a_list_that_begins_again_is_another_list():
    inner = "一、更新不够及时的问题\n需要改进。\n二、培训不够的问题\n需要加强。"
    assert "section_number_repeated" not in found(words(2021, close=inner))


@pytest.mark.parametrize(
    ("opening", "fires"),
    [
        ("本报告由主动公开、依申请公开、复议诉讼、主要问题、其他事项五部分组成。", False),
        ("本报告包括主动公开、依申请公开、复议诉讼、主要问题、其他事项等五个部分。", False),
        ("本报告包括概述、主动公开、依申请公开、复议诉讼、收费、主要问题、其他事项等七个部分。", True),
        ("本报告包括主动公开、依申请公开、收费减免、主要问题、其他事项等五个部分。", True),
        ("本报告包括主动公开、依申请公开、复议诉讼、主要问题、其他事项、统计表等六个部分。", False),
        ("本报告内容包括主动公开、依申请公开等方面。", False),
        ("本报告由办公室编制。", False),
    ],
)
def test_announced_parts_against_the_headings(opening, fires):
    assert ("declared_parts_differ" in found(words(2021, opening=opening))) is fires


# Layout and tables


def test_prose_where_a_form_with_tables_is_due():
    assert first(words(2021), "layout_not_of_year")[0].found == "prose"
    assert "layout_not_of_year" not in found(words(2016))


@pytest.mark.parametrize(("year", "fires"), [(2019, False), (2020, False), (2022, True), (2017, True)])
def test_columns_of_another_years_form(year, fires):
    table = "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n规章 | 0 | 0 | 0 |\n规范性文件 | 1 | 1 | 4 |"
    answer = found(words(year, tables=f"{table}\n\n{requests_table()}"))
    assert ("layout_not_of_year" in answer) is fires
    if fires:
        finding, text = answer["layout_not_of_year"][0]
        assert (finding.found, text) == ("national_2019", "规章 | 0 | 0 | 0 |") or text.startswith("规章 | 0")


def test_rows_that_both_forms_share_tell_no_year():
    assert "layout_not_of_year" not in found(words(2022, tables=requests_table()))


def test_an_announced_table_that_is_not_there():
    opening = "本报告由主动公开、依申请公开、政府信息公开情况统计表等部分组成。"
    finding, text = first(words(2016, opening=opening), "table_missing")
    assert text == finding.expected == "统计表"
    table = "指标名称 | 计量单位 | 数据统计 |\n一、主动公开数量 | 条 | 28 |\n二、收到申请数 | 件 | 3 |"
    assert "table_missing" not in found(words(2016, opening=opening, tables=table))
    assert "table_missing" not in found(words(2016))


def test_a_table_that_the_text_points_at():
    assert first(words(2016, close="具体情况见附表。"), "table_missing")[1] == "见附表"


def test_a_lost_table_is_not_also_missing():
    answer = found(words(2016, opening="本报告由概述、统计表等部分组成。", tables="|||||\n|||||\n|||||"))
    assert "table_lost" in answer
    assert "table_missing" not in answer


def test_bare_headings_tell_of_lost_tables_and_not_of_an_old_layout():
    bare = SECTIONS | dict.fromkeys(list(SECTIONS)[:3], "")
    answer = found(words(2021, sections=bare))
    assert len(answer["table_missing"]) == 3
    assert "layout_not_of_year" not in answer


def test_headings_with_nothing_under_them_lost_their_tables():
    bare = SECTIONS | {"收到和处理政府信息公开申请情况": "（单位：件）"}
    answer = found(words(2021, sections=bare))
    assert [f.expected for f, _ in answer["table_missing"]] == ["requests"]
    assert "table_missing" not in found(words(2021))


def test_one_of_the_required_tables_is_not_there():
    answer = found(words(2021, tables=requests_table()))
    assert [f.expected for f, _ in answer["table_missing"]] == ["proactive_disclosure", "review_litigation"]
    assert "table_missing" not in found(words(2016, tables=requests_table()))
    without = found(words(2021, tables=requests_table(), left_out=[list(SECTIONS)[2]]))
    assert [f.expected for f, _ in without["section_missing"]] == ["review_litigation"]
    assert [f.expected for f, _ in without["table_missing"]] == ["proactive_disclosure"], "not the same lack twice"


# Tables and prose, from text


def test_a_requests_table_read_from_text_balances_or_not():
    good = found(words(2021, tables=requests_table()))
    assert "identity_fails" not in good
    assert len(good["identity_holds"]) == 2
    bad, row = first(words(2021, tables=requests_table(**{"一、本年新收政府信息公开申请数量": 4})), "identity_fails")
    assert (bad.found, bad.expected, bad.severity) == ("4", "3", "error")
    assert row.startswith("一、本年新收")


def test_prose_against_the_table_of_the_same_report():
    text = words(2021, tables=requests_table()).replace("收到政府信息公开申请3件", "收到政府信息公开申请5件")
    finding, quoted = first(text, "prose_table_conflict")
    assert (finding.found, finding.expected) == ("5", "3")
    assert "申请5件" in quoted
    assert "prose_table_conflict" not in found(words(2021, tables=requests_table()))


# Names


@pytest.mark.parametrize(
    ("title", "signed", "fires"),
    [
        ("甲县教育局", "甲县教育局", False),
        ("西峡县教育局", "西峡县教育体育局", False),
        ("西峡县教育体育局", "西峡县教育局", False),
        ("西峡县教育局", "西峡县水利局", True),
        ("西峡县", "西峡县人民政府办公室", False),
        ("西峡县人民政府", "西峡县水利局", True),
        ("红石砬子镇", "桦甸市红石砬子镇人民政府", False),
        ("鹿城区供销社", "鹿城区供销合作社联合社", False),
        ("西峡县人民政府", "西峡县人民政府政府信息公开办公室", False),
    ],
)
def test_title_and_signature(title, signed, fires):
    text = words(2021, title=title, close=f"{signed}\n2022年1月10日")
    assert ("agency_names_differ" in found(text)) is fires
    if fires:
        assert first(text, "agency_names_differ")[1] == signed


def test_a_signature_above_a_table_is_found():
    table = "2012年政府信息公开情况统计表\n指标名称 | 计量单位 | 数据统计 |\n一、主动公开数量 | 条 | 28 |"
    signed = "西峡县水利局\n2013年1月10日"
    text = words(2012, title="西峡县教育局", close=f"{signed}\n{table}")
    assert first(text, "agency_names_differ")[1] == "西峡县水利局"
    assert "agency_names_differ" not in found(text.replace("水利", "教育"))
