"""Due times that follow the calendar, and the reminders of them. For the bot itself: nothing here asks for roles."""

from collections.abc import Sequence
from datetime import datetime

from storage.database import Tx, moment, record
from storage.records import Case, Event

_RUNNING = (
    "due_at IS NOT NULL AND closed_at IS NULL AND status IN ('submitted', 'dispatched', 'in_progress', "
    "'info_requested', 'suspended')"
)


async def running_after(tx: Tx, id: int, limit: int) -> list[Case]:
    """Cases whose time has begun and not ended, also if it is paused, with an id above `id`, in the order of ids."""
    rows = await tx.all(
        f"SELECT * FROM cases WHERE id > :id AND {_RUNNING} ORDER BY id LIMIT :limit", id=id, limit=limit
    )
    return [record(Case, row) for row in rows]


async def histories(tx: Tx, ids: Sequence[int]) -> dict[int, list[Event]]:
    """The whole life of each of these cases, in order."""
    found: dict[int, list[Event]] = {id: [] for id in ids}
    if not ids:
        return found
    marks = ", ".join(f":i{n}" for n in range(len(ids)))
    rows = await tx.all(
        f"SELECT * FROM events WHERE case_id IN ({marks}) ORDER BY id", **{f"i{n}": id for n, id in enumerate(ids)}
    )
    for row in rows:
        found[row["case_id"]].append(record(Event, row))
    return found


async def move(tx: Tx, id: int, due_at: datetime, *, provisional: bool) -> None:
    """The case is due at another time, because the calendar is another one."""
    await tx.run(
        "UPDATE cases SET due_at = :due_at, due_provisional = :provisional WHERE id = :id",
        id=id,
        due_at=due_at,
        provisional=provisional,
    )


# Reminders. A case in hand: a unit has it, and its time runs.
_IN_HAND = (
    "c.closed_at IS NULL AND c.status IN ('dispatched', 'in_progress') AND c.paused_at IS NULL AND c.unit_id IS NOT "
    "NULL AND c.dispatched_at IS NOT NULL AND c.due_at <= :before"
)
# Somebody was told of it as the last step of this deadline, after which there is none.
_ESCALATED = "EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.kind = 'escalate' AND e.at >= c.due_at)"
_HURRYING = f"{_IN_HAND} AND c.urgent AND NOT {_ESCALATED}"
_PRESSING = f"{_IN_HAND} AND NOT {_ESCALATED}"
# Since when it waits for a dispatcher: since it was sent, or came back. Undone sorting never happened.
_SINCE = (
    "COALESCE((SELECT MAX(e.at) FROM events e WHERE e.case_id = c.id AND e.kind IN ('submit', 'return', 'reopen', "
    "'unmerge') AND e.data NOT LIKE '%\"undone\": true%'), c.submitted_at)"
)


async def hurrying(tx: Tx, before: datetime) -> list[tuple[Case, set[str]]]:
    """Urgent cases in hand that are due before then, each with the marks of the reminders of it so far."""
    return await _with_marks(tx, _HURRYING, before)


async def pressing(tx: Tx, before: datetime) -> list[tuple[Case, set[str]]]:
    """The same of all cases in hand."""
    return await _with_marks(tx, _PRESSING, before)


async def _with_marks(tx: Tx, which: str, before: datetime) -> list[tuple[Case, set[str]]]:
    rows = await tx.all(f"SELECT c.* FROM cases c WHERE {which} ORDER BY c.urgent DESC, c.due_at, c.id", before=before)
    said = await tx.all(
        "SELECT m.case_id, m.data FROM events m WHERE m.kind IN ('remind', 'escalate') AND m.case_id IN (SELECT c.id "
        f"FROM cases c WHERE {which})",
        before=before,
    )
    marks: dict[int, set[str]] = {}
    for row in said:
        marks.setdefault(row["case_id"], set()).add(row["data"])
    return [(case, marks.get(case.id, set())) for row in rows if (case := record(Case, row))]


async def waiting(tx: Tx) -> list[tuple[Case, datetime, set[str]]]:
    """All that waits for a dispatcher: since when, and the marks of the reminders of it; urgent first, oldest next."""
    rows = await tx.all(
        f"SELECT c.*, {_SINCE} AS since FROM cases c WHERE c.status = 'submitted' ORDER BY c.urgent DESC, c.id"
    )
    said = await tx.all(
        "SELECT m.case_id, m.data FROM events m WHERE m.kind = 'remind' AND m.kind IN ('remind', 'escalate') AND "
        "m.case_id IN (SELECT c.id FROM cases c WHERE c.status = 'submitted')"
    )
    marks: dict[int, set[str]] = {}
    for row in said:
        marks.setdefault(row["case_id"], set()).add(row["data"])
    found = ((record(Case, row), moment(row["since"])) for row in rows)
    return [(case, since, marks.get(case.id, set())) for case, since in found if since is not None]


async def waits_since(tx: Tx, id: int) -> datetime | None:
    """Since when a case waits for a dispatcher."""
    row = await tx.one(f"SELECT {_SINCE} AS since FROM cases c WHERE c.id = :id", id=id)
    return moment(row["since"]) if row else None


async def add_reminders(tx: Tx, rows: Sequence[tuple[Case, str, str]], at: datetime) -> None:
    """That somebody was reminded: each case with the kind of event and the mark. An index keeps a mark from being
    written twice."""
    await tx.many(
        "INSERT INTO events (case_id, at, kind, unit_id, data, due_at) VALUES (:case_id, :at, :kind, :unit_id, :data, "
        ":due_at)",
        [
            {"case_id": c.id, "at": at, "kind": kind, "unit_id": c.unit_id, "data": data, "due_at": c.due_at}
            for c, kind, data in rows
        ],
    )
