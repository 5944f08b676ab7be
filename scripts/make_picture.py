"""Make docs/picture.png: a report's page as a reader sees it after a click on one of its figures.

Needs Chromium on the PATH and the package playwright. Letters come from the bundled fonts, so that every
machine draws the same picture.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from gcir.reader import report_page
from gcir.reports import read_report
from gcir.style import fonts

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "picture.png"
REPORT = "004_9d98c4465ad221fa.txt"
CLICKED = 4  # the figure whose words are shown
WIDTH, HEIGHT, ABOVE = 1200, 596, 150  # pixels; what stands above the clicked words
MOST_BYTES = 250_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"]
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match><edit name="family" mode="assign" binding="strong"><string>{family}</string></edit></match>
</fontconfig>"""


def page(folder: Path) -> Path:
    """The report's page as the site has it."""
    path = folder / "report.html"
    path.write_text(report_page(read_report(ROOT / "data" / "raw" / REPORT)), encoding="utf-8")
    return path


def photograph(path: Path, program: str) -> bytes:
    """The page as PNG, scrolled to the words of the clicked figure."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        view.goto(path.as_uri())
        view.evaluate("document.fonts.ready")
        view.click(f"#r{CLICKED} a")
        view.add_style_tag(
            content=".bar { display: none !important; } .gcir-side { top: 0 !important; max-height: none !important; }"
        )
        top = view.evaluate("document.querySelector(':target').getBoundingClientRect().top")
        view.evaluate(f"window.scrollBy(0, {top - ABOVE})")
        view.mouse.move(0, 0)
        view.wait_for_timeout(300)
        taken = view.screenshot()
        browser.close()
    return taken


def main() -> None:
    """Write the picture; an error says what is missing or too large."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        sys.exit("No Chromium on the PATH: install it (Debian: apt-get install chromium) and run this again")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        conf = folder / "fonts.conf"
        places = {"fonts": fonts.REGULAR.parent, "cache": folder / "cache", "family": fonts.FAMILY}
        conf.write_text(FONTS_CONF.format(**places), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(conf)
        picture = Image.open(io.BytesIO(photograph(page(folder), program))).convert("RGB")
    file = io.BytesIO()
    picture.quantize(96, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    if len(file.getvalue()) > MOST_BYTES:
        sys.exit(f"The picture has {len(file.getvalue()):,} bytes, more than {MOST_BYTES:,}: make it smaller")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(file.getvalue())
    print(f"{OUT.relative_to(ROOT)}: {picture.width} x {picture.height}, {len(file.getvalue()):,} bytes")


if __name__ == "__main__":
    main()
