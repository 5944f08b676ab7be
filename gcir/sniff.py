"""What a file is, told by its first bytes and not by its name."""

import email
import re

from gcir.model import UnreadableFile

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_STREAMS_IN_BYTES = tuple((name.encode("utf-16-le"), kind) for name, kind in _STREAMS)
_ARCHIVES = ((b"word/document.xml", "docx"), (b"xl/workbook", "xlsx"))
_MOST_PARTS, _MOST_NESTED, _MOST_HEAD_LINE = 5000, 100, 4000
_NESTED = (b"multipart/", b"message/")
# What a type's parameters may be as long as: the library's time for them grows with the square of their length.
_LONG_TYPE = re.compile(rb"(?:^|[\r\n])content-(?:type|disposition)[ \t]*:(?:[^\r\n]|[\r\n]+[ \t]){%d}" % _MOST_HEAD_LINE, re.I)
_MAIL = re.compile(rb"\s*(?:from|mime-version|date|subject|content-type|x-[\w-]+):[^\n]{0,500}\n", re.I)
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).){0,3000}-->\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|center|section|article|span|font)\b",
    re.I | re.S,
)
_CLOSED = re.compile(r"</(?:p|td|tr|div|span|table|body|html)\s*>", re.I)


def container_of(data: bytes) -> str:
    """What kind of file the bytes are: pdf, docx, xlsx, doc, xls, encrypted, other, or text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in _ARCHIVES if part in data), "other")
    if data.startswith(_OLD_OFFICE):
        return next((kind for name, kind in _STREAMS_IN_BYTES if name in data), "other")
    return "other" if data.startswith(b"{\\rtf") else "text"


def is_page(text: str, named: bool = False) -> bool:
    """Whether the text begins as a web page does; one that is `named` so may begin with words."""
    if "<" not in text[:10_000]:
        return False
    return _PAGE.match(text[:10_000]) is not None or (named and _CLOSED.search(text[:100_000]) is not None)


def page_in_mail(data: bytes) -> tuple[bytes, str] | None:
    """The page inside a web archive (a page saved as one mail message) and its address, if it is one."""
    if not _MAIL.match(data[:1000]) or b"mime-version" not in data[:4000].lower():
        return None
    if data.count(b"\n--") > _MOST_PARTS:
        raise UnreadableFile("too_large", f"a web archive of more than {_MOST_PARTS} parts")
    lower = data.lower()
    if sum(map(lower.count, _NESTED)) > _MOST_NESTED:
        raise UnreadableFile("too_deep", f"a web archive with more than {_MOST_NESTED} parts that hold parts")
    if _LONG_TYPE.search(data):
        raise UnreadableFile("too_large", f"a web archive with a type of more than {_MOST_HEAD_LINE} characters")
    message = email.message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            return (body, address.strip()) if isinstance(body, bytes) else None
    return None
