"""The handouts that stand beside the site, for the links on its first page."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

FOLDER = "handouts"  # below the site's folder
_FORMS = (".pdf", ".html")


class Handout(NamedTuple):
    """The files on one agency and year: what they are about, and a label and an address for each."""

    title: str
    files: tuple[tuple[str, str], ...]


def handouts(site: Path) -> list[Handout]:
    """All handouts in the site's folder, in the order of their names; none before `gcir handout` has made any."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((site / FOLDER).glob("*")):
        title, _, lang = path.stem.rpartition("-")
        if title and path.suffix in _FORMS:
            label = f"{lang} {path.suffix[1:].upper()}"
            found.setdefault(title.replace("-", " "), []).append((label, f"{FOLDER}/{quote(path.name)}"))
    return [Handout(title, tuple(files)) for title, files in sorted(found.items())]
