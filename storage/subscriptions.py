"""Who wants which report, of what, when and in what form. Whether they may have it is asked when it is sent."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Tx, moment, record
from storage.records import Contact, DigestRow


@dataclass(frozen=True, slots=True)
class Subscription:
    """A wish of somebody, or for a unit's group (`contact_id` None), about one report of a unit or of the office
    (`unit_id` None). `parts` are separated by spaces."""

    id: int
    contact_id: int | None
    unit_id: int | None
    kind: str
    wanted: bool
    day: int
    hour: str
    parts: str
    sent_to: datetime


async def of_contact(tx: Tx, contact_id: int) -> list[Subscription]:
    """All that somebody said of reports, what they do not want too."""
    rows = await tx.all("SELECT * FROM subscriptions WHERE contact_id = :id ORDER BY id", id=contact_id)
    return [record(Subscription, row) for row in rows]


async def of_group(tx: Tx, unit_id: int) -> list[Subscription]:
    """What goes, or went, to a unit's group."""
    rows = await tx.all(
        "SELECT * FROM subscriptions WHERE contact_id IS NULL AND unit_id = :unit ORDER BY id", unit=unit_id
    )
    return [record(Subscription, row) for row in rows]


async def of_report(tx: Tx, unit_id: int | None, kind: str) -> list[Subscription]:
    """All that was said of one report of a unit (None: of the office)."""
    rows = await tx.all(
        "SELECT * FROM subscriptions WHERE COALESCE(unit_id, 0) = :unit AND kind = :kind ORDER BY id",
        unit=unit_id or 0,
        kind=kind,
    )
    return [record(Subscription, row) for row in rows]


async def put(
    tx: Tx,
    contact_id: int | None,
    unit_id: int | None,
    kind: str,
    *,
    wanted: bool,
    day: int,
    hour: str,
    parts: str,
    sent_to: datetime,
) -> None:
    """Writes down a wish, in the place of an earlier one about the same report. What was sent stays sent."""
    await tx.run(
        "INSERT INTO subscriptions (contact_id, unit_id, kind, wanted, day, hour, parts, sent_to) VALUES (:contact, "
        ":unit, :kind, :wanted, :day, :hour, :parts, :sent_to) ON CONFLICT (COALESCE(contact_id, 0), "
        "COALESCE(unit_id, 0), kind) DO UPDATE SET wanted = excluded.wanted, day = excluded.day, hour = excluded.hour, "
        "parts = excluded.parts, sent_to = CASE WHEN excluded.sent_to > subscriptions.sent_to THEN excluded.sent_to "
        "ELSE subscriptions.sent_to END",
        contact=contact_id,
        unit=unit_id,
        kind=kind,
        wanted=wanted,
        day=day,
        hour=hour,
        parts=parts,
        sent_to=sent_to,
    )


async def sent(tx: Tx, id: int, to: datetime) -> None:
    """The report on the window that ended at `to` was sent, or not to be sent."""
    await tx.run("UPDATE subscriptions SET sent_to = :to WHERE id = :id", id=id, to=to)


async def reader(tx: Tx, contact_id: int, unit_id: int | None) -> Contact | None:
    """Somebody who may read the reports of a unit (None: of the office) today, and wants to hear from the bot."""
    row = await tx.one(
        "SELECT c.* FROM contacts c WHERE c.id = :id AND c.blocked_at IS NULL AND (c.admin OR c.dispatcher OR EXISTS ("
        "SELECT 1 FROM members m JOIN units u ON u.id = m.unit_id WHERE m.contact_id = c.id AND m.unit_id = "
        "CAST(:unit AS BIGINT) AND m.until IS NULL AND u.retired_at IS NULL))",
        id=contact_id,
        unit=unit_id,
    )
    return record(Contact, tx.keys.opened(row)) if row else None


async def leads(tx: Tx, contact_id: int, unit_id: int) -> bool:
    """Whether somebody leads a unit today, or belongs to the office."""
    return bool(
        await tx.value(
            "SELECT 1 FROM contacts c WHERE c.id = :id AND (c.admin OR c.dispatcher OR EXISTS (SELECT 1 FROM members m "
            "WHERE m.contact_id = c.id AND m.unit_id = :unit AND m.lead AND m.until IS NULL))",
            id=contact_id,
            unit=unit_id,
        )
    )


async def begun(tx: Tx) -> datetime | None:
    """When the office's first unit was made; None while there is none."""
    row = await tx.one("SELECT MIN(created_at) AS at FROM units")
    return moment(row["at"]) if row and row["at"] is not None else None


async def last_told(tx: Tx, unit_id: int | None, kind: str) -> DigestRow | None:
    """The newest report that went to those who get it without asking."""
    row = await tx.one(
        "SELECT * FROM digests WHERE COALESCE(unit_id, 0) = :unit AND kind = :kind AND told_at IS NOT NULL ORDER BY "
        "to_at DESC LIMIT 1",
        unit=unit_id or 0,
        kind=kind,
    )
    return record(DigestRow, row) if row else None


async def told(tx: Tx, digest_id: int, now: datetime) -> None:
    """The report went to those who get it without asking."""
    await tx.run("UPDATE digests SET told_at = :now WHERE id = :id", id=digest_id, now=now)


async def of_window(tx: Tx, unit_id: int | None, kind: str, to_at: datetime) -> DigestRow | None:
    """The report on the window that ended at `to_at`, if it was composed."""
    row = await tx.one(
        "SELECT * FROM digests WHERE COALESCE(unit_id, 0) = :unit AND kind = :kind AND to_at = :to_at",
        unit=unit_id or 0,
        kind=kind,
        to_at=to_at,
    )
    return record(DigestRow, row) if row else None
