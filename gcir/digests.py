"""What files hold, by their fingerprints: of files that a build has read these are known, and nothing is read again."""

from __future__ import annotations

from pathlib import Path

from gcir import ledger, packing, stamps


class Digests:
    """Fingerprints of files, each found once. A raw file that looks as when the build read it has the one that it noted."""

    def __init__(self, tidy: Path, raw: Path) -> None:
        from gcir.building import STORE

        self._seen = ledger.load(tidy / STORE)
        self._raw = f"{raw.as_posix()}/"
        self._found: dict[Path, bytes] = {}

    def of(self, path: Path) -> bytes:
        """The SHA-256 of a file, as `stamps.digest` gives it."""
        if path not in self._found:
            self._found[path] = self._noted(path.as_posix()) or stamps.digest(path)
        return self._found[path]

    def _noted(self, path: str) -> bytes:
        """What the build noted of a file that cannot have changed since; empty where it noted none."""
        seen = self._seen.get(path.removeprefix(self._raw)) if path.startswith(self._raw) else None
        return bytes.fromhex(seen.sha256) if seen and seen.holds(packing.state(path)) else b""
