"""One segmenter and one classifier with the default categories for all tests of tagging: loading takes 0.6 s."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.tagging.batch import Table
from bot.tagging.classifier import Classifier
from bot.tagging.defaults import default_categories
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a resident might write it, and the code of its category; None where only a person could tell."""

    text: str
    label: str | None


@pytest.fixture(scope="session")
def messages() -> list[Message]:
    lines = (Path(__file__).parent / "messages.jsonl").read_text("utf-8").splitlines()
    return [Message(**json.loads(line)) for line in lines]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon(keyword for category in default_categories() for keyword in category.keywords)


@pytest.fixture(scope="session")
def segmenter(lexicon: Lexicon) -> Segmenter:
    segmenter = Segmenter()
    segmenter.keep_whole(lexicon.words)
    return segmenter


@pytest.fixture(scope="session")
def classifier(segmenter: Segmenter, lexicon: Lexicon) -> Classifier:
    return Classifier(segmenter, lexicon)


@pytest.fixture(scope="session")
def taught(segmenter: Segmenter, lexicon: Lexicon, messages: list[Message]) -> Classifier:
    """A classifier that has learned all messages, on top of the keywords."""
    examples = [Example(m.label, tuple(segmenter.cut(m.text))) for m in messages if m.label]
    learner = Learner(lexicon)
    Table(learner, examples).fit(range(len(examples))).teach(learner)
    return Classifier(segmenter, Lexicon(lexicon.keywords, learner.strongest()))
