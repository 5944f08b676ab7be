"""Office files are archives of XML: open them without trusting their sizes or their entities."""

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from gcir.limits import Limits
from gcir.model import UnreadableFile

_SMALL = 10_000_000
_ENTRY = b"PK\x01\x02"


class Archive:
    """The parts of an Office file, unpacked one by one within limits."""

    def __init__(self, data: bytes, limits: Limits):
        self._limits = limits
        self._used = 0
        if data.count(_ENTRY) > limits.archive_parts:
            raise UnreadableFile("too_large", f"an archive of more than {limits.archive_parts} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableFile("damaged", f"not a readable archive: {error}") from error
        infos = self._zip.infolist()
        self.names = frozenset(i.filename for i in infos)
        unpacked = sum(i.file_size for i in infos)
        if unpacked > limits.unpacked_bytes:
            raise UnreadableFile("unpacks_too_large", f"unpacks to {unpacked} bytes; the limit is {limits.unpacked_bytes}")
        if unpacked > _SMALL and unpacked > limits.unpack_ratio * len(data):
            raise UnreadableFile("unpacks_too_large", f"unpacks to {unpacked // len(data)} times its size")

    def read(self, name: str) -> bytes:
        """One part; empty if there is none of that name."""
        if name not in self.names:
            return b""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableFile("encrypted", "the archive is encrypted")
        left = self._limits.part_bytes - self._used
        try:
            with self._zip.open(info) as part:
                data = part.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableFile("damaged", f"{name}: {error}") from error
        self._used += len(data)
        if len(data) > left:
            raise UnreadableFile("unpacks_too_large", f"parts of more than {self._limits.part_bytes} bytes")
        if name.endswith(".xml") and data.count(b"<") > self._limits.xml_tags:
            raise UnreadableFile("too_large", f"{name} has more than {self._limits.xml_tags} tags")
        return data

    def xml(self, name: str) -> Any:
        """The root of one XML part, None if there is none; entities are never expanded."""
        data = self.read(name)
        if not data:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            reason = "unsafe_xml" if b"<!ENTITY" in data else "damaged"
            raise UnreadableFile(reason, f"{name}: {error}"[:200]) from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableFile("unsafe_xml", f"{name} declares a document type")
        return root

    def repacked(self, prefixes: tuple[str, ...]) -> bytes:
        """An archive with only the named parts, unpacked here and stored: safe for readers without limits."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as out:
            for name in sorted(self.names):
                if name.startswith(prefixes) and not name.endswith("/"):
                    out.writestr(name, self.read(name))
        return buffer.getvalue()
