"""What cannot be read says what it is instead of what its name promises, and what to do; pages are read under any name."""

import io
import random
import zipfile

import pytest
from make_pdf import empty_pages

from gcir import intake, kinds
from gcir.intake import Source

TITLE = "甲县财政局2015年政府信息公开工作年度报告"
PAGE = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><p>收到申请3件。</p></body></html>"
MESSAGE = "<html><head><title>404</title></head><body><p>您访问的页面不存在，请返回首页。</p></body></html>"
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "words")
    return out.getvalue()


def noise(n=20_000):
    return b"\x07\x00" + random.Random(7).randbytes(n)


@pytest.fixture
def failure(tmp_path):
    def read(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return intake.read_one(Source(path, name, named=True)).failure

    return read


@pytest.mark.parametrize(
    ("name", "data", "reason", "words"),
    [
        ("a.pdf", noise(), "damaged", "it is not a PDF file, though it is called so"),
        ("a.docx", noise(), "damaged", "it is not a Word file"),
        ("a.xls", noise(), "damaged", "it is not an Excel workbook"),
        ("a.docx", b"\xff\xd8\xff\xe0" + noise(), "unknown_type", "it is a JPEG picture: recognise its text (OCR)"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + noise(), "unknown_type", "it is a PNG picture"),
        ("a.xlsx", zipped("a.txt", "b.txt"), "unknown_type", "it is a ZIP archive: unpack it"),
        ("a.pdf", zipped("OFD.xml", "Doc_0/Document.xml"), "unknown_type", "it is an OFD file: open it"),
        ("a.doc", b"Rar!\x1a\x07\x00" + noise(), "unknown_type", "it is a RAR archive: unpack it"),
        ("a.doc", b"{\\rtf1\\ansi words}", "unknown_type", "it is an RTF file: open it in a word processor and save it as .docx"),
        ("a.rtf", b"{\\rtf1\\ansi words}", "unknown_type", "save it as .docx"),
        ("a.pdf", MESSAGE.encode(), "no_agency", "it is a web page and not a PDF file, perhaps a message of the site"),
        ("a.docx", b"", "empty_file", "nothing in it: fetch it again"),
        ("a.doc", LOCKED, "encrypted", "the file opens only with a password: save it without a password"),
        ("a.pdf", b"%PDF-1.4\nnothing more\n", "damaged", ": fetch it again, or open it and save it anew"),
    ],
)
def test_what_it_is_and_what_to_do(failure, name, data, reason, words):
    found, detail = failure(name, data)
    assert found == reason
    assert words in detail


def test_a_scan_is_told_to_be_one(failure):
    assert failure("a.pdf", empty_pages(2)) == (
        "no_text",
        "2 pages without a text layer: if it is a scan, recognise its text (OCR) and save that as a Word, PDF or text file",
    )


@pytest.mark.parametrize(("name", "data"), [("a.txt", noise()), ("a.html", MESSAGE.encode()), ("a", noise())])
def test_a_name_that_promises_no_container_is_no_reason(failure, name, data):
    reason, detail = failure(name, data)
    assert "called so" not in detail
    assert "web page and not" not in detail
    assert reason != "damaged"


@pytest.mark.parametrize("suffix", [".pdf", ".doc", ".docx", ".wps", ".xls", ".txt", ".html"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_is_read_as_a_page_whatever_it_is_called(tmp_path, suffix, encoding):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(PAGE.encode(encoding))
    found = intake.read_one(Source(path, path.name))
    assert found.failure is None
    assert [row[5] for row in found.rows["figures"] if row[0] == "requests_received"] == [3]


def test_a_file_that_is_gone_keeps_its_reason(tmp_path):
    assert kinds.explained(tmp_path / "a.txt", "binary_content", "words") == ("binary_content", "words")
    assert kinds.explained(tmp_path / "a.pdf", "too_large", "words") == ("too_large", "words")
