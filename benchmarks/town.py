"""A town, played: cases of many units with all that happens to a case, through the real rules of life and deadlines.

Every step is one that `lifecycle` allows to whoever takes it, and its due time is `deadlines`' own. How long residents
wait is fitted to the quantiles of 1,463 answers of a city's message board (half within 11 days, nine of ten within 41,
one of a hundred more than 160), made faster or slower by each unit's pace. The same seed plays the same town.
"""

import json
import random
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.casework.deadlines import Calendar, Due
from bot.casework.lifecycle import OPEN, Action, Clock, Status, Who, may, step

# Days from a message to its answer: at these shares of all answers.
_SHARES = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
_DAYS = (0.05, 1.0, 1.9, 4.8, 11.0, 22.5, 40.9, 67.2, 160.0, 400.0)
# How many of a hundred are sent in each hour of the day, from midnight on: most in office hours, few at night.
_HOURS = (2, 1, 0, 0, 0, 1, 1, 2, 5, 6, 10, 9, 5, 5, 7, 10, 8, 6, 4, 4, 3, 4, 4, 3)

_A, _S, _W = Action, Status, Who
_DAY = timedelta(days=1)
_KINDS = frozenset(Action)


class _Over(Exception):
    """What comes next lies behind the day up to which the town is played."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be played: so many cases from `start` to `end`, and by what limits. `limits` are workdays by category
    id; `units` and `areas` are ids."""

    start: datetime
    end: datetime
    cases: int
    units: tuple[int, ...]
    limits: dict[int, int]
    areas: tuple[int, ...]
    calendar: Calendar
    urgent_hours: float = 2
    extension_workdays: int = 10
    seed: int = 20260601


@dataclass(slots=True)
class Played:
    """A case as it stands in the end, as a row of `cases`, and its events as rows of `events`."""

    row: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)
    appears: datetime | None = None  # when its rows came into the database, if that was later than they say

    def status_at(self, at: datetime) -> Status:
        status = Status.DRAFT
        for event in self.events:
            if event["at"] > at:
                break
            if event["kind"] in _KINDS:
                status = step(status, Action(event["kind"])).target
        return status


def play(place: Place) -> list[Played]:
    """The cases in the order in which they were sent."""
    dice = random.Random(place.seed)
    hours, span = list(range(24)), (place.end - place.start) / place.cases
    pace = {unit: dice.uniform(0.08, 0.7) for unit in place.units}
    care = {unit: dice.uniform(0.6, 0.97) for unit in place.units}
    size = [dice.lognormvariate(0, 0.9) for _ in place.units]
    lately: deque[Played] = deque(maxlen=300)
    numbers: Counter[str] = Counter()
    town = []
    for id in range(1, place.cases + 1):
        day = (place.start + span * id).astimezone(place.calendar.zone)
        if day.weekday() >= 5 and dice.random() < 0.5:
            day -= 2 * _DAY
        hour = dice.choices(hours, _HOURS)[0]
        sent = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
        unit = dice.choices(place.units, size)[0]
        numbers[f"{sent:%y%m%d}"] += 1
        number = f"{sent:%y%m%d}-{numbers[f'{sent:%y%m%d}']:04d}"
        life = _Life(place, dice, id, number, max(sent.astimezone(UTC), place.start), unit, pace, care, lately)
        town.append(life.live())
        lately.append(town[-1])
    return town


class _Life:
    """One case, from being sent to its end or the end of the play."""

    def __init__(
        self,
        place: Place,
        dice: random.Random,
        id: int,
        number: str,
        sent: datetime,
        unit: int,
        pace: dict[int, float],
        care: dict[int, float],
        others: deque[Played],
    ) -> None:
        self._place, self._dice, self._others, self._pace, self._care = place, dice, others, pace, care
        self._for, self._at, self._supporters = unit, sent, dice.randrange(4) if dice.random() < 0.08 else 0
        category = dice.choice(list(place.limits))
        area = None if dice.random() < 0.2 else dice.choice(place.areas)
        self._row: dict[str, Any] = {
            "id": id,
            "number": number,
            "status": Status.DRAFT.value,
            "text": f"第{id}件诉求",
            "source": "telegram",
            "category_id": category,
            "area_id": area,
            "unit_id": None,
            "urgent": dice.random() < 0.01,
            "created_at": sent,
            "reopened": 0,
            "rating": "",
            "due_provisional": False,
        }
        for name in ("submitted", "dispatched", "signed", "paused", "due", "resolved", "closed"):
            self._row[f"{name}_at"] = None
        self._row["parent_id"] = None
        self._played = Played(self._row)

    def live(self) -> Played:
        """Plays until the case has ended, or the play."""
        try:
            if self._dice.random() < 0.03:  # collected elsewhere, and taken in days later
                self._row |= {"source": "imported", "submitted_at": self._at}
                self._passes(days=self._dice.uniform(1, 20))
            if self._dice.random() < 0.01:  # its reporter said that it is one of several matters
                self._act(_A.SPLIT, _W.REPORTER)
            self._act(_A.SUBMIT, _W.SYSTEM, submitted_at=self._row["submitted_at"] or self._at)
            if self._sorted():
                while self._worked():
                    pass
        except _Over:
            pass
        if self._dice.random() < 0.003:  # written down later than it happened: its rows are the last ones
            self._played.appears = self._place.end
        return self._played

    # Steps

    def _passes(self, **span: float) -> None:
        self._at += timedelta(**span)

    def _act(self, action: Action, who: Who, *, note: str = "", data: object = None, **values: Any) -> None:
        """One step by the rules. AssertionError if they do not allow it."""
        if self._at >= self._place.end:
            raise _Over
        row, status = self._row, Status(self._row["status"])
        assert may(status, action, who), (status, action, who)
        transition = step(status, action)
        row |= self._clock(transition.clock) | {"status": transition.target.value} | values
        self._event(action.value, note, "" if data is None else json.dumps(data))

    def _event(self, kind: str, note: str = "", data: str = "") -> None:
        if self._at >= self._place.end:
            raise _Over
        row = self._row
        event = {"case_id": row["id"], "at": self._at, "kind": kind, "unit_id": row["unit_id"]}
        self._played.events.append({**event, "note": note, "data": data, "due_at": row["due_at"]})

    def _clock(self, clock: Clock) -> dict[str, Any]:
        """As the bot does it with every step of a case."""
        row, calendar = self._row, self._place.calendar
        match clock:
            case Clock.START if row["due_at"] is None or row["resolved_at"] or row["closed_at"]:
                if row["urgent"]:
                    due = calendar.add_hours(self._at, self._place.urgent_hours)
                else:
                    due = calendar.add_workdays(self._at, self._place.limits[row["category_id"]])
            case Clock.PAUSE:
                return {"paused_at": self._at}
            case Clock.RESUME if row["due_at"] is not None:
                left = Due(row["due_at"], row["due_provisional"])
                due = calendar.after_pause(left, row["paused_at"], self._at, urgent=row["urgent"])
            case _:
                return {}
        return {"due_at": due.at, "due_provisional": due.provisional, "paused_at": None}

    # What happens

    def _sorted(self) -> bool:
        """From the dispatchers, or by itself, to the unit. False if it ends there."""
        dice, chance = self._dice, self._dice.random()
        if chance < 0.65:
            self._given(_W.SYSTEM)
            return True
        self._event("waits", "not_sure")
        self._passes(hours=dice.expovariate(1 / 3))
        if chance < 0.67:
            self._act(_A.WITHDRAW, _W.REPORTER, closed_at=self._at)
            return False
        if chance < 0.69:
            self._act(_A.DECLINE, _W.DISPATCHER, note="不在本市办理", closed_at=self._at)
            if dice.random() < 0.9:
                return False
            self._passes(hours=dice.uniform(1, 100))
            self._act(_A.REOPEN, _W.ADMIN, data={"declined": True}, closed_at=None)
        if chance > 0.96 and (parent := self._like()) is not None:
            self._act(_A.MERGE, _W.DISPATCHER, data={"parent": parent}, parent_id=parent, closed_at=self._at)
            if dice.random() < 0.9:
                self._maybe_withdrawn()
                return False
            self._passes(hours=dice.uniform(0.1, 48))
            self._act(_A.UNMERGE, _W.DISPATCHER, parent_id=None, unit_id=None, closed_at=None)
        if dice.random() < 0.02:  # the dispatchers see several matters in it, and are wrong
            self._act(_A.SPLIT, _W.DISPATCHER, data={"into": []})
            self._act(_A.UNSPLIT, _W.DISPATCHER)
        if dice.random() < 0.03:  # to the wrong unit, and taken back at once
            self._given(_W.DISPATCHER)
            self._passes(hours=dice.uniform(0.01, 0.15))
            time = {"due_at": None, "due_provisional": False, "dispatched_at": None, "unit_id": None}
            self._act(_A.RETURN, _W.DISPATCHER, data={"unit": self._for, "undone": True}, **time)
            self._another()
        self._given(_W.DISPATCHER)
        return True

    def _maybe_withdrawn(self) -> None:
        """What went into another case may still be withdrawn: it ended by the merge already."""
        if self._dice.random() < 0.1:
            self._passes(days=self._dice.uniform(0.1, 20))
            self._act(_A.WITHDRAW, _W.REPORTER, closed_at=self._at)

    def _like(self) -> int | None:
        """The id of another case that is open now."""
        other = self._dice.choice(self._others) if self._others else None
        return other.row["id"] if other is not None and other.status_at(self._at) in OPEN else None

    def _given(self, who: Who) -> None:
        self._act(_A.DISPATCH, who, unit_id=self._for, dispatched_at=self._at, signed_at=None)

    def _another(self) -> int:
        self._for = self._dice.choice(self._place.units)
        return self._for

    def _worked(self) -> bool:
        """What a unit does with a case until it is done, and what the resident says of that. True if it goes on."""
        dice = self._dice
        if self._row["status"] == _S.SUBMITTED:
            self._given(_W.DISPATCHER)
        if self._row["status"] == _S.DISPATCHED:
            self._passes(hours=dice.lognormvariate(1.2, 1.3))
            chance = dice.random()
            if chance < 0.05:
                self._act(_A.RETURN, _W.UNIT, note="不归我们管", unit_id=None)
                self._passes(hours=dice.uniform(0.5, 20))
                self._another()
                return True
            if chance < 0.08:
                self._act(_A.TRANSFER, _W.DISPATCHER, unit_id=self._another())
                return True
            if chance < 0.09:
                self._act(_A.WITHDRAW, _W.REPORTER, closed_at=self._at)
                return False
            self._act(_A.SIGN, _W.UNIT, signed_at=self._at)
        days = self._takes()
        done = self._at + timedelta(days=days)
        if not self._meanwhile(days):
            return False
        if self._row["status"] != _S.IN_PROGRESS:
            return True
        self._at = max(done, self._at)
        self._act(_A.RESOLVE, _W.UNIT, note="已处理", resolved_at=self._at)
        return self._judged()

    def _takes(self) -> float:
        """Days of work, from the quantiles, at the unit's pace."""
        share = self._dice.random()
        n = min(bisect_right(_SHARES, share), len(_SHARES) - 1)
        part = (share - _SHARES[n - 1]) / (_SHARES[n] - _SHARES[n - 1])
        return self._pace[self._for] * (_DAYS[n - 1] + part * (_DAYS[n] - _DAYS[n - 1]))

    def _meanwhile(self, days: float) -> bool:
        """Questions, answers, extensions, a suspension while the unit works. False if the case ended by that."""
        dice = self._dice
        self._beside(days)
        if dice.random() < 0.3:
            self._passes(days=days * dice.uniform(0.05, 0.5))
            self._act(_A.ANSWER, _W.UNIT, note="已安排人员")
        if dice.random() < 0.05:
            self._act(_A.ADD, _W.REPORTER, note="补充")
        if dice.random() < 0.12:
            self._act(_A.ASK, _W.UNIT, note="在哪里")
            if dice.random() < 0.03:
                return self._ended_by_reporter()
            if self._supporters and dice.random() < 0.2:  # who asked for it is gone; nobody is left who could answer
                self._passes(days=dice.uniform(0.02, 4.9))
                self._act(_A.LEAVE, _W.REPORTER)
            elif dice.random() < 0.8:
                self._passes(days=dice.uniform(0.02, 4.9))
                self._act(_A.SUPPLY, _W.REPORTER, note="在门口")
            else:
                self._passes(days=5)
                self._act(_A.RESUME, _W.SYSTEM)
        if dice.random() < 0.08:
            self._extended()
        if dice.random() < 0.02:
            away = timedelta(days=dice.uniform(10, 90))
            self._act(_A.SUSPEND, _W.DISPATCHER, note="列入计划", data={"review": (self._at + away).isoformat()})
            if dice.random() < 0.2:
                return self._ended_by_reporter()
            self._moved_by_the_calendar()
            self._at += away
            self._act(_A.REVIEW, _W.SYSTEM)
        chance = dice.random()
        if chance < 0.01:
            self._passes(days=dice.uniform(0, 2))
            self._act(_A.RETURN, _W.UNIT, note="查明不归我们管", unit_id=None)
            self._another()
        elif chance < 0.02:
            self._act(_A.TRANSFER, _W.ADMIN, unit_id=self._another())
        elif chance < 0.03 and (parent := self._like()) is not None:
            self._act(_A.MERGE, _W.ADMIN, data={"parent": parent}, parent_id=parent, closed_at=self._at)
            self._maybe_withdrawn()
            return False
        elif chance < 0.04:
            return self._ended_by_reporter()
        return True

    def _ended_by_reporter(self) -> bool:
        action = self._dice.choice((_A.CLOSE_BY_RESIDENT, _A.WITHDRAW))
        self._act(action, _W.REPORTER, closed_at=self._at)
        return False

    def _beside(self, days: float) -> None:
        """What happens to a case though it stands where it stood: it becomes urgent, others help, the calendar is
        corrected, somebody is reminded, a supporter says something early."""
        dice, row = self._dice, self._row
        if dice.random() < 0.01 and not row["urgent"]:
            due = self._place.calendar.add_hours(self._at, self._place.urgent_hours)
            row["urgent"] = True
            if row["due_at"] is not None and due.at < row["due_at"]:
                row |= {"due_at": due.at, "due_provisional": due.provisional}
            self._event("urgent", data=json.dumps({"hours": self._place.urgent_hours}))
        if dice.random() < 0.05:
            helper = {"helper": self._dice.choice(self._place.units)}
            self._event("help", note="请配合", data=json.dumps(helper))
            self._event(dice.choice(("helped", "unhelp")), data=json.dumps(helper))
        if dice.random() < 0.05:
            self._passes(days=days * dice.uniform(0, 0.05))
            self._moved_by_the_calendar()
        if dice.random() < 0.1 and row["due_at"] is not None:
            self._event("remind", data=f"{row['due_at'].isoformat()} {len(self._played.events)}")

    def _moved_by_the_calendar(self) -> None:
        row = self._row
        if row["due_at"] is not None and self._dice.random() < 0.5:
            due = self._place.calendar.add_workdays(row["due_at"], 1)
            row |= {"due_at": due.at, "due_provisional": due.provisional}
            self._event("calendar")

    def _extended(self) -> None:
        self._act(_A.ASK_EXTENSION, _W.UNIT, note="要等材料")
        self._passes(hours=self._dice.uniform(0.2, 30))
        if self._dice.random() < 0.8 and self._row["due_at"] is not None:
            due = self._place.calendar.add_workdays(self._row["due_at"], self._place.extension_workdays)
            self._act(_A.EXTEND, _W.DISPATCHER, due_at=due.at, due_provisional=due.provisional)
        else:
            self._act(_A.REFUSE_EXTENSION, _W.DISPATCHER)

    def _judged(self) -> bool:
        """The rating, or none. True if the work begins anew."""
        dice, row, care = self._dice, self._row, self._care[self._for]
        resolved = self._at
        self._passes(days=dice.uniform(0.1, 5))
        for _ in range(self._supporters):
            self._event(
                "rate_support", data=self._said(dice.choices(("good", "fair", "bad"), (care, 0.1, 1 - care))[0])
            )
        if dice.random() < 0.5:
            if dice.random() > care and row["reopened"] < 2:
                again = row["reopened"] + 1
                said = {"rating": "bad", "solved": dice.random() < 0.2}
                self._act(_A.RATE_BAD, _W.REPORTER, data=said, rating="bad", resolved_at=None, reopened=again)
                if again == 2:
                    self._event("to_lead")
                if dice.random() < 0.02:  # its unit is no more: it is sorted anew at once
                    data = {"unit": row["unit_id"]}
                    self._act(_A.RETURN, _W.DISPATCHER, data=data, unit_id=None, signed_at=None)
                    self._another()
                return True
            rating = "good" if dice.random() < 0.8 else "fair"
            said = {"rating": rating, "solved": rating == "good" or dice.random() < 0.9}
            self._act(_A.RATE_GOOD, _W.REPORTER, data=said, rating=rating, closed_at=self._at)
        elif dice.random() < 0.05:
            self._act(_A.CLOSE_BY_RESIDENT, _W.REPORTER, closed_at=self._at)
        else:
            self._at = resolved + 14 * _DAY
            self._act(_A.EXPIRE, _W.SYSTEM, closed_at=self._at)
        if dice.random() < 0.02 and row["reopened"] < 2:
            self._passes(days=dice.uniform(0.2, 10))
            again = row["reopened"] + 1
            self._act(_A.REOPEN, _W.REPORTER, note="又坏了", closed_at=None, resolved_at=None, reopened=again)
            return True
        return False

    @staticmethod
    def _said(rating: str) -> str:
        return json.dumps({"rating": rating, "solved": rating != "bad"})


def events(town: list[Played]) -> Iterator[dict[str, Any]]:
    """All events as they were written, one after the other."""
    every = [(played.appears or event["at"], event) for played in town for event in played.events]
    every.sort(key=lambda pair: pair[0])
    return (event for _, event in every)
