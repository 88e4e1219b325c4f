"""Areas found in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tagging.gazetteer import DEEPEST, Gazetteer, called, lineage
from bot.tagging.segment import Segmenter
from storage.records import Area
from tests.town import START


def area(id: int, name: str, parent: int | None = None, others: str = "", *, retired: bool = False) -> Area:
    return Area(id, name, START if retired else None, parent, "", others, None, None)


def tree(*areas: Area) -> dict[int, Area]:
    return {one.id: one for one in areas}


CITY, EAST, WEST = 1, 2, 3
TOWN = tree(
    area(CITY, "滨江市"),
    area(EAST, "城关区", CITY),
    area(WEST, "河西区", CITY),
    area(4, "东街街道办事处", EAST, "老东街"),
    area(5, "西园街道", WEST),
    area(6, "朝阳社区居委会", 4),
    area(7, "朝阳社区", 5),
    area(8, "马坡岭街道", WEST),
    area(9, "幸福社区", 8),
    area(10, "中山路街道", WEST),
    area(11, "旧城街道", WEST, retired=True),
    area(12, "东城区", CITY),
)


@pytest.fixture(scope="module")
def gazetteer(segmenter: Segmenter) -> Gazetteer:
    return Gazetteer(TOWN, segmenter)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("路", None),
        ("楼下太吵了", None),
        ("东街街道的路灯坏了", 4),
        ("東街街道的路燈壞了", 4),
        ("东街街道办事处没人接电话", 4),
        ("老东街那边", 4),
        ("城关区东街街道的路灯", 4),
        ("我住滨江市，滨江市城关区这里", EAST),
        ("旧城街道已经没有了", None),
        # what people leave out, unless it is a word for something else
        ("马坡岭有人占道经营", 8),
        ("城关这边", EAST),
        ("大家都很幸福", None),
        ("幸福社区停水", 9),
        ("中山路堵车", None),
        # where one word ends and another begins
        ("山东城区改造", None),
        ("东城区改造", 12),
        # the same name in two places
        ("朝阳社区停水", CITY),
        ("河西区的朝阳社区停水", 7),
        ("西园街道的朝阳社区停水", 7),
        ("朝阳社区停水，就是东街街道的那个", 6),
        # two places
        ("从东街街道到西园街道的公交车", CITY),
        ("马坡岭街道和西园街道", WEST),
        ("我是城关区的，想说河西区马坡岭街道的事", 8),
    ],
)
def test_what_a_text_names(gazetteer: Gazetteer, text: str, found: int | None) -> None:
    assert gazetteer.find(text) == found


def test_a_location_tells_areas_of_one_name_apart_and_is_no_answer_by_itself(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("朝阳社区停水", here=5) == 7
    assert gazetteer.find("朝阳社区停水", here=6) == 6
    assert gazetteer.find("停水了", here=6) is None
    assert gazetteer.find("马坡岭街道停水", here=6) == 8


def test_two_of_one_name_with_nothing_in_common_are_none(segmenter: Segmenter) -> None:
    areas = tree(area(1, "甲地县"), area(2, "乙地县"), area(3, "和平村", 1), area(4, "和平村", 2))
    assert Gazetteer(areas, segmenter).find("和平村的路") is None
    assert Gazetteer(areas, segmenter).find("乙地县和平村的路") == 4


def test_without_a_tree_the_longest_name_says_most(segmenter: Segmenter) -> None:
    flat = Gazetteer(tree(area(1, "城关区"), area(2, "东街街道"), area(3, "西街街道")), segmenter)
    assert flat.find("城关区东街街道的路灯") == 2
    assert flat.find("东街街道还是西街街道") is None


def test_letters_are_whole_words(segmenter: Segmenter) -> None:
    areas = Gazetteer(tree(area(1, "East End"), area(2, "Ross")), segmenter)
    assert areas.find("a lamp in EAST END, broken") == 1
    assert areas.find("I walk across the road") is None


def test_an_explicit_name_wins_over_what_another_is_called_for_short(segmenter: Segmenter) -> None:
    areas = tree(area(1, "桂园区"), area(2, "新村街道", None, "桂园"), area(3, "岳麓县"), area(4, "岳麓乡"))
    found = Gazetteer(areas, segmenter)
    assert found.find("住桂园的") == 2
    assert found.find("住岳麓的") is None, "it could be either"


def test_what_admins_call_areas() -> None:
    names = called(TOWN)
    assert names["东街街道办事处"] == 4
    assert names["西园街道 朝阳社区"] == 7
    assert names["旧城街道"] == 11
    twins = called(tree(area(1, "甲区"), area(2, "乙区"), area(3, "和平", 1), area(4, "和平", 2)))
    assert "和平" not in twins
    assert twins["乙区 和平"] == 4


def test_a_lineage_ends_even_where_areas_lie_in_a_circle() -> None:
    circle = tree(area(1, "甲", 2), area(2, "乙", 1), area(3, "丙", 99))
    assert lineage(circle, 1) == (1, 2)
    assert lineage(circle, 3) == (3,)
    assert lineage(circle, None) == lineage(circle, 77) == ()


Names = st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=4, max_size=6), min_size=1, max_size=30, unique=True)


@st.composite
def forests(draw: st.DrawFn) -> dict[int, Area]:
    """Areas that lie in those made before, or in none."""
    areas: dict[int, Area] = {}
    for id, name in enumerate(draw(Names), 1):
        parent = draw(st.none() | st.integers(1, id - 1)) if id > 1 else None
        if parent is not None and len(lineage(areas, parent)) >= DEEPEST:
            parent = None
        areas[id] = area(id, name, parent)
    return areas


@given(forests(), st.data())
def test_an_area_is_found_by_its_name_among_other_words(
    segmenter: Segmenter, areas: dict[int, Area], data: st.DataObject
) -> None:
    """As long as no other name begins it: then the text names that one, as far as anybody can tell."""
    wanted = data.draw(st.sampled_from(sorted(areas)))
    name = areas[wanted].name
    text = f"我家在，{name}，路灯坏了"
    others = [one.name for one in areas.values() if one.id != wanted and one.name in name]
    if not others:
        assert Gazetteer(areas, segmenter).find(text) == wanted


@given(forests(), st.data())
def test_of_two_areas_named_the_inner_one_counts_or_what_holds_both(
    segmenter: Segmenter, areas: dict[int, Area], data: st.DataObject
) -> None:
    one, other = (data.draw(st.sampled_from(sorted(areas))) for _ in range(2))
    names = [a.name for a in areas.values()]
    if any(a in b for a in names for b in names if a != b):
        return
    found = Gazetteer(areas, segmenter).find(f"{areas[one].name}，{areas[other].name}")
    lines = lineage(areas, one), lineage(areas, other)
    if one in lines[1]:
        assert found == other
    elif other in lines[0]:
        assert found == one
    elif found is not None and found not in (one, other):
        assert found in lines[0]
        assert found in lines[1]


@given(st.text())
def test_any_text_has_an_answer(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) in {None, *TOWN}


def test_one_among_ten_thousand_areas_is_found(segmenter: Segmenter) -> None:
    first, second = "东西南北中上下大小新", "山水江河湖海云龙凤虎"
    names = [f"{a}{b}{c}{d}" for a in first for b in second for c in second for d in first]
    areas = Gazetteer(tree(*(area(id, f"{name}社区") for id, name in enumerate(names, 1))), segmenter)
    text = "我们小区门口的路灯坏了一个多星期，晚上老人出门散步很不方便，大家都盼着早点修好。" * 8
    assert len(names) == 10_000
    assert areas.find(text) is None
    assert areas.find(text + names[5000] + "社区") == 5001
