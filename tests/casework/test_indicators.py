"""Shares as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.indicators import percent


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (254567, 254592, "99.99%"),
        (1, 1, "100%"),
        (0, 3, "0%"),
        (2, 3, "66.66%"),
        (1, 2, "50%"),
        (1, 8, "12.5%"),
        (0, 0, "—"),
    ],
)
def test_a_share_is_truncated(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_only_all_is_a_hundred_percent_and_nothing_shows_more_than_there_is(part: int, more: int) -> None:
    whole = part + more
    shown = percent(part, whole)
    assert shown != "100%"
    assert 0 <= part / whole * 100 - float(shown.removesuffix("%")) < 0.01 + 1e-9
