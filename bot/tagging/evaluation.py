"""How good decisions were, measured against the right categories."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.tagging.classifier import Decision


@dataclass(frozen=True, slots=True)
class Score:
    """How well one category is found; all from 0 to 1. `n` messages belong to it."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures from 0 to 1.

    macro_f1          mean of the categories' F1, each counting the same; of those that the messages have
    accuracy, top2    how often the right category was the first, one of the first two
    routed_share      how many would go to a unit without a person, and `routed_precision`, how often that is right
                      (1 if none would)
    confusion         how often which category (first) was taken for which (second; None: for none)
    n                 messages
    """

    macro_f1: float
    accuracy: float
    top2: float
    routed_share: float
    routed_precision: float
    per_category: dict[str, Score]
    confusion: dict[tuple[str, str | None], int]
    n: int


def evaluate(judged: Sequence[tuple[Decision, str]]) -> Evaluation:
    """Compare decisions with the right categories. Raises ValueError if there are none."""
    if not judged:
        raise ValueError("nothing to measure")
    confusion: Counter[tuple[str, str | None]] = Counter((label, decision.category) for decision, label in judged)
    per_category = {label: _score(confusion, label) for label in sorted({label for _, label in judged})}
    routed = [decision.category == label for decision, label in judged if decision.confident]
    return Evaluation(
        macro_f1=sum(score.f1 for score in per_category.values()) / len(per_category),
        accuracy=sum(decision.category == label for decision, label in judged) / len(judged),
        top2=sum(label in decision.guesses for decision, label in judged) / len(judged),
        routed_share=len(routed) / len(judged),
        routed_precision=sum(routed) / len(routed) if routed else 1.0,
        per_category=per_category,
        confusion=dict(confusion),
        n=len(judged),
    )


def _score(confusion: Counter[tuple[str, str | None]], category: str) -> Score:
    right = confusion[category, category]
    belong = sum(count for (label, _), count in confusion.items() if label == category)
    taken = sum(count for (_, guess), count in confusion.items() if guess == category)
    return Score(right / taken if taken else 0.0, right / belong, 2 * right / (belong + taken), belong)
