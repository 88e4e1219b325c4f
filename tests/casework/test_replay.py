"""A case's clock, played again from its history: by the calendar of the day, or by one that was corrected since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadlines import Calendar, Due, Limit
from bot.casework.replay import Kind, Step, Unreadable, replay, steps_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(SHANGHAI)
FIVE, URGENT = Limit(5), Limit(hours=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def local(due: Due | None) -> str:
    assert due is not None
    return due.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class Happened:
    kind: str
    at: datetime
    data: str = ""


def life(*lines: str) -> list[Happened]:
    """Lines such as `2026-09-28 10:00 dispatch`, with data behind."""
    split = [[*line.split(" ", 3), ""][:4] for line in lines]
    return [Happened(kind, at(f"{day} {time}"), data) for day, time, kind, data in split]


def due(*lines: str, limit: Limit = FIVE) -> str:
    return local(replay(CALENDAR, steps_of(life(*lines), limit, URGENT)))


SENT = "2026-11-20 09:30 submit"
GIVEN = "2026-11-23 10:00 dispatch"


def test_from_dispatch_on() -> None:
    assert due(SENT, GIVEN) == "2026-11-30 17:30"
    assert due(SENT, GIVEN, limit=Limit(hours=24)) == "2026-11-24 10:00"


def test_what_a_unit_sends_back_goes_on_as_it_was() -> None:
    back, again = "2026-11-24 10:00 return", "2026-11-25 10:00 dispatch"
    assert due(SENT, GIVEN, back, again) == "2026-11-30 17:30"
    assert due(SENT, GIVEN, '2026-11-23 10:05 return {"undone": true}', again) == "2026-12-02 17:30"
    twice = (again, '2026-11-25 10:05 return {"undone": true}')
    undone = '2026-11-23 10:05 return {"undone": true}'
    assert due(SENT, GIVEN, undone, *twice, "2026-11-26 10:00 dispatch") == "2026-12-03 17:30"
    assert due(SENT, GIVEN, back, *twice, "2026-11-26 10:00 dispatch") == "2026-11-30 17:30"


def test_a_question_stops_the_clock_and_the_answer_lets_it_go_on() -> None:
    asked, told = "2026-11-24 14:00 ask", "2026-11-27 14:00 supply"
    signed = "2026-11-23 11:00 sign"
    assert due(SENT, GIVEN, signed, asked) == "2026-11-30 17:30"
    assert due(SENT, GIVEN, signed, asked, told) == "2026-12-03 17:30"
    assert due(SENT, GIVEN, signed, asked, "2026-11-27 14:00 leave") == "2026-12-03 17:30"


def test_an_extension_adds_workdays() -> None:
    extended = '2026-11-26 10:00 extend {"days": 3}'
    assert due(SENT, GIVEN, "2026-11-23 11:00 sign", extended) == "2026-12-03 17:30"


def test_what_became_urgent_is_due_in_hours_if_that_is_sooner() -> None:
    assert due(SENT, GIVEN, '2026-11-24 22:00 urgent {"hours": 3}') == "2026-11-25 01:00"
    assert due(SENT, GIVEN, "2026-11-24 22:00 urgent") == "2026-11-25 00:00"
    assert due(SENT, GIVEN, "2026-11-30 17:00 urgent") == "2026-11-30 17:30"


def test_what_was_reopened_has_its_time_anew() -> None:
    signed, resolved = "2026-11-23 11:00 sign", "2026-11-24 11:00 resolve"
    assert due(SENT, GIVEN, signed, resolved, "2026-11-25 11:00 rate_bad") == "2026-12-02 17:30"
    assert (
        due(SENT, GIVEN, signed, resolved, "2026-11-25 11:00 expire", "2026-11-26 11:00 reopen") == "2026-12-03 17:30"
    )
    ended = "2026-11-25 11:00 close_by_resident"  # before anybody said that it was done
    assert due(SENT, GIVEN, signed, ended, "2026-11-26 11:00 reopen") == "2026-12-03 17:30"


def test_without_a_beginning_nothing_is_due() -> None:
    assert replay(CALENDAR, steps_of(life(SENT, "2026-11-23 10:00 urgent"), Limit(5), URGENT)) is None


def test_a_history_that_cannot_be_is_not_made_a_date_of() -> None:
    with pytest.raises(Unreadable):
        steps_of(life(GIVEN), Limit(5), URGENT)


# Properties. A case whose pauses begin in time; how late something is stays when it pauses late.

holidays = st.sets(st.dates(date(2026, 8, 1), date(2026, 12, 31)), min_size=1, max_size=15)
starts = st.datetimes(datetime(2026, 8, 1), datetime(2026, 10, 1), timezones=st.just(SHANGHAI))
spans = st.timedeltas(timedelta(), timedelta(15))
limits = st.builds(Limit, st.integers(0, 15)) | st.builds(lambda n: Limit(hours=n), st.integers(1, 72))
lives = st.lists(st.tuples(st.sampled_from(["pause", "extend"]), spans, spans, st.integers(1, 10)), max_size=3)


def lived(start: datetime, limit: Limit, happened: list[tuple[str, timedelta, timedelta, int]]) -> list[Step]:
    """Steps of a case that was never late when it paused, by the calendar as it is."""
    steps, now = [Step(Kind.START, start, limit)], start
    for kind, before, length, days in happened:
        current = replay(CALENDAR, steps)
        assert current is not None
        now = max(now, min(now + before, current.at.astimezone(SHANGHAI)))
        if kind == "extend":
            steps.append(Step(Kind.EXTEND, now, Limit(days)))
        elif now <= current.at:
            steps += [Step(Kind.PAUSE, now), Step(Kind.RESUME, now + length)]
            now += length
    return steps


@given(starts, limits, lives, holidays)
def test_another_holiday_never_makes_it_earlier_and_without_it_all_is_as_before(
    start: datetime, limit: Limit, happened: list[tuple[str, timedelta, timedelta, int]], more: set[date]
) -> None:
    steps = lived(start, limit, happened)
    before, later = replay(CALENDAR, steps), replay(Calendar(SHANGHAI, dict.fromkeys(more, False)), steps)
    assert before is not None
    assert later is not None
    assert later.at >= before.at
    assert replay(Calendar(SHANGHAI, {}), steps) == before


@given(starts, limits, lives, spans, spans)
def test_a_pause_never_makes_it_earlier_and_a_longer_one_neither(
    start: datetime,
    limit: Limit,
    happened: list[tuple[str, timedelta, timedelta, int]],
    length: timedelta,
    more: timedelta,
) -> None:
    steps = lived(start, limit, happened)
    paused = steps[-1].at + timedelta(minutes=1)
    with_pause, with_longer = (
        replay(CALENDAR, [*steps, Step(Kind.PAUSE, paused), Step(Kind.RESUME, paused + d)])
        for d in (length, length + more)
    )
    without = replay(CALENDAR, steps)
    assert without is not None
    assert with_pause is not None
    assert with_longer is not None
    assert without.at <= with_pause.at <= with_longer.at


@given(starts, st.integers(0, 15), lives)
def test_provisional_dates_are_firm_once_every_day_is_announced(
    start: datetime, days: int, happened: list[tuple[str, timedelta, timedelta, int]]
) -> None:
    moved = start.replace(year=CALENDAR.covers_until.year, month=12, day=1 + start.day % 28)
    steps = [Step(s.kind, s.at + (moved - start), s.limit) for s in lived(start, Limit(days), happened)]
    due = replay(CALENDAR, steps)
    assert due is not None
    last = due.at.astimezone(SHANGHAI).date()
    known = {
        day: CALENDAR.is_workday(day)
        for n in range(1, (last - CALENDAR.covers_until).days + 1)
        if (day := CALENDAR.covers_until + timedelta(days=n))
    }
    assert due.provisional is (last > CALENDAR.covers_until)
    assert replay(Calendar(SHANGHAI, known), steps) == Due(due.at, provisional=False)
