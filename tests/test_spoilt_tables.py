"""Tables that people spoilt: what is read is right, what cannot be told apart is left alone."""

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from make_documents import C, T
from make_layout_cases import CASES, Made, make, write
from make_layout_merged import merged, without_totals
from make_layout_spoilt import WAYS, spoilt
from test_layout_cases import found, wanted

from gcir import documents, reports
from gcir.limits import Limits

NAMES = ("zhejiang-two-years", "statistics", "statistics-groups-beside", "form-2019", "form-2021-one-head", "form-2021")
PENS = ({}, {"blanks": 0.2, "dashes": 0.2})


def bases() -> list[Made]:
    with open(CASES / "documents.toml", "rb") as file:
        documents = {doc["name"]: doc for doc in tomllib.load(file)["document"]}
    return [make(documents[name] | {"pen": pen}) for name in NAMES for pen in PENS]


@pytest.mark.parametrize("way", WAYS)
def test_no_figure_is_wrong(way: str) -> None:
    counts: Counter[str] = Counter()
    for base in bases():
        made = spoilt(base, way)
        name, data = write(made, "html")
        got, want = found(reports.read(documents.read_bytes(data, name, Limits(seconds=60)), name), made), wanted(made)
        wrong = [w for w in got - want if w.indicator and w.value is not None]
        assert wrong == [], base.name
        counts += Counter(right=(got & want).total(), printed=want.total())
    assert counts["right"] >= WAYS[way][1] * counts["printed"]


@pytest.mark.parametrize("gone", [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("is_cut", [False, True])
def test_no_column_is_guessed_where_heads_over_merged_values_are_gone(gone: tuple[bool, bool], is_cut: bool) -> None:
    for base, share, are_blank, seed in product(bases()[::2], (1.0, 0.5), (False, True), range(2)):
        dice = Random(f"{base.name}{share}{are_blank}{seed}")
        plain = [without_totals(p) if are_blank and isinstance(p, T) else p for p in base.report.parts]
        parts = tuple(merged(p, dice, share, gone, is_cut) if isinstance(p, T) else p for p in plain)
        made = replace(base, report=replace(base.report, parts=parts))
        name, data = write(made, "html")
        report = reports.read(documents.read_bytes(data, name, Limits(seconds=60)), name)
        wrong = [w for w in found(report, made) - wanted(made) if w.indicator and w.value is not None]
        assert wrong == [], f"{base.name} {share} {are_blank}"


def _doubled(row: tuple[C, ...]) -> tuple[C, ...]:
    return tuple(replace(c, colspan=2 * c.colspan) for c in row)


def _lengthened(row: tuple[C, ...]) -> tuple[C, ...]:
    return (*row, C(""))


def _begun_empty(row: tuple[C, ...]) -> tuple[C, ...]:
    return (C(""), *row)


@pytest.mark.parametrize("edit", [_doubled, _lengthened, _begun_empty])
def test_columns_that_hold_nothing_change_nothing(edit: Callable[[tuple[C, ...]], tuple[C, ...]]) -> None:
    for base in bases():
        parts = tuple(T(tuple(map(edit, p.rows))) if isinstance(p, T) else p for p in base.report.parts)
        edited, plain = replace(base, report=replace(base.report, parts=parts)), found(read(base), base)
        assert plain.total() > 0.9 * wanted(base).total()
        assert found(read(edited), edited) == plain, base.name


def read(made: Made) -> reports.Report:
    name, data = write(made, "html")
    return reports.read(documents.read_bytes(data, name), name)
