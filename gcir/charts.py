"""DataFrame in, chart out: one function per chart, and `show` to put it on the page.

ax = charts.by_kind(compare.values(corpus, "proactive_disclosed"), "proactive_disclosed")
charts.show(ax, name="01-volumes-by-kind")
"""

import base64
import html
import io
import os
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from gcir import language
from gcir.charts_channels import channels_of_reports, mix, over_years_by_channel, relations, stated_channels
from gcir.charts_corpus import layouts_by_year, reports_by, reports_by_year, states, stating
from gcir.charts_frame import about, figure_of
from gcir.charts_problems import categories, keyness
from gcir.charts_volumes import by_kind, over_years
from gcir.corpus import locate
from gcir.messages import Sentence
from gcir.style import house

__all__ = [
    "about", "by_kind", "categories", "channels_of_reports", "keyness", "layouts_by_year", "mix", "over_years",
    "over_years_by_channel", "relations", "reports_by", "reports_by_year", "show", "stated_channels", "states", "stating",
]  # fmt: skip


def figures_folder() -> Path:
    """Where `show` writes: GCIR_FIGURES, else the folder figures beside the nearest folder data."""
    if moved := os.environ.get("GCIR_FIGURES"):
        return Path(moved)
    return locate("data").parent / "figures"


def show(ax: Axes, name: str, alt: str = "") -> None:
    """Save a chart as NAME.svg and NAME.png and show it: its finding in words, then the picture for page and phone."""
    from IPython import display as jupyter

    display: Any = jupyter.display
    known = about(ax)
    words = alt or str(known.told.alt)
    folder = figures_folder()
    folder.mkdir(parents=True, exist_ok=True)
    wide = png(ax)
    (folder / f"{name}.png").write_bytes(wide)
    with house.style(), house.strict_glyphs():
        figure_of(ax).savefig(folder / f"{name}.svg", metadata={"Date": None, "Title": language.shown(known.told.title)})
    plt.close(figure_of(ax))
    narrow = b""
    if known.redraw:
        with house.canvas(house.NARROW):
            phone = known.redraw()
        narrow = png(phone)
        plt.close(figure_of(phone))
        about(phone).redraw = known.redraw = None  # figures that wait to be collected hold no tables
    caption = f"{name}: {language.shown(known.source)}".removesuffix(": ")
    fragment = _finding(known.told.text) + _picture(wide, narrow, words, caption)
    display({"text/html": fragment, "text/plain": words}, raw=True, metadata={"text/html": {"alt": words, "name": name}})


def png(ax: Axes) -> bytes:
    """The chart as a compact PNG at twice the size it is read at."""
    from PIL import Image

    fig = figure_of(ax)
    raw = io.BytesIO()
    with house.style(), house.strict_glyphs():
        fig.savefig(raw, format="rgba", dpi=house.PNG_DPI)
    fig.set_layout_engine("none")  # what is placed stays; laying it out again costs as much as drawing
    width, height = (int(inches * house.PNG_DPI) for inches in fig.get_size_inches())
    picture = Image.frombytes("RGBA", (width, height), raw.getvalue()).convert("RGB")
    file = io.BytesIO()
    few = picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if level > 251 else level for level in few.getpalette() or []])  # white stays white
    few.save(file, format="png")
    return file.getvalue()


def _finding(text: Sentence) -> str:
    first, *twin = (html.escape(words, quote=False) for words in language.parts(text) or [""])
    head = f'<p class="gcir-finding">{first}</p>\n'
    return head + "".join(f'<p class="gcir-finding-zh" lang="zh-Hans">{words}</p>\n' for words in twin)


def _picture(wide: bytes, narrow: bytes, alt: str, caption: str) -> str:
    phone = f'<source media="(max-width: 640px)" srcset="{_data(narrow)}">' if narrow else ""
    size = f"width:100%;max-width:{house.WIDE * 100:.0f}px;height:auto"
    image = f'<img alt="{html.escape(alt)}" src="{_data(wide)}" style="{size}">'
    return (
        f'<figure class="gcir-chart" style="margin:0 0 1.5em"><picture>{phone}{image}</picture>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def _data(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"
