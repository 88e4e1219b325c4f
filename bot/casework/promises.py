"""What an office had promised when a window began, and what had become of it at the window's end: rules only."""

from datetime import datetime
from enum import StrEnum, auto
from typing import NamedTuple


class How(StrEnum):
    """How a case was promised, from the gravest on; each counts once, as the first that fits."""

    LATE = auto()
    """Badly late when the window began: the report before this one named it."""
    SUSPENDED = auto()
    """Put off in the window before, and not done when this one began."""
    EXTENDED = auto()
    """Given more time in the window before, and not done when this one began."""
    DUE = auto()
    """With a unit when the window began, and due within it."""


class Became(StrEnum):
    """What a promise had come to at the window's end."""

    IN_TIME = auto()
    DONE_LATE = auto()
    ENDED = auto()
    """Withdrawn, merged or declined: there was nothing to be done any more."""
    OPEN = auto()
    OPEN_LATE = auto()


class Promised(NamedTuple):
    """A case that was to be done. `unit` is whose it was when the window began; `due` when it was to be done, by what
    was known then (of a case that was put off: when it was to be looked at again; None: that was not kept). Whether it
    was done in time is judged by the due time at the window's end, as in all indicators: it may have been extended."""

    case_id: int
    unit: int | None
    how: How
    due: datetime | None
    became: Became


def became(due: datetime | None, done: datetime | None, *, ended: bool, late: bool) -> Became:
    """What a promise had come to: `done` is since when the case stands done, `ended` that nobody need do it any more,
    `late` that its time is over."""
    if done is not None:
        return Became.IN_TIME if due is None or done <= due else Became.DONE_LATE
    if ended:
        return Became.ENDED
    return Became.OPEN_LATE if late else Became.OPEN
