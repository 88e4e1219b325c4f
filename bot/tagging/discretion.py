"""What a resident may be told of somebody else's case, and what would give a neighbour away. On the safe side."""

import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files

from bot.tagging.commonplace import shares

_DATA = tomllib.loads((files(__package__) / "discretion.toml").read_text("utf-8"))
_ACCUSATIONS = tuple(_DATA["accusations"].split())
_KINDS = frozenset(_DATA["kinds"].split())
_ENDINGS = tuple(_DATA["endings"].split())
_UNNAMED = frozenset(_DATA["unnamed"].split())


def accuses(text: str) -> bool:
    """Whether a text (as `normalise` gives it) may report a person. Who is meant must not learn of it by asking."""
    return any(word in text for word in _ACCUSATIONS)


def harmless(words: Iterable[str]) -> set[str]:
    """Those of the words that may be repeated to anybody: people use them whatever the matter. Jieba's dictionary is no
    measure: it knows many people's names."""
    return {word for word in words if word in shares()}


def places(words: Sequence[str]) -> set[str]:
    """The places that a text names, of its words as `Segmenter.cut` gives them.

    A place's name is often cut, 幸福小区 into 幸福 and 小区: so a word for a kind of place counts together with the one
    before it (if that has two characters or more), unless any place may be called so (我们小区, 附近公园). A word of
    three or more characters that ends like a name counts by itself (解放路). Shorter ones do not, for 走路 and 马路
    end so, too; nor does 里, which mostly means "in".
    """
    names = set[str]()
    for before, word in zip(["", *words], words, strict=False):
        if word in _KINDS or word in _ENDINGS:
            if len(before) > 1 and before not in _UNNAMED and before not in _KINDS:
                names.add(before + word)
        elif len(word) > 2 and word.endswith(_ENDINGS) and word not in _UNNAMED and word not in shares():
            names.add(word)
    return names
