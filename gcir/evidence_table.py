"""Tables for the page: rows that can be searched and sorted, and downloaded where a page shows only the beginning.

Where no script runs a table stands there whole.
"""

import hashlib
import html
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gcir import csv_text, language, pages, stamps
from gcir.compare import each
from gcir.messages import Sentence, say

MOST_ROWS = 200
DOWNLOADS = "GCIR_DOWNLOADS"  # environment variable: the site's folder for tables to download
_FIRST_OF_GROUP = "head_group"  # its cell is filled in the first row of a group alone: in another order it would mislead
_CELL = "padding:.35em .7em .35em 0;text-align:left;vertical-align:top;border-bottom:1px solid #d3d9df"

Cell = Callable[[Any], str]
Column = tuple[str, Cell]


@dataclass(frozen=True, slots=True)
class Page:
    """HTML that Jupyter and the site show as it is; in Jupyter each table brings its script along."""

    fragment: str

    def _repr_html_(self) -> str:
        return self.fragment + (pages.script_element() if "</table>" in self.fragment else "")


def table(
    rows: pd.DataFrame,
    columns: Sequence[Column],
    most: int = MOST_ROWS,
    folded: Sentence | None = None,
    group: Cell | None = None,
) -> Page:
    """An HTML table; each column is a message id for its head and a function from a row to the HTML of its cell.

    Rows beyond `most` are left out and counted in words; on the site all of them can be downloaded. `folded` puts the
    table behind a line to open. `group` gives the HTML of a heading above the rows for which it is the same.
    """
    if rows.empty:
        return Page(f"<p>{both(say('nothing_listed'))}</p>")
    head = "".join(f'<th scope="col" style="{_CELL}">{both(say(key), "<br>")}</th>' for key, _ in columns)
    lines, last = [], ""
    for row in each(rows.head(most)):
        if group and (heading := group(row)) != last:
            lines.append(f'<tr class="group"><th colspan="{len(columns)}" style="{_CELL}">{heading}</th></tr>')
            last = heading
        lines.append("<tr>" + "".join(f'<td style="{_CELL}">{cell(row)}</td>' for _, cell in columns) + "</tr>")
    body = "\n".join(lines)
    left = f"<p>{both(say('rows_left_out', shown=most, n=len(rows)))}{_download(rows)}</p>" if len(rows) > most else ""
    fixed = " data-unsorted" if any(key == _FIRST_OF_GROUP for key, _ in columns) else ""
    grid = (
        f'<table class="gcir-table" {pages.search_words()}{fixed}><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>'
    )
    whole = f'<div style="overflow-x:auto">{grid}</div>{left}'
    shown = f"<details><summary>{both(folded)}</summary>{whole}</details>" if folded else whole
    return Page(shown)


def _download(rows: pd.DataFrame) -> str:
    """A link to the whole table as a CSV file beside the pages; nothing where no site is being made."""
    folder = os.environ.get(DOWNLOADS)
    if not folder:
        return ""
    safe = rows.map(lambda cell: csv_text.safe(cell) if isinstance(cell, str) else cell)
    data = safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    path = Path(folder) / f"table-{hashlib.sha256(data).hexdigest()[:12]}.csv"
    if not path.exists():
        stamps.write(path, data)
    return f' <a href="{path.parent.name}/{path.name}" download>{both(say("table_download", n=len(rows)))}</a>'


def both(words: Sentence, between: str = " ") -> str:
    """Words of ours as HTML in the language in force; words of a report go through `zh`."""
    return language.markup(words, between)


def zh(text: object) -> str:
    """Words of a report, or a name, as HTML: Chinese whatever language the page is in."""
    return f'<span lang="zh-Hans">{html.escape(str(text), quote=False)}</span>'
