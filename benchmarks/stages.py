"""One stage of the pipeline after the other, in one process, over the real Telegram channel.

python -m benchmarks.stages URL TOKEN DATABASE_URL OTHER_URL COUNT: takes COUNT messages that wait at the server at URL,
and prints as JSON how many seconds it took to receive, to handle and to send; and for how many of them storage alone is
to blame, from the inbox to the outbox: what was asked of it while they were received and handled is asked again of the
other database, which has to be as the first one was.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bot import clock, texts
from bot.app import open_app
from bot.channels.telegram import TelegramChannel
from bot.commands.common import execute
from bot.messages import Inbound
from bot.settings import Settings
from storage import Database, Tx

Asked = list[tuple[str, tuple[Any, ...], Mapping[str, Any]]]  # of a transaction: the method and what it was given
END = "end of the savepoint"


class Listening:
    """A transaction that notes what is asked of it."""

    def __init__(self, tx: Tx, asked: Asked) -> None:
        self._tx, self._asked, self.keys = tx, asked, tx.keys

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **params: Any) -> Any:
            self._asked.append((name, args, params))
            return getattr(self._tx, name)(*args, **params)

        return ask

    async def many(self, sql: str, rows: Any) -> None:
        rows = list(rows)
        self._asked.append(("many", (sql, rows), {}))
        await self._tx.many(sql, rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._asked.append(("savepoint", (), {}))
        async with self._tx.savepoint():
            yield
        self._asked.append((END, (), {}))


def listen(db: Database) -> list[Asked]:
    """From now on notes what is asked in each transaction of `db`."""
    transactions: list[Asked] = []
    begin = db.transaction

    @asynccontextmanager
    async def transaction(**how: bool) -> AsyncIterator[Any]:
        transactions.append([])
        async with begin(**how) as tx:
            yield Listening(tx, transactions[-1])

    db.transaction = transaction  # type: ignore[method-assign,assignment]
    return transactions


async def ask_again(db: Database, transactions: Sequence[Asked]) -> None:
    """The same again, in as many transactions."""
    for asked in transactions:
        async with db.transaction(quick=True) as tx:
            inner: list[AbstractAsyncContextManager[None]] = []
            for name, args, params in asked:
                if name == "savepoint":
                    inner.append(tx.savepoint())
                    await inner[-1].__aenter__()
                elif name == END:
                    await inner.pop().__aexit__(None, None, None)
                else:
                    await getattr(tx, name)(*args, **params)


async def main(url: str, token: str, database_url: str, other_url: str, count: int) -> None:
    settings = Settings(database_url=database_url, _env_file=None)  # type: ignore[call-arg]
    channels: list[TelegramChannel] = []

    def make(draw: object) -> Sequence[TelegramChannel]:
        channels.append(TelegramChannel(token, url, draw=draw, now=clock.now, per_second=1_000_000.0))  # type: ignore[arg-type]
        return channels

    async with open_app(settings, make) as app:
        await asyncio.to_thread(app.office.segmenter.load)
        texts.load()
        stop, left = asyncio.Event(), count

        async def receive(batch: Sequence[Inbound]) -> None:
            nonlocal left
            await app.pipeline.receive(batch)
            left -= len(batch)
            if left <= 0:
                stop.set()

        async def handle() -> None:
            while await app.pipeline.handle_some():
                pass

        await channels[0].me()
        asked = listen(app.db)
        seconds = {
            "receive": await _timed(channels[0].poll(receive, stop)),
            "handle": await _timed(handle()),
        }
        until_outbox = list(asked)
        seconds["send"] = await _timed(app.pipeline.drain_sends())
        assert app.pipeline.handled == count, f"{app.pipeline.handled} of {count} handled"
        await channels[0].close()
    async with open_app(Settings(database_url=other_url, _env_file=None), lambda draw: ()) as app:  # type: ignore[call-arg]
        seconds["storage"] = await _timed(ask_again(app.db, until_outbox))
        async with app.db.snapshot() as tx:
            assert await tx.value("SELECT COUNT(*) FROM outbox") == 2 * count
    print(json.dumps(seconds))


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


if __name__ == "__main__":
    execute(main(*sys.argv[1:5], int(sys.argv[5])))
