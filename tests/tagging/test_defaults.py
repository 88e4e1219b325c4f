"""The packaged categories: complete, readable, and without slips of the pen."""

from collections import Counter

from bot.tagging.defaults import default_categories
from bot.tagging.segment import normalise


def test_categories_and_their_names() -> None:
    names = {category.code: category.zh for category in default_categories()}
    assert names == {
        "urban": "城乡建设",
        "labour": "劳动和社会保障",
        "education": "教育文体",
        "commerce": "商贸旅游",
        "environment": "环境保护",
        "health": "卫生计生",
        "transport": "交通运输",
        "other": "其他",
    }


def test_limits_are_those_of_the_public_rules() -> None:
    """General handling: 5 workdays (reference: measures of 2020)."""
    assert {category.limit_workdays for category in default_categories()} == {5}


def test_every_category_but_other_has_keywords_of_half_steps() -> None:
    for category in default_categories():
        assert (len(category.keywords) >= 150) == (category.code != "other")
        for keyword in category.keywords:
            assert keyword.category == category.code
            assert 0.5 <= keyword.weight <= 5
            assert (keyword.weight * 2).is_integer(), keyword


def test_no_keyword_is_there_twice_or_written_oddly() -> None:
    for category in default_categories():
        counted = Counter(keyword.word for keyword in category.keywords)
        assert [word for word, times in counted.items() if times > 1] == []
        assert all(word == normalise(word).strip() and len(word.encode()) <= 36 for word in counted)
