"""The plain data that flows between the stages: a document, its tables, and the rows read from them.

Everything here is immutable. Offsets are code points into `Document.text`, and
`text[start:end]` is always the words that a row quotes.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One printed cell. `text` is `Document.text[start:end]`; a merged cell has spans above 1.

    Cells, figures and findings are named tuples: there are hundreds in a report, and a frozen dataclass takes
    three to four times as long to make.
    """

    text: str
    start: int
    end: int
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in printed order.

    `spans_known` is False for tables that came as text (pipes), where a row may have lost the
    leading cells that a merged cell above it covered. `doubtful` are numbers of rows whose values
    cannot be told apart by column any more.
    """

    cells: tuple[Cell, ...]
    start: int
    end: int
    spans_known: bool
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text and tables, whatever container it came in.

    `title`, `published`, `url`, `issuer` and `index_number` are what the container states about
    itself (page metadata, not the report's words); empty where it says nothing. `notes` are
    (rule, detail) pairs for things that the reader noticed, such as a table that is an image.
    """

    name: str
    text: str
    tables: tuple[Table, ...] = ()
    container: str = "txt"
    sha256: str = ""
    title: str = ""
    published: str = ""
    url: str = ""
    issuer: str = ""
    index_number: str = ""
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text from one heading to the next; in order they give back the text.

    `heading` is verbatim and stands at `text[start:body]` (leading space aside); `body` is where the
    words under the heading begin.
    """

    order: int
    depth: int
    type: str
    heading: str
    start: int
    end: int
    body: int


class Figure(NamedTuple):
    """One figure that the report states about its own year. Columns as in the table `figures`."""

    indicator: str
    channel: str
    content: str
    route: str
    applicant: str
    value: float | None
    unit: str
    precision: str
    stated_as: str
    source: str
    row_label: str
    column_label: str
    evidence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A stated problem or remedy. `problem_order` is 0 unless a measure answers a known problem."""

    order: int
    text: str
    categories: tuple[str, ...]
    cause: str
    start: int
    end: int
    problem_order: int = 0


@dataclass(frozen=True, slots=True)
class Agency:
    """Who wrote a report, and where that body stands. Empty where the document does not say."""

    agency: str = ""
    agency_as_written: str = ""
    agency_id: str = ""
    agency_kind: str = ""
    level: str = ""
    province: str = ""
    prefecture: str = ""
    county: str = ""
    township: str = ""
    adcode: str = ""
    region_source: str = ""
    region_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Which year a report is about and the days it names (ISO dates, empty where not stated)."""

    year: int | None = None
    title: str = ""
    published: str = ""
    signed: str = ""
    period_start: str = ""
    period_end: str = ""


class Finding(NamedTuple):
    """What one check said. `severity` is pass, info, warning or error; `evidence` are the words at `text[start:end]`."""

    rule: str
    severity: str
    indicator: str = ""
    expected: str = ""
    found: str = ""
    detail: str = ""
    start: int | None = None
    end: int | None = None
    detail_zh: str = ""
    evidence: str = ""


class UnreadableFile(Exception):  # noqa: N818 - reads as what happened
    """A file that cannot be read as a report; `reason` is one of the codes of table `failures`."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
