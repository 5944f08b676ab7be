"""Run a notebook from a clean kernel and turn it into a page body."""

from __future__ import annotations

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
    found = _FINDING.search(html)
    said = [words for words in found.groups() if words] if found else _first_markdown_output(notebook).split("\n\n")[:2]
    counted = _COUNT.search(html)
    thumbnail, alt = _thumbnail(html)
    finding = " ".join(_FIRST_SENTENCE.match(plain(words))[0] for words in said)  # type: ignore[index]  # it matches anything
    return Card(href, title, question, finding, thumbnail, alt, counted[1] if counted else "")


def _first_markdown_output(notebook: Any) -> str:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            words = output.get("data", {}).get("text/markdown", "")
            if words and not words.lstrip().startswith(("#", "|")):
                return str(words).strip()
    return ""


def _thumbnail(html: str) -> tuple[str, str]:
    """The first chart, made small, as a data address, and its alt text."""
    import base64
    import io

    from PIL import Image

    images = pages.parse(f"<html><body>{html}</body></html>").xpath("//figure[contains(@class, 'gcir-chart')]//img")
    source = images[0].get("src", "") if images else ""
    if not source.startswith("data:image/png;base64,"):
        return "", ""
    picture: Image.Image = Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))).convert("RGB")
    picture.thumbnail((640, 480))
    file = io.BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii"), images[0].get("alt", "")
