"""Forms that ran together into one line: rows that are certain are read, the others are not, and a lost form is said."""

from collections import Counter
from dataclasses import replace

import pytest
from make_documents import P, T
from make_layout_cases import Made, write
from test_layout_cases import DOCUMENTS, found, wanted

from gcir import documents, reports
from gcir.checks_words import heard

HEAD = "新河县水务局2021年政府信息公开工作年度报告\n一、总体情况\n我局认真公开。\n二、主动公开政府信息情况\n"
FOOT = "\n三、存在问题\n公开不够及时。\n新河县水务局\n2022年1月15日\n"
FORM = "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 7 9 行政规范性文件 1 3 5"
ISSUED, REPEALED, IN_FORCE = "normative_documents_issued", "normative_documents_repealed", "normative_documents_in_force"

LEAST_READ = 0.8


def in_lines(made: Made, gap: str) -> Made:
    """A document with each table in one line; an empty cell leaves nothing."""

    def part(p: P | T) -> P | T:
        words = (c.text.replace("\n", "") for row in p.rows for c in row if c.text) if isinstance(p, T) else ()
        return P(gap.join(words)) if isinstance(p, T) else p

    return replace(made, report=replace(made.report, parts=tuple(map(part, made.report.parts))))


def read(words: str) -> reports.Report:
    return reports.read(documents.read_bytes((HEAD + words + FOOT).encode(), "a.txt"), "a.txt")


def values(report: reports.Report) -> dict[str, float | None]:
    return {f.indicator: f.value for f in report.figures if f.source == "table"}


@pytest.mark.parametrize(("container", "gap"), [("txt", " "), ("txt", "\u3000"), ("html", " "), ("docx", " ")])
def test_no_figure_of_a_line_is_wrong_and_most_are_read(container, gap):
    counts: Counter[str] = Counter()
    for name, base in DOCUMENTS.items():
        made = in_lines(base, gap)
        file, data = write(made, container)
        report = reports.read(documents.read_bytes(data, file), file)
        got, want = found(report, made), wanted(made)
        assert [w for w in got - want if w.indicator and w.source == "table" and w.value is not None] == [], name
        counts += Counter(right=(got & want).total(), printed=want.total())
    assert counts["right"] >= LEAST_READ * counts["printed"]


def test_a_row_with_as_many_values_as_the_head_has_columns_is_read():
    assert values(read(FORM)) == {
        "rules_issued": 0, "rules_repealed": 7, "rules_in_force": 9, ISSUED: 1, REPEALED: 3, IN_FORCE: 5,
    }  # fmt: skip


def test_a_row_that_lacks_a_value_is_not_read_and_said():
    report = read(FORM.replace("0 7 9", "7 9"))
    assert values(report) == {ISSUED: 1, REPEALED: 3, IN_FORCE: 5}
    assert any(f.rule == "table_unaligned" for f in report.findings)


def test_a_form_without_its_head_is_lost_and_said():
    words = "规章 0 7 9 行政规范性文件 1 3 5 行政许可 12 行政处罚 3 行政强制 4 行政事业性收费 2"
    report = read(words)
    assert values(report) == {}
    assert [report.text[f.start : f.end] for f in report.findings if f.rule == "table_lost"] == [words]
    assert "一行" in heard("table_lost", "a table that ran together into one line").zh


def test_a_form_that_was_read_is_not_lost():
    assert not any(f.rule == "table_lost" for f in read(FORM).findings)


def test_prose_with_spaces_is_no_form():
    words = "我局 全年 主动 公开 信息 12 条 ， 其中 行政许可 3 条 ， 行政处罚 4 条 ， 规章 0 件 。"
    report = read(words)
    assert not report.document.tables
    assert not any(f.rule == "table_lost" for f in report.findings)
