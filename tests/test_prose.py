"""Figures out of running text: cases of every wording, each codebook row at work, and texts meant to do harm."""

import csv
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcir import codebook, frames, prose, zeros
from gcir.flat import flatten
from gcir.grid import find_pipe_tables
from gcir.model import Figure, Section
from gcir.prose import read_prose
from gcir.sections import split

CASES = json.loads((Path(__file__).parent / "cases" / "prose.json").read_text(encoding="utf-8"))
REPORTS = sorted((Path(__file__).parents[1] / "data" / "raw").glob("*.txt"))
DIMENSIONS = ("channel", "content", "route", "applicant")
# Wordings that are not read yet. A case that comes to hold must leave this list.
NOT_YET = {
    "digits/line_break_inside_a_word",
    "prior/three_years_in_a_row",
    "prior/label_before_years",
}
FLOORS = {"precision": 0.998, "recall": 0.99}


def read(text: str, year: int | None) -> list[Figure]:
    flat, tables = flatten(text), find_pipe_tables(text)
    return read_prose(text, flat, split(flat, tables), tables, year)


def wanted_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["indicator"], *(row.get(d, "") for d in DIMENSIONS), round(float(row["value"]), 4))


def found_key(figure: Figure) -> tuple[Any, ...]:
    assert figure.value is not None
    return (figure.indicator, *(getattr(figure, d) for d in DIMENSIONS), round(float(figure.value), 4))


def compare(case: dict[str, Any]) -> tuple[list[Any], list[Figure], list[Figure]]:
    """What is missing, what is too much, and all that was read. A figure said again, and one that is open to
    debate, count neither way."""
    figures = read(case["text"], case["year"])
    wanted = Counter(map(wanted_key, case["figures"]))
    debatable = Counter(round(float(row["value"]), 4) for row in case["optional"])
    missing, extra = wanted.copy(), []
    for figure in figures:
        key = found_key(figure)
        if missing[key] > 0:
            missing[key] -= 1
        elif key in wanted:
            continue
        elif debatable[key[-1]] > 0:
            debatable[key[-1]] -= 1
        else:
            extra.append(figure)
    return sorted(missing.elements()), extra, figures


def named(cases: list[dict[str, Any]]) -> list[Any]:
    not_yet = [pytest.mark.xfail(strict=True)]
    return [pytest.param(case, id=case["name"], marks=not_yet if case["name"] in NOT_YET else []) for case in cases]


@pytest.mark.parametrize("case", named(CASES))
def test_case(case: dict[str, Any]) -> None:
    missing, extra, figures = compare(case)
    assert not missing, "missing"
    assert not extra, "too much"
    for row in case["figures"]:
        same = [f for f in figures if found_key(f) == wanted_key(row)]
        stated = [(f.precision, f.stated_as, f.unit if "unit" in row else None) for f in same]
        assert (row["precision"], row["stated_as"], row.get("unit")) in stated


@pytest.mark.parametrize("case", [c for c in CASES if c["no_figures"]], ids=lambda c: c["name"])
def test_what_counts_nothing_stays_out(case: dict[str, Any]) -> None:
    expected = {float(row["value"]) for row in (*case["figures"], *case["optional"])}
    values = {f.value for f in read(case["text"], case["year"])}
    for trap in case["no_figures"]:
        assert trap["words"] in case["text"]
        assert trap["value"] not in values - expected, trap["words"]


def test_cases_as_a_whole() -> None:
    results = [compare(case) for case in CASES]
    wanted = sum(len(case["figures"]) for case in CASES)
    missing, extra = (sum(len(r[i]) for r in results) for i in (0, 1))
    hits = wanted - missing
    assert len(CASES) >= 350
    assert hits / (hits + extra) >= FLOORS["precision"]
    assert hits / wanted >= FLOORS["recall"]


def test_names_of_cases_do_not_repeat() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
    assert set(names) >= NOT_YET


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_evidence_is_its_slice_and_states_the_figure(case: dict[str, Any]) -> None:
    text = case["text"]
    for figure in read(text, case["year"]):
        assert text[figure.start : figure.end] == figure.evidence
        assert figure.evidence.strip()
        assert figure.source == "prose"
        assert figure.unit
        if figure.stated_as == "words":
            assert figure.value == 0
        else:
            assert any(c.isdigit() or c in codebook_numerals() for c in flatten(figure.evidence))


def codebook_numerals() -> set[str]:
    rows = codebook.read("numerals", ("character", "value", "role"), "character")
    return {row["character"] for row in rows}


def test_reading_twice_gives_the_same() -> None:
    for path in REPORTS:
        text = path.read_text(encoding="utf-8")
        assert read(text, 2014) == read(text, 2014)


# ---- every row of the codebook is at work

FRAME_ROWS = codebook.read("prose_frames", ("indicator", "pattern", "classes", "topic", "unless", "time", "example"))
ZERO_ROWS = codebook.read("zero_subjects", ("indicator", "pattern", "unless", "example"))
SECTIONS = {"reconsideration": "review_litigation", "litigation": "review_litigation", "requests": "requests"}


def read_in(section: str, text: str) -> list[Figure]:
    return read_prose(text, flatten(text), (Section(1, 1, section, "", 0, len(text), 0),), (), 2014)


@pytest.mark.parametrize(
    ("line", "row"), list(enumerate(FRAME_ROWS, 2)), ids=lambda v: v if isinstance(v, int) else v["indicator"]
)
def test_wording_reads_its_example(line: int, row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    used = []
    match = prose._Sentence._match

    def noted(self: Any, *args: Any) -> Any:
        frame, right = match(self, *args)
        used.append(frame.line if frame else 0)
        return frame, right

    monkeypatch.setattr(prose._Sentence, "_match", noted)
    found = {f.indicator for f in read_in(SECTIONS.get(row["topic"].split("_")[0], "overview"), row["example"])}
    assert line in used
    # Requests handled or accepted count as received where the report gives no other number.
    alone = frames.stands_in(row["indicator"], row["example"])
    assert found & {row["indicator"], "requests_received" if alone else row["indicator"]}


@pytest.mark.parametrize("row", ZERO_ROWS, ids=lambda r: r["indicator"])
def test_denial_reads_its_example(row: dict[str, str]) -> None:
    found = {f.indicator for f in read_in("overview", row["example"]) if f.stated_as == "words" and f.value == 0}
    alone = {"requests_accepted": "requests_received"}.get(row["indicator"], row["indicator"])
    assert found & {row["indicator"], alone}
    subject = next(s for s in zeros._subjects() if s.indicator == row["indicator"])
    assert subject.pattern.search(row["example"])


def test_every_topic_of_a_wording_is_known() -> None:
    indicators = {row["indicator"] for row in FRAME_ROWS}
    known = {"", "requests", "requests_list", "zero", "own", "training", "own_training"}
    for row in FRAME_ROWS:
        assert row["topic"] in known or any(i.startswith(row["topic"]) for i in indicators), row["pattern"]


# ---- texts that nobody wrote

PIECES = sorted({piece for case in CASES for piece in case["text"].replace("\n", "。").split("。") if piece})
NOISE = st.text(
    alphabet="0123456789一二十百万亿公开申请未没有无零网站微博分别为其中占条件次%,、;:()“”《》 \n|年月余近", max_size=60
)


@given(pieces=st.lists(st.one_of(st.sampled_from(PIECES), NOISE), max_size=12), joint=st.sampled_from(["", "。", "\n", ",", " "]))
@settings(max_examples=150, deadline=None)
def test_shuffled_text_is_read_without_complaint(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    for figure in read(text, 2015):
        assert text[figure.start : figure.end] == figure.evidence
        assert figure.value is not None
        assert figure.value >= 0


@given(case=st.sampled_from(CASES), seed=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_spaces_of_typesetting_change_nothing(case: dict[str, Any], seed: int) -> None:
    chance = random.Random(seed)
    text = case["text"].replace(" ", "")
    inside = {i for i, (a, b) in enumerate(pairwise(text)) if a.isdecimal() and b.isdecimal()}  # see test_flat.py
    loose = "".join(c + " " * (i not in inside and chance.random() < 0.2) for i, c in enumerate(text))
    kind = chance.choice(["overview", "proactive_disclosure", "requests"])
    assert [found_key(f) for f in read_in(kind, loose)] == [found_key(f) for f in read_in(kind, text)]


HOSTILE = [
    *(
        "公开",
        "申请",
        "1",
        "1,",
        "12条",
        "12条,",
        "(",
        "()",
        "( ",
        " ",
        "1 ",
        "1\n",
        "\n",
        ",",
        "、",
        "分别为",
        "网站1条、",
        "没有",
    ),
    *(
        "未收到申请,",
        "无上述情况",
        "《",
        "“",
        "自2008年",
        "2014年",
        "由2013年的5条",
        "占5%",
        "共计",
        "案件",
        "复议、诉讼",
        "一百",
    ),
    *("一、", "(一)", "1.", "免费", "零"),
]


@pytest.mark.parametrize("piece", HOSTILE, ids=lambda p: repr(p).strip("'"))
def test_time_grows_with_the_length_only(piece: str) -> None:
    start = time.perf_counter()
    for head in ("", "二、主动公开情况\n"):
        read(head + piece * (60_000 // len(piece)), 2014)
    assert time.perf_counter() - start < 10


REPEATED = [
    *(
        "共计",
        "共有",
        "案件",
        "申请信息",
        "依申请公开",
        "政府信息",
        "政务官方",
        "微信平台",
        "事项",
        "的",
        "件",
        "公开",
        "网",
        "以及",
    ),
    *("本年度", "没有"),
]
PATTERN_FILES = [
    *("prose_frames", "not_figures", "phrases", "time_words", "zero_words", "zero_subjects", "zero_headings"),
    *("channels", "contents", "routes"),
]


@pytest.mark.parametrize("name", PATTERN_FILES)
def test_no_pattern_runs_away(name: str) -> None:
    """Words of 30 repeats take a pattern with a choice at each of them beyond any patience."""
    with (codebook.folder() / f"{name}.csv").open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    patterns = [codebook.expand(name, n, r[c]) for n, r in enumerate(rows, 2) for c in ("pattern", "unless") if r.get(c)]
    for piece in REPEATED:
        for pattern in patterns:
            start = time.perf_counter()
            for repeats in (12, 20, 26):  # a pattern that doubles its work with each repeat is caught while it is still short
                for lead in ("", "公开信息", "申请", "复议举报诉讼"):
                    pattern.search(f"{lead}{piece * repeats}口#")
            assert time.perf_counter() - start < 1, pattern.pattern


CACHED = (codebook.read, codebook.phrases, codebook.phrase, frames.exclusions, zeros._patterns)


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the codebook to spoil."""
    copy = tmp_path / "codebook"
    shutil.copytree(codebook.folder(), copy)
    monkeypatch.setattr(codebook, "folder", lambda: copy)
    for cached in CACHED:
        cached.cache_clear()
    yield copy
    monkeypatch.undo()
    for cached in CACHED:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("name", "row", "load"),
    [
        ("not_figures", "编号#,elsewhere,a number\n", frames.exclusions),
        ("zero_words", "sideways,没,\n", lambda: zeros._patterns("before")),
    ],
)
def test_unknown_value_of_a_column_is_named(edited: Path, name: str, row: str, load: Callable[[], object]) -> None:
    with (edited / f"{name}.csv").open("a", encoding="utf-8") as f:
        f.write(row)
    with pytest.raises(codebook.CodebookError, match=f"{name}.csv, line .*correct it"):
        load()
