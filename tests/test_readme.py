"""The README says what is so, in both languages: its generated parts are those that the code makes now."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
MADE = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)


@pytest.mark.slow
def test_generated_parts_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "update_readme.py"), "--check"]
    assert subprocess.run(command).returncode == 0, "run scripts/update_readme.py and look at what changed"


def test_what_it_shows_is_there() -> None:
    for path in READMES:
        links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
        assert {"docs/picture.png", "docs/gallery.md", "data/README.md"} <= set(links)
        assert [name for name in links if not (ROOT / name).is_file()] == []


def both(pattern: str) -> tuple[list[str], list[str]]:
    """What matches in one README and in the other, languages of commands aside."""
    en, zh = (re.findall(pattern, p.read_text(encoding="utf-8"), re.M | re.S) for p in READMES)
    return en, [found.replace("--lang zh", "--lang en") for found in zh]


def test_the_two_readmes_keep_in_step() -> None:
    headings = r"^(#+) "
    assert both(headings)[0] == both(headings)[1]
    commands = r"^(```\w*\n.*?^```)"
    assert both(commands)[0] == both(commands)[1]
    bullets = r"^(- )"
    assert both(bullets)[0] == both(bullets)[1]
    links = r"\]\(([^)]+)\)"
    en, zh = both(links)
    assert sorted({*en} - {"README.zh.md"}) == sorted({*zh} - {"README.md"})


def test_their_generated_tables_have_the_same_rows() -> None:
    en, zh = ({name: rows.splitlines() for name, rows in MADE.findall(p.read_text(encoding="utf-8"))} for p in READMES)
    assert list(en) == list(zh) == ["notebooks", "tables", "accuracy"]
    for name, rows in en.items():
        assert len(rows) == len(zh[name]) > 5
    assert [row.split("|")[3] for row in en["accuracy"]][2:] == [row.split("|")[3] for row in zh["accuracy"]][2:]


def test_the_chinese_one_is_chinese() -> None:
    text = MADE.sub("", READMES[1].read_text(encoding="utf-8"))
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|^ {4}.*?$", "", text, flags=re.M | re.S)
    blocks = [block for block in prose.split("\n\n") if len(block) > 40]
    assert len(blocks) > 15
    assert [block for block in blocks if 3 * len(re.findall(r"[\u4e00-\u9fff]", block)) < len(block)] == []


@pytest.mark.parametrize("path", ["data/README.md", "data/published/README.md"])
def test_datasheets_answer_the_same_questions_in_both_languages(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    tables = re.findall(r"^\| (?:Question|问题) \|.*?(?=\n\n|\Z)", text, re.M | re.S)
    assert len(tables) == 2
    assert len({table.rstrip().count("\n") for table in tables}) == 1
