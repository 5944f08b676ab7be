"""A page as a flat list of blocks in reading order: paragraphs, headings, tables, pictures."""

from dataclasses import dataclass, field

from gcir.blocks import Block, Rows
from gcir.html_source import Element, words_of
from gcir.html_tables import data_tables, drop_note_mark
from gcir.limits import Clock, Limits
from gcir.model import UnreadableFile
from gcir.spans import tidy

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
        "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
        "tr", "ul", "ucapcontent", "ucaptitle",
    )
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SIDE_TAGS = frozenset(("nav", "aside", "footer"))
_ICON = 60
_SIDE_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"))


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element: it holds the blocks from `first` up to `last`."""

    first: int
    last: int = 0
    children: list["Node"] = field(default_factory=list)


class _Walker:
    """Collects the words of a page until an element ends the line that they stand on."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.root = Node(0)
        self.open_nodes = [self.root]
        self._parts: list[str] = []
        self._linked = 0
        self._links_open = 0
        self._headings = 0
        self._sides = 0
        self._verbatim = 0

    def words(self, text: str | None) -> None:
        if text and self._verbatim and "\n" in text:
            for line in text.split("\n"):
                self._parts.append(line)
                self.flush()
        elif text:
            self._parts.append(text)
            if self._links_open:
                self._linked += len(text.strip())

    def flush(self) -> None:
        if self._parts:
            if text := tidy("".join(self._parts)):
                self.blocks.append(Block(text, self._linked, self._headings > 0, self._sides > 0))
            self._parts = []
            self._linked = 0

    def enter(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            node = Node(len(self.blocks))
            self.open_nodes[-1].children.append(node)
            self.open_nodes.append(node)
            self._headings += tag in _HEADINGS
            self._sides += _is_side(element, tag)
            self._verbatim += tag == "pre"
        elif tag == "a":
            self._links_open += leads_away(element)
        elif tag == "br":
            if self._headings:
                self.words(" ")
            else:
                self.flush()
        elif tag == "img" and not _is_icon(element):
            self.flush()
            self.blocks.append(Block(side=self._sides > 0, image=True))
        self.words(element.text)

    def leave(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            self.open_nodes.pop().last = len(self.blocks)
            self._headings -= tag in _HEADINGS
            self._sides -= _is_side(element, tag)
            self._verbatim -= tag == "pre"
        elif tag == "a":
            self._links_open -= leads_away(element)
        self.words(element.tail)

    def table(self, element: Element, tables: list[Rows]) -> None:
        self.flush()
        caption = element.find("caption")
        if caption is not None and (text := tidy(words_of(caption))):
            self.blocks.append(Block(text, side=self._sides > 0))
        for rows in tables:
            self.blocks.append(Block(side=self._sides > 0, rows=rows))
        self.words(element.tail)


def blocks_of(body: Element, limits: Limits, clock: Clock) -> tuple[list[Block], Node]:
    """The blocks of a page in reading order, and the tree of elements that hold them."""
    tables, inner = data_tables(body, limits, clock)
    for sup in list(body.iter("sup")):
        drop_note_mark(sup)
    walker = _Walker()
    stack: list[tuple[Element, bool]] = [(body, True)]
    depth = 0
    while stack:
        element, entering = stack.pop()
        tag = element.tag
        if not entering:
            walker.leave(element, tag)
            depth -= 1
        elif element in tables:
            walker.table(element, [tables[t] for t in (element, *inner[element])])
        else:
            walker.enter(element, tag)
            stack.append((element, False))
            depth += 1
            if not depth % 16:
                clock.check()
            if depth > limits.html_depth:
                raise UnreadableFile("too_deep", f"tags nested deeper than {limits.html_depth}")
            stack.extend((child, True) for child in reversed(element) if isinstance(child.tag, str))
    walker.flush()
    walker.root.last = len(walker.blocks)
    return walker.blocks, walker.root


def leads_away(anchor: Element) -> bool:
    """Whether an anchor is a link to somewhere else than a place on this page."""
    return anchor.get("href", "#").strip()[:1] not in ("#", "")


def _is_side(element: Element, tag: str) -> bool:
    return tag in _SIDE_TAGS or element.get("role") in _SIDE_ROLES


def _is_icon(image: Element) -> bool:
    """Whether a picture is too small to hold a table."""
    sizes = [image.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    return any(size.isdecimal() and len(size) < 3 and int(size) < _ICON for size in sizes)
