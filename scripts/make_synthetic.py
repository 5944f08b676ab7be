"""Make synthetic reports with known truth, or score tidy tables against them.

python scripts/make_synthetic.py --n 1000 --seed 7 --into DIR [--layout LAYOUT] [--container KIND]
python scripts/make_synthetic.py --score DIR TIDY [--show]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.synthetic.score import score
from tests.synthetic.writer import write


def main() -> None:
    """Read the arguments and do one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=100, help="how many reports")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="folder to write; keep it out of data/")
    parser.add_argument(
        "--layout", default="", choices=("", "prose", "local_2008", "national_2014", "national_2019", "national_2021")
    )
    parser.add_argument("--container", default="", choices=("", "html", "txt", "md", "docx", "xlsx", "pdf"))
    parser.add_argument("--score", nargs=2, type=Path, metavar=("DIR", "TIDY"))
    parser.add_argument("--show", action="store_true", help="print every disagreement")
    args = parser.parse_args()
    if args.score:
        outcome = score(args.score[0] / "truth", args.score[1])
        for name, value in outcome.scores.items():
            if name not in {f"{group}.{part}" for group in outcome.groups for part in ("precision", "recall", "f1")}:
                print(f"{name:36} {value:8.3f}")
        for name, tally in sorted(outcome.groups.items()):
            shares = f"f1 {tally.f1:.3f}  precision {tally.precision:.3f}  recall {tally.recall:.3f}"
            print(f"{name:36} {shares}  {tally.hit} of {tally.wanted}, {tally.given - tally.hit} extra")
        if args.show:
            for row in outcome.differences:
                print("\t".join(" ".join(part.split())[:120] for part in row))
    elif args.into:
        print(f"{write(args.into, args.n, args.seed, args.layout, args.container)} reports below {args.into}")
    else:
        parser.error("say --into DIR or --score DIR TIDY")


if __name__ == "__main__":
    main()
