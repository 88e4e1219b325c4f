"""How much memory the running bot needs, and whether it grows with what it handles (on Linux, which tells it).

The bot is `kaimen run` on SQLite, a process of its own, fed over HTTP by a fake Bot API server. People come back again
and again, as in an office: a message, the button that sends it, a look at /my, thanks. They take it back in the end, so
that about as many cases are open after a million messages as after a thousand: an office ends what it begins. Now and
then an admin looks at the inbox and at what waits to be sorted. At the end the admin asks for figures, and the bot
draws its picture.

`MESSAGES=1000000 python -m benchmarks memory` feeds it another number of messages than `COUNT`.
"""

import asyncio
import os
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from rich.progress import Progress

from benchmarks import texts
from benchmarks.figures import Figure
from benchmarks.offices import prepare
from benchmarks.processes import Server, botapi, environment, resident_memory, running
from tests.botapi import TOKEN

COUNT = int(os.environ.get("MESSAGES", "20000"))
WARM = 10_000  # messages, after which everything has been used once
AT_ONCE = 500  # people in one wave: Telegram lets a bot write to each once a second
PEOPLE = 2_000  # who come back until all has been said
ANSWERS = ("sendMessage", "editMessageText")
ADMIN, FIRST = 1, 1_000_000  # ids
AT_REST = 5.0  # seconds without a message, before memory at rest is read
SETTINGS = {"MESSAGES_PER_SECOND": "10000", "CASES_PER_HOUR": "1000000", "LOG_LEVEL": "WARNING", "HTTP_PORT": "0"}
MB = 2**20
BOUND, SLOPE = "250 MB", "16 B"


class Crowd:
    """People who talk with the bot in waves, and how much memory it had after each."""

    def __init__(self, server: Server, process: int, words: Sequence[str]) -> None:
        self._server, self._process, self._words = server, process, cycle(words)
        self._calls = 0  # number of the last call of the bot that was looked at
        self.said = 0
        self.seen: list[tuple[int, int]] = []  # messages so far, bytes

    async def come(self) -> None:
        """Everybody is greeted, and told what is kept of them: from then on each message has one answer."""
        await self._server.people(ADMIN, 1)
        await self._server.people(FIRST, PEOPLE)
        await self._all_say([ADMIN, *range(FIRST, FIRST + PEOPLE)], "/start")
        await self._server.until("sendMessage", 2 * (PEOPLE + 1))  # the greeting, and the notice
        self._calls = (await self._server.calls_after(self._calls))[-1]["number"]

    async def wave(self, number: int, *, taken_back: bool = True) -> None:
        """Some people, each with one matter from the first word to the last."""
        first = FIRST + number * AT_ONCE % PEOPLE
        people = range(first, first + AT_ONCE)
        await self._answered([{"person": p, "act": "says", "args": {"text": next(self._words)}} for p in people])
        await self._all_press(people, "提交")
        for _ in range(2 if taken_back else 0):  # really? Yes
            await self._all_press(people, "撤回")
        await self._all_say(people, "/my")
        await self._all_say(people, "谢谢")
        await self._all_say([ADMIN], "/inbox" if number % 2 else "/triage")
        self.seen.append((self.said, resident_memory(self._process)))

    async def asks_for_a_picture(self) -> int:
        """The admin's figures of this month; returns the memory after they were drawn."""
        await self._all_say([ADMIN], "/stats")
        await self._server.until("sendPhoto", 1)
        return resident_memory(self._process)

    async def _all_say(self, people: Sequence[int], text: str) -> None:
        await self._answered([{"person": person, "act": "says", "args": {"text": text}} for person in people])

    async def _all_press(self, people: Sequence[int], label: str) -> None:
        await self._answered([{"person": p, "act": "presses", "args": {"label_or_data": label}} for p in people])

    async def _answered(self, acts: Sequence[dict[str, Any]]) -> None:
        """They act, and each of them is answered. Raises TimeoutError."""
        await self._server.act(*acts)
        self.said += len(acts)
        waiting = {act["person"] for act in acts}
        async with asyncio.timeout(120):
            while waiting:
                await asyncio.sleep(0.02)
                for call in await self._server.calls_after(self._calls):
                    self._calls = call["number"]
                    if call["method"] in ANSWERS and call["error"] is None:
                        waiting.discard(int(call["parameters"]["chat_id"]))


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task(f"memory: {COUNT:,} messages", total=COUNT)
    url = f"sqlite:///{folder}/kaimen.db"
    await prepare(url, units=0)
    words, _ = texts.messages(1_000)
    async with botapi(folder) as server:
        names = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url}
        env = environment(**SETTINGS, ADMIN_IDS=str(ADMIN), **names)
        async with running("-m", "bot", "run", folder=folder, env=env) as bot:
            crowd = Crowd(server, bot.pid, words)
            await crowd.come()
            await asyncio.sleep(AT_REST)
            rest, wave = resident_memory(bot.pid), 0
            while crowd.said < COUNT:
                await crowd.wave(wave)
                progress.update(task, completed=crowd.said)
                wave += 1
            await crowd.wave(wave, taken_back=False)  # or there would be nothing to draw
            drawn = await crowd.asks_for_a_picture()
    return _figures(crowd, rest, drawn)


def _figures(crowd: Crowd, rest: int, drawn: int) -> list[Figure]:
    warm = [seen for seen in crowd.seen if seen[0] >= WARM] or crowd.seen
    most = max(memory for _, memory in crowd.seen)
    said = f"{crowd.said:,} messages"
    return [
        Figure("the running bot at rest", rest / MB, "MB", "with its dictionary, after everybody was greeted", BOUND),
        Figure(f"  after {warm[0][0]:,} messages", warm[0][1] / MB, "MB", f"of {PEOPLE:,} people", BOUND),
        Figure(f"  after {said}", crowd.seen[-1][1] / MB, "MB", "", BOUND),
        Figure("  at most, between two waves", most / MB, "MB", "", BOUND),
        Figure("  growth for each message", slope(warm), "B", f"by least squares, after the first {WARM:,}", SLOPE),
        Figure("  after a picture was drawn", drawn / MB, "MB", "/stats of the office", BOUND),
    ]


def slope(seen: Sequence[tuple[int, int]]) -> float:
    """Bytes a message: the line that fits best (least squares); 0 for a single point."""
    said, memory = zip(*seen, strict=True)
    middle, mean = sum(said) / len(said), sum(memory) / len(memory)
    spread = sum((x - middle) ** 2 for x in said)
    return sum((x - middle) * (y - mean) for x, y in seen) / spread if spread else 0.0
