"""When somebody is reminded: each step once, the newest only, when the office opens; urgent ones by day and night."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadlines import Calendar
from bot.casework.reminders import Clock, Step, is_said, mark, newest, sorting_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


FIVE_DAYS = Clock(at("2026-11-23 10:00"), at("2026-11-30 17:30"))  # Monday to Monday
URGENT = Clock(at("2026-11-21 22:00"), at("2026-11-22 00:00"), hours=2)  # on a Saturday


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-26 12:00", None),
        ("2026-11-27 08:59", None),
        ("2026-11-27 09:00", Step.SOON),  # Friday, the workday before
        ("2026-11-27 17:30", Step.SOON),
        ("2026-11-27 17:31", None),  # nobody is called out of the evening
        ("2026-11-28 12:00", None),
        ("2026-11-30 09:00", Step.TODAY),
        ("2026-11-30 17:31", None),
        ("2026-12-01 08:59", None),
        ("2026-12-01 09:00", Step.LATE),
        ("2026-12-04 12:00", Step.LATE),
        ("2026-12-07 09:00", Step.ESCALATED),
        ("2027-06-01 12:00", Step.ESCALATED),
    ],
)
def test_the_steps_of_a_case(now: str, step: Step | None) -> None:
    assert newest(CALENDAR, FIVE_DAYS, at(now)) is step


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-21 22:59", None),
        ("2026-11-21 23:00", Step.HALF),
        ("2026-11-22 00:00", Step.DUE),
        ("2026-11-23 08:59", Step.DUE),
        ("2026-11-23 09:00", Step.LATE),
        ("2026-11-24 03:00", Step.LATE),
        ("2026-11-27 09:00", Step.ESCALATED),
    ],
)
def test_the_steps_of_an_urgent_case(now: str, step: Step | None) -> None:
    assert newest(CALENDAR, URGENT, at(now)) is step


def test_what_was_given_during_the_day_is_not_pressed_for_at_once() -> None:
    clock = Clock(at("2026-11-23 10:00"), at("2026-11-24 17:30"))
    assert newest(CALENDAR, clock, at("2026-11-23 10:01")) is None
    assert newest(CALENDAR, clock, at("2026-11-24 09:00")) is Step.TODAY


def test_a_step_is_said_if_it_or_a_later_one_was_of_the_same_deadline() -> None:
    due = at("2026-11-30 17:30")
    said = {mark(CALENDAR, Step.TODAY, due)}
    assert is_said(CALENDAR, Step.SOON, due, said)
    assert is_said(CALENDAR, Step.TODAY, due + timedelta(minutes=-30), said)
    assert not is_said(CALENDAR, Step.LATE, due, said)
    assert not is_said(CALENDAR, Step.SOON, due + timedelta(days=1), said)


starts = st.datetimes(datetime(2026, 8, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))
looks = st.lists(st.timedeltas(timedelta(), timedelta(40)), min_size=1, max_size=12)


@given(
    starts,
    st.integers(0, 10),
    looks,
    st.booleans(),
    st.sets(st.dates(date(2026, 8, 1), date(2026, 12, 31)), max_size=9),
)
def test_however_seldom_somebody_looks_no_step_comes_twice_or_after_a_later_one(
    start: datetime, days: int, looks: list[timedelta], urgent: bool, free: set[date]
) -> None:
    calendar = Calendar(SHANGHAI, dict.fromkeys(free, False))
    due = calendar.add_hours(start, 2) if urgent else calendar.add_workdays(start, days)
    clock = Clock(start, due.at, 2 if urgent else None)
    said: list[Step] = []
    for look in sorted(looks):
        now = start + look
        step = newest(calendar, clock, now)
        marks = {mark(calendar, one, due.at) for one in said}
        if step is not None and not is_said(calendar, step, due.at, marks):
            said.append(step)
            assert urgent or calendar.is_open(now)
    order = list(Step)
    assert said == sorted(set(said), key=order.index)


@given(starts, st.booleans())
def test_an_urgent_case_is_never_to_be_sorted_later(start: datetime, urgent: bool) -> None:
    due = sorting_due(CALENDAR, start, urgent=urgent, hours=2, urgent_hours=2).at
    assert due == start + timedelta(hours=1) if urgent else CALENDAR.office_time(start, due) == timedelta(hours=2)
