"""One process at a time knocks at the scheduled jobs, and another takes over when it is gone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import asyncpg
import pytest

from bot import app as application
from bot.app import App, open_app
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import Database, open_database
from storage.postgres import _LEADER


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    yield first, second
    await second.close()
    await first.close()


async def test_one_leads_and_keeps_leading(two: tuple[Database, Database]) -> None:
    first, second = two
    assert [await db.lead() for db in (first, second, first, second)] == [True, False, True, False]


async def test_who_stops_makes_room(postgres_url: str) -> None:
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    assert await first.lead()
    assert not await second.lead()
    await first.close()
    assert await second.lead()
    await second.close()


async def test_who_lost_the_connection_leads_no_more(two: tuple[Database, Database], postgres_url: str) -> None:
    first, second = two
    heard = asyncio.Event()
    await first.enrol(heard.set)
    assert await first.lead()
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
        "(classid::bigint << 32) + objid::bigint = $1",
        _LEADER,
    )
    await admin.close()
    assert await second.lead()
    assert not await first.lead()
    assert await first.workers() >= {first.worker, second.worker}, "it came back as a worker"
    async with second.transaction() as tx:
        await tx.wake()
    await asyncio.wait_for(heard.wait(), 5)


async def test_sqlite_has_one_process_and_it_leads(sqlite_template: object) -> None:
    db = await open_database(f"sqlite:///{sqlite_template}", read_only=True)
    assert await db.lead()
    await db.close()


async def test_the_next_worker_knocks_when_the_first_is_gone(
    postgres_url: str, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two whole applications: only one at a time has a running clock."""
    monkeypatch.setattr(application, "LOOK", 0.05)
    monkeypatch.setattr(application, "FIRST_POLL", 0.0)
    knocked: list[str] = []

    class Knocking(application.Clock):
        def __init__(self, jobs: Sequence[object]) -> None:
            super().__init__([])
            knocked.append("start")

        def stop(self) -> None:
            knocked.append("stop")
            super().stop()

    monkeypatch.setattr(application, "Clock", Knocking)
    settings = Settings(database_url=postgres_url, _env_file=None)  # type: ignore[call-arg]

    async with AsyncExitStack() as stack:
        apps: list[App] = [
            await stack.enter_async_context(open_app(settings, lambda draw: [], segmenter=segmenter)) for _ in range(2)
        ]
        stops = [asyncio.Event(), asyncio.Event()]
        first = asyncio.create_task(apps[0].run(stops[0]))
        await until(lambda: knocked == ["start"])
        second = asyncio.create_task(apps[1].run(stops[1]))
        await asyncio.sleep(0.3)
        assert knocked == ["start"]
        stops[0].set()
        await first
        await apps[0].db.close()
        await until(lambda: knocked == ["start", "stop", "start"])
        stops[1].set()
        await second
    assert knocked == ["start", "stop", "start", "stop"]


async def until(true: object, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # type: ignore[operator]
            await asyncio.sleep(0.01)
