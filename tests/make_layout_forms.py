"""The tables of the national forms: proactive disclosure, requests by applicant, reconsideration and litigation."""

from collections.abc import Callable, Iterable, Sequence

from make_documents import C, P, T
from make_layout_print import Pen, Sheet, Want, Words, read, stated

PERSON, TOTAL, LEGAL = "自然人", "总计", "法人或其他组织"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
APPLICANTS = {
    PERSON: "natural_person",
    "商业企业": "company",
    "科研机构": "research_institution",
    "社会公益组织": "social_organization",
    "法律服务机构": "legal_service",
    "其他": "other_organization",
    TOTAL: "",
}
RESULTS = {"结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other_result", "尚未审结": "pending", TOTAL: "cases"}
REMEDIES = (
    ("行政复议", "", "reconsideration"),
    ("行政诉讼", "未经复议直接起诉", "litigation_direct"),
    ("行政诉讼", "复议后起诉", "litigation_after_reconsideration"),
)


def _counts(pen: Pen, rows: list[dict], people: list[str]) -> list[dict[str, int]]:
    """Numbers of requests whose rows and columns agree with each other, as on an honest form."""
    counts = [{p: pen.rng.randint(1, 97) for p in people if p != TOTAL} for _ in rows]
    for p in counts[0]:
        outcomes = sum(c[p] for c, r in zip(counts, rows, strict=True) if r["second"] and r["indicator"] != "requests_closed")
        counts[-2][p] = outcomes
        counts[0][p] = outcomes + counts[-1][p] - counts[1][p]
    if TOTAL in people:
        for c in counts:
            c[TOTAL] = sum(c.values())
    return counts


def requests(pen: Pen, words: Words, o: dict) -> list[Sheet]:
    """The table of requests by applicant; `order` changes its columns, `short` prints one value too few.

    `repeat` prints the heading again before a row, `apart` begins a second table there.
    """
    people = o.get("order") or [PERSON, *ORGANISATIONS, TOTAL]
    rows = [r for r in read("requests") if r["layout"] in ("both", o["requests"])]
    if o.get("subtotals"):
        rows = _subtotalled(rows)
    counts = _counts(pen, rows, people)
    relation = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    head = _one_head(people, words, relation) if o.get("one_head") else _three_heads(people, words, relation)
    if o.get("path"):
        head = [tuple(C(c.text, c.rowspan, 1) if i == 0 and j == 0 else c for j, c in enumerate(h)) for i, h in enumerate(head)]
    sheet = Sheet(T(()))
    lines: list[tuple[C, ...]] = []
    for i, (row, count) in enumerate(zip(rows, counts, strict=True)):
        if o.get("repeat") == i:
            lines += head
        cells = [pen.cell(count[p], "件") for p in people]
        if o.get("short"):
            cells = cells[:-1]
        elif not row.get("free"):
            sheet.wants += [
                Want("table", row["indicator"], "", "", APPLICANTS[p], v) for p, (_, v) in zip(people, cells, strict=True)
            ]
        if row.get("free"):
            sheet.free += [(_path(row, words) if o.get("path") else words(row["third"]), v) for _, v in cells]
        lead = [C(_path(row, words))] if o.get("path") else _labels(rows, i, words, o.get("repeat", 0))
        lines.append((*lead, *(C(t) for t, _ in cells)))
    width = (1 if o.get("path") else 3) + len(people)
    top = [(C(o["title"], 1, width),)] if "title" in o else []
    end = [(C(note, 1, width),) for note in o.get("notes", ())]
    if o.get("apart"):
        cut = o["repeat"]
        return [Sheet(T((*top, *head, *lines[:cut])), sheet.wants, sheet.free), Sheet(T((*lines[cut:], *end)))]
    sheet.table = T((*top, *head, *lines, *end))
    return [sheet]


def _subtotalled(rows: list[dict]) -> list[dict]:
    """A row of subtotals, which the form does not have, before the parts of each group."""
    made: list[dict] = []
    for row in rows:
        if row["third"] and (not made or made[-1]["second"] != row["second"]):
            made.append({**row, "third": "小计", "indicator": "", "free": "yes"})
        made.append(row)
    return made


def _path(row: dict, words: Words) -> str:
    parts = [p for p in (row["second"], row["third"]) if p] or [row["first"]]
    return "—".join(words(p) for p in parts)


def _labels(rows: list[dict], i: int, words: Words, cut: int) -> list[C]:
    """The label cells that begin in row i; a repeated heading at row `cut` ends every merged cell above it."""
    row, made = rows[i], []
    depth = 3 if row["third"] else 2 if row["second"] else 1
    end = cut if i < cut else len(rows)
    for level, key in enumerate(("first", "second", "third")[:depth], 1):
        path = tuple(row[k] for k in ("first", "second", "third")[:level])
        same = [j for j in range(len(rows)) if tuple(rows[j][k] for k in ("first", "second", "third")[:level]) == path]
        begin = max(same[0], cut) if i >= cut else same[0]
        if i == begin:
            made.append(C(words(row[key]), sum(begin <= j < end for j in same), 4 - depth if level == depth else 1))
    return made


def _three_heads(people: list[str], words: Words, relation: str) -> list[tuple[C, ...]]:
    second: list[C] = []
    inner = [p for p in people if p in ORGANISATIONS]
    for p in people:
        if p not in ORGANISATIONS:
            second.append(C(words(p), 2))
        elif p == inner[0]:
            second.append(C(words(LEGAL), 1, len(inner)))
    return [(C(relation, 3, 3), C(words("申请人情况"), 1, len(people))), tuple(second), tuple(C(words(p)) for p in inner)]


def _one_head(people: list[str], words: Words, relation: str) -> list[tuple[C, ...]]:
    names = [f"{LEGAL}—{words(p)}" if p == "其他" else words(p) for p in people]
    return [(C(relation, 1, 3), *(C(n) for n in names))]


def proactive(pen: Pen, words: Words, o: dict) -> list[P | Sheet]:
    """Rules, licences, penalties, fees: one table with headings inside, or a small one for each article."""
    rows = [r for r in read("proactive") if r["layout"] == o["proactive"]]
    articles: dict[str, list[dict]] = {}
    for r in rows:
        articles.setdefault(r["article"], []).append(r)
    blocks = [(a, _article(list(reversed(rs)) if o.get("reversed") else rs, pen, words)) for a, rs in articles.items()]
    shape = o.get("shape", "blocks")
    if shape == "big":
        lines = [x for a, s in blocks for x in ((C(words(a), 1, 4),), *s.table.rows)]
        return [Sheet(T(tuple(lines)), [w for _, s in blocks for w in s.wants], [f for _, s in blocks for f in s.free])]
    if shape == "plain":
        return [x for a, s in blocks for x in (P(words(a)), s)]
    return [Sheet(T(((C(words(a), 1, 4),), *s.table.rows)), s.wants, s.free) for a, s in blocks]


def _article(rows: list[dict], pen: Pen, words: Words) -> Sheet:
    """The lines of one article, four columns wide; the last cell stretches over what is not needed."""
    columns = list(dict.fromkeys(r["column"] for r in rows))
    labels = list(dict.fromkeys(r["label"] for r in rows))
    sheet = Sheet(T(()))

    def stretched(cells: list[C]) -> tuple[C, ...]:
        return (*cells[:-1], C(cells[-1].text, 1, 5 - len(cells)))

    lines = [stretched([C(words("信息内容")), *(C(words(c)) for c in columns)])]
    for label in labels:
        cells = [C(words(label))]
        for column in columns:
            row = next(r for r in rows if (r["label"], r["column"]) == (label, column))
            text, value = _amount(row, pen)
            cells.append(C(text))
            sheet.wants.append(Want("table", row["indicator"], value=value))
        lines.append(stretched(cells))
    sheet.table = T(tuple(lines))
    return sheet


def _amount(row: dict, pen: Pen) -> tuple[str, float | None]:
    if row["kind"] == "money":
        value = round(pen.draw() * 1.01, 2)
        return f"{value}万元" if "单位" not in row["column"] and pen.numbers == "mixed" else f"{value}", value
    if row["kind"] == "change":
        value = pen.rng.randint(1, 60)
        sign = pen.rng.choice(("+", "-", "＋", "－"))
        return f"{sign}{value}", float(-value if sign in "-－" else value)
    return pen.cell(pen.draw(), "件")


def remedies(pen: Pen, words: Words, o: dict) -> Sheet:
    """Reconsideration and litigation: fifteen numbers, printed wide, joined, in one line or one below the other."""
    results = o.get("results") or list(RESULTS)
    kinds = [REMEDIES[i] for i in o.get("kinds", (0, 1, 2))]
    wants, texts, names = [], [], []
    for group, sub, stem in kinds:
        parts = {r: pen.rng.randint(1, 60) for r in results if r != TOTAL}
        parts[TOTAL] = sum(parts.values())
        for r in results:
            text, value = pen.cell(parts[r], "件")
            texts.append(text)
            names.append((group, sub, r))
            wants.append(Want("table", f"{stem}_{RESULTS[r]}", value=value))
    free: list[tuple[str, float | None]] = []
    if o.get("short"):
        texts, wants = texts[:-1], []
    rows = _REMEDY_SHAPES[o.get("shape", "wide")](kinds, results, names, texts, words)
    top = [(C(o["title"], 1, sum(c.colspan for c in rows[0])),)] if "title" in o else []
    return Sheet(T((*top, *rows)), wants, free)


def _wide(kinds: list, results: list, names: list, texts: list, words: Words) -> list[tuple[C, ...]]:  # noqa: ARG001
    first, second = [], []
    for group in dict.fromkeys(k[0] for k in kinds):
        subs = [k[1] for k in kinds if k[0] == group]
        first.append(C(words(group), 1 if subs[0] else 2, len(results) * len(subs)))
        second += [C(words(s), 1, len(results)) for s in subs if s]
    return [tuple(first), tuple(second), tuple(C(words(r)) for _ in kinds for r in results), tuple(C(t) for t in texts)]


def _joined(kinds: list, results: list, names: list, texts: list, words: Words) -> list[tuple[C, ...]]:  # noqa: ARG001
    return [tuple(C("".join(words(p) for p in n)) for n in names), tuple(C(t) for t in texts)]


def _one_line(kinds: list, results: list, names: list, texts: list, words: Words) -> list[tuple[C, ...]]:
    return [tuple(c for row in _wide(kinds, results, names, texts, words) for c in row)]


def _long(kinds: list, results: list, names: list, texts: list, words: Words) -> list[tuple[C, ...]]:
    """Three columns of labels, one of numbers."""
    rows = [(C(words("类别"), 1, 2), C(words("结果")), C(words("数量（件）")))]
    size = len(results)
    for i, ((group, sub, result), text) in enumerate(zip(names, texts, strict=True)):
        lead = []
        if i % size == 0:
            height = size * sum(k[0] == group for k in kinds)
            if not sub:
                lead = [C(words(group), size, 2)]
            else:
                new = i == 0 or names[i - 1][0] != group
                lead = [*([C(words(group), height)] if new else []), C(words(sub), size)]
        rows.append((*lead, C(words(result)), C(text)))
    return rows


_REMEDY_SHAPES: dict[str, Callable] = {"wide": _wide, "joined": _joined, "line": _one_line, "long": _long}


def plain_table(_pen: Pen, _words: Words, o: dict) -> Sheet:
    """Any other table, printed as it stands; what it states, if anything, is written beside it."""
    wants = [stated(line, "table") for line in o.get("cells", ())]
    return Sheet(T(tuple(tuple(C(text) for text in row) for row in o["rows"])), wants)


def stacked(sheets: Iterable[Sheet], titles: Sequence[str]) -> Sheet:
    """Several tables as one, each under a title row, narrow rows stretched at their end."""
    sheets = list(sheets)
    width = max(sum(c.colspan for c in s.table.rows[0]) for s in sheets)
    rows: list[tuple[C, ...]] = []
    for sheet, title in zip(sheets, titles, strict=True):
        rows.append((C(title, 1, width),))
        missing = width - sum(c.colspan for c in sheet.table.rows[0])
        right = _right_edge(sheet.table)
        for row in sheet.table.rows:
            rows.append(tuple(C(c.text, c.rowspan, c.colspan + missing) if id(c) in right else c for c in row))
    return Sheet(T(tuple(rows)), [w for s in sheets for w in s.wants], [f for s in sheets for f in s.free])


def _right_edge(table: T) -> set[int]:
    """The cells that touch the right border."""
    width = sum(c.colspan for c in table.rows[0])
    free = [0] * width
    edge = set()
    for r, row in enumerate(table.rows):
        for cell in row:
            col = next(j for j in range(width) if free[j] <= r)
            for j in range(col, min(col + cell.colspan, width)):
                free[j] = r + cell.rowspan
            if col + cell.colspan >= width:
                edge.add(id(cell))
    return edge
