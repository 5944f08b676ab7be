"""Writes reports with the tables of every official layout, and the figures that each of them states.

One structure gives both: cells with spans, which a writer puts into a container, and the rows that
a reader must find. Labels come from tests/cases/layouts, never from the package's own codebook.

    python tests/make_layout_cases.py DIR     writes all documents, to look at them
"""

import csv
import io
import random
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from make_documents import C, P, Report, T, grid, to_html, to_markdown, to_xlsx
from make_pdf import to_pdf

CASES = Path(__file__).parent / "cases" / "layouts"
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


@dataclass
class Made:
    """A whole document as a structure, with everything that it states."""

    name: str
    layout: str
    report: Report
    wants: list[Want]
    free: list[tuple[str, float | None]]
    containers: tuple[str, ...]
    finding: bool


def read(name: str) -> list[dict[str, str]]:
    with open(CASES / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- How numbers and labels are printed


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


# --- Tables: each builder gives the cells and what they state


def listing(pen: Pen, words: Words, o: dict) -> Sheet:
    """A list of indicators with their units; `columns` are kind:heading in printed order."""
    columns = [c.split(":") for c in o["columns"]]
    rows = [r for r in read("lists") if r["form"] == o["list"]]
    for extra in o.get("extra", ()):
        at = next(i for i, r in enumerate(rows) if r["label"] == extra["after"])
        rows.insert(at + 1, {"label": extra["label"], "unit": extra["unit"], "indicator": "", "channel": "", "route": ""})
    if "section" in o:
        rows = _sections(rows)[o["section"]]
    sheet = Sheet(T(()))
    lines = [_line(r, i, columns, pen, words, o, sheet) for i, r in enumerate(rows, 1)]
    head: list[tuple[C, ...]] = [tuple(C(words(h)) for _, h in columns)]
    if "sub" in o:
        head.append(tuple(C(s) for s in o["sub"]))
    if any(kind == "group" for kind, _ in columns):
        lines = _grouped(rows, lines, words)
    if o.get("merge_units"):
        lines = _merged(lines, [kind for kind, _ in columns].index("unit"))
    if o.get("halves"):
        lines = _halved(rows, lines, len(columns))
        head = [h + h for h in head]
    if every := o.get("repeat"):
        lines = [x for i, line in enumerate(lines) for x in ([*head, line] if i and i % every == 0 else [line])]
    width = len(head[0])
    top = [(C(o["title"], 1, width),)] if "title" in o else []
    end = [(C(note, 1, width),) for note in o.get("notes", ())]
    sheet.table = T((*top, *head, *lines, *end))
    return sheet


def _line(row: dict, number: int, columns: list, pen: Pen, words: Words, o: dict, sheet: Sheet) -> tuple[C, ...]:
    """One row of a list; what it states goes into `sheet`."""
    silent = not row["indicator"] and not row["unit"]
    value = round(pen.draw() / 100, 2) if row["unit"] == "万元" else pen.draw()
    text, stated = pen.cell(value, row["unit"])
    label = words(row["label"])
    if o.get("unit_in_label") and row["unit"]:
        label += f"（{row['unit']}）"
    if not silent and row["indicator"] != "?":
        known = bool(row["indicator"])
        sheet.wants.append(Want("table", row["indicator"], row["channel"], row["route"], "", stated, "" if known else label))
    elif not silent:
        sheet.free.append((label, stated))
    nothing = o.get("nothing", "")
    other = {
        "label": label,
        "unit": row["unit"] or nothing,
        "value": nothing if silent else text,
        "same": nothing if silent else text,
        "code": f"{number:02d}",
        "serial": str(number),
        "last": nothing if silent else str(pen.draw()),
        "change": nothing if silent else f"{pen.draw() / 10:.1f}%",
        "remark": pen.rng.choice(("", "", "含上级转办3件", "另有2件尚在办理", "见附件1")),
        "group": "",
    }
    if silent and o.get("span_headings"):
        return (C(label, 1, len(columns)),)
    return tuple(C(other[kind]) for kind, _ in columns)


def _sections(rows: list[dict]) -> list[list[dict]]:
    """A list cut before each of its main headings."""
    parts: list[list[dict]] = []
    for row in rows:
        if re.match("[一二三四五六七八九]、", row["label"]) or not parts:
            parts.append([])
        parts[-1].append(row)
    return parts


def _grouped(rows: list[dict], lines: list[tuple[C, ...]], words: Words) -> list[tuple[C, ...]]:
    """The main headings as a first column over all their rows; the heading's own row falls away if it states nothing."""
    made, at = [], 0
    for part in _sections(rows):
        own = lines[at : at + len(part)]
        at += len(part)
        if len(part) > 1 and not part[0]["indicator"]:
            own = own[1:]
        lead = C(words(part[0]["label"]), len(own))
        made += [((lead, *line[1:]) if i == 0 else line[1:]) for i, line in enumerate(own)]
    return made


def _merged(lines: list[tuple[C, ...]], at: int) -> list[tuple[C, ...]]:
    """Equal cells of one column, one below the other, as one merged cell."""
    made: list[tuple[C, ...]] = []
    words = [line[at].text if len(line) > at else None for line in lines]
    for i, line in enumerate(lines):
        if words[i] is None:
            made.append(line)
        elif i and words[i] == words[i - 1]:
            made.append((*line[:at], *line[at + 1 :]))
        else:
            height = next((j for j, w in enumerate(words[i:]) if w != words[i]), len(lines) - i)
            made.append((*line[:at], C(line[at].text, height), *line[at + 1 :]))
    return made


def _halved(rows: list[dict], lines: list[tuple[C, ...]], width: int) -> list[tuple[C, ...]]:
    """The second half of a list beside the first, cut before a main heading."""
    sizes, cut = [len(s) for s in _sections(rows)], 0
    while cut < len(lines) / 2 - 4:
        cut += sizes.pop(0)
    left, right = lines[:cut], lines[cut:]
    empty = tuple(C("") for _ in range(width))
    height = max(len(left), len(right))
    return [a + b for a, b in zip(left + [empty] * (height - len(left)), right + [empty] * (height - len(right)), strict=True)]


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
    wants = [_stated(line, "table") for line in o.get("cells", ())]
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


# --- Whole documents


def _part(spec: dict, pen: Pen, words: Words) -> list[P | Sheet]:
    if "stack" in spec:
        sheets = [s for inner in spec["stack"] for s in _part(inner, pen, words)]
        return [stacked([s for s in sheets if isinstance(s, Sheet)], spec["titles"])]
    if "p" in spec or "h" in spec:
        return [P(spec.get("p") or spec["h"], 2 if "h" in spec else 0)]
    build: Callable = next(b for kind, b in _BUILDERS.items() if kind in spec)
    made = build(pen, words, spec)
    made = made if isinstance(made, list) else [made]
    return [Sheet(s.table) for s in made] if spec.get("other_year") else made


_BUILDERS: dict[str, Callable] = {
    "list": listing,
    "requests": requests,
    "proactive": proactive,
    "remedies": remedies,
    "rows": plain_table,
}


def _stated(line: str, source: str = "prose") -> Want:
    """A figure written as `indicator value`, `indicator channel=website value`, or `?label value` without indicator."""
    indicator, *rest, number = line.split()
    value = None if number == "blank" else float(number)
    if indicator.startswith("?"):
        return Want(source, "", value=value, label=indicator[1:])
    return Want(source, indicator, value=value, **dict(r.split("=") for r in rest))


def make(doc: dict) -> Made:
    """One document of documents.toml."""
    name = doc["name"]
    pen = Pen(name, **doc.get("pen", {}))
    words = Words(name, **doc.get("words", {}))
    parts: list[P | T] = []
    wants: list[Want] = []
    free: list[tuple[str, float | None]] = []
    for spec in doc["parts"]:
        wants += [_stated(s) for s in spec.get("states", ())]
        for part in _part(spec, pen, words):
            if isinstance(part, Sheet):
                wants += part.wants
                free += part.free
                parts.append(part.table)
            else:
                parts.append(part)
    agency, year = doc["agency"], doc["year"]
    parts += [P(agency), P(f"{year + 1}年1月{pen.rng.randint(5, 28)}日")]
    report = Report(f"{agency}{year}年政府信息公开工作年度报告", agency, f"{year + 1}-01-20", tuple(parts))
    return Made(name, doc["layout"], report, wants, free, tuple(doc["in"].split()), doc.get("finding", False))


def documents() -> list[Made]:
    with open(CASES / "documents.toml", "rb") as file:
        return [make(doc) for doc in tomllib.load(file)["document"]]


# --- Containers


def _text(report: Report, table: Callable[[T], list[str]]) -> str:
    lines = [report.title]
    for part in report.parts:
        lines += [part.text] if isinstance(part, P) else table(part)
    return "\n".join(lines)


def _width(table: T) -> int:
    return max(sum(c.colspan for c in row) for row in table.rows)


def pipes(table: T) -> list[str]:
    """Each row with the cells that begin in it, filled up with pipes to the width of the table, but for the last."""
    width = _width(table)
    made = []
    for number, row in enumerate(table.rows, 1):
        texts = [c.text for c in row]
        full = width if number < len(table.rows) else len(texts)
        while texts and not texts[-1]:
            texts.pop()
        line = " | ".join(texts).replace("|  |", "| |").replace("|  |", "| |")
        made.append(f"{line} |" + (" " + "|" * (full - len(texts)) if full > len(texts) else ""))
    return made


def bare_pipes(table: T) -> list[str]:
    return [" | ".join(c.text for c in row) for row in table.rows]


def cell_lines(table: T) -> list[str]:
    """Every cell on a line of its own, as scrapers leave cells that hold paragraphs."""
    width = _width(table)
    made = []
    for row in table.rows:
        made += [f"{c.text} |" for c in row]
        if width > len(row):
            made.append("|" * (width - len(row)))
    return made


def first_only(table: T) -> T:
    """Merged cells taken apart, with their words in the first of them."""
    rows = [list(row) for row in grid(table)]
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table.rows):
        for cell in row:
            col = next(j for j in range(len(rows[0])) if (r, j) not in taken)
            place = {(i, j) for i in range(r, r + cell.rowspan) for j in range(col, col + cell.colspan)}
            taken |= place
            for i, j in place - {(r, col)}:
                rows[i][j] = ""
    return T(tuple(tuple(C(text) for text in row) for row in rows))


def wrapped_pipes(table: T) -> list[str]:
    """Like `pipes`, with long words broken over lines as they were in their narrow cells."""

    def broken(c: C) -> C:
        at = len(c.text) // 2
        fits = len(c.text) < 9 or c.text[:1].isdigit() or not c.text[at].isalpha()
        return c if fits else C(f"{c.text[:at]}\n{c.text[at:]}", c.rowspan, c.colspan)

    return pipes(T(tuple(tuple(broken(c) for c in row) for row in table.rows)))


def tabs(table: T) -> list[str]:
    """Rows as they come out of a sheet or a Word table through the clipboard."""
    return ["\t".join(c.text for c in row) for row in first_only(table).rows]


def without_spans(table: T) -> T:
    """Cells as they begin in each row, their spans lost."""
    return T(tuple(tuple(C(c.text) for c in row) for row in table.rows))


def loose(table: T) -> T:
    """The last cell of the first row reaches over columns that no row has, as careless editors leave it."""
    first = table.rows[0]
    return T(((*first[:-1], C(first[-1].text, first[-1].rowspan, first[-1].colspan + 3)), *table.rows[1:]))


def changed(report: Report, change: Callable[[T], T]) -> Report:
    parts = tuple(change(p) if isinstance(p, T) else p for p in report.parts)
    return Report(report.title, report.agency, report.published, parts)


FRAME = """<div class="location"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 信息公开年报</div>
<div class="main"><h1>{title}</h1><div class="info">发布日期：{date} 浏览次数：<span id="hits"></span></div>{body}</div>
<div class="footer"><p>版权所有 <a href="/map">网站地图</a></p></div>"""


LAYOUT_TABLE = (
    """<table width="98%"><tr><td width="5%"></td><td><table><tbody><tr><td>{body}</td></tr></tbody></table></td></tr></table>"""
)


def headed(report: Report) -> str:
    """A page with a caption, heading cells, lines broken inside cells and an empty row below the heading."""

    def cell(c: C, tag: str) -> str:
        spans = f' rowspan="{c.rowspan}" colspan="{c.colspan}"'
        half = len(c.text) // 2
        words = escape(c.text)
        if len(c.text) > 5 and not any(x.isdigit() for x in c.text[half - 1 : half + 1]):
            words = f"{escape(c.text[:half])}<br/>\n      {escape(c.text[half:])}"
        return f"<{tag}{spans}>\n      <p>{words}</p>\n    </{tag}>"

    def table(t: T) -> str:
        rows = ["<tr>" + "".join(cell(c, "td" if r else "th") for c in row) + "</tr>" for r, row in enumerate(t.rows)]
        gap = "<tr>" + "<td></td>" * _width(t) + "</tr>" if all(c.rowspan == 1 for c in t.rows[0]) else ""
        head = f"<thead>{rows[0]}</thead>" if gap else rows[0]
        return f'<table border="1"><caption>统计表</caption>{head}{gap}{"".join(rows[1:])}</table>'

    body = "".join(table(p) if isinstance(p, T) else f"<p>{escape(p.text)}</p>" for p in report.parts)
    return f"<html><body>{FRAME.format(title=report.title, date=report.published, body=body)}</body></html>"


def mso(report: Report) -> str:
    """A page pasted out of Word: numbers in pieces, paragraphs in cells, hard spaces, a last row that only sets widths."""

    def cell(c: C, r: random.Random) -> str:
        spans = (f" rowspan={c.rowspan}" if c.rowspan > 1 else "") + (f" colspan={c.colspan}" if c.colspan > 1 else "")
        cuts = [c.text[i : i + 2] for i in range(0, len(c.text), 2)]
        inner = "".join(f"<span lang=EN-US style='font-size:9.0pt;mso-bidi-font-family:宋体'>{escape(x)}</span>" for x in cuts)
        hard = r.choice(("", "&nbsp;", "<o:p></o:p>", "<span style='mso-spacerun:yes'>&nbsp;</span>"))
        inner = inner or "<o:p>&nbsp;</o:p>"
        style = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt"
        return f"<td width=60{spans} style='{style}'><p class=MsoNormal>{inner}{hard}</p></td>"

    def table(t: T) -> str:
        r = random.Random(len(t.rows))
        rows = "".join("<tr style='mso-yfti-irow:1'>" + "".join(cell(c, r) for c in row) + "</tr>\n" for row in t.rows)
        widths = "".join("<td width=60 style='border:none'></td>" for _ in range(_width(t)))
        last = f"<![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]>"
        return f"<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0>{rows}{last}</table>"

    body = "".join(
        table(p) if isinstance(p, T) else f"<p class=MsoNormal>　　{escape(p.text)}<o:p></o:p></p>\n" for p in report.parts
    )
    frame = FRAME.format(title=escape(report.title), date=report.published, body=body)
    return f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=utf-8></head><body>{frame}</body></html>"


def word(report: Report) -> bytes:
    """A Word file; merged cells as Word writes them, one cell over columns and continued cells over rows."""
    document = docx.Document()
    body = document.element.body
    for part in (P(report.title), *report.parts):
        if isinstance(part, P):
            document.add_paragraph(part.text)
        else:
            body.insert(len(body) - 1, parse_xml(_word_table(part)))
            document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word_table(table: T) -> str:
    width = _width(table)
    going: dict[int, tuple[int, C]] = {}
    rows = []
    for row in table.rows:
        cells, own, col = [], iter(row), 0
        while col < width:
            left, cell = going.pop(col, (0, C("")))
            cell = cell if left else next(own, C(""))
            left = left or cell.rowspan
            merge = "" if cell.rowspan == 1 else "<w:vMerge/>" if left < cell.rowspan else '<w:vMerge w:val="restart"/>'
            text = escape(cell.text) if left == cell.rowspan else ""
            cells.append(
                f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>'
                f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
            )
            if left > 1:
                going[col] = (left - 1, cell)
            col += cell.colspan
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid_columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid_columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


WRITERS: dict[str, tuple[str, Callable[[Report], str | bytes]]] = {
    "txt": (".txt", lambda r: _text(r, pipes)),
    "bare": (".txt", lambda r: _text(r, bare_pipes)),
    "wrap": (".txt", lambda r: _text(r, wrapped_pipes)),
    "tabs": (".txt", lambda r: _text(r, tabs)),
    "lines": (".txt", lambda r: _text(r, cell_lines)),
    "md": (".md", to_markdown),
    "mdfirst": (".md", lambda r: to_markdown(changed(r, first_only))),
    "html": (".html", lambda r: to_html(r, frame=FRAME)),
    "mso": (".html", mso),
    "headed": (".html", headed),
    "nested": (".html", lambda r: to_html(r, frame=FRAME.replace("{body}", LAYOUT_TABLE))),
    "loose": (".html", lambda r: to_html(changed(r, loose), frame=FRAME)),
    "nospans": (".html", lambda r: to_html(changed(r, without_spans), frame=FRAME)),
    "docx": (".docx", word),
    "xlsx": (".xlsx", to_xlsx),
    "pdf": (".pdf", to_pdf),
}


def write(made: Made, container: str) -> tuple[str, bytes]:
    """The name and the bytes of a document in one container."""
    suffix, writer = WRITERS[container]
    data = writer(made.report)
    return f"{made.name}-{container}{suffix}", data.encode() if isinstance(data, str) else data


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for made in documents():
        for container in made.containers:
            name, data = write(made, container)
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
