"""A small corpus of real places for comparing: a town, other towns of its county, a bureau and its successor."""

import numpy as np
import pandas as pd
from small_corpus import corpus, figure, report

from gcir import canonical

PLACE = ("浙江省", "温州市", "文成县")


def placed(report_id: str, agency: str, year: int, place: tuple[str, ...] = PLACE, **columns: object) -> dict[str, object]:
    """A report whose agency has the id, kind and place that reading gives it."""
    found = canonical.agency(agency, canonical.division_named(*place, year=year), year)
    known = {c: getattr(found, c) for c in ("agency_id", "agency_kind", "level", "province", "prefecture", "county", "adcode")}
    return report(report_id, **{"agency": agency, "agency_as_written": agency, "year": year} | known | columns)


def towns():
    """珊溪镇 in two years and two forms, four other towns in one year, 环境保护局 and 生态环境局 after it."""
    names = ["百丈漈镇", "玉壶镇", "南田镇", "黄坦镇"]
    reports = [
        placed("a-1", "文成县珊溪镇人民政府", 2018, layout="national_2014"),
        placed("a-2", "文成县珊溪镇人民政府", 2019, layout="national_2019", agency_as_written="珊溪镇"),
        *(placed(f"b-{i}", f"文成县{name}人民政府", 2019, layout="national_2019") for i, name in enumerate(names)),
        placed("c-1", "文成县环境保护局", 2018, layout="national_2014"),
        placed("c-2", "文成县生态环境局", 2019, layout="national_2019"),
    ]
    numbers = {"a-1": (3, 3, 2), "a-2": (6, 6, 3), "b-0": (1, 1, 1), "b-1": (9, 8, 6), "b-2": (6, 5, 4), "b-3": (0, 0, 0)}
    numbers |= {"c-1": (20, 19, 10), "c-2": (30, 30, 15)}
    figures = []
    for report_id, (received, closed, granted) in numbers.items():
        stated = (("requests_received", received), ("requests_closed", closed), ("requests_granted", granted))
        figures += [figure(report_id, indicator, float(n), source="table") for indicator, n in stated]
    figures.append(figure("a-1", "proactive_disclosed", 300.0, source="table"))
    figures.append(figure("a-2", "proactive_disclosed", 400.0))
    return corpus(reports, figures)


def channels():
    """One report whose two channels add up to its total."""
    stated = (("", 40.0), ("website", 30.0), ("wechat", 10.0))
    figures = [figure("a-1", "proactive_disclosed", value, channel=channel) for channel, value in stated]
    return corpus([placed("a-1", "文成县珊溪镇人民政府", 2018)], figures)


def examples():
    """What the examples of docstrings may use."""
    return {"corpus": towns(), "channels": channels(), "pd": pd, "np": np}
