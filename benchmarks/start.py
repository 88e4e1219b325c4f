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
from benchmarks.processes import Server, botapi, environment, running
from tests.botapi import TOKEN

ROUNDS = 5
SOMEBODY = 1_000_000
ANSWERS = 2  # to a stranger: what is kept of them, and what they can do
METHODS = ("getUpdates", "sendMessage")


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task("start", total=ROUNDS + 1)
    await prepare(f"sqlite:///{folder}/kaimen.db")
    started = []
    async with botapi(folder) as server:
        await server.people(SOMEBODY, ROUNDS + 1)
        for round in range(ROUNDS + 1):
            database = "fresh.db" if round == 0 else "kaimen.db"
            started.append(await _started(server, SOMEBODY + round, folder, database))
            progress.advance(task)
    (fresh, _), *again = started
    of = f"median of {ROUNDS}"
    return [
        Figure("from process start to the first poll", statistics.median(poll for poll, _ in again), "s", of),
        Figure("from process start to the first answer", statistics.median(answer for _, answer in again), "s", of),
        Figure("to the first poll, on a machine without a database", fresh, "s", "the schema is made first"),
    ]


async def _started(server: Server, person: int, folder: Path, database: str) -> tuple[float, float]:
    """Seconds from the start of a bot to its first poll and to its first answer."""
    await server.end_poll(TOKEN)  # which the bot before left open
    await server.act({"person": person, "act": "says", "args": {"text": "你好"}})
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": f"sqlite:///{folder}/{database}", "ADMIN_IDS": "1"}
    env = environment(TELEGRAM_API_URL=server.url, HTTP_PORT="0", LOG_LEVEL="WARNING", **settings)
    began = time.time()  # the clock that the server's own process has, too
    async with running("-m", "bot", "run", folder=folder, env=env):
        await server.until("sendMessage", ANSWERS * (person - SOMEBODY + 1))
        polls, answers = [[c["at"] for c in await server.calls(m) if c["at"] > began] for m in METHODS]
    return polls[0] - began, answers[0] - began
