"""Learning everything again: a new generation of weights is written beside the one that counts, and takes its place
in a moment. The former one is kept, so that it can be put back; those before it are not.

    generation, change = await begin(tx, now)       # each of these in a transaction of its own,
    await learned.write(tx, generation, change, ...)  # as often as needed
    await switch(tx, generation, margins, now)
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from storage import facts, learned
from storage.database import Tx

_FORMER = (
    "learned before"  # fact, JSON: which generation counts since when, instead of which, with what thresholds then
)


async def begin(tx: Tx, now: datetime) -> tuple[int, int]:
    """A new generation, empty, that does not count. Returns it and the id of its first change."""
    id = await learned.change(tx, -1, uuid4().hex, now)
    await tx.run("UPDATE learned_changes SET generation = :id WHERE id = :id", id=id)
    return id, id


async def switch(tx: Tx, generation: int, margins: Mapping[str, float], now: datetime) -> None:
    """That generation counts from now on, with these thresholds (without any, those in use stay)."""
    # First: who learns at the same time waits until this is done, and learns on in the new one.
    await facts.put(tx, learned.LEARNED, await _mark(tx, generation))
    before = int(await tx.value(f"SELECT {learned.CURRENT}"))
    kept = {"to": generation, "from": before, "at": now.isoformat(), "thresholds": await learned.thresholds(tx)}
    await facts.put(tx, _FORMER, json.dumps(kept))
    await facts.put(tx, learned.GENERATION, str(generation))
    if margins:
        await learned.put_thresholds(tx, margins)


async def switched_at(tx: Tx) -> datetime | None:
    """When another generation began to count, last; None if there never was another."""
    kept = await facts.get(tx, _FORMER)
    return datetime.fromisoformat(json.loads(kept)["at"]) if kept else None


async def switch_back(tx: Tx, generation: int, now: datetime) -> bool:
    """What counted before this generation counts again, and what was learned since then does not. False if it is not
    kept any more: there has been another switch since, or this one has been undone already."""
    kept = json.loads(await facts.get(tx, _FORMER) or "{}")
    if kept.get("to") != generation:
        return False
    await facts.put(tx, learned.LEARNED, await _mark(tx, kept["from"]))
    await facts.put(tx, learned.GENERATION, str(kept["from"]))
    await facts.put(tx, _FORMER, json.dumps({"to": 0, "from": kept["from"], "at": now.isoformat()}))
    await learned.put_thresholds(tx, kept["thresholds"])
    return True


async def forget_some(tx: Tx, words: int) -> bool:
    """Deletes up to so many words of generations that neither count nor can be put back. Returns whether more are left:
    it is called again then, in another transaction."""
    kept = json.loads(await facts.get(tx, _FORMER) or '{"from": 0}')["from"]
    old = await tx.value(
        "SELECT MIN(generation) FROM learned_changes WHERE generation <> CAST(:kept AS BIGINT) AND generation <> "
        f"{learned.CURRENT}",
        kept=kept,
    )
    if old is None:
        return False
    some = "SELECT word FROM learned_words WHERE generation = :old ORDER BY word LIMIT :n"
    await tx.run(f"DELETE FROM learned_weights WHERE generation = :old AND word IN ({some})", old=old, n=words)
    if not await tx.run(f"DELETE FROM learned_words WHERE generation = :old AND word IN ({some})", old=old, n=words):
        await tx.run("DELETE FROM learned_changes WHERE generation = :old", old=old)
    return True


async def _mark(tx: Tx, generation: int) -> str:
    """The newest change of a generation; empty if nothing was ever learned in it."""
    mark = await tx.value(
        "SELECT mark FROM learned_changes WHERE generation = :generation ORDER BY id DESC LIMIT 1",
        generation=generation,
    )
    return str(mark or "")
