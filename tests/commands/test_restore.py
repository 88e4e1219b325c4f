"""`restore`: looks before it replaces anything, keeps what it replaces, and gives no number twice."""

import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot import backups, clock
from bot.commands import care
from bot.commands.common import Failed, WrongUse
from storage import DatabaseBusy, SchemaTooNew, invites, open_database, restoring
from storage.database import iso
from tests.commands.conftest import TownIn

LAMP, BIN, DOG = "幸福小区门口路灯坏了一周", "小区门口垃圾没人收", "小区里有野狗追着孩子跑"


async def sent(town_in: TownIn, url: str, text: str) -> str:
    """Somebody's case; its number."""
    async with town_in(url) as town:
        town.keys = count(100 * len(text))  # no message of this town is one of an earlier one
        resident = await town.resident()
        await resident.says(text)
        await resident.presses("提交")
        return resident.sees_number()


def texts(path: Path) -> list[str]:
    with sqlite3.connect(path) as plain:
        found = [text for (text,) in plain.execute("SELECT text FROM cases ORDER BY id")]
    plain.close()
    return found


@pytest.fixture
async def copy(office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A copy of an office with one case, which then got a second one."""
    await care.backup(tmp_path / "copy.db", False)
    capsys.readouterr()
    return tmp_path / "copy.db"


async def test_it_first_says_what_would_be_replaced_and_changes_nothing(
    copy: Path, office: str, town_in: TownIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await sent(town_in, office, BIN)
    before = (tmp_path / "kaimen.db").read_bytes()
    await care.restore(copy, do_it=False, as_json=False)
    said = capsys.readouterr().out
    assert "is sound: schema" in said
    assert ", 1 cases, the last step on 2026-06-01 09:00" in said
    assert ", 2 cases, the last step on 2026-06-01 09:00" in said
    assert "Nothing was changed" in said
    assert (tmp_path / "kaimen.db").read_bytes() == before


async def test_a_copy_replaces_the_database_which_is_kept_and_no_number_is_given_again(
    copy: Path, office: str, town_in: TownIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = await sent(town_in, office, BIN)
    await care.restore(copy, do_it=True, as_json=True)
    kept = Path(json.loads(capsys.readouterr().out)["kept"])
    assert kept.parent == tmp_path
    assert (texts(kept), texts(tmp_path / "kaimen.db")) == ([LAMP, BIN], [LAMP])
    assert await sent(town_in, office, DOG) == f"{lost[:-1]}{int(lost[-1]) + 1}", (
        "the number of the lost one stays free"
    )
    with sqlite3.connect(tmp_path / "kaimen.db") as plain:
        ids = [id for (id,) in plain.execute("SELECT id FROM cases ORDER BY id")]
    plain.close()
    assert ids == [1, 3], "a button of the lost case means no other one"


@pytest.mark.parametrize("links", [True, False])
async def test_what_was_set_aside_is_never_written_over(
    copy: Path,
    office: str,
    town_in: TownIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    links: bool,
) -> None:
    def no_links(aside: Path, path: Path) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    monkeypatch.setattr(care, "now", lambda: datetime(2026, 6, 1, 1, tzinfo=UTC))  # all within one second
    await sent(town_in, office, BIN)
    kept = []
    for _ in range(3):
        await care.restore(copy, do_it=True, as_json=True)
        kept.append(Path(json.loads(capsys.readouterr().out)["kept"]))
    assert [texts(file) for file in kept] == [[LAMP, BIN], [LAMP], [LAMP]]
    assert texts(tmp_path / "kaimen.db") == [LAMP]


async def test_what_the_copy_was_about_to_say_is_marked(copy: Path, tmp_path: Path) -> None:
    with sqlite3.connect(copy) as plain:
        plain.execute("UPDATE outbox SET state = 'queued' WHERE id = 1")
    plain.close()
    await care.restore(copy, do_it=True, as_json=False)
    with sqlite3.connect(tmp_path / "kaimen.db") as plain:
        assert plain.execute("SELECT id FROM outbox WHERE possible_repeat").fetchall() == [(1,)]
    plain.close()


async def test_no_invite_of_a_copy_works_since_it_may_have_been_used_after(
    office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def joins(code: str) -> bool:
        db = await open_database(office)
        async with db.transaction() as tx:
            invite = await invites.use(tx, code, 1, clock.now())
        await db.close()
        return invite is not None

    now = clock.now()
    untils = {code: now + timedelta(days=7) for code in ("used before", "open", "never used")}
    untils["expired"] = now - timedelta(days=1)
    db = await open_database(office)
    async with db.transaction() as tx:
        for code, until in untils.items():
            await invites.create(tx, code, role="admin", unit_id=None, created_by=1, expires_at=until)
    await db.close()
    assert await joins("used before")
    await care.backup(tmp_path / "copy.db", False)
    assert await joins("open")
    capsys.readouterr()
    await care.restore(tmp_path / "copy.db", do_it=True, as_json=False)
    assert "Of the invites 2 were still open in the copy" in capsys.readouterr().out
    assert not await joins("open")
    assert not await joins("never used")
    with sqlite3.connect(tmp_path / "kaimen.db") as plain:
        found = plain.execute("SELECT used_by, expires_at FROM invites WHERE id IN (1, 4) ORDER BY id").fetchall()
    plain.close()
    assert found == [(1, iso(untils["used before"])), (None, iso(untils["expired"]))], "these were ended already"


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file away")
async def test_what_root_restores_the_bots_user_can_use(copy: Path, office: str, tmp_path: Path) -> None:
    os.chown(tmp_path / "kaimen.db", 12345, 54321)
    (tmp_path / "kaimen.db").chmod(0o640)
    await care.restore(copy, do_it=True, as_json=False)
    found = (tmp_path / "kaimen.db").stat()
    assert (found.st_uid, found.st_gid, oct(found.st_mode)) == (12345, 54321, "0o100640")


async def test_a_link_still_leads_to_the_database(copy: Path, office: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "kaimen.db").rename(tmp_path / "disk" / "real.db")
    (tmp_path / "kaimen.db").symlink_to(tmp_path / "disk" / "real.db")
    running = await open_database(office)
    with pytest.raises(DatabaseBusy):
        await open_database(f"sqlite:///{tmp_path}/disk/real.db")
    await running.close()
    await care.restore(copy, do_it=True, as_json=False)
    assert (tmp_path / "kaimen.db").is_symlink()
    assert texts(tmp_path / "disk" / "real.db") == [LAMP]


async def test_not_while_the_bot_runs(copy: Path, office: str, tmp_path: Path) -> None:
    running = await open_database(office)
    with pytest.raises(DatabaseBusy):
        await care.restore(copy, do_it=True, as_json=False)
    await running.close()
    assert not list(tmp_path.glob("*replaced*"))


async def test_what_is_no_good_copy_replaces_nothing(copy: Path, office: str, tmp_path: Path) -> None:
    before = (tmp_path / "kaimen.db").read_bytes()

    def changed(name: str, sql: str) -> Path:
        shutil.copy(copy, tmp_path / name)
        with sqlite3.connect(tmp_path / name) as plain:
            plain.execute(sql)
        plain.close()
        return tmp_path / name

    (tmp_path / "text.db").write_text("this is no database, only a text that is long enough for its head" * 20)
    sqlite3.connect(tmp_path / "empty.db").close()
    newer = changed("newer.db", "INSERT INTO migrations (version, name) VALUES (9999, '9999_future.sql')")
    orphan = changed(
        "orphan.db", "INSERT INTO tasks (kind, contact_id, data, state, created_at) VALUES ('t',77,'','','')"
    )
    half = tmp_path / "half.db"
    half.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    for file, mistake, words in (
        (tmp_path / "none.db", WrongUse, "no file"),
        (tmp_path / "text.db", WrongUse, "no database"),
        (tmp_path / "empty.db", WrongUse, "no database"),
        (tmp_path / "kaimen.db", WrongUse, "is the database itself"),
        (newer, SchemaTooNew, "9999"),
        (orphan, Failed, "damaged"),
        (half, (WrongUse, Failed), "damaged"),
    ):
        with pytest.raises(mistake, match=words):
            await care.restore(file, do_it=True, as_json=False)
    assert (tmp_path / "kaimen.db").read_bytes() == before
    assert not list(tmp_path.glob("*replaced*"))


async def test_a_damaged_or_missing_database_is_no_hindrance(
    copy: Path, office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "kaimen.db"
    database.write_bytes(b"\xff" * 5000)
    await care.restore(copy, do_it=True, as_json=False)
    said = capsys.readouterr().out
    assert "cannot be read" in said
    assert "may be given again" in said
    assert texts(database) == [LAMP]
    kept, *its_wal = sorted(tmp_path.glob("*replaced*"))
    assert kept.read_bytes() == b"\xff" * 5000
    assert [file.name for file in its_wal] in ([], [f"{kept.name}-wal"])
    database.unlink()
    await care.restore(copy, do_it=True, as_json=False)
    assert "is not there" in capsys.readouterr().out
    assert texts(database) == [LAMP]


async def test_killed_in_between_there_is_always_a_database(
    copy: Path, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(part: Path, path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "put_in_place", killed)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(copy, tmp_path / "kaimen.db", tmp_path / "aside.db", clock.now())
    assert texts(tmp_path / "kaimen.db") == texts(tmp_path / "aside.db") == [LAMP]
    assert (await backups.look(tmp_path / "kaimen.db")).wrong == []


async def test_postgres_has_its_own_tool(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kaimen:secret@db.invalid/kaimen")
    with pytest.raises(Failed, match="pg_restore") as said:
        await care.restore(copy, do_it=True, as_json=False)
    assert "secret" not in str(said.value)
    assert "UPDATE invites SET expires_at = now()" in str(said.value)
