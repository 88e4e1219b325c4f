"""What hot topics are found in: the cases of a window with their words, who reported them, and who supports them."""

from datetime import datetime
from typing import NamedTuple

from storage import supports
from storage.database import Tx, moment


class Told(NamedTuple):
    """A case as it was told. `reporter_id` only says whether two are by the same person: it is never shown."""

    number: str
    title: str
    text: str
    reporter_id: int | None
    area_id: int | None
    submitted_at: datetime
    supporters: int


async def told(tx: Tx, from_at: datetime, to_at: datetime, unit_id: int | None, limit: int) -> list[Told]:
    """The newest cases submitted in the window, at most `limit`: all, or those that the unit has now. Cases that were
    taken back, and those whose words are deleted, are none of them; one that was merged into another counts for itself,
    and its reporter is no supporter here."""
    rows = await tx.all(
        "SELECT id, number, title, text, reporter_id, area_id, submitted_at FROM cases WHERE submitted_at >= :from_at "
        "AND submitted_at < :to_at AND (unit_id = :unit OR CAST(:unit AS BIGINT) IS NULL) AND number IS NOT NULL AND "
        "status <> 'withdrawn' AND (text <> '' OR title <> '') ORDER BY submitted_at DESC, id DESC LIMIT :limit",
        from_at=from_at,
        to_at=to_at,
        unit=unit_id,
        limit=limit,
    )
    support = await supports.counts(tx, [int(row["id"]) for row in rows], merged=False)
    return [
        Told(
            row["number"],
            row["title"],
            row["text"],
            row["reporter_id"],
            row["area_id"],
            at,
            support.get(int(row["id"]), 0),
        )
        for row in rows
        if (at := moment(row["submitted_at"]))
    ]
