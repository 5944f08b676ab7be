"""Tables that came as text with one cell on each line and nothing between them: labels, then their numbers.

The head says how many values follow each label. A row is taken only where that many follow; a blank line counts as
an empty cell only where all rows of the table come out even that way.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from gcir.bare_heads import (
    BLANK,
    DASH,
    LABEL,
    NUMBER,
    UNIT,
    Head,
    Piece,
    blank,
    find_head,
    is_credible,
    is_known,
    is_row_label,
    kind_of,
    list_role,
    may_be_cell,
)
from gcir.model import Cell, Table
from gcir.pipe_lines import WORDS, Line

_ALONE = re.compile(r"\n[ \t\u3000\xa0]*[-+]?\d[\d,.]{0,15}[^\W\d]{0,2}[ \t\u3000\xa0]*(?=[\r\n]|\Z)")
_REMEDIES = "reconsideration_litigation"
_SPACES = " \t\u3000\xa0"
_FEWEST, _HEADS, _MOST_BLANK = 3, 6, 60
_VALUE = f"[{NUMBER}{DASH}{BLANK}]"
_ANY = f"[{LABEL}{UNIT}{NUMBER}{DASH}{BLANK}]"
PATTERNS = {
    "label": LABEL, "unit": f"[{UNIT}{DASH}{BLANK}]", "value": _VALUE, "other_year": _VALUE, "code": _VALUE,
    "again": f"[{LABEL}{BLANK}]", "remark": _ANY, "unknown": _ANY,
}  # fmt: skip
_LOOSE_ROW = re.compile(f"({LABEL}+)({UNIT}?)([{NUMBER}{DASH}{BLANK}]*)")
Rows = list[tuple[list[Piece], bool]]  # the cells of each row, and whether their columns are certain


def may_hold(text: str) -> bool:
    """Whether some lines of a text hold a number alone."""
    return len(list(islice(_ALONE.finditer(text), _FEWEST))) == _FEWEST


def find(lines: Sequence[Line]) -> Iterator[Table]:
    """The tables among lines that stand together."""
    for stretch in _stretches(lines):
        pieces = list(_uncut(stretch))
        yield from unheaded(pieces)
        yield from headed(pieces)


def _stretches(lines: Sequence[Line]) -> Iterator[list[Piece]]:
    """Lines short enough to be cells, as far as they stand together and hold numbers."""
    stretch: list[Piece] = []
    for line, below in zip(lines, [*(later.gap for later in lines[1:]), 0], strict=True):
        if line.kind == WORDS and may_be_cell(line.words):
            words = line.words.strip(_SPACES)
            start = line.start + line.words.index(words)
            stretch.append(Piece(start, start + len(words), words, kind_of(words), line.gap, below))
            continue
        if sum(p.kind == NUMBER for p in stretch) >= _FEWEST:
            yield stretch
        stretch = []
    if sum(p.kind == NUMBER for p in stretch) >= _FEWEST:
        yield stretch


def _uncut(pieces: list[Piece]) -> Iterator[Piece]:
    """The cells, with those joined that were cut into lines: where blank lines part the others, and they are known as one."""
    apart = sum(p.gap > 0 for p in pieces) * 2 > len(pieces)
    last: Piece | None = None
    for piece in pieces:
        cut = apart and last and not piece.gap and last.kind == piece.kind == LABEL
        if cut and last and is_known(last.words + piece.words):
            last = last._replace(end=piece.end, words=last.words + piece.words, below=piece.below)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def unheaded(pieces: list[Piece]) -> Iterator[Table]:
    """A list that stands before the first head."""
    head = next(_heads(pieces), None)
    if found := _unheaded(pieces[: head.first] if head else pieces):
        yield found


def headed(pieces: list[Piece]) -> Iterator[Table]:
    """The tables below the heads among some cells."""
    heads = list(_heads(pieces))
    rows: Rows = []
    last: Head | None = None
    for n, head in enumerate(heads):
        after = heads[n + 1].first if n + 1 < len(heads) else len(pieces)
        body = _body(head, pieces[head.after : after])
        goes_on = rows and last and _same(last, head) and pieces[head.first - 1].end == rows[-1][0][-1].end
        if rows and not goes_on:
            yield made(rows)
            rows = []
        if any(p.kind == NUMBER for p in body) or rows:
            rows += [(row, True) for row in head.rows]
            rows += _listed(head, body) if head.kind == "statistics" else _formed(head, body)
            last = head
    if rows:
        yield made(rows)


def _same(head: Head, other: Head) -> bool:
    return [p.words for row in head.rows for p in row] == [p.words for row in other.rows for p in row]


def _heads(pieces: list[Piece]) -> Iterator[Head]:
    """The heads in a stretch; each stands in a run of labels."""
    i = 0
    while i < len(pieces):
        after = i
        while after < len(pieces) and pieces[after].kind == LABEL:
            after += 1
        head = find_head(pieces, i, after) if after - i > 1 else None
        if head:
            yield head
        i = head.after if head else after + 1


def _body(head: Head, pieces: list[Piece]) -> list[Piece]:
    """What stands below a head, without the words behind the last value."""
    last = max((i for i, p in enumerate(pieces) if p.kind != LABEL), default=-1)
    if last + 1 < len(pieces) and is_row_label(pieces[last + 1].words) and pieces[last + 1].below > pieces[last + 1].gap:
        last += 1  # its values are blank lines
    body = pieces[: last + 1]
    return body[: _list_end(body)] if "unit" in head.roles else body


def _list_end(body: list[Piece]) -> int:
    """Where a list with units ends: before rows that have neither a unit nor a label that the forms know."""
    end = last = 0
    for found in _LOOSE_ROW.finditer(_codes(body)):
        name = body[found.start() + len(found[1]) - 1].words
        if not found[3] and not found[2]:
            continue
        if found[2] or DASH in found[3] or is_row_label(name):
            end = last = found.end()
        else:
            last = found.end()
    return end if last > end else len(body)


def _with_blanks(head: Head, body: list[Piece]) -> list[Piece] | None:
    """The cells with an empty one for each blank line that no spacing explains; None if the lines do not come out even."""
    usual = min((p.gap for p in [*chain(*head.rows), *body][1:]), default=0)
    cells: list[Piece] = []
    for piece in body:
        more, odd = divmod(piece.gap - usual, usual + 1)
        if cells and (odd or more > _MOST_BLANK):
            return None
        cells += [blank(cells[-1])] * more if cells else []
        cells.append(piece)
    if head.kind == _REMEDIES and body:  # its row may begin with empty cells
        leading = min(_MOST_BLANK, (body[0].gap - usual) // (usual + 1))
        if leading > 1 or len(cells) > len(body):
            cells[:0] = [Piece(body[0].start, body[0].start, "", BLANK)] * leading
    if len(cells) > len(body):  # blank lines count here, so those below the last cell do
        cells += [blank(cells[-1])] * min(_MOST_BLANK, (body[-1].below - usual) // (usual + 1))
    return cells


def _codes(cells: Sequence[Piece]) -> str:
    return "".join(p.kind for p in cells)


def _formed(head: Head, body: list[Piece]) -> Rows:
    """Rows of a form with fixed columns: labels, then as many values as there are columns."""
    even = _with_blanks(head, body)
    if even and head.values:
        rows = _form_rows(head, even)
        if rows and all(certain for _, certain in rows):
            return rows
    return _form_rows(head, body)


def _form_rows(head: Head, cells: list[Piece]) -> Rows:
    pattern = _VALUE_RUN if head.kind == _REMEDIES else _LABELLED
    rows: Rows = []
    if not is_credible(head, [len(found[2].rstrip(BLANK)) for found in pattern.finditer(_codes(cells))]):
        head = head._replace(values=0)
    for found in pattern.finditer(_codes(cells)):
        row = cells[slice(*found.span())]
        labelled, valued = len(found[1]), len(found[2])
        is_last = found.end() == len(cells)
        if is_last:
            row = row[: labelled + max(head.values, len(found[2].rstrip(BLANK)))]
            valued = len(row) - labelled
        if row and any(p.kind != BLANK for p in row):
            rows.append((row, valued == head.values > 0))
        if not labelled:
            break
    return rows


_LABELLED = re.compile(f"(?<![{LABEL}{UNIT}])([{LABEL}{UNIT}]+)({_VALUE}+)")
_VALUE_RUN = re.compile(f"()({_VALUE}+)")


def _listed(head: Head, body: list[Piece]) -> Rows:
    """Rows of a list: as wide as its head, or a heading alone."""
    even = _with_blanks(head, body)
    for cells in (even, body):
        if cells and (rows := _list_rows(head, cells)) is not None:
            return rows
    return _loose_rows(body, head)


def _list_rows(head: Head, cells: list[Piece]) -> Rows | None:
    """The rows, if all cells fall into the columns of the head."""
    codes = _codes(cells) + BLANK * (head.values == 1 and cells[-1].kind == UNIT)
    cells = cells + [blank(cells[-1])] * (len(codes) - len(cells))
    columns = [PATTERNS["again" if n and role == "label" else role] for n, role in enumerate(head.roles)]
    patterns = [re.compile("".join(columns))]
    if head.roles[-1] == "remark":
        patterns.append(re.compile("".join(columns[:-1]) + r"\Z"))
    if head.roles[:2] in (("label", "label"), ("label", "unknown")):
        patterns.append(re.compile("".join([PATTERNS["label"], *columns[2:]])))
    heading = re.compile(f"{LABEL}(?={LABEL})" if head.roles[0] == "label" else f"{LABEL}(?=[{NUMBER}{LABEL}])")
    rows: Rows = []
    at = 0
    while codes[at:].strip(BLANK):
        found = next((m for p in (*patterns, heading) if (m := p.match(codes, at))), None)
        if found is None:
            return None
        rows.append((cells[slice(*found.span())], True))
        at = found.end()
    return rows


def _loose_rows(body: Sequence[Piece], head: Head | None) -> Rows:
    """Rows of a list that does not come out even: only those are certain that hold as many values as the head has columns."""
    rows: Rows = []
    values = head.values if head else 1
    for found in _LOOSE_ROW.finditer(_codes(body)):
        row = list(body[slice(*found.span())])
        names, valued = len(found[1]), len(found[3])
        rows += [([name], True) for name in row[: names - 1]]
        rows.append((row[names - 1 :], valued == values or not valued))
    return rows


def _unheaded(pieces: list[Piece]) -> Table | None:
    """A list without a head that is understood, if labels that the forms know stand before single numbers."""
    rows = _loose_rows(pieces, None)
    known = [i for i, (row, _) in enumerate(rows) if len(row) > 1 and is_row_label(row[0].words)]
    numbers = sum(any(p.kind == NUMBER for p in rows[i][0]) for i in known)
    if numbers < _FEWEST or 2 * numbers < known[-1] - known[0] + 1:
        return None
    begin = known[0]
    while begin and len(rows[begin - 1][0]) == 1 and known[0] - begin < _HEADS:
        begin -= 1
    begin = next((i for i in range(begin, known[0]) if list_role(rows[i][0][0].words)), known[0])
    return made(rows[begin : known[-1] + 1])


def made(rows: Rows) -> Table:
    """A table of the rows as they are; what its rows are short of is not known."""
    cells = [Cell(p.words, p.start, p.end, number, col) for number, (row, _) in enumerate(rows) for col, p in enumerate(row)]
    doubtful = frozenset(number for number, (_, certain) in enumerate(rows) if not certain)
    end = max(c.end for c in cells)
    return Table(tuple(cells), cells[0].start, end, spans_known=False, doubtful=doubtful)
