"""Tables with the words behind each number: one click from its sentence, with a link only where there is a page."""

from urllib.parse import unquote

import pandas as pd
import pytest
from lxml import html
from small_corpus import PROACTIVE, corpus, figure, report

from gcir import compare, evidence, evidence_table, language, pages, render

TEXT = "一、概况\n今年工作有序。全年主动公开信息<b>120</b>条，其中网站80条。未收到申请。\n收到申请数 | 件 | 0 |\n内容不够全面"
NUMBER = "主动公开信息<b>120</b>条"


def spans(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


@pytest.fixture(autouse=True)
def raw(tmp_path, monkeypatch):
    """The folder of the reports' files, with one report in it."""
    monkeypatch.setenv("GCIR_RAW", str(tmp_path))
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def tree(page):
    return html.fragment_fromstring(page._repr_html_(), create_parent="div")


def numbers(*reports, **columns):
    """The table of one number per report, all of the same words."""
    figures = [figure(r["report_id"], PROACTIVE, 120.0, evidence=NUMBER, **spans(NUMBER)) | columns for r in reports]
    return tree(evidence.values(compare.values(corpus(list(reports), figures), PROACTIVE)))


def test_words_unfold_their_sentence_with_the_words_marked():
    (details,) = numbers(report("甲")).xpath("//details")
    assert details.xpath("string(summary)") == NUMBER
    assert details.xpath("string(div/mark)") == NUMBER
    assert details.text_content() == f"{NUMBER}全年{NUMBER}，其中网站80条。"
    assert not details.xpath(".//b")


def test_a_printed_row_is_shown_whole_and_a_line_of_its_own_unfolds_nothing():
    row = {"evidence": "收到申请数 | 件 | 0 |", **spans("收到申请数 | 件 | 0 |")}
    assert not numbers(report("甲"), **row).xpath("//details")
    assert "收到申请数 | 件 | 0 |" in numbers(report("甲"), **row).text_content()


@pytest.mark.parametrize("change", ["gone", "changed", "unreadable"])
def test_a_file_that_is_no_longer_what_was_read_leaves_the_words_as_they_are(raw, change):
    path = raw / "甲.txt"
    path.unlink()
    if change != "gone":
        path.write_text("x" + TEXT if change == "changed" else "", encoding="utf-8")
    evidence._text.cache_clear()
    shown = numbers(report("甲"))
    assert not shown.xpath("//details")
    assert NUMBER in shown.text_content()
    assert len(shown.xpath("//a")) == (change != "gone")


def test_links_to_report_pages_show_on_the_site_alone_and_are_written_as_addresses(raw):
    (raw / "甲.txt").rename(raw / "a b.txt")
    shown = numbers(report("甲 乙?/1", file="a b.txt"))
    (link,) = shown.xpath("//a")
    assert link.get("href") == "reports/%E7%94%B2-%E4%B9%99-1.html#f1"
    assert (link.get("class"), link.get("style")) == ("gcir-on-site", "display:none")
    assert shown.xpath("string(//*[@class='gcir-off-site'])") == "a b.txt"


def test_problems_unfold_too_and_link_to_their_place():
    problems = [{"report_id": "甲", "order": 2, "text": "不够全面", "categories": ["timeliness"], **spans("不够全面")}]
    c = corpus([report("甲")], problems=problems)
    shown = tree(evidence.statements(c.problems, c.reports))
    assert shown.xpath("string(//details/div/mark)") == "不够全面"
    assert shown.xpath("string(//details)") == "不够全面内容不够全面"
    assert shown.xpath("//a/@href")[0].endswith("#p2")
    without_place = corpus([report("甲")], problems=[p | {"start": None, "end": None} for p in problems])
    assert not tree(evidence.statements(without_place.problems, without_place.reports)).xpath("//details")


def test_transcribed_reports_have_words_and_an_address_but_nothing_to_unfold():
    shown = numbers(report("甲", origin="transcribed", url="https://example.gov.cn/a"))
    assert not shown.xpath("//details")
    assert shown.xpath("//a/@href") == ["https://example.gov.cn/a"]


def test_a_long_sentence_is_cut_on_both_sides():
    left, right = evidence.sentence("长" * 50 + "甲" + "短" * 50, 50, 51, reach=10)
    assert (left, right) == ("…" + "长" * 10, "短" * 10 + "…")
    assert evidence.sentence("一。二甲三。四", 3, 4) == ("二", "三。")
    assert evidence.sentence("甲", 0, 1) == ("", "")


def test_a_link_leads_to_what_the_site_calls_the_report_s_page(raw):
    (raw / "甲.txt").rename(raw / "a.txt")
    (address,) = numbers(report("镇 甲-2016", file="a.txt")).xpath("//a/@href")
    assert unquote(address.partition("#")[0]) == f"reports/{render.page_name('镇 甲-2016')}"


def test_a_long_table_can_be_downloaded_whole_where_a_site_is_made(tmp_path, monkeypatch):
    rows = corpus([report(f"<b>{n}</b>, 甲", file=f"{n}.txt") for n in range(5)]).reports
    assert not tree(evidence.reports(rows, most=3)).xpath("//a[@download]"), "in a notebook the rows are at hand"
    monkeypatch.setenv(evidence_table.DOWNLOADS, str(tmp_path / "downloads"))
    assert not tree(evidence.reports(rows, most=5)).xpath("//a[@download]"), "nothing is left out"
    (link,) = tree(evidence.reports(rows, most=3)).xpath("//a[@download]/@href")
    (file,) = (tmp_path / "downloads").iterdir()
    assert link == f"downloads/{file.name}"
    assert file.read_bytes().startswith("\ufeff".encode())
    assert sorted(pd.read_csv(file)["report_id"]) == sorted(rows["report_id"])


def test_the_script_comes_with_a_table_in_a_notebook_and_with_nothing_else():
    listed = evidence.reports(corpus([report("甲")]).reports)
    assert listed._repr_html_() == listed.fragment + pages.script_element()
    nothing = evidence.reports(corpus([]).reports)
    assert nothing._repr_html_() == nothing.fragment
    assert "</script" not in pages.script()


@pytest.mark.parametrize(("tongue", "heads"), [("zh", "文件原因"), ("en", "FileReasonDetail")])
def test_failures_are_told_in_the_language_in_force(tongue, heads):
    rows = pd.DataFrame({"file": ["a.pdf"], "reason": ["encrypted"], "detail": ["the file opens only with a password"]})
    with language.speaking(tongue):
        shown = tree(evidence.failures(rows))
    assert shown.xpath("string(//thead)") == heads
    assert ("文件已加密" in shown.text_content()) == (tongue == "zh")
    assert ("password" in shown.text_content()) == (tongue == "en")
