"""Lines in columns cut into tables: where heads stand anew, and where words between are headings of the text."""

from gcir.blocks import Block
from gcir.cells import is_number, read_value
from gcir.labels import column_meanings
from gcir.pdf_columns import CLOSE, columns_of, head_cells, heads_above, rows_of
from gcir.pdf_lines import Line, line_of
from gcir.pdf_runs import Printed, Run
from gcir.pipe_lines import NUMBERED

_SPACED, _ACROSS, _FEWEST = 1.25, 0.8, 3


def blocks_of(run: Run) -> list[Block]:
    """The tables of a run, each under its own head, with the lines of words between them."""
    blocks: list[Block] = []
    for lines in _tables(run.lines):
        tail = _headings(lines)
        blocks += _blocks(_merged(lines[: len(lines) - len(tail)]))
        blocks += (Block(line.source.text) for line in tail)
    return blocks


def _tables(lines: list[Printed]) -> list[list[Printed]]:
    """A new table begins where words stand as heads over the place of values again."""
    tables: list[list[Printed]] = [[]]
    for line in lines:
        if line.is_head and _heads_anew(line, tables[-1]):
            tail = _headings(tables[-1])
            tables[-1] = tables[-1][: len(tables[-1]) - len(tail)]
            tables.append(tail)
        tables[-1].append(line)
    return tables


def _heads_anew(line: Printed, above: list[Printed]) -> bool:
    """Whether a line without values reaches into the part of the page where the rows above have theirs."""
    rows = [p for p in above if p.is_row]
    first = min((w.left for p in rows for w in p.words[1:] if is_number(w.text)), default=None)
    if first is None:
        return False
    beside = [w for p in rows for w in p.words if w.left > first and read_value(w.text) is None]
    return any(w.right > first and not any(_meets(w, b) for b in beside) for w in line.words[1:])


def _meets(a: Line, b: Line) -> bool:
    return a.left < b.right and b.left < a.right


def _merged(lines: list[Printed]) -> list[Printed]:
    """Lines in which words that only letter-spacing parts are one again: no column ends between them."""
    return [Printed(_whole(line, lines), line.source) for line in lines]


def _whole(line: Printed, lines: list[Printed]) -> list[Line]:
    words: list[Line] = []
    for word in line.words:
        last = words[-1] if words else None
        texts = last is not None and read_value(last.text) is None and read_value(word.text) is None
        if last is not None and texts and (_is_spacing(last, word, lines) or _is_head(last, word, lines)):
            words[-1] = line_of([*last.glyphs, *word.glyphs])
            words[-1].top, words[-1].bottom = last.top, last.bottom
        else:
            words.append(word)
    return words


def _is_head(left: Line, right: Line, lines: list[Printed]) -> bool:
    """Whether two words are a known head only together, and do not each stand over words of their own."""
    under = [w for p in lines if p.is_row for w in p.words]
    if all(any(_meets(word, w) for w in under) for word in (left, right)):
        return False
    if right.left - left.right > _SPACED * left.size or not column_meanings(left.text + right.text):
        return False
    return not (column_meanings(left.text) and column_meanings(right.text))


def _is_spacing(left: Line, right: Line, lines: list[Printed]) -> bool:
    """Whether two words are one that is printed with spaces: single characters, or most rows go on between them."""
    if right.left - left.right > _SPACED * left.size or NUMBERED.match(right.text):
        return False
    if len(right.text) == len(left.text.split()[-1]) == 1:
        return True
    middle = (left.right + right.left) / 2
    around = [p for p in lines if p.is_row and p.words[0].left < middle < p.words[-1].right]
    across = sum(any(w.left < middle < w.right for w in p.words) for p in around)
    return len(around) >= _FEWEST and across > _ACROSS * len(around)


def _headings(lines: list[Printed]) -> list[Printed]:
    """The lines at the end of a table that are no more part of its last row."""
    end = next((i for i in range(len(lines), 0, -1) if lines[i - 1].is_row), 0)
    while 0 < end < len(lines):
        above, line = lines[end - 1].source, lines[end]
        starts = [abs(line.words[0].left - w.left) < line.source.size for w in lines[end - 1].words]
        if line.source.top - above.top > CLOSE * above.size or NUMBERED.match(line.source.text) or not any(starts):
            break
        end += 1
    return lines[end:]


def _blocks(lines: list[Printed]) -> list[Block]:
    """One table: titles above its head as lines, then rows."""
    first_row = next((i for i, line in enumerate(lines) if line.is_row), len(lines))
    head = next((i for i, line in enumerate(lines[:first_row]) if len(line.words) > 1), first_row)
    while 0 < head < first_row and all(column_meanings(w.text) for w in lines[head - 1].words):
        head -= 1  # a head that stands alone on its line
    head = head if head < first_row else 0
    titles = [Block(line.source.text) for line in lines[:head]]
    if first_row == len(lines):
        return [*titles, *(Block(line.source.text) for line in lines[head:])]
    heads = heads_above(lines[head:first_row], lines[first_row:])
    body = lines[head + heads :]
    columns = columns_of(body, lines[head : head + heads])
    return [*titles, Block(rows=rows_of(body, columns, head_cells(lines[head : head + heads], columns)))]
