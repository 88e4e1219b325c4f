"""The real app in a world of its own: its clock, its platform and its deaths are the world's; what it keeps lies in a
real database, which outlives it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

from bot.app import App, open_app
from bot.channels.telegram import TelegramChannel
from bot.messages import unpack_outbound
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from bot.texts import Texts
from storage import Database, audit, offices, open_database
from storage.database import moment
from tests.town import START, ZONE
from tests.world.mortal import Died, Fuse, Mortal
from tests.world.platform import Platform, Update, Wire

TOKEN = "123456789:" + "A" * 35
MARK, FORGOTTEN = Texts(ZONE).say("zh", "possible-repeat"), Texts(ZONE).say("zh", "deleted")
AT_ONCE = 300  # messages in a moment: more are never said
SOON = timedelta(seconds=4)  # pauses within a chat: whoever looks at the screen waits them out

RESIDENTS = {11: "王阿姨", 12: "李大爷", 13: "赵同学"}
MEMBERS = {21: ("张科长", "城管局"), 22: ("钱工", "水务局")}
DISPATCHER, ADMIN = 31, 41
PASSER_BY = 51  # who is in the groups, and nobody's
GROUPS = (-1001, -1002)
UNITS = {"城管局": "08:00", "水务局": "16:30"}
ROUTES = {"urban": "城管局", "environment": "水务局"}
PEOPLE = {**RESIDENTS, **{id: name for id, (name, _) in MEMBERS.items()}, DISPATCHER: "小陈", ADMIN: "李主任"}
PEOPLE[PASSER_BY] = "周路过"


async def furnish(url: str) -> None:
    """The office as it is when a run begins: its units, their people, and residents who have written before."""
    db = await open_database(url)
    put: dict[str, Any] = {"actor": None, "at": START, "action": "world", "subject": "单位"}
    async with db.transaction() as tx:
        contact = {}
        for id, name in PEOPLE.items():
            contact[id] = await tx.value(
                "INSERT INTO contacts (channel, account, chat, name, language, created_at, admin, dispatcher) VALUES "
                "('telegram', :id, :id, :name, 'zh', :at, :admin, :dispatcher) RETURNING id",
                id=str(id),
                name=name,
                at=START,
                admin=id == ADMIN,
                dispatcher=id == DISPATCHER,
            )
        unit = {}
        for name, hour in UNITS.items():
            values = {"name": name, "hour": hour, "created_at": START}
            unit[name] = await audit.put(tx, "units", None, values, **put)
        for id, (_, name) in MEMBERS.items():
            values = {"unit_id": unit[name], "contact_id": contact[id], "lead": False, "since": START}
            await audit.put(tx, "members", None, values, **put)
        for category in (c for c in await offices.categories(tx) if c.code in ROUTES):
            values = {"category_id": category.id, "area_id": None, "unit_id": unit[ROUTES[category.code]]}
            await audit.put(tx, "routes", None, values, **put)
    await db.close()


class World:
    """Time stands still unless it is moved. Whatever is asked of the app is asked again after its death."""

    def __init__(self, url: str, segmenter: Segmenter) -> None:
        self.now = START
        self.fuse = Fuse()
        self.platform = Platform(lambda: self.now, self.fuse, MARK)
        self.settings = Settings(  # type: ignore[call-arg]
            database_url=url,
            cases_per_hour=1000,
            return_workdays=1000,  # the model knows no calendar
            _env_file=None,
        )
        self._segmenter = segmenter
        self._stack = AsyncExitStack()
        self.app: App | None = None
        self.digests: dict[int, int] = {}  # the platform's tick before each digest was made
        self.tied: dict[int, dict[int, int]] = {}  # the groups of the units before each digest was made
        self.deaf: set[tuple[int, int]] = set()  # who was known not to want to hear then: person and digest
        self.rows: dict[int, tuple[int, str]] = {}  # all that was ever to be said: chat and words by the outbox's id

    # Life and death

    async def open(self) -> App:
        """A new process begins."""

        async def opened(url: str, **how: Any) -> Database:
            db = await open_database(url, **how)
            await self._note_unsure(db)
            return Mortal(db, self.fuse)  # type: ignore[return-value]

        def channels(draw: Any) -> list[TelegramChannel]:
            self._channel = TelegramChannel(
                TOKEN,
                "https://api.telegram.org",
                draw=draw,
                now=lambda: self.now,
                per_second=1e6,  # the pace in all goes by the loop's own clock
                repeat_mark=MARK,
                requests=lambda _: Wire(self.platform),
            )
            return [self._channel]

        app = await self._stack.enter_async_context(
            open_app(self.settings, channels, now=lambda: self.now, segmenter=self._segmenter, opened=opened)
        )
        await app.pipeline.recover()
        return app

    async def close(self) -> None:
        """The process ends, whatever it was doing."""
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self.app = None
        await self._stack.aclose()

    async def insists(self, work: Callable[[App], Awaitable[object]]) -> None:
        """Has `work` done by an app that lives to its end."""
        while True:
            try:
                self.app = self.app or await self.open()
                await work(self.app)
                if not self.fuse.blown:
                    return
            except Died:
                pass
            self.platform.deaths += 1
            await self.close()
            self.fuse.reborn()

    async def _note_unsure(self, db: Database) -> None:
        """What was on its way when the last process died may be said again, also where the answer that it did not live
        to read was to wait."""
        async with db.snapshot() as tx:
            for row in await tx.all("SELECT chat, body FROM outbox WHERE state = 'sending' AND chat <> ''"):
                self.platform.unsure[int(row["chat"]), unpack_outbound(row["body"]).text] += 1
                self.platform.chat(int(row["chat"])).free_at = None
            # The wait that a platform asked for lies in what waits. What waited for a group may have gone to the unit's
            # people meanwhile: then the next process does not know of it, and is told so by the platform once more.
            waiting = {
                int(row["chat"])
                for row in await tx.all("SELECT chat FROM outbox WHERE state = 'queued' AND chat <> ''")
            }
        for id, chat in self.platform.chats.items():
            if id not in waiting:
                chat.free_at = None

    # What the app does

    async def delivers(self, batch: Iterable[Update]) -> None:
        """The bot polls, and is given these until it has confirmed them; then it does what there is to do."""
        self.platform.batch = wanted = list(batch)
        await self.insists(self._poll)
        for update in wanted:
            update.stored = True
        await self.insists(self._works)

    async def _poll(self, app: App) -> None:
        stop = asyncio.Event()
        self.platform.confirmed = stop.set
        if self.platform.batch:
            await self._channel.poll(app.pipeline.receive, stop)

    async def _works(self, app: App) -> None:
        """Until nothing is due, also what only waited for a pause between two messages."""
        for _ in range(AT_ONCE):
            await app.pipeline.drain()
            due = await self._due(app.db)
            if due is None or due > self.now + SOON:
                return await self._remember(app.db)
            self.now = max(self.now, due)
        raise AssertionError(f"something is due for ever: {await self._waiting(app.db)}")

    async def _waiting(self, db: Database) -> list[dict[str, Any]]:
        async with db.snapshot() as tx:
            return [
                dict(row)
                for row in await tx.all(
                    "SELECT id, chat, state, due_at FROM outbox WHERE state IN ('queued', 'sending') UNION ALL "
                    "SELECT id, chat, state, due_at FROM inbox WHERE state = 'waiting'"
                )
            ]

    async def works(self) -> None:
        await self.insists(self._works)

    async def knocks(self) -> None:
        """The clock knocks at all jobs."""
        tick = self.platform.tick
        await self.insists(lambda app: app.knock())
        await self.works()
        assert self.app is not None
        async with self.app.db.snapshot() as tx:
            for row in await tx.all("SELECT id FROM digests"):
                self.digests.setdefault(row["id"], tick)

    async def calms(self) -> None:
        """Nothing goes wrong any more, and time passes until nothing waits to be handled or said."""
        self.platform.plan.clear()
        self.fuse.reborn()
        await self.works()
        for _ in range(200):
            assert self.app is not None
            due = await self._due(self.app.db)
            if due is None:
                return
            self.now = max(self.now, due)
            await self.works()
        raise AssertionError("something waits for ever")

    async def _due(self, db: Database) -> datetime | None:
        """When the next message is to be handled or sent: the first of a chat, for the others wait behind it."""
        heads = [
            f"SELECT due_at FROM {table} o WHERE state = '{state}' AND id = (SELECT MIN(id) FROM {table} p WHERE "
            f"p.chat = o.chat AND p.state IN ('{state}', 'sending'))"
            for table, state in (("outbox", "queued"), ("inbox", "waiting"))
        ]
        async with db.snapshot() as tx:
            return moment(await tx.value(f"SELECT MIN(due_at) FROM ({' UNION ALL '.join(heads)}) AS due"))

    async def _remember(self, db: Database) -> None:
        async with db.snapshot() as tx:
            known = max(self.rows, default=0)
            for row in await tx.all("SELECT id, chat, body FROM outbox WHERE id > :known AND chat <> ''", known=known):
                self.rows[row["id"]] = int(row["chat"]), unpack_outbound(row["body"]).text
