"""Views of a text: nothing moves, and every position leads back to the printed words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcir.flat import flatten, squeeze

TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


@given(TEXT)
def test_flatten_keeps_every_offset(text: str) -> None:
    assert len(flatten(text)) == len(text)


@given(TEXT)
def test_squeeze_traces_each_character_back(text: str) -> None:
    flat = flatten(text)
    view = squeeze(flat)
    assert view.text.replace(" ", "") == flat.replace(" ", "")
    assert all(flat[view.at[i]] == c for i, c in enumerate(view.text))


def test_full_width_and_odd_spaces_become_plain() -> None:
    assert flatten("１２３，（４）％\u3000\xa0件：") == "123,(4)%  件:"


def test_radicals_become_ideographs() -> None:
    assert flatten("⼯作⼈员⼀名") == "工作人员一名"


def test_span_covers_the_spaces_inside() -> None:
    flat = flatten("培训人员达 6 00 余人次。")
    view = squeeze(flat)
    start = view.text.index("600")
    a, b = view.span(start, start + 3)
    assert flat[a:b] == "6 00"


@pytest.mark.parametrize(
    ("printed", "squeezed"),
    [
        ("培训达 6 00 余人次", "培训达600余人次"),
        ("共 1 2 3 4 件", "共1234件"),
        ("2 0 1 9 年", "2019年"),
        ("新收申请 5 1 0 0 0 0 6", "新收申请5 1 0 0 0 0 6"),
        ("申请数 件 3 98\n结转 0 1", "申请数件3 98\n结转0 1"),
        ("申请数  件  3  98 件", "申请数件3 98件"),
    ],
)
def test_numbers_of_a_row_of_cells_stay_apart(printed: str, squeezed: str) -> None:
    assert squeeze(printed).text == squeezed


def test_traditional_text_is_read_as_its_simplified_twin() -> None:
    text = "2016年鎮政府網站發布各類信息247條,沒有收到申請,未發生復議訴訟,與群眾關系緊密"
    assert "网站发布各类信息247条" in flatten(text)


def test_a_rare_character_in_a_simplified_text_stays() -> None:
    assert flatten("乾县人民政府办公室2022年发布信息12条") == "乾县人民政府办公室2022年发布信息12条"
