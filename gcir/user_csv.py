"""CSV files that a user writes: read with the line of every row, so that an error can name it."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Line = tuple[int, dict[str, str]]


def read(path: Path, wrong: Callable[[str], Exception]) -> tuple[list[str], list[Line]]:
    """The header and the filled lines of a CSV file in UTF-8, or in GB 18030 as spreadsheets in China save it.

    Cells come without the space around them. `wrong` makes the error out of a sentence that names file and line.
    """
    reader = csv.reader(io.StringIO(text(path, wrong), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if twice := [name for i, name in enumerate(header) if name in header[:i]]:
            raise wrong(f"{path}, line 1: column {twice[0]!r} stands twice; keep one of them")
        return header, list(_lines(path, reader, header, wrong))
    except csv.Error as error:
        raise wrong(f"{path}, line {reader.line_num}: this is no CSV ({error}); save it as CSV UTF-8") from error


def text(path: Path, wrong: Callable[[str], Exception]) -> str:
    """The characters of a file in UTF-8 or GB 18030; `wrong` makes the error if it is neither."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise wrong(f"{path} is not there: check the path, or write the file") from None
    except OSError as error:
        raise wrong(f"{path} cannot be read ({error.strerror}): check the path and its permissions") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise wrong(f"{path} is not UTF-8: save it as CSV UTF-8")


def _lines(path: Path, reader: Any, header: list[str], wrong: Callable[[str], Exception]) -> Iterator[Line]:
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            raise wrong(f"{path}, line {reader.line_num}: {len(header)} cells expected, {len(row)} found; correct it")
        cells += [""] * (len(header) - len(cells))
        yield reader.line_num, dict(zip(header, cells, strict=False))
