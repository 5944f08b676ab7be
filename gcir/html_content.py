"""Which blocks of a page are the report: by text mass and link density, not by the names a site gives them."""

import re
from collections.abc import Sequence
from itertools import accumulate, islice

from gcir.blocks import Block
from gcir.html_blocks import Node
from gcir.html_chrome import SHORT, is_chrome, is_dated, is_foot, is_index_line, is_link, phrases, squeezed
from gcir.html_tables import is_number
from gcir.metadata import is_index_table

_SENTENCE = re.compile(r"[。；;！]")
_NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]")
_MOST, _OUTLIER, _STRONG, _FEW_LINKS, _NEAR, _LEAST_TITLE = 0.9, 0.03, 40, 3, 20, 8


def _is_data(block: Block) -> bool:
    """A table of figures: at least one number and two labels (a calendar has none)."""
    words = [cell.text for row in block.rows for cell in row if cell.text]
    two_labels = islice((w for w in words if len(w) > 2 and not is_number(w)), 2)
    return len(block.rows) > 1 and any(map(is_number, words)) and len(list(two_labels)) > 1 and not is_index_table(block)


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
        if not any(mass for mass, _ in masses):
            # One link that nobody closed can swallow a whole page.
            for block in blocks:
                block.links = 0
            masses = [_mass(b) for b in blocks]
        self.is_strong = [strong for _, strong in masses]
        self.is_link = [is_link(b) for b in blocks]
        self._mass = [0.0, *accumulate(mass for mass, _ in masses)]
        self._strong = [0.0, *accumulate(mass * strong for mass, strong in masses)]
        self._links = [0, *accumulate(map(int, self.is_link))]

    def may_be_title(self, i: int) -> bool:
        """Whether a block is a short line of the page that leads nowhere."""
        block = self.blocks[i]
        if not block.text or len(block.text) > SHORT or block.side or self.is_link[i]:
            return False
        return not is_chrome(block) and not _SENTENCE.search(block.text)

    def mass(self, node: Node) -> float:
        return self._mass[node.last] - self._mass[node.first]

    def strong(self, node: Node) -> float:
        return self._strong[node.last] - self._strong[node.first]

    def links(self, node: Node) -> int:
        return self._links[node.last] - self._links[node.first]

    def core(self, root: Node) -> tuple[Node, Node]:
        """The innermost element that holds the text of the page but for outliers, and the element around it."""
        node = around = root
        while True:
            child = max(node.children, key=self.mass, default=None)
            if child is None or self.mass(child) < _MOST * self.mass(node) or child.last - child.first < 2:
                return node, around
            listed = sum(self.strong(c) for c in node.children if c is not child and self.links(c) >= _FEW_LINKS)
            outside = self.strong(node) - self.strong(child) - listed
            if outside > _OUTLIER * self.mass(node) or self._has_data(node.first, child.first, child.last, node.last):
                return node, around
            node, around = child, node

    def _has_data(self, *edges: int) -> bool:
        a, b, c, d = edges
        return any(self.blocks[i].rows and self.is_strong[i] for i in (*range(a, b), *range(c, d)))


def select(blocks: Sequence[Block], root: Node, titles: Sequence[str]) -> tuple[list[int], list[int]]:
    """Which blocks are the report, in order; and which of them, at the beginning, are its title."""
    page = Page(blocks)
    core, around = page.core(root)
    dropped = _dropped(page, around)
    title = find_title(page, core, titles)
    kept = [i for i in title if i < core.first]
    since = title[-1] + 1 if title else max(0, core.first - 10)
    kept += [i for i in range(since, core.first) if not blocks[i].side and is_dated(blocks[i])]
    begin = title[0] if title and title[0] > core.first else core.first
    last = max((i for i in range(core.first, core.last) if page.is_strong[i]), default=core.last - 1)
    for i in range(core.first, last + 1):
        if i in title or page.is_strong[i] or (i >= begin and i not in dropped and _belongs(page, i)):
            kept.append(i)
    kept += _tail(page, range(last + 1, around.last), core.last, dropped)
    beside = set(range(core.last, len(blocks))) - set(kept)
    kept += [i for i in sorted(beside) if blocks[i].rows and page.is_strong[i]]
    return sorted(kept), title


def _belongs(page: Page, i: int) -> bool:
    block = page.blocks[i]
    if block.side or page.is_link[i] or (block.rows and is_index_table(block)) or (is_chrome(block) and not is_dated(block)):
        return False
    return block.image or bool(block.rows) or not is_index_line(block)


def _dropped(page: Page, top: Node) -> set[int]:
    """Blocks of lists of links, and of what stands under a heading over related pages."""
    dropped: set[int] = set()
    nodes = [top]
    while nodes:
        node = nodes.pop()
        size = node.last - node.first
        if node is not top and page.strong(node) == 0 and size:
            links = page.links(node)
            related = squeezed(page.blocks[node.first].text).strip(":[]【】()>》+") in phrases()["related"]
            if (links >= _FEW_LINKS and 5 * links >= 3 * size) or (related and size > 1):
                dropped.update(range(node.first, node.last))
                continue
        nodes += node.children
    return dropped


def _tail(page: Page, blocks: range, end: int, dropped: set[int]) -> list[int]:
    """What follows the last paragraph, such as a signature, up to the first line of the page's own.

    Behind `end`, where the element of the text is over, a link is such a line too.
    """
    kept = []
    for i in blocks:
        block = page.blocks[i]
        if (page.is_link[i] and i >= end) or is_foot(block) or (is_chrome(block) and not is_dated(block)):
            break
        if i not in dropped and _belongs(page, i):
            kept.append(i)
    return kept


def find_title(page: Page, core: Node, titles: Sequence[str]) -> list[int]:
    """The lines that print the title: those that the head of the page repeats, else one that reads like a title.

    Where neither is found, the first heading. The name of the site is no title.
    """
    strong = next((i for i in range(core.first, core.last) if page.is_strong[i]), core.last)
    words = {i: squeezed(page.blocks[i].text) for i in range(min(strong + 1, core.last)) if page.may_be_title(i)}
    wanted = [squeezed(t) for t in titles if t]
    telling = [w for w in wanted if _is_telling(w)]
    near = {i: w for i, w in words.items() if i >= core.first - _NEAR}
    for found in (
        _repeated(words, telling),
        [i for i, w in near.items() if _is_telling(w)][:1],
        _repeated(words, wanted),
        [i for i in near if page.blocks[i].heading and i < strong and not _NUMBERED.match(words[i])][:1],
    ):
        if found:
            return found
    return []


def _is_telling(words: str) -> bool:
    """Whether words read like the title of a report."""
    return len(words) > _LEAST_TITLE and any(word in words for word in phrases()["title"])


def _repeated(words: dict[int, str], wanted: Sequence[str]) -> list[int]:
    """The line, or the run of lines, that one of the wanted titles consists of."""
    for want in wanted:
        if found := [i for i, w in words.items() if w == want]:
            return found[-1:]
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
    return best
