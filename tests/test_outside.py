"""What a newcomer meets: make and its set-up, the commands of the README, and the wheel."""

import ast
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*words, cwd=ROOT, env=None):
    return subprocess.run([str(w) for w in words], cwd=cwd, env=env, capture_output=True, text=True, check=False)


def make(*words):
    return run("make", *words)


def test_make_lists_its_targets():
    helped = make("help")
    assert helped.returncode == 0, helped.stderr
    for target in ("help", "report", "test", "lab", "lint", "clean", "bench"):
        assert re.search(rf"^  {target} +\S", helped.stdout, re.M)
        assert make("-n", target).returncode == 0
    assert make().stdout == helped.stdout


def test_the_test_machine_runs_make_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make .*", script.read_text(encoding="utf-8"), re.M) == ["make test"]


def set_up(folder, program="scripts/setup_env.py", **environment):
    """Run the set-up in a copy of what it needs, with nothing of this machine's package settings."""
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup_env.py", folder / "scripts")
    shutil.copy(ROOT / "requirements.lock", folder)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "PYTHON"))}
    clean |= {"PATH": "", "PIP_CONFIG_FILE": os.devnull}
    return run(sys.executable, program, ".venv", cwd=folder, env=clean | environment)


def one_sentence(result):
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_set_up_without_venv_says_what_to_install(tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError", encoding="utf-8")
    assert "apt-get install python3." in one_sentence(set_up(tmp_path, PYTHONPATH=str(tmp_path)))


def test_set_up_with_an_old_python_says_which_is_needed(tmp_path):
    old = "import runpy, sys", "sys.version_info = (3, 9, 2)", "runpy.run_path('scripts/setup_env.py', run_name='__main__')"
    (tmp_path / "old.py").write_text("\n".join(old), encoding="utf-8")
    sentence = one_sentence(set_up(tmp_path, "old.py"))
    assert "Python 3.11 or newer is needed and this is Python 3.9" in sentence
    assert "make PYTHON=" in sentence


@pytest.mark.slow
def test_set_up_without_network_says_so(tmp_path):
    sentence = one_sentence(set_up(tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0"))
    assert "check the network" in sentence


def test_set_up_speaks_every_python():
    """Compiled by the oldest grammar that can be asked for, and free of what old Pythons do not have."""
    text = (ROOT / "scripts" / "setup_env.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Starred, ast.AsyncFunctionDef, ast.Nonlocal)
    assert [n.lineno for n in ast.walk(tree) if isinstance(n, newer)] == []


def blocks(*languages):
    """The README's code blocks in these languages."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("README*.md")))
    return re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```", text, re.M | re.S)


def commands():
    """The lines of its shell blocks, each once."""
    lines = [line.strip() for block in blocks("sh", "bash", "shell", "console") for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def test_readme_shows_how_to_begin():
    assert {"make report", "make test"} <= {line.split("#")[0].strip() for line in commands()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the tree with its tables built, where the README's commands may do what they like."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("data", "gcir", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "tidy"))
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name, words in {"gcir": "-m gcir ", "python": ""}.items():
        program = folder / ".venv" / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n', encoding="utf-8")
        program.chmod(0o755)
    assert run(sys.executable, "-m", "gcir", "build", "data/raw", cwd=folder).returncode == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("line", [c for c in commands() if re.match(r"(?:\.venv/bin/)?(?:gcir|python -m gcir) (?!report)", c)])
def test_readme_commands_run_as_written(line, copy):
    path = f"{copy / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    result = run("sh", "-c", line, cwd=copy, env={**os.environ, "PATH": path})
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("python"))
def test_readme_programs_run_as_written(block, copy):
    result = run(sys.executable, "-c", block, cwd=copy)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("line", [c for c in commands() if c.startswith("make")])
def test_readme_targets_exist(line):
    result = make("-n", *line.split("#")[0].split()[1:])
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
def test_a_wheel_carries_everything_and_reads_a_report(tmp_path):
    tree = tmp_path / "tree"
    shutil.copytree(ROOT / "gcir", tree / "gcir", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(tree)]
    built = run(*build)
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(tmp_path.glob("*.whl"))
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {p.relative_to(tree).as_posix() for p in (tree / "gcir").rglob("*") if p.is_file()}
    assert ours - inside == set()
    assert any(name.endswith("licenses/LICENSE") for name in inside)

    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv").glob("lib*/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    # Its dependencies come from here, without this tree (which an editable install would bring in).
    here = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "zz_dependencies.pth").write_text(here, encoding="utf-8")
    seed = ROOT / "data" / "raw" / "001_b0c83f9a26583a92.txt"
    code = f"import gcir; r = gcir.read_report({str(seed)!r}); print(gcir.__file__, r.dates.year, len(r.figures))"
    result = run(python, "-c", code, cwd=tmp_path, env={"PATH": ""})
    assert result.returncode == 0, result.stderr
    file, year, figures = result.stdout.split()
    assert Path(file).is_relative_to(tmp_path / "venv")
    assert year == "2022"
    assert int(figures) > 100
