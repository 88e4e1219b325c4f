"""A channel that talks over real HTTP to the Bot API server in tests/botapi, and an ear for what it receives."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.channels.telegram import TelegramChannel, insistence
from bot.messages import Address, Attachment, Choice, File, Inbound, Outbound, Receipt
from tests.botapi.server import BotApi

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + (64).to_bytes(4, "big") + (48).to_bytes(4, "big") + b"pixels"
REPEAT = "(possibly a repeat)"


async def draw(attachment: Attachment) -> File:
    """What stands in for charts and ledgers: the content names the recipe."""
    await asyncio.sleep(0)  # a real one comes from a thread
    if attachment.recipe == "broken":
        raise ValueError("nothing to draw")
    content = PNG if attachment.recipe == "chart" else f"{attachment.recipe} {attachment.args}".encode()
    return File(attachment.name or attachment.recipe, content)


class Ear:
    """What the channel received, while its poll runs. `broken`: storing fails that many times."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.heard: list[Inbound] = []
        self.batches: list[list[Inbound]] = []
        self.broken = 0
        self._more = asyncio.Event()

    async def receive(self, batch: Sequence[Inbound]) -> None:
        """Stands in the pipeline's place."""
        self._more.set()
        if self.broken:
            self.broken -= 1
            raise OSError(28, "No space left on device")
        self.heard += batch
        self.batches.append(list(batch))

    async def hears(self, count: int = 1) -> list[Inbound]:
        """Waits until so many have been received in all; all of them."""
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self._more.clear()
                await self._more.wait()
        return self.heard


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries are those of production in their order, not in their length."""
    monkeypatch.setattr(insistence, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(insistence, "LONGEST_PAUSE", 0.05)


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi(webhook_scale=0.01) as server:
        yield server


@pytest.fixture
async def connect(server: BotApi) -> AsyncIterator[Callable[..., TelegramChannel]]:
    """Makes channels to that server, and closes them."""
    channels: list[TelegramChannel] = []

    def make(token: str = "", url: str = "") -> TelegramChannel:
        channel = TelegramChannel(
            token or server.token, url or server.url, draw=draw, now=lambda: NOW, repeat_mark=REPEAT
        )
        channels.append(channel)
        return channel

    yield make
    for channel in channels:
        await channel.close()


@pytest.fixture
def channel(connect: Callable[..., TelegramChannel]) -> TelegramChannel:
    """A channel to the server."""
    return connect()


@pytest.fixture
async def ear(server: BotApi, channel: TelegramChannel) -> AsyncIterator[Ear]:
    """An ear to a channel that polls until the test is over."""
    ear, stop = Ear(server), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        try:
            yield ear
        finally:
            stop.set()


class Says:
    """The bot's mouth: says something over the channel and gives the receipt."""

    def __init__(self, channel: TelegramChannel) -> None:
        self.channel = channel

    async def __call__(
        self,
        chat: object,
        text: str = "",
        *choices: Choice,
        replaces: str = "",
        repeat: bool = False,
        attachments: Sequence[Attachment] = (),
        press: str = "",
        menu: tuple[tuple[str, str], ...] = (),
    ) -> Receipt:
        message = Outbound(
            Address("telegram", str(chat)),
            text,
            choices=(choices,) if choices else (),
            attachments=tuple(attachments),
            press=press,
            menu=menu,
        )
        return await self.channel.send(message, replaces, repeat)


@pytest.fixture
def says(channel: TelegramChannel) -> Says:
    """The bot says something."""
    return Says(channel)
