"""The rules that the whole tree keeps: what is pinned, and what is written where."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "gcir").glob("**/*.py"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)
BINARY = {".otf", ".gz", ".png", ".svg", ".pdf", ".docx", ".xlsx", ".doc"}


def tracked():
    """The files that git knows; without git, those that would be known."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked():
    return dict(PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))


# What is pinned


def test_conda_users_get_the_versions_of_the_lock():
    wanted = project()["dependencies"] + project()["optional-dependencies"]["dev"]
    names = [re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in wanted if ";" not in line]
    lines = re.findall(r"^ +- ([\w.-]+==\S+)$", (ROOT / "environment.yml").read_text(encoding="utf-8"), re.M)
    assert lines == [f"{name}=={locked()[name]}" for name in names], "environment.yml is not in step with requirements.lock"


def test_conda_users_get_what_some_machines_alone_need_under_the_same_conditions():
    some = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in project()["optional-dependencies"]["dev"] if ";" in line}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = [line.rstrip(" \\") for line in lock.splitlines() if PIN.match(line) and PIN.match(line)[1] in some]
    lines = re.findall(r'^ +- "(.+ ; .+)"$', (ROOT / "environment.yml").read_text(encoding="utf-8"), re.M)
    assert wanted
    assert lines == wanted


def test_every_dependency_is_locked_with_hashes_and_without_addresses():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index-url|--find-links|@ ", text)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [b.splitlines()[0] for b in blocks if "--hash=sha256:" not in b] == []


# What is written where


def test_no_registry_host_and_no_absolute_path_in_the_tree():
    hosts = r"pypi\.or[g]|pythonhoste[d]|registry\.npmj[s]|deb\.debia[n]\.org|files\.pyth[o]n"
    places = r"(?<![\w.~:/-])/(?:home|root|work|Users|farm|mnt)/\w"
    wrong = re.compile(f"{hosts}|{places}")
    texts = {p.relative_to(ROOT): p.read_text(encoding="utf-8", errors="ignore") for p in tracked() if p.suffix not in BINARY}
    assert [f"{path}: {match[0]}" for path, text in texts.items() if (match := wrong.search(text))] == []


def strings(path):
    """(line, text) of every string literal of a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, scopes)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.name)
def test_meanings_stand_in_the_codebook_and_not_in_code(path):
    syntax = re.compile(r"\[(?:\\.|[^\]\\])*\]|[〇零一二三四五六七八九十百千万亿两]")  # character classes and numerals
    label = re.compile(r"[\u3400-\u9fff]{2,}")
    assert [f"line {n}: {text}" for n, text in strings(path) if label.search(syntax.sub(" ", text))] == []
    years = re.findall(r"\b(?:19|20)\d{2}\b", path.read_text(encoding="utf-8"))
    assert years == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.name)
def test_modules_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 > 40] == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_are_stored_without_outputs(path):
    cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert [n for n, c in enumerate(cells, 1) if c["outputs"] or c["execution_count"]] == []


def test_the_bundled_fonts_draw_every_character_of_the_codebook_and_the_panel():
    import gzip

    from fontTools.ttLib import TTFont

    from gcir.style import fonts

    drawn = {weight: set(TTFont(weight).getBestCmap()) for weight in (fonts.REGULAR, fonts.BOLD)}
    files = {*(ROOT / "gcir" / "codebook").iterdir(), *(ROOT / "data" / "published").glob("*.csv")}
    files -= {ROOT / "gcir" / "codebook" / "traditional.csv"}  # lists rare characters that no font at hand draws
    for path in files:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        wanted = {ord(c) for c in data.decode("utf-8-sig") if c.isprintable() and c != "\ufffd"}
        for weight, characters in drawn.items():
            missing = "".join(map(chr, sorted(wanted - characters)))
            assert missing == "", f"{path.name}: {weight.name} lacks them; run scripts/make_fonts.py"


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, gcir; print(*({'pandas', 'numpy', 'matplotlib', 'pandera', 'jieba', 'pyarrow'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


def test_public_names_are_there():
    import gcir

    assert all(hasattr(gcir, name) for name in gcir.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        gcir.no_such_name  # noqa: B018
