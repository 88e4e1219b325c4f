"""Which week or month a report is about, and on which day it comes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadlines import Calendar
from bot.digests import windows
from bot.digests.windows import Rhythm

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(ZONE)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@given(st.sampled_from(Rhythm), MOMENTS)
def test_windows_follow_each_other_without_gap_or_overlap(rhythm: Rhythm, now: datetime) -> None:
    last = windows.ended(rhythm, now, ZONE)
    assert last.start < last.end <= now < windows.after(rhythm, last, ZONE).end
    assert windows.before(rhythm, last, ZONE).end == last.start
    assert windows.after(rhythm, windows.before(rhythm, last, ZONE), ZONE) == last


@given(st.sampled_from(Rhythm), MOMENTS, st.integers(0, 28))
def test_a_report_comes_on_a_workday_after_its_window(rhythm: Rhythm, now: datetime, day: int) -> None:
    window = windows.ended(rhythm, now, ZONE)
    sent = windows.send_at(rhythm, window, day % 7 if rhythm is Rhythm.WEEKLY else max(day, 1), "08:00", CALENDAR)
    assert sent >= window.end + timedelta(hours=8)
    assert CALENDAR.is_workday(sent.astimezone(ZONE).date())


@pytest.mark.parametrize(
    ("rhythm", "first", "day", "sent"),
    [
        (Rhythm.WEEKLY, date(2026, 6, 1), 0, "2026-06-08T08:00"),
        (Rhythm.WEEKLY, date(2026, 6, 1), 4, "2026-06-12T08:00"),
        # Dragon Boat Festival: Monday, 22 June 2026 has a holiday behind it; 19 June is one.
        (Rhythm.WEEKLY, date(2026, 6, 8), 4, "2026-06-22T08:00"),
        (Rhythm.MONTHLY, date(2026, 6, 1), 1, "2026-07-01T08:00"),
        (Rhythm.MONTHLY, date(2026, 9, 1), 1, "2026-10-08T08:00"),  # after National Day
        (Rhythm.MONTHLY, date(2026, 1, 1), 28, "2026-02-28T08:00"),  # a Saturday on which work is made up for
    ],
)
def test_a_holiday_moves_it_to_the_next_workday(rhythm: Rhythm, first: date, day: int, sent: str) -> None:
    window = windows.starting(rhythm, first, ZONE)
    assert windows.send_at(rhythm, window, day, "08:00", CALENDAR) == at(sent)


def test_the_year_so_far_and_the_year_before() -> None:
    june = windows.starting(Rhythm.MONTHLY, date(2026, 6, 1), ZONE)
    year = windows.year_so_far(june, ZONE)
    assert (year.start, year.end) == (at("2026-01-01"), at("2026-07-01"))
    assert windows.year_before(year, ZONE).end == at("2025-07-01")
    december = windows.starting(Rhythm.MONTHLY, date(2026, 12, 1), ZONE)
    assert windows.year_so_far(december, ZONE).start == at("2026-01-01")
    assert windows.before(Rhythm.MONTHLY, windows.starting(Rhythm.MONTHLY, date(2026, 1, 1), ZONE), ZONE).end == at(
        "2026-01-01"
    )
