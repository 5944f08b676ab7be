"""The command line: exit codes, the closing line, and one plain sentence where something is wrong."""

import contextlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gcir.cli import main

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "data" / "raw"


def run(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


def test_build_ends_with_counts(tmp_path):
    result = run("build", SEEDS, "--out", tmp_path / "tidy")
    assert result.exit_code == 0
    assert result.stderr == ""
    last = result.stdout.splitlines()[-1]
    n = len(list(SEEDS.glob("*.txt")))
    assert re.match(rf"{n} reports, [\d,]+ sections, [\d,]+ figures, .* 0 failures: written to ", last)
    assert (tmp_path / "tidy" / "figures.parquet").exists()


def test_a_bad_file_is_a_warning_and_with_strict_an_error(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "good.txt").write_bytes(next(SEEDS.glob("000*")).read_bytes())
    (raw / "empty.txt").touch()
    result = run("build", raw, "--out", tmp_path / "tidy")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: 1 of 2 files could not be read (1 empty_file)")
    assert run("build", raw, "--out", tmp_path / "tidy", "--strict").exit_code == 1
    assert "good.txt" in (tmp_path / "tidy" / "reports.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["build", "nowhere"], "nowhere: there is no such file or folder; check the path"),
        (["build", "."], "holds no files to read"),
        (["build", SEEDS, "--out", "taken"], "taken is a file: name a folder"),
        (["build", SEEDS, "--out", "taken/below"], "check the path and its permissions"),
        (["codebook", "no such words"], "No indicator has 'no such words'"),
        (["build"], "Missing argument"),
        (["build", SEEDS, "--workers", "0"], "--workers"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, sentence, tmp_path, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    if "taken" in str(words):
        Path("taken").write_text("a file", encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")
@pytest.mark.parametrize("size", [(0, 0), (24, 100)])  # a container's terminal may not know its size
def test_a_terminal_shows_how_far_a_build_is(tmp_path, size):
    import fcntl
    import os
    import pty
    import struct
    import termios

    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    command = [sys.executable, "-m", "gcir", "build", str(ROOT / "data" / "raw"), "--out", str(tmp_path), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT) as running:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while more := os.read(mine, 4096):
                shown += more
    os.close(mine)
    assert running.returncode == 0
    assert b"Reading:   0%|" in shown
    assert shown.replace(b"\r", b"").endswith(b" ")  # and nothing of it stays


def test_codebook_lists_indicators_in_both_languages():
    result = run("codebook", "proactive_disclosed")
    assert result.exit_code == 0
    assert re.search(r"^proactive_disclosed .*[\u4e00-\u9fff]+ \| [A-Z]", result.stdout, re.M)


def test_runs_as_a_module():
    result = subprocess.run([sys.executable, "-m", "gcir", "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "build" in result.stdout
    assert result.stdout.startswith("Usage: gcir ")


@pytest.mark.parametrize("error", ["UnknownAgency", "NoReport", "NotComparable", "JoinError"])
def test_what_the_comparisons_refuse_is_one_sentence(error):
    from types import SimpleNamespace

    from gcir import cli, compare

    verdict = SimpleNamespace(indicator="a", before="one form", after="another", why_zh="", why_en="counted otherwise")
    kinds = {"NoReport": ("Somewhere", 7, ()), "NotComparable": ([verdict],)}

    @cli.plainly
    def refused():
        raise getattr(compare, error)(*kinds.get(error, ("nobody is called so",)))

    with pytest.raises(cli.Refused) as told:
        refused()
    assert told.value.exit_code == 2
    assert "Traceback" not in told.value.format_message()


def test_other_errors_keep_their_traceback():
    from gcir import cli

    with pytest.raises(KeyError):
        cli.plainly(lambda: {}["absent"])()
