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
from typing import NamedTuple

from bot.casework.deadlines import BADLY_LATE, Calendar
from bot.casework.indicators import Indicators
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
        return sum(self.places.values(), Indicators())

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
        found: dict[int | None, Indicators] = defaultdict(Indicators)
        for place, indicators in self.places.items():
            found[key(place)] += indicators
        return dict(found)


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
    put: tuple[How, datetime | None] | None = None  # how it was extended or put off in the window before this one
    promised: Promised | None = None

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


class Count:
    """Counts the cases of a window one by one, as they are read. `since` is the earliest time from which a dispatch may
    have had to be signed for in the window. `before` is when the window before it began, if it is to be told what was
    promised."""

    def __init__(self, start: datetime, end: datetime, rules: Rules, before: datetime | None = None) -> None:
        self._start, self._end, self._rules, self._before = start, end, rules, before
        self._counts: Counter[tuple[str, int | None, int | None, int | None]] = Counter()  # by name and place
        self._flow: Counter[tuple[date, str, int | None]] = Counter()
        self._late: list[Late] = []
        self._promises: list[Promised] = []
        self._lives: dict[int, _Life] = {}  # that were sent in the window, or that others may have gone into
        self._signing = timedelta(hours=rules.signing_hours)
        self.since, self._surely = self._signed_before(start), self._signed_before(end)

    def _signed_before(self, at: datetime) -> datetime:
        """A time such that for all that was dispatched before it the time for signing ends before `at`."""
        back = at
        while self._rules.calendar.office_time(back, at) <= self._signing:
            back -= timedelta(days=1)
        return back

    def add(self, events: Sequence[Happening]) -> None:
        """One case: all its events up to the window's end, at least one, in the order in which they happened."""
        life, begun = _Life(events[0].category_id, events[0].area_id), self._before is None
        for event in events:
            if event.at >= self._end:
                continue
            if not begun and event.at >= self._start:
                self._begins(life, event.case_id)
                begun = True
            self._step(life, event)
        if not begun:
            self._begins(life, events[0].case_id)
        if life.promised is not None:
            self._became(life, life.promised)
        if life.sent is not None:
            self._signed(life)
            self._stands(life, events[0].case_id)
            self._lives[events[0].case_id] = life

    def figures(self) -> Figures:
        """What was counted."""
        for life in self._lives.values():
            self._sent(life)
        weight = Fraction(str(self._rules.fair_weight))
        places: dict[Place, dict[str, int]] = {}
        for (name, *place), n in self._counts.items():
            places.setdefault(Place(*place), {})[name] = n
        indicators = {place: _indicators(one, weight) for place, one in places.items()}
        keys = {(day, unit) for day, _, unit in self._flow}
        flow = {(d, u): Flow(self._flow[d, "submitted", u], self._flow[d, "resolved", u]) for d, u in keys}
        return Figures(self._start, self._end, indicators, flow, tuple(self._late), tuple(self._promises))

    def _step(self, life: _Life, event: Happening) -> None:
        """What one event does to its case, and what it counts for if it lies in the window."""
        kind, inside = event.kind, event.at >= self._start
        if kind in _RATINGS and inside:
            self._rated(life, event)
        if kind in _STEPS:
            before = life.status
            life.status = _TARGETS.get((before, kind), before)
            if inside:
                if kind == "return":
                    self._returned(life, event)
                elif kind == "resolve":
                    self._one("resolved", life, event.unit_id)
                    self._flow[self._day(event.at), "resolved", event.unit_id] += 1
                elif kind in _GIVEN:
                    self._one("dispatched", life, event.unit_id)
                elif kind == "rate_bad" or (kind == "reopen" and before is Status.CLOSED):
                    self._one("reopened", life, event.unit_id)
            self._clocks(life, event, before)
            life.unit = event.unit_id
        life.due = event.due_at
        if self._before is not None and self._before <= event.at < self._start:
            if kind == "suspend":
                life.put = How.SUSPENDED, _review(event.data)
            elif kind == "extend" and (life.put is None or life.put[0] is not How.SUSPENDED):
                life.put = How.EXTENDED, None

    def _begins(self, life: _Life, case_id: int) -> None:
        """The window begins: what has been promised of a case by now?"""
        if life.status not in OPEN:
            return
        how = How.LATE if life.badly_late(self._start) else life.put[0] if life.put else None
        due = life.put[1] if life.put and how is How.SUSPENDED else life.due
        inside = life.due is not None and self._start <= life.due < self._end
        if how is None and inside and life.status in WITH_UNIT and not life.standing():
            how = How.DUE
        if how is not None:
            life.promised = Promised(case_id, life.unit, how, due, Became.OPEN)

    def _became(self, life: _Life, promised: Promised) -> None:
        ended = life.status in _ENDED
        then = became(life.due, life.done, ended=ended, late=life.late(self._end))
        self._promises.append(promised._replace(became=then))

    def _returned(self, life: _Life, event: Happening) -> None:
        """退单率. A dispatch that was taken back within minutes was none, and taking it back no return."""
        if not _undone(event):
            self._one("returned", life, life.unit)
        elif life.given and life.given[-1].at >= self._start:
            self._counts["dispatched", life.given[-1].unit, life.category, life.area] -= 1

    def _clocks(self, life: _Life, event: Happening, before: Status) -> None:
        kind, at, status = event.kind, event.at, life.status
        if kind == "submit":
            life.sent = at
        elif kind in _WRITTEN:
            life.heard = life.heard or at
        elif kind == "merge":
            life.parent = json.loads(event.data)["parent"] if event.data else None
        elif kind in _GIVEN or (before in DONE and status in OPEN):
            life.heard = None  # a new round: another unit, or the same once more
            if life.started is None or kind not in _GIVEN:
                life.started = at
        elif kind == "return" and _undone(event):
            life.given = life.given[:-1]
            if event.due_at is None:
                life.started = None
        if status is not Status.DISPATCHED or kind in _GIVEN:
            if life.given and life.given[-1].over_at is None:
                life.given[-1].over_at, life.given[-1].signed = at, kind == "sign"
            if kind in _GIVEN:
                life.given.append(_Given(event.unit_id, at))
        if status is not before:
            life.paused = at if status in _PAUSED else None
            if status not in DONE:
                life.done = None
            elif life.done is None:
                life.done = at

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

    def _stands(self, life: _Life, case_id: int) -> None:
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
                self._late.append(Late(case_id, life.unit, life.started, due))
        if due is None or not (self._start <= due < self._end) or not (late or status in DONE):
            return
        self._one("due", life, life.unit)
        if life.done is not None and life.done <= due:
            self._one("resolved_in_time", life, life.unit)
        if _in_time(life.heard, due):
            self._one("answered_in_time", life, life.unit)

    def _sent(self, life: _Life) -> None:
        """受理量 and 办结率: of the cases sent in the window and neither withdrawn nor declined, those that stand
        resolved or closed at its end. One that was merged stands as the case that it went into."""
        if life.sent is None or life.sent < self._start:
            return
        stands = life
        for _ in range(100):  # a chain of merges; it has an end
            if stands.status is not Status.MERGED or stands.parent not in self._lives:
                break
            stands = self._lives[stands.parent]
        self._one("submitted", life, stands.unit)
        self._flow[self._day(life.sent), "submitted", stands.unit] += 1
        if stands.status not in NEVER_MIND:
            self._one("accountable", life, stands.unit)
            if stands.status in DONE:
                self._one("settled", life, stands.unit)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._rules.calendar.zone).date()

    def _one(self, name: str, life: _Life, unit: int | None) -> None:
        self._counts[name, unit, life.category, life.area] += 1


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
