"""Due times that follow the calendar, and the reminders of them. For the bot itself: nothing here asks for roles."""

from collections.abc import Sequence
from datetime import datetime

from storage.database import Tx, record
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
    """The case is due at another time, because the calendar is another one. No step of anybody's: no event."""
    await tx.run(
        "UPDATE cases SET due_at = :due_at, due_provisional = :provisional WHERE id = :id",
        id=id,
        due_at=due_at,
        provisional=provisional,
    )
