"""Contact data at rest: encrypted with the office's key, from one key to another, and never lost for want of one."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot import backups
from bot.app import open_app
from bot.digests import drawing
from bot.settings import Settings, load
from bot.tagging.segment import Segmenter
from storage import Keys, WrongKeys, digests, open_database, rotation
from storage.moving import move
from tests.commands.calling import found, kaimen
from tests.privacy.tables import stored
from tests.town import START, Person, Town

FIRST, SECOND, THIRD = (Fernet.generate_key().decode() for _ in range(3))
LAMP = "幸福小区门口路灯坏了一周"
NAMES = ("王桂芳", "13812345678", "赵秀兰", "13912345678")

On = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture
def on(segmenter: Segmenter) -> On:
    """The same town, its bot running on this database with these keys."""
    town = Town()

    @asynccontextmanager
    async def running(url: str, *keys: str) -> Any:
        settings = Settings(database_url=url, contact_keys=",".join(keys), _env_file=None)  # type: ignore[call-arg, arg-type]
        async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
            town.app = app
            yield town

    return running


async def plain(town: Town) -> list[str]:
    """Which of the names and numbers stand anywhere in the database."""
    kept = "\n".join((await stored(town)).values())
    return [name for name in NAMES if name in kept]


async def lived(town: Town) -> tuple[Person, Person, Person]:
    """A resident with a phone, and somebody who was spoken for: the unit's member, the dispatcher, the resident."""
    member, dispatcher = await town.member(await town.unit("城管局", "urban")), await town.dispatcher()
    resident = await town.resident("王桂芳")
    await town.deliver(resident.inbound(phone="13812345678"))
    await resident.says(LAMP)
    await resident.presses("提交")
    await take_in(dispatcher)
    return member, dispatcher, resident


async def take_in(dispatcher: Person) -> None:
    await dispatcher.says("/record 来电 解放路路灯坏了")
    await dispatcher.says("赵秀兰 139 1234 5678")
    await dispatcher.presses("提交")


async def read(town: Town, member: Person, resident: Person) -> None:
    """Whoever may read it reads it as ever."""
    for case, name, phone in ((1, "王桂芳", "13812345678"), (2, "赵秀兰", "139 1234 5678")):
        await member.presses_action(f"reporter:{case}")
        member.sees(name, phone)
    await resident.says("/export_my_data")
    [file] = resident.last.outbound.attachments
    mine = await drawing.draw(town.app.db, town.app.office.settings, file, town.now)
    assert "13812345678" in mine.content.decode()


async def people(town: Town) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT COUNT(*) FROM contacts"))


async def test_names_and_numbers_stand_nowhere_and_everything_works_as_ever(database_url: str, on: On) -> None:
    async with on(database_url, FIRST) as town:
        member, dispatcher, resident = await lived(town)
        await read(town, member, resident)
        assert await plain(town) == []
        known = await people(town)
        await take_in(dispatcher)  # who was spoken for is known again by the number
        assert await people(town) == known
        await member.says("/case 260601-0001")
        await member.presses("签收")
        member.sees("张科长签收")
        await resident.says("/delete_my_data")
        await resident.presses("全部删除")
        async with town.app.db.snapshot() as tx:
            gone = await tx.one("SELECT account, sealed, sealed_with FROM contacts WHERE account LIKE 'erased %'")
        assert gone is not None
        assert (gone["sealed"], gone["sealed_with"]) == ("", "")


async def test_the_ledger_shows_as_much_of_a_name_as_ever(database_url: str, on: On) -> None:
    async with on(database_url, FIRST) as town:
        await lived(town)
        async with town.app.db.snapshot() as tx:
            rows = [row["reporter_name"] async for row in digests.ledger(tx, START, town.now.replace(month=7), None)]
    assert rows == ["王桂芳", "赵秀兰"]


async def test_from_plain_to_a_key_to_another_and_back(
    database_url: str, on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is broken off after one person, lived with like that, and called again."""
    async with on(database_url) as town:
        member, dispatcher, resident = await lived(town)
        assert await plain(town) == list(NAMES)
        known = await people(town)
    monkeypatch.setenv("DATABASE_URL", database_url)
    for keys, option in (((FIRST,), ()), ((SECOND, FIRST), ()), ((THIRD, SECOND), ()), ((THIRD,), ("--plain",))):
        db = await open_database(database_url, keys=Keys(keys, plain=bool(option)))
        await rotation.fits(db)
        async with db.transaction() as tx:
            assert len(await rotation.some(tx, 0, 1)) == 1
        await db.close()
        async with on(database_url, *keys) as town:
            await take_in(dispatcher)
            assert await people(town) == known
            await read(town, member, resident)
        monkeypatch.setenv("CONTACT_KEYS", ",".join(keys))
        result = await asyncio.to_thread(kaimen, "rotate-keys", "--json", *option)
        assert found(result)["encrypted"] is (not option)
        assert found(await asyncio.to_thread(kaimen, "rotate-keys", "--json", *option))["people"] == 0
        async with on(database_url, *([] if option else keys[:1])) as town:  # the old key is not needed any more
            assert await plain(town) == (list(NAMES) if option else [])
            await read(town, member, resident)
            await take_in(dispatcher)
            assert await people(town) == known


async def test_without_the_key_nothing_starts_and_nothing_is_overwritten(
    database_url: str, on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on(database_url, FIRST) as town:
        await lived(town)
        before = await stored(town)
        n = await people(town)
    for keys in ((), (SECOND,)):
        with pytest.raises(WrongKeys):
            async with on(database_url, *keys):
                pass
        monkeypatch.setenv("DATABASE_URL", database_url)
        monkeypatch.setenv("CONTACT_KEYS", ",".join(keys))
        for command in ("chat", "rotate-keys", "rotate-keys --plain", "digest --unit 城管局"):
            result = await asyncio.to_thread(kaimen, *command.split())
            assert result.exit_code == 2, command
            assert (
                f"of {n} people are encrypted with a key that is not in CONTACT_KEYS. Put that key back"
                in result.stderr
            )
        looked = await asyncio.to_thread(kaimen, "doctor")
        assert "fail keys" in looked.output
    async with on(database_url, SECOND, FIRST) as town:
        assert await stored(town) == before


async def test_what_moves_and_what_is_copied_stays_encrypted(
    sqlite_template: Path, postgres_url: str, on: On, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    url = f"sqlite:///{tmp_path}/kaimen.db"
    async with on(url, FIRST) as town:
        member, _, resident = await lived(town)
    copy = await backups.make(url, tmp_path / "copy.db")  # neither needs the key
    assert not any(name.encode() in copy.file.read_bytes() for name in NAMES)
    source = await open_database(url)
    target = await open_database(postgres_url)
    async with target.transaction() as tx:
        await tx.run("TRUNCATE contacts, units, categories, keywords, facts CASCADE")
    await target.close()
    await move(source, postgres_url, lambda rows: None)
    await source.close()
    async with on(postgres_url, FIRST) as town:
        assert await plain(town) == []
        await read(town, member, resident)


def test_a_new_key_is_a_key_and_a_wrong_one_is_named_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    made = kaimen("new-key").stdout.strip()
    monkeypatch.setenv("CONTACT_KEYS", f"{made}，{FIRST}")
    assert load().keys == [made, FIRST]
    assert made not in repr(load())
    monkeypatch.setenv("CONTACT_KEYS", f"{made},canary-of-a-key")
    result = kaimen("rotate-keys")
    assert result.exit_code == 2
    assert "CONTACT_KEYS: number 2 is no key: make one with `kaimen new-key`" in result.stderr
    assert "canary" not in result.stderr
    assert made not in result.stderr
