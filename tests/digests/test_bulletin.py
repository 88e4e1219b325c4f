"""The bulletin in the words of such offices: exact figures, cut off, never rounded up."""

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.indicators import Indicators, Ratio
from bot.digests import bulletin
from bot.digests.review import Figures
from bot.texts import Texts

TEXTS = Texts(ZoneInfo("Asia/Shanghai"))
HALF_A_YEAR = Figures(
    now=Indicators(),
    before=Indicators(),
    year_before=Indicators(),
    # Of 52,441, 99.9 %; of 40,000 who rated, 93.35 %, one of them 基本满意.
    year=Indicators(
        submitted=52_441, accountable=52_441, settled=52_389, rated=40_000, satisfied=Fraction(37_340) + Fraction(9, 10)
    ),
    last_year=Indicators(submitted=41_220),
    voices=92_399,
    last_voices=78_704,
)


def test_it_reads_like_the_offices_own() -> None:
    said = bulletin.headline(TEXTS, "zh", "某市", 6, HALF_A_YEAR)
    assert said == (
        "截至6月底，某市诉求和附议总量达9.23万个，同比增长17.4%；受理事件52441件，同比增长27.22%；"
        "综合办结率为99.9%，综合满意率为93.35%。"
    )


def test_it_says_the_same_in_english() -> None:
    said = bulletin.headline(TEXTS, "en", "The city", 6, HALF_A_YEAR)
    for figure in ("June", "92,399", "up 17.4%", "52,441", "up 27.22%", "99.9%", "93.35%"):
        assert figure in said


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (9_999, "9999"), (10_000, "1万"), (92_000, "9.2万"), (92_399, "9.23万"), (1_999_999, "199.99万")],
)
def test_from_ten_thousand_on_totals_are_in_ten_thousands(number: int, shown: str) -> None:
    assert bulletin.total(TEXTS, "zh", number) == shown


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (12_722, 10_000, "同比增长27.22%"),
        (52_441, 41_220, "同比增长27.22%"),
        (5, 10, "同比下降50%"),
        (7, 7, "同比持平"),
        (1_000_001, 1_000_000, "同比持平"),  # 0.0001 %
        (999_999, 1_000_000, "同比持平"),
        (5, 0, "同比无可比数据"),
        (0, 0, "同比无可比数据"),
        (30, 10, "同比增长200%"),
    ],
)
def test_growth_in_words(now: int, before: int, said: str) -> None:
    assert bulletin.growth(TEXTS, "zh", now, before, "year") == said


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_growth_is_never_said_to_be_more_than_it_is(now: int, before: int) -> None:
    said = bulletin.growth(TEXTS, "zh", now, before, "month")
    assert said.startswith("环比")
    if said != "环比持平":
        shown = Fraction(said.removeprefix("环比增长").removeprefix("环比下降").removesuffix("%"))
        exact = abs(Fraction(now - before, before)) * 100
        assert 0 <= exact - shown < Fraction(1, 100)
        assert ("增长" in said) == (now > before)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (Ratio(95, 100), Ratio(93, 100), "比上月提高2个百分点"),
        (Ratio(2, 3), Ratio(3, 4), "比上月下降8.33个百分点"),
        (Ratio(1, 2), Ratio(2, 4), "比上月持平"),
        (Ratio(1, 2), Ratio(0, 0), ""),
        (Ratio(0, 0), Ratio(1, 2), ""),
    ],
)
def test_a_rate_changes_by_percentage_points(now: Ratio, before: Ratio, said: str) -> None:
    assert bulletin.points(TEXTS, "zh", now, before, "month") == said


def test_a_share_is_shown_with_its_parts() -> None:
    assert bulletin.share(TEXTS, "zh", Ratio(254_567, 254_592)) == "99.99%（254567/254592）"
    assert bulletin.share(TEXTS, "zh", Ratio(Fraction(88, 10), 14)) == "62.85%（8.8/14）"
    assert bulletin.share(TEXTS, "zh", Ratio(0, 0)) == "—"
