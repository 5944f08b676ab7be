"""What is kept of what was fetched: the files, their lines in manifest.csv, and notes for asking again.

Lines are added to the manifest; what a user wrote in it stays as it is, byte for byte, and so do its encoding and its
line ends. Only its first line grows where a column is missing, and only times that were noted here are renewed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from gcir import fetch_names, manifest, stamps, user_csv
from gcir.fetch_list import Wanted, key
from gcir.fetch_one import Page
from gcir.intake import InputError

NOTES = ".fetched.jsonl"
_NEEDED = ("file", "agency", "year", "url", "fetched")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Note:
    """A file that was fetched: from where, when, its fingerprint, what the server called it, and what speaks against it."""

    url: str
    file: str
    sha256: str
    fetched: str
    etag: str = ""
    modified: str = ""
    doubt: str = ""


class Folder:
    """The folder that files are fetched into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = _Manifest(folder / manifest.NAME)
        self._taken = {file.casefold() for file in self._manifest.urls}
        self._notes = _read_notes(folder / NOTES)
        self._files = {key(url): file for file, url in self._manifest.urls.items() if _is_address(url) and _is_inside(file)}
        for part in folder.glob(".*.part"):  # what a run that was ended left half-written
            part.unlink(missing_ok=True)

    def file(self, url: str) -> str:
        """The file in which an address is kept already; empty if there is none."""
        file = self._files.get(key(url), "")
        place = self.folder / file
        return file if file and place.is_file() and place.stat().st_size else ""

    def before(self, url: str) -> Note | None:
        """What was noted when an address was fetched; None unless its file is still what came then."""
        note = self._notes.get(key(url))
        file = self.file(url)
        return note if note and note.file == file and _digest(self.folder / file) == note.sha256 else None

    def doubt(self, url: str) -> str:
        """Why the file in which an address is kept may not be what was asked for, as was noted when it came."""
        note = self._notes.get(key(url))
        return note.doubt if note and note.doubt and self.before(url) else ""

    def keep(self, wanted: Wanted, page: Page) -> bool:
        """Keep a document; False if it is what was there before. First the file, then its line: a kill leaves no line alone."""
        known = key(wanted.url)
        file = self._files.get(known) or self._free_name(wanted.url, page.suffix)
        sha256 = hashlib.sha256(page.body).hexdigest()
        place = self.folder / file
        is_known = known in self._files
        is_new = not is_known or not place.is_file() or _digest(place) != sha256
        if is_new:
            stamps.write(place, page.body)
        note = Note(known, file, sha256, _now(), page.etag, page.modified, page.doubt)
        if not is_known:
            line = {"file": file, "agency": wanted.agency, "year": wanted.year, "url": wanted.url, "fetched": note.fetched}
            self._manifest.add(line)
            self._files[known] = file
        elif is_new:
            self._manifest.renew(file, note.fetched)
        self._notes[known] = note
        _append(self.folder / NOTES, (json.dumps(asdict(note)) + "\n").encode())
        return is_new

    def close(self) -> None:
        """Finish what is written in one go at the end."""
        self._manifest.close()

    def _free_name(self, url: str, suffix: str) -> str:
        """A name that no line of the manifest gives to another file, however files are named on this system."""
        stem = fetch_names.file_name(url, "")
        names = (f"{stem}{f'_{i}' if i else ''}{suffix}" for i in itertools.count())
        free = next(name for name in names if name.casefold() not in self._taken)
        self._taken.add(free.casefold())
        return free


def _is_address(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and bool(key(url))
    except (httpx.InvalidURL, ValueError):
        return False


def _is_inside(file: str) -> bool:
    return bool(file) and not Path(file).is_absolute() and ".." not in Path(file).parts


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_notes(path: Path) -> dict[str, Note]:
    """The notes by address; a line that was cut off is passed over."""
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else ():
        try:
            note = Note(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[note.url] = note
    return found


def _append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file in one step; all of them, or none where the disk is full."""
    with path.open("ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            if file.write(data) != len(data):
                raise OSError(28, "No space left on device", str(path))
        except OSError:
            os.truncate(path, before)
            raise


class _Manifest:
    """The manifest of a folder, to which lines are added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding, self._end = "utf-8", "\n"
        self._columns: list[str] = []
        self._renewed: dict[str, str] = {}
        self._is_ready = False
        self.urls: dict[str, str] = {}
        if path.is_file():
            self._look()

    def _look(self) -> None:
        """See which files it names, and how it is written. Raises InputError if nothing can be added to it."""
        header, lines = user_csv.read(self._path, InputError)
        if "file" not in header or header != _cells(self._text()[1]):
            raise InputError(f"{self._path}, line 1: the names of the columns, 'file' among them, must stand on this line")
        self.urls = {row["file"].replace("\\", "/"): row.get("url", "") for _, row in lines}
        self._end = "\r\n" if "\r\n" in self._text()[1] else "\n"

    def _text(self) -> tuple[bytes, str]:
        """The mark at its beginning, if it has one, and its characters."""
        data = self._path.read_bytes() if self._path.is_file() else b""
        mark = _MARK if data.startswith(_MARK) else b""
        try:
            return mark, data[len(mark) :].decode("utf-8")
        except UnicodeDecodeError:
            self._encoding = "gb18030"
            return mark, data[len(mark) :].decode("gb18030")

    def _prepare(self) -> None:
        """Write the first line, or make it longer where a column is missing; end the last one."""
        mark, text = self._text()
        first = re.match(r"[^\r\n]*", text)[0]  # type: ignore[index]
        missing = [c for c in _NEEDED if c not in _cells(first)]
        longer = ",".join([first, *missing] if first else missing) + text[len(first) :]
        if not longer.endswith(("\n", "\r")):
            longer += self._end
        if longer != text:
            stamps.write(self._path, mark + longer.encode(self._encoding))
        self._columns = _cells(longer)
        self._is_ready = True

    def add(self, line: Mapping[str, str]) -> None:
        """Add a line."""
        if not self._is_ready:
            self._prepare()
        _append(self._path, self._line([line.get(c, "") for c in self._columns]).encode(self._encoding, "replace"))
        self.urls[line["file"]] = line["url"]

    def _line(self, cells: Iterable[str]) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator=self._end).writerow(cells)
        return out.getvalue()

    def renew(self, file: str, fetched: str) -> None:
        """Note a new time for a file; it is written by `close`."""
        self._renewed[file] = fetched

    def close(self) -> None:
        """Write the times that are new into the lines that were written here."""
        mark, text = self._text()
        header = _cells(text)
        if not self._renewed or "fetched" not in header:
            return
        name, time = header.index("file"), header.index("fetched")
        lines = list(io.StringIO(text, newline=""))
        reader, done, written = csv.reader(lines), 0, []
        for row in reader:
            raw, done = "".join(lines[done : reader.line_num]), reader.line_num
            new = self._renewed.get(row[name] if len(row) > name else "")
            if new and len(row) > time and row[time] and self._line(row) == raw:
                raw = self._line([*row[:time], new, *row[time + 1 :]])
            written.append(raw)
        stamps.write(self._path, mark + "".join(written).encode(self._encoding))


def _cells(text: str) -> list[str]:
    """The names of the columns in the first line of a text."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return [cell.strip() for cell in next(csv.reader([first]), [])]
