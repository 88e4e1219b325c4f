"""Messages a second through the whole pipeline, against plain python-telegram-bot bots over the same loopback: a bare
echo bot, and one that keeps each message with aiosqlite and answers.

Each bot is a process of its own with a fake Bot API server of its own, and is fed the same burst of messages, each from
somebody else, whom Kaimen has greeted before. Measured is the time from when all wait at the server until the last has
been answered. The bots take turns, several rounds; the median counts.
Kaimen commits every message to disk, tags it, opens a case and answers with a card;
the echo bot keeps nothing. Pacing is off. Beside the rates stands what each message cost its bot's process in processor
time (on Linux, and without PostgreSQL's own processes): on a machine with other work that says more.
Afterwards people write at an even pace, and it is measured how long each waits for the answer.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from rich.progress import Progress

from benchmarks import texts
from benchmarks.figures import Figure
from benchmarks.offices import prepare
from benchmarks.processes import Server, botapi, environment, measured, postgres, processor_seconds, running
from tests.botapi import TOKEN

COUNT, ROUNDS, WARM = 600, 3, 100
FIRST = 1_000_000  # id of the first stranger

PAUSE = 1.5  # seconds, after which Telegram may be sent the next message to a chat
PACE, PACED = 100, 600  # messages a second, and in all

ECHO, MANY, PLAIN, SQLITE, POSTGRES = (
    "echo bot, one at a time",
    "echo bot, concurrent_updates=True",
    "plain bot that keeps messages",
    "Kaimen, SQLite",
    "Kaimen, PostgreSQL",
)
BOT = ("-m", "bot", "run")
FAST = {"MESSAGES_PER_SECOND": "10000", "LOG_LEVEL": "WARNING", "HTTP_PORT": "0", "ADMIN_IDS": "1"}


@dataclass
class Contender:
    """A bot that runs, with its server."""

    name: str
    server: Server
    process: int
    greets: bool = False  # who writes for the first time is told what is kept of them, before the answer
    written: int = 0
    sent: int = 0  # calls of sendMessage
    rates: dict[str, list[float]] = field(default_factory=dict)
    costs: dict[str, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    async def burst(self, messages: Sequence[str], what: str = "") -> None:
        """Strangers write, one message each; the rate of answering is kept under `what` (not if that is empty)."""
        first = await self._come(len(messages))
        acts = [{"person": first + i, "act": "says", "args": {"text": text}} for i, text in enumerate(messages)]
        self.sent += len(messages)
        await self._timed(acts, "sendMessage", self.sent, what)

    async def evenly(self, messages: Sequence[str]) -> None:
        """Strangers write, `PACE` a second; how long each waits for the answer is kept, in seconds, in order."""
        first = await self._come(len(messages))
        written: dict[int, float] = {}
        began = time.perf_counter()
        for i, text in enumerate(messages):
            await asyncio.sleep(began + i / PACE - time.perf_counter())
            written[first + i] = time.time()
            await self.server.act({"person": first + i, "act": "says", "args": {"text": text}})
        self.sent += len(messages)
        await self.server.until("sendMessage", self.sent)
        answered = {int(call["parameters"]["chat_id"]): call["at"] for call in await self.server.calls("sendMessage")}
        self.waits = sorted(answered[person] - at for person, at in written.items())

    async def _come(self, count: int) -> int:
        """People whom the bot knows from a greeting; the id of the first."""
        first = FIRST + self.written
        self.written += count
        await self.server.people(first, count)
        if self.greets:
            await self.server.act(
                *({"person": first + i, "act": "says", "args": {"text": "/start"}} for i in range(count))
            )
            self.sent += 2 * count
            await self.server.until("sendMessage", self.sent)
            await asyncio.sleep(PAUSE)
        return first

    async def press(self, count: int, what: str) -> None:
        """The newest `count` strangers send their drafts with the button."""
        first = FIRST + self.written - count
        acts = [{"person": first + i, "act": "presses", "args": {"label_or_data": "提交"}} for i in range(count)]
        await self._timed(acts, "editMessageText", count, what)

    async def _timed(self, acts: Sequence[dict[str, object]], method: str, calls: int, what: str) -> None:
        await self.server.act(*acts)
        began, cost = time.perf_counter(), processor_seconds(self.process)
        await self.server.until(method, calls)
        if what:
            self.rates.setdefault(what, []).append(len(acts) / (time.perf_counter() - began))
            self.costs.setdefault(what, []).append((processor_seconds(self.process) - cost) / len(acts))

    def figure(self, label: str, what: str, unit: str, note: str) -> Figure:
        """The median of the rounds."""
        cost = statistics.median(self.costs[what]) * 1000
        return Figure(label, self.rate(what), unit, f"{cost:.1f} ms of processor each; {note}" if cost else note)

    def waited(self) -> Figure:
        """The percentiles."""
        half, most, all_but_one = (self.waits[int(len(self.waits) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        note = f"95 % within {most:.0f} ms, 99 % within {all_but_one:.0f} ms"
        return Figure(f"{self.name}: answer at {PACE} messages/s, half within", half, "ms", note)

    def rate(self, what: str) -> float:
        return statistics.median(self.rates[what])


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    messages, source = texts.messages(WARM + COUNT)
    task = progress.add_task("pipeline", total=(ROUNDS + 2) * 5 + 3)

    def step() -> None:
        progress.advance(task)

    with postgres(folder) as address:
        databases = {
            SQLITE: f"sqlite:///{folder}/kaimen.db",
            POSTGRES: await _database(address, "whole"),
        }
        async with AsyncExitStack() as stack:
            contenders = [
                await stack.enter_async_context(_contender(name, folder, databases))
                for name in (ECHO, MANY, PLAIN, SQLITE, POSTGRES)
            ]
            await _rounds(contenders, messages, step)
        stages = {
            SQLITE: await _stages(
                _made(folder / "s"), [f"sqlite:///{folder}/{name}.db" for name in ("stages", "storage")], messages
            ),
            POSTGRES: await _stages(
                _made(folder / "p"), [await _database(address, name) for name in ("stages", "storage")], messages
            ),
        }
    return _figures(contenders, stages, source)


async def _rounds(contenders: Sequence[Contender], messages: Sequence[str], step: Callable[[], None]) -> None:
    for contender in contenders:
        await contender.burst(messages[:WARM])
        step()
    for _ in range(ROUNDS):
        for contender in contenders:
            await contender.burst(messages[WARM:], "answered")
            step()
    for contender in contenders:
        await contender.evenly(messages[-PACED:])
        step()
    for contender in contenders:
        if contender.name in (SQLITE, POSTGRES):
            await contender.press(COUNT, "sent")
            step()


@asynccontextmanager
async def _contender(name: str, folder: Path, databases: dict[str, str]) -> AsyncIterator[Contender]:
    own = _made(folder / name.replace(" ", "-"))
    async with botapi(own) as server:
        if name in databases:
            await prepare(databases[name])
            names = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": databases[name]}
            bot = running(*BOT, folder=own, env=environment(**FAST, **names))
        else:
            own_way = {
                ECHO: ("benchmarks.echo", server.url, TOKEN, "one"),
                MANY: ("benchmarks.echo", server.url, TOKEN, "many"),
                PLAIN: ("benchmarks.plain", server.url, TOKEN, str(own / "plain.db")),
            }
            bot = running("-m", *own_way[name], folder=own)
        async with bot as process:
            yield Contender(name, server, process.pid, greets=name in databases)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _database(server: str, name: str) -> str:
    admin = await asyncpg.connect(server)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    return server.replace("/postgres?", f"/{name}?")


async def _stages(folder: Path, databases: Sequence[str], messages: Sequence[str]) -> dict[str, float]:
    """Microseconds a message in each stage."""
    for database in databases:
        await prepare(database)
    async with botapi(folder) as server:
        await server.people(FIRST, len(messages))
        await server.act(
            *({"person": FIRST + i, "act": "says", "args": {"text": text}} for i, text in enumerate(messages))
        )
        ran = await measured(
            "-m", "benchmarks.stages", server.url, TOKEN, *databases, str(len(messages)), folder=folder
        )
    return {stage: seconds / len(messages) * 1e6 for stage, seconds in ran.answer.items()}


def _figures(contenders: Sequence[Contender], stages: dict[str, dict[str, float]], source: str) -> list[Figure]:
    echo, many, plain, *ours = contenders
    one, kept = echo.rate("answered"), plain.rate("answered")
    figures = [
        echo.figure(echo.name, "answered", "messages/s", source),
        many.figure(many.name, "answered", "messages/s", "the same"),
        plain.figure(plain.name, "answered", "messages/s", "kept with aiosqlite, one at a time"),
    ]
    for bot in ours:
        against = (
            f"{bot.rate('answered') / one:.2f} of the echo bot, {bot.rate('answered') / kept:.2f} of the plain bot"
        )
        figures.append(bot.figure(f"{bot.name}: kept, tagged, answered", "answered", "messages/s", against))
        sent = "numbered, routed, confirmed in place of the card"
        figures.append(bot.figure(f"{bot.name}: sent with the button", "sent", "cases/s", sent))
    figures += [bot.waited() for bot in contenders]
    for name, times in stages.items():
        figures += [
            Figure(
                f"{name}: {stage} alone", value, "µs", f"each message of a stranger, who gets two; {1e6 / value:,.0f}/s"
            )
            for stage, value in times.items()
        ]
    return figures
