"""How much the words of a case say, by how few cases have them; and a case as a vector of its words.

What counts is how rare a word is among the cases at hand and in what people commonly write (`commonplace.txt`): so a
small office, too, knows on its first day that 小区 and 业主 say nothing of the matter.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nlargest
from math import log, sqrt

from bot.tagging.commonplace import shares
from bot.tagging.grouping import Vector

SAID_BEFORE = 2_000  # messages: how much the shares of commonplace.txt count beside those of the cases at hand
COMMON = 0.05  # share of messages: a word in more of them says nothing of the matter
HELD = 0.28  # of a case's length that one word can have: one word in common, such as a place, is not enough
HEAVIEST = 40  # words of a case that are compared: a long letter says its matter with these, too
OPENING = 25  # words at the beginning, which mostly say what it is about, count twice

_WORD = re.compile(r"[\u4e00-\u9fd5]{2,}|[a-z]{3,}")
_FIGURE = re.compile("[〇零一二三四五六七八九十百千万亿两幺壹贰叁肆伍陆柒捌玖拾]+")
_KINDS_OF_PLACE = "省市区县镇乡"  # a name that the dictionary does not know is often cut with the end of the one before
_HALF = sqrt(0.5)


@dataclass(frozen=True)
class Told:
    """A case as topics see it. `words` are those that `Segmenter.cut` gives, the title's first; none if forgotten."""

    number: str
    words: Sequence[str]
    day: date  # in the office's zone
    reporter: Hashable | None = None  # who, as an opaque id; None: not known
    place: Hashable | None = None  # an area, as an opaque id
    supporters: int = 0

    @cached_property
    def row(self) -> list[str]:
        """All its words in order, names without the kind of place before them."""
        return [word[1:] if len(word) > 2 and word[0] in _KINDS_OF_PLACE else word for word in self.words]

    @cached_property
    def content(self) -> list[str]:
        """Its words without numbers and single characters, in order."""
        return [word for word in self.row if _WORD.fullmatch(word) and not _FIGURE.fullmatch(word)]


class Rarity:
    """The weight of words among these cases."""

    def __init__(self, cases: Sequence[Told]) -> None:
        self._cases = len(cases)
        self._having = Counter[Hashable]()
        for case in cases:
            self._having.update({*_features(case.content), *_origin(case)})
        self._known: dict[Hashable, float] = {}

    def of(self, feature: Hashable) -> float:
        """The weight of a word or another feature: 0 if only one case has it, or if all the world uses it."""
        weight = self._known.get(feature)
        if weight is None:
            weight = self._known[feature] = self._weight(feature)
        return weight

    def _weight(self, feature: Hashable) -> float:
        having, common = self._having[feature], 0.0
        if having < 2:
            return 0.0
        if isinstance(feature, str):
            common = shares().get(feature, 0.0)
        share = max(common, (having + SAID_BEFORE * common) / (self._cases + SAID_BEFORE))
        if common < COMMON:
            share = min(share, COMMON)  # what half a town writes about is not common, but the topic
        weight = max(0.0, log(0.2 / share))  # none for what a fifth of all messages have
        return weight * sqrt(
            weight
        )  # of the ways tried, this kept a common verb in every case from holding a group together

    def says(self, word: str, within: int, group: int) -> bool:
        """Whether a word that `within` cases of a `group` have can be what they are about: few others have it."""
        others = self._having[word] - within
        return shares().get(word, 0.0) < COMMON and others <= max(2, COMMON * (self._cases - group))

    def vector(self, case: Told) -> Vector:
        """The heaviest words of a case, the heaviest first. Its length is 1; less where HELD holds one word back."""
        counts = Counter(_features(case.content))
        counts.update(_features(case.content[:OPENING]))
        counts.update(_origin(case))
        weighed = [(self.of(f) * (1 + log(n)) * self._part(f), f) for f, n in counts.items() if self.of(f) > 0]
        heaviest = nlargest(HEAVIEST, weighed, key=lambda pair: (pair[0], str(pair[1])))
        length = sqrt(sum(weight * weight for weight, _ in heaviest))
        only = sum(self._part(feature) ** 2 for _, feature in heaviest) < 1.5
        held = 1.0 if only else HELD  # a case of one word has no other to share
        return {feature: min(weight / length, held * self._part(feature)) for weight, feature in heaviest}

    def _part(self, feature: Hashable) -> float:
        """1, or less for each of two features that say one thing: a word and its beginning, a person and a place."""
        if not isinstance(feature, str) or feature.endswith("…"):
            return _HALF
        return _HALF if len(feature) > 2 and self._having[feature[:2] + "…"] > self._having[feature] else 1.0


def _features(words: Sequence[str]) -> list[Hashable]:
    """The words, and the beginnings of longer ones: 搅拌站 and 搅拌机 have something in common."""
    return [*words, *(f"{word[:2]}…" for word in words if len(word) > 2)]


def _origin(case: Told) -> list[Hashable]:
    return [(kind, id) for kind, id in (("by", case.reporter), ("in", case.place)) if id is not None]
