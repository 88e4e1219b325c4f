"""Backups: made while the bot writes, each opens, is sound, and holds whole transactions only."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import care
from bot.commands.common import Failed, WrongUse
from storage import Database, facts, open_database


@pytest.fixture
async def db(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A running bot's database, which DATABASE_URL names."""
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kaimen.db")
    db = await open_database(f"sqlite:///{tmp_path}/kaimen.db")
    yield db
    await db.close()


async def pairs(url: str) -> tuple[int, int]:
    """How many left and right halves of pairs a database holds; it must be sound."""
    reader = await open_database(url, read_only=True)
    try:
        assert await reader.check() == []
        async with reader.snapshot() as tx:
            left = await tx.value("SELECT COUNT(*) FROM facts WHERE name LIKE 'left-%'")
            right = await tx.value("SELECT COUNT(*) FROM facts WHERE name LIKE 'right-%'")
            return left, right
    finally:
        await reader.close()


@pytest.mark.parametrize("copies", [10, pytest.param(100, marks=pytest.mark.long)])
async def test_backups_made_while_the_bot_writes_are_whole(db: Database, tmp_path: Path, copies: int) -> None:
    committed, enough = 0, asyncio.Event()

    async def write() -> None:
        nonlocal committed
        while not enough.is_set():
            async with db.transaction() as tx:
                await facts.put(tx, f"left-{committed}", "x" * 2000)
                await facts.put(tx, f"right-{committed}", "x" * 2000)
            committed += 1

    writing = asyncio.create_task(write())
    for number in range(copies):
        known = committed
        copy = tmp_path / f"{number}.db"
        await db.backup(str(copy))
        left, right = await pairs(f"sqlite:///{copy}")
        assert left == right, "no transaction by half"
        assert left >= known, "all that was committed before it began"
        assert not list(tmp_path.glob(f"{number}.db-*")), "one file, easy to carry"
    enough.set()
    await writing
    assert committed > copies


async def test_the_command_works_beside_the_bot_and_what_it_made_can_be_put_in_the_files_place(
    db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with db.transaction() as tx:
        await facts.put(tx, "left-1", "")
    await care.backup(tmp_path / "copy.db", True)
    shown = json.loads(capsys.readouterr().out)
    assert shown == {
        "file": str(tmp_path / "copy.db"),
        "bytes": (tmp_path / "copy.db").stat().st_size,
        "cases": 0,
        "checked": True,
    }
    restored = tmp_path / "restored.db"
    shutil.copy(tmp_path / "copy.db", restored)
    again = await open_database(f"sqlite:///{restored}")
    async with again.transaction() as tx:
        await facts.put(tx, "right-1", "")
    await again.close()
    assert await pairs(f"sqlite:///{restored}") == (1, 1)


async def test_nobody_else_on_the_machine_can_read_it_or_a_copy_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    db = await open_database(f"sqlite:///{tmp_path}/new.db")
    await care.backup(tmp_path / "copy.db", False)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.glob("*.db*") if file.suffix != ".lock"}
    await db.close()
    assert modes == dict.fromkeys(("new.db", "new.db-wal", "new.db-shm", "copy.db"), "0o600")
    (tmp_path / "new.db").chmod(0o640)  # for a group that may read it
    await (await open_database(f"sqlite:///{tmp_path}/new.db")).close()
    await care.restore(tmp_path / "copy.db", do_it=True, as_json=False)
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o640


async def test_without_a_name_it_gets_a_dated_one(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await care.backup(None, False)
    (made,) = Path("backups").iterdir()
    assert made.name.startswith("kaimen-2")
    assert made.suffix == ".db"
    assert str(made) in capsys.readouterr().out


async def test_nothing_is_written_over(db: Database, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("precious")
    with pytest.raises(WrongUse, match="there already"):
        await care.backup(tmp_path / "mine.db", False)
    with pytest.raises(WrongUse, match="no folder"):
        await care.backup(tmp_path / "nowhere" / "mine.db", False)
    with pytest.raises(FileExistsError):
        await db.backup(str(tmp_path / "mine.db"))
    assert (tmp_path / "mine.db").read_text() == "precious"


async def test_what_an_earlier_try_left_is_no_hindrance(db: Database, tmp_path: Path) -> None:
    (tmp_path / ".copy.db.part").write_text("half of something")
    await care.backup(tmp_path / "copy.db", False)
    assert await pairs(f"sqlite:///{tmp_path}/copy.db") == (0, 0)
    assert not (tmp_path / ".copy.db.part").exists()


async def test_a_copy_of_a_damaged_database_does_not_pass_for_a_backup(db: Database, tmp_path: Path) -> None:
    await db.close()
    plain = sqlite3.connect(tmp_path / "kaimen.db")
    plain.execute("INSERT INTO tasks (kind, contact_id, data, state, created_at) VALUES ('t', 77, '', '', '')")
    plain.commit()
    plain.close()
    with pytest.raises(Failed, match="damaged"):
        await care.backup(tmp_path / "copy.db", False)
    assert not (tmp_path / "copy.db").exists()
    assert (tmp_path / "copy.db.damaged").exists()


async def test_postgres_has_its_own_tool(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    with pytest.raises(Failed, match="pg_dump --format=custom") as said:
        await care.backup(None, False)
    assert postgres_url not in str(said.value), "the address may hold a password"
    db = await open_database(postgres_url)
    with pytest.raises(NotImplementedError, match="pg_dump"):
        await db.backup("x")
    await db.close()
