"""The storage interface on both engines: what is kept, what is undone, who waits for whom."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage import (
    Database,
    DatabaseBusy,
    NoFolder,
    SchemaTooNew,
    Tx,
    Unreachable,
    contacts,
    facts,
    open_database,
    tasks,
)
from storage.database import iso, migrate, migrations, pending, record, statements
from storage.records import Contact

NOW = datetime(2026, 6, 1, 1, 2, 3, 456789, tzinfo=UTC)


@pytest.fixture(params=[False, True], ids=["thread", "quick"])
async def db(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """Each promise holds for both kinds of transactions."""
    db = await open_database(database_url)
    db.transaction = partial(db.transaction, quick=request.param)  # type: ignore[method-assign]
    yield db
    await db.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """No database yet."""
    (tmp_path / "new folder").mkdir()
    return f"sqlite:///{tmp_path}/new folder/office #1 50% 开门?.db"


async def names(db: Database) -> set[str]:
    async with db.snapshot() as tx:
        return {row["name"] for row in await tx.all("SELECT name FROM facts WHERE name LIKE 't-%'")}


# What is kept and what is undone


async def test_what_is_committed_is_kept_and_what_raises_is_undone(db: Database) -> None:
    async with db.transaction() as tx:
        await facts.put(tx, "t-kept", "1")

    async def fails() -> None:
        async with db.transaction() as tx:
            await facts.put(tx, "t-undone", "1")
            assert await facts.get(tx, "t-undone") == "1", "a transaction sees its own statements"
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fails()
    assert await names(db) == {"t-kept"}


async def test_a_savepoint_undoes_what_is_in_it_and_nothing_else(db: Database) -> None:
    async with db.transaction() as tx:
        await facts.put(tx, "t-before", "")
        with suppress(ValueError):
            async with tx.savepoint():
                await facts.put(tx, "t-outer", "")
                async with tx.savepoint():
                    await facts.put(tx, "t-inner", "")
                raise ValueError
        async with tx.savepoint():
            with suppress(ValueError):
                async with tx.savepoint():
                    await facts.put(tx, "t-second-inner", "")
                    raise ValueError
            await facts.put(tx, "t-second-outer", "")
        await facts.put(tx, "t-after", "")
    assert await names(db) == {"t-before", "t-second-outer", "t-after"}


async def test_a_statement_that_fails_spoils_only_its_savepoint(db: Database) -> None:
    async with db.transaction() as tx:
        await facts.put(tx, "t-one", "")
        with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
            async with tx.savepoint():
                await tx.run("INSERT INTO facts (name, value) VALUES ('t-one', 'again')")
        await facts.put(tx, "t-two", "")
    assert await names(db) == {"t-one", "t-two"}


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(db: Database) -> None:
    """Wherever it is cut off: it is there as a whole (if the commit was under way) or not at all."""
    for steps in range(8):

        async def write(name: str) -> None:
            async with db.transaction() as tx:
                await facts.put(tx, f"{name}-a", "")
                await asyncio.sleep(0)
                await facts.put(tx, f"{name}-b", "")

        task = asyncio.create_task(write(f"t-{steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        kept = {name for name in await names(db) if name.startswith(f"t-{steps}-")}
        assert kept in (set(), {f"t-{steps}-a", f"t-{steps}-b"})
    async with db.transaction() as tx:
        await facts.put(tx, "t-alive", "")
    assert "t-alive" in await names(db)


async def test_two_tasks_at_once_do_not_join_each_others_transaction(db: Database) -> None:
    """On one shared connection without a lock the second would vanish with the first one's rollback."""
    begun = asyncio.Event()

    async def fails() -> None:
        async with db.transaction() as tx:
            await facts.put(tx, "t-undone", "")
            begun.set()
            for _ in range(20):
                await asyncio.sleep(0)
            raise ValueError

    async def works(number: int) -> None:
        await begun.wait()
        async with db.transaction() as tx:
            await facts.put(tx, f"t-{number}", "")

    results = await asyncio.gather(fails(), *(works(number) for number in range(20)), return_exceptions=True)
    assert [type(result) for result in results if result] == [ValueError]
    assert await names(db) == {f"t-{number}" for number in range(20)}


async def test_alone_waits_for_those_before_it(db: Database) -> None:
    order: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.transaction() as tx:
            await facts.put(tx, "t-first", "")
            begun.set()
            await go_on.wait()
            order.append("first")

    async def second() -> None:
        await begun.wait()
        async with db.transaction(alone=True) as tx:
            order.append("alone")
            assert await facts.get(tx, "t-first") == ""

    async def third() -> None:
        await begun.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        go_on.set()

    await asyncio.gather(first(), second(), third())
    assert order == ["first", "alone"]


# Reading


async def test_a_snapshot_stays_as_it_is_while_others_write(db: Database) -> None:
    async with db.transaction() as tx:
        await facts.put(tx, "t-1", "")
    async with db.snapshot() as before:
        assert await before.value("SELECT COUNT(*) FROM facts WHERE name LIKE 't-%'") == 1
        async with db.transaction() as tx:
            await facts.put(tx, "t-2", "")
        assert await before.value("SELECT COUNT(*) FROM facts WHERE name LIKE 't-%'") == 1
        assert [row["name"] for row in await before.all("SELECT name FROM facts WHERE name LIKE 't-%'")] == ["t-1"]
    assert await names(db) == {"t-1", "t-2"}


async def test_many_look_at_once_and_each_at_its_own_time(db: Database) -> None:
    """Who writes a ledger of years looks for half a minute; /healthz and the next digest do not wait for that."""
    seen = "SELECT COUNT(*) FROM facts WHERE name LIKE 't-%'"
    async with asyncio.timeout(10), AsyncExitStack() as stack:
        looks: list[Tx] = []
        for n in range(3):
            looks.append(await stack.enter_async_context(db.snapshot()))
            assert await looks[n].value(seen) == n
            async with db.transaction() as tx:
                await facts.put(tx, f"t-{n}", "")
        assert [await tx.value(seen) for tx in looks] == [0, 1, 2]


async def test_a_look_that_is_given_up_keeps_nobody_from_looking(db: Database) -> None:
    async def give_up() -> None:
        async with db.snapshot() as tx:
            await tx.value("SELECT 1")
            await asyncio.Event().wait()

    for _ in range(20):  # more than there are connections
        looks = [asyncio.create_task(give_up()) for _ in range(3)]
        await asyncio.sleep(0)
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
    async with asyncio.timeout(10), db.snapshot() as tx:
        assert await tx.value("SELECT 1") == 1


async def test_a_snapshot_does_not_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        async with db.snapshot() as tx:
            await facts.put(tx, "t-no", "")
    assert await names(db) == set()


async def test_rows_stream_in_order_and_from_a_transaction_too(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.many(
            "INSERT INTO facts (name, value) VALUES (:name, :value)",
            [{"name": f"t-{n:04d}", "value": str(n)} for n in range(1200)],
        )
        assert await _streamed(tx) == list(range(1200))
    async with db.snapshot() as tx:
        assert await _streamed(tx) == list(range(1200))


async def _streamed(tx: Tx) -> list[int]:
    sql = "SELECT value FROM facts WHERE name LIKE :like ORDER BY name"
    return [int(row["value"]) async for row in tx.stream(sql, like="t-%")]


async def test_what_one_value_and_run_return(db: Database) -> None:
    async with db.transaction() as tx:
        assert await tx.one("SELECT name FROM facts WHERE name = :name", name="t-none") is None
        assert await tx.value("SELECT name FROM facts WHERE name = :name", name="t-none") is None
        await tx.many("INSERT INTO facts (name, value) VALUES (:n, 'x')", ({"n": f"t-{i}"} for i in range(3)))
        assert await tx.run("UPDATE facts SET value = :v WHERE name LIKE 't-%'", v="y") == 3
        row = await tx.one("UPDATE facts SET value = 'z' WHERE name = :n RETURNING *", n="t-1")
        assert row is not None
        assert dict(row) == {"name": "t-1", "value": "z"}


async def test_a_parameter_is_never_sql(db: Database) -> None:
    name = "t-'; DROP TABLE facts; -- :name %s {0}"
    async with db.transaction() as tx:
        await facts.put(tx, name, ":value")
        assert await facts.get(tx, name) == ":value"


# Times and records


async def test_times_come_back_as_they_were_in_utc_and_sort_by_time(db: Database) -> None:
    east, west = timezone(timedelta(hours=8)), timezone(timedelta(hours=-5))
    moments = [NOW, NOW + timedelta(microseconds=1), NOW.replace(microsecond=0), NOW - timedelta(days=9000)]
    async with db.transaction() as tx:
        person = await contacts.meet(tx, "t", "1", "1", "王阿姨", "zh", NOW)
        for i, at in enumerate(moments):
            await tasks.add(tx, f"t{i}", person.id, "", at.astimezone(east if i % 2 else west))
        rows = await tx.all("SELECT * FROM tasks ORDER BY created_at")
        found = [record(tasks.Task, row).created_at for row in rows]
        later = await tx.value("SELECT COUNT(*) FROM tasks WHERE created_at > :at", at=NOW.astimezone(east))
    assert found == sorted(moments)
    assert all(at.tzinfo is UTC for at in found)
    assert later == 1


def test_a_time_without_zone_is_refused_before_it_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="without zone"):
        iso(datetime(2026, 6, 1))


async def test_rows_become_records(db: Database) -> None:
    async with db.transaction() as tx:
        met = await contacts.meet(tx, "t", "1", "c1", "王阿姨", "zh", NOW)
        assert met == Contact(
            met.id, "t", "1", "c1", "王阿姨", "", "zh", False, False, "", None, None, NOW, seen_at=NOW
        )
        await tx.run("UPDATE contacts SET admin = TRUE, blocked_at = :at WHERE id = :id", at=NOW, id=met.id)
        found = await contacts.get(tx, met.id)
    assert found == replace(met, admin=True, blocked_at=NOW)
    assert found is not None
    assert type(found.admin) is bool


# Opening


async def test_a_second_writer_is_refused_and_readers_are_not(sqlite_url: str) -> None:
    db = await open_database(sqlite_url)
    try:
        with pytest.raises(DatabaseBusy, match="开门"):
            await open_database(sqlite_url)
        reader = await open_database(sqlite_url, read_only=True)
        async with db.transaction() as tx:
            await facts.put(tx, "t-seen", "")
        assert await names(reader) == {"t-seen"}
        with pytest.raises(sqlite3.OperationalError, match="reading only"):
            async with reader.transaction():
                pass
        await reader.close()
    finally:
        await db.close()
    again = await open_database(sqlite_url)  # the lock is gone with the database
    await again.close()


async def test_another_process_is_refused_too(sqlite_url: str) -> None:
    db = await open_database(sqlite_url)
    script = "import asyncio, sys; from storage import open_database; asyncio.run(open_database(sys.argv[1]))"
    try:
        command = [sys.executable, "-c", script, sqlite_url]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=30, cwd=Path(__file__).parents[1]
        )
    finally:
        await db.close()
    assert done.returncode == 1
    assert "DatabaseBusy" in done.stderr


async def test_on_postgres_several_may_write(postgres_url: str) -> None:
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    async with first.transaction() as one, second.transaction() as two:
        await facts.put(one, "t-1", "")
        await facts.put(two, "t-2", "")
    assert await names(first) == {"t-1", "t-2"}
    await first.close()
    await second.close()


async def test_who_is_frozen_in_a_transaction_holds_nobody_up_for_ever(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server undoes it, and frees what it held. Whoever wakes up again works on with another connection."""
    frozen, other = await open_database(postgres_url), await open_database(postgres_url)

    async def freeze() -> None:
        async with frozen.transaction() as tx:
            await facts.put(tx, "t-frozen", "")
            async with asyncio.timeout(10), other.transaction(alone=True) as alone:
                await facts.put(alone, "t-alone", "")

    monkeypatch.setattr("storage.postgres.SILENCE", "200ms")
    with pytest.raises(asyncpg.InterfaceError, match="closed"):
        await freeze()
    monkeypatch.undo()
    assert await names(other) == {"t-alone"}
    async with frozen.transaction() as tx:
        await facts.put(tx, "t-awake", "")
    assert await names(other) == {"t-alone", "t-awake"}
    await frozen.close()
    await other.close()


async def test_who_only_reads_may_be_silent_for_longer(postgres_url: str) -> None:
    """While a ledger of a million rows is closed, nothing is asked of the database."""
    db = await open_database(postgres_url)
    async with db.snapshot() as tx:
        assert await tx.value("SHOW idle_in_transaction_session_timeout") == "0"  # there is no limit
    await db.close()


async def test_reading_only_is_kept_to_on_postgres(postgres_url: str) -> None:
    reader = await open_database(postgres_url, read_only=True)
    with pytest.raises(RuntimeError, match="reading only"):
        async with reader.transaction():
            pass
    await reader.close()


async def test_reading_makes_no_database(sqlite_url: str) -> None:
    with pytest.raises(FileNotFoundError, match="no database"):
        await open_database(sqlite_url, read_only=True)
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


async def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(NoFolder, match="mistyped"):
            await open_database(f"sqlite:///{tmp_path}/mistyped/kaimen.db", read_only=read_only)
    assert not list(tmp_path.iterdir())


async def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(IsADirectoryError, match=str(tmp_path)):
            await open_database(f"sqlite:///{tmp_path}", read_only=read_only)
    assert not list(tmp_path.iterdir())


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Unreachable) as raised:
        await open_database("postgresql://user:geheim@127.0.0.1:1/kaimen")
    assert "geheim" not in str(raised.value)


async def test_any_other_address_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite:/// or postgresql://"):
        await open_database("mysql://user:geheim@host/db")


# Migrations


async def test_each_migration_is_applied_once(db: Database) -> None:
    assert await pending(db) == []
    assert await migrate(db, NOW) == []
    async with db.snapshot() as tx:
        rows = await tx.all("SELECT version, name FROM migrations ORDER BY version")
    assert [(row["version"], row["name"]) for row in rows] == [(v, name) for v, name, _ in migrations()]


async def test_a_new_database_gets_all_of_them(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.touch()
    reader = await open_database(sqlite_url, read_only=True)
    assert await pending(reader) == [name for _, name, _ in migrations()]
    await reader.close()
    db = await open_database(sqlite_url)
    assert await pending(db) == []
    await db.close()


async def test_a_database_from_a_newer_version_is_refused(database_url: str) -> None:
    db = await open_database(database_url)
    async with db.transaction() as tx:
        await tx.run("INSERT INTO migrations (version, name, at) VALUES (9999, '9999_later.sql', :at)", at=NOW)
    await db.close()
    for read_only in (False, True):
        with pytest.raises(SchemaTooNew, match="9999"):
            await open_database(database_url, read_only=read_only)


def test_statements_end_with_a_semicolon_at_a_lines_end() -> None:
    text = (
        "-- first; second\nCREATE TABLE a (\n  b TEXT DEFAULT ';' -- no; end here\n);\n\nINSERT INTO a VALUES ('x');\n"
    )
    assert statements(text) == [
        "CREATE TABLE a (\n  b TEXT DEFAULT ';' -- no; end here\n)",
        "INSERT INTO a VALUES ('x')",
    ]


# Trouble


async def test_a_full_disk_keeps_nothing_by_half_and_is_over_when_there_is_room(sqlite_url: str) -> None:
    db = await open_database(sqlite_url)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with db.transaction() as tx:
        await facts.put(tx, "t-before", "")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # no file may grow beyond 1,000 bytes
    try:
        with pytest.raises(sqlite3.OperationalError):
            async with db.transaction() as tx:
                await facts.put(tx, "t-full", "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    async with db.transaction() as tx:
        await facts.put(tx, "t-after", "")
    assert await names(db) == {"t-before", "t-after"}
    assert await db.check() == []
    await db.close()


async def test_a_broken_row_is_found(sqlite_url: str) -> None:
    db = await open_database(sqlite_url)
    assert await db.check() == []
    await db.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as plain:
        plain.execute("INSERT INTO tasks (kind, contact_id, data, state, created_at) VALUES ('t', 77, '', '', '')")
    plain.close()
    reader = await open_database(sqlite_url, read_only=True)
    assert await reader.check() == ["tasks row 1 points to a missing contacts"]
    await reader.close()


# Tasks


async def test_a_task_is_claimed_by_one_and_again_when_its_lease_is_over(db: Database) -> None:
    async def claim(at: datetime) -> Any:
        async with db.transaction() as tx:
            return await tasks.claim(tx, "t", at)

    async with db.transaction() as tx:
        person = await contacts.meet(tx, "t", "1", "1", "", "zh", NOW)
        first = await tasks.add(tx, "t", person.id, "one", NOW)
        await tasks.add(tx, "other", person.id, "", NOW)
    claimed = await asyncio.gather(*(claim(NOW) for _ in range(3)))
    assert [task.id for task in claimed if task] == [first]
    async with db.transaction() as tx:
        await tasks.renew(tx, first, NOW + timedelta(minutes=1))
    assert await claim(NOW + timedelta(minutes=2, seconds=30)) is None, "its lease was renewed"
    taken_over = await claim(NOW + timedelta(minutes=3, seconds=30))
    assert (taken_over.id, taken_over.data) == (first, "one")
    async with db.transaction() as tx:
        await tasks.finish(tx, first, done=True)
    assert await claim(NOW + timedelta(days=1)) is None
