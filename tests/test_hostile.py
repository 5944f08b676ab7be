"""Files made to harm: each ends within ten seconds and 500 MB, read within limits or refused with a reason."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from make_pdf import empty_pages

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
print(json.dumps([outcome, time.monotonic() - began, memory]))
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


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "colspan of a billion": (
        lambda: page(f"<p>{WORDS * 9}</p><table><tr><td colspan=1000000000>甲</td><td rowspan=1000000000>1</td></tr></table>"),
        "read html",
    ),
    "ten thousand nested tags": (lambda: page("<div>" * 10_000 + WORDS), "too_deep"),
    "tables in tables": (lambda: page("<table><tr><td>甲</td><td>" * 300 + WORDS), "too_deep"),
    "a tag of attributes": (lambda: page("<p " + " ".join(f"a{i}=1" for i in range(300_000)) + f">{WORDS}"), "too_large"),
    "a million links": (lambda: page("<a href=x>公开</a>" * 1_000_000), "too_large"),
    "a file of 200 MB": (lambda: b"a" * 200_000_000, "too_large"),
    "a text of pipes": (lambda: ("甲|" * 900_000).encode(), "table_too_large"),
    "a Word file of gigabytes": (lambda: archive("word/document.xml", gigabytes()), "unpacks_too_large"),
    "an entity bomb": (lambda: archive("word/document.xml", bomb()), "unsafe_xml"),
    "a PDF of 5,000 pages": (lambda: empty_pages(5000), "too_many_pages"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_ends_in_time_and_memory(case, tmp_path):
    make, expected = CASES[case]
    path = tmp_path / ".._.._report.html"
    path.write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    outcome, seconds, megabytes = json.loads(run.stdout)
    assert outcome == expected
    assert seconds < 10
    assert megabytes < 500
