"""The indicators of a window, counted once more by other means: plain Python over the list of a town's events.

Nothing of the counting under test is used here, nor the table of the life of a case; only the calendar's office hours.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from bot.casework.deadlines import Calendar

# Where a case is after each kind of event; after one that is not named, where it was.
WHERE = {
    "submit": "office",
    "return": "office",
    "unmerge": "office",
    "dispatch": "unsigned",
    "transfer": "unsigned",
    "sign": "work",
    "supply": "work",
    "resume": "work",
    "review": "work",
    "rate_bad": "work",
    "ask": "paused",
    "suspend": "paused",
    "resolve": "done",
    "rate_good": "done",
    "expire": "done",
    "close_by_resident": "done",
    "merge": "merged",
    "decline": "declined",
    "withdraw": "withdrawn",
}
Event = dict[str, Any]
Counts = dict[tuple[Any, Any, Any], Counter[str]]


def where(events: list[Event]) -> str:
    """Where the last of these events left the case."""
    for n in range(len(events) - 1, -1, -1):
        kind = events[n]["kind"]
        if kind == "reopen":
            return "office" if where(events[:n]) == "declined" else "work"
        if kind == "leave":  # nobody is left who could answer
            before = where(events[:n])
            return "work" if before == "paused" and asked(events[:n]) else before
        if kind in WHERE:
            return WHERE[kind]
    return "nowhere"


def asked(events: list[Event]) -> bool:
    """Whether a case that is paused waits for its resident."""
    return next(event["kind"] for event in reversed(events) if event["kind"] in ("ask", "suspend")) == "ask"


def restarts(events: list[Event]) -> list[int]:
    """The places of the events by which a resident sent the work back."""
    return [
        n
        for n, event in enumerate(events)
        if event["kind"] == "rate_bad" or (event["kind"] == "reopen" and where(events[:n]) == "done")
    ]


def taken_back(events: list[Event], n: int) -> bool:
    """Whether this dispatch was undone at once: the next event says so."""
    return n + 1 < len(events) and "undone" in events[n + 1]["data"]


def heard_in_time(events: list[Event]) -> bool:
    """Whether the unit that has the case wrote before it was due."""
    given = [n for n, event in enumerate(events) if event["kind"] in ("dispatch", "transfer")]
    begun = max([*given, *restarts(events)], default=0)
    wrote = [event["at"] for event in events[begun:] if event["kind"] in ("answer", "ask", "resolve")]
    due = events[-1]["due_at"]
    return bool(wrote) and (due is None or min(wrote) <= due)


def recount(
    cases: Iterable[tuple[dict[str, Any], list[Event]]],
    start: datetime,
    end: datetime,
    calendar: Calendar,
    signing_hours: float,
) -> Counts:
    """For each (unit, category, area) how much there is of everything; `good` and `fair` stand for satisfaction."""
    told = {row["id"]: (row, [event for event in events if event["at"] < end]) for row, events in cases}
    told = {id: (row, events) for id, (row, events) in told.items() if events}
    counts: Counts = {}

    def one(name: str, row: dict[str, Any], unit: int | None, more: bool = True) -> None:
        if more:
            counts.setdefault((unit, row["category_id"], row["area_id"]), Counter())[name] += 1

    for row, events in told.values():
        for n, event in enumerate(events):
            if event["at"] >= start:
                _flow(one, row, events, n)
            if event["kind"] in ("dispatch", "transfer"):
                _signing(one, row, events, n, start, end, calendar, signing_hours)
        _stock(one, row, events, start, end)
        if next(event["at"] for event in events if event["kind"] == "submit") >= start:
            _sent(one, row, events, told)
    return counts


def _flow(one: Any, row: dict[str, Any], events: list[Event], n: int) -> None:
    event, before = events[n], events[:n]
    kind, unit = event["kind"], event["unit_id"]
    one("resolved", row, unit, kind == "resolve")
    one("dispatched", row, unit, kind in ("dispatch", "transfer") and not taken_back(events, n))
    one("reopened", row, unit, n in restarts(events[: n + 1]))
    if kind == "return":
        one("returned", row, before[-1]["unit_id"], "undone" not in event["data"])
    if kind.startswith("rate_"):
        said = json.loads(event["data"])
        one("rated", row, unit)
        one("contacted", row, unit, heard_in_time(before))
        one("solved", row, unit, said["solved"])
        one("good", row, unit, said["rating"] == "good")
        one("fair", row, unit, said["rating"] == "fair")


def _signing(
    one: Any,
    row: dict[str, Any],
    events: list[Event],
    n: int,
    start: datetime,
    end: datetime,
    calendar: Calendar,
    hours: float,
) -> None:
    limit = calendar.add_office_hours(events[n]["at"], hours).at
    if taken_back(events, n) or not start <= limit < end:
        return
    unit = events[n]["unit_id"]
    for later in range(n + 1, len(events)):
        if events[later]["kind"] in ("dispatch", "transfer") or where(events[: later + 1]) != "unsigned":
            signed, in_time = events[later]["kind"] == "sign", events[later]["at"] <= limit
            one("to_sign", row, unit, signed or not in_time)
            one("signed_in_time", row, unit, signed and in_time)
            return
    one("to_sign", row, unit)


def _stock(one: Any, row: dict[str, Any], events: list[Event], start: datetime, end: datetime) -> None:
    last, place = events[-1], where(events)
    unit, due = last["unit_id"], last["due_at"]
    is_open = place in ("office", "unsigned", "work", "paused")
    one("open", row, unit, is_open)
    if due is None or due >= end or stands_still(events):
        return
    if is_open:
        one("overdue", row, unit)
        one("badly_late", row, unit, badly_late(events, end))
    if due >= start and (is_open or place == "done"):
        one("due", row, unit)
        one("answered_in_time", row, unit, heard_in_time(events))
        if place == "done":
            undone = max(n for n in range(len(events)) if where(events[: n + 1]) != "done")
            one("resolved_in_time", row, unit, events[undone + 1]["at"] <= due)


def _sent(one: Any, row: dict[str, Any], events: list[Event], told: dict[int, Any]) -> None:
    stands = events
    while where(stands) == "merged":
        merge = next(event for event in reversed(stands) if event["kind"] == "merge")
        stands = told[json.loads(merge["data"])["parent"]][1]
    unit = stands[-1]["unit_id"]
    one("submitted", row, unit)
    one("accountable", row, unit, where(stands) not in ("declined", "withdrawn"))
    one("settled", row, unit, where(stands) == "done")


def by(counts: Counts, part: int | None, weight: Fraction) -> dict[Any, dict[str, Any]]:
    """The counts by unit (0), category (1), area (2) or all together (None), without noughts."""
    found: dict[Any, Counter[str]] = {}
    for place, counter in counts.items():
        found.setdefault(None if part is None else place[part], Counter()).update(counter)
    return {key: _weighed(dict(counter), weight) for key, counter in found.items()}


def _weighed(counts: dict[str, Any], weight: Fraction) -> dict[str, Any]:
    satisfied = counts.pop("good", 0) + weight * counts.pop("fair", 0)
    return {name: n for name, n in (counts | {"satisfied": satisfied}).items() if n}


def repromised(
    cases: Iterable[tuple[dict[str, Any], list[Event]]], before: datetime, start: datetime, end: datetime
) -> dict[int, tuple[int | None, str, str]]:
    """What was promised when a window began: by the case's id its unit then, how it was promised, what became of it.
    `before` is when the window before it began."""
    found = {}
    for row, events in cases:
        then, all_of_them = ([event for event in events if event["at"] < at] for at in (start, end))
        if not then or where(then) not in ("office", "unsigned", "work", "paused"):
            continue
        lately = {event["kind"] for event in then if event["at"] >= before}
        due = then[-1]["due_at"]
        with_unit = where(then) != "office" and not stands_still(then)
        if badly_late(then, start):
            how = "late"
        elif "suspend" in lately:
            how = "suspended"
        elif "extend" in lately:
            how = "extended"
        elif with_unit and due is not None and start <= due < end:
            how = "due"
        else:
            continue
        found[row["id"]] = (then[-1]["unit_id"], how, _became(all_of_them, end))
    return found


def stands_still(events: list[Event]) -> bool:
    """Whether a case is paused since before its time was over."""
    if where(events) != "paused":
        return False
    stopped = next(event["at"] for event in reversed(events) if event["kind"] in ("ask", "suspend"))
    return events[-1]["due_at"] is not None and stopped <= events[-1]["due_at"]


def is_late(events: list[Event], at: datetime) -> bool:
    is_open, due = where(events) in ("office", "unsigned", "work", "paused"), events[-1]["due_at"]
    return is_open and due is not None and due < at and not stands_still(events)


def badly_late(events: list[Event], at: datetime) -> bool:
    if not is_late(events, at):
        return False
    first = next(e["at"] for n, e in enumerate(events) if e["kind"] == "dispatch" and not taken_back(events, n))
    begun = max([first, *(events[n]["at"] for n in restarts(events))])
    return bool(at - begun >= 3 * (events[-1]["due_at"] - begun))


def _became(events: list[Event], end: datetime) -> str:
    place, due = where(events), events[-1]["due_at"]
    if place == "done":
        undone = max(n for n in range(len(events)) if where(events[: n + 1]) != "done")
        return "in_time" if due is None or events[undone + 1]["at"] <= due else "done_late"
    if place in ("merged", "declined", "withdrawn"):
        return "ended"
    return "open_late" if is_late(events, end) else "open"
