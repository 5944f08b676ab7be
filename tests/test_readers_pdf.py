"""PDF files: paragraphs joined, tables by their lines, one table again over page breaks."""

import time
import zlib

import pytest
from make_documents import C, P, Report, T, grid, requests_table, sample_report
from make_pdf import Style, empty_pages, to_pdf
from test_readers_html import full

from gcir.documents import read_bytes
from gcir.limits import Limits
from gcir.model import Document, UnreadableFile
from gcir.pdf_lattice import joined, lattices
from gcir.pdf_page import Stroke

STYLES = {
    "strokes": Style(),
    "thin fills": Style(ruling="fills", running="青山县示例局年度报告"),
    "boxes": Style(ruling="boxes", running="青山县示例局年度报告", head=3),
    "no indent": Style(indent=False),
    "turned": Style(turned=True, running="青山县示例局年度报告"),
    "many pages": Style(bottom=420, running="青山县示例局年度报告"),
    "many pages, heads": Style(bottom=420, head=3),
}


def read(data: bytes) -> Document:
    document = read_bytes(data, "a.pdf")
    for table in document.tables:
        for cell in table.cells:
            assert document.text[cell.start : cell.end] == cell.text
    return document


@pytest.mark.parametrize("style", STYLES)
def test_tables_come_out_as_they_went_in(style):
    # Only the requests table repeats its head: it alone has three head rows.
    report = sample_report()
    parts = [p for p in report.parts if isinstance(p, P) or not STYLES[style].head or p == requests_table()]
    report = Report(report.title, report.agency, report.published, tuple(parts))
    document = read(to_pdf(report, STYLES[style]))
    assert [full(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]


@pytest.mark.parametrize("style", STYLES)
def test_paragraphs_come_out_whole(style):
    report = sample_report()
    document = read(to_pdf(report, STYLES[style]))
    lines = [line for line in document.text.split("\n") if " | " not in line]
    assert lines[0] == report.title
    expected = [p.text for p in report.parts if isinstance(p, P)]
    assert [line for line in lines if line in expected] == expected
    assert "年度报告" not in lines[1:]
    assert not any(line.startswith("—") for line in lines)


def test_long_paragraph_over_a_page_break():
    words = "本机关认真落实公开条例，全年主动公开信息1208条，办结申请365件，" * 40 + "没有收到复议。"
    report = Report("年度报告", "", "", (P(words), P("一、总体情况", 2), P(words)))
    lines = read(to_pdf(report, Style(running="青山县"))).text.split("\n")
    assert lines == ["年度报告", words, "一、总体情况", words]


def test_table_that_fills_several_pages_is_one():
    rows = ((C("指标"), C("数")), *((C(f"指标{i}"), C(str(i))) for i in range(150)))
    for head in (0, 1):
        document = read(to_pdf(Report("年度报告全文", "", "", (T(rows), P("其他需要报告的事项如下。"))), Style(head=head)))
        assert [full(t) for t in document.tables] == [grid(T(rows))]


def test_two_tables_with_words_between_stay_two():
    table = T(((C("指标"), C("数")), (C("申请"), C("3"))))
    document = read(to_pdf(Report("年度报告全文", "", "", (table, P("另有一表，情况如下所列。"), table))))
    assert len(document.tables) == 2


def test_pages_without_text_are_a_scan():
    with pytest.raises(UnreadableFile) as caught:
        read(empty_pages(3))
    assert caught.value.reason == "no_text"


def test_five_thousand_pages_are_refused_at_once():
    data = empty_pages(5000)
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.reason == "too_many_pages"
    assert time.monotonic() - began < 5


def test_stream_that_unpacks_to_much_is_refused():
    packed = zlib.compress(b"0 0 m 9 9 l S\n" * 5_000_000)
    data = b"%PDF-1.7\n1 0 obj <</Filter/FlateDecode/Length 9>>\nstream\n" + packed + b"\nendstream"
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.reason == "unpacks_too_large"


def test_broken_file_is_damaged():
    with pytest.raises(UnreadableFile) as caught:
        read(b"%PDF-1.7\nnothing more")
    assert caught.value.reason == "damaged"


def test_time_limit_is_kept():
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(to_pdf(sample_report()), "a.pdf", Limits(seconds=0))
    assert caught.value.reason == "too_slow"


def test_pieces_of_a_line_are_one_line():
    assert joined([Stroke(10, 0, 50), Stroke(10.4, 51, 90), Stroke(30, 0, 5)]) == [Stroke(10, 0, 90), Stroke(30, 0, 5)]


def test_missing_edges_are_merged_cells():
    level = [Stroke(0, 0, 60), Stroke(20, 20, 60), Stroke(40, 0, 60)]
    upright = [Stroke(0, 0, 40), Stroke(20, 0, 40), Stroke(40, 20, 40), Stroke(60, 0, 40)]
    (table,) = lattices(level, upright, Limits())
    spans = [(r.row, r.col, r.rowspan, r.colspan) for r in table.regions]
    assert spans == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_open_sides_close_where_the_lines_end():
    level = [Stroke(0, 0, 60), Stroke(20, 0, 60), Stroke(40, 0, 60)]
    (table,) = lattices(level, [Stroke(30, 0, 40)], Limits())
    assert len(table.regions) == 4


def test_a_frame_around_the_page_is_no_table():
    assert lattices([Stroke(0, 0, 500), Stroke(700, 0, 500)], [Stroke(0, 0, 700), Stroke(500, 0, 700)], Limits()) == []
