"""Old Word files. fixtures/sample.doc is the sample report, saved as Word 97 by a word processor.

After its title it has a paragraph in which 88 was deleted with changes tracked and 99 is hidden.
"""

import contextlib
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from make_documents import P, T, grid, sample_report
from test_readers_html import full

from gcir import apart
from gcir.documents import read_bytes, read_document
from gcir.model import UnreadableFile
from gcir.ole import OldOffice
from gcir.word97 import modifiers

SAMPLE = Path(__file__).parent / "fixtures" / "sample.doc"


def ole_file(streams: dict[str, bytes]) -> bytes:
    """An old Office file whose streams are long enough to stand in sectors of their own."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        first, count = len(sectors), -(-len(data) // 512)
        sectors += [data[i * 512 : i * 512 + 512].ljust(512, b"\0") for i in range(count)]
        chains += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append((name, 2, first, len(data)))
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HB", 2 * len(name) + 2, kind).ljust(52, b"\0")
        + struct.pack("<III", first, size, 0)
        for name, kind, first, size in entries
    )
    place = len(sectors)
    sectors.append(directory.ljust(512, b"\0"))
    chains += [0xFFFFFFFE, 0xFFFFFFFD]
    sectors.append(struct.pack("<128I", *chains, *[0xFFFFFFFF] * (128 - len(chains))))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\0") + struct.pack("<IIIIIII", 1, place, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE)
    head = head.ljust(76, b"\0") + struct.pack("<109I", place + 1, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors)


def word_95() -> bytes:
    return ole_file({"WordDocument": struct.pack("<HH", 0xA5EC, 0x68)})


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "a.doc")
    return caught.value.reason


def fake_antiword(folder: Path, script: str) -> None:
    program = folder / "antiword"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)


def test_lines_and_grids_of_a_word_97_file():
    report = sample_report()
    document = read_document(SAMPLE)
    assert document.container == "doc"
    assert [full(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]
    lines = [line for line in document.text.split("\n") if " | " not in line]
    assert lines[0] == report.title
    assert {p.text for p in report.parts if isinstance(p, P)} <= set(lines)
    for table in document.tables:
        assert table.spans_known
        for cell in table.cells:
            assert document.text[cell.start : cell.end] == cell.text


def test_hidden_and_deleted_words_are_not_read():
    assert read_document(SAMPLE).text.split("\n")[1] == "公开12条。"


def test_streams_of_an_old_office_file():
    data = ole_file({"One": b"1" * 5000, "Two": b"2" * 4096})
    assert OldOffice(data).stream("One") == b"1" * 5000
    assert OldOffice(data).stream("Two") == b"2" * 4096
    assert OldOffice(data).stream("Three") == b""


def test_property_lists():
    changes = b"\x16\x24\x01" + b"\x08\xd6\x05\x00abcd" + b"\x03\x84\x07\x00"
    assert list(modifiers(changes)) == [(0x2416, b"\x01"), (0xD608, b"abcd"), (0x8403, b"\x07\x00")]


@pytest.mark.parametrize("size", [600, 3000, 20_000, 40_000])
def test_a_file_cut_off_anywhere_is_damaged(size):
    data = bytearray(SAMPLE.read_bytes()[:size])
    if b"W\0o\0r\0d\0D\0o\0c" not in data:
        data += "WordDocument".encode("utf-16-le")
    assert refusal(bytes(data)) in ("damaged", "no_text", "encrypted", "antiword_missing")


def test_any_byte_may_be_wrong():
    original = SAMPLE.read_bytes()
    for at in range(0, 4000, 37):
        data = bytearray(original)
        data[at] ^= 0xFF
        with contextlib.suppress(UnreadableFile):
            read_bytes(bytes(data), "a.doc")


@pytest.fixture
def programs(monkeypatch, tmp_path) -> Iterator[Path]:
    """The one folder with programs, for the process too that reads old Word files."""
    apart._end()
    monkeypatch.setenv("PATH", str(tmp_path))
    yield tmp_path
    apart._end()


@pytest.mark.usefixtures("programs")
def test_word_95_needs_antiword():
    assert refusal(word_95()) == "antiword_missing"


def test_word_95_is_read_through_antiword(programs):
    fake_antiword(programs, "printf '年报\\n|指标|数|\\n|申请|4|\\n'")
    document = read_bytes(word_95(), "a.doc")
    assert [c.text for c in document.tables[0].cells] == ["指标", "数", "申请", "4"]


@pytest.mark.parametrize(("script", "reason"), [("exit 1", "damaged"), ("echo is Encrypted >&2; exit 1", "encrypted")])
def test_what_antiword_refuses(programs, script, reason):
    fake_antiword(programs, script)
    assert refusal(word_95()) == reason
