"""DataFrame in, chart out: one function per chart, and `show` to put it on the page.

ax = charts.volumes_by_kind(compare.values(corpus, "proactive_disclosed"))
charts.show(ax, name="01-volumes-by-kind")
"""

import base64
import html
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from gcir.charts_frame import about, figure_of
from gcir.style import house


@dataclass
class _Output:
    folder: Path | None = None


_output = _Output()


def save_to(folder: str | Path | None) -> None:
    """Where `show` writes its SVG and PNG files; None: nowhere."""
    _output.folder = Path(folder) if folder is not None else None


def show(ax: Axes, name: str, alt: str = "") -> None:
    """Save a chart as NAME.svg and NAME.png and show it, with its alternative text, at page and phone width."""
    from IPython import display as jupyter

    told = about(ax)
    words = alt or str(told.alt)
    wide = _png(ax)
    if _output.folder:
        _output.folder.mkdir(parents=True, exist_ok=True)
        (_output.folder / f"{name}.png").write_bytes(wide)
        with house.style(), house.strict_glyphs():
            figure_of(ax).savefig(_output.folder / f"{name}.svg", metadata={"Date": None, "Title": told.title.en})
    plt.close(figure_of(ax))
    narrow = b""
    if told.redraw:
        with house.canvas(house.NARROW):
            phone = told.redraw()
        narrow = _png(phone)
        plt.close(figure_of(phone))
    fragment = _picture(wide, narrow, words, f"{name} · {told.source.en}")
    display: Any = jupyter.display
    display({"text/html": fragment, "text/plain": words}, raw=True, metadata={"text/html": {"alt": words, "name": name}})


def _png(ax: Axes) -> bytes:
    """The chart as a compact PNG at twice the size it is read at."""
    from PIL import Image

    buffer = io.BytesIO()
    with house.style(), house.strict_glyphs():
        figure_of(ax).savefig(buffer, format="png")
    small = io.BytesIO()
    Image.open(buffer).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def _picture(wide: bytes, narrow: bytes, alt: str, caption: str) -> str:
    phone = f'<source media="(max-width: 640px)" srcset="{_data(narrow)}">' if narrow else ""
    image = (
        f'<img alt="{html.escape(alt)}" src="{_data(wide)}" style="width:100%;max-width:{house.WIDE * 100:.0f}px;height:auto">'
    )
    return f'<figure class="gcir-chart"><picture>{phone}{image}</picture><figcaption>{html.escape(caption)}</figcaption></figure>'


def _data(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
