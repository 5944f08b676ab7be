"""Large corpora: what is read of a folder, that it is the same as from memory, and that it is checked."""

import hashlib
import shutil
import time
from pathlib import Path

import matplotlib.colors
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from compare_corpus import towns
from lxml import html
from made_requests import made
from matplotlib.collections import FillBetweenPolyCollection, PathCollection
from small_corpus import corpus as small
from small_corpus import report, some

import gcir
from gcir import (
    building,
    charts,
    charts_clouds,
    charts_ratios,
    compare,
    coverage,
    digests,
    evidence_requests,
    evidence_table,
    execute,
    ledger,
    packing,
    publish,
    quality,
    render,
    report_links,
    requests,
    scan,
    schemas,
    store,
    tidy,
)
from gcir.messages import say
from gcir.reader import Listed
from gcir.style import house

ROOT = Path(__file__).resolve().parents[1]

COLUMNS = ["report_id", "indicator", "value", "figure_number"]
CONDITIONS = [
    {},
    {"indicator": "requests_received"},
    {"indicator": ["requests_received", "staff"], "channel": ""},
    {"year": range(2012, 2018)},
    {"year": 2011, "agency_kind": {"department", "county_government"}},
    {"report_id": ["报告3", "报告4"], "figure_number": 2},
    {"year": 1900},
]


def write(corpus, folder, rows=97):
    """The tables of a corpus as a build writes them, in row groups so small that reports run over their edges."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in corpus.tables().items():
        packed = store.arrow(table, list(frame.astype("object").where(frame.notna(), None).itertuples(index=False)))
        pq.write_table(packed, folder / f"{table}.parquet", row_group_size=rows)
    return folder


@pytest.fixture(scope="module")
def corpus():
    return some(300)


@pytest.fixture
def stored(corpus, tmp_path, monkeypatch):
    """The same corpus in a folder, of which nothing is read before it is used."""
    monkeypatch.setattr(tidy, "AT_ONCE", -1)
    monkeypatch.setattr(scan, "_BATCH", 41)
    return gcir.load(write(corpus, tmp_path / "tidy"))


def held(corpus):
    return {table for table in schemas.TABLES if table in vars(corpus)}


def test_opening_reads_no_rows_and_a_table_is_read_once(stored, corpus):
    assert held(stored) == set()
    assert repr(stored) == repr(corpus)
    assert held(stored) == set()
    assert stored.figures is stored.figures
    assert held(stored) == {"figures"}
    for table in schemas.TABLES:
        pd.testing.assert_frame_equal(getattr(stored, table), getattr(corpus, table))


def test_what_a_corpus_does_not_have_is_no_attribute(stored):
    with pytest.raises(AttributeError, match="it has reports, sections"):
        _ = stored.number


@pytest.mark.parametrize("where", CONDITIONS, ids=str)
def test_rows_and_columns_are_the_same_from_disk_and_from_memory(stored, corpus, where):
    asked = [*COLUMNS, "agency"]
    from_disk = stored.read("figures", asked, where)
    pd.testing.assert_frame_equal(from_disk, corpus.read("figures", asked, where))
    assert "figures" not in held(stored)
    frame = corpus.figures.assign(figure_number=corpus.figures.groupby("report_id").cumcount() + 1)
    frame = frame.merge(corpus.reports[["report_id", "agency", "agency_kind", "year"]], on="report_id")
    for column, wanted in where.items():
        several = wanted if isinstance(wanted, list | set | range) else [wanted]
        frame = frame[[value in several for value in frame[column]]]
    pd.testing.assert_frame_equal(from_disk, frame[asked].reset_index(drop=True))
    found = pd.concat([stored.read("figures", asked, {"year": -1}), *stored.batches("figures", asked, where)], ignore_index=True)
    pd.testing.assert_frame_equal(found, from_disk)


def test_batches_hold_whole_reports(stored):
    batches = [set(batch["report_id"]) for batch in stored.batches("figures", ["report_id"])]
    assert len(batches) > 5
    assert sum(map(len, batches)) == len(set().union(*batches)) == len(stored.reports)


def test_rows_of_a_report_that_stand_apart_are_numbered_on(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(tidy, "AT_ONCE", -1)
    figures = corpus.figures
    mixed = tidy.Corpus(reports=corpus.reports, figures=pd.concat([figures[1::2], figures[::2]], ignore_index=True))
    stored = gcir.load(write(mixed, tmp_path))
    wanted = mixed.figures.groupby("report_id").cumcount() + 1
    assert stored.read("figures", ["figure_number"])["figure_number"].tolist() == wanted.tolist()


def test_a_wrong_cell_far_down_is_told_with_its_row(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(tidy, "AT_ONCE", 10)
    figures = corpus.figures.copy()
    figures.loc[700, "precision"] = "exactly"
    stored = gcir.load(write(tidy.Corpus(reports=corpus.reports, figures=figures), tmp_path))
    with pytest.raises(schemas.TableError, match=r"figures\.parquet, column 'precision', row 701: 'exactly'"):
        _ = stored.figures
    assert len(stored.read("figures", ["value"])) == len(figures)
    with pytest.raises(schemas.TableError, match="row 701"):
        stored.read("figures", ["value", "precision"])


def test_a_report_twice_is_told(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(tidy, "AT_ONCE", -1)
    reports = pd.concat([corpus.reports, corpus.reports[5:6]], ignore_index=True)
    with pytest.raises(schemas.TableError, match="report_id"):
        _ = gcir.load(write(tidy.Corpus(reports=reports), tmp_path)).reports


def test_some_reports_of_a_folder_are_a_corpus(stored, corpus):
    ids = ["报告7", "报告250"]
    few, same = stored.only(ids), corpus.only(ids)
    assert held(stored) == set()
    for table in schemas.TABLES:
        pd.testing.assert_frame_equal(getattr(few, table), getattr(same, table))
    assert repr(few) == repr(same)
    twice = stored.only([*ids, "报告8"]).only(["报告7", "报告9"])
    assert twice.reports["report_id"].tolist() == ["报告7"]


def test_figures_that_were_selected_keep_their_number(stored):
    channels = stored.select(year=range(2010, 2015), origin="parsed", channel="website")
    assert set(channels.reports["year"]) <= set(range(2010, 2015))
    assert set(channels.figures["figure_number"]) == {2}
    assert compare.choose(channels.figures)["figure_number"].eq(2).all()
    with pytest.raises(ValueError, match="'colour' is no column"):
        stored.select(colour="red")


def test_the_same_comparisons_from_disk_and_from_memory(stored, corpus):
    for one, other in (
        (compare.values(stored, "proactive_disclosed"), compare.values(corpus, "proactive_disclosed")),
        (compare.parts(stored, "proactive_disclosed"), compare.parts(corpus, "proactive_disclosed")),
        (compare.series(stored, "requests_received"), compare.series(corpus, "requests_received")),
        (requests.levels(stored), requests.levels(corpus)),
        (coverage.stating(stored), coverage.stating(corpus)),
        (coverage.states(stored), coverage.states(corpus)),
        (coverage.problem_categories(stored), coverage.problem_categories(corpus)),
        (quality.contradictions(stored), quality.contradictions(corpus)),
        (quality.findings(stored), quality.findings(corpus)),
        (quality.contents(stored), quality.contents(corpus)),
    ):
        pd.testing.assert_frame_equal(one, other)


def test_corpora_together_are_read_together(stored):
    other = towns()
    both = tidy.concat([stored, other])
    assert both.count("figures") == stored.count("figures") + len(other.figures)
    assert "figures" not in held(stored)
    rows = both.read("figures", ["report_id", "value"], {"indicator": "requests_received", "year": 2019})
    alone = stored.read("figures", ["report_id", "value"], {"indicator": "requests_received", "year": 2019})
    assert len(rows) == len(alone) + 6


# Counting some reports at a time


def test_states_counted_bit_by_bit_are_those_of_each_report(stored, corpus, monkeypatch):
    whole = coverage.state_counts(coverage.states(corpus))
    monkeypatch.setattr(coverage, "ONE_BY_ONE", 5)
    counted = coverage.told_states(stored)
    pd.testing.assert_frame_equal(counted, whole, check_names=False)
    assert "figures" not in held(stored)


@pytest.mark.parametrize("seed", range(4))
def test_the_state_chosen_bit_by_bit_is_the_one_chosen_at_once(seed, monkeypatch):
    random = np.random.default_rng(seed)
    n, pick = 400, lambda *of: random.choice(np.array(of, dtype=object), 400)
    rows = {
        "report_id": pick(*"bcde"), "indicator": pick("staff", "requests_received", "proactive_disclosed", "fees_charged"),
        "channel": pick("", "", "website"), "value": pick(0.0, 1.0, 7.0, None), "precision": pick("exact", "about"),
        "stated_as": pick("digits", "words"), "source": pick("table", "prose"),
    }  # fmt: skip
    figures = [dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)][:n]
    lost = [{"report_id": "a", "rule": "table_lost", "severity": "warning"}]
    c = small([report(i, layout="national_2021", year=2022) for i in "abcdef"], figures, findings=lost)
    table = coverage.states(c)
    assert {"lost", "absent"} <= set(table["state"])
    monkeypatch.setattr(coverage, "ONE_BY_ONE", 0)
    pd.testing.assert_frame_equal(coverage.told_states(c), coverage.state_counts(table), check_names=False)


# Pages of very many reports


def listed(n, year):
    link = render.report_link(f"r{n}")
    return Listed(f"r{n}", f"r{n}.txt", "甲局", year, "", "", 0, 0, link)


def test_reports_that_pages_link_to_have_a_page_before_the_newest():
    reports = [listed(n, 2000 + n) for n in range(10)]
    pages = [[reports[0].href, reports[1].href, reports[2].href], [reports[5].href, "reports/gone.html"]]
    assert report_links.chosen(reports, pages, 3) == {reports[0].href, reports[5].href, reports[1].href}
    assert report_links.chosen(reports, pages, 6) == {r.href for r in (*reports[:3], reports[5], reports[9], reports[8])}


def test_links_to_reports_without_a_page_become_words(tmp_path):
    page = tmp_path / "a.html"
    on = '<a class="gcir-on-site" style="display:none" href="reports/{0}.html#f1">words</a>'
    off = '<span class="gcir-off-site">{0}.txt</span>'
    page.write_text((on + off).format("r1") + (on + off).format("r2") + off.format("said") + on.format("r3"), encoding="utf-8")
    assert report_links.found(page) == [f"reports/r{n}.html" for n in (1, 2, 3)]
    report_links.prune(page, {"reports/r1.html"})
    assert page.read_text(encoding="utf-8") == (on + off).format("r1") + "<span>r2.txt</span>" + "<span>words</span>"


def test_a_site_of_many_reports_has_pages_for_some_and_links_to_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(report_links, "MOST", 2)
    monkeypatch.setattr(publish, "_package", lambda: "the same program")
    monkeypatch.setenv("GCIR_RAW", str(ROOT / "data" / "raw"))
    gcir.build(ROOT / "data" / "raw", tmp_path / "tidy")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Reports\n\nWhich?"),
        nbformat.v4.new_code_cell("import gcir\nfrom gcir import evidence\nevidence.reports(gcir.load().reports)"),
    ]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "00-reports.ipynb")
    folders = [tmp_path / name for name in ("notebooks", "site", "figures", "tidy")]
    result = publish.build_site(*folders, raw=ROOT / "data" / "raw", published=tmp_path / "none", say=lambda _: None)
    assert not result.errors
    site = tmp_path / "site"
    made = {f"reports/{p.name}" for p in (site / "reports").iterdir()}
    assert len(made) == 2
    assert set(report_links.found(site / "00-reports.html")) == made
    index = html.fromstring((site / "index.html").read_text(encoding="utf-8"))
    assert {a.get("href").partition("#")[0] for a in index.xpath("//table//a")} == made
    assert "2 of the 5 reports have a page here" in index.text_content()
    again = publish.build_site(*folders, raw=ROOT / "data" / "raw", published=tmp_path / "none", say=lambda _: None)
    assert "00-reports.html" in again.unchanged
    assert {f"reports/{p.name}" for p in (site / "reports").iterdir()} == made


def test_a_page_loses_the_link_to_a_report_that_turned_out_to_have_no_page(tmp_path):
    page = tmp_path / "a.html"
    on = '<a class="gcir-on-site" style="display:none" href="reports/{0}.html#f1">words</a>'
    off = '<span class="gcir-off-site">{0}.txt</span>'
    page.write_text((on + off).format("r1") + (on + off).format("r2"), encoding="utf-8")
    reports = [listed(1, 2001), listed(2, 2002)._replace(href="")]
    report_links.prune_all([listed(1, 2001), listed(2, 2002)], tmp_path, ["a.html"])
    assert len(report_links.found(page)) == 2
    report_links.prune_all(reports, tmp_path, ["a.html"])
    assert report_links.found(page) == ["reports/r1.html"]
    assert "r2.txt" in page.read_text(encoding="utf-8")


@pytest.fixture
def noted(tmp_path):
    """A raw file of which a build noted another content than it has: what is told shows whether it is read."""

    def note(later=10, name="报告.txt"):
        raw, tidy = tmp_path / "raw", tmp_path / "tidy"
        (raw / "2016").mkdir(parents=True, exist_ok=True)
        path = raw / "2016" / name
        path.write_text("内容", encoding="utf-8")
        at = time.time_ns() + later * 10**9
        store = tidy / building.STORE
        store.mkdir(parents=True, exist_ok=True)
        ledger.save(store, {f"2016/{name}": ledger.Seen(packing.state(path), at, "ab" * 32, "key")})
        return digests.Digests(tidy, raw), path

    return note


def test_a_file_that_a_build_has_read_is_not_read_again(noted):
    known, path = noted()
    assert known.of(path) == bytes.fromhex("ab" * 32)
    beside = path.with_name("other.txt")
    beside.write_text("x", encoding="utf-8")
    assert known.of(beside) == hashlib.sha256(b"x").digest()
    assert known.of(path.with_name("gone.txt")) == b"gone"


def test_a_file_that_has_changed_since_the_build_is_read(noted):
    known, path = noted()
    path.write_text("内空", encoding="utf-8")
    assert known.of(path) == hashlib.sha256(path.read_bytes()).digest()


def test_a_file_that_may_have_changed_while_the_build_read_it_is_read(noted):
    known, path = noted(later=0)
    assert known.of(path) == hashlib.sha256(path.read_bytes()).digest()


# Charts of very many reports


def drawn(rows):
    """The chart of values over the years, how many points it has, and what it says."""
    ax = charts.over_years(rows, "proactive_disclosed")
    points = sum(len(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection))
    words = " ".join(t.get_text() for t in ax.figure.texts)
    shapes = [c for c in ax.collections if isinstance(c, FillBetweenPolyCollection)]
    plt.close(ax.figure)
    return points, words, shapes


def test_very_many_points_become_shapes_and_the_chart_says_so(monkeypatch):
    rows = compare.values(some(300), "proactive_disclosed")
    points, words, intervals = drawn(rows)
    assert (points, "a shape takes" in words) == (len(rows), False)
    monkeypatch.setattr(charts_clouds, "SWARM", 99)
    monkeypatch.setattr(charts_clouds, "_FEWEST", 9)
    points, words, shapes = drawn(rows)
    transcribed = int((rows["origin"] == "transcribed").sum())
    assert transcribed == 200
    assert points < len(rows)
    assert len(shapes) - len(intervals) >= rows.loc[rows["origin"] == "transcribed", "year"].nunique()
    assert "Beyond 99 reports a shape takes the place of points" in words


def test_a_shape_is_as_wide_as_there_are_values_and_lies_where_they_are():
    fig, ax = plt.subplots()
    values = np.r_[np.zeros(300), np.full(100, 50.0)]
    places = 3 + np.linspace(-0.2, 0.2, 400)
    left = charts_clouds.cloud(ax, values, places, "black")
    assert not left.any()
    (shape,) = ax.collections
    corners = shape.get_paths()[0].vertices
    stretches = {"zero": (-0.6, 0.6), "fifty": (39, 64), "none": (100, 1000)}
    inside = {name: corners[(corners[:, 0] > a) & (corners[:, 0] < b)] for name, (a, b) in stretches.items()}
    wide = {name: float(np.abs(at[:, 1] - 3).max(initial=0)) for name, at in inside.items()}
    assert wide["zero"] > 0.1
    assert wide["fifty"] > 0.1
    assert wide["none"] == 0
    few = charts_clouds.cloud(ax, np.ones(10), np.full(10, 1.0), "black")
    assert few.all()
    plt.close(fig)


def halves(ax):
    """How far the shapes reach up from their row, at most, by stretches of the axis: (left edge, right edge) to height."""
    found = {}
    for shape in (c for c in ax.collections if isinstance(c, FillBetweenPolyCollection)):
        corners = shape.get_paths()[0].vertices
        colour = matplotlib.colors.to_hex(shape.get_facecolor()[0])
        found.setdefault(colour, []).append((corners[:, 0].min(), corners[:, 0].max(), np.ptp(corners[:, 1])))
    return found


def test_ratios_of_very_many_are_shapes_accented_above_one(monkeypatch):
    monkeypatch.setattr(charts_clouds, "SWARM", 99)
    ratios = pd.Series(10 ** np.random.default_rng(1).normal(0, 0.5, 400))
    ax = charts_ratios.ratio_rows([ratios, ratios[:20]], [say("total"), say("total")], ["", ""])
    few = [c for c in ax.collections if isinstance(c, PathCollection)]
    shapes = halves(ax)
    plt.close(ax.figure)
    assert sum(len(c.get_offsets()) for c in few) == 20
    assert set(shapes) == {house.GREY, house.ACCENT}
    assert max(right for _, right, _ in shapes[house.GREY]) == pytest.approx(1)
    assert min(left for left, *_ in shapes[house.ACCENT]) == pytest.approx(1)


def test_a_number_that_nearly_all_have_does_not_flatten_the_shape_of_the_others():
    fig, ax = plt.subplots()
    values = np.r_[np.zeros(9000), np.linspace(0.3, 0.7, 1000)]
    left = charts_clouds.cloud(ax, values, np.linspace(-0.2, 0.2, 10_000), "black", scale=charts_clouds.shares())
    (shape,) = ax.collections
    corners = shape.get_paths()[0].vertices
    plt.close(fig)
    assert not left.any()
    widest = np.abs(corners[:, 1]).max()
    assert np.abs(corners[(corners[:, 0] > 0.35) & (corners[:, 0] < 0.65), 1]).max() == pytest.approx(widest, rel=0.1)
    assert np.abs(corners[corners[:, 0] == 0, 1]).max() == pytest.approx(widest)


def test_all_alike_are_a_shape_too():
    fig, ax = plt.subplots()
    charts_clouds.cloud(ax, np.ones(200), np.linspace(-0.2, 0.2, 200), "black", scale=charts_clouds.ratios(10))
    (shape,) = ax.collections
    tall = np.ptp(shape.get_paths()[0].vertices[:, 1])
    plt.close(fig)
    assert tall > 0.3


def test_the_mix_of_very_many_reports_is_drawn_as_shapes(monkeypatch):
    rows = [{"report_id": f"r{n}", "channel": c, "value": v, "share": v / 10, "n_parts": 2, "relation": "partition"}
            for n in range(60) for c, v in (("website", 4 + n % 5), ("wechat", 6 - n % 5))]  # fmt: skip
    parts = pd.DataFrame(rows).assign(year=2015, agency="甲局", total=10.0, origin="parsed")
    points = charts.mix(parts)
    assert not halves(points)
    monkeypatch.setattr(charts_clouds, "SWARM", 99)
    shapes = charts.mix(parts)
    drawn_in = set(halves(shapes))
    words = " ".join(t.get_text() for t in shapes.figure.texts)
    plt.close("all")
    assert drawn_in == {house.GREY, house.ACCENT}
    assert "a shape takes the place of points" in words


def test_a_notebook_reads_tables_too_long_for_memory(stored, tmp_path):
    """A kernel is asked, for what reads such tables may behave otherwise in a notebook than in a program."""
    kept = shutil.copytree(stored.folder, tmp_path / "tables")
    notebook = nbformat.v4.new_notebook()
    asked = "corpus.read('figures', ['value', 'figure_number'], {'indicator': 'requests_received'})"
    notebook.cells = [
        nbformat.v4.new_code_cell("import gcir\nfrom gcir import tidy\ntidy.AT_ONCE = -1\ncorpus = gcir.load()"),
        nbformat.v4.new_code_cell(f"print(len({asked}))"),
        nbformat.v4.new_code_cell(f"from gcir import duck\nprint(duck.write({str(kept)!r}).name)"),
    ]
    nbformat.write(notebook, tmp_path / "read.ipynb")
    done = execute.run(tmp_path / "read.ipynb", ROOT, {"GCIR_TIDY": str(stored.folder)})
    wanted = len(stored.read("figures", ["value"], {"indicator": "requests_received"}))
    assert [output.text for output in done.cells[1].outputs] == [f"{wanted}\n"]
    assert wanted > 0
    assert done.cells[2].outputs[0].text == "gcir.duckdb\n"


def test_a_very_long_table_is_downloaded_as_parquet_and_shows_its_first_rows(stored, tmp_path, monkeypatch):
    monkeypatch.setattr(evidence_table, "MOST_IN_CSV", 250)
    monkeypatch.setattr(evidence_requests, "MOST_IN_CSV", 250)
    monkeypatch.setenv(evidence_table.DOWNLOADS, str(tmp_path / "downloads"))
    rows = requests.levels(stored)
    page = html.fromstring(evidence_requests.numbers(rows)._repr_html_())
    (link,) = [a for a in page.iter("a") if a.get("download") is not None]
    whole = pd.read_parquet(tmp_path / link.get("href"))
    assert (len(whole), "is_zero" in whole) == (len(rows), True)
    assert str(len(rows)) in link.text_content()
    shown = page.xpath("//tbody/tr")
    assert len(shown) == evidence_table.MOST_ROWS
    monkeypatch.setattr(evidence_requests, "MOST_IN_CSV", 10_000)
    monkeypatch.setattr(evidence_table, "MOST_IN_CSV", 10_000)
    short = html.fromstring(evidence_requests.numbers(rows)._repr_html_())
    assert [r.text_content() for r in short.xpath("//tbody/tr")] == [r.text_content() for r in shown]


@pytest.mark.parametrize("scheme", ["results", "applicant"])
def test_numbers_put_beside_their_reports_bit_by_bit_are_those_put_there_at_once(scheme, tmp_path, monkeypatch):
    corpus = made(240)
    monkeypatch.setenv(evidence_table.DOWNLOADS, str(tmp_path / "downloads"))
    at_once = html.fromstring(evidence_requests.stated(corpus, scheme)._repr_html_())
    whole = requests.stated(corpus, scheme)
    assert len(whole) > evidence_table.MOST_ROWS
    monkeypatch.setattr(evidence_table, "MOST_IN_CSV", 70)
    monkeypatch.setattr(evidence_requests, "MOST_IN_CSV", 70)
    page = html.fromstring(evidence_requests.stated(corpus, scheme)._repr_html_())
    shown, wanted = ([r.text_content() for r in tree.xpath("//tbody/tr")] for tree in (page, at_once))
    assert shown == wanted
    (link,) = [a for a in page.iter("a") if a.get("download") is not None]
    assert link.get("href").endswith(".parquet")
    found = pd.read_parquet(tmp_path / link.get("href"))
    pd.testing.assert_frame_equal(found, whole, check_dtype=False)


def test_reading_much_prints_nothing(stored, capfd):
    stored.read("figures", ["value"], {"indicator": "requests_received"})
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("nope",), "no table 'nope'"),
        (("figures", ["nope"]), "'nope' is no column"),
        (("figures", "value"), "columns are a list"),
        (("figures", None, {"nope": 1}), "'nope' is no column"),
        (("problems", None, {"categories": "timeliness"}), "holds lists"),
        (("figures", None, {"year": "2014"}), "holds numbers"),
    ],
)
def test_what_cannot_be_met_is_told_and_is_not_an_empty_table(asked, told):
    from compare_corpus import examples

    with pytest.raises(ValueError, match=told):
        examples()["corpus"].read(*asked)


def test_none_asks_for_totals():
    from compare_corpus import examples

    corpus = examples()["corpus"]
    totals = corpus.read("figures", ["value"], {"channel": None})
    assert 0 < len(totals) == (corpus.figures["channel"] == "").sum()
