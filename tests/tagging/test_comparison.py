"""Comparing what was said at the time with what would be said after learning again."""

import pytest

from bot.tagging.comparison import FEWEST, HELD_OUT, Judged, compare, lacking
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example

MOTIFS = (("柳絮", "health"), ("棋牌", "environment"))


def judged(n: int, said: str | None = None) -> list[Judged]:
    """As many cases, oldest first, in turn of two categories that no keyword knows."""
    return [
        Judged(Example(category, (motif, *(f"{char}{i}" for char in "东西南北")), ()), said)
        for i in range(n)
        for motif, category in [MOTIFS[i % 2]]
    ]


def test_the_newest_fifth_is_held_out(segmenter: Segmenter) -> None:
    found = compare(Lexicon(()), segmenter, judged(120, said="health"), [], 0.97)
    assert (found.held_out, found.learned) == (24, 96)
    assert found.before == 12  # every second one
    assert found.after == 24


def test_what_is_held_out_is_not_learned_from_a_file_either(segmenter: Segmenter) -> None:
    cases = judged(100)
    held_out = [case.example for case in cases[80:]]
    wrong = Example("urban", ("别的", "话"), ())
    found = compare(Lexicon(()), segmenter, cases, [*held_out, wrong], 0.97)
    assert found.learned == 81


def test_nor_from_one_that_tells_nearly_the_same(segmenter: Segmenter) -> None:
    cases = judged(100)
    twins = [Example(case.example.category, (*case.example.words, "谢谢"), ()) for case in cases[80:]]
    assert compare(Lexicon(()), segmenter, cases, twins, 0.97).learned == 80


def test_with_too_few_cases_it_is_said_how_many_are_lacking(segmenter: Segmenter) -> None:
    assert lacking(0) == FEWEST * HELD_OUT
    assert lacking(FEWEST * HELD_OUT - 1) == 1
    assert lacking(10**6) == 0
    with pytest.raises(ValueError, match="99 confirmed"):
        compare(Lexicon(()), segmenter, judged(99), [], 0.97)
