"""Run a notebook from a clean kernel and turn it into a page body."""

from __future__ import annotations

import itertools
import os
import re
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from gcir import bilingual, language, pages

_TIMEOUT = 900
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_TAGS = re.compile(r"<[^>]+>")
_STYLER_ID = re.compile(r"T_[0-9a-f]{5}(?=[_\"'\s{])")
_MISSING_GLYPH = re.compile(r"Glyph \d+ .*missing from")
_FINDING = re.compile(r'<p class="gcir-finding">(.*?)</p>(?:\s*<p class="gcir-finding-zh"[^>]*>(.*?)</p>)?', re.DOTALL)
_COUNT = re.compile(r"<figcaption>[^<]*\bn = ([\d,]*\d)")
_FIRST_SENTENCE = re.compile(r".*?(?:[.!?](?=\s+[A-Z\d])|[\u3002\uff01\uff1f]|$)", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CHART = re.compile(r'<figure class="gcir-chart"')
_PNG = "data:image/png;base64"
_WIDE, _NARROW, _COLOURS = 1440, 740, 48  # of the pictures on the first page: points across, at two to a pixel
_FLATTEST = 0.25  # height of a picture as a part of its width


class NotebookError(Exception):
    """A notebook that cannot become a page; the message names notebook, cell and reason."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the index page shows of a notebook."""

    href: str
    title: str
    question: str = ""
    finding: str = ""
    thumbnail: str = ""
    narrow: str = ""  # the same picture as it is drawn for a phone
    alt: str = ""
    n: str = ""
    failed: bool = False


def read(path: Path) -> Any:
    """A notebook as nbformat reads it."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:  # nbformat raises many kinds; all mean the same here
        raise NotebookError(f"{path.stem}: not a notebook ({_first_line(str(error))})") from error


def heading(notebook: Any, default: str) -> tuple[str, str]:
    """The notebook's title and its question: the first heading and the paragraph under it, in both languages if it is."""
    source = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    words = bilingual.kept(source, language.chosen())
    title = next((line[2:].strip() for line in words.splitlines() if line.startswith("# ")), "")
    after = words.partition(f"# {title}")[2] if title else words
    blocks = [plain(re.sub(r"(?m)^[> ]+", "", block)) for block in after.split("\n\n") if block.strip()]
    is_twin = len(blocks) > 1 and bool(_CHINESE.match(blocks[1])) and not _CHINESE.match(blocks[0])
    twin = blocks[1:2] if is_twin else []
    return plain(title) or default, " ".join([*blocks[:1], *twin])


def plain(markdown: str) -> str:
    """Words without the signs of Markdown or HTML."""
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", unescape(_TAGS.sub("", markdown)))
    return " ".join(re.sub(r"(\*\*|__|`|(?<!\w)[*_]|[*_](?!\w))", "", without_links).split())


def run(path: Path, folder: Path, environment: dict[str, str]) -> Any:
    """The notebook with the outputs of a fresh kernel whose working directory is `folder`."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(AsyncKernelManager):
        """The kernel of the Python that publishes, whatever kernels the machine has registered."""

        @property
        def kernel_spec(self) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
            return KernelSpec(argv=argv, language="python", display_name="Python")

    notebook = read(path)
    reached = [0]
    client = NotebookClient(
        notebook,
        timeout=_TIMEOUT,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: reached.__setitem__(0, cell_index + 1),  # noqa: ARG005
    )
    try:
        client.execute(env={**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", **environment})
    except Exception as error:  # an exception in a cell, a dead kernel, a timeout: all end this notebook alone
        raise NotebookError(f"{path.stem}: cell {reached[0]}: {_reason(error)}") from error
    return notebook


def _reason(error: Exception) -> str:
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    return f"{name}: {_first_line(value)}" if name else _first_line(str(error)) or type(error).__name__


def _first_line(words: str) -> str:
    return next((line.strip() for line in _ANSI.sub("", words).splitlines() if line.strip()), "")


def messages(notebook: Any) -> list[tuple[int, str]]:
    """What the cells wrote to the error stream: cell number and first line."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stderr" and (line := _first_line(output.text)):
                found.append((number, output.text if _MISSING_GLYPH.search(output.text) else line))
    return found


def body(notebook: Any, name: str) -> str:
    """The cells as HTML, checked: nothing fetched, nothing run, alt text on every image, all glyphs there."""
    from nbconvert import HTMLExporter

    for cell, message in messages(notebook):
        if glyph := _MISSING_GLYPH.search(message):
            raise NotebookError(f"{name}: cell {cell}: a chart lacks a character ({glyph[0]}); draw it with the bundled fonts")
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="base",
        template_file="notebook.html.j2",
        extra_template_paths=[str(pages.style_folder())],
        exclude_anchor_links=True,
    )
    exporter.environment.globals["t"] = pages.said
    html, _ = exporter.from_notebook_node(_in_language(notebook))
    html = pages.unique_ids(_stable_ids(html.replace(pages.script_element(), "")))
    if faults := pages.faults(pages.parse(f"<html><body>{html}</body></html>")):
        raise NotebookError(f"{name}: {'; '.join(faults[:3])}")
    return html


def _in_language(notebook: Any) -> Any:
    """The notebook with its prose in the language in force; where that is both, the Chinese is marked as such."""
    from copy import deepcopy

    spoken = deepcopy(notebook)
    for cell in spoken.cells:
        if cell.cell_type == "markdown":
            kept = bilingual.kept(cell.source, language.chosen())
            cell.source = bilingual.marked(kept) if language.chosen() == "both" else kept
    return spoken


def _stable_ids(html: str) -> str:
    """Styled tables get random ids; number them instead, so that two runs give the same page."""
    numbers: dict[str, str] = {}
    return _STYLER_ID.sub(lambda m: numbers.setdefault(m[0], f"T_{len(numbers):05d}"), html)


def card(notebook: Any, html: str, href: str, default_title: str) -> Card:
    """What the index page says about this notebook, taken from the notebook and its outputs."""
    title, question = heading(notebook, default_title)
    before, chart = _picture(html)
    found = [*_FINDING.finditer(before)] or [*_FINDING.finditer(html)][:1]
    said = [words for words in found[-1].groups() if words] if found else _first_markdown_output(notebook).split("\n\n")[:2]
    counted = _COUNT.search(chart)
    finding = " ".join(_FIRST_SENTENCE.match(plain(words))[0] for words in said)  # type: ignore[index]  # it matches anything
    return Card(href, title, question, finding, *_thumbnails(chart), counted[1] if counted else "")


def _picture(html: str) -> tuple[str, str]:
    """The page down to its first chart that is more than a headline, and that chart; of mere headlines the first."""
    starts = [*(m.start() for m in _CHART.finditer(html)), len(html)]
    charts = [(html[:start], html[start:end]) for start, end in itertools.pairwise(starts)]
    return next((c for c in charts if not _is_headline(c[1])), charts[0] if charts else ("", ""))


def _is_headline(chart: str) -> bool:
    """Whether a chart is so flat that it can hold no more than what it is called."""
    picture = _opened(_addresses(chart)[0])
    return picture is None or picture.height < _FLATTEST * picture.width


def _first_markdown_output(notebook: Any) -> str:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            words = output.get("data", {}).get("text/markdown", "")
            if words and not words.lstrip().startswith(("#", "|")):
                return str(words).strip()
    return ""


def _thumbnails(chart: str) -> tuple[str, str, str]:
    """A chart as data addresses, for a page and for a phone, and its alt text; empty where there is none."""
    wide, narrow, alt = _addresses(chart)
    small = _smaller(wide, _WIDE)
    return (small, _smaller(narrow, _NARROW), alt) if small else ("", "", "")


def _addresses(chart: str) -> tuple[str, str, str]:
    """The addresses of a chart's picture and of its narrow version, and its alt text."""
    tree = pages.parse(f"<html><body>{chart}</body></html>")
    wide, narrow, alt = ((tree.xpath(f"//figure//{path}") or [""])[0] for path in ("img/@src", "source/@srcset", "img/@alt"))
    return wide, narrow, alt


def _opened(address: str) -> Any:
    """The picture that a data address holds; None if it is another one."""
    import base64
    import io

    from PIL import Image

    head, _, data = address.partition(",")
    return Image.open(io.BytesIO(base64.b64decode(data))) if head == _PNG else None


def _smaller(address: str, width: int) -> str:
    """The same picture no wider than this and in few colours; empty if it is none."""
    import base64
    import io

    picture = _opened(address)
    if picture is None:
        return ""
    picture = picture.convert("RGB")
    picture.thumbnail((width, 10 * width))
    file = io.BytesIO()
    picture.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return f"{_PNG},{base64.b64encode(file.getvalue()).decode('ascii')}"
