"""Whole conversations over real HTTP: people on a Bot API server, the Telegram channel, the pipeline, both engines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.app import App, open_app
from bot.channels.telegram import TelegramChannel
from bot.channels.web import build, serving
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import audit, offices
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.town import START


class Office:
    """The bot with its Telegram channel, polling. The clock is the test's own."""

    def __init__(self, server: BotApi) -> None:
        self.server, self.now = server, START
        self.app: App
        self.channel: TelegramChannel

    async def unit(self, name: str, *codes: str, **values: object) -> int:
        async with self.app.db.transaction() as tx:
            put = {"actor": None, "at": self.now, "action": "test", "subject": name}
            unit = await audit.put(tx, "units", None, {"name": name, "created_at": self.now, **values}, **put)  # type: ignore[arg-type]
            for category in await offices.categories(tx):
                if category.code in codes:
                    row = {"category_id": category.id, "area_id": None, "unit_id": unit}
                    await audit.put(tx, "routes", None, row, **put)  # type: ignore[arg-type]
        return unit

    async def joins(self, person: Person, unit: int) -> None:
        person.starts()
        await person.sees("开门办实事")
        async with self.app.db.transaction() as tx:
            contact = await tx.value("SELECT id FROM contacts WHERE account = :a", a=str(person.user["id"]))
            row = {"unit_id": unit, "contact_id": contact, "lead": False, "since": self.now}
            await audit.put(tx, "members", None, row, actor=None, at=self.now, action="test", subject="")

    async def blocked(self, person: Person) -> None:
        """Waits until the bot knows that `person` does not want to hear from it."""
        async with asyncio.timeout(5):
            while True:
                async with self.app.db.snapshot() as tx:
                    if await tx.value("SELECT blocked_at FROM contacts WHERE account = :a", a=str(person.user["id"])):
                        return
                await asyncio.sleep(0.01)

    async def passes(self, **span: float) -> None:
        self.now += timedelta(**span)
        for job in self.app.jobs():
            await job.work()


@pytest.fixture(params=["polling", "webhook"])
async def office(request: pytest.FixtureRequest, database_url: str, segmenter: Segmenter) -> AsyncIterator[Office]:
    async with BotApi(now=lambda: datetime.now(UTC).timestamp()) as server:
        office, stop = Office(server), asyncio.Event()
        settings = Settings(database_url=database_url, _env_file=None)  # type: ignore[call-arg]

        def channels(draw: object) -> list[TelegramChannel]:
            office.channel = TelegramChannel(server.token, server.url, draw=draw, now=lambda: office.now)  # type: ignore[arg-type]
            # The pace that Telegram asks for is tested elsewhere; here nobody waits a second between two messages.
            office.channel.features = replace(office.channel.features, chat_pause=0.0, group_pause=0.0)
            return [office.channel]

        link = "https://t.me/kaimen_test_bot"
        async with open_app(settings, channels, now=lambda: office.now, segmenter=segmenter, bot_link=link) as app:
            office.app = app
            secret = "s" * 32
            hook = office.channel.hook("/telegram", secret, app.pipeline.receive)

            async def health() -> dict[str, object]:
                return {}

            async with serving(build(health, [hook]), "127.0.0.1", 0) as port:  # type: ignore[arg-type]
                if request.param == "webhook":
                    await office.channel.set_webhook(f"http://127.0.0.1:{port}/telegram", secret, stop)
                running = [asyncio.create_task(app.pipeline.run(stop))]
                if request.param == "polling":
                    running.append(asyncio.create_task(office.channel.poll(app.pipeline.receive, stop)))
                yield office
                stop.set()
                await asyncio.gather(*running)
            await office.channel.close()
        assert not server.violations


async def test_from_a_message_to_a_satisfied_resident(office: Office) -> None:
    unit = await office.unit("城管局", "urban", chart=True, ledger=True)
    resident, member = office.server.person("王阿姨"), office.server.person("张科长")
    await office.joins(member, unit)

    resident.says("幸福小区门口路灯坏了一周")
    await resident.sees("先记在草稿里了")
    await presses(resident, "提交")
    receipt = await resident.sees("已交给城管局")
    number = receipt.text.split("编号 ")[1].splitlines()[0]

    await office.passes(days=1)
    digest = await member.sees("日报")
    assert number in digest.text
    await office.server.until(lambda: sum(len(m.attachments) for m in member.messages) == 2, timeout=20)
    photo, document = (file for message in member.messages for file in message.attachments)
    assert (photo.kind, document.kind) == ("photo", "document")
    sheet = load_workbook(BytesIO(document.content)).active
    assert sheet is not None
    assert any(number == cell.value for row in sheet.iter_rows() for cell in row)

    member.says(f"/case {number}")
    await member.sees("经过")
    await presses(member, "签收")
    await resident.sees("城管局已签收")
    await presses(member, "办结")
    await member.sees("怎么办好的")
    member.says("换了新灯")
    await resident.sees("换了新灯")
    await office.passes(days=1)
    done = await resident.sees("办得怎么样")
    resident.presses("满意", done)
    await resident.sees("谢谢您的评价")
    assert not [call for call in office.server.calls if call.error and "query is too old" not in str(call.error)]


async def test_an_album_is_one_addition(office: Office) -> None:
    resident = office.server.person("小林")
    resident.sends_photo(b"\x89PNG one", caption="路灯坏了", album="1")
    resident.sends_photo(b"\x89PNG two", album="1")
    resident.sends_photo(b"\x89PNG three", album="1")
    await resident.sees("附件 3 个")
    assert len([m for m in resident.messages if m.by_bot and "草稿" in m.text]) == 1  # one card, edited


async def test_a_group_becomes_a_supergroup(office: Office) -> None:
    member = office.server.person("张科长")
    group = office.server.group("城管局群", member)
    unit = await office.unit("城管局", "urban", group_channel="telegram", group_chat=str(group.chat.id))
    group.upgrade()
    await office.passes(days=1)
    await office.server.until(lambda: _said(office, "日报"))
    async with office.app.db.snapshot() as tx:
        kept = await offices.unit(tx, unit)
    assert kept is not None
    assert kept.group_chat.startswith("-100")


async def presses(person: Person, label: str) -> None:
    """Waits until there is such a button, and presses it."""
    await person.world.until(lambda: any(message.button(label) for message in person.messages if message.by_bot))
    person.presses(label)


def _said(office: Office, word: str) -> bool:
    return any(word in str(call.parameters.get("text", "")) for call in office.server.sent("sendMessage"))


async def test_somebody_who_blocked_the_bot_hears_nothing_until_they_write_again(office: Office) -> None:
    unit = await office.unit("城管局", "urban")
    member = office.server.person("张科长")
    await office.joins(member, unit)
    member.blocks()
    await office.blocked(member)
    await office.passes(days=1)
    member.unblocks()
    member.says("/help")
    await member.sees("有什么事要反映")
    assert not any("日报" in m.text for m in member.messages)
