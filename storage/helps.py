"""What other units do for a case that one has in charge (会办). Who may see the case for it is part of the query.

A task is open until it is done or taken back, or until the case ends. As long as that a member of the helping unit sees
the case, and no longer.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from storage.cases import OFFICE
from storage.database import Row, Tx, record
from storage.records import Case, Help

_OPEN = "h.done_at IS NULL AND h.ended_at IS NULL"
# A task of a unit that `:contact` belongs to today (a retired unit has nobody).
_MEMBER = (
    "EXISTS (SELECT 1 FROM members m JOIN units u ON u.id = m.unit_id WHERE m.unit_id = h.unit_id AND m.contact_id = "
    ":contact AND m.until IS NULL AND u.retired_at IS NULL)"
)
_HELP = ", ".join(f"h.{name} AS h_{name}" for name in Help.__dataclass_fields__)


class Helped(NamedTuple):
    """A task with its case."""

    help: Help
    case: Case


def _helped(row: Row) -> Helped:
    return Helped(record(Help, {name: row[f"h_{name}"] for name in Help.__dataclass_fields__}), record(Case, row))


async def give(tx: Tx, case_id: int, unit_id: int, task: str, *, by: int | None, at: datetime) -> bool:
    """Asks a unit for help. False if it has a task for this case already."""
    return bool(
        await tx.run(
            "INSERT INTO helps (case_id, unit_id, task, given_by, given_at) VALUES (:case, :unit, :task, :by, :at) "
            "ON CONFLICT (unit_id, case_id) WHERE done_at IS NULL AND ended_at IS NULL DO NOTHING",
            case=case_id,
            unit=unit_id,
            task=task,
            by=by,
            at=at,
        )
    )


async def open_of(tx: Tx, case_id: int) -> list[Help]:
    """The open tasks of a case, oldest first. For the bot itself."""
    rows = await tx.all(f"SELECT * FROM helps h WHERE h.case_id = :case AND {_OPEN} ORDER BY h.id", case=case_id)
    return [record(Help, row) for row in rows]


async def for_helper(tx: Tx, contact_id: int, case_id: int) -> Helped | None:
    """The open task of this person's unit for a case."""
    row = await tx.one(
        f"SELECT c.*, {_HELP} FROM helps h JOIN cases c ON c.id = h.case_id WHERE h.case_id = :case AND {_OPEN} AND "
        f"{_MEMBER} ORDER BY h.id",
        case=case_id,
        contact=contact_id,
    )
    return _helped(row) if row else None


async def by_number(tx: Tx, contact_id: int, number: str) -> Helped | None:
    """The open task of this person's unit for the case of that number."""
    row = await tx.one(
        f"SELECT c.*, {_HELP} FROM helps h JOIN cases c ON c.id = h.case_id WHERE c.number = :number AND {_OPEN} AND "
        f"{_MEMBER} ORDER BY h.id",
        number=number,
        contact=contact_id,
    )
    return _helped(row) if row else None


async def done_by(tx: Tx, contact_id: int, case_id: int) -> Case | None:
    """A case for which this person did their unit's task, if they belong to that unit today."""
    row = await tx.one(
        "SELECT c.* FROM helps h JOIN cases c ON c.id = h.case_id WHERE h.case_id = :case AND h.done_by = :contact AND "
        f"{_MEMBER}",
        case=case_id,
        contact=contact_id,
    )
    return record(Case, row) if row else None


async def for_unit(tx: Tx, contact_id: int, unit_id: int) -> list[Helped]:
    """A unit's open tasks with their cases, seen by its members and the office: urgent first, then by due time."""
    rows = await tx.all(
        f"SELECT c.*, {_HELP} FROM helps h JOIN cases c ON c.id = h.case_id WHERE h.unit_id = :unit AND {_OPEN} AND "
        f"({_MEMBER} OR {OFFICE}) ORDER BY c.urgent DESC, c.due_at, h.id",
        unit=unit_id,
        contact=contact_id,
    )
    return [_helped(row) for row in rows]


async def of_unit(tx: Tx, unit_id: int) -> list[Helped]:
    """A unit's open tasks with their cases. For the bot itself; ask for roles before showing them."""
    rows = await tx.all(
        f"SELECT c.*, {_HELP} FROM helps h JOIN cases c ON c.id = h.case_id WHERE h.unit_id = :unit AND {_OPEN} "
        "ORDER BY c.urgent DESC, c.due_at, h.id",
        unit=unit_id,
    )
    return [_helped(row) for row in rows]


async def finish(tx: Tx, help: Help, *, by: int, words: str, at: datetime) -> bool:
    """The task is done. False if it is no longer open."""
    return bool(
        await tx.run(
            f"UPDATE helps AS h SET done_by = :by, done_at = :at, words = :words WHERE h.id = :id AND {_OPEN}",
            id=help.id,
            by=by,
            at=at,
            words=words,
        )
    )


async def end(tx: Tx, case_id: int, at: datetime, unit_id: int | None = None) -> Sequence[int]:
    """Takes back the open tasks of a case: all of them, or that of one unit. Returns the units that had one."""
    rows = await tx.all(
        f"UPDATE helps AS h SET ended_at = :at WHERE h.case_id = :case AND {_OPEN} AND (h.unit_id = :unit OR "
        "CAST(:unit AS BIGINT) IS NULL) RETURNING unit_id",
        case=case_id,
        at=at,
        unit=unit_id,
    )
    return [int(row["unit_id"]) for row in rows]
