"""Learned weights by word and category, so that all workers see them, and see a correction with the next message."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from storage import facts
from storage.database import Tx

Weights = dict[str, dict[str, float]]  # word -> category code -> weight

LEARNED, THRESHOLDS = "learned", "thresholds"  # facts: the newest change's mark; margin by category code, JSON
FORMER = "learned before"  # fact: when and under which mark all was learned again, and the thresholds before that, JSON
_AT_ONCE = 400  # words in one statement; SQLite takes 32,766 parameters, older ones 999


async def mark(tx: Tx) -> str:
    """The newest change; empty as long as nothing was learned."""
    return await facts.get(tx, LEARNED)


async def thresholds(tx: Tx) -> dict[str, float]:
    """The margins needed, by category code; empty as long as none were calibrated."""
    return dict(json.loads(await facts.get(tx, THRESHOLDS) or "{}"))


async def since(tx: Tx, known: str) -> Weights | None:
    """The words that changed after the change of mark `known`; None if that is not known here: load `all_weights`."""
    base = await tx.value("SELECT id FROM learned_changes WHERE mark = :mark", mark=known)
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
        rows = await tx.all(f"SELECT word, doubt FROM learned_words w WHERE {condition}", **some)
        doubts |= {row["word"]: row["doubt"] for row in rows}
    return weights, doubts


async def all_doubts(tx: Tx) -> dict[str, float]:
    return {row["word"]: row["doubt"] for row in await tx.all("SELECT word, doubt FROM learned_words")}


async def put(tx: Tx, weights: Mapping[str, Mapping[str, float]], doubts: Mapping[str, float], now: datetime) -> None:
    """Keeps these words' weights, by codes that are known; other words stay as they are."""
    new = uuid4().hex
    await facts.put(tx, LEARNED, new)  # first: who learns at the same time waits here, so that ids are in order
    change = await tx.value("INSERT INTO learned_changes (mark, at) VALUES (:mark, :at) RETURNING id", mark=new, at=now)
    ids = {row["code"]: row["id"] for row in await tx.all("SELECT id, code FROM categories")}
    await tx.many(
        "INSERT INTO learned_words (word, doubt, change_id) VALUES (:word, :doubt, :change) ON CONFLICT (word) "
        "DO UPDATE SET doubt = excluded.doubt, change_id = excluded.change_id",
        [{"word": word, "doubt": doubts.get(word, 1.0), "change": change} for word in sorted(weights)],
    )
    await tx.many(
        "INSERT INTO learned_weights (word, category_id, weight) VALUES (:word, :category, :weight) "
        "ON CONFLICT (word, category_id) DO UPDATE SET weight = excluded.weight",
        [
            {"word": word, "category": ids[code], "weight": weight}
            for word, by_category in sorted(weights.items())
            for code, weight in by_category.items()
        ],
    )


async def put_thresholds(tx: Tx, margins: Mapping[str, float]) -> None:
    """Keeps the margins of these categories and drops all others."""
    await facts.put(tx, THRESHOLDS, json.dumps(margins))
    await facts.touch_office(tx)


async def set_aside(tx: Tx, now: datetime) -> str:
    """All that was learned counts no more, for what is `put` next is to take its place; it is kept for `bring_back`,
    with the thresholds. Gives the mark that brings it back. Who learns at the same time waits until all is done."""
    mark = uuid4().hex
    await facts.put(tx, LEARNED, mark)
    await _forget(tx, "former_weights", "former_words")
    await tx.run("INSERT INTO former_words (word, doubt) SELECT word, doubt FROM learned_words")
    await tx.run(
        "INSERT INTO former_weights (word, category_id, weight) SELECT word, category_id, weight FROM learned_weights"
    )
    kept = {"mark": mark, "at": now.isoformat(), "thresholds": await thresholds(tx)}
    await facts.put(tx, FORMER, json.dumps(kept))
    # Without the changes that they know, all workers load everything anew: words that are gone are gone for them too.
    await _forget(tx, "learned_weights", "learned_words", "learned_changes")
    return mark


async def set_aside_at(tx: Tx) -> datetime | None:
    """When all was last learned again, or that was taken back; None if it never was."""
    kept = await facts.get(tx, FORMER)
    return datetime.fromisoformat(json.loads(kept)["at"]) if kept else None


async def bring_back(tx: Tx, mark: str, now: datetime) -> bool:
    """What was `set_aside` under this mark counts again, and what was learned since then does not. False if it is not
    kept any more: all has been learned again since, or it has been brought back already."""
    kept = json.loads(await facts.get(tx, FORMER) or "{}")
    if kept.get("mark") != mark:
        return False
    new = uuid4().hex
    await facts.put(tx, LEARNED, new)
    await facts.put(tx, FORMER, json.dumps({"mark": "", "at": now.isoformat()}))
    await _forget(tx, "learned_weights", "learned_words", "learned_changes")
    change = await tx.value("INSERT INTO learned_changes (mark, at) VALUES (:mark, :at) RETURNING id", mark=new, at=now)
    await tx.run(
        "INSERT INTO learned_words (word, doubt, change_id) SELECT word, doubt, CAST(:change AS BIGINT) FROM "
        "former_words",
        change=change,
    )
    await tx.run(
        "INSERT INTO learned_weights (word, category_id, weight) SELECT word, category_id, weight FROM former_weights"
    )
    await _forget(tx, "former_weights", "former_words")
    await put_thresholds(tx, kept["thresholds"])
    return True


async def _forget(tx: Tx, *tables: str) -> None:
    for table in tables:
        await tx.run(f"DELETE FROM {table}")


async def _weights(tx: Tx, condition: str, **params: object) -> Weights:
    found: Weights = {}
    rows = await tx.all(
        "SELECT w.word, c.code, l.weight FROM learned_words w JOIN learned_weights l ON l.word = w.word "
        f"JOIN categories c ON c.id = l.category_id WHERE c.retired_at IS NULL AND {condition} ORDER BY w.word, c.id",
        **params,
    )
    for row in rows:
        found.setdefault(row["word"], {})[row["code"]] = row["weight"]
    return found
