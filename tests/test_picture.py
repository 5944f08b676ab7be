"""The picture of the README: small, there, and of a figure that the report still states."""

import importlib.util
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    spec = importlib.util.spec_from_file_location("make_picture", ROOT / "scripts" / "make_picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_as_large_as_the_script_makes_it(script):
    assert script.OUT.stat().st_size <= script.MOST_BYTES
    with Image.open(script.OUT) as picture:
        assert picture.size == (script.WIDTH, script.HEIGHT)


def test_the_figure_that_is_clicked_has_words_of_its_own(script, tmp_path):
    tree = html.parse(str(script.page(tmp_path)), html.HTMLParser(encoding="utf-8"))
    (row,) = tree.xpath("//tr[@id=$id]", id=f"r{script.CLICKED}")
    (words,) = tree.xpath("//*[@id=$id]", id=f"f{script.CLICKED}")
    value = row.xpath("string(td[2])")
    assert value in words.text_content()
    assert row.xpath("string(.//*[@class='gcir-n'])") == str(script.CLICKED)
    assert tree.xpath("//a[@href=$href]/@data-n", href=f"#r{script.CLICKED}") == [str(script.CLICKED)]
