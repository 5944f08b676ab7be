"""The first page: what it counts, what it survives, and that agencies are found in either script."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import site_material

from gcir import front, language, pages
from gcir.pages import Site
from gcir.reader import Listed


def report(n: int, agency: str, year: int | None, href: str = "x.html") -> Listed:
    return Listed(f"r-{n}", f"{n}.txt", agency, year, "仅文字", "Prose only", 3, 1, href)


TOWNS = [report(n, f"青石{n}镇人民政府", 2010 + n) for n in range(9)]


@pytest.fixture
def tidy(tmp_path: Path) -> Path:
    """Tables in which one report states a number, a range and nothing."""
    folder = tmp_path / "tidy"
    folder.mkdir()
    site_material.tables(folder)
    return folder


def test_years_without_reports_are_drawn_too_and_of_many_the_latest():
    bars = front.years([report(1, "a", 2010), report(2, "a", 2013), report(3, "b", 2013), report(4, "b", None)])
    assert [(bar.label, bar.n, bar.share) for bar in bars] == [("2010", 1, 0.5), ("2011", 0, 0), ("2012", 0, 0), ("2013", 2, 1)]
    assert front.years([]) == []
    assert [bar.label for bar in front.years([report(1, "a", 1985), report(2, "a", 2024)])][::19] == ["2005", "2024"]


def test_problems_are_counted_by_category_with_a_way_to_them(tidy: Path):
    with language.speaking("en"):
        bars, stated = front.problems(tidy)
    assert stated == 1
    assert [(bar.label, bar.n, bar.share, bar.href) for bar in bars] == [
        ("Timeliness", 1, 1.0, "statements.html#category=timeliness"),
    ]


def test_the_requests_of_a_report_lead_to_its_words_if_it_has_a_page(tidy: Path):
    own = site_material.report().report_id
    with_page = Listed(own, "", "", 2016, "", "", 0, 0, "reports/x.html")
    assert front.requests(tidy, [with_page])[own] == ("7", f"reports/{own}.html#f4")  # the blank cell behind it is no zero
    assert front.requests(tidy, [with_page._replace(href="")])[own] == ("7", "")
    assert front.requests(tidy, TOWNS) == {}


def test_tables_that_are_not_there_or_cannot_be_read_cost_a_card_and_no_page(tidy: Path, tmp_path: Path):
    for broken in (tmp_path, tidy):
        (tidy / "problems.parquet").write_bytes(b"no table")
        (tidy / "figures.parquet").write_bytes((tidy / "reports.parquet").read_bytes())
        whole = pages.parse(front.page([], TOWNS, broken, tmp_path, Site(parsed=9)))
        assert [tool.find(".//h2/a").get("href") for tool in whole.find_class("tool")] == ["#reports", "codebook.html"]
        assert len(whole.xpath("//tbody/tr")) == 9


@pytest.mark.browser
@pytest.mark.slow
def test_an_agency_is_found_in_traditional_characters(tmp_path: Path):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: the search was not tried in a browser (Debian: apt-get install chromium)")
    playwright: Any = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    towns = [*TOWNS[1:], report(0, "文成县人民政府", 2010)]
    (tmp_path / "index.html").write_text(front.page([], towns, tmp_path, tmp_path, Site(parsed=9)), encoding="utf-8")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        tab = opened.new_page()
        tab.goto((tmp_path / "index.html").as_uri())
        rows = tab.locator("tbody tr:visible")
        for typed, found in (("縣", 1), ("人民政府", 9), ("鎮　人民", 8), ("县", 1), ("無", 0)):
            tab.fill(".gcir-search input", typed)
            playwright.expect(rows).to_have_count(found)
        opened.close()
