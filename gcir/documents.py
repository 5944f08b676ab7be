"""Any file that a report may come in, as text, tables and what the container says about itself."""

import hashlib
from dataclasses import replace
from pathlib import Path

from gcir.limits import DEFAULT, Limits
from gcir.model import Document, UnreadableFile
from gcir.readers_text import decode, read_text

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml"})
_MARKDOWN = frozenset({".md", ".markdown"})


def read_document(path: Path | str, *, limits: Limits = DEFAULT) -> Document:
    """Read one file. Raises UnreadableFile with a reason from codebook/failure_reasons.csv."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise UnreadableFile("too_large", f"{size} bytes; the limit is {limits.file_bytes}")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile("not_found", error.strerror or str(error)) from error
    return read_bytes(data, path.name, limits)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT) -> Document:
    """Read the bytes of one file; its first bytes say what it is, its name only what it was called."""
    if len(data) > limits.file_bytes:
        raise UnreadableFile("too_large", f"{len(data)} bytes; the limit is {limits.file_bytes}")
    if not data.strip():
        raise UnreadableFile("empty_file", "nothing in it")
    document = _read(data, name, limits)
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


def _looks_like_page(text: str) -> bool:
    from gcir.html_source import is_page

    return is_page(text)


def _read(data: bytes, name: str, limits: Limits) -> Document:
    suffix = Path(name).suffix.lower()
    text = decode(data)
    if "<" in text[:2000] and _looks_like_page(text):
        from gcir.readers_html import read_html

        return read_html(text, name, limits)
    return read_text(text, name, "md" if suffix in _MARKDOWN else "txt", limits)
