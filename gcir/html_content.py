"""Which blocks of a page are the report: by text mass and link density, not by the names a site gives them."""

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from gcir import codebook
from gcir.blocks import Block
from gcir.flat import flatten
from gcir.html_blocks import Node
from gcir.html_tables import is_number
from gcir.metadata import day, is_index_table, page_labels

_SENTENCE = re.compile(r"[。；;！]")
_REST = re.compile(r"[\d\s\-/.:：()（）\[\]【】年月日·•>》«»]+")
_MOST, _OUTLIER, _STRONG, _SHORT, _FEW_LINKS = 0.9, 0.03, 40, 120, 3


@functools.cache
def _phrases() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in codebook.read("page_chrome", ("kind", "phrase", "note")):
        kinds[row["kind"]].append(_squeezed(row["phrase"]))
    return {kind: tuple(phrases) for kind, phrases in kinds.items()}


@functools.cache
def _counter() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_phrases()["counter"], key=len, reverse=True)))
    return re.compile(rf"[(（\[【|]?\s*(?:{words})\s*[:：]?\s*(?:\d[\d,]*\s*\w?|(?=\W|$))\s*[)）\]】]?")


def is_link(block: Block) -> bool:
    """A line that leads elsewhere, apart from a date or a bullet beside the link."""
    if not block.links or not block.text:
        return False
    rest = len(block.text) - block.links - len("".join(_REST.findall(block.text)))
    return 2 * block.links >= len(block.text) or rest <= 2


@functools.cache
def _whole_lines() -> frozenset[str]:
    return frozenset((*_phrases()["whole"], *_phrases()["related"]))


@functools.lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    return "".join(flatten(text).lower().split())


def is_chrome(block: Block) -> bool:
    """A line that belongs to the page around the report."""
    if not block.text or len(block.text) > 2 * _SHORT:
        return False
    words = _squeezed(block.text)
    if words.strip(":[]【】()>》+") in _whole_lines():
        return True
    return len(words) < _SHORT and words.startswith(_phrases()["start"])


def is_foot(block: Block) -> bool:
    """A line of the kind that stands at the foot of every page of a site."""
    if not block.text or len(block.text) > 4 * _SHORT:
        return False
    words = _squeezed(block.text)
    return len(words) < 2 * _SHORT and any(p in words for p in _phrases()["footer"])


def _is_data(block: Block) -> bool:
    """A table of figures: at least one number and two labels (a calendar has none)."""
    words = [cell.text for row in block.rows for cell in row]
    numbers = sum(map(is_number, words))
    labels = sum(1 for w in words if len(w) > 2 and not is_number(w))
    return len(block.rows) > 1 and numbers > 0 and labels > 1 and not is_index_table(block)


def _mass(block: Block) -> tuple[float, bool]:
    """How much of a report a block is likely to be, and whether it is surely a part of some text."""
    if block.rows:
        size = sum(len(cell.text) + 4 for row in block.rows for cell in row)
        return (size, True) if _is_data(block) else (0.3 * size, False)
    if block.image or block.side or is_link(block) or is_chrome(block) or is_foot(block):
        return 0.0, False
    size = len(block.text)
    if size >= _STRONG and _SENTENCE.search(block.text):
        return float(size), True
    return (0.3 * size if size > 9 else 0.0), False


class Page:
    """The blocks of a page with running sums, so that the weight of any element is one subtraction."""

    def __init__(self, blocks: Sequence[Block]):
        self.blocks = blocks
        masses = [_mass(b) for b in blocks]
        self.is_strong = [strong for _, strong in masses]
        self.is_link = [is_link(b) for b in blocks]
        self._mass = [0.0, *accumulate(mass for mass, _ in masses)]
        self._strong = [0.0, *accumulate(mass * strong for mass, strong in masses)]
        self._links = [0, *accumulate(map(int, self.is_link))]

    def mass(self, node: Node) -> float:
        return self._mass[node.last] - self._mass[node.first]

    def strong(self, node: Node) -> float:
        return self._strong[node.last] - self._strong[node.first]

    def links(self, node: Node) -> int:
        return self._links[node.last] - self._links[node.first]

    def core(self, root: Node) -> Node:
        """The innermost element that holds the text of the page but for outliers."""
        node = root
        while True:
            child = max(node.children, key=self.mass, default=None)
            if child is None or self.mass(child) < _MOST * self.mass(node) or child.last - child.first < 2:
                return node
            listed = sum(self.strong(c) for c in node.children if c is not child and self.links(c) >= _FEW_LINKS)
            outside = self.strong(node) - self.strong(child) - listed
            if outside > _OUTLIER * self.mass(node) or self._has_data(node.first, child.first, child.last, node.last):
                return node
            node = child

    def _has_data(self, *edges: int) -> bool:
        a, b, c, d = edges
        return any(self.blocks[i].rows and self.is_strong[i] for i in (*range(a, b), *range(c, d)))


def select(blocks: Sequence[Block], root: Node, titles: Sequence[str]) -> tuple[list[int], list[int]]:
    """Which blocks are the report, in order; and which of them, at the beginning, are its title."""
    page = Page(blocks)
    core = page.core(root)
    dropped = _dropped(page, core)
    title = find_title(page, core, titles)
    kept = [i for i in title if i < core.first]
    since = title[-1] + 1 if title else max(0, core.first - 10)
    kept += [i for i in range(since, core.first) if not blocks[i].side and is_dated(blocks[i])]
    begin = title[0] if title and title[0] > core.first else core.first
    last = max((i for i in range(core.first, core.last) if page.is_strong[i]), default=core.last - 1)
    for i in range(core.first, last + 1):
        if i in title or page.is_strong[i] or (i >= begin and i not in dropped and _belongs(page, i)):
            kept.append(i)
    kept += _tail(page, range(last + 1, core.last), dropped)
    kept += [i for i in range(core.last, len(blocks)) if blocks[i].rows and page.is_strong[i]]
    return kept, title


def is_dated(block: Block) -> bool:
    """A short line that says when the page was published."""
    if block.rows or len(block.text) > 2 * _SHORT or not day(block.text):
        return False
    words = "".join(block.text.split())
    return any(field == "published" and label in words for label, (field, _) in page_labels().items())


def _belongs(page: Page, i: int) -> bool:
    block = page.blocks[i]
    if block.side or page.is_link[i] or (block.rows and is_index_table(block)) or (is_chrome(block) and not is_dated(block)):
        return False
    return block.image or bool(block.rows) or not _is_index_line(block)


def _is_index_line(block: Block) -> bool:
    """A short line about the document that is no part of it, such as its index number."""
    if len(block.text) > 2 * _SHORT or not (":" in block.text or "：" in block.text):
        return False
    words = _squeezed(block.text)
    return len(words) <= _SHORT and words.partition(":")[0] in page_labels() and not is_dated(block)


def _dropped(page: Page, core: Node) -> set[int]:
    """Blocks of lists of links, and of what stands under a heading over related pages."""
    dropped: set[int] = set()
    nodes = [core]
    while nodes:
        node = nodes.pop()
        size = node.last - node.first
        if node is not core and page.strong(node) == 0 and size:
            links = page.links(node)
            related = _squeezed(page.blocks[node.first].text).strip(":[]【】()>》+") in _phrases()["related"]
            if (links >= _FEW_LINKS and 5 * links >= 3 * size) or (related and size > 1):
                dropped.update(range(node.first, node.last))
                continue
        nodes += node.children
    return dropped


def _tail(page: Page, blocks: range, dropped: set[int]) -> list[int]:
    """What follows the last paragraph: a signature and its date, up to the first line of the page's own."""
    kept = []
    for i in blocks:
        block = page.blocks[i]
        if is_foot(block) or (is_chrome(block) and not is_dated(block)):
            break
        if i not in dropped and _belongs(page, i):
            kept.append(i)
    return kept


def find_title(page: Page, core: Node, titles: Sequence[str]) -> list[int]:
    """The lines that print the title: those that the head of the page repeats, else the first heading."""
    wanted = ["".join(t.split()) for t in titles if t]
    seen = range(core.last)
    words = {i: "".join(page.blocks[i].text.split()) for i in seen if not page.is_link[i] and not page.blocks[i].side}
    for want in wanted:
        if found := [i for i, w in words.items() if w == want]:
            return found[-1:] if found[-1] <= core.first else found[:1]
    best: list[int] = []
    for i, w in words.items():
        run = []
        j = i
        while len(w) > 4 and any(w in want for want in wanted):
            run.append(j)
            j += 1
            w = words.get(j, "")
        if sum(len(words[k]) for k in run) > sum(len(words[k]) for k in best):
            best = run
    if best:
        return best
    near = [i for i in words if page.blocks[i].heading and i >= core.first - 15]
    return near[:1]


def without_counter(text: str) -> str:
    """A short line without the number of times that the page was read."""
    if len(text) > _SHORT:
        return text
    return _counter().sub("", text).strip()
