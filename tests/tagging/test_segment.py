"""One spelling for every way of writing, words that stay whole, and nothing that breaks or stalls it."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tagging.segment import LIMIT, Segmenter, normalise

ODD_TEXTS = {
    "empty": "",
    "emoji": "😀" * 100_000,
    "one character": "路" * 100_000,
    "rare characters": "龘" * 100_000,
    "every character": "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(100_000)),
    "digits": "1" * 100_000,
    "dots": "a." * 50_000,
    "NUL and lone surrogates": "\ud800路灯\x00" * 1_000,
    "a ligature of 18 characters": "\ufdfa" * 4_000,
    "combining marks": "a" + "\u0301\u0316" * 10_000,
    "Hangul": "가나" * 10_000,
    "spaces": " " * 100_000,
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＷＩＦＩ信號１２", "wifi信号12"),
        ("路\u200b灯\ufeff", "路灯"),
        ("\u2800\u3164", ""),
        ("路燈壞了，誰來修？", "路灯坏了,谁来修?"),
        ("Bus STOP", "bus stop"),
        ("can’t", "can't"),
        ("\ud83d灯\x00\u0007", "灯"),
        ("第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_one_spelling(written: str, read: str) -> None:
    assert normalise(written) == read


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_text_is_normalised_once_and_for_all(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode()  # nothing is left that cannot be stored


def test_reads_no_further_than_the_limit() -> None:
    assert len(normalise("\ufdfa" * 4_000)) == LIMIT
    assert len(normalise("路" * 100_000)) == LIMIT


@pytest.mark.parametrize("kind", ODD_TEXTS)
def test_odd_texts_are_cut_in_time(segmenter: Segmenter, kind: str) -> None:
    text = ODD_TEXTS[kind]
    start = time.perf_counter()
    words = segmenter.cut(text)
    assert time.perf_counter() - start <= 0.05 * max(1, len(text) / 1000)
    assert all(word.strip() for word in words)


def test_cuts_words_without_punctuation(segmenter: Segmenter) -> None:
    assert segmenter.cut("幸福小区门口，路灯坏了！Bus stop 没有wifi") == [
        *("幸福", "小区", "门口", "路灯", "坏", "了", "bus", "stop", "没有", "wifi")
    ]


def test_keywords_stay_whole_until_they_are_taken_away() -> None:
    segmenter, text = Segmenter(), "门口到处占道经营没人管"
    before = segmenter.cut(text)
    segmenter.keep_whole(["占道经营", "占道经營", "路灯"])
    assert "占道经营" in segmenter.cut(text)
    segmenter.keep_whole(["路灯"])
    assert segmenter.cut(text) == before
    segmenter.keep_whole([])
    assert segmenter.cut("路灯坏了") == ["路灯", "坏", "了"]  # a word of the dictionary remains one


def test_a_keyword_does_not_cut_a_longer_latin_word() -> None:
    segmenter = Segmenter()
    segmenter.keep_whole(["wage", "bus", "5g"])
    assert segmenter.cut("sewage business bus站 5g信号") == ["sewage", "business", "bus", "站", "5g", "信号"]


def test_where_words_of_the_dictionary_overlap_a_keyword_the_likelier_one_is_cut() -> None:
    segmenter, text = Segmenter(), "小区门口路灯不亮"
    segmenter.keep_whole(["路灯"])
    assert "路灯" not in segmenter.cut(text)  # the dictionary has 灯不亮
    segmenter.keep_whole(["路灯", "路灯不亮"])
    assert segmenter.cut(text) == ["小区", "门口", "路灯不亮"]


def test_another_segmenter_keeps_its_own_words() -> None:
    mine, other = Segmenter(), Segmenter()
    mine.keep_whole(["占道经营"])
    assert "占道经营" in mine.cut("占道经营")
    assert "占道经营" not in other.cut("占道经营")


def test_words_that_cannot_be_kept_do_no_harm(segmenter: Segmenter, lexicon: object) -> None:
    own = Segmenter()
    own.keep_whole(["", " ", "灯", "street light", "😀", "\ud800", "长" * 2000])
    assert own.cut("路灯") == ["路灯"]


def test_is_ready_only_when_loaded() -> None:
    segmenter = Segmenter()
    assert not segmenter.ready
    thread = threading.Thread(target=segmenter.load)
    thread.start()
    assert segmenter.cut("路灯坏了") == ["路灯", "坏", "了"]  # whoever comes early waits
    thread.join()
    assert segmenter.ready


def test_is_silent_and_leaves_no_file(tmp_path: Path) -> None:
    """jieba by itself reports on stderr and writes a cache into a folder that every user may write to."""
    program = "from bot.tagging.segment import Segmenter; s = Segmenter(); print(s.cut('路灯坏了'))"
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(
        command, env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert "路灯" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_what_was_foreseen_is_what_would_be_cut(segmenter: Segmenter) -> None:
    texts = ["幸福小区门口路灯坏了", "", "幸福小区门口路灯坏了", "公交车太少"]
    plain = [segmenter.cut(text) for text in texts]
    segmenter.foresee(texts)
    assert [segmenter.cut(text) for text in texts] == plain
    assert [segmenter.cut(text) for text in texts] == plain, "and again, when nothing is foreseen any more"


def test_new_keywords_make_what_was_foreseen_worthless() -> None:
    segmenter = Segmenter()
    segmenter.foresee(["路灯坏了一周"])
    segmenter.keep_whole(["坏了一周"])
    assert segmenter.cut("路灯坏了一周") == ["路灯", "坏了一周"]
