"""The codebook as a reference: nothing unknown, unused or stale in it, in any direction, and what it prints says so."""

import csv
import io
import itertools
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from gcir import checks_rules, codebook, comparability, compare, frames, labels, numbers, reference, schemas
from gcir.cli import main

FOLDER = codebook.folder()
GOLD = Path(__file__).parent / "gold" / "figures.csv"
ENTRIES = reference.entries()
VERDICTS = ("same", "similar", "not_comparable")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def of(name: str) -> list[dict[str, str]]:
    return rows(FOLDER / f"{name}.csv")


def forget() -> None:
    """Empty every cache of the package, so that the codebook is read anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("gcir"):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A codebook of one's own to spoil."""
    folder = shutil.copytree(FOLDER, tmp_path / "codebook")
    monkeypatch.setattr(codebook, "folder", lambda: folder)
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    forget()


def add(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as f:
        f.write(line + "\n")
    forget()


def fails(load: Callable[[], Any]) -> str:
    with pytest.raises(codebook.CodebookError) as error:
        load()
    return str(error.value)


# Every indicator, in every direction


@pytest.mark.parametrize("name", ["layouts", "prose_frames", "zero_subjects", "zero_headings", "comparability"])
def test_no_file_speaks_of_an_indicator_without_an_entry(name: str) -> None:
    known = {entry.id for entry in ENTRIES}
    assert {row["indicator"] for row in of(name)} - known - {""} == set()


def test_rules_speak_only_of_indicators_with_an_entry() -> None:
    known = {entry.id for entry in ENTRIES}
    named = {word for row in of("rules") for word in re.findall(r"[a-z]+(?:_[a-z]+)+", f"{row['left']} {row['right']}")}
    dimensions = {column.name for column in schemas.TABLES["figures"]} | {d for f in compare.DIMENSIONS for d in schemas.codes(f)}
    assert named - known - dimensions - {row["id"] for row in of("channels")} == set()


def test_every_entry_can_be_given_by_a_form_or_a_wording_or_is_known_to_be_stated() -> None:
    """An id that nothing gives and no report is known to state is a leftover."""
    stated = {row["indicator"] for row in rows(GOLD)}
    assert [entry.id for entry in ENTRIES if not entry.layouts and not entry.in_text and entry.id not in stated] == []


def test_forms_are_those_of_layouts_csv() -> None:
    for entry in ENTRIES:
        assert set(entry.layouts) == {row["layout"] for row in of("layouts") if row["indicator"] == entry.id}
        assert [f for f in comparability.forms() if f in entry.layouts] == list(entry.layouts)


def test_every_form_has_a_name() -> None:
    assert set(comparability.forms()) | {"prose"} == schemas.codes("layout") - {""}


def test_wordings_and_denials_count_as_running_text() -> None:
    wordings = {frame.indicator for frame in frames.frames()} | {row["indicator"] for row in of("zero_subjects")}
    in_text = {entry.id for entry in ENTRIES if entry.in_text}
    assert wordings <= in_text
    assert in_text - wordings <= {"proactive_share", "proactive_disclosed"}


def test_every_entry_has_names_unit_and_a_group_that_exists() -> None:
    groups = [row["id"] for row in of("indicator_groups")]
    for entry in ENTRIES:
        assert all((entry.label_zh, entry.label_en, entry.unit)), entry.id
        assert [bool(CHINESE.search(label)) for label in (entry.label_zh, entry.label_en)] == [True, False], entry.id
    assert {entry.group for entry in ENTRIES} == set(groups)
    assert all(row["label_zh"] and row["label_en"] for row in of("indicator_groups"))


def test_no_two_entries_have_the_same_name_or_definition() -> None:
    for column in ("label_zh", "label_en", "definition_zh", "definition_en"):
        values = [getattr(entry, column) for entry in ENTRIES]
        assert [v for v in values if values.count(v) > 1] == [], column


# Definitions


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_definitions_are_one_sentence_each(entry: reference.Indicator) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", entry.definition_en)
    assert ". " not in entry.definition_en.replace("No. ", "")
    assert len(entry.definition_en) <= 200
    assert not CHINESE.search(entry.definition_en)
    assert re.fullmatch(r"[^。\s]+。", entry.definition_zh.replace(" ", ""))
    assert len(CHINESE.findall(entry.definition_zh)) >= 10


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_definitions_say_more_than_the_name(entry: reference.Indicator) -> None:
    words = set(re.findall(r"[a-z]+", entry.definition_en.lower()))
    assert len(words - set(re.findall(r"[a-z]+", f"{entry.label_en} {entry.id}".lower()))) >= 6
    assert len(set(CHINESE.findall(entry.definition_zh)) - set(entry.label_zh)) >= 8


def test_ids_named_in_definitions_exist() -> None:
    known = {entry.id for entry in ENTRIES}
    for entry in ENTRIES:
        assert set(re.findall(r"[a-z]+_[a-z_]+", entry.definition_en + entry.definition_zh)) <= known - {entry.id}, entry.id


@pytest.mark.parametrize(
    ("words", "there"), [("forms since 2019 have no such row", 0), ("forms before 2019 have no such row", 1)]
)
def test_definitions_that_deny_a_row_are_borne_out_by_the_forms(words: str, there: int) -> None:
    since = comparability.forms()[2:]
    denying = [entry for entry in ENTRIES if words in entry.definition_en]
    assert denying
    for entry in denying:
        assert {form in since for form in entry.layouts} == {bool(there)}, entry.id


# Sources


def test_every_source_is_cited() -> None:
    """By an indicator, a rule or a duty, as the notice of a form, or as the work that a cited article belongs to."""
    cited = {source.id for entry in ENTRIES for source in entry.sources}
    cited |= {i for name in ("rules", "duties") for row in of(name) for i in row["source"].split("|")}
    works = {row["part_of"] for row in of("sources") if row["id"] in cited}
    assert {row["id"] for row in of("sources")} - cited - works == set()


def test_every_form_has_one_source() -> None:
    named = [row["layout"] for row in of("sources") if row["layout"]]
    assert sorted(named) == sorted(comparability.forms())


def test_works_and_articles_are_described_in_both_languages() -> None:
    for row in of("sources"):
        article = bool(row["part_of"])
        assert all((row["title_zh"], row["title_en"])), row
        assert bool(row["number_zh"]) == bool(row["number_en"]), row
        assert not (article and row["number_zh"]), row
        assert row["number_zh"] or article or not row["date"], "what has a date has a number"
        assert bool(row["article_zh"]) == bool(row["article_en"]) == article, row
        assert not (article and (row["date"] or row["in_force"] or row["layout"])), row


def test_every_source_says_against_which_public_text_it_was_checked() -> None:
    for source in reference.sources().values():
        assert source.basis == "not verified" or re.fullmatch(r"[a-z ]+: https?://\S+", source.basis), source
        assert bool(source.address) == (source.basis != "not verified")


@pytest.mark.parametrize("duty", ["deadline", "period", "section", "layout"])
def test_what_makes_a_report_late_or_incomplete_was_checked_against_a_public_text(duty: str) -> None:
    cited = {i for row in checks_rules.duties(duty) for i in row["source"].split("|") if i}
    assert cited
    assert [i for i in sorted(cited) if not reference.sources()[i].address] == []


def test_dates_are_as_exact_as_they_are_known() -> None:
    for row in of("sources"):
        for column in ("date", "in_force"):
            assert re.fullmatch(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?", row[column]), row
        assert not row["in_force"] or row["date"] < row["in_force"], row
        years = set(re.findall(r"(?:19|20)\d\d", row["number_zh"]))
        assert not row["date"] or years == {row["date"][:4]}, row


@pytest.mark.parametrize("row", [row for row in of("sources") if row["part_of"]], ids=lambda row: row["id"])
def test_articles_have_the_same_number_in_both_languages_and_in_the_id(row: dict[str, str]) -> None:
    article, item = re.fullmatch(r"第(.+?)条(?:第（(.+)）项)?", row["article_zh"]).groups()
    values = [numbers.chinese_value(numeral) for numeral in (article, item) if numeral]
    assert list(map(int, re.findall(r"\d+", row["article_en"]))) == values
    assert row["id"] == "_".join([row["part_of"], "art", *map(str, values)])


def test_an_indicator_cites_the_law_under_which_its_forms_were_made() -> None:
    revised = next(row["date"][:4] for row in of("sources") if row["id"] == "regulation_2019")
    starts = {row["after"]: row["year"] for row in of("breaks")}
    for entry in ENTRIES:
        forms_before = [form for form in entry.layouts if starts.get(form, "") < revised]
        forms_since = [form for form in entry.layouts if starts.get(form, "") >= revised]
        cited = {source.id.partition("_art_")[0] for source in entry.sources}
        if forms_since:
            assert "regulation_2019" in cited, entry.id
        if forms_before and not forms_since:
            assert "regulation_2019" not in cited, entry.id
        if forms_since and not forms_before:
            assert "regulation_2007" not in cited, entry.id


def test_each_work_is_cited_once_with_all_its_articles() -> None:
    for entry in ENTRIES:
        works = [source.work_en for source in entry.sources]
        assert len(entry.citations) == len(set(works)), entry.id
        for citation, (_, sources) in zip(entry.citations, itertools.groupby(entry.sources, lambda s: s.work_en), strict=True):
            assert all(source.article_en in citation.en and source.article_zh in citation.zh for source in sources)


@pytest.mark.parametrize(("name", "load"), [("rules", checks_rules.every), ("duties", lambda: checks_rules.duties("deadline"))])
def test_a_rule_or_a_duty_with_a_source_that_is_unknown(copy: Path, name: str, load: Callable[[], Any]) -> None:
    spoil(copy / f"{name}.csv", "regulation_2019_art_49", "regulation_2019_art_94")
    message = fails(load)
    assert re.search(rf"{name}\.csv, line \d+: source 'regulation_2019_art_94' is not in sources\.csv", message)


def test_a_rule_cites_its_sources_with_their_articles() -> None:
    cited = checks_rules.cited("regulation_2007_art_31|regulation_2019_art_49")
    assert cited.zh.count("第") >= 4
    assert cited.en.endswith(", Art. 49")
    assert "Art. 31; " in cited.en


# Comparability


def test_every_step_from_form_to_form_is_judged_on_its_own() -> None:
    judged = {(row["indicator"], row["before"], row["after"]) for row in of("comparability")}
    steps = {(entry.id, *pair) for entry in ENTRIES for pair in itertools.pairwise(entry.layouts)}
    assert steps - judged == set()


def test_every_judgement_is_used_and_says_why_in_both_languages() -> None:
    every = {pair[:3] for entry in ENTRIES for pair in comparability.pairs(entry.id)}
    for row in of("comparability"):
        key = (row["indicator"], row["before"], row["after"])
        assert not row["indicator"] or key in every, row
        assert row["comparability"] in VERDICTS
        assert [bool(CHINESE.search(row[why])) for why in ("why_zh", "why_en")] == [True, False], row
        assert re.fullmatch(r".{10,99}[^.]", row["why_en"]), "it goes on in a sentence below charts"
        assert re.fullmatch(r".{4,39}[^。]", row["why_zh"]), "it goes on in a sentence below charts"


def test_verdicts_are_those_with_a_name() -> None:
    assert schemas.codes("comparability") == set(VERDICTS)
    assert {v.comparability for entry in ENTRIES for v in comparability.pairs(entry.id)} == set(VERDICTS)


def test_two_forms_compare_as_the_worst_step_between_them() -> None:
    for entry in ENTRIES:
        steps = {(v.before, v.after): v for v in comparability.steps(entry.id)}
        pairs = {(v.before, v.after): v for v in comparability.pairs(entry.id)}
        assert len(pairs) == len(entry.layouts) * (len(entry.layouts) - 1) // 2
        for (before, after), pair in pairs.items():
            first, last = entry.layouts.index(before), entry.layouts.index(after)
            between = [steps[two] for two in itertools.pairwise(entry.layouts[first : last + 1])]
            assert pair.comparability == max((v.comparability for v in between), key=VERDICTS.index), entry.id


def test_changes_follow_from_the_forms() -> None:
    """Dropped or new rows cannot be compared; rows that no form has around a change are left as they were."""
    for entry in ENTRIES:
        for change, general in zip(comparability.changes(entry.id), comparability.changes(), strict=True):
            seen = [
                form for form in entry.layouts if form in comparability.forms()[: comparability.forms().index(change["after"])]
            ]
            if change["after"] in entry.layouts and seen:
                verdict = next(v for v in comparability.pairs(entry.id) if v[1:3] == (seen[-1], change["after"]))
                assert change["comparability"] == verdict.comparability
                assert change["before"] == seen[-1]
            elif change["after"] in entry.layouts or general["before"] in entry.layouts:
                assert change["comparability"] == "not_comparable"
            else:
                assert change["comparability"] == "same"
            assert change["year"] == general["year"]


def test_charts_and_reference_tell_the_same_changes() -> None:
    for entry in ENTRIES:
        told = {change["year"]: change["note_en"] for change in entry.changes}
        assert told.items() <= {change["year"]: change["note_en"] for change in compare.breaks(entry.id)}.items()


# What is wrong is said with its place


def test_a_row_for_a_form_that_does_not_ask(copy: Path) -> None:
    add(copy / "comparability.csv", "complaints,national_2014,national_2019,same,x,x")
    message = fails(lambda: comparability.changes("complaints"))
    assert re.search(r"comparability\.csv, line \d+: 'national_2019' does not have complaints", message)


def test_a_row_for_an_indicator_that_is_unknown(copy: Path) -> None:
    add(copy / "comparability.csv", "grievances,local_2008,national_2014,same,x,x")
    assert "indicator 'grievances' is not in indicators.csv" in fails(lambda: comparability.changes("complaints"))


def test_a_verdict_that_is_unknown(copy: Path) -> None:
    spoil(copy / "comparability.csv", ",similar,", ",alike,")
    assert "comparability 'alike' is not in labels.csv" in fails(lambda: comparability.steps("complaints"))


def test_a_row_twice(copy: Path) -> None:
    add(copy / "comparability.csv", "complaints,local_2008,national_2014,same,x,x")
    assert "stands already" in fails(lambda: comparability.steps("complaints"))


def test_forms_in_the_wrong_order(copy: Path) -> None:
    add(copy / "comparability.csv", "complaints,national_2014,local_2008,same,x,x")
    assert "does not come before" in fails(lambda: comparability.steps("complaints"))


def test_a_rule_that_is_missing(copy: Path) -> None:
    text = (copy / "comparability.csv").read_text(encoding="utf-8")
    (copy / "comparability.csv").write_text(re.sub(r"(?m)^,asked,.*\n", "", text), encoding="utf-8")
    forget()
    assert "no row without an indicator from asked to not_asked" in fails(lambda: comparability.changes("meetings"))


def test_a_step_that_nobody_judged_falls_back_to_what_holds_in_general(copy: Path) -> None:
    text = (copy / "comparability.csv").read_text(encoding="utf-8")
    (copy / "comparability.csv").write_text(re.sub(r"complaints,.*\n", "", text), encoding="utf-8")
    forget()
    (step,) = comparability.steps("complaints")
    assert step.why_en == comparability.changes()[0]["note_en"]


def test_forms_that_do_not_follow_each_other(copy: Path) -> None:
    spoil(copy / "breaks.csv", "2021,national_2019", "2021,national_2014")
    assert "breaks.csv, line 4" in fails(comparability.forms)


def test_a_layout_that_no_form_is(copy: Path) -> None:
    spoil(copy / "layouts.csv", "national_2014,", "national_2013,")
    assert "layout 'national_2013' is not in breaks.csv" in fails(lambda: comparability.layouts("complaints"))


def test_a_source_that_is_unknown(copy: Path) -> None:
    spoil(copy / "indicators.csv", "regulation_2007_art_33\n", "regulation_2007_art_99\n")
    assert re.search(
        r"indicators\.csv, line \d+: source 'regulation_2007_art_99' is not in sources\.csv", fails(reference.entries)
    )


def test_an_article_of_no_work(copy: Path) -> None:
    spoil(copy / "sources.csv", ",regulation_2019,", ",regulation_2018,")
    assert "part_of 'regulation_2018'" in fails(reference.sources)


def test_a_group_without_a_name(copy: Path) -> None:
    spoil(copy / "indicator_groups.csv", "fees,", "charges,")
    assert "group 'fees' is not in indicator_groups.csv" in fails(reference.section)


# What is printed


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_an_id_finds_its_own_entry_alone(entry: reference.Indicator) -> None:
    assert reference.find(entry.id) == [entry]


def test_words_narrow_the_list_in_either_language() -> None:
    assert set(reference.find()) == set(ENTRIES)
    assert {e.id for e in reference.find("administrative reconsideration")} < {e.id for e in reference.find("reconsideration")}
    assert {e.id for e in reference.find("行政诉讼")} >= {"litigation_cases"}
    assert reference.find("no such words") == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_text_of_an_entry_says_all_that_is_known(entry: reference.Indicator) -> None:
    text = reference.text(entry)
    said = [entry.id, entry.unit, entry.label_zh, entry.label_en, entry.definition_zh, entry.definition_en, *entry.layouts]
    said += [words for citation in entry.citations for words in (citation.zh, citation.en)]
    said += [change[column] for change in entry.changes for column in ("before", "after", "note_zh", "note_en")]
    assert [words for words in said if words not in text] == []


def test_the_command_prints_csv_and_json_of_the_same_indicators() -> None:
    table = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, ["codebook", "requests", "--format", "csv"]).stdout)))
    data = json.loads(CliRunner().invoke(main, ["codebook", "requests", "--format", "json"]).stdout)
    found = reference.find("requests")
    assert [row["id"] for row in table] == [row["id"] for row in data] == [entry.id for entry in found]
    for row, entry, record in zip(table, found, data, strict=True):
        assert row["layouts"].split("|") == record["layouts"] or not entry.layouts
        assert row["sources"].split("|") == [source["id"] for source in record["sources"]]
        assert len(record["comparability"]) == row["comparability"].count(">")


def test_the_tables_for_python_hold_every_indicator_and_every_comparison() -> None:
    assert list(reference.indicators()["id"]) == [entry.id for entry in ENTRIES]
    comparisons = reference.comparisons()
    assert len(comparisons) == sum(len(e.layouts) * (len(e.layouts) - 1) // 2 for e in ENTRIES)
    assert not comparisons.duplicated(["indicator", "before", "after"]).any()
    assert (comparisons != "").all(axis=None)


def test_the_section_of_the_page_tells_all_of_every_indicator() -> None:
    tree = html.fragment_fromstring(reference.section(), create_parent="main")
    for entry in ENTRIES:
        (block,) = tree.xpath(f".//details/div[@id='indicator-{entry.id}']")
        (stated,) = block.xpath("./p/span[@class='n']")
        assert stated.xpath("./code/text()") == list(entry.layouts)
        assert ("running text" in stated.text_content()) == entry.in_text
        words = block.text_content()
        said = [entry.id, entry.unit, entry.label_zh, entry.label_en, entry.definition_zh, entry.definition_en]
        said += [w for s in entry.sources if not s.layout for w in (s.number_zh, s.number_en, s.article_zh, s.article_en)]
        said += [change[column] for change in entry.changes for column in ("year", "note_zh", "note_en")]
        assert [w for w in said if w not in words] == []


def test_the_section_of_the_page_lists_all_sources_and_leads_to_them() -> None:
    tree = html.fragment_fromstring(reference.section(), create_parent="main")
    (table,) = tree.xpath(".//h2[@id='legal-sources']/following::table")
    for source in reference.sources().values():
        assert [
            w for w in (source.work_zh, source.work_en, source.article_zh, source.about_en) if w not in table.text_content()
        ] == []
    inner = {link.get("href") for link in tree.iter("a") if link.get("href").startswith("#")}
    assert inner <= {f"#{element.get('id')}" for element in tree.iter() if element.get("id")}


def test_the_page_says_which_sources_were_not_verified() -> None:
    tree = html.fragment_fromstring(reference.section(), create_parent="main")
    table = tree.xpath(".//h2[@id='legal-sources']/following::table")[0]
    links = [a.get("href") for a in table.iter("a")]
    assert sorted(links) == sorted(s.address for s in reference.sources().values() if s.address)
    assert table.text_content().count("not verified") == sum(not s.address for s in reference.sources().values())


def test_layouts_name_no_indicator_twice_in_one_cell() -> None:
    """One printed cell, one meaning: the same row and column of a form never stand for two indicators."""
    seen: dict[tuple[Any, ...], str] = {}
    for entry in labels.entries():
        key = (entry.layout, entry.table, entry.parents, entry.row, entry.column)
        assert seen.setdefault(key, entry.indicator) == entry.indicator, key
