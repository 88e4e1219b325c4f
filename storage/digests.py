"""What a unit's digest, ledger and charts are made of, read in one consistent view."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

from storage.database import Row, Tx, moment, record
from storage.records import Case, DigestRow

DAILY = "daily"  # the kind of the digest that tells a unit of each case once
_OPEN = "('dispatched', 'in_progress', 'info_requested', 'suspended')"


class Rated(NamedTuple):
    """A resident's judgement within a window: the reporter's, or a supporter's."""

    case: Case
    rating: str  # good, fair or bad
    solved: bool


async def last(tx: Tx, unit_id: int | None, kind: str, before: datetime | None = None) -> DigestRow | None:
    """The newest digest of a unit (None: of the office) whose window ended at or before `before`."""
    row = await tx.one(
        "SELECT * FROM digests WHERE COALESCE(unit_id, 0) = :unit AND kind = :kind AND to_at <= :before ORDER BY "
        "to_at DESC LIMIT 1",
        unit=unit_id or 0,
        kind=kind,
        before=before or datetime.fromisoformat("9999-01-01T00:00:00+00:00"),
    )
    return record(DigestRow, row) if row else None


async def forget_pages(tx: Tx, before: datetime) -> None:
    """Of digests and reports from before then only the figures are kept: the words of cases stand in their texts."""
    await tx.run("UPDATE digests SET pages = '{}' WHERE to_at < :before AND pages <> '{}'", before=before)


async def get(tx: Tx, id: int) -> DigestRow | None:
    row = await tx.one("SELECT * FROM digests WHERE id = :id", id=id)
    return record(DigestRow, row) if row else None


async def add(
    tx: Tx,
    unit_id: int | None,
    kind: str,
    from_at: datetime,
    to_at: datetime,
    *,
    pages: str,
    counts: str,
    now: datetime,
) -> int | None:
    """Keeps a digest. None if there is one for this window already: then this one must not be sent."""
    value = await tx.value(
        "INSERT INTO digests (unit_id, kind, from_at, to_at, pages, counts, created_at) VALUES "
        "(:unit, :kind, :from_at, :to_at, :pages, :counts, :now) ON CONFLICT (COALESCE(unit_id, 0), kind, to_at) DO "
        "NOTHING RETURNING id",
        unit=unit_id,
        kind=kind,
        from_at=from_at,
        to_at=to_at,
        pages=pages,
        counts=counts,
        now=now,
    )
    return None if value is None else int(value)


async def new_cases(tx: Tx, unit_id: int, from_at: datetime, to_at: datetime) -> list[Case]:
    """Cases given to the unit in the window, which it still has (whatever it has done with them since)."""
    rows = await tx.all(
        "SELECT c.* FROM cases c WHERE c.unit_id = :unit AND c.id IN (SELECT e.case_id FROM events e WHERE e.unit_id "
        "= :unit "
        "AND e.at >= :from_at AND e.at < :to_at AND e.kind IN ('dispatch', 'transfer')) ORDER BY c.urgent DESC, c.id",
        unit=unit_id,
        from_at=from_at,
        to_at=to_at,
    )
    return [record(Case, row) for row in rows]


async def open_cases(tx: Tx, unit_id: int) -> list[Case]:
    """All that the unit has in hand, what is due first."""
    rows = await tx.all(
        f"SELECT * FROM cases WHERE unit_id = :unit AND closed_at IS NULL AND status IN {_OPEN} ORDER BY due_at, id",
        unit=unit_id,
    )
    return [record(Case, row) for row in rows]


async def rated(tx: Tx, unit_id: int, from_at: datetime, to_at: datetime) -> list[Rated]:
    """What residents said of the unit's work in the window, one line for each judgement."""
    rows = await tx.all(
        "SELECT c.*, e.data AS said FROM events e JOIN cases c ON c.id = e.case_id WHERE e.unit_id = :unit AND e.at "
        ">= :from_at "
        "AND e.at < :to_at AND e.kind IN ('rate_good', 'rate_bad', 'rate_support') ORDER BY e.id",
        unit=unit_id,
        from_at=from_at,
        to_at=to_at,
    )
    return [Rated(record(Case, row), *_said(row["said"])) for row in rows]


def _said(data: str) -> tuple[str, bool]:
    said = json.loads(data)
    return str(said["rating"]), bool(said["solved"])


async def resolved_count(tx: Tx, unit_id: int, from_at: datetime, to_at: datetime) -> int:
    """How many cases the unit resolved in the window."""
    return int(
        await tx.value(
            "SELECT COUNT(DISTINCT case_id) FROM events WHERE unit_id = :unit AND at >= :from_at AND at < :to_at AND "
            "kind = 'resolve'",
            unit=unit_id,
            from_at=from_at,
            to_at=to_at,
        )
    )


async def event_times(tx: Tx, unit_id: int, kind: str, from_at: datetime, to_at: datetime) -> list[datetime]:
    """When events of a kind happened to the unit's cases: for charts by day."""
    rows = await tx.all(
        "SELECT at FROM events WHERE unit_id = :unit AND kind = :kind AND at >= :from_at AND at < :to_at",
        unit=unit_id,
        kind=kind,
        from_at=from_at,
        to_at=to_at,
    )
    return [at for row in rows if (at := moment(row["at"]))]


async def count_ledger(tx: Tx, from_at: datetime, to_at: datetime, unit_id: int | None) -> int:
    """How many rows `ledger` gives."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM cases WHERE submitted_at >= :from_at AND submitted_at < :to_at AND (unit_id = :unit "
            "OR CAST(:unit AS BIGINT) IS NULL)",
            from_at=from_at,
            to_at=to_at,
            unit=unit_id,
        )
    )


async def ledger(tx: Tx, from_at: datetime, to_at: datetime, unit_id: int | None) -> AsyncIterator[Row]:
    """Cases submitted in the window as rows of the ledger, with the last answer and the reporter's name, in order."""
    rows = tx.stream(
        "SELECT c.*, p.name, p.sealed, p.sealed_with, "
        "(SELECT COUNT(*) FROM supports s WHERE s.case_id = c.id) AS supporters, "
        "(SELECT e.note FROM events e WHERE e.case_id = c.id AND e.kind IN "
        "('resolve', 'answer') ORDER BY e.id DESC LIMIT 1) AS answer FROM cases c LEFT JOIN contacts p ON p.id = "
        "c.reporter_id "
        "WHERE c.submitted_at >= :from_at AND c.submitted_at < :to_at AND (c.unit_id = :unit OR CAST(:unit AS BIGINT) "
        "IS NULL) ORDER BY c.submitted_at, c.id",
        from_at=from_at,
        to_at=to_at,
        unit=unit_id,
    )
    async for row in rows:
        found = tx.keys.opened({**dict(row), "sealed": row["sealed"] or ""})  # of a case without a reporter, nothing
        yield {**found, "reporter_name": found["name"]}
