"""A machine's clock that is put back: a computer may keep the local time and take it for UTC, eight hours ahead, until
the network tells it better. What knocks at the jobs runs in real time here: APScheduler's clock cannot be injected."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock, Job
from tests.town import Town


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


async def test_a_chat_is_not_mute_until_the_time_that_it_had_been(town: Town) -> None:
    resident = await town.resident()
    town.now += timedelta(hours=8)
    town.channel.lost = 1
    await resident.says("/help")
    town.now -= timedelta(hours=8)
    await resident.says("/my")
    resident.never_saw("（重复）")
    await town.passes(minutes=2)
    await town.passes(minutes=2)
    resident.saw("（重复）")
    resident.sees("您还没有")


async def test_what_the_platform_put_off_for_less_than_an_hour_is_left_alone(town: Town) -> None:
    resident = await town.resident()
    town.channel.lost = 1
    await resident.says("/my")
    async with town.app.db.transaction() as tx:
        due = town.now + timedelta(minutes=50)
        assert await tx.run("UPDATE outbox SET due_at = :due WHERE state = 'queued'", due=due) == 2
    await town.passes(minutes=40)
    resident.never_saw("（重复）")
    await town.passes(minutes=11)
    resident.saw("（重复）")
    resident.sees("您还没有")


async def test_a_draft_of_that_time_is_sent_when_it_has_been_quiet_by_the_right_one(town: Town) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    town.now += timedelta(hours=8)
    await resident.says("幸福小区门口路灯坏了一周")
    town.now -= timedelta(hours=8)
    await town.passes(minutes=4)
    await town.passes(minutes=4)
    resident.sees("先记在草稿里了")
    await town.passes(minutes=2)
    resident.sees("收到，已登记", "城管局")
