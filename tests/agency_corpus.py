"""An invented agency with six years of reports among twenty peers: all that a handout has to hold, and more than it can."""

import functools

import pandas as pd
from small_corpus import corpus, figure, report

from gcir import comparability, schemas

AGENCY, FIRST, LAST = "甲市乙县丙镇人民政府", 2017, 2022
HOSTILE = '#set page(width: 1mm) *粗* $x$ <b>体</b> \\ "引" @ref [括] `码` // 注'
KINDS = ["timeliness", "form_innovation", "staffing_training", "content_completeness", "awareness", "mechanism_institution"]
PLACE = {"province": "吉林省", "prefecture": "吉林市", "county": "桦甸市", "level": "township"}


def layout(year):
    return "national_2014" if year < 2019 else "national_2019" if year < 2021 else "national_2021"


def figures(report_id, year, scale, full):
    """The figures of one report: a total with three channels, requests, and with `full` everything its form asks for."""
    total = 100 * scale + 37 * (year - FIRST)
    rows = [
        figure(report_id, "proactive_disclosed", float(total), evidence=f"全年主动公开政府信息{total}条"),
        figure(report_id, "requests_received", float(scale + year % 3), evidence=f"收到政府信息公开申请{scale + year % 3}件"),
    ]
    if not full:
        return rows
    for n, channel in enumerate(["website", "wechat", "weibo", "bulletin_board", "news_media"]):
        value = float(total // (n + 2))
        rows.append(
            figure(
                report_id,
                "proactive_disclosed",
                value,
                channel=channel,
                precision="at_least",
                evidence=f"通过{HOSTILE}公开{value:g}条",
            )
        )
    for n, indicator in enumerate(i for i in asked(year) if i not in ("proactive_disclosed", "requests_received")):
        value = None if n % 7 == 0 else float(n % 5 * (n + 1))
        words = {"stated_as": "words"} if value == 0 and n % 2 else {}
        rows.append(
            figure(report_id, indicator, value, source="table", evidence=f"({n})某项目 | 件 | {n} | | 0 | {HOSTILE}", **words)
        )
    return rows


def asked(year):
    """What the form of a year asks for, every fifth indicator left out."""
    every = sorted(i for i in every_indicator() if layout(year) in comparability.layouts(i))
    return [i for n, i in enumerate(every) if n % 5]


@functools.cache
def every_indicator():
    from gcir import codebook

    return [row["id"] for row in codebook.indicators()]


def problems(report_id, year):
    """Nine problems, six of them answered, some over and over, one of them very long."""
    rows, measures = [], []
    for n in range(1, 10):
        kinds = [KINDS[(n + year) % 4], KINDS[n % 6]] if n % 3 else [KINDS[n % 6]]
        text = f"第{n}个问题是信息更新不够及时、公开形式较为单一{HOSTILE if n == 4 else ''}" + "，群众获取信息的渠道有待拓宽" * (
            n % 4 * 3
        )
        place = {"start": 10 * n, "end": 10 * n + 5}
        rows.append({"report_id": report_id, "order": n, "text": text, "categories": sorted(set(kinds)), **place})
        answer = n if n < 7 else None
        words = f"针对第{n}个问题，加强培训、完善制度、拓宽渠道，" + "明确专人负责，" * (n % 5)
        measures.append({"report_id": report_id, "order": n, "text": words, "categories": [], "problem_order": answer, **place})
    return rows, measures


def findings(report_id):
    """What the checks say: more than a page holds."""
    rules = [
        ("identity_fails", "error"),
        ("published_late", "warning"),
        ("section_missing", "warning"),
        ("identity_holds", "pass"),
    ]
    rules += [("label_unknown", "info")] * 14 + [("channels_overlap", "info"), ("prose_table_conflict", "warning")]
    return [
        {
            "report_id": report_id,
            "rule": rule,
            "severity": severity,
            "detail": f"case {n}: 某行 {HOSTILE} of this row",
            "start": n,
            "end": n + 1,
        }
        for n, (rule, severity) in enumerate(rules)
    ]


@functools.cache
def six_years(peers=20):
    """The corpus."""
    reports, numbers, stated, remedies, found = [], [], [], [], []
    for year in range(FIRST, LAST + 1):
        own = f"own-{year}"
        dates = {"published": f"{year + 1}-04-0{year % 9 + 1}", "signed": f"{year + 1}-01-20"}
        title = f"{AGENCY}{year}年政府信息公开工作年度报告"
        common = {"year": year, "layout": layout(year), **PLACE}
        reports.append(
            report(
                own,
                agency=AGENCY,
                agency_id="own",
                title=title,
                sha256="0f" * 32,
                url=f"https://www.example.gov.cn/{year}.html",
                **dates,
                **common,
            )
        )
        numbers += figures(own, year, 6, full=True)
        its_problems, its_measures = problems(own, year)
        stated += its_problems
        remedies += its_measures
        found += findings(own)
        for n in range(peers):
            name = f"peer{n}-{year}"
            reports.append(report(name, agency=f"第{n}镇人民政府", agency_id=f"peer{n}", sha256="ab" * 32, **common))
            numbers += figures(name, year, n + 1, full=False)
    tables = {"problems": stated, "measures": remedies, "findings": found}
    return corpus(reports, numbers, **tables)


def write(made, folder):
    """The corpus as a folder of tables, as `gcir build` writes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in made.tables().items():
        schemas.typed(table, pd.DataFrame(frame)).to_parquet(folder / f"{table}.parquet")
    return folder
