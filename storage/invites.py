"""Single-use invites to a role. Only a digest of each code is kept."""

import hashlib
from datetime import datetime, timedelta

from storage.database import Tx, record
from storage.records import Contact, Invite

END_ALL = "UPDATE invites SET expires_at = {now} WHERE used_by IS NULL AND expires_at > {now}"
"""Ends all that are open, for whoever runs it by hand or in a file: `now` is as that engine says it."""

TRIES = 5  # wrong codes
WINDOW = timedelta(minutes=15)


def digest(code: str) -> str:
    """What is kept of a code. It has 128 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


async def create(
    tx: Tx, code: str, *, role: str, unit_id: int | None, created_by: int | None, expires_at: datetime
) -> int:
    return int(
        await tx.value(
            "INSERT INTO invites (digest, role, unit_id, created_by, expires_at) VALUES (:d, :role, :unit, :by, :at) "
            "RETURNING id",
            d=digest(code),
            role=role,
            unit=unit_id,
            by=created_by,
            at=expires_at,
        )
    )


async def use(tx: Tx, code: str, contact_id: int, now: datetime) -> Invite | None:
    """Takes the invite if it is unused and not expired, else None. One winner, however many try at once."""
    row = await tx.one(
        "UPDATE invites SET used_by = :by, used_at = :now WHERE digest = :d AND used_by IS NULL AND expires_at > :now "
        "RETURNING *",
        d=digest(code),
        by=contact_id,
        now=now,
    )
    return record(Invite, row) if row else None


async def too_many_tries(tx: Tx, person: Contact, now: datetime) -> bool:
    """Whether somebody has tried so many wrong codes that even a right one is not looked at."""
    count = await tx.value(
        "SELECT COUNT(*) FROM attempts WHERE who = :who AND at > :since", who=_who(person), since=now - WINDOW
    )
    return int(count) >= TRIES


async def wrong_try(tx: Tx, person: Contact, now: datetime) -> None:
    await tx.run("INSERT INTO attempts (who, at) VALUES (:who, :at)", who=_who(person), at=now)


async def forget_tries(tx: Tx, now: datetime) -> None:
    """Those that do not count any more."""
    await tx.run("DELETE FROM attempts WHERE at <= :before", before=now - WINDOW)


def _who(person: Contact) -> str:
    return digest(f"{person.channel} {person.account}")


async def cancel(tx: Tx, id: int, now: datetime) -> bool:
    """Makes an unused invite worthless. False if it was used, has expired or is not there."""
    changed = await tx.run(
        "UPDATE invites SET expires_at = :now WHERE id = :id AND used_by IS NULL AND expires_at > :now", id=id, now=now
    )
    return changed == 1


async def cancel_all_of(tx: Tx, contact_id: int, now: datetime) -> int:
    """Who is no admin any more must not come back by an invite of their own making. Returns how many there were."""
    return await tx.run(
        "UPDATE invites SET expires_at = :now WHERE created_by = :id AND used_by IS NULL AND expires_at > :now",
        id=contact_id,
        now=now,
    )
