"""What is fuzzed: for each target how an input is made from chance, and what must hold of it. Inputs are bytes, so that
each can be kept in a file and tried again.
"""

import json
import math
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gcir import cells, coding, fetch_list, fetch_names, flat, grid, manifest, numbers, sampling
from gcir.intake import InputError
from gcir.limits import DEFAULT
from gcir.model import UnreadableFile
from gcir.reports import Report
from tests.fuzz import books, hostile, material, metamorphic, oracles
from tests.fuzz.oracles import must


class Target(NamedTuple):
    """One kind of input: `make` makes one from dice, `check` raises if something is wrong with what comes of it."""

    make: Callable[[random.Random], bytes]
    check: Callable[[bytes], object]
    guided: bool = False
    """Whether a fuzzer that sees the code may make inputs of its own: any bytes will do."""


def _file(container: str) -> Target:
    return Target(lambda dice: material.spoilt(container, dice), lambda data: oracles.read(data, f"report.{container}"), True)


def _prose(dice: random.Random) -> bytes:
    pieces = [dice.choice(material.clauses()) for _ in range(dice.randint(1, 30))]
    if dice.random() < 0.5:
        pieces = [material.spoil_text(p, dice, 1) if dice.random() < 0.2 else p for p in pieces]
    return ("青山县示例局2016年政府信息公开工作年度报告\n一、主动公开情况\n" + "".join(pieces)).encode("utf-8", "replace")


def _shown(data: bytes) -> None:
    found = oracles.read(data, "report.html")
    if isinstance(found, Report):
        oracles.shown(found)
        oracles.tables([found])


def _grid(dice: random.Random) -> bytes:
    """Rows of [words, rowspan, colspan], of unequal lengths, made of cells of real tables."""
    words = [c.strip() for line in material.lines() if "|" in line for c in line.split("|")]
    high, wide = (1, 1, 1, 2, 3, 0, 99), (1, 1, 1, 2, 5, 99)
    rows = [
        [[dice.choice(words), dice.choice(high), dice.choice(wide)] for _ in range(dice.randint(0, 9))]
        for _ in range(dice.randint(1, 12))
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def _check_grid(data: bytes) -> None:
    rows = json.loads(data)
    body = "".join(f"<tr>{''.join(f'<td rowspan={r} colspan={c}>{w}</td>' for w, r, c in row)}</tr>" for row in rows)
    words = "公开政府信息。" * 30
    page = f"<html><body><h1>青山县示例局2021年政府信息公开工作年度报告</h1><p>{words}</p><table>{body}</table></body></html>"
    oracles.read(page.encode(), "report.html")


def _numbers(data: bytes) -> None:
    """Quantities lie in the text in order, their values are numbers; cells too; flat texts keep their places."""
    text = data.decode("utf-8", "replace")
    plain = flat.flatten(text)
    must(len(plain) == len(text), "a flat text of another length", text)
    must(flat.flatten(plain) == plain, "flattened twice, another text", text)
    view = flat.squeeze(plain)
    must(len(view.at) == len(view.text) + 1, "a view without its places", text)
    must(all(plain[at] == c for at, c in zip(view.at, view.text, strict=False)), "a view of other words", text)
    last = 0
    for q in numbers.quantities(view.text):
        must(last <= q.start < q.end <= len(view.text), "quantities overlap", text, q)
        must(q.value >= 0 and not math.isnan(q.value), "a quantity that is no number", text, q)
        last = q.end
    value = numbers.chinese_value(text)
    must(value is None or value >= 0, "a numeral below zero", text)
    cell = cells.read_value(text)
    must(cell is None or (cell.number is None) == (cell.stated_as == "blank"), "a blank cell with a number, or the reverse", text)
    must(cell is None or cell.number is None or math.isfinite(cell.number), "a cell without end", text)


def _lines(data: bytes) -> None:
    """Tables drawn with characters: cells are slices of the text."""
    text = data.decode("utf-8", "replace")
    try:
        tables = grid.find_pipe_tables(text, DEFAULT)
    except UnreadableFile as error:
        must(error.reason in oracles.reasons(), "an unknown reason", error.reason)
        return
    for table in tables:
        for cell in table.cells:
            must(text[cell.start : cell.end] == cell.text, "a cell is not its slice of the text", cell)


def _drawn(dice: random.Random) -> bytes:
    rows = [line for line in material.lines() if "|" in line]
    text = "\n".join(dice.choice(rows) for _ in range(dice.randint(1, 20)))
    return material.spoil_text(text.replace("|", dice.choice(("|", "|", "│", "\t", "  "))), dice).encode("utf-8", "replace")


_MANIFEST = (
    b"file,agency,agency_kind,region,province,prefecture,county,township,year,url\n"
    b"a.txt,\xe9\x9d\x92\xe5\xb1\xb1\xe5\x8e\xbf,,,\xe5\x90\x89\xe6\x9e\x97\xe7\x9c\x81,,,,2016,http://a.example/\n"
    b"b.txt,,department,220000,,,,,,\n"
)
_LIST = b"url,agency,year\nhttp://a.example/x.html,\xe9\x9d\x92\xe5\xb1\xb1\xe5\x8e\xbf,2016\nhttps://b.example/?a=1#c,,\n"
_SHEET = b"statement,report_id,start,end,categories\n\xe4\xb8\x8d\xe5\xa4\x9f,r-1,3,5,none\n\xe4\xb8\x8d\xe5\xa4\x9f,r-2,3,5,\n"


def _manifest(data: bytes) -> None:
    """A manifest is read, or a ManifestError names it and a line."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text("x", encoding="utf-8")
        (folder / manifest.NAME).write_bytes(data)
        try:
            manifest.of(folder / "a.txt")
        except manifest.ManifestError as error:
            must(manifest.NAME in str(error), "an error that names no file", error)
        finally:
            manifest._load.cache_clear()


def _list(data: bytes) -> None:
    """A list of addresses is read, or an InputError names it; each address stands once, and none is a formula's."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "list.csv"
        path.write_bytes(data)
        try:
            wanted = fetch_list.read(path)
        except InputError as error:
            must("list.csv" in str(error), "an error that names no file", error)
            return
    known = [fetch_list.key(one.url) for one in wanted]
    must(len(set(known)) == len(known) > 0, "an address stands twice, or none does", known)
    for one in wanted:
        must(one.url.lower().startswith(("http://", "https://")), "an address of another kind", one)
        must(not hostile.dangerous(one.agency), "an agency that a spreadsheet runs", one)
        name = fetch_names.file_name(one.url, ".html")
        must(Path(name).name == name and not hostile.dangerous(name) and len(name.encode()) < 200, "an unsafe name", name)


def _sheet(data: bytes) -> None:
    """A coding sheet is read, or an InputError names it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "sheet.csv"
        path.write_bytes(data)
        try:
            read = sampling.read(path)
        except InputError as error:
            must("sheet.csv" in str(error), "an error that names no file", error)
            return
        coding.agreement({"a": read, "b": read})


def _other_words(dice: random.Random) -> bytes:
    kind = dice.choice(("text", "encoding", "markup", "container"))
    data = dice.choice(material.files("html")) if kind == "markup" else dice.choice(metamorphic.starts())
    ways = metamorphic
    names = {"text": ways.TEXT, "encoding": ways.ENCODINGS, "markup": ways.MARKUP, "container": ways.OTHERS}[kind]
    return json.dumps([kind, dice.choice(list(names)), dice.random(), data.decode("utf-8", "replace")]).encode()


def _check_other_words(data: bytes) -> None:
    kind, name, seed, words = json.loads(data)
    dice = random.Random(seed)
    if kind == "text":
        metamorphic.text(words.encode(), name, dice)
    elif kind == "encoding":
        metamorphic.encoding(words.encode(), name)
    elif kind == "markup":
        metamorphic.markup(words.encode(), name, dice)
    else:
        metamorphic.container(f"fuzz-{seed}", name)


def _few_words(dice: random.Random) -> bytes:
    return material.spoil_text("".join(dice.choices(material.clauses(), k=3)), dice, 3).encode("utf-8", "replace")


TARGETS: dict[str, Target] = {
    **{f"file-{container}": _file(container) for container in material.CONTAINERS},
    "page": Target(lambda dice: material.spoilt("html", dice), _shown),
    "prose": Target(_prose, lambda data: oracles.read(data, "report.txt"), True),
    "grid": Target(_grid, _check_grid),
    "numbers": Target(_few_words, _numbers, True),
    "lines": Target(_drawn, _lines, True),
    "manifest": Target(lambda dice: books.break_rows(_MANIFEST, dice), _manifest, True),
    "list": Target(lambda dice: books.break_rows(_LIST, dice), _list, True),
    "sheet": Target(lambda dice: books.break_rows(_SHEET, dice), _sheet, True),
    "other-words": Target(_other_words, _check_other_words),
}  # fmt: skip
"""Everything that is fuzzed in this process; `books` breaks the codebook in processes of their own."""
