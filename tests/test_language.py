"""One language or both: every chart, every block of every notebook, every page of the site."""

import json
import re
import sys
import types
from pathlib import Path

import matplotlib as mpl
import pytest
import site_material
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from site_material import HOSTILE, good, project
from test_charts import NAMES, every_chart

from gcir import bilingual, charts, evidence, language, messages, pages, publish, reader, reference, render
from gcir.messages import Sentence
from gcir.style import house

mpl.use("Agg")

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHINESE = re.compile(r"[\u3400-\u9fff]+")
ENGLISH = re.compile(r"(?<![\w/.-])[A-Za-z][a-z]+(?: [a-z]+)+(?![\w/])")  # two words of a sentence


@pytest.fixture(autouse=True)
def _no_language_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(language.VARIABLE, raising=False)
    language._used.clear()
    yield
    language._used.clear()


# The language in force


def test_the_environment_is_heard_and_a_notebook_may_choose_for_itself(monkeypatch):
    assert language.chosen() == "both"
    monkeypatch.setenv(language.VARIABLE, "en")
    assert language.chosen() == "en"
    language.use("zh")
    with language.speaking("both"):
        assert language.chosen() == "both"
    assert language.chosen() == "zh"


def test_an_unknown_language_is_named_with_those_there_are(monkeypatch):
    with pytest.raises(ValueError, match=r"'fr' is not known: choose one of both, zh, en"):
        language.use("fr")
    monkeypatch.setenv(language.VARIABLE, "fr")
    with pytest.raises(ValueError, match="'fr'"):
        language.chosen()


def test_a_language_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), language.speaking("zh"):
        divmod(1, 0)
    assert language.chosen() == "both"


SAID = Sentence("<网站>", "<Website>")


@pytest.mark.parametrize(
    ("tongue", "text", "chart", "markup", "markdown"),
    [
        ("zh", "<网站>", "<网站>", "&lt;网站&gt;", "&lt;网站&gt;"),
        ("en", "<Website>", "<Website>", "&lt;Website&gt;", "&lt;Website&gt;"),
        (
            "both", "<Website> <网站>", "<网站> <Website>", '&lt;Website&gt; <span lang="zh-Hans">&lt;网站&gt;</span>',
            '&lt;Website&gt;\n\n<span lang="zh-Hans" class="gcir-zh">&lt;网站&gt;</span>',
        ),
    ],
)  # fmt: skip
def test_a_sentence_is_shown_in_the_language_in_force(tongue, text, chart, markup, markdown):
    with language.speaking(tongue):
        assert str(SAID) == text
        assert language.shown(SAID, first="zh") == chart
        assert language.markup(SAID) == evidence.both(SAID) == markup
        assert SAID._repr_markdown_() == markdown


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_what_is_the_same_in_both_languages_is_said_once_and_nothing_is_nothing(tongue):
    with language.speaking(tongue):
        assert language.shown(Sentence("G²", "G²")) == "G²"
        assert language.shown(Sentence("", "")) == language.markup(Sentence("", "")) == Sentence("", "")._repr_markdown_() == ""


# Charts


@pytest.mark.parametrize(("size", "width"), [("five", house.WIDE), ("mixed", house.NARROW), ("none", house.WIDE)])
@pytest.mark.parametrize("chart", NAMES)
def test_no_chart_is_half_translated(chart, size, width):
    """In one language a chart has no word of the other, but for names that the reports bring along."""
    import matplotlib.pyplot as plt

    said = {}
    for tongue in ("zh", "en"):
        with language.speaking(tongue), house.canvas(width):
            ax = every_chart(size)[chart]()
            figure = charts.figure_of(ax)
            said[tongue] = [words for text in figure.findobj(Text) if (words := text.get_text()) and text.get_visible()]
            plt.close(figure)
    labels = {zh for zh, en in all_labels() if zh != en}
    assert said["zh"]
    assert [words for words in said["zh"] if ENGLISH.search(words)] == []
    assert [words for words in said["en"] if labels & set(CHINESE.findall(words))] == []
    if any(CHINESE.search(words) for words in said["en"]):
        assert chart in WITH_NAMES, [words for words in said["en"] if CHINESE.search(words)]


WITH_NAMES = {"reports_by_province", "states", "by_kind", "channels_of_reports", "mix", "keyness"}  # of places, agencies, words


def all_labels():
    groups = ("agency_kind", "layout", "origin", "state", "precision", "relation", "channel")
    return [(name.zh, name.en) for group in groups for code in messages.codes(group) for name in [messages.name(group, code)]]


def test_large_ticks_count_in_the_way_of_the_language():
    from gcir.charts_frame import short

    with language.speaking("zh"):
        assert [short(v) for v in (1000, 10_000, 1_000_000)] == ["1,000", "1万", "100万"]
    for tongue in ("both", "en"):
        with language.speaking(tongue):
            assert [short(v) for v in (1000, 10_000, 1_000_000)] == ["1,000", "10k", "1M"]


# Markdown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_block_of_a_notebook_has_its_twin_in_the_other_language(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    assert [fault for source in sources for fault in bilingual.faults(source)] == []
    assert not any(ENGLISH.search(unquoted(bilingual.kept(source, "zh"))) for source in sources)


def unquoted(markdown):
    return re.sub(r"`[^`]*`|\]\([^)]*\)", "", markdown)


CODE = "```\n\ncode 码\n\n```\n\n| a | b |\n|--|--|"
EN, ZH = "Some *words* of `data/raw` (条例).", "一些**词语** `data/raw`。"
CELL = f"# Words 词语\n\n{EN}\n\n{ZH}\n\n- one\n- two\n\n- 一\n- 二\n\n{CODE}"


def test_a_cell_keeps_one_language_block_by_block_and_what_is_in_none():
    assert bilingual.kept(CELL, "en") == f"# Words\n\n{EN}\n\n- one\n- two\n\n{CODE}"
    assert bilingual.kept(CELL, "zh") == f"# 词语\n\n{ZH}\n\n- 一\n- 二\n\n{CODE}"
    assert bilingual.kept(CELL, "both") == CELL
    assert bilingual.faults(CELL) == []
    assert bilingual.marked(CELL).count('lang="zh-Hans"') == 3


@pytest.mark.parametrize(
    ("heading", "en", "zh"),
    [
        ("## By year 按年度", "By year", "按年度"),
        ("## Since 2019 2019年以来", "Since 2019", "2019年以来"),
        ("## G² and words “G²”与词", "G² and words", "“G²”与词"),
        ("## Words alone", "Words alone", ""),
        ("## 只有中文", "", "只有中文"),
    ],
)
def test_a_heading_parts_where_its_chinese_begins(heading, en, zh):
    assert bilingual.heading(heading) == ("## ", en, zh)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("## Only English", "is in one language"),
        ("## 只有中文", "is in one language"),
        ("An English paragraph.", "is not followed by its twin in Chinese"),
        ("One.\n\nTwo.\n\n二。", "'One.' is not followed"),
        ("One.\n\n## Two 二\n\n一。", "'One.' is not followed"),
        ("只有中文。", "follows no paragraph in English"),
        ("- one\n- two\n\n- 一", "list of 2, list of 1"),
        ("One.\n\n- 一", "paragraph, list"),
    ],
)
def test_a_block_without_its_twin_is_named(cell, fault):
    assert any(fault in said for said in bilingual.faults(cell))


@given(
    st.lists(st.sampled_from(["# A 甲", "Words.", "词。", "- a\n- b", "- 甲\n- 乙", "```\nx\n```", "> Q", "> 问"]), max_size=12)
)
def test_nothing_is_lost_between_two_languages(texts):
    """What stands in neither language alone stands in a heading that was parted."""
    source = "\n\n".join(texts)
    kept = {tongue: bilingual.kept(source, tongue).split("\n\n") for tongue in ("zh", "en")}
    for text in texts:
        assert text == "# A 甲" or text in kept["zh"] or text in kept["en"]
        assert text.startswith("`") or not (text in kept["zh"] and text in kept["en"])


# Pages


def made(tongue: str) -> dict[str, str]:
    """Pages that need no notebook to run: of a report, of the codebook, of a failure, and a part of one."""
    with language.speaking(tongue):
        report = site_material.report()
        failed = pages.render("failed.html.j2", name="x", reason="KeyError: a key")
        site = pages.Site((pages.NavItem("codebook.html", reader.page_title("codebook")),), 1, 2)
        return {
            "report": reader.report_page(report, site=site),
            "codebook": reader.codebook_page(site),
            "failed": pages.frame(failed, title="x", kind="failed", here="x.html", site=site),
            "fragment": render.report_html(report),
        }


def offenders(page: str, tongue: str, known: str = "") -> list[str]:
    """Words in the wrong language that are neither marked as material nor stand in it."""
    tree = pages.parse(page)
    for element in tree.xpath("//script | //style | //code | //pre"):
        element.drop_tree() if element.tail else element.getparent().remove(element)
    other = "zh" if tongue == "en" else "en"
    for element in tree.xpath(f"//body//*[@lang='{other}' or starts-with(@lang, '{other}-')]"):
        if element.getparent() is not None:
            element.drop_tree()
    heard = [tree.text_content(), *tree.xpath("//@title | //@alt | //@aria-label | //@data-search | //@data-found")]
    wrong = CHINESE if tongue == "en" else ENGLISH
    return [found for words in heard for found in wrong.findall(words) if found not in known]


@pytest.mark.parametrize("name", ["report", "codebook", "failed", "fragment"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_no_page_is_half_translated(tongue, name):
    assert offenders(made(tongue)[name], tongue, material()) == []


def material() -> str:
    """What reports, agencies and laws bring along in Chinese."""
    return "".join([site_material.TEXT, "青石镇人民政府", "条件", *(source.number_zh for source in reference.sources().values())])


def test_the_count_of_words_in_the_wrong_language_can_fail():
    both = made("both")
    for name in ("report", "codebook", "failed"):
        assert offenders(both[name], "en", site_material.TEXT)
        assert offenders(both[name], "zh")


@pytest.mark.parametrize(("tongue", "tag"), [("both", "en"), ("zh", "zh-Hans"), ("en", "en")])
def test_a_page_says_its_language(tongue, tag):
    assert [pages.parse(page).get("lang") for name, page in made(tongue).items() if name != "fragment"] == [tag] * 3


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_the_words_of_a_report_stand_on_its_page_in_every_language(tongue):
    tree = pages.parse(made(tongue)["report"])
    (text,) = tree.xpath("//section[@class='gcir-text']")
    assert text.get("lang") == "zh-Hans"
    assert HOSTILE in text.text_content()


@pytest.fixture
def ready_reports(monkeypatch):
    monkeypatch.setitem(sys.modules, "gcir.reports", types.SimpleNamespace(read_report=lambda _: site_material.report()))
    monkeypatch.setattr(publish, "_package", lambda: "this version")


def build(folder: Path, tongue: str) -> publish.Result:
    places = (folder / name for name in ("notebooks", "site", "figures", "data/tidy"))
    result = publish.build_site(*places, lang=tongue, say=lambda _: None)
    assert not result.errors
    return result


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted((folder / "site").rglob("*")) if p.is_file()}


@pytest.mark.slow
@pytest.mark.usefixtures("ready_reports")
def test_the_same_site_in_each_language_and_back_again(tmp_path):
    """Every page is made again for another language, none for the same one; the bytes come back with the language."""
    folder = project(tmp_path / "p", **{"00-counts": good()})
    first: dict[str, dict[str, bytes]] = {}
    for tongue in ("zh", "en", "zh"):
        assert not build(folder, tongue).unchanged
        assert build(folder, tongue).written == ["index.html"]
        assert contents(folder) == first.setdefault(tongue, contents(folder))
    assert first["zh"].keys() == first["en"].keys()
    for tongue, files in first.items():
        for name, data in files.items():
            if name.endswith(".html"):
                assert offenders(data.decode(), tongue, material()) == [], (tongue, name)
    card = pages.parse(first["zh"]["site/index.html"].decode()).xpath("string(//article)")
    assert "公开多少?" in card
    assert "哪些乡镇公开得多?" in card
    assert "五份报告写明数量。" in card


def test_the_command_takes_the_three_languages_and_no_other():
    from click.testing import CliRunner

    from gcir.cli import main

    done = CliRunner().invoke(main, ["report", "--lang", "fr"])
    assert done.exit_code == 2
    assert "'both', 'zh', 'en'" in done.output


def test_the_bar_calls_every_notebook_in_both_languages() -> None:
    for path in NOTEBOOKS:
        page = re.sub(r"^\d+-", "", path.stem)
        words = messages.name("page", page)
        assert words.zh != page, f"labels.csv has no row page,{page}"
        assert words.en
