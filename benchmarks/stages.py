"""One stage of the pipeline after the other, in one process, over the real Telegram channel.

python -m benchmarks.stages URL TOKEN DATABASE_URL COUNT: takes COUNT messages that wait at the server at URL, and
prints as JSON how many seconds it took to receive, to handle and to send.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Sequence

from bot import clock, texts
from bot.app import open_app
from bot.channels.telegram import TelegramChannel
from bot.commands.common import execute
from bot.messages import Inbound
from bot.settings import Settings


async def main(url: str, token: str, database_url: str, count: int) -> None:
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
        seconds = {
            "receive": await _timed(channels[0].poll(receive, stop)),
            "handle": await _timed(handle()),
            "send": await _timed(app.pipeline.drain_sends()),
        }
        assert app.pipeline.handled == count, f"{app.pipeline.handled} of {count} handled"
        await channels[0].close()
    print(json.dumps(seconds))


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


if __name__ == "__main__":
    execute(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
