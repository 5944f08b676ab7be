"""The site in a real browser: nothing asked of the network, every character drawn, nothing wider than the screen."""

import base64
import io
import re
import shutil
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import site_material
from fontTools.ttLib import TTFont

from gcir import publish

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine's own Chinese fonts would hide a character that the page does not bring along.
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<selectfont>{rejected}</selectfont>
<alias><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>"""
REJECTED = "".join(
    f'<rejectfont><pattern><patelt name="lang"><string>{lang}</string></patelt></pattern></rejectfont>'
    for lang in ("zh-cn", "zh-tw", "zh-hk", "ja", "ko")
)
NAMES = ("index.html", "00-counts.html", "codebook.html", "reports/qingshi-2016.html")
WIDTHS = (390, 1280)

# Characters drawn by the page's own fonts look different from one that no font has.
UNDRAWN = """(letters) => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const draw = (c) => { pen.clearRect(0, 0, 40, 40); pen.font = '30px "GCIR Sans SC", sans-serif'; pen.fillText(c, 2, 32);
    return pen.getImageData(0, 0, 40, 40).data.join(); };
  const box = draw('\\u{2fffd}'), nothing = draw(' ');
  return [...letters].filter((c) => { const ink = draw(c); return ink === box || ink === nothing; });
}"""
# Every text with the weight in which it is set.
TEXTS = """() => {
  const found = []; const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const style = getComputedStyle(walker.currentNode.parentElement);
    found.push([walker.currentNode.data, parseInt(style.fontWeight)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = site_material.project(tmp_path_factory.mktemp("project"), **{"00-counts": site_material.good()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "gcir.reports", types.SimpleNamespace(read_report=lambda _: site_material.report()))
        places = (folder / name for name in ("notebooks", "site", "figures", "data/tidy"))
        result = publish.build_site(*places, say=lambda _: None)
    assert not result.errors
    return folder / "site"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium that knows no Chinese font."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: the pages were not looked at in a browser (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    folder = tmp_path_factory.mktemp("fonts")
    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(cache=folder / "cache", rejected=REJECTED), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        patch.setenv("FONTCONFIG_FILE", str(conf))
        running = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any, site: Path) -> Iterator[Any]:
    """A function that opens a page of the site; afterwards, nothing must have been asked for or complained about."""
    asked: list[str] = []
    said: list[str] = []
    context = browser.new_context()
    context.route(re.compile("^(?!data:|file:)"), lambda route: (asked.append(route.request.url), route.abort()))

    def open_page(name: str, width: int = 1280, anchor: str = "") -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url[:80]}"))
        page.goto((site / name).as_uri() + anchor)
        page.evaluate("document.fonts.ready")
        return page

    yield open_page
    context.close()
    assert asked == []
    assert said == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(opened: Any, name: str, width: int) -> None:
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
def test_every_chinese_character_is_drawn_by_the_page_s_own_fonts(opened: Any, site: Path, name: str) -> None:
    page = opened(name)
    assert page.evaluate("""document.fonts.check('16px "GCIR Sans SC"') && document.fonts.check('bold 16px "GCIR Sans SC"')""")
    carried = cmaps(site / name)
    used: dict[int, set[str]] = {400: set(), 700: set()}
    for text, weight in page.evaluate(TEXTS):
        used[700 if weight >= 600 else 400].update(c for c in text if is_chinese(c))
    assert used[400]
    for weight, letters in used.items():
        assert letters <= carried.get(weight, set()), weight
    assert page.evaluate(UNDRAWN, "".join(sorted(used[400]))) == []


def is_chinese(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef" or char >= "\U00020000"


def cmaps(path: Path) -> dict[int, set[str]]:
    """The characters in the fonts that a page carries, by weight."""
    faces = re.findall(r"font-weight: (\d+); src: url\(data:font/woff2;base64,([^)]+)\)", path.read_text(encoding="utf-8"))
    return {int(w): {chr(c) for c in TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()} for w, data in faces}


def test_the_check_for_undrawn_characters_can_fail(opened: Any) -> None:
    assert opened("00-counts.html").evaluate(UNDRAWN, "\U0002fffc") != []


def test_every_link_opens(opened: Any) -> None:
    for name in NAMES:
        page = opened(name)
        for href in page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)"):
            if not href.startswith("file:"):
                continue
            path, _, anchor = href.partition("#")
            assert Path(unquote(path.removeprefix("file://"))).is_file(), href
            if anchor and path == page.url.partition("#")[0]:
                assert page.evaluate("id => !!document.getElementById(id)", unquote(anchor)), href


def test_a_figure_is_one_click_from_its_words(opened: Any) -> None:
    page = opened("reports/qingshi-2016.html")
    page.click("#r3 a")
    assert page.url.endswith("#f3")
    assert page.evaluate("document.querySelector(':target').textContent").startswith("其中网站800条")
    page.click("a.gcir-ref[href='#r1']")
    assert "1,200" in page.evaluate("document.querySelector(':target').textContent")


def test_the_contents_fold_on_a_phone_and_stand_beside_the_text_on_a_desk(opened: Any) -> None:
    phone = opened("00-counts.html", 390)
    assert not phone.is_visible("nav.toc.wide")
    assert not phone.is_visible("details.toc.narrow a")
    phone.click("details.toc.narrow summary")
    assert phone.is_visible("details.toc.narrow a")
    desk = opened("00-counts.html", 1280)
    assert desk.is_visible("nav.toc.wide a")
    assert not desk.is_visible("details.toc.narrow")


def test_code_unfolds(opened: Any) -> None:
    page = opened("00-counts.html", 390)
    code = page.locator("details.code pre").first
    assert not code.is_visible()
    page.locator("details.code summary").first.click()
    assert code.is_visible()


def test_text_is_readable_on_a_phone(opened: Any) -> None:
    for name in NAMES:
        size = opened(name, 390).evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        assert size >= 13, name


def test_paper_leaves_out_code_and_navigation(opened: Any) -> None:
    page = opened("00-counts.html")
    page.emulate_media(media="print")
    for hidden in ("details.code", "header.bar", ".toc.wide"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_hostile_text_does_nothing(opened: Any) -> None:
    page = opened("reports/qingshi-2016.html")
    assert page.locator("main script, main img").count() == 0
    assert '<script>alert("街道")</script>' in page.inner_text(".gcir-text")
