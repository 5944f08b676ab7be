"""Reports written in another way that means the same: their figures stay what they were."""

import functools
import random
import re
from collections import Counter
from collections.abc import Callable
from html import escape

from gcir.model import UnreadableFile
from gcir.reports import Report
from tests.fuzz import material, oracles
from tests.synthetic.finish import finish
from tests.synthetic.officeforms import docx_file, xlsx_file
from tests.synthetic.report import make
from tests.synthetic.textforms import markdown_file
from tests.synthetic.traditional import traditional
from tests.synthetic.webforms import page

Key = tuple[object, ...]
_HAN = "\u4e00-\u9fff"
_TAG = re.compile(r"<(\w+)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))+)\s*>")
_ATTRIBUTE = re.compile(r"[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_NUMBER = re.compile(r"(?<![\d.,，年第〔\[(（/-])([1-9]\d{3,8})(?=[条件次篇个人元万])")
UNRELATED = "青山绿水绕城而过，街巷里的老人常在树下闲谈，孩子们放学以后沿着河岸慢慢走回家。"


def figures(report: Report, source: str = "") -> Counter[Key]:
    """What a report states, without the words and their places."""
    wanted = (f for f in report.figures if not source or f.source == source)
    return Counter(
        (f.indicator, f.channel, f.content, f.route, f.applicant, f.value, f.precision, f.stated_as, f.source) for f in wanted
    )


def _full_width(text: str, _: random.Random) -> str:
    return text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})


def _no_break(text: str, _: random.Random) -> str:
    return text.replace(" ", "\u00a0")


def _windows(text: str, _: random.Random) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _wide_gaps(text: str, dice: random.Random) -> str:
    return re.sub(rf"(?<=[{_HAN}，。；：]) (?=[{_HAN}])", dice.choice(("  ", "\u3000", "\u3000\u3000", " \u00a0")), text)


def _indented(text: str, dice: random.Random) -> str:
    gap = dice.choice(("\u3000\u3000", "    ", "\u00a0\u00a0\u00a0\u00a0"))
    return "\n".join(gap + line.lstrip() if _is_words(line) else line for line in text.split("\n"))


def _trailing(text: str, dice: random.Random) -> str:
    return "\n".join(line + dice.choice(("", " ", "\u3000", "\u00a0 ")) if _is_words(line) else line for line in text.split("\n"))


def _is_words(line: str) -> bool:
    return bool(line.strip()) and not any(mark in line for mark in "|│┃\t#") and "  " not in line.strip()


def _thousands(text: str, _: random.Random) -> str:
    return _NUMBER.sub(lambda m: f"{int(m[1]):,}", text)


def _in_between(text: str, dice: random.Random) -> str:
    return re.sub(rf"(?<=[{_HAN}]{{4}})(?=[{_HAN}])", lambda _: "\u200b" if dice.random() < 0.1 else "", text)


def _unrelated(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    places = [i for i, line in enumerate(lines) if line.endswith("。") and _is_words(line)]
    return "\n".join([*lines[: (at := dice.choice(places)) + 1], UNRELATED, *lines[at + 1 :]]) if places else text


def _traditional(text: str, _: random.Random) -> str:
    return traditional(text)


def _shuffled(source: str, dice: random.Random) -> str:
    def shuffle(m: re.Match[str]) -> str:
        found = _ATTRIBUTE.findall(m[2])
        dice.shuffle(found)
        return f"<{m[1]} {' '.join(found)}>"

    return _TAG.sub(shuffle, source)


def _upper(source: str, _: random.Random) -> str:
    return re.sub(r"(</?)([a-z]\w*)", lambda m: m[1] + m[2].upper(), source)


def _entities(source: str, dice: random.Random) -> str:
    form = dice.choice(("&#{};", "&#x{:x};"))
    head, mark, body = source.partition("<body")
    words = re.sub(rf"[{_HAN}](?=[^<>]*<)", lambda m: form.format(ord(m[0])), body)
    return head + mark + words


def _comments(source: str, dice: random.Random) -> str:
    def noted(m: re.Match[str]) -> str:
        return m[1] + ("<!-- 1 件 -->" if dice.random() < 0.3 else "")

    return re.sub(r"(</(?:td|p|div|tr|span)>)", noted, source, flags=re.I)


def _spans_added(source: str, dice: random.Random) -> str:
    return re.sub(r"(<td[^>]*>)([^<]+)(</td>)", lambda m: f"{m[1]}{_in_spans(m[2], dice)}{m[3]}", source, flags=re.I)


def _in_spans(words: str, dice: random.Random) -> str:
    at = dice.randint(0, len(words))
    return words if "&" in words else f"<span>{words[:at]}</span><span>{words[at:]}</span>"


def _heads(source: str, _: random.Random) -> str:
    return re.sub(r"<(/?)td\b", r"<\1th", source)


def _wide_cells(source: str, _: random.Random) -> str:
    return re.sub(r"\d(?=[^<>]*</t[dh]>)", lambda m: chr(0xFF10 + int(m[0])), source)


TEXT: dict[str, tuple[Callable[[str, random.Random], str], str]] = {
    "full-width digits": (_full_width, ""),
    "no-break spaces": (_no_break, ""),
    "line ends of Windows": (_windows, ""),
    "wider gaps between characters": (_wide_gaps, ""),
    "indented lines": (_indented, ""),
    "trailing space": (_trailing, ""),
    "thousands separated": (_thousands, ""),
    "spaces of no width": (_in_between, ""),
    "an unrelated paragraph": (_unrelated, "table"),
    "traditional characters": (_traditional, ""),
}
"""Ways of writing a text; the second says figures of which source must stay (all of them if empty)."""

MARKUP: dict[str, tuple[Callable[[str, random.Random], str], str]] = {
    "attributes in another order": (_shuffled, ""),
    "tags in capitals": (_upper, ""),
    "characters as references": (_entities, ""),
    "comments": (_comments, ""),
    "cells in spans": (_spans_added, ""),
    "cells as heads": (_heads, ""),
    "full-width digits": (_wide_cells, "table"),
    "line ends of Windows": (_windows, ""),
}
"""Ways of writing a page."""

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32")
OTHERS = {
    "docx": docx_file,
    "xlsx": xlsx_file,
    "md": lambda blocks: markdown_file(blocks).encode("utf-8"),
}
"""Containers that can carry every table with its merged cells, or repeat them."""


def compare(before: bytes, after: bytes, name: str, source: str = "", suffix: str = "txt") -> None:
    """Both are read, and their figures are the same."""
    first, second = read(before, suffix), read(after, suffix)
    if isinstance(first, UnreadableFile):
        return
    oracles.must(not isinstance(second, UnreadableFile), f"not read with {name}", second)
    assert isinstance(second, Report)
    old, new = figures(first, source), figures(second, source)
    oracles.must(old == new, f"other figures with {name}", "lost", [*(old - new)][:3], "new", [*(new - old)][:3])


@functools.lru_cache(maxsize=64)
def read(data: bytes, suffix: str) -> Report | UnreadableFile:
    return oracles.read(data, f"report.{suffix}", oracles.PATIENT)


def text(data: bytes, name: str, dice: random.Random) -> None:
    """A text written in another way."""
    change, source = TEXT[name]
    compare(data, change(data.decode("utf-8"), dice).encode("utf-8"), name, source)


def encoding(data: bytes, codec: str) -> None:
    """A text in another encoding."""
    words = data.decode("utf-8")
    compare(data, words.encode(codec), codec)


def markup(data: bytes, name: str, dice: random.Random) -> None:
    """A page written in another way."""
    change, source = MARKUP[name]
    compare(data, change(data.decode("utf-8"), dice).encode("utf-8"), name, source, "html")


def plain_page(blocks: object) -> bytes:
    """Blocks as a page without anything around them."""
    out = []
    for block in blocks:  # type: ignore[attr-defined]
        if block.kind != "table":
            out.append(f"<p>{escape(block.text)}</p>")
            continue
        rows = ("".join(f"<td rowspan={c.rowspan} colspan={c.colspan}>{escape(c.text)}</td>" for c in row) for row in block.rows)
        out.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return f"<html><body>{''.join(out)}</body></html>".encode()


def container(seed: str, other: str) -> None:
    """A report's tables in another container, with the same figures."""
    blocks = finish(make(seed))
    first, second = read(plain_page(blocks), "html"), read(OTHERS[other](blocks), other)
    if isinstance(first, UnreadableFile):
        return
    oracles.must(not isinstance(second, UnreadableFile), f"not read as {other}", second)
    assert isinstance(second, Report)
    old, new = figures(first, "table"), figures(second, "table")
    oracles.must(old == new, f"other figures as {other}", "lost", [*(old - new)][:3], "new", [*(new - old)][:3])


def starts() -> tuple[bytes, ...]:
    """Texts to begin with."""
    return tuple(t.encode() for t in material.texts())


__all__ = ["ENCODINGS", "MARKUP", "OTHERS", "TEXT", "compare", "container", "encoding", "markup", "page", "starts", "text"]
