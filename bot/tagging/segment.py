"""Text to words: one spelling for every way of writing, then jieba.

`normalise` makes one spelling of full-width and half-width, capital and small, traditional and simplified characters,
and drops what cannot be seen. `Segmenter` cuts what is left into words and keeps the office's keywords whole.
Nothing a person can send makes either of them raise or take long.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.tagging.tokenizer import Tokenizer

LIMIT = 20_000
"""Characters read of one text, twice the longest real message that was seen (9,267); more changes no decision.
It also bounds NFKC, which can make 18 characters of one."""

_NEAR = 6  # characters on either side that tell where the words around a place end
_RUN = 500  # jieba's model for unknown words takes time with the square of an unbroken run; longer runs are cut here
_WORDS = re.compile(rf"[\u4e00-\u9fd5a-z0-9+#&._%\-]{{1,{_RUN}}}|\w{{1,{_RUN}}}")

# Format characters, fillers, variation selectors, tags, lone surrogates and all controls but tab and line ends.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_PILED = re.compile(r"([^\w\s]{30})[^\w\s]+")  # NFKC sorts marks piled on a character, in time with their square


def _traditional() -> dict[int, str]:
    lines = (files(__package__) / "traditional.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))


_ONE_WAY = _traditional() | {ord("’"): "'"}


@lru_cache(maxsize=32)  # one message is looked at from some ten sides, one after the other
def normalise(text: str) -> str:
    """Give the spelling in which texts and keywords are compared; at most `LIMIT` characters of it.

    NFKC, lower case, simplified characters, and nothing invisible. Any string will do, lone surrogates too.
    """
    text = _PILED.sub(r"\1", _UNSEEN.sub("", text[:LIMIT]))
    return unicodedata.normalize("NFKC", text)[:LIMIT].lower().translate(_ONE_WAY)


@lru_cache(maxsize=20_000)
def spelling(keyword: str) -> str:
    """`normalise`, remembered: an office's keywords are the same each time that one of them changes."""
    return normalise(keyword)


class Segmenter:
    """jieba with a dictionary of its own, safe to share between threads.

    jieba itself takes 0.15 s, its dictionary about 0.6 s and 100 MB, so they are not read on construction: call `load`
    in a thread while the rest starts. Whoever cuts before it is ready waits for it. jieba's cache file is neither read
    nor written: it would lie in a folder that every user of the machine may write to, is unmarshalled without a check,
    two processes write it at once, and it saves a tenth of a second.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._foreseen: dict[str, list[str]] = {}
        # The last text with its words: a message is often looked at twice, for its category and for others like it.
        self._last: tuple[str, list[str]] = ("", [])
        self._keywords: dict[str, int] = {}  # kept whole now -> how frequent the dictionary itself takes the word to be

    @cached_property
    def _jieba(self) -> "Tokenizer":
        from bot.tagging.tokenizer import Tokenizer

        return Tokenizer()

    @property
    def ready(self) -> bool:
        """Whether the dictionary is in memory, so that `cut` answers at once."""
        return "_jieba" in vars(self) and bool(self._jieba.initialized)

    def load(self) -> None:
        """Read the dictionary, once; other threads that call it meanwhile wait for the same one."""
        with self._lock:
            if not self.ready:
                tokenizer = self._jieba
                tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
                tokenizer.initialized = True

    def keep_whole(self, words: Iterable[str]) -> None:
        """Make these, and no other added words, stay in one piece.

        A word stays whole against its own parts. Where another word of the dictionary overlaps it, the likelier one
        is cut: there is no 公交 in 办公交代, and no 路灯 in 路灯不亮, for the dictionary has 灯不亮. Latin words are
        whole by themselves; kept here, one would be cut out of every longer one: wage out of sewage.

        The whole set is given each time, so that a keyword which an admin took away is forgotten. Cutting goes on in
        other threads meanwhile: a word is never taken out of the dictionary, only made impossible again.
        """
        spelled = {word for word in map(spelling, words) if _WORDS.fullmatch(word) and len(word) > 1}
        wanted = {word for word in spelled if not (word.isascii() and word.isalpha())}
        self.load()
        with self._lock:
            frequency = self._jieba.FREQ
            for word in self._keywords.keys() - wanted:
                frequency[word] = self._keywords.pop(word)
            for word in wanted - self._keywords.keys():
                self._keywords[word] = frequency.get(word, 0)
                for end in range(1, len(word)):
                    frequency.setdefault(word[:end], 0)  # jieba finds a word only along its beginnings
                frequency[word] = self._jieba.suggest_freq(word)
            self._foreseen, self._last = {}, ("", [])

    def foresee(self, texts: Iterable[str]) -> None:
        """Cut these texts now, for the next `cut` of each: many at a time take less than one here and there, and a
        thread can do it before a transaction begins. What was foreseen before is forgotten.
        """
        foreseen = self._foreseen = {}
        for text in texts:
            foreseen[text] = self.cut(text)

    def cut(self, text: str) -> list[str]:
        """Cut a text into normalised words in their order, without spaces and punctuation."""
        if not text:
            return []  # an empty title: the text before it stays the last one
        last, words = self._last
        if text == last:
            return [*words]
        if (known := self._foreseen.get(text)) is not None:
            return [*known]
        self.load()
        words = []
        for run in _WORDS.findall(normalise(text)):
            words += self._jieba.words(run)
        self._last = text, words
        return [*words]

    def frequency(self, word: str) -> int:
        """How often jieba's corpus has this word; 0 for one that it does not know. Keywords change nothing of that."""
        self.load()
        return int(self._keywords.get(word, self._jieba.FREQ.get(word)) or 0)

    def stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether that part of a normalised text begins and ends where words do: 河西 does in 家住河西附近, not in
        银河西路. Words of the dictionary alone count, for names are seldom in it."""
        self.load()
        first = max(0, start - _NEAR)
        edges = self._jieba.edges(text[first : end + _NEAR])
        return start - first in edges and end - first in edges


def count_characters(text: str) -> int:
    """Count the characters of a text that stand in its words: as many as the words that `Segmenter.cut` gives have."""
    return sum(map(len, _WORDS.findall(normalise(text))))
