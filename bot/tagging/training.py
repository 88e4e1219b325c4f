"""Learning from many confirmed messages at once, with thresholds that were found on messages not learned from."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.tagging.calibration import thresholds
from bot.tagging.classifier import Classifier, Decision
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter

PARTS = 3
"""For the thresholds the messages are divided in so many parts, and each is decided by what the others teach."""

FEWEST = 100  # messages: with fewer, thresholds would be chance, and those in use stay

ALIKE = 0.5  # share of their words that two messages have in common to be the same matter told again
_TELLING = 12  # the rarest words of a message, by which those like it are found
_COMMON = 60  # messages: a word that more have finds too many
_TRIED = 30  # messages that are looked at more closely, at most


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

    The same examples give the same weights. `told` hears how many of at most `steps()` are done.
    """
    from bot.tagging.batch import Table

    done = 0

    def passed() -> None:
        nonlocal done
        told(done := done + 1)

    table = Table(learner, examples)
    judged: list[tuple[Decision, str]] = []
    for part in _parts(examples, PARTS) if len(examples) >= FEWEST else ():
        apart = Learner(prior, learner.weights)
        aside = set(part)
        table.fit([number for number in range(len(examples)) if number not in aside], passed).teach(apart)
        classifier = Classifier(segmenter, Lexicon(prior.keywords, apart.strongest()), thresholds={})
        judged += _judged(classifier, [examples[number] for number in part])
    table.fit(range(len(examples)), passed).teach(learner)
    return thresholds(judged, precision)


def steps() -> int:
    """How many steps `train` will tell of, at most."""
    from bot.tagging.batch import PASSES

    return PASSES * (PARTS + 1)


def cross_validate(
    prior: Lexicon, segmenter: Segmenter, examples: Sequence[Example], folds: int, precision: float
) -> Iterator[tuple[Decision, str]]:
    """Decide about each example by what was learned from the other folds alone (on top of the keywords)."""
    for part in _parts(examples, folds):
        aside = set(part)
        learner = Learner(prior)
        others = [example for number, example in enumerate(examples) if number not in aside]
        found = train(learner, prior, segmenter, others, precision)
        classifier = Classifier(segmenter, Lexicon(prior.keywords, learner.strongest()), thresholds=found or None)
        yield from _judged(classifier, [examples[number] for number in part])


def _judged(classifier: Classifier, examples: Sequence[Example]) -> Iterator[tuple[Decision, str]]:
    for example in examples:
        decision = classifier.decide_words(example.words, example.title)
        yield Decision(decision.category, decision.confident, decision.margin, decision.scores), example.category


def _parts(examples: Sequence[Example], count: int) -> list[list[int]]:
    """Divide the examples' numbers at random, always the same way; messages that tell the same stay together.

    People send one message to several desks, or a neighbourhood sends the same one: if one were learned and the other
    decided about, learning would look surer than it is.
    """
    groups = alike(examples)
    random.Random(count).shuffle(groups)  # noqa: S311  # the same order each time
    parts: list[list[int]] = [[] for _ in range(count)]
    for group in groups:
        min(parts, key=len).extend(group)
    return parts


def alike(examples: Sequence[Example]) -> list[list[int]]:
    """Group the numbers of examples: two are in one group if they share at least `ALIKE` of their longer words."""
    sets = [frozenset(word for word in (*e.title, *e.words) if len(word) > 1) for e in examples]
    met = Counter(word for words in sets for word in words)
    having: defaultdict[str, list[int]] = defaultdict(list)
    leader = list(range(len(sets)))

    def first(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for number, words in enumerate(sets):
        telling = sorted(words, key=lambda word: (met[word], word))[:_TELLING]
        found = Counter(other for word in telling for other in having[word])
        for other, _ in found.most_common(_TRIED):
            if len(words & sets[other]) >= ALIKE * len(words | sets[other]):
                leader[first(number)] = first(other)
        for word in telling:
            if 1 < met[word] <= _COMMON:
                having[word].append(number)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(sets)):
        groups[first(number)].append(number)
    return list(groups.values())
