"""Lists of indicators as provinces and the national notice of the statistics table had them printed."""

import re

from make_documents import C, T
from make_layout_print import Pen, Sheet, Want, Words, read


def listing(pen: Pen, words: Words, o: dict) -> Sheet:
    """A list of indicators with their units; `columns` are kind:heading in printed order."""
    columns = [c.split(":") for c in o["columns"]]
    rows = [r for r in read("lists") if r["form"] == o["list"]]
    for extra in o.get("extra", ()):
        at = next(i for i, r in enumerate(rows) if r["label"] == extra["after"])
        rows.insert(at + 1, {"label": extra["label"], "unit": extra["unit"], "indicator": "", "channel": "", "route": ""})
    if "section" in o:
        rows = sections(rows)[o["section"]]
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


def sections(rows: list[dict]) -> list[list[dict]]:
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
    for part in sections(rows):
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
    sizes, cut = [len(s) for s in sections(rows)], 0
    while cut < len(lines) / 2 - 4:
        cut += sizes.pop(0)
    left, right = lines[:cut], lines[cut:]
    empty = tuple(C("") for _ in range(width))
    height = max(len(left), len(right))
    return [a + b for a, b in zip(left + [empty] * (height - len(left)), right + [empty] * (height - len(right)), strict=True)]
