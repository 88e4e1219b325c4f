"""Whether work becomes slower as the archive grows: the same days in an office with 10,000 cases and with 1,000,000.

Both have as many new cases a day and as many open ones (archive.py, `steady`); only what lies behind them differs. Both
run in one process, through the real app, its pipeline and its handlers, and take turns at each message; so what else
the machine does meets both alike. A message is timed from `receive` to the last answer recorded; the median counts.

On SQLite the ratio is that of processor time, which other processes hardly change; PostgreSQL works in processes of its
own, so there it is that of time on the wall.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path

import asyncpg
from rich.progress import Progress

from benchmarks import archive, texts
from benchmarks.figures import Figure
from benchmarks.processes import postgres
from bot.app import App, open_app
from bot.messages import Address, Choice, Features, Inbound, Kind, Outbound, Outcome, Receipt, Sender
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers import daily, stats, timed
from handlers.turn import Work
from storage import open_database
from storage.moving import move

SMALL, LARGE = 10_000, 1_000_000  # cases
ROUNDS = 40  # one for each unit, which has one digest
BOUND = 1.5
ADMIN = "9000000001"
NOWHERE = "火星"  # a word that no case has
SEARCHED = "小区"  # a word that one in forty cases has
Step = Callable[[], Awaitable[object]]
WAITING = 60  # cases of strangers that wait for a dispatcher, before anything is measured


class Phones:
    """A channel whose people keep what they were shown last."""

    name = "telegram"
    features = Features()

    def __init__(self) -> None:
        self.shown: dict[str, tuple[str, Sequence[Choice]]] = {}  # chat: id of the newest message, its buttons
        self._ids = count(1)

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        id = replaces or f"b{next(self._ids)}"
        if message.text:
            self.shown[message.address.chat] = id, [choice for row in message.choices for choice in row]
        return Receipt(Outcome.SENT, message=id)


class Day:
    """One office on the day after its archive ends, and how long it took for what."""

    def __init__(self, app: App, phones: Phones, people: int) -> None:
        self._app, self._phones, self._people = app, phones, people
        self._keys, self._strangers = count(1), count(5_000_000)
        self._words, _ = texts.messages(ROUNDS)
        self._residents: list[str] = []
        self.wall: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}

    async def begin(self) -> None:
        """What is open comes into the index, some cases wait for a dispatcher, and it is known who has five cases."""
        while await timed.index_open(self._app.db, self._app.office, self._app.now):
            pass
        for text in islice(cycle(texts.unsure()), WAITING):
            stranger = str(next(self._strangers))
            await self._says(stranger, text)
            await self._presses(stranger, "send")
        await self._says(ADMIN, "/start")
        async with self._app.db.snapshot() as tx:
            rows = await tx.all(
                "SELECT reporter_id FROM cases WHERE reporter_id < 2000 GROUP BY reporter_id HAVING COUNT(*) = 5 "
                "ORDER BY reporter_id LIMIT :n",
                n=ROUNDS,
            )
        self._residents = [str(row["reporter_id"]) for row in rows]

    def steps(self, number: int) -> list[tuple[str, Step]]:
        """What is done once in each round, in this order."""
        stranger, unit = str(next(self._strangers)), 1 + number % archive.UNITS
        resident, member = self._residents[number], str(self._people + unit)
        text = self._words[number]
        return [
            ("a stranger's message: kept, tagged, looked up, a card", partial(self._says, stranger, text)),
            ("the button that sends it: number, unit, receipt", partial(self._presses, stranger, "send")),
            ("/my", partial(self._says, resident, "/my")),
            ("one's own case", partial(self._presses, resident, "mine")),
            ("/inbox of a unit", partial(self._says, member, "/inbox")),
            ("a case, opened from it", partial(self._presses, member, "case")),
            ("/find of a unit, a word that some cases have", partial(self._says, member, f"/find {SEARCHED}")),
            ("/case with a number", partial(self._case, member)),
            ("/find of a unit, words that none has", partial(self._says, member, f"/find {SEARCHED} {NOWHERE}")),
            ("/find of a dispatcher, words that none has", partial(self._says, ADMIN, f"/find {SEARCHED} {NOWHERE}")),
            ("/triage of a dispatcher", partial(self._says, ADMIN, "/triage")),
            ("the next card", partial(self._presses, ADMIN, "triage-next")),
            ("/stats of a unit, this week", partial(self._stats, member)),
            ("a unit's digest, with its hot topics", partial(self._digest, unit)),
            ("what the clock knocks at, nothing due", self._knock),
        ]

    async def timed(self, what: str, step: Step) -> None:
        """Does it, and keeps how many seconds it took."""
        wall, processor = time.perf_counter(), time.process_time()
        await step()
        self.wall.setdefault(what, []).append(time.perf_counter() - wall)
        self.processor.setdefault(what, []).append(time.process_time() - processor)

    async def _says(self, who: str, text: str) -> None:
        await self._handled(who, text=text)

    async def _presses(self, who: str, action: str) -> None:
        message, buttons = self._phones.shown[who]
        pressed = next(button.action for button in buttons if button.action.split(":")[0] == action)
        await self._handled(who, kind=Kind.PRESS, choice=pressed, press=f"p{next(self._keys)}", message=message)

    async def _case(self, member: str) -> None:
        """The first of those that were found."""
        _, buttons = self._phones.shown[member]
        await self._says(member, f"/case {next(b.label for b in buttons if b.action.startswith('case:'))}")

    async def _handled(self, who: str, **values: object) -> None:
        key = f"k{next(self._keys)}"
        sender, to = Sender(who, f"居民{who}", "zh"), Address(Phones.name, who)
        values = {"message": key, **values}
        await self._app.pipeline.receive([Inbound(key, to, self._app.now(), sender, **values)])  # type: ignore[arg-type]
        await self._app.pipeline.drain()

    async def _stats(self, member: str) -> None:
        await self._says(member, "/stats 本周")
        await stats.do_next(self._app.db, self._app.office, self._app.now)
        await self._app.pipeline.drain()

    async def _digest(self, unit: int) -> None:
        app = self._app
        found = await daily.hot_topics(app.db, app.office, unit, archive.END)
        async with app.db.transaction(alone=True) as tx:
            sent = await daily.send(Work(tx, app.office, app.now()), unit, found)
        assert sent, f"unit {unit} had no digest"
        await app.pipeline.drain()

    async def _knock(self) -> None:
        for job in self._app.jobs():
            if job.name not in ("digests", "forget"):  # the one is timed above, the other goes on with the oldest words
                await job.work()


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task(f"growth: {SMALL:,} and {LARGE:,} cases", total=5.0)
    files = {cases: folder / f"{cases}.db" for cases in (SMALL, LARGE)}
    for cases, path in files.items():
        await archive.build(path, partial(progress.advance, task), archive.steady(cases))
    segmenter = Segmenter()
    await asyncio.to_thread(segmenter.load)
    with postgres(folder) as server:
        moved = {cases: await _move(path, server, f"c{cases}") for cases, path in files.items()}
        progress.advance(task)
        sqlite = await _days({cases: f"sqlite:///{path}" for cases, path in files.items()}, segmenter)
        progress.advance(task)
        shared = await _days(moved, segmenter)
        progress.advance(task)
    return [*_figures("SQLite", sqlite, "processor"), *_figures("PostgreSQL", shared, "wall")]


async def _move(path: Path, server: str, name: str) -> str:
    """The same archive on PostgreSQL, as `kaimen migrate-data` brings it there; its address."""
    admin = await asyncpg.connect(server)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    url = server.replace("/postgres?", f"/{name}?")
    await (await open_database(url)).close()
    source = await open_database(f"sqlite:///{path}")
    try:
        await move(source, url, lambda rows: None)
    finally:
        await source.close()
    return url


async def _days(urls: dict[int, str], segmenter: Segmenter) -> dict[int, Day]:
    """The same day with each archive, turn by turn."""
    async with AsyncExitStack() as stack:
        days = {cases: await stack.enter_async_context(_day(url, cases, segmenter)) for cases, url in urls.items()}
        for number in range(ROUNDS):
            rounds = [[(day, *step) for step in day.steps(number)] for day in days.values()]
            for turns in zip(*rounds, strict=True):
                # Who comes second finds the words of a message cut already: each is that as often.
                for day, what, step in turns if number % 2 else reversed(turns):
                    await day.timed(what, step)
    return days


@asynccontextmanager
async def _day(url: str, cases: int, segmenter: Segmenter) -> AsyncIterator[Day]:
    settings = Settings(database_url=url, admin_ids=ADMIN, cases_per_hour=1000, _env_file=None)  # type: ignore[call-arg, arg-type]
    phones, now = Phones(), archive.END + timedelta(minutes=1)
    async with open_app(settings, lambda draw: [phones], now=lambda: now, segmenter=segmenter) as app:
        day = Day(app, phones, archive.steady(cases).people)
        await day.begin()
        yield day


def _figures(engine: str, days: dict[int, Day], clock: str) -> list[Figure]:
    figures = []
    for what in days[LARGE].wall:
        few, many = (getattr(day, clock)[what] for day in days.values())
        walls = " and ".join(f"{1000 * statistics.median(day.wall[what]):.1f}" for day in days.values())
        ratio = statistics.median(many) / statistics.median(few)
        figures.append(Figure(f"{engine}: {what}", ratio, "times", f"{walls} ms", f"{BOUND} times"))
    return figures
