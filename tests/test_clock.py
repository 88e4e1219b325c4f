"""The clock that knocks at the scheduled jobs, in real time: APScheduler has none that could be injected."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock, Job


async def test_a_clock_that_is_put_back_stops_no_job(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Until then APScheduler would wait for the time that it had been."""
    knocks = asyncio.Queue[str]()
    ahead = timedelta(hours=8)

    class Machine(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return datetime.now(tz) + ahead

    async def knock() -> None:
        knocks.put_nowait("knock")

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Machine)
    monkeypatch.setattr("bot.clock.datetime", Machine)
    clock = Clock([Job("a", 60, knock), Job("b", 3600, knock)])
    clock.start()
    try:
        async with asyncio.timeout(5):
            assert [await knocks.get(), await knocks.get()] == ["knock", "knock"]
        clock.look()
        assert knocks.empty()
        assert "put back" not in caplog.text
        ahead = timedelta()
        clock.look()
        async with asyncio.timeout(5):
            assert [await knocks.get(), await knocks.get()] == ["knock", "knock"]
        assert "put back: jobs that would have waited: a, b" in caplog.text
        clock.look()
        await asyncio.sleep(0)
        assert knocks.empty()
    finally:
        clock.stop()


async def test_each_job_is_knocked_at_at_once_and_one_that_fails_again() -> None:
    tries = asyncio.Queue[datetime]()

    async def fails() -> None:
        tries.put_nowait(datetime.now(UTC))
        raise LookupError("a slip")

    clock = Clock([Job("fails", 0.05, fails)])
    clock.start()
    try:
        async with asyncio.timeout(5):
            first, second = await tries.get(), await tries.get()
    finally:
        clock.stop()
    assert second > first
