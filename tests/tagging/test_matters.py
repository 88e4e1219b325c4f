"""Where a message is divided, and that nothing gets lost by it."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tagging.classifier import Classifier
from bot.tagging.matters import MOST, Matter, find
from bot.tagging.segment import LIMIT, Segmenter
from tests.tagging.conftest import Message
from tests.tagging.test_segment import ODD_TEXTS

LAMP, WAGES = "幸福小区门口的路灯坏了一周，晚上看不见", "建筑公司拖欠工资三个月，讨薪没人管"
SCHOOL, SMOKE = "小学食堂的午饭不干净，学生的老师不管", "化工厂半夜排放废气，气味刺鼻，污染严重"
VAGUE = "那边那件事拖了很久都没有个说法"
Divide = Callable[[str], list[Matter]]


@pytest.fixture(scope="module")
def divided(segmenter: Segmenter, classifier: Classifier) -> Divide:
    def divide(text: str) -> list[Matter]:
        return find(text, segmenter.cut, classifier.decide_words)

    return divide


@pytest.mark.parametrize(
    "text",
    [
        f"1、{LAMP}。2、{WAGES}。",
        f"1.{LAMP}\n2.{WAGES}",
        f"1) {LAMP}；2) {WAGES}",
        f"(1){LAMP}。(2){WAGES}。",
        f"（1）{LAMP}\n（2）{WAGES}",
        f"①{LAMP}。②{WAGES}",
        f"一、{LAMP}。二、{WAGES}。",
        f"（一）{LAMP}。（二）{WAGES}。",
        f"第一，{LAMP}。第二，{WAGES}。",
        f"第一件事是{LAMP}。第二件事是{WAGES}。",
        f"1．{LAMP}\n2．{WAGES}",
    ],
)
def test_however_it_is_numbered(divided: Divide, text: str) -> None:
    assert [matter.own.rstrip("。；") for matter in divided(text)] == [LAMP, WAGES]


@pytest.mark.parametrize("text", [LAMP, f"1.{LAMP}"])
def test_one_point_is_no_list(divided: Divide, text: str) -> None:
    assert divided(text) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"{LAMP}\n{WAGES}", [LAMP, WAGES]),
        (f"{LAMP}。另外，{WAGES}。", [f"{LAMP}。", f"另外，{WAGES}。"]),
        (f"{LAMP}。此外{SMOKE}。", [f"{LAMP}。", f"此外{SMOKE}。"]),
        (f"{LAMP}。{WAGES}。", [f"{LAMP}。", f"{WAGES}。"]),
        (f"{LAMP}\n{VAGUE}\n{WAGES}", [f"{LAMP}\n{VAGUE}", WAGES]),  # what is not sure goes with what stands before
        (f"您好。\n{LAMP}\n{WAGES}", [f"您好。\n{LAMP}", WAGES]),
        (f"{LAMP}\n{WAGES}\n{SCHOOL}", [LAMP, WAGES, SCHOOL]),
    ],
)
def test_without_numbers_by_its_seams(divided: Divide, text: str, parts: list[str]) -> None:
    assert [matter.text for matter in divided(text)] == parts


def test_what_stands_before_a_list_goes_with_each_of_its_points(divided: Divide) -> None:
    head = "您好，我住三号楼，有两件事。"
    matters = divided(f"{head}1.{LAMP}。2.{WAGES}。")
    assert matters == [Matter(f"{LAMP}。", f"{head}{LAMP}。"), Matter(f"{WAGES}。", f"{head}{WAGES}。")]


@pytest.mark.parametrize(
    "text",
    [
        LAMP,
        f"1、{LAMP}。2、老人晚上不敢出门。3、希望快点修好路灯。",  # one matter, with reasons
        f"要求如下：1、{LAMP}。2、{WAGES}。",  # wishes
        f"1、{LAMP}。2、{VAGUE}。",  # nobody could be sure about one of them
        f"1、{LAMP}。3、{WAGES}。{VAGUE * 6}。",  # it does not count, and is long
        f"1、{LAMP}。2、{WAGES}。1、{SCHOOL}。2、{SMOKE}。{VAGUE * 6}。",  # two lists in one another
        f"{'这是我的事情的来龙去脉，请看。' * 10}1、{LAMP}。2、{WAGES}。",  # the story before it is the matter
        f"小区绿化带的路灯坏了，1.5 米高，第 2.3 号杆。{VAGUE}",
        f"{LAMP}。该路灯归建筑公司管，拖欠工资。",  # it goes on
        f"{LAMP}。希望{WAGES}。",
        f"{LAMP}\n{WAGES}\n{LAMP}",  # to and fro
        f"{LAMP}\n另外，小区的路灯归物业管，门口的井盖也坏了",  # the same desk
        f"{LAMP}。\n{WAGES}。\n" + "我们跑了很多趟，没有人给个说法。" * 200,  # a petition
        "路灯。工资。",
        "",
    ],
)
def test_one_matter_stays_one(divided: Divide, text: str) -> None:
    assert divided(text) == []


def test_messages_about_one_matter_are_left_alone(divided: Divide, messages: list[Message]) -> None:
    clear = [message.text for message in messages if message.label]
    assert len([text for text in clear if divided(text)]) <= len(clear) // 100


def letters(text: str) -> list[str]:
    return sorted(character for character in text if character.isalpha())


PARTS = st.lists(
    st.sampled_from(
        [LAMP, WAGES, SCHOOL, SMOKE, VAGUE, "您好", "另外", "希望", "1、", "2、", "第一，", "(1)", "①", "。", "\n", " "]
    )
    | st.text(max_size=8),
    max_size=14,
).map("".join)


@given(PARTS)
def test_nothing_that_was_said_gets_lost(divided: Divide, text: str) -> None:
    matters = divided(text)
    assert len(matters) != 1
    assert len(matters) <= MOST
    if matters:
        head = matters[0].text.removesuffix(matters[0].own)
        assert all(matter.text.endswith(matter.own) for matter in matters)
        said = letters(head + "".join(matter.own for matter in matters))
        missing = list(letters(text))
        for letter in said:
            missing.remove(letter)
        assert set(missing) <= set("第一二三四五件事个问题点条是①②③④⑤")  # the numbers of a list


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_any_text_is_taken(divided: Divide, text: str) -> None:
    assert isinstance(divided(text), list)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_texts_are_one_matter(divided: Divide, text: str) -> None:
    assert divided(text) == []
    assert divided(text[:1_999]) == []


@pytest.mark.parametrize(
    "unit", ["。", "\n", "1、", "(1)", "另外，", "①", "第一，", "请求", "，：", f"{LAMP}。", f"{WAGES}\n1、"]
)
def test_it_takes_no_longer_than_the_text_is_long(segmenter: Segmenter, classifier: Classifier, unit: str) -> None:
    text = (unit * LIMIT)[:2_000]
    words = segmenter.cut(text)
    began = time.process_time()
    find(text, lambda _: words, classifier.decide_words)
    assert time.process_time() - began < 0.25


def test_words_that_belong_to_another_text_do_no_harm(classifier: Classifier) -> None:
    text = f"{LAMP}\n{WAGES}"
    assert find(text, lambda _: [], classifier.decide_words) == []
    assert find(text, lambda _: ["路灯"] * 1_000, classifier.decide_words) == []


@pytest.mark.parametrize("text", [LAMP, f"{LAMP}。{VAGUE * 10}。", "路灯", f"{WAGES}\n" * 400])
def test_without_a_seam_nothing_is_cut(text: str, classifier: Classifier) -> None:
    assert find(text, lambda _: pytest.fail("cut"), classifier.decide_words) == []
