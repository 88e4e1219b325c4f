"""Kills the real bot (`python -m bot run`) at random moments under load, and compares from outside what became of
everything that the platform thinks was received."""

import asyncio
import os
import random
import re
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.texts import Texts
from storage import Database, open_database
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.botapi.shown import Shown
from tests.town import ZONE

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d{6}-\d{4}")
SEND = Texts(ZONE).say("zh", "button-send")
REPEAT = Texts(ZONE).say("zh", "possible-repeat")


@dataclass
class Resident:
    """Somebody who writes, waits for the card, sends it, waits for the number, and writes again, until told to stop."""

    server: BotApi
    person: Person
    wrote: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    async def live(self, stop: asyncio.Event) -> None:
        """Raises TimeoutError if the bot never answers something."""
        while not stop.is_set():
            text = f"第{self.person.user['id']}户第{len(self.wrote)}次说路灯坏了"
            self.wrote.append(text)
            self.person.says(text)
            card = await self.shown(lambda said, text=text: text in said.text and SEND in said.labels)
            self.person.presses(SEND, card)
            receipt = await self.shown(lambda said: (n := NUMBER.search(said.text)) and n[0] not in self.numbers)
            self.numbers.append(NUMBER.findall(receipt.text)[0])

    async def shown(self, wanted: object) -> Shown:
        def found() -> Shown | None:
            for said in reversed(self.person.messages):
                if said.by_bot and wanted(said):  # type: ignore[operator]
                    return said
            return None

        shown = await self.server.until(found, timeout=90)  # type: ignore[arg-type]
        assert shown is not None
        return shown


class Bot:
    """The bot as a process of its own."""

    def __init__(self, server: BotApi, database_url: str, log: Path, command: str = "run") -> None:
        self._command = command
        self._environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": database_url,
            "HTTP_PORT": "0",
            "MESSAGES_PER_SECOND": "1000",
            "CASES_PER_HOUR": "100000",
            "LOG_LEVEL": "WARNING",
        }
        self._log = log
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    @property
    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text()[-2000:]

    async def kill(self) -> None:
        """No warning, no clean-up: as when the power of the process goes."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """As a supervisor stops it. Raises TimeoutError if it takes longer than ten seconds."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await self.process.wait() == 0, self._log.read_text()[-2000:]


async def rounds(database_url: str, folder: Path, *, kills: int, residents: int, seed: int) -> str:
    """Plays `kills` kills under the load of `residents`, then checks everything. Returns figures in one line."""
    chance = random.Random(seed)
    log = folder / "bot.log"
    async with BotApi() as server:
        people = [Resident(server, server.person(f"居民{i}")) for i in range(residents)]
        bot, stop = Bot(server, database_url, log), asyncio.Event()
        await bot.start()
        lives = [asyncio.create_task(person.live(stop)) for person in people]
        for _ in range(kills):
            said = _said(server)
            # Half of the kills strike while it starts, half once it works: on a busy machine too, people get on.
            if chance.random() < 0.5:
                await asyncio.sleep(chance.uniform(0.2, 1.5))
            else:
                await server.until(lambda seen=said: _said(server) > seen + 2, timeout=60)  # type: ignore[misc]
                await asyncio.sleep(chance.uniform(0, 1.2))
            for life in lives:
                if life.done():
                    life.result()
            await bot.kill()
            await bot.start()
        stop.set()
        await asyncio.gather(*lives)
        await bot.stop()
        found = await _compare(database_url, people)
        assert not server.violations
    return f"seed {seed}: {kills} kills, {found}"


def _said(server: BotApi) -> int:
    """How much the bot has said."""
    return server.succeeded["sendMessage"] + server.succeeded["editMessageText"]


async def _compare(database_url: str, people: list[Resident]) -> str:
    db = await open_database(database_url, read_only=True)
    try:
        return await compare_with(db, people)
    finally:
        await db.close()


async def compare_with(db: Database, people: list[Resident]) -> str:
    async with db.snapshot() as tx:
        kept = Counter(row["text"] for row in await tx.all("SELECT text FROM entries"))
        numbers = Counter(row["number"] for row in await tx.all("SELECT number FROM cases"))
        submitted = await tx.value("SELECT COUNT(*) FROM events WHERE kind = 'submit'")
        stuck = await tx.value("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
        unsent = await tx.value("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'")
    wrote = [text for person in people for text in person.wrote]
    told = [number for person in people for number in person.numbers]
    assert kept == Counter(wrote), "each message is kept exactly once"
    assert sorted(numbers) == sorted(told), "each case was confirmed, and nothing was confirmed that is not there"
    assert submitted == len(told), "each case was sent exactly once"
    assert (stuck, unsent) == (0, 0), "nothing is left lying"
    repeats = sum(_repeats(person) for person in people)
    return f"{len(wrote)} messages kept once, {len(told)} cases confirmed, {repeats} repeats, all marked"


def _repeats(resident: Resident) -> int:
    """How often this person was told the same twice. All but one of the same must carry the mark."""
    plain: Counter[str] = Counter()
    marked = 0
    for said in resident.person.messages:
        if said.by_bot:
            marked += REPEAT in said.text
            plain[said.text] += 1
    assert all(count == 1 for text, count in plain.items() if REPEAT not in text), plain
    return marked
