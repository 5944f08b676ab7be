"""Files are read in a process of their own, and whatever becomes of it, the next file is read."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from make_documents import sample_report, to_xlsx
from make_pdf import to_pdf

from gcir import apart, documents, reports
from gcir.limits import DEFAULT, Limits
from gcir.model import UnreadableFile
from tests.fuzz import bombs

ROOT = Path(__file__).parents[1]
POSIX = pytest.mark.skipif(os.name != "posix", reason="processes end in other ways on this system: nothing was ended")


@pytest.fixture(scope="module")
def good() -> bytes:
    return to_pdf(sample_report())


def reader() -> int:
    """The process that reads now."""
    return apart._readers[0]._process.pid


@pytest.mark.parametrize(("kind", "make"), [("pdf", to_pdf), ("xlsx", to_xlsx)])
def test_a_file_is_the_same_apart_and_here(kind, make):
    data = make(sample_report())
    assert apart.read(kind, data, "a", DEFAULT) == apart.here(kind, data, "a", DEFAULT)
    assert documents.read_bytes(data, "a").container == kind


def test_one_process_reads_all(good):
    apart.read("pdf", good, "a", DEFAULT)
    first = reader()
    with pytest.raises(UnreadableFile, match="page") as refused:
        apart.read("pdf", good, "a", Limits(pdf_pages=0))
    assert refused.value.reason == "too_many_pages"
    apart.read("pdf", good, "b", DEFAULT)
    assert reader() == first


def test_what_takes_too_long_is_ended_and_the_next_file_is_read(good):
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        apart.read("pdf", bombs.drawings_in_drawings(), "a", Limits(seconds=0.3, reader_bytes=4_000_000_000))
    assert refused.value.reason == "too_slow"
    assert time.monotonic() - began < 8
    assert apart.read("pdf", good, "a", DEFAULT).tables


@POSIX
def test_what_breaks_down_is_told_and_the_next_file_is_read(good):
    apart.read("pdf", good, "a", DEFAULT)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(apart.read, "pdf", bombs.drawings_in_drawings(), "a", Limits(seconds=60, reader_bytes=4_000_000_000))
        time.sleep(0.3)
        os.kill(reader(), signal.SIGSEGV)
        with pytest.raises(UnreadableFile, match="broke down") as refused:
            slow.result(10)
    assert refused.value.reason == "damaged"
    assert apart.read("pdf", good, "a", DEFAULT).tables


@POSIX
def test_a_process_that_ended_meanwhile_is_started_again(good):
    apart.read("pdf", good, "a", DEFAULT)
    os.kill(reader(), signal.SIGKILL)
    apart._readers[0]._process.wait()
    assert apart.read("pdf", good, "a", DEFAULT).tables


def test_a_fault_of_the_program_names_its_place():
    with pytest.raises(RuntimeError, match=r"TypeError: .* \(pdf_page.py, line \d+\)"):
        apart.read("pdf", None, "a", DEFAULT)  # type: ignore[arg-type]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_a_forked_process_has_a_reader_of_its_own(good):
    apart.read("pdf", good, "a", DEFAULT)
    mine = reader()
    child = os.fork()
    if not child:
        fine = bool(apart.read("pdf", good, "a", DEFAULT).tables) and reader() != mine
        os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert apart.read("pdf", good, "a", DEFAULT).tables
    assert reader() == mine


@POSIX
def test_a_reader_does_not_outlive_the_one_it_serves(good, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(good)
    program = "import os, sys; from gcir import apart, read_report; read_report(sys.argv[1]); "
    program += "print(apart._readers[0]._process.pid, flush=True); os.kill(os.getpid(), 9)"
    run = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == -9
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(int(run.stdout), 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the reader still runs")


def test_without_a_program_to_start_files_are_read_here(good, monkeypatch):
    apart._end()
    monkeypatch.setattr(sys, "executable", "")
    assert apart.read("pdf", good, "a", DEFAULT).tables
    assert not apart._readers


def test_a_folder_with_a_bomb_is_read(good, tmp_path):
    from gcir import intake

    (tmp_path / "a.pdf").write_bytes(good)
    (tmp_path / "b.pdf").write_bytes(bombs.drawing_of_itself())
    (tmp_path / "c.xlsx").write_bytes(bombs.workbook(bombs.FAR_APART))
    (tmp_path / "d.pdf").write_bytes(good)
    found = [outcome.failure and outcome.failure[0] for outcome in intake.read_all(intake.sources([tmp_path]), 1)]
    assert found[::3] == [None, None]
    assert set(found[1:3]) <= {"too_much_memory", "too_slow", "table_too_large"}
    assert reports.read_report(tmp_path / "a.pdf").figures
