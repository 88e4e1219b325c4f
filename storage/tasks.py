"""Slow work that somebody asked for in chat: done between transactions, and answered when it is done.

A task is claimed for a lease, which whoever does it renews. If that process dies, another claims the task again when
the lease is over; so a task must be harmless to do twice.
"""

from datetime import datetime, timedelta

from storage.database import Tx, record
from storage.records import Task

LEASE = timedelta(minutes=2)


async def add(tx: Tx, kind: str, contact_id: int, data: str, now: datetime) -> int:
    """Asks for work of a kind on behalf of somebody; `data` (JSON) says what is needed for it. Returns its id."""
    return int(
        await tx.value(
            "INSERT INTO tasks (kind, contact_id, data, state, created_at) VALUES (:kind, :contact, :data, 'waiting', "
            ":now) RETURNING id",
            kind=kind,
            contact=contact_id,
            data=data,
            now=now,
        )
    )


async def add_single(tx: Tx, kind: str, contact_id: int, data: str, now: datetime) -> int | None:
    """As `add`, for a kind of which only one may wait or be under way (the index `tasks_single` says which are)."""
    value = await tx.value(
        "INSERT INTO tasks (kind, contact_id, data, state, created_at) VALUES (:kind, :contact, :data, 'waiting', "
        ":now) ON CONFLICT DO NOTHING RETURNING id",
        kind=kind,
        contact=contact_id,
        data=data,
        now=now,
    )
    return None if value is None else int(value)


async def get(tx: Tx, id: int) -> Task | None:
    row = await tx.one("SELECT * FROM tasks WHERE id = :id", id=id)
    return record(Task, row) if row else None


async def claim(tx: Tx, kind: str, now: datetime) -> Task | None:
    """The oldest task of the kind that nobody is doing; None if there is none."""
    row = await tx.one(
        "UPDATE tasks SET state = 'running', started_at = :now WHERE id = (SELECT id FROM tasks WHERE kind = :kind AND "
        "(state = 'waiting' OR (state = 'running' AND started_at < :before)) ORDER BY id LIMIT 1 FOR UPDATE SKIP "
        "LOCKED) RETURNING *",
        kind=kind,
        now=now,
        before=now - LEASE,
    )
    return record(Task, row) if row else None


async def renew(tx: Tx, id: int, now: datetime) -> None:
    """The work goes on: the lease begins anew."""
    await tx.run("UPDATE tasks SET started_at = :now WHERE id = :id AND state = 'running'", id=id, now=now)


async def finish(tx: Tx, id: int, *, done: bool) -> None:
    """The work is done, or cannot be. What was needed for it is not kept."""
    await tx.run("UPDATE tasks SET state = :state, data = '' WHERE id = :id", id=id, state="done" if done else "failed")
