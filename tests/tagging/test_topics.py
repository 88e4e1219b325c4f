"""Hot topics: groups that a reader sees at once, and nothing foreign in them."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagging.rarity import Told
from bot.tagging.segment import Segmenter
from bot.tagging.topics import PEOPLE, Topic, topics

DAY = date(2026, 6, 1)

QUARRY = (  # a plant beside houses, told in different words
    "枫桥小区旁边的石料厂天天粉尘满天，窗户都不敢开",
    "石料厂的粉尘飘到枫桥小区，老人孩子咳嗽不停，求管管",
    "投诉枫桥小区后面石料厂，半夜机器轰鸣，粉尘落一阳台",
    "枫桥小区业主反映：石料厂夜里开工，粉尘和噪音都受不了",
    "请问石料厂为什么能建在枫桥小区隔壁？粉尘超标没人查吗",
    "我们枫桥小区被石料厂害惨了，衣服晾出去全是粉尘",
)
BRIDGE = (  # shares the housing estate with the first group, but not the matter
    "枫桥小区门口的天桥，电梯停了一个月，推婴儿车上不去",
    "枫桥小区外面天桥的电梯又坏了，轮椅上不去，老人爬楼梯太难",
    "什么时候修枫桥小区的电梯？就是门口天桥那部，婴儿车要两个人抬",
    "天桥上的电梯长期停用，枫桥小区坐轮椅的老人出不了门",
)
FOREIGN = (
    "幸福路的路灯坏了一周，晚上黑漆漆的",
    "孩子上小学，户口不在学区怎么报名",
    "医保卡在药店刷不了，医院窗口说系统升级",
    "枫桥小区物业费涨价没有通知业主",
    "公交车十五路等了四十分钟才来一趟",
    "饭店后厨油烟直接排到居民楼，味道很大",
    "领导您好，小区业主和物业之间有矛盾，希望相关部门处理一下",
    "领导您好，小区物业不作为，业主投诉多次没有解决，请相关部门处理",
    "网购的洗衣机坏了，商家不给退货",
    "河里漂着死鱼，水发黑发臭",
    "工地拖欠我三个月工资，包工头电话打不通",
    "图书馆周末闭馆太早，学生没地方自习",
)


@pytest.fixture(scope="module")
def cut(segmenter: Segmenter):  # type: ignore[no-untyped-def]
    return segmenter.cut


def told(cut, texts: Sequence[str], start: int = 0, **values: object) -> list[Told]:  # type: ignore[no-untyped-def]
    """Each text told by somebody else, a day after the other."""
    return [
        Told(f"{start + n:04}", cut(text), DAY + timedelta(days=n % 7), **{"reporter": start + n, **values})  # type: ignore[arg-type]
        for n, text in enumerate(texts)
    ]


def of(found: Sequence[Topic], word: str) -> Topic:
    """The one topic that has the word in its name."""
    named = [topic for topic in found if word in topic.name]
    assert len(named) == 1, [topic.name for topic in found]
    return named[0]


def test_a_group_is_found_whole_and_without_foreign_cases(cut) -> None:  # type: ignore[no-untyped-def]
    found = topics([*told(cut, QUARRY), *told(cut, FOREIGN, 100), *told(cut, BRIDGE, 200)])
    assert [(topic.cases, topic.people) for topic in found] == [(6, 6), (4, 4)]
    plant, lift = found
    assert "石料厂" in plant.name
    assert "天桥" in lift.name
    assert all(number < "0100" for number in plant.numbers)
    assert all(number >= "0200" for number in lift.numbers)
    assert (plant.first, plant.last) == (DAY, DAY + timedelta(days=5))
    assert plant.name == " ".join(plant.keywords[:3])


def test_what_is_said_in_every_complaint_holds_nothing_together(cut) -> None:  # type: ignore[no-untyped-def]
    assert topics(told(cut, FOREIGN)) == []


def test_one_place_with_different_matters_is_no_topic(cut) -> None:  # type: ignore[no-untyped-def]
    matters = ("路灯不亮，楼道漆黑", "快递柜收费太贵", "游泳池水质浑浊", "垃圾桶太少", "健身器材生锈伤人")
    assert topics(told(cut, [f"翠竹花园的{matter}" for matter in matters])) == []


def test_who_writes_many_times_counts_once(cut) -> None:  # type: ignore[no-untyped-def]
    assert topics(told(cut, QUARRY, reporter=7)) == []
    both = topics([*told(cut, QUARRY[:3]), *told(cut, QUARRY[3:], 50, reporter=1)])
    assert [(topic.cases, topic.people) for topic in both] == [(6, 3)]


def test_copies_of_a_text_by_nobody_knows_whom_count_once(cut) -> None:  # type: ignore[no-untyped-def]
    assert topics(told(cut, [QUARRY[0]] * 9, reporter=None)) == []
    mixed = topics([*told(cut, [QUARRY[0]] * 9, reporter=None), *told(cut, QUARRY[1:], 50, reporter=None)])
    assert [(topic.cases, topic.people) for topic in mixed] == [(14, 6)]
    # Neighbours who sign the same letter are people nevertheless.
    assert [topic.people for topic in topics(told(cut, [QUARRY[0]] * 9))] == [9]


def test_growth_is_against_the_window_before(cut) -> None:  # type: ignore[no-untyped-def]
    before = [*told(cut, QUARRY[:2], 300), *told(cut, FOREIGN, 400), *told(cut, BRIDGE[:1], 500)]
    plant = of(topics([*told(cut, QUARRY), *told(cut, FOREIGN, 100)], before), "石料厂")
    assert (plant.before, plant.growth) == (2, 2.0)
    fresh = of(topics(told(cut, QUARRY), told(cut, FOREIGN, 400)), "石料厂")
    assert (fresh.before, fresh.growth) == (0, None)


def test_supporters_make_a_topic_hotter(cut) -> None:  # type: ignore[no-untyped-def]
    window = [*told(cut, QUARRY), *told(cut, BRIDGE, 200, supporters=10)]
    found = topics(window)
    assert "天桥" in found[0].name
    assert found[0].supporters == 40
    assert [topic.supporters for topic in found[1:]] == [0]


def test_no_name_or_number_of_a_person_gets_into_a_name(cut) -> None:  # type: ignore[no-untyped-def]
    called = [f"{text}，找欧阳建国，电话13812345678，一三八一二三四五六七八" for text in QUARRY[:2]]
    (topic,) = topics(told(cut, [*called, *QUARRY[2:]]))
    shown = " ".join(topic.keywords)
    assert "欧阳" not in shown
    assert "建国" not in shown
    assert not any(character in shown for character in "0123456789一三八")


def test_short_messages_about_one_thing(cut) -> None:  # type: ignore[no-untyped-def]
    short = ("停水了", "又停水了！", "怎么停水了", "停水", "今天停水")
    (topic,) = topics([*told(cut, short), *told(cut, FOREIGN, 100)])
    assert (topic.name, topic.people) == ("停水", 5)


def test_half_a_town_writing_about_one_thing_is_a_topic(cut) -> None:  # type: ignore[no-untyped-def]
    (topic,) = topics([*told(cut, QUARRY * 30), *told(cut, FOREIGN, 500)])
    assert (topic.cases, topic.people) == (180, 180)


def test_nothing_and_cases_without_words(cut) -> None:  # type: ignore[no-untyped-def]
    assert topics([]) == []
    assert topics(told(cut, ["", "123456", "😀", "的的的", "\x00\ud800"])) == []


def test_a_long_row_of_copies_takes_no_time_for_each_pair(cut) -> None:  # type: ignore[no-untyped-def]
    looked_at = []
    (topic,) = topics(told(cut, [QUARRY[0]] * 1500), advance=lambda: looked_at.append(1))
    assert topic.cases == len(looked_at) == 1500


WORDS = ("石料厂", "粉尘", "枫桥", "天桥", "电梯", "路灯", "学校", "油烟", "小区", "业主")
CASES = st.lists(
    st.builds(
        Told,
        number=st.integers(0, 60).map(lambda n: f"{n:04}"),
        words=st.lists(st.sampled_from(WORDS), max_size=6).map(tuple),
        day=st.integers(0, 13).map(lambda n: DAY + timedelta(days=n)),
        reporter=st.none() | st.integers(1, 9),
        place=st.none() | st.integers(1, 3),
        supporters=st.integers(0, 3),
    ),
    max_size=40,
    unique_by=lambda case: case.number,
)


@settings(max_examples=60, deadline=None)
@given(CASES, CASES, st.randoms(use_true_random=False))
def test_what_holds_for_any_cases(window: list[Told], before: list[Told], chance: random.Random) -> None:
    found = topics(window, before)
    chance.shuffle(window)
    chance.shuffle(before)
    assert topics(window, before) == found  # the order of the input does not matter
    numbers = [number for topic in found for number in topic.numbers]
    assert len(numbers) == len(set(numbers))
    assert sum(topic.cases for topic in found) <= len(window)
    assert [topic.heat for topic in found] == sorted((topic.heat for topic in found), reverse=True)
    by_number = {case.number: case for case in window}
    for topic in found:
        assert PEOPLE <= topic.people <= topic.cases
        assert set(topic.numbers) <= by_number.keys()
        assert topic.first <= min(by_number[n].day for n in topic.numbers)
        assert topic.last >= max(by_number[n].day for n in topic.numbers)
        assert topic.name
        assert topic.before <= len(before)
        assert (topic.growth is None) == (topic.before == 0)
