"""Copies of what people sent, in a folder (the table says what the states mean)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from storage.database import Tx, record


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is to be copied, with what its entry says of it."""

    entry_id: int
    tries: int
    channel: str
    media: str


class Copy(NamedTuple):
    """What is known of the copy of an entry's file."""

    state: str
    kind: str
    digest: str
    reason: str


class Gone(NamedTuple):
    """A copy that is to be removed; `shared` if another entry has the same bytes, which then stay."""

    entry_id: int
    digest: str
    shared: bool


async def add(tx: Tx, entry_id: int, now: datetime) -> None:
    """The file of an entry is to be copied."""
    await tx.run("INSERT INTO files (entry_id, state, due_at) VALUES (:id, 'waiting', :now)", id=entry_id, now=now)


async def due(tx: Tx, now: datetime, limit: int) -> list[Waiting]:
    """Files to be copied, those that have waited longest first."""
    rows = await tx.all(
        "SELECT f.entry_id, f.tries, e.channel, e.media FROM files f JOIN entries e ON e.id = f.entry_id WHERE f.state "
        "= 'waiting' AND f.due_at <= :now ORDER BY f.due_at, f.entry_id LIMIT :limit",
        now=now,
        limit=limit,
    )
    return [record(Waiting, row) for row in rows]


async def of_entry(tx: Tx, entry_id: int) -> Copy | None:
    """The copy of an entry's file; None if none is meant to be."""
    row = await tx.one("SELECT state, kind, digest, reason FROM files WHERE entry_id = :id", id=entry_id)
    return Copy(row["state"], row["kind"], row["digest"], row["reason"]) if row else None


async def begin(tx: Tx, entry_id: int, digest: str) -> bool:
    """Notes under which name a copy is about to be made. False if it is not wanted any more."""
    return bool(
        await tx.run(
            "UPDATE files SET digest = :digest WHERE entry_id = :id AND state = 'waiting'", id=entry_id, digest=digest
        )
    )


async def keep(tx: Tx, entry_id: int, kind: str) -> None:
    """The copy is made."""
    await tx.run(
        "UPDATE files SET state = 'kept', kind = :kind WHERE entry_id = :id AND state = 'waiting'",
        id=entry_id,
        kind=kind,
    )


async def leave(tx: Tx, entry_id: int, reason: str) -> None:
    """There will be no copy."""
    await tx.run(
        "UPDATE files SET state = 'left', reason = :reason WHERE entry_id = :id AND state = 'waiting'",
        id=entry_id,
        reason=reason,
    )


async def put_off(tx: Tx, entry_id: int, due: datetime) -> None:
    """It could not be fetched now, and is tried again."""
    await tx.run(
        "UPDATE files SET tries = tries + 1, due_at = :due WHERE entry_id = :id AND state = 'waiting'",
        id=entry_id,
        due=due,
    )


async def hasten(tx: Tx, after: datetime, due: datetime) -> None:
    """What is to be tried only after that time is due at `due`."""
    await tx.run("UPDATE files SET due_at = :due WHERE state = 'waiting' AND due_at > :after", due=due, after=after)


async def forget(tx: Tx, case_ids: Sequence[int]) -> None:
    """The words of these cases are deleted, and with them what was sent along."""
    await tx.many(
        "UPDATE files SET state = 'gone' WHERE entry_id IN (SELECT id FROM entries WHERE case_id = :id)",
        [{"id": id} for id in case_ids],
    )


async def gone(tx: Tx, limit: int) -> list[Gone]:
    """Copies that are to be removed."""
    rows = await tx.all(
        "SELECT f.entry_id, f.digest, EXISTS (SELECT 1 FROM files o WHERE o.digest = f.digest AND o.digest <> '' AND "
        "o.state <> 'gone') AS shared FROM files f WHERE f.state = 'gone' ORDER BY f.entry_id LIMIT :limit",
        limit=limit,
    )
    return [Gone(row["entry_id"], row["digest"], bool(row["shared"])) for row in rows]


async def remove(tx: Tx, entry_ids: Sequence[int]) -> None:
    """Their copies are removed."""
    await tx.many("DELETE FROM files WHERE entry_id = :id AND state = 'gone'", [{"id": id} for id in entry_ids])
