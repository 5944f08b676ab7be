"""Tables as the text of CSV files, a column at a time: a spreadsheet opens them, and takes no cell for a formula."""

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

# A spreadsheet takes a cell that begins so for a formula and may run it; a plain number is no danger.
_BEGINS = r"[=+\-@\t\r＝＋－＠]"
_FORMULA = re.compile(_BEGINS)
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
_TEXT = pa.large_string()  # the cells of one column may be more than two gigabytes


def safe(cell: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula: an apostrophe before a dangerous beginning."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def header(names: Iterable[str]) -> bytes:
    """The first line, after a byte order mark: without it Excel shows Chinese as gibberish."""
    return ("\ufeff" + ",".join(names) + "\n").encode()


def text(table: pa.Table) -> memoryview:
    """The lines of a table, without the first."""
    if not table.num_rows:
        return memoryview(b"")
    *cells, last = (_cells(column.combine_chunks()) for column in table.columns)
    ended = _joined(last, "", "\n")
    lines = _joined(*cells, ended, ",") if cells else ended
    _, offsets, data = lines.buffers()
    first, end = (
        int.from_bytes(offsets[8 * i : 8 * i + 8].to_pybytes(), "little") for i in (lines.offset, lines.offset + len(lines))
    )
    return memoryview(data)[first:end]


def _joined(*parts: pa.Array | str) -> pa.Array:
    """Texts joined, element by element; the last one stands between the others."""
    return pc.binary_join_element_wise(*(pa.scalar(p, _TEXT) if isinstance(p, str) else p for p in parts))


def _cells(column: pa.Array) -> pa.Array:
    """The cells of a column, quoted where they must be. What is missing is empty."""
    if pa.types.is_floating(column.type):
        return _numbers(column)
    if pa.types.is_integer(column.type):
        return pc.cast(column, _TEXT).fill_null("")
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, "|")
    return _quoted(_harmless(pc.cast(column, _TEXT).fill_null("")))


def _numbers(column: pa.Array) -> pa.Array:
    """Numbers without a fraction as whole ones; each is written once, however often it occurs."""
    found = column.dictionary_encode()
    written = [str(int(v) if v.is_integer() else v) for v in found.dictionary.to_pylist()]
    return pa.array(written, _TEXT).take(found.indices).fill_null("")


def _harmless(cells: pa.Array) -> pa.Array:
    suspicious = pc.match_substring_regex(cells, f"^{_BEGINS}")
    if not pc.any(suspicious).as_py():
        return cells
    return pc.replace_with_mask(cells, suspicious, pa.array(map(safe, cells.filter(suspicious).to_pylist()), _TEXT))


def _quoted(cells: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(cells, r'[",\r\n]')
    if not pc.any(special).as_py():
        return cells
    doubled = pc.replace_substring(cells.filter(special), '"', '""')
    return pc.replace_with_mask(cells, special, _joined('"', doubled, '"', ""))
