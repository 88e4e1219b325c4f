"""Whether two texts are about the same thing: examples as people write, and what holds for any words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tagging.segment import Segmenter
from bot.tagging.similar import (
    LIKELY,
    MOST,
    SAYS_MUCH,
    SHOWN,
    SIMILAR,
    Rarity,
    score,
    shown,
    telling,
)

YOUNG_OFFICE = Rarity(3, {})
WORDS = st.lists(st.text("路灯小区电梯噪音幸福abc12", min_size=1, max_size=4), max_size=30)
COUNTS = st.dictionaries(st.text("路灯小区电梯噪音幸福abc12", min_size=1, max_size=4), st.integers(0, 5000))

LAMP = "幸福小区东门的路灯坏了一周，晚上走路看不见"
SAME = (
    "幸福小区路灯坏了，摔了一跤",
    "幸福小區東門路燈壞了，沒人修",
    "我是幸福小区的老住户。东门那一排路灯从上个月起就不亮了，打过物业电话，说不归他们管。晚上接孩子放学，路上黑得什么也看不见，"
    "前天隔壁老人还摔了一跤，缝了三针。希望有人来看看，尽快把路灯修好。",
)
OTHERS = (
    "幸福小区门口有人卖烧烤，油烟呛人",
    "光明小区路灯坏了一周",
    "幸福小区电梯坏了一周，没人修",
    "路灯坏了",
    "建筑公司拖欠工资三个月",
    "",
)


def of(segmenter: Segmenter, text: str) -> tuple[str, ...]:
    return telling(segmenter.cut(text))


@pytest.mark.parametrize("text", SAME)
def test_the_same_thing_in_other_words_short_or_long(segmenter: Segmenter, text: str) -> None:
    assert score(of(segmenter, LAMP), of(segmenter, text), YOUNG_OFFICE) >= SIMILAR


@pytest.mark.parametrize("text", OTHERS)
def test_another_thing_or_another_place(segmenter: Segmenter, text: str) -> None:
    assert score(of(segmenter, LAMP), of(segmenter, text), YOUNG_OFFICE) < LIKELY


def test_what_everybody_says_tells_nothing(segmenter: Segmenter) -> None:
    assert of(segmenter, "您好，请问领导，这个问题什么时候能解决？我们反映多次了，谢谢！1 22 333") == ()


def test_a_word_kept_whole_meets_its_half() -> None:
    assert "路灯" in telling(["路灯不亮"])


def test_a_word_that_everybody_used_says_less() -> None:
    office = Rarity(10_000, {"路灯": 12, "物管处": 4_000})
    assert office.weight("路灯") > SAYS_MUCH > office.weight("物管处")
    assert office.rarest(["物管处", "路灯", "没有人写过"]) == ["路灯", "物管处"]


def test_two_words_that_say_much_are_needed_one_for_where_and_one_for_what() -> None:
    one = ["锦绣苑", "小区", "附近"]
    assert score(one, one, YOUNG_OFFICE) == 0
    assert score([*one, "电梯"], [*one, "电梯"], YOUNG_OFFICE) == pytest.approx(1)


def test_the_words_shown_are_those_that_a_text_opens_with_and_say_most() -> None:
    opening = ["小区", "锦绣苑", "电梯", "停运"]
    assert shown([*opening, *["甲一", "乙二", "丙三"]], {*opening}, YOUNG_OFFICE) == ["锦绣苑", "电梯", "停运"]
    assert shown(["路灯不亮", "路灯", "不亮"], ["路灯不亮", "路灯", "不亮"], YOUNG_OFFICE) == ["路灯不亮"]


@given(WORDS, WORDS, COUNTS, st.integers(0, 1_000_000))
def test_any_words_score_between_nothing_and_one_and_both_ways_alike(
    one: list[str], other: list[str], counts: dict[str, int], cases: int
) -> None:
    rarity = Rarity(cases, counts)
    value = score(one, other, rarity)
    assert 0 <= value <= 1
    assert value == pytest.approx(score(other, one, rarity))
    if not set(one) & set(other):
        assert value == 0


@given(WORDS, WORDS)
def test_what_more_is_shared_never_makes_it_less_alike(one: list[str], other: list[str]) -> None:
    before = score(one, other, YOUNG_OFFICE)
    both = score([*one, "锦绣苑"], [*other, "锦绣苑"], YOUNG_OFFICE)
    assert both >= before - 1e-9


@given(WORDS, COUNTS)
def test_a_text_is_as_like_itself_as_can_be(words: list[str], counts: dict[str, int]) -> None:
    rarity = Rarity(1_000_000, {word: min(n, 1000) for word, n in counts.items()})
    if len({word for word in words if rarity.weight(word) >= SAYS_MUCH}) >= 3:
        assert score(words, words, rarity) > SIMILAR


@given(st.lists(st.text(max_size=8), max_size=200))
def test_telling_words_are_words_of_the_text_each_once_and_bounded(words: list[str]) -> None:
    kept = telling(words)
    assert len(kept) == len(set(kept)) <= MOST
    assert all(any(part in word for word in words) and len(part) > 1 for part in kept)
    assert not any(part.isdigit() for part in kept)


@given(WORDS, WORDS, COUNTS)
def test_only_words_of_both_are_ever_shown(one: list[str], other: list[str], counts: dict[str, int]) -> None:
    best = shown(one, other, Rarity(100, counts))
    assert set(best) <= set(one) & set(other)
    assert len(best) == len(set(best)) <= SHOWN
