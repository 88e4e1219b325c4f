"""`migrate-data`: a town that lived some days on SQLite goes on on PostgreSQL as if nothing had happened."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.app import open_app
from bot.commands.common import Failed, WrongUse
from bot.commands.moving import migrate_data
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import Database, DatabaseBusy, open_database
from storage.moving import move
from tests.town import Town

LAMP = "幸福小区门口路灯坏了一周"


class Interrupted(Exception):
    """Whatever ends it in between."""


On = Callable[[str], AbstractAsyncContextManager[Town]]


@pytest.fixture
def on(segmenter: Segmenter) -> On:
    """The same town, its bot running on this database."""
    town = Town()

    @asynccontextmanager
    async def running(url: str) -> AsyncIterator[Town]:
        settings = Settings(database_url=url, _env_file=None)  # type: ignore[call-arg]
        async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
            town.app = app
            yield town

    return running


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    return f"sqlite:///{tmp_path}/kaimen.db"


@pytest.fixture
async def bare_url(postgres_server: str) -> AsyncIterator[str]:
    """A database of a real server, without a table."""
    admin = await asyncpg.connect(postgres_server)
    await admin.execute("DROP DATABASE IF EXISTS moved WITH (FORCE)")
    await admin.execute("CREATE DATABASE moved")
    yield postgres_server.replace("/postgres?", "/moved?")
    await admin.execute("DROP DATABASE moved WITH (FORCE)")
    await admin.close()


async def some_days(town: Town) -> None:
    """What a town does: cases, one of which points to a younger one, digests, files, a draft."""
    admin, dispatcher = await town.admin(), await town.dispatcher()
    unit = await town.unit("城管局", "urban")
    await town.unit("城管局", "environment", area="和平社区")
    staff = await town.member(unit)
    residents = [await town.resident(f"居民{i}") for i in range(4)]
    for resident in residents:
        await resident.says(LAMP)
        await resident.presses("提交")
        await town.passes(hours=7)
    async with town.app.db.transaction() as tx:  # the older of two points to the younger
        await tx.run("UPDATE cases SET parent_id = 3 WHERE id = 1")
    await residents[0].sends_photo(caption="在这里")
    await residents[1].sends_location(36.06, 103.83)
    await town.clock_strikes("08:00")
    staff.saw("城管局", "日报")
    await admin.says("/keyword 路灯 城乡建设 3")
    await dispatcher.says("/triage")
    await residents[3].says("幸福小区门口路灯又坏了😀 '引号' 100%")


async def state(url: str) -> dict[str, int]:
    db = await open_database(url, read_only=True)
    async with db.snapshot() as tx:
        found = {
            "cases": await tx.value("SELECT COUNT(*) FROM cases"),
            "next case": await tx.value("SELECT MAX(id) FROM cases"),
            "digests": await tx.value("SELECT COUNT(*) FROM digests"),
        }
    await db.close()
    return found


async def test_a_town_goes_on_on_postgres(
    on: On, sqlite_url: str, bare_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with on(sqlite_url) as town:
        await some_days(town)
        resident, staff = town.people["1003"], town.people["1002"]
        number = resident.sees_number()
        # One message is on its way and one waits while the bot is stopped.
        await town.app.pipeline.receive([resident.inbound(text="/my"), staff.inbound(text="/inbox")])
        await town.app.pipeline.handle_some()
        async with town.app.db.transaction() as tx:
            await tx.run(
                "UPDATE outbox SET state = 'sending', claimed_by = 7 WHERE chat = :staff AND state = 'queued'",
                staff=staff.id,
            )
        drafts = [p for p in town.people.values() if "引号" in "".join(said.text for said in town.shown(p.id))]
    before = await state(sqlite_url)
    await migrate_data(sqlite_url, bare_url, True)
    told = json.loads(capsys.readouterr().out)
    assert told["moved"] is True
    rows = {table["table"]: table["rows"] for table in told["tables"]}
    assert (rows["cases"], rows["digests"]) == (before["cases"], before["digests"])
    assert await state(bare_url) == before
    async with on(bare_url) as town:
        heard = len(town.shown(resident.id))
        await town.app.pipeline.recover()
        await town.app.pipeline.drain()
        assert len(town.shown(resident.id)) == heard + 1, "what waited is said"
        assert staff.last.text.startswith("（重复）") or "（重复）" in staff.last.text, (
            "and what was on its way, marked"
        )
        await town.passes(minutes=6)
        assert drafts, "there was a draft"
        drafted = drafts[0].sees_number()
        assert drafted != number, "the draft was sent by itself"
        await resident.says("小区里有野狗追着孩子跑")
        await resident.presses("提交")
        assert resident.sees_number()[:6] == drafted[:6]
        assert int(resident.sees_number()[-4:]) == int(drafted[-4:]) + 1, "numbers go on"
        await town.clock_strikes("08:00")
        staff.saw("日报", drafted)
        digests = [said.text for said in town.shown(staff.id) if "日报" in said.text]
        assert len(digests) == len(set(digests))
    after = await state(bare_url)
    assert after["next case"] == before["next case"] + 1
    assert after["digests"] > before["digests"]


async def test_again_changes_nothing_and_other_data_are_not_written_over(
    on: On, sqlite_url: str, bare_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with on(sqlite_url) as town:
        await some_days(town)
    await migrate_data(sqlite_url, bare_url, False)
    assert "compared row by row" in capsys.readouterr().out
    await migrate_data(sqlite_url, bare_url, False)
    assert "there already" in capsys.readouterr().out
    async with on(bare_url) as town:
        await town.people["1003"].says("还有一件事")
    with pytest.raises(Failed, match=r"other data: .*cases \(\d+ rows\)"):
        await migrate_data(sqlite_url, bare_url, False)


@pytest.mark.parametrize("after", [1, 2])
async def test_interrupted_it_leaves_nothing_and_can_be_repeated(
    sqlite_url: str, bare_url: str, after: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the first and at the second thousand rows: while they are copied, and while they are compared."""
    source = await open_database(sqlite_url)
    await (await open_database(bare_url)).close()
    heard: list[int] = []

    def told(rows: int) -> None:
        heard.append(rows)
        if sum(heard) >= 1000 * after:
            raise Interrupted

    async with source.transaction() as tx:
        rows = ({"word": f"w{i}", "case": i} for i in range(1500))
        await tx.many("INSERT INTO word_counts (bucket, cases) VALUES (:case, 1)", rows)
    with pytest.raises(Interrupted):
        await move(source, bare_url, told)
    await source.close()
    target = await open_database(bare_url, read_only=True)
    async with target.snapshot() as tx:
        assert await tx.value("SELECT (SELECT COUNT(*) FROM categories) + (SELECT COUNT(*) FROM word_counts)") == 0
        assert await tx.value("SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'") > 20, "the rules are back"
    await target.close()
    await migrate_data(sqlite_url, bare_url, False)
    assert "All was copied" in capsys.readouterr().out


async def test_an_id_that_was_given_is_not_given_again(sqlite_url: str, bare_url: str) -> None:
    source = await open_database(sqlite_url)
    async with source.transaction() as tx:
        await tx.run("INSERT INTO audit (at, action, subject) VALUES ('2026-06-01T00:00:00+00:00', 'a', 's')")
        given = await tx.value("SELECT MAX(id) FROM audit")
        await tx.run("DELETE FROM audit WHERE id = :id", id=given)
    await source.close()
    await migrate_data(sqlite_url, bare_url, False)
    target = await open_database(bare_url)
    async with target.transaction() as tx:
        new = await tx.value("INSERT INTO audit (at, action, subject) VALUES (now(), 'a', 's') RETURNING id")
    await target.close()
    assert new == given + 1


async def _old_schema(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.run("DELETE FROM migrations WHERE version = (SELECT MAX(version) FROM migrations)")


async def test_what_cannot_be_moved_is_said(sqlite_url: str, bare_url: str, postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"sqlite:///kaimen\.db postgresql"):
        await migrate_data(bare_url, sqlite_url, False)
    with pytest.raises(WrongUse, match="no database"):
        await migrate_data(f"sqlite:///{tmp_path}/none.db", bare_url, False)
    with pytest.raises(Failed, match=r"other data: .*categories"):
        await migrate_data(sqlite_url, postgres_url, False)
    running = await open_database(sqlite_url)
    with pytest.raises(DatabaseBusy):
        await migrate_data(sqlite_url, bare_url, False)
    async with running.transaction() as tx:
        await tx.run("UPDATE cases SET reporter_id = 99")
        await tx.run("INSERT INTO facts (name, value) VALUES ('nul', 'a' || char(0) || 'b')")
    await running.close()
    with pytest.raises(Failed, match="a row of facts cannot be kept by PostgreSQL"):
        await migrate_data(sqlite_url, bare_url, False)
    old = await open_database(sqlite_url)
    await _old_schema(old)
    await old.close()
    with pytest.raises(Failed, match="older than this Kaimen"):
        await migrate_data(sqlite_url, bare_url, False)


async def test_another_schema_or_another_programs_tables_stay_as_they_are(
    sqlite_url: str, bare_url: str, postgres_server: str
) -> None:
    other = await asyncpg.connect(bare_url)
    await other.execute("CREATE TABLE accounts (id BIGINT)")
    with pytest.raises(Failed, match="another program"):
        await migrate_data(sqlite_url, bare_url, False)
    assert await other.fetchval("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") == 1
    await other.execute("DROP TABLE accounts")
    await other.close()
    db = await open_database(bare_url)
    await _old_schema(db)
    await db.close()
    with pytest.raises(Failed, match="older schema"):
        await migrate_data(sqlite_url, bare_url, False)
