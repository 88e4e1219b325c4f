"""What a resident may be told of somebody else's case."""

import pytest

from bot.tagging import discretion
from bot.tagging.segment import Segmenter, normalise

SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("幸福小区东门的路灯坏了", {"幸福小区"}),
        ("锦绣家园业委会选举拖着", {"锦绣家园"}),
        ("解放路的井盖没了", {"解放路"}),
        ("东风街的垃圾没人收", {"东风街"}),
        ("实验小学门口堵车", {"实验小学"}),
        ("我们小区的路灯坏了，附近公园也黑", set()),
        ("门口马路坑坑洼洼，走路要摔跤", set()),
        ("建筑公司拖欠工资三个月", set()),
        ("这条街没有灯", set()),
        ("", set()),
    ],
)
def test_places_are_found_where_jieba_cuts_their_names_and_where_it_does_not(text: str, names: set[str]) -> None:
    assert discretion.places(SEGMENTER.cut(text)) == names


@pytest.mark.parametrize("text", ["村长贪污低保", "老師體罰學生", "邻居天天家暴", "我要举报他"])
def test_what_reports_a_person_is_known_however_it_is_written(text: str) -> None:
    assert discretion.accuses(normalise(text))


@pytest.mark.parametrize("text", ["路灯坏了", "广场舞太吵", "道路破损威胁安全"])
def test_what_reports_a_thing_accuses_nobody(text: str) -> None:
    assert not discretion.accuses(normalise(text))


def test_names_that_the_dictionary_knows_are_not_harmless() -> None:
    said = ["李秀英", "秀英", "建国", "路灯", "吵闹", "小区"]
    assert SEGMENTER.frequency("李秀英") or SEGMENTER.frequency("秀英")
    assert discretion.harmless(said) == {"路灯", "吵闹", "小区"}
