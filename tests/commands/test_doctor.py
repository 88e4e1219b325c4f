"""doctor: what it looks at, and what it says to do."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.commands import doctor as looking
from storage import inbox, open_database, outbox
from tests.commands.calling import found, kaimen
from tests.town import ZONE


async def findings(at: datetime) -> dict[str, tuple[str, str]]:
    return {name: (state, what) async for name, state, what in looking.look(at)}


JUNE = datetime(2026, 6, 1, 9, tzinfo=ZONE)


async def test_doctor_on_a_new_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    seen = await findings(JUNE)
    assert {name: state for name, (state, _) in seen.items()} == {
        "settings": "ok",
        "token": "warn",
        "time zone": "ok",
        "charts": "ok",
        "files": "ok",
        "SQLite": "ok",
        "disk": seen["disk"][0],
        "database": "warn",
        "calendar": "ok",
        "next calendar": "ok",
    }
    assert "2026-06-01 09:00" in seen["time zone"][1]
    assert not (tmp_path / "none.db").exists()


async def test_doctor_looks_where_copies_of_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILES", "Platform")
    assert (await findings(JUNE))["files"] == ("ok", "left with the platform")
    monkeypatch.setenv("FILES", "copies/of/files")
    assert (await findings(JUNE))["files"] == ("ok", f"copies go to {tmp_path}/copies/of/files")
    (tmp_path / "copies").write_text("a file")
    assert (await findings(JUNE))["files"][0] == "fail"


async def test_doctor_names_what_the_office_lacks(office: str) -> None:
    db = await open_database(office)
    async with db.transaction() as tx:
        await inbox.receive(tx, [inbox.Received("telegram", "k", "1", "", "cannot be parsed")], JUNE)
        id = await outbox.add(tx, "telegram", "1", "{}", JUNE)
        await outbox.finish(tx, [outbox.Result(id, "dead", JUNE)])
    seen = await findings(JUNE)  # beside the running bot
    await db.close()
    for name, says in {
        "admins": "code",
        "dead letters": "1 messages",
        "undelivered": "1 messages",
        "units": "城管局、教育局",
        "routes": "交通运输",
    }.items():
        assert seen[name][0] == "warn"
        assert says in seen[name][1]
    assert "城乡建设" not in seen["routes"][1]
    assert seen["database"] == ("ok", "sound")


@pytest.mark.parametrize(
    ("token", "state"),
    [("7000000001:AAF-fake_token-for-the-tests-0123456789", "ok"), ("AAF-fake", "fail"), ("123:short", "fail")],
)
async def test_doctor_looks_at_the_tokens_shape(monkeypatch: pytest.MonkeyPatch, token: str, state: str) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    seen = await findings(JUNE)
    assert seen["token"][0] == state
    assert all(token not in what for _, what in seen.values())


async def test_doctor_knows_when_the_calendar_must_be_renewed(database: str) -> None:
    def year(at: datetime) -> datetime:
        return at.replace(year=2199)

    assert (await findings(year(JUNE)))["calendar"][0] == "warn"
    assert (await findings(year(JUNE)))["next calendar"][0] == "ok", "nobody can know it in June"
    state, what = (await findings(year(JUNE.replace(month=11))))["next calendar"]
    assert state == "warn"
    assert "chinesecalendar" in what


def test_doctor_fails_with_1(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kaimen("doctor").exit_code == 0
    shown = found(kaimen("doctor", "--json"))
    assert [entry["name"] for entry in shown][:2] == ["settings", "token"]
    assert all(list(entry) == ["name", "state", "what"] for entry in shown)
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("KEEP_DAYS", "never")
    wrong = kaimen("doctor", "--json")
    assert wrong.exit_code == 1
    assert [(entry["name"], entry["state"]) for entry in json.loads(wrong.stdout)] == [("settings", "fail")] * 2
    monkeypatch.delenv("LANGUAGE")
    monkeypatch.delenv("KEEP_DAYS")
    path = tmp_path / "kaimen.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 8192 + path.read_bytes()[16384:])
    broken = kaimen("doctor")
    assert broken.exit_code == 1
    assert broken.stderr == wrong.stderr == "", "all was said, and it is no mistake of Kaimen's"
    assert re.search(r"^fail database", broken.stdout, re.MULTILINE)


async def test_doctor_asks_for_missing_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    state, what = (await findings(JUNE))["schema"]
    assert state == "warn"
    assert "0001_start.sql" in what


async def test_doctor_looks_at_postgres_too(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    seen = await findings(JUNE)
    assert (seen["database"][0], seen["schema"][0], "SQLite" in seen) == ("ok", "ok", False)
