"""How long a resident waits for a bot that was just started: until the first poll, and until the first answer.

A message waits at a fake Bot API server when `kaimen run` is started. The server says when the first getUpdates was
answered and when the first sendMessage came. Between the two lies jieba's dictionary, which is read beside the polling.
"""

import statistics
import time
from pathlib import Path

from rich.progress import Progress

from benchmarks.figures import Figure
from benchmarks.offices import prepare
from benchmarks.processes import botapi, environment, running
from tests.botapi import TOKEN

ROUNDS = 5
SOMEBODY = 1_000_000


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task("start", total=ROUNDS + 1)
    first = await _started(folder, "fresh.db")
    progress.advance(task)
    await prepare(f"sqlite:///{folder}/kaimen.db")
    again = []
    for _ in range(ROUNDS):
        again.append(await _started(folder, "kaimen.db"))
        progress.advance(task)
    of = f"median of {ROUNDS}"
    return [
        Figure("from process start to the first poll", statistics.median(poll for poll, _ in again), "s", of),
        Figure("from process start to the first answer", statistics.median(answer for _, answer in again), "s", of),
        Figure("to the first poll, on a machine without a database", first[0], "s", "the schema is made first"),
    ]


async def _started(folder: Path, database: str) -> tuple[float, float]:
    """Seconds from the start of a bot to its first poll and to its first answer."""
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": f"sqlite:///{folder}/{database}"}
    async with botapi(folder) as server:
        await server.people(SOMEBODY, 1)
        await server.act({"person": SOMEBODY, "act": "says", "args": {"text": "你好"}})
        env = environment(TELEGRAM_API_URL=server.url, HTTP_PORT="0", LOG_LEVEL="WARNING", ADMIN_IDS="1", **settings)
        began = time.time()  # the clock that the server's own process has, too
        async with running("-m", "bot", "run", folder=folder, env=env):
            await server.until("sendMessage", 1)
            polled, answered = await server.calls("getUpdates"), await server.calls("sendMessage")
    return polled[0]["at"] - began, answered[0]["at"] - began
