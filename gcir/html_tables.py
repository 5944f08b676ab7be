"""Which tables of a page hold data and which only arrange the page; the rows of the former."""

import re

from gcir.blocks import Rows
from gcir.html_source import Element, remove, words_of
from gcir.limits import Clock, Limits
from gcir.model import UnreadableFile
from gcir.spans import CELL_BREAK, RawCell, tidy_cell

_NUMBER = re.compile(r"[-+]?[\d,.，．%％]+\s*[^\W\d]{0,2}")
_SPAN = re.compile(r"\s*(\d+)")
_BREAKS_AFTER = ("br", "p", "div", "li", "td", "th", "dd", "dt")
_PROSE = 200


def data_tables(root: Element, limits: Limits, clock: Clock) -> tuple[dict[Element, Rows], dict[Element, list[Element]]]:
    """The data tables of a page with their rows, and for each the tables that were nested in its cells.

    A table that only arranges the page is not among them: its cells are then parts of the page.
    """
    rows_of: dict[Element, Rows] = {}
    inner: dict[Element, list[Element]] = {}
    arranging: set[Element] = set()
    for table in reversed(_tables(root, limits)):
        clock.check()
        within = [t for t in table.iter("table") if t is not table]
        nested = [t for t in within if t in rows_of]
        if any(t in arranging for t in within) or (nested and not _holds_own_values(table, nested)):
            arranging.add(table)
            continue
        for t in nested:
            remove(t)
        rows = _rows(table, bool(within), limits)
        if _is_data(table, rows):
            rows_of[table] = rows
            inner[table] = nested
        elif sum(bool(cell.text) for row in rows for cell in row) > 1:
            arranging.add(table)
    return rows_of, inner


def _tables(root: Element, limits: Limits) -> list[Element]:
    depths: dict[Element, int] = {}
    for table in root.iter("table"):
        depths[table] = depths.get(next(table.iterancestors("table"), None), 0) + 1
        if depths[table] > limits.table_depth:
            raise UnreadableFile("too_deep", f"tables nested deeper than {limits.table_depth}")
    return list(depths)


def _holds_own_values(table: Element, nested: list[Element]) -> bool:
    """A grid that has numbers in its own cells stays one although small tables stand in it."""
    inside = {cell for t in nested for cell in t.iter("td", "th")}
    outer = [c for c in table.iter("td", "th") if c not in inside and c.find(".//table") is None]
    words = [tidy_cell(words_of(c)) for c in outer]
    return sum(map(bool, words)) > 5 and sum(1 for w in words if _NUMBER.fullmatch(w)) > 2


def _rows(table: Element, has_inner: bool, limits: Limits) -> Rows:
    for element in table.iter(*_BREAKS_AFTER):
        tail = element.tail
        element.tail = CELL_BREAK + tail if tail else CELL_BREAK
    for element in table.iter("p", "div"):
        text = element.text
        element.text = CELL_BREAK + text if text else CELL_BREAK
    for sup in list(table.iter("sup")):
        drop_note_mark(sup)
    for element in table.iter("input"):
        value = element.get("value", "").strip()
        if _NUMBER.fullmatch(value) and element.get("type", "text").lower() == "text":
            element.tail = value + (element.tail or "")
    rows = [tr for tr in table.iter("tr") if not has_inner or next(tr.iterancestors("table")) is table]
    rows.sort(key=lambda tr: tr.getparent().tag == "tfoot")
    return [_row(tr, limits) for tr in rows]


def _row(tr: Element, limits: Limits) -> list[RawCell]:
    cells = [c for c in tr if c.tag in ("td", "th")] or list(tr.iter("td", "th"))
    found = []
    for cell in cells:
        down, across = cell.get("rowspan"), cell.get("colspan")
        found.append(RawCell(_words(cell), _span(down, limits) if down else 1, (across and _span(across, limits)) or 1))
    return found


def _words(cell: Element) -> str:
    words = words_of(cell)
    if words.isalnum():
        return words
    # Breaks at either end part nothing: without them nearly every cell is one word or one line.
    words = words.strip(CELL_BREAK)
    return words if words.isalnum() else tidy_cell(words)


def drop_note_mark(sup: Element) -> None:
    """A raised number behind a number is a note mark: it must not become one of its digits."""
    mark = words_of(sup).strip()
    parent, before = sup.getparent(), sup.getprevious()
    if parent is None or not any(c.isdigit() for c in mark):
        return
    ahead = (before.tail or words_of(before)) if before is not None else parent.text or ""
    if ahead.strip(CELL_BREAK + " \xa0")[-1:].isdigit():
        remove(sup)


def _span(value: str, limits: Limits) -> int:
    """A span as written, within limits; 0 means to the end of the table."""
    match = _SPAN.match(value[:12])
    return min(int(match[1]), limits.span) if match else 1


def _is_data(table: Element, rows: Rows) -> bool:
    filled = [cell.text for row in rows for cell in row if cell.text]
    if len(filled) < 2 or max(map(len, rows), default=0) < 2:
        return False
    size = sum(map(len, filled))
    longest = max(map(len, filled))
    if longest > _PROSE and 2 * longest > size:
        return False
    links = sum(len(words_of(a).strip()) for a in table.iter("a") if a.get("href", "#")[:1] != "#")
    return 2 * links < size


def is_number(words: str) -> bool:
    """Whether a cell holds a number, perhaps with its unit."""
    return _NUMBER.fullmatch(words) is not None
