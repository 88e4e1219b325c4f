"""When a case is due by this calendar, computed anew from what happened to it.

The history has the steps; the table of transitions says what each does to the clock. So an open deadline follows a
calendar that was corrected, or that learned a new year, as if it had been known from the beginning.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol

from bot.casework.deadlines import Calendar, Due, Limit
from bot.casework.lifecycle import Action, Clock, NotPossible, Status, step

URGENT = "urgent"  # the kind of the event that a case became urgent


class Kind(StrEnum):
    """What happens to the time that a case has."""

    START = auto()
    PAUSE = auto()
    RESUME = auto()
    EXTEND = auto()
    HASTEN = auto()
    """It is urgent from now on: due within hours, where it had more time."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a case's clock. `limit` is what START gave, EXTEND added, HASTEN left."""

    kind: Kind
    at: datetime
    limit: Limit = field(default_factory=Limit)


class Happened(Protocol):
    """What is needed of an event of the history."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> str: ...


class Unreadable(Exception):
    """The history does not fit the table of transitions: better no new date than a wrong one."""


def replay(calendar: Calendar, steps: Sequence[Step]) -> Due | None:
    """When a case is due after these steps, in their order; None if its time never began.

    A case that is paused at the end is due as it was when the pause began: what is left then is left when it goes on.
    """
    due: Due | None = None
    paused: datetime | None = None
    by_hours = False
    for now in steps:
        if now.kind is Kind.START:
            due, paused, by_hours = calendar.due(now.at, now.limit), None, now.limit.hours is not None
        elif due is None:
            continue
        elif now.kind is Kind.PAUSE:
            paused = now.at
        elif now.kind is Kind.RESUME and paused is not None:
            due, paused = calendar.after_pause(due, paused, now.at, urgent=by_hours), None
        elif now.kind is Kind.EXTEND:
            due = calendar.later(due, now.limit)
        elif now.kind is Kind.HASTEN:
            sooner = calendar.due(paused or now.at, now.limit)
            due, by_hours = min(due, sooner, key=lambda one: one.at), True
    return due


def steps_of(events: Iterable[Happened], limit: Limit, urgent: Limit) -> list[Step]:
    """What happened to a case's clock, by its whole history. `limit` is what it was given when its time last began,
    `urgent` what is given to cases that become urgent, where the event does not say. Raises Unreadable."""
    steps: list[Step] = []
    status, dispatches, resolved = Status.DRAFT, 0, False
    for event in events:
        if event.kind == URGENT:
            hours = json.loads(event.data)["hours"] if event.data else None
            steps.append(Step(Kind.HASTEN, event.at, urgent if hours is None else Limit(hours=hours)))
        if event.kind not in _ACTIONS:
            continue
        action = Action(event.kind)
        try:
            transition = step(status, action)
        except NotPossible as error:
            raise Unreadable(str(error)) from None
        status, dispatches = transition.target, dispatches + (action is Action.DISPATCH)
        if transition.clock is Clock.START and (resolved or not _begun(steps)):
            steps, resolved = [Step(Kind.START, event.at, limit)], False
        elif transition.clock is Clock.PAUSE:
            steps.append(Step(Kind.PAUSE, event.at))
        elif transition.clock is Clock.RESUME:
            steps.append(Step(Kind.RESUME, event.at))
        elif action in (Action.RESOLVE, Action.CLOSE_BY_RESIDENT):  # whoever takes it up again has new time
            resolved = True
        elif action is Action.EXTEND:
            steps.append(Step(Kind.EXTEND, event.at, Limit(json.loads(event.data)["days"])))
        elif action is Action.RETURN and event.data and json.loads(event.data).get("undone"):
            dispatches -= 1
            steps = steps if dispatches else []  # without another one it is as if it had never been dispatched
    return steps


_ACTIONS = frozenset(action.value for action in Action)


def _begun(steps: Sequence[Step]) -> bool:
    return any(one.kind is Kind.START for one in steps)
