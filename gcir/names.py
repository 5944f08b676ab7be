"""What people call the codes of the tables, in Chinese and English, from the codebook."""

import functools

from gcir import codebook

# Files that name the codes of one group each, their columns and the columns of code and names; labels.csv names the small groups.
_LABELS = ("label_zh", "label_en")
_FILES = {
    "indicator": ("indicators", codebook.INDICATOR_COLUMNS, ("id", *_LABELS)),
    "channel": ("channels", ("id", "label_zh", "label_en", "pattern"), ("id", *_LABELS)),
    "category": ("problem_categories", ("category", *_LABELS, "definition", "examples_zh"), ("category", *_LABELS)),
    "failure_reason": ("failure_reasons", ("reason", "zh", "en"), ("reason", "zh", "en")),
}


@functools.cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    small = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    found = {(row["group"], row["id"]): (row["label_zh"], row["label_en"]) for row in small}
    for group, (name, columns, (key, zh, en)) in _FILES.items():
        found |= {(group, row[key]): (row[zh], row[en]) for row in codebook.read(name, columns, key)}
    return found


def of(group: str, code: str) -> tuple[str, str]:
    """The Chinese and the English name of a code; the code itself where the codebook has no name."""
    zh, en = _names().get((group, code), ("", ""))
    return zh or code, en or (code.replace("_", " ") if zh else "")
