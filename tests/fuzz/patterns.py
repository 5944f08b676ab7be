"""Every regular expression of the package and its codebook on text made against it: does time grow with the text alone?

`python -m tests.fuzz.patterns` prints the worst. Only how time grows is looked at: seconds say more about the machine.
"""

import argparse
import importlib
import inspect
import json
import pkgutil
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as grammar  # type: ignore[attr-defined]
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
GENERIC = (
    "1", "一", " ", "、", "(", ")", "一、", "1,", "1.", "\n", "公", "a", "第一", "#,", "#", ",", "十", "项", "1 ", "|",
    "一 ", "《", "1\n", "年", "2020年", " \n", "-", "a\n", "。", "\u516c\n", "的", "_", "<", "<a ", "&", "\t", "=", "*",
    "甲.", "甲-", "/",
)  # fmt: skip
SAMPLES = 3
LINE, SMALL, LARGE = 90, 2_000, 16_000
LINEAR = LARGE // SMALL
SUSPECT = 3.5 * LINEAR  # quadratic growth would be LINEAR squared
TOO_SHORT = 0.02  # seconds; quadratic growth takes more of them
LONGEST = 4.0  # seconds for one probe
# Where phrases of the codebook are searched for in whole texts; other modules use some of theirs on lines
# and cells alone, or only at a place.
OF_TEXTS = (
    "frames.py", "zeros.py", "problems_wording.py", "problems_cues.py", "terms.py", "reuse_templates.py", "checks_rules.py",
)  # fmt: skip


class Slow(NamedTuple):
    """A pattern whose time grows faster than the text: how much more time for LINEAR times the text, and on which text."""

    ratio: float
    seconds: float
    place: str
    pattern: str
    flags: int
    probe: tuple[str, str, str]


class TooLong(Exception):  # noqa: N818 - reads as what happened
    """The time for one search is over."""


def collect() -> dict[tuple[str, int], str]:
    """All patterns that the package compiles, with the module that asked: (pattern, flags) → place."""
    found: dict[tuple[str, int], str] = {}
    compile_as_ever = re._compile  # type: ignore[attr-defined]

    def listen(pattern: Any, flags: int) -> re.Pattern[str]:
        compiled: re.Pattern[str] = compile_as_ever(pattern, flags)
        frame = inspect.currentframe()
        asked = frame and frame.f_back and frame.f_back.f_back
        while asked and Path(asked.f_code.co_filename).name in ("hints.py", "codebook.py"):
            asked = asked.f_back
        if asked and "gcir" in Path(asked.f_code.co_filename).parts and isinstance(compiled.pattern, str):
            found.setdefault((compiled.pattern, compiled.flags), Path(asked.f_code.co_filename).name)
        return compiled

    re._compile = listen  # type: ignore[attr-defined]
    try:
        _use_everything()
    finally:
        re._compile = compile_as_ever  # type: ignore[attr-defined]
    return found


def _use_everything() -> None:
    """Import all modules, fill every cache that takes no argument, and read a report."""
    import gcir

    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(gcir.__path__, "gcir.") if "__main__" not in m.name]
    for module in modules:
        for value in list(vars(module).values()):
            own = hasattr(value, "cache_info") and value.__module__ == module.__name__
            if own and not inspect.signature(value).parameters:
                value()
    from gcir import codebook

    for row in codebook.read("phrases", ("name", "pattern", "note"), "name"):
        codebook.phrase(row["name"])
    for path in sorted((ROOT / "data/raw").glob("*.txt")):
        gcir.read_report(path)._repr_html_()


def probes(source: str, flags: int, dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Texts made against a pattern, as (beginning, repeated, end)."""
    yield from (("", piece, "\0") for piece in GENERIC)
    tree = list(grammar.parse(source, flags))
    for _ in range(SAMPLES):
        words = sample(tree, dice)
        for cut in {len(words), len(words) - 1, len(words) // 2, 1, 2, 3}:
            if 0 < cut <= len(words):
                yield "", words[:cut], "\0"
    for before, body in _repeats(tree, [], dice):
        yield before, body, "\0"
        yield before, body, before
        yield "", before + body, "\0"


def _repeats(items: list[Any], before: list[Any], dice: random.Random) -> Iterator[tuple[str, str]]:
    """The words before each repetition in a pattern, and one turn of it."""
    for place, (code, value) in enumerate(items):
        so_far = [*before, *items[:place]]
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", None)):
            if value[1] > 8:
                yield sample(so_far, dice), sample(list(value[2]), dice) or "公"
            yield from _repeats(list(value[2]), so_far, dice)
        for inside in _inside(code, value):
            yield from _repeats(list(inside), so_far, dice)


def _inside(code: Any, value: Any) -> list[Any]:
    if code == codes.SUBPATTERN:
        return [value[3]]
    if code == codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if code == getattr(codes, "ATOMIC_GROUP", None) else []


def sample(items: Any, dice: random.Random) -> str:
    """Words that the pattern's parts match, taken at random; assertions are not kept."""
    return "".join(_sample(code, value, dice) for code, value in items)


def _sample(code: Any, value: Any, dice: random.Random) -> str:
    if code == codes.LITERAL:
        return chr(value)
    if code == codes.IN:
        return _of_class(value, dice)
    if code in (codes.ANY, codes.NOT_LITERAL):
        return "公"
    if code == codes.SUBPATTERN:
        return sample(value[3], dice)
    if code == codes.BRANCH:
        return sample(dice.choice(value[1]), dice)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", None)):
        times = min(value[0] + dice.randint(0, 2), int(value[1]))
        return "".join(sample(value[2], dice) for _ in range(times))
    return sample(value, dice) if code == getattr(codes, "ATOMIC_GROUP", None) else ""


def _of_class(items: Any, dice: random.Random) -> str:
    pattern = re.compile("".join(["[", *(_piece(code, value) for code, value in items), "]"]))
    usual = [c for c in "公一1 、,\n#a(|。项十%." if pattern.fullmatch(c)]
    named = [chr(value) for code, value in items if code == codes.LITERAL and pattern.fullmatch(chr(value))]
    named += [chr(value[0]) for code, value in items if code == codes.RANGE and pattern.fullmatch(chr(value[0]))]
    return dice.choice(usual + named or ["公"])


_CATEGORIES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}


def _piece(code: Any, value: Any) -> str:
    if code == codes.NEGATE:
        return "^"
    if code == codes.LITERAL:
        return re.escape(chr(value))
    if code == codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return _CATEGORIES[str(value).removeprefix("CATEGORY_")]


def seconds(pattern: re.Pattern[str], probe: tuple[str, str, str], size: int, tries: int = 1) -> float:
    """How long all matches on a text of this size take; TooLong after LONGEST seconds."""
    start, body, end = probe
    text = start + body * max(1, size // len(body)) + end
    best = LONGEST
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)  # of this process alone, however busy the machine is
    try:
        for _ in range(tries):
            began = time.perf_counter()
            for _found in pattern.finditer(text):
                pass
            best = min(best, time.perf_counter() - began)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return best


def growth(pattern: re.Pattern[str], probe: tuple[str, str, str]) -> tuple[float, float]:
    """How many times longer a text LINEAR times as long takes, and how long; (0, 0) where it is too short to tell."""
    try:
        large = seconds(pattern, probe, LARGE)
        if large < TOO_SHORT:
            return 0, 0
        return seconds(pattern, probe, LARGE, 2) / max(TOO_SHORT / SUSPECT, seconds(pattern, probe, SMALL, 5)), large
    except TooLong:
        return float("inf"), LONGEST


def _stop(*_: object) -> None:
    raise TooLong


def stuck(seed: int = 1) -> Iterator[Slow]:
    """The patterns that take more than LONGEST seconds on a line of a text: with each character twice as long, or nearly."""
    signal.signal(signal.SIGVTALRM, _stop)
    for (source, flags), place in collect().items():
        pattern = re.compile(source, flags)
        for probe in dict.fromkeys(probes(source, flags & ~re.DEBUG, random.Random(f"{seed}{source}"))):
            try:
                seconds(pattern, probe, LINE)
            except TooLong:
                yield Slow(float("inf"), LONGEST, place, source, flags, probe)
                break


def _is_sure(found: Slow) -> bool:
    """Whether more tries show the same."""
    pattern = re.compile(found.pattern, found.flags)
    try:
        return seconds(pattern, found.probe, LARGE, 5) > SUSPECT * max(
            TOO_SHORT / SUSPECT, seconds(pattern, found.probe, SMALL, 15)
        )
    except TooLong:
        return True


def slow(places: tuple[str, ...] = (), seed: int = 1, count: int = 0) -> Iterator[Slow]:
    """The patterns whose time grows faster than the text, each with its worst probe; of `count` patterns taken by chance."""
    patterns = [(*key, place) for key, place in collect().items() if not places or place in places]
    signal.signal(signal.SIGVTALRM, _stop)
    for source, flags, place in random.Random(seed).sample(patterns, min(count, len(patterns))) if count else patterns:
        pattern = re.compile(source, flags)
        worst: Slow | None = None
        for probe in dict.fromkeys(probes(source, flags & ~re.DEBUG, random.Random(f"{seed}{source}"))):
            ratio, took = growth(pattern, probe)
            if ratio > SUSPECT and (worst is None or took > worst.seconds):
                worst = Slow(ratio, took, place, source, flags, probe)
                if took >= LONGEST:
                    break
        if worst and _is_sure(worst):
            yield worst


def measured(*asked: str) -> list[Slow]:
    """The same from a process of its own, since some modules are imported here already."""
    command = [sys.executable, "-m", "tests.fuzz.patterns", "--json", *asked]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=900)
    return [Slow(*row) for row in json.loads(run.stdout)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="so many patterns, taken by chance")
    parser.add_argument("--stuck", action="store_true", help="only those that hang on a line of a text, which is found soon")
    parser.add_argument("places", nargs="*", help="modules, such as prose.py; all if none is named")
    args = parser.parse_args()
    looked = stuck(args.seed) if args.stuck else slow(tuple(args.places), args.seed, args.count)
    found = sorted(looked, key=lambda s: -s.seconds)
    if args.json:
        print(json.dumps(found))
        return
    for one in found:
        print(f"{one.seconds:6.3f} s  {one.ratio:6.1f}  {one.place:24} {one.probe!r}  {one.pattern[:150]!r}")
    print(len(found), "patterns of", len(collect()))


if __name__ == "__main__":
    main()
