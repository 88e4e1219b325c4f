"""The words that speak for a category, and how much each of them says.

A lexicon is made of the keywords that admins gave, and of weights learned from confirmed cases (none, or as many as
there are). It is compiled once, when they change, and is then only read, by any number of threads.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from operator import mul

from bot.tagging.segment import spelling

Learned = Mapping[str, Mapping[str, float]]
"""Learned weights: normalised word, or pair of neighbouring characters -> category code -> weight, maybe negative."""

MOST = 2
"""What a word counts at most: once if it is said, twice if it is said again (in the title, say). Macro-F1 on real
messages: 0.865 if it never counts twice, 0.879 so, 0.877 without a bound, and then surer of what is wrong."""

PAIR = 0.7
"""How much a pair of characters counts beside a word: 0.3 points of macro-F1 more than if they counted the same."""

OPENING = 15
"""First words of a message without a title that count once more: people begin with what it is about."""

_MANY = 100  # times: what occurs more often counts no more
_WORDS = (0.0, *(1 + log(count) for count in range(1, _MANY + 1)))
_PAIRS = tuple(PAIR * value for value in _WORDS)
_FORMS = "(?:s|es|ed|ing)?"  # what English adds to a word
_HANZI = re.compile(r"[\u4e00-\u9fff]{2,}")
_REMEMBERED = 50_000  # words of texts whose keywords are remembered; bounds the memory to some 10 MB


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word, as an admin wrote it, and the weight with which it speaks for a category (by its code).

    With spaces in it, as in `手机 信号` or `street light`, it speaks where all its words occur, in any order.
    """

    word: str
    weight: float
    category: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """What a word added to the score of a category in one decision."""

    word: str
    weight: float
    category: str


def count_words(words: Iterable[str]) -> Counter[str]:
    """Tell how much each word of a message counts."""
    return _bounded(Counter(words))


def count_pairs(words: Iterable[str]) -> Counter[str]:
    """Tell how often each pair of neighbouring Chinese characters occurs, within words and across them.

    They carry over to words never seen before: 校车站 shares 校车 and 车站 with others.
    """
    pairs: list[str] = []
    for run in _HANZI.findall("".join(words)):
        pairs += map(str.__add__, run, run[1:])
    return Counter(pairs)


def features(words: Sequence[str], title: Sequence[str] = ()) -> dict[str, float]:
    """Tell how much all counts that weights are learned for: words, pairs, and once more how it opens.

    What is said often counts with the logarithm: 1, 1.7, 2.1 ...; a pair that is no word, `PAIR` times that.
    """
    whole = [*(title or words[:OPENING]), *title, *words]
    found = {pair: _PAIRS[count if count < _MANY else _MANY] for pair, count in count_pairs(whole).items()}
    for word, count in Counter(whole).items():
        found[word] = _WORDS[count if count < _MANY else _MANY]
    return found


def length(counts: Mapping[str, int]) -> float:
    """Tell how much a message says in all, from what its words count (see `count_words`): the root of the squares.

    A lead in score means as much in a long message as in a short one when it is divided by this; at least 1.
    """
    values = counts.values()
    return sqrt(sum(map(mul, values, values))) or 1.0


def _bounded(counts: Counter[str]) -> Counter[str]:
    for word in [word for word, count in counts.items() if count > MOST]:
        counts[word] = MOST
    return counts


class Lexicon:
    """Keywords and learned weights, ready to be looked up.

    A keyword occurs in a text when it is one of its words, or lies inside one: 公交 occurs in 公交车, not in 办公交代.
    Of a Latin word only its own forms count: bus occurs in buses and bus路, not in business.
    Keywords that differ only in their spelling (see `normalise`) add up. A learned weight belongs to one whole word,
    or to a pair of characters wherever they meet.
    """

    def __init__(self, keywords: Iterable[Keyword], learned: Learned | None = None) -> None:
        self.keywords = tuple(keywords)
        self.learned = {} if learned is None else learned
        self._single: dict[str, list[Keyword]] = {}  # by their normalised word
        self._several: list[tuple[frozenset[str], Keyword]] = []
        for keyword in self.keywords:
            words = spelling(keyword.word).split()
            if len(words) == 1:
                self._single.setdefault(words[0], []).append(keyword)
            elif words:
                self._several.append((frozenset(words), keyword))
        self.words = frozenset(self._single).union(*(words for words, _ in self._several))
        """Every normalised word of the keywords, for `Segmenter.keep_whole`."""
        self._longest = max(map(len, self.words), default=0)
        self._inside: dict[str, tuple[str, ...]] = {}

    def spoken(self, counts: Mapping[str, int], learnable: Mapping[str, float] | None = None) -> list[Spoke]:
        """List what each known word adds, unordered, one entry for a word and a category.

        `counts` says how much each normalised word of the text counts (see `count_words`), `learnable` the same of what
        learned weights look at (see `features`; the words alone if left out).
        """
        total: dict[tuple[str, str], float] = {}
        for word, count in (counts if learnable is None else learnable).items() if self.learned else ():
            for category, weight in self.learned.get(word, {}).items():
                total[word, category] = weight * count
        for keyword, count in self._heard(counts):
            key = keyword.word, keyword.category
            total[key] = total.get(key, 0.0) + keyword.weight * count
        return [Spoke(word, weight, category) for (word, category), weight in total.items()]

    def keyword_scores(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Add up what the keywords alone say for each category; those without a word are left out."""
        scores: dict[str, float] = {}
        for keyword, count in self._heard(counts):
            scores[keyword.category] = scores.get(keyword.category, 0.0) + keyword.weight * count
        return scores

    def scores(self, counts: Mapping[str, int], learnable: Mapping[str, float]) -> dict[str, float]:
        """Add up `spoken` for each category without listing it: this is what each message pays for."""
        scores = defaultdict(float, self.keyword_scores(counts))
        known = self.learned.get
        for word, count in learnable.items():
            if by_category := known(word):
                for category, weight in by_category.items():
                    scores[category] += weight * count
        return scores

    def _heard(self, counts: Mapping[str, int]) -> Iterator[tuple[Keyword, int]]:
        """The keywords that occur, with how much each counts."""
        found: dict[str, int] = {}
        for word, count in counts.items():
            inside = self._inside.get(word)
            if inside is None:
                inside = self._remember(word)
            for known in inside:
                if count > found.get(known, 0):
                    found[known] = count
        for word, count in found.items():
            for keyword in self._single.get(word, ()):
                yield keyword, count
        for words, keyword in self._several:
            if words <= found.keys():
                yield keyword, min(found[word] for word in words)

    def _remember(self, word: str) -> tuple[str, ...]:
        """Find the known words inside a word, once; each text word comes back many times."""
        ends = range(1, len(word) + 1)
        parts = {word[start:end] for end in ends for start in range(max(0, end - self._longest), end)}
        if len(self._inside) >= _REMEMBERED:
            self._inside.clear()
        inside = self._inside[word] = tuple(sorted(part for part in parts & self.words if _occurs(part, word)))
        return inside


def _occurs(part: str, word: str) -> bool:
    """Whether a part of a word means the same there: always in Chinese, in Latin letters only as one of its forms."""
    if part == word or not (part.isascii() and part.isalpha()):
        return True
    return re.search(rf"(?<![a-z]){re.escape(part)}{_FORMS}(?![a-z])", word) is not None
