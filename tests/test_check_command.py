"""`gcir check`: what it prints for people and machines, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_checks_years import form_of

import gcir
from gcir import checking, checking_text, checking_wrap, checks, checks_rules, codebook
from gcir.cli import main
from gcir.model import Finding

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "data" / "raw"
WITH_ERROR = next(SEEDS.glob("002*"))
SOUND = """桦甸市红石砬子镇人民政府2015年政府信息公开工作年度报告
一、主动公开情况
全年主动公开政府信息12条。
二、依申请公开情况
全年收到政府信息公开申请3件。
三、收费情况
没有收取费用。
四、复议和诉讼情况
没有行政复议和行政诉讼。
五、存在的问题
更新不够及时。
"""
FINDING = {
    "rule": str, "severity": str, "label_zh": str, "label_en": str, "indicator": str, "expected": str, "found": str,
    "detail": str, "detail_zh": str, "detail_en": str, "words": str, "section": str,
    "line": int | None, "table": int | None, "row": int | None,
    "start": int | None, "end": int | None, "remedy_zh": str, "remedy_en": str,
}  # fmt: skip
REPORT = {
    "file": str, "report_id": str, "agency": str, "agency_kind": str, "year": int | None, "layout": str, "published": str,
    "signed": str, "counts": dict, "findings": list,
}  # fmt: skip
FAILURE = dict.fromkeys(("file", "reason", "reason_zh", "reason_en", "detail"), str)


def run(*words):
    return CliRunner().invoke(main, ["check", *(str(w) for w in words)])


def data(*words):
    result = run("--format", "json", *words)
    assert result.stderr == ""
    return json.loads(result.stdout_bytes.decode("utf-8"))


def has_form(record, form):
    assert list(record) == list(form)
    assert all(isinstance(record[name], kind) for name, kind in form.items()), record


def write(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


# For people


def test_every_finding_of_the_seeds_is_printed_with_label_place_and_remedy():
    text = run(SEEDS).stdout
    for path in sorted(SEEDS.glob("*.txt")):
        assert f"{path.name}\n" in text
        for finding in gcir.read_report(path).findings:
            rule, remedy = checks.RULES[finding.rule], checks_rules.remedies()[finding.rule]
            assert (f"{rule.label_zh} {rule.label_en}" in text) or finding.severity == "pass"
            assert finding.severity == "pass" or (remedy.zh in text and remedy.en in text)
    assert "“(一)通过政府网站公开数 | 条 | 298”" in text
    assert "应为 expected ≤ 2015-03-31 · 实为 found 2019-12-10" in text


def test_lines_are_those_of_the_file_and_rows_those_of_the_table():
    lines = WITH_ERROR.read_text(encoding="utf-8").splitlines()
    found = data(WITH_ERROR)["reports"][0]["findings"]
    assert found
    for finding in found:
        assert finding["words"].split("\n")[0].strip() in lines[finding["line"] - 1]
    first = found[0]
    table = gcir.read_report(WITH_ERROR).document.tables[first["table"] - 1]
    row = [cell.text for cell in table.cells if cell.row == first["row"] - 1]
    assert "298" in row


def test_the_worst_report_comes_first_and_in_it_the_worst_finding():
    text = run(SEEDS).stdout
    files = re.findall(r"^(\S+\.txt)$", text, re.M)
    assert files[0] == WITH_ERROR.name
    counts = [tuple(map(int, c)) for c in re.findall(r"(\d+) errors?, (\d+) warnings?, (\d+) notes?$", text, re.M)]
    assert counts == sorted(counts, reverse=True)
    blocks = re.split(r"^\S+\.txt$", text, flags=re.M)[1:]
    assert len(blocks) == len(files)
    for block in blocks:
        words = re.findall(r"^  (?:错误|警告|提示) (Error|Warning|Note)  ", block, re.M)
        assert words
        assert words == sorted(words, key=["Error", "Warning", "Note"].index)


def test_the_overview_lists_every_report_with_findings_worst_first():
    text = run(SEEDS).stdout
    rows = re.findall(r"^([\d·]+) +([\d·]+) +([\d·]+) +(\S+\.txt)$", text, re.M)
    counts = [tuple(0 if n == "·" else int(n) for n in row[:3]) for row in rows]
    assert [row[3] for row in rows] == re.findall(r"^(\S+\.txt)$", text, re.M)
    assert counts == sorted(counts, reverse=True)
    reports = {r["file"]: r["counts"] for r in data(SEEDS)["reports"]}
    assert [tuple(reports[row[3]][s] for s in ("error", "warning", "info")) for row in rows] == counts


LABELS = [(rule.label_zh, rule.label_en) for rule in checks.RULES.values() if not rule.kind]


@pytest.mark.parametrize(("spoken_in", "silent"), [("zh", 1), ("en", 0)])
def test_one_language_alone(spoken_in, silent):
    text, both = run("--lang", spoken_in, SEEDS).stdout, run(SEEDS).stdout
    said = [pair for pair in LABELS if pair[0] in both]
    assert len(said) > 10
    assert all(pair[1 - silent] in text and pair[silent] not in text for pair in said)
    remedies = [(r.zh, r.en) for r in checks_rules.remedies().values() if r.zh and r.zh in both]
    assert all(pair[1 - silent] in text and pair[silent] not in text for pair in remedies)
    assert text.count("\n") < both.count("\n")
    if spoken_in == "zh":
        bare = re.sub(r"“[^”]*”|\S+\.txt|--format json", "", text)
        assert re.findall(r"[A-Za-z]{3,}", bare) == []


def test_json_says_all_in_both_languages_whatever_is_asked():
    assert data("--lang", "zh", SEEDS) == data("--lang", "en", SEEDS) == data(SEEDS)
    for report in data(SEEDS)["reports"]:
        for finding in report["findings"]:
            assert finding["detail"] == finding["detail_en"] != ""
            assert finding["detail_zh"] != ""


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("spoken_in", ["zh", "both"])
def test_lines_fit_a_terminal_and_lose_nothing(columns, spoken_in):
    result = checking.check([SEEDS])
    whole, broken = (checking_text.as_text(result, spoken_in=spoken_in, columns=c) for c in (0, columns))
    assert max(map(checking_wrap.width, whole.splitlines())) > columns
    too_wide = [line for line in broken.splitlines() if checking_wrap.width(line) > columns]
    assert [line for line in too_wide if not re.search(r"\S{40}", line)] == []
    assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", whole)


def test_it_ends_with_counts_in_both_languages():
    result = run(SEEDS)
    chinese, english = result.stdout.splitlines()[-2:]
    findings = [f for path in SEEDS.glob("*.txt") for f in gcir.read_report(path).findings]
    n = {severity: sum(f.severity == severity for f in findings) for severity in checks_rules.SEVERITIES}
    files = len(list(SEEDS.glob("*.txt")))
    assert english.startswith(f"{files} reports: {n['error']} error")
    assert f"{n['warning']} warnings, {n['info']} notes, {n['pass']} checks passed; 0 files could not" in english
    assert chinese.startswith(f"共{files}份报告：错误{n['error']}处")


def test_what_one_rule_says_often_is_told_once_with_the_first_cases():
    path = next(SEEDS.glob("001*"))
    many = sum(f.rule == "label_unknown" for f in gcir.read_report(path).findings)
    text = run(path).stdout
    assert many > 5
    assert text.count(checks.RULES["label_unknown"].label_en) == 1
    assert text.count(checks_rules.remedies()["label_unknown"].en) == 1
    assert f"{many - 5} more, see --format json" in text


def test_less_severe_findings_can_be_left_out_and_passed_checks_asked_for():
    def words(*options):
        return set(re.findall(r"^  (?:错误|警告|提示|通过) (\w+)  ", run(SEEDS, *options).stdout, re.M))

    assert words() == {"Error", "Warning", "Note"}
    assert words("--severity", "error") == {"Error"}
    assert words("--severity", "warning") == {"Error", "Warning"}
    assert words("--severity", "pass") == {"Error", "Warning", "Note", "Passed"}


def test_reports_without_findings_are_named(tmp_path):
    write(tmp_path, "sound.txt", SOUND)
    result = run(tmp_path)
    assert result.exit_code == 0
    assert "没有可指出的问题 nothing to point out:\n  sound.txt\n" in result.stdout


def test_codes_of_sections_and_layouts_are_said_by_name():
    text = run(SEEDS).stdout
    assert "应有 due 复议与诉讼 Review and litigation" in text
    assert not re.search(r"(?:expected|found) (?:review_litigation|national_20)", text)


def test_odd_words_cannot_steer_a_terminal(tmp_path):
    odd = "\x1b[31m\u202e"
    text = SOUND.replace("没有收取费用。", f"没有收取费用。{odd}") + f"\n五、下一步{odd}打算\n加强{odd}更新。\n"
    write(tmp_path, f"{odd}.txt", text)
    result = run(tmp_path, "--severity", "pass")
    assert result.exit_code == 0
    assert "\x1b[31m" not in result.stdout
    assert "\u202e" not in result.stdout
    assert r"\x1b[31m\u202e.txt" in result.stdout
    found = data(tmp_path)["reports"][0]
    assert found["file"] == f"{odd}.txt"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\nb\t c", "a b c"),
        ("\x07bell", r"\x07bell"),
        ("\u200b\u2028x", r"\u200b x"),
        ("\ud800", r"\ud800"),
        ("公开（1）条，“好”", "公开（1）条，“好”"),
    ],
)
def test_plain_words(words, shown):
    assert checking_text.plain(words) == shown


def test_a_terminal_that_lacks_characters_is_no_reason_to_stop():
    done = subprocess.run(
        [sys.executable, "-m", "gcir", "check", str(WITH_ERROR)], cwd=ROOT, capture_output=True, env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 1
    assert b"298" in done.stdout
    assert b"Traceback" not in done.stderr


# For machines


def test_json_has_the_promised_form():
    found = data(SEEDS, "--severity", "pass")
    assert list(found) == ["reports", "failures", "counts"]
    for report in found["reports"]:
        has_form(report, REPORT)
        assert report["counts"].keys() == set(checks_rules.SEVERITIES)
        for finding in report["findings"]:
            has_form(finding, FINDING)
            assert finding["severity"] in checks_rules.SEVERITIES
            assert finding["label_zh"]
            assert finding["label_en"]
            assert finding["severity"] == "pass" or (finding["remedy_zh"] and finding["remedy_en"])
            assert (finding["start"] is None) == (finding["line"] is None) == (not finding["words"])


def test_json_holds_what_the_reports_hold_and_counts_it_all():
    found = data(SEEDS, "--severity", "pass")
    assert found["reports"][0]["file"] == WITH_ERROR.name
    total = dict.fromkeys(checks_rules.SEVERITIES, 0)
    for report in found["reports"]:
        read = gcir.read_report(SEEDS / report["file"])
        told = {(f["rule"], f["severity"], f["detail"], f["start"], f["words"]) for f in report["findings"]}
        words = {
            (f.rule, f.severity, f.detail, f.start, read.text[f.start : f.end] if f.start is not None else "")
            for f in read.findings
        }
        assert told == words
        assert sum(report["counts"].values()) == len(report["findings"])
        for finding in report["findings"]:
            total[finding["severity"]] += 1
    assert found["counts"] == {"reports": len(found["reports"]), "failures": 0, **total}


def test_json_leaves_out_what_is_asked_and_still_counts_it():
    found = data(SEEDS, "--severity", "error")
    assert {f["severity"] for r in found["reports"] for f in r["findings"]} == {"error"}
    assert found["counts"]["warning"] > 0
    assert found["counts"] == data(SEEDS)["counts"]


# How it ends


@pytest.mark.parametrize(
    ("path", "options", "code"),
    [
        (WITH_ERROR, (), 1),
        (WITH_ERROR, ("--severity", "pass"), 1),
        (next(SEEDS.glob("001*")), (), 0),
        (next(SEEDS.glob("001*")), ("--strict",), 1),
        (next(SEEDS.glob("001*")), ("--format", "json", "--strict"), 1),
        ("nowhere", (), 2),
    ],
)
def test_exit_codes(path, options, code):
    result = run(path, *options)
    assert result.exit_code == code
    assert isinstance(result.exception, SystemExit) or result.exception is None


def test_a_file_that_cannot_be_read_is_listed_and_costs_nothing_else(tmp_path):
    write(tmp_path, "sound.txt", SOUND)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    result = run(tmp_path)
    assert result.exit_code == 0
    zh, en = checking.reasons()["empty_file"]
    assert f"  empty.txt: {zh} {en} (" in result.stdout
    assert "  picture.png: " in result.stdout
    assert result.stdout.splitlines()[-1].endswith("; 2 files could not be read.")
    assert run(tmp_path, "--strict").exit_code == 1
    failures = data(tmp_path)["failures"]
    assert {f["file"] for f in failures} == {"empty.txt", "picture.png"}
    for failure in failures:
        has_form(failure, FAILURE)
        assert failure["reason_zh"]


def test_nothing_readable_is_bad_input(tmp_path):
    (tmp_path / "empty.txt").touch()
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "empty.txt" in result.stdout
    assert run(tmp_path, "--format", "json").exit_code == 2


@pytest.mark.parametrize("words", [["nowhere"], ["--severity", "bad", SEEDS], ["--format", "xml", SEEDS], []])
def test_what_cannot_be_done_is_said_in_a_sentence(words):
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


# Folders and years


def test_folders_and_files_are_told_apart_by_their_path(tmp_path):
    for town in ("a", "b"):
        write(tmp_path / town, "report.txt", SOUND)
    files = {r["file"] for r in data(tmp_path)["reports"]}
    assert files == {"a/report.txt", "b/report.txt"}


def test_two_years_of_one_agency_are_held_against_each_other(tmp_path):
    form_of(tmp_path, 2021, 9, 0, 6, 3)
    form_of(tmp_path, 2022, 9, 2, 9, 2)
    found = {r["file"]: r["findings"] for r in data(tmp_path)["reports"]}
    (finding,) = [f for f in found["2022.txt"] if f["rule"] == "carry_over_mismatch"]
    assert (finding["expected"], finding["found"], finding["table"]) == ("3", "2", 1)
    assert "上年结转" in finding["words"]
    assert finding["section"] == "三、收到和处理政府信息公开申请情况"
    assert not [f for f in found["2021.txt"] if f["rule"] == "carry_over_mismatch"]
    alone = data(tmp_path / "2022.txt")["reports"][0]["findings"]
    assert not [f for f in alone if f["rule"] == "carry_over_mismatch"]


def test_two_reports_about_one_year_are_told_apart_by_their_files(tmp_path):
    write(tmp_path, "first.txt", SOUND)
    write(tmp_path, "second.txt", SOUND.replace("申请3件", "申请4件"))
    found = [(r["file"], f) for r in data(tmp_path)["reports"] for f in r["findings"] if f["rule"] == "figure_restated"]
    assert len(found) == 1
    assert {found[0][0], *re.findall(r"in (\w+\.txt)$", found[0][1]["detail"])} == {"first.txt", "second.txt"}


def test_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(SEEDS)
    assert list(tmp_path.iterdir()) == []


# Remedies


def test_every_finding_has_a_remedy_that_both_languages_tell():
    remedies = checks_rules.remedies()
    assert set(remedies) == {rule.id for rule in checks.RULES.values() if not rule.kind}
    for remedy in remedies.values():
        is_pass = checks.RULES[remedy.rule].severity == "pass"
        assert bool(remedy.zh) == bool(remedy.en) == (not is_pass), remedy
        assert (remedy.theme == "held") == is_pass
        assert remedy.zh == "" or re.fullmatch(r"[^.,;:?]*。", remedy.zh), remedy.zh
        assert remedy.en == "" or remedy.en.endswith("."), remedy.en


def test_a_rule_without_a_remedy_is_named(monkeypatch):
    rows = codebook.read("remedies", ("rule", "theme", "asked", "remedy_zh", "remedy_en"), "rule")
    read = codebook.read
    monkeypatch.setattr(codebook, "read", lambda name, *more: rows[1:] if name == "remedies" else read(name, *more))
    with pytest.raises(codebook.CodebookError, match=rf"remedies\.csv: no row for rule {rows[0]['rule']!r}"):
        checks_rules.remedies.__wrapped__()


def test_a_place_outside_the_sections_and_no_place_at_all():
    report = gcir.read_report(WITH_ERROR)
    assert checking.place(report, None, None) == checking.Place()
    first = checking.place(report, 0, 4)
    assert (first.line, first.section, first.part, first.table) == (1, "", "preamble", None)
    assert first.words == report.text[:4]


def test_strict_counts_what_is_there():
    def code(severity, strict, failures=()):
        checked = checking.Checked({"file": "a"}, ((Finding("rule", severity), checking.Place()),))
        return checking.Result((checked,), failures).exit_code(strict)

    assert [code(s, False) for s in checks_rules.SEVERITIES] == [1, 0, 0, 0]
    assert [code(s, True) for s in checks_rules.SEVERITIES] == [1, 1, 0, 0]
    assert code("info", True, (("b", "damaged", ""),)) == 1
