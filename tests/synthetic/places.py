"""Real places and invented agencies within them, of every kind and level."""

from __future__ import annotations

import random

from .model import Agency
from .wordings import sections

KINDS = (
    ("township", 26),
    ("subdistrict", 12),
    ("county_bureau", 24),
    ("county", 7),
    ("prefecture_bureau", 12),
    ("prefecture", 3),
    ("provincial", 4),
    ("central", 3),
    ("zone", 4),
    ("unit", 5),
)


def drawn(rng: random.Random, section: str) -> list[str]:
    """The words of one line of a section: a name and what belongs to it."""
    return rng.choice(sections()[section]).split()


def place(rng: random.Random) -> tuple[str, str, str]:
    """A province, a prefecture (empty in the four cities) and a county."""
    if rng.random() < 0.08:
        city, *districts = drawn(rng, "city")
        return city, "", rng.choice(districts)
    province, prefecture, *counties = drawn(rng, "place")
    return province, prefecture, rng.choice(counties)


def agency(rng: random.Random) -> Agency:
    """An agency of some kind in a real place; the combination is invented."""
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    province, prefecture, county = place(rng)
    if kind in ("township", "subdistrict"):
        return grassroots(rng, kind, province, prefecture, county)
    if kind in ("county", "prefecture"):
        return government(kind, province, prefecture, county)
    if kind == "zone":
        return zone(rng, province, prefecture, county)
    if kind == "central":
        name, *topics = drawn(rng, "central")
        selves = (
            ("我部", "本机关", name)
            if name.endswith("部")
            else ("我局", "本机关", name)
            if name.endswith("局")
            else ("我署", name)
        )
        return Agency(name, "central_department", "central", short=name, selves=selves, accepted=(name,), topics=tuple(topics))
    return bureau(rng, kind, province, prefecture, county)


def grassroots(rng: random.Random, kind: str, province: str, prefecture: str, county: str) -> Agency:
    """A township government or a subdistrict office."""
    if kind == "township":
        town = rng.choice(sections()["town"]) + rng.choice("镇镇镇乡")
        name, selves = (
            town + "人民政府",
            ("我" + town[-1], town, "本" + town[-1], town + "人民政府", "镇政府" if town[-1] == "镇" else "乡政府"),
        )
        code = "township_government"
    else:
        town = rng.choice(sections()["street"]) + "街道"
        name, selves, code = (
            town + "办事处",
            ("我街道", "街道", town, "本街道", "街道办事处", town + "办事处"),
            "subdistrict_office",
        )
    full = county + name
    accepted = (full, name, county + town, town, prefecture + full, province + full, province + prefecture + full)
    return Agency(
        full,
        code,
        "township",
        province,
        prefecture,
        county,
        town,
        name,
        selves,
        accepted,
        ("惠农补贴", "低保救助", "村务公开", "项目建设"),
    )


def government(kind: str, province: str, prefecture: str, county: str) -> Agency:
    """A county or prefecture government."""
    if kind == "prefecture" and prefecture:
        mark = prefecture[-1]
        name = "行政公署" if mark == "盟" else "人民政府"
        return Agency(
            prefecture + name,
            "prefecture_government",
            "prefecture",
            province,
            prefecture,
            short=prefecture + name,
            selves=("我" + mark, "全" + mark, prefecture, mark + "政府"),
            accepted=(prefecture + name, prefecture, province + prefecture + name),
            topics=("重大项目", "财政资金", "公共资源", "民生实事"),
        )
    mark = county[-1]
    full = county + "人民政府"
    return Agency(
        full,
        "county_government",
        "county",
        province,
        prefecture,
        county,
        short=full,
        selves=("我" + mark, "全" + mark, county, mark + "政府"),
        accepted=(full, county, prefecture + full, province + full),
        topics=("重大项目", "财政资金", "公共资源", "民生实事"),
    )


def zone(rng: random.Random, province: str, prefecture: str, county: str) -> Agency:
    """A development zone's administration, of a county or of a prefecture."""
    owner, level = (prefecture, "prefecture") if prefecture and rng.random() < 0.5 else (county, "county")
    name = rng.choice(("经济开发区", "高新技术产业开发区", "工业园区", "经济技术开发区")) + rng.choice(("管理委员会", "管委会"))
    full = owner + name
    accepted = (full, name, full.replace("管理委员会", "管委会"), full.replace("管委会", "管理委员会"), prefecture + full)
    return Agency(
        full,
        "development_zone",
        level,
        province,
        prefecture,
        county if level == "county" else "",
        short=name,
        selves=("我委", "开发区", "管委会", "我区"),
        accepted=accepted,
        topics=("招商引资", "项目审批", "土地出让"),
    )


def bureau(rng: random.Random, kind: str, province: str, prefecture: str, county: str) -> Agency:
    """A department of a county, prefecture or province, or a public institution of one."""
    name, *topics = drawn(rng, "unit" if kind == "unit" else "bureau")
    if kind == "provincial":
        name = (
            name[:-1] + "厅"
            if name.endswith("局") and name not in ("统计局", "医疗保障局", "林业局", "市场监督管理局", "环境保护局")
            else name
        )
        owner, level, place_ = province, "province", (province, "", "")
    elif (kind == "prefecture_bureau" or (kind == "unit" and rng.random() < 0.4)) and prefecture:
        owner, level, place_ = prefecture, "prefecture", (province, prefecture, "")
    else:
        owner, level, place_ = county, "county", (province, prefecture, county)
    selves = (
        ("我" + name[-1], "本" + name[-1], "本机关")
        if name[-1] in "局厅馆"
        else ("我中心", "本中心")
        if name.endswith("中心")
        else ("我社", "区社" if owner.endswith("区") else "本社")
    )
    mark = owner[-1] if owner[-1] in "省市县区州盟旗" else "市"
    if "公积金" not in name and rng.random() < 0.3 and name[-1] in "局厅":
        selves = (*selves, mark + name)
    code = "public_institution" if kind == "unit" else "department"
    accepted = (
        owner + name,
        prefecture + owner + name,
        province + owner + name,
        province + prefecture + owner + name,
        mark + name,
    )
    if kind == "unit" and name in ("气象局", "公路管理局"):
        code = "department|public_institution"
    return Agency(owner + name, code, level, *place_, "", name, selves, accepted, tuple(topics))
