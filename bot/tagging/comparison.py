"""Whether learning again would be better: what was said at the time against what a fresh learner would say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.tagging import training
from bot.tagging.classifier import Classifier
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example

HELD_OUT = 5  # one case of so many is held out: the newest ones, as what comes next is like these
FEWEST = 20  # cases held out: with fewer, one more or less right would be chance


@dataclass(frozen=True, slots=True)
class Judged:
    """A confirmed case, and the code of the category that the tagger gave it before a person said which it is."""

    example: Example
    said: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of the cases `held_out` were right at the time (`before`), and how many would be (`after`) by a learner
    that learned from `learned` messages, none of these among them."""

    held_out: int
    before: int
    after: int
    learned: int


def lacking(cases: int) -> int:
    """How many more confirmed cases it takes to compare; 0 if these are enough."""
    return max(0, FEWEST * HELD_OUT - cases)


def compare(
    prior: Lexicon,
    segmenter: Segmenter,
    cases: Sequence[Judged],
    others: Sequence[Example],
    precision: float,
    told: Callable[[int], None] = lambda steps: None,
) -> Comparison:
    """Learns from `others` and the older of the confirmed `cases` (oldest first), and tries it on the newest.

    `told` as for `training.train`. Raises ValueError if there are too few cases.
    """
    if lacking(len(cases)):
        raise ValueError(f"{len(cases)} confirmed cases are too few")
    held_out = cases[-(len(cases) // HELD_OUT) :]
    examples = _unlike([*others, *(case.example for case in cases[: -len(held_out)])], held_out)
    learner = Learner(prior)
    training.train(learner, prior, segmenter, examples, precision, told)
    classifier = Classifier(segmenter, Lexicon(prior.keywords, learner.strongest()))
    return Comparison(
        held_out=len(held_out),
        before=sum(case.said == case.example.category for case in held_out),
        after=sum(_right(classifier, case.example) for case in held_out),
        learned=len(examples),
    )


def _unlike(known: Sequence[Example], held_out: Sequence[Judged]) -> list[Example]:
    """Those that tell nothing that a held-out case tells too: knowing the answer already would look like learning."""
    every = [*(case.example for case in held_out), *known]
    first = len(held_out)
    twins = {n for group in training.alike(every) if min(group) < first for n in group}
    return [example for n, example in enumerate(known, first) if n not in twins]


def _right(classifier: Classifier, example: Example) -> bool:
    return classifier.decide_words(example.words, example.title).category == example.category
