"""One door for every kind of file: told by its bytes, refused with a reason from the codebook."""

import re
import time
from pathlib import Path

import pytest
from make_documents import T, grid, sample_report, to_docx, to_html, to_markdown, to_mhtml, to_pipes, to_xlsx
from make_pdf import to_pdf
from test_readers_html import full

from gcir import codebook
from gcir.documents import SUFFIXES, read_bytes, read_document
from gcir.limits import Limits
from gcir.model import UnreadableFile

RAW = Path(__file__).parents[1] / "data" / "raw"
REASONS = {row["reason"] for row in codebook.read("failure_reasons", ("reason", "zh", "en"), "reason")}


def refusal(data: bytes, name: str = "a.txt", limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name, limits or Limits())
    assert caught.value.reason in REASONS
    assert caught.value.detail
    return caught.value.reason


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda p: p.stem[:3])
def test_plain_text_is_kept_to_the_letter(path):
    document = read_document(path)
    assert document.text == path.read_bytes().decode("utf-8")
    assert document.container == "txt"
    for table in document.tables:
        for cell in table.cells:
            assert document.text[cell.start : cell.end] == cell.text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings_of_plain_text(encoding):
    text = "青山县2021年公开年报\r\n全年公开信息12条。"
    assert read_bytes(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_traditional_characters_in_an_encoding_of_the_mainland(encoding):
    text = "桃園鎮2016年政府信息公開工作年度報告\n本年度主動公開政府信息十二條,沒有收到申請,未發生復議。"
    assert read_bytes(text.encode(encoding), "a.txt").text == text


def test_characters_that_only_gb18030_has():
    text = "青山县峃口镇公开年报，砬子沟，㙍。"
    assert read_bytes(text.encode("gb18030"), "a.txt").text == text


def test_a_few_spoilt_bytes_do_not_change_the_encoding():
    data = ("全年公开信息12条。" * 50).encode()
    assert read_bytes(data[:-2], "a.txt").text.startswith("全年公开信息12条。")


def test_utf16_without_mark():
    assert read_bytes("全年公开信息12条。\n".encode("utf-16-le"), "a.txt").text == "全年公开信息12条。\n"


def test_copied_page_states_its_metadata():
    text = (
        "索 引 号 | 3300/2018-04736 | 分 类 | 年报 |\n发布机构 | 青山县示例局 | 发文日期 | 2018-02-28 |\n文 号 | 有 效 性 |\n"
        "青山县示例局年报\n根据条例编制。\n指标 | 数 |\n申请 | 4 |"
    )
    document = read_bytes(text.encode(), "a.txt")
    assert (document.index_number, document.issuer, document.published) == ("3300/2018-04736", "青山县示例局", "2018-02-28")
    assert [[c.text for c in t.cells] for t in document.tables] == [["指标", "数", "申请", "4"]]
    assert document.text == text
    labelled = read_bytes("年报\n发布日期:2019-12-10    点击数:\n正文。".encode(), "a.txt")
    assert labelled.published == "2019-12-10"


def test_same_report_in_every_container_has_the_same_tables():
    report = sample_report()
    page = to_html(report)
    files = {
        "utf8.html": page.encode(),
        "gbk.htm": to_html(report, charset="gbk").encode("gbk"),
        "word.docx": to_docx(report),
        "book.xlsx": to_xlsx(report),
        "web.mht": to_mhtml(page),
        "print.pdf": to_pdf(report),
    }
    expected = [grid(p) for p in report.parts if isinstance(p, T)]
    for name, data in files.items():
        assert [full(t) for t in read_bytes(data, name).tables] == expected, name


def test_text_containers_keep_the_order_of_the_cells():
    report = sample_report()
    merged = [grid(p) for p in report.parts if isinstance(p, T)]
    markdown = read_bytes(to_markdown(report).encode(), "a.md")
    assert markdown.container == "md"
    assert [full(t) for t in markdown.tables] == merged
    pipes = read_bytes(to_pipes(report).encode(), "a.txt")
    tables = [p for p in report.parts if isinstance(p, T)]
    for table, found in zip(tables, pipes.tables, strict=True):
        for r, row in enumerate(table.rows):
            words = [c.text for c in found.cells if c.row == r]
            assert words[: len(row)] == [c.text for c in row]
            assert not any(words[len(row) :])


@pytest.mark.parametrize(
    ("make", "container"),
    [
        (lambda r: to_html(r).encode(), "html"),
        (lambda r: to_mhtml(to_html(r)), "mhtml"),
        (to_docx, "docx"),
        (to_xlsx, "xlsx"),
        (to_pdf, "pdf"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.doc", "report"])
def test_a_file_is_what_its_bytes_are(make, container, name):
    assert read_bytes(make(sample_report()), name).container == container


def test_pieces_of_pages():
    piece = "<p>全年公开信息12条。</p><p>收到申请3件。</p>"
    assert read_bytes(piece.encode(), "a.txt").text == "全年公开信息12条。\n收到申请3件。"
    assert read_bytes(f"年报{piece}".encode(), "a.html").text.split("\n")[0] == "年报"
    assert read_bytes(f"年报{piece}".encode(), "a.txt").container == "txt"


def test_web_archive_knows_its_address():
    assert read_bytes(to_mhtml(to_html(sample_report())), "a.mht").url == "http://q.example/7.html"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \r\n\t ", "empty_file"),
        ("。……\n".encode(), "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary_content"),
        (bytes(range(0x80, 0x100)) * 40, "encoding_unreadable"),
        (b"\x01\x02\x03abc" * 100, "binary_content"),
        (b"PK\x03\x04" + b"x" * 100, "unknown_type"),
        (b"{\\rtf1\\ansi text}", "unknown_type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "unknown_type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_what_is_no_report_is_refused_with_a_reason(data, reason):
    assert refusal(data) == reason


def test_a_file_that_is_not_there():
    with pytest.raises(UnreadableFile) as caught:
        read_document("no/such/file.txt")
    assert caught.value.reason == "not_found"


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as f:
        f.truncate(200_000_000)
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read_document(path)
    assert caught.value.reason == "too_large"
    assert time.monotonic() - began < 1


def test_limits_are_settings():
    data = "全年公开信息12条。".encode()
    assert refusal(data, limits=Limits(file_bytes=10)) == "too_large"
    assert refusal(data * 10, limits=Limits(text_chars=50)) == "too_large"


def test_suffixes_are_lower_case_and_dotted():
    assert all(s.startswith(".") and s == s.lower() for s in SUFFIXES)
    assert {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".doc", ".xlsx"} <= SUFFIXES


def test_every_reason_has_its_words_and_every_word_its_reason():
    code = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[1] / "gcir").glob("*.py"))
    raised = set(re.findall(r'UnreadableFile\("(\w+)"', code))
    assert raised <= REASONS
    assert {reason for reason in REASONS if f'"{reason}"' not in code} == set()
