"""Where a site and its material stand, and what a run that made it did."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site's material stands. Notebooks run in `root`, the project's folder."""

    notebooks: Path
    out: Path
    figures: Path
    tidy: Path
    raw: Path
    published: Path
    root: Path


@dataclass(slots=True)
class Result:
    """What a run did: pages written and left alone, and what went wrong, in words."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
