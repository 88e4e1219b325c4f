"""Two workers on one PostgreSQL, two people on one case, at the same moment: nothing is doubled, nothing is lost.

The moment is made: one worker's transaction is held open until the database says that the other waits for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.app import App, open_app
from bot.messages import Inbound
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers import TABLE, timed
from handlers.draft import send_by_itself
from handlers.router import Router
from handlers.turn import Work
from storage import Tx, clockwork
from tests.bad_inputs.conftest import assert_well, complaints
from tests.bad_inputs.wire import Wire
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"


@pytest.fixture
async def pair(postgres_url: str, segmenter: Segmenter, caplog: pytest.LogCaptureFixture) -> AsyncIterator["Pair"]:
    """A town whose bot runs in two processes, as far as the database can tell."""
    town = Town()
    settings = Settings(database_url=postgres_url, _env_file=None)  # type: ignore[call-arg]
    how = {"now": lambda: town.now, "segmenter": segmenter}
    async with (
        open_app(settings, lambda draw: [town.channel], **how) as town.app,  # type: ignore[arg-type]
        open_app(settings, lambda draw: [town.channel], **how) as other,  # type: ignore[arg-type]
    ):
        yield Pair(town, other)
        await town.app.pipeline.drain()
        await assert_well(town.app.db)
    assert complaints(caplog) == []


class Pair:
    """The town, whose own app is the first worker, and the second one."""

    def __init__(self, town: Town, other: App) -> None:
        self.town, self.first, self.second = town, town.app, other
        self.wire = Wire(town)

    @asynccontextmanager
    async def first_is_faster(self) -> AsyncIterator[tuple[Work, Callable[[Awaitable[object]], None]]]:
        """The first worker's work; what is handed over runs in the second one, which waits until the first commits."""
        waiting: list[asyncio.Future[object]] = []
        async with self.first.db.transaction() as tx:
            await self.first.office.refresh(tx)
            yield Work(tx, self.first.office, self.town.now), lambda work: waiting.append(asyncio.ensure_future(work))
            await self._blocked(len(waiting))
        await asyncio.gather(*waiting)

    async def _blocked(self, count: int) -> None:
        sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        async with asyncio.timeout(10):
            while True:
                async with self.second.db.snapshot() as tx:
                    if await tx.value(sql) >= count:
                        return
                await asyncio.sleep(0.01)

    async def handle(self, tx: Tx, inbound: Inbound | None) -> None:
        """In the first worker's transaction."""
        assert inbound is not None
        await Router(TABLE, self.first.office).dispatch(tx, inbound, self.town.now)

    async def second_hears(self, *inbounds: Inbound | None) -> None:
        await self.second.pipeline.receive([inbound for inbound in inbounds if inbound])
        await self.second.pipeline.drain()

    async def count(self, kind: str) -> int:
        return len(await self.wire.rows("SELECT id FROM events WHERE kind = :kind", kind=kind))


async def test_a_message_while_its_draft_is_sent_by_itself_begins_a_new_draft(pair: Pair) -> None:
    town, wire = pair.town, pair.wire
    await town.unit("城管局", "urban")
    writer, sender = await town.resident("甲"), await town.resident("乙")
    await writer.says(LAMP)
    await sender.says("幸福小区路灯不亮")
    ids = {row["text"]: row["id"] for row in await wire.rows("SELECT id, text FROM cases")}
    said = wire.message(writer, "还有井盖也没了")
    edit = wire.message(
        writer, "幸福小区门口两盏路灯坏了", kind="edited_message", edit_date=1, message_id=int(said.message)
    )
    async with pair.first_is_faster() as (work, meanwhile):
        async with work.tx.savepoint():
            for draft in await clockwork.drafts_due(work.tx, town.now.replace(hour=2), 100):
                await send_by_itself(work, draft)
        meanwhile(pair.second_hears(said, edit, wire.press(sender, f"send:{ids['幸福小区路灯不亮']}")))
    await town.app.pipeline.drain()
    assert (await wire.entries())[writer.id] == [LAMP, "幸福小区门口两盏路灯坏了"]
    assert [row["text"] for row in await wire.rows("SELECT text FROM cases WHERE status = 'draft'")] == [
        "幸福小区门口两盏路灯坏了"
    ]
    assert await pair.count("submit") == 2
    assert "提交过了" in sender.last.text
    assert sum("已登记" in said.text for said in town.shown(writer.id)) == 1


async def test_a_draft_that_is_just_being_written_is_not_sent_by_itself(pair: Pair) -> None:
    town, wire = pair.town, pair.wire
    await town.unit("城管局", "urban")
    await town.unit("交通局", "transport")
    writer = await town.resident()
    await writer.says(LAMP)
    town.now = town.now.replace(minute=5)
    async with pair.first.db.transaction() as tx:
        await pair.first.office.refresh(tx)
        await pair.handle(tx, wire.message(writer, "公交车也停了，公交站的公交车不来"))
        assert await timed.send_drafts(pair.second.db, pair.second.office, lambda: town.now) == 0
    assert await pair.count("submit") == 0
    await town.passes(minutes=5)
    assert await pair.count("submit") == 1
    assert len((await wire.entries())[writer.id]) == 2


async def test_two_dispatchers_two_members_and_a_resident_on_one_case(pair: Pair) -> None:
    town, wire = pair.town, pair.wire
    urban, other = await town.unit("城管局", "urban"), await town.unit("交通局")
    first, second = await town.dispatcher("小陈"), await town.dispatcher("小周")
    one, two, writer = await town.member(urban, "甲"), await town.member(urban, "乙"), await town.resident()
    await writer.says("这件事真让人头疼")
    await writer.presses("提交")
    async with pair.first_is_faster() as (work, meanwhile):
        await pair.handle(work.tx, wire.press(first, f"sort-to:1:{urban.id}"))
        meanwhile(pair.second_hears(wire.press(second, f"sort-to:1:{other.id}")))
    assert await wire.rows("SELECT unit_id FROM cases") == [{"unit_id": urban.id}]
    assert "城管局" in second.last.text
    async with pair.first_is_faster() as (work, meanwhile):
        await pair.handle(work.tx, wire.press(one, "sign:1"))
        meanwhile(pair.second_hears(wire.press(two, "sign:1")))
    assert "甲" in two.last.text
    await one.presses_action("resolve:1")
    await two.presses_action("answer:1")
    more = wire.message(writer, "还有一盏")
    assert more is not None
    async with pair.first_is_faster() as (work, meanwhile):
        await pair.handle(work.tx, wire.message(one, "办好了"))
        meanwhile(pair.second_hears(wire.message(two, "还在办"), replace(more, reply_to=town.message_id(writer.last))))
    await town.app.pipeline.drain()
    assert [await pair.count(kind) for kind in ("dispatch", "sign", "resolve", "answer", "add")] == [1] * 5
    kept = await wire.entries()
    assert (kept[one.id], kept[two.id], kept[writer.id]) == (["办好了"], ["还在办"], ["这件事真让人头疼", "还有一盏"])


async def test_the_same_updates_reach_both_workers(pair: Pair) -> None:
    """As after a webhook's retry, with presses 20 times each; each chat's messages stay in order."""
    town, wire = pair.town, pair.wire
    await town.unit("城管局", "urban")
    people: list[Person] = [await town.resident(f"居民{i}") for i in range(8)]
    batch = [wire.message(person, f"{LAMP}{i}") for i in range(3) for person in people]
    await asyncio.gather(*(deliver(app, batch) for app in (pair.first, pair.second) * 3))
    drafts = await wire.rows("SELECT d.id, c.account FROM cases d JOIN contacts c ON c.id = d.reporter_id")
    ids = {row["account"]: row["id"] for row in drafts}
    assert len(drafts) == len(ids) == len(people)
    presses = [wire.press(person, f"send:{ids[person.id]}") for person in people for _ in range(5)]
    halves = (presses[::2], presses[1::2])
    await asyncio.gather(*(deliver(app, half) for app, half in zip((pair.first, pair.second), halves, strict=True)))
    await asyncio.gather(pair.first.knock(), pair.second.knock())
    town.now = town.now.replace(hour=3)
    await asyncio.gather(pair.first.knock(), pair.second.knock())
    assert await wire.entries() == {person.id: [f"{LAMP}{i}" for i in range(3)] for person in people}
    assert await pair.count("submit") == len(people)
    numbers = [row["number"] for row in await wire.rows("SELECT number FROM cases ORDER BY number")]
    assert numbers == [f"260601-{n:04d}" for n in range(1, len(people) + 1)]
    for person in people:
        assert sum("已登记" in said.text for said in town.shown(person.id)) == 1


async def deliver(app: App, batch: list[Inbound | None]) -> None:
    await app.pipeline.receive([inbound for inbound in batch if inbound])
    await app.pipeline.drain()


async def test_two_dispatchers_answer_one_request_for_more_time(pair: Pair) -> None:
    town, wire = pair.town, pair.wire
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    first, second = await town.dispatcher("小陈"), await town.dispatcher("小周")
    await resident.says(LAMP)
    await resident.presses("提交")
    (case,) = await wire.rows("SELECT id FROM cases")
    await member.presses_action(f"sign:{case['id']}")
    await member.presses_action(f"extend-days:{case['id']}:5")
    await member.says("等材料")
    async with pair.first_is_faster() as (work, meanwhile):
        await pair.handle(work.tx, wire.press(first, f"extend:{case['id']}:5"))
        meanwhile(pair.second_hears(wire.press(second, f"extend:{case['id']}:5")))
    await town.app.pipeline.drain()
    assert await pair.count("extend") == 1
    first.sees("同意了，改为6月15日（周一）前答复")
    second.sees("刚才有人先批了：同意，改为6月15日（周一）前答复")
    assert sum("还要多些时间" in said.text for said in town.shown(resident.id)) == 1
