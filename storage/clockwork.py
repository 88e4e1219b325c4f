"""What is due by the clock. For the bot itself: nothing here asks for roles.

Each query leaves out what another worker is about to change: two that knock at the same moment find different cases.
"""

from datetime import datetime

from storage.database import Tx, record
from storage.records import Case


async def drafts_due(tx: Tx, now: datetime, limit: int) -> list[Case]:
    """Drafts whose quiet time is over, but for those that another worker is about to change."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE status = 'draft' AND send_at <= :now ORDER BY send_at, id LIMIT :n "
        "FOR UPDATE SKIP LOCKED",
        now=now,
        n=limit,
    )
    return [record(Case, row) for row in rows]


async def hasten_drafts(tx: Tx, after: datetime, due: datetime) -> None:
    """Drafts that would be sent only after that time are sent at `due`."""
    await tx.run("UPDATE cases SET send_at = :due WHERE status = 'draft' AND send_at > :after", due=due, after=after)


_SILENT = "status IN ('info_requested', 'resolved')"  # those that wait for their resident


async def unanswered_since(tx: Tx, before: datetime, limit: int) -> list[Case]:
    """Cases that have waited for the resident's answer since before then, but for those that another worker is about to
    change."""
    rows = await tx.all(
        f"SELECT * FROM cases WHERE status = 'info_requested' AND {_SILENT} AND paused_at <= :before ORDER BY id LIMIT "
        ":limit FOR UPDATE SKIP LOCKED",
        before=before,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def unrated_since(tx: Tx, before: datetime, limit: int) -> list[Case]:
    """Cases that were resolved before then and wait for the rating, but for those that another worker is about to
    change, those whose resident is still to be asked, and those of which 不满意 was just said (see `unsaid`)."""
    rows = await tx.all(
        f"SELECT * FROM cases WHERE status = 'resolved' AND {_SILENT} AND resolved_at <= :before AND (ask_at IS NULL "
        "OR asked_at IS NOT NULL) AND rated_at IS NULL ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED",
        before=before,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def to_review(tx: Tx, now: datetime, limit: int) -> list[Case]:
    """Cases that were put off until now, but for those that another worker is about to change."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE status = 'suspended' AND review_at <= :now ORDER BY review_at, id LIMIT :limit "
        "FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def to_ask(tx: Tx, now: datetime, limit: int) -> list[Case]:
    """Cases for which it is time to ask for the rating, but for those that another worker has in hand."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE ask_at <= :now ORDER BY ask_at, id LIMIT :n FOR UPDATE SKIP LOCKED",
        now=now,
        n=limit,
    )
    return [record(Case, row) for row in rows]


async def unsaid(tx: Tx, before: datetime, limit: int) -> list[Case]:
    """Cases whose reporter said 不满意 before then and not whether it is solved, but for those that another worker has
    in hand."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE rated_at <= :before ORDER BY rated_at, id LIMIT :n FOR UPDATE SKIP LOCKED",
        before=before,
        n=limit,
    )
    return [record(Case, row) for row in rows]
