"""Word files: paragraphs with their printed numbers, tables with merged cells, in reading order."""

from collections.abc import Iterator
from typing import Any

from gcir.archive import Archive
from gcir.blocks import Block, Rows, missing_tables, write_blocks
from gcir.docx_numbering import Numbering
from gcir.limits import Clock, Limits
from gcir.model import Document, UnreadableFile
from gcir.spans import CELL_BREAK, RawCell, tidy, tidy_cell

_UNSEEN = frozenset(("del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rt", "footnoteReference", "sdtPr"))
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body", "AlternateContent", "Choice"))
_PICTURES = frozenset(("blip", "imagedata"))
_PROSE = 200
_LONGEST = 3


def read_docx(data: bytes, name: str, limits: Limits) -> Document:
    """A document from the bytes of a .docx file."""
    archive = Archive(data, limits)
    root = archive.xml("word/document.xml")
    if root is None:
        raise UnreadableFile("damaged", "no main part in the Word file")
    w = root.tag[: root.tag.rindex("}") + 1]
    reader = _Reader(w, Numbering(archive.xml("word/numbering.xml"), w), _style_lists(archive.xml("word/styles.xml"), w), limits)
    body = root.find(f"{w}body")
    blocks = list(reader.blocks(body)) if body is not None else []
    if not any(b.text or b.rows for b in blocks):
        raise UnreadableFile("no_text", "a Word file without text")
    writer = write_blocks(blocks, limits)
    return Document(name, writer.text(), tuple(writer.tables), "docx", notes=missing_tables(blocks))


def _style_lists(root: Any, w: str) -> dict[str, tuple[str, int]]:
    """Style id → the list and level that it puts its paragraphs into."""
    if root is None:
        return {}
    found = {}
    for style in root.iterfind(f"{w}style"):
        if (listed := _list_of(style.find(f"{w}pPr"), w)) is not None:
            found[style.get(f"{w}styleId", "")] = listed
    return found


def _list_of(properties: Any, w: str) -> tuple[str, int] | None:
    numbered = properties.find(f"{w}numPr") if properties is not None else None
    if numbered is None:
        return None
    number, level = numbered.find(f"{w}numId"), numbered.find(f"{w}ilvl")
    depth = level.get(f"{w}val", "0") if level is not None else "0"
    is_depth = depth.isdecimal() and len(depth) < _LONGEST
    return (number.get(f"{w}val", "") if number is not None else "", int(depth) if is_depth else 0)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


class _Reader:
    def __init__(self, w: str, numbering: Numbering, styles: dict[str, tuple[str, int]], limits: Limits):
        self.w = w
        self.numbering = numbering
        self.styles = styles
        self.limits = limits
        self.clock = Clock(limits.seconds)

    def blocks(self, container: Any) -> Iterator[Block]:
        """The blocks of a body, a cell or a text box."""
        for child in container:
            local = _local(child)
            if local == "p":
                yield from self.paragraph(child)
            elif local == "tbl":
                yield from self.table(child)
            elif local in _WRAPPERS:
                yield from self.blocks(child)

    def paragraph(self, p: Any) -> Iterator[Block]:
        self.clock.check()
        words, boxes, pictured = self.words(p)
        lines = [line for line in map(tidy, words.split("\n")) if line]
        if lines:
            lines[0] = self.number(p) + lines[0]
        for line in lines:
            yield Block(line)
        for box in boxes:
            yield from self.blocks(box)
        if pictured:
            yield Block(image=True)

    def number(self, p: Any) -> str:
        """The number that Word prints before the paragraph."""
        properties = p.find(f"{self.w}pPr")
        listed = _list_of(properties, self.w)
        if properties is not None:
            style = properties.find(f"{self.w}pStyle")
            styled = self.styles.get(style.get(f"{self.w}val", "")) if style is not None else None
            listed = (styled[0], listed[1]) if listed and styled and not listed[0] else listed or styled
        return self.numbering.next(*listed) if listed else ""

    def words(self, p: Any) -> tuple[str, list[Any], bool]:
        """The words of a paragraph, the text boxes anchored in it, and whether it holds a picture."""
        parts: list[str] = []
        boxes: list[Any] = []
        pictured = False
        stack = list(reversed(p))
        while stack:
            element = stack.pop()
            local = _local(element)
            if local == "t":
                parts.append(element.text or "")
            elif local == "txbxContent":
                boxes.append(element)
            elif local == "r" and self.is_unseen(element, "".join(parts[-1:])):
                continue
            elif local in ("br", "cr"):
                parts.append("" if element.get(f"{self.w}type") == "page" else "\n")
            elif local in ("tab", "ptab"):
                parts.append(" ")
            elif local == "noBreakHyphen":
                parts.append("-")
            elif local not in _UNSEEN:
                pictured = pictured or local in _PICTURES
                stack.extend(reversed(element))
        return "".join(parts), boxes, pictured

    def is_unseen(self, run: Any, before: str) -> bool:
        """Whether a run is hidden, or is the raised mark of a note behind a number."""
        properties = run.find(f"{self.w}rPr")
        if properties is None:
            return False
        if self.is_on(properties.find(f"{self.w}vanish")):
            return True
        raised = properties.find(f"{self.w}vertAlign")
        if raised is None or raised.get(f"{self.w}val") != "superscript":
            return False
        mark = "".join(run.itertext())
        return before[-1:].isdigit() and any(c.isdigit() for c in mark)

    def is_on(self, switch: Any) -> bool:
        return switch is not None and switch.get(f"{self.w}val", "1") not in ("0", "false", "off")

    def table(self, tbl: Any) -> Iterator[Block]:
        """A table as one block, or its content when it only arranges the page."""
        self.clock.check()
        inner = [t for t in tbl.iter(f"{self.w}tbl") if t is not tbl]
        nested = sum(len("".join(t.itertext())) for t in inner if self.holder(t) is tbl)
        if inner and 2 * nested > len("".join(tbl.itertext())):
            yield from self.content(tbl)
            return
        counted = self.numbering.counts.copy()
        rows = self.grid(tbl)
        filled = [cell.text for row in rows for cell in row if cell.text]
        longest = max(map(len, filled), default=0)
        if max(map(len, rows), default=0) < 2 or (longest > _PROSE and 2 * longest > sum(map(len, filled))):
            self.numbering.counts = counted
            yield from self.content(tbl)
            return
        yield Block(rows=rows)
        for t in inner:
            if self.holder(t) is tbl:
                yield from self.table(t)

    def holder(self, tbl: Any) -> Any:
        """The table that a table stands in."""
        return next(tbl.iterancestors(f"{self.w}tbl"), None)

    def content(self, tbl: Any) -> Iterator[Block]:
        """What the cells of a table hold, as parts of the page."""
        for tr in self.children(tbl, "tr"):
            for tc in self.children(tr, "tc"):
                yield from self.blocks(tc)

    def grid(self, tbl: Any) -> Rows:
        """Rows of cells with the spans that Word's merge marks make."""
        open_merges: dict[int, tuple[int, int]] = {}
        rows: Rows = []
        for tr in self.children(tbl, "tr"):
            self.clock.check()
            col = self.skipped(tr)
            row = [RawCell("", 1, col)] if col else []
            for tc in self.children(tr, "tc"):
                width, merge = self.merge(tc)
                if merge == "continue" and col in open_merges:
                    r, i = open_merges[col]
                    rows[r][i] = rows[r][i]._replace(rowspan=len(rows) - r + 1)
                else:
                    open_merges.pop(col, None)
                    if merge:
                        open_merges[col] = (len(rows), len(row))
                    row.append(RawCell(self.cell_words(tc), 1, width))
                col += width
            rows.append(row)
        return rows

    def children(self, parent: Any, kind: str) -> Iterator[Any]:
        for child in parent:
            local = _local(child)
            if local == kind and not (kind == "tr" and child.find(f"{self.w}trPr/{self.w}del") is not None):
                yield child
            elif local in _WRAPPERS:
                yield from self.children(child, kind)

    def skipped(self, tr: Any) -> int:
        before = tr.find(f"{self.w}trPr/{self.w}gridBefore")
        return self.width(before) if before is not None else 0

    def width(self, element: Any) -> int:
        value = element.get(f"{self.w}val", "1")[:9] if element is not None else "1"
        return max(1, min(int(value), self.limits.span)) if value.isdecimal() else 1

    def merge(self, tc: Any) -> tuple[int, str]:
        properties = tc.find(f"{self.w}tcPr")
        if properties is None:
            return 1, ""
        vertical = properties.find(f"{self.w}vMerge")
        merge = vertical.get(f"{self.w}val", "continue") if vertical is not None else ""
        return self.width(properties.find(f"{self.w}gridSpan")), merge

    def cell_words(self, tc: Any) -> str:
        """The words of a cell on one line; those of a table inside it are read as its own."""
        lines = []
        for p in tc.iter(f"{self.w}p"):
            if next(p.iterancestors(f"{self.w}tc")) is tc and next(p.iterancestors(f"{self.w}txbxContent"), None) is None:
                words = self.words(p)[0]
                lines.append(self.number(p) * bool(words.strip()) + words)
        return tidy_cell(CELL_BREAK.join(lines).replace("\n", CELL_BREAK))
