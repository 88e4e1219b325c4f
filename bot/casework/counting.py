"""From the events of cases to the indicators of a window: rules only.

A window [start, end) is counted from what had happened by its end. What happens later changes nothing in it: a case
that was late is late in that month for good, also if it is given more time afterwards. Each event counts once.

What counts for which unit: a step of work (resolving, a rating, a dispatch) for the unit that had the case then; a
return for the unit that sent it back; how a case stands for the unit that has it in charge at the window's end, however
many help; a case that was merged for the unit that has the one that it went into. What no unit has counts for None.
So the units add up to the whole. By category and area a case counts with those that it has today.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.casework.deadlines import BADLY_LATE, Calendar
from bot.casework.indicators import Indicators, added
from bot.casework.lifecycle import OPEN, TRANSITIONS, WITH_UNIT, Action, Status
from bot.casework.promises import Became, How, Promised, became
from storage.records import Happening

_TARGETS: Mapping[tuple[str, str], Status] = {(row.source, row.action): row.target for row in TRANSITIONS}
_STEPS = frozenset(map(str, Action))
NEVER_MIND = frozenset({Status.WITHDRAWN, Status.DECLINED})
_ENDED = NEVER_MIND | {Status.MERGED}
DONE = frozenset({Status.RESOLVED, Status.CLOSED})
_PAUSED = frozenset({Status.INFO_REQUESTED, Status.SUSPENDED})
_RATINGS = frozenset({"rate_good", "rate_bad", "rate_support"})
_GIVEN = frozenset({"dispatch", "transfer"})
_WRITTEN = frozenset({"answer", "ask", "resolve"})


class Place(NamedTuple):
    """What a count is kept for."""

    unit: int | None
    category: int | None
    area: int | None


class Flow(NamedTuple):
    """受理量 and 办结量."""

    submitted: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings and the calendar say."""

    calendar: Calendar
    signing_hours: float
    fair_weight: float


class Late(NamedTuple):
    """A case that was badly late at a window's end: whose it was then, since when its time ran, when it was over."""

    case_id: int
    unit: int | None
    started: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of a window, by place; which cases were badly late at its end; what was promised when it began, if
    that was asked for."""

    start: datetime
    end: datetime
    places: Mapping[Place, Indicators]
    flow: Mapping[tuple[date, int | None], "Flow"]  # by the day in the office's zone and the unit
    badly_late: Sequence[Late] = ()
    promises: Sequence[Promised] = ()

    @property
    def total(self) -> Indicators:
        return added(self.places.values())

    @property
    def by_unit(self) -> dict[int | None, Indicators]:
        return self._by(lambda place: place.unit)

    @property
    def by_category(self) -> dict[int | None, Indicators]:
        return self._by(lambda place: place.category)

    @property
    def by_area(self) -> dict[int | None, Indicators]:
        return self._by(lambda place: place.area)

    def of_unit(self, unit: int | None) -> "Figures":
        """Only what counts for that unit."""
        places = {place: one for place, one in self.places.items() if place.unit == unit}
        flow = {key: n for key, n in self.flow.items() if key[1] == unit}
        late = [case for case in self.badly_late if case.unit == unit]
        promises = [promised for promised in self.promises if promised.unit == unit]
        return Figures(self.start, self.end, places, flow, late, promises)

    @property
    def by_day(self) -> dict[date, "Flow"]:
        """What came and went on each day on which something did."""
        found: dict[date, Flow] = defaultdict(Flow)
        for (day, _), flow in self.flow.items():
            found[day] = Flow(found[day].submitted + flow.submitted, found[day].resolved + flow.resolved)
        return dict(found)

    def _by(self, key: Callable[[Place], int | None]) -> dict[int | None, Indicators]:
        found: dict[int | None, list[Indicators]] = {}
        for place, indicators in self.places.items():
            found.setdefault(key(place), []).append(indicators)
        return {of: added(some) for of, some in found.items()}


@dataclass(slots=True)
class _Given:
    """A case was given to a unit, which is to sign for it."""

    unit: int | None
    at: datetime
    over_at: datetime | None = None  # when it was signed for, or had not to be signed for any more
    signed: bool = False


@dataclass(slots=True)
class _Life:
    """A case, as far as its events were read."""

    id: int
    category: int | None
    area: int | None
    status: Status = Status.DRAFT
    unit: int | None = None
    due: datetime | None = None
    started: datetime | None = None  # when its time began to run
    paused: datetime | None = None
    done: datetime | None = None  # since when it stands resolved or closed
    heard: datetime | None = None  # when the resident first heard from the unit that has it, in this round
    parent: int | None = None
    sent: datetime | None = None
    given: list[_Given] = field(default_factory=list)
    put: tuple[How, datetime | None] | None = None  # how it was extended or put off since the window began
    promised: Promised | None = None  # when the window began

    def standing(self) -> bool:
        """Whether its clock stood still before its time was over: then it is not late, however long that takes."""
        return self.paused is not None and self.due is not None and self.paused <= self.due

    def late(self, at: datetime) -> bool:
        """Whether its time is over by then, and it is not done."""
        return self.status in OPEN and self.due is not None and self.due < at and not self.standing()

    def badly_late(self, at: datetime) -> bool:
        """Whether it has taken several times its time by then."""
        if self.started is None or self.due is None or not self.late(at):
            return False
        return at - self.started >= BADLY_LATE * (self.due - self.started)

    def step(self, event: Happening) -> None:
        """What an event does to the case."""
        kind = event.kind
        if kind in _STEPS:
            before = self.status
            self.status = status = _TARGETS.get((before, kind), before)
            self._goes_on(event, before)
            if status is not Status.DISPATCHED or kind in _GIVEN:
                self._is_given(event)
            if status is not before:
                self._stands(event.at)
            self.unit = event.unit_id
            if kind == "suspend":
                self.put = How.SUSPENDED, _review(event.data)
            elif kind == "extend" and (self.put is None or self.put[0] is not How.SUSPENDED):
                self.put = How.EXTENDED, None
        self.due = event.due_at

    def _goes_on(self, event: Happening, before: Status) -> None:
        kind, at = event.kind, event.at
        if kind == "submit":
            self.sent = at
        elif kind in _WRITTEN:
            self.heard = self.heard or at
        elif kind == "merge":
            self.parent = json.loads(event.data)["parent"] if event.data else None
        elif kind in _GIVEN or (before in DONE and self.status in OPEN):
            self.heard = None  # a new round: another unit, or the same once more
            if self.started is None or kind not in _GIVEN:
                self.started = at
        elif kind == "return" and _undone(event):
            self.given = self.given[:-1]
            if event.due_at is None:
                self.started = None

    def _is_given(self, event: Happening) -> None:
        kind, at = event.kind, event.at
        if self.given and self.given[-1].over_at is None:
            self.given[-1].over_at, self.given[-1].signed = at, kind == "sign"
        if kind in _GIVEN:
            self.given.append(_Given(event.unit_id, at))

    def _stands(self, at: datetime) -> None:
        """It has another status since then."""
        self.paused = at if self.status in _PAUSED else None
        if self.status not in DONE:
            self.done = None
        elif self.done is None:
            self.done = at


class _Stood(NamedTuple):
    """How a case that had been sent stood at a window's end."""

    category: int | None
    area: int | None
    sent: datetime
    status: Status
    unit: int | None
    parent: int | None


class _Window:
    """What counts in one window [start, end)."""

    def __init__(self, start: datetime, end: datetime, rules: Rules) -> None:
        self._start, self._end, self._rules = start, end, rules
        self._counts: defaultdict[tuple[str, int | None, int | None, int | None], int] = defaultdict(int)
        self._flow: Counter[tuple[date, str, int | None]] = Counter()
        self._late: list[Late] = []
        self._promises: list[Promised] = []
        self._stood: dict[int, _Stood] = {}  # that were sent in the window, or that others may have gone into
        self._signing = timedelta(hours=rules.signing_hours)
        self.since, self._surely = self._signed_before(start), self._signed_before(end)

    def _signed_before(self, at: datetime) -> datetime:
        """A time such that for all that was dispatched before it the time for signing ends before `at`."""
        back = at
        while self._rules.calendar.office_time(back, at) <= self._signing:
            back -= timedelta(days=1)
        return back

    def begins(self, life: _Life) -> None:
        """What has been promised of a case by now? `life.put` is what was done to it in the window before."""
        put = life.put
        if life.status not in OPEN:
            return
        how = How.LATE if life.badly_late(self._start) else put[0] if put else None
        due = put[1] if put and how is How.SUSPENDED else life.due
        inside = life.due is not None and self._start <= life.due < self._end
        if how is None and inside and life.status in WITH_UNIT and not life.standing():
            how = How.DUE
        if how is not None:
            life.promised = Promised(life.id, life.unit, how, due, Became.OPEN)

    def count(self, life: _Life, event: Happening) -> None:
        """An event that lies in the window, before its case has taken that step."""
        kind = event.kind
        if kind == "resolve":
            self._one("resolved", life, event.unit_id)
            self._flow[self._day(event.at), "resolved", event.unit_id] += 1
        elif kind in _GIVEN:
            self._one("dispatched", life, event.unit_id)
        elif kind in _RATINGS:
            self._rated(life, event)
            if kind == "rate_bad":
                self._one("reopened", life, event.unit_id)
        elif kind == "return":
            self._returned(life, event)
        elif kind == "reopen" and life.status is Status.CLOSED:
            self._one("reopened", life, event.unit_id)

    def ends(self, life: _Life) -> None:
        """How a case stands at the window's end."""
        if life.promised is not None:
            ended = life.status in _ENDED
            then = became(life.due, life.done, ended=ended, late=life.late(self._end))
            self._promises.append(life.promised._replace(became=then))
            life.promised = None
        if life.sent is not None:
            self._signed(life)
            self._stands(life)
            self._stood[life.id] = _Stood(life.category, life.area, life.sent, life.status, life.unit, life.parent)

    def figures(self) -> Figures:
        """What was counted, when all cases were."""
        for stood in self._stood.values():
            if stood.sent >= self._start:
                self._sent(stood)
        weight = Fraction(str(self._rules.fair_weight))
        places: dict[Place, dict[str, int]] = {}
        for (name, *place), n in self._counts.items():
            places.setdefault(Place(*place), {})[name] = n
        indicators = {place: _indicators(one, weight) for place, one in places.items()}
        keys = {(day, unit) for day, _, unit in self._flow}
        flow = {(d, u): Flow(self._flow[d, "submitted", u], self._flow[d, "resolved", u]) for d, u in keys}
        return Figures(self._start, self._end, indicators, flow, tuple(self._late), tuple(self._promises))

    def _returned(self, life: _Life, event: Happening) -> None:
        """退单率. A dispatch that was taken back within minutes was none, and taking it back no return."""
        if not _undone(event):
            self._one("returned", life, life.unit)
        elif life.given and life.given[-1].at >= self._start:
            self._counts["dispatched", life.given[-1].unit, life.category, life.area] -= 1

    def _rated(self, life: _Life, event: Happening) -> None:
        """响应, 解决, 满意: a rating, by the reporter or a supporter. Its unit had responded if the resident heard from
        it (an answer, a question, the work's end) before the time was over: without that limit, all would have, for
        only what was resolved is rated."""
        rating, solved = said(event.data)
        self._one("rated", life, life.unit)
        if _in_time(life.heard, life.due):
            self._one("contacted", life, life.unit)
        if solved:
            self._one("solved", life, life.unit)
        if rating in ("good", "fair"):
            self._one(rating, life, life.unit)

    def _signed(self, life: _Life) -> None:
        """签收及时率: dispatches whose time for signing ended in the window. (By when they were dispatched, those of a
        window's last hours would count as not signed for.) What the unit gave back, or lost, before that time was over,
        it had not to sign for."""
        for given in life.given:
            if not self.since <= given.at < self._end - self._signing:
                continue
            over = given.over_at
            # Within so many hours by the clock is within as many office hours: most need not be looked up.
            in_time = over is not None and over - given.at <= self._signing
            if not (in_time and self._start <= given.at < self._surely):
                limit = self._rules.calendar.add_office_hours(given.at, self._rules.signing_hours).at
                if not self._start <= limit < self._end:
                    continue
                in_time = over is not None and over <= limit
            if given.signed or not in_time:
                self._one("to_sign", life, given.unit)
                if in_time:
                    self._one("signed_in_time", life, given.unit)

    def _stands(self, life: _Life) -> None:
        """How a case stands at the window's end, and whether it was due in the window.

        按时办结率: of what was due in the window, what was done by then. Due is what the last event by the window's end
        says. A case that is paused before its time is over is not due; nor is what was declined, withdrawn or merged.
        按时反馈率: of the same, those whose resident had heard from the unit by then."""
        status, due = life.status, life.due
        late = life.late(self._end)
        if status in OPEN:
            self._one("open", life, life.unit)
        if late:
            self._one("overdue", life, life.unit)
            if life.badly_late(self._end) and life.started and due:
                self._one("badly_late", life, life.unit)
                self._late.append(Late(life.id, life.unit, life.started, due))
        if due is None or not (self._start <= due < self._end) or not (late or status in DONE):
            return
        self._one("due", life, life.unit)
        if life.done is not None and life.done <= due:
            self._one("resolved_in_time", life, life.unit)
        if _in_time(life.heard, due):
            self._one("answered_in_time", life, life.unit)

    def _sent(self, case: _Stood) -> None:
        """受理量 and 办结率: of the cases sent in the window and neither withdrawn nor declined, those that stand
        resolved or closed at its end. One that was merged stands as the case that it went into."""
        stands = case
        for _ in range(100):  # a chain of merges; it has an end
            if stands.status is not Status.MERGED or stands.parent not in self._stood:
                break
            stands = self._stood[stands.parent]
        self._one("submitted", case, stands.unit)
        self._flow[self._day(case.sent), "submitted", stands.unit] += 1
        if stands.status not in NEVER_MIND:
            self._one("accountable", case, stands.unit)
            if stands.status in DONE:
                self._one("settled", case, stands.unit)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._rules.calendar.zone).date()

    def _one(self, name: str, case: _Life | _Stood, unit: int | None) -> None:
        self._counts[name, unit, case.category, case.area] += 1


class Count:
    """Counts cases one by one, as they are read, in windows that follow each other: each begins at one of `times` and
    ends at the next. Of each but the first it is told what had been promised when it began. `since` is the earliest
    time from which a dispatch may have had to be signed for in one of them."""

    def __init__(self, times: Sequence[datetime], rules: Rules) -> None:
        self._times, self._windows = times, [_Window(*window, rules) for window in pairwise(times)]
        self.since = self._windows[0].since

    def add(self, events: Sequence[Happening]) -> None:
        """One case: all its events, at least one, in the order in which they happened. (Later ones than the last
        window's are not looked at.)"""
        life = _Life(events[0].case_id, events[0].category_id, events[0].area_id)
        times, last = self._times, len(self._windows)
        ahead, window = 0, None  # which of the times comes next, and what counts until then
        for event in events:
            while event.at >= times[ahead]:
                window = self._reaches(life, ahead)
                if ahead == last:
                    return
                ahead += 1
            if window is not None:
                window.count(life, event)
            life.step(event)
        for rest in range(ahead, last + 1):
            self._reaches(life, rest)

    def _reaches(self, life: _Life, n: int) -> _Window | None:
        """A case has lived until the n-th of the times: one window ends, another begins, which is given back."""
        if n:
            self._windows[n - 1].ends(life)
        if n == len(self._windows):
            return None
        if n:
            self._windows[n].begins(life)
        life.put = None
        return self._windows[n]

    def figures(self) -> list[Figures]:
        """What was counted, of each window."""
        return [window.figures() for window in self._windows]


@lru_cache(maxsize=64)  # there are few, and they come by the thousand
def said(data: str) -> tuple[str, bool]:
    """What an event of a rating says: the rating (good, fair, bad), and whether it is solved."""
    found = json.loads(data)
    return found["rating"], bool(found["solved"])


def _review(data: str) -> datetime | None:
    """When a case that is put off is to be looked at again, as its event says; None where it does not."""
    at = json.loads(data).get("review") if data else None
    return datetime.fromisoformat(at) if at else None


def _undone(event: Happening) -> bool:
    return bool(event.data) and bool(json.loads(event.data).get("undone"))


def _in_time(at: datetime | None, due: datetime | None) -> bool:
    return at is not None and (due is None or at <= due)


def _indicators(counts: dict[str, int], fair_weight: Fraction) -> Indicators:
    satisfied = counts.pop("good", 0) + fair_weight * counts.pop("fair", 0)
    return Indicators(**counts, satisfied=Fraction(satisfied))
