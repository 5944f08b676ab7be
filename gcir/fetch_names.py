"""What a fetched file is called, and whether it is a document at all."""

import hashlib
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx

from gcir import documents, sniff
from gcir.fetch_list import key
from gcir.model import UnreadableFile
from gcir.readers_text import decode

_WORDS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff_]+")
_MOST_BYTES = 120
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/xml": ".html",
    "text/xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/msword": ".doc",
    "application/kswps": ".doc",
    "application/vnd.ms-works": ".doc",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    "application/vnd.ms-excel": ".xls",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".mht",
    "multipart/related": ".mht",
    "application/x-mimearchive": ".mht",
}
"""Types of documents, and the ending that a file of each gets."""
_SAYS_NOTHING = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/download")
) | {"application/force-download", "application/x-force-download", "application/zip", "application/x-msdownload"}
_UNLIKE_TEXT = frozenset((".pdf", ".docx", ".xlsx", ".xls", ".doc"))
_NO_PAGES = _UNLIKE_TEXT | {".docm", ".xlsm", ".wps", ".et", ".rtf"}
_FRONT = re.compile(r"/?(?:(?:index|default)\.\w+)?", re.I)
_LISTING = re.compile(rb"<title>\s*Index of /", re.I)


def media_type(headers: httpx.Headers) -> str:
    """The type that the server gives, without its parameters."""
    return str(headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def may_be_document(kind: str) -> bool:
    """Whether something of this type may be a document; where the server does not say, its bytes will."""
    return kind in TYPES or kind in _SAYS_NOTHING


def suffix(kind: str, data: bytes, url: str) -> str:
    """The ending for a file: what its bytes are comes before what the server and the address say. Empty: no document."""
    container = sniff.container_of(data)
    if f".{container}" in _UNLIKE_TEXT:
        return f".{container}"
    given = PurePosixPath(unquote(httpx.URL(url).path)).suffix.lower()
    told = TYPES.get(kind) or (given if given in documents.SUFFIXES else "")
    if container == "encrypted":
        return told if told in _UNLIKE_TEXT else ".docx"
    if container == "other":
        return ".rtf" if data.startswith(b"{\\rtf") else ""
    if _is_mail(data):
        return ".mht"
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    if told in (".html", ".htm", ".shtml") or sniff.is_page(decode(data[:200_000])):
        return ".html"
    return told if told == ".md" else ".txt"


def doubt(url: str, at: str, ending: str, data: bytes) -> str:
    """Why what came may be a message of the site and not what was asked for; empty where nothing speaks for that.

    `at` is the address at which redirects ended. Sites often answer with a page and no error where a document is gone.
    """
    if ending != ".html":
        return ""
    asked, came = (unquote(httpx.URL(address).path) for address in (url, at or url))
    if (given := PurePosixPath(asked).suffix.lower()) in _NO_PAGES:
        return f"a web page came, and the address promises {given}"
    if _FRONT.fullmatch(came) and not _FRONT.fullmatch(asked):
        return "the front page of a site came"
    return "a listing of a folder came" if _LISTING.search(data[:4000]) else ""


def _is_mail(data: bytes) -> bool:
    try:
        return sniff.page_in_mail(data) is not None
    except UnreadableFile:
        return False


def file_name(url: str, ending: str) -> str:
    """A name made of host, path and a fingerprint of the address: the same on every system, and no other address has it."""
    address = httpx.URL(url)
    words = "_".join(_WORDS.sub("-", part).strip("-_") for part in (address.host, _stem(unquote(address.path))))
    # The cut may fall within a character; its half goes too.
    short = words.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-_")
    return f"{short}_{hashlib.sha256(key(url).encode()).hexdigest()[:16]}{ending}"


def _stem(path: str) -> str:
    return path.removesuffix(found) if (found := PurePosixPath(path).suffix).lower() in documents.SUFFIXES else path
