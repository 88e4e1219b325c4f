"""Several processes on one PostgreSQL: one receives, the others handle and send, and now and then one is killed.

From outside it is compared what became of everything: nothing lost, nothing twice, in order within each chat, and at
each moment but a few seconds one process that knocks at the scheduled jobs.
"""

import asyncio
import random
import time
from collections import defaultdict
from pathlib import Path

import asyncpg

from storage import Database, open_database
from storage.postgres import _LEADER, _WORKERS
from tests.botapi.server import BotApi
from tests.crash.harness import NUMBER, SEND, Bot, Resident, compare_with

TAKE_OVER = 10.0  # seconds
SENTENCES = 3  # of each case
STRANGER = 900_000  # id of the first


class Hasty(Resident):
    """Writes three sentences and presses the button, the last two and the press at once, without waiting."""

    async def live(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            case = [f"第{self.person.user['id']}户第{len(self.wrote) + n}句说路灯坏了" for n in range(SENTENCES)]
            self.wrote += case
            self.person.says(case[0])
            card = await self.shown(lambda said, text=case[0]: text in said.text and SEND in said.labels)
            for text in case[1:]:
                self.person.says(text)
            self.person.presses(SEND, card)
            receipt = await self.shown(lambda said: (n := NUMBER.search(said.text)) and n[0] not in self.numbers)
            self.numbers.append(NUMBER.findall(receipt.text)[0])


class Fleet:
    """A process that receives and `workers` that work."""

    def __init__(self, server: BotApi, database_url: str, folder: Path, workers: int) -> None:
        self.receiver = Bot(server, database_url, folder / "receive.log", "receive")
        self.workers = [Bot(server, database_url, folder / f"work{n}.log", "work") for n in range(workers)]

    @property
    def all(self) -> list[Bot]:
        return [self.receiver, *self.workers]

    async def start(self) -> None:
        await self.receiver.start()  # it brings the schema up to date
        for worker in self.workers:
            await worker.start()

    async def stop(self) -> None:
        await asyncio.gather(*(bot.stop() for bot in self.all))

    async def kill_all(self) -> None:
        """Whatever still runs when a test failed."""
        for bot in self.all:
            if getattr(bot, "process", None) is not None and bot.process.returncode is None:
                await bot.kill()


async def killed(database_url: str, folder: Path, *, workers: int, kills: int, residents: int, seed: int) -> str:
    """Kills a process every few seconds under load, then checks everything. Returns figures in one line."""
    print(f"seed {seed}: {workers} workers, {kills} kills")
    chance = random.Random(seed)
    admin = await asyncpg.connect(database_url)
    async with BotApi() as server:
        fleet, stop = Fleet(server, database_url, folder, workers), asyncio.Event()
        people = [Hasty(server, server.person(f"居民{i}")) for i in range(residents)]
        lives: list[asyncio.Task[None]] = []
        try:
            await fleet.start()
            await _leader_after(admin, 60)
            lives = [asyncio.create_task(person.live(stop)) for person in people]
            began, longest = time.perf_counter(), 0.0
            for _ in range(kills):
                await _all_work(admin, fleet)
                await asyncio.sleep(chance.uniform(0, 3))
                for life in lives:
                    if life.done():
                        life.result()
                victim = chance.choice(fleet.all)
                await victim.kill()
                # Started anew at once, or only after another has had to take over.
                late = chance.random() < 0.5
                if not late:
                    await victim.start()
                if workers > 1:
                    longest = max(longest, await _leader_after(admin, TAKE_OVER))
                if late:
                    await victim.start()
            stop.set()
            await asyncio.gather(*lives)
            seconds = time.perf_counter() - began
            await _all_work(admin, fleet)  # who was started a moment ago does not hear a signal yet
            await fleet.stop()
        finally:
            for life in lives:
                life.cancel()
            await fleet.kill_all()
            await admin.close()
        assert not server.violations
    db = await open_database(database_url, read_only=True)
    try:
        found = await compare_with(db, people)
        await _in_order(db)
    finally:
        await db.close()
    done = sum(len(person.wrote) + len(person.numbers) for person in people)
    return (
        f"seed {seed}: {workers} workers, {kills} kills in {seconds:.0f} s, {done / seconds:.1f} handled/s; {found}, "
        f"all in order; longest without anybody who knocks {longest:.1f} s"
    )


async def _leader(admin: asyncpg.Connection) -> int | None:
    """The server's process that serves whoever leads."""
    pid: int | None = await admin.fetchval(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) + objid::bigint "
        "= $1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        _LEADER,
    )
    return pid


async def _leader_after(admin: asyncpg.Connection, seconds: float) -> float:
    """How many seconds it takes until somebody leads. Raises TimeoutError."""
    began = time.perf_counter()
    async with asyncio.timeout(seconds):
        while await _leader(admin) is None:
            await asyncio.sleep(0.05)
    return time.perf_counter() - began


async def _all_work(admin: asyncpg.Connection, fleet: Fleet) -> None:
    """Waits until all workers are at work. Raises AssertionError if one ended, TimeoutError."""
    query = (
        "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint = $1 AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with asyncio.timeout(90):
        while await admin.fetchval(query, _WORKERS) < len(fleet.workers):
            for bot in fleet.all:
                assert bot.process.returncode is None, bot.said
            await asyncio.sleep(0.1)


async def _in_order(db: Database) -> None:
    """What one person said at once is on one case, in order."""
    async with db.snapshot() as tx:
        rows = await tx.all(
            "SELECT e.case_id, e.text, c.number FROM entries e JOIN cases c ON c.id = e.case_id ORDER BY e.id"
        )
    cases: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        cases[row["case_id"]].append(row["text"])
    for said in cases.values():
        numbers = [int(text.partition("户第")[2].partition("句")[0]) for text in said]
        assert numbers == list(range(numbers[0], numbers[0] + SENTENCES)), said


async def throughput(database_url: str, folder: Path, *, workers: int, people: int) -> str:
    """Many strangers write twice at once; returns how many messages a second were handled, and how many answered."""
    async with BotApi() as server:
        fleet = Fleet(server, database_url, folder, workers)
        admin = await asyncpg.connect(database_url)
        try:
            await fleet.start()
            await _all_work(admin, fleet)
            warm = [server.person(f"早{i}", id=STRANGER + people + i) for i in range(20)]
            for person in warm:
                person.says("幸福小区门口路灯坏了")
            await server.until(lambda: server.succeeded["sendMessage"] >= len(warm), timeout=60)
            strangers = [server.person(f"居民{i}", id=STRANGER + i) for i in range(people)]
            began = time.perf_counter()
            for n in range(2):
                for i, person in enumerate(strangers):
                    person.says(f"第{i}户第{n}句说路灯坏了")
            while await admin.fetchval("SELECT COUNT(*) FROM inbox WHERE state = 'done'") < len(warm) + 2 * people:
                await asyncio.sleep(0.02)
            handled = time.perf_counter() - began
            while await admin.fetchval("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'"):
                await asyncio.sleep(0.02)
            answered = time.perf_counter() - began
            split = await admin.fetch("SELECT claimed_by, COUNT(*) AS n FROM outbox GROUP BY 1 ORDER BY 2 DESC")
            rows = await admin.fetch("SELECT text FROM entries e WHERE text LIKE '第%户%' ORDER BY author_id, id")
            await fleet.stop()
        finally:
            await fleet.kill_all()
            await admin.close()
    said = [row["text"] for row in rows]
    assert sorted(said) == sorted(f"第{i}户第{n}句说路灯坏了" for i in range(people) for n in range(2)), (
        "each kept once"
    )
    assert all("第0句" in first and "第1句" in second for first, second in zip(said[::2], said[1::2], strict=True))
    shares = "/".join(str(row["n"]) for row in split)
    return (
        f"{workers} workers: {2 * people / handled:.0f} messages/s handled, {2 * people / answered:.0f}/s answered, "
        f"sent by each {shares}"
    )
