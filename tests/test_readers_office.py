"""Word files and workbooks."""

import io
import zipfile

import pytest
from make_documents import C, P, Report, T, documents_table, grid, sample_report, to_docx, to_xlsx
from test_readers_html import full

from gcir.documents import read_bytes
from gcir.docx_numbering import printed
from gcir.model import Document, UnreadableFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, numbering: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
    return buffer.getvalue()


def read(body: str, numbering: str = "") -> Document:
    return read_bytes(word(body, numbering), "a.docx")


def para(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_word_file_gives_lines_and_grids():
    report = sample_report()
    document = read_bytes(to_docx(report), "a.docx")
    lines = [line for line in document.text.split("\n") if " | " not in line]
    assert lines[0] == report.title
    assert {p.text for p in report.parts if isinstance(p, P)} <= set(lines)
    assert [full(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]
    for table in document.tables:
        assert table.spans_known
        for cell in table.cells:
            assert document.text[cell.start : cell.end] == cell.text


def test_deleted_hidden_and_field_words_are_not_read():
    body = (
        "<w:p><w:r><w:t>公开</w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del><w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r><w:r><w:t>条</w:t></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>[1]</w:t></w:r></w:p>"
    )
    assert read(body).text == "公开12条[1]"


def test_note_mark_behind_a_number_is_not_a_digit():
    body = "<w:p><w:r><w:t>公开12</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r></w:p>"
    assert read(body).text == "公开12"


def test_content_controls_text_boxes_and_breaks():
    body = (
        f"<w:sdt><w:sdtContent>{para('标题')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r><w:r><w:pict><w:txbxContent>"
        f"{para('框内')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert read(body).text.split("\n") == ["标题", "甲", "乙", "框内"]


NUMBERING = (
    "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
    "<w:lvlText w:val='%1、'/></w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
    "<w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='0'/></w:num>"
)


def numbered(words: str, level: int) -> str:
    return para(words, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='5'/></w:numPr>")


def test_printed_numbers_come_back():
    body = numbered("总体", 0) + numbered("公开", 1) + numbered("申请", 1) + numbered("问题", 0) + numbered("其一", 1)
    assert read(body, NUMBERING).text.split("\n") == ["一、总体", "（一）公开", "（二）申请", "二、问题", "（一）其一"]


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [(10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"), (3, "decimalEnclosedCircleChinese", "③"),
     (4, "lowerRoman", "iv"), (2, "upperLetter", "B"), (7, "decimal", "7"), (12, "japaneseCounting", "十二")],
)  # fmt: skip
def test_forms_of_numbers(number, form, words):
    assert printed(number, form) == words


def tc(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(words)}</w:tc>"


def test_merges_of_every_kind():
    restart, go_on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    body = (
        "<w:tbl>"
        f"<w:tr>{tc('甲', restart)}{tc('乙', '<w:gridSpan w:val=' + chr(39) + '2' + chr(39) + '/>')}</w:tr>"
        f"<w:tr>{tc('', go_on)}{tc('1')}{tc('2')}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{tc('3')}{tc('4')}</w:tr></w:tbl>"
    )
    table = read(body).tables[0]
    assert full(table) == [["甲", "乙", "乙"], ["甲", "1", "2"], ["", "3", "4"]]


def test_table_inside_a_table_that_only_arranges():
    inner = f"<w:tbl><w:tr>{tc('指标')}{tc('数')}</w:tr><w:tr>{tc('申请')}{tc('3')}</w:tr></w:tbl>"
    document = read(f"<w:tbl><w:tr><w:tc>{para('统计表')}{inner}</w:tc></w:tr></w:tbl>")
    assert document.text.split("\n")[0] == "统计表"
    assert [full(t) for t in document.tables] == [[["指标", "数"], ["申请", "3"]]]


def test_picture_in_place_of_a_table():
    picture = "<w:p><w:r><w:drawing><a:blip xmlns:a='urn:a'/></w:drawing></w:r></w:p>"
    assert [rule for rule, _ in read(para("附：统计表") + picture).notes] == ["table_missing"]


def test_workbook_gives_the_same_grids():
    report = sample_report()
    document = read_bytes(to_xlsx(report), "a.xlsx")
    assert [full(t) for t in document.tables] == [grid(p) for p in report.parts if isinstance(p, T)]
    lines = document.text.split("\n")
    assert lines[0] == report.title
    assert "本年度未收取信息处理费。" in lines


def test_sheet_that_is_one_table_under_its_title():
    document = read_bytes(to_xlsx(Report("统计表", "", "", (documents_table(),))), "a.xlsx")
    assert document.text.split("\n")[0] == "统计表"
    assert [full(t) for t in document.tables] == [grid(documents_table())]


def test_whole_numbers_have_no_point():
    document = read_bytes(to_xlsx(Report("表", "", "", (T(((C("甲"), C("乙")), (C("12"), C("0.5")))),))), "a.xlsx")
    assert full(document.tables[0])[1] == ["12", "0.5"]


def test_entity_bomb_is_refused():
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "公" * 10}">' for i in range(12))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        body = f"<w:document {W}><w:body>{para('&a11;')}</w:body></w:document>"
        archive.writestr("word/document.xml", f"<!DOCTYPE d [{bomb}]>{body}")
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(buffer.getvalue(), "a.docx")
    assert caught.value.reason == "unsafe_xml"


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_archive_bomb_is_refused(part):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w", force_zip64=True) as out:
        for _ in range(300):
            out.write(b"0" * 1_000_000)
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(buffer.getvalue(), "a.docx")
    assert caught.value.reason == "unpacks_too_large"


def test_archive_that_lies_about_its_sizes_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 150_000_000)
    lying = buffer.getvalue().replace((150_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(lying, "a.docx")
    assert caught.value.reason in ("damaged", "unpacks_too_large")


def test_broken_archive_is_damaged():
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(to_docx(sample_report())[:-2000], "a.docx")
    assert caught.value.reason == "damaged"
