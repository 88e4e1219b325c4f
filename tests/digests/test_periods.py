"""Periods as people name them, and what they are compared with."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.periods import Length, Period, month, period_in, span, week, year

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 1, 2)  # a Friday


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("今天", (2026, 1, 2), (2026, 1, 2)),
        ("昨天", (2026, 1, 1), (2026, 1, 1)),
        ("本周", (2025, 12, 29), (2026, 1, 4)),
        ("上周", (2025, 12, 22), (2025, 12, 28)),
        (" 本月 ", (2026, 1, 1), (2026, 1, 31)),
        ("上个月", (2025, 12, 1), (2025, 12, 31)),
        ("Month", (2026, 1, 1), (2026, 1, 31)),
        ("今年", (2026, 1, 1), (2026, 12, 31)),
        ("去年", (2025, 1, 1), (2025, 12, 31)),
        ("2026-06", (2026, 6, 1), (2026, 6, 30)),
        ("２０２６年６月", (2026, 6, 1), (2026, 6, 30)),
        ("202606", (2026, 6, 1), (2026, 6, 30)),
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("2026-06-01 2026-06-15", (2026, 6, 1), (2026, 6, 15)),
        ("2026.6.1 到 2026.6.15", (2026, 6, 1), (2026, 6, 15)),
        ("2026年6月1日至2026年6月15日", (2026, 6, 1), (2026, 6, 15)),
        ("2026-06-01~2026-06-30", (2026, 6, 1), (2026, 6, 30)),
        ("2026/6/1", (2026, 6, 1), (2026, 6, 1)),
    ],
)
def test_what_is_meant(words: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    period = period_in(words, TODAY)
    assert period is not None
    assert (period.first, period.last) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "words", ["", "明年的事", "2026-13", "2026-06-31 2026-07-01", "2026-06-15 2026-06-01", "6月", "1_0", "²", "9" * 100]
)
def test_what_cannot_be_meant(words: str) -> None:
    assert period_in(words, TODAY) is None


@given(st.text(max_size=80))
def test_any_words_can_be_read(words: str) -> None:
    period = period_in(words, TODAY)
    assert period is None or period.first <= period.last


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(0, 400))
def test_a_mark_leads_back_to_its_period(first: date, days: int) -> None:
    period = span(first, first + timedelta(days=days))
    assert period_in(period.mark, TODAY) == period


def test_days_that_are_a_week_a_month_or_a_year_are_one() -> None:
    assert span(date(2026, 6, 1), date(2026, 6, 30)).length is Length.MONTH
    assert span(date(2026, 6, 1), date(2026, 6, 7)) == week(date(2026, 6, 3))
    assert span(date(2026, 1, 1), date(2026, 12, 31)) == year(2026)


def test_what_a_period_is_compared_with() -> None:
    assert month(date(2026, 3, 31)).before() == month(date(2026, 2, 1))
    assert month(date(2026, 1, 5)).before() == month(date(2025, 12, 5))
    assert month(date(2024, 2, 29)).year_before() == month(date(2023, 2, 1))
    assert year(2026).before() == year(2026).year_before() == year(2025)
    assert week(date(2026, 1, 2)).year_before().first == date(2024, 12, 30)  # a Monday, too
    days = span(date(2026, 6, 1), date(2026, 6, 10))
    assert (days.before().first, days.before().last) == (date(2026, 5, 22), date(2026, 5, 31))
    assert days.year_before().first == date(2025, 6, 1)
    assert Period(Length.DAY, date(2024, 2, 29), date(2024, 3, 1)).year_before().first == date(2023, 2, 28)


def test_a_window_is_the_zones_own_and_half_open() -> None:
    window = month(date(2025, 12, 1)).window(ZONE)
    assert window.start.isoformat() == "2025-12-01T00:00:00+08:00"
    assert window.end.isoformat() == "2026-01-01T00:00:00+08:00"


def test_what_still_runs_is_cut_and_so_is_what_it_is_compared_with() -> None:
    march, noon = month(date(2026, 3, 1)), datetime(2026, 3, 31, 12, tzinfo=ZONE)
    until = march.so_far(ZONE, noon)
    assert until == timedelta(days=30, hours=12)
    assert march.window(ZONE, until=until).end == noon
    assert march.before().window(ZONE, until=until).end == datetime(2026, 3, 1, tzinfo=ZONE)
    assert march.so_far(ZONE, datetime(2026, 4, 1, tzinfo=ZONE)) is None
    coming = month(date(2026, 5, 1))
    window = coming.window(ZONE, until=coming.so_far(ZONE, noon))
    assert window.start == window.end
