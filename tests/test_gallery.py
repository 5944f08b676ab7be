"""The gallery: small, whole, and saying what its charts say of the bundled data now."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "scripts" / "make_gallery.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_pictures_are_there_small_and_of_one_width(script: Any) -> None:
    shown = re.findall(r"\]\(gallery/([^)]+)\)\]\(\.\./([^)]+)\)", script.PAGE.read_text(encoding="utf-8"))
    files = {path.name for path in script.FOLDER.iterdir()}
    assert {name for name, _ in shown} == files
    assert [linked for _, linked in shown if not (ROOT / linked).is_file()] == []
    assert sum((script.FOLDER / name).stat().st_size for name in files) <= script.MOST_BYTES
    for name in files:
        with Image.open(script.FOLDER / name) as picture:
            assert picture.width == script.WIDTH


@pytest.mark.slow
def test_its_captions_are_what_the_charts_say_now(script: Any) -> None:
    text = script.PAGE.read_text(encoding="utf-8")
    assert text.startswith(script.HEAD)
    said = list(script.page(script.corpus()))
    plt.close("all")
    stale = [file for file, words, _ in said if words not in text]
    assert stale == [], "run scripts/make_gallery.py and look at what changed"
    assert text.count("[![") == len(said) + 1
