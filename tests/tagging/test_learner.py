"""Learning from confirmed cases: it takes hold at once, carries over, and leaves the admins' words alone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagging.classifier import Classifier
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Keyword, Lexicon
from bot.tagging.segment import Segmenter
from tests.tagging.conftest import Message

CODES = st.sampled_from(["urban", "labour", "health"])
WORDS = st.lists(st.text(alphabet="路灯工资医院a", min_size=1, max_size=3), max_size=6)


def test_a_correction_holds_from_the_next_message(segmenter: Segmenter) -> None:
    keywords = [Keyword("路灯", 2, "urban"), Keyword("学校", 3, "education")]
    text = "学校门口的路灯坏了"
    learner = Learner(Lexicon(keywords))
    assert Classifier(segmenter, Lexicon(keywords)).decide(text).category == "education"
    assert learner.learn("urban", segmenter.cut(text))
    decision = Classifier(segmenter, Lexicon(keywords, learner.weights)).decide(text)
    assert decision.category == "urban"
    assert {spoke.word for spoke in decision.keywords} >= {"学校", "路灯", "坏"}


def test_what_is_clear_already_teaches_nothing(segmenter: Segmenter) -> None:
    learner = Learner(Lexicon([Keyword("路灯", 50, "urban")]))
    assert not learner.learn("urban", segmenter.cut("路灯坏了"))
    assert learner.weights == {}


def test_learns_from_nothing_and_what_it_learned_carries_over(segmenter: Segmenter, messages: list[Message]) -> None:
    """Without a keyword, 170 of the messages teach enough to do far better than chance on the others."""
    labelled = [message for message in messages if message.label]
    random.Random(4).shuffle(labelled)
    learner = Learner(Lexicon([]))
    for _ in range(2):
        for message in labelled[60:]:
            learner.learn(message.label or "", segmenter.cut(message.text))
    classifier = Classifier(segmenter, Lexicon([], learner.weights))
    right = sum(classifier.decide(message.text).category == message.label for message in labelled[:60])
    assert right / 60 >= 0.3  # of seven


def test_going_on_after_a_restart_is_going_on(segmenter: Segmenter, messages: list[Message]) -> None:
    examples = [(message.label, segmenter.cut(message.text)) for message in messages if message.label]
    prior = Lexicon([Keyword("路灯", 2, "urban")])
    straight, first = Learner(prior), Learner(prior)
    for category, words in examples[::7]:
        straight.learn(category, words)
        first.learn(category, words)
    second = Learner(prior, first.weights, first.doubts)
    for category, words in examples[1::7]:
        straight.learn(category, words)
        second.learn(category, words)
    assert second.weights == straight.weights
    assert second.doubts == straight.doubts


def test_forgetting_a_category_leaves_the_others(segmenter: Segmenter) -> None:
    learner = Learner(Lexicon([]))
    for category, text in (("urban", "路灯坏了"), ("labour", "工资没发"), ("health", "医院排队")):
        learner.learn(category, segmenter.cut(text))
    kept = {word: {c: w for c, w in by.items() if c != "health"} for word, by in learner.weights.items()}
    learner.forget("health")
    assert learner.weights == kept
    assert any("labour" in by_category for by_category in kept.values())


def test_strongest_leaves_out_what_hardly_counts() -> None:
    learner = Learner(Lexicon([]), {"路灯": {"urban": 0.5, "labour": -0.05}, "坏": {"urban": 0.01}})
    assert learner.strongest() == {"路灯": {"urban": 0.5}}


def test_a_title_is_learned_too(segmenter: Segmenter) -> None:
    learner = Learner(Lexicon([]))
    learner.learn("labour", segmenter.cut("请尽快处理"), segmenter.cut("拖欠工资"))
    learner.learn("urban", segmenter.cut("请尽快处理"), segmenter.cut("路灯坏了"))
    assert learner.weights["工资"]["labour"] > 0 > learner.weights["工资"].get("urban", -1)
    assert learner.weights["路灯"]["urban"] > 0


@settings(max_examples=100)
@given(st.lists(st.tuples(CODES, WORDS, WORDS), max_size=8))
def test_doubts_only_shrink_and_what_one_gains_another_loses(examples: list[tuple[str, list[str], list[str]]]) -> None:
    learner = Learner(Lexicon([Keyword("x", 1, code) for code in ("urban", "labour", "health")]))
    for category, words, title in examples:
        before = dict(learner.doubts)
        learner.learn(category, words, title)
        assert all(0 < doubt <= before.get(word, 1) for word, doubt in learner.doubts.items())
    for by_category in learner.weights.values():
        assert sum(by_category.values()) == pytest.approx(0)
