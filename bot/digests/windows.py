"""Which week or month a report is about, and when it is sent: rules only.

A week is from Monday to Sunday, a month one of the calendar: half-open windows that begin and end at midnight in the
office's zone. So each event is in one week and one month, whatever hour somebody wants to read of it.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto
from zoneinfo import ZoneInfo

from bot.casework.deadlines import Calendar
from bot.digests.compose import Window

WEEK = timedelta(days=7)


class Rhythm(StrEnum):
    """The kind of a report. The values are what the database holds."""

    WEEKLY = auto()
    MONTHLY = auto()


RHYTHMS = frozenset(rhythm.value for rhythm in Rhythm)


def starting(rhythm: Rhythm, first: date, zone: ZoneInfo) -> Window:
    """The window that begins on the day `first`: a Monday, or the first of a month."""
    after = first + WEEK if rhythm is Rhythm.WEEKLY else _month_after(first)
    return Window(datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))


def ended(rhythm: Rhythm, at: datetime, zone: ZoneInfo) -> Window:
    """The last window that was over at `at`."""
    today = at.astimezone(zone).date()
    return before(rhythm, starting(rhythm, _first(rhythm, today), zone), zone)


def before(rhythm: Rhythm, window: Window, zone: ZoneInfo) -> Window:
    """The window just before."""
    last = window.start.astimezone(zone).date() - timedelta(days=1)
    return starting(rhythm, _first(rhythm, last), zone)


def after(rhythm: Rhythm, window: Window, zone: ZoneInfo) -> Window:
    """The window just after."""
    return starting(rhythm, window.end.astimezone(zone).date(), zone)


def year_before(window: Window, zone: ZoneInfo) -> Window:
    """The same months a year earlier."""

    def moved(at: datetime) -> datetime:
        day = at.astimezone(zone).date()
        return datetime.combine(day.replace(year=day.year - 1), time(), zone)

    return Window(moved(window.start), moved(window.end))


def year_so_far(window: Window, zone: ZoneInfo) -> Window:
    """From the beginning of the year in which the window begins to the window's end."""
    year = window.start.astimezone(zone).year
    return Window(datetime.combine(date(year, 1, 1), time(), zone), window.end)


def send_at(rhythm: Rhythm, window: Window, day: int, hour: str, calendar: Calendar) -> datetime:
    """When the report on `window` is sent: on `day` of the week after it (0 is Monday), or of the month after it, at
    `hour` (HH:MM); on the next workday if that is none. A month that is too short has its last day instead."""
    first = window.end.astimezone(calendar.zone).date()
    ahead = day if rhythm is Rhythm.WEEKLY else min(day, (_month_after(first) - first).days) - 1
    chosen = first + timedelta(days=ahead)
    if not calendar.is_workday(chosen):
        chosen = calendar.next_workday(chosen)
    return datetime.combine(chosen, time.fromisoformat(hour), calendar.zone)


def _first(rhythm: Rhythm, day: date) -> date:
    return day - timedelta(days=day.weekday()) if rhythm is Rhythm.WEEKLY else day.replace(day=1)


def _month_after(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=31)).replace(day=1)
