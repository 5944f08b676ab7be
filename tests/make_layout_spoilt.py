"""Official tables as people spoil them: columns put beside the form's, rows between its rows, heads and labels lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from make_documents import C, P, T
from make_layout_cases import Made
from make_layout_containers import first_only

NUMBER = re.compile(r"[\d,.]+")
Change = Callable[[T, Random], T]


def is_number(words: str) -> bool:
    return NUMBER.fullmatch(words.strip()) is not None


def heads(table: T) -> int:
    """How many rows stand before the first number."""
    return next((n for n, row in enumerate(table.rows) if any(is_number(c.text) for c in row)), 0)


def _is_value(row: tuple[C, ...], at: int) -> bool:
    return is_number(row[at].text) and (at > 0 or all(is_number(c.text) for c in row))


def _values(words: Callable[[str, Random], str], chance: float = 1.0) -> Change:
    """Each value printed in another way."""

    def change(table: T, dice: Random) -> T:
        def cell(row: tuple[C, ...], at: int) -> C:
            spoilt = _is_value(row, at) and dice.random() < chance
            return replace(row[at], text=words(row[at].text, dice)) if spoilt else row[at]

        return T(tuple(tuple(cell(row, at) for at in range(len(row))) for row in table.rows))

    return change


def _column(head: str, words: Callable[[int, Random], str], first: bool = False) -> Change:
    """A column of its own, before all others or behind them."""

    def change(table: T, dice: Random) -> T:
        depth = heads(table)
        more = [C(head if n == 0 else "" if n < depth else words(n - depth + 1, dice)) for n in range(len(table.rows))]
        rows = first_only(table).rows
        return T(tuple((cell, *row) if first else (*row, cell) for cell, row in zip(more, rows, strict=True)))

    return change


def _rows(make: Callable[[tuple[C, ...], Random], tuple[C, ...]], chance: float) -> Change:
    """Rows between the others."""

    def change(table: T, dice: Random) -> T:
        rows: list[tuple[C, ...]] = []
        for row in first_only(table).rows:
            rows.append(row)
            if dice.random() < chance:
                rows.append(make(row, dice))
        return T(tuple(rows))

    return change


def _total(first: bool) -> Change:
    def change(table: T, _: Random) -> T:
        rows, depth = first_only(table).rows, heads(table)
        if depth >= len(rows):
            return T(rows)
        row = tuple(C("合计" if n == 0 else "9999" if is_number(c.text) else "") for n, c in enumerate(rows[depth]))
        return T((*rows[:depth], row, *rows[depth:]) if first else (*rows, row))

    return change


def _without_a_head(table: T, dice: Random) -> T:
    places = [(r, i) for r in range(heads(table)) for i, c in enumerate(table.rows[r]) if c.text]
    gone = dice.choice(places) if places else None
    lost = [[replace(c, text="") if (r, i) == gone else c for i, c in enumerate(row)] for r, row in enumerate(table.rows)]
    return T(tuple(map(tuple, lost)))


def _without_a_value(table: T, dice: Random) -> T:
    places = [(r, i) for r, row in enumerate(table.rows) for i in range(len(row)) if _is_value(row, i)]
    if not places:
        return table
    r, i = dice.choice(places)
    return T(tuple((*row[:i], *row[i + 1 :]) if n == r else row for n, row in enumerate(table.rows)))


def _values_merged(table: T, dice: Random) -> T:
    rows = []
    for row in table.rows:
        pairs = [i for i in range(len(row) - 1) if _is_value(row, i) and _is_value(row, i + 1)]
        at = dice.choice(pairs) if pairs and dice.random() < 0.3 else None
        rows.append(row if at is None else (*row[:at], C(row[at].text, 1, 2), *row[at + 2 :]))
    return T(tuple(rows))


def _note(row: tuple[C, ...], dice: Random) -> tuple[C, ...]:
    return (C(dice.choice(("注：按件统计", "其中涉及土地征收的3件", "（单位：件）", "说明：含上年结转12件")), 1, len(row)),)


WAYS: dict[str, tuple[Change, float]] = {
    "words around values": (_values(lambda x, _: f"共{x}件"), 0.99),
    "note marks": (_values(lambda x, r: x + r.choice(("*", "※", "①", "²", "[1]", "（1）", "(注)", "注1")), 0.3), 0.8),
    "letters for digits": (_values(lambda x, _: x.replace("0", "O").replace("1", "l")), 0.4),
    "values in brackets": (_values(lambda x, _: f"（{x}）"), 0),
    "serial numbers": (_column("序号", lambda n, _: str(n), first=True), 0.7),
    "shares": (_column("占比（%）", lambda _, r: f"{r.randint(1, 999) / 10}%"), 0.7),
    "the year before": (_column("上年", lambda _, r: str(r.randint(3000, 9999))), 0.7),
    "an empty column": (_column("", lambda *_: "", first=True), 0.9),
    "empty rows": (_rows(lambda row, _: tuple(C("") for _ in row), 0.15), 0.9),
    "notes between rows": (_rows(_note, 0.1), 0.8),
    "merged cells taken apart": (lambda t, _: first_only(t), 0.9),
    "a total first": (_total(True), 0.9),
    "a total last": (_total(False), 0.9),
    "a head lost": (_without_a_head, 0.29),
    "a value lost": (_without_a_value, 0.8),
    "values merged": (_values_merged, 0.7),
}
"""How a table is spoilt, and which share of its figures is read all the same; the others are not read, rather than wrongly."""


def spoilt(made: Made, way: str) -> Made:
    """A document with all its tables spoilt in one way."""
    dice = Random(f"{made.name}{way}")
    parts: tuple[P | T, ...] = tuple(WAYS[way][0](p, dice) if isinstance(p, T) else p for p in made.report.parts)
    return replace(made, report=replace(made.report, parts=parts))
