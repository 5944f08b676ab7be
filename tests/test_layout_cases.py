"""Whole documents of every official layout: all that their tables state is found, and nothing else."""

import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from make_layout_cases import Made, documents, write
from make_layout_mixtures import mixture
from make_layout_print import Want
from make_layout_print import read as case_table

from gcir import documents as files
from gcir import reports

DOCUMENTS = {made.name: made for made in documents()}
CASES = [(name, container) for name, made in DOCUMENTS.items() for container in made.containers]
FAILING = {(row["document"], row["container"]): row["reason"] for row in case_table("failing")}
LAYOUTS = ("local_2008", "national_2014", "national_2019", "national_2021")


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


def read(name: str, container: str) -> reports.Report:
    file, data = write(DOCUMENTS[name], container)
    return reports.read(files.read_bytes(data, file), file)


def found(report: reports.Report, made: Made) -> Counter:
    """What was read, in the words of the cases, without the cells that count neither way."""
    free = Counter((plain(label), value) for label, value in made.free)
    rows: Counter = Counter()
    for f in report.figures:
        value = None if f.value is None else round(f.value, 4)
        cell = (plain(f.row_label), value)
        if f.source == "table" and free[cell]:
            free[cell] -= 1
            continue
        label = "" if f.indicator else plain(f.row_label)
        rows[Want(f.source, f.indicator, f.channel, f.route, f.applicant, value, label)] += 1
    return rows


def wanted(made: Made) -> Counter:
    return Counter(Want(w.source, w.indicator, w.channel, w.route, w.applicant, w.value, plain(w.label)) for w in made.wants)


def check(name: str, container: str) -> None:
    """Precision and recall of one document are 1, its layout is found, and what cannot be aligned is said."""
    made = DOCUMENTS[name]
    report = read(name, container)
    got, want = found(report, made), wanted(made)
    missing, extra = want - got, got - want
    assert not missing, f"{missing.total()} of {want.total()} not read, {extra.total()} read wrongly"
    assert not extra, f"{extra.total()} read that nothing states"
    if made.finding:
        assert any(f.severity in ("warning", "error") and "table" in f.rule for f in report.findings)
    else:
        assert report.layout == made.layout
    for f in report.figures:
        assert (f.value is None) == (f.stated_as == "blank")
        assert report.text[f.start : f.end] == f.evidence


def marked(case: tuple[str, str]) -> pytest.param:
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=FAILING[case])] if case in FAILING else []
    return pytest.param(*case, id="-".join(case), marks=marks)


@pytest.mark.parametrize(("name", "container"), [marked(case) for case in CASES])
def test_all_that_the_tables_state_is_read_and_nothing_else(name, container):
    check(name, container)


def test_failing_cases_are_cases():
    assert set(FAILING) <= set(CASES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_written_often_and_in_many_containers(layout):
    own = [made for made in DOCUMENTS.values() if made.layout == layout]
    assert len(own) >= 8
    assert len({container for made in own for container in made.containers}) >= 8


def test_numbers_tell_cells_apart():
    """A case shows a shift by one cell only if neighbours differ."""
    for made in DOCUMENTS.values():
        values = [w.value for w in made.wants if w.value]
        assert sum(a == b for a, b in pairwise(values)) <= 0.05 * len(values) + 1, made.name


MIXTURES = range(40)
PRECISION, RECALL = 0.998, 0.99  # what is reached, rounded down: to be raised with it, never lowered


def mixed() -> Counter:
    """Cells of random mixtures of the same parts: how many there are, how many were read, how many rightly."""
    counts: Counter = Counter()
    for made in map(mixture, MIXTURES):
        for container in made.containers:
            file, data = write(made, container)
            got, want = found(reports.read(files.read_bytes(data, file), file), made), wanted(made)
            counts += Counter(right=(got & want).total(), read=got.total(), printed=want.total())
    return counts


def test_mixtures_are_read_with_few_errors():
    counts = mixed()
    assert counts["right"] >= PRECISION * counts["read"]
    assert counts["right"] >= RECALL * counts["printed"]
