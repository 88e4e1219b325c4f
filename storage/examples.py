"""Messages of which a person said the category: what there is to learn again from.

Some came with `learn FILE` and are kept for that; the others are cases, as long as their words are kept. Those of
retired categories are left out, and come back with the category.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from storage.database import Tx, record
from storage.records import Case

# A case that was sent, with the last that a person said of its category.
_CONFIRMED = (
    "FROM events e JOIN cases c ON c.id = e.case_id JOIN categories k ON k.code = e.note WHERE e.kind = 'category' AND "
    "k.retired_at IS NULL AND c.number IS NOT NULL AND c.text <> '' AND c.decision <> '' AND NOT EXISTS (SELECT 1 FROM "
    "events l WHERE l.case_id = e.case_id AND l.kind = 'category' AND l.id > e.id)"
)


class Example(NamedTuple):
    """A message that was cut into words, and the code of its category."""

    category: str
    words: Sequence[str]
    title: Sequence[str]


class Confirmed(NamedTuple):
    """A case and the code of the category that a person gave it, by the event of that id."""

    case: Case
    category: str
    event_id: int


async def add(tx: Tx, examples: Iterable[Example]) -> None:
    """Keeps the messages of a file; of one that is known already, the category is the new one."""
    ids = {row["code"]: row["id"] for row in await tx.all("SELECT id, code FROM categories")}
    await tx.many(
        "INSERT INTO learned_examples (digest, category_id, title, words) VALUES (:digest, :category, :title, :words) "
        "ON CONFLICT (digest) DO UPDATE SET category_id = excluded.category_id",
        [_row(example, ids) for example in examples],
    )


def _row(example: Example, ids: dict[str, int]) -> dict[str, object]:
    title, words = " ".join(example.title), " ".join(example.words)
    digest = sha256(f"{title}\n{words}".encode()).hexdigest()
    return {"digest": digest, "category": ids[example.category], "title": title, "words": words}


async def of_files(tx: Tx) -> list[Example]:
    """All that came with files, in the order in which it came."""
    rows = await tx.all(
        "SELECT k.code, l.title, l.words FROM learned_examples l JOIN categories k ON k.id = l.category_id WHERE "
        "k.retired_at IS NULL ORDER BY l.id"
    )
    return [Example(row["code"], row["words"].split(), row["title"].split()) for row in rows]


async def confirmed(tx: Tx, after: int = 0) -> list[Confirmed]:
    """The cases that persons confirmed (by an event with an id above `after`), in the order in which they did."""
    rows = await tx.all(
        f"SELECT c.*, e.note AS confirmed_as, e.id AS event_id {_CONFIRMED} AND e.id > :after ORDER BY e.id",
        after=after,
    )
    return [Confirmed(record(Case, row), row["confirmed_as"], row["event_id"]) for row in rows]


async def count_confirmed(tx: Tx) -> int:
    """How many cases `confirmed` gives."""
    return int(await tx.value(f"SELECT COUNT(*) {_CONFIRMED}"))
