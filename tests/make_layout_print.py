"""How a case prints numbers and labels, and how it notes what they state."""

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from make_documents import T

CASES = Path(__file__).parent / "cases" / "layouts"


@dataclass(frozen=True, order=True)
class Want:
    """A figure that a reader must find; without an indicator it is known by its printed label."""

    source: str
    indicator: str
    channel: str = ""
    route: str = ""
    applicant: str = ""
    value: float | None = None
    label: str = ""


@dataclass
class Sheet:
    """A table and what it states; `free` are printed cells that may or may not be read."""

    table: T
    wants: list[Want] = field(default_factory=list)
    free: list[tuple[str, float | None]] = field(default_factory=list)


def read(name: str) -> list[dict[str, str]]:
    with open(CASES / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Pen:
    """Draws numbers and prints them the way one typist would."""

    def __init__(
        self, seed: str, numbers: str = "plain", zeros: float = 0, blanks: float = 0, dashes: float = 0, nought: str = "0"
    ):
        self.rng = random.Random(seed)
        self.numbers, self.zeros, self.blanks, self.dashes = numbers, zeros, blanks, dashes
        self.nought = nought.split()
        self._unused = self.rng.sample(range(11, 2400), 2000)

    def draw(self) -> int:
        return self._unused.pop()

    def cell(self, value: float, unit: str = "") -> tuple[str, float | None]:
        """The printed words for a number and what they state; it may come out as nought, blank or a dash."""
        chance = self.rng.random()
        if chance < self.blanks:
            return "", None
        if chance < self.blanks + self.dashes:
            return self.rng.choice(("-", "—", "——", "/")), None
        if chance < self.blanks + self.dashes + self.zeros:
            return self.rng.choice(self.nought), 0.0
        return self.show(value, unit), float(value)

    def show(self, value: float, unit: str = "") -> str:
        style = self.numbers
        if style == "mixed":
            style = self.rng.choice(("plain", "wide", "unit", "comma", "spaced"))
        text = f"{value:g}" if isinstance(value, float) else str(value)
        if style == "wide":
            return text.translate({ord(a): chr(ord(a) + 0xFEE0) for a in "0123456789."})
        if style == "unit":
            return text + unit
        if style == "comma":
            return f"{value:,}"
        if style == "spaced" and len(text) > 1:
            at = self.rng.randrange(1, len(text))
            return f"{text[:at]} {text[at:]}"
        return text


class Words:
    """Prints labels in one writer's dialect: marks of numbering, brackets, spaces, other wordings."""

    def __init__(self, seed: str, marks: str = "", sets: Sequence[str] = (), spaces: float = 0):
        self.rng = random.Random(seed)
        self.marks, self.spaces = marks, spaces
        self.variants = {r["printed_form"]: r["variant"] for r in read("wordings") if r["set"] in sets}

    def __call__(self, label: str) -> str:
        label = self.variants.get(label, label)
        if "none" in self.marks:
            label = re.sub(r"^(其中：)?([一二三四五六七八九]、|（[一二三四五六七八九]）|\d+[.、])", r"\1", label)
        if "dun" in self.marks:
            label = re.sub(r"^(其中：)?(\d+)[.]", r"\1\2、", label)
        if "dot" in self.marks:
            label = re.sub(r"^(其中：)?(\d+)[.、]", r"\1\2．", label)
        if "half" in self.marks:
            label = label.translate(str.maketrans("（）：，", "():,"))
        if "other" in self.marks:
            label = label.replace("其他", "其它")
        if len(label) > 2 and self.rng.random() < self.spaces:
            at = self.rng.randrange(1, len(label))
            label = f"{label[:at]}{self.rng.choice((' ', '  ', '　'))}{label[at:]}"
        return label


def stated(line: str, source: str = "prose") -> Want:
    """A figure written as `indicator value`, `indicator channel=website value`, or `?label value` without indicator."""
    indicator, *rest, number = line.split()
    value = None if number == "blank" else float(number)
    if indicator.startswith("?"):
        return Want(source, "", value=value, label=indicator[1:])
    return Want(source, indicator, value=value, **dict(r.split("=") for r in rest))
