"""A small project to publish: notebooks, tables and reports made up for the tests."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from gcir import schemas, store
from gcir.model import Agency, Cell, Dates, Document, Figure, Finding, Section, Statement, Table

HOSTILE = '<script>alert("街道")</script><img src=x onerror=alert(1)>'
TEXT = f"""青石镇人民政府2016年政府信息公开工作年度报告
一、主动公开情况
全年主动公开信息1,200余条,其中网站800条、微信近400条。{HOSTILE}
二、统计表
收到申请数 | 件 | 7 | 9 |
其中:当面申请数 | 件 |  |
三、存在的问题
一是更新不够及时;二是形式较为单一。下一步将加强更新。
"""


AGENCY = Agency(agency="青石镇人民政府", agency_kind="township_government")
DATES = Dates(year=2016, title="青石镇人民政府2016年政府信息公开工作年度报告", published="2017-01-20")


@dataclass(frozen=True)
class PlainReport:
    """What the pages need of a report."""

    document: Document
    agency: Agency = AGENCY
    dates: Dates = DATES
    layout: str = "national_2014"
    report_id: str = "qingshi-2016"
    file: str = "qingshi.txt"
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    problems: tuple[Statement, ...] = ()
    measures: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = text.index(words)
    return start, start + len(words)


def figure(
    indicator: str, value: float | None, evidence: str, channel: str = "", source: str = "prose", precision: str = "exact"
) -> Figure:
    """A figure whose evidence is found in the text."""
    stated = "digits" if value is not None else "blank"
    return Figure(indicator, channel, "", "", "", value, "条", precision, stated, source, "", "", evidence, *span(evidence))


def pipe_table(*lines: str) -> Table:
    """The cells of lines that stand one below the other in the text."""
    cells = []
    for row, line in enumerate(lines):
        at = span(line)[0]
        for col, part in enumerate(line.removesuffix("|").split("|")):
            start = at + len(part) - len(part.lstrip()) if part.strip() else at
            cells.append(Cell(part.strip(), start, start + len(part.strip()), row, col))
            at += len(part) + 1
    return Table(tuple(cells), span(lines[0])[0], span(lines[-1])[1], False)


def report() -> PlainReport:
    """A report with figures that nest, cross and share words, a table with a blank cell, and hostile text."""
    rows = ("收到申请数 | 件 | 7 | 9 |", "其中:当面申请数 | 件 |  |")
    headings = ("一、主动公开情况", "二、统计表", "三、存在的问题")
    starts = [span(h)[0] for h in headings]
    sections = [Section(1, 0, "preamble", "", 0, starts[0], 0)]
    for n, (heading, start, end) in enumerate(zip(headings, starts, [*starts[1:], len(TEXT)], strict=True), start=2):
        sections.append(Section(n, 1, "other", heading, start, end, start + len(heading)))
    return PlainReport(
        Document("qingshi.txt", TEXT, (pipe_table(*rows),)),
        sections=tuple(sections),
        figures=(
            figure("proactive_disclosed", 1200, "全年主动公开信息1,200余条", precision="at_least"),
            figure("proactive_disclosed", 800, "全年主动公开信息1,200余条,其中网站800条", "website"),
            figure("proactive_disclosed", 400, "其中网站800条、微信近400条", "wechat", precision="at_most"),
            figure("requests_received", 7, rows[0], source="table"),
            figure("requests_received", None, rows[1], source="table"),
            figure("", 9, rows[0], source="table"),
        ),
        problems=(Statement(1, "更新不够及时", ("timeliness",), "", *span("更新不够及时")),),
        measures=(Statement(1, "加强更新", (), "", *span("加强更新")),),
        findings=(Finding("channels_sum_to_total", "pass", "proactive_disclosed", "1200", "1200", "", span("全年主动")[0]),),
    )


IMPORTS = "import pandas as pd\nfrom gcir.messages import Sentence"
CHART = """\
import base64, html, io
from PIL import Image
from IPython.display import HTML, Markdown, display
picture = io.BytesIO()
Image.new("RGB", (900, 420), (194, 65, 12)).save(picture, "PNG")
data = base64.b64encode(picture.getvalue()).decode()
image = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}">'
display(HTML(f'<figure class="gcir-chart">{image}<figcaption>n = 5</figcaption></figure>'))"""

PAGE = "reports/qingshi-2016.html"
TABLE = f"""\
from gcir import evidence
names = [*(f'{{n}}号' for n in (10, 9, 100, *range(1, 9))), {HOSTILE!r}]
evidence.failures(pd.DataFrame({{'file': names, 'reason': ['damaged', 'empty_file'] * 6, 'detail': ['12', ''] * 6}}))"""


def notebook(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    """A notebook of ("m", markdown) and ("c", code) cells."""
    make = {"m": nbformat.v4.new_markdown_cell, "c": nbformat.v4.new_code_cell}
    made = nbformat.v4.new_notebook(cells=[make[kind](source) for kind, source in cells])
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def good() -> nbformat.NotebookNode:
    """A notebook with everything that a page has to cope with."""
    return notebook(
        ("m", "# How much is disclosed? 公开多少?\n\n> Which *towns* disclose, and **how much**?\n\n> 哪些乡镇公开得多?"),
        ("c", f"{IMPORTS}\nalt = str(Sentence('两个乡镇', 'Bars of two towns'))\n{CHART}"),
        ("m", "## Counts 数量"),
        ("c", "Sentence('五份报告写明数量。', f'{2 + 3} reports state a count.')"),
        ("c", f"pd.DataFrame({{'agency': ['青石镇', {HOSTILE!r}], 'n': [1200, 3]}})"),
        ("c", TABLE),
        ("c", "pd.DataFrame({'share': [0.25]}).style.format('{:.0%}')"),
        ("m", f"### By channel 渠道\n\n## Counts 数量\n\nThe [evidence]({PAGE}#f2).\n\n[出处]({PAGE}#f2)。"),
        ("c", "print('wide ' * 60)\npd.DataFrame({f'column {i}': [i * 1000] for i in range(30)})"),
        ("m", "## What this cannot say 不能说明什么\n\nHow many items there were that nobody counted.\n\n没有计数的有多少。"),
    )


def project(folder: Path, **notebooks: nbformat.NotebookNode) -> Path:
    """A project's folder with these notebooks, two tables and one report."""
    (folder / "notebooks").mkdir(parents=True)
    for name, content in notebooks.items():
        nbformat.write(content, folder / "notebooks" / f"{name}.ipynb")
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/raw/qingshi.txt").write_text(TEXT, encoding="utf-8")
    (folder / "data/tidy").mkdir()
    tables(folder / "data/tidy")
    return folder


def tables(tidy: Path) -> None:
    """The tables that belong to the report above."""
    made = report()
    row = {"file": made.file, "agency": AGENCY.agency, "agency_kind": AGENCY.agency_kind, "year": 2016}
    rows = {"reports": [{**row, "layout": made.layout, "origin": "parsed"}], "figures": [f._asdict() for f in made.figures]}
    for table in ("problems", "measures"):
        rows[table] = [{c: getattr(s, c) for c in schemas.names(table) if hasattr(s, c)} for s in getattr(made, table)]
    for table, records in rows.items():
        frame = pd.DataFrame(records).assign(report_id=made.report_id)
        store.write({table: store.arrow(table, frame_rows(table, frame))}, tidy)


def frame_rows(table: str, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Rows of a frame as `store.arrow` takes them: in order of the columns, None where nothing is known."""
    whole = frame.reindex(columns=schemas.names(table)).astype(object)
    lists = {c.name for c in schemas.TABLES[table] if c.kind == "list"}
    texts = {c.name for c in schemas.TABLES[table] if c.kind == "text"}
    empty = {c: [] if c in lists else "" if c in texts else None for c in whole.columns}
    return [
        tuple(empty[c] if not isinstance(v, tuple | list) and pd.isna(v) else v for c, v in zip(whole.columns, row, strict=True))
        for row in whole.itertuples(index=False, name=None)
    ]
