"""Many cases at once, as an import brings them: a few statements for all, where one by one each would take ten."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.database import Tx

_CASE = (
    "number",
    "reporter_id",
    "status",
    "text",
    "title",
    "source",
    "category_id",
    "area_id",
    "unit_id",
    "decision",
    "created_at",
    "submitted_at",
    "dispatched_at",
    "due_at",
    "due_provisional",
    "limit_days",
    "limit_hours",
)


async def take_numbers(tx: Tx, counts: Mapping[str, int]) -> dict[str, int]:
    """Counts so many cases for each day. Returns the last number of each day before them."""
    await tx.many(
        "INSERT INTO numbers (day, last) VALUES (:day, :n) ON CONFLICT (day) DO UPDATE SET last = numbers.last + "
        "excluded.last",
        [{"day": day, "n": counts[day]} for day in sorted(counts)],  # sorted: two workers never wait for each other
    )
    days, marks = _listed(list(counts))
    rows = await tx.all(f"SELECT day, last FROM numbers WHERE day IN ({marks})", **days)
    return {row["day"]: row["last"] - counts[row["day"]] for row in rows}


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Puts in cases as they stand, in this order; each row has every column of `_CASE`. Returns their ids by number."""
    columns, marks = ", ".join(_CASE), ", ".join(f":{name}" for name in _CASE)
    await tx.many(f"INSERT INTO cases ({columns}) VALUES ({marks})", rows)
    numbers, marks = _listed([row["number"] for row in rows])
    found = await tx.all(f"SELECT id, number FROM cases WHERE number IN ({marks})", **numbers)
    return {row["number"]: row["id"] for row in found}


async def add_entries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What was said about them, by the resident's side."""
    await tx.many(
        "INSERT INTO entries (case_id, at, author_id, side, text, channel, message) VALUES (:case_id, :at, :author_id, "
        "'resident', :text, :channel, :message)",
        rows,
    )


async def add_events(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What the bot itself did with them, and what a person had said of them before."""
    await tx.many(
        "INSERT INTO events (case_id, at, kind, unit_id, note, data, due_at) VALUES (:case_id, :at, :kind, :unit_id, "
        ":note, :data, :due_at)",
        rows,
    )


def _listed(values: Sequence[str]) -> tuple[dict[str, str], str]:
    """Values as parameters, and their marks for an IN."""
    named = {f"v{i}": value for i, value in enumerate(values)}
    return named, ", ".join(f":{name}" for name in named)
