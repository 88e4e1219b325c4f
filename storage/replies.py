"""What a unit often says (常用答复). Whose unit it is stands in the query; changes go through `storage.audit.put`."""

from dataclasses import dataclass

from storage.database import Tx, record


@dataclass(frozen=True, slots=True)
class Reply:
    """A quick reply of a unit, with placeholders. `used` counts how often it was sent."""

    id: int
    unit_id: int
    text: str
    used: int


async def of_unit(tx: Tx, unit_id: int) -> list[Reply]:
    """A unit's quick replies in the order of their making, which is how people count them."""
    rows = await tx.all("SELECT * FROM replies WHERE unit_id = :unit AND retired_at IS NULL ORDER BY id", unit=unit_id)
    return [record(Reply, row) for row in rows]


async def get(tx: Tx, unit_id: int, id: int) -> Reply | None:
    """A quick reply of this very unit that is in use."""
    row = await tx.one(
        "SELECT * FROM replies WHERE id = :id AND unit_id = :unit AND retired_at IS NULL", id=id, unit=unit_id
    )
    return record(Reply, row) if row else None


async def kept_by(tx: Tx, contact_id: int, id: int) -> Reply | None:
    """A quick reply, taken out of use or not, that this person may change today: as a lead of its unit, or an admin."""
    row = await tx.one(
        "SELECT r.* FROM replies r WHERE r.id = :id AND (EXISTS (SELECT 1 FROM contacts o WHERE o.id = :contact AND "
        "o.admin) OR EXISTS (SELECT 1 FROM members m JOIN units u ON u.id = m.unit_id WHERE m.unit_id = r.unit_id AND "
        "m.contact_id = :contact AND m.lead AND m.until IS NULL AND u.retired_at IS NULL))",
        id=id,
        contact=contact_id,
    )
    return record(Reply, row) if row else None


async def count_use(tx: Tx, id: int) -> None:
    """It was sent once more."""
    await tx.run("UPDATE replies SET used = used + 1 WHERE id = :id", id=id)
