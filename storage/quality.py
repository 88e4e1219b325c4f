"""How well cases were sorted without a person, read from the events.

A case was routed without a person if the bot itself gave it to a unit, it had not waited for anybody, and nobody had
said its category by then (its writer, on the card; the label of an imported row). It was corrected if a person gave it
another category later, at whatever time: after the unit had sent it back, say.
"""

import json
from datetime import datetime
from typing import NamedTuple

from storage.database import Tx

_SENT = "c.submitted_at >= :from_at AND c.submitted_at < :to_at"
_ROUTED = (
    "EXISTS (SELECT 1 FROM events d WHERE d.case_id = c.id AND d.kind = 'dispatch' AND d.actor_id IS NULL AND NOT "
    "EXISTS (SELECT 1 FROM events p WHERE p.case_id = c.id AND p.kind IN ('category', 'waits') AND p.at <= d.at))"
)


class Routing(NamedTuple):
    """Of the cases sent in a window that the tagger took for one category: how many there were, how many of them were
    `routed` without a person, and how many of these were `corrected` later."""

    sent: int = 0
    routed: int = 0
    corrected: int = 0

    def __add__(self, other: object) -> "Routing":
        if not isinstance(other, Routing):
            return NotImplemented
        return Routing(*(a + b for a, b in zip(self, other, strict=True)))


async def routing(tx: Tx, from_at: datetime, to_at: datetime) -> dict[int | None, Routing]:
    """By the id of the category (None: of no category), for the cases sent in [from_at, to_at). A case that was routed
    counts with the category that it was routed for, any other with the one that it has."""
    rows = await tx.all(
        f"SELECT c.category_id, COUNT(*) AS sent, SUM(CASE WHEN {_ROUTED} THEN 1 ELSE 0 END) AS routed "
        f"FROM cases c WHERE {_SENT} GROUP BY c.category_id",
        from_at=from_at,
        to_at=to_at,
    )
    found = {row["category_id"]: Routing(row["sent"], int(row["routed"])) for row in rows}
    ids = {row["code"]: row["id"] for row in await tx.all("SELECT id, code FROM categories")}
    for was, now in await _changed(tx, from_at, to_at):
        was_id, now_id = ids.get(was), ids.get(now)
        found[now_id] = found.get(now_id, Routing()) + Routing(-1, -1)
        found[was_id] = found.get(was_id, Routing()) + Routing(1, 1, 1)
    return {id: routing for id, routing in found.items() if routing.sent}


async def _changed(tx: Tx, from_at: datetime, to_at: datetime) -> list[tuple[str, str]]:
    """For each case that was routed and then got another category: the codes of the one then and the one now."""
    rows = await tx.all(
        "SELECT e.case_id, e.data FROM cases c JOIN events e ON e.case_id = c.id "
        f"WHERE {_SENT} AND e.kind = 'category' AND {_ROUTED} ORDER BY e.case_id, e.id",
        from_at=from_at,
        to_at=to_at,
    )
    said: dict[int, list[dict[str, str]]] = {}
    for row in rows:
        said.setdefault(row["case_id"], []).append(json.loads(row["data"]))
    ends = [(events[0]["from"], events[-1]["to"]) for events in said.values()]
    return [(was, now) for was, now in ends if was != now]
