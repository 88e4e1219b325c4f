"""50,000 messages, each delivered twice or more, in another order, to two workers at once: each is handled once."""

import asyncio
import os
import random
from collections import Counter

import pytest

from storage import open_database
from tests.test_pipeline import Office, Wire, message

SEED = int(os.environ.get("KAIMEN_SEED", "20261127"))
MESSAGES, AT_ONCE = 50_000, 100


async def delivered(url: str, count: int) -> tuple[Counter[str], Counter[str]]:
    """How often each message was handled, and how often it was answered."""
    print(f"seed {SEED}: {count} messages")
    chance = random.Random(SEED)
    databases = [await open_database(url)]
    if databases[0].shared:
        databases.append(await open_database(url))
    office, wire = Office(), Wire()
    workers = [office.pipeline(db, wire) for db in databases]
    again: list[int] = []
    for first in range(0, count, AT_ONCE):
        new = list(range(first, min(first + AT_ONCE, count)))
        batch = new + chance.sample(again, min(len(again), AT_ONCE))
        chance.shuffle(batch)
        again = chance.sample(again, min(len(again), 10 * AT_ONCE)) + new
        received = [message(str(i), chat=str(i % 500)) for i in batch]
        await asyncio.gather(*(worker.receive(received) for worker in workers))  # both, as if each had got it
        await asyncio.gather(*(worker.handle_some() for worker in workers))
    await asyncio.gather(*(worker.drain() for worker in workers))
    for db in databases:
        await db.close()
    return Counter(office.handled), Counter(text for _, text, _ in wire.arrived)


def each_once(count: int) -> Counter[str]:
    return Counter(map(str, range(count)))


async def test_what_is_delivered_again_is_handled_once(database_url: str) -> None:
    assert await delivered(database_url, 1_000) == (each_once(1_000), each_once(1_000))


@pytest.mark.long
async def test_fifty_thousand_are_handled_once_each(database_url: str) -> None:
    assert await delivered(database_url, MESSAGES) == (each_once(MESSAGES), each_once(MESSAGES))
