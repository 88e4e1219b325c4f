"""Weights learned from many confirmed messages at once: a linear support vector machine on top of what is known.

The dual coordinate descent of Hsieh et al. (A Dual Coordinate Descent Method for Large-scale Linear SVM, 2008), one
category against the others, all categories of a message in one step. What admins' keywords and earlier learning say is
part of each score and stays as it is: what is found here is added to it. Needs numpy, so nothing imports it that must
start quickly.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.tagging.learner import CAUTION, Learner
from bot.tagging.lexicon import OPENING, count_words, features, length

LEAD = 3.0
"""Lead that a score should have over zero, in weight, for a message of length 1 (see `lexicon.length`). More makes what
is learned count more against the admins' keywords. Macro-F1 on real messages is the same from 2 to 4."""

COST = 1.0
"""What it costs that a message does not have that lead, against large weights. 0.3 and 4 learn worse by 0.5 points."""

ENOUGH = 2_000
"""Messages that carry the full cost. Fewer know less than the admins' keywords and move them less, in proportion: a
hundred real ones then better the keywords by half a point of macro-F1, where at full cost they spoil them by 1.5."""

SCARCE = 4.0
"""How many times more a message of a rare category may cost at most, so that a handful of messages moves little."""

PASSES = 4  # more change a tenth of a point
SELDOM = 2  # messages that must have a word before anything is learned about it
STILL = 1e-3  # a step smaller than this is not worth taking

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Row:
    """A message, or its opening alone: its known features, their values over its length, and what was known before."""

    category: int
    ids: NDArray[np.int32]
    values: NDArray[np.float32]
    known: Reals


class Table:
    """Messages made ready for `fit`. Words that fewer than `SELDOM` of them have are left out: they teach nothing that
    carries over, and are two thirds of all."""

    def __init__(self, learner: Learner, examples: Sequence[Any]) -> None:
        """Take `training.Example`s, and the learner on top of which will be learned (it is only read here)."""
        self.categories = sorted({example.category for example in examples})
        code = {category: number for number, category in enumerate(self.categories)}
        met = Counter(name for example in examples for name in features(example.words, example.title))
        self.names = [name for name, count in met.items() if count >= SELDOM]
        self._ids = {name: number for number, name in enumerate(self.names)}
        # Each message is learned with its opening as a message of its own, so that short ones are understood as well.
        self.rows = [
            (
                self._row(code[example.category], learner, example.words, example.title),
                self._row(code[example.category], learner, example.title or example.words[:OPENING], ()),
            )
            for example in examples
        ]

    def _row(self, category: int, learner: Learner, words: Sequence[str], title: Sequence[str]) -> _Row:
        found = features(words, title)
        long = length(count_words([*title, *words]))
        scores = learner.scores([*title, *words], found)
        known = np.array([scores.get(name, 0.0) for name in self.categories]) / (LEAD * long)
        pairs = [(self._ids[name], value / long) for name, value in found.items() if name in self._ids]
        return _Row(
            category,
            np.array([number for number, _ in pairs], np.int32),
            np.array([value for _, value in pairs], np.float32),
            self._even(known),
        )

    def fit(self, chosen: Sequence[int], passed: Callable[[], None] = lambda: None) -> "Fitted":
        """Learn from the messages of these numbers; `passed` is called after each of `PASSES`."""
        whole = [self.rows[number][0] for number in chosen]
        rows = [row for number in chosen for row in self.rows[number] if len(row.ids)]
        rarity = self._rarity(whole)
        values = [row.values * rarity[row.ids] for row in rows]
        needed = 0.5 / self._costs(rows)
        squares = [float(value @ value) for value in values]
        signs = -np.ones((len(rows), len(self.categories)))
        signs[np.arange(len(rows)), [row.category for row in rows]] = 1
        weights = np.zeros((len(self.names), len(self.categories)), np.float32)
        pulls = np.zeros_like(signs)
        order, chance = np.arange(len(rows)), np.random.default_rng(len(rows))
        for _ in range(PASSES):
            chance.shuffle(order)
            for number in order:
                row, value, sign, pull, need = (
                    rows[number],
                    values[number],
                    signs[number],
                    pulls[number],
                    needed[number],
                )
                score = value @ weights[row.ids] + row.known
                pulled = np.maximum(pull - (sign * score - 1 + need * pull) / (squares[number] + need), 0)
                step = (pulled - pull) * sign
                if np.abs(step).max() > STILL:
                    weights[row.ids] += np.outer(value, step).astype(np.float32)
                    pulls[number] = pulled
            passed()
        weights *= LEAD * rarity[:, None]
        return Fitted(self, self._even(weights), rows)

    def _even(self, weights: Any) -> Any:
        """What one category gains the others lose, so that none is favoured that these messages have nothing of."""
        return weights - weights.mean(-1, keepdims=True) if len(self.categories) > 1 else weights

    def _rarity(self, rows: Sequence[_Row]) -> NDArray[np.float32]:
        """What makes rare words count more (the inverse document frequency), so that messages have size 1 at large."""
        met = np.zeros(len(self.names))
        for row in rows:
            met[row.ids] += 1
        rarity = np.log((1 + len(rows)) / (1 + met)) + 1
        sizes = [float(((row.values * rarity[row.ids]) ** 2).sum()) for row in rows]
        return np.asarray(rarity / sqrt(sum(sizes) / max(1, len(sizes)) or 1.0), np.float32)

    def _costs(self, rows: Sequence[_Row]) -> Reals:
        """The rarer a category, the more a message of it costs when its own score is too low."""
        of = Counter(row.category for row in rows)
        # Each message is two rows.
        costs = np.full((len(rows), len(self.categories)), COST * min(1.0, len(rows) / (2 * ENOUGH)))
        for number, row in enumerate(rows):
            costs[number, row.category] *= min(SCARCE, len(rows) / (len(of) * of[row.category]))
        return costs


@dataclass(frozen=True, slots=True)
class Fitted:
    """What `Table.fit` found: for each name and category the weight to add."""

    table: Table
    weights: NDArray[np.float32]
    _rows: Sequence[_Row]

    def teach(self, learner: Learner) -> None:
        """Add the weights to the learner's. Its doubts become as small as if it had met the messages one by one."""
        met = np.zeros(len(self.table.names))
        for row in self._rows:
            met[row.ids] += row.values**2 / CAUTION
        for name, added, more in zip(self.table.names, self.weights.tolist(), met.tolist(), strict=True):
            by_category = learner.weights.setdefault(name, {})
            for category, weight in zip(self.table.categories, added, strict=True):
                by_category[category] = by_category.get(category, 0.0) + weight
            learner.doubts[name] = 1 / (1 / learner.doubts.get(name, 1.0) + more)
