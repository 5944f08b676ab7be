"""Put a body into the site's frame: contents, fonts, the one script, and a check that nothing else runs or leaves the page."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib import metadata, resources
from pathlib import Path
from typing import Any, NamedTuple

from gcir import language
from gcir.messages import Sentence, say

_HEADING = re.compile(r'(<h[1-6])( id="([^"]*)")?')
_NO_ALT = {"", "No description has been provided for this image"}
_FORBIDDEN = {"script", "iframe", "frame", "object", "embed", "form", "link", "meta", "base", "video", "audio", "image", "use"}
_LINKS = re.compile(r"(?:https?:|mailto:|#|(?![a-z][\w+.-]*:|//))", re.IGNORECASE)
_FETCHES = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
_TABLE = re.compile(r'<table class="[^"]*\bgcir-table\b')
_SCRIPTED = ("statements",)  # kinds of page that have a script, and a style sheet, of their own
_FONTS_HERE = "/*fonts*/"


class NavItem(NamedTuple):
    """A page in the bar above every page."""

    href: str
    title: str


class Site(NamedTuple):
    """What the frame says on every page: the other pages, and the data behind them."""

    nav: tuple[NavItem, ...] = ()
    parsed: int = 0
    transcribed: int = 0


class TocEntry(NamedTuple):
    """A heading in a page's table of contents."""

    level: int
    id: str
    text: str


def version() -> str:
    """The installed version; empty when the package runs from its folder."""
    try:
        return metadata.version("gcir")
    except metadata.PackageNotFoundError:
        return ""


def style_folder() -> Path:
    """Where templates and style sheets stand."""
    return Path(str(resources.files("gcir.style")))


def style_sheet(name: str) -> str:
    """A bundled style sheet, without its comments."""
    return re.sub(r"/\*.*?\*/\n?", "", (style_folder() / f"{name}.css").read_text(encoding="utf-8"), flags=re.DOTALL)


@functools.cache
def script(name: str = "tables") -> str:
    """A script of ours: search and sort in tables, or the filters of the page of statements. Its comment lines stay behind."""
    return re.sub(r"(?m)^ *//.*\n|^ +", "", (style_folder() / f"{name}.js").read_text(encoding="utf-8"))


@functools.cache
def script_element() -> str:
    """The script as tables in JupyterLab bring it along; on the site it stands once on a page."""
    return f"<script>{script()}</script>"


def _script_source(text: str) -> str:
    """What the policy of a page calls its script: no other one runs, wherever it came from."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def search_words() -> Any:
    """What the script says beside a table, as attributes of the table."""
    from markupsafe import Markup

    found = {"search": say("table_search"), "found": say("table_found", k="{k}", n="{n}")}
    return Markup(" ").join(Markup('data-{}="{}"').format(key, str(words)) for key, words in found.items())


def said(en: str, zh: str, first: str = "en", sep: str = " ") -> Any:
    """Words of a template in the language in force, as markup."""
    from markupsafe import Markup  # language.markup escapes

    return Markup(language.markup(Sentence(zh, en), sep, first))


def _plain(en: str, zh: str, first: str = "en") -> str:
    return language.shown(Sentence(zh, en), " ", first)


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(style_folder())
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    made.globals.update(t=said, plain=_plain, speaks=language.chosen, search_words=search_words)
    return made


def render(template: str, **values: object) -> str:
    """A template of gcir/style filled in; every value is escaped unless it is markup of ours."""
    from markupsafe import Markup

    css = Markup(style_sheet("report")) if values.get("standalone") else ""
    text: str = _environment().get_template(template).render(css=css, **values)
    return text


def parse(page: str) -> Any:
    """An HTML page as an element tree."""
    from lxml import html

    return html.document_fromstring(page)


def unique_ids(body: str) -> str:
    """The same body with an id on every heading and no heading id twice."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match[3] or "part"
        seen[name] = seen.get(name, 0) + 1
        return f'{match[1]} id="{name}-{seen[name]}"' if seen[name] > 1 else f'{match[1]} id="{name}"'

    return _HEADING.sub(rename, body)


def contents(tree: Any) -> list[TocEntry]:
    """The second and third level headings of a page."""
    found = []
    for heading in tree.iter("h2", "h3"):
        text = " ".join(heading.text_content().split())
        if heading.get("id") and text:
            found.append(TocEntry(int(heading.tag[1]), heading.get("id"), text))
    return found


def faults(tree: Any) -> list[str]:
    """What must not stand on a page, each with the cell that it came from where that is known."""
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if problem := _fault(element):
            cell = next((e.get("data-cell") for e in [element, *element.iterancestors()] if e.get("data-cell")), None)
            found.append(f"cell {cell}: {problem}" if cell else problem)
    return found


def _fault(element: Any) -> str:
    tag = element.tag.rpartition(":")[2]
    if tag in _FORBIDDEN:
        return f"an output holds a <{tag}> element, but pages run and fetch nothing; show a plain table or a chart instead"
    if tag == "img":
        if (element.get("alt") or "").strip() in _NO_ALT:
            return "an image has no alt text; say in words what it shows"
        if not (element.get("src") or "").startswith("data:image/"):
            return f"an image is fetched from {element.get('src')!r}; embed it as a data address"
    if tag == "source" and not (element.get("srcset") or "").startswith("data:image/"):
        return "a picture is fetched; embed it as a data address"
    if any(name.startswith("on") or (name == "srcset" and tag != "source") for name in element.attrib):
        return f"<{tag}> has an attribute that runs code or fetches; remove it"
    for name, value in element.attrib.items():
        if name.rpartition(":")[2] == "href" and not _LINKS.match(value.strip()):
            return f"<{tag}> links to {value!r}; only pages can be linked"
    if _FETCHES.search(element.get("style") or "") or (tag == "style" and _FETCHES.search(element.text or "")):
        return "a style fetches something; embed it as a data address"
    return ""


def frame(
    body: str, *, title: str, kind: str, here: str, site: Site, description: str = "", toc: bool = True, fonts: str | None = None
) -> str:
    """A whole page: the body in the frame, with its table of contents and the glyphs that it uses.

    `here` is the page's path below the site's folder. `fonts` are font rules to use instead of embedding.
    """
    from markupsafe import Markup

    from gcir import webfont

    own = script(kind) if kind in _SCRIPTED else script() if _TABLE.search(body) else ""
    headings = contents(parse(f"<html><body>{body}</body></html>")) if toc else []
    sheets = ["site", kind] if kind in ("report", *_SCRIPTED) else ["site"]
    page = _environment().get_template("page.html.j2").render(
        body=Markup(body), title=title, kind=kind, here=here, root="../" * here.count("/"), description=description,
        site=site, toc=headings if len(headings) > 1 else [], version=version(),
        css=Markup("".join(map(style_sheet, sheets))), font_source="data:" if fonts is None else "'self' file:",
        lang=language.TAGS[language.chosen()],
        script=Markup(own), script_source=Markup(_script_source(own)),
    )  # fmt: skip
    rules = webfont.faces(parse(page)) if fonts is None else fonts
    whole: str = page.replace(_FONTS_HERE, rules, 1)
    return whole
