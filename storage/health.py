"""Figures on how the database and the office's set-up are, for `doctor`."""

from datetime import datetime
from typing import NamedTuple

from storage import facts, inbox, outbox
from storage.database import Tx, moment


class Health(NamedTuple):
    """`dead` letters were set aside, `undelivered` messages given up, `waiting` ones are not handled yet; the others
    are names: units that nobody would hear, categories that no unit has."""

    admins: int
    dead: int
    undelivered: int
    waiting: int
    lonely_units: list[str]
    unrouted: list[str]


async def count_cases(tx: Tx) -> int:
    return int(await tx.value("SELECT COUNT(*) FROM cases"))


async def newest_event(tx: Tx) -> datetime | None:
    """When something last happened to a case."""
    return moment(await tx.value("SELECT MAX(at) FROM events"))


async def last_backup(tx: Tx) -> datetime | None:
    """When the last scheduled copy was made."""
    return moment(await facts.get(tx, facts.BACKUP_MADE) or None)


async def last_failed_backup(tx: Tx) -> datetime | None:
    """When a scheduled copy last failed."""
    return moment(await facts.get(tx, facts.BACKUP_FAILED) or None)


async def look(tx: Tx) -> Health:
    lonely = await tx.all(
        "SELECT name FROM units u WHERE retired_at IS NULL AND group_chat = '' AND NOT EXISTS (SELECT 1 FROM members m "
        "WHERE m.unit_id = u.id AND m.until IS NULL) ORDER BY id"
    )
    unrouted = await tx.all(
        "SELECT zh FROM categories c WHERE retired_at IS NULL AND code <> 'other' AND NOT EXISTS (SELECT 1 FROM routes "
        "r JOIN units u ON u.id = r.unit_id WHERE r.category_id = c.id AND u.retired_at IS NULL) ORDER BY position, id"
    )
    return Health(
        int(await tx.value("SELECT COUNT(*) FROM contacts WHERE admin")),
        await inbox.count_dead(tx),
        await outbox.count_dead(tx),
        await inbox.waiting(tx),
        [row["name"] for row in lonely],
        [row["zh"] for row in unrouted],
    )
