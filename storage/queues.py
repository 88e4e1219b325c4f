"""What waits for somebody to do something: a unit's inbox, what dispatchers sort, requests for more time."""

from datetime import datetime

from storage.cases import OFFICE, STAFF
from storage.database import Tx, moment, record
from storage.records import Case


async def inbox_of_unit(tx: Tx, contact_id: int, unit_id: int, offset: int, limit: int) -> list[Case]:
    """A unit's open cases, seen by `contact_id`: urgent first, then what is due first."""
    rows = await tx.all(
        "SELECT c.* FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status IN "
        f"('dispatched', 'in_progress', 'info_requested') AND {STAFF} "
        "ORDER BY c.urgent DESC, c.due_at, c.id LIMIT :limit OFFSET :offset",
        unit=unit_id,
        contact=contact_id,
        limit=limit,
        offset=offset,
    )
    return [record(Case, row) for row in rows]


async def inbox_count(tx: Tx, contact_id: int, unit_id: int) -> int:
    """How many cases `inbox_of_unit` has in all."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status IN "
            f"('dispatched', 'in_progress', 'info_requested') AND {STAFF}",
            unit=unit_id,
            contact=contact_id,
        )
    )


async def suspended_of_unit(tx: Tx, contact_id: int, unit_id: int) -> list[Case]:
    """What a unit has that is put off, seen by `contact_id`: what is looked at again first stands first."""
    rows = await tx.all(
        "SELECT c.* FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status = 'suspended' AND "
        f"{STAFF} ORDER BY c.review_at, c.id",
        unit=unit_id,
        contact=contact_id,
    )
    return [record(Case, row) for row in rows]


async def inbox_counts(tx: Tx, contact_id: int) -> dict[int, int]:
    """How many open cases each unit has, by its id, as far as `contact_id` may see them; only units that have some, or
    something that is put off."""
    rows = await tx.all(
        "SELECT c.unit_id, COUNT(CASE WHEN c.status <> 'suspended' THEN 1 END) AS n FROM cases c WHERE c.closed_at IS "
        "NULL AND c.status IN ('dispatched', 'in_progress', 'info_requested', 'suspended') AND "
        f"{STAFF} GROUP BY c.unit_id",
        contact=contact_id,
    )
    return {row["unit_id"]: row["n"] for row in rows}


async def next_in_inbox(tx: Tx, contact_id: int, case: Case) -> Case | None:
    """The open case behind `case` in its unit's inbox, seen by `contact_id`; behind the last one the first one."""
    rows = await tx.all(
        "SELECT c.*, CASE WHEN c.urgent < :urgent OR (c.urgent = :urgent AND (c.due_at > :due OR (c.due_at = :due AND "
        "c.id > :id))) THEN 0 ELSE 1 END AS turn FROM cases c WHERE c.unit_id = :unit AND c.id <> :id AND c.closed_at "
        f"IS NULL AND c.status IN ('dispatched', 'in_progress', 'info_requested') AND {STAFF} "
        "ORDER BY turn, c.urgent DESC, c.due_at, c.id LIMIT 1",
        contact=contact_id,
        id=case.id,
        unit=case.unit_id,
        urgent=case.urgent,
        due=case.due_at,
    )
    return record(Case, rows[0]) if rows else None


async def open_of_unit(tx: Tx, unit_id: int) -> list[Case]:
    """What a unit has in hand, oldest first. For the bot itself; ask for roles before showing it."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE unit_id = :unit AND closed_at IS NULL AND status IN "
        "('dispatched', 'in_progress', 'info_requested', 'suspended') ORDER BY id",
        unit=unit_id,
    )
    return [record(Case, row) for row in rows]


# Nobody else has it on their card at the moment `:now`.
_FREE = "(claimed_by IS NULL OR claimed_by = :contact OR claimed_until <= :now)"


async def claim_next(tx: Tx, contact_id: int, now: datetime, until: datetime, after: Case | None = None) -> Case | None:
    """The next case that waits and that no other dispatcher has on their card, for this one's card until then: urgent
    first, oldest next; behind `after`, and behind the last one the first again, which may be `after` itself."""
    turn = "CASE WHEN urgent < :urgent OR (urgent = :urgent AND id > :after) THEN 0 ELSE 1 END"
    row = await tx.one(
        "UPDATE cases SET claimed_by = :contact, claimed_until = :until WHERE id = (SELECT id FROM cases WHERE "
        f"status = 'submitted' AND {_FREE} AND {OFFICE} ORDER BY {turn}, urgent DESC, id LIMIT 1 FOR UPDATE SKIP "
        "LOCKED) RETURNING *",
        contact=contact_id,
        now=now,
        until=until,
        urgent=after.urgent if after else True,
        after=after.id if after else 0,
    )
    return record(Case, row) if row else None


async def claim(tx: Tx, contact_id: int, id: int, now: datetime, until: datetime) -> Case | None:
    """This very case for this dispatcher's card; None if it does not wait any more, or another one has it."""
    row = await tx.one(
        "UPDATE cases SET claimed_by = :contact, claimed_until = :until WHERE id = :id AND status = 'submitted' AND "
        f"{_FREE} AND {OFFICE} RETURNING *",
        contact=contact_id,
        id=id,
        now=now,
        until=until,
    )
    return record(Case, row) if row else None


async def release(tx: Tx, contact_id: int, but: int = 0) -> None:
    """This dispatcher has no case on their card any more (but this one)."""
    await tx.run(
        "UPDATE cases SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = :contact AND claimed_by IS NOT "
        "NULL AND id <> :but",
        contact=contact_id,
        but=but,
    )


async def waits_since(tx: Tx) -> datetime | None:
    """When the case that waits longest for a dispatcher was sent."""
    row = await tx.one("SELECT submitted_at FROM cases WHERE status = 'submitted' ORDER BY id LIMIT 1")
    return moment(row["submitted_at"]) if row else None


async def count_waiting(tx: Tx, *, urgent: bool = False) -> int:
    """How many cases wait for a dispatcher: all, or those that are urgent."""
    only = " AND urgent" if urgent else ""
    return int(await tx.value(f"SELECT COUNT(*) FROM cases WHERE status = 'submitted'{only}"))


async def without_unit(tx: Tx, category_id: int, limit: int) -> list[Case]:
    """Cases of a category that wait only because no unit was set for it: nobody has sent them back, nor split them
    (since when they are about something else). Oldest first."""
    rows = await tx.all(
        "SELECT * FROM cases c WHERE c.status = 'submitted' AND c.category_id = :category AND EXISTS (SELECT 1 FROM "
        "events w WHERE w.case_id = c.id AND w.kind = 'waits' AND w.note = 'no_unit' AND NOT EXISTS (SELECT 1 FROM "
        "events e WHERE e.case_id = c.id AND (e.kind = 'return' OR (e.kind = 'split' AND e.id > w.id)))) "
        "ORDER BY c.urgent DESC, c.id LIMIT :limit",
        category=category_id,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def extensions(tx: Tx, contact_id: int, limit: int) -> list[Case]:
    """Cases whose unit asked for more time and waits for an answer, oldest first, seen by a dispatcher or an admin."""
    rows = await tx.all(
        f"SELECT * FROM cases c WHERE c.extension = 'asked' AND {OFFICE} ORDER BY c.id LIMIT :limit",
        contact=contact_id,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def count_extensions(tx: Tx) -> int:
    """How many requests for more time wait."""
    return int(await tx.value("SELECT COUNT(*) FROM cases WHERE extension = 'asked'"))
