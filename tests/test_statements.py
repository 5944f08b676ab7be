"""The page of stated problems: what stands on it, and that its filters show what the tables hold, in a real browser."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gcir
from gcir import language, pages, render, searching, statements

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
ADDRESS = "https://www.example.cn/2016.html"
HOSTILE = """<html><meta charset="utf-8"><body><p>青石镇人民政府2016年政府信息公开工作年度报告</p>
<p>五、存在的主要问题及改进情况</p>
<p>一是&lt;script&gt;document.title="hacked"&lt;/script&gt;信息更新不够及时;二是=SUM(A1)公开形式较为单一。</p>
<p>六、其他需要报告的事项</p><p>本机构无其他事项。</p></body></html>
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, gcir.Corpus]:
    """Folders of tables and reports: those of the project and one whose words look like markup."""
    folder = tmp_path_factory.mktemp("statements")
    shutil.copytree(RAW, folder / "raw")
    (folder / "raw" / "hostile.html").write_text(HOSTILE, encoding="utf-8")
    manifest = f"file,url\nhostile.html,{ADDRESS}\n"
    (folder / "raw" / "manifest.csv").write_text(manifest, encoding="utf-8")
    return folder / "tidy", folder / "raw", gcir.build(folder / "raw", folder / "tidy", workers=1)


@pytest.fixture(scope="module")
def page(built: tuple[Path, Path, gcir.Corpus], tmp_path_factory: pytest.TempPathFactory) -> Path:
    tidy, raw, corpus = built
    file = tmp_path_factory.mktemp("page") / statements.HREF
    file.write_text(statements.page(tidy, raw, corpus.reports["report_id"]), encoding="utf-8")
    return file


def test_every_statement_stands_on_the_page_with_the_words_around_it_and_a_link_to_its_report(built, page):
    tree = pages.parse(page.read_text(encoding="utf-8"))
    shown = tree.findall(".//article")
    corpus = built[2]
    assert len(shown) == len(corpus.problems) > 20
    for article in shown:
        report_id = article.get("data-report")
        words = article.find(".//mark").text_content()
        (row,) = corpus.problems[(corpus.problems["report_id"] == report_id) & (corpus.problems["text"] == words)].itertuples()
        assert article.get("data-category").split() == list(row.categories)
        assert article.find(".//a").get("href") == render.evidence_link(report_id, row.order, "p")
        context = article.find_class("words")[0].text_content().strip("…")
        file = corpus.reports.set_index("report_id")["file"][report_id]
        text = gcir.read_report(built[1] / file).document.text
        assert "".join(context.split()) in "".join(text.split())
        assert len(context) > len(words)


def test_a_label_is_explained_by_words_of_the_statement(page):
    tree = pages.parse(page.read_text(encoding="utf-8"))
    cues = [(cue, a.find(".//mark").text_content()) for a in tree.findall(".//article") for cue in a.find_class("cue")]
    assert len(cues) > 20
    assert all(words in statement for cue, statement in cues for words in cue.text_content().split("、"))


def test_remedies_that_answer_a_problem_stand_below_it(built, page):
    corpus = built[2]
    tied = corpus.measures[corpus.measures["problem_order"].notna()]
    tree = pages.parse(page.read_text(encoding="utf-8"))
    assert len(tree.find_class("remedy")) == len(tied)


def test_of_too_many_statements_every_kth_is_drawn(built):
    corpus = built[2]
    everything = statements.drawn(corpus.problems, corpus.reports)
    some = statements.drawn(corpus.problems, corpus.reports, most=10)
    step = -(-len(everything) // 10)
    assert some["text"].tolist() == everything["text"].tolist()[::step]
    assert len(some) <= 10


def test_where_only_some_are_shown_the_page_says_so_and_offers_all(built):
    tidy, raw, corpus = built
    with language.speaking("en"):
        shown = statements.page(tidy, raw, [], download=statements.FILE, most=10)
    drawn = len(statements.drawn(corpus.problems, corpus.reports, 10))
    assert f"{drawn} of {len(corpus.problems)} statements" in shown
    assert f'href="{statements.FILE}"' in shown
    lines = [*csv.DictReader(io.StringIO(statements.whole(tidy).decode("utf-8-sig")))]
    assert sorted(line["statement"].lstrip("'") for line in lines) == sorted(corpus.problems["text"])
    assert not any(line["statement"].startswith("=") for line in lines)
    assert {line["url"] for line in lines} == {"", ADDRESS}
    assert {line["evidence"] for line in lines} == {""}  # no report has a page


def test_the_whole_table_leads_to_evidence_and_remedies(built):
    tidy, _, corpus = built
    lines = [*csv.DictReader(io.StringIO(statements.whole(tidy, corpus.reports["report_id"]).decode("utf-8-sig")))]
    tied = corpus.measures[corpus.measures["problem_order"].notna()]
    assert len(tied) > 3
    remedies = [remedy for line in lines for remedy in line["remedy"].split(" | ") if remedy]
    assert sorted(remedies) == sorted(tied["text"])
    orders = dict(zip(corpus.problems["text"], corpus.problems["order"], strict=True))
    for line in lines:
        assert line["evidence"] == render.evidence_link(line["report_id"], orders[line["statement"].lstrip("'")], "p")


def test_an_address_that_is_none_of_the_web_is_no_link():
    assert statements._address("javascript:alert(1)") == ""
    assert statements._address(None) == ""
    assert statements._address(ADDRESS) == ADDRESS


def test_the_words_around_a_statement_are_none_of_a_table():
    assert statements._before("总计 | 0 | 0\n五、存在的问题\n一是") == "五、存在的问题 一是"
    assert statements._before("问题 | 一是") == "一是"
    assert statements._before("公开 \n 一是") == "公开 一是"
    assert statements._after("。\n六、其他\n收到 | 3 | 4") == "。 六、其他"
    assert statements._after("。 | 措施") == "。"
    assert statements._after("。\n无。") == "。 无。"


# What a search takes for the same


def test_what_is_typed_in_traditional_characters_is_folded_to_what_stands_there():
    pairs = searching.folds("信息公开机构答复着复查")
    folded = dict(zip(pairs[::2], pairs[1::2], strict=True))
    assert "".join(folded.get(c, c) for c in "信息公開機構答覆著複查") == "信息公开机构答复着复查"
    assert set(folded.values()) <= set("信息公开机构答复着复查")  # nothing for what is not there


def test_a_page_in_traditional_characters_is_folded_too():
    pairs = searching.folds("機構")
    assert dict(zip(pairs[::2], pairs[1::2], strict=True)) == {"機": "机", "構": "构"}


def test_no_character_is_folded_twice_or_into_one_that_is_folded():
    pairs = searching._characters()
    assert len(pairs) > 3000
    assert set(pairs) & set(pairs.values()) == set()
    assert all(len(a) == len(b) == 1 for a, b in pairs.items())


def test_words_of_taiwan_and_hong_kong_are_offered_for_those_that_stand_there():
    assert searching.synonyms("政府信息公开") == "资讯=信息"
    assert searching.synonyms("互联网与网络") == "网际网路=互联网 网路=网络"  # the longest first
    assert searching.synonyms("政务公开栏") == ""


def test_without_statements_there_is_a_page_that_says_so(tmp_path):
    assert "No report here states a problem" in statements.page(tmp_path, tmp_path, [])


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: the filters were not tried in a browser (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, page: Path) -> Iterator[Any]:
    """The page opened from the disk; anything asked of a network or written to the console fails the test."""
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(page.as_uri())
    yield opened
    assert wrong == []
    context.close()


def visible(tab: Any) -> list[str]:
    return tab.locator("article.statement:visible mark").all_text_contents()


def left(tab: Any, n: int) -> None:
    """Wait until n statements are shown; words in the box work with a short delay."""
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect(tab.locator("article.statement:not([hidden])")).to_have_count(n)


def joined(corpus: gcir.Corpus) -> pd.DataFrame:
    about = corpus.reports[["report_id", "agency", "year", "province", "county", "agency_kind"]]
    return corpus.problems.merge(about, on="report_id")


@pytest.mark.browser
@pytest.mark.slow
def test_filters_show_what_the_tables_hold(built, tab):
    rows = joined(built[2])
    first = rows.iloc[0]
    category = rows["categories"].explode().value_counts().index[0]
    year, province = int(rows["year"].median()), first["province"]
    tab.select_option("#category", category)
    has = rows["categories"].map(lambda c: category in c)
    assert_shown(tab, rows[has])
    tab.select_option("#from", str(year))
    assert_shown(tab, rows[has & (rows["year"] >= year)])
    tab.click("#clear")
    assert_shown(tab, rows)
    tab.select_option("#province", province)
    tab.select_option("#to", str(year))
    assert_shown(tab, rows[(rows["province"] == province) & (rows["year"] <= year)])
    tab.click("#clear")
    tab.select_option("#kind", first["agency_kind"])
    assert_shown(tab, rows[rows["agency_kind"] == first["agency_kind"]])
    tab.click("#clear")
    tab.fill("#words", first["agency"])
    assert_shown(tab, rows[rows["agency"] == first["agency"]])


def assert_shown(tab: Any, wanted: pd.DataFrame) -> None:
    assert len(wanted)
    left(tab, len(wanted))
    assert sorted(visible(tab)) == sorted(wanted["text"])
    said = tab.locator("#count").inner_text()
    assert [int(n) for n in re.findall(r"\d+", said)][::2][:2] == [len(wanted), wanted["report_id"].nunique()]


@pytest.mark.browser
@pytest.mark.slow
def test_the_address_keeps_the_choice(built, tab, page):
    rows = joined(built[2])
    category = rows["categories"].explode().value_counts().index[0]
    tab.select_option("#category", category)
    tab.fill("#words", "公开 不")
    tab.wait_for_url(re.compile("words="))
    found, address = visible(tab), tab.url
    assert 0 < len(found) < len(rows)
    tab.goto("about:blank")
    tab.goto(address)
    assert visible(tab) == found
    assert tab.input_value("#category") == category
    tab.goto("about:blank")
    tab.goto(f"{page.as_uri()}#category=no-such-thing&from=1850")
    assert len(visible(tab)) == len(rows)
    assert "category=no-such-thing from=1850" in tab.locator("#count").inner_text()  # a citation that no longer holds says so


@pytest.mark.browser
@pytest.mark.slow
def test_counts_beside_the_choices_follow_the_other_filters(built, tab):
    rows = joined(built[2])
    province = rows["province"].value_counts().index[0]
    tab.select_option("#province", province)
    counts = rows[rows["province"] == province]["categories"].explode().value_counts()
    for option in tab.locator("#category option").all()[1:]:
        said = int(re.search(r"\((\d+)\)$", option.inner_text())[1])
        assert said == counts.get(option.get_attribute("value"), 0)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "standing"),
    [
        ("公開", "公开"),
        ("機構", "机构"),
        ("資訊公開", "信息公开"),
        ("资讯公开", "信息公开"),
        ("公　开", "公开"),
        ("ＳＣＲＩＰＴ", "script"),
        ("＜Script＞", "<script>"),
    ],
)
def test_what_is_typed_otherwise_finds_the_same(tab, typed, standing):
    texts = [" ".join(a.text_content().split()) for a in pages.parse(tab.content()).find_class("statement")]
    squeezed = [text.replace(" ", "") for text in texts]
    wanted = sum(standing in text for text in squeezed)
    assert wanted > 0
    tab.fill("#words", typed)
    left(tab, wanted)
    tab.fill("#words", standing)
    left(tab, wanted)


@pytest.mark.browser
@pytest.mark.slow
def test_years_that_run_backwards_are_told(built, tab):
    years = sorted(int(year) for year in joined(built[2])["year"].unique())
    tab.select_option("#from", str(years[-1]))
    tab.select_option("#to", str(years[0]))
    left(tab, 0)
    said = tab.locator("#count").inner_text()
    assert f"From {years[-1]} to {years[0]} runs backwards" in said
    assert "exchange" in said
    assert [tab.get_attribute(f, "aria-invalid") for f in ("#from", "#to")] == ["true", "true"]
    tab.select_option("#to", str(years[-1]))
    assert "backwards" not in tab.locator("#count").inner_text()
    assert [tab.get_attribute(f, "aria-invalid") for f in ("#from", "#to")] == ["false", "false"]


@pytest.mark.browser
@pytest.mark.slow
def test_the_filters_work_with_keys_alone_and_have_names(built, tab):
    named = tab.locator(".filters").aria_snapshot()
    for name in ("Category", "From year", "To year", "Province", "Kind of agency", "Words, place or agency"):
        assert re.search(rf'(combobox|searchbox) "{name}', named), name
    assert 'search "Choose among the statements' in named
    tab.focus("#category")
    order = []
    for _ in range(8):
        order.append(tab.evaluate("document.activeElement.id"))
        tab.keyboard.press("Tab")
    assert order == ["category", "from", "to", "province", "kind", "words", "clear", "save"]
    tab.focus("#category")
    tab.keyboard.press("ArrowDown")
    category = tab.input_value("#category")
    wanted = int(joined(built[2])["categories"].map(lambda c: category in c).sum())
    left(tab, wanted)
    tab.focus("#clear")
    tab.keyboard.press("Enter")
    left(tab, len(built[2].problems))
    assert tab.get_attribute("#count", "role") == "status"  # what it says is read out when it changes


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_that_fits_is_said_in_words(tab):
    tab.fill("#words", "绝无此语")
    left(tab, 0)
    assert "No statement fits" in tab.locator("#count").inner_text()
    assert tab.locator("#save").is_disabled()


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_shown_can_be_saved_and_no_cell_is_a_formula(built, tab):
    tab.fill("#words", "青石镇")
    left(tab, 2)
    with tab.expect_download() as waiting:
        tab.click("#save")
    lines = [*csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig")))]
    rows = joined(built[2])
    assert sorted(line["statement"].lstrip("'") for line in lines) == sorted(rows[rows["agency"].str.contains("青石镇")]["text"])
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.values())
    assert {line["url"] for line in lines} == {ADDRESS}
    for line in lines:
        assert re.fullmatch(rf"file://.*/reports/{re.escape(line['report_id'])}\.html#p[12]", line["evidence"])


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_saved_has_the_remedies(built, tab):
    with tab.expect_download() as waiting:
        tab.click("#save")
    lines = [*csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig")))]
    tied = built[2].measures[built[2].measures["problem_order"].notna()]
    assert sorted(r for line in lines for r in line["remedy"].split(" | ") if r) == sorted(tied["text"])


@pytest.mark.browser
@pytest.mark.slow
def test_words_of_a_report_are_never_markup(tab, page):
    assert tab.title() != "hacked"
    assert tab.locator("article script").count() == 0
    assert '<script>document.title="hacked"</script>' in tab.locator("#statements").text_content()
    assert page.read_text(encoding="utf-8").count("<script>") == 1


@pytest.mark.browser
@pytest.mark.slow
def test_without_a_script_everything_stands_there(built, browser, page):
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(page.as_uri())
    assert len(visible(tab)) == len(built[2].problems)
    assert not tab.locator(".filters").is_visible()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(browser, page, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(page.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
