"""How much a single file may cost; a file that asks for more is refused with a reason, never read in part."""

import time
from dataclasses import dataclass

from gcir.model import UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. The defaults fit every honest report many times over."""

    file_bytes: int = 50_000_000
    text_chars: int = 2_000_000
    markup_chars: int = 10_000_000
    html_tags: int = 120_000
    html_depth: int = 1_000
    tag_attributes: int = 10_000
    table_depth: int = 30
    span: int = 100
    table_cells: int = 20_000
    unpacked_bytes: int = 200_000_000
    part_bytes: int = 30_000_000
    archive_parts: int = 5_000
    xml_tags: int = 600_000
    sheet_cells: int = 200_000
    unpack_ratio: int = 300
    pdf_pages: int = 300
    pdf_page_objects: int = 50_000
    pdf_stream_bytes: int = 8_000_000
    reader_bytes: int = 800_000_000
    seconds: float = 10.0


DEFAULT = Limits()


class Clock:
    """Stops a reader that takes longer than its limit; readers call `check` between steps."""

    __slots__ = ("_end", "_seconds")

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise UnreadableFile once the time is used up."""
        if time.monotonic() > self._end:
            raise UnreadableFile("too_slow", f"reading took longer than {self._seconds:g} seconds")

    def left(self) -> float:
        """Seconds that remain, never below a tenth."""
        return max(0.1, self._end - time.monotonic())
