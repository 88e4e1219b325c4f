"""Learned weights by word and category, so that all workers see them, and see a correction with the next message.

All that was learned from one beginning is a generation, and one of them counts. Learning everything again writes the
next one beside it (`storage.generations`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from storage import facts
from storage.database import Tx

Weights = dict[str, dict[str, float]]  # word -> category code -> weight

LEARNED, THRESHOLDS = "learned", "thresholds"  # facts: the newest change's mark; margin by category code, JSON
GENERATION = "learned generation"  # fact: the one that counts; 0 if there never was another
CURRENT = f"(SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM facts WHERE name = '{GENERATION}')"
_AT_ONCE = 400  # words in one statement; SQLite takes 32,766 parameters, older ones 999


async def mark(tx: Tx) -> str:
    """The newest change; empty as long as nothing was learned."""
    return await facts.get(tx, LEARNED)


async def thresholds(tx: Tx) -> dict[str, float]:
    """The margins needed, by category code; empty as long as none were calibrated."""
    return dict(json.loads(await facts.get(tx, THRESHOLDS) or "{}"))


async def since(tx: Tx, known: str) -> Weights | None:
    """The words that changed after the change of mark `known`; None if that is not known here, or of another
    generation: load `all_weights`."""
    base = await tx.value(f"SELECT id FROM learned_changes WHERE mark = :mark AND generation = {CURRENT}", mark=known)
    return None if base is None else await _weights(tx, "w.change_id > :base", base=base)


async def all_weights(tx: Tx) -> Weights:
    """All words. Those of retired categories are left out, and come back with the category."""
    return await _weights(tx, "w.change_id > 0")


async def of(tx: Tx, words: Iterable[str]) -> tuple[Weights, dict[str, float]]:
    """What is known of these words: weights, and doubts by word."""
    weights: Weights = {}
    doubts: dict[str, float] = {}
    wanted = list(words)
    for start in range(0, len(wanted), _AT_ONCE):
        some = {f"w{i}": word for i, word in enumerate(wanted[start : start + _AT_ONCE])}
        condition = f"w.word IN ({', '.join(f':{name}' for name in some)})"
        weights |= await _weights(tx, condition, **some)
        rows = await tx.all(
            f"SELECT word, doubt FROM learned_words w WHERE generation = {CURRENT} AND {condition}", **some
        )
        doubts |= {row["word"]: row["doubt"] for row in rows}
    return weights, doubts


async def heaviest(tx: Tx, category_id: int, limit: int) -> list[str]:
    """The words that say most for a category, those first that say most."""
    rows = await tx.all(
        f"SELECT word FROM learned_weights WHERE generation = {CURRENT} AND category_id = :category AND weight > 0 "
        "ORDER BY weight DESC, word LIMIT :n",
        category=category_id,
        n=limit,
    )
    return [row["word"] for row in rows]


async def put(tx: Tx, weights: Mapping[str, Mapping[str, float]], doubts: Mapping[str, float], now: datetime) -> None:
    """Keeps these words' weights, by codes that are known; other words stay as they are."""
    new = uuid4().hex
    await facts.put(tx, LEARNED, new)  # first: who learns at the same time waits here, so that ids are in order
    generation = int(await tx.value(f"SELECT {CURRENT}"))
    await write(tx, generation, await change(tx, generation, new, now), weights, doubts)


async def change(tx: Tx, generation: int, mark: str, now: datetime) -> int:
    """A new change within a generation, under a new mark. Returns its id."""
    return int(
        await tx.value(
            "INSERT INTO learned_changes (mark, at, generation) VALUES (:mark, :at, :generation) RETURNING id",
            mark=mark,
            at=now,
            generation=generation,
        )
    )


async def write(
    tx: Tx,
    generation: int,
    change_id: int,
    weights: Mapping[str, Mapping[str, float]],
    doubts: Mapping[str, float],
) -> None:
    """Writes these words into a generation, as one change."""
    ids = {row["code"]: row["id"] for row in await tx.all("SELECT id, code FROM categories")}
    await tx.many(
        "INSERT INTO learned_words (generation, word, doubt, change_id) VALUES (:generation, :word, :doubt, :change) "
        "ON CONFLICT (generation, word) DO UPDATE SET doubt = excluded.doubt, change_id = excluded.change_id",
        [
            {"generation": generation, "word": word, "doubt": doubts.get(word, 1.0), "change": change_id}
            for word in sorted(weights)
        ],
    )
    await tx.many(
        "INSERT INTO learned_weights (generation, word, category_id, weight) VALUES (:generation, :word, :category, "
        ":weight) ON CONFLICT (generation, word, category_id) DO UPDATE SET weight = excluded.weight",
        [
            {"generation": generation, "word": word, "category": ids[code], "weight": weight}
            for word, by_category in sorted(weights.items())
            for code, weight in by_category.items()
        ],
    )


async def put_thresholds(tx: Tx, margins: Mapping[str, float]) -> None:
    """Keeps the margins of these categories and drops all others."""
    await facts.put(tx, THRESHOLDS, json.dumps(margins))
    await facts.touch_keywords(tx)


async def _weights(tx: Tx, condition: str, **params: object) -> Weights:
    found: Weights = {}
    rows = await tx.all(
        "SELECT w.word, c.code, l.weight FROM learned_words w JOIN learned_weights l ON l.generation = w.generation "
        "AND l.word = w.word JOIN categories c ON c.id = l.category_id WHERE c.retired_at IS NULL AND w.generation = "
        f"{CURRENT} AND {condition} ORDER BY w.word, c.id",
        **params,
    )
    for row in rows:
        found.setdefault(row["word"], {})[row["code"]] = row["weight"]
    return found
