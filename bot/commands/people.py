"""Who speaks in `chat`: whoever runs the machine owns the database, so here a role needs no invite."""

from datetime import datetime
from enum import StrEnum

from storage import Database, audit, contacts, offices


class Role(StrEnum):
    RESIDENT = "resident"
    STAFF = "staff"
    ADMIN = "admin"


async def units(db: Database) -> list[str]:
    """The names of the units in use, oldest first."""
    async with db.snapshot() as tx:
        return [unit.name for unit in await offices.units(tx) if unit.retired_at is None]


async def enrol(db: Database, channel: str, who: str, language: str, role: Role, unit: str, now: datetime) -> None:
    """Lets `who` (the name is the account) have a role; a unit that is not there is made. Roles they have stay."""
    async with db.transaction() as tx:
        person = await contacts.meet(tx, channel, who, who, who, language, now)
        if role is Role.ADMIN and not person.admin:
            key = {"id": person.id}
            await audit.put(
                tx, "contacts", key, {"admin": True}, actor=None, at=now, action="chat as admin", subject=who
            )
        if role is not Role.STAFF:
            return
        ids = {known.name: known.id for known in await offices.units(tx) if known.retired_at is None}
        unit_id = ids.get(unit) or await audit.put(
            tx, "units", None, {"name": unit, "created_at": now}, actor=None, at=now, action="unit add", subject=unit
        )
        if unit_id not in {membership.unit_id for membership in await contacts.memberships(tx, person.id)}:
            values = {"unit_id": unit_id, "contact_id": person.id, "lead": False, "since": now}
            await audit.put(tx, "members", None, values, actor=None, at=now, action="join", subject=f"{who} → {unit}")
