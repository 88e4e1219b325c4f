"""Whether two texts speak of the same thing: how much of their telling words they share, rare words counting for more.

The index (`storage.words`) finds candidates by a text's rarest words; what is then said of them is decided here.
"""

import math
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

MOST = 64
"""Telling words kept of a text, from its beginning: of 2,142 real messages two thirds have no more."""

YOUNG = 1000
"""Messages that are taken to have come before an office's first one, with `_USUAL` words in them as in real ones. So a
young office knows from the start that a 小区 says less than a name."""

SIMILAR, LIKELY = 0.34, 0.27
"""From which score on a writer is asked, and a dispatcher. On 2,142 real messages, each against those before it, nearly
all pairs above the first were about the same place and matter, and some three in four above the second."""

EVIDENCE = 16.0
"""What a text weighs at least, about two rare words: that a very short one lies within another says little."""

SAYS_MUCH = 3.0
"""Weight of a word that stands in less than a twentieth of all messages. Two texts about the same thing share two such
words at least: one for where, one for what."""

RAREST = 8  # words of a text by which candidates are looked for
SHOWN = 3  # shared words that a person is shown
OPENING = 20  # telling words within which people say what it is about

_DATA = tomllib.loads((files(__package__) / "usual.toml").read_text("utf-8"))
_NOTHING = frozenset(_DATA["nothing"].split())
_USUAL: dict[str, float] = {word: group["share"] for group in _DATA["usual"] for word in group["words"].split()}


@dataclass(frozen=True, slots=True)
class Rarity:
    """How common words are in an office: `counts` says in how many of its `cases` each of them has stood."""

    cases: int
    counts: Mapping[str, int]
    _known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, word: str) -> float:
        """What a word says: much if it is rare, never less than nothing."""
        known = self._known.get(word)
        if known is None:
            count = self.counts.get(word, 0) + 1 + YOUNG * _USUAL.get(word, 0.0)
            known = self._known[word] = max(0.0, math.log((self.cases + YOUNG) / count))
        return known

    def rarest(self, words: Iterable[str], most: int = RAREST) -> list[str]:
        """The rarest of those words that stand in any case at all, rarest first."""
        known = [word for word in words if self.counts.get(word)]
        return sorted(known, key=lambda word: (-self.weight(word), word))[:most]


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a text (as `Segmenter.cut` gives them) that tell it from others, each once, in their order.

    Single characters, numbers and what everybody says are left out. A word of four characters stands beside its halves:
    路灯不亮, which a keyword keeps whole, has to meet 路灯.
    """
    kept: dict[str, None] = {}
    for word in words:
        for part in _telling(word):
            kept[part] = None
        if len(kept) >= MOST:
            break
    return tuple(kept)[:MOST]


@lru_cache(maxsize=50_000)  # some 10 MB; each word comes back many times
def _telling(word: str) -> tuple[str, ...]:
    """The word and its halves, as far as they say anything."""
    halves = (word[:2], word[2:]) if len(word) == 4 and not word.isascii() else ()
    return tuple(w for w in (word, *halves) if len(w) > 1 and w not in _NOTHING and any(map(str.isalpha, w)))


def score(one: Collection[str], other: Collection[str], rarity: Rarity) -> float:
    """How alike two texts are by their telling words, from 0 (not at all) to 1; the same both ways round.

    The weight that they share, against the geometric mean of what both weigh: so one threshold fits two short texts,
    two long ones, and a short one beside a long one. 0 if fewer than two shared words say much.
    """
    shared = [rarity.weight(word) for word in set(one) & set(other)]
    if sum(weight >= SAYS_MUCH for weight in shared) < 2:
        return 0.0
    weights = (max(EVIDENCE, math.fsum(map(rarity.weight, set(words)))) for words in (one, other))
    return min(1.0, math.fsum(shared) / math.sqrt(math.prod(weights)))


def shown(one: Sequence[str], other: Collection[str], rarity: Rarity) -> list[str]:
    """The shared words that say most, in the order of `one`, whose writer is to read them: first what it opens with."""
    both = set(one) & set(other)
    order = {word: at for at, word in enumerate(one)}
    whole = [word for word in both if not any(word != other and word in other for other in both)]
    best = sorted(whole, key=lambda word: (order[word] >= OPENING, -rarity.weight(word), order[word]))[:SHOWN]
    return sorted(best, key=order.__getitem__)
