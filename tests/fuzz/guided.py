"""One target under a fuzzer that sees which code an input reaches. `python -m tests.fuzz.guided TARGET FOLDER SECONDS SEED`.

Inputs that reach something new are kept in FOLDER/corpus, one that breaks something in FOLDER.
"""

import random
import sys
from pathlib import Path

STARTS = 8


def main() -> None:
    """Instrument the package, then run until time is over or something breaks."""
    import atheris

    target, folder, seconds, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with atheris.instrument_imports(include=["gcir"]):
        from gcir import apart
        from tests.fuzz.targets import TARGETS
    apart.read = apart.here  # what another process does is not seen here
    chosen = TARGETS[target]
    corpus = folder / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(STARTS):
        (corpus / f"start-{number}").write_bytes(chosen.make(random.Random(f"{seed}{target}{number}")))
    limits = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=60000", "-timeout=60", "-rss_limit_mb=3000"]
    asked = [sys.argv[0], *limits, "-print_final_stats=1", f"-artifact_prefix={folder}/{target}-", str(corpus)]
    atheris.Setup(asked, lambda data: chosen.check(bytes(data)) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
