"""One segmenter and one classifier with the default categories for all tests of tagging: loading takes 0.6 s."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.tagging.classifier import Classifier
from bot.tagging.defaults import default_categories
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter


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
