"""When somebody is reminded of a case (催办, 督办): rules only, values in, values out.

One workday before it is due, on the day, one workday after, and five workdays after, always when the office opens;
urgent ones at half time and when due, by day and night (a bureau's rule).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from bot.casework.deadlines import Calendar, Due

LATE_AFTER, ESCALATED_AFTER = 1, 5  # workdays after the day it was due


class Step(StrEnum):
    """What somebody is reminded of, from early to late. The values are what events keep."""

    SORTING = auto()
    """It waits for a dispatcher longer than it should."""
    SOON = auto()
    HALF = auto()
    """Half of an urgent case's time is over."""
    TODAY = auto()
    DUE = auto()
    """An urgent case is due at this moment."""
    LATE = auto()
    """The unit's leads hear of it, too."""
    ESCALATED = auto()
    """The dispatchers hear of it (督办)."""


_ORDER = list(Step)


@dataclass(frozen=True, slots=True)
class Clock:
    """What is needed of a case: when its unit got it, when it is due; `hours` is what it had, if it is urgent."""

    given_at: datetime
    due_at: datetime
    hours: float | None = None


def newest(calendar: Calendar, clock: Clock, now: datetime) -> Step | None:
    """The last step that has come, however many came since somebody looked; None if none has yet.

    What is not urgent has its steps only while the office is open; so a case that is given during the day has none
    before the next morning.
    """
    if clock.hours is not None:
        late = _days_late(calendar, clock, now)
        if late is not None:
            return late
        if now >= clock.due_at:
            return Step.DUE
        return Step.HALF if now >= clock.due_at - timedelta(hours=clock.hours / 2) else None
    if not calendar.is_open(now):
        return None
    late = _days_late(calendar, clock, now)
    if late is not None:
        return late
    today, due_day = _day(calendar, now), _day(calendar, clock.due_at)
    opened = datetime.combine(today, calendar.opens, calendar.zone)
    if clock.given_at > opened:
        return None
    if today == due_day:
        return Step.TODAY
    return Step.SOON if due_day <= calendar.next_workday(today) else None


def _days_late(calendar: Calendar, clock: Clock, now: datetime) -> Step | None:
    """By whole workdays that have begun since the day it was due; a workday begins when the office opens."""
    today = _day(calendar, now)
    if now < datetime.combine(today, calendar.opens, calendar.zone):
        today -= timedelta(days=1)
    days = calendar.workdays_between(_day(calendar, clock.due_at), today)
    return Step.ESCALATED if days >= ESCALATED_AFTER else Step.LATE if days >= LATE_AFTER else None


def _day(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(calendar.zone).date()


def mark(calendar: Calendar, step: Step, due_at: datetime) -> str:
    """What the event of a reminder keeps: the step, and the deadline it is about. Another day is another deadline, a
    few minutes more on the same day are not."""
    by_hour = step in (Step.HALF, Step.DUE, Step.SORTING)
    at = due_at.astimezone(calendar.zone)
    return json.dumps({"step": step.value, "due": at.isoformat(timespec="minutes") if by_hour else f"{at:%Y-%m-%d}"})


def is_said(calendar: Calendar, step: Step, due_at: datetime, marks: Collection[str]) -> bool:
    """Whether this step of this deadline, or a later one, has been told of."""
    return bool(marks) and any(mark(calendar, later, due_at) in marks for later in _ORDER[_ORDER.index(step) :])


def sorting_due(calendar: Calendar, since: datetime, *, urgent: bool, hours: float, urgent_hours: float) -> Due:
    """Until when a case that has waited for a dispatcher `since` then should be sorted: within office hours; an urgent
    one, by day and night, within half of all the time that it has."""
    return calendar.add_hours(since, urgent_hours / 2) if urgent else calendar.add_office_hours(since, hours)
