"""When a case is due: Chinese workdays with holidays and make-up workdays (调休), office hours, pauses.

Everything is computed in the office's zone and given back in UTC. All times that go in must be aware; a naive one
raises ValueError. How long each limit is are settings, not rules, and not in here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

import chinese_calendar

FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""(month, day) of the public holidays that fall on the same date each year: New Year, Labour Day, National Day
(全国年节及纪念日放假办法, State Council decree 795, in force since 2025). Spring Festival, Dragon Boat and Mid-Autumn
follow the moon, Tomb-Sweeping Day the sun, and the bridging days are decreed each November: none is guessed."""

BADLY_LATE = 3
"""A case is badly late when it has taken this many times the time it was given (Amsterdam signals)."""


class DueState(StrEnum):
    """How near the due time is, from far to long past."""

    LATER = "later"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    BADLY_LATE = "badly_late"


@dataclass(frozen=True, slots=True)
class Due:
    """A due time in UTC. It is provisional when a day was counted whose holidays are not announced yet."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """How much time is given: so many workdays, or so many hours by day and night."""

    workdays: int = 0
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's workdays and hours.

    zone    the office's time zone
    extra   the admins' corrections: a day and whether it is a workday; they come first and count as announced
    opens   when the office opens, on every workday, and `closes` when it closes, which must be later (else ValueError)
    """

    zone: ZoneInfo
    extra: Mapping[date, bool] = field(default_factory=dict)
    opens: time = time(9)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"the office cannot open at {self.opens} and close at {self.closes}")

    @property
    def mark(self) -> str:
        """Another one for each calendar: by other days, whether an admin or the package says so, or by other hours."""
        extra = sorted((day.isoformat(), works) for day, works in self.extra.items())
        told = repr((str(self.zone), self.opens, self.closes, _all_decreed(), extra))
        return sha256(told.encode()).hexdigest()

    @property
    def covers_until(self) -> date:
        """The last day whose holidays are announced: the end of the last year that chinesecalendar knows."""
        return date(max(chinese_calendar.holidays).year, 12, 31)

    def is_announced(self, day: date) -> bool:
        """Whether it is known, and not merely assumed, if this is a workday."""
        return day in self.extra or _decreed(day) is not None

    def is_workday(self, day: date) -> bool:
        """Whether the office works on this day. Where nothing is announced: Monday to Friday but FIXED_HOLIDAYS."""
        known = self.extra.get(day, _decreed(day))
        if known is None:
            return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS
        return known

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at this moment."""
        local = self._local(at)
        return self.is_workday(local.date()) and self.opens <= local.time() <= self.closes

    def next_workday(self, day: date) -> date:
        """The first workday after this day."""
        return next(self._workdays(day + timedelta(days=1)))

    def workdays_between(self, first: date, last: date) -> int:
        """How many workdays lie after `first`, up to and with `last`; 0 when `last` is not later."""
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_workday(day) for day in days)

    def due(self, start: datetime, limit: Limit) -> Due:
        """Due when this limit is over that begins now. ValueError if it is negative."""
        if limit.hours is not None:
            return self.add_hours(start, limit.hours)
        return self.add_workdays(start, limit.workdays)

    def later(self, due: Due, by: Limit) -> Due:
        """The due time after an extension."""
        moved = self.due(due.at, by)
        return Due(moved.at, moved.provisional or due.provisional)

    def add_workdays(self, start: datetime, workdays: int) -> Due:
        """Due when the office closes on the n-th workday after the day of `start`; on that day itself for n = 0.

        The day of start is not counted, and the hour of closing ends the last one (Civil Code, articles 201 and 203).
        What comes after closing time or on a holiday counts as come on the next workday, as offices practise it.
        Raises ValueError for a negative number.
        """
        if workdays < 0:
            raise ValueError(f"{workdays} workdays cannot be added")
        begun = self._local(start)
        day = begun.date()
        if begun.time() > self.closes or not self.is_workday(day):
            day = self.next_workday(day)
        for _ in range(workdays):
            day = self.next_workday(day)
        return self._due(begun.date(), self._moment(day, self.closes))

    def opening(self, at: datetime) -> datetime:
        """The first time at or after `at` that the office opens."""
        for day in self._workdays(self._local(at).date()):
            opens = self._moment(day, self.opens)
            if opens >= at:
                return opens
        raise AssertionError("workdays never end")

    def add_office_hours(self, start: datetime, hours: float) -> Due:
        """Due after so many hours in which the office is open, as for sorting within two. ValueError if negative."""
        if hours < 0:
            raise ValueError(f"{hours} office hours cannot be added")
        begun = self._local(start)
        return self._due(begun.date(), self._after_office_time(start, timedelta(hours=hours)))

    def add_hours(self, start: datetime, hours: float) -> Due:
        """Due after so many hours by day and night, for urgent cases. ValueError if negative."""
        if hours < 0:
            raise ValueError(f"{hours} hours cannot be added")
        return Due(self._local(start).astimezone(UTC) + timedelta(hours=hours), provisional=False)

    def office_time(self, start: datetime, end: datetime) -> timedelta:
        """How long the office was open from `start` to `end`; zero when `end` is not later."""
        first, last = self._local(start).date(), self._local(end).date()
        total = timedelta()
        for day in self._workdays(first):
            if day > last:
                break
            opened = max(self._moment(day, self.opens), start)
            closed = min(self._moment(day, self.closes), end)
            total += max(closed - opened, timedelta())
        return total

    def after_pause(self, due: Due, paused_at: datetime, resumed_at: datetime, *, urgent: bool = False) -> Due:
        """The due time after a pause: later by the office time that the pause lasted, so never earlier.

        What was left of the time when the pause began is left when it ends. An urgent case's time runs by day and
        night, so all of the pause is added. Where the machine's clock was put back meanwhile, the pause had no length.
        """
        begun = min(self._local(paused_at), self._local(due.at)).date()
        resumed_at = max(resumed_at, paused_at)
        if urgent:
            return Due(due.at + (resumed_at - paused_at), due.provisional)
        at = self._after_office_time(due.at, self.office_time(paused_at, resumed_at))
        if paused_at <= due.at:  # what was paused in its last minute is not overdue when it goes on
            at = max(at, resumed_at.astimezone(UTC))
        moved = self._due(begun, at)
        return Due(moved.at, moved.provisional or due.provisional)

    def due_state(self, due_at: datetime, now: datetime, started_at: datetime | None = None) -> DueState:
        """How near the due time is; exactly at it is still in time.

        SOON means on the next workday, or on a holiday before it. Without `started_at`, when the time began to run,
        nothing is BADLY_LATE.
        """
        due_day, today = self._local(due_at).date(), self._local(now).date()
        if now > due_at:
            badly = started_at is not None and now - started_at >= BADLY_LATE * (due_at - started_at)
            return DueState.BADLY_LATE if badly else DueState.OVERDUE
        if due_day == today:
            return DueState.TODAY
        return DueState.SOON if due_day <= self.next_workday(today) else DueState.LATER

    def _after_office_time(self, start: datetime, left: timedelta) -> datetime:
        if not left:
            return start.astimezone(UTC)
        for day in self._workdays(self._local(start).date()):
            begun = max(self._moment(day, self.opens), start)
            open_for = self._moment(day, self.closes) - begun
            if open_for >= left:
                return begun.astimezone(UTC) + left
            left -= max(open_for, timedelta())
        raise AssertionError("workdays never end")

    def _workdays(self, day: date) -> Iterator[date]:
        while True:
            if self.is_workday(day):
                yield day
            day += timedelta(days=1)

    def _due(self, counted_from: date, at: datetime) -> Due:
        days = (at.astimezone(self.zone).date() - counted_from).days
        counted = (counted_from + timedelta(days=n) for n in range(days + 1))
        return Due(at, not all(self.is_announced(day) for day in counted))

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone")
        return moment.astimezone(self.zone)


@cache
def _all_decreed() -> str:
    """All that the package knows, in short: another one when it learned a year, or was put right."""
    known = (sorted(chinese_calendar.holidays), sorted(chinese_calendar.workdays))
    return sha256(repr(known).encode()).hexdigest()


@lru_cache(maxsize=4096)
def _decreed(day: date) -> bool | None:
    """Whether the State Council made this a workday; None beyond what it announced. Kept, as the package is slow."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
