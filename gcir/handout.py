"""Two printed pages about one agency: as PDF, set by typst with the bundled fonts, and as a web page.

The same tables give the same bytes: nothing depends on the day or the machine. `make` is for notebooks, `gcir handout` for
the command line.
"""

from __future__ import annotations

import base64
import functools
import json
import os
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gcir import handout_content, handout_cut, pages, webfont
from gcir.agency_view import View
from gcir.handout_content import Order
from gcir.handout_parts import Content
from gcir.style import fonts, house

LANGUAGES, FORMATS = ("zh", "en"), ("pdf", "html")
_FONTS_HERE = "/*fonts*/"
_BULLET = "·"  # stands in the style sheet
_BOLD = ("h1", "h2", "h3", "b", "th")
_GETA = "\u3013"  # what Chinese printers set for a character that they have no type for
_INVISIBLE = frozenset("\n\t\u00a0\u3000\u200b\ufeff\u2060")


class HandoutError(RuntimeError):
    """A handout that cannot be made as it must be; the message says what is wrong."""


def make(corpus: Any, agency: str = "", year: int | None = None, *, out: Path | str = "", lang: str = "", form: str = "") -> Any:
    """Write the handout of one agency and give the files, which show themselves in a notebook.

    The agency goes by any spelling or its id; without one it is that with most reports. `lang` is "zh" or "en" and `form`
    "pdf" or "html"; without them every one is made. Files go to `out`, else to site/handouts of the project. Raises
    HandoutRefusedError, with the nearest names or the years there are, where there is no such agency or report.

    >>> made = make(corpus, "珊溪镇", out=folder, lang="zh", form="html")
    >>> [path.name for path in made]
    ['文成县珊溪镇人民政府-...-zh.html']
    >>> make(corpus, "珊溪镇", 1)
    Traceback (most recent call last):
    gcir.handout_run.HandoutRefusedError: 文成县珊溪镇人民政府 has no report ...
    """
    from gcir import handout_run

    return handout_run.of_corpus(corpus, agency, year, out, (lang,) if lang else LANGUAGES, (form,) if form else FORMATS)


def prepared(view: View, order: Order, lang: str) -> tuple[Content, list[str]]:
    """The content of a handout cut to two pages, and the characters that no bundled font draws.

    Such a character is shown as a geta mark, as printers do, and named at the foot.
    """
    whole, lacking = drawable(handout_content.content(view, order, lang))
    if lacking:
        whole["foot"]["limits"] += handout_content.missing_note(lacking, lang)
    return handout_cut.fitted(whole, _fits), lacking


def pdf(content: Content) -> bytes:
    """The two pages as PDF, with its fonts in it."""
    made: bytes = _compile(content, 0)
    return made


def html(content: Content) -> str:
    """The two pages as one web page that fetches nothing."""
    from markupsafe import Markup

    charts = [chart | {"image": _data(chart["svg"])} for chart in content["charts"]]
    page = pages.render("handout.html.j2", sheet=Markup(pages.style_sheet("handout")), d=content | {"charts": charts})
    body = pages.parse(page).find("body")
    if faults := pages.faults(body):
        raise HandoutError(f"{content['agency']}: {faults[0]}")
    return page.replace(_FONTS_HERE, _faces(body), 1)


def shown(paths: tuple[Path, ...]) -> str:
    """Handouts as a notebook shows them: the pages of the first PDF, and a link to every file."""
    found = [(path.name, quote(Path(os.path.relpath(path)).as_posix())) for path in paths]
    links = " · ".join(f'<a href="{href}">{escape(name)}</a>' for name, href in found)
    first = next((i for i, path in enumerate(paths) if path.suffix == ".pdf"), None)
    sheets = "" if first is None else "".join(
        f'<a href="{found[first][1]}"><img alt="{escape(found[first][0])} {n}" src="data:image/png;base64,{page}"'
        ' style="width:48%;min-width:320px;max-width:620px;margin:0 1% 1em 0;border:1px solid #d3d9df"></a>'
        for n, page in enumerate(_sheets(paths[first]), start=1)
    )  # fmt: skip
    return f"<p>{links}</p>{sheets}"


def _sheets(path: Path) -> list[str]:
    """The pages of a PDF as pictures for a screen."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        found = []
        for page in document:
            file = io.BytesIO()
            page.render(scale=1.6).to_pil().convert("RGB").quantize(64).save(file, "PNG", optimize=True)
            found.append(base64.b64encode(file.getvalue()).decode("ascii"))
        return found
    finally:
        document.close()


def _faces(body: Any) -> str:
    """The bundled fonts cut to the page, Latin letters too: on paper it must be as long as the PDF, whatever the machine."""
    letters = {400: {_BULLET, *body.text_content()}, 700: {c for e in body.iter(*_BOLD) for c in e.text_content()}}
    rules = []
    for weight, found in letters.items():
        drawn = frozenset(c for c in found if c.isprintable()) & webfont.known(weight)
        data = base64.b64encode(webfont.woff2(weight, drawn)).decode("ascii")
        rules.append(webfont.face(fonts.FAMILY, weight, f"data:font/woff2;base64,{data}", "woff2"))
    return "\n".join(rules)


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _fits(content: Content, part: int) -> bool:
    """Whether a page of the content is one sheet."""
    import pypdfium2

    document = pypdfium2.PdfDocument(_compile(content, part))
    try:
        return len(document) == 1
    finally:
        document.close()


def _compile(content: Content, part: int) -> Any:
    import typst

    inputs = {"data": json.dumps(content, ensure_ascii=False), "part": str(part)}
    compiler: Any = typst.compile_with_warnings  # its types want all paths alike
    made, warnings = compiler(
        _template(), root=str(pages.style_folder()), font_paths=[str(fonts.REGULAR.parent)], ignore_system_fonts=True,
        format="pdf", sys_inputs=inputs, timestamp=None,
    )  # fmt: skip
    if warnings:
        raise HandoutError(f"{content['agency']}: {warnings[0].message}")
    return made


@functools.cache
def _template() -> bytes:
    colours = {"ink": house.INK, "soft": house.TEXT, "accent": house.ACCENT, "pale": house.PALE}
    return pages.render("handout.typ.j2", font=fonts.FAMILY, **colours).encode("utf-8")


def drawable(content: Content) -> tuple[Content, list[str]]:
    """The content with a geta mark for every character that a bundled font lacks, and those characters."""
    known = webfont.known(400) & webfont.known(700) | _INVISIBLE
    lacking: set[str] = set()

    def clean(value: Any, key: str = "") -> Any:
        if isinstance(value, str) and key != "svg":
            lacking.update(c for c in value if c not in known)
            return "".join(c if c in known else _GETA for c in value)
        if isinstance(value, dict):
            return {k: clean(v, k) for k, v in value.items()}
        return [clean(v) for v in value] if isinstance(value, list) else value

    return clean(content), sorted(lacking)
