"""Small files that ask for endless work or memory: PDF files, workbooks and Word files, made by hand."""

import io
import struct
import zipfile
import zlib
from string import ascii_uppercase

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PARAGRAPH = "<w:p><w:r><w:t>全年公开政府信息12条。</w:t></w:r></w:p>"

# PDF files: objects are numbered from 1, the first is the catalogue.

_CATALOGUE, _PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS = b"BT /F 12 Tf 50 700 Td (Annual report of disclosure with many words) Tj ET "
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"


def pdf(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _stream(body: bytes, said: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (said, len(body), body)


def _page(content: bytes = b"4 0 R", kids: bytes = _PAGES, rest: tuple[bytes, ...] = ()) -> tuple[bytes, ...]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %s" % content
    return (_CATALOGUE, kids, page + b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>", *rest)


def drawings_in_drawings(depth: int = 9, times: int = 40) -> bytes:
    """Each drawing draws the next one forty times."""
    forms = [_stream(b"/X Do " * times if n < depth else _WORDS, _FORM % (7 + n)) for n in range(depth + 1)]
    return pdf(*_page(rest=(_stream(_WORDS + b"/X Do"), _FONT, *forms)))


def drawing_of_itself() -> bytes:
    return pdf(*_page(rest=(_stream(_WORDS + b"/X Do"), _FONT, _stream(_WORDS + b"/X Do /X Do", _FORM % 6))))


def pages_in_a_circle() -> bytes:
    kids = b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 100>>"
    return pdf(*_page(kids=kids, rest=(_stream(_WORDS), _FONT)))


def one_content_many_times() -> bytes:
    return pdf(*_page(b"[" + b"4 0 R " * 100_000 + b"]", rest=(_stream(_WORDS * 1000), _FONT)))


def unpacking(name: bytes, before: bytes = b"") -> bytes:
    """A content of nearly a gigabyte, whose filter is named in an unusual way."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b" " * 1_000_000) for _ in range(900)) + packer.flush()
    return pdf(*_page(rest=(_stream(body, before + b"/Filter" + name), _FONT, b"/FlateDecode")))


def objects_in_a_stream() -> bytes:
    """A compressed stream of a million objects."""
    body = b" ".join(b"%d %d" % (n, 4 * n) for n in range(1_000_000))
    said = b"/Type/ObjStm/N 1000000/First %d/Filter/FlateDecode" % len(body)
    return pdf(*_page(rest=(_stream(_WORDS), _FONT, _stream(zlib.compress(body + b" [0]" * 1_000_000), said))))


def pdf_of(content: bytes) -> bytes:
    """A file whose page has this object for its content."""
    return pdf(*_page(rest=(content, _FONT)))


def filters(count: int) -> bytes:
    return pdf_of(_stream(b"x", b"/Filter[" + b"/ASCIIHexDecode " * count + b"]"))


# Web archives and old Office files.


def mail(kind: bytes, body: bytes) -> bytes:
    return b"MIME-Version: 1.0\r\nFrom: a\r\nContent-Type: " + kind + b"\r\n\r\n" + body


def parts_in_parts(depth: int = 3000) -> bytes:
    parts = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return b"MIME-Version: 1.0\r\n" + b"".join(parts) + b"x\r\n" * 500_000


_OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
_NAME = "WordDocument".encode("utf-16-le")


def tables_of_sectors(count: int = 90_000) -> bytes:
    """The list of tables of sectors goes on with itself, and each of its entries is the same table."""
    head = _OLD.ljust(44, b"\0") + struct.pack("<IIIIIIII", 1, 0, 0, 4096, 0xFFFFFFFE, 0, 1, 0x7FFFFFFF)
    return head + struct.pack("<109I", *[2] * 109) + struct.pack("<128I", *[2] * 127, 1) * count + _NAME


def sectors_in_a_circle(count: int = 90_000) -> bytes:
    """Each sector is followed by the same one; all of them are tables of sectors."""
    head = _OLD.ljust(44, b"\0") + struct.pack("<IIIIIIII", 1, 5, 0, 4096, 5, 1, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", *range(109)) + struct.pack("<128I", *[5] * 128) * count + _NAME


# Office files.

TABLE, TABLE_END = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"

def packed(*parts: tuple[str, bytes | str], stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as file:
        for name, data in parts:
            file.writestr(name, data)
    return buffer.getvalue()


def word(body: str, before: str = "") -> bytes:
    return packed(("word/document.xml", f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'))


def files_in_files(depth: int = 20) -> bytes:
    data = word(PARAGRAPH)
    for _ in range(depth):
        data = packed(("word/document.xml", data))
    return data


def many_parts(main: str = "word/document.xml") -> bytes:
    return packed((main, PARAGRAPH), *((f"{main[:4]}/worksheets/{n}.xml", b"") for n in range(60_000)), stored=True)


def parts_that_overlap() -> bytes:
    """Thirty thousand entries for one and the same packed part."""
    one = word(PARAGRAPH * 20_000)
    start, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    entry = bytearray(one[start : start + 46])
    struct.pack_into("<H", entry, 28, 14)
    entries = one[start:end] + b"".join(bytes(entry) + b"word/%05d.xml" % n for n in range(4_000))
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 4_001, 4_001, len(entries), start, 0)
    return one[:start] + entries + tail


def entities(external: bool = False) -> str:
    if external:
        return '<!DOCTYPE d [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>'
    values = ["公" * 100, *(f"&e{n};" * 10 for n in range(9))]
    declared = "".join(f'<!ENTITY e{n} "{value}">' for n, value in enumerate(values))
    return f"<!DOCTYPE d [{declared}]>"


def workbook(cells: str, strings: str = "", sheets: int = 1, before: str = "") -> bytes:
    of = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("sharedStrings", "sharedStrings"))
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{of}.{kind}+xml"/>' for name, kind in kinds)
    listed = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r1"/>' for n in range(sheets))
    links = (("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml"))
    linked = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{at}"/>' for i, kind, at in links)
    main = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="xl/workbook.xml"/>'
    return packed(
        ("[Content_Types].xml", f'<Types xmlns="{PACKAGE.replace("relationships", "content-types")}">{types}</Types>'),
        ("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{main}</Relationships>'),
        ("xl/workbook.xml", f'<workbook {S} xmlns:r="{R}"><sheets>{listed}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{linked}</Relationships>'),
        ("xl/worksheets/sheet1.xml", f"{before}<worksheet {S}><sheetData>{cells}</sheetData></worksheet>"),
        ("xl/sharedStrings.xml", f"{before}<sst {S}>{strings}</sst>"),
    )


def rows(count: int, columns: int = 100) -> str:
    """Cells that all hold the first shared string."""
    names = [(ascii_uppercase[n // 26 - 1] if n >= 26 else "") + ascii_uppercase[n % 26] for n in range(columns)]
    found = []
    for n in range(1, count + 1):
        found += [f'<row r="{n}">', *(f'<c r="{name}{n}" t="s"><v>0</v></c>' for name in names), "</row>"]
    return "".join(found)


def string(words: str) -> str:
    return f"<si><t>{words}</t></si>"


FAR_APART = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"
