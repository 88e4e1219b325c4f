"""Learning from many confirmed messages at once, with thresholds from some that are kept aside meanwhile."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.tagging.calibration import thresholds
from bot.tagging.classifier import Classifier, Decision
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter

TWICE = 5_000
"""Up to so many messages are learned twice: on real ones that gave 0.4 points of macro-F1 more than once. More are
learned once, because that takes half the time."""

ASIDE = 5  # one message of so many is kept aside for the thresholds, and learned last
FEWEST_ASIDE = 100  # with fewer, thresholds would be chance: those in use stay


@dataclass(frozen=True, slots=True)
class Example:
    """A confirmed message, cut by `Segmenter.cut`, and the code of its category."""

    category: str
    words: tuple[str, ...]
    title: tuple[str, ...] = ()


def train(
    learner: Learner,
    prior: Lexicon,
    segmenter: Segmenter,
    examples: Sequence[Example],
    precision: float,
    told: Callable[[int], None] = lambda steps: None,
) -> dict[str, float]:
    """Teach the learner all examples; returns the thresholds for that precision, none if there are too few examples.

    The same examples give the same weights. `told` hears how many of `steps(examples)` steps are done.
    """
    order = list(examples)
    random.Random(len(order)).shuffle(order)  # noqa: S311  # the same order each time
    aside, rest = order[::ASIDE], [example for i, example in enumerate(order) if i % ASIDE]
    done = 0
    for example in rest * _passes(examples):
        learner.learn(example.category, list(example.words), example.title)
        told(done := done + 1)
    found: dict[str, float] = {}
    if len(aside) >= FEWEST_ASIDE:
        classifier = Classifier(segmenter, Lexicon(prior.keywords, learner.strongest()))
        found = thresholds([(classifier.decide_words(e.words, e.title), e.category) for e in aside], precision)
    for example in aside * _passes(examples):
        learner.learn(example.category, list(example.words), example.title)
        told(done := done + 1)
    return found


def steps(examples: Sequence[Example]) -> int:
    """How many steps `train` will tell of."""
    return len(examples) * _passes(examples)


def _passes(examples: Sequence[Example]) -> int:
    return 2 if len(examples) <= TWICE else 1


def cross_validate(
    prior: Lexicon, segmenter: Segmenter, examples: Sequence[Example], folds: int, precision: float
) -> Iterator[tuple[Decision, str]]:
    """Decide about each example by what was learned from the other folds alone (on top of the keywords)."""
    order = list(examples)
    random.Random(folds).shuffle(order)  # noqa: S311
    for fold in range(folds):
        learner = Learner(prior)
        others = [example for i, example in enumerate(order) if i % folds != fold]
        found = train(learner, prior, segmenter, others, precision)
        classifier = Classifier(segmenter, Lexicon(prior.keywords, learner.strongest()), thresholds=found)
        for example in order[fold::folds]:
            yield classifier.decide_words(example.words, example.title), example.category
