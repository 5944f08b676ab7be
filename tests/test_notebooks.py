"""The notebooks: short cells, stored without outputs, run from a clean kernel on any corpus."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
IDS = [p.stem for p in NOTEBOOKS]


def cells(path, kind):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(c["source"]) for c in found if c["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_stored_without_outputs_with_ids_of_their_own(path):
    book = json.loads(path.read_text(encoding="utf-8"))
    code = [c for c in book["cells"] if c["cell_type"] == "code"]
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in code)
    ids = [c["id"] for c in book["cells"]]
    assert len(set(ids)) == len(ids)
    assert book["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_notebooks_ask_and_the_package_answers(path):
    first, *rest = cells(path, "code")
    assert first.startswith(("import", "from"))
    for source in rest:
        assert not re.search(r"^\s*(def|class|import|from|lambda)\b", source, re.M)
        assert len(source.splitlines()) <= 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_begins_with_a_question_and_ends_with_what_it_cannot_say(path):
    words = cells(path, "markdown")
    assert words[0].startswith("# ")
    assert "?" in words[0].split("\n\n")[1]
    assert words[-1].startswith("## What this cannot say")
    assert all(re.search(r"[\u4e00-\u9fff]", w) for w in words)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_no_number_of_the_data_is_typed_in(path):
    """Findings are computed: prose in a notebook names no count of reports and no share."""
    for words in cells(path, "markdown"):
        assert not re.search(r"\d+\s*(?:reports?|agencies|份|个机构)|\d\s*%", words)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_chart_is_saved_under_the_name_of_its_notebook(path):
    names = re.findall(r'name="([^"]+)"', "\n".join(cells(path, "code")))
    assert names
    assert all(n.startswith(path.stem) for n in names)
    assert len(set(names)) == len(names)


def test_ruff_is_content_with_the_notebooks():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", *map(str, NOTEBOOKS)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module", params=["seeds", "nothing"])
def corpus_folder(request, tmp_path_factory):
    """Folders for the notebooks: the bundled reports beside the panel; one file that cannot be read beside one published fee."""
    import gcir

    place = tmp_path_factory.mktemp(request.param)
    raw = ROOT / "data" / "raw"
    if request.param == "nothing":
        raw = place / "raw"
        raw.mkdir()
        (raw / "empty.txt").write_text("", encoding="utf-8")
        published = place / "published"
        published.mkdir()
        bundled = ROOT / "data" / "published"
        head, *figures = (bundled / "figures.csv").read_text(encoding="utf-8").splitlines()
        fee = next(line for line in figures if ",fees_charged," in line)  # a number that no chart draws
        (published / "figures.csv").write_text(f"{head}\n{fee}\n", encoding="utf-8")
        head, *reports = (bundled / "reports.csv").read_text(encoding="utf-8").splitlines()
        its_report = next(line for line in reports if line.startswith(fee.split(",")[0] + ","))
        (published / "reports.csv").write_text(f"{head}\n{its_report}\n", encoding="utf-8")
    else:
        published = ROOT / "data" / "published"
    gcir.build([raw], out=place / "tidy", workers=1)
    return {
        "GCIR_TIDY": str(place / "tidy"),
        "GCIR_PUBLISHED": str(published),
        "GCIR_RAW": str(raw),
        "GCIR_FIGURES": str(place / "figures"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_runs_from_a_clean_kernel(path, corpus_folder, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    for name, value in corpus_folder.items():
        monkeypatch.setenv(name, value)
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert [o for o in outputs if o.output_type == "stream"] == []
    shown = [o for o in outputs if o.get("metadata", {}).get("text/html", {}).get("alt")]
    names = re.findall(r'name="([^"]+)"', "\n".join(cells(path, "code")))
    assert [o.metadata["text/html"]["name"] for o in shown] == names
    assert all('<p class="gcir-finding">' in o.data["text/html"] for o in shown)
    saved = {p.name for p in Path(corpus_folder["GCIR_FIGURES"]).iterdir()}
    assert {f"{n}.{kind}" for n in names for kind in ("svg", "png")} <= saved
