"""Make gcir/codebook/traditional.csv: which simplified character stands for which traditional one.

Needs the package opencc-python-reimplemented (Apache-2.0), whose dictionaries know the pairs; it is not
needed to use gcir.
"""

import csv
from pathlib import Path

from opencc import OpenCC

OUT = Path(__file__).parent.parent / "gcir" / "codebook" / "traditional.csv"


def pairs() -> list[tuple[str, str]]:
    """Traditional and simplified character, in the order of the code points."""
    simplify, complicate = OpenCC("t2s"), OpenCC("s2t")
    found = []
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        simple = simplify.convert(character)
        if simple != character and len(simple) == 1 and complicate.convert(character) == character:
            found.append((character, simple))
    return found


if __name__ == "__main__":
    with OUT.open("w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(("traditional", "simplified"))
        writer.writerows(pairs())
    print(f"{OUT.name}: {len(pairs())} characters")
