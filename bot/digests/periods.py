"""Days, weeks, months and years as people name them, and the ones that they are compared with."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.digests.compose import Window


class Length(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the office's zone, from `first` to before `after`."""

    length: Length
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def mark(self) -> str:
        """As a button carries it, and `period_in` reads it."""
        return f"{self.first:%Y-%m-%d}~{self.last:%Y-%m-%d}"

    def before(self) -> "Period":
        """The one just before (环比): the month before a month, as many days before a span."""
        match self.length:
            case Length.MONTH:
                return month(self.first - timedelta(days=1))
            case Length.YEAR:
                return year(self.first.year - 1)
            case _:
                return Period(self.length, self.first - (self.after - self.first), self.first)

    def year_before(self) -> "Period":
        """The same days a year before (同比); of a week the one with the same weekdays, 52 weeks before."""
        if self.length is Length.WEEK:
            back = timedelta(weeks=52)
            return Period(self.length, self.first - back, self.after - back)
        return Period(self.length, _year_before(self.first), _year_before(self.after))

    def window(self, zone: ZoneInfo, *, until: timedelta | None = None) -> Window:
        """From the first midnight up to, not including, the one after the last day; or only `until` so long after the
        first midnight, if that is earlier."""
        start, end = (datetime.combine(day, time(), zone) for day in (self.first, self.after))
        if until is not None:
            end = max(start, min(end, start + until))
        return Window(start, end)

    def so_far(self, zone: ZoneInfo, now: datetime) -> timedelta | None:
        """How much of a period that still runs is over; None if all of it is."""
        window = self.window(zone)
        return None if window.end <= now else now - window.start


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return date(day.year - 1, 2, 28)


def week(day: date) -> Period:
    """The week of a day, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return Period(Length.WEEK, monday, monday + timedelta(days=7))


def month(day: date) -> Period:
    """The month of a day."""
    first = day.replace(day=1)
    return Period(Length.MONTH, first, (first + timedelta(days=31)).replace(day=1))


def year(number: int) -> Period:
    return Period(Length.YEAR, date(number, 1, 1), date(number + 1, 1, 1))


def span(first: date, last: date) -> Period:
    """The days from `first` to `last`: a day, week, month or year if they are one. ValueError if `last` is earlier."""
    if last < first:
        raise ValueError(f"{last} is before {first}")
    for known in (week(first), month(first), year(first.year)):
        if (known.first, known.last) == (first, last):
            return known
    return Period(Length.DAY if first == last else Length.SPAN, first, last + timedelta(days=1))


_NAMED = {
    "今天": ("day", 0),
    "today": ("day", 0),
    "昨天": ("day", 1),
    "yesterday": ("day", 1),
    "本周": ("week", 0),
    "这周": ("week", 0),
    "week": ("week", 0),
    "上周": ("week", 1),
    "本月": ("month", 0),
    "这个月": ("month", 0),
    "month": ("month", 0),
    "上月": ("month", 1),
    "上个月": ("month", 1),
    "今年": ("year", 0),
    "本年": ("year", 0),
    "year": ("year", 0),
    "去年": ("year", 1),
}
_DAY = r"(20\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?"
_MONTH = re.compile(r"(20\d\d)[-/.年]?(1[0-2]|0?[1-9])月?", re.ASCII)
_YEAR = re.compile(r"(20\d\d)年?", re.ASCII)
_ONE = re.compile(_DAY, re.ASCII)
_TWO = re.compile(f"{_DAY}(?:到|至|to|~|—|–|-){_DAY}", re.ASCII)


def period_in(words: str, today: date) -> Period | None:
    """What somebody means by 今天, 本周, 上月, 今年, 2026-06, 2026 or 2026-06-01 到 2026-06-15 (also fullwidth, with
    points, slashes or spaces); None if nothing can be meant."""
    typed = unicodedata.normalize("NFKC", words[:60]).casefold()
    if two := re.split(r"\s+", typed.strip()):
        typed = "~".join(two) if len(two) == 2 and all(map(_ONE.fullmatch, two)) else "".join(two)
    if typed in _NAMED:
        length, back = _NAMED[typed]
        period = {
            "day": Period(Length.DAY, today, today + timedelta(days=1)),
            "week": week(today),
            "month": month(today),
            "year": year(today.year),
        }[length]
        return period.before() if back else period
    try:
        if found := _TWO.fullmatch(typed):
            numbers = [int(part) for part in found.groups()]
            return span(date(*numbers[:3]), date(*numbers[3:]))
        if found := _ONE.fullmatch(typed):
            day = date(*(int(part) for part in found.groups()))
            return span(day, day)
    except ValueError:  # the 31st of June, or the end before the beginning
        return None
    if found := _YEAR.fullmatch(typed):
        return year(int(found[1]))
    if found := _MONTH.fullmatch(typed):
        return month(date(int(found[1]), int(found[2]), 1))
    return None
