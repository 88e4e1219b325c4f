"""Who people were is forgotten when it is not needed any more; their cases stay, with all that figures are made of.

Each function does a few in its transaction and may be called at any time, any number of times.
"""

from datetime import datetime

from storage import contacts, supports
from storage.database import Tx


async def reporters(tx: Tx, closed_before: datetime, limit: int) -> int:
    """Who reported, said and supported what was closed before then. What was merged goes on with the case that it went
    into, from which it may be taken out again, and is not forgotten before that one. Returns of how many cases."""
    rows = await tx.all(
        "SELECT c.id, COALESCE(c.reporter_id, c.left_by) AS reporter FROM cases c WHERE c.known AND c.closed_at < "
        ":before AND NOT (c.status = 'merged' AND EXISTS (SELECT 1 FROM cases p WHERE p.id = c.parent_id AND p.known)) "
        "ORDER BY c.closed_at, c.id LIMIT :n FOR UPDATE OF c SKIP LOCKED",
        before=closed_before,
        n=limit,
    )
    of = [{"id": int(row["id"]), "reporter": row["reporter"]} for row in rows]
    await tx.many("UPDATE entries SET author_id = NULL WHERE case_id = :id AND author_id = :reporter", of)
    await tx.many(
        "UPDATE events SET actor_id = NULL WHERE case_id = :id AND (actor_id = :reporter OR kind = 'rate_support')", of
    )
    await supports.forget_who(tx, [case["id"] for case in of])
    await tx.many(
        "UPDATE cases SET reporter_id = NULL, left_by = NULL, known = FALSE WHERE id = :id",
        [{"id": case["id"]} for case in of],
    )
    return len(of)


_IDLE = (
    "NOT c.admin AND NOT c.dispatcher AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.reporter_id = c.id) AND NOT EXISTS "
    "(SELECT 1 FROM cases k WHERE k.left_by = c.id) AND NOT EXISTS (SELECT 1 FROM supports s WHERE s.contact_id = "
    "c.id) AND NOT EXISTS (SELECT 1 FROM members m WHERE m.contact_id = c.id AND m.until IS NULL)"
)
_WORKED = (
    "EXISTS (SELECT 1 FROM members m WHERE m.contact_id = c.id) OR "
    "EXISTS (SELECT 1 FROM audit a WHERE a.actor_id = c.id)"
)


async def people(tx: Tx, silent_since: datetime, now: datetime, limit: int) -> int:
    """Who has no case, supports none, has no role, and was not heard of since then. Returns how many."""
    rows = await tx.all(
        f"SELECT c.id, CASE WHEN {_WORKED} THEN 1 ELSE 0 END AS worked FROM contacts c WHERE "
        f"c.seen_at IS NOT NULL AND c.seen_at < :since AND {_IDLE} ORDER BY c.seen_at, c.id LIMIT :n "
        "FOR UPDATE OF c SKIP LOCKED",
        since=silent_since,
        n=limit,
    )
    for row in rows:
        if row["worked"]:
            await contacts.erase(tx, row["id"], now)  # others may have been shown their name
            continue
        await tx.run(f"UPDATE contacts SET {contacts.HULL} WHERE id = :id", id=row["id"])
    return len(rows)
