"""Files made to harm: each ends within its time and memory, read within limits or refused with a reason."""

import csv
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from make_pdf import empty_pages

from gcir import reports
from tests.fuzz import bombs, hostile, oracles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = "全年公开政府信息。"
CHILD = """
import json, resource, sys, time
from gcir.documents import read_document
from gcir.model import UnreadableFile
began = time.monotonic()
try:
    outcome = "read " + read_document(sys.argv[1]).container
except UnreadableFile as error:
    outcome = error.reason
try:  # ru_maxrss still holds what the parent had before this program took its place
    status = open("/proc/self/status").read()
    memory = int(status.split("VmHWM:")[1].split()[0]) // 1024
except OSError:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps([outcome, time.monotonic() - began, memory, children]))
"""


def archive(name: str, pieces: Iterator[bytes]) -> bytes:
    buffer = io.BytesIO()
    packed = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed, packed.open(name, "w", force_zip64=True) as part:
        for piece in pieces:
            part.write(piece)
    return buffer.getvalue()


def page(body: str) -> bytes:
    return f"<html><body>{body}".encode()


def bomb() -> Iterator[bytes]:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "公" * 100}">' for i in range(12))
    body = "<w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body>"
    yield f"<!DOCTYPE d [{entities}]><w:document {W}>{body}</w:document>".encode()


def gigabytes() -> Iterator[bytes]:
    for _ in range(2200):
        yield b"0" * 1_000_000


# Memory comes to its end first where the system limits it, else time does.
ENDLESS = ("too_much_memory", "too_slow")

CASES: dict[str, tuple[Callable[[], bytes], str | tuple[str, ...]]] = {
    "colspan of a billion": (
        lambda: page(f"<p>{WORDS * 9}</p><table><tr><td colspan=1000000000>甲</td><td rowspan=1000000000>1</td></tr></table>"),
        "read html",
    ),
    "ten thousand nested tags": (lambda: page("<div>" * 10_000 + WORDS), "too_deep"),
    "tables in tables": (lambda: page("<table><tr><td>甲</td><td>" * 300 + WORDS), "too_deep"),
    "a tag of attributes": (lambda: page("<p " + " ".join(f"a{i}=1" for i in range(300_000)) + f">{WORDS}"), "too_large"),
    "a tag of bare attributes": (lambda: page("<p/" + "/".join(f"a{i}" for i in range(300_000)) + f">{WORDS}"), "too_large"),
    "attributes that hold brackets": (
        lambda: page("<p " + " ".join(f'a{i}="<b>"' for i in range(150_000)) + f">{WORDS}"),
        "too_large",
    ),
    "an attribute of megabytes": (lambda: page(f"<p a='{'x' * 8_000_000}'>{WORDS * 9}"), "read html"),
    "cells that span everything": (
        lambda: page("<table>" + f"<tr>{'<td rowspan=65534 colspan=1000>1</td>' * 15}</tr>" * 1000 + "</table>"),
        "table_too_large",
    ),
    "deep tables": (lambda: page(WORDS * 9 + "<table><tr><td>" * 29 + "1" + "</td><td>2</td></tr></table>" * 29), "read html"),
    "a page of an external entity": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + page(f"<p>{WORDS * 9}&x;"),
        "read html",
    ),
    "comments before a page that is none": (lambda: ("<!---->" * 1_400 + "甲" + WORDS * 9).encode(), "read txt"),
    "a packed page": (lambda: gzip.compress(page(WORDS * 900)), "binary_content"),
    "a page in an archive": (lambda: bombs.packed(("report.html", page(WORDS * 900))), "unknown_type"),
    "UTF-16 without a mark": (lambda: (WORDS * 20).encode("utf-16-be"), "read txt"),
    "UTF-32 without a mark": (lambda: (WORDS * 20).encode("utf-32-le"), "binary_content"),
    "two encodings": (lambda: (WORDS * 20).encode() + (WORDS * 20).encode("gb18030"), "encoding_unreadable"),
    "Big5": (lambda: "主動公開政府信息資料的縣政府".encode("big5") * 9, "encoding_unreadable"),
    "mails in mails": (lambda: bombs.mail(b"message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" * 50_000), "too_deep"),
    "parts in parts of a mail": (bombs.parts_in_parts, "too_deep"),
    "a type without end": (lambda: bombs.mail(b'multipart/related; x="' + b";" * 1_000_000, b"--x\r\n"), "too_large"),
    "a type folded without end": (
        lambda: bombs.mail(b'multipart/related; boundary=a; x="' + b";\r\n " * 300_000, b"--a\r\n"),
        "too_large",
    ),
    "half a million heads": (lambda: bombs.mail(b"text/html\r\n" + b"A: b\r\n" * 500_000, page(WORDS * 9)), "read mhtml"),
    "an archive of a later version": (
        lambda: bombs.word(bombs.PARAGRAPH).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"),
        "damaged",
    ),
    "an old file of tables in a circle": (bombs.tables_of_sectors, "damaged"),
    "an old file of sectors in a circle": (bombs.sectors_in_a_circle, "damaged"),
    "tables in tables of Word": (lambda: bombs.word(f"{bombs.TABLE * 1000}{bombs.PARAGRAPH}{bombs.TABLE_END * 1000}"), "damaged"),
    "eighty tables in tables of Word": (
        lambda: bombs.word(f"{bombs.TABLE * 80}{bombs.PARAGRAPH * 3000}{bombs.TABLE_END * 80}"),
        "read docx",
    ),
    "columns in pages that no sheet has": (
        lambda: bombs.workbook("<row r='1'>" + "<c><v>1</v></c>" * 16000 + "</row><row r='1048576'><c><v>2</v></c></row>"),
        ENDLESS,
    ),
    "a hundred thousand filters": (lambda: bombs.filters(100_000), "no_text"),
    "lists in lists of a PDF file": (lambda: bombs.pdf_of(b"[" * 200_000 + b"]" * 200_000), "no_text"),
    "a million links": (lambda: page("<a href=x>公开</a>" * 1_000_000), "too_large"),
    "a file of 200 MB": (lambda: b"a" * 200_000_000, "too_large"),
    "a text of pipes": (lambda: ("甲|" * 900_000).encode(), "table_too_large"),
    "a Word file of gigabytes": (lambda: archive("word/document.xml", gigabytes()), "unpacks_too_large"),
    "an entity bomb": (lambda: archive("word/document.xml", bomb()), "unsafe_xml"),
    "a PDF of 5,000 pages": (lambda: empty_pages(5000), "too_many_pages"),
    "drawings in drawings": (bombs.drawings_in_drawings, ENDLESS),
    "a drawing of itself": (bombs.drawing_of_itself, ENDLESS),
    "pages in a circle": (bombs.pages_in_a_circle, "damaged"),
    "a content many times": (bombs.one_content_many_times, ENDLESS),
    "a million objects in a stream": (bombs.objects_in_a_stream, "unpacks_too_large"),
    "a stream whose filter has a short name": (lambda: bombs.unpacking(b"/Fl"), ENDLESS),
    "a stream whose filter is elsewhere": (lambda: bombs.unpacking(b" 6 0 R"), ENDLESS),
    "a stream whose filter is spelt oddly": (lambda: bombs.unpacking(b"/Fl#61teDecode"), ENDLESS),
    "a stream whose filter is told late": (lambda: bombs.unpacking(b"/FlateDecode", b"/Z(" + b"z" * 500 + b")"), ENDLESS),
    "files in files": (bombs.files_in_files, "damaged"),
    "a Word file of 60,000 parts": (bombs.many_parts, "too_large"),
    "a workbook of 60,000 parts": (lambda: bombs.many_parts("xl/workbook.xml"), "too_large"),
    "parts that overlap": (bombs.parts_that_overlap, "unpacks_too_large"),
    "a deep Word file": (lambda: bombs.word("<w:sdt>" * 100_000 + bombs.PARAGRAPH + "</w:sdt>" * 100_000), "damaged"),
    "a deep workbook": (lambda: bombs.workbook("<a>" * 200_000 + "</a>" * 200_000), "no_text"),
    "an entity from a file": (lambda: bombs.word(bombs.PARAGRAPH.replace("全", "&e9;"), bombs.entities(True)), "unsafe_xml"),
    "entities in a workbook": (lambda: bombs.workbook(bombs.rows(1), bombs.string("&e9;"), before=bombs.entities()), "damaged"),
    "a long string in every cell": (lambda: bombs.workbook(bombs.rows(1000), bombs.string("公" * 30_000)), ENDLESS),
    "a huge string": (lambda: bombs.workbook(bombs.rows(1), bombs.string("a" * 29_000_000)), "unpacks_too_large"),
    "a sheet five thousand times": (lambda: bombs.workbook(bombs.rows(200), bombs.string("a"), 5000), ENDLESS),
    "cells far apart": (lambda: bombs.workbook(bombs.FAR_APART), ENDLESS),
    "a small workbook": (lambda: bombs.workbook(bombs.rows(2, 3), bombs.string("a")), "read xlsx"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_ends_in_time_and_memory(case, tmp_path):
    make, expected = CASES[case]
    path = tmp_path / ".._.._report.html"
    path.write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    outcome, seconds, megabytes, beside = json.loads(run.stdout)
    assert outcome in ((expected,) if isinstance(expected, str) else expected)
    assert seconds < (15 if outcome == "too_slow" else 10)
    assert megabytes < 500
    assert beside < 800


# Words that want to be markup, script, formulas or commands.


@pytest.fixture(scope="module")
def hostile_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in which every word is hostile, built."""
    from gcir import corpus

    folder = tmp_path_factory.mktemp("hostile")
    summary = corpus.write_tables([hostile.write(folder / "data/raw")], folder / "tidy")
    assert summary.rows["reports"] == 8
    return folder


def formulas(folder: Path) -> list[tuple[str, str]]:
    """Cells of CSV files that a spreadsheet would run."""
    found = []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as f:
            found += [(path.name, cell) for row in csv.reader(f) for cell in row if hostile.dangerous(cell)]
    return found


def test_no_cell_of_a_table_is_a_formula(hostile_project):
    assert formulas(hostile_project / "tidy") == []
    names = (hostile_project / "tidy/reports.csv").read_text(encoding="utf-8-sig")
    assert "'=" in names, "the corpus has a name that begins like a formula"


def test_downloads_and_sheets_have_no_formulas(hostile_project, tmp_path, monkeypatch):
    from gcir import evidence, sampling

    monkeypatch.setenv("GCIR_DOWNLOADS", str(tmp_path))
    rows = pd.DataFrame({"file": [f"{f} {n}" for n, f in enumerate(hostile.FORMULAS)] * 60, "reason": "damaged", "detail": "=1"})
    assert "download" in evidence.failures(rows)._repr_html_()
    sampling.write(hostile_project / "tidy", hostile_project / "data/raw", 5, 1, tmp_path / "sheet.csv")
    assert len(list(tmp_path.glob("*.csv"))) == 2
    assert formulas(tmp_path) == []


def test_a_hostile_report_is_text_in_a_notebook(hostile_project):
    for path in sorted((hostile_project / "data/raw").glob("[0-9]*")):
        oracles.shown(reports.read_report(path))


def test_a_hostile_corpus_is_text_in_a_notebook(hostile_project):
    from gcir import pages, tidy

    shown = pages.parse(f"<html><body>{tidy.load(hostile_project / 'tidy')._repr_html_()}</body></html>")
    assert pages.faults(shown) == []
    assert list(shown.iter("script", "img")) == []


@pytest.mark.slow
@pytest.mark.browser
def test_a_hostile_corpus_makes_a_site_on_which_nothing_runs(hostile_project):
    """Real notebooks, report pages and handouts, opened in a browser: all words of reports are words."""
    from gcir import handout_run, publish

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: hostile pages were not opened (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    root, site = Path(__file__).parents[1], hostile_project / "site"
    notebooks = hostile_project / "notebooks"
    notebooks.mkdir()
    for name in ("00-corpus", "01-volumes"):
        shutil.copy(root / "notebooks" / f"{name}.ipynb", notebooks)
    folders = (notebooks, site, hostile_project / "figures", hostile_project / "tidy")
    result = publish.build_site(*folders, raw=hostile_project / "data/raw", published=root / "data/published", say=lambda _: None)
    assert not result.errors
    handout_run.command(
        "", None, site / "handouts", tidy=hostile_project / "tidy", published=hostile_project / "none", languages=(), formats=(),
        watch=lambda views: views, say_line=lambda _: None,
    )  # fmt: skip
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 2 + 8 + 8
    assert any("window.pwned" in path.read_text(encoding="utf-8") for path in pages), "the words are there"
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = running.new_context()
        asked: list[str] = []
        context.route(re.compile("^(?!data:|file:)"), lambda route: (asked.append(route.request.url), route.abort()))
        for path in pages:
            page = context.new_page()
            page.goto(path.as_uri())
            assert page.evaluate(LOOK) == [None, 0, 0, 0], path.name
            page.close()
        running.close()
    assert asked == []
    assert formulas(site) == []


# What ran, scripts beyond the page's own, attributes that run code, and links and sources that are neither pages nor pictures.
LOOK = """() => [
  window.pwned ?? null,
  [...document.scripts].filter((s) => s.closest('main')).length,
  [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length,
  [...document.querySelectorAll('a[href], img, svg image')].filter((e) => {
    const at = e.getAttribute('href') ?? e.getAttribute('src') ?? '';
    return /^\\s*(javascript|vbscript):/i.test(at) || (e.tagName === 'IMG' && !at.startsWith('data:'));
  }).length,
]"""
