"""Reports whose every word tries to become markup, script, a formula or a command."""

import csv
import re
from pathlib import Path

from tests.synthetic.writer import generate

MARK = "pwned"
SCRIPT = f"<script>window.{MARK}=1</script>"
IMAGE = f"<img src=x onerror=window.{MARK}=2>"
LINK = f'"><a href="javascript:window.{MARK}=3" onmouseover="window.{MARK}=4">点</a>'
CLOSE = f"</script></style></title></textarea><svg onload=window.{MARK}=5>"
ENTITY = f"&lt;script&gt;window.{MARK}=6&lt;/script&gt;"
TYPST = '#panic("x") $sum$ @label `raw` \\ #link("http://evil.example")[点] *粗* _斜_'
MATHS = r"$\frac{1}{0}$ $x_{$ \LaTeX"
JINJA = "{{ 7*7 }}{% raw %}"
BIDI = "\u202e反\u202c\u2066\u200f"
MARKDOWN = "[点](javascript:window.pwned=7) ![x](http://evil.example/x.png) `a`"
FORMULAS = ('=HYPERLINK("http://evil.example","点")', "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1+1)", "\t=1", "＝1+1")
PAYLOADS = (SCRIPT, IMAGE, LINK, CLOSE, ENTITY, TYPST, MATHS, JINJA, BIDI, MARKDOWN)
NAME = f"青山县{IMAGE}$\\frac{{1}}{{0}}$#panic(){BIDI}"


def spliced(text: str, start: int) -> str:
    """A report with a payload in its title, its headings, its sentences and the cells of its tables."""
    lines = []
    for number, line in enumerate(text.split("\n")):
        payload = PAYLOADS[(start + number) % len(PAYLOADS)].replace("|", "")
        if "|" in line and not re.fullmatch(r"[| -]*", line):
            first, bar, rest = line.lstrip("| ").partition("|")
            line = f"| {first.strip()}({payload}) {bar}{rest}" if number % 7 == 0 else line
        elif line.strip():
            line = re.sub(r"([，；])", lambda m, p=payload: f"{p}{m[1]}", line, count=1)
            line = f"{line}{payload}" if number % 3 == 0 else line
        lines.append(line)
    return "\n".join(lines)


def page(text: str, number: int) -> str:
    """A report as a web page whose head is hostile too."""
    from html import escape

    body = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if "|" not in line)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in line.strip().strip('|').split('|'))}</tr>"
        for line in text.split("\n") if "|" in line and not re.fullmatch(r"[| -]*", line)
    )  # fmt: skip
    title = escape(f"{NAME}示例局{2012 + number}年政府信息公开工作年度报告{CLOSE}")
    link = f'<link rel="canonical" href="javascript:window.{MARK}=8"><meta name="author" content="{escape(SCRIPT)}">'
    return f"<html><head><title>{title}</title>{link}</head><body>{body}<table>{rows}</table></body></html>"


def write(folder: Path, count: int = 8, seed: int = 77) -> Path:
    """A folder of hostile reports with hostile names, and a manifest that names hostile agencies."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, str, str, str]] = []
    for number, (_, data, *_) in enumerate(generate(count, seed, container="md")):
        text = spliced(data.decode("utf-8"), number)
        suffix = "html" if number % 2 else "md"
        name = f"{number}<img src=x onerror=window.{MARK}=9>'\"&#{number} ={FORMULAS[0][:4]}.{suffix}"
        words = page(text, number) if suffix == "html" else text
        (folder / name).write_text(words, encoding="utf-8")
        agency = (NAME, f"{SCRIPT}{TYPST}局", f"={MATHS}{LINK}", f"{JINJA}{BIDI}{CLOSE}")[number % 4]
        rows.append((name, agency, str(2010 + number), f'https://evil.example/"><script>window.{MARK}=10</script>?q={number}'))
    (folder / "=1+1.txt").write_bytes(b"\x00\xff")
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows([("file", "agency", "year", "url"), *rows])
    return folder


def dangerous(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula."""
    return bool(re.match(r"[=+\-@\t\r＝＋－＠]", cell)) and not re.fullmatch(r"[+-]?\d[\d,]*(\.\d+)?%?", cell)
