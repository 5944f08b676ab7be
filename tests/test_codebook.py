"""The codebook: what is wrong in it is said with file, line and remedy; what is in it hangs together."""

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gcir import codebook, flat, frames, labels, sections, terms, zeros

FOLDER = codebook.folder()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A codebook of one's own to spoil."""
    folder = tmp_path / "codebook"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr(codebook, "folder", lambda: folder)
    codebook.read.cache_clear()
    yield folder
    codebook.read.cache_clear()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def fails(load: Callable[[], Any]) -> str:
    with pytest.raises(codebook.CodebookError) as error:
        getattr(load, "__wrapped__", load)()
    return str(error.value)


def test_unknown_column(copy: Path) -> None:
    replace(copy / "layouts.csv", "indicator,unit", "indikator,unit")
    message = fails(labels.entries)
    assert "layouts.csv, line 1" in message
    assert "'indikator'" in message
    assert "allowed are" in message


def test_two_characters_for_one(copy: Path) -> None:
    replace(copy / "traditional.csv", "\n", "\n發布,发布\n")
    message = fails(flat._simplified)
    assert "traditional.csv, line 2" in message
    assert "'發布'" in message


def test_missing_column(copy: Path) -> None:
    replace(copy / "section_headings.csv", "type,pattern,overrides,note", "type,pattern,overrides")
    assert "section_headings.csv" in fails(sections._patterns)


def test_row_with_too_many_cells(copy: Path) -> None:
    with (copy / "units.csv").open("a", encoding="utf-8") as f:
        f.write("x,item,note,too,many\n")
    line = len((copy / "units.csv").read_text(encoding="utf-8").splitlines())
    assert f"units.csv, line {line}" in fails(lambda: codebook.read("units", ("unit", "class", "note"), "unit"))


def test_unknown_indicator_in_the_layouts(copy: Path) -> None:
    replace(copy / "layouts.csv", "requests_carried_out", "requests_carried_away")
    message = fails(labels.entries)
    assert "layouts.csv, line" in message
    assert "requests_carried_away" in message
    assert "indicators.csv" in message


def test_unknown_indicator_in_the_wordings(copy: Path) -> None:
    replace(copy / "prose_frames.csv", "website_visits,", "web_visits,")
    message = fails(frames.frames)
    assert "prose_frames.csv, line" in message
    assert "indicator 'web_visits'" in message


def test_unknown_indicator_in_the_zeros(copy: Path) -> None:
    replace(copy / "zero_subjects.csv", "fees_waived,", "fees_given,")
    assert "zero_subjects.csv, line" in fails(zeros._subjects)


def test_bad_pattern(copy: Path) -> None:
    with (copy / "not_figures.csv").open("a", encoding="utf-8") as f:
        f.write("(unclosed,all,a slip\n")
    message = fails(frames.exclusions)
    assert "not_figures.csv, line" in message
    assert "bad pattern" in message


def test_unknown_shorthand(copy: Path) -> None:
    with (copy / "not_figures.csv").open("a", encoding="utf-8") as f:
        f.write("<nonsense>#,all,a slip\n")
    assert "<nonsense> is not in phrases.csv" in fails(frames.exclusions)


def test_id_twice(copy: Path) -> None:
    with (copy / "indicators.csv").open("a", encoding="utf-8") as f:
        f.write("complaints,x,x,件,requests,x,x,x\n")
    assert "'complaints' stands already on line" in fails(frames.units)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_every_indicator_has_both_labels_and_a_unit() -> None:
    for row in rows("indicators"):
        assert all(row[column] for column in ("label_zh", "label_en", "unit", "group")), row


@pytest.mark.parametrize("dimension", terms.FILES)
def test_every_value_of_a_dimension_has_both_labels(dimension: str) -> None:
    for row in rows(terms.FILES[dimension]):
        assert all(row.values()), row


def test_layouts_name_only_channels_and_routes_that_exist() -> None:
    for entry in labels.entries():
        assert entry.channel in ("", *terms.ids("channel")), entry
        assert entry.route in ("", *terms.ids("route")), entry


def test_every_indicator_is_used_somewhere() -> None:
    """An id that no layout, no wording and no zero can give would be a promise that is not kept."""
    used = {e.indicator for e in labels.entries()} | {f.indicator for f in frames.frames()}
    used |= {r["indicator"] for r in rows("zero_subjects")} | {"proactive_share", "requests_accepted"}
    unused = {r["id"] for r in rows("indicators")} - used
    assert unused <= {"website_columns", "content_categories"}


def test_official_rows_are_read_by_their_own_labels() -> None:
    """Each row label of a national layout leads back to a row with the same meaning."""
    for entry in labels.entries():
        if entry.layout != "local_2008" and entry.row:
            found = labels.row_entries(entry.table, entry.row)
            assert any(e.indicator == entry.indicator for e in found), entry


def test_every_phrase_is_used() -> None:
    """By name in the code, or as a shorthand in another pattern."""
    code = "".join(p.read_text(encoding="utf-8") for p in Path(codebook.__file__).parent.glob("*.py"))
    patterns = "".join(p.read_text(encoding="utf-8") for p in FOLDER.glob("*.csv"))
    made = {f"names_{r['id']}" for r in rows("indicators")}  # asked for by the id of an indicator
    unused = [r["name"] for r in rows("phrases") if not re.search(rf"""["']{r["name"]}["']|<{r["name"]}>""", code + patterns)]
    assert [name for name in unused if name not in made] == []
