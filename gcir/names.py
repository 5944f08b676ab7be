"""What people call the codes of the tables, in Chinese and English, from the codebook."""

import functools

from gcir import codebook

# Files that name the codes of one group each, their columns and the column of the code; labels.csv names the small groups.
_FILES = {
    "indicator": ("indicators", codebook.INDICATOR_COLUMNS, "id"),
    "channel": ("channels", ("id", "label_zh", "label_en", "pattern"), "id"),
    "category": ("problem_categories", ("category", "label_zh", "label_en", "definition", "examples_zh"), "category"),
}


@functools.cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    small = codebook.read("labels", ("group", "id", "label_zh", "label_en"))
    found = {(row["group"], row["id"]): (row["label_zh"], row["label_en"]) for row in small}
    for group, (name, columns, key) in _FILES.items():
        found |= {(group, row[key]): (row["label_zh"], row["label_en"]) for row in codebook.read(name, columns, key)}
    return found


def of(group: str, code: str) -> tuple[str, str]:
    """The Chinese and the English name of a code; the code itself where the codebook has no name."""
    zh, en = _names().get((group, code), ("", ""))
    return zh or code, en or (code.replace("_", " ") if zh else "")
