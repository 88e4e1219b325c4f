"""The scheduled copies: made once at each of their times, checked, counted, and people hear of one that fails."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot import backups
from bot.app import open_app
from bot.commands.doctor import look
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers.backups import last_time
from storage import open_database
from tests.town import ZONE, Town


@pytest.fixture
async def kept(
    sqlite_template: Path, tmp_path: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """A town whose database is copied at three at night and at three in the afternoon; two copies are kept."""
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    values = {"backup_folder": f"{tmp_path}/safe", "backup_times": "03:00,15:00", "backup_copies": 2}
    for name, value in {"database_url": f"sqlite:///{tmp_path}/kaimen.db", **values}.items():
        monkeypatch.setenv(name.upper(), str(value))
    town = Town()
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
        town.app = app
        yield town


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_one_at_each_time_and_the_oldest_go(kept: Town, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    (tmp_path / "safe" / "kaimen-20200101-000000.db").write_text("put here by hand")
    await kept.passes(minutes=1)
    await kept.passes(hours=1)
    assert names(tmp_path / "safe")[1:] == ["kaimen-scheduled-20260601-090100.db"], "the one of the night, made up for"
    await kept.clock_strikes("15:00")
    await kept.passes(minutes=10)
    assert names(tmp_path / "safe")[1:] == [f"kaimen-scheduled-20260601-{at}.db" for at in ("090100", "150000")]
    await kept.clock_strikes("03:00")
    assert names(tmp_path / "safe") == [
        "kaimen-20200101-000000.db",
        "kaimen-scheduled-20260601-150000.db",
        "kaimen-scheduled-20260602-030000.db",
    ]
    copy = await open_database(f"sqlite:///{tmp_path}/safe/kaimen-scheduled-20260602-030000.db", read_only=True)
    assert await copy.check() == []
    await copy.close()


async def test_what_a_process_left_that_died_meanwhile_is_removed(kept: Town, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    for name in (".kaimen-scheduled-20260601-030000.db.part", ".kaimen-scheduled-20260601-030000.db.part-journal"):
        (tmp_path / "safe" / name).write_text("half of something")
    (tmp_path / "safe" / ".mine.db.part").write_text("somebody's")
    await kept.passes(minutes=1)
    assert names(tmp_path / "safe") == [".mine.db.part", "kaimen-scheduled-20260601-090100.db"]


async def test_admins_hear_once_of_each_that_fails_and_when_it_works_again(kept: Town, tmp_path: Path) -> None:
    admin = await kept.admin()
    (tmp_path / "safe").write_text("a file where the folder should be")
    await kept.passes(minutes=1)
    admin.sees("备份没做成", f"{tmp_path}/safe")
    told = len(kept.shown(admin.id))
    for _ in range(3):
        await kept.passes(hours=1)
    assert len(kept.shown(admin.id)) == told, "once"
    await kept.clock_strikes("15:00")
    assert len(kept.shown(admin.id)) == told + 1, "and once for the next one"
    (tmp_path / "safe").unlink()
    await kept.passes(minutes=59)
    assert not (tmp_path / "safe").exists()
    await kept.passes(minutes=2)
    admin.sees("备份现在做好了")
    assert len(names(tmp_path / "safe")) == 1


async def test_a_copy_that_fails_its_check_removes_no_older_one(
    kept: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await kept.admin()
    await kept.passes(minutes=1)
    await kept.clock_strikes("15:00")
    sound = names(tmp_path / "safe")

    async def broken(file: Path) -> backups.Copy:
        return backups.Copy(file, 1, 1, 1, None, ["row 7 is missing from an index"])

    monkeypatch.setattr(backups, "look", broken)
    await kept.clock_strikes("03:00")
    admin.sees("数据库可能坏了")
    assert names(tmp_path / "safe") == [*sound, "kaimen-scheduled-20260602-030000.db.damaged"]


async def test_the_doctor_says_when_the_last_one_was_made(kept: Town, tmp_path: Path) -> None:
    async def found() -> tuple[str, str]:
        findings = {finding.name: finding async for finding in look(kept.now)}
        return findings["backups"].state, findings["backups"].what

    assert (await found())[0] == "warn"
    await kept.passes(minutes=1)
    assert await found() == ("ok", "the last one: 2026-06-01 09:01")
    shutil.rmtree(tmp_path / "safe")
    (tmp_path / "safe").write_text("")
    await kept.clock_strikes("15:00")
    assert await found() == ("fail", "the last one failed, see the log; the last good one: 2026-06-01 09:01")


def test_the_last_time_that_has_come() -> None:
    times = [time(3), time(15)]
    for local, expected in (("02:59", "-1 15:00"), ("03:00", "0 03:00"), ("14:59", "0 03:00"), ("23:59", "0 15:00")):
        day, at = expected.split()
        now = datetime(2026, 6, 1, *map(int, local.split(":")), tzinfo=ZONE)
        wanted = datetime(2026, 6, 1, *map(int, at.split(":")), tzinfo=ZONE) + timedelta(days=int(day))
        assert last_time(times, now, ZONE) == wanted
