"""What people call the codes of the tables, in Chinese and English, from the codebook."""

import csv
import functools

from gcir import codebook

# Files that name the codes of one group each; labels.csv names the small groups.
_FILES = {"indicator": "indicators", "channel": "channels", "category": "problem_categories"}


@functools.cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for group, name in {"": "labels", **_FILES}.items():
        path = codebook.folder() / f"{name}.csv"
        if not path.exists():
            continue
        with path.open(newline="", encoding="utf-8") as f:
            for row in csv.DictReader(f):
                key = row.get("id") or row.get(group) or row.get(name) or ""
                found[(group or row.get("group", ""), key)] = (row.get("label_zh", ""), row.get("label_en", ""))
    return found


def of(group: str, code: str) -> tuple[str, str]:
    """The Chinese and the English name of a code; the code itself where the codebook has no name."""
    zh, en = _names().get((group, code), ("", ""))
    return zh or code, en or (code.replace("_", " ") if zh else "")
