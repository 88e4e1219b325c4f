"""What weekly and monthly reports tell of single cases: late ones and why, what was promised, what residents said.

All is read as it stood at the end of a window. `unit_id` None means the whole office.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from storage.database import Tx, moment

_OF_UNIT = "(CAST(:unit AS BIGINT) IS NULL OR c.unit_id = :unit)"
_AT_ONCE = 200  # cases that are asked for in one statement
_WORDED = "('answer', 'resolve', 'ask', 'return', 'suspend', 'ask_extension', 'extend')"


class Told(NamedTuple):
    """A case by its id: what it is about, and what became of it up to now."""

    id: int
    number: str
    title: str
    text: str
    category_id: int | None
    resolved_at: datetime | None
    closed_at: datetime | None


class Promised(NamedTuple):
    """A case that was to be done, with what became of it up to now. `how` is 'due' (its time ends in the window),
    'extended' or 'suspended' (in the window before). `due_at` of a suspended one is when it is looked at again. One to
    which several things happened is there for each of them, the newest first."""

    id: int
    number: str
    title: str
    text: str
    unit_id: int | None
    how: str
    due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None


class Standing(NamedTuple):
    """A case that was sent: its id, the last step of `_DECIDING` that it made, and what that step kept with it."""

    id: int
    kind: str
    data: str


class Unhappy(NamedTuple):
    """Why somebody was not satisfied, in their words."""

    number: str
    unit_id: int | None
    words: str


async def told(tx: Tx, ids: Sequence[int]) -> dict[int, Told]:
    """The cases of these ids."""
    found: dict[int, Told] = {}
    for some, params in _portions(ids):
        rows = await tx.all(
            f"SELECT id, number, title, text, category_id, resolved_at, closed_at FROM cases WHERE id IN ({some})",
            **params,
        )
        for row in rows:
            id, number, title, text, category = (row[name] for name in Told._fields[:5])
            ended = moment(row["resolved_at"]), moment(row["closed_at"])
            found[id] = Told(id, number, title, text, category, *ended)
    return found


async def last_words(tx: Tx, ids: Sequence[int], at: datetime) -> dict[int, tuple[str, str]]:
    """Of the cases of these ids: the last step before then that the office gave words for, with them."""
    found: dict[int, tuple[str, str]] = {}
    for some, params in _portions(ids):
        rows = await tx.all(
            f"SELECT case_id, kind, note FROM events WHERE case_id IN ({some}) AND at < :at AND kind IN {_WORDED} AND "
            "note <> '' ORDER BY id",
            at=at,
            **params,
        )
        found |= {row["case_id"]: (row["kind"], row["note"]) for row in rows}
    return found


def _portions(ids: Sequence[int]) -> Iterator[tuple[str, dict[str, int]]]:
    """Some ids after the other, as marks in a statement and what stands for them."""
    for first in range(0, len(ids), _AT_ONCE):
        params = {f"id{n}": id for n, id in enumerate(ids[first : first + _AT_ONCE])}
        yield ", ".join(f":{name}" for name in params), params


async def promised(tx: Tx, before: datetime, start: datetime, end: datetime, unit_id: int | None) -> list[Promised]:
    """What was to be done in [start, end): given to a unit earlier and due in it; extended or put off in [before,
    start). Not what was done before the window began."""
    columns = "c.id, c.number, c.title, c.text, c.unit_id, c.due_at, c.resolved_at, c.closed_at"
    open_then = (
        "c.number IS NOT NULL AND (c.resolved_at IS NULL OR c.resolved_at >= :start) AND (c.closed_at IS NULL OR "
        f"c.closed_at >= :start) AND {_OF_UNIT}"
    )
    rows = await tx.all(
        f"SELECT {columns}, 'due' AS how, '' AS data, 0 AS event FROM cases c WHERE {open_then} AND c.dispatched_at < "
        ":start AND c.due_at >= :start AND c.due_at < :end UNION ALL "
        f"SELECT {columns}, CASE e.kind WHEN 'suspend' THEN 'suspended' ELSE 'extended' END AS how, e.data, e.id AS "
        f"event FROM cases c JOIN events e ON e.case_id = c.id WHERE {open_then} AND e.at >= :before AND e.at < :start "
        "AND e.kind IN ('extend', 'suspend') ORDER BY id, event DESC",
        before=before,
        start=start,
        end=end,
        unit=unit_id,
    )
    return [
        Promised(
            row["id"],
            row["number"],
            row["title"],
            row["text"],
            row["unit_id"],
            row["how"],
            _review(row["data"]) if row["how"] == "suspended" else moment(row["due_at"]),
            moment(row["resolved_at"]),
            moment(row["closed_at"]),
        )
        for row in rows
    ]


def _review(data: str) -> datetime | None:
    """When a case that was put off was to be looked at again."""
    return moment(json.loads(data).get("review")) if data else None


# Steps after which a case is done, open again, gone into another, or nobody's business any more.
_DECIDING = (
    "('submit', 'resolve', 'rate_good', 'expire', 'close_by_resident', 'rate_bad', 'reopen', 'merge', 'unmerge', "
    "'withdraw', 'decline', 'split', 'unsplit')"
)


async def standing(tx: Tx, start: datetime, end: datetime, unit_id: int | None) -> list[Standing]:
    """How the cases that were sent in [start, end) stood at its end."""
    rows = await tx.all(
        "SELECT c.id, e.kind, e.data FROM cases c JOIN events e ON e.id = (SELECT l.id FROM events l WHERE l.case_id = "
        f"c.id AND l.at < :end AND l.kind IN {_DECIDING} ORDER BY l.id DESC LIMIT 1) WHERE c.submitted_at >= :start "
        f"AND c.submitted_at < :end AND c.number IS NOT NULL AND {_OF_UNIT}",
        start=start,
        end=end,
        unit=unit_id,
    )
    return [Standing(row["id"], row["kind"], row["data"]) for row in rows]


async def supported(tx: Tx, start: datetime, end: datetime, unit_id: int | None) -> int:
    """How many people chose in [start, end) to support a case, instead of sending the same again."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM supports s JOIN cases c ON c.id = s.case_id WHERE s.at >= :start AND s.at < :end AND "
            f"s.merged_id IS NULL AND {_OF_UNIT}",
            start=start,
            end=end,
            unit=unit_id,
        )
    )


async def ratings(tx: Tx, start: datetime, end: datetime, unit_id: int | None) -> dict[str, int]:
    """How many residents said good, fair and bad in [start, end); supporters too."""
    rows = await tx.all(
        "SELECT e.data, COUNT(*) AS n FROM events e WHERE e.at >= :start AND e.at < :end AND e.kind IN ('rate_good', "
        "'rate_bad', 'rate_support') AND (CAST(:unit AS BIGINT) IS NULL OR e.unit_id = :unit) GROUP BY e.data",
        start=start,
        end=end,
        unit=unit_id,
    )
    counts: Counter[str] = Counter()
    for row in rows:
        counts[_rating(row["data"])] += int(row["n"])
    return dict(counts)


def _rating(data: str) -> str:
    said = json.loads(data)
    return str(said["rating"] if isinstance(said, dict) else said)


async def unhappy(tx: Tx, start: datetime, end: datetime, unit_id: int | None, limit: int) -> list[Unhappy]:
    """What those who were not satisfied in [start, end) said of it, the newest first; none who said nothing."""
    rows = await tx.all(
        "SELECT c.number, e.unit_id, COALESCE((SELECT n.text FROM entries n WHERE n.case_id = e.case_id AND n.side = "
        "'resident' AND n.at >= e.at AND n.at < :end AND n.text <> '' ORDER BY n.id LIMIT 1), e.note) AS words FROM "
        "events e JOIN cases c ON c.id = e.case_id WHERE e.kind = 'rate_bad' AND e.at >= :start AND e.at < :end AND "
        "(CAST(:unit AS BIGINT) IS NULL OR e.unit_id = :unit) ORDER BY e.id DESC LIMIT :limit",
        start=start,
        end=end,
        unit=unit_id,
        limit=limit,
    )
    return [Unhappy(row["number"], row["unit_id"], row["words"]) for row in rows if row["words"]]


async def times(tx: Tx, start: datetime, end: datetime, unit_id: int | None) -> tuple[list[datetime], list[datetime]]:
    """When cases came in, and when they were resolved: for a chart by day."""
    came = await tx.all(
        "SELECT c.submitted_at AS at FROM cases c WHERE c.submitted_at >= :start AND c.submitted_at < :end AND "
        f"{_OF_UNIT}",
        start=start,
        end=end,
        unit=unit_id,
    )
    done = await tx.all(
        "SELECT e.at FROM events e WHERE e.kind = 'resolve' AND e.at >= :start AND e.at < :end AND (CAST(:unit AS "
        "BIGINT) IS NULL OR e.unit_id = :unit)",
        start=start,
        end=end,
        unit=unit_id,
    )
    return [_at(row["at"]) for row in came], [_at(row["at"]) for row in done]


def _at(value: object) -> datetime:
    at = moment(value)
    assert at is not None
    return at
