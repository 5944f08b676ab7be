"""A report as HTML: evidence highlighted, nothing lost, nothing from the text taken for markup."""

import dataclasses
import itertools
import random
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from site_material import HOSTILE, TEXT, report

from gcir import render, weave
from gcir.reports import read_report
from gcir.weave import Mark, Piece


def tree(fragment: str) -> html.HtmlElement:
    return html.fragment_fromstring(fragment, create_parent="div")


@pytest.fixture(scope="module")
def text() -> html.HtmlElement:
    return tree(render.highlighted_text(report()))


def test_every_character_is_shown_once_and_in_order(text: html.HtmlElement) -> None:
    shown = re.sub(r"[\s|]", "", text.text_content())
    assert shown == re.sub(r"[\s|]", "", TEXT)


def test_hostile_text_stays_text(text: html.HtmlElement) -> None:
    assert HOSTILE in text.text_content()
    assert not text.xpath("//script | //img")


def test_each_figure_has_one_anchor_on_the_words_that_state_it(text: html.HtmlElement) -> None:
    for n, figure in enumerate(report().figures, start=1):
        anchors = text.xpath(f"//*[@id='f{n}']")
        assert len(anchors) == 1, n
        if figure.source == "prose":
            assert figure.evidence.startswith(anchors[0].text_content()[:6])


def test_nested_evidence_is_one_highlight() -> None:
    """The first two figures begin together: the longer holds the shorter, whole."""
    held = tree(render.highlighted_text(report())).xpath("//*[@id='f2']")[0]
    assert held.text_content() == report().figures[1].evidence
    assert held.xpath(".//*[@id='f1']")[0].text_content() == report().figures[0].evidence


def test_crossing_evidence_is_split_and_stays_covered(text: html.HtmlElement) -> None:
    third = report().figures[2]
    inside = "".join(m.text_content() for m in text.xpath("//mark[contains(@title, '≤ 400')]"))
    assert third.evidence in inside + third.evidence[len(inside) :]
    assert inside == third.evidence


def test_a_row_that_states_several_figures_marks_each_ones_own_cell(text: html.HtmlElement) -> None:
    (seven,) = text.xpath("//td[.//*[@id='f4']]")
    (nine,) = text.xpath("//td[.//*[@id='f6']]")
    assert (seven.text_content(), nine.text_content()) == ("7", "9")


def test_a_blank_cell_carries_the_anchor_of_its_figure(text: html.HtmlElement) -> None:
    (blank,) = text.xpath("//td[.//*[@id='f5']]")
    assert blank.text_content() == ""


def test_lists_link_to_anchors_that_exist() -> None:
    whole = tree(render.report_html(report()))
    targets = {a.get("href")[1:] for a in whole.xpath("//a[starts-with(@href, '#')]")}
    assert targets
    assert targets <= {e.get("id") for e in whole.xpath("//*[@id]")}


def test_ids_do_not_repeat() -> None:
    ids = [e.get("id") for e in tree(render.report_html(report())).xpath("//*[@id]")]
    assert len(ids) == len(set(ids))


def test_two_reports_on_one_page_keep_their_anchors_apart() -> None:
    first, second = report(), dataclasses.replace(report(), report_id="qingshi-2017")
    both = tree(render.report_html(first) + render.report_html(second))
    ids = [e.get("id") for e in both.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    assert {a.get("data-n") for a in both.xpath("//a[@class='gcir-ref']")} == {"1", "2", "3"}


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "data/raw").glob("*.txt")), ids=lambda p: p.name[:3])
def test_a_real_report_is_shown_whole_with_an_anchor_per_figure(path: Path) -> None:
    read = read_report(path)
    shown = tree(render.highlighted_text(read))
    assert re.sub(r"[\s|]", "", shown.text_content()) == re.sub(r"[\s|]", "", read.document.text)
    ids = [e.get("id") for e in shown.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    assert {f"f{n}" for n in range(1, len(read.figures) + 1)} <= set(ids)
    assert {f"p{s.order}" for s in read.problems} <= set(ids)
    for n, figure in enumerate(read.figures, start=1):
        (anchor,) = shown.xpath(f"//*[@id='f{n}']")
        if figure.source == "table" and figure.value is not None:
            assert anchor.text_content().strip() in (f"{figure.value:g}", figure.row_label), figure


def test_inexact_and_blank_values_look_different_from_exact_ones() -> None:
    values = [row.value for row in render.figure_rows(report().figures)]
    assert values == ["≥ 1,200", "800", "≤ 400", "7", "", "9"]


def test_an_evidence_link_fits_a_page_name() -> None:
    assert render.evidence_link("a/b 青石?-2016", 3) == f"reports/{'a-b-%E9%9D%92%E7%9F%B3--2016.html'}#f3"
    assert "/" not in render.page_name("../../etc/passwd")


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=8)


@given(spans, st.integers(0, 2**20))
def test_weaving_any_spans_gives_well_formed_text_and_one_anchor_each(lengths: list[tuple[int, int]], seed: int) -> None:
    letters = "".join(random.Random(seed).choices("甲乙<>&\"'12 ", k=52))
    marks = [Mark(start, start + length, f"f{n}", "figure", "t") for n, (start, length) in enumerate(lengths)]
    cuts = sorted({0, 52, *(random.Random(seed).sample(range(1, 52), 3))})
    pieces = [Piece(a, b) for a, b in itertools.pairwise(cuts)]
    held = weave.assign(marks, pieces)
    out = "".join(f"<p>{weave.weave(letters, piece, some)}</p>" for piece, some in zip(pieces, held, strict=True))
    parsed = tree(out)
    assert parsed.text_content() == letters
    assert sorted(e.get("id") for e in parsed.xpath("//*[@id]")) == sorted(m.id for m in marks)
    ElementTree.fromstring(f"<div>{out}</div>")  # every element closes where it should


@given(spans)
def test_weaving_highlights_exactly_what_the_spans_cover(lengths: list[tuple[int, int]]) -> None:
    letters = "".join(chr(0x4E00 + i) for i in range(52))
    marks = [Mark(start, start + length, f"f{n}", "figure") for n, (start, length) in enumerate(lengths)]
    parsed = tree(weave.weave(letters, Piece(0, 52), weave.assign(marks, [Piece(0, 52)])[0]))
    covered = {letters[i] for m in marks for i in range(m.start, m.end)}
    assert {c for m in parsed.xpath("//mark") for c in m.text_content()} == covered
