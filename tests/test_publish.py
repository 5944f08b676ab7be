"""The site: what is run, what is skipped, what is refused, and that pages hold together on their own."""

import base64
import hashlib
import io
import re
import shutil
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import site_material
from fontTools.ttLib import TTFont
from lxml import html
from PIL import Image
from site_material import HOSTILE, good, notebook, project

from gcir import codebook, execute, pages, publish, reader, stamps, webfont


@pytest.fixture(scope="module", autouse=True)
def _same_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Reports come ready made, and the package stays as it is while the tests run: what is tested is how pages are made."""
    copy = shutil.copytree(codebook.folder(), tmp_path_factory.mktemp("package") / "codebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "gcir.reports", types.SimpleNamespace(read_report=lambda _: site_material.report()))
        patch.setattr(publish, "_package", lambda: "this version")
        patch.setattr(codebook, "folder", lambda: copy)
        yield


def build(folder: Path) -> tuple[publish.Result, list[str]]:
    lines: list[str] = []
    result = publish.build_site(folder / "notebooks", folder / "site", folder / "figures", folder / "data/tidy", say=lines.append)
    return result, lines


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted((folder / "site").rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("project"), **{"00-counts": good()})
    result, _ = build(folder)
    assert not result.errors
    return folder


def page(folder: Path, name: str) -> html.HtmlElement:
    return pages.parse((folder / "site" / name).read_text(encoding="utf-8"))


PAGES = ("index.html", "00-counts.html", "codebook.html", "statements.html", "reports/qingshi-2016.html")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_but_itself(site: Path, name: str) -> None:
    """Nothing that a browser fetches by itself has another address than a data address."""
    tree = page(site, name)
    fetched = tree.xpath("//@src | //@srcset | //link[not(@rel='icon')]/@href | //object/@data")
    assert all(address.startswith("data:") for address in fetched)
    assert not tree.xpath("//iframe")
    style = " ".join(tree.xpath("//style/text() | //@style"))
    assert not re.search(r"@import|url\((?!data:)", style)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy
    assert "default-src 'none'" in policy[0]
    assert scripts_allowed(policy[0]) == {digest(script.text) for script in tree.xpath("//script")}
    assert {script.text for script in tree.xpath("//script")} <= {pages.script(), pages.script("statements")}


def scripts_allowed(policy: str) -> set[str]:
    """What a policy lets run: nothing where it does not speak of scripts, for by default it lets nothing."""
    spoken = re.search(r"script-src ([^;]*)", policy)
    return set(spoken[1].split()) if spoken else set()


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_anchors_that_exist(site: Path, name: str) -> None:
    for href in page(site, name).xpath("//a/@href"):
        if href.startswith("http"):
            continue
        path, _, anchor = href.partition("#")
        target = (site / "site" / name).parent / path if path else site / "site" / name
        assert target.is_file(), href
        there = page(site, str(target.resolve().relative_to((site / "site").resolve())))
        field, _, value = anchor.partition("=")
        if value:  # a choice that a page of filters takes up
            assert there.xpath("//select[@id=$id]/option[@value=$value]", id=field, value=value), href
        else:
            assert not anchor or there.xpath("//*[@id=$id]", id=anchor), href


@pytest.mark.parametrize("name", PAGES)
def test_every_chinese_character_is_in_the_fonts_that_the_page_carries(site: Path, name: str) -> None:
    wanted = webfont.characters(page(site, name))
    assert wanted[400]
    for weight, cmap in fonts_of(site, name).items():
        assert cmap == wanted[weight] & webfont.known(weight)
    assert not webfont.missing(page(site, name))


def fonts_of(folder: Path, name: str) -> dict[int, set[str]]:
    text = (folder / "site" / name).read_text(encoding="utf-8")
    faces = re.findall(r"font-weight: (\d+); src: url\(data:font/woff2;base64,([^)]+)\)", text)
    found: dict[int, set[str]] = {}
    for weight, data in faces:
        letters = {chr(c) for c in TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()}
        assert not letters & found.setdefault(int(weight), set()), "no character is carried twice"
        found[int(weight)] |= letters
    return found


def test_code_is_there_but_folded(site: Path) -> None:
    tree = page(site, "00-counts.html")
    folded = tree.xpath("//details[@class='code'][not(@open)]")
    assert len(folded) == 6
    assert "import pandas as pd" in folded[0].text_content()


def test_contents_list_the_headings_and_every_heading_has_its_own_anchor(site: Path) -> None:
    tree = page(site, "00-counts.html")
    listed = [a.text_content() for a in tree.xpath("//nav[@class='toc wide']//a")]
    assert listed == ["Counts 数量", "By channel 渠道", "Counts 数量", "What this cannot say 不能说明什么"]
    targets = tree.xpath("//nav[@class='toc wide']//a/@href")
    assert len(set(targets)) == 4


def test_a_table_shows_hostile_text_as_text(site: Path) -> None:
    plain, listed = page(site, "00-counts.html").xpath("//td[contains(., 'script')]")
    assert HOSTILE.startswith(plain.text_content().removesuffix("..."))
    assert len(plain) == 0
    assert listed.text_content() == HOSTILE
    assert not listed.xpath(".//script | .//img")


def test_a_report_page_shows_hostile_text_as_text(site: Path) -> None:
    tree = page(site, "reports/qingshi-2016.html")
    assert HOSTILE in tree.text_content()
    assert not tree.xpath("//main//script | //main//img")


def test_the_index_has_a_card_per_notebook(site: Path) -> None:
    (card,) = page(site, "index.html").xpath("//article[contains(@class, 'card')]")
    words = " ".join(card.text_content().split())
    assert "How much is disclosed?" in words
    assert "Which towns disclose, and how much? 哪些乡镇公开得多?" in words
    assert "5 reports state a count. 五份报告写明数量。" in words
    assert "n = 5 reports" in words
    assert card.xpath(".//img/@alt") == ["Bars of two towns 两个乡镇"]
    assert set(card.xpath(".//a/@href")) == {"00-counts.html"}


def test_a_card_takes_the_finding_above_the_first_chart_in_both_languages() -> None:
    made = notebook(("m", "# T 题\n\nWhy?\n\n为什么?\n\nMore words."), ("c", ""))
    shown = '<p class="gcir-finding">Half &amp; half: 0.5 each. More.</p>\n'
    shown += '<p class="gcir-finding-zh" lang="zh-Hans">各半。还有。</p>'
    made.cells[1].outputs = [nbformat.v4.new_output("display_data", {"text/html": shown})]
    card = execute.card(made, execute.body(made, "x"), "x.html", "x")
    assert (card.title, card.question, card.finding) == ("T 题", "Why? 为什么?", "Half & half: 0.5 each. 各半。")


def test_the_index_lists_each_report_with_its_page(site: Path) -> None:
    links = page(site, "index.html").xpath("//td/a")
    assert [(link.text_content(), link.get("href")) for link in links] == [
        ("青石镇人民政府", "reports/qingshi-2016.html"),
        ("7", "reports/qingshi-2016.html#f4"),  # the requests of its year, and the words that state them
    ]


def test_the_index_leads_into_the_material(site: Path) -> None:
    tools = page(site, "index.html").find_class("tool")
    assert [tool.find(".//h2/a").get("href") for tool in tools] == ["statements.html", "#reports", "codebook.html"]
    search, find, codes = (" ".join(tool.text_content().split()) for tool in tools)
    assert "1 statement from 1 report" in search
    assert "1 report of 1 agency" in find
    assert f"{len(codebook.indicators()):,} indicators" in codes
    (bar,) = tools[0].find_class("bars")[0]
    assert bar.find("a").get("href") == "statements.html#category=timeliness"
    assert bar.find(".//b").text == "1"


def test_a_card_has_its_picture_at_a_size_to_be_read_and_for_phones() -> None:
    def picture(width: int, height: int) -> str:
        file = io.BytesIO()
        Image.new("RGB", (width, height), (194, 65, 12)).save(file, "PNG")
        return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()

    image = f'<source srcset="{picture(740, 1200)}"><img alt="Bars" src="{picture(1800, 1100)}">'
    made = notebook(("m", "# T\n\nWhy?"))
    card = execute.card(made, f'<figure class="gcir-chart"><picture>{image}</picture></figure>', "x.html", "x")
    wide, narrow = (Image.open(io.BytesIO(base64.b64decode(p.partition(",")[2]))) for p in (card.thumbnail, card.narrow))
    assert (wide.size, narrow.size, card.alt) == ((1440, 880), (740, 1200), "Bars")
    flat = f'<figure class="gcir-chart"><img alt="One number" src="{picture(1800, 200)}"></figure>'
    told = '<p class="gcir-finding">One number.</p>', '<p class="gcir-finding">Many bars.</p>'
    second = f'{told[0]}{flat}{told[1]}<figure class="gcir-chart"><picture>{image}</picture></figure>'
    card = execute.card(made, second, "x.html", "x")
    assert (card.alt, card.finding) == ("Bars", "Many bars.")  # a headline alone is no picture
    assert execute.card(made, told[0] + flat, "x.html", "x").alt == "One number"
    without = execute.card(made, f'<figure class="gcir-chart"><img alt="Bars" src="{picture(900, 500)}"></figure>', "x.html", "x")
    assert without.thumbnail
    assert without.narrow == ""


def test_a_second_run_does_nothing_and_a_fresh_one_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    before = files(site)
    result, lines = build(site)
    assert result.written == ["index.html"]
    assert any("unchanged" in line for line in lines)
    assert files(site) == before
    other = project(tmp_path / "elsewhere", **{"00-counts": good()})
    build(other)
    assert files(other) == before


def test_a_changed_table_or_notebook_or_a_lost_chart_runs_again(tmp_path: Path) -> None:
    quick = notebook(("m", "# Quick\n\nA question?"), ("c", "import pathlib; pathlib.Path('figures/00-quick-a.png').touch()"))
    folder = project(tmp_path / "p", **{"00-quick": quick})
    assert "00-quick.html" in build(folder)[0].written
    assert "00-quick.html" in build(folder)[0].unchanged
    (folder / "figures/00-quick-a.png").unlink()
    assert "00-quick.html" in build(folder)[0].written
    (folder / "data/tidy/problems.parquet").write_bytes((folder / "data/tidy/figures.parquet").read_bytes())
    assert "00-quick.html" in build(folder)[0].written


def test_stated_problems_have_a_page_that_links_to_their_reports(site: Path) -> None:
    (statement,) = page(site, "statements.html").xpath("//article")
    assert statement.find(".//mark").text_content() == "更新不够及时"
    address, anchor = statement.find(".//a").get("href").split("#")
    assert page(site, address).xpath(f"//*[@id='{anchor}']")
    assert any(a.get("href") == "statements.html" for a in page(site, "index.html").xpath("//nav//a"))


def test_where_the_page_of_problems_holds_only_some_all_stand_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish.statements, "MOST", 1)
    folder = project(tmp_path / "p")
    table = folder / "data/tidy/problems.parquet"
    one = pd.read_parquet(table)
    pd.concat([one, one.assign(order=2)], ignore_index=True).to_parquet(table)
    build(folder)
    (link,) = page(folder, "statements.html").xpath("//a[@download]/@href")
    assert "更新不够及时" in (folder / "site" / link).read_text(encoding="utf-8-sig")
    monkeypatch.setattr(publish.statements, "MOST", 2)
    build(folder)
    assert not (folder / "site" / link).exists()


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.csv").write_text("1")
    first = stamps.of_files([tmp_path / "a"], "v1")
    assert first == stamps.of_files([tmp_path / "a"], "v1")
    assert first != stamps.of_files([tmp_path / "a"], "v2")
    (tmp_path / "a/x.csv").write_text("2")
    second = stamps.of_files([tmp_path / "a"], "v1")
    (tmp_path / "a/x.csv").rename(tmp_path / "a/y.csv")
    assert len({first, second, stamps.of_files([tmp_path / "a"], "v1")}) == 3


def test_pages_of_notebooks_that_are_gone_are_removed(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", **{"00-old": notebook(("m", "# Old\n\nWhy?"))})
    build(folder)
    (folder / "notebooks/00-old.ipynb").unlink()
    build(folder)
    assert not (folder / "site/00-old.html").exists()
    assert (folder / "site/index.html").exists()


def test_a_report_whose_file_is_gone_is_listed_without_a_page(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    (folder / "data/raw/qingshi.txt").unlink()
    result, _ = build(folder)
    assert any("qingshi.txt" in line for line in result.warnings)
    assert not page(folder, "index.html").xpath("//td/a")
    assert "青石镇人民政府" in page(folder, "index.html").text_content()


def test_a_failing_notebook_is_named_with_cell_and_reason_and_stops_no_other(tmp_path: Path) -> None:
    bad = notebook(("m", "# Bad\n\nWhy?"), ("c", "1 + 1"), ("c", "{}['乡镇']"))
    folder = project(tmp_path / "p", **{"00-bad": bad, "01-fine": notebook(("m", "# Fine\n\nWhat?"))})
    lines: list[str] = []
    paths = [folder / name for name in ("notebooks", "site", "figures", "data/tidy", "data/raw", "data/published")]
    assert publish.report_command(*paths, say=lines.append) == 1
    assert "error: 00-bad: cell 3: KeyError: '乡镇'" in lines
    assert "KeyError" in page(folder, "00-bad.html").text_content()
    assert "What?" in page(folder, "01-fine.html").text_content()


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        ('<img src="data:image/png;base64,AAAA">', "cell 2: an image has no alt text"),
        ('<img alt=" " src="data:image/png;base64,AAAA">', "cell 2: an image has no alt text"),
        ('<img alt="a" src="chart.png">', "cell 2: an image is fetched"),
        ("<script>1</script>", "cell 2: an output holds a <script> element"),
        ('<p onclick="x()">a</p>', "cell 2: <p> has an attribute that runs code"),
        ('<a href="javascript:x()">a</a>', "cell 2: <a> links to 'javascript:x()'"),
        ('<style>@import "https://example.org/a.css";</style>', "cell 2: a style fetches"),
        ('<p style="background: url(//example.org/a.png)">a</p>', "cell 2: a style fetches"),
    ],
)
@pytest.mark.parametrize("as_output", [True, False])
def test_what_a_page_must_not_hold_is_refused_with_its_cell(shown: str, complaint: str, as_output: bool) -> None:
    made = notebook(("m", "# T\n\nQ?"), ("c", "") if as_output else ("m", shown))
    if as_output:
        made.cells[1].outputs = [nbformat.v4.new_output("display_data", {"text/html": shown})]
    with pytest.raises(execute.NotebookError, match=re.escape(complaint)):
        execute.body(made, "x")


@pytest.mark.parametrize(
    "bundle",
    [{"application/javascript": "1"}, {"image/png": "AAAA"}, {"image/svg+xml": "<svg></svg>"}],
    ids=["a script", "a picture without words", "a drawing without words"],
)
def test_what_needs_a_browser_s_help_is_refused(bundle: dict[str, str]) -> None:
    made = notebook(("c", ""))
    made.cells[0].outputs = [nbformat.v4.new_output("display_data", bundle)]
    with pytest.raises(execute.NotebookError, match="x: cell 1: "):
        execute.body(made, "x")


def test_a_picture_may_bring_a_narrow_version_of_itself() -> None:
    narrow = '<source media="(max-width: 9px)" srcset="data:image/png;base64,AA">'
    ok = f'<picture>{narrow}<img alt="a" src="data:image/png;base64,AA"></picture>'
    assert not pages.faults(pages.parse(f"<body>{ok}</body>"))
    assert pages.faults(pages.parse("<body>" + ok.replace('srcset="data:image/png;base64,AA"', 'srcset="a.png"') + "</body>"))


def test_a_missing_glyph_is_an_error() -> None:
    made = notebook(("c", ""))
    text = "UserWarning: Glyph 30764 (\\N{CJK UNIFIED IDEOGRAPH-782C}) missing from font(s) DejaVu Sans."
    made.cells[0].outputs = [nbformat.v4.new_output("stream", name="stderr", text=text)]
    with pytest.raises(execute.NotebookError, match="cell 1: a chart lacks a character"):
        execute.body(made, "x")


def test_characters_that_the_bundled_fonts_lack_are_named(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", **{"00-rare": notebook(("m", "# Rare\n\nWho writes \U0002f800?"))})
    assert [w for w in build(folder)[0].warnings if "00-rare.html" in w and "U+2F800" in w]


def test_a_file_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "00-x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(execute.NotebookError, match="00-x: not a notebook"):
        execute.read(tmp_path / "00-x.ipynb")


@pytest.fixture
def codebook_page() -> html.HtmlElement:
    return pages.parse(reader.codebook_page())


def test_the_codebook_page_shows_every_row_of_a_file(codebook_page: html.HtmlElement) -> None:
    rows = (codebook.folder() / "labels.csv").read_text(encoding="utf-8").strip().splitlines()
    (file,) = codebook_page.xpath("//details[.//h3[@id='labels']]")
    assert len(file.xpath(".//tbody/tr")) == len(rows) - 1
    assert f"{len(rows) - 1} rows" in file.xpath("string(summary)")


def test_every_codebook_file_is_told_in_both_languages_and_folded(codebook_page: html.HtmlElement) -> None:
    there = {path.stem for path in codebook.folder().glob("*.csv")}
    told = {row["file"]: row for row in codebook.read("files", ("file", "part", "about_zh", "about_en"), "file")}
    assert set(told) == there, "files.csv must say what each file holds: add the new ones, remove the old ones"
    assert all(row["about_zh"] and row["about_en"] for row in told.values())
    files = codebook_page.xpath("//details[@class='file']")
    assert [f.xpath("string(.//h3)") for f in files] == [f"{name}.csv" for name in told]
    assert len(files) - len([f for f in files if f.get("open") is None]) <= 1


def test_the_codebook_page_is_light(codebook_page: html.HtmlElement) -> None:
    assert len(html.tostring(codebook_page, encoding="utf-8")) < 1_300_000
    assert "too many rows" in codebook_page.xpath("string(//details[.//h3[@id='divisions']])").lower()


def test_many_report_pages_share_font_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_EMBEDDED_AT_MOST", 0)
    folder = project(tmp_path / "p")
    build(folder)
    text = (folder / "site/reports/qingshi-2016.html").read_text(encoding="utf-8")
    for address in re.findall(r"src: url\(([^)]+)\)", text):
        assert (folder / "site/reports" / address).is_file()
    assert len(text) < 60_000
