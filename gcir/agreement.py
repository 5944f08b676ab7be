"""How far coders agree: Cohen's kappa and Krippendorff's alpha, for one label and for sets of labels.

    cohen_kappa(a, b)          two coders, one label each: (p_o - p_e) / (1 - p_e)     (Cohen)
    alpha(units)               any number of coders, with gaps: 1 - D_o / D_e        (Krippendorff)
    alpha(units, masi)         sets of labels, by how far the sets overlap           (Passonneau)

A unit is what every coder said of one thing, None where a coder left it out. Where all say the same of everything,
agreement cannot be told from a lack of variety: the measures are then not a number.
"""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

Unit = Sequence[Hashable | None]
Distance = Callable[[Hashable, Hashable], float]


def nominal(a: Hashable, b: Hashable) -> float:
    """0 if two labels are the same, else 1."""
    return float(a != b)


def masi(a: Hashable, b: Hashable) -> float:
    """One less Jaccard's index times 1, 2/3, 1/3 or 0: same sets, one within the other, overlapping, apart."""
    assert isinstance(a, frozenset)
    assert isinstance(b, frozenset)
    if a == b:
        return 0.0
    common = len(a & b)
    weight = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - common / len(a | b) * weight if common else 1.0


def cohen_kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """Cohen's kappa of two coders' labels of the same things, in the same order."""
    if len(a) != len(b):
        raise ValueError(f"both coders must label the same things: one has {len(a)} labels, the other {len(b)}")
    n = len(a)
    if not n:
        return math.nan
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / n
    one, other = Counter(a), Counter(b)
    expected = sum(one[label] * other[label] for label in one) / n**2
    return (observed - expected) / (1 - expected) if expected < 1 else math.nan


def alpha(units: Sequence[Unit], distance: Distance = nominal) -> float:
    """Krippendorff's alpha; units that fewer than two coders labelled do not count."""
    pairable = [labels for unit in units if len(labels := [x for x in unit if x is not None]) > 1]
    values = Counter(x for labels in pairable for x in labels)
    n = values.total()
    observed = sum(sum(distance(a, b) for a, b in permutations(labels, 2)) / (len(labels) - 1) for labels in pairable)
    expected = sum(values[a] * values[b] * distance(a, b) for a in values for b in values)
    return 1 - (n - 1) * observed / expected if expected else math.nan
