"""Generations of what was learned: one counts, the former one can be put back, older ones go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bot.tagging.defaults import default_categories
from storage import Database, generations, learned, offices, open_database
from storage.database import migrations

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without a schema, of each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"e{uuid4().hex[:12]}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


async def switched(db: Database, word: str, now: datetime) -> int:
    """A new generation that knows this word alone, and counts."""
    more = True
    while more:
        async with db.transaction() as tx:
            more = await generations.forget_some(tx, 1)
    async with db.transaction() as tx:
        generation, change = await generations.begin(tx, now)
        await learned.write(tx, generation, change, {word: {"health": 1.0}}, {word: 0.5})
        await generations.switch(tx, generation, {"health": 0.1}, now)
    return generation


async def weights(db: Database) -> dict[str, dict[str, float]]:
    async with db.snapshot() as tx:
        return await learned.all_weights(tx)


async def test_what_was_learned_before_there_were_generations_still_counts(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("storage.database.migrations", lambda: migrations()[:2])
        old = await open_database(empty_url)
        async with old.transaction() as tx:
            await offices.seed(tx, default_categories())
            await tx.run("INSERT INTO learned_changes (mark, at) VALUES ('m', :at)", at=NOW)
            await tx.run("INSERT INTO learned_words (word, doubt, change_id) VALUES ('柳絮', 0.5, 1)")
            await tx.run(
                "INSERT INTO learned_weights (word, category_id, weight) SELECT '柳絮', id, 2.0 FROM categories WHERE "
                "code = 'health'"
            )
        await old.close()
    db = await open_database(empty_url)
    assert await weights(db) == {"柳絮": {"health": 2.0}}
    async with db.transaction() as tx:
        assert await learned.since(tx, "m") == {}
        await learned.put(tx, {"柳絮": {"health": 1.5}}, {"柳絮": 0.4}, NOW)
        assert await learned.of(tx, ["柳絮"]) == ({"柳絮": {"health": 1.5}}, {"柳絮": 0.4})
    await db.close()


async def test_one_counts_one_can_be_put_back_and_the_others_go(db: Database) -> None:
    async with db.transaction() as tx:
        await learned.put(tx, {"第一": {"health": 1.0}}, {"第一": 0.5}, NOW)
        known = await learned.mark(tx)
    second = await switched(db, "第二", NOW)
    assert await weights(db) == {"第二": {"health": 1.0}}
    async with db.transaction() as tx:
        assert await learned.since(tx, known) is None  # who knows the first one must forget it
        assert await generations.switch_back(tx, second, NOW + timedelta(hours=1))
        assert not await generations.switch_back(tx, second, NOW)
        assert await learned.thresholds(tx) == {}
        assert await learned.mark(tx) == known
        assert await generations.switched_at(tx) == NOW + timedelta(hours=1)
    assert await weights(db) == {"第一": {"health": 1.0}}
    third = await switched(db, "第三", NOW)
    fourth = await switched(db, "第四", NOW)
    async with db.transaction() as tx:
        assert {row["word"] for row in await tx.all("SELECT word FROM learned_words")} == {"第一", "第三", "第四"}
        while await generations.forget_some(tx, 1):
            pass
        assert {row["word"] for row in await tx.all("SELECT word FROM learned_words")} == {"第三", "第四"}
        assert not await generations.switch_back(tx, third, NOW)
        assert await generations.switch_back(tx, fourth, NOW)
    assert await weights(db) == {"第三": {"health": 1.0}}


async def test_what_is_being_written_does_not_count(db: Database) -> None:
    async with db.transaction() as tx:
        await learned.put(tx, {"第一": {"health": 1.0}}, {"第一": 0.5}, NOW)
        generation, change = await generations.begin(tx, NOW)
        await learned.write(tx, generation, change, {"第一": {"urban": 9.0}}, {})
        await learned.put(tx, {"第一": {"health": 1.5}}, {"第一": 0.4}, NOW)
        assert await learned.heaviest(tx, (await offices.categories(tx))[0].id, 10) == []
    assert await weights(db) == {"第一": {"health": 1.5}}
