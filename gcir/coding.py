"""How far coders agree with each other and with gcir, category by category, in numbers and in print."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from gcir import language, sampling, store
from gcir.agreement import alpha, cohen_kappa, masi
from gcir.intake import InputError
from gcir.messages import Sentence, name, number, say
from gcir.sampling import Key, Labels
from gcir.summaries import SMALLEST

Coding = Mapping[Key, Labels | None]


@dataclass(frozen=True, slots=True)
class Line:
    """Agreement on one category: `n` statements that any coder puts there, out of those that two coded; `same`: that all do.

    Kappa and alpha are not a number where everybody says the same of everything. Of few statements they say nothing:
    with one statement kappa is 0 or 1, whatever the coders think.
    """

    category: str
    n: int
    kappa: float
    alpha: float
    same: int

    @property
    def is_told(self) -> bool:
        """Whether there are statements enough for kappa and alpha."""
        return self.n >= SMALLEST


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of coders: over all categories by MASI, and category by category; kappa is the mean over pairs of coders."""

    coders: tuple[str, ...]
    statements: int
    overall: float
    lines: tuple[Line, ...]


def agreement(codings: Mapping[str, Coding]) -> Agreement:
    """Compare coders; each names itself and says which labels it gave to which statement."""
    keys = sorted({key for coding in codings.values() for key in coding})
    units = [[coding.get(key) for coding in codings.values()] for key in keys]
    units = [unit for unit in units if sum(labels is not None for labels in unit) > 1]
    used = {category for unit in units for labels in unit if labels for category in labels}
    lines = tuple(_line(category, units) for category in codes_in_order(used))
    return Agreement(tuple(codings), len(units), alpha(units, masi), lines)


def codes_in_order(used: set[str]) -> list[str]:
    """Categories in the order of the codebook."""
    order = sampling.categories()
    return sorted(used, key=lambda c: (order.index(c) if c in order else len(order), c))


def _line(category: str, units: Sequence[Sequence[Labels | None]]) -> Line:
    """Whether coders agree that a statement belongs to a category."""
    marks = [[None if labels is None else category in labels for labels in unit] for unit in units]
    kappas = []
    for i, j in combinations(range(len(marks[0])), 2):
        shared = [(unit[i], unit[j]) for unit in marks if unit[i] is not None and unit[j] is not None]
        if shared:
            kappas.append(cohen_kappa([a for a, _ in shared], [b for _, b in shared]))
    known = [k for k in kappas if not math.isnan(k)]
    mean = sum(known) / len(known) if known else math.nan
    same = sum(all(mark is not False for mark in unit) for unit in marks)
    return Line(category, sum(any(unit) for unit in marks), mean, alpha(marks), same)


def command(sheets: Sequence[Path], tidy: Path) -> list[str]:
    """The lines that `gcir agreement` prints: coders among each other, then each of them with gcir."""
    codings: dict[str, Coding] = {}
    for sheet in sheets:
        label = sheet.stem if sheet.stem not in codings else str(sheet)
        if label in codings:
            raise InputError(f"{sheet} is named twice; name every sheet once")
        codings[label] = sampling.read(sheet)
    keys = {key for coding in codings.values() for key in coding}
    among = agreement(codings)
    if len(codings) > 1 and not among.statements:
        raise InputError("no statement is coded in two of the sheets; give sheets of one sample")
    ours = dict(sampling.given(store.read("problems", tidy), keys)) | dict.fromkeys(_elsewhere(keys, tidy), None)
    told = printed(among) if len(codings) > 1 else []
    for coder, coding in codings.items():
        told += printed(agreement({coder: coding, "gcir": ours}))
    return told[:-1]


def _elsewhere(keys: set[Key], tidy: Path) -> set[Key]:
    """Statements of reports that these tables do not hold: gcir says nothing of them, which is not that they are no problem."""
    there = set(store.read("reports", tidy)["report_id"])
    gone = {key for key in keys if key[0] not in there}
    if gone == keys:
        raise InputError(
            f"no statement of the sheets is from a report in {tidy}: name the tables they were drawn from with --tidy"
        )
    return gone


def printed(found: Agreement) -> list[str]:
    """Agreement as lines of text, an empty one at the end; the cases alone where they are too few for a coefficient."""
    coders = " · ".join(found.coders)
    head = say("agreement_of", coders=coders, n=found.statements, alpha=_two(found.overall))
    lines = [language.shown(head, "\n"), "    n   same   kappa   alpha"]
    for x in found.lines:
        kappa, alpha_ = (_two(value if x.is_told else math.nan) for value in (x.kappa, x.alpha))
        lines.append(f"{number(x.n):>5}  {number(x.same):>5}  {kappa:>6}  {alpha_:>6}  {_label(x.category)}")
    few = [] if all(x.is_told for x in found.lines) else [language.shown(say("agreement_few", least=SMALLEST), "\n")]
    return [*lines, *few, ""]


def _label(category: str) -> str:
    words: Sentence = name("category", category)
    return f"{language.shown(words)} ({category})"


def _two(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
