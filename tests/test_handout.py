"""Handouts: two pages, the same bytes every time, no text as markup, fonts in the file, and plain words for what cannot be."""

import json
import re
import shutil
import subprocess
from io import BytesIO

import agency_corpus
import pytest
from click.testing import CliRunner
from small_corpus import corpus, figure, report

from gcir import agency_view, handout, handout_content, handout_cut, pages
from gcir.cli import main
from gcir.handout_content import Order
from gcir.style import fonts

HOSTILE = agency_corpus.HOSTILE


@pytest.fixture(scope="module")
def view():
    return agency_view.look(agency_corpus.six_years(), agency_corpus.AGENCY)


@pytest.fixture(scope="module")
def sheets(view):
    """Content, PDF and page by language."""
    found = {}
    for lang in handout.LANGUAGES:
        content, _ = handout.prepared(view, Order(view.agency), lang)
        found[lang] = content, handout.pdf(content), handout.html(content)
    return found


def text(pdf):
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [page.get_textpage().get_text_bounded() for page in document]


def small(**columns):
    """One short report."""
    made = corpus(
        [report("a", agency="甲市乙镇人民政府", agency_id="a", sha256="1" * 64, title="甲市乙镇人民政府年度报告", **columns)],
        [
            figure("a", "proactive_disclosed", 12.0),
            figure("a", "requests_received", 0.0, stated_as="words", evidence="没有收到申请"),
        ],
    )
    return agency_view.look(made)


@pytest.mark.parametrize("lang", handout.LANGUAGES)
def test_two_pages_whether_there_is_much_or_little(sheets, lang):
    assert len(text(sheets[lang][1])) == 2
    for view in (small(), small(year=None), small(origin="transcribed"), small(agency_kind="", province="")):
        content, lacking = handout.prepared(view, Order(view.agency), lang)
        assert lacking == []
        assert len(text(handout.pdf(content))) == 2
        assert content["size"] == handout_cut._SIZES[0]


def test_what_is_cut_is_counted_and_says_where_the_rest_is(sheets, view):
    content = sheets["en"][0]
    whole = handout_content.content(view, Order(view.agency), "en")
    for part in ("figures", "problems", "sources"):
        left = len(whole[part]["rows"]) - len([r for r in content[part]["rows"] if not r.get("none")])
        assert left > 0
        table = {"sources": "reports"}.get(part, part)
        assert content[part]["more"] == f"and {left} more in the table {table} (report_id own-2022)"
    assert content["problems"]["more"] in "".join(text(sheets["en"][1])).replace("\r\n", " ")


@pytest.mark.parametrize("lang", handout.LANGUAGES)
def test_the_same_report_gives_the_same_bytes(sheets, lang):
    again = agency_view.look(agency_corpus.six_years(), agency_corpus.AGENCY)
    content, _ = handout.prepared(again, Order(again.agency), lang)
    assert handout.pdf(content) == sheets[lang][1]
    assert handout.html(content) == sheets[lang][2]
    assert b"CreationDate" not in sheets[lang][1]


@pytest.mark.parametrize("lang", handout.LANGUAGES)
def test_what_a_report_says_is_never_markup(sheets, lang):
    _, pdf, page = sheets[lang]
    said = " ".join(text(pdf)).replace("\r\n", "").replace(" ", "")
    assert HOSTILE.replace(" ", "") in said
    assert "<b>体</b>" not in page
    assert "&lt;b&gt;体&lt;/b&gt;" in page
    assert pages.faults(pages.parse(page).find("body")) == []


def test_an_agency_with_a_hostile_name_has_a_harmless_file():
    name = '../甲"镇`*#<i>人民政府'
    view = agency_view.look(corpus([report("a", agency=name, agency_id="a")], [figure("a", "proactive_disclosed", 3.0)]))
    assert handout_content.file_name(view, "zh", "pdf").name == "..-甲-镇----i-人民政府-2015-zh.pdf"
    content, _ = handout.prepared(view, Order(name), "zh")
    assert name in "".join(text(handout.pdf(content))[0])
    assert "--agency '" in content["foot"]["command"]["pdf"]


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="needs pdffonts")
def test_only_the_bundled_font_is_used_and_all_of_it_is_in_the_file(sheets, tmp_path):
    file = tmp_path / "x.pdf"
    file.write_bytes(sheets["en"][1])
    listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert listed
    assert all(fonts.FAMILY.replace(" ", "") in line and re.search(r"Identity-H\s+yes yes yes", line) for line in listed)


@pytest.mark.parametrize("lang", handout.LANGUAGES)
def test_a_page_speaks_one_language(sheets, lang):
    content = sheets[lang][0]
    own = [
        content["words"],
        content["facts"],
        content["lead"],
        content["findings"]["said"],
        content["states"],
        content["figures"]["note"],
    ]
    own += [[row["name"] for row in content["figures"]["rows"]], [chart["title"] for chart in content["charts"]]]
    said = json.dumps(own, ensure_ascii=False)
    if lang == "en":
        places = [*agency_corpus.PLACE.values(), "".join(v for k, v in agency_corpus.PLACE.items() if k != "level")]
        for place in sorted(places, key=len, reverse=True):
            said = said.replace(place, "")
        assert re.findall(r"[\u4e00-\u9fff]+", said) == []
    else:
        assert set(re.findall(r"(?<![\w\"])[A-Za-z]{4,}(?![\w\"])", said)) <= {"gcir", "page"}


def test_a_character_that_no_font_draws_is_a_geta_mark_and_named():
    rare = "\U00020547"
    view = agency_view.look(
        corpus(
            [report("a", agency="甲镇", agency_id="a")], [figure("a", "proactive_disclosed", 3.0, evidence=f"公开{rare}信息3条")]
        )
    )
    content, lacking = handout.prepared(view, Order("甲镇"), "en")
    assert lacking == [rare]
    assert "U+20547" in content["foot"]["limits"]
    assert "公开〓信息3条" in json.dumps(content, ensure_ascii=False)
    assert rare not in handout.html(content)


def test_sources_are_named_with_hash_address_and_command(sheets):
    content, pdf, page = sheets["zh"]
    last = text(pdf)[1]
    assert "own-2022.txt" in last
    assert "0f" * 8 in last
    assert "https://www.example.gov.cn/2022.html" in last
    assert content["foot"]["command"]["pdf"] == f"gcir handout --agency {agency_corpus.AGENCY!r} --lang zh --format pdf"
    assert "--format html" in page


def test_the_command_holds_what_was_asked_and_nothing_of_the_machine(tmp_path):
    order = Order("甲镇", 2015, tidy=str(tmp_path / "tidy"))
    words = order.command("zh", "pdf")
    assert words.startswith("gcir handout --agency 甲镇 --year 2015") or "'甲镇' --year 2015" in words
    assert not re.search(r"--tidy '?/", words)


# The command line


def run(*words):
    return CliRunner().invoke(main, ["handout", *map(str, words)])


@pytest.fixture(scope="module")
def tidy(tmp_path_factory):
    reports = [report("a", agency="甲市第3镇人民政府", agency_id="a", province="吉林省", year=2015)]
    reports += [report("b", agency="甲市东街道办事处", agency_id="b", province="浙江省")]
    reports += [report("c", agency="乙市东街道办事处", agency_id="c", province="河南省")]
    return agency_corpus.write(
        corpus(reports, [figure("a", "proactive_disclosed", 12.0)]), tmp_path_factory.mktemp("tables") / "tidy"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--agency", "甲市第3镇人民政俯"], "Did you mean 甲市第3镇人民政府?"),
        (["--agency", "东街道办事处"], "fits 2 agencies: 乙市东街道办事处 (河南省)"),
        (["--agency", "第3镇", "--year", "1999"], "has no report of 1999; there are those of 2015"),
        (["--agency", "zzzz"], "none of the 3 names here is like it"),
        (["--agency", "  "], "Name one agency with --agency NAME"),
        ([], "Name one agency with --agency NAME"),
        (["--all", "--agency", "x"], "Name one agency with --agency NAME"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(words, sentence, tidy, tmp_path):
    result = run(*words, "--tidy", tidy, "--published", tmp_path / "none", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("made", [corpus([]), corpus([report("a", agency="")]), corpus([report("a", origin="transcribed")])])
def test_an_empty_corpus_is_said_in_a_sentence(made, tmp_path):
    folder = agency_corpus.write(made, tmp_path / "tidy")
    result = run("--all", "--tidy", folder, "--published", tmp_path / "none", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert re.search(r"corpus is empty|no agency to make a handout of", result.stderr)
    assert run("--agency", "某镇", "--tidy", folder, "--published", tmp_path / "none").exit_code == 2


def test_no_tables_are_said_in_a_sentence(tmp_path):
    result = run("--agency", "甲镇", "--tidy", tmp_path / "none", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_all_of_them_once_and_again_only_what_changed(tidy, tmp_path):
    out = tmp_path / "out"
    asked = ["--all", "--lang", "zh", "--tidy", tidy, "--published", tmp_path / "none", "--out", out]
    assert "Handouts made: 6, unchanged: 0" in run(*asked).stdout
    names = sorted(p.name for p in out.iterdir() if not p.name.startswith("."))
    assert len(names) == 6
    assert "甲市第3镇人民政府-2015-zh.pdf" in names
    before = {p.name: p.stat().st_mtime_ns for p in out.iterdir()}
    assert "Handouts made: 0, unchanged: 6" in run(*asked).stdout
    assert {p.name: p.stat().st_mtime_ns for p in out.iterdir()} == before
    (out / names[0]).unlink()  # its agency alone is made again
    assert "Handouts made: 2, unchanged: 4" in run(*asked).stdout


def test_one_agency_without_figures_has_words_in_their_place(tidy, tmp_path):
    result = run(
        "--agency", "甲市东街道办事处", "--lang", "en", "--tidy", tidy, "--published", tmp_path / "none", "--out", tmp_path
    )
    assert result.exit_code == 0
    page = (tmp_path / "甲市东街道办事处-2015-en.html").read_text(encoding="utf-8")
    for words in ("The report states no numbers.", "No problem is stated."):
        assert words in page
    assert '<table class="figures">' not in page


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine: handouts were not printed from a browser")
def test_a_browser_prints_two_pages_and_nothing_sticks_out(sheets, tmp_path):
    import pypdfium2
    from playwright.sync_api import sync_playwright

    file = tmp_path / "x.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for lang in handout.LANGUAGES:
            file.write_text(sheets[lang][2], encoding="utf-8")
            for width in (1280, 390):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.goto(file.as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") == width
                printed = page.pdf(prefer_css_page_size=True)
                assert len(pypdfium2.PdfDocument(BytesIO(printed))) == 2
                page.close()
        browser.close()
