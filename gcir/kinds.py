"""What a file is that cannot be read, told by its first bytes and not by its name, and what to do about it."""

from __future__ import annotations

import re
from pathlib import Path

_HEAD = 65_536
_PICTURE = "recognise its text (OCR) and save that as a Word, PDF or text file"
_ARCHIVE = "unpack it and put the files that it holds here"
_KINDS = (
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"\x89PNG\r\n", "a PNG picture", _PICTURE),
    (b"GIF8", "a GIF picture", _PICTURE),
    (b"II*\x00", "a TIFF picture", _PICTURE),
    (b"MM\x00*", "a TIFF picture", _PICTURE),
    (b"Rar!\x1a\x07", "a RAR archive", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _ARCHIVE),
    (b"\x1f\x8b", "a gzip archive", _ARCHIVE),
    (b"{\\rtf", "an RTF file", "open it in a word processor and save it as .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Office file that is neither Word nor Excel", "open it there and save it as PDF"),
)
_ZIPPED = (
    (b"OFD.xml", "an OFD file", "open it in an OFD reader and save it as PDF"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", "open it in a word processor and save it as .docx"),
    (b"ppt/presentation.xml", "a PowerPoint file", "open it there and save it as PDF"),
    (b"", "a ZIP archive", _ARCHIVE),
)
_PROMISED = {
    ".pdf": "a PDF file", ".docx": "a Word file", ".docm": "a Word file", ".doc": "a Word file", ".wps": "a Word file",
    ".xlsx": "an Excel workbook", ".xlsm": "an Excel workbook", ".xls": "an Excel workbook", ".et": "an Excel workbook",
    ".rtf": "an RTF file",
}  # fmt: skip
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I)
_NO_TEXT = frozenset(("binary_content", "encoding_unreadable", "unknown_type"))
_REMEDIES = {
    "empty_file": "fetch it again", "damaged": "fetch it again, or open it and save it anew",
    "encrypted": "save it without a password", "no_text": f"if it is a scan, {_PICTURE}",
}  # fmt: skip


def explained(path: Path, reason: str, detail: str) -> tuple[str, str]:
    """A reason and its detail, for people: what the file is instead of what its name promises, and the remedy."""
    promised = _PROMISED.get(path.suffix.lower(), "")
    if reason in _REMEDIES:
        return reason, f"{detail.rstrip('.')}: {_REMEDIES[reason]}"
    if reason not in _NO_TEXT and not (reason == "no_agency" and promised):
        return reason, detail
    head, data = _bytes(path)
    if reason == "no_agency":
        if not _PAGE.search(head[:4096]):
            return reason, detail
        return reason, f"{detail}; it is a web page and not {promised}, perhaps a message of the site: fetch it again"
    for start, what, remedy in _KINDS if not head.startswith(b"PK\x03\x04") else ():
        if head.startswith(start):
            return "unknown_type", f"it is {what}: {remedy}"
    for part, what, remedy in _ZIPPED if head.startswith(b"PK\x03\x04") else ():
        if part in data:
            return "unknown_type", f"it is {what}: {remedy}"
    if promised:
        return "damaged", f"it is not {promised}, though it is called so: it may be cut off or spoilt; fetch it again"
    return reason, detail


def _bytes(path: Path) -> tuple[bytes, bytes]:
    """The first bytes of a file, and of an archive all; nothing of one that is gone by now."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            return head, head + (file.read() if head.startswith(b"PK") else b"")
    except OSError:
        return b"", b""
