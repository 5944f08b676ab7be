"""What the store takes for the parser: exactly the modules and the codebook files that reading a report uses."""

import subprocess
import sys
from pathlib import Path

import pytest

from gcir import building, versions

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gcir"

# Reads every kind of file that there is at hand, and prints which modules ran a function and which files were opened.
OBSERVED = """
import sys, time
from pathlib import Path
root = Path(sys.argv[1])
sys.path.insert(0, str(root))
ran, opened = set(), set()
def watch(frame, event, _):
    if event == "call" and frame.f_code.co_name != "<module>":
        ran.add(frame.f_code.co_filename)
def audit(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.add(args[0])
from gcir import codebook, packing
from gcir.intake import Source
codebook.read.cache_clear()
sys.addaudithook(audit)
files = [p for name in ("tests/fixtures", "data/raw") for p in sorted((root / name).rglob("*")) if p.is_file()]
files += sorted(p for p in Path(sys.argv[2]).rglob("*") if p.is_file())
sys.setprofile(watch)
packing.read_batch([Source(p, p.name, True) for p in files])
sys.setprofile(None)
print(*sorted(Path(p).stem for p in ran if Path(p).parent == root / "gcir"))
print(*sorted(Path(p).name for p in opened if Path(p).parent == root / "gcir" / "codebook"))
"""


@pytest.fixture(scope="module")
def used():
    return versions.used(PACKAGE, [("packing", "read_batch")])


def test_all_that_runs_and_is_opened_while_reports_are_read_is_found(used, tmp_path):
    """Seen on real runs: a function that ran, or a file that was opened, and is not in the list would leave old rows."""
    sys.path.insert(0, str(ROOT))
    from tests.synthetic.writer import write

    write(tmp_path / "made", 40, 3, "", "")
    (tmp_path / "manifest.csv").write_text("file,region\nmade/README.md,浙江省温州市文成县\n", encoding="utf-8")
    command = [sys.executable, "-c", OBSERVED, str(ROOT), str(tmp_path)]
    ran, opened = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(ran.split()) > 80
    assert set(ran.split()) - {"__init__", *used.modules} == set()
    assert len(opened.split()) > 20
    assert set(opened.split()) - set(used.codebook) == set()


def test_what_is_only_for_showing_is_not_in_it(used):
    shown = {"messages.csv", "files.csv", "remedies.csv", "key_figures.csv", "compositions.csv", "reuse_templates.csv"}
    assert shown & set(used.codebook) == set()
    assert shown <= {path.name for path in (PACKAGE / "codebook").iterdir()}
    showing = {"charts", "pages", "publish", "render", "handout", "cli", "corpus", "compare", "checks_years", "assembly"}
    assert showing & set(used.modules) == set()
    assert showing <= {path.stem for path in PACKAGE.glob("*.py")}


def test_the_libraries_that_read_files_are_in_it(used):
    assert {"lxml", "pypdfium2", "python-calamine"} <= set(used.libraries)
    assert not {"pandas", "matplotlib", "jieba"} & set(used.libraries)


def test_what_the_tables_need_besides_is_found_too():
    found = versions.used(PACKAGE, [("building", "build")])
    assert {"assembly", "checks_years", "compare", "table_files", "csv_text"} <= set(found.modules)
    assert {"charts", "publish"} & set(found.modules) == set()


@pytest.fixture
def package(tmp_path):
    """A small package: what it reads, what it shows, and words of both."""
    files = {
        "reading.py": '"""Doc."""\nfrom typing import TYPE_CHECKING\nfrom gcir import inner, showing\nif TYPE_CHECKING:\n'
        "    from gcir import typed\n\nclass Report:\n    def _repr_html_(self):\n        from gcir import page\n"
        "        return page.of(self)\n\ndef read(path):\n    return inner.find(path).strong()\n\n"
        "def show():\n    return showing.X\n",
        "inner.py": 'from gcir import late\n_TABLE = table("words")\n_OTHER = table("shown")\ndef table(name): return name\n'
        "def find(p):\n    from gcir.deep import Thing as T\n    return T(_TABLE)\n",
        "deep.py": "import lxml.html\nclass Thing:\n    def strong(self):\n        import pypdfium2\n        return 'units'\n"
        "    def weak(self):\n        import pandas\n        return 'weak'\n",
        "late.py": "", "showing.py": "X = 1\n", "page.py": "def of(x): return 'pages'\n", "typed.py": "",
    }  # fmt: skip
    (tmp_path / "codebook").mkdir()
    for name in ("words", "shown", "units", "weak", "pages"):
        (tmp_path / "codebook" / f"{name}.csv").write_text("a\n", encoding="utf-8")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_only_what_is_called_on_the_way_counts(package):
    found = versions.used(package, [("reading", "read")])
    assert found.modules == ("deep", "inner", "reading")
    assert found.codebook == ("units.csv", "words.csv")
    assert found.libraries == ("lxml", "pypdfium2")


def test_a_change_of_what_is_used_is_another_version_and_of_nothing_else(package):
    def now():
        return versions.of(package, versions.used(package, [("reading", "read")]))

    before, whole = now(), versions.package(package)
    for name in ("showing.py", "page.py", "codebook/pages.csv", "codebook/shown.csv"):
        (package / name).write_text((package / name).read_text() + "\n\n", encoding="utf-8")
        assert now() == before
        assert versions.package(package) != whole
    for name, part in (("deep.py", "parser"), ("codebook/units.csv", "codebook")):
        (package / name).write_text((package / name).read_text() + "\n", encoding="utf-8")
        assert getattr(now(), part) != getattr(before, part)


def test_a_build_goes_by_these_versions(tmp_path, monkeypatch):
    first = building._versions(tmp_path)
    assert building._versions(tmp_path) == first
    monkeypatch.setattr(building.versions, "used", lambda *_: pytest.fail("it is remembered"))
    assert building._versions(tmp_path) == first
