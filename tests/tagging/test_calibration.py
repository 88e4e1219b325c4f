"""Thresholds keep the promise on the examples they come from, and figures are what a person would count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagging.calibration import FEWEST, NEVER, thresholds
from bot.tagging.classifier import Classifier, Decision
from bot.tagging.evaluation import evaluate
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example, alike, cross_validate, steps, train
from tests.tagging.conftest import Message


def decided(category: str | None, margin: float = 0.5, confident: bool = False, second: str = "") -> Decision:
    scores = {} if category is None else {category: 2.0} | ({second: 1.0} if second else {})
    return Decision(category, confident, margin, scores)


def test_the_lowest_margin_that_keeps_the_promise() -> None:
    sure = [(decided("urban", 0.9), "urban")] * 30
    unsure = [(decided("urban", 0.4), "urban")] * 10 + [(decided("urban", 0.3), "labour")] * 20
    assert thresholds(sure + unsure, 0.97) == {"urban": 0.4}
    assert thresholds(sure + unsure, 0.6) == {"urban": 0.3}


def test_a_few_lucky_ones_promise_nothing() -> None:
    others = [(decided(None), "labour")] * FEWEST
    assert thresholds([(decided("urban", 0.9), "urban")] * 32 + others, 0.97) == {"urban": NEVER}
    assert thresholds([(decided("urban", 0.9), "urban")] * 33 + others, 0.97) == {"urban": 0.9}


def test_a_category_that_never_had_to_be_told_from_others_has_no_threshold() -> None:
    alone = [(decided("urban", 0.1), "urban")] * 100
    assert thresholds(alone, 0.97) == {}
    assert thresholds([*alone, *[(decided("labour", 0.3), "labour")] * FEWEST], 0.9)["urban"] == 0.1


def test_who_is_never_right_enough_is_never_routed_and_too_few_tell_nothing() -> None:
    wrong = [(decided("urban", 0.9), "labour")] * 30
    few = [(decided("labour", 0.9), "labour")] * (FEWEST - 1)
    assert thresholds(wrong + few + [(decided(None), "urban")] * 30, 0.9) == {"urban": NEVER}


def test_a_category_is_helped_half_way_by_what_all_show() -> None:
    easy = [(decided("labour", 0.5), "labour")] * 900
    hard = [(decided("urban", 0.7), "urban")] * 40 + [(decided("urban", 0.5), "labour")] * 10
    assert thresholds(easy + hard, 0.97) == {"labour": 0.5, "urban": pytest.approx((0.7 + 0.5) / 2)}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=120), st.floats(0.5, 0.99))
def test_at_and_above_a_lone_category_s_threshold_it_is_right_as_often_as_asked(
    rows: list[tuple[int, bool]], precision: float
) -> None:
    judged = [(decided("a", margin / 10), "a" if right else "other") for margin, right in rows]
    for least in thresholds(judged, precision).values():
        right = [label == "a" for d, label in judged if d.margin >= least]
        assert least == NEVER or (len(right) >= FEWEST and sum(right) >= precision * len(right))


def test_figures_by_hand() -> None:
    judged = [
        (decided("urban", confident=True), "urban"),
        (decided("urban", confident=True, second="labour"), "labour"),
        (decided("labour"), "labour"),
        (decided(None), "urban"),
    ]
    result = evaluate(judged)
    assert (result.n, result.accuracy, result.top2) == (4, 0.5, 0.75)
    assert (result.routed_share, result.routed_precision) == (0.5, 0.5)
    assert result.per_category["urban"].f1 == pytest.approx(2 * 1 / (2 + 2))
    assert result.per_category["labour"].f1 == pytest.approx(2 * 1 / (2 + 1))
    assert result.macro_f1 == pytest.approx((0.5 + 2 / 3) / 2)
    assert result.confusion == {
        ("urban", "urban"): 1,
        ("labour", "urban"): 1,
        ("labour", "labour"): 1,
        ("urban", None): 1,
    }
    with pytest.raises(ValueError, match="nothing"):
        evaluate([])


def examples_of(segmenter: Segmenter, messages: list[Message]) -> list[Example]:
    return [Example(m.label, tuple(segmenter.cut(m.text))) for m in messages if m.label]


def test_training_is_repeatable_and_tells_of_each_step(
    segmenter: Segmenter, lexicon: Lexicon, messages: list[Message]
) -> None:
    examples = examples_of(segmenter, messages)[:120]
    first, second, told = Learner(lexicon), Learner(lexicon), list[int]()
    assert train(first, lexicon, segmenter, examples, 0.9, told.append) == train(
        second, lexicon, segmenter, examples, 0.9
    )
    assert first.weights == second.weights
    assert told == list(range(1, steps() + 1))


def test_cross_validation_decides_about_each_example_once(
    segmenter: Segmenter, lexicon: Lexicon, messages: list[Message]
) -> None:
    examples = examples_of(segmenter, messages)
    judged = list(cross_validate(lexicon, segmenter, examples, 3, 0.9))
    assert sorted(label for _, label in judged) == sorted(example.category for example in examples)
    assert evaluate(judged).macro_f1 >= 0.9  # the keywords were chosen with these messages in mind


def test_what_is_told_twice_is_kept_together() -> None:
    told = Example("urban", ("幸福", "小区", "门口", "路灯", "坏"))
    again = Example("urban", ("幸福", "小区", "门口", "路灯", "又", "坏"))
    other = Example("labour", ("老板", "拖欠", "工资"))
    assert sorted(map(sorted, alike([told, other, again, other]))) == [[0, 2], [1, 3]]


def test_learning_a_file_again_makes_nothing_worse(
    segmenter: Segmenter, lexicon: Lexicon, messages: list[Message]
) -> None:
    examples = examples_of(segmenter, messages)[::3]
    learner = Learner(lexicon)
    sizes = []
    for _ in range(3):
        train(learner, lexicon, segmenter, examples, 0.9)
        classifier = Classifier(segmenter, Lexicon(lexicon.keywords, learner.weights))
        judged = [(classifier.decide_words(example.words), example.category) for example in examples]
        sizes.append(max(abs(weight) for by in learner.weights.values() for weight in by.values()))
        assert evaluate(judged).macro_f1 >= 0.95
    assert sizes[2] - sizes[1] < sizes[0]  # the second time there is less to correct than the first, and so on
