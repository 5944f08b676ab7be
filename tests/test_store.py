"""The store of a build: what is read again and what is not, and that a build ends in the same bytes whatever happened to it."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import gcir
from gcir import assembly, building, corpus, intake, ledger, packing, reports, stamps, table_files
from gcir.building import How
from gcir.intake import InputError
from gcir.schemas import TableError

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "data" / "raw").glob("*.txt"))
OLD = 1_500_000_000_000_000_000  # a time stamp that nobody takes for one of just now


@pytest.fixture
def raw(tmp_path):
    """Half a dozen reports in two folders, a file that cannot be read, and one that is no report by its name."""
    folder = tmp_path / "raw"
    (folder / "more").mkdir(parents=True)
    for n in range(6):
        text = SEEDS[n % len(SEEDS)].read_text(encoding="utf-8")
        place(folder / ("more" if n % 2 else "") / f"{n:02}.txt", text + "\n" * n)
    place(folder / "empty.txt", "")
    place(folder / "picture.png", "png")
    return folder


def place(path, text):
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(OLD, OLD))


def tables(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def built(raw, out, **how):
    return corpus.write_tables([raw], out, How(**how))


def undisturbed(raw, tmp_path):
    """The tables of a build that nothing came before."""
    shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
    built(raw, tmp_path / "fresh", workers=1)
    return tables(tmp_path / "fresh")


@pytest.fixture
def read(monkeypatch):
    """The files that are read, and not taken from the store."""
    files = []
    really = intake.read_together

    def noted(sources, made=None):
        files.extend(source.file for source in sources)
        return really(sources, made)

    monkeypatch.setattr(intake, "read_together", noted)
    return files


def settle(monkeypatch):
    """Take files for unchanged by their looks, though they were made a moment ago."""
    monkeypatch.setattr(packing, "is_settled", lambda _state, _at: True)


def changed(summary):
    counts = summary.counts
    return counts.new, counts.changed, counts.again, counts.unchanged, counts.removed


# What is read again


def test_a_second_build_reads_nothing_and_writes_nothing(raw, tmp_path, read, monkeypatch):
    settle(monkeypatch)
    out = tmp_path / "out"
    assert changed(built(raw, out)) == (7, 0, 0, 0, 0)
    looks = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    read.clear()
    monkeypatch.setattr(packing, "digest", lambda path: pytest.fail(f"{path} is opened"))
    second = built(raw, out)
    assert read == []
    assert not second.is_new
    assert changed(second)[3:] == (7, 0)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == looks


def test_a_build_that_finds_nothing_new_loads_no_library_for_tables(raw, tmp_path):
    built(raw, tmp_path / "out")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from gcir import packing; packing.is_settled = lambda *_: True\n"
        f"from gcir.cli import main; main(['build', {str(raw)!r}, '--out', {str(tmp_path / 'out')!r}], standalone_mode=False)\n"
        "print(sorted({'numpy', 'pandas', 'pyarrow', 'lxml', 'duckdb'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "7 unchanged" in run.stdout
    assert run.stdout.splitlines()[-1] == "[]"


def test_only_what_is_new_or_changed_is_read_and_what_is_gone_leaves(raw, tmp_path, read):
    out = tmp_path / "out"
    built(raw, out)
    read.clear()
    place(raw / "03b.txt", SEEDS[0].read_text(encoding="utf-8") + " ")
    place(raw / "02.txt", SEEDS[1].read_text(encoding="utf-8"))
    (raw / "more" / "05.txt").unlink()
    assert changed(built(raw, out)) == (1, 1, 0, 5, 1)
    assert sorted(read) == ["02.txt", "03b.txt"]
    assert tables(out) == undisturbed(raw, tmp_path)


def test_a_file_that_was_moved_or_touched_is_not_read_again(raw, tmp_path, read):
    out = tmp_path / "out"
    built(raw, out)
    read.clear()
    (raw / "00.txt").rename(raw / "zz.txt")
    os.utime(raw / "02.txt")
    built(raw, out)
    assert read == []
    assert tables(out) == undisturbed(raw, tmp_path)


def test_the_ending_of_the_name_counts(raw, tmp_path, read):
    out = tmp_path / "out"
    built(raw, out)
    read.clear()
    (raw / "00.txt").rename(raw / "00.md")
    built(raw, out)
    assert read == ["00.md"]


def test_reading_does_not_depend_on_anything_else_of_the_name(tmp_path):
    """Else the store would confuse files: what is read under one name must be what is read under any other."""
    for path in sorted((ROOT / "tests" / "fixtures").rglob("*.*"))[::7]:
        other = tmp_path / f"other{path.suffix}"
        shutil.copy(path, other)
        ours, theirs = (intake.read_one(intake.Source(p, "x")) for p in (path, other))
        assert ours == theirs, path.name


def test_a_change_within_the_grain_of_the_clock_is_seen(raw, tmp_path, read):
    """A file that was written in the same moment as it was read may have changed without looking so."""
    out = tmp_path / "out"
    path = raw / "00.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "a", encoding="utf-8")
    built(raw, out)
    look = path.stat()
    path.write_text(text + "b", encoding="utf-8")
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))
    read.clear()
    built(raw, out)
    assert read == ["00.txt"]


def test_a_changed_line_of_a_manifest_reads_its_file_again(raw, tmp_path, read):
    out = tmp_path / "out"
    (raw / "manifest.csv").write_text("file,year\n00.txt,2015\n02.txt,2015\n", encoding="utf-8")
    built(raw, out)
    read.clear()
    (raw / "manifest.csv").write_text("file,year\n00.txt,2015\n02.txt,2016\n", encoding="utf-8")
    assert changed(built(raw, out))[:2] == (0, 1)
    assert read == ["02.txt"]
    assert tables(out) == undisturbed(raw, tmp_path)


def test_another_parser_or_codebook_reads_everything_again(raw, tmp_path, read, monkeypatch):
    out = tmp_path / "out"
    built(raw, out)
    read.clear()
    monkeypatch.setattr(building, "_versions", lambda _folder: ("other", "other"))
    assert changed(built(raw, out)) == (0, 0, 7, 0, 0)
    assert len(read) == 7
    assert [path.name for path in (out / building.STORE).iterdir() if path.is_dir()] == ["other"]


def test_fresh_reads_everything_again(raw, tmp_path, read):
    out = tmp_path / "out"
    built(raw, out)
    before = tables(out)
    read.clear()
    built(raw, out, fresh=True)
    assert len(read) == 7
    assert tables(out) == before


def test_a_failure_is_kept_unless_its_cause_may_have_gone(raw, tmp_path, read, monkeypatch):
    out = tmp_path / "out"
    really = reports.reading

    def without_room(path):
        if path.name == "02.txt":
            raise MemoryError
        return (yield from really(path))

    monkeypatch.setattr(reports, "reading", without_room)
    first = built(raw, out)
    assert first.reasons == {"empty_file": 1, "too_much_memory": 1, "unknown_type": 1}
    read.clear()
    assert not built(raw, out).is_new
    assert read == ["02.txt"]
    monkeypatch.setattr(reports, "reading", really)
    assert "too_much_memory" not in built(raw, out).reasons
    assert tables(out) == undisturbed(raw, tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not stop this user")
def test_a_file_that_may_not_be_opened_is_tried_again(raw, tmp_path):
    (raw / "02.txt").chmod(0)
    assert built(raw, tmp_path / "out").reasons["not_found"] == 1
    (raw / "02.txt").chmod(0o644)
    assert "not_found" not in built(raw, tmp_path / "out").reasons


# The same bytes


@pytest.mark.parametrize("batch", [1, 3, 250])
def test_however_the_files_are_cut_the_tables_are_the_same(raw, tmp_path, monkeypatch, batch):
    wanted = undisturbed(raw, tmp_path)
    monkeypatch.setattr(intake, "BATCH", batch)
    monkeypatch.setattr(assembly, "WINDOW", 5)
    monkeypatch.setattr(assembly, "_TOGETHER", 2)
    built(raw, tmp_path / "out")
    assert tables(tmp_path / "out") == wanted


def test_row_groups_do_not_depend_on_how_the_rows_came(tmp_path, monkeypatch):
    from gcir import arrow

    monkeypatch.setattr(table_files, "_GROUP", 10)
    rows = arrow.of_rows("failures", [(f"{n}.txt", "empty_file", "=1") for n in range(35)])
    for folder, cuts in (("one", [35]), ("many", [1, 8, 3, 20, 2, 1])):
        (tmp_path / folder).mkdir()
        with table_files.written(tmp_path / folder, ["failures"]) as files:
            for start, size in zip((sum(cuts[:n]) for n in range(len(cuts))), cuts, strict=True):
                files["failures"].add(rows.slice(start, size))
    assert tables(tmp_path / "one") == tables(tmp_path / "many")
    assert pq.ParquetFile(tmp_path / "one" / "failures.parquet").num_row_groups == 4


def test_many_small_changes_are_packed_anew(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(assembly, "_SCATTERED", 1)
    out = tmp_path / "out"
    built(raw, out)
    for n in range(4):
        place(raw / f"{n % 3 * 2:02}.txt", SEEDS[0].read_text(encoding="utf-8") + " " * n)
        built(raw, out)
    assert len(list((out / building.STORE).glob("*/*.parquet"))) <= 3
    assert tables(out) == undisturbed(raw, tmp_path)


def test_a_damaged_part_is_noticed_and_read_again(raw, tmp_path, read):
    out = tmp_path / "out"
    built(raw, out)
    [part] = (out / building.STORE).glob("*/*.parquet")
    for damage in (
        lambda data: data[: len(data) // 2],
        lambda data: data[:500] + bytes([data[500] ^ 1]) + data[501:],
        lambda _: b"",
    ):
        part.write_bytes(damage(part.read_bytes()))
        place(raw / "02.txt", (raw / "02.txt").read_text(encoding="utf-8") + " ")
        told = []
        read.clear()
        corpus.write_tables([raw], out, say=told.append)
        assert [line for line in told if "damaged" in line and part.name in line]
        assert len(read) == 7
        [part] = (out / building.STORE).glob("*/*.parquet")
        assert tables(out) == undisturbed(raw, tmp_path)


@pytest.mark.parametrize("name", ["files.json", "tables.json", "used.json"])
def test_damaged_notes_are_no_more_than_missing_ones(raw, tmp_path, name):
    out = tmp_path / "out"
    built(raw, out)
    before = tables(out)
    (out / building.STORE / name).write_bytes(b"{")
    built(raw, out)
    assert tables(out) == before


def test_tables_that_somebody_changed_are_written_again(raw, tmp_path):
    out = tmp_path / "out"
    built(raw, out)
    before = tables(out)
    (out / "figures.csv").write_text("changed", encoding="utf-8")
    (out / "reports.parquet").unlink()
    assert built(raw, out).is_new
    assert tables(out) == before


def test_all_tables_of_a_build_bear_its_mark(raw, tmp_path):
    out = tmp_path / "out"

    def marks():
        return {table_files.mark(path) for path in out.glob("*.parquet")}

    built(raw, out)
    [first] = marks()
    (raw / "02.txt").unlink()
    built(raw, out)
    [second] = marks()
    assert "" != first != second


def test_tables_of_two_builds_are_not_loaded_together(raw, tmp_path):
    out = tmp_path / "out"
    built(raw, out)
    old = (out / "figures.parquet").read_bytes()
    (raw / "02.txt").unlink()
    built(raw, out)
    assert len(gcir.load(out).reports) == 5
    (out / "figures.parquet").write_bytes(old)
    with pytest.raises(TableError, match=r"figures\.parquet are of different builds"):
        gcir.load(out)
    built(raw, out)
    assert len(gcir.load(out).reports) == 5


# Killed, crowded, full

STEPS = [
    *((os, "replace"), (shutil, "rmtree"), (packing, "read_batch"), (Path, "unlink"), (ledger, "save"), (stamps, "save")),
    *((table_files.TableFile, "add"), (table_files.TableFile, "finish"), (table_files.TableFile, "close")),
]


def kill_at(step, raw, out):
    """Build in another process that is killed when it comes to a step. Whether it was."""
    child = os.fork()
    if not child:
        try:
            steps = itertools.count(1)

            def dying(really):
                def reached(*args, **kwargs):
                    if next(steps) == step:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return really(*args, **kwargs)

                return reached

            for place, name in STEPS:
                setattr(place, name, dying(getattr(place, name)))
            built(raw, out)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
@pytest.mark.filterwarnings("ignore:.*fork")
def test_killed_at_any_step_the_next_build_ends_in_the_same_bytes(raw, tmp_path):
    out = tmp_path / "out"
    place(raw / "02.txt", SEEDS[1].read_text(encoding="utf-8"))
    wanted = undisturbed(raw, tmp_path)
    shutil.rmtree(out, ignore_errors=True)
    place(raw / "02.txt", SEEDS[0].read_text(encoding="utf-8"))
    built(raw, out)
    shutil.copytree(out, tmp_path / "before")
    place(raw / "02.txt", SEEDS[1].read_text(encoding="utf-8"))
    litter = {path.name for path in (tmp_path / "fresh" / building.STORE).iterdir()}
    for step in range(1, 200):
        shutil.rmtree(out)
        shutil.copytree(tmp_path / "before", out)
        if not kill_at(step, raw, out):
            break
        built(raw, out)
        assert tables(out) == wanted, step
        assert {path.name for path in (out / building.STORE).iterdir()} == litter, step
    assert step > 40


@pytest.mark.slow
def test_killed_at_any_moment_the_next_build_ends_in_the_same_bytes(raw, tmp_path):
    wanted = undisturbed(raw, tmp_path)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "gcir", "build", str(raw), "--out", str(out)]
    start = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - start
    for n in range(1, 6):
        shutil.rmtree(out, ignore_errors=True)
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * n / 6)
        child.kill()
        child.wait()
        built(raw, out)
        assert tables(out) == wanted
        assert not [path for path in out.rglob(".*") if path.name != building.STORE]


def test_where_the_power_fails_tables_are_whole_and_what_else_is_lost_is_read_again(raw, tmp_path, monkeypatch):
    out, safe = tmp_path / "out", set[int]()
    wanted = undisturbed(raw, tmp_path)
    (raw / "02.txt").rename(tmp_path / "02.txt")
    built(raw, out)
    (tmp_path / "02.txt").rename(raw / "02.txt")
    for path in out.rglob("*"):
        safe.add(path.stat().st_ino)  # long on the disk
    really = os.fsync

    def noted(place):
        safe.add(os.fstat(place).st_ino)
        really(place)

    monkeypatch.setattr(os, "fsync", noted)
    built(raw, out)
    lost = [path for path in out.rglob("*") if path.is_file() and path.stat().st_ino not in safe]
    assert any(path.suffix == ".parquet" for path in lost)  # the part with the report that is new
    for path in lost:
        path.write_bytes(b"")
    assert tables(out) == wanted
    built(raw, out)
    assert tables(out) == wanted


def test_tables_wait_for_the_disk_before_they_replace_others_and_before_the_note(raw, tmp_path, monkeypatch):
    steps, out = [], tmp_path / "out"

    def noted(really, name, path, *to):
        steps.append((name, Path(to[0] if to else path).name))
        return really(path, *to)

    monkeypatch.setattr(building, "_to_disk", partial(noted, building._to_disk, "_to_disk"))
    monkeypatch.setattr(os, "replace", partial(noted, os.replace, "replace"))
    built(raw, out)
    names = ledger.table_names()
    kept = [step for step in steps if step[1] in (*names, out.name, "tables.json")]
    assert kept == [
        *(("_to_disk", name) for name in names), *(("replace", name) for name in names),
        ("_to_disk", out.name), ("replace", "tables.json"),
    ]  # fmt: skip


def test_two_builds_at_once_wait_for_each_other_or_say_so(raw, tmp_path):
    import threading

    out = tmp_path / "out"
    out.mkdir()
    told, done = [], threading.Event()

    def second():
        corpus.write_tables([raw], out, How(), say=told.append)
        done.set()

    with building._alone(_made(out), wait=True, say=told.append) as waited:
        assert not waited
        with pytest.raises(InputError, match="Another build is writing to"):
            built(raw, out, wait=False)
        thread = threading.Thread(target=second)
        thread.start()
        assert not done.wait(0.5)
    assert done.wait(60)
    thread.join()
    assert len(told) == 1
    assert "waiting" in told[0]
    assert tables(out) == undisturbed(raw, tmp_path)


def _made(out):
    (out / building.STORE).mkdir(parents=True)
    return out


def test_no_wait_ends_with_2_and_a_killed_build_holds_nothing_up(raw, tmp_path):
    out = tmp_path / "out"
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r}); from gcir import building; from pathlib import Path\n"
        f"with building._alone(Path({str(_made(out))!r}), True, print): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    command = [sys.executable, "-m", "gcir", "build", str(raw), "--out", str(out), "--no-wait"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("Error: Another build is writing to ")
    assert len(run.stderr.splitlines()) == 1
    holder.kill()
    holder.communicate()
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sets a limit for the size of files, as Unix knows it")
@pytest.mark.parametrize("room", [2_000, 15_000])
def test_a_full_disk_is_said_plainly_and_leaves_the_old_tables(raw, tmp_path, room):
    out = tmp_path / "out"
    (raw / "04.txt").rename(tmp_path / "04.txt")
    built(raw, out)
    before, parts = tables(out), sorted((out / building.STORE).rglob("*"))
    (tmp_path / "04.txt").rename(raw / "04.txt")
    code = (
        f"import resource, sys; sys.path.insert(0, {str(ROOT)!r}); from gcir.cli import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); main(['build', {str(raw)!r}, '--out', {str(out)!r}])"
    )
    run = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True)
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("Error: The disk has no room"), run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert tables(out) == before
    new = {path.name for path in set((out / building.STORE).rglob("*")) - set(parts)}
    assert {name for name in new if not name.endswith(".parquet")} == set()
    built(raw, out)
    assert tables(out) == undisturbed(raw, tmp_path)


def test_files_read_together_come_out_as_alone(raw, monkeypatch):
    """Stage by stage for some at a time, and alone where they are large: what came of each file, in the files' order."""
    files = [*intake.sources([raw, ROOT / "tests" / "fixtures"])][:40]
    alone = [intake.read_one(source) for source in files]
    assert {bool(outcome.failure) for outcome in alone} == {True, False}
    for together, large in ((7, 10**9), (25, 6_000), (25, 0)):
        monkeypatch.setattr(intake, "_TOGETHER", together)
        monkeypatch.setattr(intake, "_LARGE", large)
        some = [*intake.groups(files)]
        assert [source for group in some for source in group] == files
        assert all(len(group) == 1 or max(source.path.stat().st_size for source in group) <= large for group in some)
        assert [outcome for group in some for outcome in intake.read_together(group)] == alone
