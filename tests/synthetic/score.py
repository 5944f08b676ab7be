"""Compares tidy tables with the truth of synthetic reports, on meaning and not on offsets."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from .tally import Outcome, Tally

Row = dict[str, str]
DIMENSIONS = ("channel", "content", "route", "applicant")
FIELDS = (
    "agency",
    "agency_kind",
    "level",
    "province",
    "prefecture",
    "county",
    "township",
    "year",
    "published",
    "period_end",
    "layout",
)
SKIP = frozenset("\"'“”‘’.、,;:。")


def norm(text: str) -> str:
    """Text without spaces and punctuation, in plain forms."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if not c.isspace() and c not in SKIP)


def blank(text: str | None) -> str:
    """A cell's text, empty for the ways in which tables write nothing."""
    text = (text or "").strip()
    return "" if text in ("nan", "NaN", "<NA>", "None") else text


def number(text: str | None) -> float | None:
    """A cell's number."""
    return round(float(text), 4) if (text := blank(text)) else None


def read(path: Path) -> list[Row]:
    """All rows of a CSV file, none where there is no file."""
    if not path.exists():
        return []
    with open(path, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


def key(row: Row) -> tuple[object, ...]:
    """What must agree: indicator, dimensions and value, or the labels where there is no indicator."""
    if blank(row.get("indicator")):
        return (row["indicator"], *(blank(row.get(d)) for d in DIMENSIONS), number(row.get("value")))
    return labels(row)


def labels(row: Row) -> tuple[object, ...]:
    """A cell by its labels."""
    return ("cell", norm(row.get("row_label", "")), norm(row.get("column_label", "")), number(row.get("value")))


def figures(file: str, gold: list[Row], pred: list[Row], keep: Callable[[Row], bool], out: Outcome | None = None) -> Tally:
    """Match the figures of one report; a figure said twice in prose counts once."""
    required = [g for g in gold if not g["optional"] and keep(g)]
    wanted, seen = Counter(key(g) for g in required), Counter[tuple[object, ...]]()
    optional = Counter(number(g["value"]) for g in gold if g["optional"] or not keep(g))
    # rows of the same source are matched first, so that a repeated sentence does not take a table's place
    told = Counter((key(g), g["source"]) for g in required)
    near: list[Row] = []
    left: list[Row] = []
    for row in (p for p in pred if keep(p)):
        for k in dict.fromkeys((key(row), labels(row))):
            if told[k, row.get("source", "")] > 0:
                told[k, row.get("source", "")] -= 1
                seen[k] += 1
                break
        else:
            near.append(row)
    for row in near:
        for k in dict.fromkeys((key(row), labels(row))):
            if seen[k] < wanted[k]:
                seen[k] += 1
                break
        else:
            left.append(row)
    extra = []
    for row in left:
        if optional[number(row["value"])] > 0:
            optional[number(row["value"])] -= 1
        elif not (key(row) in wanted and row.get("source") != "table"):
            extra.append(row)
    if out is not None:
        missed = wanted - seen
        for g in required:
            if missed[key(g)] > 0:
                missed[key(g)] -= 1
                out.differences.append(("figure missed", file, g["evidence"], describe(g), ""))
        out.differences += [("figure extra", file, r.get("evidence", ""), "", describe(r)) for r in extra]
    hit = sum(seen.values())
    return Tally(hit, len(required), hit + len(extra))


def describe(row: Row) -> str:
    """A figure in a few words."""
    dims = "/".join(filter(None, (blank(row.get(d)) for d in DIMENSIONS)))
    name = (blank(row.get("indicator")) or "?") + (f"[{dims}]" if dims else "")
    where = f"{blank(row.get('row_label'))[:24]} {blank(row.get('column_label'))[:12]}"
    return f"{row.get('source', '')}: {name}={blank(row.get('value')) or 'blank'} {where}".strip()


def overlap(a: str, b: str) -> float:
    """How much two spans share."""
    a, b = norm(a), norm(b)
    if not a or not b:
        return 0.0
    if a in b or b in a:
        return min(len(a), len(b)) / max(len(a), len(b))
    x, y = (Counter(s[i : i + 2] for i in range(len(s) - 1)) for s in (a, b))
    union = sum((x | y).values())
    return sum((x & y).values()) / union if union else 0.0


def problems(file: str, gold: list[Row], pred: list[Row], out: Outcome) -> tuple[Tally, Tally]:
    """Match stated problems by their words, then their categories."""
    pairs = sorted(((overlap(g["text"], p["text"]), i, j) for i, g in enumerate(gold) for j, p in enumerate(pred)), reverse=True)
    match: dict[int, int] = {}
    used: set[int] = set()
    for share, i, j in pairs:
        if share >= 0.5 and i not in match and j not in used:
            match[i] = j
            used.add(j)
    kinds = Tally()
    open_ones = [i for i, g in enumerate(gold) if g["optional"]]
    for i, j in match.items():
        if i in open_ones:
            continue
        a, b = (set(filter(None, blank(r["categories"]).split("|"))) for r in (gold[i], pred[j]))
        either = set(filter(None, gold[i]["also"].split("|")))
        if b & either and not a <= b:
            a &= b
        b -= either - a
        kinds.add(Tally(len(a & b), len(a), len(b)))
        if a != b:
            out.differences.append(("categories", file, gold[i]["text"], "|".join(sorted(a)), "|".join(sorted(b))))
    missed = [g for i, g in enumerate(gold) if i not in match and i not in open_ones]
    out.differences += [("problem missed", file, g["text"], g["categories"], "") for g in missed]
    extra = [p for j, p in enumerate(pred) if j not in used]
    out.differences += [("problem extra", file, p["text"], "", blank(p.get("categories"))) for p in extra]
    hit = sum(i not in open_ones for i in match)
    return Tally(hit, len(gold) - len(open_ones), hit + len(extra)), kinds


def fields(g: Row, r: Row, out: Outcome) -> dict[str, bool]:
    """Which facts about the report agree; what the truth leaves open is not asked."""
    right = {}
    for name in FIELDS:
        want = g["agency_accepted"].split("|") if name == "agency" else g[name].split("|")
        if name in ("published", "period_end") and not g[name]:
            continue
        got = blank(r.get(name))
        right[name] = norm(got.removesuffix(".0")) in [norm(w) for w in want]
        if not right[name]:
            out.differences.append((f"report {name}", g["file"], g["title"], g[name], got))
    return right


def score(truth: Path, tidy: Path) -> Outcome:
    """All scores of one set."""
    out = Outcome()
    gold = {n: by_file(read(truth / f"{n}.csv")) for n in ("figures", "problems")}
    parsed = {PurePosixPath(r["file"].replace("\\", "/")).name: r for r in read(tidy / "reports.csv")}
    names = {r["report_id"]: f for f, r in parsed.items()}
    pred = {
        n: by_file({**r, "file": names.get(r["report_id"], "")} for r in read(tidy / f"{n}.csv")) for n in ("figures", "problems")
    }
    reports = read(truth / "reports.csv")
    per_document: list[float] = []
    facts: dict[str, Tally] = defaultdict(Tally)
    for g in reports:
        file = g["file"]
        if file not in parsed:
            out.differences.append(("not read", file, g["title"], "", ""))
        known, told = gold["figures"][file], pred["figures"][file]
        tally = figures(file, known, told, lambda _: True, out)
        per_document.append(tally.f1)
        out.groups["figures"].add(tally)
        for group in (
            f"layout {g['layout']}",
            f"container {g['container']}",
            f"kind {g['agency_kind']}",
            f"numbers {g['numbers']}",
            f"manner {g['container']}:{g['manner'].split('/')[0]}",
            *(f"tag {tag}" for tag in g["tags"].split("|") if tag),
        ):
            out.groups[group].add(tally)
        out.groups["non-zero"].add(figures(file, known, told, lambda r: bool(number(r["value"]))))
        out.groups["prose"].add(figures(file, known, told, lambda r: r.get("source") == "prose"))
        stated, kinds = problems(file, [p for p in gold["problems"][file] if p["kind"] == "problem"], pred["problems"][file], out)
        out.groups["problems"].add(stated)
        out.groups["categories"].add(kinds)
        for name, right in fields(g, parsed.get(file, {}), out).items():
            facts[name].add(Tally(right, 1, 1))
    out.scores = {
        "documents": len(reports),
        "read": sum(g["file"] in parsed for g in reports),
        "figures.macro_f1": sum(per_document) / max(1, len(per_document)),
    }
    for name, tally in out.groups.items():
        out.scores |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall, f"{name}.f1": tally.f1}
    out.scores |= {f"report.{name}": tally.recall for name, tally in facts.items()}
    return out


def by_file(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their file."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row["file"]].append(row)
    return out
