from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadlines import FIXED_HOLIDAYS, Calendar, Due, DueState

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(SHANGHAI)
BEYOND = CALENDAR.covers_until.year + 1


def at(text: str) -> datetime:
    """Local time of the office, such as 2026-09-30 10:00."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def local(due: Due) -> str:
    return due.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


days = st.dates(date(2025, 6, 1), date(BEYOND, 12, 31))
moments = st.datetimes(
    datetime(2025, 6, 1), datetime(BEYOND, 12, 1), timezones=st.sampled_from([SHANGHAI, ZoneInfo("UTC")])
)
lengths = st.integers(0, 30)


# Days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday made up for Spring Festival
        (date(2026, 2, 17), False),
        (date(2026, 9, 20), True),  # a Sunday made up for National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_workdays_are_those_that_the_state_council_announced(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works
    assert CALENDAR.is_announced(day)


def test_beyond_the_announced_years_only_weekends_and_fixed_holidays_are_free() -> None:
    first = date(BEYOND, 1, 1)
    year = [first + timedelta(days=n) for n in range(365)]
    for day in year:
        assert CALENDAR.is_workday(day) is (day.isoweekday() < 6 and (day.month, day.day) not in FIXED_HOLIDAYS)
        assert not CALENDAR.is_announced(day)
    assert CALENDAR.is_announced(first - timedelta(days=1))


def test_before_the_first_announced_year_days_are_assumed_too() -> None:
    assert CALENDAR.is_workday(date(1999, 12, 31))
    assert not CALENDAR.is_announced(date(1999, 12, 31))


@given(days, st.booleans())
def test_the_admins_word_comes_first_and_counts_as_announced(day: date, works: bool) -> None:
    corrected = Calendar(SHANGHAI, {day: works})
    assert corrected.is_workday(day) is works
    assert corrected.is_announced(day)


@given(days, st.integers(0, 40))
def test_workdays_between_counts_the_last_but_not_the_first(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = [n for n in range(1, length + 1) if CALENDAR.is_workday(first + timedelta(days=n))]
    assert CALENDAR.workdays_between(first, last) == len(expected)
    assert CALENDAR.workdays_between(last, first) == 0


@given(days)
def test_no_workday_lies_before_the_next_one(day: date) -> None:
    following = CALENDAR.next_workday(day)
    assert following > day
    assert CALENDAR.is_workday(following)
    assert CALENDAR.workdays_between(day, following) == 1


@given(st.dictionaries(days, st.booleans(), max_size=3), st.dictionaries(days, st.booleans(), max_size=3))
def test_calendars_have_the_same_mark_if_they_are_the_same(one: dict[date, bool], other: dict[date, bool]) -> None:
    again = Calendar(SHANGHAI, dict(reversed(one.items())))
    assert Calendar(SHANGHAI, one).mark == again.mark
    assert (Calendar(SHANGHAI, other).mark == again.mark) is (one == other)
    assert Calendar(SHANGHAI, one, closes=time(18)).mark != again.mark


# Adding workdays


@pytest.mark.parametrize(
    ("start", "workdays", "due"),
    [
        ("2026-11-23 10:00", 0, "2026-11-23 17:30"),
        ("2026-11-23 10:00", 5, "2026-11-30 17:30"),
        ("2026-11-23 17:30", 1, "2026-11-24 17:30"),
        ("2026-11-23 17:31", 1, "2026-11-25 17:30"),  # came after hours: as if on the 24th
        ("2026-11-23 00:05", 1, "2026-11-24 17:30"),
        ("2026-11-21 12:00", 1, "2026-11-24 17:30"),  # came on a Saturday: as if on Monday
        ("2026-09-30 10:00", 1, "2026-10-08 17:30"),  # over National Day
        ("2026-09-30 10:00", 3, "2026-10-10 17:30"),  # to a Saturday that is worked
        ("2026-02-13 18:00", 1, "2026-02-24 17:30"),  # as if on the worked Saturday, then Spring Festival
    ],
)
def test_due_at_closing_time_of_the_nth_workday(start: str, workdays: int, due: str) -> None:
    assert local(CALENDAR.add_workdays(at(start), workdays)) == due


def test_the_day_of_start_is_that_of_the_office_not_of_utc() -> None:
    evening_in_utc = datetime(2026, 11, 22, 20, tzinfo=UTC)  # 04:00 on Monday in Shanghai
    assert CALENDAR.add_workdays(evening_in_utc, 1).at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@given(moments, lengths)
def test_the_due_day_is_a_workday_with_as_many_workdays_before_it(start: datetime, workdays: int) -> None:
    due = CALENDAR.add_workdays(start, workdays)
    begun, day = start.astimezone(SHANGHAI), due.at.astimezone(SHANGHAI)
    assert due.at.tzinfo is UTC
    assert due.at >= start
    assert CALENDAR.is_workday(day.date())
    assert day.time() == CALENDAR.closes
    in_hours = CALENDAR.is_workday(begun.date()) and begun.time() <= CALENDAR.closes
    assert CALENDAR.workdays_between(begun.date(), day.date()) == workdays + (0 if in_hours else 1)


@given(moments, lengths, lengths)
def test_two_limits_one_after_the_other_are_as_long_as_their_sum(start: datetime, first: int, second: int) -> None:
    due = CALENDAR.add_workdays(start, first)
    assert CALENDAR.add_workdays(due.at, second).at == CALENDAR.add_workdays(start, first + second).at


@given(moments, moments, lengths)
def test_who_comes_first_is_not_due_later(one: datetime, other: datetime, workdays: int) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.add_workdays(early, workdays).at <= CALENDAR.add_workdays(late, workdays).at


@given(moments, lengths, st.dictionaries(days, st.booleans(), max_size=5))
def test_provisional_if_and_only_if_a_day_was_counted_that_nobody_announced(
    start: datetime, workdays: int, extra: dict[date, bool]
) -> None:
    calendar = Calendar(SHANGHAI, extra)
    due = calendar.add_workdays(start, workdays)
    day, last = start.astimezone(SHANGHAI).date(), due.at.astimezone(SHANGHAI).date()
    unknown = False
    while day <= last:
        unknown = unknown or (day > calendar.covers_until and day not in extra)
        day += timedelta(days=1)
    assert due.provisional is unknown


# Adding hours


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 10:00", 2, "2026-11-23 12:00"),
        ("2026-11-23 15:30", 2, "2026-11-23 17:30"),
        ("2026-11-23 16:30", 2, "2026-11-24 10:00"),
        ("2026-11-20 17:00", 2, "2026-11-23 10:30"),  # over a weekend
        ("2026-11-22 03:00", 2, "2026-11-23 11:00"),
        ("2026-11-23 22:00", 17, "2026-11-25 17:30"),
        ("2026-11-23 22:00", 0, "2026-11-23 22:00"),
    ],
)
def test_office_hours_pass_only_while_the_office_is_open(start: str, hours: float, due: str) -> None:
    assert local(CALENDAR.add_office_hours(at(start), hours)) == due


@given(moments)
def test_it_opens_once_on_each_workday_and_is_open_then(start: datetime) -> None:
    opening = CALENDAR.opening(start)
    assert opening >= start
    assert CALENDAR.is_workday(opening.astimezone(SHANGHAI).date())
    assert CALENDAR.is_open(opening)
    assert not CALENDAR.is_open(opening - timedelta(microseconds=1))
    assert CALENDAR.opening(opening) == opening
    assert CALENDAR.opening(opening + timedelta(microseconds=1)) > opening


@given(moments, st.floats(0, 100))
def test_the_office_was_open_for_just_as_long(start: datetime, hours: float) -> None:
    due = CALENDAR.add_office_hours(start, hours)
    assert CALENDAR.office_time(start, due.at) == timedelta(hours=hours)


@given(moments, moments, moments)
def test_office_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted((one, two, three))
    assert CALENDAR.office_time(a, b) + CALENDAR.office_time(b, c) == CALENDAR.office_time(a, c)
    assert CALENDAR.office_time(c, a) == timedelta()


@given(moments, st.integers(0, 48))
def test_urgent_hours_pass_by_day_and_night(start: datetime, hours: int) -> None:
    due = CALENDAR.add_hours(start, hours)
    assert due == Due(start.astimezone(UTC) + timedelta(hours=hours), provisional=False)


# Holidays and pauses

holidays = st.sets(st.dates(date(2026, 8, 1), date(2026, 12, 31)), max_size=20)
autumn = st.datetimes(datetime(2026, 8, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))


@given(autumn, lengths, holidays)
def test_another_holiday_never_makes_it_earlier(start: datetime, length: int, more: set[date]) -> None:
    with_more = Calendar(SHANGHAI, dict.fromkeys(more, False))
    assert with_more.add_workdays(start, length).at >= CALENDAR.add_workdays(start, length).at
    assert with_more.add_office_hours(start, length).at >= CALENDAR.add_office_hours(start, length).at


@given(autumn, lengths, st.timedeltas(timedelta(), timedelta(20)), st.timedeltas(timedelta(), timedelta(20)), holidays)
def test_nor_for_a_case_that_was_paused_in_time(
    start: datetime, length: int, before: timedelta, pause: timedelta, more: set[date]
) -> None:
    due = CALENDAR.add_workdays(start, length)
    paused = min(start + before, due.at)
    with_more = Calendar(SHANGHAI, dict.fromkeys(more, False))
    later = with_more.after_pause(with_more.add_workdays(start, length), paused, paused + pause)
    assert later.at >= CALENDAR.after_pause(due, paused, paused + pause).at


@given(moments, lengths, moments, st.timedeltas(timedelta(), timedelta(60)))
def test_a_pause_adds_the_office_time_that_it_lasted_and_never_takes_any(
    start: datetime, length: int, paused: datetime, pause: timedelta
) -> None:
    due = CALENDAR.add_workdays(start, length)
    resumed = paused + pause
    moved = CALENDAR.after_pause(due, paused, resumed)
    assert moved.at >= due.at
    assert CALENDAR.office_time(due.at, moved.at) == CALENDAR.office_time(paused, resumed)
    if start <= paused <= due.at:
        assert CALENDAR.office_time(resumed, moved.at) == CALENDAR.office_time(paused, due.at)


@given(moments, lengths, moments, st.timedeltas(timedelta(), timedelta(60)), st.timedeltas(timedelta(), timedelta(60)))
def test_a_longer_pause_is_not_due_earlier(
    start: datetime, length: int, paused: datetime, pause: timedelta, more: timedelta
) -> None:
    due = CALENDAR.add_workdays(start, length)
    shorter, longer = (CALENDAR.after_pause(due, paused, paused + p) for p in (pause, pause + more))
    assert longer.at >= shorter.at
    assert longer.provisional or not shorter.provisional


def test_a_pause_of_whole_workdays_moves_it_by_as_many() -> None:
    due = CALENDAR.add_workdays(at("2026-11-23 10:00"), 5)
    moved = CALENDAR.after_pause(due, at("2026-11-24 14:00"), at("2026-11-27 14:00"))
    assert local(moved) == "2026-12-03 17:30"
    assert CALENDAR.after_pause(due, at("2026-11-27 17:30"), at("2026-11-30 09:00")) == due  # a weekend


def test_what_is_paused_in_its_last_minute_is_not_overdue_when_it_goes_on() -> None:
    due = CALENDAR.add_workdays(at("2026-11-20 10:00"), 0)
    assert local(CALENDAR.after_pause(due, at("2026-11-20 17:30"), at("2026-11-23 08:00"))) == "2026-11-23 08:00"


def test_a_pause_into_days_that_nobody_announced_makes_it_provisional() -> None:
    due = CALENDAR.add_workdays(at(f"{BEYOND - 1}-12-21 10:00"), 2)
    assert not due.provisional
    assert CALENDAR.after_pause(due, at(f"{BEYOND - 1}-12-22 10:00"), at(f"{BEYOND}-01-10 10:00")).provisional


@pytest.mark.parametrize("urgent", [False, True])
def test_where_the_clock_was_put_back_meanwhile_a_pause_had_no_length(urgent: bool) -> None:
    due = CALENDAR.add_workdays(at("2026-11-23 10:00"), 5)
    assert CALENDAR.after_pause(due, at("2026-11-24 10:00"), at("2026-11-24 09:56"), urgent=urgent) == due


def test_a_pause_of_an_urgent_case_adds_all_of_it() -> None:
    due = CALENDAR.add_hours(at("2026-11-21 23:00"), 2)
    moved = CALENDAR.after_pause(due, at("2026-11-21 23:30"), at("2026-11-22 00:15"), urgent=True)
    assert local(moved) == "2026-11-22 01:45"


# How near it is


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-24 10:00", DueState.LATER),
        ("2026-11-26 23:59", DueState.LATER),
        ("2026-11-27 00:00", DueState.SOON),  # Friday, due on Monday
        ("2026-11-29 12:00", DueState.SOON),
        ("2026-11-30 00:00", DueState.TODAY),
        ("2026-11-30 17:30", DueState.TODAY),  # just in time
        ("2026-11-30 17:31", DueState.OVERDUE),
        ("2026-12-14 17:29", DueState.OVERDUE),
        ("2026-12-14 18:30", DueState.BADLY_LATE),
    ],
)
def test_how_near_the_due_time_is(now: str, state: DueState) -> None:
    started, due = at("2026-11-23 17:00"), at("2026-11-30 17:30")
    assert CALENDAR.due_state(due, at(now), started) is state


def test_without_its_beginning_nothing_is_badly_late() -> None:
    assert CALENDAR.due_state(at("2026-11-23 17:30"), at("2030-01-01 00:00")) is DueState.OVERDUE


@given(moments, lengths, moments, moments)
def test_it_only_ever_gets_nearer(start: datetime, length: int, one: datetime, other: datetime) -> None:
    due = CALENDAR.add_workdays(start, length).at
    order = list(DueState)
    early, late = (order.index(CALENDAR.due_state(due, now, start)) for now in sorted((one, other)))
    assert early <= late


# What is refused

NAIVE = datetime(2026, 11, 23, 10)
AWARE = at("2026-11-23 10:00")


@pytest.mark.parametrize(
    "call",
    [
        lambda: CALENDAR.add_workdays(NAIVE, 1),
        lambda: CALENDAR.add_workdays(NAIVE, 0),
        lambda: CALENDAR.add_office_hours(NAIVE, 1),
        lambda: CALENDAR.add_hours(NAIVE, 1),
        lambda: CALENDAR.office_time(NAIVE, NAIVE),
        lambda: CALENDAR.after_pause(Due(NAIVE, False), NAIVE, NAIVE),
        lambda: CALENDAR.after_pause(Due(NAIVE, False), NAIVE, NAIVE, urgent=True),
        lambda: CALENDAR.due_state(NAIVE, NAIVE),
        lambda: CALENDAR.add_workdays(AWARE, -1),
        lambda: CALENDAR.add_office_hours(AWARE, -1),
        lambda: CALENDAR.add_hours(AWARE, -1),
        lambda: Calendar(SHANGHAI, opens=time(18)),
    ],
)
def test_naive_times_negative_lengths_and_impossible_hours_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"time zone|cannot"):
        call()
