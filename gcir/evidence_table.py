"""Tables for the page: rows that can be searched and sorted, and downloaded where a page shows only the beginning.

Where no script runs a table stands there whole.
"""

import hashlib
import html
import io
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
MOST_IN_CSV = 50_000  # rows of a table to download; more of them no spreadsheet likes to open
DOWNLOADS = "GCIR_DOWNLOADS"  # environment variable: the site's folder for tables to download
_FIRST_OF_GROUP = "head_group"  # its cell is filled in the first row of a group alone: in another order it would mislead
_CELL = "padding:.35em .7em .35em 0;text-align:left;vertical-align:top;border-bottom:1px solid #d3d9df"

Cell = Callable[[Any], str]
Completed = Callable[[pd.DataFrame], pd.DataFrame]
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
    whole: pd.DataFrame | None = None,
    completed: Completed = lambda rows: rows,
) -> Page:
    """An HTML table; each column is a message id for its head and a function from a row to the HTML of its cell.

    Rows beyond `most` are left out and counted in words; on the site all of them can be downloaded. `folded` puts the
    table behind a line to open. `group` gives the HTML of a heading above the rows for which it is the same. `whole` are
    all rows where `rows` are but the first of them; `completed` adds what some of these lack to be downloaded.
    """
    whole = rows if whole is None else whole
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
    is_cut = len(whole) > most
    left = f"<p>{both(say('rows_left_out', shown=most, n=len(whole)))}{_download(whole, completed)}</p>" if is_cut else ""
    fixed = " data-unsorted" if any(key == _FIRST_OF_GROUP for key, _ in columns) else ""
    grid = (
        f'<table class="gcir-table" {pages.search_words()}{fixed}><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>'
    )
    all_of_it = f'<div style="overflow-x:auto">{grid}</div>{left}'
    shown = f"<details><summary>{both(folded)}</summary>{all_of_it}</details>" if folded else all_of_it
    return Page(shown)


def first(rows: pd.DataFrame, keys: list[str], most: int = MOST_ROWS) -> pd.DataFrame:
    """The first rows in the order of some columns, without putting all of a long table in order."""
    return rows.loc[rows[keys].sort_values(keys, kind="stable").index[: most + 1]]


def _download(rows: pd.DataFrame, completed: Completed) -> str:
    """A link to the whole table beside the pages: CSV, or Parquet if it is very long; nothing where no site is being made."""
    folder = os.environ.get(DOWNLOADS)
    if not folder:
        return ""
    form, key = (".parquet", "table_download_parquet") if len(rows) > MOST_IN_CSV else (".csv", "table_download")
    data = _parquet(rows, completed) if len(rows) > MOST_IN_CSV else _csv(completed(rows))
    path = Path(folder) / f"table-{hashlib.sha256(data).hexdigest()[:12]}{form}"
    if not path.exists():
        stamps.write(path, data)
    return f' <a href="{path.parent.name}/{path.name}" download>{both(say(key, n=len(rows)))}</a>'


def _csv(rows: pd.DataFrame) -> bytes:
    safe = rows.map(lambda cell: csv_text.safe(cell) if isinstance(cell, str) else cell)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _parquet(rows: pd.DataFrame, completed: Completed) -> bytes:
    """A very long table, some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    schema = pa.Table.from_pandas(completed(rows.head(MOST_IN_CSV)), preserve_index=False).schema
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for start in range(0, len(rows), MOST_IN_CSV):
            part = completed(rows.iloc[start : start + MOST_IN_CSV])
            writer.write_table(pa.Table.from_pandas(part, schema=schema, preserve_index=False))
    return file.getvalue()


def both(words: Sentence, between: str = " ") -> str:
    """Words of ours as HTML in the language in force; words of a report go through `zh`."""
    return language.markup(words, between)


def zh(text: object) -> str:
    """Words of a report, or a name, as HTML: Chinese whatever language the page is in."""
    return f'<span lang="zh-Hans">{html.escape(str(text), quote=False)}</span>'
