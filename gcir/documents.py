"""Any file that a report may come in, as text, tables and what the container says about itself."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from gcir.limits import DEFAULT, Limits
from gcir.model import Document, UnreadableFile
from gcir.sniff import container_of, is_page, page_in_mail

SUFFIXES = frozenset(
    (
        ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".pdf", ".docx",
        ".docm", ".doc", ".wps", ".xlsx", ".xlsm", ".xls", ".et", ".rtf",
    )
)  # fmt: skip
"""Endings of the files that a walk through a folder should read or report as unreadable."""

_MARKDOWN = frozenset((".md", ".markdown"))
_PAGES = frozenset((".html", ".htm", ".shtml", ".xhtml"))


def read_document(path: Path | str, *, limits: Limits = DEFAULT) -> Document:
    """Read one file. Raises UnreadableFile with a reason from codebook/failure_reasons.csv."""
    path = Path(path)
    try:
        with open(path, "rb", buffering=0) as file:
            size = os.stat(file.fileno()).st_size
            if size > limits.file_bytes:
                raise UnreadableFile("too_large", f"{size} bytes; the limit is {limits.file_bytes}")
            data = file.read()
    except OSError as error:
        raise UnreadableFile("not_found", error.strerror or str(error)) from error
    return read_bytes(data, path.name, limits)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT) -> Document:
    """Read the bytes of one file; its first bytes say what it is, its name only what it was called."""
    if len(data) > limits.file_bytes:
        raise UnreadableFile("too_large", f"{len(data)} bytes; the limit is {limits.file_bytes}")
    if not data.strip():
        raise UnreadableFile("empty_file", "nothing in it")
    try:
        document = _read(data, name, limits)
    except MemoryError as error:
        raise UnreadableFile("too_much_memory", "reading needs more memory than there is") from error
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


def _read(data: bytes, name: str, limits: Limits) -> Document:
    """Hand the bytes to their reader; readers are imported late, since most folders hold one kind of file."""
    kind = container_of(data)
    if kind == "text":
        return _read_characters(data, name, limits)
    if kind in ("pdf", "xlsx", "xls", "doc"):
        from gcir import apart

        return apart.read(kind, data, name, limits)
    if kind == "docx":
        from gcir.readers_docx import read_docx

        return read_docx(data, name, limits)
    if kind == "encrypted":
        raise UnreadableFile("encrypted", "the file opens only with a password")
    raise UnreadableFile("unknown_type", "neither text, web page, PDF, Word nor Excel")


def _read_characters(data: bytes, name: str, limits: Limits) -> Document:
    from gcir.readers_text import decode, read_text

    if (page := page_in_mail(data)) is not None:
        from gcir.readers_html import read_html

        return read_html(decode(page[0]), name, limits, address=page[1], container="mhtml")
    text = decode(data)
    suffix = Path(name).suffix.lower()
    if is_page(text, suffix in _PAGES):
        from gcir.readers_html import read_html

        return read_html(text, name, limits)
    return read_text(text, name, "md" if suffix in _MARKDOWN else "txt", limits)
