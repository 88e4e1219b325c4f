"""The quicker tokenizer cuts exactly as jieba's own does."""

import random

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagging.segment import Segmenter
from bot.tagging.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def both(segmenter: Segmenter) -> tuple[Tokenizer, jieba.Tokenizer]:
    """Ours and jieba's, with one dictionary."""
    ours = segmenter._jieba
    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = ours.FREQ, ours.total, True
    return ours, theirs


def test_reads_the_dictionary_as_jieba_does() -> None:
    ours, theirs = Tokenizer(), jieba.Tokenizer()
    assert ours.gen_pfdict(ours.get_dict_file()) == theirs.gen_pfdict(theirs.get_dict_file())


@pytest.mark.parametrize(
    "text",
    [
        "幸福小区门口的路灯坏了一周没有人修",
        "研究生命的起源",
        "南京市长江大桥",
        "魑魅魍魉",
        "3号楼a单元wifi1.5%",
        "улица大街",
        "㐀㐁路灯",
        "的",
        "",
    ],
)
def test_cuts_as_jieba_does(both: tuple[Tokenizer, jieba.Tokenizer], text: str) -> None:
    ours, theirs = both
    assert ours.words(text) == list(theirs.cut(text))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_cuts_as_jieba_does_whatever_is_strung_together(both: tuple[Tokenizer, jieba.Tokenizer], seed: int) -> None:
    ours, theirs = both
    chance = random.Random(seed)
    words = chance.sample(_some_words(theirs), 8) + [chr(chance.randrange(0x4E00, 0x9FD6)) for _ in range(8)]
    chance.shuffle(words)
    text = "".join(words)
    assert ours.words(text) == list(theirs.cut(text))


def _some_words(tokenizer: jieba.Tokenizer) -> list[str]:
    words = list(tokenizer.FREQ)
    return words[:: max(1, len(words) // 2000)]
