"""What counts as an occurrence of a keyword, and what it adds."""

from collections import Counter
from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tagging.lexicon import PAIR, Keyword, Lexicon, Spoke, count_pairs, count_words, features, length

WORDS = st.text(alphabet="路灯公交车站水电 ", min_size=1, max_size=4)
KEYWORDS = st.lists(
    st.builds(Keyword, WORDS, st.integers(1, 10).map(lambda n: n / 2), st.sampled_from(["urban", "transport"])),
    max_size=12,
)
COUNTS = st.dictionaries(
    st.text(alphabet="路灯公交车站水电", min_size=1, max_size=5), st.sampled_from([1, 2]), max_size=8
)


def score(lexicon: Lexicon, counts: dict[str, int], category: str) -> float:
    return sum(spoke.weight for spoke in lexicon.spoken(counts) if spoke.category == category)


def test_a_keyword_occurs_as_a_word_or_inside_one_but_not_across_two() -> None:
    lexicon = Lexicon([Keyword("公交", 3, "transport")])
    assert lexicon.spoken({"公交": 1}) == [Spoke("公交", 3, "transport")]
    assert lexicon.spoken({"公交车": 1}) == [Spoke("公交", 3, "transport")]
    assert lexicon.spoken({"办公": 1, "交代": 1}) == []


def test_of_a_latin_word_only_its_own_forms_count() -> None:
    lexicon = Lexicon([Keyword("bus", 3, "transport"), Keyword("wage", 2, "labour"), Keyword("leak", 2, "urban")])
    for word in ("bus", "buses", "bus2路", "wages", "leaked", "leaking"):
        assert len(lexicon.spoken({word: 1})) == 1, word
    for word in ("business", "busy", "sewage", "columbus", "leakage"):
        assert lexicon.spoken({word: 1}) == [], word


def test_counts_multiply_and_the_larger_of_two_finds_holds() -> None:
    lexicon = Lexicon([Keyword("公交", 3, "transport")])
    assert lexicon.spoken({"公交": 2}) == [Spoke("公交", 6, "transport")]
    assert lexicon.spoken({"公交车": 2, "公交站": 1}) == [Spoke("公交", 6, "transport")]


def test_spelling_does_not_matter_and_the_admins_is_shown() -> None:
    lexicon = Lexicon([Keyword("WiFi信號", 2, "commerce")])
    assert lexicon.spoken({"wifi信号": 1}) == [Spoke("WiFi信號", 2, "commerce")]


def test_several_words_must_all_occur() -> None:
    lexicon = Lexicon([Keyword("street light", 3, "urban"), Keyword("手机 信号", 4, "environment")])
    assert lexicon.words == {"street", "light", "手机", "信号"}
    assert lexicon.spoken({"light": 2, "street": 1}) == [Spoke("street light", 3, "urban")]
    assert lexicon.spoken({"手机": 1}) == []


def test_learned_weights_belong_to_whole_words_and_add_to_an_admins() -> None:
    lexicon = Lexicon([Keyword("公交", 3, "transport")], {"公交": {"transport": 0.5, "urban": -1}, "公": {"urban": 9}})
    assert set(lexicon.spoken({"公交": 1})) == {Spoke("公交", 3.5, "transport"), Spoke("公交", -1, "urban")}
    assert lexicon.spoken({"公交车": 1}) == [Spoke("公交", 3, "transport")]


def test_learned_pairs_are_heard_only_as_learned_weights() -> None:
    lexicon = Lexicon([Keyword("加班", 3, "labour")], {"加班": {"transport": -1}, "车站": {"transport": 2}})
    words = ["增加", "班次", "到", "校车站"]
    assert set(lexicon.spoken(count_words(words), count_pairs(words))) == {
        Spoke("加班", -1, "transport"),
        Spoke("车站", 2, "transport"),
    }


def test_words_count_twice_at_most_for_keywords_and_ever_less_for_what_is_learned() -> None:
    words = ["路灯", "bus", "路灯", "路灯", "a"]
    assert count_words(words) == {"路灯": 2, "bus": 1, "a": 1}
    assert count_pairs(words) == {"路灯": 3, "灯路": 1}
    found = features(words, ["路灯"])  # the title counts twice
    assert found == pytest.approx({"路灯": 1 + log(5), "bus": 1, "a": 1, "灯路": PAIR * (1 + log(3))})
    assert features(["a"] * 5_000)["a"] < 6


def test_length_is_the_root_of_the_squares() -> None:
    assert length({"路灯": 2, "坏": 1}) == pytest.approx(5**0.5)
    assert length({}) == 1


def test_the_same_keyword_twice_adds_up() -> None:
    lexicon = Lexicon([Keyword("路灯", 1, "urban"), Keyword("路灯", 2, "urban")])
    assert lexicon.spoken({"路灯": 1}) == [Spoke("路灯", 3, "urban")]


@given(KEYWORDS, COUNTS, st.randoms())
def test_the_order_of_keywords_is_irrelevant(keywords: list[Keyword], counts: dict[str, int], random: Random) -> None:
    shuffled = keywords[:]
    random.shuffle(shuffled)
    assert Counter(Lexicon(keywords).spoken(counts)) == Counter(Lexicon(shuffled).spoken(counts))


@given(KEYWORDS, COUNTS, st.builds(Keyword, WORDS, st.just(1.5), st.just("urban")))
def test_another_keyword_never_lowers_its_own_category_nor_touches_others(
    keywords: list[Keyword], counts: dict[str, int], added: Keyword
) -> None:
    before, after = Lexicon(keywords), Lexicon([*keywords, added])
    assert score(after, counts, "urban") >= score(before, counts, "urban")
    assert score(after, counts, "transport") == score(before, counts, "transport")
