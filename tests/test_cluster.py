"""The batches on a real cluster of two processes: the same outcomes as in one, whoever dies on the way."""

import logging
import os
import shutil
import signal
import socket
import sys
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from gcir import cluster, intake
from gcir.cli import main
from gcir.cluster import ClusterError

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "data" / "raw"
distributed = pytest.importorskip("distributed")


def steady():
    """The version that all have in these tests, even if somebody edits the code while they run."""
    return "steady"


class Steady(distributed.WorkerPlugin):
    """Gives every worker that starts the steady version."""

    def setup(self, worker):  # noqa: ARG002 - as Dask calls it
        cluster.version = steady


@pytest.fixture(scope="module")
def address():
    import dask

    with (
        # Fewer deaths make quicker tests; and a cluster of this kind would give up a worker that is away for a while.
        dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.deploy.lost-worker-timeout": "1h"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", host="127.0.0.1",
            silence_logs=logging.CRITICAL, scheduler_kwargs={"dashboard": False},
        ) as local,
        distributed.Client(local, set_as_default=False) as client,
    ):  # fmt: skip
        client.register_plugin(Steady())
        yield local.scheduler_address


@pytest.fixture(autouse=True)
def steady_here(monkeypatch):
    monkeypatch.setattr(cluster, "version", steady)


def read(batch):
    return [intake.read_one(source) for source in batch]


def read_slowly(batch):
    time.sleep(0.1)
    return read(batch)


def read_or_die(batch):
    """Ends the process at a file that is called so, after a moment: one that dies while it starts is not started again."""
    if any("deadly" in source.path.name for source in batch):
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    return read(batch)


def die_once(marker, batch):
    """Ends the process on the first file ever that comes here with a number that the marker does not know."""
    if any(source.path.name.startswith("03") for source in batch) and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read(batch)


def cut(sources, size):
    return [sources[i : i + size] for i in range(0, len(sources), size)]


@pytest.fixture
def batches(tmp_path):
    seeds = sorted(SEEDS.glob("*.txt"))
    for n in range(40):
        shutil.copy(seeds[n % len(seeds)], tmp_path / f"{n:02}.txt")
    (tmp_path / "07.txt").write_bytes(b"")
    return cut(intake.sources([tmp_path]), 4)


def flat(results):
    return [outcome for outcomes in results for outcome in outcomes]


def serially(batches):
    return [read(batch) for batch in batches]


def test_the_cluster_gives_what_one_process_gives(address, batches):
    results = list(cluster.run(address, batches, read))
    assert results == serially(batches)
    assert len(flat(results)) == 40
    assert [o.failure[0] for o in flat(results) if o.failure] == ["empty_file"]
    assert list(cluster.run(address, [], read)) == []


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(address, batches):
    with distributed.Client(address, set_as_default=False) as client:
        pids = client.run(os.getpid)
    results = []
    for outcomes in cluster.run(address, batches, read_slowly):
        results.append(outcomes)
        if len(results) == 2:
            os.kill(sorted(pids.values())[0], signal.SIGKILL)
    assert results == serially(batches)


def test_a_batch_that_dies_once_is_read_again(address, batches, tmp_path):
    marker = tmp_path / ".died"
    assert list(cluster.run(address, batches, partial(die_once, marker))) == serially(batches)
    assert marker.exists()


def test_a_file_that_ends_every_process_is_a_failure_and_its_mates_are_read(address, batches, tmp_path):
    shutil.copy(tmp_path / "00.txt", tmp_path / "05-deadly.txt")
    batches = cut(intake.sources([tmp_path])[:10], 5)
    found = flat(cluster.run(address, batches, read_or_die))
    expected = flat(serially(batches))
    assert [o.file for o in found] == [o.file for o in expected]
    deadly = next(source for batch in batches for source in batch if "deadly" in source.file)
    (apart,) = intake._read_apart(read_or_die, deadly)
    assert apart.failure
    assert found == [apart if o.file == deadly.file else o for o in expected]


def test_only_a_few_batches_are_in_flight(address, batches, monkeypatch):
    asked = []
    submit = cluster._submit
    monkeypatch.setattr(cluster, "_submit", lambda *words: asked.append(1) or submit(*words))
    singles = cut(flat(batches), 1)
    results = cluster.run(address, singles, read)
    for n, _ in enumerate(results, 1):
        assert len(asked) <= n + cluster._PER_WORKER * 2
    assert len(asked) == len(singles)


def test_whoever_stops_early_leaves_the_cluster_free(address, batches):
    results = cluster.run(address, batches, read_slowly)
    next(results)
    results.close()
    with distributed.Client(address, set_as_default=False) as client:
        end = time.monotonic() + 20
        while client.processing() != dict.fromkeys(client.nthreads(), ()) and time.monotonic() < end:
            time.sleep(0.1)
        assert set(client.processing().values()) == {()}


def pretend():
    cluster.version = lambda: "another"


def be_honest():
    cluster.version = steady


def test_another_codebook_on_a_worker_is_said(address, batches):
    with distributed.Client(address, set_as_default=False) as client:
        one = sorted(client.nthreads())[0]
        client.run(pretend, workers=[one])
        try:
            with pytest.raises(ClusterError, match=f"{one} has another gcir or codebook"):
                list(cluster.run(address, batches, read))
        finally:
            client.run(be_honest, workers=[one])


def test_a_worker_that_joins_late_with_another_gcir_is_said_too(address, batches, monkeypatch):
    monkeypatch.setattr(cluster, "_check_workers", lambda *_: None)
    monkeypatch.setattr(cluster, "version", lambda: "another")
    with pytest.raises(ClusterError, match="has another gcir or codebook than this machine"):
        list(cluster.run(address, batches, read))


VERSION = cluster.version.__wrapped__


def test_the_version_is_of_code_and_codebook(tmp_path, monkeypatch):
    copy = tmp_path / "gcir"
    shutil.copytree(ROOT / "gcir", copy, ignore=shutil.ignore_patterns("__pycache__", "style"))
    monkeypatch.setattr(cluster, "__file__", str(copy / "cluster.py"))
    kinds = set()
    for change in (None, copy / "codebook" / "units.csv", copy / "numbers.py"):
        if change:
            change.write_bytes(change.read_bytes() + b"\n")
        kinds.add(VERSION())
    assert len(kinds) == 3


def test_a_file_that_workers_cannot_see_is_a_wrong_set_up_and_no_failure(address, batches, monkeypatch, tmp_path):
    unseen = intake.Source(tmp_path / "here alone.txt", "here alone.txt")
    monkeypatch.setattr(Path, "is_file", lambda _self: True)  # in this process, and not in the workers
    with pytest.raises(ClusterError, match=r"cannot see .*here alone.*: workers read the files themselves, so keep"):
        list(cluster.run(address, [*batches, [unseen]], read))


def another_disk():
    cluster.real_digest, cluster._digest = cluster._digest, lambda _path: "other words"


def this_disk():
    cluster._digest = cluster.real_digest


def test_other_files_under_the_same_path_are_a_wrong_set_up_too(address, batches):
    with distributed.Client(address, set_as_default=False) as client:
        client.run(another_disk)
        try:
            with pytest.raises(ClusterError, match=r"cannot see .*00\.txt as it is here"):
                next(cluster.run(address, batches, read))
        finally:
            client.run(this_disk)


def test_a_file_that_is_gone_for_everybody_is_a_failure_of_that_file(address, batches):
    gone = batches[3][1]
    gone.path.unlink()
    results = flat(cluster.run(address, batches, read))
    assert [o.failure[0] for o in results if o.file == gone.file] == ["not_found"]
    assert sum(bool(o.failure) for o in results) == 2


def build(raw, out, *words):
    result = CliRunner().invoke(main, ["build", str(raw), "--out", str(out), *words])
    return result, {path.name: path.read_bytes() for path in out.glob("*") if path.is_file()}


def test_a_build_on_a_cluster_writes_the_same_bytes(address, batches, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "BATCH", 3)
    raw = batches[0][0].path.parent
    serial, wanted = build(raw, tmp_path.with_name("serial"), "--workers", "1")
    result, found = build(raw, tmp_path.with_name("cluster"), "--scheduler", address)
    assert result.exit_code == 0, result.output
    assert len(wanted) > 10
    assert found == wanted
    assert result.stdout.replace("cluster", "serial") == serial.stdout


def test_a_build_without_its_cluster_is_one_sentence(batches, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    result, found = build(batches[0][0].path.parent, tmp_path.with_name("out"), "--scheduler", f"127.0.0.1:{free_port()}")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: No Dask scheduler answers at 127.0.0.1:")
    assert len(result.stderr.splitlines()) == 1
    assert found == {}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.mark.parametrize(
    "form", ["tcp://127.0.0.1:{}", "127.0.0.1:{}", "nonsense://127.0.0.1:{}", "tcp://no-such-host.invalid:{}"]
)
def test_nobody_at_the_address_is_a_sentence(form, batches, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    address = form.format(free_port())
    with pytest.raises(intake.InputError, match="No Dask scheduler answers at ") as told:
        list(cluster.run(address, batches, read))
    assert address in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_a_cluster_without_workers_is_said_at_once(batches, monkeypatch):
    monkeypatch.setattr(cluster, "NO_WORKER_SECONDS", 0.5)
    told = []
    with distributed.LocalCluster(
        n_workers=0, dashboard_address=":0", host="127.0.0.1", silence_logs=logging.CRITICAL,
        scheduler_kwargs={"dashboard": False},
    ) as local, pytest.raises(ClusterError, match="has no workers: start some with `dask worker "):  # fmt: skip
        list(cluster.run(local.scheduler_address, batches, read, told.append))
    (said,) = told
    address = local.scheduler_address
    assert said == f"{address} has no workers so far: waiting 0.5 seconds for one; start it with `dask worker {address}`"


def test_workers_that_are_gone_are_waited_for_aloud(monkeypatch):
    class Nobody:
        def nthreads(self):
            return {}

        def scheduler_info(self):
            return {"address": "tcp://there:1"}

        def as_current(self):
            return nullcontext()

    def wait(*_, **__):
        raise TimeoutError

    monkeypatch.setattr(distributed, "wait", wait)
    monkeypatch.setattr(cluster, "NO_WORKER_SECONDS", 0.01)
    told = []
    with pytest.raises(ClusterError, match="No worker is left at tcp://there:1"):
        cluster._settle(Nobody(), [], told.append)
    assert [words.partition(";")[0] for words in told] == ["No worker is left at tcp://there:1: waiting 0.01 seconds for one"]


def test_without_dask_the_remedy_is_said(batches, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(intake.InputError, match=r"install gcir\[cluster\]"):
        list(cluster.run("tcp://127.0.0.1:1", batches, read))
