"""Charts: one look, nothing clipped or missing, right with nothing, one report and thousands."""

import functools
import re
import string
import subprocess
import sys
import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from small_corpus import PROACTIVE, corpora, corpus, figure, report, some

from gcir import (
    charts,
    charts_corpus,
    charts_frame,
    codebook,
    compare,
    coverage,
    evidence,
    messages,
    saying_problems,
    saying_volumes,
    text,
)
from gcir.messages import say
from gcir.style import house

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@functools.cache
def every_chart(size):
    """What draws each chart of a corpus; the analysis is done once."""
    c = corpora()[size]
    values, parts, table = compare.values(c, PROACTIVE), compare.parts(c, PROACTIVE), coverage.states(c)
    inside, outside = {"报告0": "更新不够及时" * 5}, {"报告0": "主动公开政府信息" * 40}
    key = text.keyness(inside, outside) if len(c.problems) else text.keyness({}, {})
    return {
        "reports_by_year": lambda: charts.reports_by_year(c.reports),
        "reports_by_kind": lambda: charts.reports_by(c.reports, "agency_kind"),
        "reports_by_province": lambda: charts.reports_by(c.reports, "province"),
        "layouts_by_year": lambda: charts.layouts_by_year(c.reports),
        "stating": lambda: charts.stating(coverage.stating(c), c.reports),
        "states": lambda: charts.states(table, c.reports),
        "by_kind": lambda: charts.by_kind(values, PROACTIVE),
        "over_years": lambda: charts.over_years(values, PROACTIVE),
        "channels_of_reports": lambda: charts.channels_of_reports(parts),
        "relations": lambda: charts.relations(parts),
        "mix": lambda: charts.mix(parts),
        "stated_channels": lambda: charts.stated_channels(parts),
        "over_years_by_channel": lambda: charts.over_years_by_channel(parts),
        "categories": lambda: charts.categories(coverage.problem_categories(c)),
        "keyness": lambda: charts.keyness(key, c.reports),
    }


NAMES = [
    "reports_by_year", "reports_by_kind", "reports_by_province", "layouts_by_year", "stating", "states", "by_kind", "over_years",
    "channels_of_reports", "relations", "mix", "stated_channels", "over_years_by_channel", "categories", "keyness",
]  # fmt: skip


def test_no_chart_is_left_out():
    assert list(every_chart("none")) == NAMES


@pytest.mark.parametrize("width", [house.WIDE, house.NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("size", ["one", "five", "mixed", "transcribed"])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_draws_on_every_corpus_with_nothing_outside_the_picture(name, size, width):
    with house.canvas(width), warnings.catch_warnings():
        warnings.simplefilter("error")  # a deprecation would stand on the page
        ax = every_chart(size)[name]()
    assert isinstance(ax, Axes)
    told = charts.about(ax).told
    assert all(s.en and s.zh for s in told)
    fig = charts_frame.figure_of(ax)
    with house.style(), house.strict_glyphs():
        fig.canvas.draw()
    assert outside_the_picture(fig) == []


def outside_the_picture(fig):
    """Texts that are cut off at the edge, with half a pixel of grace."""
    frame, found = fig.bbox, []
    for item in fig.findobj(mpl.text.Text):
        if not item.get_visible() or not item.get_text().strip() or (item.axes and not item.axes.axison):
            continue
        box = item.get_window_extent()
        if box.x0 < frame.x0 - 0.5 or box.x1 > frame.x1 + 0.5 or box.y0 < frame.y0 - 0.5 or box.y1 > frame.y1 + 0.5:
            found.append(item.get_text())
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_corpus_gives_words_in_place_of_an_empty_frame(name):
    ax = every_chart("none")[name]()
    assert not ax.axison
    title = charts.about(ax).told.title
    written = " ".join(t.get_text() for t in charts_frame.figure_of(ax).texts)
    assert title.en.rstrip(".") in written


@pytest.mark.parametrize("name", NAMES)
def test_mixed_origins_are_told_apart_and_n_stands_below(name):
    ax = every_chart("mixed")[name]()
    source = charts.about(ax).source
    assert re.search(r"n = \d", source.en)
    if "transcribed" in source.en and "parsed" in source.en:
        assert "convenience sample" in source.en


def test_thousands_of_points_become_small_flat_and_still_counted():
    rng = np.random.default_rng(0)
    n = 3000
    c = corpus([report(f"r{i}") for i in range(n)])
    rows = compare.with_reports(
        pd.DataFrame(
            {
                "report_id": c.reports["report_id"],
                "value": rng.integers(0, 9000, n).astype(float),
                "precision": "exact",
                "conflict": False,
            }
        ),
        c,
    )
    ax = charts.by_kind(rows, PROACTIVE)
    clouds = [x for x in ax.collections if len(x.get_offsets()) > 1]
    assert sum(len(x.get_offsets()) for x in clouds) == n
    assert all(x.get_rasterized() for x in clouds)
    assert "n = 3,000" in ax.get_yticklabels()[0].get_text()


def test_the_matrix_has_a_cell_per_report_and_indicator_in_the_colour_of_its_state():
    figures = [figure("甲", PROACTIVE, 7.0), figure("甲", "staff", None), figure("乙", PROACTIVE, 0.0)]
    c = corpus([report("甲"), report("乙")], figures)
    for width, rows in ((house.WIDE, 2), (house.NARROW, 4)):
        with house.canvas(width):
            ax = charts.states(coverage.states(c), c.reports)
        (mesh,) = ax.collections
        shades = mesh.get_array()
        assert shades.shape == (rows, 2)
        states = [list(charts_corpus.STATE_COLOURS)[int(x)] for x in shades.compressed()]
        assert sorted(states) == ["absent", "blank", "reported", "zero_digits"]
        assert {t.get_text() for t in ax.texts if t.get_text().isdigit()} == {"7", "0"}
        assert len(ax.patches) == 1  # the blank cell is outlined


def test_axis_lines_that_are_gone_stay_away():
    with house.canvas(house.NARROW):
        ax = charts.categories(coverage.problem_categories(corpora()["mixed"]))
    assert [side for side, spine in ax.spines.items() if spine.get_visible()] == []


def test_drawing_tools_are_loaded_when_something_is_drawn():
    code = "import sys; import gcir.charts, gcir.evidence; print('seaborn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_points_of_other_precision_look_different():
    ax = charts.by_kind(compare.values(corpora()["mixed"], PROACTIVE), PROACTIVE)
    faces = {tuple(np.round(face[:3], 2)) for x in ax.collections for face in x.get_facecolor() if len(x.get_offsets())}
    assert (1.0, 1.0, 1.0) in faces


def test_no_median_is_drawn_or_said_for_fewer_than_five():
    c = corpus([report(f"r{i}") for i in range(4)], [figure(f"r{i}", PROACTIVE, 10.0 * i) for i in range(4)])
    rows = compare.values(c, PROACTIVE)
    ax = charts.by_kind(rows, PROACTIVE)
    assert not ax.lines
    assert "no median" in saying_volumes.by_kind(rows, PROACTIVE).text.en


def test_years_across_a_break_that_cannot_be_compared_say_so():
    years = [2016] * 5 + [2023] * 5
    c = corpus([report(f"r{i}", year=y) for i, y in enumerate(years)], [figure(f"r{i}", PROACTIVE, float(i)) for i in range(10)])
    assert "not comparable" in saying_volumes.over_years(compare.values(c, PROACTIVE), PROACTIVE).title.en
    requests = corpus(
        [report(f"r{i}", year=y) for i, y in enumerate(years)],
        [figure(f"r{i}", "requests_received", float(i)) for i in range(10)],
    )
    assert (
        "not comparable"
        not in saying_volumes.over_years(compare.values(requests, "requests_received"), "requests_received").title.en
    )


def test_the_finding_follows_the_data():
    def title(numbers):
        c = corpus(
            [report(f"r{i}") for i in range(len(numbers))], [figure(f"r{i}", PROACTIVE, float(v)) for i, v in enumerate(numbers)]
        )
        return saying_volumes.by_kind(compare.values(c, PROACTIVE), PROACTIVE).title.en

    assert "6 of the 8 reports" in title([0] * 6 + [5, 9])
    assert "from 5 to 90" in title([5, 7, 9, 90])


def test_a_missing_glyph_is_an_error_that_names_the_character():
    import matplotlib.pyplot as plt

    with house.style():
        fig = plt.figure()
        fig.text(0.5, 0.5, "a\U00012000")
    with pytest.raises(house.MissingGlyphError, match=r"U\+12000"), house.strict_glyphs():
        fig.canvas.draw()


def test_other_warnings_pass_through_the_glyph_guard():
    with pytest.warns(UserWarning, match="something else"), house.strict_glyphs():
        warnings.warn("something else", UserWarning, stacklevel=1)


def test_the_house_style_is_left_behind_when_a_chart_is_done():
    before = dict(mpl.rcParams)
    charts.reports_by_year(corpora()["five"].reports)
    assert dict(mpl.rcParams) == before


def test_lines_are_broken_within_their_width_and_lose_no_letter():
    words = "主动公开政府信息数,Items proactively disclosed by 12 agencies,共计一百条。"
    lines = house.wrap(words, 1.2, 10)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", words)
    assert all(house.text_width(line, 10) <= 1.2 for line in lines)
    assert not [line for line in lines if line[0] in "\uff0c\u3002,."]


def test_show_saves_both_files_and_shows_finding_alt_text_and_both_widths(tmp_path, monkeypatch):
    from IPython import display

    shown = []
    monkeypatch.setattr(display, "display", lambda data, **more: shown.append((data, more)))
    monkeypatch.setenv("GCIR_FIGURES", str(tmp_path / "figures"))
    for _ in range(2):
        charts.show(charts.reports_by_year(corpora()["mixed"].reports), name="00-corpus-years")
    (first, more), (second, _) = shown
    assert first == second  # the same data give the same bytes
    page = first["text/html"]
    assert '<p class="gcir-finding">60 reports' in page
    assert page.count("data:image/png;base64,") == 2
    assert 'media="(max-width: 640px)"' in page
    assert re.search(r'<img alt="60 reports[^"]{40,}"', page)
    assert more["metadata"]["text/html"]["name"] == "00-corpus-years"
    assert sorted(p.name for p in (tmp_path / "figures").iterdir()) == ["00-corpus-years.png", "00-corpus-years.svg"]
    svg = (tmp_path / "figures" / "00-corpus-years.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert "<text" not in svg  # letters are drawn, so no font is needed to read it


def test_every_message_speaks_both_languages_with_the_same_blanks():
    def blanks(template):
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    rows = codebook.read("messages", ("id", "zh", "en"), key="id")
    assert [r["id"] for r in rows if blanks(r["zh"]) - blanks(r["en"])] == []
    assert [r["id"] for r in rows if not r["zh"].strip() or not r["en"].strip()] == []
    assert [r["id"] for r in rows if re.search(r"[\u4e00-\u9fff][,:;]", r["zh"])] == []


def test_numbers_and_nouns_agree():
    assert say("corpus_size", n=1, agencies=1, parsed=1, transcribed=0).en.startswith("1 report of 1 agency")
    assert say("corpus_size", n=1234, agencies=2, parsed=0, transcribed=2).en.startswith("1,234 reports of 2 agencies")
    assert [messages.number(x) for x in (12.0, 12.34, 1234.5, 1e6, float("nan"))] == ["12", "12.3", "1,235", "1,000,000", "–"]


def test_a_message_with_a_wrong_blank_is_named():
    with pytest.raises(codebook.CodebookError, match=r"messages\.csv, message 'corpus_years'"):
        say("corpus_years", first="2010")


def test_codes_of_the_contract_have_names_in_both_languages():
    for group in ("agency_kind", "level", "layout", "origin", "state", "precision", "stated_as", "source", "relation", "section"):
        for code in messages.codes(group):
            name = messages.name(group, code)
            assert name.zh
            assert name.en
            assert name.zh != name.en
    assert messages.name("agency_kind", "something_new").en == "something_new"


def test_tables_escape_what_reports_say():
    c = corpus([report("甲")], [figure("甲", PROACTIVE, 5.0, evidence="<script>5条</script>", precision="at_least")])
    page = evidence.values(compare.values(c, PROACTIVE)).fragment
    assert "<script" not in page
    assert "&lt;script&gt;5条" in page
    assert re.search(r"≥\s?5", page)


def test_transcribed_numbers_link_to_the_published_page():
    c = corpus(
        [report("甲", origin="transcribed", url="http://example.gov.cn/a?b=1&c=2", file="")], [figure("甲", PROACTIVE, 5.0)]
    )
    assert 'href="http://example.gov.cn/a?b=1&amp;c=2"' in evidence.values(compare.values(c, PROACTIVE))._repr_html_()


def test_long_tables_are_cut_in_words_and_empty_ones_say_so():
    page = evidence.reports(some(30).reports, most=10)._repr_html_()
    assert page.count("<tr>") == 11
    assert "first 10 of 30" in page
    assert "nothing to list" in evidence.reports(corpus([]).reports)._repr_html_()


def test_statements_stand_verbatim_under_each_of_their_categories():
    problems = [{"report_id": "甲", "order": 3, "text": "内容少、更新慢", "categories": ["timeliness", "content_completeness"]}]
    c = corpus([report("甲")], problems=problems)
    page = evidence.statements(c.problems, c.reports)._repr_html_()
    assert page.count("内容少、更新慢") == 2
    assert page.count('<tr class="group">') == 2
    assert page.index("Content incomplete") < page.index("内容少") < page.index("Timeliness") < page.rindex("内容少")
    unnamed = corpus([report("甲")], problems=[problems[0] | {"categories": []}])
    assert "Other" in evidence.statements(unnamed.problems, unnamed.reports)._repr_html_()
    assert "1 of 1 report " in saying_problems.statements(c.problems, c.reports).en
