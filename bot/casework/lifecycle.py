"""The life of a case: the one table of what may be done with it, by whom, and what follows. Nothing else decides.

A row holds for every case alike. What depends on the case itself the caller asks before: whether it is the speaker's
own case or unit, and the limits in days and times (return within 2 workdays, reopen within 10 days, one extension),
which are settings. `docs/lifecycle.md` shows the table; a test keeps it true.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Status(StrEnum):
    """Where a case stands. The values are what the database holds."""

    DRAFT = auto()
    SUBMITTED = auto()
    DISPATCHED = auto()
    IN_PROGRESS = auto()
    INFO_REQUESTED = auto()
    SUSPENDED = auto()
    RESOLVED = auto()
    CLOSED = auto()
    DECLINED = auto()
    MERGED = auto()
    WITHDRAWN = auto()
    DISCARDED = auto()


class Action(StrEnum):
    """What is done with a case, in the order in which buttons stand: the likeliest first, what ends it last."""

    SUBMIT = auto()
    DISPATCH = auto()
    SIGN = auto()
    RATE_GOOD = auto()
    RATE_BAD = auto()
    """Unsatisfied, or not solved: it goes back to the unit."""
    SUPPLY = auto()
    """The resident gives what was asked for."""
    ADD = auto()
    """The resident adds something."""
    RESOLVE = auto()
    ANSWER = auto()
    """The unit writes to the resident."""
    ASK = auto()
    RESUME = auto()
    """Goes on without what was asked for, by hand or after days without an answer."""
    REVIEW = auto()
    """Takes up a suspended case again."""
    ASK_EXTENSION = auto()
    EXTEND = auto()
    REFUSE_EXTENSION = auto()
    CO_HANDLE = auto()
    """Gives tasks to helping units; the unit in charge stays."""
    TRANSFER = auto()
    RETURN = auto()
    SUSPEND = auto()
    MERGE = auto()
    UNMERGE = auto()
    SPLIT = auto()
    """Several matters become cases of their own; this one goes on with the first."""
    UNSPLIT = auto()
    """They are one case again; the others are merged into it."""
    DECLINE = auto()
    REOPEN = auto()
    EXPIRE = auto()
    """No rating came in time."""
    CLOSE_BY_RESIDENT = auto()
    WITHDRAW = auto()
    LEAVE = auto()
    """Its reporter withdraws, but others stand behind it: it goes on for them."""
    DISCARD = auto()
    RESTORE = auto()
    """Takes up a discarded draft again."""


class Who(StrEnum):
    """In what role somebody acts on this very case: REPORTER is its own, UNIT and LEAD are of the unit that has it."""

    REPORTER = auto()
    UNIT = auto()
    LEAD = auto()
    DISPATCHER = auto()
    ADMIN = auto()
    SYSTEM = auto()


class Clock(StrEnum):
    """What becomes of the time that the unit has."""

    START = auto()
    """It is given its time from now on; a clock that runs already keeps its due time."""
    PAUSE = auto()
    RESUME = auto()
    """Goes on with what was left (`deadlines.Calendar.after_pause`)."""
    STOP = auto()
    KEEP = auto()


@dataclass(frozen=True, slots=True)
class Transition:
    source: Status
    action: Action
    target: Status
    who: frozenset[Who]
    clock: Clock


class NotPossible(Exception):
    """This action does not exist for a case in this status."""


_REPORTER = frozenset({Who.REPORTER})
_SYSTEM = frozenset({Who.SYSTEM})
_OFFICE = frozenset({Who.DISPATCHER, Who.ADMIN})
_MEMBERS = frozenset({Who.UNIT, Who.LEAD})
_STAFF = _MEMBERS | _OFFICE
_S, _A, _C = Status, Action, Clock

TRANSITIONS: tuple[Transition, ...] = (
    # being written
    Transition(_S.DRAFT, _A.SUBMIT, _S.SUBMITTED, _REPORTER | _SYSTEM, _C.KEEP),
    Transition(_S.DRAFT, _A.ADD, _S.DRAFT, _REPORTER, _C.KEEP),
    Transition(_S.DRAFT, _A.SPLIT, _S.DRAFT, _REPORTER, _C.KEEP),
    Transition(_S.DRAFT, _A.DISCARD, _S.DISCARDED, _REPORTER | _SYSTEM, _C.STOP),
    # with the dispatchers; after a return the clock runs on meanwhile
    Transition(_S.SUBMITTED, _A.DISPATCH, _S.DISPATCHED, _OFFICE | _SYSTEM, _C.START),
    Transition(_S.SUBMITTED, _A.ADD, _S.SUBMITTED, _REPORTER, _C.KEEP),
    Transition(_S.SUBMITTED, _A.MERGE, _S.MERGED, _OFFICE, _C.STOP),
    Transition(_S.SUBMITTED, _A.SPLIT, _S.SUBMITTED, _OFFICE, _C.KEEP),
    Transition(_S.SUBMITTED, _A.UNSPLIT, _S.SUBMITTED, _OFFICE, _C.KEEP),
    Transition(_S.SUBMITTED, _A.DECLINE, _S.DECLINED, _OFFICE, _C.STOP),
    Transition(_S.SUBMITTED, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.STOP),
    Transition(_S.SUBMITTED, _A.LEAVE, _S.SUBMITTED, _REPORTER, _C.KEEP),
    # with a unit, which has not signed for it
    Transition(_S.DISPATCHED, _A.SIGN, _S.IN_PROGRESS, _STAFF, _C.KEEP),
    Transition(_S.DISPATCHED, _A.ADD, _S.DISPATCHED, _REPORTER, _C.KEEP),
    Transition(_S.DISPATCHED, _A.TRANSFER, _S.DISPATCHED, _OFFICE, _C.KEEP),
    Transition(_S.DISPATCHED, _A.RETURN, _S.SUBMITTED, _STAFF, _C.KEEP),
    Transition(_S.DISPATCHED, _A.MERGE, _S.MERGED, _OFFICE, _C.STOP),
    Transition(_S.DISPATCHED, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.STOP),
    Transition(_S.DISPATCHED, _A.LEAVE, _S.DISPATCHED, _REPORTER, _C.KEEP),
    # signed for
    Transition(_S.IN_PROGRESS, _A.ADD, _S.IN_PROGRESS, _REPORTER, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.RESOLVE, _S.RESOLVED, _STAFF, _C.STOP),
    Transition(_S.IN_PROGRESS, _A.ANSWER, _S.IN_PROGRESS, _STAFF, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.ASK, _S.INFO_REQUESTED, _STAFF, _C.PAUSE),
    Transition(_S.IN_PROGRESS, _A.ASK_EXTENSION, _S.IN_PROGRESS, _MEMBERS, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.EXTEND, _S.IN_PROGRESS, _OFFICE, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.REFUSE_EXTENSION, _S.IN_PROGRESS, _OFFICE, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.CO_HANDLE, _S.IN_PROGRESS, _OFFICE, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.TRANSFER, _S.DISPATCHED, _OFFICE, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.RETURN, _S.SUBMITTED, _STAFF, _C.KEEP),
    Transition(_S.IN_PROGRESS, _A.SUSPEND, _S.SUSPENDED, _OFFICE, _C.PAUSE),
    Transition(_S.IN_PROGRESS, _A.MERGE, _S.MERGED, _OFFICE, _C.STOP),
    Transition(_S.IN_PROGRESS, _A.CLOSE_BY_RESIDENT, _S.CLOSED, _REPORTER, _C.STOP),
    Transition(_S.IN_PROGRESS, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.STOP),
    Transition(_S.IN_PROGRESS, _A.LEAVE, _S.IN_PROGRESS, _REPORTER, _C.KEEP),
    # waits for the resident
    Transition(_S.INFO_REQUESTED, _A.SUPPLY, _S.IN_PROGRESS, _REPORTER, _C.RESUME),
    Transition(_S.INFO_REQUESTED, _A.ADD, _S.INFO_REQUESTED, _REPORTER, _C.KEEP),
    Transition(_S.INFO_REQUESTED, _A.ANSWER, _S.INFO_REQUESTED, _STAFF, _C.KEEP),
    Transition(_S.INFO_REQUESTED, _A.RESUME, _S.IN_PROGRESS, _STAFF | _SYSTEM, _C.RESUME),
    Transition(_S.INFO_REQUESTED, _A.EXTEND, _S.INFO_REQUESTED, _OFFICE, _C.KEEP),
    Transition(_S.INFO_REQUESTED, _A.REFUSE_EXTENSION, _S.INFO_REQUESTED, _OFFICE, _C.KEEP),
    Transition(_S.INFO_REQUESTED, _A.CLOSE_BY_RESIDENT, _S.CLOSED, _REPORTER, _C.STOP),
    Transition(_S.INFO_REQUESTED, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.STOP),
    Transition(_S.INFO_REQUESTED, _A.LEAVE, _S.IN_PROGRESS, _REPORTER, _C.RESUME),
    # put off to a date
    Transition(_S.SUSPENDED, _A.ADD, _S.SUSPENDED, _REPORTER, _C.KEEP),
    Transition(_S.SUSPENDED, _A.ANSWER, _S.SUSPENDED, _STAFF, _C.KEEP),
    Transition(_S.SUSPENDED, _A.REVIEW, _S.IN_PROGRESS, _STAFF | _SYSTEM, _C.RESUME),
    Transition(_S.SUSPENDED, _A.CLOSE_BY_RESIDENT, _S.CLOSED, _REPORTER, _C.STOP),
    Transition(_S.SUSPENDED, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.STOP),
    Transition(_S.SUSPENDED, _A.LEAVE, _S.SUSPENDED, _REPORTER, _C.KEEP),
    # waits for the rating
    Transition(_S.RESOLVED, _A.RATE_GOOD, _S.CLOSED, _REPORTER, _C.KEEP),
    Transition(_S.RESOLVED, _A.RATE_BAD, _S.IN_PROGRESS, _REPORTER, _C.START),
    Transition(_S.RESOLVED, _A.ADD, _S.RESOLVED, _REPORTER, _C.KEEP),
    Transition(_S.RESOLVED, _A.ANSWER, _S.RESOLVED, _STAFF, _C.KEEP),
    Transition(_S.RESOLVED, _A.EXPIRE, _S.CLOSED, _SYSTEM, _C.KEEP),
    Transition(_S.RESOLVED, _A.CLOSE_BY_RESIDENT, _S.CLOSED, _REPORTER, _C.KEEP),
    # ended, but not beyond recall
    Transition(_S.CLOSED, _A.REOPEN, _S.IN_PROGRESS, _REPORTER, _C.START),
    Transition(_S.DECLINED, _A.REOPEN, _S.SUBMITTED, _OFFICE, _C.KEEP),
    Transition(_S.MERGED, _A.UNMERGE, _S.SUBMITTED, _OFFICE | _SYSTEM, _C.KEEP),
    Transition(_S.MERGED, _A.WITHDRAW, _S.WITHDRAWN, _REPORTER, _C.KEEP),
    Transition(_S.DISCARDED, _A.RESTORE, _S.DRAFT, _REPORTER, _C.KEEP),
)

OPEN = frozenset({_S.SUBMITTED, _S.DISPATCHED, _S.IN_PROGRESS, _S.INFO_REQUESTED, _S.SUSPENDED})
"""Sent and not yet done: somebody in the office has to do with it."""

WITH_UNIT = OPEN - {_S.SUBMITTED}
"""Open, and in a unit's hands."""

ENDED = frozenset({_S.CLOSED, _S.DECLINED, _S.MERGED, _S.WITHDRAWN, _S.DISCARDED})
"""Nobody waits for anything; what is neither ENDED nor OPEN is a DRAFT or RESOLVED."""

_ROWS = {(row.source, row.action): row for row in TRANSITIONS}


def step(status: Status, action: Action) -> Transition:
    """What follows from an action; raises NotPossible if a case in this status does not know it."""
    try:
        return _ROWS[status, action]
    except KeyError:
        raise NotPossible(f"{action} is not possible for a case that is {status}") from None


def may(status: Status, action: Action, who: Who) -> bool:
    """Whether somebody in this role may do this with a case in this status."""
    row = _ROWS.get((status, action))
    return row is not None and who in row.who


def actions(status: Status, who: Who) -> tuple[Action, ...]:
    """All that somebody in this role may do with a case in this status, in the order of Action: that of buttons."""
    return tuple(action for action in Action if may(status, action, who))


def diagram(statuses: Mapping[Status, str], verbs: Mapping[Action, str]) -> str:
    """The table as a mermaid stateDiagram-v2, in these words for every status and action (KeyError if one is missing).

    Actions that leave the status as it is are not drawn; several with the same effect share an arrow.
    """
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for row in TRANSITIONS:
        if row.source != row.target:
            arrows.setdefault((row.source, row.target), []).append(verbs[row.action])
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{statuses[status]}" as {status}' for status in Status]
    lines += [f"    [*] --> {Status.DRAFT}"]
    lines += [f"    {source} --> {target}: {' / '.join(words)}" for (source, target), words in arrows.items()]
    lines += [f"    {status} --> [*]" for status in Status if status in ENDED]
    return "\n".join(lines) + "\n"
