"""The bot as `python -m bot run` starts it, with what a test wants to go wrong in it. The environment says what:

VICTIM_DIES    POINT:N, it kills itself (SIGKILL) when it comes to this point for the Nth time; see `POINTS`
VICTIM_HANGS   loop or task: whoever writes "卡住" makes the handler hang, the whole loop or only itself
VICTIM_LIMITS  RED,END in seconds instead of those of bot.watch
VICTIM_COMPUTES  a thread computes for ever; the process has two seconds when it is told to stop
VICTIM_CLOCK   SPEED,SINCE,AT: the clock showed AT (ISO) at Unix time SINCE, and runs SPEED times as fast
"""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from bot import clock, watch

POINTS = ("statement", "before commit", "after commit", "sending", "sent", "digest composed", "digest kept")

_passed: Counter[str] = Counter()
_clock = [clock.now]
clock.now = lambda: _clock[0]()  # before anything takes it by its name: a victim of the nest is given its clock later


def passes(point: str) -> None:
    """Dies here if it is time."""
    wanted, _, number = os.environ.get("VICTIM_DIES", ":0").partition(":")
    _passed[point] += 1
    if point == wanted and _passed[point] == int(number):
        os.kill(os.getpid(), signal.SIGKILL)


def dies_in_storage() -> None:
    """In the middle of a transaction, and right before and after its end."""
    from storage.postgres import PostgresDatabase, PostgresTx
    from storage.sqlite import QuickTx, SqliteDatabase, SqliteTx

    for kind in (SqliteTx, QuickTx, PostgresTx):
        kind.run = _then(kind.run, "statement")  # type: ignore[method-assign]
    for engine in (SqliteDatabase, PostgresDatabase):
        engine.transaction = _dying(engine.transaction)  # type: ignore[method-assign, attr-defined]


def _then(work: Any, point: str) -> Any:
    @wraps(work)
    async def done(*args: Any, **named: Any) -> Any:
        result = await work(*args, **named)
        passes(point)
        return result

    return done


def _dying(transaction: Any) -> Any:
    @wraps(transaction)
    def begun(self: Any, **named: Any) -> AbstractAsyncContextManager[Any]:
        @asynccontextmanager
        async def both() -> AsyncIterator[Any]:
            async with transaction(self, **named) as tx:
                yield tx
                passes("before commit")
            passes("after commit")

        return both()

    return begun


def dies_while_it_works() -> None:
    """While a message is on its way to the platform, when it has arrived, and in the middle of a digest."""
    from bot.channels.telegram import TelegramChannel
    from handlers import daily
    from storage import digests

    send = TelegramChannel.send

    async def sending(self: TelegramChannel, *args: Any) -> Any:
        under_way = asyncio.create_task(send(self, *args))
        await asyncio.sleep(0.002)
        passes("sending")
        receipt = await under_way
        passes("sent")
        return receipt

    TelegramChannel.send = sending  # type: ignore[method-assign]
    daily.read_in = _then(daily.read_in, "digest composed")
    digests.add = _then(digests.add, "digest kept")


def hangs(how: str) -> None:
    """One message is too much for its handler."""
    from handlers.router import Router

    dispatch = Router.dispatch

    async def hanging(self: Router, tx: Any, inbound: Any, now: datetime) -> None:
        if "卡住" in inbound.text:
            if how == "loop":
                time.sleep(1000)  # noqa: ASYNC251 (that is what goes wrong)
            await asyncio.Event().wait()
        await dispatch(self, tx, inbound, now)

    Router.dispatch = hanging  # type: ignore[method-assign]


def computes() -> None:
    """As a thread that learns from a million messages."""
    from bot.app import App
    from bot.commands import serve

    serve.HARD_END = 2.0
    run = App.run

    async def computing(self: App, stop: asyncio.Event) -> None:
        asyncio.get_running_loop().run_in_executor(None, time.sleep, 1000)
        await run(self, stop)

    App.run = computing  # type: ignore[method-assign]


def runs_fast(words: str) -> None:
    """Days pass in seconds, and the clock knocks as often as that needs."""
    speed, since, at = words.split(",")
    began = datetime.fromisoformat(at)

    def now() -> datetime:
        return began + timedelta(seconds=(time.time() - float(since)) * float(speed))

    _clock[0] = now
    knock = clock.Clock.__init__

    def often(self: clock.Clock, jobs: Any) -> None:
        knock(self, [clock.Job(j.name, 0.5 if j.name == "digests" else j.seconds, j.work) for j in jobs])

    clock.Clock.__init__ = often  # type: ignore[method-assign]
    assert now().tzinfo is UTC


def main() -> None:
    """Breaks what is to be broken, and runs the bot."""
    if how := os.environ.get("VICTIM_HANGS"):
        hangs(how)
    if os.environ.get("VICTIM_COMPUTES"):
        computes()
    if limits := os.environ.get("VICTIM_LIMITS"):
        watch.RED, watch.END = map(float, limits.split(","))
    if words := os.environ.get("VICTIM_CLOCK"):
        runs_fast(words)
    if os.environ.get("VICTIM_DIES"):
        dies_in_storage()
        dies_while_it_works()
    from bot.__main__ import main as bot

    bot()


if __name__ == "__main__":
    main()
