"""What fuzzing starts from: reports in every container, and the ways in which they are spoilt."""

import functools
import io
import json
import random
import re
import zipfile
from pathlib import Path

from tests.synthetic.writer import generate

ROOT = Path(__file__).resolve().parents[2]
CONTAINERS = ("html", "txt", "md", "docx", "xlsx", "pdf", "doc")
PER_CONTAINER = 6
SPANS = ("0", "-1", "2", "3", "100", "65535", "1000000000", "1.5", "x", "", "二", "９")
ODD = (
    "\x00", "\ufeff", "\u200b", "\u3000", "\xa0", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r\n", "\r", "\n",
    "\t", "\u202e", "\u202a", "\u2066", "\ud7ff", "\ue000", "�", "\uffff", "😀", "𠀀", "́", "²", "½", "Ⅳ", "㈠", "①", "⑳",
    "٣", "९", "０", "１２", "，", "．", "−", "-", "+", "=", "@", "％", "%", "/", "\\", "|", "│", "┃", "#", "*", "_", "&",
    "&amp;", "<", ">", "<br>", "<td>", "</table>", "<!--", "-->", "《", "》", "（", "）", "〔", "【", "“", "”", "。", "；",
    "：", "、", "，，", "。。", "1e309", "99999999999999999999999999999", "00000000000000000000000000000", "1,2,3", "1.2.3",
    "1,234,567.89", "0.0", "-5", "－5", "1e5", "NaN", "inf", "〇", "零", "两", "廿", "卅", "百", "千", "万", "亿", "十十",
    "万万万万", "一百零", "亿亿亿亿亿", "○", "多", "余", "近", "约", "不足", "同比增长", "累计", "其中", "分别", "共",
    "均为", "未收到", "无", "没有", "第", "年", "月", "日", "件", "条", "次", "元", "项", "%",
)  # fmt: skip

MARKUP = (
    "<table>", "<tr>", "<td colspan=3>", "<td rowspan=2>", "</td>", "</tr>", "<div>", "<!--", "<p>", "<style>", "<script>",
    "<![CDATA[", "&#x1F;", "&#57344;", "&nbsp;", "&bogus;", "<br/>",
)  # fmt: skip


@functools.cache
def synthetic(container: str, count: int = PER_CONTAINER, seed: int = 20) -> tuple[bytes, ...]:
    """Reports made up by the generator of synthetic reports, in one container."""
    return tuple(data for _, data, *_ in generate(count, seed, container=container))


@functools.cache
def seeds() -> tuple[bytes, ...]:
    """The five real reports."""
    return tuple(p.read_bytes() for p in sorted((ROOT / "data/raw").glob("*.txt")))


@functools.cache
def files(container: str) -> tuple[bytes, ...]:
    """Whole files of one container."""
    if container == "doc":
        return ((ROOT / "tests/fixtures/sample.doc").read_bytes(),)
    return synthetic(container) + (seeds() if container == "txt" else ())


@functools.cache
def texts() -> tuple[str, ...]:
    """The words of reports, tables drawn in lines."""
    return tuple(data.decode("utf-8") for data in (*seeds(), *synthetic("md", 12)))


@functools.cache
def lines() -> tuple[str, ...]:
    """Lines of reports."""
    return tuple(line for text in texts() for line in text.split("\n") if line.strip())


@functools.cache
def clauses() -> tuple[str, ...]:
    """Clauses of reports, and what the wordings and sentences of the test cases say."""
    cases = json.loads((ROOT / "tests/cases/prose.json").read_text(encoding="utf-8"))
    whole = "\n".join([*texts(), *(case["text"] for case in cases)])
    return tuple(dict.fromkeys(c for c in re.findall(r"[^，。；、\n|]+[，。；、]?", whole) if len(c) < 60))


def spoil(data: bytes, dice: random.Random) -> bytes:
    """The bytes with some turned, cut out, doubled, moved, or taken from elsewhere."""
    found = bytearray(data)
    for _ in range(2 ** dice.randint(0, 5)):
        if not found:
            break
        at = dice.randrange(len(found))
        size = min(len(found) - at, 2 ** dice.randint(0, 10))
        how = dice.randrange(7)
        if how == 0:
            found[at] ^= 1 << dice.randrange(8)
        elif how == 1:
            found[at] = dice.choice((0, 1, 9, 10, 32, 0x22, 0x26, 0x3C, 0x3E, 0x7F, 0x80, 0xFE, 0xFF))
        elif how == 2:
            del found[at : at + size]
        elif how == 3:
            found[at:at] = found[at : at + size] * dice.randint(1, 3)
        elif how == 4:
            piece = bytes(found[at : at + size])
            del found[at : at + size]
            to = dice.randrange(len(found) + 1)
            found[to:to] = piece
        elif how == 5:
            found[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0\0\0"))
        else:
            found[at:at] = dice.choice(ODD).encode("utf-8", "replace")
    return bytes(found)


def spoil_archive(data: bytes, dice: random.Random) -> bytes:
    """An Office file with one of its parts spoilt, lost, or swapped with another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        main = [n for n in parts if re.search(r"document\.xml$|sheet\d+\.xml$|workbook\.xml$|sharedStrings|styles|numbering", n)]
        name = dice.choice(main or list(parts))
        how = dice.randrange(8)
        if how == 0:
            del parts[name]
        elif how == 1:
            parts[name] = parts[dice.choice(list(parts))]
        elif how == 2:
            parts[name] = spoil(parts[name], dice)
        else:
            parts[name] = spoil_markup(parts[name].decode("utf-8", "replace"), dice).encode("utf-8", "replace")
        for part, content in parts.items():
            new.writestr(part, content)
    return buffer.getvalue()


_PIECES = re.compile(r"<[^<>]*>|[^<>]+")
_ATTRIBUTE = re.compile(r'([\w:-]+)\s*=\s*"([^"]*)"')


def spoil_markup(source: str, dice: random.Random) -> str:
    """Markup with tags lost, doubled, swapped, nested, with odd attributes and odd words."""
    pieces = _PIECES.findall(source) or [source]
    for _ in range(2 ** dice.randint(0, 6)):
        at, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
        how = dice.randrange(8)
        if how == 0:
            pieces[at] = ""
        elif how == 1:
            pieces[at] += pieces[at]
        elif how == 2:
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif how == 3:
            pieces[at] = _ATTRIBUTE.sub(lambda m: f'{m[1]}="{dice.choice(SPANS)}"', pieces[at])
        elif how == 4:
            first, last = sorted((at, min(other, at + 40)))
            pieces[at] += "".join(pieces[first:last])
        elif how == 5:
            pieces[at] += dice.choice(MARKUP)
        elif not pieces[at].startswith("<"):
            pieces[at] = spoil_text(pieces[at], dice, 1)
    return "".join(pieces)


def spoil_text(text: str, dice: random.Random, most: int = 5) -> str:
    """Words with odd characters, lost, doubled and foreign pieces."""
    for _ in range(2 ** dice.randint(0, most)):
        at = dice.randint(0, len(text))
        size = 2 ** dice.randint(0, 7)
        how = dice.randrange(6)
        if how == 0:
            text = text[:at] + dice.choice(ODD) * dice.choice((1, 1, 1, 2, 5)) + text[at:]
        elif how == 1:
            text = text[:at] + text[at + size :]
        elif how == 2:
            text = text[: at + size] + text[at:]
        elif how == 3:
            text = text[:at] + dice.choice(clauses()) + text[at:]
        elif how == 4:
            text = text[:at] + "\n" + dice.choice(lines()) + "\n" + text[at:]
        else:
            text = text[:at] + text[at : at + size][::-1] + text[at + size :]
    return text


def spoilt(container: str, dice: random.Random) -> bytes:
    """A file of one container, spoilt in its bytes or in its structure."""
    data = dice.choice(files(container))
    if container in ("docx", "xlsx") and dice.random() < 0.8:
        return spoil_archive(data, dice)
    if container in ("html", "txt", "md") and dice.random() < 0.8:
        text = data.decode("utf-8", "replace")
        text = spoil_markup(text, dice) if container == "html" else spoil_text(text, dice, 6)
        return text.encode("utf-8", "replace")
    return spoil(data, dice)
