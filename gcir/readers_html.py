"""Web pages: the report without the page around it, and what the page says about itself."""

from dataclasses import replace

from gcir.blocks import missing_tables, write_blocks
from gcir.html_blocks import blocks_of
from gcir.html_chrome import without_counter
from gcir.html_content import select
from gcir.html_head import from_head, title_pieces
from gcir.html_source import parse, prune, source_of
from gcir.limits import Clock, Limits
from gcir.metadata import from_page
from gcir.model import Document, UnreadableFile

_LITTLE = 50


def read_html(text: str, name: str, limits: Limits, address: str = "", container: str = "html") -> Document:
    """A document from the decoded source of a page; `address` is where it was saved from, if known."""
    document = _read(text, name, limits, drop_hidden=True)
    if len(document.text) < _LITTLE:
        whole = _read(text, name, limits, drop_hidden=False)
        document = whole if len(whole.text) > 2 * len(document.text) else document
    if not document.text:
        raise UnreadableFile("no_text", "a page without text")
    return replace(document, url=document.url or address, container=container)


def _read(text: str, name: str, limits: Limits, *, drop_hidden: bool) -> Document:
    clock = Clock(limits.seconds)
    source = source_of(text, limits)
    root = parse(source)
    head = from_head(root, text)
    prune(root, source, drop_hidden=drop_hidden)
    body = root.find("body")
    blocks, tree = blocks_of(root if body is None else body, limits, clock)
    titles = [head.get("title", ""), *title_pieces(head.get("heading", ""))]
    kept, title = select(blocks, tree, titles)
    chosen = [blocks[i] for i in kept]
    first = kept[0] + 20 if kept else 0
    stated = from_page(blocks[:first]) | {k: v for k, v in head.items() if k != "heading"}
    shown = " ".join(blocks[i].text for i in title)
    for block in chosen:
        block.text = without_counter(block.text)
    writer = write_blocks(chosen, limits)
    return Document(
        name=name,
        text=writer.text(),
        tables=tuple(writer.tables),
        container="html",
        title=head.get("title") or shown or stated.get("title") or (titles[1:] or [""])[0],
        published=stated.get("published", ""),
        url=stated.get("url", ""),
        issuer=stated.get("issuer", ""),
        index_number=stated.get("index_number", ""),
        notes=missing_tables(chosen),
    )
