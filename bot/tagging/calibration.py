"""Thresholds that keep a promise: what is routed without a person is right as often as the office asks."""

from collections import Counter
from collections.abc import Iterable

from bot.tagging.classifier import Decision

NEVER = 2.0
"""A threshold that no margin reaches: where the examples do not show how to keep the promise, a person looks."""

FEWEST = 20
"""Decisions that it takes before they are believed: above a threshold, and of messages of other categories."""


def thresholds(judged: Iterable[tuple[Decision, str]], precision: float) -> dict[str, float]:
    """Give for each category the margin from which on its decisions are trusted to be right at that rate (0 to 1).

    It lies half way between the lowest margin from which on the category's own decisions kept the promise, and the one
    from which on all decisions together did: some hundred decisions of one category are a shaky witness. Each time one
    more is counted as wrong than was seen, so that a few lucky ones promise nothing.

    `judged` are decisions about messages that nothing was learned from, each with the right category. A category that
    was decided too seldom to tell, or never had to be told from others, is left out; one that never was right so often
    gets `NEVER`.
    """
    by_category: dict[str, list[tuple[float, bool]]] = {}
    labels: Counter[str] = Counter()
    for decision, label in judged:
        labels[label] += 1
        if decision.category is not None:
            by_category.setdefault(decision.category, []).append((decision.margin, decision.category == label))
    together = _lowest([pair for margins in by_category.values() for pair in margins], precision)
    found = {
        name: _lowest(margins, precision)
        for name, margins in by_category.items()
        if len(margins) >= FEWEST and labels.total() - labels[name] >= FEWEST
    }
    return {name: own if NEVER in (own, together) else (own + together) / 2 for name, own in sorted(found.items())}


def _lowest(margins: list[tuple[float, bool]], precision: float) -> float:
    margins = sorted(margins, reverse=True)
    found, right = NEVER, 0
    for count, (margin, ok) in enumerate(margins, 1):
        right += ok
        last_of_its_margin = count == len(margins) or margins[count][0] < margin
        if last_of_its_margin and count >= FEWEST and right >= precision * (count + 1):
            found = margin
    return found
