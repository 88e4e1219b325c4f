"""What goes wrong around the real process: the disk is full, the database is away, it hangs, it is told to stop."""

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from storage import open_database
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.botapi.shown import Shown
from tests.crash.harness import Bot, Resident
from tests.postgres import serving


class Postgres:
    """A server of its own, which a test may stop."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = str(server.get_uri()).replace("/postgres?", "/kaimen?")

    async def stop(self) -> None:
        """As an administrator does it: what is open is broken off."""
        await asyncio.to_thread(self._server.stop)

    async def start(self) -> None:
        await asyncio.to_thread(self._server.start)


@pytest.fixture
def own_postgres(postgres_server: str, tmp_path: Path) -> Iterator[Postgres]:
    with serving(tmp_path / "run") as server:
        server.psql("CREATE DATABASE kaimen;")
        yield Postgres(server)


LAMP = "幸福小区门口路灯坏了一周"
ADMIN = 77


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "kaimen.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path}/kaimen.db"


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def heard(person: Person, words: str) -> list[Shown]:
    return [said for said in person.messages if said.by_bot and words in said.text]


async def an_admin(server: BotApi) -> Person:
    admin = server.person("李主任", id=ADMIN)
    admin.says("/start")
    await server.until(lambda: any(said.by_bot for said in admin.messages), timeout=60)
    return admin


async def health(port: int) -> tuple[int, str]:
    """The status of /healthz, and the reason if there is one."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/healthz", timeout=10)
    return answer.status_code, answer.json().get("reason", "")


async def kept(url: str, text: str) -> int:
    db = await open_database(url, read_only=True)
    try:
        async with db.snapshot() as tx:
            return int(await tx.value("SELECT COUNT(*) FROM entries WHERE text = :text", text=text))
    finally:
        await db.close()


async def test_a_full_disk(server: BotApi, sqlite_url: str, tmp_path: Path, port: int) -> None:
    """No receipt is false, the admins hear of it once, and all goes on by itself when there is room."""
    bot = Bot(server, sqlite_url, tmp_path / "bot.log", admin_ids=ADMIN, http_port=port)
    await bot.start(whole=True)
    admin, resident = await an_admin(server), server.person("王阿姨")
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))  # no file may grow
    resident.says(LAMP)
    await server.until(lambda: heard(admin, "存不下"), timeout=60)
    assert not [said for said in resident.messages if said.by_bot], "nothing was stored, so nothing is confirmed"
    assert (await health(port))[0] == 503
    assert "nothing can be stored" in (await health(port))[1]
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    room = time.monotonic()
    await server.until(lambda: heard(resident, LAMP), timeout=60)
    assert time.monotonic() - room < 10
    await server.until(lambda: heard(admin, "又能存了"), timeout=60)
    assert (await health(port))[0] == 200
    await bot.stop()
    assert len(heard(admin, "存不下")) == len(heard(admin, "又能存了")) == 1
    assert await kept(sqlite_url, LAMP) == 1


async def test_a_database_that_goes_away_and_comes_back(
    server: BotApi, tmp_path: Path, own_postgres: Postgres, port: int
) -> None:
    """PostgreSQL is stopped under load and started again: nothing is lost, and it goes on within ten seconds."""
    people = [Resident(server, server.person(f"居民{i}")) for i in range(4)]
    stop = asyncio.Event()
    bot = Bot(server, own_postgres.url, tmp_path / "bot.log", admin_ids=ADMIN, http_port=port)
    await bot.start()
    admin = await an_admin(server)
    await bot.stop()
    await bot.start()  # who is to be told of a database that is away must be known before
    lives = [asyncio.create_task(person.live(stop)) for person in people]
    await server.until(lambda: all(person.numbers for person in people), timeout=60)
    await own_postgres.stop()
    await server.until(lambda: heard(admin, "存不下"), timeout=60)
    assert (await health(port))[0] == 503
    before = sum(len(person.numbers) for person in people)
    await own_postgres.start()
    there = time.monotonic()
    await server.until(lambda: sum(len(person.numbers) for person in people) > before, timeout=60)
    went_on = time.monotonic() - there
    assert went_on < 10, went_on
    await server.until(lambda: heard(admin, "又能存了"), timeout=60)
    stop.set()
    await asyncio.gather(*lives)
    await bot.stop()
    db = await open_database(own_postgres.url, read_only=True)
    async with db.snapshot() as tx:
        texts = sorted(row["text"] for row in await tx.all("SELECT text FROM entries"))
    await db.close()
    assert texts == sorted(text for person in people for text in person.wrote)
    assert len(heard(admin, "存不下")) == 1


async def red(port: int) -> str:
    """Why /healthz is red, as soon as it is."""
    async with asyncio.timeout(30):
        while True:
            status, reason = await health(port)
            if status == 503:
                return reason
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("how", ["task", "loop"])
async def test_what_hangs_turns_red_and_ends_itself(
    server: BotApi, sqlite_url: str, tmp_path: Path, port: int, how: str
) -> None:
    """A handler that never returns, and one that holds the whole loop: the process ends, the next one goes on."""
    bot = Bot(
        server,
        sqlite_url,
        tmp_path / "bot.log",
        http_port=port,
        victim_hangs=how,
        victim_limits="1,5",
        log_level="INFO",
    )
    await bot.start()
    first, second = server.person("甲"), server.person("乙")
    first.says(LAMP)
    await server.until(lambda: heard(first, LAMP), timeout=60)
    second.says("我让它卡住")
    if how == "task":
        # It holds the database, so sending stands too: which of them is seen first is chance.
        assert " has not moved" in await red(port)
    async with asyncio.timeout(30):
        assert await bot.process.wait() == 1
    assert "most recent call first" in bot.said_in_its_log(), "where it hung"
    bot.environment.pop("VICTIM_HANGS")
    await bot.start()  # as a supervisor does
    await server.until(lambda: heard(second, "卡住"), timeout=60)
    await bot.stop()
    assert await kept(sqlite_url, "我让它卡住") == 1


async def test_told_to_stop_under_load(server: BotApi, database_url: str, tmp_path: Path) -> None:
    """SIGTERM while many write and the platform is slow: out within ten seconds, nothing lost, nothing doubled."""
    people = [Resident(server, server.person(f"居民{i}")) for i in range(10)]
    stop = asyncio.Event()
    bot = Bot(server, database_url, tmp_path / "bot.log")
    await bot.start()
    lives = [asyncio.create_task(person.live(stop)) for person in people]
    await server.until(lambda: sum(len(p.numbers) for p in people) > 5, timeout=60)
    server.stall("sendMessage", times=3)
    stalled = server.call_count
    await server.until(lambda: server.call_count > stalled + 5, timeout=60)
    began = time.monotonic()
    await bot.stop()
    assert time.monotonic() - began < 10
    server.heal()
    await bot.start()
    stop.set()
    await asyncio.gather(*lives)
    await bot.stop()
    db = await open_database(database_url, read_only=True)
    async with db.snapshot() as tx:
        texts = sorted(row["text"] for row in await tx.all("SELECT text FROM entries"))
    await db.close()
    assert texts == sorted(text for person in people for text in person.wrote)


async def test_a_thread_that_computes_is_not_waited_for(server: BotApi, sqlite_url: str, tmp_path: Path) -> None:
    bot = Bot(server, sqlite_url, tmp_path / "bot.log", victim_computes="yes")
    await bot.start()
    person = server.person("甲")
    person.says(LAMP)
    await server.until(lambda: heard(person, LAMP), timeout=60)
    await bot.stop()
    assert "broken off" in bot.said_in_its_log()
