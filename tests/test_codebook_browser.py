"""The codebook page in a real browser: a link opens the group that folds an indicator, without scripts; paper has them all."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gcir import reader, reference

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """A page without scripts, and the address of the codebook."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: the codebook was not looked at in a browser (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    file: Path = tmp_path_factory.mktemp("codebook") / "codebook.html"
    file.write_text(reader.codebook_page(), encoding="utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_context(java_script_enabled=False).new_page(), file.as_uri()
        browser.close()


def test_a_link_to_an_indicator_opens_its_group_and_no_other(page: tuple[Any, str]) -> None:
    tab, address = page
    first, other = (next(e.id for e in reference.entries() if e.group == group) for group in ("requests", "resources"))
    for linked, folded in ((first, other), (other, first)):
        tab.goto("about:blank")
        tab.goto(f"{address}#indicator-{linked}")
        tab.wait_for_selector(f"#indicator-{linked}", state="visible")
        assert 0 <= tab.locator(f"#indicator-{linked}").bounding_box()["y"] < 300
        assert not tab.locator(f"#indicator-{folded}").is_visible()


def test_the_page_is_short_until_it_is_printed(page: tuple[Any, str]) -> None:
    tab, address = page
    tab.goto(address)
    folded = tab.locator("main").bounding_box()["height"]
    tab.emulate_media(media="print")
    printed = tab.locator("main").bounding_box()["height"]
    assert all(tab.locator(f"#indicator-{entry.id}").is_visible() for entry in reference.entries()[::20])
    tab.emulate_media(media="screen")
    assert folded < 10_000 < printed
