"""Kills the real bot under load, from outside at random moments and from inside at chosen ones, and compares from
outside what became of everything that the platform thinks was received, and of every digest. Its clock runs fast: an
hour takes less than a second, so that digests come all the time.
"""

import asyncio
import json
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from bot.texts import Texts
from storage import Database, Tx, audit, offices, open_database
from storage.database import moment
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.botapi.shown import Shown
from tests.crash.nest import ROOT, Born, nest
from tests.crash.victim import POINTS
from tests.town import START, ZONE

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

        shown = await self.server.until(found, timeout=180)  # type: ignore[arg-type]
        assert shown is not None
        return shown


class Bot:
    """The bot as a process of its own; more of its environment by keyword. With any that begins with VICTIM it is the
    same bot with something that goes wrong in it: see victim.py."""

    made: ClassVar[list["Bot"]] = []

    def __init__(self, server: BotApi, database_url: str, log: Path, command: str = "run", **more: object) -> None:
        self.made.append(self)
        self._command = command
        self.environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": database_url,
            "HTTP_PORT": "0",
            "MESSAGES_PER_SECOND": "1000",
            "CASES_PER_HOUR": "100000",
            "ROUTING_MARGIN": "0",  # every case goes to the unit
            "QUIET_MINUTES": "10080",  # the longest: no draft goes by itself, however fast the clock runs
            "LOG_LEVEL": "WARNING",
            **{name.upper(): str(value) for name, value in more.items()},
        }
        self._log = log
        self.process: asyncio.subprocess.Process | Born

    async def start(self, *, whole: bool = False) -> None:
        """`whole`: with all that a process reads when it starts, not out of the nest."""
        if not whole:
            self.process = await nest().born(self._command, self.environment, self._log)
            return
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self._program, self._command),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    @property
    def _program(self) -> str:
        return "tests.crash.victim" if any(name.startswith("VICTIM") for name in self.environment) else "bot"

    @property
    def said(self) -> str:
        """The end of its log."""
        return self.said_in_its_log()[-2000:]

    def said_in_its_log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    async def kill(self) -> None:
        """No warning, no clean-up: as when the power of the process goes."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """As a supervisor stops it. Raises TimeoutError if it takes longer than ten seconds."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await self.process.wait() == 0, self.said_in_its_log()[-2000:]


SPEED = 5000  # an hour in 0.7 s, a day in 17
HOURS = [f"{hour % 24:02}:00" for hour in range(11, 35, 3)]  # each has a unit whose digest comes then, on every day
YEARS = 2  # that a round lasts at most, by its own clock: more than three hours
# How often the process comes by a point at most before it dies there, so that all of its life is struck.
OFTEN = {"statement": 300, "before commit": 60, "after commit": 60, "sending": 30, "sent": 30}
INSIDE = 10.0  # seconds in which a process should have come to the point where it dies


async def rounds(database_url: str, folder: Path, *, kills: int, residents: int, seed: int) -> str:
    """Plays `kills` kills under the load of `residents`, then checks everything. Returns figures in one line."""
    print(f"seed {seed}: {kills} kills")
    chance, struck = random.Random(seed), Counter[str]()
    began = time.time()
    async with BotApi() as server:
        people = [Resident(server, server.person(f"居民{i}")) for i in range(residents)]
        staff = await _units(database_url, server)
        bot, stop = (
            Bot(server, database_url, folder / "bot.log", victim_clock=_clock(SPEED, began, START)),
            asyncio.Event(),
        )
        lives = [asyncio.create_task(person.live(stop)) for person in people]
        for _ in range(kills):
            struck[await _strike(bot, server, chance)] += 1
            for life in lives:
                if life.done():
                    life.result()
        bot.environment["VICTIM_DIES"] = ""
        await bot.start()
        stop.set()
        await asyncio.gather(*lives)
        await bot.stop()
        # What came due in the moment of stopping is said by the next one, by a clock that goes as all do.
        ended = time.time()
        bot.environment["VICTIM_CLOCK"] = _clock(1, ended, START + timedelta(seconds=(ended - began) * SPEED))
        await bot.start()
        await _all_said(database_url)
        await bot.stop()
        found = await _compare(database_url, people, staff)
        assert not server.violations
    where = ", ".join(f"{point} {n}" for point, n in struck.most_common())
    return f"seed {seed}: {kills} kills ({where}), {found}"


def _clock(speed: int, since: float, at: datetime) -> str:
    return f"{speed},{since},{at.isoformat()}"


async def _all_said(database_url: str) -> None:
    """Waits until nothing is to be handled or said, and has not been for a while: jobs are knocked at meanwhile."""
    db, quiet = await open_database(database_url, read_only=True), 0
    try:
        async with asyncio.timeout(60):
            while quiet < 10:
                await asyncio.sleep(0.2)
                async with db.snapshot() as tx:
                    quiet = 0 if any(await _left(tx)) else quiet + 1
    finally:
        await db.close()


async def _left(tx: Tx) -> tuple[int, int]:
    """How many messages are not handled, and how many not sent."""
    stuck = await tx.value("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
    return stuck, await tx.value("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'")


async def _strike(bot: Bot, server: BotApi, chance: random.Random) -> str:
    """Starts the bot, and has it killed; says where. What is drawn by chance does not depend on what happens. Those
    that are struck while they start, start as `python -m bot run` does; all others come out of the nest."""
    kind, wait, point = chance.random(), chance.uniform(0, 1.2), chance.choice(POINTS)
    times = chance.randint(1, OFTEN.get(point, 2))
    if kind < 0.6:
        bot.environment["VICTIM_DIES"] = f"{point}:{times}"
        await bot.start()
        try:
            async with asyncio.timeout(INSIDE):
                await bot.process.wait()
            assert bot.process.returncode == -signal.SIGKILL, bot.said_in_its_log()[-2000:]
            return point
        except TimeoutError:  # it did not come by so often
            await bot.kill()
            return "late"
    bot.environment["VICTIM_DIES"] = ""
    said = _said(server)
    await bot.start(whole=kind < 0.75)
    if kind < 0.75:
        await asyncio.sleep(0.2 + wait)
        await bot.kill()
        return "starting"
    await server.until(lambda: _said(server) > said + 2, timeout=60)
    await asyncio.sleep(wait)
    await bot.kill()
    return "working"


async def _units(database_url: str, server: BotApi) -> dict[int, Person]:
    """A unit for each of `HOURS`, the first of which gets all cases, each with somebody who reads its digests."""
    staff: dict[int, Person] = {}
    db = await open_database(database_url)
    async with db.transaction() as tx:
        put: dict[str, Any] = {"actor": None, "at": START, "action": "town", "subject": "单位"}
        for hour in HOURS:
            person = server.person(f"{hour}科长")
            person.says("/start")  # a bot may not write to who never wrote to it
            values = {"name": f"{hour}局", "hour": hour, "created_at": START}
            unit = await audit.put(tx, "units", None, values, **put)
            account = {"channel": "telegram", "account": str(person.id), "chat": str(person.id)}
            contact = await tx.value(
                "INSERT INTO contacts (channel, account, chat, language, created_at) VALUES (:channel, :account, "
                ":chat, 'zh', :at) RETURNING id",
                **account,
                at=START,
            )
            values = {"unit_id": unit, "contact_id": contact, "lead": False, "since": START}
            await audit.put(tx, "members", None, values, **put)
            staff[int(unit)] = person
        for day in range(YEARS * 366):  # no weekends, in which nothing would happen for half a minute
            date = (START + timedelta(days=day)).astimezone(ZONE).date().isoformat()
            await tx.run("INSERT INTO calendar_days (day, workday) VALUES (:day, TRUE)", day=date)
        urban = next(c.id for c in await offices.categories(tx) if c.code == "urban")
        route = {"category_id": urban, "area_id": None, "unit_id": min(staff)}
        await audit.put(tx, "routes", None, route, **put)
    await db.close()
    return staff


def _said(server: BotApi) -> int:
    """How much the bot has said."""
    return server.succeeded["sendMessage"] + server.succeeded["editMessageText"]


async def _compare(database_url: str, people: list[Resident], staff: Mapping[int, Person]) -> str:
    db = await open_database(database_url, read_only=True)
    try:
        cases = await compare_with(db, people)
        async with db.snapshot() as tx:
            return f"{cases}; {await _compare_digests(tx, staff)}"
    finally:
        await db.close()


async def compare_with(db: Database, people: list[Resident]) -> str:
    async with db.snapshot() as tx:
        kept = Counter(row["text"] for row in await tx.all("SELECT text FROM entries"))
        numbers = Counter(row["number"] for row in await tx.all("SELECT number FROM cases"))
        submitted = await tx.value("SELECT COUNT(*) FROM events WHERE kind = 'submit'")
        left = await _left(tx)
    wrote = [text for person in people for text in person.wrote]
    told = [number for person in people for number in person.numbers]
    assert kept == Counter(wrote), "each message is kept exactly once"
    assert sorted(numbers) == sorted(told), "each case was confirmed, and nothing was confirmed that is not there"
    assert submitted == len(told), "each case was sent exactly once"
    assert left == (0, 0), "nothing is left lying"
    repeats = sum(_repeats(person.person) for person in people)
    return f"{len(wrote)} messages kept once, {len(told)} cases confirmed, {repeats} repeats, all marked"


async def _compare_digests(tx: Tx, staff: Mapping[int, Person]) -> str:
    """No window is missing or doubled, each was told, each case is new in one of them, and repeats are marked."""
    count = new = repeats = 0
    for unit, person in staff.items():
        rows = await tx.all("SELECT * FROM digests WHERE unit_id = :unit AND kind = 'daily' ORDER BY to_at", unit=unit)
        end = START
        for row in rows:
            assert moment(row["from_at"]) == end, "each window begins where the last one ended"
            end = moment(row["to_at"])
            assert end is not None
            page = json.loads(row["pages"])["zh"][0]
            assert any(said.by_bot and said.text.startswith(page) for said in person.messages), "each was told"
            new += json.loads(row["counts"])["new"]
        given = await tx.value(
            "SELECT COUNT(*) FROM events WHERE kind = 'dispatch' AND unit_id = :unit AND at < :end", unit=unit, end=end
        )
        assert sum(json.loads(row["counts"])["new"] for row in rows) == given, "each case is new in one digest"
        count += len(rows)
        repeats += _repeats(person)
    assert count, "there were digests"
    return f"{count} digests told, none missing or doubled, with {new} cases, {repeats} repeats, all marked"


def _repeats(person: Person) -> int:
    """How often this person was told the same twice. All but one of the same must carry the mark."""
    plain: Counter[str] = Counter()
    marked = 0
    for said in person.messages:
        if said.by_bot:
            marked += REPEAT in said.text
            plain[said.text] += 1
    assert all(count == 1 for text, count in plain.items() if REPEAT not in text), plain
    return marked
