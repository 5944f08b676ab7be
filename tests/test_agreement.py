"""Agreement against published worked examples and scikit-learn; coding sheets from drawing to reading."""

import csv
import math

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from gcir import coding, sampling, schemas, store
from gcir.agreement import alpha, cohen_kappa, masi
from gcir.cli import main
from gcir.intake import InputError

WORDS = "一是信息更新不够及时。二是工作人员多为兼职人员,业务能力有待提高。三是公开形式较为单一。"
PROBLEMS = [
    ("信息更新不够及时", ["timeliness"]),
    ("工作人员多为兼职人员", ["staffing_training"]),
    ("业务能力有待提高", ["staffing_training"]),
    ("公开形式较为单一", ["form_innovation"]),
]


# The measures


def units(*coders):
    """Units of coders' labels written one character each, a full stop for none."""
    return [[None if x == "." else x for x in unit] for unit in zip(*coders, strict=True)]


def test_kappa_of_a_worked_example():
    # 50 proposals: both yes 20, both no 15, only the first yes 5, only the second yes 10 (the usual textbook table): 0.4
    a, b = "y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    assert cohen_kappa(a, b) == pytest.approx(0.4)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_kappa_agrees_with_scikit_learn(pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    if len({*a, *b}) > 1:
        assert cohen_kappa(a, b) == pytest.approx(cohen_kappa_score(a, b))
    else:
        assert math.isnan(cohen_kappa(a, b))


def test_kappa_of_nothing_and_of_lists_that_do_not_fit():
    assert math.isnan(cohen_kappa([], []))
    with pytest.raises(ValueError, match="one has 2 labels, the other 1"):
        cohen_kappa("ab", "a")


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A, B and C
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbcccedda"[:11] + "d"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_alpha_of_krippendorff_s_examples(coders, published):
    assert round(alpha(units(*coders)), 3) == published


def test_alpha_without_variety_is_no_number_and_full_agreement_is_one():
    assert math.isnan(alpha(units("aaa", "aaa")))
    assert math.isnan(alpha([]))
    assert alpha(units("aab", "aab")) == 1
    assert alpha(units("aab.", "aab.", "...c")) == 1  # a unit of one coder does not count


def test_masi_distances_by_hand():
    def distance(a, b):
        return masi(frozenset(a), frozenset(b))

    assert distance("ab", "ab") == distance("", "") == 0
    assert distance("ab", "abcd") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert distance("ab", "bc") == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert distance("ab", "cd") == distance("", "a") == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_masi_of_single_labels_is_the_nominal_alpha(pairs):
    sets = [[frozenset(x) for x in pair] for pair in pairs]
    assert alpha(sets, masi) == pytest.approx(alpha(pairs), nan_ok=True)


# Sheets


@pytest.fixture
def folders(tmp_path):
    """Tables of one report with four problems, and its file."""
    raw, tidy = tmp_path / "raw", tmp_path / "tidy"
    raw.mkdir()
    text = f"甲镇2015年政府信息公开工作年度报告\n存在的主要问题:{WORDS}\n" + "全镇各部门认真落实条例。\n" * 5
    (raw / "a.txt").write_text(text, encoding="utf-8")
    rows = {name: [] for name in schemas.TABLES}
    rows["reports"] = [{"report_id": "甲-2015", "file": "a.txt", "agency": "甲镇人民政府", "year": 2015, "origin": "parsed"}]
    for order, (words, categories) in enumerate(PROBLEMS, start=1):
        start = text.index(words)
        place = {"start": start, "end": start + len(words)}
        rows["problems"].append({"report_id": "甲-2015", "order": order, "text": words, "categories": categories, **place})
    tables = {}
    for name, its in rows.items():
        frame = schemas.typed(name, pd.DataFrame(its)) if its else schemas.empty(name)
        cells = frame.astype(object).where(frame.notna(), None)
        tables[name] = store.arrow(name, list(cells.itertuples(index=False, name=None)))
    store.write(tables, tidy)
    return {"tidy": tidy, "raw": raw, "sheet": tmp_path / "li.csv"}


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def sheet(folders, seed=1, n=4):
    return run(
        *(
            "sample",
            "--problems",
            n,
            "--seed",
            seed,
            "--tidy",
            folders["tidy"],
            "--raw",
            folders["raw"],
            "--out",
            folders["sheet"],
        )
    )


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def coded(folders, labels, name="li.csv"):
    """The sheet with each statement's categories as a coder would fill them."""
    rows = lines(folders["sheet"])
    path = folders["sheet"].parent / name
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, sampling.COLUMNS)
        writer.writeheader()
        writer.writerows({**row, "categories": labels[row["statement"]]} for row in rows)
    return path


def test_a_sheet_shows_statements_in_their_words_and_none_of_our_labels(folders):
    assert sheet(folders).exit_code == 0
    rows = lines(folders["sheet"])
    assert sorted(r["statement"] for r in rows) == sorted(words for words, _ in PROBLEMS)
    assert all(r["categories"] == "" for r in rows)
    written = folders["sheet"].read_text(encoding="utf-8-sig")
    assert not [c for c in sampling.categories() if c in written]
    first = next(r for r in rows if r["statement"] == "信息更新不够及时")
    assert first["before"].endswith("一是")
    assert first["after"].startswith("。二是")
    assert first["report"] == "甲镇人民政府 2015"


def test_the_same_seed_draws_the_same_statements(folders):
    def drawn(seed):
        sheet(folders, seed, n=2)
        return [r["statement"] for r in lines(folders["sheet"])]

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(12)}) > 3


def test_every_statement_has_the_same_chance(folders):
    problems = store.read("problems", folders["tidy"])
    counts = pd.concat([sampling.draw(problems, 2, seed) for seed in range(400)])["order"].value_counts()
    assert counts.between(160, 240).all()  # 200 expected, four standard deviations either side


def test_a_sample_of_more_than_there_is_holds_all(folders):
    done = sheet(folders, n=5)
    assert done.exit_code == 0
    assert "4 statements to code, all that there are" in done.output
    assert len(lines(folders["sheet"])) == 4


def test_a_report_without_its_file_is_said(folders):
    (folders["raw"] / "a.txt").unlink()
    done = sheet(folders)
    assert "4 of them without the words around" in done.output
    assert {r["before"] for r in lines(folders["sheet"])} == {""}


OURS = {words: "|".join(categories) for words, categories in PROBLEMS}


def test_one_who_codes_as_gcir_does_agrees_in_full(folders):
    sheet(folders)
    found = coding.agreement({"li": sampling.read(coded(folders, OURS)), "gcir": given(folders)})
    assert (found.statements, found.overall) == (4, 1)
    assert {x.category: (x.n, x.kappa, x.alpha) for x in found.lines} == {
        "timeliness": (1, 1, 1), "staffing_training": (2, 1, 1), "form_innovation": (1, 1, 1)
    }  # fmt: skip


def given(folders):
    problems = store.read("problems", folders["tidy"])
    return sampling.given(problems, [(r.report_id, r.start, r.end) for r in problems.itertuples()])


def test_coders_may_write_labels_in_either_language_several_and_none(folders):
    sheet(folders)
    labels = dict(zip(OURS, ["不及时，Staffing and training", "none", "", "form_innovation"], strict=True))
    found = sampling.read(coded(folders, labels))
    assert set(found.values()) == {
        frozenset({"timeliness", "staffing_training"}), frozenset(), None, frozenset({"form_innovation"})
    }  # fmt: skip


def test_agreement_is_printed_for_coders_and_for_each_with_gcir(folders):
    sheet(folders)
    li = coded(folders, OURS)
    wang = coded(folders, {**OURS, "公开形式较为单一": "content_completeness"}, "wang.csv")
    done = run("agreement", li, wang, "--tidy", folders["tidy"], "--lang", "en")
    assert done.exit_code == 0, done.output
    blocks = done.output.split("\n\n")
    assert [b.split(":")[0] for b in blocks] == ["li · wang", "li · gcir", "wang · gcir"]
    assert "4 statements coded by at least two" in blocks[0]
    assert "    1      1       –       –  Timeliness (timeliness)" in blocks[0]
    assert "    1      0       –       –  Form and innovation (form_innovation)" in blocks[2]  # kappa would be 0
    assert all(block.rstrip().endswith("fewer than 5 statements, too few for kappa and alpha.") for block in blocks)
    zh = run("agreement", li, "--tidy", folders["tidy"], "--lang", "zh")
    assert "队伍与培训" in zh.output
    assert "Staffing" not in zh.output


def test_coefficients_are_told_from_five_statements_on_and_cases_always():
    keys = [("甲", n, n + 1) for n in range(12)]
    one = {key: frozenset({"timeliness"} if n < 6 else {"other"} if n < 8 else ()) for n, key in enumerate(keys)}
    two = {**one, keys[0]: frozenset({"other"})}
    found = coding.agreement({"li": one, "wang": two})
    lines = {x.category: x for x in found.lines}
    assert (lines["timeliness"].n, lines["timeliness"].same, lines["timeliness"].is_told) == (6, 5, True)
    assert (lines["other"].n, lines["other"].same, lines["other"].is_told) == (3, 2, False)
    said = coding.printed(found)
    (told,) = (line for line in said if "timeliness" in line)
    assert told.split()[:4] == ["6", "5", f"{lines['timeliness'].kappa:.2f}", f"{lines['timeliness'].alpha:.2f}"]
    (few,) = (line for line in said if "(other)" in line)
    assert few.split()[:4] == ["3", "2", "–", "–"]


def test_a_statement_is_found_again_after_its_span_moved(folders):
    problems = store.read("problems", folders["tidy"])
    key = (problems.at[0, "report_id"], int(problems.at[0, "start"]) + 2, int(problems.at[0, "end"]))
    assert sampling.given(problems, [key]) == {key: frozenset({"timeliness"})}
    gone = (key[0], 0, 5)
    assert sampling.given(problems, [gone]) == {gone: frozenset()}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace("categories", "labels", 1), "line 1: column 'categories' is missing"),
        (lambda t: t.replace("timeliness", "lateness"), "line 2: 'lateness' is no category"),
        (lambda t: t.replace("timeliness", "timeliness|none"), "line 2: none stands beside a category"),
        (lambda t: t.replace("timeliness", ""), "nothing is coded"),
        (lambda t: t.replace(",3,11,", ",three,11,"), "line 2: start and end must be whole numbers"),
        (lambda t: t + t.splitlines()[1] + "\n", "line 3: this statement stands above already"),
    ],
)
def test_a_bad_sheet_is_an_error_with_file_and_line(tmp_path, change, says):
    path = tmp_path / "li.csv"
    head = ",".join(sampling.COLUMNS)
    path.write_text(change(f"{head}\n1,信息更新不够及时,,,甲 2015,甲-2015,3,11,timeliness,\n"), encoding="utf-8")
    with pytest.raises(InputError, match=r"li\.csv") as error:
        sampling.read(path)
    assert says in str(error.value)


def test_sheets_of_different_samples_and_a_sheet_named_twice_are_refused(folders):
    sheet(folders)
    half = iter(OURS)
    mine = {next(half), next(half)}
    li = coded(folders, {w: c if w in mine else "" for w, c in OURS.items()})
    wang = coded(folders, {w: "" if w in mine else c for w, c in OURS.items()}, "wang.csv")
    done = run("agreement", li, wang, "--tidy", folders["tidy"])
    assert (done.exit_code, "no statement is coded in two" in done.output) == (2, True)
    assert "named twice" in run("agreement", li, li, li, "--tidy", folders["tidy"]).output
    assert run("agreement", li.parent / "nobody.csv").exit_code == 2


def test_a_sheet_of_other_tables_is_told_and_not_compared(folders):
    sheet(folders)
    rows = lines(folders["sheet"])
    with folders["sheet"].open("w", newline="", encoding="utf-8-sig") as f:
        writer = csv.DictWriter(f, fieldnames=rows[0])
        writer.writeheader()
        writer.writerows({**row, "categories": "timeliness", "report_id": "别处-2015"} for row in rows)
    done = run("agreement", folders["sheet"], "--tidy", folders["tidy"])
    assert done.exit_code == 2
    assert "name the tables they were drawn from with --tidy" in done.output


def test_statements_of_reports_that_are_gone_are_not_taken_for_no_problem(folders):
    sheet(folders)
    rows = lines(folders["sheet"])
    with folders["sheet"].open("w", newline="", encoding="utf-8-sig") as f:
        writer = csv.DictWriter(f, fieldnames=rows[0])
        writer.writeheader()
        for n, row in enumerate(rows):
            writer.writerow({**row, "categories": "timeliness", "report_id": row["report_id"] if n < 2 else "别处-2015"})
    done = run("agreement", folders["sheet"], "--tidy", folders["tidy"], "--lang", "en")
    assert done.exit_code == 0
    assert "2 statements coded by at least two" in done.output
