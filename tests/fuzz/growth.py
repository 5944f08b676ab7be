"""Whole files made to be slow: reading time grows hardly faster than the file, memory stays bounded.

`python -m tests.fuzz.growth` prints seconds at two sizes, or the reason why a file is refused.
"""

import argparse
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TITLE = "青山县示例局2016年政府信息公开工作年度报告\n"
TIMES = 4

Maker = Callable[[int], bytes]


def repeated(piece: str, head: str = TITLE) -> Maker:
    """A text of one piece again and again."""
    return lambda size: (head + piece * (size // len(piece))).encode()


def _numbered(form: str) -> Maker:
    def make(size: int) -> bytes:
        each = len(form.format(n=10_000))
        return (TITLE + "".join(form.format(n=n) for n in range(size // each))).encode()

    return make


def _page(before: str, piece: str, after: str = "") -> Maker:
    body = f"<h1>{TITLE}</h1><p>{'公开政府信息。' * 40}</p>"
    return lambda size: f"<html><body>{body}{before}{piece * (size // len(piece))}{after}</body></html>".encode()


def _docx(before: str, piece: str, after: str = "") -> Maker:
    def make(size: int) -> bytes:
        w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        head = f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>"
        body = f"<w:document {w}><w:body>{head}{before}{piece * (size // len(piece))}{after}</w:body></w:document>"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("word/document.xml", body)
        return buffer.getvalue()

    return make


_SENTENCE = "全年主动公开政府信息12条,其中网站公开8条,收到申请3件"
MAKERS: dict[str, Maker] = {
    "digits": repeated("7"),
    "digits in lines": repeated("7\n"),
    "numbers": repeated("12 "),
    "numbers in rows": repeated("12 7 9 3\n"),
    "numbers far apart": repeated("12  "),
    "one numeral": repeated("一"),
    "all numerals": repeated("一二三十百千万亿"),
    "list marks": repeated("一、"),
    "list marks in lines": repeated("一、\n"),
    "items": repeated("一是公开不够及时;"),
    "items without words": repeated("一是"),
    "numbered items": _numbered("{n}.公开不够及时。\n"),
    "enumeration marks": repeated("、"),
    "commas": repeated(","),
    "full stops": repeated("。"),
    "open brackets": repeated("("),
    "open quotes": repeated("《"),
    "open and closed": repeated("()"),
    "spaces": repeated(" "),
    "wide spaces": repeated("\u3000"),
    "empty lines": repeated("\n"),
    "odd spaces": repeated(" \n\u3000"),
    "one line without punctuation": repeated("公开政府信息工作"),
    "one character": repeated("公"),
    "letters": repeated("a"),
    "headings": repeated("一、主动公开政府信息情况\n"),
    "headings of all kinds": repeated("一、总体情况\n二、主动公开情况\n三、依申请公开情况\n四、存在问题\n"),
    "bold headings": repeated("**一、概述**\n"),
    "sentences": repeated(f"{_SENTENCE}。"),
    "one sentence of figures": repeated(f"{_SENTENCE},"),
    "figures in lines": repeated(f"{_SENTENCE}\n"),
    "problems": repeated("存在的问题是公开不够及时,内容不够全面。"),
    "one sentence of problems": repeated("公开不够及时,内容不够全面,"),
    "remedies": repeated("下一步将加强学习,进一步完善制度。"),
    "causes": repeated("由于人手不足,"),
    "zeros": repeated("未收到申请,没有收费,"),
    "years": repeated("2016年"),
    "dates": repeated("2016年1月1日至2016年12月31日"),
    "titles": repeated(TITLE),
    "names of places": repeated("青山县人民政府", ""),
    "names of offices": repeated("市人力资源和社会保障局"),
    "links": repeated("http://www.example.cn/"),
    "a repeated word": repeated("政府"),
    "pipes": repeated("甲|"),
    "rows of pipes": repeated("|甲|1|\n"),
    "rows of a table": repeated("收到申请数 | 件 | 7 |\n"),
    "rows of many columns": repeated("甲 | " * 200 + "\n"),
    "rows of tabs": repeated("甲\t1\n"),
    "cells in lines": repeated("收到申请数\n件\n7\n"),
    "rules": repeated("-"),
    "boxes": repeated("┃"),
    "grid lines": repeated("├──┼──┤\n"),
    "hash signs": repeated("#"),
    "markdown headings": repeated("# 甲\n"),
    "traditional": repeated("關於開放資訊"),
    "rows of a page": _page("<table>", "<tr><td>甲</td><td>1</td></tr>", "</table>"),
    "columns of a page": _page("<table><tr>", "<td>1</td>", "</tr></table>"),
    "rows that span": _page("<table>", "<tr><td rowspan=65534>甲</td></tr>", "</table>"),
    "columns that span": _page("<table><tr>", "<td colspan=1000>甲</td>", "</tr></table>"),
    "tables of a page": _page("", "<table><tr><td>甲</td><td>1</td></tr></table>"),
    "open tags": _page("", "<b>"),
    "paragraphs of a page": _page("", "<p>公开</p>"),
    "open comments": _page("", "<!--"),
    "open tag signs": _page("", "<"),
    "references": _page("", "&#x4e00;"),
    "ampersands": _page("", "&"),
    "lines of a page": _page("", "公开<br>"),
    "links of a page": _page("", "<a href=x>公开</a>"),
    "spans of a page": _page("<p>", "<span>公</span>"),
    "conditional comments": _page("", "<!--[if x]>"),
    "paragraphs in Word": _docx("", "<w:p><w:r><w:t>公开</w:t></w:r></w:p>"),
    "runs in Word": _docx("<w:p>", "<w:r><w:t>公</w:t></w:r>", "</w:p>"),
    "rows in Word": _docx("<w:tbl>", "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>", "</w:tbl>"),
    "cells in Word": _docx("<w:tbl><w:tr>", "<w:tc><w:p/></w:tc>", "</w:tr></w:tbl>"),
    "tables in Word": _docx("", "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
}
"""What a file is filled with: size in characters, about → its bytes."""

SMALL = 64_000


def measure(name: str, size: int) -> tuple[float, str, int]:
    """Seconds, what came of it, and peak memory in megabytes; to be called in a process of its own."""
    from gcir import documents, reports
    from gcir.model import UnreadableFile

    data = MAKERS[name](size)
    try:
        reports.read(documents.read_bytes(MAKERS["sentences"](2_000), "warm.txt"))
    except UnreadableFile as error:
        raise AssertionError("what is read first to load everything must be read") from error
    began = time.process_time()
    try:
        outcome = f"read, {len(reports.read(documents.read_bytes(data, 'report')).figures)} figures"
    except UnreadableFile as error:
        outcome = error.reason
    took = time.process_time() - began
    status = Path("/proc/self/status")
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024 if status.exists() else 0
    return took, outcome, peak


def apart(name: str, size: int, limit: float = 120) -> tuple[float, str, int]:
    """The same from a process of its own."""
    asked = [sys.executable, "-m", "tests.fuzz.growth", "--one", name, str(size)]
    try:
        run = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return limit, "stopped", 0
    if run.returncode:
        return 0, f"failed: {run.stderr.strip().splitlines()[-1][:300]}", 0
    took, outcome, peak = json.loads(run.stdout)
    return took, outcome, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2)
    parser.add_argument("--size", type=int, default=SMALL)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one[0], int(args.one[1]))))
        return
    for name in args.names or MAKERS:
        small, large = apart(name, args.size, args.limit), apart(name, TIMES * args.size, args.limit)
        ratio = large[0] / max(small[0], 0.01)
        mark = "!!" if ratio > 1.7 * TIMES and large[0] > 0.5 else "  "
        line = f"{mark} {name:30} {small[0]:7.2f} {large[0]:7.2f}  x{ratio:5.1f}  {large[2]:5} MB"
        print(f"{line}  {small[1]} / {large[1]}", flush=True)


if __name__ == "__main__":
    main()
