"""Remember what a page was made from, so that it is made again only when that changes."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

_TOOLS = ("pandas", "matplotlib", "nbconvert", "jieba")


def digest(path: Path) -> bytes:
    """The SHA-256 of a file; of one that is not there a word that says so."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        return b"gone"


def of_files(paths: Iterable[Path], *parts: object, known: Callable[[Path], bytes] = digest) -> str:
    """A fingerprint of files, of everything below folders, and of plain values; `known` tells what a file holds."""
    total = hashlib.sha256(repr(parts).encode())
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            total.update(os.path.relpath(file, path.parent).encode() + b"\0")
            total.update(known(file))
    return total.hexdigest()


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (Path(place, name) for name in sorted(files))


def tools() -> tuple[str, ...]:
    """The versions of Python and of the packages that shape a page."""
    return (sys.version.split()[0], *(metadata.version(name) for name in _TOOLS))


def write(path: Path, content: str | bytes) -> None:
    """Write a file in one step: a reader, or a kill, never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    os.replace(beside, path)


def load(path: Path) -> dict[str, dict[str, Any]]:
    """The notes of the last run; none if there was no run or its notes cannot be read."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def save(path: Path, notes: dict[str, dict[str, Any]]) -> None:
    """Keep the notes for the next run."""
    write(path, json.dumps(notes, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
