"""Where the project's folders stand, for notebooks run from JupyterLab, from the command line or by `gcir report`."""

import os
from pathlib import Path

_FOLDERS = {"tidy": "data/tidy", "published": "data/published", "raw": "data/raw", "figures": "figures"}


def root() -> Path:
    """The nearest folder upwards that holds both data and notebooks; the working folder if there is none."""
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "data").is_dir() and (p / "notebooks").is_dir()), here)


def folder(name: str) -> Path:
    """The folder "tidy", "published", "raw" or "figures"; the environment variable GCIR_NAME moves it."""
    moved = os.environ.get(f"GCIR_{name.upper()}")
    return Path(moved) if moved else root() / _FOLDERS[name]
