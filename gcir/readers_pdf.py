"""PDF files with a text layer."""

from gcir.limits import Limits
from gcir.model import Document, UnreadableFile


def read_pdf(data: bytes, name: str, limits: Limits) -> Document:
    """A document from the bytes of a PDF file."""
    raise UnreadableFile("unknown_type", f"{name}: PDF is not read yet")
