"""Indicators as people read them: shares, changes and rankings."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.indicators import COUNTS, RATES, Indicators, Ratio, change, percent, ranking, truncated


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


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction("27.2299"), "27.22"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction("-0.009"), "0"),
        (Fraction(100), "100"),
        (Fraction("0.1"), "0.1"),
    ],
)
def test_a_number_is_cut_off_towards_zero(number: Fraction, shown: str) -> None:
    assert truncated(number) == shown


def test_growth_is_a_share_of_what_was_before() -> None:
    growth = change(52441, 41219)
    assert growth is not None
    assert truncated(growth * 100) == "27.22"
    assert change(5, 10) == Fraction(-1, 2)
    assert change(5, 0) is None


def test_a_rate_changes_by_points() -> None:
    assert Ratio(9, 10).points(Ratio(3, 4)) == 15
    assert Ratio(9, 10).points(Ratio(0, 0)) is None
    assert Ratio(0, 0).points(Ratio(9, 10)) is None


def test_the_score_weighs_response_solution_and_satisfaction() -> None:
    of_ten = Indicators(rated=10, contacted=10, solved=8, satisfied=Fraction("7.9"))
    assert of_ten.score.value == Fraction("0.1") + Fraction("0.5") * Fraction("0.8") + Fraction("0.4") * Fraction(
        "0.79"
    )
    assert of_ten.score.percent() == "81.6%"
    assert of_ten.satisfaction.percent() == "79%"
    assert Indicators().score.percent() == "—"


def test_a_ranking_leaves_out_who_has_few_and_puts_the_larger_first_among_equals() -> None:
    units = {
        "few": Indicators(accountable=4, settled=4),
        "small": Indicators(accountable=5, settled=5),
        "large": Indicators(accountable=50, settled=50),
        "slow": Indicators(accountable=50, settled=10),
        "none": Indicators(),
    }
    names = [name for name, _ in ranking(units, RATES["completion"])]
    assert names == ["large", "small", "slow"]
    assert [name for name, _ in ranking(units, RATES["completion"], fewest=0)] == ["large", "small", "few", "slow"]


def test_indicators_add_up_field_by_field() -> None:
    one = replace(Indicators(), **{f.name: i + 1 for i, f in enumerate(fields(Indicators))})
    assert one + Indicators() == one
    assert [getattr(one + one, f.name) for f in fields(Indicators)] == [2 * (i + 1) for i in range(len(fields(one)))]


def test_every_share_and_number_can_be_named() -> None:
    assert [rate(Indicators()).percent() for rate in RATES.values()] == ["—"] * 10
    assert [count(Indicators(open=7)) for count in COUNTS.values()] == [0, 0, 7, 0, 0]
