"""Any text through all that reads texts: nothing raises, the same comes out again, and work grows as the text does."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.outlines import outline
from bot.messages import length, split
from bot.privacy import brief, clean, file_name, find, is_blank, mask, one_line
from bot.tagging import cues, discretion, matters, similar
from bot.tagging.classifier import Classifier
from bot.tagging.defaults import default_categories
from bot.tagging.gazetteer import Gazetteer
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter, normalise, spelling
from storage.records import Area
from tests.fuzz.rounds import rounds
from tests.fuzz.values import ODD, anything, pieced, plain, texts

NAMES = ["幸福小区", "城关区", "东街街道", "和平社区", "新城"]


@pytest.fixture(scope="module")
def readers(segmenter: Segmenter) -> dict[str, Callable[[str], Any]]:
    """What reads a text, by name."""
    lexicon = Lexicon(keyword for category in default_categories() for keyword in category.keywords)
    segmenter.keep_whole(lexicon.words)
    classifier = Classifier(segmenter, lexicon)
    areas = {i: Area(i, name, None, None, "", f"老{name}", None, None) for i, name in enumerate(NAMES, 1)}
    gazetteer = Gazetteer(areas, segmenter)
    return {
        "classifier": classifier.decide,
        "words": segmenter.cut,
        "matters": lambda text: matters.find(text, segmenter.cut, classifier.decide_words),
        "cue": cues.cue,
        "wish": cues.wish,
        "emergency": cues.emergency,
        "accuses": discretion.accuses,
        "gazetteer": gazetteer.find,
        "telling": lambda text: similar.telling(segmenter.cut(text)),
        "normalise": normalise,
        "spelling": spelling,
        "mask": mask,
        "find": find,
        "clean": clean,
        "one_line": lambda text: one_line(text, 30),
        "brief": lambda text: brief(text, 30),
        "file_name": file_name,
        "split": lambda text: list(split(text, 40)),
    }


class Counter:
    """How many steps Python made: calls, and lines that were gone through."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self, frame: Any, event: str, argument: Any) -> Any:
        self.steps += 1
        return self


def steps(read: Callable[[str], Any], text: str) -> int:
    """The lines that `read` goes through: the same on every machine."""
    counter, before = Counter(), sys.gettrace()
    sys.settrace(counter)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return counter.steps


@rounds(60)
@given(text=anything)
def test_any_text_can_be_read_and_reads_the_same_again(readers: dict[str, Callable[[str], Any]], text: str) -> None:
    cleaned = clean(text)
    for name, read in readers.items():
        first = read(cleaned)
        assert repr(read(cleaned)) == repr(first), name


@rounds(30)
@given(text=anything)
def test_what_nobody_cleaned_can_be_read_too(readers: dict[str, Callable[[str], Any]], text: str) -> None:
    for read in readers.values():
        read(text)


@rounds(3)
@given(piece=st.one_of(pieced, plain, st.sampled_from(ODD)).map(lambda piece: piece[:30]))
def test_four_times_the_text_is_four_times_the_work(readers: dict[str, Callable[[str], Any]], piece: str) -> None:
    piece = clean(piece) or "路"
    for name, read in readers.items():
        read(piece * 80)  # what is made once
        once, four = steps(read, piece * 20), steps(read, piece * 80)
        assert four <= 5 * once + 2000, (name, once, four)


@rounds(80)
@given(text=anything)
def test_what_is_cleaned_stays_so_and_can_be_kept(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert "\0" not in cleaned
    assert is_blank(cleaned) or cleaned
    masked = mask(cleaned)
    assert len(masked) == len(cleaned)
    assert mask(masked) == masked


@rounds(80)
@given(name=st.one_of(anything, st.lists(anything, max_size=3).map("/".join)))
def test_no_name_of_a_file_leads_anywhere(name: str) -> None:
    safe = file_name(name)
    assert safe
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert safe not in (".", "..")
    assert len(safe.encode()) <= 100
    assert file_name(safe) == safe


@rounds(60)
@given(text=anything, limit=st.integers(8, 60), utf16=st.booleans())
def test_pieces_fit_and_lose_nothing(text: str, limit: int, utf16: bool) -> None:
    pieces = list(split(text, limit, utf16))
    assert all(length(piece, utf16) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@rounds(40)
@given(
    text=st.one_of(
        texts,
        st.recursive(st.floats() | st.integers() | texts, lambda inner: st.lists(inner, max_size=4)).map(
            lambda rings: f'{{"type": "Polygon", "coordinates": {rings!r}}}'.replace("'", '"')
        ),
    )
)
def test_an_outline_is_one_or_a_value_error(text: str) -> None:
    try:
        found = outline(text)
    except ValueError:
        return
    assert outline(found.geojson()) == found
