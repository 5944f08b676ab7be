"""JupyterLab on the start notebook: short, in both languages, runs whole; and once in a real browser, from click to evidence."""

import csv
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
START = ROOT / "start.ipynb"
SECONDS = 240  # for all cells, on a busy machine
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("lab_script", ROOT / "scripts" / "lab.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the start notebook needs, so that nothing is saved into the project."""
    import gcir

    folder = tmp_path / "project"
    for name in ("data/raw", "data/published"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "scripts").mkdir()
    for name in ("start.ipynb", "scripts/lab.py"):
        shutil.copy(ROOT / name, folder / name)
    gcir.build([folder / "data/raw"], out=folder / "data/tidy", workers=1)
    return folder


def cells(kind: str) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(START.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == kind]


def test_it_is_stored_without_outputs_and_has_ids() -> None:
    book = json.loads(START.read_text(encoding="utf-8"))
    assert all(not c["outputs"] and c["execution_count"] is None for c in book["cells"] if c["cell_type"] == "code")
    ids = [c["id"] for c in book["cells"]]
    assert len(set(ids)) == len(ids)
    assert book["metadata"]["kernelspec"]["name"] == "python3"


def test_every_paragraph_has_its_twin_in_the_other_language() -> None:
    from gcir import bilingual

    chinese = re.compile(r"[\u4e00-\u9fff]")
    for words in cells("markdown"):
        assert chinese.search(bilingual.kept(words, "zh")), words
        assert not chinese.search(re.sub(r"`[^`]*`", "", bilingual.kept(words, "en"))), words


def test_what_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", "\n".join(cells("markdown")))
    assert {f"notebooks/{p.name}" for p in (ROOT / "notebooks").glob("*.ipynb")} <= set(links)
    assert [link for link in links if not (ROOT / link).is_file()] == []


@pytest.mark.slow
def test_it_runs_from_a_clean_kernel(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    for name in [name for name in os.environ if name.startswith("GCIR_")]:
        monkeypatch.delenv(name)
    book = nbformat.read(project / "start.ipynb", as_version=4)
    NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(project)}}).execute()
    outputs = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert [o for o in outputs if o.output_type == "stream"] == []
    assert len(list((project / "site" / "handouts").glob("*-zh.pdf"))) == 1
    assert {p.name for p in (project / "figures").glob("start-*.png")} == {"start-series.png", "start-kinds.png"}
    with (project / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        panel = [*csv.DictReader(file)]
    assert {row["agency"] for row in panel} == {"桦甸市红石砬子镇人民政府", "西峡县莲花街道办事处"}  # both tell results
    assert all(float(row["granted"]) <= float(row["total"]) for row in panel)


def test_a_port_in_use_is_passed_over_or_named(script: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Port {taken} is in use: run make lab LAB='--port N'"):
            script.free_port(taken)
        monkeypatch.setattr(script, "FIRST_PORT", taken)
        assert script.free_port(None) > taken


@pytest.fixture
def browser() -> Iterator[Any]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        pytest.skip("no Chromium on this machine: JupyterLab was not looked at in a browser (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def address(project: Path) -> Iterator[str]:
    """Where the JupyterLab of `make lab` says it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "scripts/lab.py", "--no-browser", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GCIR_")}
    with subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            said = server.stdout.readline()
            assert said.startswith("JupyterLab: http://localhost:"), said
            yield said.split()[1]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def run_all(page: Any) -> None:
    page.locator("text=/Python 3 .*Idle/").first.wait_for(timeout=60_000)
    page.click(".lm-MenuBar-item:has-text('Run')")
    page.click(".lm-Menu-item[data-command='runmenu:run-all']")
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    for _ in range(SECONDS):
        if last.count() and re.search(r"\d", last.inner_text()):
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the cells did not come to an end")


@pytest.mark.browser
@pytest.mark.slow
def test_in_a_browser_evidence_is_one_click_away(browser: Any, address: str, project: Path) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    asked: list[str] = []
    context.route(re.compile(r"^https?://(?!localhost[:/])"), lambda route: (asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.goto(address)
    run_all(page)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error'], .jp-Dialog").count() == 0
    assert list((project / "site" / "handouts").glob("*.pdf"))

    figures = page.locator("div.dt-container").first
    figures.locator("input[type=search]").fill("website")
    assert re.search(r"\(filtered from \d+ total entries\)", figures.inner_text())

    number = page.locator(".gcir-report .gcir-figures td.gcir-number a").first
    value = number.inner_text()
    number.click()
    words = page.locator("mark.gcir-target").first
    words.wait_for()
    assert value in words.inner_text()
    assert words.evaluate("words => getComputedStyle(words).backgroundColor") == "rgb(194, 65, 12)"
    page.locator(".gcir-report a.gcir-ref").first.click()
    page.locator("tr.gcir-target").wait_for()

    page.locator("details:has(table.gcir-table) > summary").filter(has_text="source").first.click()
    page.locator("details.gcir-words > summary:visible").first.click()
    assert page.locator("details.gcir-words[open] mark").first.is_visible()
    assert asked == []
