"""What a unit's daily digest says: rules only, values in, values out.

A digest covers the half-open window [from, to). It starts with what must be done today; numbers before words, urgent
first, one line for each case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.casework.deadlines import Calendar, DueState
from bot.tagging.topics import Topic
from storage.digests import Rated
from storage.helps import Helped
from storage.records import Case

DAYS = 14  # that the chart looks back
TOPICS = 3  # that a digest names: one line, at most two on a phone


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """The daily digest of one unit, before it is put into words. Cases are in the order of showing."""

    unit: str
    window: Window
    overdue: tuple[Case, ...]
    today: tuple[Case, ...]
    soon: tuple[Case, ...]
    unsigned: tuple[Case, ...]
    asked: tuple[Case, ...]
    suspended: tuple[Case, ...]  # put off, what is looked at again first stands first
    helps: tuple[Helped, ...]  # what it is asked to do for cases of other units
    new: Mapping[str, tuple[Case, ...]]  # by category, largest first
    resolved: int
    rated: tuple[Rated, ...]
    open: int
    new_before: int | None  # new cases in the digest before this one; None: there was none
    areas: Mapping[int, str]  # the area of each case by the case's id; empty where all lie in one
    supporters: Mapping[int, int]  # how many people support a case beside its reporter, by its id
    badly: frozenset[int] = frozenset()  # the ids of what has taken three times its time
    topics: tuple[Topic, ...] = ()  # what many wrote about these days, among the unit's own cases; the hottest first

    @property
    def new_count(self) -> int:
        return sum(map(len, self.new.values()))

    @property
    def empty(self) -> bool:
        """Nothing new happened and nothing presses."""
        told = (self.new, self.overdue, self.today, self.soon, self.unsigned, self.resolved, self.rated, self.helps)
        return not any(told)


def compose(
    unit: str,
    window: Window,
    calendar: Calendar,
    *,
    new: Sequence[Case],
    open_cases: Sequence[Case],
    rated: Sequence[Rated],
    resolved: int,
    new_before: int | None,
    category: Mapping[int, str],
    no_category: str,
    area: Callable[[int | None], str],
    topics: Sequence[Topic] = (),
    supporters: Mapping[int, int] | None = None,
    helps: Sequence[Helped] = (),
) -> Digest:
    """Sorts what the database holds into what a unit must know. Due states are those at the window's end.

    `category` and `area` give names by id; no area has an empty one.
    """
    states: dict[DueState, list[Case]] = {}
    for case in open_cases:
        if case.due_at is not None and case.paused_at is None:
            state = calendar.due_state(case.due_at, window.end, case.dispatched_at)
            states.setdefault(state, []).append(case)
    overdue = states.get(DueState.BADLY_LATE, []) + states.get(DueState.OVERDUE, [])
    by_category: dict[str, list[Case]] = {}
    for case in new:
        by_category.setdefault(category.get(case.category_id or 0, no_category), []).append(case)
    largest = sorted(by_category.items(), key=lambda item: (-any(c.urgent for c in item[1]), -len(item[1]), item[0]))
    shown = (*new, *open_cases, *(said.case for said in rated))
    areas = {case.id: name for case in shown if (name := area(case.area_id))}
    return Digest(
        unit,
        window,
        overdue=tuple(sorted(overdue, key=_urgent_then_due)),
        today=tuple(sorted(states.get(DueState.TODAY, []), key=_urgent_then_due)),
        soon=tuple(sorted(states.get(DueState.SOON, []), key=_urgent_then_due)),
        unsigned=tuple(c for c in open_cases if c.status == "dispatched"),
        asked=tuple(c for c in open_cases if c.status == "info_requested"),
        suspended=tuple(
            sorted((c for c in open_cases if c.review_at), key=lambda c: (c.review_at or window.end, c.id))
        ),
        helps=tuple(helps),
        new={name: tuple(sorted(group, key=lambda c: (not c.urgent, c.id))) for name, group in largest},
        resolved=resolved,
        rated=tuple(rated),
        open=len(open_cases),
        new_before=new_before,
        areas=areas if len(set(areas.values())) > 1 else {},
        badly=frozenset(case.id for case in states.get(DueState.BADLY_LATE, [])),
        topics=tuple(topics[:TOPICS]),
        supporters=supporters or {},
    )


def _urgent_then_due(case: Case) -> tuple[bool, datetime, int]:
    assert case.due_at is not None
    return not case.urgent, case.due_at, case.id


def due_window(hour: str, last_end: datetime, now: datetime, calendar: Calendar, zone: ZoneInfo) -> Window | None:
    """The window of the digest that is due at `now`: from the last one's end to the newest workday's `hour` (HH:MM).

    None if that digest exists already. However long the bot was down, it is one digest, and it misses nothing.
    """
    hours, minutes = map(int, hour.split(":"))
    local = now.astimezone(zone)
    for back in range(15):  # the longest holidays with their bridges are shorter
        day = local.date() - timedelta(days=back)
        at = datetime.combine(day, time(hours, minutes), zone)
        if at <= now and calendar.is_workday(day):
            return Window(last_end, at) if at > last_end else None
    return None


def by_day(times: Iterable[datetime], days: Sequence[date], zone: ZoneInfo) -> list[int]:
    """How many of `times` fall on each of `days`, in the office's zone."""
    counts = dict.fromkeys(days, 0)
    for at in times:
        day = at.astimezone(zone).date()
        if day in counts:
            counts[day] += 1
    return [counts[day] for day in days]


def last_days(end: datetime, zone: ZoneInfo) -> list[date]:
    """The days that a chart shows: whole ones, so the last is the day before that of `end`."""
    today = end.astimezone(zone).date()
    return [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
