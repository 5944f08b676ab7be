"""The README says what is so: its generated parts are those that the code makes now."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_generated_parts_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "update_readme.py"), "--check"]
    assert subprocess.run(command).returncode == 0, "run scripts/update_readme.py and look at what changed"


def test_what_it_shows_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("docs/picture.png", "data/README.md"):
        assert f"({name})" in text
        assert (ROOT / name).is_file()
