"""The site in a real browser: nothing asked of the network, every character drawn, nothing wider than the screen."""

import base64
import functools
import html
import io
import json
import re
import shutil
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
import site_material
from fontTools.ttLib import TTFont
from test_language import CHINESE, ENGLISH, all_labels, offenders

from gcir import evidence, language, publish

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
NAMES = ("index.html", "00-counts.html", "codebook.html", "statements.html", "reports/qingshi-2016.html")
WIDTHS = (390, 1280)

# Numbers the elements whose own words have Chinese characters; gives how many characters, and the weight they are set in.
MARK = """() => [...document.body.querySelectorAll('*')].flatMap((element) => {
  const own = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('');
  const letters = own.match(/[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]/g);
  if (!letters || !element.checkVisibility() || element.matches('option')) return [];
  element.setAttribute('data-looked-at', '');
  return [[letters.join(''), parseInt(getComputedStyle(element).fontWeight)]];
})"""
MOST = 400  # elements of a page to ask the browser about


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


ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gcir import corpus

    folder = tmp_path_factory.mktemp("real") / "tidy"
    corpus.write_tables([ROOT / "data/raw"], folder)
    return folder


def published(tidy: Path, tongue: str) -> Path:
    out = tidy.parent / tongue
    result = publish.build_site(ROOT / "notebooks", out / "site", out / "figures", tidy, lang=tongue, say=lambda _: None)
    assert not result.errors
    assert not result.warnings
    return out / "site"


@pytest.fixture(scope="module")
def real_site(tidy: Path) -> Path:
    """The project's own notebooks and reports, published in both languages."""
    return published(tidy, "both")


@pytest.fixture(scope="module", params=["zh", "en"])
def one_language(request: pytest.FixtureRequest, tidy: Path) -> tuple[str, Path]:
    """The same in one language."""
    return request.param, published(tidy, request.param)


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """A function that opens a page; afterwards, nothing must have been asked of the network or complained about."""
    asked: list[str] = []
    said: list[str] = []
    context = browser.new_context()
    context.route(re.compile("^(?!data:|file:)"), lambda route: (asked.append(route.request.url), route.abort()))

    def open_page(path: Path, width: int = 1280) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url[:80]}"))
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        return page

    yield open_page
    context.close()
    assert asked == []
    assert said == []


@pytest.fixture
def opened(visit: Any, site: Path) -> Any:
    """A function that opens a page of the small site."""
    return lambda name, width=1280: visit(site / name, width)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(opened: Any, name: str, width: int) -> None:
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
def test_the_fonts_that_a_page_carries_have_its_characters_in_the_weights_it_uses(opened: Any, site: Path, name: str) -> None:
    page = opened(name)
    assert page.evaluate("""document.fonts.check('16px "GCIR Sans SC"') && document.fonts.check('bold 16px "GCIR Sans SC"')""")
    carried = cmaps(site / name)
    used: dict[int, set[str]] = {400: set(), 700: set()}
    for letters, weight in page.evaluate(MARK):
        used[700 if weight >= 600 else 400].update(letters)
    assert used[400]
    for weight, characters in used.items():
        assert characters <= carried.get(weight, set()), weight


def cmaps(path: Path) -> dict[int, set[str]]:
    """The characters in the fonts that a page carries, by weight."""
    faces = re.findall(r"font-weight: (\d+); src: url\(data:font/woff2;base64,([^)]+)\)", path.read_text(encoding="utf-8"))
    found: dict[int, set[str]] = {}
    for weight, data in faces:
        found.setdefault(int(weight), set()).update(map(chr, TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()))
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_browser_draws_every_chinese_character_with_the_page_s_own_fonts(opened: Any, name: str, width: int) -> None:
    """Asked of the browser itself, and twice: a font that comes late must still be used."""
    for _ in range(2):
        assert undrawn(opened(name, width)) == 0


def undrawn(page: Any) -> int:
    """How many elements have Chinese characters that come from other fonts than the page's own, or from none."""
    page.add_style_tag(content="* { content-visibility: visible !important; }")  # what is far below is drawn only when needed
    counts = [len(letters) for letters, _ in page.evaluate(MARK)][:MOST]
    assert counts
    return sum(have < want for have, want in zip(drawn(page), counts, strict=True))


def drawn(page: Any) -> list[int]:
    """How many glyphs of each marked element come from the page's own fonts."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-looked-at]"})["nodeIds"][:MOST]
    fonts = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    return [sum(f["glyphCount"] for f in some if f["isCustomFont"]) for some in fonts]


def test_the_check_for_characters_drawn_by_other_fonts_can_fail(opened: Any) -> None:
    page = opened("00-counts.html")
    page.add_style_tag(content="h2, h2 * { font-family: sans-serif !important; }")
    assert undrawn(page) > 0


def test_every_link_opens(opened: Any) -> None:
    assert [link for name in NAMES for link in dead_links(opened(name))] == []


def dead_links(page: Any) -> list[str]:
    """The page's links to pages that are not there, or to places that they do not have."""
    dead = []
    for href in page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)"):
        address, _, anchor = href.partition("#")
        if not address.startswith("file:"):
            continue
        path = Path(unquote(address.removeprefix("file://")))
        place, _, quoted = anchor.partition(":~:text=")
        chosen = place.partition("=")[2]  # a choice that a page of filters takes up, if any
        mark = f'value="{chosen}"' if chosen else f'id="{unquote(place)}"'
        missing = not path.is_file() or (place and mark not in text_of(path))
        if missing or any(unquote(words) not in words_of(path) for words in quoted.split(",") if words):
            dead.append(href)
    return dead


@functools.cache
def words_of(path: Path) -> str:
    return re.sub(r"<[^>]*>", "", text_of(path))


@functools.cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_project_s_own_site_stands(visit: Any, real_site: Path, width: int) -> None:
    paths = sorted(real_site.rglob("*.html"))
    assert len(paths) > 6
    for path in paths:
        page = visit(path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert undrawn(page) == 0, path.name
        assert dead_links(page) == [], path.name
        page.close()


def test_the_site_stands_in_one_language_too(visit: Any, one_language: tuple[str, Path], tidy: Path) -> None:
    """No page is half translated: in the other language are only the words of reports, names and ids."""
    tongue, folder = one_language
    paths = sorted(folder.rglob("*.html"))
    assert len(paths) > 6
    for path in paths:
        assert offenders(text_of(path), tongue, material(tidy)) == [], path.name
        for width in WIDTHS:
            page = visit(path, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
            assert page.evaluate("document.documentElement.lang") == language.TAGS[tongue]
            assert not page.evaluate(MARK) or undrawn(page) == 0, path.name  # an English page may have its Chinese folded away
            page.close()


def test_no_chart_of_the_site_is_half_translated(one_language: tuple[str, Path], tidy: Path) -> None:
    """A chart as a drawing names its words in comments; those in the other language are names that reports bring along."""
    tongue, folder = one_language
    labels = {zh for zh, en in all_labels() if zh != en}
    drawings = sorted((folder.parent / "figures").glob("*.svg"))
    assert len(drawings) > 20
    for path in drawings:
        words = [html.unescape(said) for said in re.findall("<!-- (.*?) -->", text_of(path), re.DOTALL)]
        assert words, path.name
        if tongue == "zh":
            assert [said for said in words if ENGLISH.search(said)] == [], path.name
        else:
            runs = {run for said in words for run in CHINESE.findall(said)}
            assert {run for run in runs if run in labels or run not in material(tidy)} == set(), path.name


@functools.cache
def material(tidy: Path) -> str:
    """What reports, panel and laws bring along in Chinese; names of places stand alone and in a row."""
    from gcir import codebook

    files = [*(ROOT / "data/raw").iterdir(), *(ROOT / "data/published").glob("*.csv")]
    files += [codebook.folder() / name for name in ("sources.csv", "divisions.csv")]
    agencies = (tidy / "reports.csv").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in (".txt", ".csv")]
    return "\n".join([*texts, agencies, agencies.replace(",", "")])


TABLE = "table.gcir-table"


def shown_rows(page: Any) -> list[str]:
    return [row.inner_text() for row in page.locator(f"{TABLE} tbody tr").all() if row.is_visible()]


def test_a_table_is_searched_and_sorted(opened: Any) -> None:
    page = opened("00-counts.html", 390)
    before = shown_rows(page)
    assert len(before) == 12
    page.fill(".gcir-search input", "EMPTY 10")
    assert shown_rows(page) == []
    page.fill(".gcir-search input", "号 is EMPTY")
    assert len(shown_rows(page)) == 5
    assert "5 of 12 rows" in page.inner_text(".gcir-search output")
    page.fill(".gcir-search input", "")
    assert shown_rows(page) == before
    head = page.locator(f"{TABLE} th button").first
    firsts = []
    for order in ("ascending", "descending", None):
        head.press("Enter")
        assert page.locator(f"{TABLE} th").first.get_attribute("aria-sort") == order
        firsts.append([row.split()[0] for row in shown_rows(page)])
    numbers = [name for name in firsts[0] if name.endswith("号")]
    assert numbers == [f"{n}号" for n in (*range(1, 9), 9, 10, 100)], "numbers within names count as numbers"
    assert [name for name in firsts[1] if name.endswith("号")] == numbers[::-1]
    assert shown_rows(page) == before


def test_a_hostile_name_stays_text_when_it_is_sorted_and_searched(opened: Any) -> None:
    page = opened("00-counts.html")
    page.locator(f"{TABLE} th button").first.click()
    page.fill(".gcir-search input", "<img src=x onerror")
    assert len(shown_rows(page)) == 1
    assert site_material.HOSTILE in shown_rows(page)[0]
    assert page.locator("main script, main td img").count() == 0


def test_no_script_but_the_page_s_own_runs(browser: Any, site: Path) -> None:
    """Markup that slipped through would still do nothing: the policy names the one script that may run."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "00-counts.html").as_uri())
    page.evaluate("""() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = 2">');
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    context.close()


def test_a_table_is_whole_where_no_script_runs(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "00-counts.html").as_uri())
    assert len(shown_rows(page)) == 12
    assert page.locator(".gcir-search").count() == 0
    context.close()


def test_a_figure_is_one_click_from_its_words(opened: Any) -> None:
    page = opened("reports/qingshi-2016.html")
    page.click("#r3 a")
    assert page.url.endswith("#f3")
    assert page.evaluate("document.querySelector(':target').textContent").startswith("其中网站800条")
    page.click("a.gcir-ref[href='#r1']")
    assert "1,200" in page.evaluate("document.querySelector(':target').textContent")


def test_a_number_in_a_table_is_one_click_from_its_sentence_and_from_the_report(visit: Any, real_site: Path) -> None:
    page = visit(real_site / "01-volumes.html", 390)
    page.locator("details > summary", has=page.locator("xpath=../descendant::table")).first.click()
    words = page.locator("details.gcir-words").first
    assert not words.locator("mark").is_visible()
    words.locator("summary").click()
    assert words.locator("mark").is_visible()
    assert words.locator("mark").inner_text() == words.locator("summary").inner_text()
    link = page.locator("a.gcir-on-site").first
    assert link.is_visible()
    assert not page.locator(".gcir-off-site").first.is_visible()
    link.click()
    assert re.search(r"/reports/[^/]+[.]html#f[0-9]+$", page.url)
    assert page.locator(":target").count() == 1


def test_in_a_notebook_a_table_shows_files_in_place_of_dead_links(visit: Any, real_site: Path, tmp_path: Path) -> None:
    whole = (real_site / "01-volumes.html").read_text(encoding="utf-8")
    table = re.search(r'<table class="gcir-table"[^>]*>.*?</table>', whole, re.S)
    assert table
    (tmp_path / "output.html").write_text(f"<!DOCTYPE html><meta charset=utf-8>{table[0]}", encoding="utf-8")
    page = visit(tmp_path / "output.html")
    assert not page.locator("a.gcir-on-site").first.is_visible()
    assert page.locator(".gcir-off-site").first.is_visible()
    page.locator("details.gcir-words > summary").first.click()
    assert page.locator("details.gcir-words mark").first.is_visible()


def test_in_a_notebook_each_table_is_searched_once(visit: Any, tmp_path: Path) -> None:
    """JupyterLab puts the outputs into its page and then makes their scripts anew."""
    rows = pd.DataFrame({"file": [f"{n}.txt" for n in range(12)], "reason": "damaged", "detail": site_material.HOSTILE})
    output = json.dumps(evidence.failures(rows)._repr_html_()).replace("</", "<\\/")
    (tmp_path / "lab.html").write_text(
        f"""<!DOCTYPE html><meta charset=utf-8><body><script>
        for (const _ of [1, 2]) {{
          const host = document.createElement("div");
          host.innerHTML = {output};
          for (const old of host.querySelectorAll("script")) {{
            const made = document.createElement("script");
            made.textContent = old.textContent;
            old.replaceWith(made);
          }}
          document.body.append(host);
        }}</script>""",
        encoding="utf-8",
    )
    page = visit(tmp_path / "lab.html")
    assert page.locator(".gcir-search input").count() == 2
    page.locator(".gcir-search input").first.fill("11.txt")
    assert len(shown_rows(page)) == 1 + 12


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
