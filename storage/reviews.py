"""What weekly and monthly reports tell of single cases: what late ones are about and why, what residents said.

All is read as it stood at the end of a window. `unit_id` None means the whole office.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from storage.database import Row, Tx

_AT_ONCE = 25  # cases in one statement: with more, before its first ANALYZE, PostgreSQL reads all that there are
# Steps that the office gives words for; and those by which a resident takes back what was said before.
_WORDED = "('answer', 'resolve', 'ask', 'return', 'suspend', 'ask_extension', 'extend')"
_BACK = "('rate_bad', 'reopen')"


class Told(NamedTuple):
    """What a case is about, by its id."""

    id: int
    number: str
    title: str
    text: str
    category_id: int | None


class Standing(NamedTuple):
    """A case that was sent: its id, whose it was, the last step of `_DECIDING` that it made, and what that step kept
    with it."""

    id: int
    unit_id: int | None
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
        rows = await tx.all(f"SELECT {', '.join(Told._fields)} FROM cases WHERE id IN ({some})", **params)
        found |= {row["id"]: Told(*(row[name] for name in Told._fields)) for row in rows}
    return found


async def last_words(tx: Tx, ids: Sequence[int], at: datetime) -> dict[int, tuple[str, str]]:
    """Of the cases of these ids: the last step before then that the office gave words for, with them; or that its
    resident sent it back, without words, if that came after."""
    found: dict[int, tuple[str, str]] = {}
    for some, params in _portions(ids):
        rows = await tx.all(
            f"SELECT case_id, kind, CASE WHEN kind IN {_BACK} THEN '' ELSE note END AS note FROM events WHERE case_id "
            f"IN ({some}) AND at < :at AND ((kind IN {_WORDED} AND note <> '') OR kind IN {_BACK}) ORDER BY at, id",
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


# Steps after which a case is done, open again, gone into another, or nobody's business any more.
_DECIDING = (
    "('submit', 'resolve', 'rate_good', 'expire', 'close_by_resident', 'rate_bad', 'reopen', 'merge', 'unmerge', "
    "'withdraw', 'decline', 'split', 'unsplit')"
)


# Cases that were sent in [start, end) to which something happened since; and those that were merged, for they stand as
# others do. What ended before the end, and was not opened again (that takes closed_at away), need not be looked up.
_SENT = "s.kind = 'submit' AND s.at >= :start AND s.at < :end AND c.number IS NOT NULL"
_CHANGED = (
    "(c.status = 'merged' OR ((c.closed_at IS NULL OR c.closed_at >= :end) AND EXISTS (SELECT 1 FROM events x WHERE "
    "x.case_id = c.id AND x.at >= :end)))"
)
_STEP = f"l.case_id, l.unit_id, l.kind, l.data, l.kind IN {_DECIDING} AS deciding"


async def unchanged(tx: Tx, start: datetime, end: datetime) -> dict[tuple[int | None, str], int]:
    """The cases that were sent in [start, end), and to which nothing happened since: how many are with which unit in
    which status."""
    rows = await tx.all(
        "SELECT c.unit_id, c.status, COUNT(*) AS n FROM events s JOIN cases c ON c.id = s.case_id WHERE "
        f"{_SENT} AND NOT {_CHANGED} GROUP BY c.unit_id, c.status",
        start=start,
        end=end,
    )
    return {(row["unit_id"], row["status"]): int(row["n"]) for row in rows}


async def changed(tx: Tx, start: datetime, end: datetime) -> list[Standing]:
    """The others that were sent in [start, end), as they stood at its end."""
    rows = await tx.all(
        f"SELECT {_STEP} FROM events s JOIN cases c ON c.id = s.case_id JOIN events l ON l.case_id = c.id WHERE "
        f"{_SENT} AND {_CHANGED} AND l.at < :end ORDER BY l.at, l.id",
        start=start,
        end=end,
    )
    return _last(rows)


async def standing(tx: Tx, ids: Sequence[int], end: datetime) -> list[Standing]:
    """How the cases of these ids stood then, and with whom."""
    found: list[Standing] = []
    for some, params in _portions(ids):
        # All steps of each, some eight: asked for the last one alone, PostgreSQL may walk through everybody's by time.
        found += _last(
            await tx.all(
                f"SELECT {_STEP} FROM events l WHERE l.case_id IN ({some}) AND l.at < :end ORDER BY l.at, l.id",
                end=end,
                **params,
            )
        )
    return found


def _last(steps: Sequence[Row]) -> list[Standing]:
    """How cases stand after these steps of them."""
    found: dict[int, Standing] = {}
    for row in steps:
        case_id, unit_id = row["case_id"], row["unit_id"]
        if row["deciding"]:
            found[case_id] = Standing(case_id, unit_id, row["kind"], row["data"])
        elif case_id in found:
            found[case_id] = found[case_id]._replace(unit_id=unit_id)
    return list(found.values())


async def supported(tx: Tx, start: datetime, end: datetime) -> dict[int | None, int]:
    """How many people chose in [start, end) to support a case, instead of sending the same again: by unit."""
    rows = await tx.all(
        "SELECT c.unit_id, COUNT(*) AS n FROM supports s JOIN cases c ON c.id = s.case_id WHERE s.at >= :start AND "
        "s.at < :end AND s.merged_id IS NULL GROUP BY c.unit_id",
        start=start,
        end=end,
    )
    return {row["unit_id"]: int(row["n"]) for row in rows}


async def ratings(tx: Tx, start: datetime, end: datetime) -> dict[int | None, Counter[str]]:
    """How many residents said good, fair and bad in [start, end), by unit; supporters too."""
    rows = await tx.all(
        "SELECT e.unit_id, e.data, COUNT(*) AS n FROM events e WHERE e.at >= :start AND e.at < :end AND e.kind IN "
        "('rate_good', 'rate_bad', 'rate_support') GROUP BY e.unit_id, e.data",
        start=start,
        end=end,
    )
    found: dict[int | None, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], Counter())[json.loads(row["data"])["rating"]] += int(row["n"])
    return found


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
