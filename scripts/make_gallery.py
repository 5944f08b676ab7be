"""Make docs/gallery.md and its pictures: the main charts, and a page of a handout, of the bundled data.

    python scripts/make_gallery.py

Every caption is what the chart itself says of the data; tests/test_gallery.py draws the charts again and compares.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

import gcir
from gcir import (
    agency_peers,
    agency_view,
    charts,
    charts_agency,
    charts_media,
    charts_quality,
    charts_requests,
    charts_series,
    compare,
    coverage,
    handout,
    quality,
    requests,
)
from gcir.handout_content import Order
from gcir.messages import Sentence

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"
WIDTH, COLOURS = 880, 96
MOST_BYTES = 900_000  # all pictures together
AGENCY = "红石砬子镇"
COUNTED = "proactive_disclosed"
HEAD = """# Gallery 图集

Drawn from the data that come with the project by `scripts/make_gallery.py`; every caption is the finding that the chart
computes. A picture leads to the notebook that it is from.

由 `scripts/make_gallery.py` 用项目自带的数据绘制；每条说明都是图自己算出的结论。点击图片可打开所属的笔记本。
"""


class Item(NamedTuple):
    """A picture: its file, the notebook behind it, and how it is drawn."""

    name: str
    notebook: str
    draw: Callable[[], Any]


def items(corpus: Any) -> list[Item]:
    """The charts of the gallery, in the order of the notebooks."""
    parsed = corpus.only(corpus.reports.loc[corpus.reports["origin"] == "parsed", "report_id"])
    disclosed = compare.values(corpus, COUNTED)
    series = compare.series(corpus, COUNTED, on_mixed="ignore")
    parts = compare.parts(corpus, COUNTED, "channel")
    view = agency_view.look(corpus, AGENCY)
    positions = agency_peers.several(view, agency_view.key_indicators())[:4]
    return [
        Item("layouts", "00-corpus", lambda: charts.layouts_by_year(corpus.reports)),
        Item("kinds", "01-volumes", lambda: charts.by_kind(disclosed, COUNTED)),
        Item("years", "01-volumes", lambda: charts.over_years(disclosed, COUNTED)),
        Item("change", "01-volumes", lambda: charts_series.change(compare.change(series), COUNTED)),
        Item("media", "02-channels", lambda: charts_media.rise(parts, ("wechat", "weibo"))),
        Item("relations", "02-channels", lambda: charts.relations(parts)),
        Item("requests", "03-requests", lambda: charts_requests.levels(requests.levels(corpus))),
        Item("problems", "04-problems", lambda: charts.categories(coverage.problem_categories(corpus))),
        Item("contents", "06-quality", lambda: charts_quality.contents(quality.contents(parsed))),
        Item("peers", "07-agency", lambda: charts_agency.positions(positions, view)),
    ]


def corpus() -> Any:
    """The bundled reports and the panel."""
    with tempfile.TemporaryDirectory() as folder:
        return gcir.build(ROOT / "data" / "raw", out=folder, workers=1).with_published(ROOT / "data" / "published")


def small(picture: Image.Image) -> bytes:
    """A picture of the gallery's width in few colours."""
    height = round(picture.height * WIDTH / picture.width)
    file = io.BytesIO()
    resized = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    resized.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def sheet(whole: Any) -> tuple[bytes, Sentence]:
    """The first page of a handout, and what it is."""
    import pypdfium2

    view = agency_view.look(whole, AGENCY)
    content, _ = handout.prepared(view, Order(AGENCY), "zh")
    document = pypdfium2.PdfDocument(handout.pdf(content))
    picture = document[0].render(scale=2).to_pil()
    document.close()
    said = Sentence(f"{view.agency}{view.year}年情况单第1页", f"The first page of the handout on {view.agency}, {view.year}")
    return small(picture), said


def entry(file: str, notebook: str, title: Sentence) -> str:
    """A picture with its caption in both languages."""
    return f"\n[![{title.en}](gallery/{file})](../{notebook})\n\n{title.en}\n\n{title.zh}\n"


def page(whole: Any) -> Iterator[tuple[str, str, Any]]:
    """Each picture's file, its entry on the page, and its drawing."""
    for item in items(whole):
        ax = item.draw()
        yield f"{item.name}.png", entry(f"{item.name}.png", f"notebooks/{item.notebook}.ipynb", charts.about(ax).told.title), ax


def main() -> None:
    """Write page and pictures; an error says if they are too large."""
    whole = corpus()
    FOLDER.mkdir(parents=True, exist_ok=True)
    made, text = {}, HEAD
    for file, words, ax in page(whole):
        made[file] = small(Image.open(io.BytesIO(charts.png(ax))))
        text += words
    made["handout.png"], said = sheet(whole)
    text += entry("handout.png", "README.md", said)
    if (size := sum(map(len, made.values()))) > MOST_BYTES:
        sys.exit(f"The pictures have {size:,} bytes, more than {MOST_BYTES:,}: make them smaller")
    for old in set(FOLDER.glob("*.png")) - {FOLDER / file for file in made}:
        old.unlink()
    for file, data in made.items():
        (FOLDER / file).write_bytes(data)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(made)} pictures, {size:,} bytes")


if __name__ == "__main__":
    main()
